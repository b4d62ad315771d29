//! Exports: time entries as CSV, written while they are read, so that a million of them need no more memory than ten.

pub mod csv;
pub mod http;
mod service;
mod sql;

pub use service::EntryExport;
