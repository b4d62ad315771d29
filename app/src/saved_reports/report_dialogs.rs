//! The dialogs of saved reports: `?save=1` on a report's page; `?rename=<id>` and `?delete=<id>` on the list.

use leptos::prelude::*;

use super::rules::{NAME_MAX, report_href};
use super::server_fns::{
    CreateSavedReport, DeleteSavedReport, RenameSavedReport, ShareReport, UnshareReport,
};
use super::share_dialog::ShareDialog;
use super::{LIST_PATH, ReportKind, SavedReport};
use crate::access::Permission;
use crate::clients::list_parts::{allowed, forget_refusal};
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::{use_change, use_revision};
use crate::ui::{Button, ButtonLink, Confirmation, Dialog, ErrorSummary, Kind, TextField};
use crate::values::SavedReportId;

/// Every saved report that the reader sees.
pub type ReportsResource = Resource<Result<Vec<SavedReport>, AppError>>;

/// Saves what is on screen, where the address asks for it.
#[component]
pub fn SaveDialog(
    /// Which page.
    kind: ReportKind,
    /// What it shows.
    params: Signal<String>,
) -> impl IntoView {
    let query = use_params();
    let action = ServerAction::<CreateSavedReport>::new();
    use_revision().follow(action);
    let saved = memo(move || query.with(|query| query.get_str("saved")?.parse().ok()));
    let open = memo(move || {
        query.with(|query| query.get_str("save").is_some()) && allowed(Permission::SaveReports)
    });
    move || {
        open.get()
            .then(|| view! { <NewDialog kind params=params.get() saved=saved.get() action /> })
    }
}

#[component]
fn NewDialog(
    kind: ReportKind,
    params: String,
    saved: Option<SavedReportId>,
    action: ServerAction<CreateSavedReport>,
) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    let back = report_href(kind, &params, saved);
    view! {
        <Dialog title="Save report" close_href=back.clone()>
            <ActionForm action attr:class="form">
                <input type="hidden" name="report[kind]" value=kind.slug() />
                <input type="hidden" name="report[params]" value=params />
                <NameField name="report[name]" value=String::new() errors />
                <p class="muted">"It keeps the filter and the groupings. Periods such as “This month” move on with the calendar."</p>
                <ErrorSummary error=errors.field("params") />
                <footer class="dialog-actions">
                    <ButtonLink href=back>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn NameField(name: &'static str, value: String, errors: FormErrors) -> impl IntoView {
    view! {
        <ErrorSummary error=errors.summary() />
        <TextField
            name
            id="report-name"
            label="Name"
            value=value
            required=true
            autofocus=true
            autocomplete="off"
            maxlength=u32::try_from(NAME_MAX).unwrap_or(u32::MAX)
            error=errors.field("name")
        />
    }
}

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    Rename(SavedReport),
    Delete(SavedReport),
    Share(SavedReport),
}

/// The dialog of the list that the address asks for, if there is one and the person may use it.
#[component]
pub fn ReportDialogs(
    /// Every saved report.
    reports: ReportsResource,
) -> impl IntoView {
    let query = use_params();
    // The actions outlive their dialog: its closing must not lose their answer.
    let renaming = use_change::<RenameSavedReport>("Report renamed");
    let deleting = use_change::<DeleteSavedReport>("Report deleted");
    let sharing = use_change::<ShareReport>("Link saved");
    let ending = use_change::<UnshareReport>("Link revoked");
    let open = memo(move || {
        let reports = reports.get()?.ok()?;
        let wanted = |dialog: &str| {
            let id: SavedReportId = query.with(|query| query.get_str(dialog)?.parse().ok())?;
            reports.iter().find(|report| report.id == id).cloned()
        };
        let own = |report: &SavedReport| report.may_change;
        let shares = |report: &SavedReport| {
            let ends = report.share.is_some() && allowed(Permission::EndShares);
            report.kind.is_shareable() && (ends || allowed(Permission::ShareReports))
        };
        wanted("rename")
            .filter(own)
            .map(Open::Rename)
            .or_else(|| wanted("delete").filter(own).map(Open::Delete))
            .or_else(|| wanted("share").filter(shares).map(Open::Share))
    });
    move || {
        open.get().map(|open| match open {
            Open::Rename(report) => view! { <RenameDialog report action=renaming /> }.into_any(),
            Open::Delete(report) => view! { <DeleteDialog report action=deleting /> }.into_any(),
            Open::Share(report) => view! { <ShareDialog report sharing ending /> }.into_any(),
        })
    }
}

#[component]
fn RenameDialog(report: SavedReport, action: ServerAction<RenameSavedReport>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title="Rename report" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=report.id.to_string() />
                <NameField name="name" value=report.name errors=FormErrors::of(action) />
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn DeleteDialog(report: SavedReport, action: ServerAction<DeleteSavedReport>) -> impl IntoView {
    forget_refusal(action);
    let consequence = if report.is_shared {
        "Its link stops working at once; the tracked time stays. This cannot be undone."
    } else {
        "The tracked time stays. This cannot be undone."
    };
    view! {
        <Dialog title=format!("Delete “{}”?", report.name) close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <Confirmation id=report.id.to_string() error=FormErrors::of(action).summary() close_href=LIST_PATH action="Delete report" busy=action.pending()>
                    <p>{consequence}</p>
                </Confirmation>
            </ActionForm>
        </Dialog>
    }
}
