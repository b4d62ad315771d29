//! The entries of a report by day, each day with what it comes to.

use app::values::{Date, TimeFormat, format_clock, format_weekday};

use super::super::csv::ExportedEntry;
use super::Report;
use super::faces::Len;
use super::first_page::{amounts, heading};
use super::sheet::{GROUND, Sheet, Style};
use super::table::{Align, Column, Row, Table};
use super::totals::{DaySum, NO_PROJECT, Totals, colour_of};

/// Between a number and what stands left of it.
const GAP: Len = 1600;
/// How wide projects may be at most, and columns of numbers at least and at most.
const PROJECT: Len = 13_500;
const NUMBER: (Len, Len) = (4600, 9000);
/// Above a day, to part it from the day before.
const BEFORE: Len = 400;

/// Draws all of them.
pub(super) fn draw(sheet: &mut Sheet, report: &Report, totals: &Totals) {
    let drawing = Drawing::new(sheet, report, totals);
    heading(sheet, "Entries", 12_000);
    drawing.table.head(sheet);
    let mut current = None;
    for entry in &report.entries {
        let day = report.about.zone.day(entry.started_at);
        let row = drawing.entry(sheet, entry);
        if current.replace(day) != Some(day)
            && let Some(part) = totals.days.get(&day)
        {
            drawing.day(sheet, day, part, drawing.table.height(&row));
        }
        drawing.table.row(sheet, &row, |sheet| {
            drawing.table.head(sheet);
            drawing.again(sheet, day);
        });
    }
}

struct Drawing<'a> {
    report: &'a Report,
    /// Time, project, description, duration, amount.
    table: Table,
    /// A day, what it comes to.
    days: Table,
    with_people: bool,
    with_amounts: bool,
}

impl<'a> Drawing<'a> {
    fn new(sheet: &Sheet, report: &'a Report, totals: &Totals) -> Self {
        let width = |text: &str| sheet.faces.strong.width(text, Style::SUM.size) + GAP;
        // Numbers take what the widest needs, so that descriptions have the rest.
        let (least, most) = NUMBER;
        let sums = || totals.days.values().map(|day| &day.sum);
        let durations = sums().map(|sum| width(&format_clock(sum.seconds)));
        let duration = durations.max().unwrap_or_default().clamp(least, most);
        let worths = sums().flat_map(|sum| amounts(report, sum));
        let amount = worths.map(|worth| width(&worth)).max();
        let amount = amount.unwrap_or_default().clamp(least, most);
        let names = totals.projects.iter().flat_map(|project| {
            let name = project.name.as_deref().unwrap_or(NO_PROJECT);
            [width(name), width(&project.client)]
        });
        let project = names.max().unwrap_or_default() + GAP;
        let project = project.clamp(6000, PROJECT);
        let column = |head, width, align| Column { head, width, align };
        let clock = match report.about.formats.time {
            TimeFormat::Hours24 => 7000,
            TimeFormat::Hours12 => 9600,
        };
        let mut columns = vec![
            column("Time", clock, Align::Left),
            column("Project", project, Align::Left),
            column("Description", 0, Align::Left),
            column("Duration", duration, Align::Right),
        ];
        let mut of_days = vec![
            column("", 0, Align::Left),
            column("", duration, Align::Right),
        ];
        let shown = report.about.shown;
        if shown.amounts {
            columns.push(column("Amount", amount, Align::Right));
            of_days.push(column("", amount, Align::Right));
        }
        Self {
            report,
            table: Table::new(columns),
            days: Table::new(of_days),
            with_people: shown.names && totals.people > 1,
            with_amounts: shown.amounts,
        }
    }

    fn name(&self, day: Date) -> String {
        let weekday = format_weekday(day.weekday());
        format!("{weekday}, {}", self.report.about.formats.day_in_full(day))
    }

    /// A day's heading, on the page of its first entry.
    fn day(&self, sheet: &mut Sheet, day: Date, part: &DaySum, first: Len) {
        let time = format_clock(part.sum.seconds);
        let mut cells = vec![
            self.indented(sheet, &self.name(day)),
            self.days.text(sheet, 1, &time, Style::SUM),
        ];
        if self.with_amounts {
            let worth = amounts(self.report, &part.sum);
            let lines = worth
                .iter()
                .flat_map(|amount| self.days.text(sheet, 2, amount, Style::SUM));
            cells.push(lines.collect());
        }
        let row = Row {
            cells,
            ground: Some(GROUND),
        };
        // Of an entry taller than a page, some lines are enough.
        let needed = BEFORE + self.table.height(&row) + first.min(12_000);
        if sheet.room() < needed {
            sheet.turn();
            self.table.head(sheet);
        } else {
            sheet.y += BEFORE;
        }
        self.days.row(sheet, &row, |sheet| self.table.head(sheet));
    }

    fn indented(&self, sheet: &Sheet, text: &str) -> super::table::Cell {
        self.days.text(sheet, 0, text, Style::SUM)
    }

    /// What stands above a day's entries on its further pages.
    fn again(&self, sheet: &mut Sheet, day: Date) {
        let name = format!("{}, continued", self.name(day));
        let row = Row {
            cells: vec![self.indented(sheet, &name)],
            ground: Some(GROUND),
        };
        self.days.row(sheet, &row, |_| {});
    }

    fn entry(&self, sheet: &Sheet, entry: &ExportedEntry) -> Row {
        let table = &self.table;
        let formats = self.report.about.formats;
        let [start, end] = [entry.started_at, entry.ended_at]
            .map(|at| formats.time(self.report.about.zone.local(at).time));
        let (name, style) = match entry.project.as_str() {
            "" => (NO_PROJECT, Style::NOTE),
            name => (name, Style::CELL),
        };
        let mut project = table.marked(sheet, 1, name, style, colour_of(entry));
        project.extend(table.below(sheet, 1, &entry.client, Style::NOTE));
        let mut description = table.text(sheet, 2, &entry.description, Style::CELL);
        if description.is_empty() {
            description = table.text(sheet, 2, "No description", Style::NOTE);
        }
        let person = self.with_people.then_some(entry.user.as_str());
        let tags: Vec<String> = entry.tags.iter().map(|tag| format!("#{tag}")).collect();
        let tags = Some(tags.join(" ")).filter(|tags| !tags.is_empty());
        let notes: Vec<&str> = person.into_iter().chain(tags.as_deref()).collect();
        description.extend(table.text(sheet, 2, &notes.join(" · "), Style::NOTE));
        let amount = if entry.billable {
            formats.money(entry.amount(), entry.currency)
        } else {
            "–".to_owned()
        };
        let mut cells = vec![
            table.text(sheet, 0, &format!("{start}\u{a0}–\u{a0}{end}"), Style::CELL),
            project,
            description,
            table.text(sheet, 3, &format_clock(entry.seconds), Style::CELL),
        ];
        if self.with_amounts {
            cells.push(table.text(sheet, 4, &amount, Style::CELL));
        }
        Row {
            cells,
            ground: None,
        }
    }
}
