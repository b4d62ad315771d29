//! Names that are given out once each, however many records want the same one.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::merge::Named;

/// What collides: a name, compared, within its scope.
pub(super) type Key = (Option<Uuid>, String);

/// The names that are gone, and how to find the next one in a step or two.
pub(super) struct Names {
    taken: HashSet<Key>,
    /// The number given last behind each name.
    numbers: HashMap<Key, u32>,
}

impl Names {
    /// Those of these records are gone.
    pub(super) fn taken<'a, T: Named + 'a>(records: impl Iterator<Item = &'a T>) -> Self {
        Self {
            taken: records.map(|record| record.key(record.name())).collect(),
            numbers: HashMap::new(),
        }
    }

    /// The record's name if it is free, or else with a number behind it; what is too long with it loses its end.
    pub(super) fn take<T: Named>(&mut self, record: &T) -> String {
        /// Characters of a number: a space, two brackets, nine digits.
        const NUMBER: usize = 12;
        if self.taken.insert(record.key(record.name())) {
            return record.name().to_owned();
        }
        let stem: String = record.name().chars().take(T::LONGEST - NUMBER).collect();
        let stem = stem.trim_end();
        let number = self.numbers.entry(record.key(stem)).or_insert(1);
        loop {
            *number += 1;
            let name = format!("{stem} ({number})");
            if self.taken.insert(record.key(&name)) {
                return name;
            }
        }
    }
}
