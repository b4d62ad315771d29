//! Invoices as they are read: one, or a part of all.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::invoices::{Invoice, Status};
use app::values::{ClientId, InvoiceId};

use super::sql;
use crate::activity::Activity;
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::local_time::Zone;
use crate::services::Services;

/// Which invoices a program asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct InvoiceAsk {
    /// In one of these; none is any.
    pub(crate) statuses: Vec<Status>,
    /// Made for one of these; none is any.
    pub(crate) clients: Vec<ClientId>,
}

/// What was done to an invoice.
pub(super) fn activity<'a>(action: &'a str, invoice: &'a Invoice) -> Activity<'a> {
    Activity {
        action,
        target_kind: "invoice",
        target_id: Some(invoice.id.uuid()),
        target_name: &invoice.number,
    }
}

impl Services {
    /// One invoice.
    ///
    /// # Errors
    /// `AppError::NotFound` when there is none; or when role or plan forbid it.
    pub(crate) async fn read_invoice(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: InvoiceId,
    ) -> Result<Invoice, AppError> {
        actor.must(Permission::ReadInvoices)?;
        let today = Zone::named(&actor.timezone).day(self.now());
        let found = sql::load(tx, actor.workspace_id, sql::Which::One(id), today).await?;
        found.into_iter().next().ok_or(AppError::NotFound)
    }

    /// A part of the invoices, in the order of their ids.
    ///
    /// # Errors
    /// When role or plan forbid it.
    pub(crate) async fn list_invoice_records(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        ask: InvoiceAsk,
        slice: Slice,
    ) -> Result<Vec<Invoice>, AppError> {
        actor.must(Permission::ReadInvoices)?;
        let today = Zone::named(&actor.timezone).day(self.now());
        sql::load(tx, actor.workspace_id, sql::Which::Part(ask, slice), today).await
    }
}
