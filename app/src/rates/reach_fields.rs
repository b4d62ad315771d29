//! The question that a change of a rate asks: from now on, or also for saved entries that are not invoiced.

use leptos::prelude::*;

use crate::form::FormErrors;
use crate::ui::{Choice, Segmented, TextField};

/// From now on, or also since a day. Where the rate is bound, the question waits until it is another one; without scripts
/// it is always in sight, and is answered "from now on" unless somebody says otherwise.
#[component]
pub fn RateReachFields(
    /// The form's own name: `project` sends `project[rate_reach]` and `project[rate_since]`.
    form: &'static str,
    /// The rate as it is typed.
    rate: RwSignal<String>,
    /// What was refused.
    errors: FormErrors,
) -> impl IntoView {
    let before = rate.get_untracked();
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let waits = move || alive.get() && rate.with(|rate| rate.trim() == before.trim());
    let options = vec![
        Choice::new("now", "From now on"),
        Choice::new("since", "Also for uninvoiced entries since"),
    ];
    view! {
        <div class="rate-reach" hidden=waits>
            <Segmented name=format!("{form}[rate_reach]") label="A new rate applies" options value="now" />
            <TextField
                name=format!("{form}[rate_since]")
                label="Since"
                kind="date"
                hint="Billable entries that begin on this day or later and had the old rate. What is on an invoice, or was given a rate of its own, stays."
                error=errors.field("rate_since")
            />
        </div>
    }
}
