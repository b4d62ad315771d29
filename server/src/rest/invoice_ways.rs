//! `/invoices`: how one reaches its client, and how it is taken back.

use app::access::Permission;
use app::accounts::Accounts;
use app::error::AppError;
use app::invoices::credit::CreditWish;
use app::invoices::rules::NOTES_MAX;
use app::invoices::{MailForm, Step};
use app::values::{InvoiceId, clean_multiline_text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{Answer, Reply, show};
use super::call::{Asked, At};
use super::change::{Change, Nothing};
use super::fields::{renamed, sent};
use super::invoice_bodies::InvoiceView;

/// A mail with an invoice; what is left out is said in the usual words.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvoiceMailBody {
    /// To whom. Left out, it is the e-mail address in the client's billing details.
    #[serde(default, deserialize_with = "sent")]
    #[schema(format = "email", example = "billing@acme.example")]
    to: Option<String>,
    /// What stands in the list of mails.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 200, example = "Invoice INV-0001 from Northwind Studio")]
    subject: Option<String>,
    /// What it says.
    #[serde(default, deserialize_with = "sent")]
    #[schema(max_length = 5000)]
    message: Option<String>,
}

/// How an invoice is sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SendInvoice {
    /// A mail with the PDF and the client's link; left out, the invoice is only marked as sent.
    #[serde(default, deserialize_with = "sent")]
    mail: Option<InvoiceMailBody>,
}

/// Where a client sees an invoice.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InvoiceLink {
    /// The address, for whoever has it; null while there is none.
    #[schema(example = "https://time.example.com/i/5f2b…")]
    url: Option<String>,
}

/// What is taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCreditNote {
    /// The places of lines, from 0; left out, everything that is left.
    #[serde(default, deserialize_with = "sent")]
    #[schema(example = json!([0]))]
    lines: Option<Vec<i64>>,
    /// Words below the lines: why.
    #[serde(default)]
    #[schema(max_length = 5000)]
    notes: String,
}

fn of_mail(error: AppError) -> AppError {
    renamed(
        error,
        &[
            ("to", "mail.to"),
            ("subject", "mail.subject"),
            ("message", "mail.message"),
        ],
    )
}

/// Send an invoice
///
/// Without `mail` a draft is marked as sent, and stays as it is from then on; anything else is refused (`invoice_state`).
/// With `mail` it goes to its client, its PDF attached; one that was sent or paid already goes once more.
#[utoipa::path(post, path = "/invoices/{id}/send", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    request_body = SendInvoice, responses((status = 200, description = "The invoice as it is now.", body = InvoiceView)))]
pub(super) async fn send_invoice(At(id): At<InvoiceId>, change: Change<SendInvoice>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let ready = match &change.body.mail {
        None => None,
        Some(body) => {
            let form = usual_mail(&change, id, body).await?;
            let ready = services.prepare_mail(actor, id, &form).await;
            Some(ready.map_err(of_mail)?)
        }
    };
    let mut write = change.begin().await?;
    let people = match ready {
        None => {
            services
                .take_step(&mut write.tx, actor, id, Step::Send)
                .await?
        }
        Some(ready) => {
            services.send_prepared(&mut write.tx, actor, ready).await?;
            vec![actor.user_id]
        }
    };
    let after = services.read_invoice(&mut write.tx, actor, id).await?;
    let answer = Answer::shown(&InvoiceView::from(after))?;
    write.finish_for(answer, people).await
}

/// The mail that is asked for, in the usual words where it says nothing.
async fn usual_mail(
    change: &Change<SendInvoice>,
    id: InvoiceId,
    body: &InvoiceMailBody,
) -> Result<MailForm, AppError> {
    let (services, actor) = (change.call.services(), change.call.actor());
    actor.must(Permission::ManageInvoices)?;
    let account = services.load_account(actor).await?;
    let mut tx = services.db.read().await?;
    let invoice = services.read_invoice(&mut tx, actor, id).await?;
    let usual = MailForm::of(&invoice, account.formats, &account.name);
    Ok(MailForm {
        to: body.to.clone().unwrap_or(usual.to),
        subject: body.subject.clone().unwrap_or(usual.subject),
        message: body.message.clone().unwrap_or(usual.message),
    })
}

/// Show a client's link
#[utoipa::path(get, path = "/invoices/{id}/link", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    responses((status = 200, description = "Where the client sees the invoice.", body = InvoiceLink)))]
pub(super) async fn get_invoice_link(At(id): At<InvoiceId>, asked: Asked) -> Reply {
    asked.params(&[])?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    // For who may hand it on or end it.
    actor.must(Permission::EndShares)?;
    let mut tx = services.db.read().await?;
    services.read_invoice(&mut tx, actor, id).await?;
    let url = services.find_invoice_link(&mut tx, actor, id).await?;
    show(asked.headers(), &InvoiceLink { url })
}

/// Make a client's link
///
/// Whoever has it sees the invoice and its PDF without an account. One that is there stays. A draft or a void invoice has
/// none (`invoice_state`). `GET` shows it.
#[utoipa::path(post, path = "/invoices/{id}/link", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    responses((status = 204, description = "It is there.")))]
pub(super) async fn make_invoice_link(At(id): At<InvoiceId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    services.link_invoice(&mut write.tx, actor, id).await?;
    write.finish(Answer::done()).await
}

/// Revoke a client's link
#[utoipa::path(delete, path = "/invoices/{id}/link", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    responses((status = 204, description = "It is gone.")))]
pub(super) async fn revoke_invoice_link(At(id): At<InvoiceId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    actor.must(Permission::EndShares)?;
    services.read_invoice(&mut write.tx, actor, id).await?;
    let url = services.find_invoice_link(&mut write.tx, actor, id).await?;
    change.must_match(&InvoiceLink { url })?;
    services.unlink_invoice(&mut write.tx, actor, id).await?;
    write.finish(Answer::done()).await
}

/// Make a credit note
///
/// It takes back an invoice that was sent or paid, or lines of it, with their part of discount and tax; else
/// `invoice_state`. Once nothing of the invoice is left, its time entries are free again.
#[utoipa::path(post, path = "/invoices/{id}/credit", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    request_body = NewCreditNote, responses((status = 201, description = "The credit note.", body = InvoiceView)))]
pub(super) async fn credit_invoice(At(id): At<InvoiceId>, change: Change<NewCreditNote>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    actor.must(Permission::ManageInvoices)?;
    let invoice = services.read_invoice(&mut write.tx, actor, id).await?;
    let notes = clean_multiline_text(&change.body.notes, NOTES_MAX)
        .map_err(|error| AppError::field("notes", "invalid", error.to_string()))?;
    let wish = CreditWish {
        lines: change.body.lines.clone(),
        notes,
    };
    let (note, people) = services
        .take_back(&mut write.tx, actor, invoice, wish)
        .await?;
    let note = services.read_invoice(&mut write.tx, actor, note).await?;
    let path = format!("/invoices/{}", note.id);
    let answer = Answer::created(&InvoiceView::from(note), &path)?;
    write.finish_for(answer, people).await
}
