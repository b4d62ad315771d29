//! The SQL of invoices: reading them.

pub(super) mod billable;
pub(super) mod links;
mod list;
pub(crate) mod logos;
pub mod numbers;
pub(super) mod projects;
pub(crate) mod rows;
pub mod settings;
pub(super) mod writing;

use std::collections::HashMap;

use app::error::AppError;
use app::invoices::{CreditNoteRef, Design, Discount, DiscountKind, Invoice, Line, Status, Sums};
use app::values::{ClientId, Date, InvoiceId, ProjectId, TimeEntryId, WorkspaceId, parse_day};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

pub(super) use self::list::{Place, list, list_totals};
use super::records::InvoiceAsk;
use crate::clients::sql::stored_currency;
use crate::db::Tx;
use crate::db::slice::Slice;
use crate::time_entries::sql::Clause;
use crate::{bind_values, fetch};

/// Which invoices are read.
#[derive(Debug)]
pub(super) enum Which {
    /// This one.
    One(InvoiceId),
    /// A part of those that are asked for.
    Part(InvoiceAsk, Slice),
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    status: String,
    issuer: String,
    sender_name: String,
    sender_details: String,
    payment_details: String,
    credits_id: Option<Uuid>,
    credits_number: Option<String>,
    credited_cents: i64,
    credited_at: Option<i64>,
    client_id: Option<Uuid>,
    project_id: Option<Uuid>,
    client_name: String,
    client_details: String,
    issue_date: String,
    due_date: Option<String>,
    period_from: Option<String>,
    period_to: Option<String>,
    currency: String,
    subtotal_cents: i64,
    discount_kind: Option<String>,
    discount_value: i64,
    discount_cents: i64,
    tax_rate_bp: i64,
    tax_cents: i64,
    total_cents: i64,
    design: String,
    notes: String,
    sent_at: Option<i64>,
    paid_at: Option<i64>,
    voided_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

/// A day as the database holds it.
fn stored_day(text: &str) -> Result<Date, AppError> {
    parse_day(text).map_err(|error| {
        tracing::error!(%error, text, "stored day");
        AppError::Internal
    })
}

fn stored_status(slug: &str) -> Result<Status, AppError> {
    Status::from_slug(slug).ok_or(AppError::Internal)
}

/// What belongs to an invoice and stands in other rows.
#[derive(Debug, Default)]
struct Parts {
    lines: Vec<Line>,
    credited_lines: Vec<i64>,
    credit_notes: Vec<CreditNoteRef>,
}

impl Row {
    fn invoice(self, parts: Parts, today: Date) -> Result<Invoice, AppError> {
        let Parts {
            lines,
            credited_lines,
            credit_notes,
        } = parts;
        let day = |text: Option<String>| text.map(|text| stored_day(&text)).transpose();
        let kind = self.discount_kind.as_deref();
        Ok(Invoice {
            id: InvoiceId::from_uuid(self.id),
            number: self.number,
            status: stored_status(&self.status)?,
            issuer: self.issuer,
            sender_name: self.sender_name,
            sender_details: self.sender_details,
            payment_details: self.payment_details,
            credits: self.credits_id.map(|id| CreditNoteRef {
                id: InvoiceId::from_uuid(id),
                number: self.credits_number.unwrap_or_default(),
            }),
            credited_cents: self.credited_cents,
            credited_at: self.credited_at,
            credited_lines,
            credit_notes,
            link: None,
            client_id: self.client_id.map(ClientId::from_uuid),
            project_id: self.project_id.map(ProjectId::from_uuid),
            client_name: self.client_name,
            client_details: self.client_details,
            issue_date: stored_day(&self.issue_date)?,
            due_date: day(self.due_date)?,
            period: day(self.period_from)?.zip(day(self.period_to)?),
            currency: stored_currency(&self.currency)?,
            lines,
            discount: kind.and_then(DiscountKind::from_slug).map(|kind| Discount {
                kind,
                value: self.discount_value,
            }),
            tax_rate_bp: self.tax_rate_bp,
            sums: Sums {
                subtotal_cents: self.subtotal_cents,
                discount_cents: self.discount_cents,
                tax_cents: self.tax_cents,
                total_cents: self.total_cents,
            },
            // One that came with a backup may be drawn in a way that is not known here.
            design: Design::from_slug(&self.design).unwrap_or_default(),
            notes: self.notes,
            sent_at: self.sent_at,
            paid_at: self.paid_at,
            voided_at: self.voided_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
            today,
        })
    }
}

/// Adds what is asked for and where that part begins; answers where it ends.
fn restrict(clause: &mut Clause, ask: &InvoiceAsk, slice: Slice) -> String {
    if !ask.statuses.is_empty() {
        let places: Vec<String> = ask
            .statuses
            .iter()
            .map(|status| clause.bind(status.slug().to_owned()))
            .collect();
        clause.and_text(&format!("i.status in ({})", places.join(", ")));
    }
    if !ask.clients.is_empty() {
        clause.and_one_of("i.client_id", ask.clients.iter().map(|id| id.uuid()));
    }
    clause.and("i.id >", slice.above());
    format!("limit {}", clause.bind(slice.limit))
}

/// Lines of each invoice of a part and entries in them, in the order of their ids.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn list_sizes(
    tx: &mut Tx,
    workspace: WorkspaceId,
    ask: &InvoiceAsk,
    slice: Slice,
) -> Result<Vec<i64>, AppError> {
    let mut clause = Clause::of_workspace("i", workspace);
    let end = restrict(&mut clause, ask, slice);
    let text = format!(
        "select (select count(*) from invoice_lines l where l.workspace_id = i.workspace_id and l.invoice_id = i.id)
             + (select count(*) from invoice_line_entries n where n.workspace_id = i.workspace_id and n.invoice_id = i.id)
         from invoices i where {} order by i.id {end}",
        clause.text(),
    );
    fetch!(tx, c =>
        bind_values!(sqlx::query_scalar(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))
}

/// The invoices with their lines, in the order of their ids.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load(
    tx: &mut Tx,
    workspace: WorkspaceId,
    which: Which,
    today: Date,
) -> Result<Vec<Invoice>, AppError> {
    let mut clause = Clause::of_workspace("i", workspace);
    let mut end = String::new();
    match which {
        Which::One(id) => clause.and("i.id =", id.uuid()),
        Which::Part(ask, slice) => end = restrict(&mut clause, &ask, slice),
    }
    let text = format!(
        "select i.id, i.number, i.status, case when i.sender_name = '' then w.name else i.sender_name end as issuer,
             i.sender_name, i.sender_details, i.payment_details, i.credits_id, o.number as credits_number, i.credited_cents,
             i.credited_at, i.client_id, i.project_id, i.client_name, i.client_details,
             i.issue_date, i.due_date, i.period_from, i.period_to, i.currency, i.subtotal_cents, i.discount_kind,
             i.discount_value, i.discount_cents, i.tax_rate_bp, i.tax_cents, i.total_cents, i.design, i.notes, i.sent_at,
             i.paid_at, i.voided_at, i.created_at, i.updated_at
         from invoices i join workspaces w on w.id = i.workspace_id
         left join invoices o on o.workspace_id = i.workspace_id and o.id = i.credits_id
         where {} order by i.id {end}",
        clause.text(),
    );
    let rows: Vec<Row> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut parts = load_lines(tx, workspace, &ids).await?;
    load_credits(tx, workspace, &ids, &mut parts).await?;
    rows.into_iter()
        .map(|row| {
            let parts = parts.remove(&row.id).unwrap_or_default();
            row.invoice(parts, today)
        })
        .collect()
}

