//! What makes a passkey's name acceptable, and the words for what stands in its way.

use crate::error::{AppError, Conflict, FieldErrors};
use crate::values::clean_name;

/// Longest name in characters.
pub const NAME_MAX: usize = 60;
/// Most passkeys of one person.
pub const PASSKEYS_MAX: usize = 20;

/// A passkey's name as it is stored.
///
/// # Errors
/// `AppError::Invalid` at `name`.
pub fn parse_passkey_name(text: &str) -> Result<String, AppError> {
    let mut errors = FieldErrors::new();
    let name = errors.take("name", clean_name(text, NAME_MAX));
    errors.finish(name)
}

/// The server has no name that a passkey could belong to.
#[must_use]
pub fn no_address() -> AppError {
    AppError::conflict(
        Conflict::InUse,
        "Passkeys need a host name. Ask whoever runs this server to set its public address.",
    )
}

/// The passkey was not accepted.
#[must_use]
pub fn refused() -> AppError {
    AppError::conflict(
        Conflict::InUse,
        "This passkey was not accepted. Try again, or sign in with your password.",
    )
}

/// There are enough.
#[must_use]
pub fn too_many() -> AppError {
    AppError::conflict(
        Conflict::InUse,
        "You have 20 passkeys. Remove one that you no longer use first.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_needed() {
        assert_eq!(parse_passkey_name(" Phone ").as_deref(), Ok("Phone"));
        for text in ["", " ", &"x".repeat(NAME_MAX + 1)] {
            let error = parse_passkey_name(text).unwrap_err();
            assert!(error.for_field("name").is_some(), "{text}");
        }
    }
}
