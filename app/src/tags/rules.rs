//! What makes a tag's name acceptable, and the words for what stands in its way.

use crate::error::{AppError, Conflict, FieldErrors};
use crate::values::clean_name;

/// Longest name in characters.
pub const NAME_MAX: usize = 100;

/// A tag's name as it is stored: trimmed and without the `#` it is shown with.
///
/// # Errors
/// `AppError::Invalid` at `name`.
pub fn parse_tag_name(text: &str) -> Result<String, AppError> {
    let mut errors = FieldErrors::new();
    let bare = text.trim_start_matches(|c: char| c == '#' || c.is_whitespace());
    let name = errors.take("name", clean_name(bare, NAME_MAX));
    errors.finish(name)
}

/// Another tag has the name already.
#[must_use]
pub fn name_taken(name: &str) -> AppError {
    AppError::conflict(
        Conflict::NameTaken,
        format!("There is a tag #{name} already. Choose another name."),
    )
}

/// The tag is on entries that an active invoice locks.
#[must_use]
pub fn locked(name: &str, entries: i64) -> AppError {
    let entries = match entries {
        1 => "a time entry".to_owned(),
        count => format!("{count} time entries"),
    };
    AppError::conflict(
        Conflict::EntryLocked,
        format!(
            "#{name} is on {entries} that an invoice locks. Void the invoice first, or keep the tag."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_sign_is_not_part_of_the_name() {
        for (text, name) in [
            ("dev", "dev"),
            ("#dev", "dev"),
            (" # dev ", "dev"),
            ("##dev", "dev"),
            ("c#", "c#"),
        ] {
            assert_eq!(parse_tag_name(text).as_deref(), Ok(name), "{text}");
        }
    }

    #[test]
    fn nothing_and_too_much_are_refused_at_the_field() {
        for text in ["", "#", " # ", "a\nb", &"x".repeat(NAME_MAX + 1)] {
            let error = parse_tag_name(text).unwrap_err();
            assert!(error.for_field("name").is_some(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_stored_name_stays_as_it_is(text: String) {
            if let Ok(name) = parse_tag_name(&text) {
                prop_assert_eq!(parse_tag_name(&name), Ok(name));
            }
        }
    }
}
