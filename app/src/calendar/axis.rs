//! Where an instant stands in a day's column. All columns of a view share one axis of clock time, so that nine o'clock is
//! the same height everywhere: an hour that a day leaves out stays empty on it, and an hour that a day has twice is there
//! twice, empty on the other days.

use super::CalendarDay;
use crate::values::Date;

/// Seconds of a day without a clock change.
const DAY: i64 = 86_400;
const HOUR: i64 = 3600;

/// A stretch of clock time that comes twice on one day, in seconds since its midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Repeat {
    /// When clocks were set back: unix seconds.
    at: i64,
    from: i64,
    to: i64,
}

impl Repeat {
    const fn length(self) -> i64 {
        self.to - self.from
    }
}

/// The axis of the days of a view. Places on it are seconds from its top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Axis {
    /// By their ends.
    repeats: Vec<Repeat>,
}

/// A line on the axis with the clock time it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub place: i64,
    /// Seconds since midnight, as clocks show it.
    pub clock: i64,
}

/// Seconds from 1970 to this day's midnight on a clock that is never set.
fn midnight(day: Date) -> i64 {
    Date::constant(1970, 1, 1).duration_until(day).as_secs()
}

impl CalendarDay {
    /// Seconds since midnight as clocks show them at `instant`.
    #[must_use]
    pub fn clock(&self, instant: i64) -> i64 {
        let offset = self.offset(|since| since <= instant);
        instant + offset - midnight(self.day)
    }

    /// The same, as clocks showed it up to `instant`: before they were set, if that was then.
    #[must_use]
    pub fn clock_until(&self, instant: i64) -> i64 {
        let offset = self.offset(|since| since < instant);
        instant + offset - midnight(self.day)
    }

    /// By how many seconds clocks are ahead of UTC at `instant`, if they showed the same time before on this day.
    #[must_use]
    pub fn offset_if_again(&self, instant: i64) -> Option<i64> {
        let clock = self.clock(instant);
        let is_again = self
            .repeats()
            .any(|repeat| repeat.at <= instant && (repeat.from..repeat.to).contains(&clock));
        is_again.then(|| self.offset(|since| since <= instant))
    }

    fn offset(&self, is_before: impl Fn(i64) -> bool) -> i64 {
        let last = self
            .offsets
            .iter()
            .rev()
            .find(|(since, _)| is_before(*since));
        last.or(self.offsets.first())
            .map_or(0, |(_, offset)| *offset)
    }

    /// Whether clocks were set at `instant` on this day.
    const fn has(&self, instant: i64) -> bool {
        self.from < instant && instant < self.to
    }

    /// Whether it holds `instant`.
    #[must_use]
    pub const fn holds(&self, instant: i64) -> bool {
        self.from <= instant && instant < self.to
    }

    fn repeats(&self) -> impl Iterator<Item = Repeat> {
        self.offsets.windows(2).filter_map(move |pair| {
            let [(_, before), (at, after)] = *pair else {
                return None;
            };
            let start = at - midnight(self.day);
            (after < before).then_some(Repeat {
                at,
                from: start + after,
                to: start + before,
            })
        })
    }
}

