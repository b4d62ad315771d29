//! The use cases of saved reports; those of their links stand in `shares`.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::saved_reports::rules::{
    PARAMS_MAX, Params, REPORTS_MAX, name_taken, parse_name, report_href,
};
use app::saved_reports::{ReportKind, SavedReport, SavedReportForm, SavedReports, ShareForm};
use app::values::{SavedReportId, name_key};
use async_trait::async_trait;

use super::sql::shares::{Sharers, list_sharers};
use super::sql::{self, NewReport, Record};
use crate::activity::{Activity, Changes};
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;

/// Parameters as pairs, out of what stands behind an address' `?`.
fn pairs(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

/// What happened to a saved report.
pub(super) fn activity<'a>(action: &'a str, id: SavedReportId, name: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "saved_report",
        target_id: Some(id.uuid()),
        target_name: name,
    }
}

/// Whether the actor may see what the report shows.
fn sees(actor: &Actor, kind: ReportKind) -> bool {
    kind.needs().is_none_or(|needed| actor.may(needed).is_ok())
}

/// A saved report that the actor sees; any other is as good as not there.
pub(super) async fn visible(
    tx: &mut Tx,
    actor: &Actor,
    id: SavedReportId,
) -> Result<Record, AppError> {
    let record = sql::load_report(tx, actor.workspace_id, id).await?;
    if sees(actor, record.kind) {
        Ok(record)
    } else {
        Err(AppError::NotFound)
    }
}

/// Whether the actor may rename, change and delete it: their own, or everybody's.
fn must_change(actor: &Actor, record: &Record) -> Result<(), AppError> {
    actor.must(Permission::SaveReports)?;
    if record.user == actor.user_id {
        Ok(())
    } else {
        actor.must(Permission::ManageAllReports)
    }
}

/// Refuses a name that another saved report has, ignoring case; answers it as it is compared.
async fn free_name(
    tx: &mut Tx,
    actor: &Actor,
    name: &str,
    own: Option<SavedReportId>,
) -> Result<String, AppError> {
    let key = name_key(name);
    match sql::find_by_name(tx, actor.workspace_id, &key).await? {
        Some(id) if Some(id) != own => Err(name_taken(name)),
        _ => Ok(key),
    }
}

impl Services {
    /// The parameters as they are kept, if they can be understood.
    fn canonical(&self, actor: &Actor, kind: ReportKind, text: &str) -> Result<String, AppError> {
        if text.len() > PARAMS_MAX {
            let words = "This report has too many filters to be saved. Choose fewer.";
            return Err(AppError::field("params", "too_long", words));
        }
        let today = Zone::named(&actor.timezone).day(self.now());
        let params = Params::parse(kind, &pairs(text), today, actor.week_start)?;
        Ok(params.to_query_string())
    }

    /// What was kept, read back.
    pub(super) fn params_of(&self, actor: &Actor, record: &Record) -> Result<Params, AppError> {
        let today = Zone::named(&actor.timezone).day(self.now());
        Params::parse(record.kind, &pairs(&record.params), today, actor.week_start)
    }

    /// A saved report as the actor sees it.
    fn shown(
        &self,
        actor: &Actor,
        sharers: &Sharers,
        record: Record,
    ) -> Result<SavedReport, AppError> {
        let params = self.params_of(actor, &record)?;
        let may_change = must_change(actor, &record).is_ok();
        let handles = actor.could(Permission::ShareReports) || actor.could(Permission::EndShares);
        let share = match &record.share {
            Some(share) if handles => Some(self.shown_share(actor.plan, sharers, share)?),
            _ => None,
        };
        Ok(SavedReport {
            id: record.id,
            name: record.name,
            kind: record.kind,
            days: params.days(),
            group_by: params.group_by().to_vec(),
            params: record.params,
            creator: record.creator,
            is_shared: record.share.is_some(),
            may_change,
            share,
        })
    }

    async fn keep_reports(&self, tx: Tx, actor: &Actor) -> Result<(), AppError> {
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }
}

#[async_trait]
impl SavedReports for Services {
    async fn list_saved_reports(&self, actor: &Actor) -> Result<Vec<SavedReport>, AppError> {
        let mut tx = self.db.read().await?;
        let mut records = sql::list_reports(&mut tx, actor.workspace_id).await?;
        records.retain(|record| sees(actor, record.kind));
        records.sort_by_cached_key(|record| name_key(&record.name));
        let sharers = list_sharers(&mut tx, actor.workspace_id).await?;
        let records = records.into_iter();
        records
            .map(|record| self.shown(actor, &sharers, record))
            .collect()
    }

