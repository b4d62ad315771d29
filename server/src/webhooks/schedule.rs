//! When a delivery is tried again, and when a webhook is given up.

/// A delivery is tried this often at most.
pub const MAX_ATTEMPTS: i64 = 10;
/// A webhook is switched off after so many failed attempts in a row …
pub const GIVE_UP_FAILURES: i64 = 10;
/// … if they go on for so long, in seconds: three days.
pub const GIVE_UP_SECONDS: i64 = 3 * 24 * 3600;
/// A receiver that is down or overloaded is left alone for so many seconds.
pub(super) const REST_SECONDS: i64 = 30;

const FIRST_DELAY: i64 = 30;
const LONGEST_DELAY: i64 = 24 * 3600;
/// Up to a fifth is added, so that what failed together does not come back together.
const JITTER_PARTS: i64 = 5;

/// Seconds until the next attempt: 30 s, 2 min, 8 min, 32 min, 2 h, 8½ h, then a day; `None` after the last one. `jitter`
/// is a random number.
pub(super) fn delay(attempts: i64, jitter: u32) -> Option<i64> {
    if attempts >= MAX_ATTEMPTS {
        return None;
    }
    let steps = u32::try_from((attempts - 1).clamp(0, 10)).unwrap_or(0);
    let delay = (FIRST_DELAY << (2 * steps)).min(LONGEST_DELAY);
    let most = delay / JITTER_PARTS;
    Some(delay + i64::from(jitter) % (most + 1))
}

/// Whether a webhook that has failed so often since then is given up.
pub(super) fn is_hopeless(failures: i64, failing_since: i64, now: i64) -> bool {
    failures >= GIVE_UP_FAILURES && now - failing_since >= GIVE_UP_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_grows_fourfold_to_a_day_and_ends() {
        let delays: Vec<Option<i64>> = (1..=10).map(|attempts| delay(attempts, 0)).collect();
        let expected = [30, 120, 480, 1920, 7680, 30_720, 86_400, 86_400, 86_400];
        assert_eq!(delays[..9], expected.map(Some));
        assert_eq!(delays[9], None);
        assert!(
            expected.iter().sum::<i64>() >= GIVE_UP_SECONDS,
            "one event alone can show that nobody is there"
        );
    }

    #[test]
    fn jitter_adds_a_fifth_at_most() {
        for jitter in [0, 1, 6, 7, 1000, u32::MAX] {
            let delay = delay(1, jitter).unwrap();
            assert!((30..=36).contains(&delay), "{delay}");
        }
    }

    #[test]
    fn hopeless_takes_failures_and_days() {
        for (failures, days, hopeless) in [(10, 3, true), (9, 30, false), (500, 2, false)] {
            assert_eq!(
                is_hopeless(failures, 0, days * 24 * 3600),
                hopeless,
                "{failures} {days}"
            );
        }
    }
}
