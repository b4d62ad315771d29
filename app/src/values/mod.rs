//! The words every feature speaks: ids, money, durations, days, weeks, colours and names, all pure.
//!
//! Nothing here reads a clock or a time zone: "today" is always an argument, so that the browser and the
//! server come to the same answer.

mod amounts;
mod colour;
mod currency;
mod date_range;
mod day;
mod duration;
mod formats;
mod ids;
mod money;
mod money_input;
mod period;
mod rounding;
mod text;
mod time_of_day;
mod week;

pub use amounts::*;
pub use colour::*;
pub use currency::*;
pub use date_range::*;
pub use day::*;
pub use duration::*;
pub use formats::*;
pub use ids::*;
pub use money::*;
pub use money_input::*;
pub use period::*;
pub use rounding::*;
pub use text::*;
pub use time_of_day::*;
pub use week::*;
