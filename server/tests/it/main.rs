//! Services and server functions over real HTTP, on SQLite and on PostgreSQL.

mod accounts;
mod clients;
mod events;
mod exports;
mod http;
mod imports;
mod projects;
mod support;
mod tags;
mod time_entries;
mod timer;
mod workspaces;
