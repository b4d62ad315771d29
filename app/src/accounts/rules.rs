//! What makes a name, an address and a password acceptable; the browser and the server ask the same.

use super::{ProfileForm, SignUpForm, Theme};
use crate::error::{AppError, FieldErrors};
use crate::values::{DateFormat, NumberFormat, TimeFormat, WeekStart, clean_name};

/// Shortest password in characters.
pub const PASSWORD_MIN: usize = 10;
/// Longest password in characters.
pub const PASSWORD_MAX: usize = 1024;
const NAME_MAX: usize = 100;
const EMAIL_MAX: usize = 254;

/// A sign-up form that is in order.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The person's name.
    pub name: String,
    /// As typed, trimmed.
    pub email: String,
    /// As typed.
    pub password: String,
    /// IANA name, or empty when the browser did not say.
    pub timezone: String,
}

/// Profile details that are in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileDetails {
    /// The person's name.
    pub name: String,
    /// IANA name, not yet looked up.
    pub timezone: String,
    /// `None` follows the workspace.
    pub week_start: Option<WeekStart>,
    /// Their colour scheme.
    pub theme: Theme,
    /// `None` keeps what it is.
    pub date_format: Option<DateFormat>,
    /// `None` follows the workspace.
    pub time_format: Option<TimeFormat>,
    /// `None` keeps what it is.
    pub number_format: Option<NumberFormat>,
}

/// A choice by its slug; `None` where nothing was sent.
fn optional<T>(
    errors: &mut FieldErrors,
    field: &str,
    slug: &str,
    from_slug: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let found = from_slug(slug);
    if found.is_none() && !slug.is_empty() {
        errors.push(field, "invalid", "Choose one of the formats in the list.");
    }
    found
}

/// The sign-up form, if every field is in order.
///
/// # Errors
/// `AppError::Invalid` naming each refused field.
pub fn parse_sign_up(form: SignUpForm) -> Result<NewAccount, AppError> {
    let mut errors = FieldErrors::new();
    let name = errors.take("name", clean_name(&form.name, NAME_MAX));
    let email = errors.take("email", parse_email(&form.email));
    let password = errors.take("password", check_password(&form.password, &form.email));
    let timezone = form.timezone.trim().to_owned();
    let account = name
        .zip(email)
        .zip(password)
        .map(|((name, email), ())| NewAccount {
            name,
            email,
            password: form.password,
            timezone,
        });
    errors.finish(account)
}

/// The profile form, if every field is in order; the time zone is the server's to look up.
///
/// # Errors
/// `AppError::Invalid` naming each refused field.
pub fn parse_profile(form: &ProfileForm) -> Result<ProfileDetails, AppError> {
    let mut errors = FieldErrors::new();
    let name = errors.take("name", clean_name(&form.name, NAME_MAX));
    let week_start = match form.week_start.as_str() {
        "" => Some(None),
        text => errors
            .take("week_start", text.parse::<WeekStart>())
            .map(Some),
    };
    let theme = Theme::from_slug(&form.theme);
    if theme.is_none() {
        errors.push("theme", "invalid", "Choose one of the themes.");
    }
    let date_format = optional(
        &mut errors,
        "date_format",
        &form.date_format,
        DateFormat::from_slug,
    );
    let time_format = optional(
        &mut errors,
        "time_format",
        &form.time_format,
        TimeFormat::from_slug,
    );
    let number_format = optional(
        &mut errors,
        "number_format",
        &form.number_format,
        NumberFormat::from_slug,
    );
    let details = name
        .zip(week_start)
        .zip(theme)
        .map(|((name, week_start), theme)| ProfileDetails {
            name,
            timezone: form.timezone.trim().to_owned(),
            week_start,
            theme,
            date_format,
            time_format,
            number_format,
        });
    errors.finish(details)
}

/// An e-mail address as typed, trimmed.
///
/// # Errors
/// A sentence that says what to do.
pub fn parse_email(text: &str) -> Result<String, &'static str> {
    let email = text.trim();
    let plausible = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && local.len() <= 64
            && !domain.is_empty()
            && !domain.contains('@')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !domain.contains("..")
    });
    if email.is_empty() {
        Err("Enter your e-mail address.")
    } else if email.len() > EMAIL_MAX
        || !plausible
        || email.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        Err("Enter an e-mail address like name@example.com.")
    } else {
        Ok(email.to_owned())
    }
}

