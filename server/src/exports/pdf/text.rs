//! Text made fit for paper: what a typeface cannot write gets a box, long lines are broken.

use super::faces::{Face, Len};

/// Stands for a character that the typeface has not.
pub(super) const MISSING: char = '□';
const JOINER: char = '\u{200d}';

/// The text as it can be written: one line, without what has no width of its own, and a box for each unknown character;
/// one for a whole emoji, however many code points it is made of.
pub(super) fn shown(text: &str, face: &Face) -> String {
    let mut line = String::with_capacity(text.len());
    let mut joins = false;
    for c in text.chars() {
        match c {
            _ if is_silent(c) => {}
            // The same pictures under another code: copied text then has the usual one.
            '\u{2bc}' => line.push('\u{2019}'),
            '\u{2126}' => line.push('Ω'),
            '\u{fb01}' => line.push_str("fi"),
            '\u{fb02}' => line.push_str("fl"),
            _ if c.is_control() || (c.is_whitespace() && !face.has(c)) => line.push(' '),
            _ if face.has(c) => line.push(c),
            _ if joins && line.ends_with(MISSING) => {}
            _ => line.push(MISSING),
        }
        joins = c == JOINER || (joins && is_silent(c));
    }
    line
}

/// Directions, joiners, variants and skin tones: they change their neighbours and have no picture of their own.
const fn is_silent(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{20e3}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The text in lines no wider than `width`: broken between words, and inside of words that are wider than a line. Empty
/// for a text without words.
pub(super) fn wrap(text: &str, face: &Face, size: Len, width: Len) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = Line::default();
    let space = face.width_of(' ', size);
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        let long = face.width(word, size);
        if !line.text.is_empty() && line.width + space + long > width {
            lines.push(line.take());
        }
        if !line.text.is_empty() {
            line.push(' ', space);
        }
        for c in word.chars() {
            let wide = face.width_of(c, size);
            if !line.text.is_empty() && line.width + wide > width {
                lines.push(line.take());
            }
            line.push(c, wide);
        }
    }
    if !line.text.is_empty() {
        lines.push(line.take());
    }
    lines
}

/// The beginning of the text as far as it fits, with `…` where something is left out.
pub(super) fn cut(text: &str, face: &Face, size: Len, width: Len) -> String {
    if face.width(text, size) <= width {
        return text.to_owned();
    }
    let mut room = width - face.width_of('…', size);
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            room -= face.width_of(*c, size);
            room >= 0
        })
        .collect();
    kept.push('…');
    kept
}

#[derive(Default)]
struct Line {
    text: String,
    width: Len,
}

impl Line {
    fn push(&mut self, c: char, width: Len) {
        self.text.push(c);
        self.width += width;
    }

    fn take(&mut self) -> String {
        self.width = 0;
        std::mem::take(&mut self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::faces::Faces;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_written_is_a_box() {
        let faces = Faces::even();
        for (text, line) in [
            ("plain", "plain"),
            ("a\tb\r\nc\u{0}d", "a b  c d"),
            ("search 🔍", "search □"),
            ("👩‍👩‍👧‍👦 family", "□ family"),
            ("👍🏽👍", "□□"),
            ("❤️", "□"),
            ("日本", "□□"),
            ("\u{202e}abc\u{202c}", "abc"),
            ("soft\u{ad}ly", "softly"),
            ("o\u{2bc}clock", "o\u{2019}clock"),
            ("e\u{200d}x", "ex"),
        ] {
            assert_eq!(shown(text, &faces.regular), line, "{text:?}");
        }
    }

    #[test]
    fn lines_break_between_words_or_inside_of_long_ones() {
        // Ten characters a line.
        let lines = |text: &str| wrap(text, &Faces::even().regular, 1000, 5000);
        assert_eq!(lines(""), [""; 0]);
        assert_eq!(lines("  \n "), [""; 0]);
        assert_eq!(lines("ten letter"), ["ten letter"]);
        assert_eq!(lines("eleven lett"), ["eleven", "lett"]);
        assert_eq!(lines("a   b"), ["a b"]);
        assert_eq!(
            lines("abcdefghijklmnopqrstuvwxyz"),
            ["abcdefghij", "klmnopqrst", "uvwxyz"]
        );
        assert_eq!(lines("to abcdefghijklm no"), ["to", "abcdefghij", "klm no"]);
        assert_eq!(lines("9:05\u{a0}AM – x"), ["9:05\u{a0}AM –", "x"]);
        // Narrower than a letter: a letter a line, and an end.
        assert_eq!(
            wrap("abc", &Faces::even().regular, 1000, 10),
            ["a", "b", "c"]
        );
    }

    #[test]
    fn what_is_cut_says_so() {
        let faces = Faces::even();
        let cut = |text| cut(text, &faces.regular, 1000, 2500);
        assert_eq!(cut("five5"), "five5");
        assert_eq!(cut("sixsix"), "sixs…");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_too_wide(text: String, width in 500..9000_i32) {
            let faces = Faces::even();
            let text = shown(&text, &faces.regular);
            let lines = wrap(&text, &faces.regular, 1000, width);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            for line in lines {
                prop_assert!(faces.regular.width(&line, 1000) <= width);
                prop_assert!(line.chars().all(|c| faces.regular.has(c)));
            }
        }
    }
}
