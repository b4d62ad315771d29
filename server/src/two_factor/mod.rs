//! Two-factor authentication: time-based codes, recovery codes, and the second step of signing in.

pub mod codes;
pub mod qr;
pub mod service;
pub mod sign_in;
pub mod sql;
pub mod totp;
