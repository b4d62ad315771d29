//! Text on its way into HTML.

/// Text that means nothing but itself.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A sentence in which `this` is code.
pub(super) fn prose(text: &str) -> String {
    escape(text)
        .split('`')
        .enumerate()
        .map(|(at, part)| {
            if at % 2 == 0 {
                part.to_owned()
            } else {
                format!("<code>{part}</code>")
            }
        })
        .collect()
}

/// A heading's id.
pub(super) fn anchor(text: &str) -> String {
    text.to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escape("<a href=\"x\">&"),
            "&lt;a href=&quot;x&quot;&gt;&amp;"
        );
        assert_eq!(
            prose("send `<id>` once"),
            "send <code>&lt;id&gt;</code> once"
        );
        assert_eq!(anchor("Time entries"), "time-entries");
    }
}
