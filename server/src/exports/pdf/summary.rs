//! A summary as a file to send: its great sums, its chart, and the figures of each group.

mod chart;

use app::error::AppError;
use app::reports::group_table::time_name;
use app::reports::rules::{format_share, share};
use app::reports::{Dimension, Group, GroupKey, Summary};
use app::saved_reports::shared::SharedReport;
use app::time_entries::EntryTotals;
use app::values::{Formats, Moment};

use super::faces::Len;
use super::first_page::{explain_gaps, heading, line, paragraph};
use super::fonts;
use super::render::Writer;
use super::sheet::{ACCENT, GROUND, MARGIN, Page, RIGHT, Sheet, Style};
use super::table::{Align, Cell, Column, Row, Table};
use super::text::{cut, shown};
use crate::local_time::Zone;

/// How far a part stands in from its group.
const INSET: &str = "    ";

/// A shared report on its way to paper.
#[derive(Debug)]
pub struct SummaryFile {
    /// The report.
    pub shared: SharedReport,
    /// Whose days these are.
    pub zone: Zone,
    /// When the file was made, in unix seconds.
    pub made_at: i64,
}

impl SummaryFile {
    /// The file.
    ///
    /// # Errors
    /// When the typefaces cannot be read, which the tests rule out.
    pub fn to_pdf(&self) -> Result<Vec<u8>, AppError> {
        let fonts = fonts::fonts().ok_or(AppError::Internal)?;
        let mut writer = Writer::new(fonts);
        let feet = self.draw(Sheet::onto(&fonts.faces, &mut writer));
        let title = format!("{}: {}", self.shared.workspace, self.shared.name);
        writer.finish(feet, &title, self.made_at)
    }

    fn formats(&self) -> Formats {
        self.shared.formats
    }

    fn summary(&self) -> &Summary {
        &self.shared.summary
    }

    fn days(&self) -> String {
        let range = self.summary().range;
        range.map_or_else(
            || "All time".to_owned(),
            |range| self.formats().range(range),
        )
    }

    fn draw(&self, mut sheet: Sheet) -> Vec<Page> {
        self.head(&mut sheet);
        if self.summary().groups.is_empty() {
            sheet.y += 3000;
            line(
                &mut sheet,
                "No time was tracked in these days.",
                Style::HEADING,
                1800,
            );
        } else {
            self.figures(&mut sheet);
            chart::draw(&mut sheet, self);
            self.table(&mut sheet);
        }
        if sheet.has_gaps {
            explain_gaps(&mut sheet);
        }
        let local = self.zone.local(self.made_at);
        let made = self.formats().moment(Moment {
            day: local.day,
            time: local.time,
        });
        let rest = format!(
            " · {} · made on {made} ({})",
            self.days(),
            self.shared.timezone
        );
        let face = sheet.faces.of(Style::FOOT.weight);
        let room = Sheet::foot_room() - face.width(&rest, Style::FOOT.size);
        let name = cut(
            &shown(&self.shared.name, face),
            face,
            Style::FOOT.size,
            room,
        );
        sheet.finish(&format!("{name}{rest}"), Style::FOOT)
    }

    fn head(&self, sheet: &mut Sheet) {
        sheet.fill(MARGIN, sheet.y - 600, 2800, 300, ACCENT);
        sheet.y += 700;
        paragraph(sheet, &self.shared.name, Style::TITLE, 2400);
        paragraph(sheet, &self.shared.workspace, Style::SUBTITLE, 1700);
        sheet.y += 700;
        paragraph(sheet, &self.days(), Style::RANGE, 1600);
    }

