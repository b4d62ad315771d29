//! What becomes of an invoice: sent, paid, void, deleted.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::events::EventType;
use app::invoices::rules::{credited_stays, not_a_draft, step_refused};
use app::invoices::{Invoice, Status, Step};
use app::values::{InvoiceId, UserId};

use super::records::activity;
use super::sql::{logos, writing};
use crate::db::Tx;
use crate::event_log::{Along, Happening};
use crate::services::Services;

/// Each inside its caller's transaction, who commits and tells; answers whom to tell.
impl Services {
    /// Takes an invoice a step further.
    pub(crate) async fn take_step(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: InvoiceId,
        step: Step,
    ) -> Result<Vec<UserId>, AppError> {
        actor.must(step.permission())?;
        let before = self.read_invoice(tx, actor, id).await?;
        let status = before
            .after(step)
            .ok_or_else(|| match before.status.after(step) {
                Some(_) => credited_stays(&before.number, before.credit()),
                None => step_refused(&before.number, before.status, step),
            })?;
        let now = self.now();
        let mut after = Invoice {
            status,
            updated_at: now,
            ..before
        };
        let (action, kind) = match step {
            Step::Send => {
                after.sent_at = Some(now);
                ("invoice.sent", EventType::InvoiceSent)
            }
            Step::Pay => {
                after.paid_at = Some(now);
                ("invoice.paid", EventType::InvoicePaid)
            }
            Step::Void => {
                after.voided_at = Some(now);
                ("invoice.voided", EventType::InvoiceVoided)
            }
        };
        writing::update(tx, actor.workspace_id, &after).await?;
        self.record(tx, actor, activity(action, &after)).await?;
        let happened = Happening::invoice(kind, id.uuid());
        self.happened(tx, actor, &[happened]).await?;
        if status.is_active() {
            return Ok(vec![actor.user_id]);
        }
        self.release(tx, actor, id).await
    }

    /// Deletes a draft; its number is not given out again.
    pub(crate) async fn drop_invoice(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: InvoiceId,
    ) -> Result<Vec<UserId>, AppError> {
        actor.must(Permission::EndInvoices)?;
        let invoice = self.read_invoice(tx, actor, id).await?;
        if invoice.status != Status::Draft {
            return Err(not_a_draft(&invoice.number, invoice.status));
        }
        let people = self.release(tx, actor, id).await?;
        writing::delete(tx, actor.workspace_id, id).await?;
        logos::forget_unborne(tx, actor.workspace_id).await?;
        self.record(tx, actor, activity("invoice.deleted", &invoice))
            .await?;
        let deleted = Happening::invoice(EventType::InvoiceDeleted, id.uuid());
        self.happened(tx, actor, &[deleted]).await?;
        Ok(people)
    }

    /// Frees what is on an invoice; answers whom to tell.
    pub(super) async fn release(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: InvoiceId,
    ) -> Result<Vec<UserId>, AppError> {
        let happenings = Along::Invoice(id).happenings(tx, actor).await?;
        let mut people = writing::list_people(tx, actor.workspace_id, id).await?;
        writing::release(tx, actor.workspace_id, id, self.now()).await?;
        self.happened(tx, actor, &happenings).await?;
        if !people.contains(&actor.user_id) {
            people.push(actor.user_id);
        }
        Ok(people)
    }
}
