//! Workspace settings, Data: taking time along as a file, and bringing it from another app.

use leptos::prelude::*;
use leptos_meta::Title;

use super::export_card::{ExportCard, ExportWish};
use super::import_card::{ImportCard, PreviewResource};
use crate::imports::server_fns::{RunImport, preview_import};
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::workspaces::frame::use_frame;
use crate::workspaces::settings_page::SettingsHead;

/// Export time logs, import from another app.
#[component]
pub fn DataPage() -> impl IntoView {
    let frame = use_frame();
    // Kept outside what looks again with every change, so that nothing typed is lost.
    let wish = ExportWish::new();
    let query = use_params();
    let upload = memo(move || query.with(|query| query.get("import")));
    let preview: PreviewResource = Resource::new_blocking(
        move || upload.get(),
        |upload| async move {
            match upload {
                Some(id) => Some(preview_import(id.clone()).await.map(|report| (id, report))),
                None => None,
            }
        },
    );
    let importing = ServerAction::<RunImport>::new();
    use_revision().follow(importing);

    view! {
        <Title text="Data" />
        <SettingsHead />
        <Transition>
            {move || Suspend::new(async move {
                frame.await.ok().map(|frame| {
                    view! {
                        <ExportCard frame=frame.clone() wish />
                        <ImportCard frame preview importing />
                    }
                })
            })}
        </Transition>
    }
}
