//! What a report is asked for, understood: which entries, in whose days.

use app::access::Actor;
use app::error::AppError;
use app::reports::rules::with_days;
use app::time_entries::EntryQuery;
use app::time_entries::query::{EntryFilter, Whose};
use app::values::{Date, UserId, add_days};

use crate::local_time::Zone;
use crate::time_entries::service::scope;
use crate::time_entries::sql::Clause;

/// The entries of a report.
#[derive(Debug)]
pub(crate) struct ReportAsk {
    /// Days and filters; nobody named is everybody.
    pub(crate) filter: EntryFilter,
    /// One person's time, or everybody's for `None`.
    pub(crate) whose: Option<UserId>,
    /// Which entries.
    pub(crate) clause: Clause,
    /// The instants between which they start, as far as the filter says.
    pub(crate) bounds: (Option<i64>, Option<i64>),
    /// Today in the reader's time zone.
    pub(crate) today: Date,
}

impl ReportAsk {
    /// Reads a query as the actor means it at `now`: without a person everybody's time, without days this month's.
    ///
    /// # Errors
    /// The fields that cannot be understood.
    pub(crate) fn read(actor: &Actor, query: EntryQuery, now: i64) -> Result<Self, AppError> {
        let zone = Zone::named(&actor.timezone);
        let today = zone.day(now);
        let mut filter = with_days(query).parse(today, actor.week_start)?;
        if filter.whose == Whose::Own {
            filter.whose = Whose::Everybody;
        }
        let whose = scope(actor, filter.whose);
        let clause = Clause::entries(actor.workspace_id, whose, &filter, &zone);
        let bounds = (
            filter.from.map(|day| zone.start_of(day)),
            filter.to.map(|day| zone.start_of(add_days(day, 1))),
        );
        Ok(Self {
            filter,
            whose,
            clause,
            bounds,
            today,
        })
    }
}
