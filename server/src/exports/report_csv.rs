//! A summary or a weekly report as CSV: its groups as rows, an amount column for each currency.

use std::collections::BTreeSet;

use app::error::AppError;
use app::reports::shown::Shown;
use app::reports::weekly::Week;
use app::reports::{Dimension, Group, GroupKey, Summary};
use app::values::{
    Amounts, Currency, WeekName, WeekStart, format_clock, format_decimal, format_plain,
    format_weekday,
};

use super::csv::{fresh, plain_text};
use super::pdf::groups::GroupReport;

/// What makes a row: a group, or a part of one, with what holds it.
type Line<'a> = (&'a Group, Option<&'a Group>);

/// A report of groups.
///
/// # Errors
/// Never: it is written in memory.
pub(super) fn group_csv(report: &GroupReport) -> Result<Vec<u8>, AppError> {
    let (summary, shown) = (&report.summary, report.about.shown);
    let file = match (&report.weeks, summary.group_by.first()) {
        (Some(weeks), Some(by)) => weekly_csv(*by, weeks, summary.week_start, shown),
        _ => summary_csv(summary, shown),
    };
    file.map_err(|_| AppError::Internal)
}

/// The summary.
fn summary_csv(summary: &Summary, shown: Shown) -> csv::Result<Vec<u8>> {
    let amounts = summary.groups.iter().map(|group| &group.totals.amounts);
    let currencies = currencies(amounts, shown);
    let by = &summary.group_by;
    let with_client = tells_client(by);
    let mut header = Vec::new();
    for by in by {
        header.push(by.label().to_owned());
        if with_client && *by == Dimension::Project {
            header.push("Client".to_owned());
        }
    }
    for word in [
        "Entries",
        "Duration",
        "Duration (decimal)",
        "Billable",
        "Billable (decimal)",
    ] {
        header.push(word.to_owned());
    }
    header.extend(amount_heads(&currencies));
    let mut writer = fresh();
    writer.write_record(&header)?;
    let lines = summary.groups.iter().flat_map(|group| -> Vec<Line<'_>> {
        if by.len() == 2 {
            group.parts.iter().map(|part| (part, Some(group))).collect()
        } else {
            vec![(group, None)]
        }
    });
    for (group, outer) in lines {
        let totals = &group.totals;
        let mut row = Vec::new();
        for (group, by) in outer.into_iter().chain([group]).zip(by) {
            row.push(name_of(*by, &group.key, &group.name, summary.week_start));
            if with_client && *by == Dimension::Project {
                row.push(client_of(group.note.as_deref()));
            }
        }
        row.extend([
            totals.count.to_string(),
            format_clock(totals.seconds),
            format_decimal(totals.seconds),
            format_clock(totals.billable_seconds),
            format_decimal(totals.billable_seconds),
        ]);
        row.extend(amount_cells(&totals.amounts, &currencies));
        writer.write_record(&row)?;
    }
    finish(writer)
}

/// The weekly report.
fn weekly_csv(
    by: Dimension,
    weeks: &[Week],
    start: WeekStart,
    shown: Shown,
) -> csv::Result<Vec<u8>> {
    let rows = weeks.iter().flat_map(|week| &week.rows);
    let currencies = currencies(rows.map(|row| &row.amounts), shown);
    let with_client = by == Dimension::Project;
    let mut header = vec!["Week".to_owned(), "From".to_owned(), by.label().to_owned()];
    header.extend(with_client.then(|| "Client".to_owned()));
    let first = app::values::week_of(app::values::Date::constant(2024, 1, 3), start);
    header.extend(
        first
            .iter()
            .map(|day| format_weekday(day.weekday()).to_owned()),
    );
    header.extend(["Total".to_owned(), "Total (decimal)".to_owned()]);
    header.extend(amount_heads(&currencies));
    let mut writer = fresh();
    writer.write_record(&header)?;
    for week in weeks {
        for row in &week.rows {
            let mut cells = vec![
                WeekName::of(week.range.from, start).to_string(),
                week.range.from.to_string(),
                name_of(by, &row.key, &row.name, start),
            ];
            if with_client {
                cells.push(client_of(row.note.as_deref()));
            }
            cells.extend(row.days.iter().map(|seconds| format_clock(*seconds)));
            cells.push(format_clock(row.seconds));
            cells.push(format_decimal(row.seconds));
            cells.extend(amount_cells(&row.amounts, &currencies));
            writer.write_record(&cells)?;
        }
    }
    finish(writer)
}

/// Whether a column says whose project it is: its name alone may be that of two.
fn tells_client(by: &[Dimension]) -> bool {
    by.contains(&Dimension::Project) && !by.contains(&Dimension::Client)
}

/// Whose project it is, or empty.
pub(super) fn client_of(note: Option<&str>) -> String {
    plain_text(note.unwrap_or_default()).into_owned()
}

/// The currencies that have a column.
fn currencies<'a>(amounts: impl Iterator<Item = &'a Amounts>, shown: Shown) -> Vec<Currency> {
    if !shown.amounts {
        return Vec::new();
    }
    let known: BTreeSet<Currency> = amounts
        .flat_map(|amounts| amounts.iter().map(|(currency, _)| currency))
        .collect();
    known.into_iter().collect()
}

/// A column for each currency.
pub(super) fn amount_heads(currencies: &[Currency]) -> impl Iterator<Item = String> {
    currencies
        .iter()
        .map(|currency| format!("Amount {}", currency.code()))
}

