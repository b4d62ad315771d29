//! Tags: the use cases and their SQL.

pub mod records;
mod service;
pub mod sql;
