//! Saved reports: the use cases and their SQL; the links to them, and what is answered behind a link.

pub mod http;
mod lock;
mod reading;
mod service;
mod shares;
mod sql;

/// What the server's key seals the tokens of links for.
const PURPOSE: &str = "report_share";
