//! Currencies that a backup changes to ones with another number of decimals. What is here and not in the file keeps the
//! numbers that people read, as when the currency is edited: 90.00 US dollars an hour become 90 yen, not 9,000.

use std::collections::HashMap;

use app::error::AppError;
use app::values::{ClientId, Currency, WorkspaceId};
use uuid::Uuid;

use super::merge::{Matching, merge};
use super::model::Catalog;
use crate::db::Tx;
use crate::projects::sql::{relabel_client, relabel_workspace};

/// The currency before and after.
type Change = (Currency, Currency);

/// What changes its decimals.
#[derive(Debug, Default)]
pub(super) struct Relabelling {
    workspace: Option<Change>,
    clients: Vec<(Uuid, Change)>,
}

impl Relabelling {
    /// Compares a file with what is here.
    ///
    /// # Errors
    /// When the file contradicts itself.
    pub(super) fn between(file: &Catalog, here: &Catalog) -> Result<Self, String> {
        let workspace = change(&here.workspace.currency, &file.workspace.currency);
        let before: HashMap<Uuid, &str> = here
            .clients
            .iter()
            .map(|client| (client.id, client.currency.as_str()))
            .collect();
        let merged = merge(file.clients.clone(), &here.clients, Matching::Organised)?;
        let changed = merged.updated.iter().filter_map(|client| {
            let change = change(before.get(&client.id)?, &client.currency)?;
            Some((client.id, change))
        });
        let clients = changed.collect();
        Ok(Self { workspace, clients })
    }

    /// Whether nothing changes its decimals.
    pub(super) fn is_empty(&self) -> bool {
        self.workspace.is_none() && self.clients.is_empty()
    }

    /// Keeps the numbers of everything that is here.
    ///
    /// # Errors
    /// When the database refuses.
    pub(super) async fn apply(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        now: i64,
    ) -> Result<(), AppError> {
        if let Some(change) = self.workspace {
            relabel_workspace(tx, workspace, change, now).await?;
        }
        for (client, change) in &self.clients {
            relabel_client(tx, workspace, ClientId::from_uuid(*client), *change, now).await?;
        }
        Ok(())
    }
}

fn change(from: &str, to: &str) -> Option<Change> {
    let (from, to) = (Currency::parse(from).ok()?, Currency::parse(to).ok()?);
    (from.exponent() != to.exponent()).then_some((from, to))
}
