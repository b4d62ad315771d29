//! The card with the person's picture: choose a file, or take the picture away.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Blob, Event, FormData, HtmlFormElement};

use super::Account;
use super::server_fns::RemovePicture;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Button, Card, ErrorSummary, FileField, Icon};
use crate::workspaces::frame::{Avatar, frame_now};

/// Largest picture file: 5 MB.
pub const PICTURE_MAX_BYTES: usize = 5 * 1024 * 1024;

/// The picture, and what can be done with it.
#[component]
pub fn PictureCard() -> impl IntoView {
    let account = memo(move || frame_now().map(|frame| frame.account));
    let removing = ServerAction::<RemovePicture>::new();
    use_revision().follow(removing);
    let errors = FormErrors::of(removing);
    let has_picture = memo(move || {
        account.with(|account| {
            account
                .as_ref()
                .is_some_and(|account| account.picture_at.is_some())
        })
    });
    view! {
        <Card title="Picture" explain="Shown beside your name to people you share a workspace with.">
            <div class="picture">
                {move || account.get().map(|account: Account| view! { <Avatar account /> })}
                <ErrorSummary error=errors.summary() />
                {move || has_picture.get().then(|| view! {
                    <ActionForm action=removing>
                        <Button icon=Icon::Trash busy=removing.pending()>"Remove picture"</Button>
                    </ActionForm>
                })}
                <Upload />
            </div>
        </Card>
    }
}

/// The form that sends a file; once the page is alive, choosing or dropping one is enough.
#[component]
fn Upload() -> impl IntoView {
    let query = use_params();
    let sending = RwSignal::new(false);
    let too_large = RwSignal::new(false);
    let error = Signal::derive(move || {
        if too_large.get() {
            return Some(problem("too_large"));
        }
        query.with(|query| query.get_str("picture_error").map(problem))
    });
    let submit_chosen = move |event: Event| {
        let Some(form) = event
            .current_target()
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
        else {
            return;
        };
        let file = FormData::new_with_form(&form)
            .ok()
            .and_then(|data| data.get("picture").dyn_into::<Blob>().ok());
        let Some(size) = file.map(|file| file.size()).filter(|size| *size > 0.0) else {
            return;
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "5 MB are few bytes for a double"
        )]
        too_large.set(size > PICTURE_MAX_BYTES as f64);
        if !too_large.get_untracked() {
            // Refused only by a form that is not valid, and then the browser says why.
            let _ = form.request_submit();
        }
    };
    view! {
        <form
            class="picture-form"
            method="post"
            action="/profile/picture"
            enctype="multipart/form-data"
            on:change=submit_chosen
            on:submit=move |_| sending.set(true)
        >
            <FileField
                name="picture"
                label="Picture"
                accept=".png,.jpg,.jpeg,.webp,image/png,image/jpeg,image/webp"
                required=true
                hint="PNG, JPEG or WebP, at most 5 MB. The middle is cut out as a square."
                error
            />
            <Button icon=Icon::Upload busy=sending>"Upload picture"</Button>
        </form>
    }
}

/// Why a picture was not taken, by the word the server puts into the address.
fn problem(code: &str) -> String {
    match code {
        "no_file" => "Choose a picture first.",
        "too_large" => "This file is larger than 5 MB. Choose a smaller picture.",
        "not_a_picture" => "This is no PNG, JPEG or WebP picture. Choose another file.",
        "too_many_pixels" => "This picture has too many pixels. Choose one of at most 8,000 by 8,000 and 25 million in all.",
        "broken" => "The upload broke off. Try again.",
        _ => "Timether is busy or out of reach. Nothing was changed; try again in a moment.",
    }
    .to_owned()
}