impl Axis {
    /// The axis that these days share.
    pub fn of<'a>(days: impl IntoIterator<Item = &'a CalendarDay>) -> Self {
        let mut repeats: Vec<Repeat> = days.into_iter().flat_map(CalendarDay::repeats).collect();
        repeats.sort_by_key(|repeat| (repeat.to, repeat.at));
        Self { repeats }
    }

    /// From top to bottom, in seconds.
    #[must_use]
    pub fn length(&self) -> i64 {
        DAY + self
            .repeats
            .iter()
            .map(|repeat| repeat.length())
            .sum::<i64>()
    }

    /// Where what begins at `instant` begins on this day.
    #[must_use]
    pub fn place(&self, day: &CalendarDay, instant: i64) -> i64 {
        let clock = day.clock(instant);
        clock + self.inserted(day, |at| instant >= at, |to| clock >= to)
    }

    /// Where what ends at `instant` ends on this day.
    #[must_use]
    pub fn end_place(&self, day: &CalendarDay, instant: i64) -> i64 {
        let clock = day.clock_until(instant);
        clock + self.inserted(day, |at| instant > at, |to| clock > to)
    }

    /// What repetitions add above: on their own day once clocks were set back, on others below the time they repeat.
    fn inserted(
        &self,
        day: &CalendarDay,
        is_set: impl Fn(i64) -> bool,
        is_below: impl Fn(i64) -> bool,
    ) -> i64 {
        self.repeats
            .iter()
            .filter(|repeat| {
                if day.has(repeat.at) {
                    is_set(repeat.at)
                } else {
                    is_below(repeat.to)
                }
            })
            .map(|repeat| repeat.length())
            .sum()
    }

    /// The first instant of the day that begins at `place` or below.
    #[must_use]
    pub fn instant(&self, day: &CalendarDay, place: i64) -> i64 {
        first(day.from, day.to, |at| self.place(day, at) >= place)
    }

    /// The last instant of the day that ends at `place` or above.
    #[must_use]
    pub fn end_instant(&self, day: &CalendarDay, place: i64) -> i64 {
        first(day.from, day.to, |at| self.end_place(day, at + 1) > place)
    }

    /// Stretches of the axis that this day does not have: what was skipped, and what comes twice on another day.
    #[must_use]
    pub fn missing(&self, day: &CalendarDay) -> Vec<(i64, i64)> {
        let mut gaps = vec![(0, self.place(day, day.from).min(self.length()))];
        let others = self.repeats.iter().filter(|repeat| !day.has(repeat.at));
        let jumps = day
            .offsets
            .iter()
            .map(|(since, _)| *since)
            .chain(others.map(|repeat| first(day.from, day.to, |at| day.clock(at) >= repeat.to)))
            .filter(|at| day.has(*at));
        gaps.extend(jumps.map(|at| (self.end_place(day, at), self.place(day, at))));
        if day.from < day.to {
            gaps.push((self.end_place(day, day.to), self.length()));
        } else {
            gaps = vec![(0, self.length())];
        }
        gaps.retain(|(from, to)| from < to);
        gaps.sort_unstable();
        gaps.dedup();
        gaps
    }

    /// A line for each hour, and one where a repetition begins.
    #[must_use]
    pub fn ticks(&self) -> Vec<Tick> {
        let above = |clock: i64| -> i64 {
            let above = self.repeats.iter().filter(|repeat| repeat.to <= clock);
            above.map(|repeat| repeat.length()).sum()
        };
        let mut ticks: Vec<Tick> = (0..24)
            .map(|hour| hour * HOUR)
            .map(|clock| Tick {
                place: clock + above(clock),
                clock,
            })
            .collect();
        for repeat in &self.repeats {
            // It stands right below the time it repeats.
            let top = repeat.to + above(repeat.to - 1);
            let hours = (0..=24)
                .map(|hour| hour * HOUR)
                .filter(|clock| (repeat.from + 1..repeat.to).contains(clock));
            ticks.extend([repeat.from].into_iter().chain(hours).map(|clock| Tick {
                place: top + clock - repeat.from,
                clock: clock.rem_euclid(DAY),
            }));
        }
        ticks.sort_by_key(|tick| tick.place);
        ticks
    }
}

