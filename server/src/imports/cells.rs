//! What single cells say: names, tags, yes and no.

use app::values::{clean_name, name_key};

use super::csv_file::plain_name;

/// A client's, project's or tag's name as it is stored; empty stays empty.
///
/// # Errors
/// When it is too long or of nothing visible, in words for the row.
pub fn name(text: &str, what: &str, max: usize) -> Result<String, String> {
    let text = visible(text);
    if name_key(&text).is_empty() {
        return Ok(String::new());
    }
    clean_name(&text, max)
        .map_err(|_| format!("The {what}’s name “{}” cannot be used.", short(&text)))
}

/// Tag names, separated by commas, each once, without `#`.
///
/// # Errors
/// See [`name`].
pub fn tags(text: &str) -> Result<Vec<String>, String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(',') {
        let tag = name(
            tag.trim().trim_start_matches(['#', ' ']),
            "tag",
            app::tags::rules::NAME_MAX,
        )?;
        if !tag.is_empty() && !tags.iter().any(|known| name_key(known) == name_key(&tag)) {
            tags.push(tag);
        }
    }
    Ok(tags)
}

/// Control characters, which exports of pasted text may hold, as spaces.
#[must_use]
pub fn visible(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Whether a cell says yes.
#[must_use]
pub fn is_yes(text: &str) -> bool {
    matches!(plain_name(text).as_str(), "yes" | "true" | "1" | "y")
}

/// A cell as a message quotes it: forty characters.
#[must_use]
pub fn short(text: &str) -> String {
    let mut short: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(40)
        .collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_cleaned_or_refused() {
        assert_eq!(name(" Acme\tStudio ", "client", 20).unwrap(), "Acme Studio");
        assert_eq!(name(" \u{1} ", "client", 20).unwrap(), "");
        assert!(
            name("much too long", "client", 5)
                .unwrap_err()
                .contains("“much too long”")
        );
    }

    #[test]
    fn tags_are_each_once() {
        assert_eq!(
            tags("Development, Backend").unwrap(),
            ["Development", "Backend"]
        );
        assert_eq!(tags("#dev,DEV, , # dev,c#").unwrap(), ["dev", "c#"]);
        assert_eq!(tags("").unwrap(), [""; 0]);
    }

    #[test]
    fn yes_and_no() {
        for (text, yes) in [
            ("Yes", true),
            ("TRUE", true),
            (" y ", true),
            ("1", true),
            ("No", false),
            ("", false),
        ] {
            assert_eq!(is_yes(text), yes, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text: String) {
            let _ = (name(&text, "project", 10), tags(&text), is_yes(&text));
            prop_assert!(short(&text).chars().count() <= 41);
        }
    }
}