/// What stands in them.
pub(super) fn amount_cells(
    amounts: &Amounts,
    currencies: &[Currency],
) -> impl Iterator<Item = String> {
    currencies
        .iter()
        .map(|currency| format_plain(amounts.get(*currency), *currency))
}

/// A group's name for programs: days as the standard has them.
pub(super) fn name_of(by: Dimension, key: &GroupKey, name: &str, start: WeekStart) -> String {
    match key {
        GroupKey::From(day) => match by {
            Dimension::Week => WeekName::of(*day, start).to_string(),
            Dimension::Month => day.strftime("%Y-%m").to_string(),
            _ => day.to_string(),
        },
        _ if by == Dimension::Tag => plain_text(name.trim_start_matches('#')).into_owned(),
        _ => plain_text(name).into_owned(),
    }
}

/// What was written.
///
/// # Errors
/// Never in memory; the writer's signature has it.
pub(super) fn finish(writer: csv::Writer<Vec<u8>>) -> csv::Result<Vec<u8>> {
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::reports::weekly::{Weekly, weeks_of};
    use app::time_entries::EntryTotals;
    use app::values::{Colour, Date};

    fn group(key: GroupKey, name: &str, seconds: i64, currency: &str, parts: Vec<Group>) -> Group {
        let currency = Currency::parse(currency).unwrap();
        Group {
            key,
            name: name.to_owned(),
            note: Some("=Acme".to_owned()).filter(|_| !name.is_empty()),
            colour: Colour::Teal,
            totals: EntryTotals {
                count: 2,
                seconds,
                billable_seconds: 0,
                amounts: [(currency, 1234)].into_iter().collect(),
            },
            parts,
        }
    }

    fn summary(group_by: &[Dimension], groups: Vec<Group>) -> Summary {
        Summary {
            range: None,
            today: Date::constant(2026, 11, 20),
            week_start: WeekStart::Sunday,
            group_by: group_by.to_vec(),
            groups,
            totals: EntryTotals::default(),
            people: Vec::new(),
            budgets: std::collections::BTreeMap::new(),
        }
    }

    fn text(bytes: csv::Result<Vec<u8>>) -> String {
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    #[test]
    fn a_summary_has_a_column_for_each_currency() {
        let one = group(GroupKey::Id("1".into()), "Site", 3600, "EUR", Vec::new());
        let other = group(GroupKey::None, "No project", 60, "JPY", Vec::new());
        assert_eq!(
            text(summary_csv(
                &summary(&[Dimension::Project], vec![one, other]),
                Shown::ALL
            )),
            "Project,Client,Entries,Duration,Duration (decimal),Billable,Billable (decimal),Amount EUR,Amount JPY\r\n\
             Site,'=Acme,2,1:00:00,1.00,0:00:00,0.00,12.34,0\r\n\
             No project,'=Acme,2,0:01:00,0.02,0:00:00,0.00,0.00,1234\r\n"
        );
    }

    #[test]
    fn parts_stand_beside_what_holds_them() {
        let day = GroupKey::From(Date::constant(2026, 11, 15));
        let part = group(day.clone(), "", 60, "EUR", Vec::new());
        let tag = group(GroupKey::Id("1".into()), "#dev", 60, "EUR", vec![part]);
        let by = [Dimension::Tag, Dimension::Week];
        let file = text(summary_csv(&summary(&by, vec![tag.clone()]), Shown::ALL));
        assert!(file.starts_with("Tag,Week,Entries,"), "{file}");
        assert!(file.contains("\r\ndev,2026-W47,2,0:01:00,"), "{file}");
        let weekly = Weekly {
            summary: summary(&[Dimension::Tag, Dimension::Day], vec![tag]),
            days: vec![group(day, "", 60, "EUR", Vec::new())],
        };
        assert_eq!(
            text(weekly_csv(
                Dimension::Tag,
                &weeks_of(&weekly),
                WeekStart::Sunday,
                Shown::ALL
            )),
            "Week,From,Tag,Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Total,Total (decimal),Amount EUR\r\n\
             2026-W47,2026-11-15,dev,0:01:00,0:00:00,0:00:00,0:00:00,0:00:00,0:00:00,0:00:00,0:01:00,0.02,12.34\r\n"
        );
    }

    #[test]
    fn a_client_stands_beside_the_project_and_amounts_may_be_absent() {
        let site = group(GroupKey::Id("1".into()), "=Site", 60, "EUR", Vec::new());
        let day = GroupKey::From(Date::constant(2026, 11, 2));
        let day = group(day, "", 60, "EUR", vec![site.clone()]);
        let kept = Shown {
            amounts: false,
            ..Shown::ALL
        };
        let by = [Dimension::Day, Dimension::Project];
        assert_eq!(
            text(summary_csv(&summary(&by, vec![day]), kept)),
            "Day,Project,Client,Entries,Duration,Duration (decimal),Billable,Billable (decimal)\r\n\
             2026-11-02,'=Site,'=Acme,2,0:01:00,0.02,0:00:00,0.00\r\n"
        );
        let by = [Dimension::Project, Dimension::Tag];
        let outer = Group {
            parts: vec![group(GroupKey::None, "Without tags", 60, "EUR", Vec::new())],
            ..site
        };
        let file = text(summary_csv(&summary(&by, vec![outer]), kept));
        assert!(file.starts_with("Project,Client,Tag,Entries,"), "{file}");
        assert!(file.contains("\r\n'=Site,'=Acme,Without tags,2,"), "{file}");
    }
}
