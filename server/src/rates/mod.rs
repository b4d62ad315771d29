//! Rates: saved entries that follow a changed rate of their project, their member or their workspace.

mod change;
mod service;
mod sql;

pub(crate) use change::RateChange;
