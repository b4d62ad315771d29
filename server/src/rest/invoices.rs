//! `/invoices`: previewed, drafted, changed, and taken further; how they reach their clients stands in `invoice_ways`.

use app::accounts::Accounts;
use app::invoices::rules::nothing_to_bill;
use app::invoices::{Status, Step};
use app::values::{ClientId, InvoiceId};
use axum::response::IntoResponse;

use super::answer::{Answer, Page, Reply, show};
use super::call::{Asked, At};
use super::change::{Change, Nothing};
use super::invoice_bodies::{InvoiceChange, InvoiceView, NewInvoice, PreviewView};
use super::params::Params;
use super::words::AnyInvoiceStatus;
use crate::invoices::draft::Draft;
use crate::invoices::http::answer;
use crate::invoices::records::InvoiceAsk;

fn filter(params: &mut Params) -> InvoiceAsk {
    let mut ask = InvoiceAsk::default();
    for slug in params.all("status") {
        if let Some(status) = Status::from_slug(&slug) {
            ask.statuses.push(status);
        } else {
            let hint = "status is draft, sent, paid or void.";
            params.errors.push("status", "invalid", hint);
        }
    }
    for id in params.all("client_id") {
        let id = id.parse::<ClientId>();
        ask.clients.extend(params.errors.take("client_id", id));
    }
    ask
}

/// List invoices
#[utoipa::path(get, path = "/invoices", tag = "Invoices",
    params(("status" = inline(Option<Vec<AnyInvoiceStatus>>), Query, description = "In one of these states."),
        ("client_id" = Option<Vec<String>>, Query, description = "Made for one of these clients."),
        ("limit" = Option<i64>, Query, description = "1 to 500, default 50.", minimum = 1, maximum = 500, example = 50),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before.")),
    responses((status = 200, description = "A page of invoices, in the order they were made; fewer than `limit` where they have many lines.", body = Page<InvoiceView>)))]
pub(super) async fn list_invoices(asked: Asked) -> Reply {
    let mut params = asked.params(&["status", "client_id", "limit", "cursor"])?;
    let ask = filter(&mut params);
    let (limit, after) = (params.limit(), params.cursor());
    params.finish()?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let (rows, limit) = services
        .list_invoice_records(&mut tx, actor, ask, after, limit)
        .await?;
    let last = rows.get(limit.saturating_sub(1)).map(|row| row.id);
    let rows: Vec<InvoiceView> = rows.into_iter().map(InvoiceView::from).collect();
    let place = last.map(|id| id.to_string()).unwrap_or_default();
    Ok(Page::of(rows, limit, |_| place.clone()).into_response())
}

/// Preview an invoice
///
/// What it would hold and come to, and what would stay off it. Nothing is changed.
#[utoipa::path(post, path = "/invoices/preview", tag = "Invoices", request_body = NewInvoice,
    responses((status = 200, description = "What it would be.", body = PreviewView)))]
pub(super) async fn preview_invoice(change: Change<NewInvoice>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    actor.must(app::access::Permission::ManageInvoices)?;
    change.is_new().await?;
    let draft = Draft::try_from(change.body.clone())?;
    let mut tx = services.db.read().await?;
    let preview = services.preview(&mut tx, actor, &draft.selection).await?;
    drop(tx);
    if preview.lines.is_empty() && draft.lines.is_empty() {
        return Err(nothing_to_bill().into());
    }
    change
        .keep(Answer::passing(&PreviewView::of(preview, &draft)?)?)
        .await
}

/// Make a draft
///
/// Its time entries are locked from then on, until it is void or deleted. Nothing to bill is refused.
#[utoipa::path(post, path = "/invoices", tag = "Invoices", request_body = NewInvoice,
    responses((status = 201, description = "The draft.", body = InvoiceView)))]
pub(super) async fn create_invoice(change: Change<NewInvoice>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    actor.must(app::access::Permission::ManageInvoices)?;
    let draft = Draft::try_from(change.body.clone())?;
    let (id, people) = services.draft_invoice(&mut write.tx, actor, draft).await?;
    let invoice = services.read_invoice(&mut write.tx, actor, id).await?;
    let answer = Answer::created(&InvoiceView::from(invoice), &format!("/invoices/{id}"))?;
    write.finish_for(answer, people).await
}

