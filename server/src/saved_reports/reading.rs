//! What is behind a link: read now, as whoever made it may see it, without what the link keeps back.

use app::error::AppError;
use app::reports::rules::for_entries;
use app::reports::shown::Shown;
use app::reports::weekly::weeks_of;
use app::reports::{Dimension, Reports};
use app::saved_reports::rules::Params;
use app::saved_reports::shared::{
    Numbers, SharedContent, SharedReport, detailed_held_back, held_back, numbers_of,
    weekly_held_back,
};
use app::saved_reports::{ReportKind, SavedDays};
use app::time_entries::query::EntryFilter;

use super::shares::Opened;
use super::sql;
use crate::auth::session::{hex, unhex};
use crate::exports::pdf::Report;
use crate::exports::{EntryExport, Linked, ReportFile};
use crate::local_time::Zone;
use crate::services::Services;

/// What the server's key seals the places for at which pages end: they hold ids, which are not for strangers.
const PURPOSE: &str = "report_share_page";

impl Opened {
    /// What the link shows; nothing that is for members.
    fn shown(&self) -> Shown {
        Shown {
            amounts: self.share.shows_amounts,
            names: self.share.shows_people,
            inside: false,
        }
    }

    /// Whether the report is its entries.
    pub(super) fn is_detailed(&self) -> bool {
        self.report.kind == ReportKind::Detailed
    }
}

impl Services {
    /// A shared report's page, the first or from the place that another page told.
    ///
    /// # Errors
    /// `after` when that place is not known.
    pub(super) async fn read_shared(
        &self,
        opened: &Opened,
        after: Option<&str>,
    ) -> Result<SharedReport, AppError> {
        let (params, filter) = self.asked_by(opened)?;
        let content = self.content_of(opened, &params, after).await?;
        let linked = self.linked(opened).await?;
        Ok(SharedReport {
            name: linked.name,
            workspace: linked.workspace,
            days: SavedDays::Fixed(filter.from, filter.to),
            content,
            shown: linked.shown,
            timezone: opened.sharer.timezone.clone(),
            formats: linked.formats,
        })
    }

    /// A shared report of groups, on its way into a file.
    pub(super) async fn shared_groups(&self, opened: &Opened) -> Result<ReportFile, AppError> {
        let (params, filter) = self.asked_by(opened)?;
        let figures = match self.content_of(opened, &params, None).await? {
            SharedContent::Summary(summary) => (summary, None),
            SharedContent::Weekly(weekly) => {
                let weeks = weeks_of(&weekly);
                (weekly.summary, Some(weeks))
            }
            SharedContent::Detailed(..) => return Err(AppError::Internal),
        };
        let linked = self.linked(opened).await?;
        let now = self.now();
        Ok(ReportFile::linked(
            linked,
            &opened.sharer,
            &filter,
            figures,
            now,
        ))
    }

    /// The entries of a shared report as CSV, begun.
    pub(super) async fn shared_entries(&self, opened: &Opened) -> Result<EntryExport, AppError> {
        let (params, _) = self.asked_by(opened)?;
        let query = for_entries(params.query);
        let linked = self.linked(opened).await?;
        self.export_shared(&opened.sharer, &query, &linked).await
    }

    /// The entries of a shared report as a PDF, read; and what to call it.
    pub(super) async fn shared_entry_report(
        &self,
        opened: &Opened,
    ) -> Result<(Report, String), AppError> {
        let (params, _) = self.asked_by(opened)?;
        let query = for_entries(params.query);
        let linked = self.linked(opened).await?;
        let name = format!("{}.pdf", linked.stem());
        let report = self.report_shared(&opened.sharer, &query, linked).await?;
        Ok((report, name))
    }

    /// What the saved report asks for, with the days that this is today.
    fn asked_by(&self, opened: &Opened) -> Result<(Params, EntryFilter), AppError> {
        let sharer = &opened.sharer;
        let params = self.params_of(sharer, &opened.report)?;
        let today = Zone::named(&sharer.timezone).day(self.now());
        let filter = params.query.parse(today, sharer.week_start)?;
        Ok((params, filter))
    }

    /// What is known of the report beside its figures.
    async fn linked(&self, opened: &Opened) -> Result<Linked, AppError> {
        let sharer = &opened.sharer;
        let mut tx = self.db.read().await?;
        let (workspace, formats) =
            sql::shares::load_head(&mut tx, sharer.workspace_id, sharer.user_id).await?;
        Ok(Linked {
            name: opened.report.name.clone(),
            workspace,
            shown: opened.shown(),
            formats,
        })
    }

    async fn content_of(
        &self,
        opened: &Opened,
        params: &Params,
        after: Option<&str>,
    ) -> Result<SharedContent, AppError> {
        let (sharer, shown) = (&opened.sharer, opened.shown());
        let (query, by) = (params.query.clone(), params.group_by_slugs());
        match opened.report.kind {
            ReportKind::Summary => {
                let summary = self.load_summary(sharer, query, by).await?;
                Ok(SharedContent::Summary(held_back(summary, shown)))
            }
            ReportKind::Weekly => {
                let weekly = self.load_weekly(sharer, query, by).await?;
                Ok(SharedContent::Weekly(weekly_held_back(weekly, shown)))
            }
            ReportKind::Detailed => self.page_of(opened, params, after).await,
            // What time cost is behind no link.
            ReportKind::Profitability => Err(AppError::NotFound),
        }
    }

    /// A page of the entries; where it ends is told in a form that says nothing else.
    async fn page_of(
        &self,
        opened: &Opened,
        params: &Params,
        after: Option<&str>,
    ) -> Result<SharedContent, AppError> {
        let (sharer, shown) = (&opened.sharer, opened.shown());
        let after = after.filter(|after| !after.is_empty());
        let place = match after {
            Some(after) => self.open_place(opened, after)?,
            None => String::new(),
        };
        let query = params.query.clone();
        let page = params.page(place);
        let mut report = self.load_detailed(sharer, query, page).await?;
        if let Some(next) = report.next.take() {
            report.next = Some(self.seal_place(opened, &next)?);
        }
        let is_numbered = !shown.names && report.group_by == Some(Dimension::User);
        let numbers = if is_numbered {
            let by = Dimension::User.slug().to_owned();
            let query = params.query.clone();
            let people = self.load_summary(sharer, query, by).await?;
            numbers_of(&people.groups)
        } else {
            Numbers::new()
        };
        let report = detailed_held_back(report, &numbers, shown);
        Ok(SharedContent::Detailed(report, after.is_none()))
    }

    fn seal_place(&self, opened: &Opened, place: &str) -> Result<String, AppError> {
        let owner = opened.share.id;
        let sealed = self.key.seal(
            self.random.as_ref(),
            PURPOSE,
            owner.as_bytes(),
            place.as_bytes(),
        )?;
        Ok(hex(&sealed))
    }

    /// A place that was sealed for this link.
    fn open_place(&self, opened: &Opened, sealed: &str) -> Result<String, AppError> {
        let unknown = || {
            let words = "This page is not known. Go back to the first one.";
            AppError::field("after", "invalid", words)
        };
        let sealed = unhex(sealed).ok_or_else(unknown)?;
        let owner = opened.share.id;
        let place = self
            .key
            .open_strangers(PURPOSE, owner.as_bytes(), &sealed)
            .ok_or_else(unknown)?;
        Ok(String::from_utf8_lossy(&place).into_owned())
    }
}
