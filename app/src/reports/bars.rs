//! What the charts draw, computed from a report: columns of time in stacked colours, and shares of the whole.

use std::collections::HashMap;

use super::rules::{next_of, share};
use super::{Group, GroupKey, Summary};
use crate::values::{Colour, Date};

/// More columns than this are too thin to see.
const MAX_COLUMNS: usize = 400;
/// More colours than this cannot be told apart; what is left is one.
const MAX_COLOURS: usize = 7;
/// What is left over.
const REST: &str = "Everything else";

/// The height of a column's drawing, in its own units.
pub const HEIGHT: i64 = 1000;

/// A colour with its name and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its colour.
    pub colour: Colour,
    /// Its name.
    pub name: String,
    /// Its seconds in all.
    pub seconds: i64,
}

/// A stretch of time and what was tracked in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its first day.
    pub from: Date,
    /// Seconds of each series, in their order.
    pub seconds: Vec<i64>,
}

/// Columns over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// What the colours mean, the most first.
    pub series: Vec<Series>,
    /// One for each stretch of time, those without any too.
    pub columns: Vec<Column>,
}

impl Columns {
    /// The seconds of the highest column.
    #[must_use]
    pub fn highest(&self) -> i64 {
        let sums = self
            .columns
            .iter()
            .map(|column| column.seconds.iter().sum());
        sums.max().unwrap_or_default()
    }
}

/// The columns of a report with time among its groupings; `None` without, or when they are too many.
#[must_use]
pub fn columns(summary: &Summary) -> Option<Columns> {
    let time = summary.group_by.iter().position(|by| by.is_time())?;
    let by = *summary.group_by.get(time)?;
    let is_split = summary.group_by.len() == 2 && !summary.group_by.get(1 - time)?.is_time();
    // Each piece: when, of which series, how long.
    let mut pieces: Vec<(Date, Option<&Group>, i64)> = Vec::new();
    for group in &summary.groups {
        match (&group.key, time) {
            (GroupKey::From(day), _) if !is_split => {
                pieces.push((*day, None, group.totals.seconds));
            }
            (GroupKey::From(day), 0) => {
                let parts = group.parts.iter();
                pieces.extend(parts.map(|part| (*day, Some(part), part.totals.seconds)));
            }
            _ => {
                for part in &group.parts {
                    if let GroupKey::From(day) = part.key {
                        pieces.push((day, Some(group), part.totals.seconds));
                    }
                }
            }
        }
    }
    let (series, places) = series_of(&pieces);
    let mut of_day: HashMap<Date, Vec<i64>> = HashMap::new();
    for (day, group, seconds) in &pieces {
        let place = group.map_or(0, |group| {
            places.get(&group.key).copied().unwrap_or_default()
        });
        let column = of_day
            .entry(*day)
            .or_insert_with(|| vec![0; series.len().max(1)]);
        if let Some(sum) = column.get_mut(place) {
            *sum += seconds;
        }
    }
    let first = pieces.iter().map(|piece| piece.0).min()?;
    let last = pieces.iter().map(|piece| piece.0).max()?;
    let mut columns = Vec::new();
    let mut day = first;
    while day <= last {
        if columns.len() == MAX_COLUMNS {
            return None;
        }
        let seconds = of_day
            .remove(&day)
            .unwrap_or_else(|| vec![0; series.len().max(1)]);
        columns.push(Column { from: day, seconds });
        let next = next_of(by, day, summary.week_start);
        if next <= day {
            break;
        }
        day = next;
    }
    Some(Columns { series, columns })
}