    fn figures(&self, sheet: &mut Sheet) {
        let totals = &self.summary().totals;
        let formats = self.formats();
        let mut columns = vec![
            ("Hours", formats.hours(totals.seconds)),
            ("Billable hours", formats.hours(totals.billable_seconds)),
        ];
        if self.shared.shows_amounts {
            columns.push(("Amount", formats.amounts(&totals.amounts)));
        }
        sheet.y += 1600;
        sheet.rule(sheet.y);
        let top = sheet.y + 1700;
        let width = (RIGHT - MARGIN) / 3;
        let mut x = MARGIN;
        let mut end = top;
        for (label, value) in columns {
            sheet.text(x, top, label, Style::NOTE);
            let face = sheet.faces.of(Style::FIGURE.weight);
            let mut y = top;
            for value in super::text::wrap(&value, face, Style::FIGURE.size, width - 600) {
                y += 1900;
                sheet.text(x, y, &value, Style::FIGURE);
            }
            end = end.max(y);
            x += width;
        }
        sheet.y = end + 1000;
        sheet.rule(sheet.y);
    }

    fn table(&self, sheet: &mut Sheet) {
        let summary = self.summary();
        let labels: Vec<&str> = summary.group_by.iter().map(|by| by.label()).collect();
        heading(
            sheet,
            &format!("By {}", labels.join(" and ").to_lowercase()),
            Table::head_height() + 4000,
        );
        let mut columns = vec![
            column("", 0, Align::Left),
            column("Share", 6000, Align::Right),
            column("Hours", 7000, Align::Right),
            column("Billable", 7000, Align::Right),
        ];
        if self.shared.shows_amounts {
            columns.push(column("Amount", 10_500, Align::Right));
        }
        let table = Table::new(columns).close();
        table.head(sheet);
        let first = summary
            .group_by
            .first()
            .copied()
            .unwrap_or(Dimension::Project);
        let second = summary.group_by.get(1).copied().unwrap_or(first);
        for group in &summary.groups {
            let is_alone = summary.group_by.len() == 1;
            let style = if is_alone { Style::CELL } else { Style::SUM };
            let name = self.name(&table, sheet, first, group, style);
            self.row(&table, sheet, name, &group.totals, style, None);
            for part in &group.parts {
                let text = format!("{INSET}{}", self.words(second, part));
                let name = table.text(sheet, 0, &text, Style::CELL);
                self.row(&table, sheet, name, &part.totals, Style::CELL, None);
            }
        }
        let name = table.text(sheet, 0, "Total", Style::SUM);
        self.row(
            &table,
            sheet,
            name,
            &summary.totals,
            Style::SUM,
            Some(GROUND),
        );
    }

    fn words(&self, by: Dimension, group: &Group) -> String {
        match (&group.key, &group.note) {
            (GroupKey::From(day), _) => {
                time_name(by, *day, self.summary().week_start, self.formats())
            }
            (_, Some(note)) => format!("{} · {note}", group.name),
            (_, None) => group.name.clone(),
        }
    }

    fn name(
        &self,
        table: &Table,
        sheet: &Sheet,
        by: Dimension,
        group: &Group,
        style: Style,
    ) -> Cell {
        let words = self.words(by, group);
        if by.is_time() {
            table.text(sheet, 0, &words, style)
        } else {
            table.marked(sheet, 0, &words, style, group.colour.rgb())
        }
    }

    fn row(
        &self,
        table: &Table,
        sheet: &mut Sheet,
        name: Cell,
        totals: &EntryTotals,
        style: Style,
        ground: Option<u32>,
    ) {
        let formats = self.formats();
        let mut words = vec![
            format_share(share(totals.seconds, self.summary().totals.seconds)),
            formats.hours(totals.seconds),
            formats.hours(totals.billable_seconds),
        ];
        if self.shared.shows_amounts {
            words.push(formats.amounts(&totals.amounts));
        }
        let mut cells = vec![name];
        for (at, words) in words.iter().enumerate() {
            cells.push(table.text(sheet, at + 1, words, style));
        }
        table.row(sheet, &Row { cells, ground }, |sheet| table.head(sheet));
    }
}

const fn column(head: &'static str, width: Len, align: Align) -> Column {
    Column { head, width, align }
}
