//! Plans, seats and payment: the Owner's choices, the provider behind them, its news, and the grace after a failed renewal.

pub mod events;
pub mod grace;
pub mod http;
pub mod operator;
pub mod provider;
pub mod service;
pub mod sql;
pub mod stripe;
