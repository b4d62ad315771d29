//! Accounts: the use cases behind sign-up, sign-in, sign-out and the profile.

pub mod service;
pub mod sql;
