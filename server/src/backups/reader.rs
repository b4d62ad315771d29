//! A backup's file as a stream of bytes: one that was uploaded, piece by piece beside the database's own work, or one on
//! this machine.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt as _;
use std::rc::Rc;
use std::sync::Arc;

use app::error::AppError;
use app::values::WorkspaceId;
use tokio::sync::{Mutex, mpsc};
use uuid::Uuid;

use crate::db::Tx;
use crate::uploads::sql::load_piece;

/// Pieces read ahead.
const AHEAD: usize = 2;
/// The longest text that is read: no field may be longer, and memory stays bounded.
const LONGEST_TEXT: usize = 1024 * 1024;

/// A view of the database that several readings share, one after the other.
pub(super) type Snapshot = Arc<Mutex<Tx>>;

/// Where a backup is; it can be read more than once.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// Kept in the database until it is confirmed: its id, and the view in which it was found. Every reading needs that
    /// one connection alone, however busy the others are.
    Upload(Uuid, Snapshot),
    /// A file on this machine.
    File(Arc<File>),
}

impl Source {
    /// Begins to read, for a thread of its own.
    pub(super) fn open(&self, workspace: WorkspaceId) -> Box<dyn Read + Send> {
        match self {
            Self::Upload(id, snapshot) => {
                Box::new(PieceReader::open(snapshot.clone(), workspace, *id))
            }
            Self::File(file) => Box::new(FromStart {
                file: Arc::clone(file),
                at: 0,
            }),
        }
    }
}

/// How much may come of what is kept in memory. Whoever reads the bytes counts them, whoever understands them says when
/// what comes is handed on and not kept; both hold the same one.
#[derive(Clone, Debug)]
pub(super) struct Allowance(Rc<Count>);

#[derive(Debug)]
struct Count {
    left: Cell<usize>,
    is_paused: Cell<bool>,
}

impl Allowance {
    /// So many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        Self(Rc::new(Count {
            left: Cell::new(bytes),
            is_paused: Cell::new(false),
        }))
    }

    /// Whether what comes from here on is not kept.
    pub(super) fn pause(&self, is_paused: bool) {
        self.0.is_paused.set(is_paused);
    }

    /// Takes so many bytes, if they may come.
    fn take(&self, bytes: usize) -> bool {
        if self.0.is_paused.get() {
            return true;
        }
        let left = self.0.left.get().checked_sub(bytes);
        self.0.left.set(left.unwrap_or_default());
        left.is_some()
    }
}

/// Bytes of JSON without endless texts, and no more of them than are allowed.
#[derive(Debug)]
pub(super) struct Bounded<R> {
    bytes: R,
    text: TextLength,
    allowance: Allowance,
}

impl<R: Read> Bounded<R> {
    /// These bytes.
    pub(super) fn new(bytes: R, allowance: Allowance) -> Self {
        let text = TextLength::default();
        Self {
            bytes,
            text,
            allowance,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(out)?;
        if !self.text.follow(&out[..count]) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "it holds a text that is too long",
            ));
        }
        if !self.allowance.take(count) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "what it holds besides time entries is too large",
            ));
        }
        Ok(count)
    }
}

/// A file's bytes from its beginning on, wherever others have read to.
#[derive(Debug)]
struct FromStart {
    file: Arc<File>,
    at: u64,
}

impl Read for FromStart {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(out, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// An uploaded file's bytes.
#[derive(Debug)]
struct PieceReader {
    pieces: mpsc::Receiver<Result<Vec<u8>, AppError>>,
    piece: Vec<u8>,
    at: usize,
}

/// Follows whether the bytes are inside a JSON string, and how long it is.
#[derive(Debug, Default)]
struct TextLength {
    inside: bool,
    escaped: bool,
    length: usize,
}

impl TextLength {
    /// Whether every text is short enough so far.
    fn follow(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.inside => self.escaped = true,
                b'"' => {
                    self.inside = !self.inside;
                    self.length = 0;
                }
                _ => {}
            }
            self.length += 1;
            if self.length > LONGEST_TEXT {
                return false;
            }
        }
        true
    }
}

impl PieceReader {
    fn open(snapshot: Snapshot, workspace: WorkspaceId, upload: Uuid) -> Self {
        let (sender, pieces) = mpsc::channel(AHEAD);
        tokio::spawn(send_pieces(snapshot, workspace, upload, sender));
        Self {
            pieces,
            piece: Vec::new(),
            at: 0,
        }
    }
}

async fn send_pieces(
    snapshot: Snapshot,
    workspace: WorkspaceId,
    upload: Uuid,
    sender: mpsc::Sender<Result<Vec<u8>, AppError>>,
) {
    for position in 0.. {
        let mut tx = snapshot.lock().await;
        let piece = load_piece(&mut tx, workspace, upload, position).await;
        drop(tx);
        let Some(piece) = piece.transpose() else {
            return;
        };
        let is_last = piece.is_err();
        if sender.send(piece).await.is_err() || is_last {
            return;
        }
    }
}

impl Read for PieceReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            match self.pieces.blocking_recv() {
                None => return Ok(0),
                Some(Err(error)) => return Err(io::Error::other(error)),
                Some(Ok(piece)) => (self.piece, self.at) = (piece, 0),
            }
        }
        let count = out.len().min(self.piece.len() - self.at);
        out[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_takes_nothing_of_the_allowance() {
        let allowance = Allowance::of(10);
        assert!(allowance.take(4));
        allowance.pause(true);
        assert!(allowance.take(1000));
        allowance.pause(false);
        assert!(allowance.take(6));
        assert!(!allowance.take(1));
    }

    #[test]
    fn only_long_texts_are_too_long() {
        let mut text = TextLength::default();
        assert!(text.follow(br#"{"a\"b":"c\\","d":1}"#));
        assert!(!text.inside);
        assert!(text.follow(b"\""));
        assert!(text.follow(&vec![b'x'; LONGEST_TEXT - 2]));
        assert!(!text.follow(b"xxx"));
    }
}
