//! Names and descriptions: what is kept of what was typed, and when two names are the same.

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing that can be seen.
    #[error("Enter a name.")]
    Empty,
    /// More characters than allowed.
    #[error("This is too long: {length} characters. Shorten it to {max} or fewer.")]
    TooLong {
        /// How many characters it has.
        length: usize,
        /// How many it may have.
        max: usize,
    },
    /// A character that moves the cursor or rings a bell instead of being seen.
    #[error("This contains an invisible control character. Type it again instead of pasting it.")]
    ControlCharacter,
}

/// What two names that count as the same have in common: trimmed, inner white space as one space, Unicode lower case.
#[must_use]
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        // Letter by letter: in whole words, sigma's lower case would depend on its place.
        key.extend(
            word.chars()
                .flat_map(char::to_lowercase)
                .map(|c| if c == 'ς' { 'σ' } else { c }),
        );
    }
    key
}

/// Trims a name of at most `max` characters.
///
/// # Errors
/// When nothing visible is left, it is too long, or it has control characters (line breaks and tabs too).
pub fn clean_name(name: &str, max: usize) -> Result<String, TextError> {
    let name = name.trim();
    if name.chars().all(|c| c.is_whitespace() || is_zero_width(c)) {
        return Err(TextError::Empty);
    }
    check(name, max, |_| false)?;
    Ok(name.to_owned())
}

/// Trims a text of one line and at most `max` characters, such as an entry's description; line breaks and tabs
/// become spaces. It may be empty.
///
/// # Errors
/// When it is too long or has control characters.
pub fn clean_text(text: &str, max: usize) -> Result<String, TextError> {
    let text = text
        .trim()
        .replace("\r\n", " ")
        .replace(['\n', '\r', '\t'], " ");
    check(&text, max, |_| false)?;
    Ok(text)
}

/// Trims a text of several lines and at most `max` characters, such as notes; tabs and line breaks stay, the latter
/// as `\n`. It may be empty.
///
/// # Errors
/// When it is too long or has other control characters.
pub fn clean_multiline_text(text: &str, max: usize) -> Result<String, TextError> {
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    check(&text, max, |c| matches!(c, '\n' | '\t'))?;
    Ok(text)
}

fn check(text: &str, max: usize, allowed: impl Fn(char) -> bool) -> Result<(), TextError> {
    if text.chars().any(|c| c.is_control() && !allowed(c)) {
        return Err(TextError::ControlCharacter);
    }
    let length = text.chars().count();
    if length > max {
        Err(TextError::TooLong { length, max })
    } else {
        Ok(())
    }
}

/// Joiners and marks that are drawn as nothing when they stand alone.
const fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// One or two letters for an avatar: `Maya Keller` is `MK`, `maya` is `M`; `?` where there is no name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut firsts = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    match (firsts.next(), firsts.next_back()) {
        (None, _) => "?".to_owned(),
        (Some(first), last) => std::iter::once(first)
            .chain(last)
            .flat_map(char::to_uppercase)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn same_names() {
        for (one, other) in [
            ("Acme", " ACME "),
            ("Acme  Studio", "acme\u{a0}studio"),
            ("ÄÖÜ", "äöü"),
            ("ΟΔΟΣ", "οδος"),
            ("Ольга", "ОЛЬГА"),
        ] {
            assert_eq!(name_key(one), name_key(other));
        }
        assert_ne!(name_key("Acme Studio"), name_key("AcmeStudio"));
    }

    #[test]
    fn names_are_trimmed_and_checked() {
        for (name, clean) in [
            (" Acme ", Ok("Acme")),
            ("Ä 👩‍💻!", Ok("Ä 👩‍💻!")),
            ("ABCDEFGH", Ok("ABCDEFGH")),
            ("ABCDEFGHI", Err(TextError::TooLong { length: 9, max: 8 })),
            ("", Err(TextError::Empty)),
            (" \t\n", Err(TextError::Empty)),
            ("\u{200b}", Err(TextError::Empty)),
            ("a\nb", Err(TextError::ControlCharacter)),
            ("a\0b", Err(TextError::ControlCharacter)),
        ] {
            assert_eq!(
                clean_name(name, 8).as_deref(),
                clean.as_ref().copied(),
                "{name:?}"
            );
        }
        assert_eq!(
            clean_name("ABCDEFGHI", 8).unwrap_err().to_string(),
            "This is too long: 9 characters. Shorten it to 8 or fewer."
        );
    }

    #[test]
    fn texts_keep_their_lines_only_where_lines_are_kept() {
        let typed = "  one\r\ntwo\tthree\rfour  ";
        assert_eq!(clean_text(typed, 50).unwrap(), "one two three four");
        assert_eq!(
            clean_multiline_text(typed, 50).unwrap(),
            "one\ntwo\tthree\nfour"
        );
        assert_eq!(clean_text(" ", 5).unwrap(), "");
        assert_eq!(
            clean_text("äöüäöü", 5),
            Err(TextError::TooLong { length: 6, max: 5 })
        );
        assert_eq!(
            clean_multiline_text("\u{1b}[31m", 50),
            Err(TextError::ControlCharacter)
        );
    }

    #[test]
    fn avatars() {
        for (name, letters) in [
            ("Maya Keller", "MK"),
            ("maya", "M"),
            ("Ana María de la Cruz", "AC"),
            ("(Bob) \"B\" Ross", "BR"),
            ("李 小龍", "李小"),
            ("", "?"),
            ("👩‍💻", "?"),
        ] {
            assert_eq!(initials(name), letters);
        }
    }

    proptest! {
        #[test]
        fn keys_and_clean_texts_stay_as_they_are(text: String) {
            let key = name_key(&text);
            prop_assert_eq!(name_key(&key), key);
            for clean in [clean_name, clean_text, clean_multiline_text] {
                if let Ok(once) = clean(&text, 100) {
                    prop_assert!(once.chars().count() <= 100);
                    prop_assert_eq!(clean(&once, 100), Ok(once));
                }
            }
            let _ = initials(&text);
        }
    }
}
