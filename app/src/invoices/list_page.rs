//! The list of invoices: what they come to by state, and each of them by month.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

use super::query::InvoiceQuery;
use super::rules::State;
use super::server_fns::list_invoices;
use super::words::{badge_kind, due_words, month_words};
use super::{InvoicePage, InvoiceRow, PATH, invoice_path};
use crate::access::Permission;
use crate::error::AppError;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::time_entries::filter_bar::apply;
use crate::together::together;
use crate::ui::{
    ApplyButton, Badge, ButtonLink, Choice, EmptyState, ErrorSummary, Hidden, Icon, Kind, Notice,
    PageHead, Pager, SelectChip, Tabs, with_chosen,
};
use crate::values::Date;
use crate::workspaces::frame::{formats, frame_now, use_frame};

/// The page's invoices; looks again with every revision, filter and page. `None` for who may not read them.
type ListResource = Resource<Option<Result<InvoicePage, AppError>>>;

/// Every invoice of the workspace.
#[component]
pub fn InvoicesPage() -> impl IntoView {
    let revision = use_revision();
    let params = use_params();
    let frame = use_frame();
    let query =
        memo(move || params.with(|params| InvoiceQuery::from_params(|name| params.get(name))));
    let after = memo(move || params.with(|params| params.get("after")));
    let list: ListResource = Resource::new_blocking(
        move || (revision.get(), query.get(), after.get()),
        move |(_, query, after)| async move {
            let frame = frame.await.ok()?;
            frame.actor.may(Permission::ReadInvoices).ok()?;
            Some(list_invoices(query, after).await)
        },
    );
    view! {
        <Title text="Invoices" />
        <PageHead title="Invoices" lede=|| "Tracked time, billed: from draft to paid.">
            <Transition>
                <NewButton />
            </Transition>
        </PageHead>
        <Transition>
            {Suspend::new(async move {
                let _ = together(frame, list).await;
                view! { <Body query after list /> }
            })}
        </Transition>
    }
}

/// Leads to a new invoice, for who may make one.
#[component]
fn NewButton() -> impl IntoView {
    let may = memo(|| {
        frame_now().is_some_and(|frame| frame.actor.may(Permission::ManageInvoices).is_ok())
    });
    move || {
        may.get().then(|| {
            view! { <ButtonLink href=format!("{PATH}/new") kind=Kind::Primary icon=Icon::Plus>"New Invoice"</ButtonLink> }
        })
    }
}

#[component]
fn Body(
    query: Signal<InvoiceQuery>,
    after: Signal<Option<String>>,
    list: ListResource,
) -> impl IntoView {
    let refusal = memo(|| frame_now()?.actor.may(Permission::ReadInvoices).err());
    view! {
        {move || match refusal.get() {
            Some(refusal) => view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any(),
            None => view! { <Head query list /> }.into_any(),
        }}
        {move || list.get().flatten().map(|page| match page {
            Ok(page) => view! { <Months page query after /> }.into_any(),
            Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
        })}
    }
}

/// Sums, states and filters; they stay in place while the list is read again.
#[component]
fn Head(query: Signal<InvoiceQuery>, list: ListResource) -> impl IntoView {
    let page = move || list.get().flatten().and_then(Result::ok);
    let is_empty = memo(move || {
        page().is_none_or(|page| page.totals.is_empty()) && query.get() == InvoiceQuery::default()
    });
    let to = move |state: &'static str| {
        query.with(|query| {
            let query = InvoiceQuery {
                state: state.to_owned(),
                ..query.clone()
            };
            query.path(None)
        })
    };
    let current = move |state: &'static str| {
        move || query.with(|query| query.state == state).then_some("page")
    };
    move || {
        (!is_empty.get()).then(|| {
            view! {
                <dl class="totals invoice-totals">
                    {[State::Draft, State::Sent, State::Overdue, State::Paid]
                        .map(|state| view! { <Total state list /> })
                        .collect_view()}
                </dl>
                <Tabs label="State">
                    {std::iter::once(("", "All"))
                        .chain(State::ALL.map(|state| (state.slug(), state.label())))
                        // The other filters stay in the address.
                        .map(|(slug, label)| view! { <a class="tab" href=move || to(slug) aria-current=current(slug)>{label}</a> })
                        .collect_view()}
                </Tabs>
                <Filters query list />
            }
        })
    }
}

/// What all invoices in a state come to.
#[component]
fn Total(state: State, list: ListResource) -> impl IntoView {
    let words = memo(move || {
        let page = list.get().flatten()?.ok()?;
        let (count, amounts) = page.total(state);
        Some((count, formats().amounts(&amounts)))
    });
    let is_late = move || {
        state == State::Overdue
            && words.with(|words| words.as_ref().is_some_and(|(count, _)| *count > 0))
    };
    view! {
        <div class:late=is_late>
            <dt>{state.label()}</dt>
            <dd>{move || words.get().map(|(_, amounts)| amounts)}</dd>
            <dd class="total-note">
                {move || words.get().map(|(count, _)| match count {
                    1 => "1 invoice".to_owned(),
                    count => format!("{} invoices", formats().count(count)),
                })}
            </dd>
        </div>
    }
}

