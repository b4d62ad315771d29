//! A summary or a weekly report as a file: the same figures, chart and tables as its page.

#[cfg(test)]
mod tests;

use app::error::AppError;
use app::reports::bars::columns;
use app::reports::group_table::time_name;
use app::reports::rules::{format_share, share};
use app::reports::weekly::{DAYS, Week, WeekRow};
use app::reports::{Dimension, Group, GroupKey, Summary};
use app::time_entries::EntryTotals;
use app::values::{Colour, format_clock, format_weekday_short};

use super::chart::Chart;
use super::first_page::{
    amount_lines, explain_gaps, heading, keep_with, line, number, or_dash, share_bar, side_by_side,
    words_column,
};
use super::render::Writer;
use super::sheet::{ACCENT, GROUND, Page, Sheet, Style};
use super::table::{Cell, Row, Table};
use super::{About, fonts, words};

/// Under a time's group stands no colour.
const PLAIN: u32 = ACCENT;

/// Everything such a file tells.
#[derive(Debug)]
pub struct GroupReport {
    /// What it says of itself.
    pub about: About,
    /// The groups.
    pub summary: Summary,
    /// The weeks of a weekly report; `None` is a summary.
    pub weeks: Option<Vec<Week>>,
}

impl GroupReport {
    /// The file.
    ///
    /// # Errors
    /// When the typefaces cannot be read, which the tests rule out.
    pub fn to_pdf(&self) -> Result<Vec<u8>, AppError> {
        let fonts = fonts::fonts().ok_or(AppError::Internal)?;
        let mut writer = Writer::new(fonts);
        let feet = self.draw(Sheet::onto(&fonts.faces, &mut writer));
        writer.finish(
            feet,
            &self.about.file_title(self.kind()),
            self.about.made_at,
        )
    }