/// The first number from `from` to before `to` for which `is_so` holds, once it holds for all after; `to` without one.
fn first(from: i64, to: i64, is_so: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (from, to.max(from));
    while low < high {
        let middle = low + (high - low) / 2;
        if is_so(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// A day whose clocks are `before` hours ahead of UTC and, from the clock time `change` on, `after`.
    pub(in crate::calendar) fn day_of(
        day: Date,
        before: i64,
        change: Option<(i64, i64)>,
    ) -> CalendarDay {
        let from = midnight(day) - before;
        let mut offsets = vec![(from, before)];
        let mut last = before;
        if let Some((clock, after)) = change {
            offsets.push((from + clock, after));
            last = after;
        }
        CalendarDay {
            day,
            from,
            to: midnight(day) + DAY - last,
            offsets,
            tracked: 0,
        }
    }

    /// Berlin on the day the clocks go forward: 23 hours.
    pub(in crate::calendar) fn short() -> CalendarDay {
        day_of(date(2026, 3, 29), HOUR, Some((2 * HOUR, 2 * HOUR)))
    }

    /// And back: 25 hours.
    pub(in crate::calendar) fn long() -> CalendarDay {
        day_of(date(2026, 10, 25), 2 * HOUR, Some((3 * HOUR, HOUR)))
    }

    pub(in crate::calendar) fn plain() -> CalendarDay {
        day_of(date(2026, 10, 24), 2 * HOUR, None)
    }

    #[test]
    fn a_day_without_a_change() {
        let day = plain();
        let axis = Axis::of([&day]);
        assert_eq!(axis.length(), DAY);
        assert!(axis.missing(&day).is_empty());
        assert_eq!(axis.ticks().len(), 24);
        for clock in [0, 1, 9 * HOUR, DAY - 1] {
            assert_eq!(axis.place(&day, day.from + clock), clock);
            assert_eq!(axis.instant(&day, clock), day.from + clock);
        }
        assert_eq!(axis.end_place(&day, day.to), DAY);
        assert_eq!(axis.end_instant(&day, DAY), day.to);
    }

    #[test]
    fn what_is_skipped_stays_empty() {
        let day = short();
        assert_eq!(day.to - day.from, 23 * HOUR);
        let axis = Axis::of([&day]);
        assert_eq!(axis.length(), DAY);
        assert_eq!(axis.missing(&day), [(2 * HOUR, 3 * HOUR)]);
        let change = day.from + 2 * HOUR;
        assert_eq!(axis.end_place(&day, change), 2 * HOUR);
        assert_eq!(axis.place(&day, change), 3 * HOUR);
        assert_eq!(axis.end_place(&day, day.to), DAY);
        // A pointer in the empty hour means where it ends, or for an end where it begins.
        assert_eq!(axis.instant(&day, 2 * HOUR + 900), change);
        assert_eq!(axis.end_instant(&day, 2 * HOUR + 900), change);
        assert_eq!(axis.instant(&day, 9 * HOUR), day.from + 8 * HOUR);
    }

    #[test]
    fn what_comes_twice_is_there_twice() {
        let (day, other) = (long(), plain());
        assert_eq!(day.to - day.from, 25 * HOUR);
        let axis = Axis::of([&other, &day]);
        assert_eq!(axis.length(), 25 * HOUR);
        assert!(axis.missing(&day).is_empty());
        assert_eq!(axis.missing(&other), [(3 * HOUR, 4 * HOUR)]);
        for hours in 0..25 {
            assert_eq!(axis.place(&day, day.from + hours * HOUR), hours * HOUR);
        }
        assert_eq!(axis.place(&other, other.from + 3 * HOUR), 4 * HOUR);
        assert_eq!(axis.end_place(&other, other.from + 3 * HOUR), 3 * HOUR);
        assert_eq!(axis.end_place(&other, other.to), 25 * HOUR);
        let clocks: Vec<i64> = axis.ticks().iter().map(|tick| tick.clock / HOUR).collect();
        assert_eq!(clocks[..6], [0, 1, 2, 2, 3, 4]);
        assert_eq!(axis.ticks()[3].place, 3 * HOUR);
        assert_eq!(axis.ticks().last().unwrap().place, 24 * HOUR);
    }

    #[test]
    fn the_second_time_has_an_offset() {
        let (day, other) = (long(), plain());
        for (hours, offset) in [(0, None), (2, None), (3, Some(HOUR)), (4, None), (24, None)] {
            assert_eq!(
                day.offset_if_again(day.from + hours * HOUR),
                offset,
                "{hours}"
            );
        }
        assert_eq!(day.offset_if_again(day.from + 4 * HOUR - 1), Some(HOUR));
        assert_eq!(other.offset_if_again(other.from + 3 * HOUR), None);
        assert_eq!(short().offset_if_again(short().from + 2 * HOUR), None);
    }

    #[test]
    fn half_an_hour_on_lord_howe() {
        // Back from +11:00 to +10:30 at two, forward at two to half past.
        let back = day_of(
            date(2026, 4, 5),
            11 * HOUR,
            Some((2 * HOUR, 10 * HOUR + HOUR / 2)),
        );
        let forward = day_of(
            date(2026, 10, 4),
            10 * HOUR + HOUR / 2,
            Some((2 * HOUR, 11 * HOUR)),
        );
        let axis = Axis::of([&back]);
        assert_eq!(axis.length(), DAY + HOUR / 2);
        let tick = axis.ticks()[2];
        assert_eq!((tick.place, tick.clock), (2 * HOUR, HOUR + HOUR / 2));
        assert_eq!(axis.place(&back, back.from + 2 * HOUR), 2 * HOUR);
        assert_eq!(axis.place(&back, back.from + 3 * HOUR), 3 * HOUR);
        let axis = Axis::of([&forward]);
        assert_eq!(axis.missing(&forward), [(2 * HOUR, 2 * HOUR + HOUR / 2)]);
    }

    #[test]
    fn a_day_that_was_left_out() {
        let mut day = plain();
        day.to = day.from;
        let axis = Axis::of([&day]);
        assert_eq!(axis.missing(&day), [(0, DAY)]);
        assert_eq!(axis.instant(&day, HOUR), day.from);
    }

    proptest! {
        #[test]
        fn later_is_never_higher(seconds in 0..25 * HOUR, more in 0..25 * HOUR, which in 0..3_usize) {
            let days = [short(), long(), plain()];
            let axis = Axis::of(&days);
            let day = &days[which];
            let one = (day.from + seconds).min(day.to - 1);
            let other = (one + more).min(day.to - 1);
            prop_assert!(axis.place(day, one) <= axis.place(day, other));
            prop_assert!(axis.end_place(day, one + 1) <= axis.end_place(day, other + 1));
            prop_assert!(axis.end_place(day, one) <= axis.place(day, one));
            prop_assert_eq!(axis.instant(day, axis.place(day, one)), one);
            prop_assert_eq!(axis.end_instant(day, axis.end_place(day, one + 1)), one + 1);
            prop_assert!(axis.place(day, one) < axis.length());
        }

        #[test]
        fn days_and_gaps_fill_the_axis(which in 0..3_usize) {
            let days = [short(), long(), plain()];
            let axis = Axis::of(&days);
            let day = &days[which];
            let missing: i64 = axis.missing(day).iter().map(|(from, to)| to - from).sum();
            prop_assert_eq!(day.to - day.from + missing, axis.length());
        }
    }
}
