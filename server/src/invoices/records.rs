//! Invoices as they are read: one, or a part of all.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::invoices::{Invoice, Status};
use app::values::{ClientId, InvoiceId};
use uuid::Uuid;

use super::sql;
use crate::activity::Activity;
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::local_time::Zone;
use crate::services::Services;

/// Lines and entries in them that are read together, at most, unless one invoice has more.
const TOGETHER: i64 = 10_000;

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

    /// Up to `limit` of the invoices after this one in the order of their ids, fewer where they have many lines, and one
    /// more if there are others; and how many without that one.
    ///
    /// # Errors
    /// When role or plan forbid it.
    pub(crate) async fn list_invoice_records(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        ask: InvoiceAsk,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<(Vec<Invoice>, usize), AppError> {
        actor.must(Permission::ReadInvoices)?;
        let workspace = actor.workspace_id;
        let today = Zone::named(&actor.timezone).day(self.now());
        let sizes = sql::list_sizes(tx, workspace, &ask, Slice::page(after, limit)).await?;
        let limit = limit.min(first_page(&sizes));
        let part = sql::Which::Part(ask, Slice::page(after, limit));
        Ok((sql::load(tx, workspace, part, today).await?, limit))
    }
}

/// How many invoices of these sizes are read together: one at least.
fn first_page(sizes: &[i64]) -> usize {
    let mut sum = 0_i64;
    let fits = |size: &&i64| {
        sum = sum.saturating_add(**size);
        sum <= TOGETHER
    };
    sizes.iter().take_while(fits).count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_before_its_lines_are_too_many() {
        for (sizes, count) in [
            (vec![], 1),
            (vec![3, 4], 2),
            (vec![TOGETHER], 1),
            (vec![TOGETHER + 1, 1], 1),
            (vec![1, TOGETHER, 1], 1),
            (vec![TOGETHER - 1, 1, 0, 1], 3),
        ] {
            assert_eq!(first_page(&sizes), count, "{sizes:?}");
        }
    }
}
