//! Workspace settings, Data: taking time along as a file, and bringing it from another app.

use leptos::prelude::*;
use leptos_meta::Title;

use super::export_card::ExportCard;
use super::export_wish::ExportWish;
use super::import_card::{ImportCard, PreviewResource};
use super::import_wish::FileWish;
use crate::access::Permission;
use crate::backups::backup_card::BackupCard;
use crate::backups::clear_card::ClearCard;
use crate::backups::restore_card::{RestoreCard, RestorePreview};
use crate::backups::server_fns::{ClearWorkspace, RunRestore, preview_restore};
use crate::error::{AppError, Refusal};
use crate::imports::server_fns::RunImport;
use crate::latest::latest;
use crate::memo::{memo, use_params};
use crate::progress::running::{Downloading, Running};
use crate::revision::use_revision;
use crate::ui::Notice;
use crate::workspaces::Frame;
use crate::workspaces::frame::{frame_now, use_frame};
use crate::workspaces::settings_page::SettingsHead;

/// Export time logs, import from another app.
#[component]
pub fn DataPage() -> impl IntoView {
    let frame = use_frame();
    // Kept outside what looks again with every change, so that nothing typed is lost.
    let wish = ExportWish::from_address();
    let query = use_params();
    let wish_of_file = memo(move || query.with(FileWish::of));
    let preview: PreviewResource = Resource::new_blocking(
        move || wish_of_file.get(),
        |wish| async move {
            match wish {
                Some(wish) => Some(wish.look().await),
                None => None,
            }
        },
    );
    let importing = ServerAction::<RunImport>::new();
    use_revision().follow(importing);
    let import_running = Running::watch(importing, |run| &run.upload);
    let backup = memo(move || query.with(|query| query.get("restore")));
    let restorable: RestorePreview = Resource::new_blocking(
        move || backup.get(),
        |backup| async move {
            match backup {
                Some(id) => Some(preview_restore(id.clone()).await.map(|report| (id, report))),
                None => None,
            }
        },
    );
    let restoring = ServerAction::<RunRestore>::new();
    use_revision().follow(restoring);
    let restore_running = Running::watch(restoring, |run| &run.upload);
    let (export_downloading, backup_downloading) = (Downloading::new(), Downloading::new());
    let clearing = ServerAction::<ClearWorkspace>::new();
    use_revision().follow(clearing);

    // Anew only when it has changed: somebody may be choosing.
    let around = memo(|| {
        let frame = frame_now()?;
        Some(Frame {
            timer: None,
            ..frame
        })
    });
    view! {
        <Title text="Data" />
        <SettingsHead />
        <Transition>
            {latest(frame, around, move |frame| {
                    let actor = &frame.actor;
                    let exports = actor.could(Permission::ExportOwnTime).then(|| frame.clone());
                    let imports = actor.could(Permission::ImportData).then(|| frame.clone());
                    let backups = actor.could(Permission::ExportData).then(|| frame.clone());
                    let nothing = exports.is_none() && imports.is_none() && backups.is_none();
                    let clearable = actor.could(Permission::ClearWorkspace).then(|| frame.clone());
                    view! {
                        {nothing
                            .then(|| view! { <Notice>{AppError::Refused(Refusal::Forbidden).to_string()}</Notice> })}
                        {exports.map(|frame| view! { <ExportCard frame wish downloading=export_downloading /> })}
                        {imports
                            .clone()
                            .map(|frame| view! { <ImportCard frame preview importing running=import_running /> })}
                        {backups.map(|frame| view! { <BackupCard frame downloading=backup_downloading /> })}
                        {imports.map(|frame| view! { <RestoreCard frame preview=restorable restoring running=restore_running /> })}
                        {clearable.map(|frame| view! { <ClearCard frame action=clearing /> })}
                    }
            })}
        </Transition>
    }
}
