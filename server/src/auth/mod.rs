//! Authentication: passwords, sessions, the throttle. Every road ends in an `Actor`.

pub mod password;
pub mod session;
pub mod sql;
pub mod throttle;
