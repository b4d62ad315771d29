//! How codes are written, and the words for those that are refused.

use super::RecoveryCodes;
use crate::error::AppError;

/// How many recovery codes there are at first.
pub const RECOVERY_CODES: usize = 10;
/// Letters of a recovery code, without its dash.
pub const RECOVERY_LETTERS: usize = 10;
/// Letters and digits that are not taken for one another.
pub const RECOVERY_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A verification code without what people put between its digits.
#[must_use]
pub fn normal_code(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect()
}

/// A recovery code as it is compared: lower case, no blanks and dashes, and what looks alike is alike.
#[must_use]
pub fn normal_recovery_code(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            c => c,
        })
        .collect()
}

/// Base32 in groups of four, for reading.
#[must_use]
pub fn grouped(secret: &str) -> Vec<String> {
    secret
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect()
}

/// The recovery codes as a text file.
#[must_use]
pub fn codes_as_text(codes: &RecoveryCodes) -> String {
    format!(
        "Timether recovery codes\n\nEach signs you in once, in place of a verification code.\n\n{}\n",
        codes.0.join("\n")
    )
}

/// The verification code is wrong, too old, or was used already.
#[must_use]
pub fn wrong_code() -> AppError {
    AppError::field(
        "code",
        "wrong",
        "This code is not valid, or was used already. Enter the one your app shows now.",
    )
}

/// The recovery code is wrong or was used already.
#[must_use]
pub fn wrong_recovery_code() -> AppError {
    AppError::field(
        "recovery_code",
        "wrong",
        "This recovery code is not valid, or was used already. Enter another one.",
    )
}

/// Nothing was entered.
#[must_use]
pub fn missing_code() -> AppError {
    AppError::field(
        "code",
        "required",
        "Enter the six digits that your app shows.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        assert_eq!(normal_code(" 123 456 "), "123456");
        assert_eq!(normal_recovery_code(" K7Q2M-XO4TZ "), "k7q2mx04tz");
        assert_eq!(normal_recovery_code("il0o"), "1100");
        assert_eq!(grouped("ABCDEFGHIJ"), ["ABCD", "EFGH", "IJ"]);
    }
}
