//! The pages behind a link: rendered on the server alone, without scripts, menus or anything else of the workspace.

use leptos::prelude::*;

use super::rules::days_words;
use super::shared::{SharedContent, SharedReport};
use crate::reports::charts::chart_of;
use crate::reports::entry_table::EntryTable;
use crate::reports::group_table::GroupTable;
use crate::reports::shown::Shown;
use crate::reports::week_tables::WeekTables;
use crate::reports::{Dimension, Summary};
use crate::time_entries::EntryQuery;
use crate::ui::{
    Button, ButtonLink, EmptyState, Icon, Kind, Notice, NoticeKind, TextField, Wordmark,
};
use crate::workspaces::frame::{formats, provide_fixed_formats};

/// The document around such a page.
#[component]
pub fn SharedDocument(
    /// The window's title.
    #[prop(into)]
    title: String,
    /// Where this build's style and fonts are: `/assets/<hash>`.
    #[prop(into)]
    assets: String,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="robots" content="noindex, nofollow" />
                <title>{format!("{title} · Timether")}</title>
                <link rel="stylesheet" href=format!("{assets}/timether.css") />
                <link rel="icon" href=format!("{assets}/favicon.svg") r#type="image/svg+xml" />
            </head>
            <body>{children()}</body>
        </html>
    }
}

/// The report itself.
#[component]
pub fn SharedReportPage(
    /// What is shown.
    shared: SharedReport,
    /// The link's own path.
    #[prop(into)]
    path: String,
) -> impl IntoView {
    provide_fixed_formats(shared.formats);
    let SharedReport {
        name,
        workspace,
        days,
        content,
        shown,
        timezone,
        ..
    } = shared;
    let days = days_words(days, formats());
    let files = path.clone();
    view! {
        <main class="shared" id="main">
            <header class="page-head">
                <div>
                    <p class="shared-owner">{workspace}</p>
                    <h1>{name}</h1>
                    <p class="lede">{days}</p>
                </div>
                <div class="actions">
                    <ButtonLink href=format!("{files}/report.csv") icon=Icon::Download download=true>"Download CSV"</ButtonLink>
                    <ButtonLink href=format!("{files}/report.pdf") icon=Icon::Download download=true>"Download PDF"</ButtonLink>
                </div>
            </header>
            <Figures content shown path />
            <footer class="shared-foot">
                <p>{format!("Days are those of the time zone {timezone}.")}</p>
                <p>"Tracked with "<Wordmark /></p>
            </footer>
        </main>
    }
}

#[component]
fn Figures(content: SharedContent, shown: Shown, path: String) -> impl IntoView {
    if content.is_empty() {
        return view! {
            <EmptyState icon=Icon::Chart title="Nothing to report" text="No time was tracked in these days." />
        }
        .into_any();
    }
    let formats = formats();
    let totals = content.totals().clone();
    let report = match content {
        SharedContent::Summary(summary) => view! { <Groups summary shown /> }.into_any(),
        SharedContent::Weekly(report) => {
            view! { <WeekTables report query=EntryQuery::default() shown /> }.into_any()
        }
        SharedContent::Detailed(report, is_first) => {
            let next = report.next.as_ref();
            let next = next.map(|next| format!("{path}?after={next}"));
            let first = (!is_first).then_some(path);
            view! { <EntryTable report first next shown /> }.into_any()
        }
    };
    view! {
        <dl class="totals report-figures">
            <div><dt>"Time"</dt><dd>{formats.hours(totals.seconds)}</dd></div>
            <div><dt>"Billable"</dt><dd>{formats.hours(totals.billable_seconds)}</dd></div>
            {shown.amounts.then(|| view! { <div><dt>"Amount"</dt><dd>{formats.amounts(&totals.amounts)}</dd></div> })}
        </dl>
        {report}
    }
    .into_any()
}

/// Chart and groups of a summary.
#[component]
fn Groups(summary: Summary, shown: Shown) -> impl IntoView {
    let by_tag = summary.group_by.contains(&Dimension::Tag);
    let chart = chart_of(&summary);
    view! {
        {chart}
        {by_tag.then(|| view! {
            <Notice kind=NoticeKind::Info>"An entry with several tags counts with each of them; the total counts it once."</Notice>
        })}
        <GroupTable summary query=EntryQuery::default() shown />
    }
}

/// Asks for the link's password.
#[component]
pub fn SharedPasswordPage(
    /// The link's own path.
    #[prop(into)]
    path: String,
    /// Why what was entered is not enough.
    error: Option<String>,
) -> impl IntoView {
    view! {
        <main class="auth" id="main">
            <div class="auth-card">
                <p class="wordmark"><Wordmark /></p>
                <h1>"Shared report"</h1>
                <p class="lede">"Enter the password that you were given with the link."</p>
                <form class="form" method="post" action=path>
                    <TextField name="password" label="Password" kind="password" autocomplete="off" required=true autofocus=true error=MaybeProp::derive(move || error.clone()) />
                    <Button kind=Kind::Primary class:block=true>"Show report"</Button>
                </form>
            </div>
        </main>
    }
}

/// Says why there is nothing to see.
#[component]
pub fn SharedFaultPage(
    /// What is the matter.
    #[prop(into)]
    title: String,
    /// What to do about it.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! {
        <main class="auth" id="main">
            <div class="auth-card">
                <p class="wordmark"><Wordmark /></p>
                <h1>{title}</h1>
                <p class="lede">{words}</p>
            </div>
        </main>
    }
}
