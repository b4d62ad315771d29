//! The card that imports from another app: choose a file, see what was understood, confirm.

use leptos::prelude::*;

use super::import_report::{Counts, LeftOut, entries};
use crate::access::Permission;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::imports::server_fns::RunImport;
use crate::imports::{ImportReport, MAX_FILE_BYTES};
use crate::memo::use_params;
use crate::ui::{
    Button, ButtonLink, Card, ErrorSummary, Kind, Notice, NoticeKind, Upload, UploadForm,
};
use crate::workspaces::Frame;

const PAGE: &str = "/settings/data";

/// What an import of the file named in the address would do, if one is named: the upload's id and the report.
pub type PreviewResource = Resource<Option<Result<(String, ImportReport), AppError>>>;

/// The file, its preview, its confirmation.
#[component]
pub fn ImportCard(
    /// Who looks at which workspace.
    frame: Frame,
    /// What was understood of an uploaded file.
    preview: PreviewResource,
    /// The confirmation.
    importing: ServerAction<RunImport>,
) -> impl IntoView {
    let explain = "Toggl’s detailed report as CSV. You see what was understood before anything changes, and a second \
                   import changes nothing.";
    let body = if let Err(refusal) = frame.actor.may(Permission::ImportData) {
        view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any()
    } else {
        let workspace = StoredValue::new(frame.workspace.name);
        view! {
            <ChooseFile preview />
            <Transition>
                {move || Suspend::new(async move {
                    let found = preview.await;
                    if let Some(Ok(report)) = importing.value().get() {
                        return view! { <Done report workspace=workspace.get_value() /> }.into_any();
                    }
                    match found {
                        Some(Ok((upload, report))) => {
                            view! { <Found upload report workspace=workspace.get_value() importing /> }
                                .into_any()
                        }
                        Some(Err(_)) => ().into_any(),
                        None => view! { <DoneBefore /> }.into_any(),
                    }
                })}
            </Transition>
        }
        .into_any()
    };
    view! { <Card title="Import from another app" explain>{body}</Card> }
}

/// The form that sends a file.
#[component]
fn ChooseFile(preview: PreviewResource) -> impl IntoView {
    let query = use_params();
    let error = Signal::derive(move || match preview.get().flatten() {
        Some(Err(AppError::NotFound)) => {
            Some("This file is no longer here. Choose it again.".to_owned())
        }
        Some(Err(error)) => Some(error.to_string()),
        Some(Ok(_)) => None,
        None => query.with(|query| {
            query
                .get_str("import_error")
                .map(|code| problem(code).to_owned())
        }),
    });
    let upload = Upload {
        action: "/settings/data/import",
        name: "file",
        label: "File",
        accept: ".csv,.txt,text/csv",
        hint: "Choose a file or drop it here: in Toggl, Reports, Detailed, export as CSV. At most 20 MB.",
        max_bytes: MAX_FILE_BYTES,
        too_large: problem("too_large"),
        button: "Check file",
        sending: "Reading the file…",
    };
    view! { <UploadForm upload class="import-form" error /> }
}

/// Why an upload did not arrive, by the word the server puts into the address.
fn problem(code: &str) -> &'static str {
    match code {
        "no_file" => "Choose a file first.",
        "too_large" => {
            "This file is larger than 20 MB. Export shorter periods and import one file after the other."
        }
        "broken" => "The upload broke off. Try again.",
        "refused" => "Your role in this workspace does not allow imports. Ask its owner.",
        _ => "Timether is busy or out of reach. Nothing was changed; try again in a moment.",
    }
}

/// What was understood, and the one confirmation.
#[component]
fn Found(
    upload: String,
    report: ImportReport,
    workspace: String,
    importing: ServerAction<RunImport>,
) -> impl IntoView {
    let errors = FormErrors::of(importing);
    let new = report.created.time_entries;
    let nothing = if report.unchanged.time_entries > 0 {
        "Everything in this file is here already: there is nothing to import."
    } else {
        "No row of this file could be read: there is nothing to import."
    };
    view! {
        <Counts report=report.clone() />
        <LeftOut rows=report.skipped />
        <ErrorSummary error=errors.summary() />
        {if new == 0 {
            view! {
                <Notice>{nothing}</Notice>
                <div class="row"><ButtonLink href=PAGE>"Close"</ButtonLink></div>
            }
                .into_any()
        } else {
            let busy = importing.pending();
            let label = format!("Import {} into {workspace}", entries(new));
            view! {
                <ActionForm action=importing>
                    <input type="hidden" name="upload" value=upload />
                    <div class="row">
                        <Button kind=Kind::Primary busy>{label}</Button>
                        <ButtonLink href=PAGE>"Cancel"</ButtonLink>
                    </div>
                </ActionForm>
            }
                .into_any()
        }}
    }
}

/// What was imported just now.
#[component]
fn Done(report: ImportReport, workspace: String) -> impl IntoView {
    let words = format!(
        "{} imported into {workspace}.",
        entries(report.created.time_entries)
    );
    view! {
        <Notice kind=NoticeKind::Good>{words} " " <a href="/timer?period=all-time">"Show time entries"</a></Notice>
        <Counts report=report.clone() />
        <LeftOut rows=report.skipped />
    }
}

/// What was imported before the page was loaded anew: its number stands in the address.
#[component]
fn DoneBefore() -> impl IntoView {
    let query = use_params();
    let imported = move || query.with(|query| query.get_str("imported")?.parse::<i64>().ok());
    move || {
        imported().map(|count| {
            let words = format!("{} imported.", entries(count));
            view! {
                <Notice kind=NoticeKind::Good>{words} " " <a href="/timer?period=all-time">"Show time entries"</a></Notice>
            }
        })
    }
}
