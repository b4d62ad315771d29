//! `/workspace`: the settings of the token's workspace.

use app::values::format_plain;
use app::workspaces::{Workspace, WorkspaceForm};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, Reply, show};
use super::call::Asked;
use super::change::Change;
use super::fields::{said, sent, since};
use super::words::{AnyBillingState, AnyPlan, AnyWeekStart};
use crate::workspaces::sql::{find_workspace, list_member_ids};

/// The workspace.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Workspace)]
pub(super) struct WorkspaceView {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// Its name.
    #[schema(example = "Northwind Studio")]
    name: String,
    /// For what has no client.
    #[schema(example = "EUR")]
    currency: String,
    /// `monday` or `sunday`.
    #[schema(inline, value_type = AnyWeekStart, example = "monday")]
    week_start: &'static str,
    /// What an hour is worth where neither project nor member has a rate, in minor units; 0 without a default.
    #[schema(example = 9000)]
    default_hourly_rate_cents: i64,
    /// `free`, `solo_pro`, `team` or `business`.
    #[schema(inline, value_type = AnyPlan, example = "team")]
    plan: &'static str,
    /// `active`, `past_due` or `read_only`.
    #[schema(inline, value_type = AnyBillingState, example = "active")]
    billing_state: &'static str,
    /// Seats that are paid for; null without a limit.
    seats: Option<i64>,
}

impl WorkspaceView {
    fn of(workspace: &Workspace, now: i64) -> Self {
        Self {
            id: workspace.id.to_string(),
            name: workspace.name.clone(),
            currency: workspace.currency.code().to_owned(),
            week_start: workspace.week_start.slug(),
            default_hourly_rate_cents: workspace.default_rate_cents,
            plan: workspace.plan.slug(),
            billing_state: workspace.billing.at(workspace.past_due_since, now).slug(),
            seats: workspace.seats,
        }
    }
}

/// What is to change about the workspace.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkspaceChange {
    /// Its name.
    #[serde(default, deserialize_with = "sent")]
    #[schema(example = "Northwind Studio")]
    name: Option<String>,
    /// Three letters.
    #[serde(default, deserialize_with = "sent")]
    #[schema(example = "EUR", pattern = "^[A-Za-z]{3}$")]
    currency: Option<String>,
    /// `monday` or `sunday`.
    #[serde(default, deserialize_with = "sent")]
    #[schema(inline, value_type = AnyWeekStart, example = "monday")]
    week_start: Option<String>,
    /// Minor units an hour; 0 is no default.
    #[serde(default, deserialize_with = "sent")]
    #[schema(minimum = 0, example = 9000)]
    default_hourly_rate_cents: Option<i64>,
    /// A day in the caller's time zone: billable entries that begin then or later, had the old default and are on no
    /// invoice get the new one too.
    #[serde(default, deserialize_with = "sent")]
    #[schema(format = "date", example = "2026-11-01")]
    apply_rate_since: Option<String>,
}

/// Show the workspace
#[utoipa::path(get, path = "/workspace", tag = "Account", responses((status = 200, description = "The workspace.", body = WorkspaceView)))]
pub(super) async fn get_workspace(asked: Asked) -> Reply {
    asked.params(&[])?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let workspace = find_workspace(&mut tx, actor.workspace_id, actor.user_id).await?;
    show(
        asked.headers(),
        &WorkspaceView::of(&workspace, services.now()),
    )
}

/// Change the workspace
///
/// What is not sent stays as it is. For its Owner and Managers.
#[utoipa::path(patch, path = "/workspace", tag = "Account", request_body = WorkspaceChange, responses((status = 200, description = "The workspace as it is now.", body = WorkspaceView)))]
pub(super) async fn update_workspace(change: Change<WorkspaceChange>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = find_workspace(&mut write.tx, actor.workspace_id, actor.user_id).await?;
    change.must_match(&WorkspaceView::of(&before, services.now()))?;
    let body = &change.body;
    let currency = body.currency.as_deref().and_then(|code| code.parse().ok());
    let rate = body
        .default_hourly_rate_cents
        .map(|cents| format_plain(cents, currency.unwrap_or(before.currency)));
    let (rate_reach, rate_since) = since(body.apply_rate_since.as_deref());
    let form = WorkspaceForm {
        name: body.name.clone().unwrap_or_else(|| before.name.clone()),
        currency: said("currency", body.currency.as_deref())?,
        week_start: said("week_start", body.week_start.as_deref())?,
        default_rate: rate,
        rate_reach,
        rate_since,
        ..WorkspaceForm::default()
    };
    let after = services
        .change_workspace(&mut write.tx, actor, &form)
        .await
        .map_err(renamed)?;
    let everybody = list_member_ids(&mut write.tx, actor.workspace_id).await?;
    let answer = Answer::shown(&WorkspaceView::of(&after.workspace, services.now()))?;
    write.finish_for(answer, everybody).await
}

/// A refused form in the words of the body.
fn renamed(error: app::error::AppError) -> app::error::AppError {
    let names = [
        ("default_rate", "default_hourly_rate_cents"),
        ("rate_since", "apply_rate_since"),
    ];
    super::fields::renamed(error, &names)
}
