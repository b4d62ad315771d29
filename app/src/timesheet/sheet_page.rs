//! The timesheet's page: the week's head, what is shown of it, and the grid.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

use super::address::{PATH, SheetAddress, use_sheet_address};
use super::grid::Grid;
use super::moves::Place;
use super::rules::row_total;
use super::server_fns::{SetTimesheetCell, load_timesheet};
use super::{GroupBy, SheetQuery, SheetRow, Timesheet};
use crate::error::AppError;
use crate::memo::{When, memo};
use crate::revision::use_revision;
use crate::time_entries::entry_fields::project_choices;
use crate::time_entries::filter_bar::apply;
use crate::time_entries::query::EVERYBODY;
use crate::time_entries::server_fns::RestoreTimeEntries;
use crate::ui::{
    ApplyButton, Choice, EmptyState, ErrorSummary, Icon, PageHead, SelectChip, ToastAction,
    use_toasts, with_chosen,
};
use crate::values::{WeekStart, Weekday};
use crate::workspaces::frame::{formats, frame_now};

/// The page's week; looks again with every revision and address.
pub type SheetResource = Resource<Result<Timesheet, AppError>>;

/// A cell that is being typed into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCell {
    /// Which one.
    pub place: Place,
    /// What was typed on the closed cell, which begins the new text; else the cell's time stands there.
    pub typed: Option<String>,
}

/// What the page's parts share.
#[derive(Clone, Copy)]
pub struct SheetContext {
    /// The address' parts.
    pub address: SheetAddress,
    /// The week.
    pub sheet: SheetResource,
    /// Sends what was typed.
    pub setting: ServerAction<SetTimesheetCell>,
    /// The cell that is open.
    pub open: RwSignal<Option<OpenCell>>,
    /// The cell that has the focus, or had it last.
    pub at: RwSignal<Option<Place>>,
    /// What was typed and is on its way, in seconds.
    pub sent: RwSignal<HashMap<Place, i64>>,
    /// What was refused, and why.
    pub trouble: RwSignal<Option<String>>,
}

impl SheetContext {
    /// Reads the week, if it is there; tracked.
    pub fn with<T>(self, read: impl FnOnce(&Timesheet) -> T) -> Option<T> {
        self.sheet.with(|sheet| match sheet {
            Some(Ok(sheet)) => Some(read(sheet)),
            _ => None,
        })
    }

    /// Reads a row, if it is there; tracked.
    pub fn with_row<T>(
        self,
        key: &str,
        read: impl FnOnce(&Timesheet, &SheetRow) -> T,
    ) -> Option<T> {
        self.with(|sheet| {
            let row = sheet.rows.iter().find(|row| row.of.key() == key)?;
            Some(read(sheet, row))
        })
        .flatten()
    }

    fn moved(self, weeks: i64) -> String {
        let query = self.address.query.get();
        self.with(|sheet| {
            let start = match sheet.range.from.weekday() {
                Weekday::Sunday => WeekStart::Sunday,
                _ => WeekStart::Monday,
            };
            query.moved(sheet.range.from, weeks, start).path()
        })
        .unwrap_or_else(|| query.now().path())
    }
}

/// The week as a grid.
#[component]
pub fn TimesheetPage() -> impl IntoView {
    let revision = use_revision();
    let address = use_sheet_address();
    let sheet: SheetResource = Resource::new_blocking(
        move || (revision.get(), address.query.get()),
        |(_, query)| load_timesheet(query),
    );
    let setting = ServerAction::<SetTimesheetCell>::new();
    revision.follow(setting);
    let refused = setting.value().with_untracked(|answer| match answer {
        Some(Err(error)) => Some(error.to_string()),
        _ => None,
    });
    let opened = address.edit.get_untracked().and_then(|cell| {
        let (row, day) = cell.rsplit_once('_')?;
        let place = (row.to_owned(), day.parse().ok()?);
        Some(OpenCell { place, typed: None })
    });
    let context = SheetContext {
        address,
        sheet,
        setting,
        open: RwSignal::new(opened),
        at: RwSignal::new(None),
        sent: RwSignal::new(HashMap::new()),
        trouble: RwSignal::new(refused),
    };
    follow_answers(context);
    view! {
        <Title text="Timesheet" />
        <Transition>
            <Body context />
        </Transition>
    }
}

