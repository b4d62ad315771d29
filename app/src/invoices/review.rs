//! The review of a new invoice: what it would bill, and what stays off it and why.

use leptos::prelude::*;

use super::new_page::PreviewResource;
use super::rules::nothing_to_bill;
use super::{InvoicePreview, LeftOut, LeftOutEntry};
use crate::memo::memo;
use crate::ui::{Card, Column, ErrorSummary, Icon, Notice, NoticeKind, Table};
use crate::values::{Currency, format_clock};
use crate::workspaces::frame::formats;

/// The lines the selection makes, and what is left out.
#[component]
pub fn Review(
    /// What the invoice would hold.
    preview: PreviewResource,
) -> impl IntoView {
    // What belongs to a field stands there.
    let refused = Signal::derive(move || {
        preview.with(|preview| match preview {
            Some(Some(Err(error))) => Some(error.to_string()),
            _ => None,
        })
    });
    let is_chosen = memo(move || preview.with(|preview| matches!(preview, Some(Some(_)))));
    let seen = memo(move || preview.get().flatten().and_then(Result::ok));
    view! {
        <Card
            title="Review time entries"
            explain="Correct entries now, on the Timer page: once the draft is there, they are locked until it is void or deleted."
        >
            {move || (!is_chosen.get()).then(|| view! { <p class="muted">"Choose a client above to see what can be billed."</p> })}
            <ErrorSummary error=refused />
            {move || seen.get().map(|seen| view! { <Seen seen /> })}
        </Card>
    }
}

#[component]
fn Seen(seen: InvoicePreview) -> impl IntoView {
    let InvoicePreview {
        lines,
        currency,
        seconds,
        entries,
        subtotal_cents,
        left_out,
        ..
    } = seen;
    let is_empty = lines.is_empty();
    let free: i64 = lines
        .iter()
        .filter(|line| line.has_no_rate())
        .fold(0, |sum, line| sum.saturating_add(line.seconds));
    let counted = match entries {
        1 => "1 time entry".to_owned(),
        count => format!("{} time entries", formats().count(count)),
    };
    view! {
        {if is_empty {
            view! { <Notice kind=NoticeKind::Warning>{nothing_to_bill().to_string()}</Notice> }.into_any()
        } else {
            view! {
                <p class="review-sum">
                    <b>{counted}</b>" · "
                    <span class="num">{format_clock(seconds)}</span>" · "
                    <b class="num">{formats().money(subtotal_cents, currency)}</b>
                </p>
                {(free > 0).then(|| view! {
                    <Notice kind=NoticeKind::Warning>
                        {format!("{} of this has no hourly rate, and comes to {}.", format_clock(free), formats().money(0, currency))}
                    </Notice>
                })}
                <LineTable lines currency />
            }
            .into_any()
        }}
        {(!left_out.is_empty()).then(|| view! {
            <h3>"Left out"</h3>
            <div class="left-out">
                {left_out.into_iter().map(|group| view! { <Group group /> }).collect_view()}
            </div>
        })}
    }
}

/// The lines of an invoice, or of one to be.
#[component]
pub fn LineTable(
    /// The lines.
    lines: Vec<super::Line>,
    /// What their amounts are in.
    currency: Currency,
) -> impl IntoView {
    let columns = vec![
        Column::text("Work"),
        Column::number("Duration"),
        Column::number("Rate"),
        Column::number("Amount"),
    ];
    view! {
        <Table caption="Lines" columns>
            {lines
                .into_iter()
                .map(|line| {
                    let is_time = line.seconds != 0 || line.hourly_rate_cents != 0;
                    let (seconds, rate) = (line.seconds, line.hourly_rate_cents);
                    view! {
                        <tr>
                            <td class="line-words">{line.description}</td>
                            <td class="num">{is_time.then(|| format_clock(seconds))}</td>
                            <td class="num">{move || is_time.then(|| formats().money(rate, currency))}</td>
                            <td class="num line-amount">{move || formats().money(line.amount_cents, currency)}</td>
                        </tr>
                    }
                })
                .collect_view()}
        </Table>
    }
}

/// Why time stays off, how much, and the first of it.
#[component]
fn Group(group: LeftOut) -> impl IntoView {
    let LeftOut {
        reason,
        count,
        seconds,
        examples,
    } = group;
    let more = count - i64::try_from(examples.len()).unwrap_or(count);
    view! {
        <details class="left-out-group">
            <summary>
                <span>{reason.label()}</span>
                <span class="muted num">
                    {formats().count(count)}
                    {(seconds > 0).then(|| format!(" · {}", format_clock(seconds)))}
                </span>
                <Icon icon=Icon::ChevronDown />
            </summary>
            <ul>
                {examples.into_iter().map(|entry| view! { <Example entry /> }).collect_view()}
                {(more > 0).then(|| view! { <li class="muted">{format!("and {} more", formats().count(more))}</li> })}
            </ul>
        </details>
    }
}

#[component]
fn Example(entry: LeftOutEntry) -> impl IntoView {
    let LeftOutEntry {
        description,
        project,
        person,
        day,
        seconds,
        invoice,
        ..
    } = entry;
    let words = if description.is_empty() {
        project
    } else {
        format!("{project}: {description}")
    };
    let aside = [
        Some(formats().day(day)),
        Some(person),
        (seconds > 0).then(|| format_clock(seconds)),
        invoice,
    ];
    let aside: Vec<String> = aside.into_iter().flatten().collect();
    view! {
        <li>
            <span class="line-words">{words}</span>
            <span class="muted num">{aside.join(" · ")}</span>
        </li>
    }
}
