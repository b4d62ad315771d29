//! The server: everything that touches disk, network or clock.
//!
//! Architecture invariants: SQL stands only in `sql.rs` files and `db/`; HTTP code decides nothing;
//! an answer is sent only after the commit; the clock and randomness are read in `clock.rs` alone.

pub mod accounts;
pub mod activity;
pub mod auth;
pub mod backups;
pub mod billing;
pub mod challenges;
pub mod cli;
pub mod clients;
pub mod clock;
pub mod config;
pub mod connect;
pub mod db;
pub mod demo;
pub mod event_log;
pub mod events;
pub mod exports;
pub mod geo;
pub mod http;
pub mod imports;
pub mod invoices;
pub mod local_time;
pub mod mail;
pub mod members;
pub mod passkeys;
pub mod pictures;
pub mod progress;
pub mod projects;
pub mod reports;
pub mod rest;
pub mod router;
pub mod saved_reports;
pub mod secret;
pub mod security_log;
pub mod services;
pub mod sessions;
pub mod tags;
pub mod time_entries;
pub mod timer;
pub mod timesheet;
pub mod tokens;
pub mod two_factor;
pub mod uploads;
pub mod webhooks;
pub mod workspaces;
