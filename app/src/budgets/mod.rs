//! Budgets: how many hours a project may take, or how much it may cost, and how much of that is used.

pub mod budget_bar;
pub mod budget_fields;
pub mod rules;

use serde::{Deserialize, Serialize};

use crate::values::Currency;

/// What a budget counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BudgetKind {
    /// Seconds tracked by everybody.
    Hours,
    /// Billable amounts, in minor units of the project's currency.
    Money,
}

/// A project's budget and what is used of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetUse {
    /// What both numbers count.
    pub kind: BudgetKind,
    /// All of it: seconds or minor units.
    pub limit: i64,
    /// What is used so far, in the same.
    pub used: i64,
    /// The project's currency.
    pub currency: Currency,
}
