//! The page that apps send people to: who asks, for what, in which workspace; yes or no.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::server_fns::{ApproveConnection, load_connect_ask};
use super::{Ask, Fault, Offer, Place};
use crate::accounts::link_pages::Sheet;
use crate::error::Refusal;
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::memo;
use crate::tokens::Scope;
use crate::two_factor::confirm_password::ConfirmPassword;
use crate::ui::{Button, ButtonLink, Choice, ErrorSummary, Kind, Notice, NoticeKind, SelectField};

/// Allows an app, or does not. Opening the page changes nothing.
#[component]
pub fn ConnectPage() -> impl IntoView {
    let search = use_location().search;
    let query = memo(move || search.with(|search| search.trim_start_matches('?').to_owned()));
    let ask = Resource::new_blocking(move || query.get(), load_connect_ask);
    // The action outlives what it is shown in: an answer must not be lost.
    let action = ServerAction::<ApproveConnection>::new();
    view! {
        <Title text="Connect an app" />
        <Sheet title="Connect an app">
            <Transition>
                {latest(ask, Signal::derive(move || ask.get()), move |ask| match ask {
                    Ok(Ask::Offer(offer)) => view! { <OfferView offer action /> }.into_any(),
                    Ok(Ask::Fault(fault)) => view! { <FaultView fault /> }.into_any(),
                    Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
                })}
            </Transition>
        </Sheet>
    }
}

#[component]
fn FaultView(fault: Fault) -> impl IntoView {
    let Fault { message, back } = fault;
    view! {
        <Notice kind=NoticeKind::Error title="The app’s request is not in order">{message}</Notice>
        <p>"Nothing was changed. Try again from the app; if that does not help, tell whoever makes it."</p>
        {match back {
            Some(href) => view! {
                <ButtonLink href download=true class:block=true>"Back to the app"</ButtonLink>
            }
            .into_any(),
            None => view! { <p class="auth-alt"><a href="/timer">"Go to Timether"</a></p> }.into_any(),
        }}
    }
}

#[component]
fn OfferView(offer: Offer, action: ServerAction<ApproveConnection>) -> impl IntoView {
    let Offer {
        request,
        app,
        scope,
        returns_to,
        cancel,
        account,
        is_confirmed,
        places,
        chosen,
    } = offer;
    let errors = FormErrors::of(action);
    let is_done = memo(move || action.value().with(|value| matches!(value, Some(Ok(())))));
    let options: Vec<Choice> = places.iter().map(option_of).collect();
    let choice = match chosen {
        Some(chosen) => view! {
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <ErrorSummary error=errors.field("request") />
                <input type="hidden" name="approval[request]" value=request />
                <SelectField
                    name="approval[workspace_id]"
                    id="connect-workspace"
                    label="Workspace"
                    options
                    value=chosen.to_string()
                    hint="The only one that it will see."
                    error=errors.field("workspace_id")
                />
                <Abilities scope />
                <ConfirmPassword is_fresh=Signal::stored(is_confirmed) name="approval[current_password]" id="connect-current-password" errors />
                <Button kind=Kind::Primary busy=action.pending() class:block=true>"Approve"</Button>
            </ActionForm>
        }
        .into_any(),
        None => view! { <NoPlace places /> }.into_any(),
    };
    view! {
        <p class="connect-who"><b>{app}</b>" asks to act for you in Timether."</p>
        <Notice>
            "Anybody can use that name. Approve only if you have just opened the app yourself: the answer goes to "
            <b>{returns_to}</b>"."
        </Notice>
        {move || is_done.get().then(|| view! {
            <Notice kind=NoticeKind::Good title="Approved">"Go back to the app. You can close this page."</Notice>
        })}
        {choice}
        <ButtonLink href=cancel download=true class:block=true>"Cancel"</ButtonLink>
        <p class="auth-alt">"Signed in as "<b>{account}</b></p>
    }
}

/// What the app will be able to do, and what not.
#[component]
fn Abilities(scope: Scope) -> impl IntoView {
    let abilities: &[&str] = match scope {
        Scope::Read => &[
            "See and export what you see in this workspace: time, clients, projects, tags and people",
        ],
        Scope::Write => &[
            "See and export what you see in this workspace: time, clients, projects, tags and people",
            "Run your timer; add, change and delete time entries",
            "Change whatever else your role there lets you, up to inviting people, importing and clearing",
        ],
    };
    view! {
        <section class="connect-scope" aria-labelledby="connect-scope-title">
            <h2 id="connect-scope-title">"It will be able to"</h2>
            <ul>{abilities.iter().map(|words| view! { <li>{*words}</li> }).collect_view()}</ul>
            <p class="muted">
                {match scope {
                    Scope::Read => "It cannot change anything, nor see other workspaces or your password.",
                    Scope::Write => "It cannot see other workspaces or your password, change your account, or connect other apps.",
                }}
                " You can disconnect it at any time in your account settings."
            </p>
        </section>
    }
}

/// Why there is nothing to choose.
#[component]
fn NoPlace(places: Vec<Place>) -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Warning title="None of your workspaces can be connected">
            <ul>
                {places
                    .into_iter()
                    .filter_map(|place| Some((place.name, why_not(place.refusal?))))
                    .map(|(name, why)| view! { <li><b>{name}</b>": "{why}</li> })
                    .collect_view()}
            </ul>
        </Notice>
    }
}

fn option_of(place: &Place) -> Choice {
    let (id, name) = (place.id.to_string(), &place.name);
    match place.refusal {
        None => Choice::new(id, format!("{name} ({})", place.role.name())),
        Some(refusal) => Choice::new(id, format!("{name}: {}", why_not(refusal))).disabled(),
    }
}

fn why_not(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Forbidden => "your role connects no apps",
        Refusal::PlanRequired => "apps come with Solo Pro, Team and Business",
        Refusal::WorkspaceReadOnly => "read-only until its billing is resolved",
    }
}
