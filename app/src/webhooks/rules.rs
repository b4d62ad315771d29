//! What a webhook may be called, and which events it hears.

use crate::error::FieldErrors;
use crate::events::EventType;
use crate::values::clean_text;

/// Longest description in characters.
pub const DESCRIPTION_MAX: usize = 200;
/// Longest address in characters.
pub const URL_MAX: usize = 2000;
/// Most webhooks of a workspace.
pub const WEBHOOKS_MAX: i64 = 20;

/// What a webhook is for, cleaned; what is refused is noted.
#[must_use]
pub fn parse_description(text: &str, errors: &mut FieldErrors) -> Option<String> {
    errors.take("description", clean_text(text, DESCRIPTION_MAX))
}

/// The kinds of events a webhook hears, each once and in their order; every one is none at all. What is refused is noted.
#[must_use]
pub fn parse_event_types(slugs: &[String], errors: &mut FieldErrors) -> Option<Vec<EventType>> {
    let mut kinds = Vec::with_capacity(slugs.len());
    for slug in slugs.iter().filter(|slug| !slug.is_empty()) {
        let Some(kind) = EventType::from_slug(slug) else {
            errors.push(
                "event_types",
                "invalid",
                "Choose events of the list, or none for every event.",
            );
            return None;
        };
        kinds.push(kind);
    }
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() == EventType::ALL.len() {
        kinds.clear();
    }
    Some(kinds)
}

/// The kinds in words: `Every event`, `time_entry.created, timer.started`.
#[must_use]
pub fn events_words(kinds: &[EventType]) -> String {
    if kinds.is_empty() {
        return "Every event".to_owned();
    }
    let slugs: Vec<&str> = kinds.iter().map(|kind| kind.slug()).collect();
    slugs.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(slugs: &[&str]) -> Option<Vec<EventType>> {
        let slugs: Vec<String> = slugs.iter().map(|slug| (*slug).to_owned()).collect();
        let mut errors = FieldErrors::new();
        let kinds = parse_event_types(&slugs, &mut errors);
        errors.finish(kinds).ok()
    }

    #[test]
    fn kinds_are_known_ones_each_once() {
        use EventType::{TimeEntryCreated, TimerStarted};
        let every: Vec<&str> = EventType::ALL.iter().map(|kind| kind.slug()).collect();
        for (slugs, kinds) in [
            (&[][..], Some(vec![])),
            (&[""], Some(vec![])),
            (
                &["timer.started", "time_entry.created", "timer.started"],
                Some(vec![TimeEntryCreated, TimerStarted]),
            ),
            (&["timer.exploded"], None),
            (&every, Some(vec![])),
        ] {
            assert_eq!(parsed(slugs), kinds, "{slugs:?}");
        }
        assert_eq!(events_words(&[]), "Every event");
        assert_eq!(
            events_words(&[TimeEntryCreated, TimerStarted]),
            "time_entry.created, timer.started"
        );
    }

    #[test]
    fn a_description_is_short() {
        let mut errors = FieldErrors::new();
        assert_eq!(
            parse_description("  Payroll ", &mut errors).as_deref(),
            Some("Payroll")
        );
        assert_eq!(parse_description(&"x".repeat(201), &mut errors), None);
    }
}
