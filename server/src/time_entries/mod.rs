//! Time entries on the server: adding, changing, listing and deleting what was tracked.
//!
//! Others that make entries (the timer's save, imports, the demo) call, inside their own transaction,
//! `sql::insert_time_entry(&mut tx, workspace_id, &sql::NewEntryRow { … })`: it writes the row and its tags and checks
//! nothing, so project and tags have to be of that workspace (the database refuses others), and the caller records and
//! announces what it did. Readers of filtered entries (exports) build their condition with
//! `sql::Clause::entries(workspace_id, Some(user_id), &filter, &zone)` and bind it with `bind_values!`.

pub(crate) mod direct;
mod edit;
mod notes;
pub(crate) mod records;
pub(crate) mod service;
mod several;
pub(crate) mod show;
pub(crate) mod spans;
pub(crate) mod sql;
mod times;
