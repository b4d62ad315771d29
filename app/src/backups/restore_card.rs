//! The card that restores a backup: choose a file, see what it would change, confirm.

use leptos::prelude::*;

use super::server_fns::RunRestore;
use super::{BACKUP_PATH, MAX_BACKUP_BYTES, RestoreReport};
use crate::access::Permission;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::use_params;
use crate::progress::running::{Running, RunningCount};
use crate::ui::{
    Button, ButtonLink, Card, ErrorSummary, Icon, Kind, Notice, NoticeKind, Upload, UploadForm,
};
use crate::workspaces::Frame;

const PAGE: &str = "/settings/data";

/// What restoring the backup named in the address would do, if one is named: the upload's id and the report.
pub type RestorePreview = Resource<Option<Result<(String, RestoreReport), AppError>>>;

/// The file, its preview, its confirmation.
#[component]
pub fn RestoreCard(
    /// Who looks at which workspace.
    frame: Frame,
    /// What was understood of an uploaded backup.
    preview: RestorePreview,
    /// The confirmation.
    restoring: ServerAction<RunRestore>,
    /// How far it is.
    running: Running,
) -> impl IntoView {
    let now = Signal::derive(move || Some((preview.get()?, restoring.value().get())));
    let body = if let Err(refusal) = frame.actor.may(Permission::ImportData) {
        view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any()
    } else {
        let workspace = StoredValue::new(frame.workspace.name);
        view! {
            <ChooseBackup preview />
            <Transition>
                {latest(preview, now, move |(found, outcome)| {
                    if let Some(Ok(report)) = outcome {
                        return view! { <Restored /> <Counts report /> }.into_any();
                    }
                    match found {
                        Some(Ok((upload, report))) => {
                            view! { <Found upload report workspace=workspace.get_value() restoring running /> }
                                .into_any()
                        }
                        Some(Err(_)) => ().into_any(),
                        None => view! { <RestoredBefore /> }.into_any(),
                    }
                })}
            </Transition>
        }
        .into_any()
    };
    view! {
        <Card
            title="Import JSON"
            explain="Restores a Timether backup into this workspace: what is missing is added, what is here is brought to the backup’s state, nothing is deleted."
        >
            {body}
        </Card>
    }
}

/// The form that sends a backup.
#[component]
fn ChooseBackup(preview: RestorePreview) -> impl IntoView {
    let query = use_params();
    let error = Signal::derive(move || match preview.get().flatten() {
        Some(Err(AppError::NotFound)) => {
            Some("This backup is no longer here. Choose it again.".to_owned())
        }
        Some(Err(error)) => Some(error.for_field("file").unwrap_or_else(|| error.to_string())),
        Some(Ok(_)) => None,
        None => query.with(|query| {
            query
                .get_str("restore_error")
                .map(|code| problem(code).to_owned())
        }),
    });
    let upload = Upload {
        action: "/settings/data/restore",
        name: "backup",
        label: "Backup",
        accept: ".json,application/json",
        hint: "Choose a backup that Timether exported, or drop it here. At most 1 GB.",
        max_bytes: MAX_BACKUP_BYTES,
        too_large: problem("too_large"),
        button: "Check backup",
        sending: "Reading the backup…",
    };
    view! { <UploadForm upload class="import-form" error /> }
}

/// Why an upload did not arrive, by the word the server puts into the address.
fn problem(code: &str) -> &'static str {
    match code {
        "no_file" => "Choose a backup first.",
        "too_large" => {
            "This backup is larger than 1 GB. Ask whoever runs this server to restore it."
        }
        "broken" => "The upload broke off. Try again.",
        "crowded" => {
            "Two of your files are on their way already. Wait until one has arrived, then choose this one again."
        }
        "refused" => "Your role in this workspace does not allow imports. Ask its owner.",
        _ => "Timether is busy or out of reach. Nothing was changed; try again in a moment.",
    }
}

