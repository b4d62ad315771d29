//! What a saved report holds, and what a link may be: pure, so that page and server come to the same parameters.

use super::{ReportKind, SavedDays, ShareForm};
use crate::error::{AppError, Conflict, FieldErrors};
use crate::reports::Dimension;
use crate::reports::address::groupings;
use crate::reports::profit::parse_grouping;
use crate::reports::rules::with_days;
use crate::time_entries::EntryQuery;
use crate::time_entries::query::{encode_params, parse_near_day};
use crate::values::{Date, Formats, Period, SavedReportId, WeekStart, clean_name};

/// Longest name in characters.
pub const NAME_MAX: usize = 100;
/// Most saved reports of a workspace.
pub const REPORTS_MAX: i64 = 500;
/// Longest parameters in bytes, as they arrive.
pub const PARAMS_MAX: usize = 4000;
/// Shortest and longest password of a link in characters.
pub const PASSWORD_MIN: usize = 8;
/// See [`PASSWORD_MIN`].
pub const PASSWORD_MAX: usize = 200;

/// A report's parameters: which entries, and by what they are grouped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// Which entries; it always names its days.
    pub query: EntryQuery,
    /// By what, and then by what.
    pub by: (Dimension, Option<Dimension>),
}

impl Params {
    /// Those of a page in sight.
    #[must_use]
    pub fn of_page(
        kind: ReportKind,
        query: &EntryQuery,
        (first, second): (Dimension, Option<Dimension>),
    ) -> Self {
        let second = match kind {
            ReportKind::Summary => second,
            ReportKind::Profitability => None,
        };
        Self {
            query: with_days(query.clone()),
            by: (first, second),
        }
    }

    /// Reads an address' parameters; others than the page's own are left out.
    ///
    /// # Errors
    /// The parameters that cannot be understood, by their names.
    pub fn parse(
        kind: ReportKind,
        pairs: &[(String, String)],
        today: Date,
        week_start: WeekStart,
    ) -> Result<Self, AppError> {
        let value = |wanted: &str| {
            let found = pairs.iter().rev().find(|(name, _)| name == wanted);
            found.map_or("", |(_, value)| value.as_str())
        };
        let by = parse_by(kind, value("group_by"), value("then_by"))?;
        let pairs = pairs.iter().map(|(name, value)| (name, value.as_str()));
        let params = Self::of_page(kind, &EntryQuery::from_params(pairs), by);
        params.query.parse(today, week_start)?;
        Ok(params)
    }

    /// As they stand behind the address' `?`, always in the same order.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        let (first, second) = self.by;
        let mut params = self.query.to_params();
        if first != Dimension::Project {
            params.push(("group_by", first.slug()));
        }
        params.extend(second.map(|second| ("then_by", second.slug())));
        encode_params(params)
    }

    /// Its groupings.
    #[must_use]
    pub fn group_by(&self) -> Vec<Dimension> {
        std::iter::once(self.by.0).chain(self.by.1).collect()
    }

    /// Its days, once they were understood.
    #[must_use]
    pub fn days(&self) -> SavedDays {
        match Period::from_slug(&self.query.period) {
            Some(period) => SavedDays::Period(period),
            None => SavedDays::Fixed(
                parse_near_day(&self.query.from).ok(),
                parse_near_day(&self.query.to).ok(),
            ),
        }
    }
}

fn parse_by(
    kind: ReportKind,
    group_by: &str,
    then_by: &str,
) -> Result<(Dimension, Option<Dimension>), AppError> {
    let (first, second) = group_by.split_once(',').unwrap_or((group_by, then_by));
    let is_known = |slug: &str| slug.is_empty() || Dimension::from_slug(slug).is_some();
    if !is_known(first) || !is_known(second) {
        return Err(AppError::field(
            "group_by",
            "invalid",
            "Group by one or two of client, project, user, tag, day, week and month.",
        ));
    }
    match kind {
        ReportKind::Summary => Ok(groupings(group_by, then_by)),
        ReportKind::Profitability => parse_grouping(first).map(|by| (by, None)),
    }
}

