//! What time earned and cost as a file: the same figures and table as its page.

#[cfg(test)]
mod tests;

use app::error::AppError;
use app::reports::Dimension;
use app::reports::profit::{Earnings, ProfitGroup, Profitability};
use app::reports::rules::format_share;
use app::values::format_clock;

use super::first_page::{
    amount_lines, explain_gaps, heading, keep_with, line, number, paragraph, side_by_side,
    words_column,
};
use super::render::Writer;
use super::sheet::{GROUND, Page, Sheet, Style};
use super::table::{Cell, Row, Table};
use super::{About, fonts, words};

/// What kind of report it is.
const KIND: &str = "Profitability report";
/// What nothing can be said of.
const NONE: &str = "–";

/// Everything such a file tells.
#[derive(Debug)]
pub struct ProfitReport {
    /// What it says of itself.
    pub about: About,
    /// The figures.
    pub profit: Profitability,
}

impl ProfitReport {
    /// The file.
    ///
    /// # Errors
    /// When the typefaces cannot be read, which the tests rule out.
    pub fn to_pdf(&self) -> Result<Vec<u8>, AppError> {
        let fonts = fonts::fonts().ok_or(AppError::Internal)?;
        let mut writer = Writer::new(fonts);
        let feet = self.draw(Sheet::onto(&fonts.faces, &mut writer));
        writer.finish(feet, &self.about.file_title(KIND), self.about.made_at)
    }

    /// Draws it, and answers what [`Sheet::finish`] does.
    fn draw(&self, mut sheet: Sheet) -> Vec<Page> {
        let about = &self.about;
        let range = words::range(&about.filter, about.formats, None);
        let filters = words::filtered(&about.filter, &about.names);
        about.head(&mut sheet, KIND, &range, &filters);
        if self.profit.groups.is_empty() {
            sheet.y += 3000;
            line(&mut sheet, "No time entries match.", Style::HEADING, 1800);
        } else {
            self.figures(&mut sheet);
            self.groups(&mut sheet);
            self.note(&mut sheet);
        }
        if sheet.has_gaps {
            explain_gaps(&mut sheet);
        }
        about.foot(sheet, &range)
    }

    fn figures(&self, sheet: &mut Sheet) {
        let totals = &self.profit.totals;
        let worth = amount_lines(self.about.formats, &totals.amounts);
        let columns = vec![
            ("Billable amount", worth),
            ("Cost", vec![self.money(totals.cost_cents)]),
            ("Profit", vec![self.profit_words(totals)]),
            ("Margin", vec![self.margin_words(totals)]),
        ];
        side_by_side(sheet, columns);
    }

    fn groups(&self, sheet: &mut Sheet) {
        let by = self.profit.group_by;
        let title = format!("By {}", by.label().to_lowercase());
        heading(sheet, &title, Table::head_height() + 4000);
        let mut columns = vec![
            words_column(by.label(), 0),
            number("Hours", 5200),
            number("Billable", 7200),
            number("Cost", 6600),
            number("Not billable cost", 6900),
            number("Profit", 6800),
            number("Margin", 4800),
        ];
        if by == Dimension::User {
            columns.push(number("Utilisation", 4800));
        }
        let table = Table::new(columns);
        table.head(sheet);
        let mut cells = vec![table.text(sheet, 0, "Total", Style::SUM)];
        cells.extend(self.sums(sheet, &table, &self.profit.totals, Style::SUM));
        if by == Dimension::User {
            let share = share_words(self.profit.utilisation);
            cells.push(table.text(sheet, 7, &share, Style::SUM));
        }
        let total = Row {
            cells,
            ground: Some(GROUND),
        };
        let last = self.profit.groups.len().saturating_sub(1);
        for (at, group) in self.profit.groups.iter().enumerate() {
            let row = self.row(sheet, &table, group);
            if at == last {
                keep_with(sheet, &table, &row, &total);
            }
            table.row(sheet, &row, |sheet| table.head(sheet));
        }
        table.row(sheet, &total, |sheet| table.head(sheet));
    }

    fn row(&self, sheet: &Sheet, table: &Table, group: &ProfitGroup) -> Row {
        let mut name = table.marked(sheet, 0, &group.name, Style::SUM, group.colour.rgb());
        if let Some(note) = &group.note {
            name.extend(table.below(sheet, 0, note, Style::NOTE));
        }
        if group.earnings.costless_seconds > 0 {
            name.extend(table.below(sheet, 0, "cost missing", Style::NOTE));
        }
        let mut cells = vec![name];
        cells.extend(self.sums(sheet, table, &group.earnings, Style::CELL));
        if self.profit.group_by == Dimension::User {
            let share = share_words(group.utilisation);
            cells.push(table.text(sheet, 7, &share, Style::CELL));
        }
        Row {
            cells,
            ground: None,
        }
    }

    /// The figures from the second column on.
    fn sums(&self, sheet: &Sheet, table: &Table, earnings: &Earnings, style: Style) -> Vec<Cell> {
        let worth = amount_lines(self.about.formats, &earnings.amounts);
        let lines = worth
            .iter()
            .flat_map(|amount| table.text(sheet, 2, amount, style));
        let other = self.money(earnings.other_cost_cents());
        vec![
            table.text(sheet, 1, &format_clock(earnings.seconds), style),
            lines.collect(),
            table.text(sheet, 3, &self.money(earnings.cost_cents), style),
            table.text(sheet, 4, &other, style),
            table.text(sheet, 5, &self.profit_words(earnings), style),
            table.text(sheet, 6, &self.margin_words(earnings), style),
        ]
    }

    /// What the figures mean, and what they leave out.
    fn note(&self, sheet: &mut Sheet) {
        let costless = self.profit.totals.costless_seconds;
        sheet.y += 600;
        if costless > 0 {
            let words = format!(
                "{} of this time has no internal cost and counts as 0.",
                format_clock(costless)
            );
            paragraph(sheet, &words, Style::NOTE, 1200);
        }
        let words = "Profit is the billable amount less the cost of all time, at the rates and costs of when it was tracked; it is shown where both are in the same currency.";
        paragraph(sheet, words, Style::NOTE, 1200);
    }

    /// An amount in the currency of costs.
    fn money(&self, cents: i64) -> String {
        self.about.formats.money(cents, self.profit.currency)
    }

    fn profit_words(&self, earnings: &Earnings) -> String {
        let profit = earnings.profit(self.profit.currency);
        profit.map_or_else(|| NONE.to_owned(), |cents| self.money(cents))
    }

    fn margin_words(&self, earnings: &Earnings) -> String {
        let margin = earnings.margin(self.profit.currency);
        margin.map_or_else(|| NONE.to_owned(), format_share)
    }
}

/// Tenths of a percent, or a dash.
fn share_words(tenths: Option<i64>) -> String {
    tenths.map_or_else(|| NONE.to_owned(), format_share)
}
