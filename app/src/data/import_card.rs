//! The card that imports from another app: choose a file, see what was understood, confirm.

use leptos::prelude::*;

use super::date_order::{FIELD, OrderForm};
use super::import_report::{Counts, LeftOut, entries};
use super::import_wish::{COLUMNS, FileWish, Found};
use super::map_columns::MapColumns;
use super::read_again::ReadAgain;
use crate::access::Permission;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::imports::server_fns::RunImport;
use crate::imports::{COLUMNS_MISSING, ImportChoice, ImportReport, MAX_FILE_BYTES};
use crate::latest::latest;
use crate::memo::use_params;
use crate::progress::running::{Running, RunningCount};
use crate::ui::{
    Button, ButtonLink, Card, ErrorSummary, Kind, Notice, NoticeKind, Upload, UploadForm,
};
use crate::workspaces::Frame;

const PAGE: &str = "/settings/data";

/// What an import of the file named in the address would do, if one is named.
pub type PreviewResource = Resource<Option<Result<Found, AppError>>>;

/// The file, its preview, its confirmation.
#[component]
pub fn ImportCard(
    /// Who looks at which workspace.
    frame: Frame,
    /// What was understood of an uploaded file.
    preview: PreviewResource,
    /// The confirmation.
    importing: ServerAction<RunImport>,
    /// How far it is.
    running: Running,
) -> impl IntoView {
    let explain = "Exports of Toggl, Clockify, Harvest, solidtime, Kimai, TimeTagger and Yast, and any other CSV file of \
                   time entries by what its columns mean. You see what was understood before anything changes, and a second import changes nothing.";
    let now = Signal::derive(move || Some((preview.get()?, importing.value().get())));
    let body = if let Err(refusal) = frame.actor.may(Permission::ImportData) {
        view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any()
    } else {
        let workspace = StoredValue::new(frame.workspace.name);
        view! {
            <ChooseFile preview />
            <Transition>
                {latest(preview, now, move |(found, outcome)| {
                    if let Some(Ok(report)) = outcome {
                        return view! { <Done report workspace=workspace.get_value() /> }.into_any();
                    }
                    match found {
                        Some(Ok(Found::Report { choice, report, timezones })) => {
                            view! {
                                <Confirm choice report=*report timezones workspace=workspace.get_value() importing running />
                            }
                                .into_any()
                        }
                        Some(Ok(Found::Columns { choice, file, reason })) => {
                            view! { <MapColumns choice file reason page=PAGE /> }.into_any()
                        }
                        Some(Err(error)) => {
                            let columns_link = columns_link(&error);
                            view! {
                                <OrderForm error />
                                {columns_link}
                            }
                                .into_any()
                        }
                        None => view! { <DoneBefore /> }.into_any(),
                    }
                })}
            </Transition>
        }
        .into_any()
    };
    view! { <Card title="Import from another app" explain>{body}</Card> }
}

/// The way on from a file that nearly is an app's export: what its columns mean can be chosen by hand.
fn columns_link(error: &AppError) -> Option<impl IntoView + use<>> {
    let AppError::Invalid(errors) = error else {
        return None;
    };
    errors.iter().find(|error| error.code == COLUMNS_MISSING)?;
    let FileWish { choice, .. } = use_params().with_untracked(FileWish::of)?;
    let href = format!("{PAGE}?import={}&choose=1", choice.upload);
    Some(
        view! { <div class="row"><ButtonLink href>"Choose the columns yourself"</ButtonLink></div> },
    )
}

/// The form that sends a file.
#[component]
fn ChooseFile(preview: PreviewResource) -> impl IntoView {
    let query = use_params();
    let error = Signal::derive(move || match preview.get().flatten() {
        Some(Err(AppError::NotFound)) => {
            Some("This file is no longer here. Choose it again.".to_owned())
        }
        // That is asked below, not at the file.
        Some(Err(error)) if error.for_field(FIELD).is_some() => None,
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
        accept: ".csv,.txt,.zip,text/csv,application/zip",
        hint: "Choose a file or drop it here. In Toggl and Clockify: Reports, Detailed, export as CSV; in Harvest: Reports, \
               Detailed time. At most 200 MB.",
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
            "This file is larger than 200 MB. Export shorter periods and import one file after the other."
        }
        "broken" => "The upload broke off. Try again.",
        "crowded" => {
            "Two of your files are on their way already. Wait until one has arrived, then choose this one again."
        }
        "refused" => "Your role in this workspace does not allow imports. Ask its owner.",
        _ => "Timether is busy or out of reach. Nothing was changed; try again in a moment.",
    }
}

/// What was understood, and the one confirmation.
#[component]
fn Confirm(
    choice: ImportChoice,
    report: ImportReport,
    timezones: Vec<String>,
    workspace: String,
    importing: ServerAction<RunImport>,
    running: Running,
) -> impl IntoView {
    let errors = FormErrors::of(importing);
    let new = report.created;
    let nothing = if report.unchanged.is_empty() {
        "No row of this file could be read: there is nothing to import."
    } else {
        "Everything in this file is here already: there is nothing to import."
    };
    view! {
        <Counts report=report.clone() />
        <ReadAgain choice=choice.clone() report=report.clone() timezones page=PAGE />
        <LeftOut report />
        <ErrorSummary error=errors.summary() />
        {if new.is_empty() {
            view! {
                <Notice>{nothing}</Notice>
                <div class="row"><ButtonLink href=PAGE>"Close"</ButtonLink></div>
            }
                .into_any()
        } else {
            let busy = importing.pending();
            let label = format!("Import {} into {workspace}", new.words());
            view! {
                <ActionForm action=importing>
                    <input type="hidden" name="upload" value=choice.upload />
                    <input type="hidden" name=FIELD value=choice.date_order />
                    <input type="hidden" name="timezone" value=choice.timezone />
                    <input type="hidden" name=COLUMNS value=choice.columns />
                    <div class="row">
                        <Button kind=Kind::Primary busy>{label}</Button>
                        <ButtonLink href=PAGE>"Cancel"</ButtonLink>
                    </div>
                    <RunningCount running words="Importing…" label="Import" />
                </ActionForm>
            }
                .into_any()
        }}
    }
}

/// What was imported just now.
#[component]
fn Done(report: ImportReport, workspace: String) -> impl IntoView {
    let words = format!("{} imported into {workspace}.", report.created.words());
    view! {
        <Notice kind=NoticeKind::Good>{words} " " <a href="/timer?period=all-time">"Show time entries"</a></Notice>
        <Counts report=report.clone() />
        <LeftOut report />
    }
}

/// What was imported before the page was loaded anew: its number stands in the address.
#[component]
fn DoneBefore() -> impl IntoView {
    let query = use_params();
    let imported = move || query.with(|query| query.get_str("imported")?.parse::<i64>().ok());
    move || {
        imported().map(|count| {
            let words = match count {
                0 => "The file was imported.".to_owned(),
                count => format!("{} imported.", entries(count)),
            };
            view! {
                <Notice kind=NoticeKind::Good>{words} " " <a href="/timer?period=all-time">"Show time entries"</a></Notice>
            }
        })
    }
}
