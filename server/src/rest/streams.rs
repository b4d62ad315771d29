//! How many streams of events each person has open here: every one of them looks into the log for itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::values::UserId;

/// Streams that a person may have open at a time.
const STREAMS_MAX: usize = 50;

/// The streams that are open, by person.
#[derive(Debug, Default)]
pub(super) struct Streams(Mutex<HashMap<UserId, usize>>);

/// A place among them, free again once it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    streams: Arc<Streams>,
    user: UserId,
}

impl Streams {
    /// A place for one more of this person's, if there is one.
    pub(super) fn take(self: &Arc<Self>, user: UserId) -> Option<Place> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(user).or_default();
        if *count >= STREAMS_MAX {
            return None;
        }
        *count += 1;
        Some(Place {
            streams: Arc::clone(self),
            user,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self
            .streams
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn everybody_has_so_many_places_and_gets_them_back() {
        let streams = Arc::new(Streams::default());
        let (ada, bob) = (
            UserId::from_uuid(Uuid::from_u128(1)),
            UserId::from_uuid(Uuid::from_u128(2)),
        );
        let mut places: Vec<Option<Place>> = (0..=STREAMS_MAX).map(|_| streams.take(ada)).collect();
        assert!(places.pop().unwrap().is_none());
        assert!(places.iter().all(Option::is_some));
        assert!(streams.take(bob).is_some());
        places.pop();
        assert!(streams.take(ada).is_some());
        drop(places);
        assert!(
            streams.0.lock().unwrap().is_empty(),
            "who has none is forgotten"
        );
    }
}
