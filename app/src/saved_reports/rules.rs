//! What a saved report holds, and what a link may be: pure, so that page and server come to the same parameters.

use super::{ReportKind, SavedDays, ShareForm};
use crate::error::{AppError, Conflict, FieldErrors};
use crate::reports::Dimension;
use crate::reports::address::groupings;
use crate::reports::detailed::{PAGE_SIZES, PageQuery};
use crate::reports::profit::parse_grouping;
use crate::reports::rules::with_days;
use crate::reports::weekly::{ROWS, parse_rows};
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

/// A report's parameters: which entries, by what they are grouped, and how many a page has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// Which page shows it.
    kind: ReportKind,
    /// Which entries; it always names its days.
    pub query: EntryQuery,
    /// By what, and then by what; a detailed report may be in no groups.
    by: Vec<Dimension>,
    /// Entries on a page of a detailed report; empty is the usual.
    size: String,
}

impl Params {
    /// Those of a page in sight: what it does not know is left out.
    #[must_use]
    pub fn of_page(kind: ReportKind, query: &EntryQuery, by: &[Dimension], size: &str) -> Self {
        let first = by.first().copied();
        let by = match kind {
            ReportKind::Summary => by.iter().copied().take(2).collect(),
            ReportKind::Weekly => {
                let first = first.filter(|by| ROWS.contains(by));
                vec![first.unwrap_or(Dimension::Project)]
            }
            ReportKind::Detailed | ReportKind::Profitability => first.into_iter().collect(),
        };
        // The first size is the usual, which is not said.
        let mut sizes = PAGE_SIZES.iter().skip(1).map(ToString::to_string);
        let has_size = kind == ReportKind::Detailed && sizes.any(|known| known == size);
        Self {
            kind,
            query: with_days(query.clone()),
            by,
            size: if has_size {
                size.to_owned()
            } else {
                String::new()
            },
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
        let size = value("size");
        let by = parse_by(kind, value("group_by"), value("then_by"), size)?;
        let pairs = pairs.iter().map(|(name, value)| (name, value.as_str()));
        let params = Self::of_page(kind, &EntryQuery::from_params(pairs), &by, size);
        params.query.parse(today, week_start)?;
        Ok(params)
    }

    /// As they stand behind the address' `?`, always in the same order.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        // By project is the usual, but where no groups are.
        let usual = match self.kind {
            ReportKind::Detailed => None,
            ReportKind::Summary | ReportKind::Weekly | ReportKind::Profitability => {
                Some(Dimension::Project)
            }
        };
        let mut params = self.query.to_params();
        let first = self.by.first().copied();
        if let Some(first) = first.filter(|first| Some(*first) != usual) {
            params.push(("group_by", first.slug()));
        }
        params.extend(self.by.get(1).map(|second| ("then_by", second.slug())));
        if !self.size.is_empty() {
            params.push(("size", self.size.as_str()));
        }
        encode_params(params)
    }

    /// Its groupings.
    #[must_use]
    pub fn group_by(&self) -> &[Dimension] {
        &self.by
    }

    /// Its groupings as the server wants them: `project,day`.
    #[must_use]
    pub fn group_by_slugs(&self) -> String {
        let slugs: Vec<&str> = self.by.iter().map(|by| by.slug()).collect();
        slugs.join(",")
    }

    /// A page of a detailed report, from the place on that the page before told.
    #[must_use]
    pub fn page(&self, after: String) -> PageQuery {
        PageQuery {
            group_by: self.group_by_slugs(),
            after,
            size: self.size.clone(),
        }
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
    size: &str,
) -> Result<Vec<Dimension>, AppError> {
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
        ReportKind::Summary => {
            let (first, second) = groupings(group_by, then_by);
            Ok(std::iter::once(first).chain(second).collect())
        }
        ReportKind::Detailed => {
            let page = PageQuery {
                group_by: first.to_owned(),
                size: size.to_owned(),
                ..PageQuery::default()
            };
            Ok(page.parse()?.group_by.into_iter().collect())
        }
        ReportKind::Weekly => parse_rows(first).map(|by| vec![by]),
        ReportKind::Profitability => parse_grouping(first).map(|by| vec![by]),
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

/// The groupings in words: `by project and day`; without any, `every entry`.
#[must_use]
pub fn group_by_words(by: &[Dimension]) -> String {
    if by.is_empty() {
        return "every entry".to_owned();
    }
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
