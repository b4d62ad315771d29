//! Backups: a workspace as one JSON file of any size, the way back from it, and clearing what was tracked and organised.
//!
//! Out: `export` (records, one a line). In: [`crate::uploads`] (pieces) → `reader` (bytes) → `parse` (records, each looked
//! at by `check`) → `scan` (a thread of its own) → `survey` (nothing twice) → `merge` and `entries` (what is new here) →
//! `restore` (one transaction).

mod check;
mod clearing;
mod entries;
pub mod export;
pub mod http;
pub mod instants;
mod lists;
mod merge;
pub mod model;
mod names;
mod parse;
mod people;
mod reader;
mod relabelling;
mod restore;
mod scan;
mod sql;
mod survey;

pub use parse::{Sink, read_backup};
