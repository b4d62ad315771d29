//! Turns: heavy work of which only some goes on at once, whoever asks for it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use app::error::AppError;
use app::values::UserId;
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

/// Turns of which each person has a few at most: whoever is slow leaves some to others.
#[derive(Debug)]
pub(crate) struct Places {
    all: Semaphore,
    each: usize,
    taken: Mutex<BTreeMap<UserId, usize>>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// The person has as many as anybody gets.
    OfTheirs,
    /// All are taken for too long.
    OfEverybodys,
}

impl From<Full> for AppError {
    fn from(_: Full) -> Self {
        Self::Unavailable
    }
}

/// A place that is taken as long as this is kept.
#[derive(Debug)]
pub(crate) struct Place {
    _own: OwnPlace,
    _permit: SemaphorePermit<'static>,
}

/// One of somebody's own.
#[derive(Debug)]
struct OwnPlace {
    of: &'static Places,
    user: UserId,
}

impl Places {
    /// So many in all, and so many for each.
    pub(crate) const fn new(all: usize, each: usize) -> Self {
        Self {
            all: Semaphore::const_new(all),
            each,
            taken: Mutex::new(BTreeMap::new()),
        }
    }

    /// Waits for a place of this person's; whoever has enough does not wait.
    ///
    /// # Errors
    /// [`Full`], by whom.
    pub(crate) async fn wait(&'static self, user: UserId) -> Result<Place, Full> {
        let own = self.own(user).ok_or(Full::OfTheirs)?;
        let permit = turn(&self.all).await.map_err(|_| Full::OfEverybodys)?;
        Ok(Place {
            _own: own,
            _permit: permit,
        })
    }

    fn own(&'static self, user: UserId) -> Option<OwnPlace> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.entry(user).or_default();
        (*own < self.each).then(|| {
            *own += 1;
            OwnPlace { of: self, user }
        })
    }
}

impl Drop for OwnPlace {
    fn drop(&mut self) {
        let mut taken = self.of.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.user) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;
    use uuid::Uuid;

    #[tokio::test]
    async fn two_files_are_worked_on_at_once() {
        let first = wait_for_file_turn().await.unwrap();
        let _second = wait_for_file_turn().await.unwrap();
        assert!(wait_for_file_turn().now_or_never().is_none());
        drop(first);
        let _third = wait_for_file_turn().await.unwrap();
    }

    #[tokio::test]
    async fn nobody_takes_every_place() {
        static PLACES: Places = Places::new(3, 2);
        let person = |number| UserId::from_uuid(Uuid::from_u128(number));
        let (ada, bob, eve) = (person(1), person(2), person(3));
        let first = PLACES.wait(ada).await.unwrap();
        let second = PLACES.wait(ada).await.unwrap();
        assert_eq!(PLACES.wait(ada).await.unwrap_err(), Full::OfTheirs);
        let _third = PLACES.wait(bob).await.unwrap();
        // All are taken: Eve waits, and who gives up waiting keeps nothing.
        assert!(PLACES.wait(eve).now_or_never().is_none());
        drop(first);
        let fourth = PLACES.wait(eve).await.unwrap();
        drop((second, fourth));
        let _fifth = PLACES.wait(eve).await.unwrap();
        let _sixth = PLACES.wait(eve).await.unwrap();
        assert_eq!(PLACES.taken.lock().unwrap().len(), 2);
    }
}
