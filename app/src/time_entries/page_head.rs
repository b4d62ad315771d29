//! The head of the list: what it sums up to, and the week as a chart.

use leptos::prelude::*;
use leptos_router::components::Form;

use super::address::{Open, PATH};
use super::list_page::{ListContext, WeekResource};
use super::query::CUSTOM;
use super::{EntryPage, EntryQuery, EntryTotals, ProjectTime, WeekSummary};
use crate::ui::{
    BarPart, Button, ButtonLink, DayBar, ErrorSummary, Icon, Kind, LegendItem, PageHead, WeekBars,
};
use crate::values::{Formats, Period, format_weekday_short, parse_day};
use crate::workspaces::frame::formats;

/// A bar is full at eight hours, or at the longest day.
const FULL_BAR: i64 = 8 * 3600;

/// "This week" and its totals; with a filter, what the filter lets through. The buttons to export and to add.
#[component]
pub fn EntryHead(
    /// The page's parts.
    list: ListContext,
    /// The current week.
    week: WeekResource,
) -> impl IntoView {
    let page = list.page;
    let filtered = move || list.address.query.with(EntryQuery::is_filtered);
    let title = Signal::derive(move || {
        if !filtered() {
            return "This week".to_owned();
        }
        let query = list.address.query.get();
        page.with(|page| match page {
            Some(Ok(page)) => title_of(&query, page),
            _ => "Time entries".to_owned(),
        })
    });
    let totals = move || {
        if filtered() {
            page.get()?.ok()?.totals
        } else {
            Some(week.get()?.ok()?.totals)
        }
    };
    // Only the words follow the data: the buttons stay, and so does the focus on them.
    view! {
        <PageHead
            title
            lede=move || move || totals().map(|totals| view! { <TotalsLine totals filtered=filtered() /> })
        >
            <HeadButtons list />
        </PageHead>
    }
}

/// What the days shown are called.
fn title_of(query: &EntryQuery, page: &EntryPage) -> String {
    match (query.period.as_str(), page.range) {
        ("" | CUSTOM, Some(range)) => formats().range(range),
        ("" | CUSTOM, None) if !query.from.is_empty() => format!("Since {}", written(&query.from)),
        ("" | CUSTOM, None) if !query.to.is_empty() => format!("Until {}", written(&query.to)),
        (slug, _) => Period::from_slug(slug)
            .unwrap_or(Period::AllTime)
            .label()
            .to_owned(),
    }
}

/// A day of the address as the person wants it written.
fn written(day: &str) -> String {
    parse_day(day).map_or_else(|_| day.to_owned(), |day| formats().day(day))
}

/// Totals in one line of words.
#[component]
pub fn TotalsLine(
    /// What there is.
    totals: EntryTotals,
    /// Whether it says of how many entries.
    filtered: bool,
) -> impl IntoView {
    let EntryTotals {
        count,
        seconds,
        billable_seconds,
        amounts,
    } = totals;
    let sep = || view! { <span class="sep">"·"</span> };
    let count = filtered.then(|| {
        let words = if count == 1 { " entry" } else { " entries" };
        view! { <b>{count}</b>{words}{sep()} }
    });
    let money = (billable_seconds > 0)
        .then(|| view! { {sep()}<b class="money">{move || formats().amounts(&amounts)}</b> });
    view! {
        {count}
        <b>{move || formats().hours(seconds)}</b>" tracked"
        {sep()}
        <b>{move || formats().hours(billable_seconds)}</b>" billable"
        {money}
    }
}

#[component]
fn HeadButtons(list: ListContext) -> impl IntoView {
    let export = move |kind: &str| {
        let params = list.address.query.with(EntryQuery::to_query_string);
        let path = format!("/exports/time-entries.{kind}");
        if params.is_empty() {
            path
        } else {
            format!("{path}?{params}")
        }
    };
    let kept = move || {
        list.address
            .query
            .get()
            .to_params()
            .into_iter()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> })
            .collect_view()
    };
    // While the dialog is open, its own button is the only one of that name.
    let is_behind = move || list.address.open.get() == Some(Open::New);
    view! {
        {move || list.choices.with(|choices| choices.may_export).then(|| view! {
            <ButtonLink href=export("csv") icon=Icon::Download download=true>"Export CSV"</ButtonLink>
            <ButtonLink href=export("pdf") icon=Icon::Download download=true>"Export PDF"</ButtonLink>
        })}
        {move || list.may_track.get().then(|| view! {
            <Form method="GET" action=PATH noscroll=true>
                {move || kept()}
                <input type="hidden" name="new" value="1" />
                <Button kind=Kind::Soft icon=Icon::Plus class:is-behind=is_behind>"Add Time Entry"</Button>
            </Form>
        })}
    }
}

