//! The use case of a report as a file: the same entries and groups as its page, for who may take them along.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::reports::rules::parse_group_by;
use app::reports::weekly::{parse_rows, weeks_of};
use app::time_entries::EntryQuery;
use app::values::Formats;

use super::pdf::groups::GroupReport;
use super::report_csv::{summary_csv, weekly_csv};
use super::sql;
use super::wanted::Wanted;
use crate::local_time::Zone;
use crate::reports::ask::ReportAsk;
use crate::reports::service::sum_summary;
use crate::reports::weekly::sum_weeks;
use crate::services::Services;
use crate::time_entries::sql::list_people;

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// By one or two groupings.
    Summary,
    /// By one, and by the days of each week.
    Weekly,
}

impl ReportKind {
    const fn slug(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Weekly => "weekly",
        }
    }
}

/// A report on its way into a file.
#[derive(Debug)]
pub struct ReportFile {
    /// What it tells.
    pub report: GroupReport,
    /// The file's name, but for what kind of file it is.
    names: (String, Wanted),
}

impl ReportFile {
    /// What to call the file of this kind (`csv`, `pdf`).
    #[must_use]
    pub fn file_name(&self, kind: &str) -> String {
        let (workspace, wanted) = &self.names;
        wanted.file_name(workspace, kind)
    }

    /// Its groups as CSV.
    ///
    /// # Errors
    /// Never: it is written in memory.
    pub fn to_csv(&self) -> Result<Vec<u8>, AppError> {
        let summary = &self.report.summary;
        let file = match (&self.report.weeks, summary.group_by.first()) {
            (Some(weeks), Some(by)) => weekly_csv(*by, weeks, summary.week_start),
            _ => summary_csv(summary),
        };
        file.map_err(|_| AppError::Internal)
    }
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
        actor.must(Permission::ExportOwnTime)?;
        let ask = ReportAsk::read(actor, query, self.now())?;
        if ask.whose != Some(actor.user_id) {
            actor.must(Permission::ExportAllTime)?;
        }
        let mut tx = self.db.read().await?;
        let (summary, weeks) = match kind {
            ReportKind::Summary => {
                let by = parse_group_by(group_by)?;
                (sum_summary(&mut tx, actor, &ask, by).await?, None)
            }
            ReportKind::Weekly => {
                let by = parse_rows(group_by)?;
                let weekly = sum_weeks(&mut tx, actor, &ask, by).await?;
                let weeks = weeks_of(&weekly);
                (weekly.summary, Some(weeks))
            }
        };
        let workspace = sql::load_workspace_name(&mut tx, actor.workspace_id).await?;
        let wanted = Wanted::by_page(ask.clause, ask.filter.clone());
        let mut names = wanted.names(&mut tx, actor, None).await?;
        if let Some(user) = ask.whose {
            let people = list_people(&mut tx, actor.workspace_id).await?;
            let person = people.into_iter().find(|person| person.who.id == user);
            names.person = person.map(|person| person.who.name);
        }
        let report = GroupReport {
            names,
            filter: ask.filter,
            summary,
            weeks,
            zone: Zone::named(&actor.timezone),
            formats,
            made_at: self.now(),
            workspace: workspace.clone(),
        };
        let name = format!("{workspace} {}", kind.slug());
        Ok(ReportFile {
            report,
            names: (name, wanted),
        })
    }
}
