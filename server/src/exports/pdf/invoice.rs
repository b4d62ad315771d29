//! An invoice as a file to send: one page where it fits, in one of three designs.
//!
//! The designs differ in how a page begins and how strong its lines are; what stands in the table and below it is drawn
//! by the same hand, so that every figure is the page's.

mod heads;
mod lines;
#[cfg(test)]
mod tests;

use app::error::AppError;
use app::invoices::{Design, Invoice, State};
use app::values::Formats;

use super::faces::{Len, Weight};
use super::fonts;
use super::render::Writer;
use super::sheet::{ACCENT, GROUND, INK, LINE, MARGIN, Page, RIGHT, SOFT, Sheet, Style};
use super::text::{cut, shown, wrap};

/// Between lines of running text.
const LEADING: Len = 1350;
/// Letters on the band.
const WHITE: u32 = 0x00ff_ffff;
/// Softer letters on it.
const PALE: u32 = 0x00d9_d7f5;

/// Letters of this size.
const fn style(size: Len, weight: Weight, colour: u32) -> Style {
    Style {
        size,
        weight,
        colour,
    }
}

const BODY: Style = style(950, Weight::Regular, INK);
const STRONG: Style = style(950, Weight::Strong, INK);
const LABEL: Style = style(800, Weight::Regular, SOFT);

/// What a design's table looks like.
#[derive(Clone, Copy, Debug)]
struct Look {
    /// How far the table stands in from the page's edges.
    inset: Len,
    /// Letters of the headings.
    head: Style,
    /// Behind the headings.
    head_ground: Option<u32>,
    /// The lines above and below the headings: how thick, in which colour.
    head_rule: Option<(Len, u32)>,
    /// Between rows.
    row_rule: Option<u32>,
    /// Behind the total.
    total_ground: Option<u32>,
    /// Letters of the total.
    total: Style,
    /// Above the total: how thick, in which colour.
    total_rule: Option<(Len, u32)>,
}

impl Look {
    const fn of(design: Design) -> Self {
        match design {
            Design::Classic => Self {
                inset: 0,
                head: style(850, Weight::Strong, INK),
                head_ground: None,
                head_rule: Some((100, INK)),
                row_rule: Some(LINE),
                total_ground: None,
                total: style(1150, Weight::Strong, INK),
                total_rule: Some((100, INK)),
            },
            Design::Modern => Self {
                inset: 600,
                head: style(800, Weight::Strong, SOFT),
                head_ground: Some(GROUND),
                head_rule: None,
                row_rule: Some(LINE),
                total_ground: Some(ACCENT),
                total: style(1150, Weight::Strong, WHITE),
                total_rule: None,
            },
            Design::Minimal => Self {
                inset: 0,
                head: LABEL,
                head_ground: None,
                head_rule: None,
                row_rule: None,
                total_ground: None,
                total: style(1400, Weight::Strong, INK),
                total_rule: Some((50, SOFT)),
            },
        }
    }
}

/// An invoice on its way to paper.
#[derive(Debug)]
pub struct InvoiceFile {
    /// The invoice.
    pub invoice: Invoice,
    /// How dates and amounts are written.
    pub formats: Formats,
}

impl InvoiceFile {
    /// The file.
    ///
    /// # Errors
    /// When the typefaces cannot be read, which the tests rule out.
    pub fn to_pdf(&self) -> Result<Vec<u8>, AppError> {
        let fonts = fonts::fonts().ok_or(AppError::Internal)?;
        let mut writer = Writer::new(fonts);
        let feet = self.draw(Sheet::onto(&fonts.faces, &mut writer));
        let title = format!("{} {}", self.title(), self.invoice.number);
        writer.finish(feet, &title, self.invoice.updated_at)
    }

    /// Draws it, and answers what [`Sheet::finish`] does.
    fn draw(&self, mut sheet: Sheet) -> Vec<Page> {
        let look = Look::of(self.invoice.design);
        match self.invoice.design {
            Design::Classic => heads::classic(&mut sheet, self),
            Design::Modern => heads::modern(&mut sheet, self),
            Design::Minimal => heads::minimal(&mut sheet, self),
        }
        lines::draw(&mut sheet, self, look);
        self.notes(&mut sheet);
        let face = sheet.faces.of(Style::FOOT.weight);
        let rest = format!(" · {}", self.invoice.number);
        let room = Sheet::foot_room() - face.width(&rest, Style::FOOT.size);
        let issuer = shown(&self.invoice.issuer, face);
        let foot = format!("{}{rest}", cut(&issuer, face, Style::FOOT.size, room));
        sheet.finish(&foot, Style::FOOT)
    }

    fn notes(&self, sheet: &mut Sheet) {
        if self.invoice.notes.is_empty() {
            return;
        }
        sheet.need(4 * LEADING);
        sheet.y += 3200;
        paragraph(sheet, MARGIN, RIGHT - MARGIN, &self.invoice.notes, BODY);
    }

    /// What the paper is, with a word for one that is no claim.
    fn title(&self) -> &'static str {
        match self.invoice.state() {
            State::Draft => "Draft invoice",
            State::Void => "Void invoice",
            State::Sent | State::Overdue | State::Paid => "Invoice",
        }
    }

    /// Number and days, as far as there are any.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let Invoice {
            number,
            issue_date,
            due_date,
            period,
            ..
        } = &self.invoice;
        let day = |day| self.formats.day(day);
        let period = period.and_then(|(from, to)| app::values::DateRange::new(from, to).ok());
        [
            Some(("Number", number.clone())),
            Some(("Date", day(*issue_date))),
            due_date.map(|due| ("Due", day(due))),
            period.map(|range| ("Period", self.formats.range(range))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn money(&self, cents: i64) -> String {
        self.formats.money(cents, self.invoice.currency)
    }
}

/// One line of text that begins at `x`, cut to `width`.
fn put(sheet: &mut Sheet, x: Len, y: Len, width: Len, text: &str, style: Style) {
    let face = sheet.faces.of(style.weight);
    let text = cut(&shown(text, face), face, style.size, width);
    sheet.text(x, y, &text, style);
}

/// One line of text that ends at `x`.
fn put_to(sheet: &mut Sheet, x: Len, y: Len, text: &str, style: Style) {
    let text = shown(text, sheet.faces.of(style.weight));
    sheet.text_to(x, y, &text, style);
}

/// Text in as many lines as it needs from where the page is filled to, over pages; line breaks stay.
fn paragraph(sheet: &mut Sheet, x: Len, width: Len, text: &str, style: Style) {
    let face = sheet.faces.of(style.weight);
    for line in text.lines() {
        let broken = wrap(&shown(line, face), face, style.size, width);
        let empty = broken.is_empty().then(String::new);
        for line in broken.into_iter().chain(empty) {
            sheet.need(LEADING);
            sheet.y += LEADING;
            sheet.text(x, sheet.y, &line, style);
        }
    }
}
