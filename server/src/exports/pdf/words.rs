//! A report's range and filters in words.

use app::time_entries::query::{EntryFilter, TagMatch, Whose};
use app::values::{DateRange, Formats, Moment};

use super::Report;

/// What the ids of a filter are called, as far as the reader may know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Whose time it is, if one person's.
    pub person: Option<String>,
    /// The people, if several were asked for.
    pub people: Option<Vec<String>>,
    /// The clients, `None` for entries without one.
    pub clients: Vec<Option<String>>,
    /// The projects, `None` for entries without one.
    pub projects: Vec<Option<String>>,
    /// The tags, `None` for entries without any.
    pub tags: Vec<Option<String>>,
}

/// What a program may ask for and no page does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beyond {
    /// On an active invoice, or not.
    pub invoiced: Option<bool>,
    /// Begun then or later, where that is within a day.
    pub from: Option<Moment>,
    /// Begun then or earlier, where that is within a day.
    pub to: Option<Moment>,
}

/// The days asked for; of all time, those that the entries fill.
pub(super) fn range(filter: &EntryFilter, formats: Formats, filled: Option<DateRange>) -> String {
    match (filter.from, filter.to) {
        (Some(from), Some(to)) => {
            DateRange::new(from, to).map_or_else(|_| formats.day(from), |days| formats.range(days))
        }
        (Some(from), None) => format!("From {}", formats.day(from)),
        (None, Some(to)) => format!("Until {}", formats.day(to)),
        (None, None) => filled.map_or_else(|| "All time".to_owned(), |days| formats.range(days)),
    }
}

/// What holds entries back, each with its label.
pub(super) fn filters(report: &Report) -> Vec<(&'static str, String)> {
    let about = &report.about;
    let mut words = filtered(&about.filter, &about.names);
    words.extend(went_beyond(&report.beyond, about.formats));
    words
}

/// The part that no page asks for.
fn went_beyond(beyond: &Beyond, formats: Formats) -> Vec<(&'static str, String)> {
    let begun = match (beyond.from, beyond.to) {
        (Some(from), Some(to)) => {
            Some(format!("{} – {}", formats.moment(from), formats.moment(to)))
        }
        (Some(from), None) => Some(format!("{} or later", formats.moment(from))),
        (None, Some(to)) => Some(format!("{} or earlier", formats.moment(to))),
        (None, None) => None,
    };
    let invoiced = beyond
        .invoiced
        .map(|is| if is { "Yes" } else { "No" }.to_owned());
    [("Begun", begun), ("Invoiced", invoiced)]
        .into_iter()
        .filter_map(|(label, text)| Some((label, text?)))
        .collect()
}

