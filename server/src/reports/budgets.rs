//! Budgets of the projects that a report is about.

use std::collections::BTreeMap;

use app::access::{Actor, Permission};
use app::budgets::BudgetUse;
use app::error::AppError;
use app::reports::{Dimension, Group, GroupKey, Summary};
use app::values::ProjectId;

use crate::budgets::sql::{Which, load_budgets};
use crate::db::Tx;

/// The most projects that are asked for by name; of more, all of the workspace's budgets are read.
const NAMED: usize = 500;

/// The groups that stand for a project whose time is not cut into days or people before: a budget is for all of it.
fn projects_of(summary: &Summary) -> Vec<ProjectId> {
    let of = |group: &Group| match &group.key {
        GroupKey::Id(id) => id.parse::<ProjectId>().ok(),
        GroupKey::None | GroupKey::From(_) => None,
    };
    let groups = summary.groups.iter();
    match summary.group_by[..] {
        [Dimension::Project, ..] => groups.filter_map(of).collect(),
        [Dimension::Client, Dimension::Project] => groups
            .flat_map(|group| &group.parts)
            .filter_map(of)
            .collect(),
        _ => Vec::new(),
    }
}

/// What is used of each of these projects' budgets, by the project's id; in money for who sees everybody's rates.
pub(super) async fn load(
    tx: &mut Tx,
    actor: &Actor,
    summary: &Summary,
) -> Result<BTreeMap<String, BudgetUse>, AppError> {
    let projects = projects_of(summary);
    let which = match projects.len() {
        0 => return Ok(BTreeMap::new()),
        1..=NAMED => Which::Of(&projects),
        _ => Which::All,
    };
    let with_money = actor.may(Permission::ReadOthersTime).is_ok();
    let (workspace, currency) = (actor.workspace_id, actor.currency);
    let budgets = load_budgets(tx, workspace, currency, which, with_money).await?;
    Ok(budgets
        .into_iter()
        .map(|budget| (budget.project.to_string(), budget.used))
        .collect())
}
