//! The order of rates, and what a form says about entries that are saved already.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, FieldErrors};
use crate::time_entries::query::parse_near_day;
use crate::values::{Currency, Date};

/// Who says what an hour is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateSource {
    /// The entry itself.
    Entry,
    /// Its project.
    Project,
    /// Whose time it is.
    Member,
    /// The workspace's default.
    Workspace,
    /// Nobody: the hour is worth nothing.
    #[default]
    Nobody,
}

/// What an hour is worth, and who says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// Minor units of the project's currency.
    pub cents: i64,
    /// Who says so.
    pub source: RateSource,
}

/// What project, member and workspace say about an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateTerms {
    /// The project's rate in minor units of its own currency; 0 is none.
    pub project_cents: i64,
    /// The client's currency, else the workspace's.
    pub project_currency: Currency,
    /// The member's rate in minor units of the workspace's currency; 0 is time that costs nothing.
    pub member_cents: Option<i64>,
    /// The workspace's default in minor units of its currency; 0 is none.
    pub workspace_cents: i64,
    /// What the last two are in.
    pub workspace_currency: Currency,
}

/// What an hour is worth: the entry's own rate, else its project's, else its member's, else the workspace's. The last
/// two are in the workspace's currency and say nothing about a project in another one.
#[must_use]
pub fn effective_rate(own: Option<i64>, terms: RateTerms) -> Rate {
    let rate = |cents, source| Rate { cents, source };
    if let Some(cents) = own {
        return rate(cents, RateSource::Entry);
    }
    if terms.project_cents > 0 {
        return rate(terms.project_cents, RateSource::Project);
    }
    if terms.project_currency != terms.workspace_currency {
        return Rate::default();
    }
    match (terms.member_cents, terms.workspace_cents) {
        (Some(cents), _) => rate(cents, RateSource::Member),
        (None, 0) => Rate::default(),
        (None, cents) => rate(cents, RateSource::Workspace),
    }
}

/// Which entries a new rate is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RateReach {
    /// New ones alone.
    #[default]
    FromNow,
    /// Also those that begin on this day or later, are billable, had the old rate and are on no invoice.
    Since(Date),
}

impl RateReach {
    /// What a form says; nothing at all is from now on.
    ///
    /// # Errors
    /// `AppError::Invalid` naming `rate_reach` or `rate_since`.
    pub fn read(reach: &str, since: &str) -> Result<Self, AppError> {
        let mut errors = FieldErrors::new();
        let reach = match reach.trim() {
            "" | "now" => Some(Self::FromNow),
            "since" if since.trim().is_empty() => {
                let words = "Choose the day from which saved entries get the new rate.";
                errors.push("rate_since", "required", words);
                None
            }
            "since" => errors
                .take("rate_since", parse_near_day(since.trim()))
                .map(Self::Since),
            _ => {
                let words = "Choose from now on, or a day.";
                errors.push("rate_reach", "invalid", words);
                None
            }
        };
        errors.finish(reach)
    }

    /// The form's two fields that say this.
    #[must_use]
    pub fn written(self) -> (String, String) {
        match self {
            Self::FromNow => (String::new(), String::new()),
            Self::Since(day) => ("since".to_owned(), day.to_string()),
        }
    }
}

/// How many saved entries got a new rate; nothing where none did.
#[must_use]
pub fn rerated_words(count: i64) -> Option<String> {
    match count {
        ..=0 => None,
        1 => Some("1 saved time entry has the new rate.".to_owned()),
        count => Some(format!("{count} saved time entries have the new rate.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::MAX_MONEY;
    use proptest::prelude::*;

    fn terms(project: i64, member: Option<i64>, workspace: i64) -> RateTerms {
        RateTerms {
            project_cents: project,
            project_currency: Currency::USD,
            member_cents: member,
            workspace_cents: workspace,
            workspace_currency: Currency::USD,
        }
    }

    #[test]
    fn the_first_that_says_something_decides() {
        use RateSource::{Entry, Member, Nobody, Project, Workspace};
        for (own, project, member, workspace, cents, source) in [
            (Some(1), 2, Some(3), 4, 1, Entry),
            (Some(0), 2, Some(3), 4, 0, Entry),
            (None, 2, Some(3), 4, 2, Project),
            (None, 0, Some(3), 4, 3, Member),
            (None, 0, Some(0), 4, 0, Member),
            (None, 0, None, 4, 4, Workspace),
            (None, 0, None, 0, 0, Nobody),
        ] {
            let rate = effective_rate(own, terms(project, member, workspace));
            assert_eq!(rate, Rate { cents, source });
        }
    }

    #[test]
    fn a_form_says_from_now_on_or_since_a_day() {
        let day = "2026-11-02".parse::<Date>().unwrap();
        for (reach, since, read) in [
            ("", "", Ok(RateReach::FromNow)),
            ("now", "nonsense", Ok(RateReach::FromNow)),
            ("since", " 2026-11-02 ", Ok(RateReach::Since(day))),
            ("since", "", Err("rate_since")),
            ("since", "soon", Err("rate_since")),
            ("since", "0001-01-01", Err("rate_since")),
            ("always", "", Err("rate_reach")),
        ] {
            let found = RateReach::read(reach, since);
            match (&found, read) {
                (Ok(found), Ok(read)) => assert_eq!(*found, read),
                (Err(error), Err(field)) => assert!(error.for_field(field).is_some(), "{error}"),
                _ => panic!("{reach} {since}: {found:?}"),
            }
        }
        for reach in [RateReach::FromNow, RateReach::Since(day)] {
            let (words, since) = reach.written();
            assert_eq!(RateReach::read(&words, &since), Ok(reach));
        }
    }

    #[test]
    fn nothing_is_said_where_nothing_changed() {
        assert_eq!(rerated_words(0), None);
        assert!(rerated_words(1).is_some_and(|words| words.contains("entry has")));
        assert!(rerated_words(12).is_some_and(|words| words.starts_with("12 saved")));
    }

    proptest! {
        /// Whatever is said, the rate is one of those that were said, and nothing crosses currencies.
        #[test]
        fn a_rate_is_somebodys(
            own in proptest::option::of(0..=MAX_MONEY), project in 0..=MAX_MONEY,
            member in proptest::option::of(0..=MAX_MONEY), workspace in 0..=MAX_MONEY, same: bool,
        ) {
            let mut said = terms(project, member, workspace);
            if !same {
                said.project_currency = Currency::parse("EUR").unwrap();
            }
            let rate = effective_rate(own, said);
            let by = match rate.source {
                RateSource::Entry => own,
                RateSource::Project => Some(project),
                RateSource::Member => member,
                RateSource::Workspace => Some(workspace),
                RateSource::Nobody => Some(0),
            };
            prop_assert_eq!(by, Some(rate.cents));
            if !same {
                prop_assert!(!matches!(rate.source, RateSource::Member | RateSource::Workspace));
            }
        }

        #[test]
        fn no_form_panics(reach: String, since: String) {
            let _ = RateReach::read(&reach, &since);
            let _ = RateReach::read("since", &since);
        }
    }
}
