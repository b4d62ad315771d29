//! The dialogs of the page of members: `?new=1`, `?member=<id>`, `?remove=<id>`, `?leave=1`, `?hand_over=1`.

use leptos::prelude::*;

use super::member_list::Row;
use super::members_page::MembersResource;
use super::rules::{GIVEN_ROLES, format_capacity};
use super::server_fns::{
    HandOverWorkspace, InviteMember, LeaveWorkspace, RemoveMember, UpdateMember,
};
use super::{LIST_PATH, Member};
use crate::access::{Permission, Role};
use crate::clients::list_parts::{allowed, forget_refusal};
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::rates::reach_fields::RateReachFields;
use crate::rates::rules::rerated_words;
use crate::revision::use_revision;
use crate::two_factor::confirm_password::ConfirmPassword;
use crate::ui::{
    Button, ButtonLink, Choice, Dialog, ErrorSummary, Kind, SelectField, TextField, use_toasts,
};
use crate::values::{UserId, format_plain};
use crate::workspaces::frame::frame_now;

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    Invite,
    Edit(Row),
    Remove(Member),
    Leave(String),
    HandOver(Vec<Member>, bool),
}

/// The dialog that the address asks for, if there is one and the person may use it.
#[component]
pub fn MemberDialogs(
    /// Members and invitations.
    members: MembersResource,
    /// Asks somebody; the page shows its answer.
    inviting: ServerAction<InviteMember>,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    let toasts = use_toasts();
    // The actions outlive their dialog: its closing must not lose their answer.
    let updating = ServerAction::<UpdateMember>::new();
    let removing = ServerAction::<RemoveMember>::new();
    let leaving = ServerAction::<LeaveWorkspace>::new();
    let handing_over = ServerAction::<HandOverWorkspace>::new();
    revision.follow(updating);
    revision.follow(removing);
    revision.follow(leaving);
    revision.follow(handing_over);
    Effect::new(move |_| {
        let count = updating
            .value()
            .with(|value| value.as_ref()?.as_ref().ok().copied());
        if let Some(count) = count {
            let words = rerated_words(count).map(|words| format!("Member saved. {words}"));
            toasts.push(words.unwrap_or_else(|| "Member saved".to_owned()), None);
        }
    });

    let open = memo(move || {
        let view = members.get()?.ok()?;
        let frame = frame_now()?;
        let asked = |dialog: &str| query.with(|query| query.get_str(dialog).is_some());
        if asked("new") {
            return allowed(Permission::InviteMembers).then_some(Open::Invite);
        }
        if asked("leave") {
            let may = allowed(Permission::LeaveWorkspace);
            return may.then_some(Open::Leave(frame.workspace.name));
        }
        if asked("hand_over") {
            let mut others = view.members;
            others.retain(|member| member.user_id != frame.actor.user_id);
            let may = allowed(Permission::HandOverWorkspace) && !others.is_empty();
            return may.then_some(Open::HandOver(others, view.is_confirmed));
        }
        let wanted = |dialog: &str| {
            let id: UserId = query.with(|query| query.get_str(dialog)?.parse().ok())?;
            let member = view.members.iter().find(|member| member.user_id == id)?;
            Some(Row::of(member.clone(), &frame.actor))
        };
        wanted("member")
            .filter(Row::is_editable)
            .map(Open::Edit)
            .or_else(|| {
                wanted("remove")
                    .filter(|row| row.is_managed)
                    .map(|row| Open::Remove(row.member))
            })
    });
    move || {
        open.get().map(|open| match open {
            Open::Invite => view! { <InviteDialog action=inviting /> }.into_any(),
            Open::Edit(row) => view! { <EditDialog row action=updating /> }.into_any(),
            Open::Remove(member) => view! { <RemoveDialog member action=removing /> }.into_any(),
            Open::Leave(workspace) => view! { <LeaveDialog workspace action=leaving /> }.into_any(),
            Open::HandOver(others, is_fresh) => {
                view! { <HandOverDialog others is_fresh action=handing_over /> }.into_any()
            }
        })
    }
}

fn role_choices() -> Vec<Choice> {
    GIVEN_ROLES
        .map(|role| Choice::new(role.slug(), role.name()))
        .to_vec()
}

