//! Accounts: the use cases behind sign-up, sign-in, sign-out, the profile, and what makes an account its owner's.

pub mod deletion;
pub mod links;
pub mod ownership;
pub mod passwords;
pub mod service;
pub mod sql;
