//! ZIP archives, as far as exports need them: stored and deflated files, unpacked piece by piece and within bounds.
//! Names lead nowhere: a file is looked for by its name, and what it holds goes to a [`Spool`].

use std::io::{self, BufReader, Read, Write as _};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::csv_file::FileError;
use super::spool::Spool;

/// All that is unpacked of one archive, at most.
const MAX_UNPACKED: u64 = 512 * 1024 * 1024;
/// Files in an archive, at most.
const MAX_FILES: u16 = 20_000;
/// Bytes of a file's name that are looked at.
const MAX_NAME: usize = 1024;

const END: u32 = 0x0605_4b50;
const ENTRY: u32 = 0x0201_4b50;
const LOCAL: u32 = 0x0403_4b50;

/// An archive whose table of contents was read.
#[derive(Debug)]
pub struct ZipFile<'a> {
    source: &'a Spool,
    files: Vec<Packed>,
    /// How much may still be unpacked.
    left: u64,
}

/// A file in it.
#[derive(Debug)]
struct Packed {
    name: String,
    encrypted: bool,
    method: u16,
    crc: u32,
    size: u64,
    /// Where its own header begins.
    start: u64,
}

/// Whether this begins like a ZIP archive.
#[must_use]
pub fn is_zip(source: &Spool) -> bool {
    matches!(
        source.bytes_at(0),
        Some([b'P', b'K', 3, 4] | [b'P', b'K', 5, 6])
    )
}

impl<'a> ZipFile<'a> {
    /// Reads the table of contents.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn open(source: &'a Spool) -> Result<Self, FileError> {
        contents(source)
            .map(|files| Self {
                source,
                files,
                left: MAX_UNPACKED,
            })
            .ok_or(FileError::BrokenArchive)
    }

    /// Whether there is a file of this name, in whichever folder.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Unpacks the file of this name; `None` when there is none.
    ///
    /// # Errors
    /// When it is damaged, locked by a password, or too large.
    pub fn unpack(&mut self, name: &str) -> Result<Option<Spool>, FileError> {
        let Some(file) = self.find(name) else {
            return Ok(None);
        };
        if file.encrypted {
            return Err(FileError::LockedArchive);
        }
        let begin = self.begin_of(file).ok_or(FileError::BrokenArchive)?;
        let packed = BufReader::new(self.source.reader(begin).take(file.size));
        let (content, crc) = match file.method {
            0 => keep(packed, self.left)?,
            8 => keep(DeflateDecoder::new(packed), self.left)?,
            _ => return Err(FileError::BrokenArchive),
        };
        if crc != file.crc {
            return Err(FileError::BrokenArchive);
        }
        self.left -= content.len();
        Ok(Some(content))
    }

    fn find(&self, name: &str) -> Option<&Packed> {
        self.files.iter().find(|file| {
            let mut parts = file.name.rsplit(['/', '\\']);
            parts.next() == Some(name) && !parts.any(|folder| folder == "__MACOSX")
        })
    }

    /// Where its packed bytes begin, all of which are there.
    fn begin_of(&self, file: &Packed) -> Option<u64> {
        let header: [u8; 30] = self.source.bytes_at(file.start)?;
        if u32_at(&header, 0) != LOCAL {
            return None;
        }
        let names = u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        let begin = file.start.checked_add(30 + names)?;
        (begin.checked_add(file.size)? <= self.source.len()).then_some(begin)
    }
}

fn contents(source: &Spool) -> Option<Vec<Packed>> {
    // The end's record has 22 bytes and a comment of at most 65,535.
    let last = source.len().checked_sub(22)?;
    let first = last.saturating_sub(65_535);
    let mut tail = Vec::new();
    source.reader(first).read_to_end(&mut tail).ok()?;
    let end = (0..=tail.len().checked_sub(22)?)
        .rev()
        .map(|at| &tail[at..at + 22])
        .find(|record| u32_at(record, 0) == END)?;
    let count = u16_at(end, 10);
    if count > MAX_FILES {
        return None;
    }
    let mut at = u64::from(u32_at(end, 16));
    let mut files = Vec::new();
    for _ in 0..count {
        let header: [u8; 46] = source.bytes_at(at)?;
        if u32_at(&header, 0) != ENTRY {
            return None;
        }
        let [name_length, extra, comment] = [28, 30, 32].map(|field| u16_at(&header, field));
        let mut name = vec![0; usize::from(name_length).min(MAX_NAME)];
        source.reader(at + 46).read_exact(&mut name).ok()?;
        files.push(Packed {
            name: String::from_utf8_lossy(&name).into_owned(),
            encrypted: u16_at(&header, 8) & 1 == 1,
            method: u16_at(&header, 10),
            crc: u32_at(&header, 16),
            size: u64::from(u32_at(&header, 20)),
            start: u64::from(u32_at(&header, 42)),
        });
        at += 46 + u64::from(name_length) + u64::from(extra) + u64::from(comment);
    }
    Some(files)
}

/// Keeps what a reader gives, at most so much, and says its checksum.
fn keep(mut reader: impl Read, most: u64) -> Result<(Spool, u32), FileError> {
    let mut content = Spool::default();
    let mut crc = Crc::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => return Ok((content, crc.sum())),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Err(FileError::BrokenArchive),
        };
        crc.update(&buffer[..count]);
        content.write_all(&buffer[..count])?;
        if content.len() > most {
            return Err(FileError::LargeArchive);
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
pub(crate) mod tests;
