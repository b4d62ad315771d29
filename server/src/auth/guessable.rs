//! Whether a new password would be among the first that somebody tries: the most used passwords of the world, plain or
//! dressed up, walks across the keyboard, repetitions, and what anybody knows about the person.
//!
//! `common_passwords.txt` holds the 12,000 most used passwords of at least ten characters and the 8,000 most used words
//! of four to nine letters, in lower case, out of the ten million that Mark Burnett released into the public domain. The
//! browser does without it: its own check in `app` is lighter, the server's is the one that counts.

use std::collections::HashSet;
use std::sync::LazyLock;

use app::error::AppError;

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Rows and columns of the usual keyboards.
const WALKS: [&str; 19] = [
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz",
    "2wsx",
    "3edc",
    "4rfv",
    "5tgb",
    "6yhn",
    "7ujm",
    "1qay",
    "6zhn",
    "abcdefghijklmnopqrstuvwxyz",
];
/// Shorter runs happen in any word.
const WALK_MIN: usize = 3;
/// A repeated unit of up to so many characters is no password.
const UNIT_MAX: usize = 4;
/// Shorter parts of names and addresses are in too many words.
const PART_MIN: usize = 4;
/// So many letters beside what anybody knows are too few.
const OTHERS_MIN: usize = 5;

/// Refuses a password that can be guessed; `known` is what anybody knows: name, address.
///
/// # Errors
/// `AppError::Invalid` naming `password`.
pub fn refuse_guessable(password: &str, known: &[&str]) -> Result<(), AppError> {
    if is_guessable(password, known) {
        return Err(AppError::field(
            "password",
            "common",
            "This password is easily guessed. Choose another: a few words that do not belong together are good.",
        ));
    }
    Ok(())
}

/// Whether it can be guessed.
#[must_use]
pub fn is_guessable(password: &str, known: &[&str]) -> bool {
    let lower = password.to_lowercase();
    forms(&lower).iter().any(|form| is_common(form))
        || is_walk(&lower)
        || is_repetition(&lower)
        || is_known(&lower, known)
}

/// The password itself, without digits and signs around it, without letters' stand-ins, and backwards.
fn forms(lower: &str) -> Vec<String> {
    let core = trimmed(lower);
    let plain = unmasked(lower);
    let mut forms = vec![
        lower.to_owned(),
        core.to_owned(),
        unmasked(core),
        // At either end a sign may stand for a letter.
        unmasked(lower.trim_end_matches(not_a_letter)),
        unmasked(lower.trim_start_matches(not_a_letter)),
        trimmed(&plain).to_owned(),
        plain,
    ];
    forms.extend([lower, core].map(|text| text.chars().rev().collect::<String>()));
    forms
}

fn not_a_letter(sign: char) -> bool {
    !sign.is_alphabetic()
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(not_a_letter)
}

/// `p@ssw0rd` is `password`.
fn unmasked(text: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            '@' | '4' => 'a',
            '3' | '€' => 'e',
            '1' | '!' | '|' => 'i',
            '0' => 'o',
            '$' | '5' => 's',
            '7' | '+' => 't',
            '8' => 'b',
            other => other,
        })
        .collect()
}

fn is_common(form: &str) -> bool {
    COMMON.contains(form)
}

/// Nothing but runs along rows, columns or the alphabet, in either direction.
fn is_walk(lower: &str) -> bool {
    let letters: Vec<char> = lower
        .chars()
        .filter(|sign| sign.is_alphanumeric())
        .collect();
    let mut at = 0;
    while at < letters.len() {
        let longest = (at + WALK_MIN..=letters.len())
            .take_while(|end| lies_on_walk(&letters[at..*end]))
            .last();
        match longest {
            Some(end) => at = end,
            None => return false,
        }
    }
    !letters.is_empty()
}

fn lies_on_walk(run: &[char]) -> bool {
    let there: String = run.iter().collect();
    let back: String = run.iter().rev().collect();
    WALKS
        .iter()
        .any(|walk| walk.contains(&there) || walk.contains(&back))
}

/// One short unit, or one common word, again and again.
fn is_repetition(lower: &str) -> bool {
    let letters: Vec<char> = lower.chars().collect();
    (1..=letters.len() / 2)
        .filter(|length| letters.len().is_multiple_of(*length))
        .any(|length| {
            let (unit, rest) = letters.split_at(length);
            let repeats = rest.chunks(length).all(|chunk| chunk == unit);
            let unit: String = unit.iter().collect();
            repeats && (length <= UNIT_MAX || forms(&unit).iter().any(|form| is_common(form)))
        })
}

/// Little else than the person's name, parts of their address, or ours.
fn is_known(lower: &str, known: &[&str]) -> bool {
    let known: Vec<String> = known.iter().map(|text| text.to_lowercase()).collect();
    let mut parts: Vec<&str> = known
        .iter()
        .flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric()))
        .filter(|part| part.chars().count() >= PART_MIN)
        .chain(["timether", "timetracker"])
        .collect();
    // The longest first: a part of a part must not tear it apart.
    parts.sort_unstable_by_key(|part| std::cmp::Reverse(part.len()));
    [lower.to_owned(), unmasked(lower)].iter().any(|form| {
        let rest = parts
            .iter()
            .fold(form.clone(), |rest, part| rest.replace(part, ""));
        rest.len() < form.len()
            && rest.chars().filter(|sign| sign.is_alphabetic()).count() < OTHERS_MIN
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAYA: [&str; 2] = ["Maya Keller", "maya.keller@studio.example"];

    #[test]
    fn what_everybody_uses_is_refused() {
        for password in [
            "qwertyuiop",
            "Password123!",
            "P@ssw0rd2026",
            "123Sunshine!!!",
            "1qaz2wsx3edc",
            "zaq12wsxcde3",
            "asdfghjkl;'",
            "abcabcabcabc",
            "dragondragon",
            "drowssap1234",
            "9876543210",
            "iloveyou1234",
            "$uper$tar2020",
            "qwertzuiop12345",
        ] {
            assert!(is_guessable(password, &[]), "{password}");
        }
    }

    #[test]
    fn what_anybody_knows_of_a_person_is_refused() {
        for password in [
            "mayakeller1990",
            "Keller-Maya!",
            "maya.keller@studio.example",
            "Timether#2026",
            "k3ll3r-m4y4",
        ] {
            assert!(is_guessable(password, &MAYA), "{password}");
        }
    }

    #[test]
    fn what_people_make_up_is_taken() {
        for password in [
            "correct horse battery",
            "tidal harbour lamp",
            "another long password",
            "läuft bei mir",
            "日本語と天気の話",
            "my timether is blue",
            "4f1c9e0b72aa53d8c6e1",
            "Keller über dem Fluss",
        ] {
            assert!(!is_guessable(password, &MAYA), "{password}");
        }
    }

    #[test]
    fn the_list_is_whole() {
        let lines: Vec<&str> = include_str!("common_passwords.txt").lines().collect();
        assert!(lines.iter().filter(|line| line.len() >= 10).count() >= 10_000);
        assert!(lines.iter().all(|line| *line == line.to_lowercase()));
        assert_eq!(COMMON.len(), lines.len());
    }
}
