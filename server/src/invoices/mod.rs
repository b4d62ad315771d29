//! Invoices: which time is billed, drafts and what becomes of them, the list.

mod credit;
pub(crate) mod draft;
pub mod http;
mod link;
pub mod logo;
pub(crate) mod mailing;
mod preview;
pub mod records;
mod service;
mod settings;
pub mod shared;
mod shared_page;
pub mod sql;
mod steps;
