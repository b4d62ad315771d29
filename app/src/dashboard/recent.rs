//! What was worked on last, each with a button that goes on with it.

use leptos::prelude::*;

use super::RecentWork;
use crate::timer::server_fns::ContinueTimeEntry;
use crate::ui::{ColourLabel, Icon, IconButton};

/// The list.
#[component]
pub fn RecentCard(
    /// The latest first.
    recent: Vec<RecentWork>,
    /// Whether the reader may go on.
    may_continue: bool,
    /// Goes on.
    continuing: ServerAction<ContinueTimeEntry>,
) -> impl IntoView {
    let is_empty = recent.is_empty();
    let rows = recent
        .into_iter()
        .map(|work| view! { <RecentRow work may_continue continuing /> })
        .collect_view();
    view! {
        <section class="dashboard-card" aria-labelledby="recent-work">
            <h2 id="recent-work">"Recent work"</h2>
            {if is_empty {
                view! { <p class="dashboard-none">"What you work on is listed here, to go on with one click."</p> }.into_any()
            } else {
                view! { <ul class="dashboard-list">{rows}</ul> }.into_any()
            }}
        </section>
    }
}

#[component]
fn RecentRow(
    work: RecentWork,
    may_continue: bool,
    continuing: ServerAction<ContinueTimeEntry>,
) -> impl IntoView {
    let label = format!("Continue {}", name_of(&work));
    let id = work.entry_id.to_string();
    let tags: Vec<String> = work
        .tags
        .iter()
        .map(|tag| format!("#{}", tag.name))
        .collect();
    let is_muted = work.description.is_empty();
    let what = if is_muted {
        "No description".to_owned()
    } else {
        work.description
    };
    view! {
        <li>
            <span class="dashboard-what">
                <b class="truncate" class:muted=is_muted>{what}</b>
                <span class="dashboard-where">
                    {match work.project {
                        Some(project) => view! {
                            <ColourLabel colour=project.colour.to_string() label=project.name note=project.client_name />
                        }.into_any(),
                        None => view! { <span class="project muted">"No project"</span> }.into_any(),
                    }}
                    {(!tags.is_empty()).then(|| view! { <span class="tags truncate">{tags.join(" ")}</span> })}
                </span>
            </span>
            {may_continue.then(|| view! {
                <ActionForm action=continuing>
                    <input type="hidden" name="id" value=id />
                    <IconButton icon=Icon::Play label />
                </ActionForm>
            })}
        </li>
    }
}

/// What work is called where it has to be named.
fn name_of(work: &RecentWork) -> String {
    match (&work.project, work.description.as_str()) {
        (Some(project), "") => project.name.clone(),
        (Some(project), description) => format!("{description}, {}", project.name),
        (None, description) => description.to_owned(),
    }
}
