//! What moving and resizing do to an entry's times, and where the keys lead.

use super::address::Beginning;
use super::axis::Axis;
use super::layout::{Placed, Thing};
use super::{Calendar, CalendarDay, CalendarEntry, EntryTimes};
use crate::values::format_clock;

/// A pointer goes in steps of a quarter of an hour, and so do keys.
pub const STEP: i64 = 900;
/// How long an entry is that was begun by a click alone.
pub const USUAL_LENGTH: i64 = 1800;
/// Where a day is shown from, unless something begins earlier: eight o'clock.
pub const WORK_BEGINS: i64 = 8 * 3600;
/// Where an entry begins that is added on a day without any: nine o'clock.
const USUAL_START: i64 = 9 * 3600;
/// What is left at least of an entry that is made shorter, in seconds.
const LEAST: i64 = 60;

/// Why an entry does not move; `None` if it does.
#[must_use]
pub fn why_fixed(entry: &CalendarEntry) -> Option<&'static str> {
    if entry.locked {
        Some("This time is on an invoice and cannot be changed. Void or delete the invoice first.")
    } else if !entry.editable {
        Some("You can look at this time, and not change it.")
    } else {
        None
    }
}

/// The nearest quarter of an hour.
#[must_use]
pub const fn snap(place: i64) -> i64 {
    (place + STEP / 2).div_euclid(STEP) * STEP
}

/// The quarter of an hour that holds the place.
#[must_use]
pub const fn snap_down(place: i64) -> i64 {
    place.div_euclid(STEP) * STEP
}

impl EntryTimes {
    /// The same, beginning at `start`: as long, with as much of a pause.
    #[must_use]
    pub const fn moved_to(self, start: i64) -> Self {
        Self {
            start,
            end: start + (self.end - self.start),
            seconds: self.seconds,
        }
    }

    /// The same, ending at `end` or when a minute of it is left; the pause stays as long as it was.
    #[must_use]
    pub fn ending_at(self, end: i64) -> Self {
        let pause = self.end - self.start - self.seconds;
        let end = end.max(self.start + pause + LEAST);
        Self {
            end,
            seconds: end - self.start - pause,
            ..self
        }
    }
}

/// A quarter of an hour later (or earlier) for each step.
#[must_use]
pub const fn nudged(times: EntryTimes, steps: i64) -> EntryTimes {
    times.moved_to(times.start + steps * STEP)
}

/// A quarter of an hour longer (or shorter) for each step.
#[must_use]
pub fn stretched(times: EntryTimes, steps: i64) -> EntryTimes {
    times.ending_at(times.end + steps * STEP)
}

/// The day before (`-1`) or after (`1`), at the same time of day; `None` when that day is not known.
#[must_use]
pub fn on_another_day(days: &[CalendarDay], times: EntryTimes, by: i64) -> Option<EntryTimes> {
    let at = days.iter().position(|day| day.holds(times.start))?;
    let from = &days[at];
    let to = days.get(at.checked_add_signed(isize::try_from(by).ok()?)?)?;
    let axis = Axis::of([from, to]);
    let start = axis.instant(to, axis.place(from, times.start));
    Some(times.moved_to(start))
}

/// Where an entry comes to lie whose pointer went to `place` on `day`, having taken hold of it `grip` seconds after its
/// start: at the nearest quarter of an hour.
#[must_use]
pub fn dragged(
    axis: &Axis,
    days: &[CalendarDay],
    day: &CalendarDay,
    (place, grip): (i64, i64),
    times: EntryTimes,
) -> EntryTimes {
    let start = axis.instant(day, place) - grip;
    let begins_on = days.iter().find(|day| day.holds(start)).unwrap_or(day);
    let place = snap(axis.place(begins_on, start.max(begins_on.from)));
    times.moved_to(axis.instant(begins_on, place.min(axis.length() - STEP)))
}

/// What an entry's lower edge does that was dragged to `place` on `day`.
#[must_use]
pub fn edged(axis: &Axis, day: &CalendarDay, place: i64, times: EntryTimes) -> EntryTimes {
    times.ending_at(axis.end_instant(day, snap(place)).max(times.start + STEP))
}

/// The stretch between two places of a day, from quarter to quarter; at least one of them.
#[must_use]
pub fn between(axis: &Axis, day: &CalendarDay, one: i64, other: i64) -> EntryTimes {
    let (from, to) = (one.min(other), one.max(other));
    let from = snap_down(from).clamp(0, axis.length() - STEP);
    let to = snap(to).clamp(from + STEP, axis.length());
    let start = axis.instant(day, from);
    let end = axis.end_instant(day, to).max(start + LEAST);
    EntryTimes {
        start,
        end,
        seconds: end - start,
    }
}

