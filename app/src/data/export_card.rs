//! The card that exports time logs; a plain form whose answer is a download.

use leptos::prelude::*;
use leptos::web_sys::Event;

use super::export_wish::{ExportWish, days_of, words_for};
use crate::access::Permission;
use crate::error::AppError;
use crate::exports::MAX_REPORT;
use crate::exports::server_fns::count_export;
use crate::memo::memo;
use crate::progress::running::{Downloading, RunningCount};
use crate::projects::ProjectChoice;
use crate::revision::use_revision;
use crate::tags::TagRef;
use crate::time_entries::EntryQuery;
use crate::time_entries::query::{EVERYBODY, NONE};
use crate::ui::{
    Button, Card, CheckList, CheckboxField, Choice, Icon, Notice, SelectField, TextField,
    with_chosen,
};
use crate::values::{Date, Period, WeekStart};
use crate::workspaces::Frame;

/// The periods to choose with one click.
const QUICK: [Period; 7] = [
    Period::ThisWeek,
    Period::LastWeek,
    Period::ThisMonth,
    Period::LastMonth,
    Period::ThisYear,
    Period::LastYear,
    Period::AllTime,
];

/// Days, tags, how many entries that is, and the download.
#[component]
pub fn ExportCard(
    /// Who looks at which workspace.
    frame: Frame,
    /// What is chosen.
    wish: ExportWish,
    /// How far a download is.
    downloading: Downloading,
) -> impl IntoView {
    let revision = use_revision();
    let actor = frame.actor;
    let refusal = actor.may(Permission::ExportOwnTime).err();
    let may_export_all = actor.may(Permission::ExportAllTime).is_ok();
    let explain = "Time entries as CSV, for spreadsheets and calculations, or as PDF, a report to send. Both dates are included.";
    let body = if let Some(refusal) = refusal {
        view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any()
    } else {
        let (today, week_start) = (frame.today, actor.week_start);
        wish.take(wish.asked.get_untracked(), today, week_start);
        Effect::new(move |_| wish.take(wish.asked.get(), today, week_start));
        let projects = frame.projects;
        let parsed = memo(move || {
            let query = wish.query();
            query.parse(today, week_start).map(|_| query)
        });
        let count = Resource::new_blocking(
            move || (parsed.get().ok(), revision.get()),
            |(query, _)| async move {
                match query {
                    Some(query) => count_export(query).await.ok(),
                    None => None,
                }
            },
        );
        let refused = move |field: &'static str| {
            Signal::derive(move || parsed.with(|parsed| parsed.as_ref().err()?.for_field(field)))
        };
        let tags = tag_choices(frame.tags, &wish.tags.get_untracked());
        let people = with_chosen(
            whose_choices(),
            &wish.person.get_untracked(),
            "Somebody else’s",
        );
        view! {
            <form
                class="export-form"
                method="get"
                action="/exports/time-entries.csv"
                on:change=move |event: Event| wish.read_tags(&event)
                on:submit=move |_| downloading.begin()
            >
                {may_export_all.then(|| view! {
                    <div class="row">
                        <SelectField name="person" label="Whose time" options=people bind=wish.person />
                    </div>
                })}
                <QuickRanges wish today week_start />
                <div class="row">
                    <TextField name="from" label="From" kind="date" bind=wish.from error=refused("from") />
                    <TextField name="to" label="To" kind="date" bind=wish.to error=refused("to") />
                    <CheckList
                        name="tag"
                        label="Tags"
                        options=tags
                        chosen=wish.tags
                        chip=false
                        none="All tags"
                        empty="No tags yet."
                    />
                </div>
                <OtherFilters wish projects />
                <CheckboxField
                    name="excel"
                    label="CSV for Excel"
                    hint="Marks the file as UTF-8, so that Excel opens ä, é and € as they are. Other programs need no mark."
                />
                <div class="row">
                    <Button icon=Icon::Download>"Export CSV"</Button>
                    <Button icon=Icon::Download formaction="/exports/time-entries.pdf">"Export PDF"</Button>
                    <Transition>
                        <output class="matches">
                            // The card is built anew with every change, maybe before an answer for the old one has come.
                            {move || count.try_get().flatten().flatten().map(matches)}
                        </output>
                    </Transition>
                </div>
                <RunningCount running=downloading.running() words="Exporting…" label="Export time logs" />
            </form>
        }
        .into_any()
    };
    view! { <Card title="Export time logs" explain>{body}</Card> }
}

/// Links that fill in the days; they work without scripts, too.
#[component]
fn QuickRanges(wish: ExportWish, today: Date, week_start: WeekStart) -> impl IntoView {
    let links = QUICK.map(|period| {
        let is_chosen = move || {
            let (from, to) = days_of(period, today, week_start);
            wish.from.get() == from && wish.to.get() == to
        };
        view! {
            <a
                href=move || wish.address(period, today, week_start)
                // After an edit the address may be the same as before.
                on:click=move |_| wish.choose(period, today, week_start)
                aria-current=move || is_chosen().then_some("true")
            >
                {period.label()}
            </a>
        }
    });
    view! { <nav class="quick-ranges" aria-label="Quick ranges">{links.collect_view()}</nav> }
}

/// What else the address holds back: said, sent along, and removed with one click.
#[component]
fn OtherFilters(wish: ExportWish, projects: Vec<ProjectChoice>) -> impl IntoView {
    let projects = StoredValue::new(projects);
    move || {
        let others = wish.others.get();
        (others != EntryQuery::default()).then(|| {
            let words = projects.with_value(|projects| words_for(&others, projects));
            let fields: Vec<_> = others
                .to_params()
                .into_iter()
                // With several tags alone, and those are ticked above.
                .chain([("tag_match", others.tag_match.as_str())])
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> })
                .collect();
            view! {
                <p class="other-filters">
                    {fields}
                    {words}
                    <a href=move || wish.address_without_others()>"Remove these filters"</a>
                </p>
            }
        })
    }
}

/// Tags as the list's filter offers them, with those of the address that are gone: what is not offered is not sent.
fn tag_choices(tags: Vec<TagRef>, chosen: &[String]) -> Vec<Choice> {
    if tags.is_empty() && chosen.is_empty() {
        return Vec::new();
    }
    let without = Choice::new(NONE, "Without tags");
    let named = tags
        .into_iter()
        .map(|tag| Choice::new(tag.id.to_string(), format!("#{}", tag.name)));
    let options = std::iter::once(without).chain(named).collect();
    chosen.iter().fold(options, |options, tag| {
        with_chosen(options, tag, "A deleted tag")
    })
}

fn whose_choices() -> Vec<Choice> {
    vec![
        Choice::new(EVERYBODY, "Everybody’s"),
        Choice::new("", "My own"),
    ]
}

fn matches(count: i64) -> String {
    match count {
        1 => "1 entry matches".to_owned(),
        count if count > MAX_REPORT => {
            format!("{count} entries match: too many for a PDF, which holds up to {MAX_REPORT}")
        }
        count => format!("{count} entries match"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_for_a_report_is_said_before() {
        assert_eq!(matches(1), "1 entry matches");
        assert_eq!(matches(20_000), "20000 entries match");
        assert!(matches(20_001).ends_with("too many for a PDF, which holds up to 20000"));
    }
}
