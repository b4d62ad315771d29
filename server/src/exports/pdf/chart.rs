//! The chart: time by day, week, month or year, as bars of the projects' colours.

use std::collections::BTreeMap;

use app::reports::Dimension;
use app::reports::bars::Columns;
use app::values::{Date, DateRange, WeekStart, add_days, format_day_short, format_month, week_of};

use super::faces::Len;
use super::sheet::{LINE, MARGIN, RIGHT, Sheet, Style};
use super::totals::{DaySum, scaled};

/// The bars' height.
const HEIGHT: Len = 9600;
/// Between labels at least.
const APART: Len = 600;
/// Between the axis' words and the bars.
const GAP: Len = 500;
/// Below the bars, for what they are called.
const LABELS: Len = 1600;
/// No bar is wider.
const WIDEST: Len = 2800;
/// More bars than these, and nobody sees anything.
const MOST: usize = 60;

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A day.
    Day,
    /// A week, named after its first day.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// A bar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bar {
    label: String,
    /// Seconds by the project's place.
    parts: BTreeMap<usize, i64>,
}

/// Bars, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chart {
    /// What each of them stands for.
    pub(super) step: Step,
    bars: Vec<Bar>,
}

impl Step {
    /// The step that shows so many days in bars that can be told apart.
    const fn of(days: i64) -> Self {
        match days {
            ..=31 => Self::Day,
            32..=200 => Self::Week,
            201..=1300 => Self::Month,
            _ => Self::Year,
        }
    }

    /// The first day of the bar that holds this day.
    fn start(self, day: Date, week: WeekStart) -> Date {
        match self {
            Self::Day => day,
            Self::Week => week_of(day, week).from,
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        }
    }

    fn next(self, start: Date) -> Date {
        match self {
            Self::Day => add_days(start, 1),
            Self::Week => add_days(start, 7),
            Self::Month => add_days(start, i64::from(start.days_in_month())),
            Self::Year => add_days(start, i64::from(start.days_in_year())),
        }
    }

    /// What a bar is called; a day by its number alone, but for the first and the first of a month.
    fn label(self, start: Date, is_first: bool) -> String {
        match self {
            Self::Day if !is_first && start.day() != 1 => start.day().to_string(),
            Self::Day | Self::Week => format_day_short(start),
            Self::Month => {
                let month = format_month(start);
                let year = start.year();
                format!("{} {year}", month.get(..3).unwrap_or_default())
            }
            Self::Year => start.year().to_string(),
        }
    }

    /// What the chart is called.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Day => "Hours by day",
            Self::Week => "Hours by week",
            Self::Month => "Hours by month",
            Self::Year => "Hours by year",
        }
    }
}

impl Chart {
    /// The bars of a range; `None` when they would be too many or empty.
    pub(super) fn of(
        range: DateRange,
        days: &BTreeMap<Date, DaySum>,
        week: WeekStart,
    ) -> Option<Self> {
        let step = Step::of(range.days());
        let mut bars: BTreeMap<Date, Bar> = BTreeMap::new();
        let mut start = step.start(range.from, week);
        while start <= range.to {
            if bars.len() == MOST {
                return None;
            }
            let label = step.label(start, bars.is_empty());
            let parts = BTreeMap::new();
            bars.insert(start, Bar { label, parts });
            let next = step.next(start);
            if next <= start {
                // The calendar's last day has none after it.
                break;
            }
            start = next;
        }
        for (day, sum) in days {
            if let Some(bar) = bars.get_mut(&step.start(*day, week)) {
                for (project, seconds) in &sum.projects {
                    *bar.parts.entry(*project).or_default() += seconds;
                }
            }
        }
        let bars: Vec<Bar> = bars.into_values().collect();
        let chart = Self { step, bars };
        (chart.highest() > 0).then_some(chart)
    }

    /// The columns of a report's chart; `None` when they would be too many or empty.
    pub(super) fn of_columns(by: Dimension, columns: &Columns) -> Option<Self> {
        let step = match by {
            Dimension::Month => Step::Month,
            Dimension::Week => Step::Week,
            _ => Step::Day,
        };
        if columns.columns.len() > MOST {
            return None;
        }
        let bars = columns.columns.iter().enumerate().map(|(at, column)| Bar {
            label: step.label(column.from, at == 0),
            parts: column.seconds.iter().copied().enumerate().collect(),
        });
        let bars = bars.collect();
        let chart = Self { step, bars };
        (chart.highest() > 0).then_some(chart)
    }

    fn highest(&self) -> i64 {
        let sums = self.bars.iter().map(|bar| bar.parts.values().sum());
        sums.max().unwrap_or_default()
    }

