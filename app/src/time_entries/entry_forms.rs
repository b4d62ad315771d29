//! The forms that add an entry (a dialog) and change one (in its row).

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::TimeEntry;
use super::address::Open;
use super::entry_fields::{EntryFields, FieldValues};
use super::list_page::{Choices, ListContext};
use crate::clients::list_parts::forget_refusal;
use crate::form::FormErrors;
use crate::memo::memo;
use crate::ui::{Button, ButtonLink, Choice, Dialog, Kind, SelectField};

/// The dialog for a new entry, when the address asks for it and the person may add one.
#[component]
pub fn NewEntryDialog(
    /// The page's parts.
    list: ListContext,
) -> impl IntoView {
    let is_open = memo(move || list.address.open.get() == Some(Open::New) && list.may_track.get());
    view! {
            {move || is_open.get().then(|| view! { <NewEntryForm list /> })}
    }
}

#[component]
fn NewEntryForm(list: ListContext) -> impl IntoView {
    let action = list.actions().creating;
    forget_refusal(action);
    let choices = list.choices.get_untracked();
    let address = list.address;
    let close = untrack(move || address.closed());
    let asked = address.query.with_untracked(|query| query.person.clone());
    view! {
        <Dialog title="New time entry" close_href=close.clone() wide=true>
            <ActionForm action attr:class="form">
                <input type="hidden" name="back" value=move || address.back() />
                <PersonField choices=choices.clone() asked errors=FormErrors::of(action) />
                <EntryFields
                    prefix="new"
                    values=FieldValues::today(choices.today)
                    choices
                    errors=FormErrors::of(action)
                />
                <footer class="dialog-actions">
                    <ButtonLink href=close attr:data-noscroll="">"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Add Time Entry"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

/// Whose time it is, for who may add other people's; the person whose list is open comes first.
#[component]
fn PersonField(
    /// Who there is to choose from.
    choices: Choices,
    /// The list's person.
    asked: String,
    /// What was refused.
    errors: FormErrors,
) -> impl IntoView {
    let mut options = vec![Choice::new("", "Me")];
    options.extend(
        choices
            .people
            .iter()
            .filter(|choice| choice.tracks && Some(choice.person.id) != choices.me)
            .map(|choice| Choice::new(choice.person.id.to_string(), choice.person.name.clone())),
    );
    let is_offered = options.iter().any(|option| option.value == asked);
    let first = if is_offered { asked } else { String::new() };
    (choices.may_manage_others && options.len() > 1).then(|| {
        view! {
            <SelectField
                id="new-person"
                name="entry[person_id]"
                label="Whose time"
                options
                value=first
                error=errors.field("person_id")
            />
        }
    })
}

/// An entry's row as a form; Esc and Cancel leave it as it was.
#[component]
pub fn EditEntryForm(
    /// The page's parts.
    list: ListContext,
    /// What is changed.
    entry: TimeEntry,
) -> impl IntoView {
    const FIRST: &str = "edit-description";
    let action = list.actions().updating;
    forget_refusal(action);
    let address = list.address;
    let choices = list.choices.get_untracked();
    let close = untrack(move || address.closed());
    let navigate = use_navigate();
    let leave = {
        let close = close.clone();
        move |ev: KeyboardEvent| {
            if ev.key() == "Escape" && !ev.default_prevented() {
                ev.prevent_default();
                navigate(
                    &close,
                    NavigateOptions {
                        scroll: false,
                        ..NavigateOptions::default()
                    },
                );
            }
        }
    };
    // The browser heeds autofocus only while it loads a page.
    Effect::new(move |_| {
        let field = document()
            .get_element_by_id(FIRST)
            .and_then(|field| field.dyn_into::<HtmlElement>().ok());
        if let Some(field) = field {
            let _ = field.focus();
        }
    });
    view! {
        <ActionForm action attr:class="entry-form" attr:aria-label="Edit time entry" on:keydown=leave>
            <input type="hidden" name="id" value=entry.id.to_string() />
            <input type="hidden" name="back" value=move || address.back() />
            <EntryFields prefix="edit" values=FieldValues::of(&entry) choices errors=FormErrors::of(action) />
            <footer class="form-actions">
                <ButtonLink href=close attr:data-noscroll="">"Cancel"</ButtonLink>
                <Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button>
            </footer>
        </ActionForm>
    }
}
