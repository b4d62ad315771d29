//! HTTP around the pages: the accept loop, headers, sessions, assets, health.

pub mod assets;
pub mod cookies;
pub mod guard;
pub mod headers;
pub mod health;
pub mod listener;
pub mod origin;
pub mod reply;
pub(crate) mod turns;
pub mod upload;
