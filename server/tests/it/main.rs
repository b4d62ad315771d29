//! Services and server functions over real HTTP, on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails there"
)]
#![expect(unreachable_pub, reason = "a test executable has no outside")]

mod accounts;
mod activity;
mod backups;
mod billing;
mod billing_stripe;
mod budgets;
mod calendar;
mod clients;
mod connect;
mod dashboard;
mod database;
mod event_log;
mod events;
mod exports;
mod http;
mod import_choices;
mod import_formats;
mod imports;
mod invoices;
mod mail;
mod matrix;
mod members;
mod metrics;
mod others_time;
mod ownership;
mod passkeys;
mod profile;
mod projects;
mod rates;
mod report_pdf;
mod reports;
mod reports_by_page;
mod rest;
mod saved_reports;
mod sessions;
mod standing;
mod support;
mod tags;
mod time_entries;
mod timer;
mod timesheet;
mod tokens;
mod totp_code;
mod two_factor;
mod views_agree;
mod webhooks;
mod workspaces;
