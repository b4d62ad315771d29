//! Data: exports and imports on one page of the workspace's settings.

pub mod data_page;
pub mod date_order;
pub mod export_card;
pub mod export_wish;
pub mod import_card;
pub mod import_report;
pub mod import_wish;
pub mod map_columns;
pub mod read_again;
