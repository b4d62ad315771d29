//! Server functions of clients. A change ends on the list it was made from, so that its dialog closes with and
//! without scripts.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::list_path;
use super::{Client, ClientForm, Shown};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;
use crate::values::ClientId;

/// The workspace's clients by name.
#[server]
pub async fn list_clients(
    /// Which of them.
    #[server(default)]
    shown: Shown,
) -> Result<Vec<Client>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_clients(&actor, shown).await)
}

/// Adds a client.
#[server]
pub async fn create_client(
    /// The client's form.
    client: ClientForm,
) -> Result<ClientId, AppError> {
    let (backend, actor) = acting()?;
    let id = answer(backend.create_client(&actor, client).await)?;
    redirect(&list_path(Shown::Active));
    Ok(id)
}

/// Changes a client.
#[server]
pub async fn update_client(
    /// Which client.
    id: ClientId,
    /// The client's form.
    client: ClientForm,
    /// The part of the list it was done on, where the answer leads back to.
    #[server(default)]
    shown: Shown,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.update_client(&actor, id, client).await)?;
    redirect(&list_path(shown));
    Ok(())
}

/// Hides a client with its projects, or brings it back.
#[server]
pub async fn archive_client(
    /// Which client.
    id: ClientId,
    /// `false` brings it back.
    archived: bool,
    /// The part of the list it was done on, where the answer leads back to.
    #[server(default)]
    shown: Shown,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.archive_client(&actor, id, archived).await)?;
    redirect(&list_path(shown));
    Ok(())
}

/// Deletes a client that has no project.
#[server]
pub async fn delete_client(
    /// Which client.
    id: ClientId,
    /// The part of the list it was done on, where the answer leads back to.
    #[server(default)]
    shown: Shown,
) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.delete_client(&actor, id).await)?;
    redirect(&list_path(shown));
    Ok(())
}
