//! What of a team and of recent work is shown.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::{MAX_RECENT, MAX_TEAM, RecentWork, Team, TeamMember};
use crate::time_entries::WeekSummary;
use crate::values::{ProjectId, TagId, name_key};

/// Tracked today, in seconds.
#[must_use]
pub fn today_seconds(week: &WeekSummary) -> i64 {
    let today = week.days.iter().filter(|day| day.day == week.today);
    today
        .flat_map(|day| &day.parts)
        .map(|part| part.seconds)
        .sum()
}

/// The latest of each kind of work: the same description, project and tags are one. `work` begins with the latest.
#[must_use]
pub fn distinct(work: Vec<RecentWork>) -> Vec<RecentWork> {
    let mut known: HashSet<(String, Option<ProjectId>, Vec<TagId>)> = HashSet::new();
    let mut distinct = Vec::new();
    for one in work {
        let mut tags: Vec<TagId> = one.tags.iter().map(|tag| tag.id).collect();
        tags.sort_unstable();
        let project = one.project.as_ref().map(|project| project.id);
        // Neither says what it was.
        let says_nothing = one.description.is_empty() && project.is_none();
        let key = (name_key(&one.description), project, tags);
        if !says_nothing && known.insert(key) {
            distinct.push(one);
        }
        if distinct.len() == MAX_RECENT {
            break;
        }
    }
    distinct
}

/// The people with the most time, and how many are left out.
#[must_use]
pub fn team_of(mut people: Vec<TeamMember>, sees_capacity: bool) -> Team {
    people.sort_by_cached_key(|one| {
        (
            Reverse(one.seconds),
            name_key(&one.person.name),
            one.person.id,
        )
    });
    let others = people.len().saturating_sub(MAX_TEAM);
    people.truncate(MAX_TEAM);
    Team {
        people,
        others,
        sees_capacity,
    }
}

/// How full a bar of a thousand is; more than everything is everything.
#[must_use]
pub fn filled(seconds: i64, of: i64) -> i64 {
    crate::reports::rules::share(seconds, of).clamp(0, 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::PersonRef;
    use crate::projects::ProjectRef;
    use crate::tags::TagRef;
    use crate::time_entries::{EntryTotals, ProjectTime, WeekDay};
    use crate::values::{Colour, DateRange, TimeEntryId, UserId};
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn work(number: u128, description: &str, project: Option<u128>, tags: &[u128]) -> RecentWork {
        RecentWork {
            entry_id: TimeEntryId::from_uuid(Uuid::from_u128(number)),
            description: description.into(),
            project: project.map(|id| ProjectRef {
                id: ProjectId::from_uuid(Uuid::from_u128(id)),
                name: format!("Project {id}"),
                client_name: None,
                colour: Colour::Teal,
            }),
            tags: tags
                .iter()
                .map(|id| TagRef {
                    id: TagId::from_uuid(Uuid::from_u128(*id)),
                    name: id.to_string(),
                })
                .collect(),
        }
    }

    fn person(number: u128, seconds: i64) -> TeamMember {
        TeamMember {
            person: PersonRef {
                id: UserId::from_uuid(Uuid::from_u128(number)),
                name: format!("Person {number:02}"),
                picture_at: None,
            },
            seconds,
            capacity_seconds: None,
        }
    }

    #[test]
    fn work_is_known_by_what_it_says() {
        let list = vec![
            work(1, "Checkout", Some(1), &[1, 2]),
            work(2, "checkout", Some(1), &[2, 1]),
            work(3, "Checkout", Some(1), &[1]),
            work(4, "Checkout", Some(2), &[1]),
            work(5, "", None, &[1]),
            work(6, "", Some(1), &[]),
            work(7, "Checkout", None, &[]),
        ];
        let left: Vec<u128> = distinct(list)
            .iter()
            .map(|one| one.entry_id.uuid().as_u128())
            .collect();
        assert_eq!(left, [1, 3, 4, 6, 7]);
    }

    #[test]
    fn only_so_much_is_shown() {
        let list = (0..20)
            .map(|at| work(at, &at.to_string(), None, &[]))
            .collect();
        assert_eq!(distinct(list).len(), MAX_RECENT);
        let people = (0..13)
            .map(|at| person(at, i64::from(at == 12) * 60))
            .collect();
        let team = team_of(people, true);
        assert_eq!((team.people.len(), team.others), (MAX_TEAM, 3));
        assert_eq!(team.people[0].person.name, "Person 12");
        assert_eq!(team.people[1].person.name, "Person 00");
        assert_eq!(team_of(vec![person(1, 0)], false).others, 0);
    }

    #[test]
    fn today_is_one_of_the_days() {
        let from = date(2026, 11, 16);
        let part = |seconds| ProjectTime {
            project: None,
            seconds,
        };
        let week = WeekSummary {
            range: DateRange::new(from, date(2026, 11, 22)).unwrap(),
            today: date(2026, 11, 20),
            days: vec![
                WeekDay {
                    day: from,
                    parts: vec![part(9)],
                },
                WeekDay {
                    day: date(2026, 11, 20),
                    parts: vec![part(1), part(2)],
                },
            ],
            projects: Vec::new(),
            totals: EntryTotals::default(),
        };
        assert_eq!(today_seconds(&week), 3);
    }

    proptest! {
        #[test]
        fn a_bar_stays_in_its_frame(seconds in any::<i64>(), of in any::<i64>()) {
            prop_assert!((0..=1000).contains(&filled(seconds, of)));
        }
    }
}
