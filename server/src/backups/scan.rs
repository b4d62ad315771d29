//! Reading a backup from its beginning to its end in a thread of its own, one time entry after the other.

use std::io::{ErrorKind, Read};

use app::access::Actor;
use app::error::AppError;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::model::{BackupEntry, Catalog};
use super::parse::{read_backup, read_entries};
use super::reader::Source;

/// Entries that are looked up and written together.
const BATCH: usize = 500;
/// Batches read ahead.
const AHEAD: usize = 2;

/// What is done with every entry.
pub(super) trait Take: Send + 'static {
    /// Takes it, or says why not.
    ///
    /// # Errors
    /// What is wrong with it; the place in the file is added.
    fn take(&mut self, entry: BackupEntry) -> Result<(), String>;

    /// There are no more.
    fn end(&mut self) {}
}

/// A reading under way.
pub(super) struct Scan<R>(JoinHandle<Result<R, AppError>>);

impl<R> Scan<R> {
    /// What was read.
    ///
    /// # Errors
    /// `AppError::Invalid` on `file` when it is no backup.
    pub(super) async fn finish(self) -> Result<R, AppError> {
        self.0.await.map_err(|_| AppError::Internal)?
    }
}

impl Source {
    /// Reads a whole backup, handing its entries to `taker`: everything but those, and what became of them.
    pub(super) fn scan<T: Take>(&self, actor: &Actor, mut taker: T) -> Scan<(Catalog, T)> {
        self.read(actor, move |bytes| {
            let mut sink = |entry| taker.take(entry);
            let catalog = read_backup(bytes, &mut sink)?;
            taker.end();
            Ok((catalog, taker))
        })
    }

    /// Reads a backup once more for its entries alone: its catalog is known, and takes no memory a second time.
    pub(super) fn scan_entries<T: Take>(&self, actor: &Actor, mut taker: T) -> Scan<T> {
        self.read(actor, move |bytes| {
            let mut sink = |entry| taker.take(entry);
            read_entries(bytes, &mut sink)?;
            taker.end();
            Ok(taker)
        })
    }

    fn read<R: Send + 'static>(
        &self,
        actor: &Actor,
        read: impl FnOnce(Box<dyn Read + Send>) -> Result<R, serde_json::Error> + Send + 'static,
    ) -> Scan<R> {
        let (source, workspace) = (self.clone(), actor.workspace_id);
        Scan(tokio::task::spawn_blocking(move || {
            read(source.open(workspace)).map_err(|error| match error.io_error_kind() {
                Some(ErrorKind::InvalidData) | None => unreadable(&error.to_string()),
                Some(_) => AppError::Unavailable,
            })
        }))
    }

    /// Reads a backup once more and hands its entries on by the hundred.
    pub(super) fn scan_batches(
        &self,
        actor: &Actor,
    ) -> (mpsc::Receiver<Vec<BackupEntry>>, Scan<Batches>) {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let batch = Vec::with_capacity(BATCH);
        let batches = Batches {
            sender: Some(sender),
            batch,
        };
        (receiver, self.scan_entries(actor, batches))
    }
}

/// Collects entries for whoever writes them.
pub(super) struct Batches {
    sender: Option<mpsc::Sender<Vec<BackupEntry>>>,
    batch: Vec<BackupEntry>,
}

impl Batches {
    fn send(&mut self) -> Result<(), String> {
        let full = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        let sent = self
            .sender
            .as_ref()
            .map(|sender| sender.blocking_send(full));
        match sent {
            Some(Ok(())) => Ok(()),
            _ => Err("given up".to_owned()),
        }
    }
}

impl Take for Batches {
    fn take(&mut self, entry: BackupEntry) -> Result<(), String> {
        self.batch.push(entry);
        if self.batch.len() == BATCH {
            self.send()
        } else {
            Ok(())
        }
    }

    fn end(&mut self) {
        if !self.batch.is_empty() {
            // Whoever no longer listens has failed already and says so.
            let _ = self.send();
        }
        self.sender = None;
    }
}

/// That a file cannot be restored, and why; of words that quote the file at length, both ends.
pub(super) fn unreadable(words: &str) -> AppError {
    const KEPT: usize = 120;
    let count = words.chars().count();
    let words = if count > 2 * KEPT {
        let start = words.chars().take(KEPT);
        start
            .chain(['…'])
            .chain(words.chars().skip(count - KEPT))
            .collect()
    } else {
        words.to_owned()
    };
    AppError::field(
        "file",
        "invalid",
        format!("This file cannot be restored: {words}. Nothing was changed."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_says_at_length_is_cut_short() {
        let words = format!("unknown field `{}` at line 7 column 9", "ü".repeat(100_000));
        let said = unreadable(&words).to_string();
        assert!(said.len() < 700, "{said}");
        assert!(
            said.contains("unknown field `üü") && said.contains("` at line 7 column 9. Nothing")
        );
    }
}
