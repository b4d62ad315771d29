//! The timer: the use cases and their SQL.

pub(crate) mod service;
pub mod sql;