    const fn kind(&self) -> &'static str {
        if self.weeks.is_some() {
            "Weekly report"
        } else {
            "Summary report"
        }
    }

    /// Draws it, and answers what [`Sheet::finish`] does.
    pub(super) fn draw(&self, mut sheet: Sheet) -> Vec<Page> {
        let about = &self.about;
        let range = words::range(&about.filter, about.formats, None);
        let filters = words::filtered(&about.filter, &about.names);
        about.head(&mut sheet, self.kind(), &range, &filters);
        if self.summary.groups.is_empty() {
            sheet.y += 3000;
            line(&mut sheet, "No time entries match.", Style::HEADING, 1800);
        } else {
            self.figures(&mut sheet);
            self.chart(&mut sheet);
            match &self.weeks {
                Some(weeks) => weeks.iter().for_each(|week| self.week(&mut sheet, week)),
                None => self.groups(&mut sheet),
            }
            if self.summary.group_by.contains(&Dimension::Tag) {
                let words = "An entry with several tags counts with each of them; the total counts it once.";
                sheet.y += 600;
                line(&mut sheet, words, Style::NOTE, 1200);
            }
        }
        if sheet.has_gaps {
            explain_gaps(&mut sheet);
        }
        about.foot(sheet, &range)
    }

    fn figures(&self, sheet: &mut Sheet) {
        let totals = &self.summary.totals;
        let billable = format_clock(totals.billable_seconds);
        let mut columns = vec![
            ("Hours", vec![format_clock(totals.seconds)]),
            ("Billable hours", vec![billable]),
            ("Entries", vec![totals.count.to_string()]),
        ];
        if self.about.shown.amounts {
            let worth = amount_lines(self.about.formats, &totals.amounts);
            columns.push(("Amount", worth));
        }
        side_by_side(sheet, columns);
    }

    fn chart(&self, sheet: &mut Sheet) {
        let by = self
            .summary
            .group_by
            .iter()
            .copied()
            .find(|by| by.is_time());
        let Some((by, columns)) = by.zip(columns(&self.summary)) else {
            return;
        };
        if let Some(chart) = Chart::of_columns(by, &columns) {
            heading(sheet, chart.step.title(), Chart::height() + 1000);
            sheet.y += 600;
            let mut colours: Vec<u32> = columns.series.iter().map(|one| one.colour.rgb()).collect();
            if colours.is_empty() {
                colours.push(PLAIN);
            }
            chart.draw(sheet, &colours);
        }
    }

    fn groups(&self, sheet: &mut Sheet) {
        let by = &self.summary.group_by;
        let names: Vec<String> = by.iter().map(|by| by.label().to_lowercase()).collect();
        let title = format!("By {}", names.join(" and "));
        heading(sheet, &title, Table::head_height() + 4000);
        let mut columns = vec![
            words_column("Group", 0),
            words_column("Share", 13_500),
            number("Hours", 6500),
            number("Billable", 6500),
        ];
        if self.about.shown.amounts {
            columns.push(number("Amount", 8500));
        }
        let table = Table::new(columns);
        table.head(sheet);
        let whole = self.summary.totals.seconds;
        let mut rows = Vec::new();
        for group in &self.summary.groups {
            rows.push((group, by.first().copied(), Style::SUM));
            let inner = by.get(1).copied();
            rows.extend(group.parts.iter().map(|part| (part, inner, Style::CELL)));
        }
        let total = self.total(sheet, &table);
        let last = rows.len().saturating_sub(1);
        for (at, (group, by, style)) in rows.into_iter().enumerate() {
            let by = by.unwrap_or(Dimension::Project);
            let row = self.group_row(sheet, &table, group, by, style);
            if at == last {
                keep_with(sheet, &table, &row, &total);
            }
            table.row(sheet, &row, |sheet| table.head(sheet));
            let part = (group.totals.seconds, whole);
            share_bar(
                sheet,
                part,
                colour_of(group.colour, by),
                table.height(&row),
                &table,
            );
        }
        table.row(sheet, &total, |sheet| table.head(sheet));
    }

    fn group_row(
        &self,
        sheet: &Sheet,
        table: &Table,
        group: &Group,
        by: Dimension,
        style: Style,
    ) -> Row {
        let name = match group.key {
            GroupKey::From(day) => time_name(by, day, self.summary.week_start, self.about.formats),
            _ => group.name.clone(),
        };
        let is_part = style == Style::CELL;
        let mut cell = match (by.is_time(), is_part) {
            (true, false) => table.text(sheet, 0, &name, style),
            // Within a group everything stands in.
            (true, true) => table.below(sheet, 0, &name, style),
            (false, _) => table.marked(sheet, 0, &name, style, group.colour.rgb()),
        };
        if let Some(note) = &group.note {
            cell.extend(table.below(sheet, 0, note, Style::NOTE));
        }
        let percent = format_share(share(group.totals.seconds, self.summary.totals.seconds));
        let mut cells = vec![cell, table.text(sheet, 1, &percent, Style::CELL)];
        cells.extend(self.sums(sheet, table, &group.totals, style));
        Row {
            cells,
            ground: None,
        }
    }

    /// Hours, billable hours and amounts, in the columns from the third on.
    fn sums(&self, sheet: &Sheet, table: &Table, totals: &EntryTotals, style: Style) -> Vec<Cell> {
        let mut cells = vec![
            table.text(sheet, 2, &format_clock(totals.seconds), style),
            table.text(sheet, 3, &or_dash(totals.billable_seconds), style),
        ];
        if self.about.shown.amounts {
            let worth = amount_lines(self.about.formats, &totals.amounts);
            let lines = worth
                .iter()
                .flat_map(|amount| table.text(sheet, 4, amount, style));
            cells.push(lines.collect());
        }
        cells
    }

    fn total(&self, sheet: &Sheet, table: &Table) -> Row {
        let mut cells = vec![table.text(sheet, 0, "Total", Style::SUM), Cell::new()];
        cells.extend(self.sums(sheet, table, &self.summary.totals, Style::SUM));
        Row {
            cells,
            ground: Some(GROUND),
        }
    }

    /// One week: a row for each group, a column for each day.
    fn week(&self, sheet: &mut Sheet, week: &Week) {
        let title = format!("Week {}", self.about.formats.range(week.range));
        heading(sheet, &title, Table::head_height() + 4000);
        let mut columns = vec![words_column("", 0)];
        columns.extend(
            week.range
                .iter()
                .map(|day| number(format_weekday_short(day.weekday()), 3900)),
        );
        columns.push(number("Total", 5200));
        let table = Table::new(columns).close();
        table.head(sheet);
        let total = Row {
            cells: self.week_cells(sheet, &table, "Total", (&week.days, week.totals.seconds)),
            ground: Some(GROUND),
        };
        for (at, row) in week.rows.iter().enumerate() {
            let row = self.week_row(sheet, &table, row);
            if at + 1 == week.rows.len() {
                keep_with(sheet, &table, &row, &total);
            }
            table.row(sheet, &row, |sheet| table.head(sheet));
        }
        table.row(sheet, &total, |sheet| table.head(sheet));
    }

    fn week_row(&self, sheet: &Sheet, table: &Table, row: &WeekRow) -> Row {
        let mut cells = self.week_cells(sheet, table, "", (&row.days, row.seconds));
        let mut name = table.marked(sheet, 0, &row.name, Style::CELL, row.colour.rgb());
        if let Some(note) = &row.note {
            name.extend(table.below(sheet, 0, note, Style::NOTE));
        }
        if let Some(first) = cells.first_mut() {
            *first = name;
        }
        Row {
            cells,
            ground: None,
        }
    }

    fn week_cells(
        &self,
        sheet: &Sheet,
        table: &Table,
        name: &str,
        (days, sum): (&[i64; DAYS], i64),
    ) -> Vec<Cell> {
        let hours = |seconds: i64| match seconds {
            0 => "–".to_owned(),
            seconds => self.about.formats.hours(seconds),
        };
        let style = if name.is_empty() {
            Style::CELL
        } else {
            Style::SUM
        };
        let mut cells = vec![table.text(sheet, 0, name, Style::SUM)];
        for (at, seconds) in days.iter().enumerate() {
            cells.push(table.text(sheet, at + 1, &hours(*seconds), style));
        }
        cells.push(table.text(sheet, DAYS + 1, &hours(sum), Style::SUM));
        cells
    }
}

fn colour_of(colour: Colour, by: Dimension) -> u32 {
    if by.is_time() { PLAIN } else { colour.rgb() }
}
