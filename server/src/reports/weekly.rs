//! The weekly report: groups by day, and each day by itself.

use std::collections::BTreeMap;

use app::access::Actor;
use app::error::AppError;
use app::reports::weekly::{Weekly, parse_rows};
use app::reports::{Dimension, Summary};
use app::time_entries::EntryQuery;

use super::ask::ReportAsk;
use super::service::{people_for, sum_up};
use crate::db::Tx;
use crate::services::Services;
use crate::time_entries::show::choice;

impl Services {
    /// Time by project, person, client or tag, and by day.
    pub(super) async fn show_weekly(
        &self,
        actor: &Actor,
        query: EntryQuery,
        group_by: &str,
    ) -> Result<Weekly, AppError> {
        let by = parse_rows(group_by)?;
        let ask = ReportAsk::read(actor, query, self.now())?;
        let mut tx = self.db.read().await?;
        sum_weeks(&mut tx, actor, &ask, by).await
    }
}

/// Puts together what the ask lets through, by this and by day.
pub(crate) async fn sum_weeks(
    tx: &mut Tx,
    actor: &Actor,
    ask: &ReportAsk,
    by: Dimension,
) -> Result<Weekly, AppError> {
    let people = people_for(tx, actor).await?;
    let group_by = vec![by, Dimension::Day];
    let sums = sum_up(tx, actor, &ask.clause, ask.bounds, &group_by, &people).await?;
    // By themselves, since an entry with two tags is in two groups.
    let days = sum_up(
        tx,
        actor,
        &ask.clause,
        ask.bounds,
        &[Dimension::Day],
        &people,
    )
    .await?;
    Ok(Weekly {
        summary: Summary {
            range: ask.filter.range(),
            today: ask.today,
            week_start: actor.week_start,
            group_by,
            groups: sums.groups,
            totals: sums.totals,
            people: people.into_iter().map(choice).collect(),
            budgets: BTreeMap::new(),
        },
        days: days.groups,
    })
}
