//! Lists of a backup, read record by record: of bounded length, and each record looked at before the next is read.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use uuid::Uuid;

use super::check;
use super::model::BackupLine;

/// The most tags of a time entry.
const TAGS: usize = 1_000;
/// The most lines of an invoice.
const LINES: usize = 10_000;

/// A list that is read.
pub(super) struct List<T, C> {
    most: usize,
    check: C,
    records: PhantomData<T>,
}

impl<T, C: FnMut(&T) -> Result<(), String>> List<T, C> {
    /// Of at most so many records, each of which passes `check`; its words say why one does not.
    pub(super) const fn new(most: usize, check: C) -> Self {
        let records = PhantomData;
        Self {
            most,
            check,
            records,
        }
    }
}

impl<'de, T, C> DeserializeSeed<'de> for List<T, C>
where
    T: Deserialize<'de>,
    C: FnMut(&T) -> Result<(), String>,
{
    type Value = Vec<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T, C> Visitor<'de> for List<T, C>
where
    T: Deserialize<'de>,
    C: FnMut(&T) -> Result<(), String>,
{
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut records = Vec::new();
        while let Some(record) = list.next_element::<T>()? {
            if records.len() == self.most {
                return Err(A::Error::custom(format!(
                    "a list has more than {} records",
                    self.most
                )));
            }
            (self.check)(&record).map_err(A::Error::custom)?;
            records.push(record);
        }
        Ok(records)
    }
}

/// The tags of a time entry.
///
/// # Errors
/// When they are no such list, or too many.
pub(super) fn tag_ids<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Uuid>, D::Error> {
    List::new(TAGS, |_: &Uuid| Ok(())).deserialize(deserializer)
}

/// The lines of an invoice.
///
/// # Errors
/// When they are no such list, too many, or one of them cannot be.
pub(super) fn lines<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<BackupLine>, D::Error> {
    List::new(LINES, check::line).deserialize(deserializer)
}
