//! Workspaces: making, changing and switching them, and the frame around every page.

pub mod service;
pub mod sql;
