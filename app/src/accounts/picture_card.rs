//! The card with the person's picture: choose a file, or take the picture away.

use leptos::prelude::*;

use super::Account;
use super::server_fns::RemovePicture;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Button, Card, ErrorSummary, Icon, Upload, UploadForm};
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
                <ChoosePicture />
            </div>
        </Card>
    }
}

/// The form that sends a picture.
#[component]
fn ChoosePicture() -> impl IntoView {
    let query = use_params();
    let error = Signal::derive(move || {
        query.with(|query| {
            query
                .get_str("picture_error")
                .map(|code| problem(code).to_owned())
        })
    });
    let upload = Upload {
        action: "/profile/picture",
        name: "picture",
        label: "Picture",
        accept: ".png,.jpg,.jpeg,.webp,image/png,image/jpeg,image/webp",
        hint: "PNG, JPEG or WebP, at most 5 MB. The middle is cut out as a square.",
        max_bytes: PICTURE_MAX_BYTES,
        too_large: problem("too_large"),
        button: "Upload picture",
        sending: "Sending the picture…",
    };
    view! { <UploadForm upload class="picture-form" error /> }
}

/// Why a picture was not taken, by the word the server puts into the address.
fn problem(code: &str) -> &'static str {
    match code {
        "no_file" => "Choose a picture first.",
        "too_large" => "This file is larger than 5 MB. Choose a smaller picture.",
        "not_a_picture" => "This is no PNG, JPEG or WebP picture. Choose another file.",
        "too_many_pixels" => {
            "This picture has too many pixels. Choose one of at most 8,000 by 8,000 and 25 million in all."
        }
        "broken" => "The upload broke off. Try again.",
        _ => "Timether is busy or out of reach. Nothing was changed; try again in a moment.",
    }
}
