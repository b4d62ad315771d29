//! The SQL of projects; always within one workspace.

mod list;
mod rates;
pub mod records;
pub(crate) mod rows;
mod write;

pub use list::{
    ProjectState, count_uses, find_project_by_name, list_choices, list_projects, load_project,
};
pub use rates::{relabel_client, relabel_project_entries, relabel_workspace};
pub use write::{
    Kept, archive_project, count_projects, delete_project, insert_project, update_project,
};
