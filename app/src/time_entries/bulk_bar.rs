//! The bar for several entries at once. It shows as soon as a box is ticked and is one plain form, so that it works
//! without scripts too.

use leptos::ev::SubmitEvent;
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlInputElement};

use super::entry_fields::{project_choices, tag_choices};
use super::list_page::ListContext;
use super::query::NONE;
use super::server_fns::{DeleteTimeEntries, UpdateTimeEntries};
use crate::memo::memo;
use crate::ui::{Button, CheckList, Choice, Icon, Kind, SelectChip};

/// Project, billable mark and tags of what is ticked, or its deletion.
#[component]
pub fn BulkBar(
    /// The page's parts.
    list: ListContext,
) -> impl IntoView {
    let selected = RwSignal::new(0);
    let handle = window_event_listener(leptos::ev::change, move |_| selected.set(count_selected()));
    on_cleanup(move || handle.remove());
    let (changed, deleted) = (
        list.actions().changing.value(),
        list.actions().deleting.value(),
    );
    Effect::new(move |_| {
        let done = changed.with(|answer| matches!(answer, Some(Ok(()))))
            || deleted.with(|answer| matches!(answer, Some(Ok(_))));
        if done {
            untick_all();
            selected.set(0);
        }
    });
    let projects = memo(move || {
        let mut options = vec![
            Choice::new("", "Keep project"),
            Choice::new(NONE, "No project"),
        ];
        options.extend(
            list.choices
                .with(|choices| project_choices(&choices.projects, None)),
        );
        options
    });
    let tags = memo(move || list.choices.with(|choices| tag_choices(&choices.tags)));
    let words = move || match selected.get() {
        0 => "Selected entries".to_owned(),
        count => format!("{count} selected"),
    };
    view! {
            {move || list.may_track.get().then(|| view! {
                <form
                    id="bulk"
                    class="bulk-bar"
                    method="post"
                    action=UpdateTimeEntries::url()
                    aria-label="Selected entries"
                    on:submit=move |ev| submit(list, &ev)
                >
                    <b class="bulk-count" role="status">{words}</b>
                    <SelectChip name="change[project_id]" label="Set project" icon=Icon::Folder options=projects.get() />
                    <SelectChip name="change[billable]" label="Set billable" icon=Icon::Dollar options=billable_choices() />
                    <CheckList name="change[add_tag_ids][]" label="Add tags" icon=Icon::Tag options=tags.get() prefix="#" />
                    <CheckList name="change[remove_tag_ids][]" label="Remove tags" icon=Icon::Tag options=tags.get() prefix="#" />
                    <Button kind=Kind::Primary busy=list.actions().changing.pending()>"Apply to selected"</Button>
                    <Button
                        kind=Kind::Danger
                        icon=Icon::Trash
                        busy=list.actions().deleting.pending()
                        attr:formaction=DeleteTimeEntries::url()
                    >
                        "Delete selected"
                    </Button>
                </form>
            })}
    }
}

fn billable_choices() -> Vec<Choice> {
    vec![
        Choice::new("", "Keep billable"),
        Choice::new("true", "Billable"),
        Choice::new("false", "Not billable"),
    ]
}

fn count_selected() -> usize {
    boxes_of("entry-select")
        .iter()
        .filter(|control| control.checked())
        .count()
}

/// What was asked for is done: the next selection begins with none.
fn untick_all() {
    for control in boxes_of("entry-select")
        .iter()
        .chain(&boxes_of("day-select"))
    {
        control.set_checked(false);
    }
}

fn boxes_of(class: &str) -> Vec<HtmlInputElement> {
    document()
        .body()
        .map(|body| boxes_within(&body, class))
        .unwrap_or_default()
}

/// The boxes of this class within a part of the page.
pub(super) fn boxes_within(part: &Element, class: &str) -> Vec<HtmlInputElement> {
    let found = part.get_elements_by_class_name(class);
    (0..found.length())
        .filter_map(|index| found.item(index))
        .filter_map(|element| element.dyn_into::<HtmlInputElement>().ok())
        .collect()
}

/// Sends the form to where its button says: a change, or the deletion.
fn submit(list: ListContext, ev: &SubmitEvent) {
    if ev.default_prevented() {
        return;
    }
    let deletes = ev
        .submitter()
        .is_some_and(|button| button.has_attribute("formaction"));
    let sent = if deletes {
        DeleteTimeEntries::from_event(ev).map(|input| {
            list.actions().deleting.dispatch(input);
        })
    } else {
        UpdateTimeEntries::from_event(ev).map(|input| {
            list.actions().changing.dispatch(input);
        })
    };
    // What cannot be sent by a script, the browser sends itself.
    if sent.is_ok() {
        ev.prevent_default();
    }
}
