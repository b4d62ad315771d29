//! The timesheet on the server: a week of sums, and what typing into one of them does.

mod cells;
pub(crate) mod service;
pub(crate) mod sql;
