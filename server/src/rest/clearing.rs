//! `POST /workspace/clear`.

use serde::Deserialize;
use utoipa::ToSchema;

use super::answer::{Answer, Reply};
use super::change::Change;
use super::fields::renamed;
use crate::workspaces::sql::list_member_ids;

/// That it is meant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Clearing {
    /// The workspace's name, as it is.
    #[schema(example = "Northwind Studio")]
    confirm: String,
}

/// Clear the workspace
///
/// Deletes time entries, projects, clients, tags and everybody's timer; invoices, members and tokens stay. For its Owner.
#[utoipa::path(post, path = "/workspace/clear", tag = "Data", request_body = Clearing,
    responses((status = 204, description = "It is empty.")))]
pub(super) async fn clear_workspace(change: Change<Clearing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    services
        .clear_contents(&mut write.tx, actor, &change.body.confirm)
        .await
        .map_err(|error| renamed(error, &[("name", "confirm")]))?;
    let people = list_member_ids(&mut write.tx, actor.workspace_id).await?;
    write.finish_for(Answer::done(), people).await
}
