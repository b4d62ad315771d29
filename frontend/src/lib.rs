//! The WebAssembly entry point: takes over the page the server rendered.

use std::time::Duration;

use leptos::prelude::{document, set_timeout};
use wasm_bindgen::prelude::wasm_bindgen;

/// Makes the server's page interactive, and says so on `<html data-hydrated>` for whoever waits for it.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    // What waits for data that came with the page comes alive in tasks of its own, all before the next timer.
    set_timeout(
        || {
            if let Some(root) = document().document_element() {
                // Only a malformed name can be refused.
                let _ = root.set_attribute("data-hydrated", "");
            }
        },
        Duration::ZERO,
    );
}
