//! The page that an invitation's link leads to, and the words about it on the way: at sign-in and beside new workspaces.

use leptos::prelude::*;
use leptos_meta::Title;

use super::invitation_fns::{
    AcceptInvitation, DeclineInvitation, KeepInvitation, list_own_invitations, load_invitation,
};
use super::{ACCEPT_PATH, InvitationKey, Offer, Onlooker};
use crate::accounts::link_pages::Sheet;
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Button, ErrorSummary, Kind, Notice, NoticeKind};

/// Accepts or declines an invitation. Opening the page changes nothing.
#[component]
pub fn AcceptInvitationPage() -> impl IntoView {
    let query = use_params();
    let key = memo(move || {
        query.with(|query| InvitationKey {
            token: query.get_str("token").unwrap_or_default().to_owned(),
            id: query.get_str("id").unwrap_or_default().to_owned(),
        })
    });
    let offer = Resource::new_blocking(move || key.get(), load_invitation);
    let actions = OfferActions {
        accepting: ServerAction::new(),
        declining: ServerAction::new(),
        keeping: ServerAction::new(),
    };
    let revision = use_revision();
    revision.follow(actions.accepting);
    let now = Signal::derive(move || Some((offer.get()?, key.get())));
    view! {
        <Title text="Invitation" />
        <Sheet title="Invitation">
            <Transition>
                {latest(offer, now, move |(offer, key)| match offer {
                    Ok(Some(offer)) => view! { <OfferView offer key actions /> }.into_any(),
                    Ok(None) => view! { <Worthless /> }.into_any(),
                    Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
                })}
            </Transition>
        </Sheet>
    }
}

#[derive(Clone, Copy)]
struct OfferActions {
    accepting: ServerAction<AcceptInvitation>,
    declining: ServerAction<DeclineInvitation>,
    keeping: ServerAction<KeepInvitation>,
}

#[component]
fn Worthless() -> impl IntoView {
    view! {
        <p>"This invitation is no longer valid: it was used, cancelled, replaced by a newer one, or is older than 14 days."</p>
        <p>"Ask the person who invited you for another."</p>
        <p class="auth-alt"><a href="/timer">"Go to Timether"</a></p>
    }
}

#[component]
fn OfferView(offer: Offer, key: InvitationKey, actions: OfferActions) -> impl IntoView {
    let Offer {
        workspace,
        inviter,
        role,
        email,
        onlooker,
        ..
    } = offer;
    let OfferActions {
        accepting,
        declining,
        keeping,
    } = actions;
    let (accept_errors, decline_errors) = (FormErrors::of(accepting), FormErrors::of(declining));
    let fields = StoredValue::new(key);
    let choice = match onlooker {
        Onlooker::Invitee => view! {
            <ActionForm action=accepting attr:class="form">
                <ErrorSummary error=accept_errors.summary() />
                <ErrorSummary error=accept_errors.field("token") />
                <KeyFields key=fields.get_value() />
                <Button kind=Kind::Primary busy=accepting.pending() class:block=true>"Accept invitation"</Button>
            </ActionForm>
        }
        .into_any(),
        Onlooker::SomebodyElse(own) => view! {
            <Notice kind=NoticeKind::Warning title="This is for another address">
                "The invitation is for " <b>{email.clone()}</b> ". You are signed in as " <b>{own}</b> "."
            </Notice>
            <ActionForm action=keeping attr:class="form">
                <KeyFields key=fields.get_value() />
                <Button kind=Kind::Primary name="to" value="sign_in" busy=keeping.pending() class:block=true>"Sign out"</Button>
            </ActionForm>
        }
        .into_any(),
        Onlooker::Stranger => view! {
            <p>"Sign in as " <b>{email.clone()}</b> " to accept it, or create an account with this address."</p>
            <ActionForm action=keeping attr:class="form">
                <KeyFields key=fields.get_value() />
                <Button kind=Kind::Primary name="to" value="sign_in" busy=keeping.pending() class:block=true>"Sign in"</Button>
                <Button name="to" value="sign_up" busy=keeping.pending() class:block=true>"Create account"</Button>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <p class="offer">
            <b>{inviter}</b> " invites you to the workspace " <b>{workspace}</b> " as " {role.name()} "."
        </p>
        {choice}
        <ActionForm action=declining attr:class="form offer-decline">
            <ErrorSummary error=decline_errors.summary() />
            <ErrorSummary error=decline_errors.field("token") />
            <KeyFields key=fields.get_value() />
            <Button kind=Kind::Quiet busy=declining.pending() class:block=true>"Decline"</Button>
        </ActionForm>
    }
}

#[component]
fn KeyFields(key: InvitationKey) -> impl IntoView {
    view! {
        <input type="hidden" name="invitation[token]" value=key.token />
        <input type="hidden" name="invitation[id]" value=key.id />
    }
}

/// At sign-in and sign-up: which invitation this is for, if it is for one.
#[component]
pub fn InvitedNote() -> impl IntoView {
    let offer = Resource::new_blocking(|| (), |()| load_invitation(InvitationKey::default()));
    view! {
        <Transition>
            {latest(offer, Signal::derive(move || offer.get()?.ok()?), |offer| view! {
                <Notice>
                    "To join " <b>{offer.workspace}</b> ", use the address that was invited: " <b>{offer.email}</b>
                </Notice>
            })}
        </Transition>
    }
}

/// Beside new workspaces: those that the person is invited to.
#[component]
pub fn OwnInvitations() -> impl IntoView {
    let revision = use_revision();
    let offers = Resource::new_blocking(move || revision.get(), |_| list_own_invitations());
    view! {
        <Transition>
            {latest(offers, Signal::derive(move || offers.get()?.ok()), |offers| {
                (!offers.is_empty()).then(|| view! {
                    <Notice title="You are invited">
                        <ul>
                            {offers.into_iter().map(|offer| view! {
                                <li>
                                    <a href=format!("{ACCEPT_PATH}?id={}", offer.id)>{offer.workspace}</a>
                                    ", by " {offer.inviter}
                                </li>
                            }).collect_view()}
                        </ul>
                    </Notice>
                })
            })}
        </Transition>
    }
}
