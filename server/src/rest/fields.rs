//! Fields of a change: one that was not sent stays as it is, which `null` does not mean.

use app::clients::Shown;
use app::error::{AppError, Conflict};
use app::values::TagId;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::params::Params;

/// A field whose `null` means something: nothing at all, or the usual.
pub(super) type Nullable<T> = Option<T>;

/// A field that was sent; `null` only if its type has it. Use with `#[serde(default)]`.
pub(super) fn sent<'de, D, T>(input: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(input).map(Some)
}

/// The most labels that one body names.
const TAGS_MAX: usize = 100;

/// Labels that were sent.
pub(super) fn tag_ids<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<TagId>, D::Error> {
    let ids = Vec::<TagId>::deserialize(input)?;
    if ids.len() > TAGS_MAX {
        let words = format!("Send {TAGS_MAX} labels or fewer.");
        return Err(D::Error::custom(words));
    }
    Ok(ids)
}

/// Labels of a change, if any were sent.
pub(super) fn sent_tag_ids<'de, D: Deserializer<'de>>(
    input: D,
) -> Result<Option<Vec<TagId>>, D::Error> {
    tag_ids(input).map(Some)
}

/// A word for a form, in which an empty one chooses nothing: so does one that was not sent, and an empty one is refused.
pub(super) fn said(field: &str, word: Option<&str>) -> Result<String, AppError> {
    match word.map(str::trim) {
        Some("") => Err(AppError::field(
            field,
            "invalid",
            "Send a word, or leave the field out.",
        )),
        word => Ok(word.unwrap_or_default().to_owned()),
    }
}

/// Which of the archivable things are asked for.
pub(super) fn shown(params: &mut Params) -> Shown {
    match params.text("archived").as_deref() {
        None | Some("false") => Shown::Active,
        Some("true") => Shown::Archived,
        Some("all") => Shown::All,
        Some(_) => {
            let hint = "archived is true, false or all.";
            params.errors.push("archived", "invalid", hint);
            Shown::Active
        }
    }
}

/// The two words of a form that say since which day saved entries get a new rate, if it was sent.
pub(super) fn since(day: Option<&str>) -> (String, String) {
    day.map_or_else(Default::default, |day| ("since".to_owned(), day.to_owned()))
}

/// A refused form, its fields named as the body names them.
pub(super) fn renamed(error: AppError, names: &[(&str, &str)]) -> AppError {
    let AppError::Invalid(mut errors) = error else {
        return error;
    };
    for error in &mut errors {
        if let Some((_, name)) = names.iter().find(|(form, _)| *form == error.field) {
            (*name).clone_into(&mut error.field);
        }
    }
    AppError::Invalid(errors)
}

/// A refusal because of what is archived, at the field that names it.
pub(super) fn archived_at(field: &str, error: AppError) -> AppError {
    match error {
        AppError::Conflict(Conflict::Archived, words) => AppError::field(field, "archived", words),
        error => error,
    }
}
