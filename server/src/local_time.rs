//! Instants to local days and back: the only place that knows the time zone database.

use app::values::{Date, DateRange, Time};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

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
    fn an_unknown_zone_is_utc() {
        assert!(!Zone::exists("Mars/Olympus"));
        assert_eq!(Zone::named("Mars/Olympus").day(86_399), date(1970, 1, 1));
    }
}
