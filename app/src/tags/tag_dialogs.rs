//! The dialogs of the list of tags: `?new=1`, `?edit=<id>`, `?delete=<id>`.

use leptos::prelude::*;

use super::rules::NAME_MAX;
use super::server_fns::{CreateTag, DeleteTag, RenameTag};
use super::{LIST_PATH, Tag};
use crate::access::Permission;
use crate::clients::list_parts::{allowed, forget_refusal};
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Button, ButtonLink, Confirmation, Dialog, ErrorSummary, Kind, TextField};
use crate::values::TagId;

/// Every tag of the workspace.
pub type TagsResource = Resource<Result<Vec<Tag>, AppError>>;

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    New,
    Edit(Tag),
    Delete(Tag),
}

/// The dialog that the address asks for, if there is one and the person may use it.
#[component]
pub fn TagDialogs(
    /// Every tag.
    tags: TagsResource,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    // The actions outlive their dialog: its closing must not lose their answer.
    let creating = ServerAction::<CreateTag>::new();
    let renaming = ServerAction::<RenameTag>::new();
    let deleting = ServerAction::<DeleteTag>::new();
    revision.follow(creating);
    revision.follow(renaming);
    revision.follow(deleting);

    let open = memo(move || {
        let (may_create, may_manage) = (
            allowed(Permission::CreateTags),
            allowed(Permission::ManageTags),
        );
        let tags = tags.get()?.ok()?;
        let wanted = |dialog: &str| {
            let id: TagId = query.with(|query| query.get_str(dialog)?.parse().ok())?;
            tags.iter()
                .find(|tag| tag.id == id)
                .filter(|_| may_manage)
                .cloned()
        };
        if query.with(|query| query.get_str("new").is_some()) {
            return may_create.then_some(Open::New);
        }
        wanted("edit")
            .map(Open::Edit)
            .or_else(|| wanted("delete").map(Open::Delete))
    });
    move || {
        open.get().map(|open| match open {
            Open::New => view! { <NewDialog action=creating /> }.into_any(),
            Open::Edit(tag) => view! { <EditDialog tag action=renaming /> }.into_any(),
            Open::Delete(tag) => view! { <DeleteDialog tag action=deleting /> }.into_any(),
        })
    }
}

#[component]
fn NewDialog(action: ServerAction<CreateTag>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title="New tag" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <NameField name=String::new() errors=FormErrors::of(action) />
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Add Tag"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn EditDialog(tag: Tag, action: ServerAction<RenameTag>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title="Edit tag" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <input type="hidden" name="id" value=tag.id.to_string() />
                <NameField name=tag.name errors=FormErrors::of(action) />
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn NameField(name: String, errors: FormErrors) -> impl IntoView {
    view! {
        <ErrorSummary error=errors.summary() />
        <TextField
            name="name"
            id="tag-name"
            label="Name"
            value=name
            prefix="#"
            required=true
            autofocus=true
            autocomplete="off"
            maxlength=u32::try_from(NAME_MAX).unwrap_or(u32::MAX)
            error=errors.field("name")
        />
    }
}

#[component]
fn DeleteDialog(tag: Tag, action: ServerAction<DeleteTag>) -> impl IntoView {
    forget_refusal(action);
    let consequence = match tag.uses {
        0 => "No time entry has it. This cannot be undone.".to_owned(),
        1 => "It is on 1 time entry and will be taken off it; the entry stays. This cannot be undone.".to_owned(),
        count => format!(
            "It is on {count} time entries and will be taken off them; the entries stay. This cannot be undone."
        ),
    };
    view! {
        <Dialog title=format!("Delete #{}?", tag.name) close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <Confirmation id=tag.id.to_string() error=FormErrors::of(action).summary() close_href=LIST_PATH action="Delete tag" busy=action.pending()>
                    <p>{consequence}</p>
                </Confirmation>
            </ActionForm>
        </Dialog>
    }
}