    /// How much of a page it takes.
    pub(super) const fn height() -> Len {
        HEIGHT + LABELS
    }

    /// Draws axis, bars and labels, in the colours of the parts.
    pub(super) fn draw(&self, sheet: &mut Sheet, colours: &[u32]) {
        let (step, top) = axis(self.highest());
        let face = &sheet.faces.regular;
        let words: Vec<(i64, String)> = (0..=top / step)
            .map(|line| (line * step, format!("{} h", hours(line * step))))
            .collect();
        let widths = words.iter();
        let widest = widths.map(|(_, word)| face.width(word, Style::AXIS.size));
        let left = MARGIN + widest.max().unwrap_or_default() + GAP;
        let floor = sheet.y + HEIGHT;
        for (value, word) in &words {
            let y = floor - scaled(*value, top, HEIGHT);
            sheet.fill(left, y - 20, RIGHT - left, 40, LINE);
            sheet.text_to(left - GAP, y + 250, word, Style::AXIS);
        }
        let count = Len::try_from(self.bars.len()).unwrap_or(1).max(1);
        let slot = (RIGHT - left) / count;
        let width = (slot * 7 / 10).min(WIDEST);
        let mut middle = left + slot / 2;
        for bar in &self.bars {
            let (mut below, mut y) = (0, floor);
            for (project, seconds) in &bar.parts {
                below += seconds;
                // From the sum below, so that roundings do not add up.
                let next = floor - scaled(below, top, HEIGHT);
                let colour = colours.get(*project).copied().unwrap_or(LINE);
                sheet.fill(middle - width / 2, next, width, y - next, colour);
                y = next;
            }
            middle += slot;
        }
        for (x, label) in self.labels(sheet, left, slot) {
            sheet.text(x, floor + 1050, label, Style::AXIS);
        }
        sheet.y = floor + LABELS;
    }

    /// The labels of as many bars, evenly spread, as have room for them, and where each begins.
    fn labels(&self, sheet: &Sheet, left: Len, slot: Len) -> Vec<(Len, &str)> {
        (1..=self.bars.len())
            .find_map(|stride| {
                let mut end = MARGIN;
                let mut middle = left + slot / 2;
                let mut labels = Vec::new();
                for (at, bar) in self.bars.iter().enumerate() {
                    if at % stride == 0 {
                        let wide = sheet.faces.regular.width(&bar.label, Style::AXIS.size);
                        let x = (middle - wide / 2).min(RIGHT - wide);
                        if x < end {
                            return None;
                        }
                        end = x + wide + APART;
                        labels.push((x, bar.label.as_str()));
                    }
                    middle += slot;
                }
                Some(labels)
            })
            .unwrap_or_default()
    }
}

/// The step of an axis and its end, in seconds: two to four steps of a round length.
fn axis(highest: i64) -> (i64, i64) {
    const HOUR: i64 = 3600;
    let mut step = HOUR / 4;
    for factor in [2, 2, 2, 2, 2]
        .into_iter()
        .chain([5, 2].into_iter().cycle())
    {
        if step.saturating_mul(4) >= highest {
            break;
        }
        step = step.saturating_mul(factor);
    }
    let steps = (highest.max(1) + step - 1) / step;
    (step, step.saturating_mul(steps.max(1)))
}

