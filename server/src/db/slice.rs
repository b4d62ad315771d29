//! A part of a list in the order of its ids: right while rows are added, wherever the next one begins.

use uuid::Uuid;

/// Which part.
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// The last id of the part before.
    pub after: Option<Uuid>,
    /// At most so many.
    pub limit: i64,
}

impl Slice {
    /// A page of `limit` things after this one, and one more if there is another page.
    #[must_use]
    pub fn page(after: Option<Uuid>, limit: usize) -> Self {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Self {
            after,
            limit: limit.saturating_add(1),
        }
    }

    /// What the ids of this part are greater than.
    #[must_use]
    pub fn above(self) -> Uuid {
        self.after.unwrap_or_default()
    }
}
