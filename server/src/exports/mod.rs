//! Exports: time entries as CSV, written while they are read, so that a million of them need no more memory than ten;
//! and as a PDF, a report of some thousands.

pub mod csv;
pub mod http;
mod linked;
pub mod pdf;
mod profit_csv;
mod report_csv;
pub mod report_http;
mod reports;
mod service;
mod sql;
mod wanted;

pub(crate) use http::Pieces;
pub(crate) use linked::Linked;
pub use reports::{ReportFile, ReportKind};
pub use service::EntryExport;
pub(crate) use wanted::safe_name;
