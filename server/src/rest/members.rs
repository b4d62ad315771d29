//! `/members`: who belongs to the workspace.

use app::access::{Actor, Permission, Role};
use app::error::FieldErrors;
use app::members::Member as OwnMember;
use app::members::rules::{GIVEN_ROLES, MemberChange as Changed};
use app::rates::rules::RateReach;
use app::values::{MAX_MONEY, UserId};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::{Answer, Page, Reply};
use super::call::{Asked, At};
use super::change::{Change, Nothing};
use super::fields::{Nullable, renamed, sent, since};
use super::problem::Stop;
use super::words::{AnyRole, GivenRole};
use crate::members::sql::{find_member, list_members as all_members};
use crate::workspaces::sql::list_member_ids;

/// The most seconds of a week: 168 hours.
const WEEK_SECONDS: i64 = 168 * 3600;

/// Somebody who belongs to the workspace.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Member {
    /// The person.
    #[schema(format = "uuid")]
    user_id: String,
    /// Their name.
    #[schema(example = "Maya Keller")]
    name: String,
    /// Their e-mail address.
    #[schema(example = "maya@example.com")]
    email: String,
    /// `owner`, `manager`, `member` or `viewer`.
    #[schema(inline, value_type = AnyRole, example = "member")]
    role: &'static str,
    /// Expected time a week; null where it is not set, or not for the caller to see.
    #[schema(example = 144_000)]
    weekly_capacity_seconds: Option<i64>,
    /// What an hour costs the workspace, in minor units of its currency; null as above.
    #[schema(example = 3500)]
    internal_hourly_cost_cents: Option<i64>,
    /// What an hour of theirs is worth on projects without a rate, in minor units of the workspace's currency; null as
    /// above.
    #[schema(example = 9000)]
    hourly_rate_cents: Option<i64>,
}

impl Member {
    fn seen_by(actor: &Actor, member: OwnMember) -> Self {
        let may_see = actor.may(Permission::ReadCosts).is_ok();
        let terms = member.terms.filter(|_| may_see).unwrap_or_default();
        Self {
            user_id: member.user_id.to_string(),
            name: member.name,
            email: member.email,
            role: member.role.slug(),
            weekly_capacity_seconds: terms.weekly_capacity_seconds,
            internal_hourly_cost_cents: terms.internal_cost_cents,
            hourly_rate_cents: terms.hourly_rate_cents,
        }
    }
}

/// What is to change about a member.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberChange {
    /// `manager`, `member` or `viewer`.
    #[serde(default, deserialize_with = "sent")]
    #[schema(inline, value_type = GivenRole, example = "member")]
    role: Option<String>,
    /// Expected time a week, up to 168 hours; null for none.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 604_800, example = 144_000)]
    weekly_capacity_seconds: Option<Nullable<i64>>,
    /// What an hour costs the workspace; null for nothing said.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 0, example = 3500)]
    internal_hourly_cost_cents: Option<Nullable<i64>>,
    /// What an hour of theirs is worth on projects without a rate; null for nothing said. For Owner and Managers.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 0, example = 9000)]
    hourly_rate_cents: Option<Nullable<i64>>,
    /// A day in the caller's time zone: billable entries that begin then or later, had the old rate and are on no invoice
    /// get the new one too.
    #[serde(default, deserialize_with = "sent")]
    #[schema(format = "date", example = "2026-11-01")]
    apply_rate_since: Option<String>,
}

