//! What a change did to each field, put together where the use case knows both sides.

use app::activity::{Change, Value};
use app::error::AppError;
use app::values::Currency;

/// The most characters of a text that the log keeps.
const TEXT: usize = 100;

/// Fields that differ; what stayed the same is left out.
#[derive(Clone, Debug, Default)]
pub struct Changes(Vec<Change<i64>>);

impl Changes {
    /// Nothing so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Words; an empty text is nothing.
    #[must_use]
    pub fn text(self, field: &str, old: &str, new: &str) -> Self {
        if old == new {
            return self;
        }
        let value =
            |text: &str| (!text.is_empty()).then(|| Value::Text(text.chars().take(TEXT).collect()));
        self.noted(field, value(old), value(new))
    }

    /// An amount, with the currency of each side.
    #[must_use]
    pub fn money(self, field: &str, old: (i64, Currency), new: (i64, Currency)) -> Self {
        let value = |(cents, currency)| Some(Value::Money(cents, currency));
        self.values(field, value(old), value(new))
    }

    /// Seconds.
    #[must_use]
    pub fn duration(self, field: &str, old: i64, new: i64) -> Self {
        self.values(
            field,
            Some(Value::Duration(old)),
            Some(Value::Duration(new)),
        )
    }

    /// Unix seconds.
    #[must_use]
    pub fn instant(self, field: &str, old: i64, new: i64) -> Self {
        self.values(field, Some(Value::At(old)), Some(Value::At(new)))
    }

    /// Yes or no.
    #[must_use]
    pub fn flag(self, field: &str, old: bool, new: bool) -> Self {
        self.values(field, Some(Value::Flag(old)), Some(Value::Flag(new)))
    }

    /// Any values.
    #[must_use]
    pub fn values(self, field: &str, old: Option<Value<i64>>, new: Option<Value<i64>>) -> Self {
        if old == new {
            self
        } else {
            self.noted(field, old, new)
        }
    }

    /// A field of which the log keeps no more than that it was changed: a long text.
    #[must_use]
    pub fn touched(self, field: &str, is_changed: bool) -> Self {
        if is_changed {
            self.noted(field, None, None)
        } else {
            self
        }
    }

    fn noted(mut self, field: &str, old: Option<Value<i64>>, new: Option<Value<i64>>) -> Self {
        self.0.push(Change {
            field: field.to_owned(),
            old,
            new,
        });
        self
    }

    /// As the log keeps it; `None` where nothing is to be told.
    pub(super) fn into_json(self) -> Result<Option<String>, AppError> {
        if self.0.is_empty() {
            return Ok(None);
        }
        serde_json::to_string(&self.0)
            .map(Some)
            .map_err(|_| AppError::Internal)
    }
}

/// What the log kept; a line that cannot be read back tells nothing more.
pub(super) fn from_json(text: Option<&str>) -> Vec<Change<i64>> {
    text.and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_kept_and_comes_back() {
        let same = Changes::new()
            .text("name", "Acme", "Acme")
            .flag("billable", true, true)
            .touched("notes", false);
        assert_eq!(same.into_json().unwrap(), None);

        let changes = Changes::new()
            .text("client", "", &"x".repeat(200))
            .money(
                "hourly_rate",
                (9_000, Currency::USD),
                (12_000, Currency::USD),
            )
            .instant("started_at", 0, 60)
            .touched("notes", true);
        let kept = changes.into_json().unwrap();
        let back = from_json(kept.as_deref());
        let fields: Vec<&str> = back.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["client", "hourly_rate", "started_at", "notes"]);
        assert_eq!(back[0].old, None);
        assert_eq!(back[0].new, Some(Value::Text("x".repeat(100))));
        assert_eq!(back[1].old, Some(Value::Money(9_000, Currency::USD)));
        assert_eq!((&back[3].old, &back[3].new), (&None, &None));
        assert!(from_json(Some("not json")).is_empty());
    }
}
