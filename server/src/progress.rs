//! How far restores, imports and exports have come: counts in the memory of the server that does them. Their transaction
//! shows nothing to anybody else before its end, and another server knows nothing of it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::access::{Actor, Permission};
use app::error::AppError;
use app::progress::{Progress, ShowProgress};
use app::values::{UserId, WorkspaceId};
use async_trait::async_trait;
use uuid::Uuid;

use crate::services::Services;
use crate::uploads::{parse_id, sql};

/// What takes a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Work {
    /// The restore or import of this upload.
    Upload(Uuid),
    /// A download of everything, or of time entries.
    Export,
}

/// Whose it is, and what.
type Key = (WorkspaceId, UserId, Work);

fn key(actor: &Actor, work: Work) -> Key {
    (actor.workspace_id, actor.user_id, work)
}

/// Everything that is under way here.
#[derive(Clone, Debug, Default)]
pub struct UnderWay(Arc<Mutex<HashMap<Key, Arc<Count>>>>);

#[derive(Debug)]
struct Count {
    done: AtomicI64,
    total: i64,
}

impl UnderWay {
    /// Counts what the actor does, until the answer is dropped. A second try while the first is under way counts for
    /// itself, unseen; and so does what nobody can ask for.
    pub(crate) fn begin(&self, actor: &Actor, work: Option<Work>, total: i64) -> Counter {
        self.count(work.map(|work| key(actor, work)), total)
    }

    fn count(&self, key: Option<Key>, total: i64) -> Counter {
        let count = Arc::new(Count {
            done: AtomicI64::new(0),
            total,
        });
        if let Some(key) = key
            && let Entry::Vacant(place) = self.counts().entry(key)
        {
            place.insert(Arc::clone(&count));
        }
        Counter {
            under_way: self.clone(),
            key,
            count,
        }
    }

    /// How far it has come, if it is under way here.
    fn of(&self, key: Key) -> Option<Progress> {
        self.counts().get(&key).map(|count| Progress {
            done: count.done.load(Ordering::Relaxed).min(count.total),
            total: count.total,
        })
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<Key, Arc<Count>>> {
        // Nothing that holds it can leave it half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something under way; dropped at its end, however that comes.
#[derive(Debug)]
pub(crate) struct Counter {
    under_way: UnderWay,
    key: Option<Key>,
    count: Arc<Count>,
}

impl Counter {
    /// So many more entries were gone through.
    pub(crate) fn add(&self, entries: usize) {
        let entries = i64::try_from(entries).unwrap_or(i64::MAX);
        self.count.done.fetch_add(entries, Ordering::Relaxed);
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        if let Some(key) = self.key
            && let Entry::Occupied(place) = self.under_way.counts().entry(key)
            && Arc::ptr_eq(place.get(), &self.count)
        {
            place.remove();
        }
    }
}

#[async_trait]
impl ShowProgress for Services {
    async fn upload_progress(
        &self,
        actor: &Actor,
        upload: String,
    ) -> Result<Option<Progress>, AppError> {
        actor.must(Permission::ImportData)?;
        let upload = parse_id(&upload)?;
        let found = self.under_way.of(key(actor, Work::Upload(upload)));
        if found.is_none() {
            // Somebody else's is no more here than one that never was, or is gone by now.
            let mut tx = self.db.read().await?;
            let (workspace, user) = (actor.workspace_id, actor.user_id);
            if !sql::is_kept(&mut tx, workspace, user, upload).await? {
                return Err(AppError::NotFound);
            }
        }
        Ok(found)
    }

    async fn export_progress(&self, actor: &Actor) -> Result<Option<Progress>, AppError> {
        // Nobody is told of anything but what they do themselves.
        Ok(self.under_way.of(key(actor, Work::Export)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(user: u128) -> Key {
        (
            WorkspaceId::from_uuid(Uuid::from_u128(1)),
            UserId::from_uuid(Uuid::from_u128(user)),
            Work::Upload(Uuid::from_u128(3)),
        )
    }

    #[test]
    fn counts_are_their_owners_and_last_as_long_as_the_work() {
        let under_way = UnderWay::default();
        let counter = under_way.count(Some(key_of(1)), 1_200);
        assert_eq!(under_way.of(key_of(2)), None);
        for done in [0, 500, 1_000, 1_200] {
            let found = under_way.of(key_of(1));
            assert_eq!(found, Some(Progress { done, total: 1_200 }));
            counter.add(500);
        }
        drop(counter);
        assert_eq!(under_way.of(key_of(1)), None);
    }

    #[test]
    fn a_second_try_leaves_the_first_ones_count_alone() {
        let under_way = UnderWay::default();
        let first = under_way.count(Some(key_of(1)), 10);
        let second = under_way.count(Some(key_of(1)), 10);
        second.add(7);
        drop(second);
        first.add(4);
        let found = under_way.of(key_of(1));
        assert_eq!(found, Some(Progress { done: 4, total: 10 }));
    }
}
