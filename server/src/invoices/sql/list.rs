//! The list of invoices, newest first, and what they come to.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use app::error::AppError;
use app::invoices::query::InvoiceFilter;
use app::invoices::{Credit, InvoiceRow, InvoiceTotal, State};
use app::values::{Amounts, Date, InvoiceId, WorkspaceId, parse_day};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{stored_day, stored_status};
use crate::clients::sql::stored_currency;
use crate::db::Tx;
use crate::time_entries::sql::Clause;
use crate::{bind_values, fetch};

/// Where a page ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    day: Date,
    id: InvoiceId,
}

impl Place {
    pub(crate) const fn of(row: &InvoiceRow) -> Self {
        Self {
            day: row.issue_date,
            id: row.id,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.day, self.id)
    }
}

impl FromStr for Place {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        text.split_once('_')
            .and_then(|(day, id)| {
                Some(Self {
                    day: parse_day(day).ok()?,
                    id: id.parse().ok()?,
                })
            })
            .ok_or_else(|| {
                let words = "This page is not known. Go back to the first one.";
                AppError::field("after", "invalid", words)
            })
    }
}

/// Whose and when; which state is another matter.
fn clause(workspace: WorkspaceId, filter: &InvoiceFilter) -> Clause {
    let mut clause = Clause::of_workspace("i", workspace);
    if let Some(client) = filter.client {
        clause.and("i.client_id =", client.uuid());
    }
    if let Some(month) = &filter.month {
        clause.and("i.issue_date >=", format!("{month}-01"));
        clause.and("i.issue_date <=", format!("{month}-31"));
    }
    clause
}

/// Of what was sent, what is overdue today or what is not.
fn and_late(clause: &mut Clause, is_late: bool, today: Date) {
    let today = clause.bind(today.to_string());
    let condition = if is_late {
        format!("i.due_date < {today}")
    } else {
        format!("(i.due_date is null or i.due_date >= {today})")
    };
    clause.and_text(&condition);
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    number: String,
    status: String,
    client_name: String,
    issue_date: String,
    due_date: Option<String>,
    currency: String,
    total_cents: i64,
    credited_cents: i64,
    credited_at: Option<i64>,
    credits_id: Option<Uuid>,
}

/// What credit notes have to do with an invoice of these columns.
const fn credit(is_note: bool, is_credited: bool) -> Credit {
    match (is_note, is_credited) {
        (true, _) => Credit::Note,
        (false, true) => Credit::Full,
        (false, false) => Credit::None,
    }
}

/// Up to `limit` invoices after `place`, newest first.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list(
    tx: &mut Tx,
    workspace: WorkspaceId,
    filter: &InvoiceFilter,
    today: Date,
    place: Option<Place>,
    limit: usize,
) -> Result<Vec<InvoiceRow>, AppError> {
    let mut clause = clause(workspace, filter);
    let is_plain = "i.credits_id is null and i.credited_at is null";
    match filter.state {
        None => {}
        Some(State::Overdue) => {
            clause.and_text(&format!("i.status = 'sent' and {is_plain}"));
            and_late(&mut clause, true, today);
        }
        Some(State::Sent) => {
            clause.and_text(&format!("i.status = 'sent' and {is_plain}"));
            and_late(&mut clause, false, today);
        }
        Some(State::Paid) => clause.and_text(&format!("i.status = 'paid' and {is_plain}")),
        Some(State::Credited) => clause
            .and_text("i.status <> 'void' and i.credits_id is null and i.credited_at is not null"),
        Some(State::CreditNote) => {
            clause.and_text("i.status <> 'void' and i.credits_id is not null");
        }
        Some(state @ (State::Draft | State::Void)) => {
            clause.and("i.status =", state.slug().to_owned());
        }
    }
    if let Some(Place { day, id }) = place {
        let before = clause.bind(day.to_string());
        let same = clause.bind(day.to_string());
        let id = clause.bind(id.uuid());
        clause.and_text(&format!(
            "(i.issue_date < {before} or (i.issue_date = {same} and i.id < {id}))"
        ));
    }
    let limit = clause.bind(i64::try_from(limit).unwrap_or(i64::MAX));
    let text = format!(
        "select i.id, i.number, i.status, i.client_name, i.issue_date, i.due_date, i.currency, i.total_cents,
             i.credited_cents, i.credited_at, i.credits_id
         from invoices i where {} order by i.issue_date desc, i.id desc limit {limit}",
        clause.text(),
    );
    let rows: Vec<Row> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    rows.into_iter()
        .map(|row| {
            let due_date = row.due_date.map(|day| stored_day(&day)).transpose()?;
            Ok(InvoiceRow {
                id: InvoiceId::from_uuid(row.id),
                number: row.number,
                state: State::of(stored_status(&row.status)?, due_date, today)
                    .with_credit(credit(row.credits_id.is_some(), row.credited_at.is_some())),
                client_name: row.client_name,
                issue_date: stored_day(&row.issue_date)?,
                due_date,
                currency: stored_currency(&row.currency)?,
                total_cents: row.total_cents,
                credited_cents: row.credited_cents,
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct TotalRow {
    month: String,
    status: String,
    late: i64,
    note: i64,
    credited: i64,
    currency: String,
    invoices: i64,
    cents: i64,
}

/// What the invoices come to by month and state, newest month first; what credit notes took back is off.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list_totals(
    tx: &mut Tx,
    workspace: WorkspaceId,
    filter: &InvoiceFilter,
    today: Date,
) -> Result<Vec<InvoiceTotal>, AppError> {
    let mut clause = clause(workspace, filter);
    let now = clause.bind(today.to_string());
    let text = format!(
        "select t.month, t.status, cast(t.late as bigint) as late, cast(t.note as bigint) as note,
             cast(t.credited as bigint) as credited, t.currency, count(*) as invoices,
             cast(coalesce(sum(t.cents), 0) as bigint) as cents
         from (
             select substr(i.issue_date, 1, 7) as month, i.status, i.currency,
                 i.total_cents - i.credited_cents as cents,
                 case when i.status = 'sent' and i.due_date < {now} then 1 else 0 end as late,
                 case when i.credits_id is null then 0 else 1 end as note,
                 case when i.credited_at is null then 0 else 1 end as credited
             from invoices i where {}
         ) t
         group by t.month, t.status, t.late, t.note, t.credited, t.currency",
        clause.text(),
    );
    let rows: Vec<TotalRow> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    let mut totals: BTreeMap<(std::cmp::Reverse<String>, State), (i64, Amounts)> = BTreeMap::new();
    for row in rows {
        // Late is what a day before today makes so.
        let due = (row.late == 1).then_some(Date::MIN);
        let state = State::of(stored_status(&row.status)?, due, today)
            .with_credit(credit(row.note == 1, row.credited == 1));
        let (count, amounts) = totals
            .entry((std::cmp::Reverse(row.month), state))
            .or_default();
        *count += row.invoices;
        amounts.add(stored_currency(&row.currency)?, row.cents);
    }
    Ok(totals
        .into_iter()
        .map(
            |((std::cmp::Reverse(month), state), (count, amounts))| InvoiceTotal {
                month,
                state,
                count,
                amounts,
            },
        )
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_as_they_went() {
        let text = "2026-11-20_0195d3c0-0000-7000-8000-000000000001";
        let place: Place = text.parse().unwrap();
        assert_eq!(place.to_string(), text);
        for text in ["", "2026-11-20", "x_y", "2026-11-20_1"] {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }
}
