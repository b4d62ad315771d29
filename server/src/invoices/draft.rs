//! Making a draft, and changing its terms.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::events::EventType;
use app::invoices::form::{FreeLine, Selection, Terms};
use app::invoices::money::{format_percent, sums};
use app::invoices::rules::{
    ENTRIES_MAX, not_a_draft, nothing_to_bill, review_again, too_many_entries,
};
use app::invoices::{Discount, DiscountKind, Invoice, Line, Status, Sums};
use app::values::{Currency, InvoiceId, TimeEntryId, UserId, format_money};

use super::preview::unsummable;
use super::records::activity;
use super::sql::numbers::Counted;
use super::sql::{self, logos, writing};
use crate::activity::Changes;
use crate::db::Tx;
use crate::event_log::{Along, Happening};
use crate::local_time::Zone;
use crate::services::Services;
use crate::workspaces::sql::load_name;

/// An invoice to be.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Which time.
    pub(crate) selection: Selection,
    /// The terms.
    pub(crate) terms: Terms,
    /// What is charged beside time.
    pub(crate) lines: Vec<FreeLine>,
    /// What was seen before; anything else is refused.
    pub(crate) reviewed: Option<String>,
}

impl Draft {
    /// What it comes to with these lines.
    pub(crate) fn sums(&self, lines: &[Line]) -> Result<Sums, AppError> {
        summed(lines, &self.terms)
    }
}

fn summed(lines: &[Line], terms: &Terms) -> Result<Sums, AppError> {
    let amounts = lines.iter().map(|line| line.amount_cents);
    sums(amounts, terms.discount, terms.tax_rate_bp).map_err(unsummable)
}

/// Each inside its caller's transaction, who commits and tells.
impl Services {
    /// Makes a draft, which locks its entries; answers whom to tell, too.
    pub(crate) async fn draft_invoice(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        draft: Draft,
    ) -> Result<(InvoiceId, Vec<UserId>), AppError> {
        actor.must(Permission::ManageInvoices)?;
        let Draft {
            selection,
            terms,
            lines,
            reviewed,
        } = draft;
        let now = self.now();
        let issue_date = Zone::named(&actor.timezone).day(now);
        terms.check_due(issue_date)?;
        let found = self.find_billable(tx, actor, &selection).await?;
        if reviewed.is_some_and(|reviewed| reviewed != found.mark()) {
            return Err(review_again());
        }
        let mut all = found.lines;
        all.extend(lines.into_iter().map(Line::from));
        if all.is_empty() {
            return Err(nothing_to_bill());
        }
        if all.len() > ENTRIES_MAX {
            return Err(too_many_entries());
        }
        let sums = summed(&all, &terms)?;
        let mut settings = sql::settings::load(tx, actor.workspace_id).await?;
        if settings.sender_name.is_empty() {
            settings.sender_name = load_name(tx, actor.workspace_id).await?;
        }
        let format = settings.format();
        let (workspace, counted) = (actor.workspace_id, Counted::Invoices);
        let invoice = Invoice {
            id: InvoiceId::from_uuid(self.new_id()),
            number: sql::numbers::take(tx, workspace, counted, &format, issue_date).await?,
            status: Status::Draft,
            issuer: String::new(),
            sender_name: settings.sender_name,
            sender_details: settings.sender_details,
            payment_details: terms.payment_details.unwrap_or(settings.payment_details),
            credits: None,
            credited_cents: 0,
            credited_at: None,
            credited_lines: Vec::new(),
            credit_notes: Vec::new(),
            link: None,
            client_id: Some(found.client.id),
            project_id: selection.project_id,
            client_name: found.client.name,
            client_details: found.client.billing_details,
            issue_date,
            due_date: terms.due_date,
            period: Some((selection.range.from, selection.range.to)),
            currency: found.client.currency,
            lines: all,
            discount: terms.discount,
            tax_rate_bp: terms.tax_rate_bp,
            sums,
            design: terms.design,
            notes: terms.notes,
            sent_at: None,
            paid_at: None,
            voided_at: None,
            created_at: now,
            updated_at: now,
            today: issue_date,
        };
        writing::insert(tx, workspace, &invoice).await?;
        logos::freeze(tx, workspace, &[invoice.id.uuid()], self.new_id()).await?;
        let ids: Vec<TimeEntryId> = found.entries.iter().map(|entry| entry.id).collect();
        let claimed = writing::claim(tx, workspace, invoice.id, &ids, now).await?;
        if claimed != ids.len() {
            tracing::error!(claimed, wanted = ids.len(), "entries of a draft");
            return Err(AppError::Internal);
        }
        self.record(tx, actor, activity("invoice.created", &invoice))
            .await?;
        let created = Happening::invoice(EventType::InvoiceCreated, invoice.id.uuid());
        let mut happenings = vec![created];
        happenings.extend(Along::Invoice(invoice.id).happenings(tx, actor).await?);
        self.happened(tx, actor, &happenings).await?;
        let mut people: Vec<UserId> = found.entries.iter().map(|entry| entry.user_id).collect();
        people.push(actor.user_id);
        people.sort_unstable();
        people.dedup();
        Ok((invoice.id, people))
    }

    /// Changes the terms of a draft; its lines stay.
    pub(crate) async fn change_terms(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        invoice: &Invoice,
        terms: Terms,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageInvoices)?;
        if invoice.status != Status::Draft {
            return Err(not_a_draft(&invoice.number, invoice.status));
        }
        terms.check_due(invoice.issue_date)?;
        let sums = summed(&invoice.lines, &terms)?;
        let day =
            |day: Option<app::values::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let currency = invoice.currency;
        let changes = Changes::new()
            .text(
                "tax_rate",
                &format_percent(invoice.tax_rate_bp),
                &format_percent(terms.tax_rate_bp),
            )
            .text(
                "discount",
                &discount_words(invoice.discount, currency),
                &discount_words(terms.discount, currency),
            )
            .money(
                "total",
                (invoice.sums.total_cents, currency),
                (sums.total_cents, currency),
            )
            .text("design", invoice.design.label(), terms.design.label())
            .text("due_date", &day(invoice.due_date), &day(terms.due_date))
            .touched("notes", invoice.notes != terms.notes);
        let payment_details = terms
            .payment_details
            .unwrap_or_else(|| invoice.payment_details.clone());
        let changes = changes.touched(
            "payment_details",
            invoice.payment_details != payment_details,
        );
        let after = Invoice {
            due_date: terms.due_date,
            discount: terms.discount,
            tax_rate_bp: terms.tax_rate_bp,
            sums,
            design: terms.design,
            notes: terms.notes,
            payment_details,
            ..invoice.clone()
        };
        if after == *invoice {
            // Nothing to keep, to log or to tell.
            return Ok(());
        }
        let after = Invoice {
            updated_at: self.now(),
            ..after
        };
        writing::update(tx, actor.workspace_id, &after).await?;
        let activity = activity("invoice.updated", &after);
        self.record_changes(tx, actor, activity, changes).await?;
        let updated = Happening::invoice(EventType::InvoiceUpdated, invoice.id.uuid());
        self.happened(tx, actor, &[updated]).await
    }
}

fn discount_words(discount: Option<Discount>, currency: Currency) -> String {
    discount.map_or_else(String::new, |discount| match discount.kind {
        DiscountKind::Percent => format_percent(discount.value),
        DiscountKind::Fixed => format_money(discount.value, currency),
    })
}
