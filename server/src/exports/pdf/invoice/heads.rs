//! How an invoice begins, in each of its designs.

use app::values::format_clock;

use super::super::faces::{Len, Weight};
use super::super::picture::Shape;
use super::super::sheet::{ACCENT, INK, MARGIN, RIGHT, SOFT, Sheet, TOP, WIDTH};
use super::{
    BODY, InvoiceFile, LABEL, LEADING, PALE, STRONG, WHITE, paragraph, put, put_to, style,
};

/// Half of the page, without the gap between halves.
const HALF: Len = (RIGHT - MARGIN) / 2 - 1000;
/// How high the band is.
const BAND: Len = 12_500;

/// The most room that a logo gets.
const LOGO: (Len, Len) = (16_000, 5000);

/// Whom it is for and who sends it, from where the page is filled to, in a column of this width.
fn client(sheet: &mut Sheet, file: &InvoiceFile, width: Len) {
    sheet.y += LEADING;
    put(sheet, MARGIN, sheet.y, width, "Billed to", LABEL);
    sheet.y += 200;
    paragraph(sheet, MARGIN, width, &file.invoice.client_name, STRONG);
    paragraph(sheet, MARGIN, width, &file.invoice.client_details, BODY);
    if !file.invoice.sender_details.is_empty() {
        sheet.y += 1200 + LEADING;
        put(sheet, MARGIN, sheet.y, width, "From", LABEL);
        sheet.y += 200;
        paragraph(sheet, MARGIN, width, &file.invoice.sender_details, BODY);
    }
}

/// The logo at the page's top left; answers how far down everything else moves.
fn logo_above(sheet: &mut Sheet, logo: Option<Shape>) -> Len {
    let Some(logo) = logo else {
        return 0;
    };
    let (width, height) = logo.within(LOGO.0, LOGO.1);
    sheet.picture(MARGIN, TOP, width, height);
    height + 1800
}

/// Two columns side by side: the page is filled as far as the longer one.
fn beside(sheet: &mut Sheet, left: impl FnOnce(&mut Sheet), right: impl FnOnce(&mut Sheet)) {
    let top = sheet.y;
    right(sheet);
    let end = sheet.y;
    sheet.y = top;
    left(sheet);
    sheet.y = sheet.y.max(end);
}

/// Ruled and sober: the issuer's name, the word, and a line below them.
pub(super) fn classic(sheet: &mut Sheet, file: &InvoiceFile, logo: Option<Shape>) {
    let base = TOP + 1600 + logo_above(sheet, logo);
    let title = style(2200, Weight::Regular, INK);
    let word = sheet.faces.regular.width(file.title(), title.size);
    let issuer = style(1500, Weight::Strong, INK);
    let room = RIGHT - MARGIN - word - 1500;
    put(sheet, MARGIN, base, room, &file.invoice.issuer, issuer);
    put_to(sheet, RIGHT, base, file.title(), title);
    sheet.fill(MARGIN, base + 1400, RIGHT - MARGIN, 150, INK);
    sheet.fill(MARGIN, base + 1750, RIGHT - MARGIN, 40, INK);
    sheet.y = base + 3600;
    beside(
        sheet,
        |sheet| client(sheet, file, HALF),
        |sheet| {
            for (label, words) in file.facts() {
                sheet.y += LEADING + 150;
                put(sheet, MARGIN + HALF + 4500, sheet.y, HALF, label, LABEL);
                put_to(sheet, RIGHT, sheet.y, &words, BODY);
            }
        },
    );
    sheet.y += 3600;
}

/// A band of colour with the claim in it: what, how much, until when.
pub(super) fn modern(sheet: &mut Sheet, file: &InvoiceFile, logo: Option<Shape>) {
    sheet.fill(0, 0, WIDTH, BAND, ACCENT);
    let mut left = MARGIN;
    if let Some(logo) = logo {
        // On white: most are drawn for paper.
        let (width, height) = logo.within(9500, 5600);
        sheet.fill(
            MARGIN,
            6250 - height / 2 - 600,
            width + 1200,
            height + 1200,
            WHITE,
        );
        sheet.picture(MARGIN + 600, 6250 - height / 2, width, height);
        left += width + 2400;
    }
    let room = MARGIN + HALF + 3000 - left;
    let name = style(1700, Weight::Strong, WHITE);
    put(sheet, left, 5600, room, &file.invoice.issuer, name);
    let kind = style(1050, Weight::Regular, PALE);
    let word = format!("{} {}", file.title(), file.invoice.number);
    put(sheet, left, 7600, room, &word, kind);
    let total = style(2200, Weight::Strong, WHITE);
    put_to(
        sheet,
        RIGHT,
        6000,
        &file.money(file.invoice.sums.total_cents),
        total,
    );
    let due = file.invoice.due_date.map_or_else(
        || "Total".to_owned(),
        |due| format!("Due {}", file.formats.day(due)),
    );
    put_to(sheet, RIGHT, 7900, &due, kind);
    sheet.y = BAND + 2600;
    beside(
        sheet,
        |sheet| client(sheet, file, HALF),
        |sheet| {
            let hours = format_clock(file.invoice.seconds());
            let mut facts = file.facts();
            facts.retain(|(label, _)| *label != "Number");
            facts.push(("Time", hours));
            let x = MARGIN + HALF + 2000;
            // Two by two.
            for pair in facts.chunks(2) {
                sheet.y += LEADING;
                for (at, (label, words)) in (0..).zip(pair) {
                    let x = x + at * (HALF / 2);
                    put(sheet, x, sheet.y, HALF / 2, label, LABEL);
                    put(sheet, x, sheet.y + LEADING, HALF / 2 - 500, words, STRONG);
                }
                sheet.y += LEADING + 900;
            }
        },
    );
    sheet.y += 3200;
}

/// Nothing but type, and room around it.
pub(super) fn minimal(sheet: &mut Sheet, file: &InvoiceFile, logo: Option<Shape>) {
    let base = TOP + 1200 + logo_above(sheet, logo);
    let soft = style(950, Weight::Regular, SOFT);
    put(
        sheet,
        MARGIN,
        base,
        RIGHT - MARGIN,
        &file.invoice.issuer,
        soft,
    );
    let title = style(2800, Weight::Strong, INK);
    put(
        sheet,
        MARGIN,
        base + 5600,
        RIGHT - MARGIN,
        &file.invoice.number,
        title,
    );
    let mut facts = file.facts();
    facts.retain(|(label, _)| *label != "Number");
    let words: Vec<String> = facts
        .into_iter()
        .map(|(label, words)| match label {
            "Date" => words,
            label => format!("{label} {words}"),
        })
        .collect();
    let line = format!("{} · {}", file.title(), words.join(" · "));
    put(sheet, MARGIN, base + 7600, RIGHT - MARGIN, &line, soft);
    sheet.y = base + 9400;
    client(sheet, file, RIGHT - MARGIN);
    sheet.y += 3800;
}
