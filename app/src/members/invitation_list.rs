//! The rows of pending invitations.

use leptos::prelude::*;

use super::Invitation;
use super::members_page::{InvitationActions, MembersResource};
use super::server_fns::{CancelInvitation, ResendInvitation};
use crate::access::Permission;
use crate::clients::list_parts::allowed;
use crate::form::FormErrors;
use crate::memo::{When, memo};
use crate::ui::{Badge, BadgeKind, ErrorSummary, Hidden, Icon, Menu, MenuButton, MenuLine};
use crate::workspaces::frame::formats;

/// Who is invited; nothing while nobody is.
#[component]
pub fn InvitationList(
    /// Members and invitations.
    members: MembersResource,
    /// What can be done with them.
    actions: InvitationActions,
) -> impl IntoView {
    let rows = memo(move || {
        members
            .get()
            .and_then(Result::ok)
            .map(|view| view.invitations)
            .unwrap_or_default()
    });
    let is_any = memo(move || rows.with(|rows| !rows.is_empty()));
    let InvitationActions {
        resending,
        cancelling,
        ..
    } = actions;
    view! {
        <ErrorSummary error=FormErrors::of(resending).summary() />
        <ErrorSummary error=FormErrors::of(cancelling).summary() />
        <When is=move || is_any.get()>
            <section class="members" aria-labelledby="invitations-title">
                <header class="members-head"><h2 id="invitations-title">"Pending invitations"</h2></header>
                <ul class="things">
                    <For each=move || rows.get() key=|row: &Invitation| format!("{row:?}") let:invitation>
                        <InvitationRow invitation resending cancelling />
                    </For>
                </ul>
            </section>
        </When>
    }
}

#[component]
fn InvitationRow(
    invitation: Invitation,
    resending: ServerAction<ResendInvitation>,
    cancelling: ServerAction<CancelInvitation>,
) -> impl IntoView {
    let Invitation {
        id,
        email,
        role,
        invited_by,
        expires,
        is_expired,
    } = invitation;
    let may_send = memo(move || allowed(Permission::InviteMembers));
    let may_cancel = memo(move || allowed(Permission::ManageMembers));
    let until = move || {
        if is_expired {
            view! { <Badge kind=BadgeKind::Warning>"Expired"</Badge> }.into_any()
        } else {
            view! { "Expires "{formats().moment(expires)} }.into_any()
        }
    };
    let label = format!("More actions for {email}");
    view! {
        <li class="member invitation">
            <div class="member-who">
                <p class="member-name"><b>{email}</b></p>
                <p class="muted">"Invited by "{invited_by}</p>
            </div>
            <p class="member-role"><Hidden>"Role: "</Hidden>{role.name()}</p>
            <p class="member-terms muted">{until}</p>
            <div class="member-actions">
                <When is=move || may_send.get() || may_cancel.get()>
                    <Menu label=label.clone()>
                        <When is=move || may_send.get()>
                            <ActionForm action=resending>
                                <input type="hidden" name="id" value=id.to_string() />
                                <MenuButton icon=Icon::Undo>"Resend"</MenuButton>
                            </ActionForm>
                            <MenuLine />
                        </When>
                        <When is=move || may_cancel.get()>
                            <ActionForm action=cancelling>
                                <input type="hidden" name="id" value=id.to_string() />
                                <MenuButton icon=Icon::Trash danger=true>"Cancel invitation"</MenuButton>
                            </ActionForm>
                        </When>
                    </Menu>
                </When>
            </div>
        </li>
    }
}