/// A time of day as forms have it, of seconds since midnight: `09:05`.
#[must_use]
pub fn clock_text(clock: i64) -> String {
    let clock = clock.rem_euclid(86_400);
    format!("{:02}:{:02}", clock / 3600, clock / 60 % 60)
}

/// What the form for an entry at these times holds at first. Where clocks are set in the midst of it, or back at its end,
/// its end is left to its duration.
#[must_use]
pub fn beginning(day: &CalendarDay, times: EntryTimes) -> Beginning {
    let (start, end) = (day.clock(times.start), day.clock_until(times.end));
    let stands_once = end <= day.clock(times.end);
    let end = if end - start == times.seconds && stands_once {
        clock_text(end)
    } else {
        String::new()
    };
    Beginning {
        date: day.day.to_string(),
        start: clock_text(start),
        offset: day
            .offset_if_again(times.start)
            .map_or_else(String::new, |offset| offset.to_string()),
        end,
        duration: format_clock(times.seconds),
    }
}

impl Calendar {
    /// What clocks show when something begins at `start` and ends at `end`: `09:05` and `10:30`.
    #[must_use]
    pub fn clocks(&self, start: i64, end: i64) -> (String, String) {
        let last = self.days.last();
        let begins = self.days.iter().find(|day| start < day.to).or(last);
        let ends = self.days.iter().find(|day| end <= day.to).or(last);
        (
            begins.map_or_else(String::new, |day| clock_text(day.clock(start))),
            ends.map_or_else(String::new, |day| clock_text(day.clock_until(end))),
        )
    }
}

/// Where a new entry begins on a day of which nobody said more: after the last of its entries, else at nine.
#[must_use]
pub fn usual_place(placed: &[Placed], length: i64) -> i64 {
    placed
        .iter()
        .filter(|placed| matches!(placed.thing, Thing::Entry(_)) && placed.ends)
        .map(|placed| placed.end)
        .max()
        .unwrap_or(USUAL_START)
        .min(length - USUAL_LENGTH)
}

/// Where the focus is: on a day, or on something of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    /// Which of the days shown.
    pub day: usize,
    /// What on it; `None` is the day itself.
    pub thing: Option<Thing>,
}

