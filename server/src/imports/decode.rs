//! Bytes of a file into text: its encoding is found out from the whole file, piece by piece.

use std::io::{self, BufRead, BufReader, Read as _, Write as _};

use super::csv_file::FileError;
use super::spool::Spool;

/// How a file's text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// With or without a byte-order mark.
    Utf8,
    /// By its byte-order mark, least significant byte first.
    Utf16Le,
    /// By its byte-order mark, most significant byte first.
    Utf16Be,
    /// Whatever is nothing else.
    Windows1252,
}

impl Encoding {
    /// As people know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// The text of a file as UTF-8 with `\n` alone as line end, and how it was written.
///
/// # Errors
/// When it is empty, a well-known other kind of file, or no text.
pub(super) fn decode(source: &Spool) -> Result<(Spool, Encoding), FileError> {
    if source.is_empty() {
        return Err(FileError::Empty);
    }
    let mut front = Vec::new();
    source.reader(0).take(8).read_to_end(&mut front)?;
    if let Some(kind) = other_kind(&front) {
        return Err(FileError::OtherKind(kind));
    }
    let (encoding, begin) = match front.as_slice() {
        [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
        [0xef, 0xbb, 0xbf, ..] if is_utf_8(source, 3)? => (Encoding::Utf8, 3),
        _ if is_utf_8(source, 0)? => (Encoding::Utf8, 0),
        _ => (Encoding::Windows1252, 0),
    };
    let mut bytes = BufReader::with_capacity(BUFFER, source.reader(begin));
    let mut text = Text::default();
    match encoding {
        Encoding::Utf8 => while_some(&mut bytes, |piece| text.push(piece))?,
        Encoding::Windows1252 => while_some(&mut bytes, |piece| {
            let piece: String = piece.iter().map(|byte| windows_1252(*byte)).collect();
            text.push(piece.as_bytes())
        })?,
        Encoding::Utf16Le => utf_16(bytes, u16::from_le_bytes, &mut text)?,
        Encoding::Utf16Be => utf_16(bytes, u16::from_be_bytes, &mut text)?,
    }
    Ok((text.finish()?, encoding))
}

const BUFFER: usize = 64 * 1024;

/// Hands on what a reader gives, piece by piece.
fn while_some(
    reader: &mut impl BufRead,
    mut each: impl FnMut(&[u8]) -> Result<(), FileError>,
) -> Result<(), FileError> {
    loop {
        let piece = reader.fill_buf()?;
        if piece.is_empty() {
            return Ok(());
        }
        each(piece)?;
        let length = piece.len();
        reader.consume(length);
    }
}

/// Text on its way into a spool: line ends become one, and what no text has is refused.
#[derive(Debug, Default)]
struct Text {
    spool: Spool,
    /// The last byte was a `\r` that stands for a line end already.
    after_cr: bool,
    visible: bool,
}

impl Text {
    fn push(&mut self, piece: &[u8]) -> Result<(), FileError> {
        if piece.contains(&0) {
            return Err(FileError::NotText);
        }
        self.visible |= piece.iter().any(|byte| !byte.is_ascii_whitespace());
        let piece = match piece {
            [b'\n', rest @ ..] if self.after_cr => rest,
            piece => piece,
        };
        if piece.is_empty() {
            self.after_cr = false;
            return Ok(());
        }
        self.after_cr = piece.ends_with(b"\r");
        if piece.contains(&b'\r') {
            let mut plain = Vec::with_capacity(piece.len());
            let mut bytes = piece.iter().copied().peekable();
            while let Some(byte) = bytes.next() {
                if byte == b'\r' {
                    bytes.next_if_eq(&b'\n');
                    plain.push(b'\n');
                } else {
                    plain.push(byte);
                }
            }
            self.spool.write_all(&plain)?;
        } else {
            self.spool.write_all(piece)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Spool, FileError> {
        if self.visible {
            Ok(self.spool)
        } else {
            Err(FileError::Empty)
        }
    }
}

/// Whether everything from `begin` on is UTF-8.
fn is_utf_8(source: &Spool, begin: u64) -> io::Result<bool> {
    let mut reader = source.reader(begin);
    let mut buffer = vec![0; BUFFER];
    // Bytes of a character that goes on in the next piece.
    let mut kept = 0;
    loop {
        let read = reader.read(&mut buffer[kept..])?;
        let filled = kept + read;
        let (valid, broken) = match str::from_utf8(&buffer[..filled]) {
            Ok(_) => (filled, false),
            Err(error) => (error.valid_up_to(), error.error_len().is_some()),
        };
        if broken || (read == 0 && valid < filled) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
        buffer.copy_within(valid..filled, 0);
        kept = filled - valid;
    }
}

fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 8] = [
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"\x89PNG", "a PNG picture"),
        (b"GIF8", "a GIF picture"),
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
        (b"\xd0\xcf\x11\xe0", "an Excel workbook"),
        (b"\x1f\x8b", "a compressed archive"),
        (b"{\\rtf", "a text document"),
    ];
    kinds
        .into_iter()
        .find(|(start, _)| bytes.starts_with(start))
        .map(|(_, kind)| kind)
}

fn utf_16(
    mut bytes: impl BufRead,
    unit: fn([u8; 2]) -> u16,
    text: &mut Text,
) -> Result<(), FileError> {
    let mut odd = None;
    let mut failed = None;
    let units = std::iter::from_fn(|| {
        let mut pair = [0; 2];
        match read_pair(&mut bytes, &mut pair) {
            Ok(2) => Some(unit(pair)),
            Ok(rest) => {
                odd = (rest == 1).then_some(());
                None
            }
            Err(error) => {
                failed = Some(error);
                None
            }
        }
    });
    let mut piece = String::with_capacity(BUFFER);
    for char in char::decode_utf16(units) {
        piece.push(char.map_err(|_| FileError::NotText)?);
        if piece.len() + 4 > BUFFER {
            text.push(piece.as_bytes())?;
            piece.clear();
        }
    }
    if let Some(error) = failed {
        return Err(error.into());
    }
    if odd.is_some() {
        return Err(FileError::NotText);
    }
    text.push(piece.as_bytes())
}

/// Two bytes, or as many as are left.
fn read_pair(bytes: &mut impl BufRead, pair: &mut [u8; 2]) -> io::Result<usize> {
    let first = bytes.read(&mut pair[..1])?;
    if first == 0 {
        return Ok(0);
    }
    Ok(1 + bytes.read(&mut pair[1..])?)
}

/// As browsers read it; the five bytes without a character become control characters.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(bytes: Vec<u8>) -> Result<(String, Encoding), FileError> {
        let (text, encoding) = decode(&Spool::from(bytes))?;
        let mut read = String::new();
        text.reader(0).read_to_string(&mut read).unwrap();
        Ok((read, encoding))
    }

    #[test]
    fn line_ends_and_characters_may_lie_across_pieces() {
        for before in [BUFFER - 2, BUFFER - 1, BUFFER, BUFFER + 1] {
            let text = format!("{}\r\nü🕰\rx\n\ry", "a".repeat(before));
            let plain = text.replace("\r\n", "\n").replace('\r', "\n");
            assert_eq!(
                decoded(text.clone().into_bytes()).unwrap(),
                (plain.clone(), Encoding::Utf8)
            );
            let little: Vec<u8> = std::iter::once(0xfeff)
                .chain(text.encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect();
            assert_eq!(decoded(little).unwrap(), (plain, Encoding::Utf16Le));
        }
    }

    #[test]
    fn the_last_byte_decides_as_well() {
        let mut bytes = vec![b'a'; 3 * BUFFER];
        bytes.push(0xe4);
        let (text, encoding) = decoded(bytes).unwrap();
        assert!(encoding == Encoding::Windows1252 && text.ends_with("aä"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_text_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok((text, encoding)) = decoded(bytes.clone()) {
                prop_assert!(text.len() <= 3 * bytes.len());
                prop_assert!(!text.contains(['\r', '\0']));
                if encoding == Encoding::Utf8 {
                    prop_assert!(str::from_utf8(&bytes).is_ok());
                }
            }
        }
    }
}
