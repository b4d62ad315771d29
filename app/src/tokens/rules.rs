//! How a token is written, and what makes its form acceptable.
//!
//! `tthr_`, 30 characters of base62, and a checksum of 6: a scanner can tell a real token from something that looks like
//! one, and a mistyped one costs no look into the database.

use super::{Scope, TokenForm};
use crate::error::{AppError, FieldErrors};
use crate::values::{Date, clean_name, parse_day};

/// What every token begins with.
pub const PREFIX: &str = "tthr_";
/// Random characters of a token.
pub const SECRET_CHARS: usize = 30;
/// How much of a token is kept and shown.
pub const SHOWN_CHARS: usize = 9;
/// Longest name in characters.
pub const NAME_MAX: usize = 100;

const CHECKSUM_CHARS: usize = 6;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The token of these random characters, or `None` where they are not what a token is made of.
#[must_use]
pub fn token_of(secret: &str) -> Option<String> {
    let is_secret =
        secret.len() == SECRET_CHARS && secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_secret.then(|| format!("{PREFIX}{secret}{}", checksum(secret)))
}

/// Whether a text is written as a token is, its checksum included.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.strip_prefix(PREFIX)
        .and_then(|rest| rest.get(..SECRET_CHARS))
        .and_then(token_of)
        .is_some_and(|token| token == text)
}

/// As many characters of base62 as there is randomness for: a byte that would favour some of them is passed over.
pub fn base62(random: impl IntoIterator<Item = u8>) -> impl Iterator<Item = char> {
    random
        .into_iter()
        .filter(|byte| usize::from(*byte) < 4 * BASE62.len())
        .map(|byte| char::from(BASE62[usize::from(byte) % BASE62.len()]))
}

/// The CRC32 of the random characters in base62, the greatest digit first.
fn checksum(secret: &str) -> String {
    let mut rest = crc32(secret.as_bytes());
    let mut digits = [b'0'; CHECKSUM_CHARS];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[usize::try_from(rest % 62).unwrap_or_default()];
        rest /= 62;
    }
    digits.iter().copied().map(char::from).collect()
}

/// CRC-32 as ZIP and PNG have it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
        })
    })
}

/// A token's form that is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenDetails {
    /// What it is for, trimmed.
    pub name: String,
    /// What it may do.
    pub scope: Scope,
    /// The last day it works.
    pub last_day: Option<Date>,
}

/// The form, if every field is in order.
///
/// # Errors
/// `AppError::Invalid` naming each refused field.
pub fn parse_token(form: &TokenForm, today: Date) -> Result<TokenDetails, AppError> {
    let mut errors = FieldErrors::new();
    let name = errors.take("name", clean_name(&form.name, NAME_MAX));
    let scope = match form.scope.trim() {
        "" => Some(Scope::default()),
        slug => errors.take(
            "scope",
            Scope::from_slug(slug).ok_or("Choose Read, or Read and write."),
        ),
    };
    let last_day = match form.last_day.trim() {
        "" => Some(None),
        day => match errors.take("last_day", parse_day(day)) {
            Some(day) if day < today => {
                errors.push("last_day", "past", "Choose today or a later day.");
                None
            }
            day => day.map(Some),
        },
    };
    let details = name
        .zip(scope)
        .zip(last_day)
        .map(|((name, scope), last_day)| TokenDetails {
            name,
            scope,
            last_day,
        });
    errors.finish(details)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_checksum_is_the_crc_that_others_compute() {
        // text, CRC-32 (as `gzip` and Python's zlib.crc32 say it)
        for (text, crc) in [
            ("", 0),
            ("123456789", 0xCBF4_3926),
            ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ] {
            assert_eq!(crc32(text.as_bytes()), crc, "{text}");
        }
        // secret, checksum: each CRC in base62 with six digits
        for (secret, digits) in [
            (
                "000000000000000000000000000000",
                checksum_by_hand(&[b'0'; 30]),
            ),
            (
                "abcdefghijklmnopqrstuvwxyz0123",
                checksum_by_hand(b"abcdefghijklmnopqrstuvwxyz0123"),
            ),
        ] {
            assert_eq!(checksum(secret), digits);
        }
    }

    /// Digit by digit, the other way round.
    fn checksum_by_hand(secret: &[u8]) -> String {
        let crc = u64::from(crc32(secret));
        (0..6_u32)
            .rev()
            .map(|place| crc / 62_u64.pow(place) % 62)
            .map(|digit| char::from(BASE62[usize::try_from(digit).unwrap()]))
            .collect()
    }

    #[test]
    fn only_what_was_made_here_is_a_token() {
        let token = token_of("abcdefghijklmnopqrstuvwxyz0123").unwrap();
        assert_eq!(token.len(), 41);
        assert!(is_token(&token));
        for text in [
            "",
            "tthr_",
            "tthr_é",
            &token[..40],
            &token[5..],
            &format!("{token}0"),
            &format!(" {token}"),
            &token.replace("tthr", "ghp"),
            &token.replace('a', "A"),
        ] {
            assert!(!is_token(text), "{text}");
        }
        for secret in ["", "short", &"é".repeat(15), &"_".repeat(30)] {
            assert_eq!(token_of(secret), None, "{secret}");
        }
    }

    #[test]
    fn no_character_is_likelier_than_another() {
        let all: Vec<char> = base62(0..=255).collect();
        assert_eq!(all.len(), 248);
        for digit in BASE62 {
            let count = all.iter().filter(|c| **c == char::from(*digit)).count();
            assert_eq!(count, 4, "{digit}");
        }
    }

    #[test]
    fn forms_are_read_or_refused_at_the_field() {
        let today = parse_day("2026-11-20").unwrap();
        let form = |name: &str, scope: &str, last_day: &str| TokenForm {
            name: name.into(),
            scope: scope.into(),
            last_day: last_day.into(),
            current_password: String::new(),
        };
        let details = parse_token(&form(" CI ", "write", "2026-11-20"), today).unwrap();
        assert_eq!(
            (details.name.as_str(), details.scope, details.last_day),
            ("CI", Scope::Write, Some(today))
        );
        let plain = parse_token(&form("CI", "", ""), today).unwrap();
        assert_eq!((plain.scope, plain.last_day), (Scope::Read, None));
        for (form, field) in [
            (form("", "read", ""), "name"),
            (form(&"x".repeat(101), "read", ""), "name"),
            (form("CI", "admin", ""), "scope"),
            (form("CI", "read", "2026-11-19"), "last_day"),
            (form("CI", "read", "soon"), "last_day"),
        ] {
            let error = parse_token(&form, today).unwrap_err();
            assert!(error.for_field(field).is_some(), "{field}: {error}");
        }
    }

    proptest! {
        #[test]
        fn one_changed_character_is_noticed(secret in "[0-9A-Za-z]{30}", at in 5_usize..41, to in "[0-9A-Za-z]") {
            let token = token_of(&secret).unwrap();
            prop_assert!(is_token(&token));
            let mut changed = token.clone();
            changed.replace_range(at..=at, &to);
            prop_assert_eq!(is_token(&changed), changed == token);
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = is_token(&text);
        }
    }
}
