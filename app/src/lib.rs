//! Timether as the user sees it: pages, components, values, permissions and the rules behind them.
//!
//! Architecture invariant: nothing here touches a database, a clock, randomness or a runtime; the
//! server implements the traits of [`context::Backend`] and hands them in through Leptos' context.

pub mod access;
pub mod accounts;
pub mod activity;
pub mod backups;
pub mod billing;
pub mod budgets;
pub mod calendar;
pub mod clients;
pub mod connect;
pub mod context;
pub mod dashboard;
pub mod data;
pub mod error;
pub mod events;
pub mod exports;
pub mod form;
pub mod imports;
pub mod invoices;
pub mod latest;
pub mod live;
pub mod members;
pub mod memo;
pub mod pages;
pub mod passkeys;
pub mod progress;
pub mod projects;
pub mod rates;
pub mod reports;
pub mod revision;
pub mod saved_reports;
mod secret;
pub mod security_log;
pub mod sessions;
pub mod tags;
pub mod time_entries;
pub mod timer;
pub mod timesheet;
pub mod together;
pub mod tokens;
pub mod two_factor;
pub mod ui;
pub mod values;
pub mod webhooks;
pub mod workspaces;

pub use pages::{App, PageAssets, shell};
