//! A PDF file as bytes: objects one after the other, and the table of where each begins.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// An object's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(usize);

impl std::fmt::Display for Id {
    /// As another object refers to it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} 0 R", self.0)
    }
}

/// A file being written.
#[derive(Debug)]
pub(super) struct File {
    bytes: Vec<u8>,
    /// Where each object begins; the first is number 1.
    starts: Vec<usize>,
}

impl File {
    /// A file of PDF 1.7, whose second line says that it is no text.
    pub(super) fn new() -> Self {
        Self {
            bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
            starts: Vec::new(),
        }
    }

    /// A number for an object that comes later and is spoken of before.
    pub(super) fn reserve(&mut self) -> Id {
        self.starts.push(0);
        Id(self.starts.len())
    }

    /// Writes an object under its number.
    pub(super) fn put(&mut self, id: Id, object: &str) {
        self.put_bytes(id, object.as_bytes());
    }

    /// Writes an object.
    pub(super) fn add(&mut self, object: &str) -> Id {
        let id = self.reserve();
        self.put(id, object);
        id
    }

    /// Writes a compressed stream; `entries` are those of its dictionary beside length and filter.
    ///
    /// # Errors
    /// Never in memory; the compressor's signature has it.
    pub(super) fn add_stream(&mut self, entries: &str, content: &[u8]) -> io::Result<Id> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content)?;
        let packed = encoder.finish()?;
        let mut object = format!(
            "<< {entries} /Filter /FlateDecode /Length {} >>\nstream\n",
            packed.len()
        )
        .into_bytes();
        object.extend(packed);
        object.extend(b"\nendstream");
        let id = self.reserve();
        self.put_bytes(id, &object);
        Ok(id)
    }

    fn put_bytes(&mut self, id: Id, object: &[u8]) {
        if let Some(start) = self.starts.get_mut(id.0 - 1) {
            *start = self.bytes.len();
        }
        self.bytes.extend(format!("{} 0 obj\n", id.0).into_bytes());
        self.bytes.extend(object);
        self.bytes.extend(b"\nendobj\n");
    }

    /// The whole file.
    pub(super) fn finish(mut self, root: Id, info: Id) -> Vec<u8> {
        let table = self.bytes.len();
        let size = self.starts.len() + 1;
        let mut end = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for start in &self.starts {
            // Writing to a String cannot fail.
            let _ = writeln!(end, "{start:010} 00000 n ");
        }
        let _ = write!(
            end,
            "trailer\n<< /Size {size} /Root {root} /Info {info} >>\nstartxref\n{table}\n%%EOF\n"
        );
        self.bytes.extend(end.into_bytes());
        self.bytes
    }
}

/// A text outside of pages: UTF-16, so that any script is kept.
pub(super) fn text(text: &str) -> String {
    let mut hex = String::from("<FEFF");
    for unit in text.encode_utf16() {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{unit:04X}");
    }
    hex.push('>');
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_where_the_table_says() {
        let mut file = File::new();
        let later = file.reserve();
        let info = file.add("<< /Title (x) >>");
        let stream = file.add_stream("/Kind /None", b"content").unwrap();
        file.put(later, &format!("<< /Of {stream} >>"));
        let bytes = file.finish(later, info);
        let text = String::from_utf8_lossy(&bytes);
        let at = |start: usize| &bytes[start..];
        let table: usize = text
            .rsplit_once("startxref\n")
            .and_then(|(_, end)| end.lines().next()?.parse().ok())
            .unwrap();
        assert!(at(table).starts_with(b"xref\n0 4\n0000000000 65535 f \n"));
        for (number, line) in String::from_utf8_lossy(at(table))
            .lines()
            .skip(3)
            .take(3)
            .enumerate()
        {
            let start: usize = line[..10].parse().unwrap();
            assert!(at(start).starts_with(format!("{} 0 obj\n", number + 1).as_bytes()));
        }
        assert!(text.contains("<< /Of 3 0 R >>") && text.ends_with("%%EOF\n"));
    }

    #[test]
    fn titles_are_kept_in_any_script() {
        assert_eq!(super::text("Aé🔍"), "<FEFF004100E9D83DDD0D>");
    }
}
