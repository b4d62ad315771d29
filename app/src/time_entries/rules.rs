//! What a time entry's form means: limits, what is copied from the project, and how start, end and duration lead each
//! other while they are typed.

use std::str::FromStr;

use super::query::parse_near_day;
use super::{BulkForm, TimeEntryForm};
use crate::error::{AppError, FieldErrors};
use crate::values::{
    Currency, Date, MoneyError, ProjectId, TagId, Time, UserId, clean_text, format_clock,
    format_plain, format_time_of_day, parse_duration, parse_money, parse_time_of_day,
};

/// The most characters of a description.
pub const MAX_DESCRIPTION: usize = 5000;
/// The longest entry that can be typed, in seconds.
pub const MAX_SECONDS: i64 = 24 * 3600;
/// How far ahead an entry may start, in seconds.
pub const MAX_AHEAD: i64 = 24 * 3600;
/// How far ahead an entry may end, in seconds: the longest one that starts as late as it may. Pauses go no further.
pub const MAX_END_AHEAD: i64 = MAX_AHEAD + MAX_SECONDS;
/// The furthest that clocks are ahead of UTC or behind it, in seconds.
const MAX_OFFSET: i64 = 26 * 3600;
/// Whether an entry's worth can be counted: databases multiply seconds by the hourly rate before they divide.
#[must_use]
pub const fn is_countable(seconds: i64, rate_cents: i64) -> bool {
    match seconds.checked_mul(rate_cents) {
        Some(product) => product < i64::MAX - 3600,
        None => false,
    }
}

/// The most entries that are changed or deleted at once.
pub const MAX_AT_ONCE: usize = 500;

/// When it was, as far as it was typed; the server knows the time zone that makes instants of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TypedTimes {
    /// The day of the start.
    pub date: Option<Date>,
    /// The start.
    pub start: Option<Time>,
    /// How many seconds clocks are ahead of UTC at the start, where it comes twice.
    pub offset: Option<i64>,
    /// The end; at or before the start, it is on the next day.
    pub end: Option<Time>,
    /// Tracked seconds.
    pub duration: Option<i64>,
}

impl TypedTimes {
    /// Reads a form's times; nothing, with a note at each, when one cannot be read.
    fn read(form: &TimeEntryForm, errors: &mut FieldErrors) -> Option<Self> {
        fn field<T, E: std::fmt::Display>(
            name: &str,
            text: &str,
            errors: &mut FieldErrors,
            parse: impl FnOnce(&str) -> Result<T, E>,
        ) -> Result<Option<T>, ()> {
            let value = given(text, errors, name, parse);
            if value.is_none() && !text.trim().is_empty() {
                Err(())
            } else {
                Ok(value)
            }
        }
        let date = field("date", &form.date, errors, parse_near_day);
        let start = field("start", &form.start, errors, parse_time_of_day);
        let offset = field("offset", &form.offset, errors, parse_offset);
        let end = field("end", &form.end, errors, parse_time_of_day);
        let duration = field("duration", &form.duration, errors, parse_duration);
        let mut times = Self {
            date: date.ok()?,
            start: start.ok()?,
            offset: offset.ok()?,
            end: end.ok()?,
            duration: duration.ok()?,
        };
        // While typing, one of end and duration followed the other; the one that was typed counts.
        match form.decided_by.as_str() {
            "end" if times.start.is_some() && times.end.is_some() => times.duration = None,
            "duration" if times.start.is_some() && times.duration.is_some() => times.end = None,
            _ => {}
        }
        Some(times)
    }
}

/// A time entry's form, read field by field; what depends on the project is left as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedEntry {
    /// Whose time a new entry is; `None` is the own.
    pub person_id: Option<UserId>,
    /// What was done.
    pub description: String,
    /// What it is booked on.
    pub project_id: Option<ProjectId>,
    /// When it was; `None` when one of its fields could not be read.
    pub times: Option<TypedTimes>,
    /// Whether the box was ticked; `None` when nothing was sent.
    pub billable: Option<bool>,
    /// An amount an hour, as typed.
    pub hourly_rate: String,
    /// The form already showed the project's own terms, so that what it sends is meant as it is.
    pub as_shown: bool,
    /// Its labels, each once.
    pub tag_ids: Vec<TagId>,
}

