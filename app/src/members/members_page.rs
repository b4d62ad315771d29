//! Workspace settings, Members: who belongs to the workspace, who is invited, and the ways out.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

use super::dialogs::MemberDialogs;
use super::invitation_list::InvitationList;
use super::member_list::MemberList;
use super::rules::seats_in_words;
use super::server_fns::{CancelInvitation, InviteMember, ResendInvitation, load_members};
use super::{Invited, LIST_PATH, MembersView};
use crate::access::{Permission, Role};
use crate::accounts::notes::DoneNote;
use crate::clients::list_parts::{AddButton, allowed};
use crate::error::{AppError, Refusal};
use crate::memo::{When, memo, use_params};
use crate::revision::use_revision;
use crate::together::together;
use crate::ui::{Button, Card, CopyButton, ErrorSummary, Kind, Notice, NoticeKind, use_toasts};
use crate::workspaces::frame::{frame_now, use_frame};
use crate::workspaces::settings_page::SettingsHead;

/// What the page shows, as it is looked up.
pub type MembersResource = Resource<Result<MembersView, AppError>>;

/// What is done with invitations on this page.
#[derive(Clone, Copy)]
pub struct InvitationActions {
    /// Asks somebody.
    pub inviting: ServerAction<InviteMember>,
    /// Asks again.
    pub resending: ServerAction<ResendInvitation>,
    /// Takes it back.
    pub cancelling: ServerAction<CancelInvitation>,
}

/// Members, invitations, and the ways out.
#[component]
pub fn MembersPage() -> impl IntoView {
    let revision = use_revision();
    let frame = use_frame();
    let members: MembersResource =
        Resource::new_blocking(move || revision.get(), |_| load_members());
    // The actions outlive their dialogs: a closing must not lose their answers.
    let actions = InvitationActions {
        inviting: ServerAction::new(),
        resending: ServerAction::new(),
        cancelling: ServerAction::new(),
    };
    revision.follow(actions.inviting);
    revision.follow(actions.resending);
    revision.follow(actions.cancelling);
    let shown = RwSignal::new(None::<Invited>);
    let (invited, resent) = (actions.inviting.value(), actions.resending.value());
    tell(shown, move || invited.get());
    tell(shown, move || resent.get());

    view! {
        <Title text="Members" />
        <SettingsHead />
        <DoneNote />
        <Transition>
            {Suspend::new(async move {
                let (_, members_view) = together(frame, members).await;
                if let Ok(MembersView { new_invitation: Some(new), .. }) = members_view {
                    shown.set(Some(new));
                }
                view! {
                    <PlanNote />
                    <NewLink shown />
                    <People members />
                    <InvitationList members actions />
                    <WaysOut members />
                }
            })}
        </Transition>
        <Transition>
            // Only once everything is there: on the server, reading what another thread is about to bring may
            // never be told of its arrival.
            {Suspend::new(async move {
                let _ = together(frame, members).await;
                view! { <MemberDialogs members inviting=actions.inviting /> }
            })}
        </Transition>
    }
}

/// Says that a letter is on its way, or shows the link that has to be passed on.
fn tell(
    shown: RwSignal<Option<Invited>>,
    answer: impl Fn() -> Option<Result<Invited, AppError>> + 'static,
) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(invited)) = answer() {
            if invited.link.is_none() {
                toasts.push(format!("Invitation sent to {}", invited.email), None);
            }
            shown.set(Some(invited));
        }
    });
}

/// The link of an invitation that no mail brings.
#[component]
fn NewLink(shown: RwSignal<Option<Invited>>) -> impl IntoView {
    move || {
        let Invited { email, link } = shown.get()?;
        let link = link?;
        Some(view! {
            <Notice kind=NoticeKind::Good title="Invitation made">
                <p>"This server sends no mail. Pass this link on to " <b>{email}</b> " yourself; it is not shown again."</p>
                <p class="invitation-link"><code>{link.clone()}</code></p>
                <CopyButton text=link label="Copy link" />
            </Notice>
        })
    }
}

/// Why nobody can be invited, where the plan is the reason.
#[component]
fn PlanNote() -> impl IntoView {
    let reason = memo(move || {
        let actor = frame_now()?.actor;
        let refused = actor.may(Permission::InviteMembers) == Err(Refusal::PlanRequired);
        refused.then_some(actor.role)
    });
    move || {
        reason.get().map(|role| view! {
            <Notice>
                "This workspace is for one person. Inviting people takes the Team or Business plan. "
                {if role == Role::Owner {
                    view! { <a href="/settings/billing">"See plans"</a> }.into_any()
                } else {
                    "Ask the owner.".into_any()
                }}
            </Notice>
        })
    }
}

/// The members, and how many seats they take.
#[component]
fn People(members: MembersResource) -> impl IntoView {
    let error = memo(move || match members.get() {
        Some(Err(error)) => Some(error.to_string()),
        _ => None,
    });
    let seats = memo(move || Some(seats_in_words(members.get()?.ok()?.seats?)));
    view! {
        <ErrorSummary error />
        <section class="members" aria-labelledby="members-title">
            <header class="members-head">
                <div>
                    <h2 id="members-title">"Members"</h2>
                    {move || seats.get().map(|words| view! { <p class="muted">{words}</p> })}
                </div>
                <AddButton path=LIST_PATH label="Invite Member" permission=Permission::InviteMembers />
            </header>
            <MemberList members />
        </section>
    }
}

/// Leaving, or handing over before.
#[component]
fn WaysOut(members: MembersResource) -> impl IntoView {
    let may_leave = memo(move || allowed(Permission::LeaveWorkspace));
    let hands_over = memo(move || {
        let has_others = members
            .get()
            .and_then(Result::ok)
            .is_some_and(|view| view.members.len() > 1);
        has_others && allowed(Permission::HandOverWorkspace)
    });
    view! {
        <When is=move || may_leave.get()>
            <Card title="Leave workspace" explain="You no longer see it. Your time entries stay there, and a running timer is dropped." danger=true>
                <OpenDialog dialog="leave" label="Leave workspace" />
            </Card>
        </When>
        <When is=move || hands_over.get()>
            <Card title="Hand over ownership" explain="Another member becomes the owner, who alone handles plan, seats and payment. You become a Manager." danger=true>
                <OpenDialog dialog="hand_over" label="Hand over ownership" />
            </Card>
        </When>
    }
}

/// A button that opens a dialog, with and without scripts.
#[component]
fn OpenDialog(
    /// What the address then says.
    dialog: &'static str,
    /// The button's words.
    label: &'static str,
) -> impl IntoView {
    let query = use_params();
    // While the dialog is open, its own button is the only one of that name.
    let is_behind = move || query.with(|query| query.get_str(dialog).is_some());
    view! {
        <Form method="GET" action=LIST_PATH>
            <input type="hidden" name=dialog value="1" />
            <Button kind=Kind::Danger class:is-behind=is_behind>{label}</Button>
        </Form>
    }
}