/// Hours as an axis has them: `0`, `0.25`, `8`.
fn hours(seconds: i64) -> String {
    let hundredths = seconds / 36;
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:02}")
            .trim_end_matches('0')
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::faces::Faces;
    use super::super::sheet::Mark;
    use super::*;

    fn range(from: (i16, i8, i8), to: (i16, i8, i8)) -> DateRange {
        let date = |(year, month, day)| Date::constant(year, month, day);
        DateRange::new(date(from), date(to)).unwrap()
    }

    fn days(list: &[(i8, i8, i64)]) -> BTreeMap<Date, DaySum> {
        let day = |(month, day, seconds): &(i8, i8, i64)| {
            let projects = BTreeMap::from([(0, *seconds)]);
            let sum = DaySum {
                projects,
                ..DaySum::default()
            };
            (Date::constant(2026, *month, *day), sum)
        };
        list.iter().map(day).collect()
    }

    fn chart(range: DateRange, list: &[(i8, i8, i64)]) -> Option<(Step, Vec<(String, i64)>)> {
        let chart = Chart::of(range, &days(list), WeekStart::Monday)?;
        let bars = chart.bars.into_iter();
        let bars = bars.map(|bar| (bar.label, bar.parts.values().sum()));
        Some((chart.step, bars.collect()))
    }

    #[test]
    fn the_calendars_last_day_ends_it() {
        let last = range((9999, 12, 31), (9999, 12, 31));
        let sum = DaySum {
            projects: BTreeMap::from([(0, 3600)]),
            ..DaySum::default()
        };
        let days = BTreeMap::from([(last.from, sum)]);
        let chart = Chart::of(last, &days, WeekStart::Monday).unwrap();
        assert_eq!((chart.step, chart.bars.len()), (Step::Day, 1));
    }

    #[test]
    fn long_ranges_have_wider_steps() {
        let (step, bars) = chart(range((2026, 3, 1), (2026, 3, 3)), &[(3, 2, 60)]).unwrap();
        assert_eq!(step, Step::Day);
        assert_eq!(
            bars,
            [("1 Mar".into(), 0), ("2".into(), 60), ("3".into(), 0)]
        );
        let (step, bars) = chart(
            range((2026, 3, 4), (2026, 4, 10)),
            &[(3, 8, 1), (3, 9, 2), (3, 15, 3)],
        )
        .unwrap();
        assert_eq!((step, bars.len()), (Step::Week, 6));
        assert_eq!(bars[..2], [("2 Mar".into(), 1), ("9 Mar".into(), 5)]);
        let (step, bars) = chart(range((2026, 1, 31), (2026, 12, 1)), &[(2, 28, 7)]).unwrap();
        assert_eq!((step, bars.len()), (Step::Month, 12));
        assert_eq!(bars[1], ("Feb 2026".into(), 7));
        let (step, bars) = chart(range((2020, 1, 1), (2026, 12, 1)), &[(2, 28, 7)]).unwrap();
        assert_eq!((step, bars.len()), (Step::Year, 7));
        assert_eq!(bars[6], ("2026".into(), 7));
        // Nothing to see.
        assert_eq!(
            chart(range((1900, 1, 1), (9000, 1, 1)), &[(2, 28, 7)]),
            None
        );
        assert_eq!(chart(range((2026, 1, 1), (2026, 1, 1)), &[(1, 1, 0)]), None);
        assert_eq!(chart(range((2026, 1, 1), (2026, 1, 1)), &[]), None);
    }

    #[test]
    fn axes_end_at_round_hours() {
        for (highest, step, top) in [
            (1, 900, 900),
            (3600, 900, 3600),
            (3601, 1800, 5400),
            (8 * 3600, 7200, 8 * 3600),
            (9 * 3600, 4 * 3600, 12 * 3600),
            (100 * 3600, 40 * 3600, 120 * 3600),
            (i64::MAX / 8, 0, 0),
        ] {
            let (found_step, found_top) = axis(highest);
            assert!(
                found_top >= highest && found_top / found_step <= 4,
                "{highest}"
            );
            if step > 0 {
                assert_eq!((found_step, found_top), (step, top), "{highest}");
            }
        }
        assert_eq!([900, 1800, 0, 7200].map(hours), ["0.25", "0.5", "0", "2"]);
    }

    #[test]
    fn bars_stay_inside_and_labels_apart() {
        let faces = Faces::even();
        for (from, to, seconds) in [
            ((2026, 3, 1), (2026, 3, 31), 7 * 3600 + 59),
            ((2026, 2, 15), (2026, 3, 16), 7 * 3600 + 59),
            ((2026, 3, 1), (2026, 3, 1), 7 * 3600 + 59),
            ((1990, 1, 1), (2026, 12, 31), 7 * 3600 + 59),
            ((2026, 3, 1), (2026, 3, 1), 9_999_999_999_999),
        ] {
            let mut sheet = Sheet::new(&faces);
            let (top, floor) = (sheet.y, sheet.y + HEIGHT);
            let chart = Chart::of(
                range(from, to),
                &days(&[(3, 1, seconds)]),
                WeekStart::Monday,
            )
            .unwrap();
            chart.draw(&mut sheet, &[]);
            assert_eq!(sheet.y, top + Chart::height());
            let page = sheet.finish("", Style::FOOT).remove(0);
            let mut end = 0;
            for mark in &page {
                match mark {
                    Mark::Fill {
                        x,
                        y,
                        width,
                        height,
                        ..
                    } => {
                        assert!(*x >= MARGIN && x + width <= RIGHT && *y >= top - 20);
                        assert!(*height >= 0 && y + height <= floor + 20);
                    }
                    Mark::Text { x, y, text, style } if *y == floor + 1050 => {
                        assert!(*x > end, "{text} at {x} after {end}");
                        end = x + faces.regular.width(text, style.size);
                        assert!(end <= RIGHT);
                    }
                    Mark::Text { x, .. } | Mark::Picture { x, .. } => assert!(*x >= MARGIN),
                }
            }
        }
    }
}