impl TypedEntry {
    /// Reads a form; fields that cannot be read are noted and left empty.
    #[must_use]
    pub fn read(form: &TimeEntryForm, errors: &mut FieldErrors) -> Self {
        Self {
            person_id: given(&form.person_id, errors, "person_id", UserId::from_str),
            description: errors
                .take(
                    "description",
                    clean_text(&form.description, MAX_DESCRIPTION),
                )
                .unwrap_or_default(),
            project_id: given(&form.project_id, errors, "project_id", ProjectId::from_str),
            times: TypedTimes::read(form, errors),
            billable: given(&form.billable, errors, "billable", parse_flag),
            hourly_rate: form.hourly_rate.trim().to_owned(),
            as_shown: form.as_shown == "true",
            tag_ids: parse_tags(&form.tag_ids, errors, "tag_ids"),
        }
    }

    /// The billable mark of a new entry: as typed, else the project's.
    #[must_use]
    pub fn billable_of_new(&self, of_project: bool) -> bool {
        self.billable.unwrap_or(!self.as_shown && of_project)
    }

    /// The rate of a new entry in minor units: as typed, else the project's.
    ///
    /// # Errors
    /// What is wrong with the amount.
    pub fn rate_of_new(&self, of_project: i64, currency: Currency) -> Result<i64, MoneyError> {
        if self.hourly_rate.is_empty() {
            Ok(of_project)
        } else {
            parse_money(&self.hourly_rate, currency)
        }
    }

    /// The billable mark after an edit. `new_project` is a project's that the edit changes to: it decides unless the
    /// mark was changed in the same form. A box that is not ticked sends nothing.
    #[must_use]
    pub fn billable_of_edit(&self, stored: bool, new_project: Option<bool>) -> bool {
        let typed = self.billable.unwrap_or(false);
        match new_project {
            Some(of_project) if !self.as_shown && typed == stored => of_project,
            _ => typed,
        }
    }

    /// The rate after an edit in minor units; `new_project` as for [`Self::billable_of_edit`].
    ///
    /// # Errors
    /// What is wrong with the amount.
    pub fn rate_of_edit(
        &self,
        stored: (i64, Currency),
        new_project: Option<i64>,
        of_project: i64,
        currency: Currency,
    ) -> Result<i64, MoneyError> {
        let (stored, stored_currency) = stored;
        match new_project {
            Some(rate)
                if !self.as_shown && self.hourly_rate == format_plain(stored, stored_currency) =>
            {
                Ok(rate)
            }
            _ => self.rate_of_new(of_project, currency),
        }
    }
}

/// A change to several entries, read; `None` and empty keep what is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkChange {
    /// `Some(None)` books on no project.
    pub project: Option<ProjectChange>,
    /// The billable mark.
    pub billable: Option<bool>,
    /// Labels to add.
    pub add_tags: Vec<TagId>,
    /// Labels to take off.
    pub remove_tags: Vec<TagId>,
    /// What was done, trimmed and checked.
    pub description: Option<String>,
    /// Minor units an hour.
    pub hourly_rate_cents: Option<i64>,
    /// All their labels, in place of those they have.
    pub tags: Option<Vec<TagId>>,
}

/// What entries are booked on from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectChange {
    /// A project.
    To(ProjectId),
    /// None at all.
    Off,
}

impl BulkForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The fields that cannot be read; a form that changes nothing.
    pub fn parse(&self) -> Result<BulkChange, AppError> {
        let mut errors = FieldErrors::new();
        let change = BulkChange {
            project: given(&self.project_id, &mut errors, "project_id", |text| {
                if text == super::query::NONE {
                    Ok(ProjectChange::Off)
                } else {
                    text.parse().map(ProjectChange::To)
                }
            }),
            billable: given(&self.billable, &mut errors, "billable", parse_flag),
            add_tags: parse_tags(&self.add_tag_ids, &mut errors, "add_tag_ids"),
            remove_tags: parse_tags(&self.remove_tag_ids, &mut errors, "remove_tag_ids"),
            ..BulkChange::default()
        };
        if *self == Self::default() {
            errors.push(
                "project_id",
                "required",
                "Choose what to change: project, billable or tags.",
            );
        }
        errors.finish(Some(change))
    }
}

fn given<T, E: std::fmt::Display>(
    text: &str,
    errors: &mut FieldErrors,
    field: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        None
    } else {
        errors.take(field, parse(text))
    }
}

fn parse_flag(text: &str) -> Result<bool, &'static str> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("Choose yes or no."),
    }
}

fn parse_offset(text: &str) -> Result<i64, &'static str> {
    text.parse::<i64>()
        .ok()
        .filter(|seconds| (-MAX_OFFSET..=MAX_OFFSET).contains(seconds))
        .ok_or("An offset is a number of seconds, such as 3600.")
}

