//! Server functions of tags. A change ends on the list, so that its dialog closes with and without scripts.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::LIST_PATH;
use super::Tag;
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;
use crate::values::TagId;

/// The workspace's tags by name.
#[server]
pub async fn list_tags() -> Result<Vec<Tag>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_tags(&actor).await)
}

/// Adds a tag.
#[server]
pub async fn create_tag(
    /// Its name, with or without `#`.
    #[server(default)]
    name: String,
) -> Result<TagId, AppError> {
    let (backend, actor) = acting()?;
    let id = answer(backend.create_tag(&actor, name).await)?;
    redirect(LIST_PATH);
    Ok(id)
}

/// Renames a tag everywhere.
#[server]
pub async fn rename_tag(
    /// Which tag.
    id: TagId,
    /// Its name, with or without `#`.
    #[server(default)]
    name: String,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.rename_tag(&actor, id, name).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Deletes a tag and takes it off its entries.
#[server]
pub async fn delete_tag(
    /// Which tag.
    id: TagId,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.delete_tag(&actor, id).await)?;
    redirect(LIST_PATH);
    Ok(())
}
