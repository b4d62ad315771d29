//! The calendar on the server: what lies in some days, and moving an entry.

mod service;
