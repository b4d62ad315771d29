//! Instants to local days and back: the only place that knows the time zone database.

use app::values::{Date, DateRange, Time};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// A person's time zone.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

/// An instant as a clock on the wall shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// The day.
    pub day: Date,
    /// The time of day.
    pub time: Time,
}

impl Zone {
    /// The zone of this IANA name; UTC if it is unknown.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(TimeZone::get(name).unwrap_or(TimeZone::UTC))
    }

    /// Whether there is a zone of this name.
    #[must_use]
    pub fn exists(name: &str) -> bool {
        TimeZone::get(name).is_ok()
    }

    /// What the wall clock shows at `unix` seconds.
    #[must_use]
    pub fn local(&self, unix: i64) -> Local {
        let civil = self
            .0
            .to_datetime(Timestamp::from_second(unix).unwrap_or_default());
        Local {
            day: civil.date(),
            time: civil.time(),
        }
    }

    /// The day that holds `unix` seconds.
    #[must_use]
    pub fn day(&self, unix: i64) -> Date {
        self.local(unix).day
    }

    /// When the wall clock shows this, in unix seconds. A time that a clock change skips is moved
    /// on by the gap; of one that comes twice, the first counts.
    #[must_use]
    pub fn instant(&self, day: Date, time: Time) -> i64 {
        self.0
            .to_ambiguous_timestamp(DateTime::from_parts(day, time))
            .compatible()
            .map(Timestamp::as_second)
            .unwrap_or_default()
    }

    /// The same, where it may be known how many seconds clocks are ahead of UTC then: of a time that comes twice, that is
    /// the one meant. An offset with which clocks do not show this changes nothing.
    #[must_use]
    pub fn instant_at(&self, day: Date, time: Time, offset: Option<i64>) -> i64 {
        let meant = offset.and_then(|seconds| {
            let offset = Offset::from_seconds(i32::try_from(seconds).ok()?).ok()?;
            let at = offset.to_timestamp(DateTime::from_parts(day, time)).ok()?;
            (self.0.to_offset(at) == offset).then(|| at.as_second())
        });
        meant.unwrap_or_else(|| self.instant(day, time))
    }

    /// When the wall clock shows this for the last time; otherwise as [`Zone::instant`].
    #[must_use]
    pub fn last_instant(&self, day: Date, time: Time) -> i64 {
        self.0
            .to_ambiguous_timestamp(DateTime::from_parts(day, time))
            .later()
            .map(Timestamp::as_second)
            .unwrap_or_default()
    }

    /// How many seconds clocks are ahead of UTC at `unix` seconds.
    #[must_use]
    pub fn offset(&self, unix: i64) -> i64 {
        let at = Timestamp::from_second(unix).unwrap_or_default();
        i64::from(self.0.to_offset(at).seconds())
    }

    /// The first second of a day.
    #[must_use]
    pub fn start_of(&self, day: Date) -> i64 {
        self.instant(day, Time::midnight())
    }

    /// How far the zone's clocks are ahead of UTC from `from` to `to` (unix seconds): since when, and by how many seconds.
    #[must_use]
    pub fn offsets(&self, from: i64, to: i64) -> Vec<(i64, i64)> {
        let start = Timestamp::from_second(from).unwrap_or_default();
        let mut steps = vec![(from, i64::from(self.0.to_offset(start).seconds()))];
        for change in self.0.following(start) {
            let at = change.timestamp().as_second();
            if at >= to {
                break;
            }
            let offset = i64::from(change.offset().seconds());
            if steps.last().is_none_or(|step| step.1 != offset) {
                steps.push((at, offset));
            }
        }
        steps
    }

    /// The days of `range` as instants: from the first second, to before the last. 23 to 25 hours a day.
    #[must_use]
    pub fn bounds(&self, range: DateRange) -> (i64, i64) {
        let after = range.to.tomorrow().unwrap_or(range.to);
        (self.start_of(range.from), self.start_of(after))
    }
}

/// The IANA names there are, sorted.
#[must_use]
pub fn zone_names() -> Vec<String> {
    let mut names: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .collect();
    names.sort_unstable();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn days_have_23_to_25_hours() {
        let berlin = Zone::named("Europe/Berlin");
        let hours = |day| {
            let (from, to) = berlin.bounds(DateRange { from: day, to: day });
            (to - from) / 3600
        };
        assert_eq!(hours(date(2026, 3, 29)), 23);
        assert_eq!(hours(date(2026, 10, 25)), 25);
        assert_eq!(hours(date(2026, 7, 1)), 24);
    }

    #[test]
    fn a_skipped_time_moves_on_and_a_doubled_one_is_the_first() {
        let berlin = Zone::named("Europe/Berlin");
        let skipped = berlin.instant(date(2026, 3, 29), time(2, 30, 0, 0));
        assert_eq!(berlin.local(skipped).time, time(3, 30, 0, 0));
        let doubled = berlin.instant(date(2026, 10, 25), time(2, 30, 0, 0));
        assert_eq!(doubled, 1_792_888_200);
        assert_eq!(berlin.local(doubled + 3600).time, time(2, 30, 0, 0));
    }

    #[test]
    fn an_offset_tells_the_two_apart() {
        let berlin = Zone::named("Europe/Berlin");
        let (day, half_past_two) = (date(2026, 10, 25), time(2, 30, 0, 0));
        let first = berlin.instant(day, half_past_two);
        for (offset, at) in [
            (None, first),
            (Some(7200), first),
            (Some(3600), first + 3600),
            // No clock there shows it so.
            (Some(0), first),
            (Some(-3600), first),
            (Some(i64::MAX), first),
        ] {
            assert_eq!(
                berlin.instant_at(day, half_past_two, offset),
                at,
                "{offset:?}"
            );
        }
        assert_eq!(berlin.last_instant(day, half_past_two), first + 3600);
        assert_eq!(
            (berlin.offset(first), berlin.offset(first + 3600)),
            (7200, 3600)
        );
        // Times that come once, or never, are what they were.
        for (day, time) in [
            (date(2026, 10, 25), time(9, 0, 0, 0)),
            (date(2026, 3, 29), time(2, 30, 0, 0)),
        ] {
            let at = berlin.instant(day, time);
            assert_eq!(berlin.last_instant(day, time), at);
            for offset in [0, 3600, 7200] {
                assert_eq!(
                    berlin.instant_at(day, time, Some(offset)),
                    at,
                    "{day} {offset}"
                );
            }
        }
        let howe = Zone::named("Australia/Lord_Howe");
        let (day, time) = (date(2026, 4, 5), time(1, 45, 0, 0));
        let first = howe.instant(day, time);
        assert_eq!(howe.instant_at(day, time, Some(37_800)), first + 1800);
    }

    #[test]
    fn an_unknown_zone_is_utc() {
        assert!(!Zone::exists("Mars/Olympus"));
        assert_eq!(Zone::named("Mars/Olympus").day(86_399), date(1970, 1, 1));
    }
}
