//! Reports on the server: sums over entries, made by the database.

pub(crate) mod ask;
mod budgets;
mod detailed;
pub(crate) mod periods;
pub(crate) mod profit;
pub(crate) mod service;
pub(crate) mod sql;
pub(crate) mod weekly;
