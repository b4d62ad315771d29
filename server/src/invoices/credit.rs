//! Credit notes: an invoice that takes back another one, or lines of it.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::events::EventType;
use app::invoices::credit::{CreditWish, credit};
use app::invoices::numbering::NumberFormat;
use app::invoices::{CreditNoteRef, Invoice, Status};
use app::values::{InvoiceId, UserId};

use super::records::activity;
use super::sql::numbers::{Counted, take};
use super::sql::{logos, writing};
use crate::db::Tx;
use crate::event_log::Happening;
use crate::local_time::Zone;
use crate::services::Services;

impl Services {
    /// Takes lines of an invoice back by a credit note, inside its caller's transaction, who commits and tells; answers
    /// whom to tell, too. Once nothing of it is left, its time entries are free again.
    pub(crate) async fn take_back(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        invoice: Invoice,
        wish: CreditWish,
    ) -> Result<(InvoiceId, Vec<UserId>), AppError> {
        actor.must(Permission::ManageInvoices)?;
        let draft = credit(&invoice, wish.lines.as_deref())?;
        let now = self.now();
        let today = Zone::named(&actor.timezone).day(now);
        let workspace = actor.workspace_id;
        let format = NumberFormat::of_credit_notes();
        let note = Invoice {
            id: InvoiceId::from_uuid(self.new_id()),
            number: take(tx, workspace, Counted::CreditNotes, &format, today).await?,
            status: Status::Sent,
            // It is paid by nobody.
            payment_details: String::new(),
            due_date: None,
            credits: Some(CreditNoteRef {
                id: invoice.id,
                number: invoice.number.clone(),
            }),
            credited_cents: 0,
            credited_at: None,
            credited_lines: Vec::new(),
            credit_notes: Vec::new(),
            link: None,
            issue_date: today,
            lines: draft.lines,
            // It stands among the lines.
            discount: None,
            sums: draft.sums,
            notes: wish.notes,
            sent_at: Some(now),
            paid_at: None,
            voided_at: None,
            created_at: now,
            updated_at: now,
            today,
            ..invoice.clone()
        };
        writing::insert(tx, workspace, &note).await?;
        logos::take_over(tx, workspace, note.id, invoice.id).await?;
        let after = Invoice {
            credited_cents: draft.credited_cents,
            credited_at: draft.is_full.then_some(now),
            updated_at: now,
            ..invoice
        };
        writing::update(tx, workspace, &after).await?;
        self.record(tx, actor, activity("invoice.credited", &after))
            .await?;
        self.record(tx, actor, activity("credit_note.created", &note))
            .await?;
        let created = Happening::invoice(EventType::InvoiceCreated, note.id.uuid());
        let updated = Happening::invoice(EventType::InvoiceUpdated, after.id.uuid());
        self.happened(tx, actor, &[created, updated]).await?;
        let people = if draft.is_full {
            self.release(tx, actor, after.id).await?
        } else {
            vec![actor.user_id]
        };
        Ok((note.id, people))
    }
}
