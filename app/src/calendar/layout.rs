//! What is drawn where: entries, the timer and what is being dragged, cut at midnight and set side by side.

use super::axis::Axis;
use super::packing::{Seat, pack};
use super::{Calendar, CalendarDay, EntryTimes};
use crate::values::TimeEntryId;

/// The least height that can be hit by a finger, in seconds on the axis: what is shorter is drawn so high.
pub const LEAST_HEIGHT: i64 = 24 * 60;
/// Seconds on the axis for each pixel.
pub const SECONDS_A_PIXEL: i64 = 60;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A time entry.
    Entry(TimeEntryId),
    /// The reader's timer.
    Timer,
    /// An entry to be, while it is being drawn.
    New,
}

/// A thing's part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// What.
    pub thing: Thing,
    /// Where it is drawn from, in seconds on the axis.
    pub top: i64,
    /// Where it is drawn to, at least [`LEAST_HEIGHT`] below.
    pub bottom: i64,
    /// Where it ends, in seconds on the axis.
    pub end: i64,
    /// Its column.
    pub seat: Seat,
    /// It begins on this day.
    pub begins: bool,
    /// It ends on this day.
    pub ends: bool,
}

/// Everything that is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The axis of all days.
    pub axis: Axis,
    /// Each day's things, from the top.
    pub days: Vec<Vec<Placed>>,
    /// Each day's tracked seconds.
    pub tracked: Vec<i64>,
}

impl Layout {
    /// The calendar as `times_of` says: entries may be shown ahead of the server.
    #[must_use]
    pub fn of(
        calendar: &Calendar,
        times_of: impl Fn(TimeEntryId, EntryTimes) -> EntryTimes,
        others: &[(Thing, EntryTimes)],
    ) -> Self {
        let axis = Axis::of(calendar.shown());
        let entries: Vec<(Thing, EntryTimes)> = calendar
            .entries
            .iter()
            .map(|entry| (Thing::Entry(entry.id), times_of(entry.id, entry.times)))
            .collect();
        let all: Vec<(Thing, EntryTimes)> = entries.iter().chain(others).copied().collect();
        Self {
            days: calendar
                .shown()
                .iter()
                .map(|day| lay_out(&axis, day, &all))
                .collect(),
            tracked: calendar
                .shown()
                .iter()
                .map(|day| {
                    if calendar.more {
                        return day.tracked;
                    }
                    let begun = entries.iter().filter(|(_, times)| day.holds(times.start));
                    begun.map(|(_, times)| times.seconds).sum()
                })
                .collect(),
            axis,
        }
    }

    /// A thing's part of a day.
    #[must_use]
    pub fn find(&self, day: usize, thing: Thing) -> Option<Placed> {
        let placed = self.days.get(day)?;
        placed.iter().find(|placed| placed.thing == thing).copied()
    }

    /// The first day with a part of it.
    #[must_use]
    pub fn day_of(&self, thing: Thing) -> Option<usize> {
        (0..self.days.len()).find(|day| self.find(*day, thing).is_some())
    }
}

/// A day's parts of these things, from the top.
#[must_use]
pub fn lay_out(axis: &Axis, day: &CalendarDay, things: &[(Thing, EntryTimes)]) -> Vec<Placed> {
    let mut placed: Vec<Placed> = things
        .iter()
        .filter(|(_, times)| touches(day, *times))
        .map(|(thing, times)| part(axis, day, *thing, *times))
        .collect();
    let stretches: Vec<(i64, i64)> = placed
        .iter()
        .map(|placed| (placed.top, placed.bottom))
        .collect();
    for (placed, seat) in placed.iter_mut().zip(pack(&stretches)) {
        placed.seat = seat;
    }
    placed.sort_by_key(|placed| (placed.top, placed.seat.column));
    placed
}

/// Whether some of it is on this day; what has no length is where it begins.
const fn touches(day: &CalendarDay, times: EntryTimes) -> bool {
    day.holds(times.start) || (times.start < day.from && times.end > day.from && day.from < day.to)
}

fn part(axis: &Axis, day: &CalendarDay, thing: Thing, times: EntryTimes) -> Placed {
    let start = axis.place(day, times.start.max(day.from)).max(0);
    let until = times.end.min(day.to);
    let end = if until > day.from {
        axis.end_place(day, until).max(start)
    } else {
        start
    };
    let top = start.min(axis.length() - LEAST_HEIGHT);
    Placed {
        thing,
        top,
        bottom: end.max(top + LEAST_HEIGHT),
        end,
        seat: Seat::default(),
        begins: day.holds(times.start),
        ends: times.end <= day.to,
    }
}

/// A place in pixels.
#[must_use]
pub const fn pixels(place: i64) -> i64 {
    place.div_euclid(SECONDS_A_PIXEL)
}