/// The series, most time first, and where each group is among them; the smallest share one place.
fn series_of<'a>(
    pieces: &[(Date, Option<&'a Group>, i64)],
) -> (Vec<Series>, HashMap<&'a GroupKey, usize>) {
    let mut sums: Vec<(&Group, i64)> = Vec::new();
    let mut at: HashMap<&GroupKey, usize> = HashMap::new();
    for (_, group, seconds) in pieces {
        let Some(group) = *group else { continue };
        let place = *at.entry(&group.key).or_insert_with(|| {
            sums.push((group, 0));
            sums.len() - 1
        });
        if let Some(sum) = sums.get_mut(place) {
            sum.1 += seconds;
        }
    }
    sums.sort_by(|one, other| {
        other
            .1
            .cmp(&one.1)
            .then_with(|| one.0.name.cmp(&other.0.name))
    });
    let named = if sums.len() > MAX_COLOURS {
        MAX_COLOURS - 1
    } else {
        sums.len()
    };
    let mut series: Vec<Series> = Vec::new();
    let mut places = HashMap::new();
    for (group, seconds) in sums {
        let place = series.len().min(named);
        places.insert(&group.key, place);
        if let Some(rest) = series.get_mut(named) {
            rest.seconds += seconds;
            continue;
        }
        let is_rest = place == named;
        series.push(Series {
            colour: if is_rest { Colour::Slate } else { group.colour },
            name: if is_rest {
                REST.to_owned()
            } else {
                group.name.clone()
            },
            seconds,
        });
    }
    (series, places)
}

/// The groups as shares of their sum in tenths of a percent, the largest first, what is left in one.
#[must_use]
pub fn shares(groups: &[Group]) -> Vec<(Series, i64)> {
    let whole: i64 = groups.iter().map(|group| group.totals.seconds).sum();
    let pieces: Vec<(Date, Option<&Group>, i64)> = groups
        .iter()
        .map(|group| (Date::ZERO, Some(group), group.totals.seconds))
        .collect();
    let (series, _) = series_of(&pieces);
    series
        .into_iter()
        .map(|series| {
            let tenths = share(series.seconds, whole);
            (series, tenths)
        })
        .collect()
}

/// Where the parts of a column are drawn, from the bottom up: top and height. A part that lasts at all is seen, and
/// nothing leaves the drawing.
#[must_use]
pub fn stack(parts: &[i64], highest: i64) -> Vec<(i64, i64)> {
    let mut bottom = HEIGHT;
    parts
        .iter()
        .map(|seconds| {
            let is_seen = *seconds > 0 && highest > 0;
            let exact = if is_seen {
                i128::from(*seconds) * i128::from(HEIGHT) / i128::from(highest)
            } else {
                0
            };
            let height = i64::try_from(exact)
                .unwrap_or(HEIGHT)
                .max(i64::from(is_seen) * 4)
                .min(bottom);
            bottom -= height;
            (bottom, height)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::Dimension;
    use crate::time_entries::EntryTotals;
    use crate::values::WeekStart;
    use jiff::civil::date;

    fn group(key: GroupKey, name: &str, seconds: i64, parts: Vec<Group>) -> Group {
        Group {
            key,
            name: name.into(),
            note: None,
            colour: Colour::Teal,
            totals: EntryTotals {
                seconds,
                ..EntryTotals::default()
            },
            parts,
        }
    }

    fn day(day: i8) -> GroupKey {
        GroupKey::From(date(2026, 11, day))
    }

    fn thing(id: &str, seconds: i64) -> Group {
        group(GroupKey::Id(id.into()), id, seconds, Vec::new())
    }

    fn summary(group_by: &[Dimension], groups: Vec<Group>) -> Summary {
        Summary {
            range: None,
            today: date(2026, 11, 20),
            week_start: WeekStart::Monday,
            group_by: group_by.to_vec(),
            groups,
            totals: EntryTotals::default(),
            people: Vec::new(),
            budgets: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn days_without_time_have_a_column() {
        let report = summary(
            &[Dimension::Day],
            vec![
                group(day(16), "", 60, Vec::new()),
                group(day(18), "", 30, Vec::new()),
            ],
        );
        let chart = columns(&report).unwrap();
        let seconds: Vec<i64> = chart
            .columns
            .iter()
            .map(|column| column.seconds[0])
            .collect();
        assert_eq!((seconds, chart.highest()), (vec![60, 0, 30], 60));
        assert!(chart.series.is_empty());
    }

    #[test]
    fn either_order_draws_the_same() {
        let by_day = summary(
            &[Dimension::Day, Dimension::Project],
            vec![
                group(day(16), "", 90, vec![thing("a", 60), thing("b", 30)]),
                group(day(17), "", 90, vec![thing("b", 90)]),
            ],
        );
        let by_project = summary(
            &[Dimension::Project, Dimension::Day],
            vec![
                group(
                    GroupKey::Id("b".into()),
                    "b",
                    120,
                    vec![
                        group(day(16), "", 30, Vec::new()),
                        group(day(17), "", 90, Vec::new()),
                    ],
                ),
                group(
                    GroupKey::Id("a".into()),
                    "a",
                    60,
                    vec![group(day(16), "", 60, Vec::new())],
                ),
            ],
        );
        let chart = columns(&by_day).unwrap();
        assert_eq!(chart, columns(&by_project).unwrap());
        assert_eq!(
            chart
                .series
                .iter()
                .map(|one| one.seconds)
                .collect::<Vec<_>>(),
            [120, 60]
        );
        assert_eq!(chart.columns[0].seconds, [30, 60]);
        assert_eq!(chart.columns[1].seconds, [90, 0]);
    }

    #[test]
    fn what_is_small_is_put_together() {
        let groups: Vec<Group> = (1..=10).map(|at| thing(&format!("{at:02}"), at)).collect();
        let parts = shares(&groups);
        assert_eq!(parts.len(), 7);
        assert_eq!(
            (parts[0].0.seconds, parts[6].0.seconds),
            (10, 1 + 2 + 3 + 4)
        );
        assert_eq!(parts[6].0.name, REST);
        assert_eq!(parts.iter().map(|part| part.0.seconds).sum::<i64>(), 55);
        assert_eq!(shares(&groups[..7]).len(), 7);
        assert_eq!(shares(&groups[..7])[6].0.name, "01");
    }

    #[test]
    fn too_many_columns_are_no_chart() {
        let groups = vec![
            group(GroupKey::From(date(2020, 1, 1)), "", 1, Vec::new()),
            group(day(1), "", 1, Vec::new()),
        ];
        assert_eq!(columns(&summary(&[Dimension::Day], groups.clone())), None);
        assert_eq!(columns(&summary(&[Dimension::Project], groups)), None);
    }

    #[test]
    fn columns_stay_in_the_drawing() {
        assert_eq!(stack(&[50, 50], 100), [(500, 500), (0, 500)]);
        assert_eq!(stack(&[1, 0], 1_000_000), [(996, 4), (996, 0)]);
        assert_eq!(stack(&[i64::MAX, 5], 10), [(0, 1000), (0, 0)]);
        assert_eq!(stack(&[5], 0), [(1000, 0)]);
    }
}