/// What would change, and the one confirmation.
#[component]
fn Found(
    upload: String,
    report: RestoreReport,
    workspace: String,
    restoring: ServerAction<RunRestore>,
    running: Running,
) -> impl IntoView {
    let errors = FormErrors::of(restoring);
    let changes = report.changes_anything();
    let (added, changed) = report.changes();
    let counts = report.time_entries;
    let entries = counts.created + counts.updated + counts.unchanged + counts.kept;
    view! {
        <Counts report />
        <ErrorSummary error=errors.summary() />
        {if changes {
            let busy = restoring.pending();
            let label = format!("Restore into {workspace}");
            let words = match entries {
                1 => "Restoring 1 entry…".to_owned(),
                entries => format!("Restoring {entries} entries…"),
            };
            view! {
                <p>
                    <b>{workspace.clone()}</b>
                    {format!(": {added} added, {changed} changed, nothing deleted. It is done as a whole or not at all.")}
                </p>
                <ActionForm action=restoring>
                    <input type="hidden" name="upload" value=upload />
                    <div class="row">
                        <Button kind=Kind::Primary busy>{label}</Button>
                        <ButtonLink href=BACKUP_PATH icon=Icon::Download download=true>"Export a fresh backup first"</ButtonLink>
                        <ButtonLink href=PAGE>"Cancel"</ButtonLink>
                    </div>
                    <RunningCount running words label="Restore" />
                </ActionForm>
            }
                .into_any()
        } else {
            view! {
                <Notice>"Everything in this backup is here already: there is nothing to restore."</Notice>
                <div class="row"><ButtonLink href=PAGE>"Close"</ButtonLink></div>
            }
                .into_any()
        }}
    }
}

/// What the backup holds, kind by kind.
#[component]
fn Counts(report: RestoreReport) -> impl IntoView {
    let (new, changed) = if report.dry_run {
        ("New", "To change")
    } else {
        ("Added", "Changed")
    };
    let rows = report
        .kinds()
        .into_iter()
        .map(|(kind, counts)| {
            view! {
                <tr>
                    <th scope="row">{kind}</th>
                    <td class="new">{counts.created}</td>
                    <td>{counts.updated}</td>
                    <td>{counts.unchanged}</td>
                    <td>{counts.kept}</td>
                </tr>
            }
        })
        .collect_view();
    let mut notes = report.notes;
    if report.changes_settings {
        notes.insert(
            0,
            "Currency, week, default rate, rounding and time format become the backup’s."
                .to_owned(),
        );
    }
    match report.changed_members {
        0 => {}
        1 => notes.push("One member’s capacity and cost become the backup’s.".to_owned()),
        count => notes.push(format!(
            "{count} members’ capacity and cost become the backup’s."
        )),
    }
    let notes = (!notes.is_empty()).then(|| {
        let lines = notes
            .into_iter()
            .map(|note| view! { <li>{note}</li> })
            .collect_view();
        view! { <Notice><ul class="found-notes">{lines}</ul></Notice> }
    });
    view! {
        <div class="found">
            <header>
                <Icon icon=Icon::Document />
                <span class="truncate">{report.file_name}</span>
                <small>{format!("Backup of {}", report.from)}</small>
            </header>
            <table>
                <caption class="visually-hidden">"What the backup holds"</caption>
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{new}</th>
                        <th scope="col">{changed}</th>
                        <th scope="col">"The same"</th>
                        <th scope="col">"Locked"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {notes}
    }
}

/// That it was restored just now.
#[component]
fn Restored() -> impl IntoView {
    view! {
        <Notice kind=NoticeKind::Good>
            "The backup was restored. " <a href="/timer?period=all-time">"Show time entries"</a>
        </Notice>
    }
}

/// That it was restored before the page was loaded anew.
#[component]
fn RestoredBefore() -> impl IntoView {
    let query = use_params();
    let restored = move || query.with(|query| query.get_str("restored").is_some());
    move || restored().then(|| view! { <Restored /> })
}
