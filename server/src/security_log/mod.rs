//! The account's own log as its owner reads it. How a line is written: `auth/security_log.rs`.

mod service;
pub mod sql;