fn parse_tags(texts: &[String], errors: &mut FieldErrors, field: &str) -> Vec<TagId> {
    let mut tags: Vec<TagId> = texts
        .iter()
        .filter_map(|text| given(text, errors, field, TagId::from_str))
        .collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// The end that goes with a start and a duration while they are typed, on a clock without changes; `pause` are seconds
/// that were not tracked. Nothing while one of the two cannot be read.
#[must_use]
pub fn end_after(start: &str, duration: &str, pause: i64) -> Option<String> {
    let start = clock_seconds(parse_time_of_day(start).ok()?);
    let length = parse_duration(duration).ok()?.checked_add(pause)?;
    let end = start.checked_add(length)?.rem_euclid(MAX_SECONDS);
    let time = Time::midnight()
        .checked_add(jiff::SignedDuration::from_secs(end))
        .ok()?;
    Some(format_time_of_day(time))
}

/// The duration that goes with a start and an end while they are typed; `pause` as in [`end_after`], and left out of
/// account where it would leave nothing.
#[must_use]
pub fn duration_between(start: &str, end: &str, pause: i64) -> Option<String> {
    let start = clock_seconds(parse_time_of_day(start).ok()?);
    let end = clock_seconds(parse_time_of_day(end).ok()?);
    let length = match (end - start).rem_euclid(MAX_SECONDS) {
        0 => MAX_SECONDS,
        length => length,
    };
    Some(format_clock(if length > pause {
        length - pause
    } else {
        length
    }))
}

fn clock_seconds(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(form: &TimeEntryForm) -> (TypedEntry, Option<AppError>) {
        let mut errors = FieldErrors::new();
        let typed = TypedEntry::read(form, &mut errors);
        (typed, errors.finish(Some(())).err())
    }

    #[test]
    fn every_field_says_what_is_wrong() {
        let bad = |text: &str| text.to_owned();
        let form = TimeEntryForm {
            description: "x".repeat(5001),
            project_id: bad("webshop"),
            date: bad("20.11.2026"),
            start: bad("noon"),
            offset: bad("+01:00"),
            end: bad("25:00"),
            duration: bad("1:75"),
            billable: bad("maybe"),
            hourly_rate: String::new(),
            tag_ids: vec![bad("#dev")],
            ..TimeEntryForm::default()
        };
        let error = read(&form).1.unwrap();
        for field in [
            "description",
            "project_id",
            "date",
            "start",
            "offset",
            "end",
            "duration",
            "billable",
            "tag_ids",
        ] {
            assert!(error.for_field(field).is_some(), "{field}: {error:?}");
        }
        let (_, none) = read(&TimeEntryForm {
            description: "x".repeat(5000),
            ..TimeEntryForm::default()
        });
        assert_eq!(none, None);
    }

    #[test]
    fn what_is_worth_too_much_cannot_be_counted() {
        for (seconds, rate, is) in [
            (0, i64::MAX, true),
            (1, i64::MAX - 3601, true),
            (1, i64::MAX - 3600, false),
            (MAX_SECONDS, crate::values::MAX_MONEY, true),
            (MAX_SECONDS, 1000 * crate::values::MAX_MONEY, false),
        ] {
            assert_eq!(is_countable(seconds, rate), is, "{seconds} × {rate}");
        }
    }

    #[test]
    fn an_offset_is_a_number_of_seconds() {
        for (text, offset) in [
            ("", Some(None)),
            ("3600", Some(Some(3600))),
            ("-34200", Some(Some(-34_200))),
            ("93600", Some(Some(93_600))),
            ("93601", None),
            ("-9223372036854775808", None),
            ("1.5", None),
        ] {
            let form = TimeEntryForm {
                offset: text.into(),
                ..TimeEntryForm::default()
            };
            let (typed, error) = read(&form);
            assert_eq!(typed.times.map(|times| times.offset), offset, "{text}");
            let is_named = error.is_some_and(|error| error.for_field("offset").is_some());
            assert_eq!(is_named, offset.is_none(), "{text}");
        }
    }

    #[test]
    fn what_was_typed_last_decides() {
        let form = |decided_by: &str| TimeEntryForm {
            start: "9".into(),
            end: "10".into(),
            duration: "2h".into(),
            decided_by: decided_by.into(),
            ..TimeEntryForm::default()
        };
        let given = |decided_by| {
            let times = read(&form(decided_by)).0.times.unwrap();
            (times.end.is_some(), times.duration.is_some())
        };
        assert_eq!(given(""), (true, true));
        assert_eq!(given("end"), (true, false));
        assert_eq!(given("duration"), (false, true));
        assert_eq!(given("nonsense"), (true, true));
    }

    #[test]
    fn the_project_fills_in_what_was_left_open() {
        // billable as sent, as shown, the project's, what a new entry gets
        for (sent, as_shown, of_project, billable) in [
            ("", "", true, true),
            ("", "", false, false),
            ("true", "", false, true),
            ("", "true", true, false),
            ("true", "true", false, true),
            ("false", "", true, false),
        ] {
            let form = TimeEntryForm {
                billable: sent.into(),
                as_shown: as_shown.into(),
                ..TimeEntryForm::default()
            };
            assert_eq!(
                read(&form).0.billable_of_new(of_project),
                billable,
                "{sent} {as_shown} {of_project}"
            );
        }
        let usd = Currency::default();
        let rate = |text: &str| {
            read(&TimeEntryForm {
                hourly_rate: text.into(),
                ..TimeEntryForm::default()
            })
            .0
            .rate_of_new(9000, usd)
        };
        assert_eq!(rate(" "), Ok(9000));
        assert_eq!(rate("80"), Ok(8000));
        assert_eq!(rate("-1"), Err(MoneyError::Negative));
    }

    #[test]
    fn another_project_brings_its_terms_unless_overridden() {
        let usd = Currency::default();
        let edit = |billable: &str, rate: &str, as_shown: &str| {
            read(&TimeEntryForm {
                billable: billable.into(),
                hourly_rate: rate.into(),
                as_shown: as_shown.into(),
                ..TimeEntryForm::default()
            })
            .0
        };
        // The stored entry is billable at 90.00; the new project is not, at 50.00.
        for (typed, billable, rate) in [
            (edit("true", "90.00", ""), false, 5000),
            (edit("true", "90.00", "true"), true, 9000),
            (edit("", "90.00", ""), false, 5000),
            (edit("true", "70", ""), false, 7000),
            (edit("true", "", ""), false, 5000),
        ] {
            assert_eq!(
                typed.billable_of_edit(true, Some(false)),
                billable,
                "{typed:?}"
            );
            assert_eq!(
                typed.rate_of_edit((9000, usd), Some(5000), 5000, usd),
                Ok(rate),
                "{typed:?}"
            );
        }
        // The same project: what is typed counts.
        assert!(!edit("", "90.00", "").billable_of_edit(true, None));
        assert_eq!(
            edit("", "90.00", "").rate_of_edit((9000, usd), None, 5000, usd),
            Ok(9000)
        );
    }

    #[test]
    fn several_at_once() {
        let id = "0195d3c0-0000-7000-8000-000000000001";
        let form = BulkForm {
            project_id: "none".into(),
            billable: "false".into(),
            add_tag_ids: vec![id.into(), id.into()],
            remove_tag_ids: vec![],
        };
        let change = form.parse().unwrap();
        assert_eq!(change.project, Some(ProjectChange::Off));
        assert_eq!(change.add_tags.len(), 1);
        assert!(BulkForm::default().parse().is_err());
        let error = BulkForm {
            project_id: "x".into(),
            billable: "x".into(),
            ..form
        }
        .parse()
        .unwrap_err();
        assert!(error.for_field("project_id").is_some() && error.for_field("billable").is_some());
    }

    #[test]
    fn end_and_duration_follow_each_other() {
        assert_eq!(end_after("13:05", "2:15", 0).as_deref(), Some("15:20"));
        assert_eq!(end_after("23:00", "90m", 0).as_deref(), Some("00:30"));
        assert_eq!(end_after("9", "1h", 600).as_deref(), Some("10:10"));
        assert_eq!(end_after("", "1h", 0), None);
        assert_eq!(end_after("9", "soon", 0), None);
        assert_eq!(
            duration_between("13:05", "15:20", 0).as_deref(),
            Some("2:15:00")
        );
        assert_eq!(
            duration_between("23:00", "0:30", 0).as_deref(),
            Some("1:30:00")
        );
        assert_eq!(duration_between("9", "9", 0).as_deref(), Some("24:00:00"));
        assert_eq!(duration_between("9", "10", 600).as_deref(), Some("0:50:00"));
        assert_eq!(
            duration_between("9", "9:05", 600).as_deref(),
            Some("0:05:00")
        );
    }

    proptest! {
        #[test]
        fn following_there_and_back(hour in 0..24_i64, minute in 0..60_i64, length in 1..1440_i64, pause in 0..600_i64) {
            let start = format!("{hour}:{minute:02}");
            let duration = format!("{length}m");
            let pause = pause * 60;
            prop_assume!(length * 60 + pause < MAX_SECONDS);
            let end = end_after(&start, &duration, pause).unwrap();
            let back = duration_between(&start, &end, pause).unwrap();
            prop_assert_eq!(parse_duration(&back), Ok(length * 60));
        }

        #[test]
        fn nothing_typed_panics(start: String, end: String, pause: i64) {
            let _ = (end_after(&start, &end, pause), duration_between(&start, &end, pause.max(0)));
        }
    }
}