#[component]
fn Filters(query: Signal<InvoiceQuery>, list: ListResource) -> impl IntoView {
    let first = query.get_untracked();
    let client = RwSignal::new(first.client);
    let month = RwSignal::new(first.month);
    // They follow the address, so that Back changes them too.
    Effect::new(move |applied: Option<InvoiceQuery>| {
        let query = query.get();
        if applied.is_some_and(|applied| applied != query) {
            client.set(query.client.clone());
            month.set(query.month.clone());
        }
        query
    });
    let clients = memo(move || {
        let page = list.get().flatten().and_then(Result::ok);
        let clients = page.map(|page| page.clients).unwrap_or_default();
        let named = clients
            .into_iter()
            .map(|client| Choice::new(client.id.to_string(), client.name));
        let options = std::iter::once(Choice::new("", "All clients"))
            .chain(named)
            .collect();
        let chosen = query.with(|query| query.client.clone());
        with_chosen(options, &chosen, "A deleted client")
    });
    let months = memo(move || {
        let page = list.get().flatten().and_then(Result::ok);
        let mut months: Vec<String> = page
            .map(|page| page.totals.into_iter().map(|total| total.month).collect())
            .unwrap_or_default();
        months.dedup();
        let named = months
            .into_iter()
            .map(|month| Choice::new(month.clone(), month_words(&month)));
        let options = std::iter::once(Choice::new("", "Any month"))
            .chain(named)
            .collect();
        let chosen = query.with(|query| query.month.clone());
        let label = month_words(&chosen);
        with_chosen(options, &chosen, &label)
    });
    let is_filtered =
        move || query.with(|query| !query.client.is_empty() || !query.month.is_empty());
    view! {
        <Form method="GET" action=PATH attr:class="filters" on:change=apply>
            <input type="hidden" name="state" value=move || query.with(|query| query.state.clone()) />
            {move || view! { <SelectChip name="client" label="Client" icon=Icon::People options=clients.get() bind=client /> }}
            {move || view! { <SelectChip name="month" label="Month" icon=Icon::Calendar options=months.get() bind=month /> }}
            {move || is_filtered().then(|| view! { <a class="clear" href=PATH data-noscroll>"Clear"</a> })}
            <ApplyButton />
        </Form>
    }
}

#[component]
fn Months(
    page: InvoicePage,
    query: Signal<InvoiceQuery>,
    after: Signal<Option<String>>,
) -> impl IntoView {
    let asked = query.get();
    if page.rows.is_empty() {
        return view! { <NoInvoices is_new=page.totals.is_empty() && asked == InvoiceQuery::default() /> }
            .into_any();
    }
    let newest = after
        .get()
        .is_some_and(|after| !after.is_empty())
        .then(|| asked.path(None));
    let older = page.older.as_deref().map(|older| asked.path(Some(older)));
    let state = State::from_slug(&asked.state);
    let today = page.today;
    let months = page
        .rows
        .chunk_by(|left, right| month_of(left) == month_of(right))
        .map(|rows| {
            let month = rows.first().map(month_of).unwrap_or_default();
            let sum = page.month(&month, state);
            let rows = rows.to_vec();
            view! {
                <section class="invoice-month">
                    <h2>
                        {month_words(&month)}
                        <span class="num">{move || formats().amounts(&sum)}</span>
                    </h2>
                    <ul class="things invoices">
                        {rows.into_iter().map(|row| view! { <Row row today /> }).collect_view()}
                    </ul>
                </section>
            }
        })
        .collect_view();
    view! {
        {months}
        <Pager newer=newest older />
    }
    .into_any()
}

fn month_of(row: &InvoiceRow) -> String {
    row.issue_date.to_string().chars().take(7).collect()
}

#[component]
fn NoInvoices(is_new: bool) -> impl IntoView {
    let refusal = frame_now().and_then(|frame| frame.actor.may(Permission::ManageInvoices).err());
    let (title, text) = match (is_new, refusal) {
        (true, None) => (
            "No invoices yet",
            "Choose New Invoice above: pick a client and days, look through the time, and save a draft.".to_owned(),
        ),
        (true, Some(refusal)) => ("No invoices yet", AppError::Refused(refusal).to_string()),
        (false, _) => (
            "Nothing matches",
            "No invoice is in this state, of this client and month. Choose another one.".to_owned(),
        ),
    };
    view! { <EmptyState icon=Icon::Document title text /> }
}

#[component]
fn Row(row: InvoiceRow, today: Date) -> impl IntoView {
    let InvoiceRow {
        id,
        number,
        state,
        client_name,
        issue_date,
        due_date,
        currency,
        total_cents,
        credited_cents,
    } = row;
    view! {
        <li class="thing" class:archived=state == State::Void>
            <span class="thing-name">
                <a class="num" href=invoice_path(id)>{number}</a>
                <span class="truncate invoice-client">{client_name}</span>
            </span>
            <span class="thing-note">
                <Badge kind=badge_kind(state)>{state.label()}</Badge>
            </span>
            <span class="invoice-days">
                {move || due_words(state, issue_date, due_date, today, formats())}
            </span>
            <span class="thing-figure num">
                <Hidden>"Total "</Hidden>
                {move || formats().money(total_cents, currency)}
                {(credited_cents != 0 && state != State::Credited).then(|| view! {
                    <span class="invoice-left">{move || format!("{} left", formats().money(total_cents - credited_cents, currency))}</span>
                })}
            </span>
        </li>
    }
}