    async fn load_saved_report(
        &self,
        actor: &Actor,
        id: SavedReportId,
    ) -> Result<SavedReport, AppError> {
        let mut tx = self.db.read().await?;
        let record = visible(&mut tx, actor, id).await?;
        let sharers = list_sharers(&mut tx, actor.workspace_id).await?;
        self.shown(actor, &sharers, record)
    }

    async fn create_saved_report(
        &self,
        actor: &Actor,
        form: SavedReportForm,
    ) -> Result<String, AppError> {
        actor.must(Permission::SaveReports)?;
        let kind = ReportKind::from_slug(&form.kind)
            .ok_or_else(|| AppError::field("kind", "invalid", "Choose one of the reports."))?;
        if let Some(needed) = kind.needs() {
            actor.must(needed)?;
        }
        let name = parse_name(&form.name)?;
        let params = self.canonical(actor, kind, &form.params)?;
        let mut tx = self.write_as(actor).await?;
        if sql::count_reports(&mut tx, actor.workspace_id).await? >= REPORTS_MAX {
            let words = format!(
                "A workspace has at most {REPORTS_MAX} saved reports. Delete one that is no longer used."
            );
            return Err(AppError::field("name", "too_many", words));
        }
        let name_key = free_name(&mut tx, actor, &name, None).await?;
        let id = SavedReportId::from_uuid(self.new_id());
        let report = NewReport {
            id,
            name: &name,
            name_key: &name_key,
            kind,
            params: &params,
            now: self.now(),
        };
        sql::insert_report(&mut tx, actor, report).await?;
        self.record(&mut tx, actor, activity("saved_report.created", id, &name))
            .await?;
        self.keep_reports(tx, actor).await?;
        Ok(report_href(kind, &params, Some(id)))
    }

    async fn update_saved_report(
        &self,
        actor: &Actor,
        id: SavedReportId,
        params: String,
    ) -> Result<String, AppError> {
        actor.must(Permission::SaveReports)?;
        let mut tx = self.write_as(actor).await?;
        let record = visible(&mut tx, actor, id).await?;
        must_change(actor, &record)?;
        // What is changed here is shown to strangers: whoever may not share it does not widen it.
        if record.share.is_some() {
            actor.must(Permission::ShareReports)?;
        }
        let params = self.canonical(actor, record.kind, &params)?;
        if params != record.params {
            sql::set_params(&mut tx, actor.workspace_id, id, &params, self.now()).await?;
            let changes = Changes::new().touched("filter", true);
            let what = activity("saved_report.updated", id, &record.name);
            self.record_changes(&mut tx, actor, what, changes).await?;
        }
        self.keep_reports(tx, actor).await?;
        Ok(report_href(record.kind, &params, Some(id)))
    }

    async fn rename_saved_report(
        &self,
        actor: &Actor,
        id: SavedReportId,
        name: String,
    ) -> Result<(), AppError> {
        actor.must(Permission::SaveReports)?;
        let mut tx = self.write_as(actor).await?;
        let record = visible(&mut tx, actor, id).await?;
        must_change(actor, &record)?;
        let name = parse_name(&name)?;
        let name_key = free_name(&mut tx, actor, &name, Some(id)).await?;
        if name != record.name {
            let names = (name.as_str(), name_key.as_str());
            sql::set_name(&mut tx, actor.workspace_id, id, names, self.now()).await?;
            let changes = Changes::new().text("name", &record.name, &name);
            let what = activity("saved_report.updated", id, &name);
            self.record_changes(&mut tx, actor, what, changes).await?;
        }
        self.keep_reports(tx, actor).await
    }

    async fn delete_saved_report(&self, actor: &Actor, id: SavedReportId) -> Result<(), AppError> {
        actor.must(Permission::SaveReports)?;
        let mut tx = self.write_as(actor).await?;
        let record = visible(&mut tx, actor, id).await?;
        must_change(actor, &record)?;
        sql::delete_report(&mut tx, actor.workspace_id, id).await?;
        let what = activity("saved_report.deleted", id, &record.name);
        self.record(&mut tx, actor, what).await?;
        self.keep_reports(tx, actor).await
    }

    async fn share_report(&self, actor: &Actor, form: ShareForm) -> Result<(), AppError> {
        let tx = self.put_share(actor, &form).await?;
        self.keep_reports(tx, actor).await
    }

    async fn unshare_report(&self, actor: &Actor, id: SavedReportId) -> Result<(), AppError> {
        let tx = self.end_share(actor, id).await?;
        self.keep_reports(tx, actor).await
    }
}
