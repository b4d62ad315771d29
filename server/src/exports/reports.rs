//! The use case of a report as a file: the same entries and groups as its page, for who may take them along.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::reports::Summary;
use app::reports::profit::{Profitability, parse_grouping};
use app::reports::rules::parse_group_by;
use app::reports::weekly::{Week, parse_rows, weeks_of};
use app::time_entries::EntryQuery;
use app::time_entries::query::EntryFilter;
use app::values::Formats;

use super::linked::Linked;
use super::pdf::About;
use super::pdf::groups::GroupReport;
use super::pdf::profit::ProfitReport;
use super::profit_csv::profit_csv;
use super::report_csv::group_csv;
use super::sql;
use super::wanted::Wanted;
use crate::db::Tx;
use crate::reports::ask::ReportAsk;
use crate::reports::profit::sum_report;
use crate::reports::service::sum_summary;
use crate::reports::weekly::sum_weeks;
use crate::services::Services;
use crate::time_entries::sql::list_people;

/// Which report of groups; a detailed one is its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// By one or two groupings.
    Summary,
    /// By one, and by the days of each week.
    Weekly,
    /// What time earned and cost.
    Profitability,
}

impl ReportKind {
    const fn slug(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Weekly => "weekly",
            Self::Profitability => "profitability",
        }
    }

    /// What it takes to have its file, whosever time it is.
    pub(super) const fn needs(self) -> Permission {
        match self {
            Self::Summary | Self::Weekly => Permission::ExportOwnTime,
            Self::Profitability => Permission::ReadCosts,
        }
    }
}

/// What stands in a file.
#[derive(Debug)]
enum Content {
    Groups(GroupReport),
    Profit(ProfitReport),
}

/// A report on its way into a file.
#[derive(Debug)]
pub struct ReportFile {
    content: Content,
    /// The file's name, but for what kind of file it is.
    stem: String,
}

impl ReportFile {
    /// A summary for people without an account, or with its weeks a weekly report: what is kept from them was taken out
    /// of the figures. Of the filter it tells the days.
    pub(crate) fn linked(
        linked: Linked,
        sharer: &Actor,
        filter: &EntryFilter,
        (summary, weeks): (Summary, Option<Vec<Week>>),
        made_at: i64,
    ) -> Self {
        Self {
            stem: linked.stem(),
            content: Content::Groups(GroupReport {
                about: linked.about(sharer, filter, made_at),
                summary,
                weeks,
            }),
        }
    }

    /// What to call the file of this kind (`csv`, `pdf`).
    #[must_use]
    pub fn file_name(&self, kind: &str) -> String {
        format!("{}.{kind}", self.stem)
    }

    /// Its groups as CSV.
    ///
    /// # Errors
    /// Never: it is written in memory.
    pub fn to_csv(&self) -> Result<Vec<u8>, AppError> {
        match &self.content {
            Content::Groups(report) => group_csv(report),
            Content::Profit(report) => profit_csv(&report.profit),
        }
    }

    /// Figures, chart and groups as a PDF.
    ///
    /// # Errors
    /// When the typefaces cannot be read, which the tests rule out.
    pub fn to_pdf(&self) -> Result<Vec<u8>, AppError> {
        match &self.content {
            Content::Groups(report) => report.to_pdf(),
            Content::Profit(report) => report.to_pdf(),
        }
    }
}

/// What a page shows.
enum Figures {
    Groups(Summary, Option<Vec<Week>>),
    Profit(Profitability),
}

async fn read(
    tx: &mut Tx,
    actor: &Actor,
    ask: &ReportAsk,
    kind: ReportKind,
    group_by: &str,
) -> Result<Figures, AppError> {
    Ok(match kind {
        ReportKind::Summary => {
            let by = parse_group_by(group_by)?;
            Figures::Groups(sum_summary(tx, actor, ask, by).await?, None)
        }
        ReportKind::Weekly => {
            let by = parse_rows(group_by)?;
            let weekly = sum_weeks(tx, actor, ask, by).await?;
            let weeks = weeks_of(&weekly);
            Figures::Groups(weekly.summary, Some(weeks))
        }
        ReportKind::Profitability => {
            let by = parse_grouping(group_by)?;
            Figures::Profit(sum_report(tx, actor, ask, by).await?)
        }
    })
}

impl Services {
    /// Reads what the report of the same query shows, for a file.
    ///
    /// # Errors
    /// When role or plan forbid it, or the query cannot be understood.
    pub async fn export_report(
        &self,
        actor: &Actor,
        kind: ReportKind,
        query: EntryQuery,
        group_by: &str,
        formats: Formats,
    ) -> Result<ReportFile, AppError> {
        actor.must(kind.needs())?;
        let ask = ReportAsk::read(actor, query, self.now())?;
        if ask.whose != Some(actor.user_id) {
            actor.must(Permission::ExportAllTime)?;
        }
        let mut tx = self.db.read().await?;
        let figures = read(&mut tx, actor, &ask, kind, group_by).await?;
        let workspace = sql::load_workspace_name(&mut tx, actor.workspace_id).await?;
        let wanted = Wanted::by_page(ask.clause, ask.filter);
        let mut names = wanted.names(&mut tx, actor, None).await?;
        if let Some(user) = ask.whose {
            let people = list_people(&mut tx, actor.workspace_id).await?;
            let person = people.into_iter().find(|person| person.who.id == user);
            names.person = person.map(|person| person.who.name);
        }
        let stem = wanted.stem(&format!("{workspace} {}", kind.slug()));
        let said = (workspace, wanted.filter, names);
        let about = About::for_member(said, actor, formats, self.now());
        let content = match figures {
            Figures::Groups(summary, weeks) => Content::Groups(GroupReport {
                about,
                summary,
                weeks,
            }),
            Figures::Profit(profit) => Content::Profit(ProfitReport { about, profit }),
        };
        Ok(ReportFile { content, stem })
    }
}
