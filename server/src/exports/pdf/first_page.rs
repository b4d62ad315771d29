//! How a report begins: title, range and filters, the great sums, the chart, and the sums by project and by day.

use app::values::{Amounts, DateRange, Formats, format_clock, format_weekday_short};

use super::chart::Chart;
use super::faces::Len;
use super::sheet::{ACCENT, FAINT, MARGIN, RIGHT, Sheet, Style};
use super::table::{Align, Column, Row, Table};
use super::text::{MISSING, shown, wrap};
use super::totals::{NO_PROJECT, ProjectSum, Sum, Totals, scaled};
use super::{KIND, Report, words};

/// The widest range that the chart shows whole; of wider ones, the days with entries.
const WIDEST: i64 = 400;
/// A project's part as a bar: where it begins in its column, and how wide the whole would be.
const SHARE: Len = 9000;

/// Draws all of it.
pub(super) fn draw(sheet: &mut Sheet, report: &Report, totals: &Totals) {
    let about = &report.about;
    let range = words::range(&about.filter, about.formats, totals.range());
    about.head(sheet, KIND, &range, &words::filters(report));
    if report.entries.is_empty() {
        sheet.y += 3000;
        line(sheet, "No time entries match.", Style::HEADING, 1800);
        line(
            sheet,
            "Choose other days or fewer filters.",
            Style::PLAIN,
            1500,
        );
        return;
    }
    figures(sheet, report, &totals.all);
    chart(sheet, report, totals);
    by_project(sheet, report, totals);
    by_day(sheet, report, totals);
}

/// A line of text across the page.
pub(super) fn line(sheet: &mut Sheet, text: &str, style: Style, leading: Len) {
    sheet.need(leading);
    sheet.y += leading;
    sheet.text(MARGIN, sheet.y, text, style);
}

/// Text across the page, as many lines as it needs.
pub(super) fn paragraph(sheet: &mut Sheet, text: &str, style: Style, leading: Len) {
    let face = sheet.faces.of(style.weight);
    for text in wrap(&shown(text, face), face, style.size, RIGHT - MARGIN) {
        line(sheet, &text, style, leading);
    }
}

/// What a box stands for, at the end of a report that has some.
pub(super) fn explain_gaps(sheet: &mut Sheet) {
    const WORDS: &str =
        "stands for a character that this report cannot print. The CSV export holds it.";
    sheet.y += 700;
    line(sheet, &format!("{MISSING} {WORDS}"), Style::NOTE, 1200);
}

