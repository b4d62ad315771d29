//! One invoice: as a document, with what can be done with it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::invoice_dialogs::InvoiceDialogs;
use super::review::LineTable;
use super::rules::{Status, Step};
use super::server_fns::{DeleteInvoice, load_invoice};
use super::terms::SumLines;
use super::words::badge_kind;
use super::{CreditNoteRef, Invoice, PATH, invoice_path, pdf_path};
use crate::access::Permission;
use crate::error::AppError;
use crate::memo::{memo, settle_location};
use crate::revision::use_revision;
use crate::together::together;
use crate::ui::{Badge, ButtonLink, ErrorSummary, Icon, Kind};
use crate::values::{DateRange, InvoiceId};
use crate::workspaces::frame::{formats, frame_now, use_frame};

/// The invoice that the address names.
pub type InvoiceResource = Resource<Result<Invoice, AppError>>;

/// One invoice.
#[component]
pub fn InvoicePage() -> impl IntoView {
    settle_location();
    let revision = use_revision();
    let frame = use_frame();
    let path = use_location().pathname;
    // On the way to another page the address is that page's already.
    let last = StoredValue::new(None);
    let id = memo(move || {
        let id = path.with(|path| path.rsplit('/').next()?.parse::<InvoiceId>().ok());
        last.update_value(|last| *last = id.or(*last));
        last.get_value()
    });
    let deleting = ServerAction::<DeleteInvoice>::new();
    revision.follow(deleting);
    let is_refused = memo(move || deleting.value().with(|done| matches!(done, Some(Err(_)))));
    let invoice: InvoiceResource = Resource::new_blocking(
        move || (revision.get(), id.get(), is_refused.get()),
        move |(_, id, is_refused)| {
            let is_leaving = !is_refused && deleting.input().with_untracked(Option::is_some)
                || deleting
                    .value()
                    .with_untracked(|done| matches!(done, Some(Ok(()))));
            async move {
                if is_leaving {
                    // On the way to the list; what is being deleted stays as it is until then.
                    std::future::pending::<()>().await;
                }
                match id {
                    Some(id) => load_invoice(id).await,
                    None => Err(AppError::NotFound),
                }
            }
        },
    );
    view! {
        <Transition>
            {Suspend::new(async move {
                let _ = together(frame, invoice).await;
                view! {
                    <Head invoice />
                    <Document invoice />
                    <InvoiceDialogs invoice deleting />
                }
            })}
        </Transition>
    }
}

/// Number, state and buttons; they stay in place while the invoice is read again.
#[component]
fn Head(invoice: InvoiceResource) -> impl IntoView {
    let shown = memo(move || {
        let invoice = invoice.get()?.ok()?;
        Some((invoice.number.clone(), invoice.state()))
    });
    let actions = memo(move || {
        let invoice = invoice.get()?.ok()?;
        let actor = frame_now()?.actor;
        Some(Allowed::of(&invoice, |by| actor.may(by).is_ok()))
    });
    let title = move || {
        shown
            .get()
            .map_or_else(|| "Invoice".to_owned(), |(number, _)| number)
    };
    view! {
        <Title text=title />
        <header class="page-head">
            <div>
                <h1>
                    {title}
                    {move || shown.get().map(|(_, state)| view! { " "<Badge kind=badge_kind(state)>{state.label()}</Badge> })}
                </h1>
                <p class="lede"><a href=PATH>"Invoices"</a></p>
            </div>
            <div class="actions">
                {move || actions.get().map(|allowed| view! { <Actions allowed /> })}
            </div>
        </header>
    }
}

/// One thing that can be done with an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    Delete,
    Void,
    Credit,
    Edit,
    Link,
    Mail,
    Send,
    Pay,
}

/// What can be done with an invoice by who looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Allowed {
    id: InvoiceId,
    offers: Vec<Offer>,
}

impl Allowed {
    fn of(invoice: &Invoice, may: impl Fn(Permission) -> bool) -> Self {
        use Permission::{EndInvoices, EndShares, ManageInvoices};
        let is_draft = invoice.status == Status::Draft;
        let is_shown = invoice.can_be_shown();
        let can = |step| invoice.after(step).is_some();
        let link = invoice.link.as_ref();
        let link_by = link.map_or(ManageInvoices, |_| EndShares);
        let offers = [
            (Offer::Delete, EndInvoices, is_draft),
            (Offer::Void, EndInvoices, can(Step::Void)),
            (Offer::Credit, ManageInvoices, invoice.can_be_credited()),
            (Offer::Edit, ManageInvoices, is_draft),
            (Offer::Link, link_by, is_shown || link.is_some()),
            (Offer::Mail, ManageInvoices, is_shown),
            (Offer::Send, ManageInvoices, can(Step::Send)),
            (Offer::Pay, ManageInvoices, can(Step::Pay)),
        ];
        Self {
            id: invoice.id,
            offers: offers
                .into_iter()
                .filter(|(_, by, is_there)| *is_there && may(*by))
                .map(|(offer, ..)| offer)
                .collect(),
        }
    }
}

