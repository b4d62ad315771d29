//! What can be chosen anew for a file that was understood: the time zone of its clock times, the meaning of its columns.

use leptos::prelude::*;

use crate::imports::{ImportChoice, ImportReport};
use crate::ui::{Button, ButtonLink, Choice, SelectField};

/// The choice of a time zone, and the way to the columns.
#[component]
pub fn ReadAgain(
    /// How it was read.
    choice: ImportChoice,
    /// What was understood.
    report: ImportReport,
    /// The names of the time zones there are.
    timezones: Vec<String>,
    /// The page's address.
    page: &'static str,
) -> impl IntoView {
    let zone = report.facts.timezone;
    // What comes in an archive says of itself what its columns mean.
    let has_columns = !report.facts.separator.is_empty();
    if zone.is_empty() && !has_columns {
        return ().into_any();
    }
    let options = timezones
        .into_iter()
        .map(|name| Choice::new(name.clone(), name.replace('_', " ")))
        .collect();
    let ImportChoice {
        upload,
        date_order,
        columns,
        ..
    } = choice;
    let columns_link = format!("{page}?import={upload}&choose=1");
    view! {
        <form class="read-again" method="get" action=page aria-label="How this file is read">
            <input type="hidden" name="import" value=upload />
            <input type="hidden" name="date_order" value=date_order />
            <input type="hidden" name="columns" value=columns />
            {(!zone.is_empty())
                .then(|| {
                    view! {
                        <SelectField name="timezone" id="import-timezone" label="Time zone of this file" options value=zone />
                        <Button>"Read again"</Button>
                    }
                })}
            {has_columns
                .then(|| view! { <ButtonLink href=columns_link>"Choose the columns’ meaning"</ButtonLink> })}
        </form>
    }
    .into_any()
}
