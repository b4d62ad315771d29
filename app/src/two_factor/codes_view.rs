//! Recovery codes, shown once: to copy, to download, and then gone.

use leptos::prelude::*;

use super::rules::codes_as_text;
use super::{RecoveryCodes, SECURITY_PATH};
use crate::ui::{ButtonLink, CopyButton, Icon, Kind, Notice, NoticeKind};

/// The new codes.
#[component]
pub fn CodesView(
    /// What is shown; emptied by Done.
    codes: RwSignal<Option<RecoveryCodes>>,
) -> impl IntoView {
    move || {
        codes.get().map(|shown| {
            let text = codes_as_text(&shown);
            let rows = shown.0.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
            view! {
                <section class="new-codes" aria-labelledby="new-codes-title">
                    <h3 id="new-codes-title" tabindex="-1">"Recovery codes"</h3>
                    <Notice kind=NoticeKind::Warning>
                        "Keep these ten codes where you find them without your phone. Each signs you in once, in place of a \
                         verification code. They are not shown again."
                    </Notice>
                    <ol class="recovery-codes" aria-labelledby="new-codes-title">{rows}</ol>
                    <div class="row">
                        <CopyButton text=text.clone() label="Copy all" />
                        // A file made of the page itself: the server never hears of the codes again.
                        <a class="button" href=data_address(&text) download="timether-recovery-codes.txt" rel="external">
                            <Icon icon=Icon::Download />
                            <span class="button-text">"Download"</span>
                        </a>
                        <ButtonLink href=SECURITY_PATH kind=Kind::Primary on:click=move |_| codes.set(None)>"Done"</ButtonLink>
                    </div>
                </section>
            }
        })
    }
}

/// The text as an address.
fn data_address(text: &str) -> String {
    let mut address = String::from("data:text/plain;charset=utf-8,");
    for c in text.chars() {
        match c {
            ' ' => address.push_str("%20"),
            '\n' => address.push_str("%0A"),
            '%' => address.push_str("%25"),
            '#' => address.push_str("%23"),
            c => address.push(c),
        }
    }
    address
}
