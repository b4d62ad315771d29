//! Data: exports and imports on one page of the workspace's settings.

pub mod data_page;
pub mod export_card;
pub mod import_card;
pub mod import_report;
