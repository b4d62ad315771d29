//! How often a token may call: a bucket each, that fills by the second and holds a burst.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use app::values::ApiTokenId;

use crate::config::RateLimit;

/// When this many buckets are kept, full ones are forgotten.
const PRUNE: usize = 10_000;
/// A call, in thousandths: what a millisecond brings is then a whole number.
const CALL: i64 = 1_000;

/// What is left after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// Calls in a burst.
    pub(super) limit: i64,
    /// Calls that are left now.
    pub(super) remaining: i64,
    /// Seconds until all of them are back.
    pub(super) reset: i64,
    /// Seconds until the next one, if none was left.
    pub(super) wait: Option<i64>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Thousandths of calls at `at`.
    level: i64,
    /// Milliseconds since 1970.
    at: i64,
}

/// The buckets of every token that called lately.
#[derive(Debug)]
pub(super) struct Pace {
    limit: Option<RateLimit>,
    buckets: Mutex<HashMap<ApiTokenId, Bucket>>,
}

impl Pace {
    /// Nobody has called yet; without a limit nothing is counted.
    pub(super) fn new(limit: Option<RateLimit>) -> Self {
        Self {
            limit,
            buckets: Mutex::default(),
        }
    }

    /// Takes a call out of a token's bucket at `now` in milliseconds.
    pub(super) fn take(&self, token: ApiTokenId, now: i64) -> Option<Standing> {
        let RateLimit { a_second, burst } = self.limit?;
        let (a_second, full) = (i64::from(a_second), i64::from(burst) * CALL);
        let filled =
            |bucket: Bucket| (bucket.level + (now - bucket.at).max(0) * a_second).min(full);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= PRUNE {
            buckets.retain(|_, bucket| filled(*bucket) < full);
        }
        let level = buckets.get(&token).copied().map_or(full, filled);
        let allowed = level >= CALL;
        let left = if allowed { level - CALL } else { level };
        buckets.insert(
            token,
            Bucket {
                level: left,
                at: now,
            },
        );
        Some(Standing {
            limit: i64::from(burst),
            remaining: left / CALL,
            reset: seconds(full - left, a_second),
            wait: (!allowed).then(|| seconds(CALL - left, a_second).max(1)),
        })
    }
}

/// How long so many thousandths take to come back, in whole seconds.
fn seconds(missing: i64, a_second: i64) -> i64 {
    let rate = a_second * CALL;
    (missing + rate - 1) / rate
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn token(number: u128) -> ApiTokenId {
        ApiTokenId::from_uuid(Uuid::from_u128(number))
    }

    fn pace(a_second: u32, burst: u32) -> Pace {
        Pace::new(Some(RateLimit { a_second, burst }))
    }

    #[test]
    fn a_burst_then_the_rate() {
        let pace = pace(20, 100);
        for left in (0..100).rev() {
            let standing = pace.take(token(1), 0).unwrap();
            assert_eq!((standing.remaining, standing.wait), (left, None));
        }
        assert_eq!(pace.take(token(1), 0).unwrap().wait, Some(1));
        // 50 ms bring one.
        assert_eq!(pace.take(token(1), 49).unwrap().wait, Some(1));
        assert_eq!(pace.take(token(1), 50).unwrap().wait, None);
        assert_eq!(pace.take(token(1), 50).unwrap().wait, Some(1));
        let rested = pace.take(token(1), 60_000).unwrap();
        assert_eq!((rested.limit, rested.remaining, rested.reset), (100, 99, 1));
    }

    #[test]
    fn nobody_pays_for_another() {
        let pace = pace(1, 1);
        assert_eq!(pace.take(token(1), 0).unwrap().wait, None);
        assert_eq!(pace.take(token(2), 0).unwrap().wait, None);
        assert!(pace.take(token(1), 0).unwrap().wait.is_some());
    }

    #[test]
    fn without_a_limit_nothing_is_counted() {
        assert_eq!(Pace::new(None).take(token(1), 0), None);
    }

    #[test]
    fn rested_buckets_are_forgotten() {
        let pace = pace(10, 10);
        for number in 0..20_000_u128 {
            let now = i64::try_from(number).unwrap() * 1_000;
            pace.take(token(number), now);
        }
        assert!(pace.buckets.lock().unwrap().len() < PRUNE + 1);
    }
}
