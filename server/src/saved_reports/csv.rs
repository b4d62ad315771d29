//! A summary as CSV: a row for each group, or for each of its parts.

use app::error::AppError;
use app::reports::{Dimension, Group, GroupKey, Summary};
use app::time_entries::EntryTotals;
use app::values::{Currency, format_clock, format_decimal, format_plain};
use csv::{Terminator, WriterBuilder};

use crate::exports::csv::plain_text;

/// The file; amounts have a column for each currency.
pub(super) fn summary_csv(summary: &Summary, shows_amounts: bool) -> Result<Vec<u8>, AppError> {
    let currencies: Vec<Currency> = if shows_amounts {
        summary
            .totals
            .amounts
            .iter()
            .map(|(currency, _)| currency)
            .collect()
    } else {
        Vec::new()
    };
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    let mut rows = vec![head(summary, &currencies)];
    for group in &summary.groups {
        let of_group = names(summary, 0, group);
        for part in &group.parts {
            let of_part = names(summary, 1, part);
            rows.push(
                [
                    of_group.clone(),
                    of_part,
                    figures(&part.totals, &currencies),
                ]
                .concat(),
            );
        }
        if group.parts.is_empty() {
            let blank = vec![String::new(); columns(summary).len() - of_group.len()];
            rows.push([of_group, blank, figures(&group.totals, &currencies)].concat());
        }
    }
    for row in rows {
        writer.write_record(&row).map_err(|_| AppError::Internal)?;
    }
    writer.into_inner().map_err(|_| AppError::Internal)
}

/// The columns of names: a project has its client beside it, unless that is a grouping of its own.
fn columns(summary: &Summary) -> Vec<&'static str> {
    let mut columns = Vec::new();
    for by in &summary.group_by {
        columns.push(by.label());
        if has_client(summary, *by) {
            columns.push(Dimension::Client.label());
        }
    }
    columns
}

fn has_client(summary: &Summary, by: Dimension) -> bool {
    by == Dimension::Project && !summary.group_by.contains(&Dimension::Client)
}

fn head(summary: &Summary, currencies: &[Currency]) -> Vec<String> {
    let figures = [
        "Duration",
        "Duration (decimal)",
        "Billable",
        "Billable (decimal)",
    ];
    let mut head: Vec<String> = columns(summary)
        .into_iter()
        .chain(figures)
        .map(str::to_owned)
        .collect();
    head.extend(
        currencies
            .iter()
            .map(|currency| format!("Amount {}", currency.code())),
    );
    head
}

/// A group's name in the cells of its grouping; stretches of time by their first day.
fn names(summary: &Summary, place: usize, group: &Group) -> Vec<String> {
    let mut cells = vec![match group.key {
        GroupKey::From(day) => day.to_string(),
        _ => plain_text(&group.name).into_owned(),
    }];
    if summary
        .group_by
        .get(place)
        .is_some_and(|by| has_client(summary, *by))
    {
        cells.push(plain_text(group.note.as_deref().unwrap_or_default()).into_owned());
    }
    cells
}

fn figures(totals: &EntryTotals, currencies: &[Currency]) -> Vec<String> {
    let mut cells = Vec::new();
    for seconds in [totals.seconds, totals.billable_seconds] {
        cells.push(format_clock(seconds));
        cells.push(format_decimal(seconds));
    }
    cells.extend(
        currencies
            .iter()
            .map(|currency| format_plain(totals.amounts.get(*currency), *currency)),
    );
    cells
}

#[cfg(test)]
mod tests {
    use app::reports::rules::parse_group_by;
    use app::values::{Colour, WeekStart};
    use jiff::civil::date;

    use super::*;

    fn group(key: GroupKey, name: &str, note: Option<&str>, parts: Vec<Group>) -> Group {
        let mut totals = EntryTotals {
            count: 1,
            seconds: 5400,
            billable_seconds: 3600,
            ..EntryTotals::default()
        };
        totals.amounts.add(Currency::USD, 9000);
        Group {
            key,
            name: name.into(),
            note: note.map(str::to_owned),
            colour: Colour::Indigo,
            totals,
            parts,
        }
    }

    fn file(by: &str, groups: Vec<Group>, shows_amounts: bool) -> String {
        let summary = Summary {
            range: None,
            today: date(2026, 11, 20),
            week_start: WeekStart::Monday,
            group_by: parse_group_by(by).unwrap(),
            totals: group(GroupKey::None, "", None, vec![]).totals,
            groups,
            people: Vec::new(),
            budgets: std::collections::BTreeMap::new(),
        };
        String::from_utf8(summary_csv(&summary, shows_amounts).unwrap()).unwrap()
    }

    #[test]
    fn a_row_for_each_group_or_part() {
        let site = || group(GroupKey::Id("1".into()), "=Site", Some("Acme"), vec![]);
        assert_eq!(
            file("project", vec![site()], true),
            "Project,Client,Duration,Duration (decimal),Billable,Billable (decimal),Amount USD\r\n\
             '=Site,Acme,1:30:00,1.50,1:00:00,1.00,90.00\r\n"
        );
        let day = group(GroupKey::From(date(2026, 11, 2)), "", None, vec![site()]);
        assert_eq!(
            file("day,project", vec![day], false),
            "Day,Project,Client,Duration,Duration (decimal),Billable,Billable (decimal)\r\n\
             2026-11-02,'=Site,Acme,1:30:00,1.50,1:00:00,1.00\r\n"
        );
    }
}
