//! Which time an invoice would bill, and what stays off it.

use app::access::Actor;
use app::clients::{Client, ClientRef};
use app::error::AppError;
use app::invoices::form::Selection;
use app::invoices::lines::{BilledEntry, lines};
use app::invoices::money::{SumError, sums};
use app::invoices::rules::{ENTRIES_MAX, too_many_entries};
use app::invoices::{InvoicePreview, Line};
use app::values::ClientId;
use sha2::{Digest, Sha256};

use super::sql::billable;
use crate::auth::session::hex;
use crate::clients::sql::load_client;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::projects;
use crate::services::Services;

/// What an invoice of a selection is made of.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) client: Client,
    /// In the order of time.
    pub(super) entries: Vec<BilledEntry>,
    pub(super) lines: Vec<Line>,
    pub(super) subtotal_cents: i64,
}

impl Found {
    /// Stands for exactly this time, in exactly these words and amounts.
    pub(super) fn mark(&self) -> String {
        let mut hash = Sha256::new();
        // No text holds a NUL.
        let mut put = |texts: &[&str], numbers: [i64; 3]| {
            for text in texts {
                hash.update(text.as_bytes());
                hash.update([0_u8]);
            }
            for number in numbers {
                hash.update(number.to_be_bytes());
            }
        };
        put(&[self.client.currency.code()], [0; 3]);
        for entry in &self.entries {
            let (id, day) = (entry.id.to_string(), entry.day.to_string());
            put(
                &[&id, &day, &entry.project, &entry.person, &entry.description],
                [entry.seconds, entry.hourly_rate_cents, 0],
            );
        }
        for line in &self.lines {
            put(
                &[&line.description],
                [line.seconds, line.hourly_rate_cents, line.amount_cents],
            );
        }
        hex(&hash.finalize())
    }
}

/// A sum that cannot be, at the field that makes it so.
pub(super) fn unsummable(error: SumError) -> AppError {
    match error {
        SumError::TooLarge => AppError::field("to", "too_large", error.to_string()),
        SumError::DiscountTooLarge => AppError::field("discount", "too_large", error.to_string()),
    }
}

/// The client of a selection; one that is not there is said at its field.
pub(super) async fn find_client(
    tx: &mut Tx,
    actor: &Actor,
    id: ClientId,
) -> Result<Client, AppError> {
    match load_client(tx, actor.workspace_id, id).await {
        Err(AppError::NotFound) => {
            let words = "This client is no longer here. Choose another one.";
            Err(AppError::field("client_id", "not_found", words))
        }
        client => client,
    }
}

impl Services {
    /// The time that a selection bills, its project and client looked up.
    pub(super) async fn find_billable(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        selection: &Selection,
    ) -> Result<Found, AppError> {
        let workspace = actor.workspace_id;
        let client = find_client(tx, actor, selection.client_id).await?;
        if let Some(project) = selection.project_id {
            let owner = match projects::sql::records::load(tx, actor, project).await {
                Err(AppError::NotFound) => None,
                project => project?.client_id,
            };
            if owner != Some(client.id) {
                let words = "This project is not one of the client’s. Choose another one.";
                return Err(AppError::field("project_id", "not_found", words));
            }
        }
        let zone = Zone::named(&actor.timezone);
        let limit = i64::try_from(ENTRIES_MAX + 1).unwrap_or(i64::MAX);
        let entries = billable::list(tx, workspace, selection, &zone, limit).await?;
        if entries.len() > ENTRIES_MAX {
            return Err(too_many_entries());
        }
        let lines = lines(&entries, selection.grouping).map_err(unsummable)?;
        let amounts = lines.iter().map(|line| line.amount_cents);
        let sums = sums(amounts, None, 0).map_err(unsummable)?;
        Ok(Found {
            client,
            entries,
            lines,
            subtotal_cents: sums.subtotal_cents,
        })
    }

    /// What an invoice would hold, and what stays off it; for who may make one.
    pub(crate) async fn preview(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        selection: &Selection,
    ) -> Result<InvoicePreview, AppError> {
        let found = self.find_billable(tx, actor, selection).await?;
        let zone = Zone::named(&actor.timezone);
        let left_out = billable::list_left_out(tx, actor.workspace_id, selection, &zone).await?;
        let reviewed = found.mark();
        Ok(InvoicePreview {
            client: ClientRef {
                id: found.client.id,
                name: found.client.name,
            },
            currency: found.client.currency,
            seconds: found.lines.iter().map(|line| line.seconds).sum(),
            entries: i64::try_from(found.entries.len()).unwrap_or(i64::MAX),
            subtotal_cents: found.subtotal_cents,
            lines: found.lines,
            left_out,
            today: zone.day(self.now()),
            reviewed,
        })
    }
}
