//! The question how a file's dates are written, when the file itself leaves that open.

use leptos::prelude::*;

use super::import_wish::FileWish;
use crate::error::AppError;
use crate::memo::use_params;
use crate::ui::{Button, Choice, SelectField};

/// The field, in forms, in the address and in errors.
pub const FIELD: &str = "date_order";

/// Asks for the order of day and month and goes to the preview with it; nothing for any other error.
#[component]
pub fn OrderForm(
    /// Why the file could not be read.
    error: AppError,
) -> impl IntoView {
    let Some(words) = error.for_field(FIELD) else {
        return ().into_any();
    };
    let wish = use_params().with_untracked(FileWish::of);
    let Some(FileWish { choice, .. }) = wish else {
        return ().into_any();
    };
    let options = vec![
        Choice::new("day_first", "Day first: 31/12/2026"),
        Choice::new("month_first", "Month first: 12/31/2026"),
    ];
    view! {
        <form class="export-form" method="get" action="/settings/data">
            <input type="hidden" name="import" value=choice.upload />
            <input type="hidden" name="timezone" value=choice.timezone />
            <input type="hidden" name="columns" value=choice.columns />
            <div class="row">
                <SelectField name=FIELD label="Dates in this file" options error=words />
            </div>
            <div class="row">
                <Button>"Show what was understood"</Button>
            </div>
        </form>
    }
    .into_any()
}