/// Show an invoice
#[utoipa::path(get, path = "/invoices/{id}", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    responses((status = 200, description = "The invoice.", body = InvoiceView)))]
pub(super) async fn get_invoice(At(id): At<InvoiceId>, asked: Asked) -> Reply {
    asked.params(&[])?;
    let mut tx = asked.call.read().await?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    let invoice = services.read_invoice(&mut tx, actor, id).await?;
    show(asked.headers(), &InvoiceView::from(invoice))
}

/// Change a draft
///
/// Its terms only: the lines stay as they are. What is not sent stays, too. Anything but a draft is refused
/// (`invoice_state`).
#[utoipa::path(patch, path = "/invoices/{id}", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    request_body = InvoiceChange, responses((status = 200, description = "The draft as it is now.", body = InvoiceView)))]
pub(super) async fn update_invoice(At(id): At<InvoiceId>, change: Change<InvoiceChange>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services.read_invoice(&mut write.tx, actor, id).await?;
    change.must_match(&InvoiceView::from(before.clone()))?;
    actor.must(app::access::Permission::ManageInvoices)?;
    let terms = change.body.terms(&before)?;
    services
        .change_terms(&mut write.tx, actor, &before, terms)
        .await?;
    let after = services.read_invoice(&mut write.tx, actor, id).await?;
    write
        .finish(Answer::shown(&InvoiceView::from(after))?)
        .await
}

/// Delete a draft
///
/// Its time entries are free again; its number is not given out anew. Anything but a draft is refused (`invoice_state`):
/// void it instead.
#[utoipa::path(delete, path = "/invoices/{id}", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    responses((status = 204, description = "It is gone.")))]
pub(super) async fn delete_invoice(At(id): At<InvoiceId>, change: Change<Nothing>) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let before = services.read_invoice(&mut write.tx, actor, id).await?;
    change.must_match(&InvoiceView::from(before))?;
    let people = services.drop_invoice(&mut write.tx, actor, id).await?;
    write.finish_for(Answer::done(), people).await
}

async fn step(id: InvoiceId, change: Change<Nothing>, step: Step) -> Reply {
    let (services, actor) = (change.call.services(), change.call.actor());
    let mut write = change.begin().await?;
    let people = services.take_step(&mut write.tx, actor, id, step).await?;
    let after = services.read_invoice(&mut write.tx, actor, id).await?;
    let answer = Answer::shown(&InvoiceView::from(after))?;
    write.finish_for(answer, people).await
}

/// Mark an invoice as paid
///
/// One that was sent, else `invoice_state`.
#[utoipa::path(post, path = "/invoices/{id}/pay", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    responses((status = 200, description = "The invoice as it is now.", body = InvoiceView)))]
pub(super) async fn pay_invoice(At(id): At<InvoiceId>, change: Change<Nothing>) -> Reply {
    step(id, change, Step::Pay).await
}

/// Void an invoice
///
/// A draft or one that was sent, else `invoice_state`. Its time entries are free again.
#[utoipa::path(post, path = "/invoices/{id}/void", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    responses((status = 200, description = "The invoice as it is now.", body = InvoiceView)))]
pub(super) async fn void_invoice(At(id): At<InvoiceId>, change: Change<Nothing>) -> Reply {
    step(id, change, Step::Void).await
}

/// Download an invoice as PDF
///
/// In the design it was drafted with; dates and amounts as the person has them written.
#[utoipa::path(get, path = "/invoices/{id}/pdf", tag = "Invoices", params(("id" = String, Path, format = "uuid", description = "The invoice.")),
    responses((status = 200, description = "The file.", body = String, content_type = "application/pdf")))]
pub(super) async fn download_invoice(At(id): At<InvoiceId>, asked: Asked) -> Reply {
    asked.params(&[])?;
    let (services, actor) = (asked.call.services(), asked.call.actor());
    actor.must(app::access::Permission::ReadInvoices)?;
    let account = services.load_account(actor).await?;
    Ok(answer(services, actor, id, account.formats).await?)
}
