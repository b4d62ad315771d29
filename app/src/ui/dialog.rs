//! A dialog on the native `<dialog>`. The page mounts it when its address says so; the server writes it open, so it works
//! without a script and closes by a link. Once the page is alive it becomes modal: focus stays inside, Esc closes.

use leptos::{
    ev::MouseEvent,
    html::{A, Dialog as DialogElement},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Event, HtmlElement},
};

use super::Icon;

/// An open dialog.
#[component]
pub fn Dialog(
    /// Its heading, which also names it.
    #[prop(into)]
    title: String,
    /// Its heading's id, where two dialogs share a page.
    #[prop(default = "dialog-title".into(), into)]
    title_id: String,
    /// The page without the dialog.
    #[prop(into)]
    close_href: String,
    /// For forms with two columns.
    #[prop(optional)]
    wide: bool,
    /// The body, buttons included.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<DialogElement>::new();
    let way_out = NodeRef::<A>::new();
    make_modal(dialog);

    // The router turns the link's click into a navigation, or the browser follows it. By the time the browser tells of a
    // close, the dialog may have left the page.
    let leave = move || {
        if let Some(link) = way_out.try_get_untracked().flatten() {
            link.click();
        }
    };
    let pressed_outside = StoredValue::new(false);
    let is_outside = move |ev: &MouseEvent| {
        let target = ev
            .target()
            .and_then(|target| target.dyn_into::<HtmlElement>().ok());
        dialog
            .get_untracked()
            .is_some_and(|dialog| target.is_some_and(|target| *dialog == target))
    };

    let labelled_by = title_id.clone();

    view! {
        <div class="dialog-layer">
            // Outside the dialog, so that a click made for it never reaches the dialog's own handlers.
            <a
                class="dialog-back"
                href=close_href.clone()
                data-noscroll
                tabindex="-1"
                aria-hidden="true"
                node_ref=way_out
            ></a>
            <dialog
                class="dialog"
                class:wide=wide
                open
                node_ref=dialog
                aria-labelledby=labelled_by
                on:mousedown=move |ev| pressed_outside.set_value(is_outside(&ev))
                on:click=move |ev| {
                    if pressed_outside.get_value() && is_outside(&ev) {
                        leave();
                    }
                }
                // Esc: the browser closes what is on top, which may be a list inside the dialog.
                on:close=move |_: Event| leave()
            >
                <div class="dialog-frame">
                    <h2 id=title_id>{title}</h2>
                    <div class="dialog-body">{children()}</div>
                    <a class="icon-button dialog-close" href=close_href data-noscroll aria-label="Close" title="Close">
                        <Icon icon=Icon::Close/>
                    </a>
                </div>
            </dialog>
        </div>
    }
    .into_any()
}

/// Shows the dialog as modal once it is in the page, and gives the focus back when it goes.
fn make_modal(dialog: NodeRef<DialogElement>) {
    // On the server, what is local to a thread may not be dropped by another, and nothing would come of it.
    if cfg!(feature = "ssr") {
        return;
    }
    let before = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        before.set_value(
            document()
                .active_element()
                .and_then(|element| element.dyn_into::<HtmlElement>().ok()),
        );
        // A dialog that is already open cannot become modal; closing it would report "close".
        let _ = dialog.remove_attribute("open");
        if dialog.show_modal().is_err() {
            let _ = dialog.set_attribute("open", "");
        }
    });
    on_cleanup(move || {
        // The dialog is still there, and nothing else can take the focus; in the next frame it is gone.
        if let Some(Some(element)) = before.try_get_value() {
            request_animation_frame(move || {
                let free = document()
                    .active_element()
                    .is_none_or(|active| active.tag_name() == "BODY");
                if free && element.is_connected() {
                    let _ = element.focus();
                }
            });
        }
    });
}
