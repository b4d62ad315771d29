//! A plain data table that scrolls in its own box and becomes rows of two lines on a phone.

use leptos::prelude::*;

/// A column's heading and how its cells are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    label: String,
    class: &'static str,
}

impl Column {
    /// Words, set left.
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            class: "",
        }
    }

    /// Figures, set right.
    pub fn number(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            class: "num",
        }
    }

    /// Buttons; the heading is for assistive technology alone.
    #[must_use]
    pub fn actions() -> Self {
        Self {
            label: "Actions".into(),
            class: "actions-cell",
        }
    }
}

/// A table; the children are its rows.
#[component]
pub fn Table(
    /// What the table shows.
    #[prop(into)]
    caption: String,
    /// Shows the caption; else it is for assistive technology alone.
    #[prop(optional)]
    plain_caption: bool,
    /// The columns, left to right.
    columns: Vec<Column>,
    /// `<tr>` elements.
    children: Children,
) -> impl IntoView {
    let region = caption.clone();
    view! {
        <div class="table-box" role="region" aria-label=region tabindex="0">
            <table class="table">
                <caption class:visually-hidden=!plain_caption>{caption}</caption>
                <thead>
                    <tr>
                        {columns
                            .into_iter()
                            .map(|column| {
                                let hide = column.class == "actions-cell";
                                view! {
                                    <th scope="col" class=column.class>
                                        <span class:visually-hidden=hide>{column.label}</span>
                                    </th>
                                }
                            })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
