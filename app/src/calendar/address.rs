//! The calendar's address: view, day, whose time, and which form is open, so that every state can be linked.

use leptos::prelude::*;

use super::{CalendarQuery, View};
use crate::memo::{memo, use_params};
use crate::time_entries::query::encode_params;
use crate::values::{Date, TimeEntryId, add_days, parse_day};

/// Where the calendar lives.
pub const PATH: &str = "/calendar";

/// How a form says that it goes back to the calendar, in front of the calendar's parameters.
pub const BACK: &str = "calendar?";

/// What a new entry's form holds at first, as it is typed; what is empty is left open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// `2026-11-21`.
    pub date: String,
    /// `13:05`.
    pub start: String,
    /// By how many seconds clocks are ahead of UTC at the start, where they show it for the second time; else empty.
    pub offset: String,
    /// `15:20`.
    pub end: String,
    /// `2:15:00`.
    pub duration: String,
}

/// What is open on the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// The dialog for a new entry: `?new=1`, or with a day and times.
    New(Beginning),
    /// An entry: `?edit=<id>`.
    Edit(TimeEntryId),
}

/// The parts of the address.
#[derive(Clone, Copy)]
pub struct CalendarAddress {
    /// What is asked for.
    pub query: Signal<CalendarQuery>,
    /// What is open.
    pub open: Signal<Option<Open>>,
}

/// The parts of the current address.
#[must_use]
pub fn use_calendar_address() -> CalendarAddress {
    let params = use_params();
    let query = memo(move || params.with(|params| CalendarQuery::from_params(params)));
    let open = memo(move || {
        params.with(|params| {
            let Some(new) = params.get_str("new") else {
                return params.get_str("edit")?.parse().ok().map(Open::Edit);
            };
            let text = |name: &str| params.get(name).unwrap_or_default();
            let is_day = parse_day(new).is_ok();
            Some(Open::New(Beginning {
                date: if is_day {
                    new.to_owned()
                } else {
                    String::new()
                },
                start: text("start"),
                offset: text("offset"),
                end: text("end"),
                duration: text("duration"),
            }))
        })
    });
    CalendarAddress { query, open }
}

impl CalendarQuery {
    /// Takes the fields out of an address' parameters; others are left alone.
    pub fn from_params<K, V>(params: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: AsRef<str>,
        V: Into<String>,
    {
        let mut query = Self::default();
        for (name, value) in params {
            match name.as_ref() {
                "view" => query.view = value.into(),
                "date" => query.date = value.into(),
                "person" => query.person = value.into(),
                _ => {}
            }
        }
        query
    }

    /// The fields that are set, as parameters.
    #[must_use]
    pub fn to_params(&self) -> Vec<(&'static str, &str)> {
        let mut params: Vec<(&'static str, &str)> = vec![
            ("view", &self.view),
            ("date", &self.date),
            ("person", &self.person),
        ];
        params.retain(|(_, value)| !value.is_empty());
        params
    }

    /// The fields that are set, as they stand behind an address' `?`.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        encode_params(self.to_params())
    }

    /// The address of these days.
    #[must_use]
    pub fn path(&self) -> String {
        calendar_path(&self.to_query_string())
    }

    /// The same with an entry open.
    #[must_use]
    pub fn editing(&self, id: TimeEntryId) -> String {
        let id = id.to_string();
        let params = self.to_params().into_iter().chain([("edit", id.as_str())]);
        calendar_path(&encode_params(params))
    }

    /// The same with the form for a new entry open.
    #[must_use]
    pub fn adding(&self, beginning: &Beginning) -> String {
        let date = if beginning.date.is_empty() {
            "1"
        } else {
            &beginning.date
        };
        let times = [
            ("start", beginning.start.as_str()),
            ("offset", beginning.offset.as_str()),
            ("end", beginning.end.as_str()),
            ("duration", beginning.duration.as_str()),
        ];
        let times = times.into_iter().filter(|(_, text)| !text.is_empty());
        let params = self.to_params().into_iter().chain([("new", date)]);
        calendar_path(&encode_params(params.chain(times)))
    }

