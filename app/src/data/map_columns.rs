//! What each column of a file means: its name, its first values and a choice, the guess chosen already.

use leptos::prelude::*;

use crate::imports::{ColumnRole, FileColumns, ImportChoice};
use crate::ui::{Button, ButtonLink, Choice, Kind, Notice, NoticeKind, SelectField};

/// Asks for the meaning of every column and goes to the preview with it.
#[component]
pub fn MapColumns(
    /// How far it was chosen.
    choice: ImportChoice,
    /// The columns.
    file: FileColumns,
    /// Why they have to be chosen; empty where that was wished for.
    reason: String,
    /// The page's address.
    page: &'static str,
) -> impl IntoView {
    let chosen: Vec<String> = choice.columns.split(',').map(str::to_owned).collect();
    let fits = chosen.len() == file.columns.len();
    let fields = (1..)
        .zip(file.columns)
        .zip(chosen.into_iter().map(Some).chain(std::iter::repeat(None)))
        .map(|((number, column), chosen)| {
            let name = match column.name.as_str() {
                "" => "no name".to_owned(),
                name => name.to_owned(),
            };
            let value = chosen
                .filter(|_| fits)
                .unwrap_or_else(|| column.guess.slug().to_owned());
            let values = match column.values.as_slice() {
                [] => "No values in the first rows.".to_owned(),
                values => values.join(" · "),
            };
            view! {
                <SelectField
                    name="column"
                    id=format!("column-{number}")
                    label=format!("{number}. {name}")
                    options=roles()
                    value
                    hint=values
                />
            }
        })
        .collect_view();
    view! {
        <form class="map-columns" method="get" action=page aria-labelledby="map-columns-title">
            <input type="hidden" name="import" value=choice.upload />
            <input type="hidden" name="date_order" value=choice.date_order />
            <input type="hidden" name="timezone" value=choice.timezone />
            <h3 id="map-columns-title">{format!("What the columns of {} mean", file.file_name)}</h3>
            {(!reason.is_empty()).then(|| view! { <Notice kind=NoticeKind::Warning>{reason}</Notice> })}
            <div class="map-fields">{fields}</div>
            <div class="row">
                <Button kind=Kind::Primary>"Show what was understood"</Button>
                <ButtonLink href=page>"Cancel"</ButtonLink>
            </div>
        </form>
    }
}

fn roles() -> Vec<Choice> {
    ColumnRole::ALL
        .iter()
        .map(|role| Choice::new(role.slug(), role.label()))
        .collect()
}
