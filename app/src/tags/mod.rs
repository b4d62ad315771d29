//! Tags: labels of time entries, shown as `#meetings`, stored without the `#`.

pub mod list_page;
pub mod rules;
pub mod server_fns;
pub mod tag_dialogs;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::error::AppError;
use crate::values::TagId;

/// The address of the list of tags.
pub const LIST_PATH: &str = "/tags";

/// A tag of the workspace with its use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Without `#`; unique in the workspace, ignoring case.
    pub name: String,
    /// Time entries that carry it.
    pub uses: i64,
}

/// A tag as a row or a selector names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TagRef {
    /// Its id.
    pub id: TagId,
    /// Without `#`.
    pub name: String,
}

/// What can be done with tags.
#[async_trait]
pub trait Tags: Send + Sync {
    /// The workspace's tags by name.
    async fn list_tags(&self, actor: &Actor) -> Result<Vec<Tag>, AppError>;
    /// Adds a tag; a leading `#` is dropped.
    async fn create_tag(&self, actor: &Actor, name: String) -> Result<TagId, AppError>;
    /// Renames a tag everywhere.
    async fn rename_tag(&self, actor: &Actor, id: TagId, name: String) -> Result<(), AppError>;
    /// Deletes a tag and takes it off its entries; refused while on a locked one.
    async fn delete_tag(&self, actor: &Actor, id: TagId) -> Result<(), AppError>;
}
