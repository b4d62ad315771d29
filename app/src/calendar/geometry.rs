//! Where things are on the screen, and moving the focus and what is in sight there. On the server nothing is anywhere.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// A box on the screen, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) left: i64,
    pub(super) right: i64,
    pub(super) top: i64,
    pub(super) bottom: i64,
}

/// Where the element of this id is; nowhere, if it is not drawn.
pub(super) fn frame_of(id: &str) -> Option<Frame> {
    #[cfg(feature = "hydrate")]
    {
        let found = document().get_element_by_id(id)?.get_bounding_client_rect();
        let frame = Frame {
            left: whole(found.left()),
            right: whole(found.right()),
            top: whole(found.top()),
            bottom: whole(found.bottom()),
        };
        (frame.left < frame.right).then_some(frame)
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = id;
        None
    }
}

#[cfg(feature = "hydrate")]
#[expect(
    clippy::cast_possible_truncation,
    reason = "no screen has so many pixels"
)]
fn whole(pixels: f64) -> i64 {
    pixels.round() as i64
}

/// Puts the focus on what has this id: at once, so that the next key finds it there, or as soon as it is drawn.
pub(super) fn focus(id: String) {
    if !focus_now(&id) {
        request_animation_frame(move || {
            focus_now(&id);
        });
    }
}

fn focus_now(id: &str) -> bool {
    let found = document()
        .get_element_by_id(id)
        .and_then(|found: Element| found.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|found| found.focus().is_ok())
}

/// Scrolls the box of this id so far down from its top, unless somebody has scrolled it already.
pub(super) fn scroll_first(id: &str, top: i64) {
    if let Some(found) = document().get_element_by_id(id)
        && found.scroll_top() == 0
    {
        found.set_scroll_top(i32::try_from(top).unwrap_or_default());
    }
}

/// Scrolls the box of this id by so many pixels.
pub(super) fn scroll_by(id: &str, pixels: i32) {
    if let Some(found) = document().get_element_by_id(id) {
        found.set_scroll_top(found.scroll_top() + pixels);
    }
}
