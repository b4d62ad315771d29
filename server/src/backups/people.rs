//! Whose time a backup holds, and who of them is here: by account, then by address.

use std::collections::{HashMap, HashSet};

use app::accounts::rules::email_key;
use app::members::MemberTerms;
use app::values::UserId;
use uuid::Uuid;

use super::model::BackupMember;

/// So many strangers are named, which is everybody of any file that people made; of more it is said how many they are.
const NAMED: usize = 1_000;

/// Somebody an entry here may belong to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Person {
    /// Their account.
    pub(super) id: Uuid,
    /// Their address, as it is compared.
    pub(super) email_key: String,
}

/// Who is who.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    /// The account here by the one in the file; `None` is nobody who is known here.
    here: HashMap<Uuid, Option<Uuid>>,
    /// Who is not here: name and address, in the file's order.
    strangers: Vec<(Uuid, String)>,
    /// Members whose capacity, cost or rate the file has otherwise.
    pub(super) terms: Vec<(UserId, MemberTerms)>,
}

impl People {
    /// Looks for the file's people among those that are `known` here; `members` are those who belong here.
    pub(super) fn find(file: &[BackupMember], members: &[BackupMember], known: &[Person]) -> Self {
        let by_id: HashMap<Uuid, Uuid> = known.iter().map(|each| (each.id, each.id)).collect();
        let by_email: HashMap<&str, Uuid> = known
            .iter()
            .rev()
            .map(|each| (each.email_key.as_str(), each.id))
            .collect();
        let members: HashMap<Uuid, &BackupMember> =
            members.iter().map(|member| (member.id, member)).collect();
        let mut people = Self::default();
        let mut changed = HashSet::new();
        for member in file {
            let key = email_key(&member.email);
            let found = by_id.get(&member.id).or_else(|| by_email.get(key.as_str()));
            people.here.insert(member.id, found.copied());
            let Some(user) = found.copied() else {
                let words = format!("{} ({})", member.name, member.email);
                people.strangers.push((member.id, words));
                continue;
            };
            // Of who had left, the file has neither.
            let here = members.get(&user).filter(|_| member.role.is_some());
            let terms = terms_of(member);
            if here.is_some_and(|here| here.role.is_some() && terms_of(here) != terms)
                && changed.insert(user)
            {
                people.terms.push((UserId::from_uuid(user), terms));
            }
        }
        people
    }

    /// Who this is here.
    pub(super) fn get(&self, in_file: Uuid) -> Option<Uuid> {
        self.here.get(&in_file).copied().flatten()
    }

    /// Counts a new entry of somebody who is not here.
    pub(super) fn adopt(&self, adopted: &mut HashMap<Uuid, i64>, in_file: Uuid) {
        // Whom the file does not name either are counted together: they may be as many as its entries.
        let author = self.here.get(&in_file).map_or(Uuid::nil(), |_| in_file);
        *adopted.entry(author).or_default() += 1;
    }

    /// Says whose entries became the importer's, by how many those are.
    pub(super) fn notes(&self, adopted: &HashMap<Uuid, i64>) -> Vec<String> {
        let strangers: Vec<(&str, i64)> = self
            .strangers
            .iter()
            .filter_map(|(id, words)| Some((words.as_str(), *adopted.get(id)?)))
            .collect();
        let mut notes: Vec<String> = strangers
            .iter()
            .take(NAMED)
            .map(|(who, count)| {
                format!(
                    "{who} does not belong to this workspace: {} yours.",
                    becomes("their", *count)
                )
            })
            .collect();
        if let Some(count) = adopted.get(&Uuid::nil()) {
            notes.push(format!(
                "Some are of nobody the file names: {} yours.",
                becomes("their", *count)
            ));
        }
        let more = strangers.len().saturating_sub(NAMED);
        if more > 0 {
            let count = strangers.iter().skip(NAMED).map(|(_, count)| count).sum();
            notes.push(format!(
                "{more} more do not belong to this workspace: {} yours.",
                becomes("their", count)
            ));
        }
        notes
    }
}

fn terms_of(member: &BackupMember) -> MemberTerms {
    MemberTerms {
        weekly_capacity_seconds: member.weekly_capacity_seconds,
        internal_cost_cents: member.internal_cost_cents,
        hourly_rate_cents: member.hourly_rate_cents,
    }
}

fn becomes(whose: &str, count: i64) -> String {
    match count {
        1 => format!("{whose} 1 new time entry becomes"),
        _ => format!("{whose} {count} new time entries become"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: u128, email: &str, role: Option<&str>, cost: Option<i64>) -> BackupMember {
        BackupMember {
            id: Uuid::from_u128(id),
            name: "Ada".to_owned(),
            email: email.to_owned(),
            role: role.map(str::to_owned),
            weekly_capacity_seconds: None,
            internal_cost_cents: cost,
            hourly_rate_cents: None,
        }
    }

    fn person(id: u128, email_key: &str) -> Person {
        let (id, email_key) = (Uuid::from_u128(id), email_key.to_owned());
        Person { id, email_key }
    }

    #[test]
    fn ids_come_before_addresses_and_terms_are_members_alone() {
        let known = [
            person(1, "a@example.com"),
            person(2, "b@example.com"),
            person(3, "c@example.com"),
        ];
        let members = [
            member(1, "a@example.com", Some("owner"), Some(100)),
            member(2, "b@example.com", Some("member"), None),
            member(3, "c@example.com", None, None),
        ];
        let file = [
            member(1, "b@example.com", Some("owner"), Some(100)),
            member(7, "B@example.com", Some("manager"), Some(500)),
            member(3, "c@example.com", Some("member"), Some(900)),
        ];
        let people = People::find(&file, &members, &known);
        assert_eq!(people.get(Uuid::from_u128(1)), Some(Uuid::from_u128(1)));
        assert_eq!(people.get(Uuid::from_u128(7)), Some(Uuid::from_u128(2)));
        assert_eq!(
            people.terms,
            [(UserId::from_uuid(Uuid::from_u128(2)), terms_of(&file[1]))]
        );
    }

    #[test]
    fn the_first_strangers_are_named_and_the_others_counted() {
        let all = NAMED as u128 + 10;
        let file: Vec<BackupMember> = (0..all)
            .map(|n| member(n, &format!("p{n}@example.com"), None, None))
            .collect();
        let people = People::find(&file, &[], &[]);
        let adopted = (1..all)
            .map(|n| (Uuid::from_u128(n), i64::try_from(n).unwrap()))
            .collect();
        let notes = people.notes(&adopted);
        assert_eq!(notes.len(), NAMED + 1);
        assert!(
            notes[0].starts_with("Ada (p1@example.com) does not belong")
                && notes[0].contains("their 1 new time entry")
        );
        assert!(
            notes[NAMED].starts_with("9 more") && notes[NAMED].contains("9045 new time entries")
        );
    }
}
