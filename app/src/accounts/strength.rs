//! How strong a new password is, in words and as a bar, while it is typed.

use leptos::prelude::*;

use super::rules::password_strength;

const STRENGTH: [&str; 5] = ["Too easy to guess", "Weak", "Fair", "Good", "Strong"];

/// What to know before choosing a password.
pub const PASSWORD_HINT: &str = "At least 10 characters; a few words are easy to remember.";

/// The strength of what a password field holds.
#[component]
pub fn StrengthMeter(
    /// What was typed so far.
    password: RwSignal<String>,
) -> impl IntoView {
    let strength = move || {
        let password = password.get();
        (!password.is_empty()).then(|| usize::from(password_strength(&password)))
    };
    view! {
        <div class="strength" aria-live="polite">
            {move || strength().map(|level| view! {
                <meter min="0" max="4" low="2" high="3" optimum="4" value=level aria-label="Strength"></meter>
                <small>{STRENGTH.get(level).copied()}</small>
            })}
        </div>
    }
}
