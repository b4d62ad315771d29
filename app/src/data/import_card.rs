//! The card that imports from another app: choose a file, see what was understood, confirm.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Blob, Event, FormData, HtmlFormElement};

use super::import_report::{Counts, LeftOut, entries};
use crate::access::Permission;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::imports::server_fns::RunImport;
use crate::imports::{ImportReport, MAX_FILE_BYTES};
use crate::memo::use_params;
use crate::ui::{
    Button, ButtonLink, Card, ErrorSummary, FileField, Icon, Kind, Notice, NoticeKind,
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
            <Upload preview />
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

/// The form that sends a file; once the page is alive, choosing or dropping one is enough.
#[component]
fn Upload(preview: PreviewResource) -> impl IntoView {
    let query = use_params();
    let sending = RwSignal::new(false);
    let too_large = RwSignal::new(false);
    let error = Signal::derive(move || {
        if too_large.get() {
            return Some(problem("too_large"));
        }
        match preview.get().flatten() {
            Some(Err(AppError::NotFound)) => {
                Some("This file is no longer here. Choose it again.".to_owned())
            }
            Some(Err(error)) => Some(error.to_string()),
            Some(Ok(_)) => None,
            None => query.with(|query| query.get_str("import_error").map(problem)),
        }
    });
    let submit_chosen = move |event: Event| {
        let Some(form) = event
            .current_target()
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
        else {
            return;
        };
        let Some(size) = chosen_size(&form) else {
            return;
        };
        too_large.set(size > MAX_FILE_BYTES);
        if !too_large.get_untracked() {
            // Refused only by a form that is not valid, and then the browser says why.
            let _ = form.request_submit();
        }
    };
    view! {
        <form
            class="import-form"
            method="post"
            action="/settings/data/import"
            enctype="multipart/form-data"
            on:change=submit_chosen
            on:submit=move |_| sending.set(true)
        >
            <Transition>
                <FileField
                    name="file"
                    label="File"
                    accept=".csv,.txt,text/csv"
                    required=true
                    hint="Choose a file or drop it here: in Toggl, Reports, Detailed, export as CSV. At most 20 MB."
                    error
                />
            </Transition>
            <Button icon=Icon::Upload busy=sending>{move || if sending.get() { "Reading the file…" } else { "Check file" }}</Button>
        </form>
    }
}

/// The size in bytes of the file that the form holds.
fn chosen_size(form: &HtmlFormElement) -> Option<usize> {
    let file = FormData::new_with_form(form)
        .ok()?
        .get("file")
        .dyn_into::<Blob>()
        .ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a file's size is a whole number"
    )]
    let size = file.size() as usize;
    (size > 0).then_some(size)
}

/// Why an upload did not arrive, by the word the server puts into the address.
fn problem(code: &str) -> String {
    match code {
        "no_file" => "Choose a file first.",
        "too_large" => "This file is larger than 20 MB. Export shorter periods and import one file after the other.",
        "broken" => "The upload broke off. Try again.",
        "refused" => "Your role in this workspace does not allow imports. Ask its owner.",
        _ => "Timether is busy or out of reach. Nothing was changed; try again in a moment.",
    }
    .to_owned()
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
