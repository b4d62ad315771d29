//! Sessions: the use cases of their owner and their SQL. How a session begins and is found: `auth/session.rs`.

mod service;
pub mod sql;

pub(crate) use service::moment;