impl MemberChange {
    fn read(&self) -> Result<Changed, Stop> {
        let mut errors = FieldErrors::new();
        let role = self.role.as_deref().and_then(|slug| {
            let role = Role::from_slug(slug).filter(|role| GIVEN_ROLES.contains(role));
            errors.take("role", role.ok_or("Send manager, member or viewer."))
        });
        let capacity = self.weekly_capacity_seconds;
        if capacity
            .flatten()
            .is_some_and(|seconds| !(0..=WEEK_SECONDS).contains(&seconds))
        {
            let words = "A week has 0 to 604800 seconds.";
            errors.push("weekly_capacity_seconds", "out_of_range", words);
        }
        let (cost, rate) = (self.internal_hourly_cost_cents, self.hourly_rate_cents);
        for (amount, field) in [
            (cost, "internal_hourly_cost_cents"),
            (rate, "hourly_rate_cents"),
        ] {
            if amount
                .flatten()
                .is_some_and(|cents| !(0..=MAX_MONEY).contains(&cents))
            {
                let words = "Send minor units, 0 to 1,000,000,000,000.";
                errors.push(field, "out_of_range", words);
            }
        }
        let changed = errors.finish(Some(Changed {
            role,
            capacity,
            cost,
            rate,
            reach: RateReach::FromNow,
        }))?;
        let (reach, day) = since(self.apply_rate_since.as_deref());
        let reach = RateReach::read(&reach, &day)
            .map_err(|error| renamed(error, &[("rate_since", "apply_rate_since")]))?;
        Ok(Changed { reach, ..changed })
    }
}

/// List members
///
/// For Members only themselves.
#[utoipa::path(get, path = "/members", tag = "People",
    params(("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of members.", body = Page<Member>)))]
pub(super) async fn list_members(asked: Asked) -> Reply {
    let mut params = asked.params(&["limit", "cursor"])?;
    let (limit, after) = (params.limit(), params.cursor::<Uuid>());
    params.finish()?;
    let mut tx = asked.call.read().await?;
    let actor = asked.call.actor();
    let mut members = if actor.may(Permission::ReadMembers).is_ok() {
        all_members(&mut tx, actor.workspace_id).await?
    } else {
        vec![find_member(&mut tx, actor.workspace_id, actor.user_id).await?]
    };
    members.sort_by_key(|member| member.user_id);
    let rows: Vec<Member> = members
        .into_iter()
        .filter(|member| after.is_none_or(|after| member.user_id.uuid() > after))
        .take(limit + 1)
        .map(|member| Member::seen_by(actor, member))
        .collect();
    Ok(Page::of(rows, limit, |member| member.user_id.clone()).into_response())
}

/// Change a member
///
/// What is not sent stays as it is. Nobody changes the Owner's role, and a Manager no other Manager's.
#[utoipa::path(patch, path = "/members/{user_id}", tag = "People", params(("user_id" = String, Path, format = "uuid", description = "The member.")),
    request_body = MemberChange, responses((status = 200, description = "The member as they are now.", body = Member)))]
pub(super) async fn update_member(At(user): At<UserId>, change: Change<MemberChange>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    actor.must(Permission::ManageMembers)?;
    let member = find_member(&mut write.tx, actor.workspace_id, user).await?;
    change.must_match(&Member::seen_by(actor, member.clone()))?;
    let changed = change.body.read()?;
    services
        .change_member(&mut write.tx, actor, &member, changed)
        .await?;
    let after = find_member(&mut write.tx, actor.workspace_id, user).await?;
    let people = list_member_ids(&mut write.tx, actor.workspace_id).await?;
    let answer = Answer::shown(&Member::seen_by(actor, after))?;
    write.finish_for(answer, people).await
}

/// Remove a member
///
/// Their time entries stay, their tokens end, their timer is dropped.
#[utoipa::path(delete, path = "/members/{user_id}", tag = "People", params(("user_id" = String, Path, format = "uuid", description = "The member.")),
    responses((status = 204, description = "They belong to the workspace no more.")))]
pub(super) async fn remove_member(At(user): At<UserId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    actor.must(Permission::ManageMembers)?;
    let member = find_member(&mut write.tx, actor.workspace_id, user).await?;
    change.must_match(&Member::seen_by(actor, member))?;
    let people = list_member_ids(&mut write.tx, actor.workspace_id).await?;
    services.drop_member(&mut write.tx, actor, user).await?;
    write.finish_for(Answer::done(), people).await
}