    /// What a form says to come back here.
    #[must_use]
    pub fn back(&self) -> String {
        format!("{BACK}{}", self.to_query_string())
    }

    /// Another day of it, as much at once.
    #[must_use]
    pub fn at(&self, day: Date) -> Self {
        Self {
            date: day.to_string(),
            ..self.clone()
        }
    }

    /// The week (or the day) that is so many weeks (or days) after the one that holds `date`.
    #[must_use]
    pub fn moved(&self, date: Date, view: View, steps: i64) -> Self {
        match view {
            View::Day => Self {
                view: View::Day.slug().to_owned(),
                ..self.at(add_days(date, steps))
            },
            View::Fitting | View::Week => self.at(add_days(date, 7 * steps)),
        }
    }

    /// As much of it at once as `view` says.
    #[must_use]
    pub fn viewed(&self, view: View) -> Self {
        Self {
            view: view.slug().to_owned(),
            ..self.clone()
        }
    }

    /// Today.
    #[must_use]
    pub fn now(&self) -> Self {
        Self {
            date: String::new(),
            ..self.clone()
        }
    }
}

/// The calendar with these parameters. Whatever is not a well-formed row of them is left out, so that a form can name
/// nothing but the calendar.
#[must_use]
pub fn calendar_path(params: &str) -> String {
    let well_formed = params
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~=&%".contains(&byte));
    if params.is_empty() || !well_formed {
        PATH.to_owned()
    } else {
        format!("{PATH}?{params}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn query(view: &str, date: &str) -> CalendarQuery {
        CalendarQuery {
            view: view.into(),
            date: date.into(),
            person: "all".into(),
        }
    }

    #[test]
    fn the_address_says_it_all() {
        let week = query("week", "2026-11-18");
        assert_eq!(
            week.path(),
            "/calendar?view=week&date=2026-11-18&person=all"
        );
        assert_eq!(CalendarQuery::from_params(week.to_params()), week);
        assert_eq!(CalendarQuery::default().path(), "/calendar");
        assert_eq!(week.back(), "calendar?view=week&date=2026-11-18&person=all");
        let beginning = Beginning {
            date: "2026-11-18".into(),
            start: "09:00".into(),
            end: "10:30".into(),
            ..Beginning::default()
        };
        assert_eq!(
            CalendarQuery::default().adding(&beginning),
            "/calendar?new=2026-11-18&start=09%3A00&end=10%3A30"
        );
        let again = Beginning {
            offset: "3600".into(),
            ..beginning
        };
        assert_eq!(
            CalendarQuery::default().adding(&again),
            "/calendar?new=2026-11-18&start=09%3A00&offset=3600&end=10%3A30"
        );
        let empty = Beginning::default();
        assert_eq!(CalendarQuery::default().adding(&empty), "/calendar?new=1");
    }

    #[test]
    fn steps_keep_what_is_looked_at() {
        let day = date(2026, 11, 18);
        for (view, by, steps, path) in [
            ("", View::Fitting, 1, "date=2026-11-25"),
            ("week", View::Week, -1, "view=week&date=2026-11-11"),
            ("day", View::Day, 1, "view=day&date=2026-11-19"),
            // On a phone one goes on by days.
            ("", View::Day, -1, "view=day&date=2026-11-17"),
        ] {
            let moved = query(view, "2026-11-18").moved(day, by, steps);
            assert_eq!(moved.path(), format!("/calendar?{path}&person=all"));
        }
        assert_eq!(query("day", "2026-11-18").now(), query("day", ""));
    }

    #[test]
    fn only_the_calendar_can_be_gone_back_to() {
        for params in ["//evil.example", "view=\r\nSet-Cookie: x", "a b", "#x", ""] {
            assert_eq!(calendar_path(params), "/calendar", "{params}");
        }
    }
}
