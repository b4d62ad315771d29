//! Invoices by mail: the file is drawn before the transaction, the letter is written in it, and goes after its commit.

use app::access::{Actor, Permission};
use app::error::{AppError, Conflict};
use app::invoices::mail::MAILS_A_DAY;
use app::invoices::rules::not_to_be_shown;
use app::invoices::{Invoice, InvoiceMail, MailForm, Status, Step};
use app::values::InvoiceId;

use super::http::file_name;
use super::records::activity;
use super::sql::logos;
use crate::accounts::sql::find_account;
use crate::activity::sql::count_since;
use crate::db::Tx;
use crate::exports::http::wait_for_report;
use crate::exports::pdf::invoice::InvoiceFile;
use crate::mail::{InvoiceLetter, Letter, Recipient};
use crate::services::Services;

/// How many seconds mails are counted over.
const A_DAY: i64 = 24 * 3600;

/// A mail with its file, drawn of the invoice as it was.
#[derive(Debug)]
pub(crate) struct ReadyMail {
    invoice: Invoice,
    mail: InvoiceMail,
    reply_to: Recipient,
    file: Vec<u8>,
}

/// The invoice as it will be with its client.
fn as_sent(invoice: &Invoice) -> Invoice {
    let status = match invoice.status {
        Status::Draft => Status::Sent,
        status => status,
    };
    Invoice {
        status,
        ..invoice.clone()
    }
}

fn too_many() -> AppError {
    let words = format!(
        "This workspace has sent {MAILS_A_DAY} invoices by mail within a day. Wait until tomorrow, or send the PDF yourself."
    );
    AppError::conflict(Conflict::InvoiceState, words)
}

impl Services {
    /// Reads what is to be sent and draws its file; nothing is written yet.
    pub(crate) async fn prepare_mail(
        &self,
        actor: &Actor,
        id: InvoiceId,
        form: &MailForm,
    ) -> Result<ReadyMail, AppError> {
        actor.must(Permission::ManageInvoices)?;
        let mut tx = self.db.read().await?;
        let invoice = self.read_invoice(&mut tx, actor, id).await?;
        let mail = form.parse()?;
        let account = find_account(&mut tx, actor.user_id).await?;
        let logo = logos::find(&mut tx, actor.workspace_id, id).await?;
        drop(tx);
        let drawn = InvoiceFile {
            invoice: as_sent(&invoice),
            formats: account.formats,
            logo,
        };
        let turn = wait_for_report().await?;
        let file = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            drawn.to_pdf()
        });
        Ok(ReadyMail {
            invoice,
            mail,
            reply_to: Recipient {
                name: account.name,
                email: account.email,
            },
            file: file.await.map_err(|_| AppError::Internal)??,
        })
    }

    /// Puts the letter on its way and takes a draft to its client, inside its caller's transaction.
    pub(crate) async fn send_prepared(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        ready: ReadyMail,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageInvoices)?;
        let ReadyMail {
            invoice: seen,
            mail,
            reply_to,
            file,
        } = ready;
        let before = self.read_invoice(tx, actor, seen.id).await?;
        if before.status == Status::Void {
            return Err(not_to_be_shown(&before.number, before.status));
        }
        // What is attached is what is written.
        if before != seen {
            return Err(AppError::Unavailable);
        }
        let now = self.now();
        let sent = count_since(tx, actor.workspace_id, "invoice.mailed", now - A_DAY).await?;
        if sent >= MAILS_A_DAY {
            return Err(too_many());
        }
        if before.status == Status::Draft {
            self.take_step(tx, actor, seen.id, Step::Send).await?;
        }
        let link = self.link_invoice(tx, actor, seen.id).await?;
        let to = Recipient {
            name: String::new(),
            email: mail.to,
        };
        let letter = InvoiceLetter {
            issuer: seen.issuer.clone(),
            subject: mail.subject,
            message: mail.message,
            link,
            reply_to,
            file_name: file_name(&seen),
            file,
        };
        self.queue_letter(tx, to, Letter::Invoice(Box::new(letter)))
            .await?;
        self.record(tx, actor, activity("invoice.mailed", &before))
            .await
    }
}
