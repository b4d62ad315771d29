//! Authentication: passwords, sessions, the throttle, the second look at who asks. Every road ends in an `Actor`.

pub mod confirm;
pub mod guessable;
pub mod pace;
pub mod password;
pub mod security_log;
pub mod session;
pub mod sql;
pub mod throttle;