/// Everything that waits for data: memos over it have to be made in here, below the page's `<Transition>`.
#[component]
fn Body(context: SheetContext) -> impl IntoView {
    let lede = move || {
        context.with(|sheet| {
            let total: i64 = sheet.rows.iter().map(row_total).sum();
            (sheet.range, total)
        })
    };
    let failed = move || {
        context.sheet.with(|sheet| match sheet {
            Some(Err(error)) => Some(error.to_string()),
            _ => None,
        })
    };
    let is_empty = memo(move || context.with(|sheet| sheet.rows.is_empty()));
    let editable = memo(move || context.with(|sheet| sheet.editable) == Some(true));
    view! {
        <PageHead
            title="Timesheet"
            lede=move || move || lede().map(|(range, total)| view! {
                {formats().range(range)}
                <span class="sep">"·"</span>
                <b>{formats().hours(total)}</b>" tracked"
            })
        >
            <WeekLinks context />
        </PageHead>
        <SheetBar context editable />
        <ErrorSummary error=Signal::derive(move || context.trouble.get()) />
        {move || failed().map(|error| view! { <ErrorSummary error /> })}
        <When is=move || is_empty.get() == Some(true)>
            <NothingHere editable=editable.get_untracked() />
        </When>
        <When is=move || is_empty.get() == Some(false)>
            <Grid context />
        </When>
    }
}

/// To the weeks before and after, and back to this one. The links stay while weeks come and go.
#[component]
fn WeekLinks(context: SheetContext) -> impl IntoView {
    view! {
        <nav class="week-links" aria-label="Weeks">
            <a class="icon-button" rel="prev" aria-label="Previous week" title="Previous week" href=move || context.moved(-1)>
                <Icon icon=Icon::ChevronLeft />
            </a>
            <a class="button" href=move || context.address.query.with(|query| query.now().path())>"This week"</a>
            <a class="icon-button" rel="next" aria-label="Next week" title="Next week" href=move || context.moved(1)>
                <Icon icon=Icon::ChevronRight />
            </a>
        </nav>
    }
}

