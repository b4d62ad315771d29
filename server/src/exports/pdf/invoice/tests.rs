//! What stands on an invoice's paper, in every design.

use app::invoices::money::sums;
use app::invoices::{Discount, DiscountKind, Line, Status};
use app::values::{Currency, InvoiceId, parse_day};
use uuid::Uuid;

use super::super::faces::Faces;
use super::super::sheet::{BOTTOM, HEIGHT, Mark, WIDTH};
use super::*;

fn line(description: &str, seconds: i64, rate: i64, amount: i64) -> Line {
    Line {
        description: description.to_owned(),
        seconds,
        hourly_rate_cents: rate,
        amount_cents: amount,
        time_entry_ids: Vec::new(),
        credits_position: None,
    }
}

/// An invoice of these lines, with a tenth off and 19 % tax.
pub(super) fn file(design: Design, lines: Vec<Line>) -> InvoiceFile {
    let discount = Some(Discount {
        kind: DiscountKind::Percent,
        value: 1_000,
    });
    let amounts: Vec<i64> = lines.iter().map(|line| line.amount_cents).collect();
    let today = parse_day("2026-11-20").unwrap();
    let invoice = Invoice {
        id: InvoiceId::from_uuid(Uuid::nil()),
        number: "INV-0042".to_owned(),
        status: Status::Sent,
        issuer: "Northwind Studio".to_owned(),
        sender_name: String::new(),
        sender_details: "Harbour Road 7\nVAT DE123".to_owned(),
        payment_details: "IBAN DE00 1234".to_owned(),
        credits: None,
        credited_cents: 0,
        credited_at: None,
        credited_lines: Vec::new(),
        credit_notes: Vec::new(),
        link: None,
        client_id: None,
        project_id: None,
        client_name: "Acme GmbH".to_owned(),
        client_details: "Main Street 1\n\n10115 Berlin".to_owned(),
        issue_date: today,
        due_date: parse_day("2026-12-04").ok(),
        period: parse_day("2026-11-01")
            .ok()
            .zip(parse_day("2026-11-30").ok()),
        currency: Currency::EUR,
        lines,
        discount,
        tax_rate_bp: 1_900,
        sums: sums(amounts, discount, 1_900).unwrap(),
        design,
        notes: "Thank you.".to_owned(),
        sent_at: None,
        paid_at: None,
        voided_at: None,
        created_at: 1_795_168_800,
        updated_at: 1_795_168_800,
        today,
    };
    InvoiceFile {
        invoice,
        formats: Formats::default(),
        logo: None,
    }
}

fn some() -> Vec<Line> {
    vec![
        line("Site: Build", 5_401, 9_000, 13_503),
        line("Hosting", 0, 0, 2_000),
    ]
}

/// The texts of each page; nothing may leave the page, and no figure meets another text.
fn pages(file: &InvoiceFile) -> Vec<Vec<String>> {
    pages_with(file, None)
}

fn pages_with(file: &InvoiceFile, logo: Option<Shape>) -> Vec<Vec<String>> {
    let faces = Faces::even();
    let pages = file.draw(Sheet::new(&faces), logo);
    pages
        .into_iter()
        .map(|page| {
            let mut spans: Vec<(Len, Len, Len, String)> = Vec::new();
            for mark in page {
                match mark {
                    Mark::Text { x, y, style, text } => {
                        let end = x + faces.of(style.weight).width(&text, style.size);
                        assert!(
                            x >= MARGIN && end <= RIGHT && y < HEIGHT,
                            "{text}: {x} to {end}"
                        );
                        for (other_y, from, to, other) in &spans {
                            let meets = *other_y == y && x < *to && *from < end;
                            assert!(
                                !meets || text.is_empty() || other.is_empty(),
                                "{text} meets {other}"
                            );
                        }
                        spans.push((y, x, end, text));
                    }
                    Mark::Picture {
                        x,
                        y,
                        width,
                        height,
                    } => assert!(
                        x >= MARGIN && x + width < RIGHT && y >= 0 && y + height < BOTTOM,
                        "{x} {y} {width} {height}"
                    ),
                    Mark::Fill {
                        x,
                        y,
                        width,
                        height,
                        ..
                    } => assert!(x >= 0 && x + width <= WIDTH && y + height <= BOTTOM + 3100),
                }
            }
            spans.into_iter().map(|(.., text)| text).collect()
        })
        .collect()
}

#[test]
fn every_design_says_the_same() {
    for design in Design::ALL {
        let pages = pages(&file(design, some()));
        let [page] = &pages[..] else {
            panic!("{design:?}: {} pages", pages.len())
        };
        let all = page.join("|");
        for words in [
            "Northwind Studio",
            "INV-0042",
            "Acme GmbH",
            "Main Street 1",
            "10115 Berlin",
            "20 Nov 2026",
            "4 Dec 2026",
            "1 – 30 Nov 2026",
            "Site: Build",
            "1:30:01",
            "€90.00",
            "€135.03",
            "Hosting",
            "€20.00",
            "€155.03",
            "-€15.50",
            "Tax 19\u{a0}%",
            "€26.51",
            "€166.04",
            "Thank you.",
            "Payment",
            "IBAN DE00 1234",
            "Harbour Road 7",
            "VAT DE123",
            "1 of 1",
        ] {
            assert!(all.contains(words), "{design:?} lacks {words}: {all}");
        }
    }
}

