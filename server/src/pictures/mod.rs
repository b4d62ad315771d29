//! People's pictures: made small and plain on the way in, shown to those who share a workspace.

pub mod http;
pub mod portrait;
mod service;
pub mod sql;
