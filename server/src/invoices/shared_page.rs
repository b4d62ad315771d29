//! The page of an invoice's link: plain HTML without a script, since nothing on it changes.

use std::fmt::Write as _;

use app::error::AppError;
use app::invoices::{Invoice, Line, State};
use app::values::{DateRange, Formats, format_clock};

use crate::http::assets;

/// An invoice as its client sees it.
#[derive(Debug)]
pub(super) struct Shared<'a> {
    /// The invoice.
    pub(super) invoice: &'a Invoice,
    /// How dates and amounts are written.
    pub(super) formats: Formats,
    /// Where the page is.
    pub(super) path: &'a str,
    /// Whether there is a logo to show.
    pub(super) has_logo: bool,
}

/// Text that means nothing but itself.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn document(title: &str, body: &str) -> String {
    let base = assets::base();
    let title = escape(title);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"{base}/timether.css\">\
         <link rel=\"icon\" href=\"{base}/favicon.svg\" type=\"image/svg+xml\"></head>\
         <body><main class=\"shared-invoice\">{body}</main></body></html>"
    )
}

/// The page for whatever is not shown.
pub(super) fn problem_page(error: &AppError) -> String {
    let words = match error {
        AppError::NotFound => {
            "This link leads to no invoice, or no longer. Ask whoever sent it for another one."
                .to_owned()
        }
        error => error.to_string(),
    };
    let words = escape(&words);
    document("Invoice", &format!("<h1>Invoice</h1><p>{words}</p>"))
}

/// Lines of a text, as a paragraph of a class; nothing for nothing.
fn paragraph(class: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<p class=\"{class}\">{}</p>", escape(text))
}

impl Shared<'_> {
    /// The page.
    pub(super) fn html(&self) -> String {
        let Invoice { number, issuer, .. } = self.invoice;
        let title = format!("{} {number} from {issuer}", self.kind());
        let heading = escape(&format!("{} {number}", self.kind()));
        let state = self.state();
        let path = self.path;
        let body = format!(
            "<header class=\"shared-head\"><h1>{heading} {state}</h1>\
             <a class=\"button primary\" href=\"{path}/pdf\" download><span class=\"button-text\">Download PDF</span></a></header>\
             <article class=\"paper\" aria-label=\"{kind}\">{head}{client}{lines}{sums}{payment}{notes}</article>",
            kind = self.kind(),
            head = self.head(),
            client = self.client(),
            lines = self.lines(),
            sums = self.sums(),
            payment = self.payment(),
            notes = paragraph("paper-text paper-notes", &self.invoice.notes),
        );
        document(&title, &body)
    }

    fn kind(&self) -> &'static str {
        if self.invoice.is_credit_note() {
            "Credit note"
        } else {
            "Invoice"
        }
    }

    /// What the client should know of how it stands.
    fn state(&self) -> &'static str {
        match self.invoice.state() {
            State::Overdue => "<span class=\"badge warning\">Overdue</span>",
            State::Paid => "<span class=\"badge good\">Paid</span>",
            State::Credited => "<span class=\"badge\">Credited</span>",
            State::Void => "<span class=\"badge\">Void: nothing is to be paid</span>",
            State::Draft | State::Sent | State::CreditNote => "",
        }
    }

    fn money(&self, cents: i64) -> String {
        escape(&self.formats.money(cents, self.invoice.currency))
    }

    fn head(&self) -> String {
        let invoice = self.invoice;
        let logo = if self.has_logo {
            format!(
                "<p class=\"invoice-logo\"><img src=\"{}/logo.png\" alt=\"\"></p>",
                self.path
            )
        } else {
            String::new()
        };
        let period = invoice.period;
        let period = period.and_then(|(from, to)| DateRange::new(from, to).ok());
        let credits = invoice.credits.as_ref();
        let facts: Vec<String> = [
            Some(("Number", invoice.number.clone())),
            credits.map(|credited| ("Takes back", credited.number.clone())),
            Some(("Date", self.formats.day(invoice.issue_date))),
            invoice.due_date.map(|due| ("Due", self.formats.day(due))),
            period.map(|range| ("Period", self.formats.range(range))),
        ]
        .into_iter()
        .flatten()
        .map(|(label, words)| {
            let words = escape(&words);
            format!("<div><dt>{label}</dt><dd class=\"num\">{words}</dd></div>")
        })
        .collect();
        format!(
            "<header class=\"paper-head\"><div>{logo}<p class=\"paper-issuer\">{issuer}</p>{sender}</div>\
             <dl class=\"paper-facts\">{facts}</dl></header>",
            facts = facts.concat(),
            issuer = escape(&invoice.issuer),
            sender = paragraph("paper-text paper-sender", &invoice.sender_details),
        )
    }

    fn client(&self) -> String {
        format!(
            "<section class=\"paper-client\"><h2 class=\"muted\">Billed to</h2><p><b>{}</b></p>{}</section>",
            escape(&self.invoice.client_name),
            paragraph("paper-text", &self.invoice.client_details),
        )
    }

    fn lines(&self) -> String {
        let rows: String = self
            .invoice
            .lines
            .iter()
            .map(|line| self.line(line))
            .collect();
        format!(
            "<div class=\"table-box\" role=\"region\" aria-label=\"Lines\" tabindex=\"0\"><table class=\"table\">\
             <caption class=\"visually-hidden\">Lines</caption><thead><tr><th scope=\"col\">Work</th>\
             <th scope=\"col\" class=\"num\">Duration</th><th scope=\"col\" class=\"num\">Rate</th>\
             <th scope=\"col\" class=\"num\">Amount</th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
    }

    fn line(&self, line: &Line) -> String {
        let is_time = line.seconds != 0 || line.hourly_rate_cents != 0;
        let (duration, rate) = if is_time {
            (
                format_clock(line.seconds),
                self.money(line.hourly_rate_cents),
            )
        } else {
            (String::new(), String::new())
        };
        format!(
            "<tr><td class=\"line-words\">{}</td><td class=\"num\">{duration}</td><td class=\"num\">{rate}</td>\
             <td class=\"num line-amount\">{}</td></tr>",
            escape(&line.description),
            self.money(line.amount_cents),
        )
    }

    fn sums(&self) -> String {
        let invoice = self.invoice;
        let sums = invoice.sums;
        let mut rows = String::new();
        let mut row = |class: &str, label: &str, cents: i64| {
            let money = self.money(cents);
            let label = escape(label);
            // Writing to a String cannot fail.
            let _ = write!(
                rows,
                "<div{class}><dt>{label}</dt><dd class=\"num\">{money}</dd></div>"
            );
        };
        for (label, cents) in sums.rows(invoice.discount, invoice.tax_rate_bp) {
            row("", &label, cents);
        }
        row(" class=\"sum-total\"", "Total", sums.total_cents);
        if invoice.credited_cents != 0 {
            row("", "Credited", -invoice.credited_cents);
            row(" class=\"sum-total\"", "Left", invoice.left_cents());
        }
        format!("<dl class=\"sums\">{rows}</dl>")
    }

    /// How to pay, where something is to be paid.
    fn payment(&self) -> String {
        let is_owed = matches!(self.invoice.state(), State::Sent | State::Overdue);
        if !is_owed || self.invoice.payment_details.is_empty() {
            return String::new();
        }
        format!(
            "<section><h2 class=\"paper-label\">Payment</h2>{}</section>",
            paragraph("paper-text", &self.invoice.payment_details)
        )
    }
}