/// What a report is called, what that is, of which days, and what holds entries back.
pub(super) fn head(
    sheet: &mut Sheet,
    title: &str,
    subtitle: &str,
    range: &str,
    filters: &[(&'static str, String)],
) {
    sheet.fill(MARGIN, sheet.y - 600, 2800, 300, ACCENT);
    sheet.y += 700;
    paragraph(sheet, title, Style::TITLE, 2400);
    paragraph(sheet, subtitle, Style::SUBTITLE, 1700);
    sheet.y += 700;
    paragraph(sheet, range, Style::RANGE, 1600);
    sheet.y += 300;
    for (label, text) in filters {
        let label = format!("{label}: ");
        let start = sheet.faces.regular.width(&label, Style::PLAIN.size) + MARGIN;
        let face = sheet.faces.of(Style::PLAIN.weight);
        let lines = wrap(&shown(text, face), face, Style::PLAIN.size, RIGHT - start);
        for (at, text) in lines.iter().enumerate() {
            sheet.need(1350);
            sheet.y += 1350;
            if at == 0 {
                let soft = Style {
                    colour: Style::NOTE.colour,
                    ..Style::PLAIN
                };
                sheet.text(MARGIN, sheet.y, &label, soft);
            }
            sheet.text(start, sheet.y, text, Style::PLAIN);
        }
    }
}

/// Hours, billable hours, amounts and entries side by side.
fn figures(sheet: &mut Sheet, report: &Report, all: &Sum) {
    let mut columns = vec![
        ("Hours", vec![format_clock(all.seconds)]),
        ("Billable hours", vec![format_clock(all.billable_seconds)]),
        ("Entries", vec![all.entries.to_string()]),
    ];
    if report.about.shown.amounts {
        columns.push(("Amount", amounts(report, all)));
    }
    side_by_side(sheet, columns);
}

/// Up to four great figures side by side, each below what it is.
pub(super) fn side_by_side(sheet: &mut Sheet, columns: Vec<(&str, Vec<String>)>) {
    sheet.need(10_000);
    sheet.y += 1600;
    sheet.rule(sheet.y);
    let top = sheet.y + 1700;
    let width = (RIGHT - MARGIN) / 4;
    let mut x = MARGIN;
    let mut end = top;
    for (label, values) in columns {
        sheet.text(x, top, label, Style::NOTE);
        let mut y = top;
        for value in values {
            let face = sheet.faces.of(Style::FIGURE.weight);
            for value in wrap(&value, face, Style::FIGURE.size, width - 600) {
                y += 1900;
                sheet.text(x, y, &value, Style::FIGURE);
            }
        }
        end = end.max(y);
        x += width;
    }
    sheet.y = end + 1000;
    sheet.rule(sheet.y);
}

/// A sum's worth, a line for each currency.
pub(super) fn amounts(report: &Report, sum: &Sum) -> Vec<String> {
    amount_lines(report.about.formats, &sum.amounts)
}

/// Amounts, a line for each currency.
pub(super) fn amount_lines(formats: Formats, amounts: &Amounts) -> Vec<String> {
    let lines: Vec<String> = amounts
        .iter()
        .filter(|(_, cents)| *cents != 0)
        .map(|(currency, cents)| formats.money(cents, currency))
        .collect();
    if lines.is_empty() {
        vec![formats.amounts(amounts)]
    } else {
        lines
    }
}

/// A heading, with room for something below it.
pub(super) fn heading(sheet: &mut Sheet, text: &str, below: Len) {
    sheet.need(3200 + below);
    if sheet.y > super::sheet::TOP {
        sheet.y += 1200;
    }
    line(sheet, text, Style::HEADING, 1400);
    sheet.y += 500;
}

fn chart(sheet: &mut Sheet, report: &Report, totals: &Totals) {
    let asked = report.about.filter.range();
    let asked = asked.filter(|range| range.days() <= WIDEST);
    let Some(range): Option<DateRange> = asked.or_else(|| totals.range()) else {
        return;
    };
    if let Some(chart) = Chart::of(range, &totals.days, report.week_start) {
        heading(sheet, chart.step.title(), Chart::height() + 1000);
        sheet.y += 600;
        let colours: Vec<u32> = totals
            .projects
            .iter()
            .map(|project| project.colour)
            .collect();
        chart.draw(sheet, &colours);
    }
}

/// A column of numbers.
pub(super) fn number(head: &'static str, width: Len) -> Column {
    Column {
        head,
        width,
        align: Align::Right,
    }
}

/// A column of words.
pub(super) fn words_column(head: &'static str, width: Len) -> Column {
    Column {
        head,
        width,
        align: Align::Left,
    }
}

fn by_project(sheet: &mut Sheet, report: &Report, totals: &Totals) {
    heading(sheet, "By project", Table::head_height() + 4000);
    let mut columns = vec![
        words_column("Project", 0),
        words_column("Share", 13_500),
        number("Hours", 6500),
        number("Billable", 6500),
    ];
    if report.about.shown.amounts {
        columns.push(number("Amount", 8500));
    }
    let table = Table::new(columns);
    table.head(sheet);
    let total = total(sheet, &table, report, &totals.all, 2);
    for (at, project) in totals.projects.iter().enumerate() {
        let mut name = table.marked(
            sheet,
            0,
            project.name.as_deref().unwrap_or(NO_PROJECT),
            Style::SUM,
            project.colour,
        );
        name.extend(table.below(sheet, 0, &project.client, Style::NOTE));
        let percent = format!(
            "{} %",
            (scaled(project.sum.seconds, totals.all.seconds, 1000) + 5) / 10
        );
        let mut cells = vec![name, table.text(sheet, 1, &percent, Style::CELL)];
        cells.extend(sums(&table, sheet, report, &project.sum, 2, Style::CELL));
        let row = Row {
            cells,
            ground: None,
        };
        if at + 1 == totals.projects.len() {
            keep_with(sheet, &table, &row, &total);
        }
        table.row(sheet, &row, |sheet| table.head(sheet));
        share(sheet, project, totals, &row, &table);
    }
    table.row(sheet, &total, |sheet| table.head(sheet));
}

/// The bar beside a project's percentage.
fn share(sheet: &mut Sheet, project: &ProjectSum, totals: &Totals, row: &Row, table: &Table) {
    let part = (project.sum.seconds, totals.all.seconds);
    share_bar(sheet, part, project.colour, table.height(row), table);
}

/// A bar for a part of a whole beside its percentage in the second column; the row was drawn, and is this high.
pub(super) fn share_bar(
    sheet: &mut Sheet,
    (part, whole): (i64, i64),
    colour: u32,
    height: Len,
    table: &Table,
) {
    let x = table.start(1) + 3600;
    let top = sheet.y - height;
    if top < super::sheet::TOP {
        return;
    }
    sheet.fill(x, top + 600, SHARE, 400, FAINT);
    sheet.fill(x, top + 600, scaled(part, whole, SHARE), 400, colour);
}

/// Nothing is easier to overlook than to read as zeros.
fn billable(sum: &Sum) -> String {
    or_dash(sum.billable_seconds)
}

/// A duration; nothing is a dash.
pub(super) fn or_dash(seconds: i64) -> String {
    match seconds {
        0 => "–".to_owned(),
        seconds => format_clock(seconds),
    }
}

/// Hours, billable hours and amounts, in the columns from `first` on.
fn sums(
    table: &Table,
    sheet: &Sheet,
    report: &Report,
    sum: &Sum,
    first: usize,
    style: Style,
) -> Vec<super::table::Cell> {
    let mut cells = vec![
        table.text(sheet, first, &format_clock(sum.seconds), style),
        table.text(sheet, first + 1, &billable(sum), style),
    ];
    if report.about.shown.amounts {
        let worth = amounts(report, sum);
        let lines = worth
            .iter()
            .flat_map(|amount| table.text(sheet, first + 2, amount, style));
        cells.push(lines.collect());
    }
    cells
}

/// The last row of a table of sums.
fn total(sheet: &Sheet, table: &Table, report: &Report, sum: &Sum, first: usize) -> Row {
    let mut cells = vec![table.text(sheet, 0, "Total", Style::SUM)];
    cells.resize(first, Vec::new());
    cells.extend(sums(table, sheet, report, sum, first, Style::SUM));
    Row {
        cells,
        ground: Some(super::sheet::GROUND),
    }
}

/// Turns the page before a table's last row rather than after it: a total never stands alone.
pub(super) fn keep_with(sheet: &mut Sheet, table: &Table, last: &Row, total: &Row) {
    if sheet.room() < table.height(last) + table.height(total) {
        sheet.turn();
        table.head(sheet);
    }
}

fn by_day(sheet: &mut Sheet, report: &Report, totals: &Totals) {
    heading(sheet, "By day", Table::head_height() + 4000);
    // Several currencies side by side, rather than a line for each.
    let worth = match totals.all.amounts.iter().count() {
        0 | 1 => 11_500,
        _ => 17_500,
    };
    let with_amounts = report.about.shown.amounts;
    let mut columns = vec![
        words_column("Day", 0),
        number("Entries", 6500),
        number("Hours", 8500),
        number("Billable", 8500),
    ];
    if with_amounts {
        columns.push(number("Amount", worth));
    }
    let table = Table::new(columns).close();
    table.head(sheet);
    let total = total(sheet, &table, report, &totals.all, 2);
    for (at, (day, part)) in totals.days.iter().enumerate() {
        let name = format!(
            "{} {}",
            format_weekday_short(day.weekday()),
            report.about.formats.day(*day)
        );
        let mut cells = vec![
            table.text(sheet, 0, &name, Style::CELL),
            table.text(sheet, 1, &part.sum.entries.to_string(), Style::CELL),
        ];
        cells.extend(sums(&table, sheet, report, &part.sum, 2, Style::CELL));
        // A line for each day, where there is room for its currencies.
        let worth = report.about.formats.amounts(&part.sum.amounts);
        let worth = table.text(sheet, 4, &worth, Style::CELL);
        if with_amounts && worth.len() == 1 {
            cells.truncate(4);
            cells.push(worth);
        }
        let row = Row {
            cells,
            ground: None,
        };
        if at + 1 == totals.days.len() {
            keep_with(sheet, &table, &row, &total);
        }
        table.row(sheet, &row, |sheet| table.head(sheet));
    }
    table.row(sheet, &total, |sheet| table.head(sheet));
}
