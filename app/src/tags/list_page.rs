//! The list of tags.

use leptos::prelude::*;
use leptos_meta::Title;

use super::server_fns::list_tags;
use super::tag_dialogs::{TagDialogs, TagsResource};
use super::{LIST_PATH, Tag};
use crate::access::Permission;
use crate::clients::list_parts::{AddButton, allowed};
use crate::latest::latest;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::together::together;
use crate::ui::{EmptyState, ErrorSummary, Icon, Menu, MenuLine, MenuLink, PageHead};
use crate::workspaces::frame::use_frame;

/// Tags by name, with how often each is used.
#[component]
pub fn TagsPage() -> impl IntoView {
    let revision = use_revision();
    let frame = use_frame();
    let tags: TagsResource = Resource::new_blocking(move || revision.get(), |_| list_tags());
    let list = memo(move || {
        let (may_create, may_manage) = (
            allowed(Permission::CreateTags),
            allowed(Permission::ManageTags),
        );
        Some((may_create, may_manage, tags.get()?))
    });

    view! {
        <Title text="Tags" />
        <PageHead title="Tags" lede=|| "Labels for time entries, across all projects.">
            <AddButton path=LIST_PATH label="Add Tag" permission=Permission::CreateTags />
        </PageHead>
        <Transition>
            {latest(together(frame, tags), list, |(may_create, may_manage, tags)| match tags {
                Ok(tags) if tags.is_empty() => view! { <NoTags may_create /> }.into_any(),
                Ok(tags) => view! { <TagList tags may_manage /> }.into_any(),
                Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
            })}
        </Transition>
        <Transition>
            // Only once everything is there: on the server, reading what another thread is about to bring may
            // never be told of its arrival.
            {Suspend::new(async move {
                let _ = together(frame, tags).await;
                view! { <TagDialogs tags /> }
            })}
        </Transition>
    }
}

#[component]
fn NoTags(may_create: bool) -> impl IntoView {
    let text = if may_create {
        "Choose Add Tag above. Tags such as #meetings or #dev group time across projects and filter exports."
    } else {
        "People who track time here can add them."
    };
    view! { <EmptyState icon=Icon::Tag title="No tags yet" text /> }
}

#[component]
fn TagList(tags: Vec<Tag>, may_manage: bool) -> impl IntoView {
    view! {
        <ul class="things tag-list">
            {tags.into_iter().map(|tag| view! { <TagRow tag may_manage /> }).collect_view()}
        </ul>
    }
}

#[component]
fn TagRow(tag: Tag, may_manage: bool) -> impl IntoView {
    let Tag { id, name, uses } = tag;
    let shown_name = format!("#{name}");
    let label = if may_manage {
        view! { <a class="truncate" href=format!("{LIST_PATH}?edit={id}") data-noscroll>{shown_name}</a> }.into_any()
    } else {
        view! { <span class="truncate">{shown_name}</span> }.into_any()
    };
    view! {
        <li class="thing">
            <span class="thing-name">{label}</span>
            <span class="thing-note">{usage(uses)}</span>
            <span class="thing-actions">
                {may_manage.then(|| view! {
                    <Menu label=format!("More actions for {name}")>
                        <MenuLink href=format!("{LIST_PATH}?edit={id}") icon=Icon::Pencil attr:data-noscroll="">"Edit"</MenuLink>
                        <MenuLine />
                        <MenuLink href=format!("{LIST_PATH}?delete={id}") icon=Icon::Trash class:danger=true attr:data-noscroll="">"Delete"</MenuLink>
                    </Menu>
                })}
            </span>
        </li>
    }
}

/// How many entries carry it, in words.
pub(super) fn usage(uses: i64) -> String {
    match uses {
        0 => "Not used yet".to_owned(),
        1 => "1 time entry".to_owned(),
        count => format!("{count} time entries"),
    }
}
