//! Workspaces: making, changing, switching and deleting them, and the frame around every page.

mod deletion;
pub mod service;
pub mod sql;
