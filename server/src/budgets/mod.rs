//! Budgets: what is used of them, and telling people once when most or all of one is.

mod service;
pub mod sql;
mod watch;

pub use watch::{Watch, run};