/// A share of the width as an attribute: `33.33%`.
#[must_use]
pub fn share(part: usize, of: usize) -> String {
    let hundredths = part * 10_000 / of.max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::super::axis::tests::{day_of, long, plain, short};
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const HOUR: i64 = 3600;

    fn entry(number: u128, start: i64, end: i64) -> (Thing, EntryTimes) {
        let id = TimeEntryId::from_uuid(Uuid::from_u128(number));
        let times = EntryTimes {
            start,
            end,
            seconds: end - start,
        };
        (Thing::Entry(id), times)
    }

    fn parts(day: &CalendarDay, things: &[(Thing, EntryTimes)]) -> Vec<(i64, i64, bool, bool)> {
        let axis = Axis::of([day]);
        lay_out(&axis, day, things)
            .iter()
            .map(|placed| (placed.top, placed.bottom, placed.begins, placed.ends))
            .collect()
    }

    #[test]
    fn midnight_cuts_an_entry_in_two() {
        let saturday = plain();
        let sunday = day_of(saturday.day.tomorrow().unwrap(), 2 * HOUR, None);
        let late = [entry(1, saturday.to - HOUR, saturday.to + 2 * HOUR)];
        assert_eq!(
            parts(&saturday, &late),
            [(23 * HOUR, 24 * HOUR, true, false)]
        );
        assert_eq!(parts(&sunday, &late), [(0, 2 * HOUR, false, true)]);
        let until_midnight = [entry(1, saturday.to - HOUR, saturday.to)];
        assert_eq!(parts(&saturday, &until_midnight).len(), 1);
        assert!(parts(&sunday, &until_midnight).is_empty());
        let days_on = [entry(1, saturday.from - HOUR, saturday.to + HOUR)];
        assert_eq!(parts(&saturday, &days_on), [(0, 24 * HOUR, false, false)]);
    }

    #[test]
    fn clock_changes() {
        let day = short();
        let across = [entry(1, day.from + HOUR, day.from + 3 * HOUR)];
        assert_eq!(parts(&day, &across), [(HOUR, 4 * HOUR, true, true)]);
        let up_to = [entry(1, day.from + HOUR, day.from + 2 * HOUR)];
        assert_eq!(parts(&day, &up_to), [(HOUR, 2 * HOUR, true, true)]);
        let day = long();
        let across = [entry(1, day.from + HOUR, day.from + 5 * HOUR)];
        assert_eq!(parts(&day, &across), [(HOUR, 5 * HOUR, true, true)]);
        let twice = [
            entry(1, day.from + 2 * HOUR, day.from + 3 * HOUR),
            entry(2, day.from + 3 * HOUR, day.from + 4 * HOUR),
        ];
        assert_eq!(
            parts(&day, &twice),
            [
                (2 * HOUR, 3 * HOUR, true, true),
                (3 * HOUR, 4 * HOUR, true, true)
            ]
        );
    }

    #[test]
    fn what_is_short_can_be_hit() {
        let day = plain();
        let at = |start: i64, length: i64| entry(1, day.from + start, day.from + start + length);
        assert_eq!(
            parts(&day, &[at(HOUR, 60)]),
            [(HOUR, HOUR + LEAST_HEIGHT, true, true)]
        );
        assert_eq!(parts(&day, &[at(0, 0)]), [(0, LEAST_HEIGHT, true, true)]);
        assert_eq!(
            parts(&day, &[at(24 * HOUR - 60, 60)]),
            [(24 * HOUR - LEAST_HEIGHT, 24 * HOUR, true, true)]
        );
        // It is beside what follows at once.
        let axis = Axis::of([&day]);
        let next = entry(2, day.from + HOUR + 60, day.from + 2 * HOUR);
        let seats: Vec<Seat> = lay_out(&axis, &day, &[at(HOUR, 60), next])
            .iter()
            .map(|placed| placed.seat)
            .collect();
        assert_eq!(seats.iter().map(|seat| seat.columns).max(), Some(2));
    }

    #[test]
    fn shares_of_the_width() {
        assert_eq!(share(0, 3), "0.00%");
        assert_eq!(share(1, 3), "33.33%");
        assert_eq!(share(1, 1), "100.00%");
        assert_eq!(pixels(HOUR), 60);
    }

    proptest! {
        #[test]
        fn everything_stays_on_its_day(
            entries in proptest::collection::vec((-30 * HOUR..30 * HOUR, 0..30 * HOUR), 0..30),
            which in 0..3_usize,
        ) {
            let days = [short(), long(), plain()];
            let axis = Axis::of(&days);
            let day = &days[which];
            let things: Vec<(Thing, EntryTimes)> = entries
                .into_iter()
                .zip(0..)
                .map(|((start, length), number)| entry(number, day.from + start, day.from + start + length))
                .collect();
            let placed = lay_out(&axis, day, &things);
            for one in &placed {
                prop_assert!(0 <= one.top && one.bottom <= axis.length(), "{one:?}");
                prop_assert!(one.bottom - one.top >= LEAST_HEIGHT);
                for other in placed.iter().filter(|other| other.thing != one.thing) {
                    let overlap = one.top < other.bottom && other.top < one.bottom;
                    prop_assert!(!overlap || one.seat.column != other.seat.column);
                }
            }
        }
    }
}
