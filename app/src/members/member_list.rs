//! The rows of the workspace's members.

use leptos::prelude::*;

use super::members_page::MembersResource;
use super::rules::format_capacity;
use super::{LIST_PATH, Member, MemberTerms};
use crate::access::{Actor, Permission};
use crate::memo::memo;
use crate::ui::{Badge, BadgeKind, Hidden, Icon, Menu, MenuLine, MenuLink};
use crate::values::{Currency, initials};
use crate::workspaces::frame::{formats, frame_now};

/// A member with what the person who looks may do with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub member: Member,
    /// It is the one who looks.
    pub is_me: bool,
    /// Their role may be changed, and they may be removed.
    pub is_managed: bool,
    /// Their capacity and cost may be set.
    pub has_terms: bool,
    /// What the cost is in.
    pub currency: Currency,
}

impl Row {
    /// The member as `actor` sees them.
    #[must_use]
    pub fn of(member: Member, actor: &Actor) -> Self {
        let may = |permission| actor.may(permission).is_ok();
        Self {
            is_me: member.user_id == actor.user_id,
            is_managed: may(Permission::ManageMembers) && actor.role.manages(member.role),
            has_terms: may(Permission::ManageCosts) && member.terms.is_some(),
            currency: actor.currency,
            member,
        }
    }

    /// There is something to change.
    #[must_use]
    pub fn is_editable(&self) -> bool {
        self.is_managed || self.has_terms
    }
}

/// The members by role and name; a row is made anew only when it changed.
#[component]
pub fn MemberList(
    /// Members and invitations.
    members: MembersResource,
) -> impl IntoView {
    let rows = memo(move || {
        let view = members.get().and_then(Result::ok);
        let (Some(view), Some(frame)) = (view, frame_now()) else {
            return Vec::new();
        };
        view.members
            .into_iter()
            .map(|member| Row::of(member, &frame.actor))
            .collect()
    });
    view! {
        <ul class="things">
            <For each=move || rows.get() key=|row: &Row| format!("{row:?}") let:row>
                <MemberRow row />
            </For>
        </ul>
    }
}

#[component]
fn MemberRow(row: Row) -> impl IntoView {
    let (is_editable, is_managed, is_me, currency) =
        (row.is_editable(), row.is_managed, row.is_me, row.currency);
    let Member {
        user_id,
        name,
        email,
        picture_at,
        role,
        terms,
    } = row.member;
    let edit = format!("{LIST_PATH}?member={user_id}");
    let picture = match picture_at {
        Some(at) => view! { <img class="avatar" src=format!("/pictures/{user_id}?v={at}") alt="" width="36" height="36" /> }.into_any(),
        None => view! { <span class="avatar" aria-hidden="true">{initials(&name)}</span> }.into_any(),
    };
    let shown_name = name.clone();
    let label = if is_editable {
        view! { <a href=edit.clone() data-noscroll>{shown_name}</a> }.into_any()
    } else {
        view! { <b>{shown_name}</b> }.into_any()
    };
    let menu = is_editable.then(|| {
        view! {
            <Menu label=format!("More actions for {name}")>
                <MenuLink href=edit icon=Icon::Pencil attr:data-noscroll="">"Edit"</MenuLink>
                {is_managed.then(|| view! {
                    <MenuLine />
                    <MenuLink href=format!("{LIST_PATH}?remove={user_id}") icon=Icon::Trash class:danger=true attr:data-noscroll="">"Remove"</MenuLink>
                })}
            </Menu>
        }
    });
    view! {
        <li class="member">
            {picture}
            <div class="member-who">
                <p class="member-name">{label} {is_me.then(|| view! { <Badge kind=BadgeKind::Accent>"You"</Badge> })}</p>
                <p class="muted">{email}</p>
            </div>
            <p class="member-role"><Hidden>"Role: "</Hidden>{role.name()}</p>
            <p class="member-terms muted">{move || terms.map(|terms| terms_in_words(terms, currency))}</p>
            <div class="member-actions">{menu}</div>
        </li>
    }
}

/// `37.5 h a week · $35.00 an hour · rate $90.00/h`; nothing where nothing is set.
fn terms_in_words(terms: MemberTerms, currency: Currency) -> String {
    let capacity = terms
        .weekly_capacity_seconds
        .map(|seconds| format!("{} h a week", format_capacity(seconds)));
    let cost = terms
        .internal_cost_cents
        .map(|cents| format!("{} an hour", formats().money(cents, currency)));
    let rate = terms
        .hourly_rate_cents
        .map(|cents| format!("rate {}/h", formats().money(cents, currency)));
    let words: Vec<String> = capacity.into_iter().chain(cost).chain(rate).collect();
    words.join(" · ")
}
