//! The card that exports time logs; a plain form whose answer is a download.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, FormData, HtmlFormElement};

use crate::access::Permission;
use crate::error::AppError;
use crate::exports::server_fns::count_export;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::time_entries::EntryQuery;
use crate::time_entries::query::EVERYBODY;
use crate::ui::{Button, Card, CheckList, Choice, Icon, Notice, SelectField, TextField};
use crate::workspaces::Frame;

/// What is to be exported, as far as it was chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExportWish {
    person: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    tags: RwSignal<Vec<String>>,
}

impl ExportWish {
    /// Everything, of everybody for who sees others' time.
    #[must_use]
    pub fn new() -> Self {
        Self {
            person: RwSignal::new(EVERYBODY.to_owned()),
            ..Self::default()
        }
    }

    fn query(self) -> EntryQuery {
        EntryQuery {
            person: self.person.get(),
            from: self.from.get(),
            to: self.to.get(),
            tag: self.tags.get(),
            ..EntryQuery::default()
        }
    }

    /// Takes over which tags are ticked.
    fn read_tags(self, event: &Event) {
        let form = event
            .current_target()
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
        if let Some(data) = form.and_then(|form| FormData::new_with_form(&form).ok()) {
            let ticked: Vec<String> = data
                .get_all("tag")
                .iter()
                .filter_map(|value| value.as_string())
                .collect();
            if self.tags.with_untracked(|tags| *tags != ticked) {
                self.tags.set(ticked);
            }
        }
    }
}

/// Days, tags, how many entries that is, and the download.
#[component]
pub fn ExportCard(
    /// Who looks at which workspace.
    frame: Frame,
    /// What is chosen.
    wish: ExportWish,
) -> impl IntoView {
    let revision = use_revision();
    let actor = frame.actor;
    let refusal = actor.may(Permission::ExportOwnTime).err();
    let may_export_all = actor.may(Permission::ExportAllTime).is_ok();
    let explain =
        "Time entries as CSV, for spreadsheets and calculations. Both dates are included.";
    let body = if let Some(refusal) = refusal {
        view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any()
    } else {
        let (today, week_start) = (frame.today, actor.week_start);
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
        let tags: Vec<Choice> = frame
            .tags
            .into_iter()
            .map(|tag| Choice::new(tag.id.to_string(), tag.name))
            .collect();
        view! {
            <form
                class="export-form"
                method="get"
                action="/exports/time-entries.csv"
                on:change=move |event: Event| wish.read_tags(&event)
            >
                {may_export_all.then(|| view! {
                    <div class="row">
                        <SelectField name="person" label="Whose time" options=whose_choices() bind=wish.person />
                    </div>
                })}
                <div class="row">
                    <TextField name="from" label="From" kind="date" bind=wish.from error=refused("from") />
                    <TextField name="to" label="To" kind="date" bind=wish.to error=refused("to") />
                    <CheckList
                        name="tag"
                        label="Tags"
                        options=tags
                        chosen=wish.tags
                        prefix="#"
                        chip=false
                        none="All tags"
                        empty="No tags yet."
                    />
                </div>
                <div class="row">
                    <Button icon=Icon::Download>"Export CSV"</Button>
                    <Transition>
                        <output class="matches">
                            {move || Suspend::new(async move { count.await.map(matches) })}
                        </output>
                    </Transition>
                </div>
            </form>
        }
        .into_any()
    };
    view! { <Card title="Export time logs" explain>{body}</Card> }
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
        count => format!("{count} entries match"),
    }
}
