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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backups::model::BackupTag;

    fn tag(id: u128, name: &str) -> BackupTag {
        BackupTag {
            id: Uuid::from_u128(id),
            name: name.to_owned(),
            created_at: 1,
            updated_at: 1,
        }
    }

    /// Every name is found in a step or two, however many want the same one.
    #[test]
    fn many_of_one_name_are_told_apart_at_once() {
        const MANY: u32 = 2_000;
        // The longest ones differ where they are cut off.
        let long = "x".repeat(94);
        let mut names = Names::taken(std::iter::empty::<&BackupTag>());
        let given: HashSet<String> = (0..MANY)
            .map(|n| match n % 2 {
                0 => names.take(&tag(n.into(), "x")),
                _ => names.take(&tag(n.into(), &format!("{long}{:06}", n / 4))),
            })
            .collect();
        assert_eq!(given.len(), 2_000);
        assert!(given.iter().all(|name| name.chars().count() <= 100));
        assert!(given.contains("x (1000)"));
        let tried: u32 = names.numbers.values().map(|last| last - 1).sum();
        assert!(tried <= MANY, "{tried} numbers tried for {MANY} names");
    }

    /// Numbers that are taken already are gone over once, not again for every name.
    #[test]
    fn numbers_that_are_taken_are_tried_once() {
        let here: Vec<BackupTag> = (2..1_000)
            .map(|n| tag(n, &format!("x ({n})")))
            .chain([tag(1, "x")])
            .collect();
        let mut names = Names::taken(here.iter());
        for n in 1_000..2_000_u128 {
            assert_eq!(names.take(&tag(n, "x")), format!("x ({n})"));
        }
        assert_eq!(names.numbers[&tag(0, "x").key("x")], 1_999);
    }
}