/// What addresses are compared by: two that differ in case only are one account.
#[must_use]
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Whether a password may be used with this address.
///
/// # Errors
/// A sentence that says what to do.
pub fn check_password(password: &str, email: &str) -> Result<(), &'static str> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err("Use at least 10 characters.");
    }
    if length > PASSWORD_MAX {
        return Err("Use at most 1,024 characters.");
    }
    let plain = password.to_lowercase();
    if is_common(&plain) || (!email.is_empty() && plain == email_key(email)) {
        return Err("This password is easily guessed. Choose another.");
    }
    Ok(())
}

/// How hard a password is to guess, roughly: 0 refused, 1 weak, 2 fair, 3 good, 4 strong.
#[must_use]
pub fn password_strength(password: &str) -> u8 {
    if check_password(password, "").is_err() {
        return 0;
    }
    let mut distinct: Vec<char> = password.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let length = password.chars().count();
    match (length, distinct.len()) {
        (_, ..=5) => 1,
        (..=11, _) | (_, ..=7) => 2,
        (..=15, _) => 3,
        _ => 4,
    }
}

/// Words that lists of leaked passwords are full of, and our own name.
const GUESSED: [&str; 32] = [
    "password",
    "passwort",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "qwertyuiop",
    "qwerty123",
    "qwertz",
    "1q2w3e4r5t",
    "1qaz2wsx3e",
    "iloveyou",
    "letmein",
    "welcome",
    "football",
    "baseball",
    "superman",
    "princess",
    "sunshine",
    "starwars",
    "whatever",
    "trustno1",
    "changeme",
    "administrator",
    "asdfghjkl",
    "zxcvbnm",
    "timether",
    "timetracker",
    "michelle",
    "jennifer",
    "computer",
    "internet",
    "liverpool",
];

/// A well-known word with little else around it, one character or a run of neighbours.
fn is_common(plain: &str) -> bool {
    let letters: Vec<char> = plain.chars().collect();
    let steps = |step: i64| {
        letters
            .windows(2)
            .all(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])) == step)
    };
    if steps(0) || steps(1) || steps(-1) || "012345678901234567890".contains(plain) {
        return true;
    }
    GUESSED.iter().any(|word| {
        // Padding with digits and signs does not help; other words around it do.
        let rest: String = plain.replace(word, "");
        plain.contains(word) && !rest.chars().any(char::is_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_have_ten_characters_and_are_not_well_known() {
        for refused in [
            "",
            "short",
            "123456789",
            "1234567890",
            "aaaaaaaaaaaa",
            "Password123!",
            "timether2026",
            "TIMETHER!!!",
            "abcdefghijkl",
            "9876543210",
            "qwertyuiop",
        ] {
            assert!(check_password(refused, "").is_err(), "{refused}");
        }
        for fine in [
            "correct horse",
            "läuft bei mir",
            "日本語日本語日本語日本語",
            "my timether is blue",
        ] {
            assert_eq!(check_password(fine, ""), Ok(()), "{fine}");
        }
        assert!(check_password(&"xy".repeat(513), "").is_err());
        assert!(check_password("Maya@example.com", "maya@example.com").is_err());
    }

    #[test]
    fn addresses_are_plausible() {
        for fine in ["a@b", "maya@example.com", " maya.k+x@sub.example.co.uk "] {
            assert_eq!(parse_email(fine).as_deref(), Ok(fine.trim()), "{fine}");
        }
        for refused in [
            "",
            "maya",
            "@example.com",
            "maya@",
            "a@b@c",
            "a b@c.d",
            "a@b..c",
            "a@.b",
        ] {
            assert!(parse_email(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn every_refused_field_is_named_at_once() {
        let Err(AppError::Invalid(errors)) = parse_sign_up(SignUpForm::default()) else {
            panic!("an empty form is refused");
        };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "email", "password"]);
    }

    #[test]
    fn strength_grows_with_length_and_variety() {
        assert_eq!(password_strength("short"), 0);
        assert_eq!(password_strength("ababababababab"), 1);
        assert_eq!(password_strength("korrekt-pf"), 2);
        assert_eq!(password_strength("korrekt-pferd"), 3);
        assert_eq!(password_strength("korrekt-pferd-batterie"), 4);
    }
}
