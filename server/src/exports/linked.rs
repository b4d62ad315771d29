//! A report as a file for people without an account: what it says of itself, which is less than members are told.

use app::access::Actor;
use app::reports::shown::Shown;
use app::time_entries::query::EntryFilter;
use app::values::Formats;

use super::pdf::{About, Names};
use super::wanted::safe_name;
use crate::local_time::Zone;

/// What is known of such a report beside its entries.
#[derive(Debug)]
pub(crate) struct Linked {
    /// What the report is called.
    pub(crate) name: String,
    /// Whose it is: the workspace's name.
    pub(crate) workspace: String,
    /// What of it is shown.
    pub(crate) shown: Shown,
    /// How dates, times and amounts are written.
    pub(crate) formats: Formats,
}

impl Linked {
    /// What to call the report's file, but for what kind of file it is.
    pub(crate) fn stem(&self) -> String {
        safe_name(&self.name)
    }

    /// What the file says of itself: of the filter its days alone, since it may name people and more than is shown.
    pub(crate) fn about(self, sharer: &Actor, filter: &EntryFilter, made_at: i64) -> About {
        About {
            title: self.name,
            subtitle: Some(self.workspace),
            filter: EntryFilter {
                from: filter.from,
                to: filter.to,
                ..EntryFilter::default()
            },
            names: Names::default(),
            shown: self.shown,
            zone: Zone::named(&sharer.timezone),
            zone_name: Some(sharer.timezone.clone()),
            formats: self.formats,
            made_at,
        }
    }
}
