//! A first look through a backup's time entries: whether one stands in it twice, and how much they come to. Of each entry
//! sixteen bytes are kept, so that a backup of millions needs some megabytes.

use std::hash::RandomState;
use std::hash::{BuildHasher, Hash};

use app::values::amount_cents;
use uuid::Uuid;

use super::model::BackupEntry;
use super::scan::Take;

/// The most that all entries together may last (in seconds) or cost (in minor units): what the database can add up.
const MOST: i128 = 1_000_000_000_000_000_000;

/// Marks that stand for ids and import keys: keyed hashes of 64 bits, sorted once the file was read.
#[derive(Debug, Default)]
pub(super) struct Survey {
    hasher: RandomState,
    ids: Vec<u64>,
    keys: Vec<u64>,
    seconds: i128,
    cents: i128,
}

impl Survey {
    /// How many entries there are.
    pub(super) fn count(&self) -> i64 {
        i64::try_from(self.ids.len()).unwrap_or(i64::MAX)
    }

    /// Whether the file names an entry of this id.
    pub(super) fn holds(&self, id: Uuid) -> bool {
        self.ids.binary_search(&self.mark(id)).is_ok()
    }

    /// Finds, on a second reading, what stands in the file twice; `None` if nothing does.
    pub(super) fn repetition(&self) -> Option<Repetition> {
        let doubled = |marks: &[u64]| {
            let pair = marks.windows(2).find(|pair| pair[0] == pair[1]);
            pair.map(|pair| pair[0])
        };
        let (id, key) = (doubled(&self.ids), doubled(&self.keys));
        (id.is_some() || key.is_some()).then(|| Repetition {
            hasher: self.hasher.clone(),
            id,
            key,
            seen_id: false,
            seen_key: false,
        })
    }

    fn mark(&self, value: impl Hash) -> u64 {
        self.hasher.hash_one(value)
    }
}

impl Take for Survey {
    fn take(&mut self, entry: BackupEntry) -> Result<(), String> {
        self.ids.push(self.mark(entry.id));
        if let Some(key) = &entry.import_key {
            self.keys.push(self.mark(key.as_str()));
        }
        self.seconds += i128::from(entry.seconds);
        self.cents += i128::from(amount_cents(entry.seconds, entry.hourly_rate_cents));
        if self.seconds.max(self.cents) > MOST {
            return Err("its time entries are too long or cost too much to be added up".to_owned());
        }
        Ok(())
    }

    fn end(&mut self) {
        self.ids.sort_unstable();
        self.keys.sort_unstable();
    }
}

/// Refuses the second entry with the same mark, where it stands.
#[derive(Debug)]
pub(super) struct Repetition {
    hasher: RandomState,
    id: Option<u64>,
    key: Option<u64>,
    seen_id: bool,
    seen_key: bool,
}

impl Take for Repetition {
    fn take(&mut self, entry: BackupEntry) -> Result<(), String> {
        if self.id == Some(self.hasher.hash_one(entry.id))
            && std::mem::replace(&mut self.seen_id, true)
        {
            return Err(format!("the time entry {} stands in it twice", entry.id));
        }
        if let Some(key) = &entry.import_key
            && self.key == Some(self.hasher.hash_one(key.as_str()))
            && std::mem::replace(&mut self.seen_key, true)
        {
            return Err(format!(
                "the time entry {} has the import_key of another one",
                entry.id
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: u128, key: Option<&str>) -> BackupEntry {
        BackupEntry {
            id: Uuid::from_u128(id),
            user_id: Uuid::nil(),
            project_id: None,
            description: String::new(),
            started_at: 0,
            ended_at: 3600,
            seconds: 3600,
            billable: true,
            hourly_rate_cents: 9000,
            internal_cost_cents: None,
            tag_ids: Vec::new(),
            invoice_id: None,
            invoice_line: None,
            import_key: key.map(str::to_owned),
            created_at: 0,
            updated_at: 0,
        }
    }

    fn survey(entries: &[BackupEntry]) -> Survey {
        let mut survey = Survey::default();
        for entry in entries {
            survey.take(entry.clone()).unwrap();
        }
        survey.end();
        survey
    }

    #[test]
    fn what_stands_there_once_is_found_and_never_doubled() {
        let survey = survey(&[entry(3, Some("a")), entry(1, None), entry(2, Some("b"))]);
        assert!(survey.holds(Uuid::from_u128(1)) && !survey.holds(Uuid::from_u128(4)));
        assert!(survey.repetition().is_none());
    }

    #[test]
    fn the_second_of_two_is_pointed_at() {
        for (entries, words) in [
            (
                [entry(1, None), entry(2, None), entry(1, None)],
                "stands in it twice",
            ),
            (
                [entry(1, Some("a")), entry(2, None), entry(3, Some("a"))],
                "the import_key of another",
            ),
        ] {
            let mut repetition = survey(&entries).repetition().unwrap();
            let [first, second, third] = entries;
            repetition.take(first).unwrap();
            repetition.take(second).unwrap();
            let error = repetition.take(third).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn sums_stay_within_what_the_database_adds_up() {
        let mut survey = Survey::default();
        let dear = BackupEntry {
            hourly_rate_cents: 900_000_000_000_000_000,
            ..entry(1, None)
        };
        survey.take(dear.clone()).unwrap();
        assert!(survey.take(dear).is_err());
    }
}
