//! Server functions of projects. A change ends on the list it was made from, so that its dialog closes with and
//! without scripts.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::list_path;
use super::{Project, ProjectForm};
use crate::clients::Shown;
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;
use crate::values::ProjectId;

/// The workspace's projects by client and name.
#[server]
pub async fn list_projects(
    /// Which of them.
    #[server(default)]
    shown: Shown,
) -> Result<Vec<Project>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_projects(&actor, shown).await)
}

/// Adds a project.
#[server]
pub async fn create_project(
    /// The project's form.
    project: ProjectForm,
) -> Result<ProjectId, AppError> {
    let (backend, actor) = acting()?;
    let id = answer(backend.create_project(&actor, project).await)?;
    redirect(&list_path(Shown::Active));
    Ok(id)
}

/// Changes a project; answers how many saved entries got its new rate.
#[server]
pub async fn update_project(
    /// Which project.
    id: ProjectId,
    /// The project's form.
    project: ProjectForm,
    /// The part of the list it was done on, where the answer leads back to.
    #[server(default)]
    shown: Shown,
) -> Result<i64, AppError> {
    let (backend, actor) = acting()?;
    let rerated = answer(backend.update_project(&actor, id, project).await)?;
    redirect(&list_path(shown));
    Ok(rerated)
}

/// Hides a project or brings it back.
#[server]
pub async fn archive_project(
    /// Which project.
    id: ProjectId,
    /// `false` brings it back.
    archived: bool,
    /// The part of the list it was done on, where the answer leads back to.
    #[server(default)]
    shown: Shown,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.archive_project(&actor, id, archived).await)?;
    redirect(&list_path(shown));
    Ok(())
}

/// Deletes a project that nothing refers to.
#[server]
pub async fn delete_project(
    /// Which project.
    id: ProjectId,
    /// The part of the list it was done on, where the answer leads back to.
    #[server(default)]
    shown: Shown,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.delete_project(&actor, id).await)?;
    redirect(&list_path(shown));
    Ok(())
}
