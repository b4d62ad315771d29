//! The list of saved reports.

use leptos::prelude::*;
use leptos_meta::Title;

use super::report_dialogs::{ReportDialogs, ReportsResource};
use super::rules::{days_words, group_by_words};
use super::server_fns::list_saved_reports;
use super::{LIST_PATH, SavedReport};
use crate::access::Permission;
use crate::clients::list_parts::allowed;
use crate::memo::{When, memo};
use crate::reports::address::{PATH, use_report_address};
use crate::reports::summary_page::ReportTabs;
use crate::revision::use_revision;
use crate::together::together;
use crate::ui::{
    Badge, BadgeKind, ButtonLink, EmptyState, ErrorSummary, Hidden, Icon, Menu, MenuLine, MenuLink,
    PageHead,
};
use crate::workspaces::frame::{formats, use_frame};

/// Saved reports by name.
#[component]
pub fn SavedReportsPage() -> impl IntoView {
    let revision = use_revision();
    let frame = use_frame();
    let address = use_report_address();
    let reports: ReportsResource =
        Resource::new_blocking(move || revision.get(), |_| list_saved_reports());
    view! {
        <Title text="Saved reports" />
        <Transition>
            {Suspend::new(async move {
                let _ = together(frame, reports).await;
                view! {
                    <PageHead title="Reports" lede=|| "Saved reports: each is computed anew when it is opened, from what its reader may see." />
                    <ReportTabs address />
                    <ReportList reports />
                    <ReportDialogs reports />
                }
            })}
        </Transition>
    }
}

#[component]
fn ReportList(reports: ReportsResource) -> impl IntoView {
    let rows = memo(move || reports.get().and_then(Result::ok).unwrap_or_default());
    let error = memo(move || {
        reports
            .get()
            .and_then(Result::err)
            .map(|error| error.to_string())
    });
    let is_any = memo(move || rows.with(|rows| !rows.is_empty()));
    view! {
        <ErrorSummary error />
        <When is=move || is_any.get() fallback=NoReports>
            <ul class="things saved-reports">
                {move || rows.get().into_iter().map(|report| view! { <ReportRow report /> }).collect_view()}
            </ul>
        </When>
    }
}

#[component]
fn NoReports() -> impl IntoView {
    view! {
        <EmptyState
            icon=Icon::Chart
            title="No saved reports yet"
            text="Set up a report with its filter and groupings, then choose Save report. It stays here for everybody who may see it."
        >
            <ButtonLink href=PATH>"Set up a report"</ButtonLink>
        </EmptyState>
    }
}

#[component]
fn ReportRow(report: SavedReport) -> impl IntoView {
    let may_share = memo(|| allowed(Permission::ShareReports));
    let may_end = memo(|| allowed(Permission::EndShares));
    let href = report.href();
    let SavedReport {
        id,
        name,
        kind,
        days,
        group_by,
        creator,
        is_shared,
        may_change,
        share,
        ..
    } = report;
    let is_faulty = share.is_some_and(|share| share.fault.is_some());
    let badge = is_shared.then(|| {
        let kind = if is_faulty {
            BadgeKind::Warning
        } else {
            BadgeKind::Accent
        };
        let words = if is_faulty { "Link ended" } else { "Shared" };
        view! { <Hidden>", "</Hidden><Badge kind>{words}</Badge> }
    });
    let what = move || {
        format!(
            "{} · {}",
            days_words(days, formats()),
            group_by_words(&group_by)
        )
    };
    let menu_name = name.clone();
    let menu = move || {
        let shares = kind.is_shareable() && (may_share.get() || (is_shared && may_end.get()));
        (may_change || shares).then(|| view! {
            <Menu label=format!("More actions for {menu_name}")>
                {shares.then(|| view! { <MenuLink href=format!("{LIST_PATH}?share={id}") icon=Icon::Upload attr:data-noscroll="">"Share"</MenuLink> })}
                {may_change.then(|| view! {
                    <MenuLink href=format!("{LIST_PATH}?rename={id}") icon=Icon::Pencil attr:data-noscroll="">"Rename"</MenuLink>
                    <MenuLine />
                    <MenuLink href=format!("{LIST_PATH}?delete={id}") icon=Icon::Trash class:danger=true attr:data-noscroll="">"Delete"</MenuLink>
                })}
            </Menu>
        })
    };
    view! {
        <li class="thing">
            <span class="thing-name"><a href=href>{name}</a>{badge}</span>
            <span class="thing-note">{kind.label()}" · "{what}</span>
            <span class="thing-by muted">{creator}</span>
            <span class="thing-actions">{menu}</span>
        </li>
    }
}
