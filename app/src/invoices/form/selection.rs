//! Which time an invoice is asked for.

use serde::{Deserialize, Serialize};

use crate::error::{AppError, FieldErrors};
use crate::invoices::lines::Grouping;
use crate::values::{ClientId, DateRange, ProjectId, parse_day};

/// Which time is wanted, as a form or an address says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionForm {
    /// Whose work.
    #[serde(default)]
    pub client_id: String,
    /// On which project; empty is on all of the client's.
    #[serde(default)]
    pub project_id: String,
    /// The first day.
    #[serde(default)]
    pub from: String,
    /// The last day.
    #[serde(default)]
    pub to: String,
    /// What makes a line; empty is the usual.
    #[serde(default)]
    pub group_by: String,
}

/// Which time is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Whose work.
    pub client_id: ClientId,
    /// On which project, or on all of the client's.
    pub project_id: Option<ProjectId>,
    /// Begun on these days, the reader's.
    pub range: DateRange,
    /// What makes a line.
    pub grouping: Grouping,
}

impl SelectionForm {
    /// What an address asks for.
    pub fn from_params(params: impl Fn(&str) -> Option<String>) -> Self {
        let get = |name: &str| params(name).unwrap_or_default();
        Self {
            client_id: get("client"),
            project_id: get("project"),
            from: get("from"),
            to: get("to"),
            group_by: get("group_by"),
        }
    }

    /// What is meant.
    ///
    /// # Errors
    /// `AppError::Invalid` at the fields that say nothing.
    pub fn parse(&self) -> Result<Selection, AppError> {
        let mut errors = FieldErrors::new();
        let client_id = match self.client_id.trim() {
            "" => {
                errors.push("client_id", "required", "Choose the client to invoice.");
                None
            }
            id => errors.take("client_id", id.parse()),
        };
        let project_id = match self.project_id.trim() {
            "" => None,
            id => errors.take("project_id", id.parse()),
        };
        let range = self.range(&mut errors);
        let grouping = match self.group_by.as_str() {
            "" => Some(Grouping::default()),
            slug => Grouping::from_slug(slug),
        };
        if grouping.is_none() {
            let words = "Choose one of the ways to group time into lines.";
            errors.push("group_by", "invalid", words);
        }
        let selection = client_id.zip(range).zip(grouping);
        let ((client_id, range), grouping) = errors.finish(selection)?;
        Ok(Selection {
            client_id,
            project_id,
            range,
            grouping,
        })
    }

    fn range(&self, errors: &mut FieldErrors) -> Option<DateRange> {
        let mut day = |field: &str, text: &str| {
            if text.trim().is_empty() {
                errors.push(
                    field,
                    "required",
                    "Choose the first and the last day to invoice.",
                );
                return None;
            }
            errors.take(field, parse_day(text))
        };
        let days = (day("from", &self.from), day("to", &self.to));
        let (Some(from), Some(to)) = days else {
            return None;
        };
        errors.take("to", DateRange::new(from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invoices::form::tests::fields;

    #[test]
    fn a_selection_says_whose_time_and_when() {
        let id = "0195d3c0-0000-7000-8000-000000000001";
        let whole = SelectionForm {
            client_id: id.into(),
            from: "2026-11-01".into(),
            to: "2026-11-30".into(),
            ..SelectionForm::default()
        };
        let selection = whole.parse().unwrap();
        assert_eq!(
            (selection.range.days(), selection.grouping),
            (30, Grouping::Description)
        );
        for (form, wrong) in [
            (SelectionForm::default(), &["client_id", "from", "to"][..]),
            (
                SelectionForm {
                    to: "2026-10-31".into(),
                    ..whole.clone()
                },
                &["to"],
            ),
            (
                SelectionForm {
                    client_id: "x".into(),
                    project_id: "y".into(),
                    ..whole.clone()
                },
                &["client_id", "project_id"],
            ),
            (
                SelectionForm {
                    group_by: "tag".into(),
                    ..whole.clone()
                },
                &["group_by"],
            ),
        ] {
            assert_eq!(fields(&form.parse().unwrap_err()), wrong);
        }
    }
}