#[test]
fn what_is_no_claim_says_so() {
    for (status, word) in [
        (Status::Draft, "Draft invoice"),
        (Status::Void, "Void invoice"),
        (Status::Paid, "Invoice"),
    ] {
        for design in Design::ALL {
            let mut file = file(design, some());
            file.invoice.status = status;
            let all = pages(&file).concat().join("|");
            assert!(all.contains(word), "{status:?} {design:?}");
        }
    }
}

#[test]
fn how_it_stands_is_on_it() {
    let credits = app::invoices::CreditNoteRef {
        id: InvoiceId::from_uuid(Uuid::nil()),
        number: "INV-0041".to_owned(),
    };
    for design in Design::ALL {
        let mut overdue = file(design, some());
        overdue.invoice.today = parse_day("2026-12-05").unwrap();
        assert!(pages(&overdue).concat().join("|").contains("Overdue"));
        let mut paid = file(design, some());
        paid.invoice.status = Status::Paid;
        assert!(pages(&paid).concat().join("|").contains("Paid"));
        let mut note = file(design, some());
        note.invoice.credits = Some(credits.clone());
        let all = pages(&note).concat().join("|");
        assert!(
            all.contains("Credit note") && all.contains("INV-0041"),
            "{design:?}: {all}"
        );
        assert!(!all.contains("IBAN"), "nothing is to be paid: {all}");
    }
}

#[test]
fn a_logo_has_its_place() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(30, 12, image::Rgba([200, 10, 10, 128]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    for design in Design::ALL {
        for shape in [(900, 30), (10, 360), (1, 1)] {
            let shape = Shape::of(shape.0, shape.1);
            let all = pages_with(&file(design, some()), Some(shape));
            assert_eq!(all.len(), 1, "{design:?}");
        }
        let mut file = file(design, some());
        let plain = file.to_pdf().unwrap();
        file.logo = Some(png.get_ref().clone());
        let pdf = file.to_pdf().unwrap();
        let has = |pdf: &[u8], word: &[u8]| pdf.windows(word.len()).any(|part| part == word);
        assert!(has(&pdf, b"/Subtype /Image") && !has(&plain, b"/Subtype /Image"));
        // One that is none is left out.
        file.logo = Some(b"no picture".to_vec());
        assert!(!has(&file.to_pdf().unwrap(), b"/Subtype /Image"));
    }
}

#[test]
fn long_ones_go_on_over_pages() {
    let long = "word ".repeat(1_000);
    for design in Design::ALL {
        let mut lines: Vec<Line> = (0..90)
            .map(|at| line(&format!("Task {at}"), 3_600, 9_000, 9_000))
            .collect();
        lines.insert(
            40,
            line(&long, 999_999_999, 9_999_999_999, 99_999_999_999_999),
        );
        let mut file = file(design, lines);
        file.invoice.client_name = "Long ".repeat(40);
        file.invoice.issuer = "Longer".repeat(40);
        file.invoice.notes = "Notes and more. ".repeat(300);
        file.invoice.sender_details = "Sender and more. ".repeat(30);
        file.invoice.payment_details = "Account and more. ".repeat(100);
        let pages = pages(&file);
        assert!(pages.len() > 4, "{design:?}");
        // Headings again on every page with lines; each line once.
        let first = &pages[1];
        assert!(first.iter().any(|text| text == "Work"), "{design:?}");
        for at in 0..90 {
            let count = pages
                .iter()
                .flatten()
                .filter(|text| **text == format!("Task {at}"));
            assert_eq!(count.count(), 1, "{design:?} {at}");
        }
    }
}

#[test]
fn a_file_is_made_of_it() {
    for design in Design::ALL {
        let mut file = file(design, some());
        file.invoice.client_name = "日本 </script> 🔍".to_owned();
        let pdf = file.to_pdf().unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7"), "{design:?}");
    }
}

/// Writes each design where `TIMETHER_SHOW_INVOICES` says, to be looked at.
#[test]
fn to_be_looked_at() {
    let Some(folder) = std::env::var_os("TIMETHER_SHOW_INVOICES") else {
        return;
    };
    let lines = [
        ("Webshop: Checkout flow, error states", 17_100, 9_000),
        ("Webshop: Payment provider spike", 8_230, 9_000),
        (
            "Webshop: Weekly planning with the whole team, and notes on what came out of it for the next release",
            12_600,
            9_000,
        ),
        ("Mobile app: Push notifications", 26_400, 7_500),
        ("Mobile app", 5_400, 7_500),
    ];
    for design in Design::ALL {
        let mut all: Vec<Line> = lines
            .into_iter()
            .map(|(words, seconds, rate)| {
                line(
                    words,
                    seconds,
                    rate,
                    app::values::amount_cents(seconds, rate),
                )
            })
            .collect();
        all.push(line("Hosting, November", 0, 0, 2_900));
        let mut file = file(design, all);
        file.invoice.client_details =
            "Attn. Robin Fischer\nHauptstraße 12\n10115 Berlin\nVAT DE123456789".to_owned();
        file.invoice.notes = "Please transfer the total to Northwind Studio, IBAN DE02 1203 0000 0000 2020 51, within 14 days.\n\nThank you for working with us.".to_owned();
        let path = std::path::Path::new(&folder).join(format!("{}.pdf", design.slug()));
        std::fs::write(path, file.to_pdf().unwrap()).unwrap();
    }
}
