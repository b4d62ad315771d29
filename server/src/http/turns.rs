//! Turns: heavy work of which only some goes on at once, whoever asks for it.

use std::time::Duration;

use app::error::AppError;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// Files that are looked at, imported or restored at once: each keeps a processor, connections and memory.
static FILES: Semaphore = Semaphore::const_new(2);
/// How long anybody waits for their turn.
const TURN: Duration = Duration::from_secs(10);

/// Waits for one of a kind's turns; it lasts while what is answered is kept.
///
/// # Errors
/// `AppError::Unavailable` when too many go on for too long.
pub(crate) async fn turn(of: &'static Semaphore) -> Result<SemaphorePermit<'static>, AppError> {
    timeout(TURN, of.acquire())
        .await
        .ok()
        .and_then(Result::ok)
        .ok_or(AppError::Unavailable)
}

/// Waits until one more file may be looked at, imported or restored.
///
/// # Errors
/// See [`turn`].
pub(crate) async fn wait_for_file_turn() -> Result<SemaphorePermit<'static>, AppError> {
    turn(&FILES).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;

    #[tokio::test]
    async fn two_files_are_worked_on_at_once() {
        let first = wait_for_file_turn().await.unwrap();
        let _second = wait_for_file_turn().await.unwrap();
        assert!(wait_for_file_turn().now_or_never().is_none());
        drop(first);
        let _third = wait_for_file_turn().await.unwrap();
    }
}
