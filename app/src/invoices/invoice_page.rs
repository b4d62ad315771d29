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
use super::{Invoice, PATH, invoice_path, pdf_path};
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
        let may = frame_now()?.actor.may(Permission::ManageInvoices).is_ok();
        Some((invoice.id, invoice.status, may))
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
                <h1 class="num">
                    {title}
                    {move || shown.get().map(|(_, state)| view! { " "<Badge kind=badge_kind(state)>{state.label()}</Badge> })}
                </h1>
                <p class="lede"><a href=PATH>"Invoices"</a></p>
            </div>
            <div class="actions">
                {move || actions.get().map(|(id, status, may)| view! { <Actions id status may /> })}
            </div>
        </header>
    }
}

#[component]
fn Actions(id: InvoiceId, status: Status, may: bool) -> impl IntoView {
    let ask = move |what: &str| format!("{}?{what}=1", invoice_path(id));
    let can = move |step: Step| may && status.after(step).is_some();
    let is_draft = may && status == Status::Draft;
    view! {
        {is_draft.then(|| view! { <ButtonLink href=ask("delete") kind=Kind::Quiet icon=Icon::Trash attr:data-noscroll="">"Delete"</ButtonLink> })}
        {can(Step::Void).then(|| view! { <ButtonLink href=ask("void") kind=Kind::Quiet attr:data-noscroll="">"Void"</ButtonLink> })}
        {is_draft.then(|| view! { <ButtonLink href=ask("edit") icon=Icon::Pencil attr:data-noscroll="">"Edit"</ButtonLink> })}
        <ButtonLink href=pdf_path(id) icon=Icon::Download download=true>"Download PDF"</ButtonLink>
        {can(Step::Send).then(|| view! { <ButtonLink href=ask("send") kind=Kind::Primary attr:data-noscroll="">"Mark as sent"</ButtonLink> })}
        {can(Step::Pay).then(|| view! { <ButtonLink href=ask("pay") kind=Kind::Primary attr:data-noscroll="">"Mark as paid"</ButtonLink> })}
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

#[component]
fn Paper(invoice: Invoice) -> impl IntoView {
    let Invoice {
        issuer,
        client_name,
        client_details,
        issue_date,
        due_date,
        period,
        currency,
        lines,
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
        <article class="paper" aria-label="Invoice">
            <header class="paper-head">
                <div>
                    <p class="paper-issuer">{issuer}</p>
                    <p class="muted">"Invoice"</p>
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
            <SumLines sums tax_rate_bp currency />
            {(!notes.is_empty()).then(|| view! { <p class="paper-text paper-notes">{notes}</p> })}
        </article>
    }
}
