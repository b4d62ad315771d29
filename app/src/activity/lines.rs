//! The lines of the log, by day.

use leptos::prelude::*;

use super::words::{action_words, field_name, value_words};
use super::{ActivityDay, ActivityLine, Change};
use crate::accounts::PersonMark;
use crate::ui::{Hidden, Icon};
use crate::values::{Date, Formats, Moment, day_name, format_weekday};
use crate::workspaces::frame::formats;

/// One day of the log.
#[component]
pub fn Day(
    /// The day and its lines.
    day: ActivityDay,
    /// Today in the reader's time zone.
    today: Date,
) -> impl IntoView {
    let ActivityDay { day, lines } = day;
    let name = day_name(day, today);
    let weekday = format_weekday(day.weekday());
    let date = move || {
        let date = formats().day_in_full(day);
        if name == weekday {
            date
        } else {
            format!("{weekday}, {date}")
        }
    };
    view! {
        <section class="activity-day">
            <h2>{name}" "<small>{date}</small></h2>
            <ul class="activity-lines">
                {lines.into_iter().map(|line| view! { <Line line /> }).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Line(line: ActivityLine) -> impl IntoView {
    let ActivityLine {
        person,
        action,
        target_kind,
        target_name,
        changes,
        time,
    } = line;
    let words = action_words(&action, &target_kind, &changes);
    let (mark, name) = match person {
        Some(person) => {
            let name = person.name.clone();
            (view! { <PersonMark person /> }.into_any(), name)
        }
        None => (
            view! { <span class="avatar" aria-hidden="true"><Icon icon=Icon::Gear /></span> }
                .into_any(),
            "Timether".to_owned(),
        ),
    };
    let target = match target_name.as_str() {
        "" => "without a name".to_owned(),
        _ => target_name,
    };
    view! {
        <li class="activity-line">
            {mark}
            <div class="activity-what">
                <p><b>{name}</b>" "{words}" "<b class="activity-target">{target}</b></p>
                {(!changes.is_empty()).then(|| view! { <Changed changes /> })}
            </div>
            <p class="activity-time muted num">{move || formats().time(time)}</p>
        </li>
    }
}

#[component]
fn Changed(changes: Vec<Change<Moment>>) -> impl IntoView {
    view! {
        <ul class="activity-changes">
            {changes.into_iter().map(|change| view! { <Field change /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Field(change: Change<Moment>) -> impl IntoView {
    let Change { field, old, new } = change;
    let name = field_name(&field);
    if old.is_none() && new.is_none() {
        return view! { <li>{name}" changed"</li> }.into_any();
    }
    let words = |value| move |formats: Formats| value_words(Option::as_ref(&value), formats);
    let (was, is) = (words(old), words(new));
    view! {
        <li>
            {name}": "
            <span class="activity-old">{move || was(formats())}</span>
            <span aria-hidden="true">" → "</span>
            <Hidden>" became "</Hidden>
            <span class="activity-new">{move || is(formats())}</span>
        </li>
    }
    .into_any()
}
