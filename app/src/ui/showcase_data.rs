//! The half of the component page that shows data: charts, tables, icons.

use leptos::prelude::*;

use super::{
    Badge, BarPart, Card, ColourLabel, Column, DayBar, Icon, IconButton, LegendItem, Table,
    WeekBars, Wordmark,
};

/// The palette's slugs, which are also its names here: the kit knows no feature.
pub(super) const COLOURS: [&str; 17] = [
    "red", "orange", "amber", "yellow", "lime", "green", "emerald", "teal", "cyan", "sky", "blue",
    "indigo", "violet", "plum", "pink", "rose", "slate",
];

/// Charts, tables, names with colours.
#[component]
pub fn Data() -> impl IntoView {
    let part = |colour: &str, name: &str, minutes: i64| BarPart {
        colour: colour.to_owned(),
        name: name.to_owned(),
        seconds: minutes * 60,
    };
    let day = |label: &str, total: &str, is_today, parts| DayBar {
        label: label.to_owned(),
        total_label: total.to_owned(),
        is_today,
        parts,
    };
    let days = vec![
        day(
            "Mon",
            "6:58",
            false,
            vec![
                part("indigo", "Mobile app", 160),
                part("teal", "Webshop relaunch", 258),
            ],
        ),
        day(
            "Tue",
            "7:30",
            false,
            vec![
                part("teal", "Webshop relaunch", 300),
                part("amber", "Internal", 150),
            ],
        ),
        day(
            "Wed",
            "5:12",
            false,
            vec![
                part("teal", "Webshop relaunch", 162),
                part("plum", "Brand refresh", 150),
            ],
        ),
        day(
            "Thu",
            "6:20",
            false,
            vec![
                part("indigo", "Mobile app", 180),
                part("teal", "Webshop relaunch", 200),
            ],
        ),
        day(
            "Fri",
            "5:42",
            true,
            vec![
                part("amber", "Internal", 130),
                part("teal", "Webshop relaunch", 212),
            ],
        ),
        day("Sat", "–", false, vec![]),
        day("Sun", "–", false, vec![]),
    ];
    let legend = [
        ("teal", "Webshop relaunch", "14:05"),
        ("indigo", "Mobile app", "9:40"),
        ("amber", "Internal", "4:47"),
        ("plum", "Brand refresh", "3:10"),
    ]
    .map(|(colour, name, total)| LegendItem {
        colour: colour.to_owned(),
        name: name.to_owned(),
        total_label: total.to_owned(),
    })
    .to_vec();
    view! {
        <WeekBars days max=8 * 3600 legend/>
        <Card title="Tables" explain="They scroll in their own box; on a phone a row takes two lines.">
            <Table
                caption="Found in the file"
                columns=vec![Column::text("What"), Column::number("New"), Column::number("Already here"), Column::actions()]
            >
                <tr>
                    <td>"Time entries"</td>
                    <td class="num" data-label="New">"45"</td>
                    <td class="num" data-label="Already here">"0"</td>
                    <td class="actions-cell"><IconButton button_type="button" icon=Icon::More label="More"/></td>
                </tr>
                <tr>
                    <td>"Projects"</td>
                    <td class="num" data-label="New">"6"</td>
                    <td class="num" data-label="Already here">"1"</td>
                    <td class="actions-cell"></td>
                </tr>
            </Table>
            <div class="actions">
                {COLOURS.map(|slug| view! { <ColourLabel colour=slug label=slug note="Acme"/> }).collect_view()}
            </div>
        </Card>
    }
    .into_any()
}

/// Icons and the sign.
#[component]
pub fn Icons() -> impl IntoView {
    view! {
        <Card title="Icons" explain="One name per meaning. Words beside them say what they mean.">
            <div class="actions">
                {Icon::ALL
                    .iter()
                    .map(|icon| view! { <Badge><Icon icon=*icon/>{format!("{icon:?}")}</Badge> })
                    .collect_view()}
            </div>
            <p class="wordmark"><Wordmark/></p>
        </Card>
    }
    .into_any()
}
