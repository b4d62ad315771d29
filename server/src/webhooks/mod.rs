//! Webhooks: events are written down for them with the change (`queue`), and sent afterwards (`deliver`), signed, to public
//! addresses only (`network`), again and again until they are taken or given up (`schedule`).

mod deliver;
mod network;
mod queue;
pub mod records;
mod schedule;
mod sender;
mod service;
pub mod sql;
mod wishes;
mod worker;

pub use network::{Lookup, is_public};
pub use schedule::{GIVE_UP_FAILURES, GIVE_UP_SECONDS, MAX_ATTEMPTS};
pub use sender::Sender;
pub use wishes::WebhookWish;
pub use worker::run;

/// What the server's key seals the secrets of webhooks for.
const PURPOSE: &str = "webhook";
