//! What stands behind the `?` of an address: known names only, each once unless it may be repeated.

use std::str::FromStr;

use app::error::{AppError, FieldErrors};
use axum::extract::FromRequestParts;
use http::request::Parts;

use super::problem::{Problem, Stop};

/// Most things of a page.
const LIMIT_MAX: usize = 500;
/// Things of a page, where nothing is said.
const LIMIT: usize = 50;

/// Parameters, and what was wrong with them.
#[derive(Debug)]
pub(super) struct Params {
    pairs: Vec<(String, String)>,
    /// What was refused so far.
    pub(super) errors: FieldErrors,
}

/// That there are no parameters, where no call is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct NoParams;

impl<S: Sync> FromRequestParts<S> for NoParams {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Stop> {
        Params::of(parts, &[]).map(|_| Self)
    }
}

impl Params {
    /// The parameters of a request, if it has none but these.
    pub(super) fn of(parts: &Parts, known: &[&'static str]) -> Result<Self, Stop> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        if let Some((name, _)) = pairs
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()))
        {
            let name: String = name.chars().take(100).collect();
            let detail = match known {
                [] => format!("This address takes no parameter {name}."),
                known => format!(
                    "There is no parameter {name} here, but {}.",
                    known.join(", ")
                ),
            };
            return Err(Problem::bad_request(detail).into());
        }
        Ok(Self {
            pairs,
            errors: FieldErrors::new(),
        })
    }

    /// The value of a parameter that stands there once at most.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let mut values = self.all(name);
        if values.len() > 1 {
            self.errors
                .push(name, "repeated", format!("Send {name} once."));
        }
        values.pop()
    }

    /// Every value of a parameter.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.pairs
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// A parameter that is read; what cannot be read is noted.
    pub(super) fn read<T: FromStr>(&mut self, name: &str, hint: &str) -> Option<T> {
        let text = self.text(name)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.errors.push(name, "invalid", hint);
        }
        value
    }

    /// How many things of a page are asked for.
    pub(super) fn limit(&mut self) -> usize {
        let hint = format!("limit is a number from 1 to {LIMIT_MAX}.");
        match self.read::<usize>("limit", &hint) {
            Some(limit) if !(1..=LIMIT_MAX).contains(&limit) => {
                self.errors.push("limit", "invalid", hint);
                LIMIT
            }
            limit => limit.unwrap_or(LIMIT),
        }
    }

    /// Where the page begins.
    pub(super) fn cursor<T: FromStr>(&mut self) -> Option<T> {
        self.read(
            "cursor",
            "This cursor is not one. Send the next_cursor of a page as it is.",
        )
    }

    /// Refuses what was noted.
    pub(super) fn finish(self) -> Result<(), AppError> {
        self.errors.finish(Some(()))
    }
}