/// What is shown, as a plain GET form; once the page is alive, a choice applies itself.
#[component]
fn SheetBar(context: SheetContext, editable: Signal<bool>) -> impl IntoView {
    let query = context.address.query;
    let people = memo(move || {
        context
            .with(|sheet| sheet.people.clone())
            .unwrap_or_default()
    });
    let sees_others = memo(move || people.with(|people| !people.is_empty()));
    let by_project = memo(move || query.with(SheetQuery::grouped) == GroupBy::Project);
    let group_by = RwSignal::new(query.get_untracked().group_by);
    let person = RwSignal::new(query.get_untracked().person);
    let add = RwSignal::new(String::new());
    Effect::new(move |_| {
        let query = query.get();
        group_by.set(query.grouped().slug().to_owned());
        person.set(query.person);
        add.set(String::new());
    });
    // Kept apart from the week, so that the controls stay while it is fetched again.
    let options = memo(move || addable(context));
    let persons = memo(move || {
        let tracks = frame_now().is_some_and(|frame| frame.actor.role.takes_seat());
        let me = frame_now().map(|frame| frame.actor.user_id);
        let mut options = if tracks {
            vec![Choice::new("", "Me"), Choice::new(EVERYBODY, "Everybody")]
        } else {
            vec![Choice::new("", "Everybody")]
        };
        options.extend(people.with(|people| {
            let others = people
                .iter()
                .filter(|choice| Some(choice.person.id) != me)
                .map(|choice| {
                    Choice::new(choice.person.id.to_string(), choice.person.name.clone())
                });
            others.collect::<Vec<_>>()
        }));
        query.with(|query| with_chosen(options, &query.person, "Somebody else"))
    });
    let kept = move || {
        query
            .get()
            .to_params()
            .into_iter()
            .filter(|(name, _)| matches!(*name, "week" | "rows" | "row"))
            .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> })
            .collect_view()
    };
    let copied = memo(move || query.with(|query| query.rows == "last"));
    let copy = move || {
        let query = SheetQuery {
            rows: "last".to_owned(),
            ..query.get()
        };
        query.path()
    };
    view! {
        <Form method="GET" action=PATH noscroll=true attr:class="filters sheet-bar" attr:role="search" attr:aria-label="What is shown" on:change=apply>
            {kept}
            {move || sees_others.get().then(|| view! {
                <SelectChip name="group_by" label="Rows" icon=Icon::Grid options=groupings() bind=group_by />
            })}
            {move || (sees_others.get() && by_project.get()).then(|| view! {
                <SelectChip name="person" label="Person" icon=Icon::User options=persons.get() bind=person />
            })}
            {move || editable.get().then(|| view! {
                <SelectChip name="row" label="Add a project" icon=Icon::Plus options=options.get() bind=add />
            })}
            <When is=move || editable.get() && !copied.get()>
                <a class="button" href=copy data-noscroll><Icon icon=Icon::Copy /><span class="button-text">"Copy last week’s rows"</span></a>
            </When>
            <ApplyButton />
        </Form>
    }
}

fn groupings() -> Vec<Choice> {
    vec![
        Choice::new(GroupBy::Project.slug(), "By project"),
        Choice::new(GroupBy::User.slug(), "By person"),
    ]
}

/// Projects that have no row yet.
fn addable(context: SheetContext) -> Vec<Choice> {
    let there = context
        .with(|sheet| {
            sheet
                .rows
                .iter()
                .map(|row| row.of.key())
                .collect::<Vec<_>>()
        })
        .unwrap_or_default();
    let projects = frame_now().map(|frame| frame.projects).unwrap_or_default();
    let mut options = vec![
        Choice::new("", "Add a project"),
        Choice::new("none", "No project"),
    ];
    options.extend(project_choices(&projects, None));
    options.retain(|option| !there.contains(&option.value));
    options
}

#[component]
fn NothingHere(editable: bool) -> impl IntoView {
    let text = if editable {
        "Add a project, or copy last week’s rows, then type the time of each day."
    } else {
        "Nobody tracked time in this week."
    };
    view! { <EmptyState icon=Icon::Grid title="Nothing here this week" text /> }
}

/// What was sent is shown until the week is there anew; a refusal takes it back. What was deleted can be brought back.
fn follow_answers(context: SheetContext) {
    let restoring = ServerAction::<RestoreTimeEntries>::new();
    use_revision().follow(restoring);
    let toasts = use_toasts();
    let (answer, pending) = (context.setting.value(), context.setting.pending());
    Effect::new(move |before: Option<()>| {
        let answer = answer.get();
        // What a form without scripts was refused for stands there already.
        if before.is_none() {
            return;
        }
        match answer {
            Some(Err(error)) => {
                context.sent.update(HashMap::clear);
                context.trouble.set(Some(error.to_string()));
            }
            Some(Ok(Some(id))) => {
                let undo = move || {
                    restoring.dispatch(RestoreTimeEntries { id });
                };
                let undo = ToastAction::new("Undo", undo);
                toasts.push("Time entry deleted", Some(undo));
            }
            _ => {}
        }
    });
    Effect::new(move |_| {
        context.sheet.track();
        if !pending.get_untracked() {
            context.sent.update(HashMap::clear);
        }
    });
}
