//! The secret of an authenticator app: as a QR code, and in letters to be typed or copied.

use leptos::prelude::*;

use super::rules::grouped;
use super::{NewSecret, QrCode};
use crate::ui::CopyButton;

/// QR code and secret key.
#[component]
pub fn SecretView(
    /// What is shown.
    secret: NewSecret,
) -> impl IntoView {
    let NewSecret { secret, qr } = secret;
    // The gaps are drawn, not written: what is selected and copied is the bare key.
    let groups = grouped(&secret)
        .into_iter()
        .map(|group| view! { <span>{group}</span> })
        .collect_view();
    view! {
        <div class="secret">
            <QrView qr />
            <div class="secret-words">
                <span class="field-label" id="secret-key-label">"Secret key"</span>
                <div class="secret-key" role="group" aria-labelledby="secret-key-label">{groups}</div>
                <CopyButton text=secret label="Copy secret key" />
            </div>
        </div>
    }
}

/// Always dark on white, with its quiet zone: cameras want it so, in a dark theme too.
#[component]
fn QrView(qr: QrCode) -> impl IntoView {
    let QrCode { size, path } = qr;
    view! {
        <svg
            class="qr-code"
            role="img"
            aria-label="QR code"
            viewBox=format!("0 0 {size} {size}")
            shape-rendering="crispEdges"
        >
            <rect width=size height=size fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    }
}
