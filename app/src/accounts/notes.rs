//! What a page says after something was done elsewhere: named in its address, `?note=password-reset`, said in our words.

use leptos::prelude::*;

use crate::memo::{memo, use_params};
use crate::ui::{Notice, NoticeKind};

/// What a note says; nothing for a word that is none of ours.
fn words(note: &str) -> Option<&'static str> {
    Some(match note {
        "password-reset" => {
            "Your password is set, and every session was ended. Sign in with the new one."
        }
        "password-changed" => "Your password was changed, and your other sessions were ended.",
        "email-confirmed" => "Your e-mail address is confirmed.",
        "email-changed" => "Your e-mail address was changed. Sign in with the new one from now on.",
        "email-asked" => {
            "We have written to the new address. It becomes yours once you follow the link there."
        }
        "link-sent" => "We have sent you another link. The one before no longer works.",
        "invitation-declined" => "You declined the invitation.",
        "joined-as-viewer" => {
            "You joined as Viewer, since every seat is taken: you can read here. To track time, ask the owner for a seat."
        }
        "account-deleted" => "Your account was deleted.",
        _ => return None,
    })
}

/// What the address says was done.
#[component]
pub fn DoneNote() -> impl IntoView {
    let query = use_params();
    let note = memo(move || query.with(|query| query.get_str("note").and_then(words)));
    move || {
        note.get()
            .map(|words| view! { <Notice kind=NoticeKind::Good>{words}</Notice> })
    }
}
