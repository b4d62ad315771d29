//! Passkeys: adding and removing them, and signing in with one.

mod ceremonies;
pub mod relying_party;
pub mod service;
pub mod sql;
