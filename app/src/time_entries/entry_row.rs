//! One entry: a row, or a form in its place.

use leptos::prelude::*;

use super::TimeEntry;
use super::address::Open;
use super::entry_forms::EditEntryForm;
use super::list_page::ListContext;
use crate::accounts::PersonMark;
use crate::memo::{When, memo};
use crate::ui::{ColourLabel, Hidden, Icon, IconButton, Menu, MenuButton, MenuLine, MenuLink};
use crate::workspaces::frame::formats;

/// An entry's row; a form while the address says that it is edited.
#[component]
pub fn EntryRow(
    /// The page's parts.
    list: ListContext,
    /// What it shows.
    entry: TimeEntry,
) -> impl IntoView {
    let id = entry.id;
    let locked = entry.locked;
    let of_others = entry.person.is_some();
    let editing = memo(move || {
        !locked && list.address.open.get() == Some(Open::Edit(id)) && list.may_track.get()
    });
    let entry = StoredValue::new(entry);
    view! {
        <li class="entry" class:of-others=of_others class:locked=locked class:editing=move || editing.get()>
            {move || if editing.get() {
                view! { <EditEntryForm list entry=entry.get_value() /> }.into_any()
            } else {
                view! { <Cells list entry=entry.get_value() /> }.into_any()
            }}
        </li>
    }
}

/// What an entry is called where it has to be named.
fn name_of(entry: &TimeEntry) -> String {
    let what = match (entry.description.as_str(), &entry.project) {
        ("", Some(project)) => project.name.as_str(),
        ("", None) => "entry without a description",
        (description, _) => description,
    };
    format!("{what}, {}", formats().clock(&entry.start))
}

#[component]
fn Cells(list: ListContext, entry: TimeEntry) -> impl IntoView {
    let may_track = move || list.may_track.get();
    let (id, seconds) = (entry.id, entry.seconds);
    let named = entry.clone();
    let select_name = move || format!("Select {}", name_of(&named));
    let actions = entry.clone();
    let (billable, cents, currency) = (entry.billable, entry.amount_cents, entry.currency);
    let bill = move || {
        if billable {
            format!("Billable: {}", formats().money(cents, currency))
        } else {
            "Not billable".to_owned()
        }
    };
    let (start, end) = (entry.start.clone(), entry.end.clone());
    let span = move || {
        let formats = formats();
        format!("{} – {}", formats.clock(&start), formats.clock(&end))
    };
    let tags: Vec<String> = entry
        .tags
        .iter()
        .map(|tag| format!("#{}", tag.name))
        .collect();
    let tags = tags.join(" ");
    let all_tags = tags.clone();
    view! {
        <When is=may_track fallback=|| view! { <span class="entry-select" aria-hidden="true"></span> }>
            <input
                type="checkbox"
                class="entry-select"
                form="bulk"
                name="ids[]"
                value=id.to_string()
                disabled=entry.locked
                aria-label=select_name.clone()
            />
        </When>
        {entry.person.clone().map(|person| {
            let (name, title) = (person.name.clone(), person.name.clone());
            view! {
                <span class="entry-person" title=title>
                    <PersonMark person />
                    <span class="truncate">{name}</span>
                </span>
            }
        })}
        <What list entry=entry.clone() />
        {match entry.project {
            Some(project) => view! {
                <ColourLabel colour=project.colour.to_string() label=project.name note=project.client_name />
            }.into_any(),
            None => view! { <span class="project muted">"No project"</span> }.into_any(),
        }}
        <span class="tags" title=all_tags>{tags}</span>
        <span class="bill" class:on=entry.billable title=bill>
            <Icon icon=Icon::Dollar />
            <Hidden>{bill}</Hidden>
        </span>
        <span class="span">
            {entry.overlaps.then(|| view! {
                <span class="overlap" title="Overlaps another entry">
                    <Icon icon=Icon::Copy />
                    <Hidden>"Overlaps another entry"</Hidden>
                </span>
            })}
            {span}
            {(entry.days_later > 0).then(|| view! { <Later days=entry.days_later /> })}
        </span>
        <output class="duration">{move || formats().duration(seconds)}</output>
        <span class="entry-actions">
            {move || may_track().then(|| view! { <RowActions list entry=actions.clone() /> })}
        </span>
    }
}

#[component]
fn What(list: ListContext, entry: TimeEntry) -> impl IntoView {
    let TimeEntry {
        id,
        description,
        locked,
        ..
    } = entry;
    let is_muted = description.is_empty();
    let words = match (is_muted, locked) {
        (true, false) if list.may_track.get_untracked() => "Add a description".to_owned(),
        (true, _) => "No description".to_owned(),
        (false, _) => description,
    };
    move || {
        let words = words.clone();
        if locked || !list.may_track.get() {
            view! { <span class="what" class:muted=is_muted>{words}</span> }.into_any()
        } else {
            let href = list.address.editing(id);
            view! { <a class="what" class:muted=is_muted href=href data-noscroll>{words}</a> }
                .into_any()
        }
    }
}

/// `+1`: how many days later it ended.
#[component]
fn Later(days: i64) -> impl IntoView {
    let words = if days == 1 {
        "ends a day later".to_owned()
    } else {
        format!("ends {days} days later")
    };
    let title = words.clone();
    view! {
        <sup class="later" title=title>
            <span aria-hidden="true">{format!("+{days}")}</span>
            <Hidden>{words}</Hidden>
        </sup>
    }
}

#[component]
fn RowActions(list: ListContext, entry: TimeEntry) -> impl IntoView {
    let actions = list.actions();
    let entry_id = entry.id;
    let id = move || entry_id.to_string();
    let locked = entry.locked;
    let user_id = entry.user_id;
    // A timer runs for its own person alone.
    let is_own = move || list.choices.with(|choices| choices.me == Some(user_id));
    let more = format!("More actions for {}", name_of(&entry));
    view! {
        {if locked {
            view! {
                <span class="lock" title="On an invoice: locked">
                    <Icon icon=Icon::Lock />
                    <Hidden>"On an invoice: locked"</Hidden>
                </span>
            }.into_any()
        } else {
            view! {
                <When is=is_own>
                    <ActionForm action=actions.continuing>
                        <input type="hidden" name="id" value=id() />
                        <IconButton icon=Icon::Play label="Continue" />
                    </ActionForm>
                </When>
            }.into_any()
        }}
        <Menu label=more>
            {move || (!locked).then(|| view! {
                <MenuLink href=list.address.editing(entry_id) icon=Icon::Pencil attr:data-noscroll="">"Edit"</MenuLink>
            })}
            <ActionForm action=actions.duplicating>
                <input type="hidden" name="id" value=id() />
                <MenuButton icon=Icon::Copy>"Duplicate"</MenuButton>
            </ActionForm>
            {(!locked).then(|| view! {
                <MenuLine />
                <ActionForm action=actions.deleting>
                    <input type="hidden" name="ids[]" value=id() />
                    <MenuButton icon=Icon::Trash danger=true>"Delete"</MenuButton>
                </ActionForm>
            })}
        </Menu>
    }
}
