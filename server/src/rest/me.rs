//! `GET /me`: who calls, with what, where.

use app::accounts::Accounts;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Reply, instant, show};
use super::call::Asked;
use super::words::{AnyBillingState, AnyPlan, AnyRole, AnyScope};
use crate::workspaces::sql::find_workspace;

/// The person whose token it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct User {
    /// Their id.
    #[schema(format = "uuid")]
    id: String,
    /// Their name.
    #[schema(example = "Maya Keller")]
    name: String,
    /// Their e-mail address.
    #[schema(example = "maya@example.com")]
    email: String,
    /// Their time zone, an IANA name: days begin and end there.
    #[schema(example = "Europe/Berlin")]
    timezone: String,
}

/// The token that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Token {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// What it is for.
    #[schema(example = "Nightly report")]
    name: String,
    /// Its first 9 characters.
    #[schema(example = "tthr_0Ab3")]
    prefix: String,
    /// `read` or `write`.
    #[schema(inline, value_type = AnyScope, example = "write")]
    scope: &'static str,
    /// From when on it no longer works.
    #[schema(format = "date-time")]
    expires_at: Option<String>,
}

/// The workspace it belongs to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MyWorkspace {
    /// Its id, as it stands in `X-Workspace-Id`.
    #[schema(format = "uuid")]
    id: String,
    /// Its name.
    #[schema(example = "Northwind Studio")]
    name: String,
    /// `free`, `solo_pro`, `team` or `business`.
    #[schema(inline, value_type = AnyPlan, example = "team")]
    plan: &'static str,
    /// `active`, `past_due` or `read_only`.
    #[schema(inline, value_type = AnyBillingState, example = "active")]
    billing_state: &'static str,
    /// For what has no client.
    #[schema(example = "EUR")]
    currency: String,
}

/// Who calls.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    user: User,
    /// What they are in the workspace: `owner`, `manager`, `member` or `viewer`.
    #[schema(inline, value_type = AnyRole, example = "owner")]
    role: &'static str,
    token: Token,
    workspace: MyWorkspace,
}

/// Who calls
///
/// The person, the token and the workspace: the first call anyone makes.
#[utoipa::path(get, path = "/me", tag = "Account", responses((status = 200, description = "Who calls.", body = Me)))]
pub(super) async fn get_me(asked: Asked) -> Reply {
    asked.params(&[])?;
    let call = &asked.call;
    let (services, actor, bearer) = (call.services(), call.actor(), call.bearer());
    let account = services.load_account(actor).await?;
    let mut tx = services.db.read().await?;
    let workspace = find_workspace(&mut tx, actor.workspace_id, actor.user_id).await?;
    drop(tx);
    let me = Me {
        user: User {
            id: actor.user_id.to_string(),
            name: account.name,
            email: account.email,
            timezone: actor.timezone.clone(),
        },
        role: actor.role.slug(),
        token: Token {
            id: bearer.id.to_string(),
            name: bearer.name.clone(),
            prefix: bearer.prefix.clone(),
            scope: bearer.scope.slug(),
            expires_at: bearer.expires_at.map(instant),
        },
        workspace: MyWorkspace {
            id: workspace.id.to_string(),
            name: workspace.name,
            plan: actor.plan.slug(),
            billing_state: actor.billing.slug(),
            currency: workspace.currency.code().to_owned(),
        },
    };
    show(asked.headers(), &me)
}
