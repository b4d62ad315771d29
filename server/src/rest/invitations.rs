//! `/invitations`: who was asked to join.

use app::access::Permission;
use app::members::InvitationForm;
use app::values::InvitationId;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::{Answer, Page, Reply, instant};
use super::call::{Asked, At};
use super::change::{Change, Nothing};
use super::words::GivenRole;
use crate::members::sql::invitations::{self as rows, StoredInvitation};
use crate::workspaces::sql::list_member_ids;

/// Somebody who was asked to join.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Invitation {
    /// Its id.
    #[schema(format = "uuid")]
    id: String,
    /// Whom.
    #[schema(example = "jo@example.com")]
    email: String,
    /// As what: `manager`, `member` or `viewer`.
    #[schema(inline, value_type = GivenRole, example = "member")]
    role: &'static str,
    /// The name of who asked.
    #[schema(example = "Maya Keller")]
    invited_by: String,
    /// Until when its link works.
    #[schema(format = "date-time", example = "2026-12-05T09:30:00Z")]
    expires_at: String,
}

impl From<StoredInvitation> for Invitation {
    fn from(stored: StoredInvitation) -> Self {
        Self {
            id: stored.id.to_string(),
            email: stored.email,
            role: stored.role.slug(),
            invited_by: stored.inviter,
            expires_at: instant(stored.expires_at),
        }
    }
}

/// Whom to ask, and as what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvitation {
    /// Whom.
    #[schema(example = "jo@example.com")]
    email: String,
    /// `manager`, `member` or `viewer`.
    #[schema(inline, value_type = GivenRole, example = "member")]
    role: String,
}

/// List invitations
#[utoipa::path(get, path = "/invitations", tag = "People",
    params(("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of pending invitations.", body = Page<Invitation>)))]
pub(super) async fn list_invitations(asked: Asked) -> Reply {
    let mut params = asked.params(&["limit", "cursor"])?;
    let (limit, after) = (params.limit(), params.cursor::<Uuid>());
    params.finish()?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    actor.must(Permission::ReadMembers)?;
    let mut tx = services.db.read().await?;
    let mut stored = rows::list_invitations(&mut tx, actor.workspace_id).await?;
    stored.sort_by_key(|invitation| invitation.id);
    let rows: Vec<Invitation> = stored
        .into_iter()
        .filter(|invitation| after.is_none_or(|after| invitation.id.uuid() > after))
        .take(limit + 1)
        .map(Invitation::from)
        .collect();
    Ok(Page::of(rows, limit, |invitation| invitation.id.clone()).into_response())
}

/// Invite somebody
///
/// A letter with a link goes to them, in place of one they had before.
#[utoipa::path(post, path = "/invitations", tag = "People", request_body = NewInvitation,
    responses((status = 201, description = "The invitation.", body = Invitation)))]
pub(super) async fn create_invitation(change: Change<NewInvitation>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    change.is_new().await?;
    let form = InvitationForm {
        email: change.body.email.clone(),
        role: change.body.role.clone(),
    };
    let new = services.may_invite(actor, &form).await?;
    let mut write = change.begin().await?;
    let id = services.add_invitation(&mut write.tx, actor, new).await?;
    let stored = rows::find_invitation(&mut write.tx, actor.workspace_id, id).await?;
    let people = list_member_ids(&mut write.tx, actor.workspace_id).await?;
    let answer = Answer::created(&Invitation::from(stored), &format!("/invitations/{id}"))?;
    write.finish_for(answer, people).await
}

/// Cancel an invitation
#[utoipa::path(delete, path = "/invitations/{id}", tag = "People", params(("id" = String, Path, format = "uuid", description = "The invitation.")),
    responses((status = 204, description = "Its link no longer works.")))]
pub(super) async fn cancel_invitation(At(id): At<InvitationId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    actor.must(Permission::ManageMembers)?;
    let stored = rows::find_invitation(&mut write.tx, actor.workspace_id, id).await?;
    change.must_match(&Invitation::from(stored))?;
    services.drop_invitation(&mut write.tx, actor, id).await?;
    let people = list_member_ids(&mut write.tx, actor.workspace_id).await?;
    write.finish_for(Answer::done(), people).await
}
