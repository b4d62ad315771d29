//! The timer: the use cases and their SQL.

mod service;
pub mod sql;