/// What the roles mean, in a line.
const ROLES_HINT: &str = "Managers run people, projects and invoices; Members track their time; Viewers only read and take no seat.";

#[component]
fn InviteDialog(action: ServerAction<InviteMember>) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    view! {
        <Dialog title="Invite member" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <TextField name="invitation[email]" id="invitation-email" label="Email" kind="email" required=true autofocus=true autocomplete="off" error=errors.field("email") />
                <SelectField name="invitation[role]" id="invitation-role" label="Role" options=role_choices() value=Role::Member.slug() hint=ROLES_HINT error=errors.field("role") />
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Send invitation"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn EditDialog(row: Row, action: ServerAction<UpdateMember>) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    let Row {
        member,
        is_managed,
        has_terms,
        currency,
        ..
    } = row;
    let role = member.role;
    let terms = member.terms.unwrap_or_default();
    let capacity = terms
        .weekly_capacity_seconds
        .map(format_capacity)
        .unwrap_or_default();
    let cost = terms
        .internal_cost_cents
        .map(|cents| format_plain(cents, currency))
        .unwrap_or_default();
    let rate = terms
        .hourly_rate_cents
        .map(|cents| format_plain(cents, currency))
        .unwrap_or_default();
    let rate = RwSignal::new(rate);
    view! {
        <Dialog title=member.name close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <input type="hidden" name="member[user_id]" value=member.user_id.to_string() />
                <ErrorSummary error=errors.summary() />
                {if is_managed {
                    view! {
                        <SelectField name="member[role]" id="member-role" label="Role" options=role_choices() value=role.slug() hint=ROLES_HINT error=errors.field("role") />
                    }.into_any()
                } else {
                    view! { <p>{role.name()}", "{member.email}</p> }.into_any()
                }}
                {has_terms.then(|| view! {
                    <input type="hidden" name="member[terms]" value="true" />
                    <TextField name="member[weekly_capacity]" id="member-capacity" label="Weekly capacity (hours)" value=capacity inputmode="decimal" autocomplete="off" hint="Such as 40 or 37.5; empty where it does not matter." error=errors.field("weekly_capacity") />
                    <TextField name="member[internal_cost]" id="member-cost" label="Internal hourly cost" value=cost suffix=currency.code().to_owned() inputmode="decimal" autocomplete="off" hint="Counts for time tracked from now on. Only the owner and managers see it." error=errors.field("internal_cost") />
                    <TextField name="member[hourly_rate]" id="member-rate" label="Hourly rate" bind=rate suffix=currency.code().to_owned() inputmode="decimal" autocomplete="off" hint="What clients pay for an hour on projects without a rate of their own, before the workspace’s default. Empty for none." error=errors.field("hourly_rate") />
                    <RateReachFields form="member" rate errors />
                })}
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn RemoveDialog(member: Member, action: ServerAction<RemoveMember>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title=format!("Remove {}?", member.name) close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=member.user_id.to_string() />
                <ErrorSummary error=FormErrors::of(action).summary() />
                <p>"They can no longer see this workspace, and their running timer is dropped. Their time entries stay. You can invite them again."</p>
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Danger busy=action.pending()>"Remove"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn LeaveDialog(workspace: String, action: ServerAction<LeaveWorkspace>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title=format!("Leave {workspace}?") close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=FormErrors::of(action).summary() />
                <p>"You no longer see this workspace, and a running timer here is dropped. Your time entries stay. To come back, you need an invitation."</p>
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Danger busy=action.pending()>"Leave workspace"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn HandOverDialog(
    others: Vec<Member>,
    is_fresh: bool,
    action: ServerAction<HandOverWorkspace>,
) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    let choices = others
        .into_iter()
        .map(|member| {
            let words = format!("{} ({})", member.name, member.email);
            Choice::new(member.user_id.to_string(), words)
        })
        .collect();
    view! {
        <Dialog title="Hand over ownership?" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <p>"The new owner alone handles plan, seats and payment, and can delete the workspace. You become a Manager; only they can give it back."</p>
                <SelectField name="handover[user_id]" id="new-owner" label="New owner" options=choices error=errors.field("user_id") />
                <ConfirmPassword is_fresh name="handover[current_password]" id="hand-over-password" errors />
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Danger busy=action.pending()>"Hand over ownership"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}
