//! What single cells say: names, tags, yes and no.

use std::collections::HashSet;

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

/// Tags of one row at most.
const MAX_TAGS: usize = 100;

/// The tags of a row: names that are compared alike are one, and blank ones none.
#[derive(Debug, Default)]
pub(super) struct TagList {
    keys: HashSet<String>,
    names: Vec<String>,
}

impl TagList {
    /// Adds a tag.
    ///
    /// # Errors
    /// When there are more than anybody gives, in words for the row.
    pub(super) fn add(&mut self, name: String) -> Result<(), String> {
        let key = name_key(&name);
        if key.is_empty() || !self.keys.insert(key) {
            return Ok(());
        }
        if self.names.len() == MAX_TAGS {
            return Err(format!("The row has more than {MAX_TAGS} tags."));
        }
        self.names.push(name);
        Ok(())
    }

    /// Their names, in the order they came.
    pub(super) fn into_names(self) -> Vec<String> {
        self.names
    }
}

/// Tag names, separated by commas or by the next one's `#`, each once, without `#`.
///
/// # Errors
/// See [`name`]; when there are too many.
pub fn tags(text: &str) -> Result<Vec<String>, String> {
    let mut tags = TagList::default();
    for tag in text.split(',').flat_map(|part| part.trim().split(" #")) {
        tags.add(name(
            tag.trim().trim_start_matches(['#', ' ']),
            "tag",
            app::tags::rules::NAME_MAX,
        )?)?;
    }
    Ok(tags.into_names())
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
        assert_eq!(tags("#client one #dev").unwrap(), ["client one", "dev"]);
        assert_eq!(tags("").unwrap(), [""; 0]);
    }

    #[test]
    fn more_tags_than_anybody_gives_are_refused() {
        let many = |count: usize| {
            let names: Vec<String> = (0..count).map(|n| format!("t{n}")).collect();
            names.join(",")
        };
        assert_eq!(tags(&many(MAX_TAGS)).unwrap().len(), MAX_TAGS);
        assert_eq!(
            tags(&many(260_000)).unwrap_err(),
            "The row has more than 100 tags."
        );
        assert_eq!(tags(&"dev,".repeat(1000)).unwrap(), ["dev"]);
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