/// Where an arrow key leads from a spot: up and down go through a day, left and right to the nearest on the day beside.
#[must_use]
pub fn step(days: &[Vec<Placed>], at: Spot, key: &str) -> Option<Spot> {
    let here = days.get(at.day)?;
    let found = at
        .thing
        .and_then(|thing| here.iter().position(|placed| placed.thing == thing));
    let on = |day: usize, index: Option<usize>| {
        let thing = index.and_then(|index| days.get(day)?.get(index));
        Some(Spot {
            day,
            thing: thing.map(|placed| placed.thing),
        })
    };
    let beside = |day: usize| {
        let there = days.get(day)?;
        let Some(top) = found.map(|index| here[index].top) else {
            return on(day, None);
        };
        let nearest = (0..there.len()).min_by_key(|index| (there[*index].top - top).abs());
        on(day, nearest)
    };
    match key {
        "ArrowUp" => on(at.day, found.and_then(|index| index.checked_sub(1))),
        "ArrowDown" => {
            let next = found.map_or(0, |index| index + 1);
            if next < here.len() {
                on(at.day, Some(next))
            } else {
                Some(at)
            }
        }
        "ArrowLeft" => beside(at.day.checked_sub(1)?),
        "ArrowRight" => beside(at.day + 1),
        "Home" => on(at.day, None),
        "End" => on(at.day, here.len().checked_sub(1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::axis::tests::{long, plain, short};
    use super::super::packing::Seat;
    use super::*;
    use crate::values::TimeEntryId;
    use proptest::prelude::*;
    use uuid::Uuid;

    const HOUR: i64 = 3600;

    fn times(start: i64, end: i64, seconds: i64) -> EntryTimes {
        EntryTimes {
            start,
            end,
            seconds,
        }
    }

    #[test]
    fn a_pause_stays_as_long_as_it_was() {
        let hour = times(1000, 1000 + HOUR, HOUR - 600);
        assert_eq!(hour.moved_to(0), times(0, HOUR, HOUR - 600));
        assert_eq!(
            stretched(hour, 1),
            times(1000, 1000 + HOUR + 900, HOUR + 300)
        );
        // A minute is left.
        assert_eq!(stretched(hour, -100), times(1000, 1660, 60));
        assert_eq!(nudged(hour, -1).start, 100);
    }

    #[test]
    fn quarters_of_an_hour() {
        for (place, nearest, below) in [
            (0, 0, 0),
            (449, 0, 0),
            (450, 900, 0),
            (899, 900, 0),
            (900, 900, 900),
            (-1, 0, -900),
        ] {
            assert_eq!((snap(place), snap_down(place)), (nearest, below), "{place}");
        }
    }

    #[test]
    fn the_same_time_on_another_day() {
        // The day before the clocks go forward in Berlin.
        let short = short();
        let eve = super::super::axis::tests::day_of(short.day.yesterday().unwrap(), HOUR, None);
        assert_eq!(eve.to, short.from);
        let days = [eve.clone(), short.clone()];
        let nine = times(eve.from + 9 * HOUR, eve.from + 10 * HOUR, HOUR);
        let there = on_another_day(&days, nine, 1).unwrap();
        assert_eq!(there, nine.moved_to(short.from + 8 * HOUR));
        assert_eq!(on_another_day(&days, there, -1), Some(nine));
        assert_eq!(on_another_day(&days, there, 1), None);
        assert_eq!(on_another_day(&days, nine.moved_to(0), 1), None);
        // What would begin in the skipped hour begins after it.
        let half_past_two = nine.moved_to(eve.from + 5 * HOUR / 2);
        let moved = on_another_day(&days, half_past_two, 1).unwrap();
        assert_eq!(moved.start, short.from + 2 * HOUR);
    }

    #[test]
    fn dragging_to_a_quarter() {
        let day = plain();
        let days = [day.clone()];
        let axis = Axis::of(&days);
        let odd = times(day.from + 9 * HOUR + 420, day.from + 10 * HOUR, 3180);
        // Taken hold of twenty minutes after its start, and moved down by an hour.
        let moved = dragged(&axis, &days, &day, (10 * HOUR + 1620, 1200), odd);
        assert_eq!(moved, odd.moved_to(day.from + 10 * HOUR));
        let top = dragged(&axis, &days, &day, (0, 1200), odd);
        assert_eq!(top.start, day.from);
        let bottom = dragged(&axis, &days, &day, (24 * HOUR, 0), odd);
        assert_eq!(bottom.start, day.to - STEP);
        assert_eq!(
            edged(&axis, &day, 11 * HOUR + 100, odd).end,
            day.from + 11 * HOUR
        );
        assert_eq!(edged(&axis, &day, 0, odd).end, odd.start + STEP);
    }

    #[test]
    fn a_stretch_of_a_day() {
        let day = plain();
        let axis = Axis::of([&day]);
        for (one, other, from, to) in [
            (9 * HOUR + 100, 10 * HOUR, 9 * HOUR, 10 * HOUR),
            (10 * HOUR, 9 * HOUR + 100, 9 * HOUR, 10 * HOUR),
            (9 * HOUR, 9 * HOUR, 9 * HOUR, 9 * HOUR + STEP),
            (-500, 100, 0, STEP),
            (24 * HOUR, 25 * HOUR, 24 * HOUR - STEP, 24 * HOUR),
        ] {
            let found = between(&axis, &day, one, other);
            assert_eq!(found, times(day.from + from, day.from + to, to - from));
        }
        // Across the skipped hour, two hours on the clock are one.
        let day = short();
        let axis = Axis::of([&day]);
        assert_eq!(between(&axis, &day, HOUR, 4 * HOUR).seconds, 2 * HOUR);
    }

    fn placed(number: u128, top: i64) -> Placed {
        Placed {
            thing: Thing::Entry(TimeEntryId::from_uuid(Uuid::from_u128(number))),
            top,
            bottom: top + HOUR,
            end: top + HOUR,
            seat: Seat {
                column: 0,
                columns: 1,
            },
            begins: true,
            ends: true,
        }
    }

    #[test]
    fn arrows_lead_through_the_days() {
        let days = vec![
            vec![placed(1, 0), placed(2, 5000)],
            vec![],
            vec![placed(3, 100), placed(4, 6000)],
        ];
        let spot = |day: usize, number: u128| Spot {
            day,
            thing: (number > 0)
                .then(|| Thing::Entry(TimeEntryId::from_uuid(Uuid::from_u128(number)))),
        };
        for (from, key, to) in [
            (spot(0, 0), "ArrowDown", Some(spot(0, 1))),
            (spot(0, 1), "ArrowDown", Some(spot(0, 2))),
            (spot(0, 2), "ArrowDown", Some(spot(0, 2))),
            (spot(0, 2), "ArrowUp", Some(spot(0, 1))),
            (spot(0, 1), "ArrowUp", Some(spot(0, 0))),
            (spot(0, 0), "ArrowUp", Some(spot(0, 0))),
            (spot(0, 2), "ArrowRight", Some(spot(1, 0))),
            (spot(1, 0), "ArrowRight", Some(spot(2, 0))),
            (spot(2, 4), "ArrowLeft", Some(spot(1, 0))),
            (spot(2, 4), "ArrowRight", None),
            (spot(0, 1), "ArrowLeft", None),
            (spot(0, 2), "Home", Some(spot(0, 0))),
            (spot(0, 0), "End", Some(spot(0, 2))),
            (spot(1, 0), "End", Some(spot(1, 0))),
            (spot(0, 0), "x", None),
        ] {
            assert_eq!(step(&days, from, key), to, "{from:?} {key}");
        }
        let days = vec![vec![placed(2, 5000)], vec![placed(3, 100), placed(4, 6000)]];
        assert_eq!(step(&days, spot(0, 2), "ArrowRight"), Some(spot(1, 4)));
    }

    #[test]
    fn what_a_form_holds_at_first() {
        let day = plain();
        let nine = day.from + 9 * HOUR;
        let form = beginning(&day, times(nine, nine + 5400, 5400));
        let expected = Beginning {
            date: "2026-10-24".into(),
            start: "09:00".into(),
            offset: String::new(),
            end: "10:30".into(),
            duration: "1:30:00".into(),
        };
        assert_eq!(form, expected);
        let late = beginning(&day, times(day.to - HOUR, day.to, HOUR));
        assert_eq!((late.start.as_str(), late.end.as_str()), ("23:00", "00:00"));
        // From one to four there are only two hours on the day the clocks go forward.
        let day = short();
        let across = beginning(&day, between(&Axis::of([&day]), &day, HOUR, 4 * HOUR));
        assert_eq!(
            (across.end.as_str(), across.duration.as_str()),
            ("", "2:00:00")
        );
    }

    #[test]
    fn a_form_begins_in_the_pass_where_it_was_drawn() {
        let day = long();
        let axis = Axis::of([&day]);
        for (from, to, form) in [
            // Places on the axis: two o'clock is at two hours, and again at three.
            (9, 11, ("02:15", "", "02:45", "0:30:00")),
            (13, 15, ("02:15", "3600", "02:45", "0:30:00")),
            (12, 16, ("02:00", "3600", "03:00", "1:00:00")),
            // An end at which clocks are set back would be an hour later by its name.
            (8, 12, ("02:00", "", "", "1:00:00")),
            (9, 14, ("02:15", "", "", "1:15:00")),
            (16, 20, ("03:00", "", "04:00", "1:00:00")),
        ] {
            let found = beginning(&day, between(&axis, &day, from * STEP, to * STEP));
            let texts = (
                found.start.as_str(),
                found.offset.as_str(),
                found.end.as_str(),
                found.duration.as_str(),
            );
            assert_eq!(texts, form, "{from} {to}");
        }
    }

    #[test]
    fn a_new_entry_follows_the_last() {
        assert_eq!(usual_place(&[], 24 * HOUR), 9 * HOUR);
        let day = [placed(1, 0), placed(2, 5 * HOUR)];
        assert_eq!(usual_place(&day, 24 * HOUR), 6 * HOUR);
        assert_eq!(
            usual_place(&[placed(1, 23 * HOUR)], 24 * HOUR),
            24 * HOUR - USUAL_LENGTH
        );
    }

    proptest! {
        #[test]
        fn dragging_keeps_the_length(place in 0..25 * HOUR, grip in 0..10 * HOUR, which in 0..3_usize) {
            let days = [short(), plain(), long()];
            let axis = Axis::of(&days);
            let day = &days[which];
            let entry = times(day.from + HOUR, day.from + 12 * HOUR, 5 * HOUR);
            let moved = dragged(&axis, &days, day, (place, grip), entry);
            prop_assert_eq!((moved.end - moved.start, moved.seconds), (11 * HOUR, 5 * HOUR));
            let longer = edged(&axis, day, place, entry);
            prop_assert!(longer.seconds >= 60 && longer.end > longer.start);
            prop_assert_eq!(longer.end - longer.start - longer.seconds, 6 * HOUR);
        }
    }
}
