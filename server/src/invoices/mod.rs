//! Invoices: which time is billed, drafts and what becomes of them, the list.

pub(crate) mod draft;
pub mod http;
mod preview;
pub mod records;
mod service;
pub mod sql;
mod steps;