#[component]
fn Actions(allowed: Allowed) -> impl IntoView {
    let Allowed { id, offers } = allowed;
    let has = |offer| offers.contains(&offer);
    let ask = move |what: &str| format!("{}?{what}=1", invoice_path(id));
    view! {
        {has(Offer::Delete).then(|| view! { <ButtonLink href=ask("delete") kind=Kind::Quiet icon=Icon::Trash attr:data-noscroll="">"Delete"</ButtonLink> })}
        {has(Offer::Void).then(|| view! { <ButtonLink href=ask("void") kind=Kind::Quiet attr:data-noscroll="">"Void"</ButtonLink> })}
        {has(Offer::Credit).then(|| view! { <ButtonLink href=ask("credit") kind=Kind::Quiet attr:data-noscroll="">"Credit note"</ButtonLink> })}
        {has(Offer::Edit).then(|| view! { <ButtonLink href=ask("edit") icon=Icon::Pencil attr:data-noscroll="">"Edit"</ButtonLink> })}
        <ButtonLink href=pdf_path(id) icon=Icon::Download download=true>"Download PDF"</ButtonLink>
        {has(Offer::Link).then(|| view! { <ButtonLink href=ask("link") attr:data-noscroll="">"Client’s link"</ButtonLink> })}
        {has(Offer::Mail).then(|| view! { <ButtonLink href=ask("send") attr:data-noscroll="">"Send by mail"</ButtonLink> })}
        {has(Offer::Send).then(|| view! { <ButtonLink href=ask("send") kind=Kind::Primary attr:data-noscroll="">"Send"</ButtonLink> })}
        {has(Offer::Pay).then(|| view! { <ButtonLink href=ask("pay") kind=Kind::Primary attr:data-noscroll="">"Mark as paid"</ButtonLink> })}
    }
}

#[component]
fn Document(invoice: InvoiceResource) -> impl IntoView {
    let invoice = memo(move || invoice.get());
    move || {
        invoice.get().map(|invoice| match invoice {
            Ok(invoice) => view! { <Paper invoice /> }.into_any(),
            Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
        })
    }
}

/// Invoices or credit notes by number, each a link.
#[component]
fn Named(label: &'static str, notes: Vec<CreditNoteRef>) -> impl IntoView {
    let count = notes.len();
    view! {
        <p class="muted">
            {label}" "
            {notes
                .into_iter()
                .enumerate()
                .map(|(at, note)| view! {
                    <a href=invoice_path(note.id)>{note.number}</a>
                    {(at + 1 < count).then_some(", ")}
                })
                .collect_view()}
        </p>
    }
}

#[component]
fn Paper(invoice: Invoice) -> impl IntoView {
    let is_credit_note = invoice.is_credit_note();
    let left = (invoice.credited_cents != 0).then(|| invoice.left_cents());
    let kind = if is_credit_note {
        "Credit note"
    } else {
        "Invoice"
    };
    let Invoice {
        issuer,
        sender_details,
        payment_details,
        credits,
        credited_cents,
        credit_notes,
        client_name,
        client_details,
        issue_date,
        due_date,
        period,
        currency,
        lines,
        discount,
        tax_rate_bp,
        sums,
        notes,
        number,
        ..
    } = invoice;
    let period = period.and_then(|(from, to)| DateRange::new(from, to).ok());
    let fact = |label: &'static str, words: String| {
        view! { <div><dt>{label}</dt><dd class="num">{words}</dd></div> }
    };
    view! {
        <article class="paper" aria-label=kind>
            <header class="paper-head">
                <div>
                    <p class="paper-issuer">{issuer}</p>
                    <p class="muted">{kind}</p>
                    {(!sender_details.is_empty()).then(|| view! { <p class="paper-text paper-sender">{sender_details}</p> })}
                    {credits.map(|invoice| view! { <Named label="Takes back" notes=vec![invoice] /> })}
                    {(!credit_notes.is_empty()).then(|| view! { <Named label="Taken back by" notes=credit_notes /> })}
                </div>
                <dl class="paper-facts">
                    {fact("Number", number)}
                    {fact("Date", formats().day(issue_date))}
                    {due_date.map(|day| fact("Due", formats().day(day)))}
                    {period.map(|range| fact("Period", formats().range(range)))}
                </dl>
            </header>
            <section class="paper-client">
                <h2 class="muted">"Billed to"</h2>
                <p><b>{client_name}</b></p>
                {(!client_details.is_empty()).then(|| view! { <p class="paper-text">{client_details}</p> })}
            </section>
            <LineTable lines currency />
            <SumLines sums discount tax_rate_bp currency />
            {left.map(|left| view! {
                <dl class="sums">
                    <div><dt>"Credited"</dt><dd class="num">{move || formats().money(-credited_cents, currency)}</dd></div>
                    <div><dt>"Left"</dt><dd class="num">{move || formats().money(left, currency)}</dd></div>
                </dl>
            })}
            {(!payment_details.is_empty()).then(|| view! {
                <section>
                    <h2 class="paper-label">"Payment"</h2>
                    <p class="paper-text">{payment_details}</p>
                </section>
            })}
            {(!notes.is_empty()).then(|| view! { <p class="paper-text paper-notes">{notes}</p> })}
        </article>
    }
}
