//! Bytes that may be many: in memory while they are few, else in a file without a name, which is gone with its last
//! handle, however the process ends.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt as _;

use bytes::Bytes;
use futures::{Stream, future, stream};

/// As much is kept in memory.
const IN_MEMORY: usize = 1024 * 1024;

/// Written once from front to back, read from anywhere as often as needed.
#[derive(Debug, Default)]
pub struct Spool {
    /// The front, once there is more than fits into memory.
    file: Option<File>,
    in_file: u64,
    /// What comes behind the file's bytes.
    memory: Vec<u8>,
}

impl Spool {
    /// A file that is there already.
    ///
    /// # Errors
    /// When its length cannot be found out.
    pub fn of_file(file: File) -> io::Result<Self> {
        let in_file = file.metadata()?.len();
        Ok(Self {
            file: Some(file),
            in_file,
            memory: Vec::new(),
        })
    }

    /// How many bytes there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.in_file + self.memory.len() as u64
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes from `at` on.
    #[must_use]
    pub fn reader(&self, at: u64) -> SpoolReader<'_> {
        SpoolReader { spool: self, at }
    }

    /// Exactly `N` bytes from `at` on; `None` where there are fewer.
    #[must_use]
    pub fn bytes_at<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.reader(at).read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    /// All bytes behind these first ones, piece by piece for an answer.
    pub fn into_chunks(self, first: &'static [u8]) -> impl Stream<Item = io::Result<Bytes>> {
        stream::try_unfold((Some(first), 0_u64), move |(first, at)| {
            let next = match first {
                Some(first) => Ok(Some((Bytes::from_static(first), (None, 0)))),
                None => self.piece(at).map(|piece| {
                    let behind = at + piece.len() as u64;
                    (!piece.is_empty()).then_some((piece, (None, behind)))
                }),
            };
            future::ready(next)
        })
    }

    fn piece(&self, at: u64) -> io::Result<Bytes> {
        let mut piece = vec![0; 64 * 1024];
        let length = self.read_at(&mut piece, at)?;
        piece.truncate(length);
        Ok(piece.into())
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        match &self.file {
            Some(file) if at < self.in_file => {
                let left = usize::try_from(self.in_file - at).unwrap_or(usize::MAX);
                let length = buffer.len().min(left);
                file.read_at(&mut buffer[..length], at)
            }
            _ => {
                let behind = usize::try_from(at.saturating_sub(self.in_file)).unwrap_or(usize::MAX);
                let mut rest = self.memory.get(behind..).unwrap_or_default();
                rest.read(buffer)
            }
        }
    }
}

impl From<Vec<u8>> for Spool {
    fn from(memory: Vec<u8>) -> Self {
        Self {
            memory,
            ..Self::default()
        }
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.memory.len() + bytes.len() > IN_MEMORY {
            let mut file = match self.file.take() {
                Some(file) => file,
                None => tempfile::tempfile()?,
            };
            file.write_all(&self.memory)?;
            file.write_all(bytes)?;
            self.in_file += (self.memory.len() + bytes.len()) as u64;
            self.memory.clear();
            self.file = Some(file);
        } else {
            self.memory.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads a [`Spool`]; several may do so at once.
#[derive(Debug)]
pub struct SpoolReader<'a> {
    spool: &'a Spool,
    at: u64,
}

impl Read for SpoolReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.spool.read_at(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(spool: &Spool, at: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        spool.reader(at).read_to_end(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_does_not_fit_goes_to_a_file() {
        let mut spool = Spool::default();
        let mut wanted = Vec::new();
        for (size, in_file) in [
            (10, false),
            (IN_MEMORY, true),
            (10, true),
            (IN_MEMORY, true),
        ] {
            let bytes: Vec<u8> = (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect();
            spool.write_all(&bytes).unwrap();
            wanted.extend(bytes);
            assert_eq!(spool.file.is_some(), in_file);
            assert!(spool.memory.len() <= IN_MEMORY);
            assert_eq!(spool.len(), wanted.len() as u64);
            assert_eq!(all(&spool, 0), wanted);
        }
        assert_eq!(all(&spool, 11), wanted[11..]);
        assert!(all(&spool, spool.len() + 5).is_empty());
        assert_eq!(spool.bytes_at::<2>(0), Some([0, 1]));
        assert_eq!(spool.bytes_at::<2>(spool.len() - 1), None);
    }

    proptest! {
        #[test]
        fn reading_from_anywhere_gives_what_stands_there(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0..400_u64) {
            let spool = Spool::from(bytes.clone());
            let from = usize::try_from(at).unwrap().min(bytes.len());
            prop_assert_eq!(all(&spool, at), &bytes[from..]);
        }
    }
}
