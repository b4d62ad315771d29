//! On a report's page: the button that saves it, and which saved report is in sight.

use leptos::prelude::*;

use super::report_dialogs::SaveDialog;
use super::rules::{Params, report_href};
use super::server_fns::{UpdateSavedReport, load_saved_report};
use super::{LIST_PATH, ReportKind, SavedReport};
use crate::access::Permission;
use crate::clients::list_parts::allowed;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::reports::Dimension;
use crate::reports::address::ReportAddress;
use crate::revision::use_revision;
use crate::together::together;
use crate::ui::{Badge, BadgeKind, Button, ButtonLink, ErrorSummary, Icon, use_toasts};
use crate::values::SavedReportId;
use crate::workspaces::frame::use_frame;

/// The saved report that the address names, if it does.
pub type SavedResource = Resource<Option<Result<SavedReport, AppError>>>;

/// Which saved report the address names.
pub(crate) fn use_saved_id() -> Signal<Option<SavedReportId>> {
    let params = use_params();
    memo(move || params.with(|params| params.get_str("saved")?.parse().ok()))
}

/// Looks the saved report up that the address names.
#[must_use]
pub fn use_saved_report() -> SavedResource {
    let revision = use_revision();
    let id = use_saved_id();
    Resource::new_blocking(
        move || (revision.get(), id.get()),
        |(_, id)| async move {
            match id {
                Some(id) => Some(load_saved_report(id).await),
                None => None,
            }
        },
    )
}

/// The report in sight as it would be saved; tracked.
fn params_of(kind: ReportKind, address: ReportAddress) -> String {
    let page = address.page.get();
    let by: Vec<Dimension> = match kind {
        // In no groups, unless the address names some.
        ReportKind::Detailed => Dimension::from_slug(&page.group_by).into_iter().collect(),
        ReportKind::Summary | ReportKind::Weekly | ReportKind::Profitability => {
            let (first, second) = address.by.get();
            std::iter::once(first).chain(second).collect()
        }
    };
    address
        .query
        .with(|query| Params::of_page(kind, query, &by, &page.size))
        .to_query_string()
}

/// Takes the saved report along when the filter changes: what is on screen is then a change of it.
#[component]
pub fn SavedField() -> impl IntoView {
    let id = use_saved_id();
    move || {
        id.get()
            .map(|id| view! { <input type="hidden" name="saved" value=id.to_string() /> })
    }
}

/// The button that saves what is on screen under a name.
#[component]
pub fn SaveButton(
    /// Which page.
    kind: ReportKind,
    /// What it shows.
    address: ReportAddress,
) -> impl IntoView {
    let may = memo(move || allowed(Permission::SaveReports));
    let id = use_saved_id();
    let href = memo(move || {
        format!(
            "{}&save=1",
            report_href(kind, &params_of(kind, address), id.get())
        )
    });
    move || {
        may.get().then(|| {
            view! { <ButtonLink href=href.get() icon=Icon::Save attr:data-noscroll="">"Save report…"</ButtonLink> }
        })
    }
}

/// Which saved report this is, what was changed of it, and the dialog that saves another.
#[component]
pub fn SavedBar(
    /// Which page.
    kind: ReportKind,
    /// What it shows.
    address: ReportAddress,
    /// The saved report that the address names.
    saved: SavedResource,
) -> impl IntoView {
    let frame = use_frame();
    view! {
        <Transition>
            {Suspend::new(async move {
                let _ = together(frame, saved).await;
                view! {
                    <Bar kind address saved />
                    <SaveDialog kind params=memo(move || params_of(kind, address)) />
                }
            })}
        </Transition>
    }
}

#[component]
fn Bar(kind: ReportKind, address: ReportAddress, saved: SavedResource) -> impl IntoView {
    let updating = ServerAction::<UpdateSavedReport>::new();
    let (revision, toasts) = (use_revision(), use_toasts());
    revision.follow(updating);
    Effect::new(move |_| {
        if updating.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.push("Report saved", None);
        }
    });
    let report = memo(move || {
        let report = saved.get()??.ok()?;
        (report.kind == kind).then_some(report)
    });
    let now = memo(move || params_of(kind, address));
    move || {
        let report = report.get()?;
        let is_changed = report.params != now.get();
        let href = report.href();
        let may_change = report.may_change && is_changed;
        Some(view! {
            <div class="saved-bar">
                <p>
                    <b>{report.name.clone()}</b>
                    {report.is_shared.then(|| view! { " "<Badge kind=BadgeKind::Accent>"Shared"</Badge> })}
                    {is_changed.then(|| view! { " "<span class="muted">"changed"</span> })}
                </p>
                <div class="saved-actions">
                    {may_change.then(|| view! {
                        <ActionForm action=updating>
                            <input type="hidden" name="id" value=report.id.to_string() />
                            <input type="hidden" name="params" value=now.get() />
                            <Button busy=updating.pending()>"Save changes"</Button>
                        </ActionForm>
                    })}
                    {is_changed.then(|| view! { <a href=href data-noscroll>"Back to the saved report"</a> })}
                    <a href=LIST_PATH>"Saved reports"</a>
                </div>
                <ErrorSummary error=FormErrors::of(updating).summary() />
            </div>
        })
    }
}
