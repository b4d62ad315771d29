//! Rates: which of project, member and workspace says what an hour is worth, and which saved entries a new rate is for.

pub mod reach_fields;
pub mod rules;
