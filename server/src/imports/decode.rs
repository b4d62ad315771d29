//! Bytes of a file into text: its encoding is found out from the file itself.

use super::csv_file::FileError;

/// The text of a file; what had to be assumed is added to the notes.
///
/// # Errors
/// When it is empty, a well-known other kind of file, or no text.
pub(super) fn decode(bytes: &[u8], notes: &mut Vec<String>) -> Result<String, FileError> {
    if bytes.is_empty() {
        return Err(FileError::Empty);
    }
    if let Some(kind) = other_kind(bytes) {
        return Err(FileError::OtherKind(kind));
    }
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => {
            if let Ok(text) = str::from_utf8(rest) {
                text.to_owned()
            } else {
                notes.push(
                    "The text is not UTF-8 and was read as Windows-1252 (Western European)."
                        .to_owned(),
                );
                rest.iter().map(|byte| windows_1252(*byte)).collect()
            }
        }
    };
    if text.contains('\0') {
        Err(FileError::NotText)
    } else {
        Ok(text)
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

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, FileError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(FileError::NotText);
    }
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .collect::<Result<_, _>>()
        .map_err(|_| FileError::NotText)
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
