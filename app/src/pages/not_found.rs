//! What is shown where there is nothing.

use leptos::prelude::*;
use leptos_meta::Title;

/// "Nothing here", with a way back.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Title text="Nothing here" />
        <main class="auth" id="main">
            <div class="auth-card">
                <h1>"Nothing here"</h1>
                <p class="lede">"The address may be mistyped, or what it led to is gone."</p>
                <p><a href="/timer">"Go to the timer"</a></p>
            </div>
        </main>
    }
}
