//! The SQL of budgets: sums over the entries of projects that have one, a query for each kind and none for a row.

use std::collections::HashMap;

use app::budgets::{BudgetKind, BudgetUse};
use app::error::AppError;
use app::values::{Currency, ProjectId, WorkspaceId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::clients::sql::stored_currency;
use crate::db::Tx;
use crate::time_entries::sql::{AMOUNT, Clause};
use crate::{bind_values, execute, fetch};

/// A project's budget, and what people were told of it.
#[derive(Clone, Debug)]
pub(crate) struct StoredBudget {
    pub(crate) project: ProjectId,
    /// The project's name.
    pub(crate) name: String,
    pub(crate) used: BudgetUse,
    /// The last share that people were told of: 0, 80 or 100 percent.
    pub(crate) noticed: i64,
}

/// Which budgets are asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    /// Everyone of the workspace.
    All,
    /// Those of these projects.
    Of(&'a [ProjectId]),
    /// Those of these projects, or of all, that there is something left to tell of.
    Open(Option<&'a [ProjectId]>),
}

#[derive(sqlx::FromRow)]
struct BudgetRow {
    id: Uuid,
    name: String,
    estimated_seconds: Option<i64>,
    budget_cents: Option<i64>,
    budget_noticed: i64,
    client_currency: Option<String>,
}

/// What the budgets that are asked for are, and how much of each is used; those in money only where `with_money`.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn load_budgets(
    tx: &mut Tx,
    workspace: WorkspaceId,
    currency: Currency,
    which: Which<'_>,
    with_money: bool,
) -> Result<Vec<StoredBudget>, AppError> {
    let rows = load_rows(tx, workspace, which, with_money).await?;
    let of_kind = |kind: BudgetKind| -> Vec<Uuid> {
        let wanted = rows.iter().filter(|row| kind_of(row) == kind);
        wanted.map(|row| row.id).collect()
    };
    let (hours, money) = (of_kind(BudgetKind::Hours), of_kind(BudgetKind::Money));
    // Time is summed from the index alone; only amounts have to be looked up.
    let mut used = sum_up(tx, workspace, "e.seconds", &hours).await?;
    used.extend(sum_up(tx, workspace, AMOUNT, &money).await?);
    rows.into_iter()
        .map(|row| {
            let kind = kind_of(&row);
            let limit = match kind {
                BudgetKind::Hours => row.estimated_seconds,
                BudgetKind::Money => row.budget_cents,
            };
            let client = row.client_currency.as_deref().map(stored_currency);
            Ok(StoredBudget {
                project: ProjectId::from_uuid(row.id),
                used: BudgetUse {
                    kind,
                    limit: limit.unwrap_or_default(),
                    used: used.get(&row.id).copied().unwrap_or_default(),
                    currency: client.transpose()?.unwrap_or(currency),
                },
                name: row.name,
                noticed: row.budget_noticed,
            })
        })
        .collect()
}

/// Whether one of these projects, or of all, has a budget that there is something left to tell of; nothing is summed up.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn has_open(
    tx: &mut Tx,
    workspace: WorkspaceId,
    projects: Option<&[ProjectId]>,
) -> Result<bool, AppError> {
    let rows = load_rows(tx, workspace, Which::Open(projects), true).await?;
    Ok(!rows.is_empty())
}

/// The workspaces with such a budget.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn list_workspaces_with_open(tx: &mut Tx) -> Result<Vec<WorkspaceId>, AppError> {
    let ids: Vec<Uuid> = fetch!(tx, c => sqlx::query_scalar(
        "select distinct workspace_id from projects
         where (estimated_seconds is not null or budget_cents is not null) and budget_noticed < 100"
    )
    .fetch_all(c))?;
    Ok(ids.into_iter().map(WorkspaceId::from_uuid).collect())
}

fn kind_of(row: &BudgetRow) -> BudgetKind {
    match row.estimated_seconds {
        Some(_) => BudgetKind::Hours,
        None => BudgetKind::Money,
    }
}

async fn load_rows(
    tx: &mut Tx,
    workspace: WorkspaceId,
    which: Which<'_>,
    with_money: bool,
) -> Result<Vec<BudgetRow>, AppError> {
    let mut clause = Clause::of_workspace("p", workspace);
    clause.and_text(if with_money {
        "(p.estimated_seconds is not null or p.budget_cents is not null)"
    } else {
        "p.estimated_seconds is not null"
    });
    let projects = match which {
        Which::All => None,
        Which::Of(projects) => Some(projects),
        Which::Open(projects) => {
            clause.and("p.budget_noticed <", 100);
            projects
        }
    };
    if let Some(projects) = projects {
        clause.and_one_of("p.id", projects.iter().map(|id| id.uuid()));
    }
    let text = format!(
        "select p.id, p.name, p.estimated_seconds, p.budget_cents, p.budget_noticed, c.currency as client_currency
         from projects p
         left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
         where {} order by p.id",
        clause.text()
    );
    fetch!(tx, c => bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))
}

/// The most projects that are named in a statement; of more, all of the workspace's entries are summed up.
const NAMED: usize = 500;

/// Sums over the entries of these projects.
async fn sum_up(
    tx: &mut Tx,
    workspace: WorkspaceId,
    what: &str,
    projects: &[Uuid],
) -> Result<HashMap<Uuid, i64>, AppError> {
    if projects.is_empty() {
        return Ok(HashMap::new());
    }
    let mut clause = Clause::of_workspace("e", workspace);
    if projects.len() <= NAMED {
        clause.and_one_of("e.project_id", projects.iter().copied());
    } else {
        clause.and_text("e.project_id is not null");
    }
    let text = format!(
        "select e.project_id, cast(coalesce(sum({what}), 0) as bigint)
         from time_entries e where {} group by e.project_id",
        clause.text()
    );
    let rows: Vec<(Uuid, i64)> = fetch!(tx, c =>
        bind_values!(sqlx::query_as(AssertSqlSafe(text.clone())), clause.values()).fetch_all(c))?;
    Ok(rows.into_iter().collect())
}

/// Notes what people were told of a budget, or need not be told.
///
/// # Errors
/// When the database refuses it.
pub(crate) async fn set_noticed(
    tx: &mut Tx,
    workspace: WorkspaceId,
    project: ProjectId,
    percent: i64,
) -> Result<(), AppError> {
    execute!(tx, c => sqlx::query("update projects set budget_noticed = $1 where workspace_id = $2 and id = $3")
        .bind(percent)
        .bind(workspace.uuid())
        .bind(project.uuid())
        .execute(c))?;
    Ok(())
}
