//! The SQL of rates: which saved entries a new one is for, and giving it to them in one statement.

use app::error::AppError;
use app::values::{TimeEntryId, UserId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::change::{Of, RateChange, Says};
use crate::db::Tx;
use crate::time_entries::sql::Clause;
use crate::{bind_values, execute, fetch};

const DEFAULT: &str =
    "(select w.default_rate_cents from workspaces w where w.id = time_entries.workspace_id)";

impl Says {
    /// As a number of the entry's row.
    fn expression(self, clause: &mut Clause) -> String {
        match self {
            Self::Cents(cents) => format!("cast({} as bigint)", clause.bind(cents)),
            Self::Workspace => DEFAULT.to_owned(),
            Self::Member => format!(
                "coalesce((select m.hourly_rate_cents from members m
                     where m.workspace_id = time_entries.workspace_id and m.user_id = time_entries.user_id), {DEFAULT})"
            ),
        }
    }
}

/// The entries that follow the change since an instant, and the rate they get.
fn affected(workspace: WorkspaceId, change: &RateChange, since: i64) -> (Clause, String) {
    let mut clause = Clause::of_workspace("time_entries", workspace);
    match change.of {
        Of::Project(project) => clause.and("time_entries.project_id =", project.uuid()),
        Of::Member(user) => {
            clause.and("time_entries.user_id =", user.uuid());
            and_without_rate(&mut clause, change);
        }
        Of::Workspace => {
            clause.and_text(
                "time_entries.user_id not in
                     (select m.user_id from members m where m.workspace_id = $1 and m.hourly_rate_cents is not null)",
            );
            and_without_rate(&mut clause, change);
        }
    }
    clause.and("time_entries.started_at >=", since);
    clause.and("time_entries.billable =", true);
    // What is on an active invoice stays as it is.
    clause.and_text("time_entries.invoice_id is null");
    let old = change.old.expression(&mut clause);
    let new = change.new.expression(&mut clause);
    clause.and_text(&format!("time_entries.hourly_rate_cents = {old}"));
    clause.and_text(&format!("time_entries.hourly_rate_cents <> {new}"));
    // What would be worth more than can be counted (an imported entry of years) keeps its rate.
    clause.and_text(&format!(
        "time_entries.seconds <= 9223372036854772206 / (case when {new} > 0 then {new} else 1 end)"
    ));
    (clause, new)
}

/// Projects without a rate of their own, in the workspace's currency.
fn and_without_rate(clause: &mut Clause, change: &RateChange) {
    let currency = clause.bind(change.currency.code().to_owned());
    clause.and_text(&format!(
        "time_entries.project_id in
             (select p.id from projects p
              left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
              where p.workspace_id = $1 and p.hourly_rate_cents = 0
                  and (c.currency is null or c.currency = {currency}))"
    ));
}

/// Up to `limit` of the entries that follow the change, with whose they are.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn list_affected(
    tx: &mut Tx,
    workspace: WorkspaceId,
    change: &RateChange,
    since: i64,
    limit: i64,
) -> Result<Vec<(TimeEntryId, UserId)>, AppError> {
    let (mut clause, _) = affected(workspace, change, since);
    let limit = clause.bind(limit);
    let text = format!(
        "select time_entries.id, time_entries.user_id from time_entries where {} limit {limit}",
        clause.text()
    );
    let rows: Vec<(Uuid, Uuid)> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(rows
        .into_iter()
        .map(|(id, user)| (TimeEntryId::from_uuid(id), UserId::from_uuid(user)))
        .collect())
}

/// Gives the entries that follow the change their new rate; answers how many they are.
///
/// # Errors
/// When the database refuses it.
pub(super) async fn rerate(
    tx: &mut Tx,
    workspace: WorkspaceId,
    change: &RateChange,
    since: i64,
    now: i64,
) -> Result<u64, AppError> {
    let (mut clause, new) = affected(workspace, change, since);
    let now = clause.bind(now);
    let text = format!(
        "update time_entries set hourly_rate_cents = {new}, updated_at = {now} where {}",
        clause.text()
    );
    execute!(tx, c => bind_values!(sqlx::query(AssertSqlSafe(text.clone())), clause.values()).execute(c))
}
