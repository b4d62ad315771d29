//! API tokens: making, listing and ending them, and who a token stands for.

mod bearer;
mod service;
pub mod sql;

pub(crate) use bearer::hash_token;
pub use bearer::{Bearer, TokenHash};