/// What holds entries back, as far as a page asks for it.
pub(super) fn filtered(filter: &EntryFilter, names: &Names) -> Vec<(&'static str, String)> {
    let mut words = Vec::new();
    match (&names.person, &names.people, filter.whose) {
        (Some(person), ..) => words.push(("Person", person.clone())),
        (None, Some(people), _) if !people.is_empty() => words.push(("People", people.join(", "))),
        (None, None, Whose::Everybody) => words.push(("People", "Everybody".to_owned())),
        (None, Some(_), _) | (None, None, Whose::Person(_) | Whose::Own) => {}
    }
    let list = |names: &[Option<String>], mark: &str, between: &str| {
        let name = |name: &Option<String>| match name {
            Some(name) => format!("{mark}{name}"),
            None => "none".to_owned(),
        };
        names.iter().map(name).collect::<Vec<_>>().join(between)
    };
    let all = filter.tag_match == TagMatch::All && names.tags.len() > 1;
    let between = if all { " and " } else { " or " };
    for (label, text) in [
        ("Client", list(&names.clients, "", " or ")),
        ("Project", list(&names.projects, "", " or ")),
        ("Tags", list(&names.tags, "#", between)),
    ] {
        if !text.is_empty() {
            words.push((label, text));
        }
    }
    match filter.billable {
        Some(true) => words.push(("Billable", "Yes".to_owned())),
        Some(false) => words.push(("Billable", "No".to_owned())),
        None => {}
    }
    if !filter.text.is_empty() {
        words.push(("Description", format!("with “{}”", filter.text)));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::time_entries::EntryQuery;
    use app::values::{Date, WeekStart};

    const ID: &str = "0195d3c0-0000-7000-8000-000000000001";

    fn filter(params: &[(&str, &str)]) -> EntryFilter {
        EntryQuery::from_params(params.iter().map(|(name, value)| (*name, *value)))
            .parse(Date::constant(2026, 11, 22), WeekStart::Monday)
            .unwrap()
    }

    #[test]
    fn ranges_in_words() {
        let filled = DateRange::new(Date::constant(2026, 3, 2), Date::constant(2026, 3, 4)).ok();
        let words =
            |params: &[(&str, &str)], filled| range(&filter(params), Formats::default(), filled);
        let (from, to) = (("from", "2026-11-01"), ("to", "2026-11-30"));
        assert_eq!(words(&[from, to], filled), "1 – 30 Nov 2026");
        assert_eq!(words(&[from], filled), "From 1 Nov 2026");
        assert_eq!(words(&[to], filled), "Until 30 Nov 2026");
        assert_eq!(words(&[], filled), "2 – 4 Mar 2026");
        assert_eq!(words(&[], None), "All time");
    }

    #[test]
    fn filters_in_words() {
        let none = Names::default();
        let named = Names {
            person: Some("Noor".to_owned()),
            people: None,
            clients: vec![Some("Acme".to_owned())],
            projects: vec![Some("Site".to_owned()), None],
            tags: vec![Some("dev".to_owned()), None],
        };
        let words = |params: &[(&str, &str)], names: &Names| {
            let parts = filtered(&filter(params), names);
            let parts: Vec<_> = parts
                .iter()
                .map(|(label, text)| format!("{label}: {text}"))
                .collect();
            parts.join("; ")
        };
        assert_eq!(words(&[], &none), "");
        assert_eq!(words(&[("person", "all")], &none), "People: Everybody");
        let without = Names {
            clients: vec![None],
            ..Names::default()
        };
        assert_eq!(words(&[("client", "none")], &without), "Client: none");
        // Nobody's here: nothing to say of it.
        assert_eq!(words(&[("client", ID)], &none), "");
        let all = [
            ("client", ID),
            ("project", ID),
            ("tag", ID),
            ("tag", "none"),
            ("billable", "true"),
            ("q", "x"),
        ];
        assert_eq!(
            words(&all, &named),
            "Person: Noor; Client: Acme; Project: Site or none; Tags: #dev or none; Billable: Yes; Description: with “x”"
        );
        let every = [
            ("tag", ID),
            ("tag", "none"),
            ("tag_match", "all"),
            ("billable", "false"),
        ];
        let tags = Names {
            tags: named.tags.clone(),
            ..none
        };
        assert_eq!(words(&every, &tags), "Tags: #dev and none; Billable: No");
        let several = |people: &[&str]| Names {
            people: Some(people.iter().map(|name| (*name).to_owned()).collect()),
            ..Names::default()
        };
        let everybody = [("person", "all")];
        assert_eq!(
            words(&everybody, &several(&["Ada", "Noor"])),
            "People: Ada, Noor"
        );
        assert_eq!(words(&everybody, &several(&[])), "");
    }

    #[test]
    fn what_programs_ask_for_in_words() {
        let at = |hour| {
            Some(Moment {
                day: Date::constant(2026, 11, 20),
                time: app::values::Time::constant(hour, 30, 0, 0),
            })
        };
        for (invoiced, from, to, expected) in [
            (None, None, None, ""),
            (Some(true), None, None, "Invoiced: Yes"),
            (
                Some(false),
                at(9),
                None,
                "Begun: 20 Nov 2026, 09:30 or later; Invoiced: No",
            ),
            (None, None, at(17), "Begun: 20 Nov 2026, 17:30 or earlier"),
            (
                None,
                at(9),
                at(17),
                "Begun: 20 Nov 2026, 09:30 – 20 Nov 2026, 17:30",
            ),
        ] {
            let beyond = Beyond { invoiced, from, to };
            let parts: Vec<_> = went_beyond(&beyond, Formats::default())
                .iter()
                .map(|(label, text)| format!("{label}: {text}"))
                .collect();
            assert_eq!(parts.join("; "), expected);
        }
    }
}
