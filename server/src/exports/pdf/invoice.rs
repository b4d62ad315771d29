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
use super::picture::{Picture, Shape};
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
    /// The sender's logo, as PNG.
    pub logo: Option<Vec<u8>>,
}

impl InvoiceFile {
    /// The file.
    ///
    /// # Errors
    /// When the typefaces cannot be read, which the tests rule out.
    pub fn to_pdf(&self) -> Result<Vec<u8>, AppError> {
        let fonts = fonts::fonts().ok_or(AppError::Internal)?;
        let mut writer = Writer::new(fonts);
        // One that cannot be read is left out: the invoice is what matters.
        let logo = self.logo.as_deref().and_then(Picture::of_png);
        let shape = logo.as_ref().map(Picture::shape);
        if let Some(logo) = logo {
            writer.show(logo);
        }
        let feet = self.draw(Sheet::onto(&fonts.faces, &mut writer), shape);
        let title = format!("{} {}", self.title(), self.invoice.number);
        writer.finish(feet, &title, self.invoice.updated_at)
    }

    /// Draws it, and answers what [`Sheet::finish`] does.
    fn draw(&self, mut sheet: Sheet, logo: Option<Shape>) -> Vec<Page> {
        let look = Look::of(self.invoice.design);
        match self.invoice.design {
            Design::Classic => heads::classic(&mut sheet, self, logo),
            Design::Modern => heads::modern(&mut sheet, self, logo),
            Design::Minimal => heads::minimal(&mut sheet, self, logo),
        }
        lines::draw(&mut sheet, self, look);
        self.words(&mut sheet);
        let face = sheet.faces.of(Style::FOOT.weight);
        let rest = format!(" · {}", self.invoice.number);
        let room = Sheet::foot_room() - face.width(&rest, Style::FOOT.size);
        let issuer = shown(&self.invoice.issuer, face);
        let foot = format!("{}{rest}", cut(&issuer, face, Style::FOOT.size, room));
        sheet.finish(&foot, Style::FOOT)
    }

    /// How to pay, and whatever else was to be said.
    fn words(&self, sheet: &mut Sheet) {
        let width = RIGHT - MARGIN;
        if self.is_claim() && !self.invoice.payment_details.is_empty() {
            sheet.need(5 * LEADING);
            sheet.y += 3200;
            sheet.text(MARGIN, sheet.y, "Payment", LABEL);
            sheet.y += 200;
            paragraph(sheet, MARGIN, width, &self.invoice.payment_details, BODY);
        }
        if !self.invoice.notes.is_empty() {
            sheet.need(4 * LEADING);
            sheet.y += 3200;
            paragraph(sheet, MARGIN, width, &self.invoice.notes, BODY);
        }
    }

    /// Whether it asks for money.
    fn is_claim(&self) -> bool {
        !matches!(
            self.invoice.state(),
            State::Void | State::Credited | State::CreditNote
        )
    }

    /// What the paper is, with a word for one that is no claim.
    fn title(&self) -> &'static str {
        match self.invoice.state() {
            State::Draft => "Draft invoice",
            State::Void => "Void invoice",
            State::CreditNote => "Credit note",
            State::Sent | State::Overdue | State::Paid | State::Credited => "Invoice",
        }
    }

    /// How it stands, where whoever holds the paper should know.
    fn mark(&self) -> Option<&'static str> {
        let state = self.invoice.state();
        match state {
            State::Overdue | State::Paid | State::Credited => Some(state.label()),
            State::Draft | State::Sent | State::CreditNote | State::Void => None,
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
        let credits = self.invoice.credits.as_ref();
        [
            Some(("Number", number.clone())),
            credits.map(|invoice| ("Takes back", invoice.number.clone())),
            Some(("Date", day(*issue_date))),
            due_date.map(|due| ("Due", day(due))),
            period.map(|range| ("Period", self.formats.range(range))),
            self.mark().map(|mark| ("Status", mark.to_owned())),
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