/// A report's page with these parameters; that of a saved one knows which it is.
#[must_use]
pub fn report_href(kind: ReportKind, params: &str, id: Option<SavedReportId>) -> String {
    let id = id.map(|id| format!("&saved={id}")).unwrap_or_default();
    format!("{}?{params}{id}", kind.path())
}

/// A name as it is kept.
///
/// # Errors
/// `AppError::Invalid` at `name`.
pub fn parse_name(text: &str) -> Result<String, AppError> {
    let mut errors = FieldErrors::new();
    let name = errors.take("name", clean_name(text, NAME_MAX));
    errors.finish(name)
}

/// Another saved report has the name already.
#[must_use]
pub fn name_taken(name: &str) -> AppError {
    AppError::conflict(
        Conflict::NameTaken,
        format!("There is a saved report “{name}” already. Choose another name."),
    )
}

/// The days in words: `Last month`, `1 – 30 Nov 2026`.
#[must_use]
pub fn days_words(days: SavedDays, formats: Formats) -> String {
    match days {
        SavedDays::Period(period) => period.label().to_owned(),
        SavedDays::Fixed(Some(from), Some(to)) => match crate::values::DateRange::new(from, to) {
            Ok(range) => formats.range(range),
            Err(_) => formats.day(from),
        },
        SavedDays::Fixed(Some(from), None) => format!("From {}", formats.day(from)),
        SavedDays::Fixed(None, Some(to)) => format!("Until {}", formats.day(to)),
        SavedDays::Fixed(None, None) => Period::AllTime.label().to_owned(),
    }
}

/// The groupings in words: `by project and day`.
#[must_use]
pub fn group_by_words(by: &[Dimension]) -> String {
    let labels: Vec<String> = by.iter().map(|by| by.label().to_lowercase()).collect();
    format!("by {}", labels.join(" and "))
}

/// What to do about a link's password.
#[derive(Clone, PartialEq, Eq)]
pub enum PasswordWish {
    /// Leave it as it is.
    Keep,
    /// Ask for none.
    Remove,
    /// Ask for this one.
    Set(String),
}

/// What a link is to be.
#[derive(Clone, PartialEq, Eq)]
pub struct ShareWish {
    /// Its last day.
    pub expires_on: Option<Date>,
    /// Its password.
    pub password: PasswordWish,
    /// Whether amounts are shown.
    pub shows_amounts: bool,
    /// Whether people are named.
    pub shows_people: bool,
}
crate::secret::never_printed!(PasswordWish ShareWish);

/// Reads a link's form; `today` is the day where the link is made.
///
/// # Errors
/// The fields that are refused, by their names.
pub fn parse_share(form: &ShareForm, today: Date) -> Result<ShareWish, AppError> {
    let mut errors = FieldErrors::new();
    let expires_on = match form.expires_on.trim() {
        "" => None,
        day => errors.take("expires_on", parse_near_day(day)),
    };
    if expires_on.is_some_and(|day| day < today) {
        let words = "This day is over. Choose today or a later day, or leave it empty.";
        errors.push("expires_on", "past", words);
    }
    let length = form.password.chars().count();
    let password = if form.without_password == "true" {
        PasswordWish::Remove
    } else if length == 0 {
        PasswordWish::Keep
    } else {
        if !(PASSWORD_MIN..=PASSWORD_MAX).contains(&length) {
            let words = format!("Use {PASSWORD_MIN} to {PASSWORD_MAX} characters.");
            errors.push("password", "length", words);
        }
        PasswordWish::Set(form.password.clone())
    };
    errors.finish(Some(ShareWish {
        expires_on,
        password,
        shows_amounts: form.amounts == "true",
        shows_people: form.people == "true",
    }))
}

#[cfg(test)]
mod tests;
