//! The calendar's head and what is chosen to be shown: days, view, person.

use leptos::prelude::*;
use leptos_router::components::Form;

use super::View;
use super::address::{Beginning, Open, PATH};
use super::calendar_page::CalendarContext;
use crate::memo::{When, memo};
use crate::time_entries::filter_bar::apply;
use crate::time_entries::query::EVERYBODY;
use crate::ui::{ApplyButton, Choice, Icon, PageHead, SelectChip, with_chosen};
use crate::workspaces::frame::{formats, frame_now};

/// The days and their total; the ways to other days, and to a new entry.
#[component]
pub(super) fn CalendarHead(context: CalendarContext) -> impl IntoView {
    let range = memo(move || context.with(|calendar| calendar.range));
    let total = memo(move || {
        context
            .layout
            .with(|layout| layout.tracked.iter().sum::<i64>())
    });
    let adds = memo(move || context.with(|calendar| calendar.adds_for.is_some()) == Some(true));
    let adding = move || {
        let beginning = Beginning::default();
        context.address.query.with(|query| query.adding(&beginning))
    };
    // While the dialog is open, its own button is the only one of that name.
    let is_behind = move || {
        context
            .address
            .open
            .with(|open| matches!(open, Some(Open::New(_))))
    };
    view! {
        <PageHead
            title="Calendar"
            lede=move || move || range.get().map(|range| view! {
                {formats().range(range)}
                <span class="sep">"·"</span>
                <b>{move || formats().hours(total.get())}</b>" tracked"
            })
        >
            <Steps context />
            <When is=move || adds.get()>
                <a class="button soft" class:is-behind=is_behind href=adding data-noscroll>
                    <Icon icon=Icon::Plus /><span class="button-text">"Add Time Entry"</span>
                </a>
            </When>
        </PageHead>
    }
}

/// To the days before and after, and back to today. Where a week does not fit, one goes by days.
#[component]
fn Steps(context: CalendarContext) -> impl IntoView {
    let view = memo(move || context.with(|calendar| calendar.view).unwrap_or_default());
    let links = move |by: View, class: &'static str| {
        view! { <StepLinks context by class /> }
    };
    view! {
        <nav class="week-links" aria-label="Days">
            {move || match view.get() {
                View::Week => links(View::Week, "").into_any(),
                View::Day => links(View::Day, "").into_any(),
                View::Fitting => view! {
                    {links(View::Fitting, "where-wide")}
                    {links(View::Day, "where-narrow")}
                }.into_any(),
            }}
        </nav>
    }
}

#[component]
fn StepLinks(context: CalendarContext, by: View, class: &'static str) -> impl IntoView {
    let to = move |steps: i64| {
        let query = context.address.query.get();
        context
            .with(|calendar| query.moved(calendar.date, by, steps).path())
            .unwrap_or_else(|| query.now().path())
    };
    let (before, after) = match by {
        View::Day => ("Previous day", "Next day"),
        View::Week | View::Fitting => ("Previous week", "Next week"),
    };
    view! {
        <span class=format!("calendar-steps {class}")>
            <a class="icon-button" rel="prev" aria-label=before title=before href=move || to(-1)>
                <Icon icon=Icon::ChevronLeft />
            </a>
            <a class="button" href=move || context.address.query.with(|query| query.now().path())>"Today"</a>
            <a class="icon-button" rel="next" aria-label=after title=after href=move || to(1)>
                <Icon icon=Icon::ChevronRight />
            </a>
        </span>
    }
}

/// Week or day, and whose time; the latter as a plain GET form which, once the page is alive, applies itself.
#[component]
pub(super) fn CalendarBar(context: CalendarContext) -> impl IntoView {
    let query = context.address.query;
    let view = memo(move || context.with(|calendar| calendar.view).unwrap_or_default());
    let link = move |to: View, label: &'static str| {
        let here = move || (view.get() == to).then_some("true");
        view! {
            <a class="button" aria-current=here href=move || query.with(|query| query.viewed(to).path())>{label}</a>
        }
    };
    let people = memo(move || {
        context
            .with(|calendar| calendar.people.clone())
            .unwrap_or_default()
    });
    let sees_others = memo(move || people.with(|people| !people.is_empty()));
    let persons = memo(move || {
        let frame = frame_now();
        let tracks = frame
            .as_ref()
            .is_some_and(|frame| frame.actor.role.takes_seat());
        let me = frame.map(|frame| frame.actor.user_id);
        let mut options = if tracks {
            vec![Choice::new("", "Me"), Choice::new(EVERYBODY, "Everybody")]
        } else {
            vec![Choice::new("", "Everybody")]
        };
        people.with(|people| {
            let others = people.iter().filter(|choice| Some(choice.person.id) != me);
            options.extend(others.map(|choice| {
                Choice::new(choice.person.id.to_string(), choice.person.name.clone())
            }));
        });
        query.with(|query| with_chosen(options, &query.person, "Somebody else"))
    });
    let person = RwSignal::new(query.get_untracked().person);
    Effect::new(move |_| person.set(query.get().person));
    let kept = move || {
        query
            .get()
            .to_params()
            .into_iter()
            .filter(|(name, _)| *name != "person")
            .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> })
            .collect_view()
    };
    view! {
        <div class="calendar-bar">
            <nav class="calendar-views" aria-label="View">
                {link(View::Week, "Week")}
                {link(View::Day, "Day")}
            </nav>
            <When is=move || sees_others.get()>
                <Form method="GET" action=PATH noscroll=true attr:class="filters" attr:role="search" attr:aria-label="What is shown" on:change=apply>
                    {kept}
                    {move || view! { <SelectChip name="person" label="Person" icon=Icon::User options=persons.get() bind=person /> }}
                    <ApplyButton />
                </Form>
            </When>
        </div>
    }
}
