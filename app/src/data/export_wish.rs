//! What is to be exported: as the address asks for it, and as it is chosen in the form then.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, FormData, HtmlFormElement};

use crate::memo::{memo, use_params};
use crate::projects::ProjectChoice;
use crate::time_entries::EntryQuery;
use crate::time_entries::query::{EVERYBODY, NONE};
use crate::values::{Date, Period, WeekStart};

/// The page that the card is on.
const PATH: &str = "/settings/data";

/// What is to be exported, as far as it was chosen: by the address first, then in the form.
#[derive(Clone, Copy, Debug)]
pub struct ExportWish {
    /// What the address asks for.
    pub(super) asked: Signal<EntryQuery>,
    /// What of it was taken over into the form.
    taken: RwSignal<Option<EntryQuery>>,
    pub(super) person: RwSignal<String>,
    pub(super) from: RwSignal<String>,
    pub(super) to: RwSignal<String>,
    pub(super) tags: RwSignal<Vec<String>>,
    /// The list's other filters, from the address alone.
    pub(super) others: RwSignal<EntryQuery>,
}

impl ExportWish {
    /// What the address asks for; of one that asks for nothing, everything, of everybody for who sees others' time.
    #[must_use]
    pub fn from_address() -> Self {
        let params = use_params();
        Self {
            asked: memo(move || params.with(|params| EntryQuery::from_params(params))),
            taken: RwSignal::default(),
            person: RwSignal::default(),
            from: RwSignal::default(),
            to: RwSignal::default(),
            tags: RwSignal::default(),
            others: RwSignal::default(),
        }
    }

    /// Takes over what the address asks for, once: what is typed afterwards stays.
    pub(super) fn take(self, asked: EntryQuery, today: Date, week_start: WeekStart) {
        if self
            .taken
            .with_untracked(|taken| taken.as_ref() == Some(&asked))
        {
            return;
        }
        self.taken.set(Some(asked.clone()));
        let period = Period::from_slug(&asked.period);
        let (from, to) = match period.and_then(|period| period.range(today, week_start)) {
            Some(range) => (range.from.to_string(), range.to.to_string()),
            None => (asked.from, asked.to),
        };
        let others = EntryQuery {
            client: asked.client,
            project: asked.project,
            tag_match: asked.tag_match,
            billable: asked.billable,
            q: asked.q,
            ..EntryQuery::default()
        };
        let is_plain = others == EntryQuery::default() && asked.tag.is_empty() && from.is_empty();
        self.person.set(match asked.person.as_str() {
            "" if is_plain && to.is_empty() && asked.period.is_empty() => EVERYBODY.to_owned(),
            _ => asked.person,
        });
        self.from.set(from);
        self.to.set(to);
        self.tags.set(asked.tag);
        self.others.set(others);
    }

    pub(super) fn query(self) -> EntryQuery {
        EntryQuery {
            person: self.person.get(),
            from: self.from.get(),
            to: self.to.get(),
            tag: self.tags.get(),
            ..self.others.get()
        }
    }

    /// Where the same is asked for with other days.
    pub(super) fn address(self, period: Period, today: Date, week_start: WeekStart) -> String {
        let (from, to) = days_of(period, today, week_start);
        page_of(EntryQuery {
            from,
            to,
            ..self.query()
        })
    }

    /// Fills in the days of a period.
    pub(super) fn choose(self, period: Period, today: Date, week_start: WeekStart) {
        let (from, to) = days_of(period, today, week_start);
        self.from.set(from);
        self.to.set(to);
    }

    /// Where the same is asked for without the list's other filters.
    pub(super) fn address_without_others(self) -> String {
        page_of(EntryQuery {
            person: self.person.get(),
            from: self.from.get(),
            to: self.to.get(),
            tag: self.tags.get(),
            ..EntryQuery::default()
        })
    }

    /// Takes over which tags are ticked.
    pub(super) fn read_tags(self, event: &Event) {
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

/// The list's other filters, in words.
pub(super) fn words_for(others: &EntryQuery, projects: &[ProjectChoice]) -> String {
    let mut words = Vec::new();
    match others.client.as_str() {
        "" => {}
        NONE => words.push("without a client".to_owned()),
        _ => words.push("of one client".to_owned()),
    }
    match others.project.as_str() {
        "" => {}
        NONE => words.push("without a project".to_owned()),
        id => {
            let project = projects.iter().find(|project| project.id.to_string() == id);
            words.push(project.map_or_else(
                || "on one project".to_owned(),
                |project| format!("on {}", project.name),
            ));
        }
    }
    match others.billable.as_str() {
        "true" => words.push("billable".to_owned()),
        "false" => words.push("not billable".to_owned()),
        _ => {}
    }
    if !others.q.is_empty() {
        words.push(format!("with “{}”", others.q));
    }
    if others.tag_match == "all" {
        words.push("with all of the tags".to_owned());
    }
    format!("Only entries {}. ", words.join(", "))
}

/// First and last day as fields and addresses have them.
pub(super) fn days_of(period: Period, today: Date, week_start: WeekStart) -> (String, String) {
    period
        .range(today, week_start)
        .map(|range| (range.from.to_string(), range.to.to_string()))
        .unwrap_or_default()
}

/// The page with this already chosen. Of no days it says so, since an address that says nothing is not one's own time.
fn page_of(mut query: EntryQuery) -> String {
    if query.from.is_empty() && query.to.is_empty() {
        Period::AllTime.slug().clone_into(&mut query.period);
    }
    format!("{PATH}?{}", query.to_query_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0195d3c0-0000-7000-8000-000000000001";

    #[test]
    fn other_filters_in_words() {
        let words = |params: &[(&str, &str)]| {
            words_for(&EntryQuery::from_params(params.iter().copied()), &[])
        };
        assert_eq!(
            words(&[("client", "none"), ("billable", "true")]),
            "Only entries without a client, billable. "
        );
        assert_eq!(
            words(&[("project", ID), ("q", "basket"), ("tag_match", "all")]),
            "Only entries on one project, with “basket”, with all of the tags. "
        );
    }

    #[test]
    fn quick_ranges_stand_in_the_address() {
        let today = Date::constant(2026, 3, 4);
        let days = |period| days_of(period, today, WeekStart::Monday);
        assert_eq!(
            days(Period::LastMonth),
            ("2026-02-01".into(), "2026-02-28".into())
        );
        assert_eq!(days(Period::AllTime), (String::new(), String::new()));
        let query = EntryQuery {
            person: EVERYBODY.to_owned(),
            from: "2026-02-01".to_owned(),
            ..EntryQuery::default()
        };
        assert_eq!(page_of(query), "/settings/data?person=all&from=2026-02-01");
        // Without a word it would ask for everybody's.
        assert_eq!(
            page_of(EntryQuery::default()),
            "/settings/data?period=all-time"
        );
    }
}
