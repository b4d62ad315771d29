//! The card of the backup: everything as one file.

use leptos::prelude::*;

use super::server_fns::count_backup;
use super::{BACKUP_PATH, SCHEMA_PATH};
use crate::access::Permission;
use crate::error::AppError;
use crate::progress::running::{Downloading, RunningCount};
use crate::revision::use_revision;
use crate::ui::{ButtonLink, Card, Icon, Notice};
use crate::workspaces::Frame;

/// Downloads the whole workspace.
#[component]
pub fn BackupCard(
    /// Who looks at which workspace.
    frame: Frame,
    /// How far a download is.
    downloading: Downloading,
) -> impl IntoView {
    let body = match frame.actor.may(Permission::ExportData) {
        Err(refusal) => {
            view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any()
        }
        Ok(()) => view! { <Download downloading /> }.into_any(),
    };
    view! {
        <Card
            title="Backup"
            explain="Clients, projects, tags, invoices, time entries with who tracked them, and settings: everything in one JSON file."
        >
            {body}
        </Card>
    }
}

/// The download, and how much it holds.
#[component]
fn Download(downloading: Downloading) -> impl IntoView {
    let revision = use_revision();
    let contents = Resource::new_blocking(move || revision.get(), |_| count_backup());
    view! {
        <div class="row">
            <ButtonLink href=BACKUP_PATH icon=Icon::Download download=true on:click=move |_| downloading.begin()>
                "Export JSON"
            </ButtonLink>
            <Transition>
                <output class="matches">
                    // The card is built anew with every change, maybe before an answer for the old one has come.
                    {move || contents.try_get().flatten().and_then(Result::ok).map(|contents| contents.words())}
                </output>
            </Transition>
        </div>
        <RunningCount running=downloading.running() words="Exporting…" label="Export JSON" />
        <p>
            "The format is described by a "
            <a href=SCHEMA_PATH rel="external">"JSON Schema"</a>
            "."
        </p>
    }
}