/// The current week as bars.
#[component]
pub fn WeekCard(
    /// The current week.
    week: WeekResource,
) -> impl IntoView {
    view! {
            {move || week.get().map(|week| match week {
                Ok(week) => view! { <Bars week /> }.into_any(),
                Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
            })}
    }
}

/// A week as bars.
#[component]
pub fn Bars(
    /// The week.
    week: WeekSummary,
    /// Leaves the colours' names to what stands beside it.
    #[prop(optional)]
    without_legend: bool,
) -> impl IntoView {
    let formats = formats();
    let total = |parts: &[ProjectTime]| parts.iter().map(|part| part.seconds).sum::<i64>();
    let longest = week
        .days
        .iter()
        .map(|day| total(&day.parts))
        .max()
        .unwrap_or_default();
    let days = week
        .days
        .iter()
        .map(|day| DayBar {
            label: format_weekday_short(day.day.weekday()).to_owned(),
            total_label: match total(&day.parts) {
                0 => "–".to_owned(),
                seconds => formats.hours(seconds),
            },
            is_today: day.day == week.today,
            parts: day.parts.iter().map(bar_part).collect(),
        })
        .collect();
    let legend = if without_legend {
        Vec::new()
    } else {
        legend(&week.projects, formats)
    };
    view! { <WeekBars days max=longest.max(FULL_BAR) legend /> }
}

fn bar_part(part: &ProjectTime) -> BarPart {
    let (colour, name) = colour_and_name(part);
    BarPart {
        colour,
        name,
        seconds: part.seconds,
    }
}

/// The largest projects; what is left is summed up in one line.
fn legend(projects: &[ProjectTime], formats: Formats) -> Vec<LegendItem> {
    const LINES: usize = 5;
    let (named, rest) = match projects.len() {
        0..=LINES => (projects, &[][..]),
        _ => projects.split_at(LINES - 1),
    };
    let mut legend: Vec<LegendItem> = named
        .iter()
        .map(|part| {
            let (colour, name) = colour_and_name(part);
            LegendItem {
                colour,
                name,
                total_label: formats.hours(part.seconds),
            }
        })
        .collect();
    if !rest.is_empty() {
        legend.push(LegendItem {
            colour: String::new(),
            name: format!("{} others", rest.len()),
            total_label: formats.hours(rest.iter().map(|part| part.seconds).sum()),
        });
    }
    legend
}

fn colour_and_name(part: &ProjectTime) -> (String, String) {
    match &part.project {
        Some(project) => (project.colour.to_string(), project.name.clone()),
        None => ("slate".to_owned(), "No project".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projects::ProjectRef;
    use crate::values::{Colour, ProjectId};

    #[test]
    fn a_long_legend_ends_in_one_line() {
        let part = |number: u128| ProjectTime {
            project: Some(ProjectRef {
                id: ProjectId::from_uuid(uuid::Uuid::from_u128(number)),
                name: format!("Project {number}"),
                client_name: None,
                colour: Colour::default(),
            }),
            seconds: 3600,
        };
        let names = |count: u128| -> Vec<String> {
            let parts: Vec<ProjectTime> = (0..count).map(part).collect();
            legend(&parts, Formats::default())
                .into_iter()
                .map(|line| format!("{} {}", line.name, line.total_label))
                .collect()
        };
        assert_eq!(names(5).len(), 5);
        let seven = names(7);
        assert_eq!(seven.len(), 5);
        assert_eq!(seven.last().unwrap(), "3 others 3:00");
        assert!(names(0).is_empty());
    }
}
