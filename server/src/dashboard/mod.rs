//! The dashboard on the server: put together from the week, the last entries and the team's sums.

mod service;
mod sql;
