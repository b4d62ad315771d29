//! Saved reports: a report's parameters under a name, and links that show one to people without an account.

pub mod list_page;
pub mod report_bar;
pub mod report_dialogs;
pub mod rules;
pub mod server_fns;
pub mod share_dialog;
pub mod shared;
pub mod shared_page;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::{Actor, Permission};
use crate::error::AppError;
use crate::reports::Dimension;
use crate::reports::address::{DETAILED_PATH, PATH, PROFIT_PATH, WEEKLY_PATH};
use crate::secret::never_printed;
use crate::values::{Date, Period, SavedReportId};

/// The address of the list of saved reports.
pub const LIST_PATH: &str = "/reports/saved";

/// Which of the report pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// Time and amounts by one or two groupings.
    Summary,
    /// The entries themselves, in groups or not.
    Detailed,
    /// By one grouping, and by the days of each week.
    Weekly,
    /// What time earned and cost.
    Profitability,
}

impl ReportKind {
    /// Each of them.
    pub const ALL: [Self; 4] = [
        Self::Summary,
        Self::Detailed,
        Self::Weekly,
        Self::Profitability,
    ];

    /// As the database and forms spell it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Detailed => "detailed",
            Self::Weekly => "weekly",
            Self::Profitability => "profitability",
        }
    }

    /// As shown.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Detailed => "Detailed",
            Self::Weekly => "Weekly",
            Self::Profitability => "Profitability",
        }
    }

    /// The page's address.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Summary => PATH,
            Self::Detailed => DETAILED_PATH,
            Self::Weekly => WEEKLY_PATH,
            Self::Profitability => PROFIT_PATH,
        }
    }

    /// What it takes to see anything on that page.
    #[must_use]
    pub const fn needs(self) -> Option<Permission> {
        match self {
            Self::Summary | Self::Detailed | Self::Weekly => None,
            Self::Profitability => Some(Permission::ReadCosts),
        }
    }

    /// Whether people without an account may be shown it: never what time cost.
    #[must_use]
    pub const fn is_shareable(self) -> bool {
        match self {
            Self::Summary | Self::Detailed | Self::Weekly => true,
            Self::Profitability => false,
        }
    }

    /// The kind spelled `slug`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// The days of a saved report: those of a period move on with the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedDays {
    /// Relative to the day it is looked at.
    Period(Period),
    /// Always the same: the first and the last, as far as they are named.
    Fixed(Option<Date>, Option<Date>),
}

/// A saved report as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedReport {
    /// Its id.
    pub id: SavedReportId,
    /// Its name.
    pub name: String,
    /// Which page shows it.
    pub kind: ReportKind,
    /// The page's parameters, in the order in which they are always written.
    pub params: String,
    /// Its days.
    pub days: SavedDays,
    /// By what it is grouped.
    pub group_by: Vec<Dimension>,
    /// Who saved it.
    pub creator: String,
    /// Whether a link leads to it.
    pub is_shared: bool,
    /// Whether the reader may rename, change and delete it.
    pub may_change: bool,
    /// Its link, for who may share reports or revoke links.
    pub share: Option<Share>,
}

impl SavedReport {
    /// Its page.
    #[must_use]
    pub fn href(&self) -> String {
        rules::report_href(self.kind, &self.params, Some(self.id))
    }
}

/// A link to a report, as those see it who may make one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The whole address.
    pub url: String,
    /// Who made it, and as whom the report is read.
    pub sharer: String,
    /// Its last day, in the time zone of who made it.
    pub expires_on: Option<Date>,
    /// Why it leads nowhere at present, if it does not.
    pub fault: Option<ShareFault>,
    /// Whether a password is asked for.
    pub has_password: bool,
    /// Whether amounts are shown.
    pub shows_amounts: bool,
    /// Whether people are named.
    pub shows_people: bool,
}
never_printed!(Share);

/// Why a link leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareFault {
    /// Its last day is over.
    Expired,
    /// Who made it may no longer share reports, or the plan has no links.
    NotAllowed,
}

/// The form of a report that is to be saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedReportForm {
    /// What to call it.
    #[serde(default)]
    pub name: String,
    /// A [`ReportKind`]'s slug.
    #[serde(default)]
    pub kind: String,
    /// What stands behind the `?` of the page's address.
    #[serde(default)]
    pub params: String,
}

/// The form of a link.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareForm {
    /// Which saved report.
    #[serde(default)]
    pub id: String,
    /// The last day on which the link works, `2026-11-30`; empty is for good.
    #[serde(default)]
    pub expires_on: String,
    /// What readers have to enter; empty leaves it as it is.
    #[serde(default)]
    pub password: String,
    /// `true` to ask for no password any more.
    #[serde(default)]
    pub without_password: String,
    /// `true` to show amounts.
    #[serde(default)]
    pub amounts: String,
    /// `true` to name people.
    #[serde(default)]
    pub people: String,
}
never_printed!(ShareForm);

/// What can be done with saved reports.
#[async_trait]
pub trait SavedReports: Send + Sync {
    /// The workspace's saved reports by name, as far as the actor may see what they show.
    async fn list_saved_reports(&self, actor: &Actor) -> Result<Vec<SavedReport>, AppError>;
    /// One of them.
    async fn load_saved_report(
        &self,
        actor: &Actor,
        id: SavedReportId,
    ) -> Result<SavedReport, AppError>;
    /// Saves a report; answers its page.
    async fn create_saved_report(
        &self,
        actor: &Actor,
        form: SavedReportForm,
    ) -> Result<String, AppError>;
    /// Gives a saved report other parameters; answers its page.
    async fn update_saved_report(
        &self,
        actor: &Actor,
        id: SavedReportId,
        params: String,
    ) -> Result<String, AppError>;
    /// Renames a saved report.
    async fn rename_saved_report(
        &self,
        actor: &Actor,
        id: SavedReportId,
        name: String,
    ) -> Result<(), AppError>;
    /// Deletes a saved report, and the link to it.
    async fn delete_saved_report(&self, actor: &Actor, id: SavedReportId) -> Result<(), AppError>;
    /// Makes a link to a saved report, or changes what its link shows and to whom.
    async fn share_report(&self, actor: &Actor, form: ShareForm) -> Result<(), AppError>;
    /// Revokes the link to a saved report.
    async fn unshare_report(&self, actor: &Actor, id: SavedReportId) -> Result<(), AppError>;
}
