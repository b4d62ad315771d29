//! The table of an invoice and what it comes to.

use app::values::format_clock;

use super::super::faces::{Face, Len};
use super::super::sheet::{MARGIN, RIGHT, Sheet, Style};
use super::super::text::{shown, wrap};
use super::{BODY, InvoiceFile, LEADING, Look, STRONG, put_to};

/// Between columns.
const GAP: Len = 1400;
/// Above and below a row's letters.
const PAD: Len = 550;
/// The words' column is never narrower.
const WORDS: Len = 17_000;
/// How wide the sums are.
const SUMS: Len = 23_000;

/// A row: words in lines, and three figures.
struct Row {
    words: Vec<String>,
    figures: [String; 3],
}

/// Where the figures end, and how wide the words may be.
struct Columns {
    ends: [Len; 3],
    words: Len,
}

const HEADS: [&str; 3] = ["Duration", "Rate", "Amount"];

/// As wide as the widest figure, from the right.
fn columns(file: &InvoiceFile, regular: &Face, strong: &Face, head: &Face, inset: Len) -> Columns {
    let mut widths = HEADS.map(|words| head.width(words, BODY.size));
    for line in &file.invoice.lines {
        let figures = figures(file, line);
        for (at, (width, figure)) in widths.iter_mut().zip(&figures).enumerate() {
            let face = if at == 2 { strong } else { regular };
            *width = (*width).max(face.width(figure, BODY.size));
        }
    }
    let [duration, rate, amount] = widths;
    let inner = RIGHT - inset;
    let ends = [inner - amount - rate - 2 * GAP, inner - amount - GAP, inner];
    let words = ends[0] - duration - GAP - MARGIN - inset;
    Columns {
        ends,
        words: words.max(WORDS),
    }
}

/// Duration, rate and amount; what is no time has but an amount.
fn figures(file: &InvoiceFile, line: &app::invoices::Line) -> [String; 3] {
    let is_time = line.seconds != 0 || line.hourly_rate_cents != 0;
    let time = |words: String| if is_time { words } else { String::new() };
    [
        time(format_clock(line.seconds)),
        time(file.money(line.hourly_rate_cents)),
        file.money(line.amount_cents),
    ]
}

/// Draws the lines, and the sums below them.
pub(super) fn draw(sheet: &mut Sheet, file: &InvoiceFile, look: Look) {
    let faces = sheet.faces;
    let columns = columns(
        file,
        &faces.regular,
        &faces.strong,
        faces.of(look.head.weight),
        look.inset,
    );
    head(sheet, &columns, look);
    for line in &file.invoice.lines {
        let text = shown(&line.description, &faces.regular);
        let row = Row {
            words: wrap(&text, &faces.regular, BODY.size, columns.words),
            figures: figures(file, line),
        };
        draw_row(sheet, &columns, &row, look);
    }
    sums(sheet, file, look);
}

/// The headings, again on every page.
fn head(sheet: &mut Sheet, columns: &Columns, look: Look) {
    sheet.need(6 * LEADING);
    let height = LEADING + 2 * PAD;
    if let Some(ground) = look.head_ground {
        sheet.fill(MARGIN, sheet.y, RIGHT - MARGIN, height, ground);
    }
    if let Some((thick, colour)) = look.head_rule {
        sheet.fill(MARGIN, sheet.y, RIGHT - MARGIN, thick, colour);
    }
    let y = sheet.y + PAD + 1000;
    sheet.text(MARGIN + look.inset, y, "Work", look.head);
    for (end, words) in columns.ends.into_iter().zip(HEADS) {
        sheet.text_to(end, y, words, look.head);
    }
    sheet.y += height;
    if let Some((thick, colour)) = look.head_rule {
        sheet.fill(
            MARGIN,
            sheet.y - thick / 2,
            RIGHT - MARGIN,
            thick / 2,
            colour,
        );
    }
}

fn draw_row(sheet: &mut Sheet, columns: &Columns, row: &Row, look: Look) {
    let count = Len::try_from(row.words.len().max(1)).unwrap_or(1);
    // A short row stays together; a long one goes on over pages.
    if sheet.room() < (count.min(4) * LEADING) + 2 * PAD {
        sheet.turn();
        head(sheet, columns, look);
    }
    sheet.y += PAD;
    for at in 0..row.words.len().max(1) {
        if sheet.room() < LEADING {
            sheet.turn();
            head(sheet, columns, look);
            sheet.y += PAD;
        }
        sheet.y += LEADING;
        let y = sheet.y - 350;
        if let Some(words) = row.words.get(at) {
            sheet.text(MARGIN + look.inset, y, words, BODY);
        }
        if at == 0 {
            for (at, (end, figure)) in columns.ends.into_iter().zip(&row.figures).enumerate() {
                put_to(sheet, end, y, figure, if at == 2 { STRONG } else { BODY });
            }
        }
    }
    sheet.y += PAD;
    if let Some(colour) = look.row_rule {
        sheet.fill(MARGIN, sheet.y - 25, RIGHT - MARGIN, 50, colour);
    }
}

fn sums(sheet: &mut Sheet, file: &InvoiceFile, look: Look) {
    let sums = file.invoice.sums;
    let rows = sums.rows(file.invoice.discount, file.invoice.tax_rate_bp);
    let height = LEADING + PAD;
    let count = Len::try_from(rows.len()).unwrap_or(3);
    sheet.need(count * height + 5500);
    sheet.y += 1000;
    // A long amount takes the room it needs.
    let total = file.money(sums.total_cents);
    let wide = sheet
        .faces
        .of(look.total.weight)
        .width(&total, look.total.size)
        + 9000;
    let left = RIGHT - SUMS.max(wide);
    let line = |sheet: &mut Sheet, words: &str, cents: i64, style: Style, y: Len| {
        sheet.text(left + look.inset, y, words, style);
        put_to(sheet, RIGHT - look.inset, y, &file.money(cents), style);
    };
    // One line says the same as the total.
    if rows.len() > 1 {
        for (words, cents) in rows {
            sheet.y += height;
            line(sheet, &words, cents, BODY, sheet.y);
        }
    }
    sheet.y += 1100;
    let top = sheet.y;
    if let Some(ground) = look.total_ground {
        sheet.fill(left, top, RIGHT - left, 3000, ground);
    }
    if let Some((thick, colour)) = look.total_rule {
        sheet.fill(left, top, RIGHT - left, thick, colour);
    }
    line(sheet, "Total", sums.total_cents, look.total, top + 1950);
    sheet.y = top + 3000;
}
