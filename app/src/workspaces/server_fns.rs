//! Server functions of workspaces.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

use super::{Frame, SavedWorkspace, WorkspaceDeletionForm, WorkspaceDeletionPlan, WorkspaceForm};
#[cfg(feature = "ssr")]
use crate::context::{acting, acting_in_session, answer, redirect, visitor};
use crate::error::AppError;
use crate::values::WorkspaceId;

/// Everything around the page.
#[server]
pub async fn load_frame() -> Result<Frame, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_frame(&actor).await)
}

/// Makes a workspace and goes to its timer.
#[server]
pub async fn create_workspace(workspace: WorkspaceForm) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let (token, _) = visitor().session.ok_or(AppError::Unauthenticated)?;
    answer(backend.create_workspace(&actor, &token, workspace).await)?;
    redirect("/timer");
    Ok(())
}

/// Changes the current workspace's settings.
#[server]
pub async fn update_workspace(workspace: WorkspaceForm) -> Result<SavedWorkspace, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.update_workspace(&actor, workspace).await)
}

/// Swaps everything visible for another workspace's.
#[server]
pub async fn switch_workspace(id: WorkspaceId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let (token, _) = visitor().session.ok_or(AppError::Unauthenticated)?;
    answer(backend.switch_workspace(&actor, &token, id).await)?;
    redirect("/timer");
    Ok(())
}

/// What would go with the current workspace.
#[server]
pub async fn plan_workspace_deletion() -> Result<WorkspaceDeletionPlan, AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.plan_workspace_deletion(&me).await)
}

/// Deletes the current workspace and goes on in another.
#[server]
pub async fn delete_workspace(
    #[server(default)] deletion: WorkspaceDeletionForm,
) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.delete_workspace(&me, deletion).await)?;
    redirect("/timer");
    Ok(())
}