/// The lines of these invoices, with the entries that are still on them.
async fn load_lines(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoices: &[Uuid],
) -> Result<HashMap<Uuid, Parts>, AppError> {
    if invoices.is_empty() {
        return Ok(HashMap::new());
    }
    let mut clause = Clause::of_workspace("l", workspace);
    clause.and_one_of("l.invoice_id", invoices.iter().copied());
    let text = format!(
        "select l.invoice_id, l.description, l.seconds, l.hourly_rate_cents, l.amount_cents, l.credits_position
         from invoice_lines l where {} order by l.invoice_id, l.position",
        clause.text(),
    );
    let rows: Vec<(Uuid, String, i64, i64, i64, Option<i64>)> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    let mut parts: HashMap<Uuid, Parts> = HashMap::new();
    for (invoice, description, seconds, hourly_rate_cents, amount_cents, credits_position) in rows {
        parts.entry(invoice).or_default().lines.push(Line {
            description,
            seconds,
            hourly_rate_cents,
            amount_cents,
            time_entry_ids: Vec::new(),
            credits_position,
        });
    }
    let text = format!(
        "select l.invoice_id, l.position, l.time_entry_id
         from invoice_line_entries l
         join time_entries e on e.workspace_id = l.workspace_id and e.id = l.time_entry_id and e.invoice_id = l.invoice_id
         where {} order by e.started_at, e.id",
        clause.text(),
    );
    let entries: Vec<(Uuid, i64, Uuid)> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    for (invoice, position, entry) in entries {
        let at = usize::try_from(position).unwrap_or(usize::MAX);
        let line = parts
            .get_mut(&invoice)
            .and_then(|parts| parts.lines.get_mut(at));
        if let Some(line) = line {
            line.time_entry_ids.push(TimeEntryId::from_uuid(entry));
        }
    }
    Ok(parts)
}

/// The credit notes of these invoices, and the lines that they take back.
async fn load_credits(
    tx: &mut Tx,
    workspace: WorkspaceId,
    invoices: &[Uuid],
    parts: &mut HashMap<Uuid, Parts>,
) -> Result<(), AppError> {
    if invoices.is_empty() {
        return Ok(());
    }
    let mut clause = Clause::of_workspace("n", workspace);
    clause.and_one_of("n.credits_id", invoices.iter().copied());
    let text = format!(
        "select n.credits_id, n.id, n.number from invoices n where {} order by n.created_at, n.id",
        clause.text(),
    );
    let notes: Vec<(Uuid, Uuid, String)> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    if notes.is_empty() {
        return Ok(());
    }
    for (invoice, id, number) in notes {
        let id = InvoiceId::from_uuid(id);
        let notes = &mut parts.entry(invoice).or_default().credit_notes;
        notes.push(CreditNoteRef { id, number });
    }
    let text = format!(
        "select n.credits_id, l.credits_position
         from invoices n join invoice_lines l on l.workspace_id = n.workspace_id and l.invoice_id = n.id
         where {} and l.credits_position is not null order by l.credits_position",
        clause.text(),
    );
    let lines: Vec<(Uuid, i64)> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    for (invoice, position) in lines {
        parts
            .entry(invoice)
            .or_default()
            .credited_lines
            .push(position);
    }
    Ok(())
}
