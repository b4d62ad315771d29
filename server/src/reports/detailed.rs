//! The detailed report: a page of entries, and the groups they are in.
//!
//! Groups of time follow from the order of the entries. Any other group is a walk of its own, so that a page is found by
//! the index in each: the group that the page before ended in, those that fit as a whole (by their counts, which the sums
//! know), and the first that does not. That is three walks, however many groups and entries there are.

mod sections;
mod walks;

use app::access::Actor;
use app::error::AppError;
use app::reports::detailed::{Detailed, PageQuery};
use app::reports::{Dimension, Group, GroupKey};
use app::time_entries::{EntryQuery, EntryTotals};
use app::values::name_key;

use self::sections::{Reading, by_time, page_before};
use self::walks::{in_groups, newest_first};
use super::ask::ReportAsk;
use super::service::{in_words, people_for, sum_up};
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
use crate::time_entries::show::choice;
use crate::time_entries::sql::{Colleague, load_totals};

impl Services {
    /// A page of the entries that the query lets through and the actor may see.
    pub(super) async fn show_detailed(
        &self,
        actor: &Actor,
        query: EntryQuery,
        page: &PageQuery,
    ) -> Result<Detailed, AppError> {
        let wanted = page.parse()?;
        let ask = ReportAsk::read(actor, query, self.now())?;
        let mut tx = self.db.read().await?;
        let people = people_for(&mut tx, actor).await?;
        let (groups, totals) = groups_of(&mut tx, actor, &ask, wanted.group_by, &people).await?;
        let reading = Reading {
            actor,
            zone: Zone::named(&actor.timezone),
            is_own: ask.whose == Some(actor.user_id),
            people: &people,
        };
        let (sections, next) = match wanted.group_by {
            Some(by) if !by.is_time() => {
                let groups = in_order_of_names(groups);
                let (found, next) = in_groups(&mut tx, &ask, &wanted, by, groups).await?;
                (reading.sections(&mut tx, found).await?, next)
            }
            by => {
                let (found, next) = newest_first(&mut tx, &ask, &wanted).await?;
                let sections = reading.sections(&mut tx, vec![found]).await?;
                let sections = match by {
                    Some(by) => {
                        let before = page_before(&wanted, &reading.zone)?;
                        by_time(by, actor.week_start, groups, sections, before)
                    }
                    None => sections,
                };
                (sections, next)
            }
        };
        Ok(Detailed {
            range: ask.filter.range(),
            today: ask.today,
            week_start: actor.week_start,
            group_by: wanted.group_by,
            sections,
            totals,
            next,
            people: people.into_iter().map(choice).collect(),
        })
    }
}

/// The groups, and everything in all; without a grouping, that alone.
async fn groups_of(
    tx: &mut Tx,
    actor: &Actor,
    ask: &ReportAsk,
    by: Option<Dimension>,
    people: &[Colleague],
) -> Result<(Vec<Group>, EntryTotals), AppError> {
    let Some(by) = by else {
        let totals = load_totals(tx, &ask.clause, actor.currency).await?;
        return Ok((Vec::new(), totals));
    };
    let sums = sum_up(tx, actor, &ask.clause, ask.bounds, &[by], people).await?;
    Ok((sums.groups, sums.totals))
}

/// By name, which stays while time is added; what has none is the last.
fn in_order_of_names(mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by_cached_key(|group| {
        let is_none = group.key == GroupKey::None;
        let note = group.note.clone();
        (is_none, name_key(&group.name), note, in_words(&group.key))
    });
    groups
}
