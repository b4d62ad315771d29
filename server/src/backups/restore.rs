//! The way back from a backup: looked at first, then all or nothing. The file is read twice and never held in memory.

use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;

use app::access::{Actor, Permission};
use app::backups::{RestoreCounts, RestoreReport};
use app::error::AppError;
use app::events::EventType;
use app::values::WorkspaceId;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::entries::Merging;
use super::merge::{Plan, plan};
use super::model::{BackupWorkspace, Catalog};
use super::reader::Source;
use super::relabelling::Relabelling;
use super::scan::unreadable;
use super::sql;
use super::survey::Survey;
use crate::activity::Activity;
use crate::db::Tx;
use crate::db::bulk::Bulk;
use crate::event_log::Happening;
use crate::http::turns::wait_for_file_turn;
use crate::invoices::sql::logos;
use crate::members::sql::set_terms;
use crate::progress::Work;
use crate::services::Services;
use crate::uploads::{self, Kind, Nobody, Stage, Witness, parse_id};
use crate::workspaces::sql::list_member_ids;

/// A backup that can be read.
struct Backup {
    file_name: String,
    source: Source,
}

impl Services {
    /// Says what restoring an uploaded backup would do, or does it.
    ///
    /// # Errors
    /// When the actor may not import, the file is not here, or `AppError::Invalid` on `file` when it is no backup.
    pub(super) async fn restore_upload(
        &self,
        actor: &Actor,
        upload: &str,
        dry_run: bool,
    ) -> Result<RestoreReport, AppError> {
        actor.must(Permission::ImportData)?;
        let upload = parse_id(upload)?;
        let _turn = wait_for_file_turn().await?;
        let mut tx = self.db.read().await?;
        let file_name = self.find_backup(&mut tx, actor, upload).await?;
        let backup = Backup {
            file_name,
            source: Source::Upload(upload, Arc::new(Mutex::new(tx))),
        };
        self.restore(actor, backup, dry_run, &Nobody).await
    }

    /// The name of the backup the actor left here under this id.
    async fn find_backup(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        upload: Uuid,
    ) -> Result<String, AppError> {
        self.find_upload(tx, actor, Kind::Backup, upload, Stage::Waiting)
            .await
    }

    /// Says what restoring a backup on this machine would do, or does it.
    ///
    /// # Errors
    /// When the actor may not import, the file cannot be read, or `AppError::Invalid` on `file` when it is no backup.
    pub async fn restore_file(
        &self,
        actor: &Actor,
        file_name: &str,
        file: File,
        dry_run: bool,
        witness: &dyn Witness,
    ) -> Result<RestoreReport, AppError> {
        actor.must(Permission::ImportData)?;
        let backup = Backup {
            file_name: file_name.to_owned(),
            source: Source::File(Arc::new(file)),
        };
        self.restore(actor, backup, dry_run, witness).await
    }

    async fn restore(
        &self,
        actor: &Actor,
        backup: Backup,
        dry_run: bool,
        witness: &dyn Witness,
    ) -> Result<RestoreReport, AppError> {
        let workspace = actor.workspace_id;
        // The whole file is understood before anything is asked or written.
        let (catalog, survey) = survey(actor, &backup.source).await?;
        let confirmed = match &backup.source {
            Source::Upload(upload, _) if !dry_run => Some(*upload),
            _ => None,
        };
        let work = confirmed.map(Work::Upload);
        let counter = self.under_way.begin(actor, work, survey.count());

        let mut tx = if dry_run {
            self.db.read().await?
        } else {
            self.write_as(actor).await?
        };
        if !dry_run {
            witness.begin(&mut tx).await?;
        }
        if let Some(upload) = confirmed {
            // Whoever confirms twice finds it gone by now.
            self.find_backup(&mut tx, actor, upload).await?;
        }
        let mut here = sql::load_catalog(&mut tx, workspace).await?;
        let mut from = catalog.workspace.clone();
        if from.invoice_settings.is_none() {
            from.invoice_settings
                .clone_from(&here.workspace.invoice_settings);
        }
        let changes_settings = settings(&from) != settings(&here.workspace);
        let relabelling =
            Relabelling::between(&catalog, &here).map_err(|words| unreadable(&words))?;
        if !relabelling.is_empty() {
            if dry_run {
                // Tried where it can be, and never kept.
                drop(tx);
                tx = self.write_as(actor).await?;
            }
            relabelling.apply(&mut tx, workspace, self.now()).await?;
            // Not both of them at once.
            drop(here);
            here = sql::load_catalog(&mut tx, workspace).await?;
        }
        let known = sql::known::load_people(&mut tx, workspace).await?;
        let planning = spawn_blocking(move || plan(catalog, &here, &known));
        let mut plan = planning
            .await
            .map_err(|_| AppError::Internal)?
            .map_err(|words| unreadable(&words))?;
        if actor.may(Permission::ManageCosts).is_err() {
            plan.people.terms.clear();
        }
        let into_nothing = !sql::known::has_entries(&mut tx, workspace).await?;
        if !dry_run {
            if changes_settings {
                sql::writing::write_settings(&mut tx, workspace, &from, self.now()).await?;
            }
            for (user, terms) in &plan.people.terms {
                set_terms(&mut tx, workspace, *user, *terms).await?;
            }
            self.bring_catalog(&mut tx, workspace, &plan).await?;
        }
        let (mut batches, reading) = backup.source.scan_batches(actor);
        let mut merging = Merging {
            actor,
            plan: &plan,
            survey: &survey,
            into_nothing,
            counts: RestoreCounts::default(),
            adopted: HashMap::new(),
        };
        let mut bulk = Bulk::begin(&mut tx).await?;
        while let Some(batch) = batches.recv().await {
            let count = batch.len();
            let changes = merging.merge(&mut tx, batch).await?;
            if !dry_run {
                sql::writing::write_entries(&mut tx, workspace, &changes).await?;
                bulk.wrote(&mut tx, count).await?;
            }
            counter.add(count);
        }
        let Merging {
            counts: time_entries,
            adopted,
            ..
        } = merging;
        reading.finish().await?;

        let Backup { file_name, source } = backup;
        let report = report(file_name, from.name, &plan, time_entries);
        let report = RestoreReport {
            dry_run,
            changes_settings,
            notes: plan.people.notes(&adopted),
            ..report
        };
        if !dry_run {
            // Budgets come back with what is used of them: nobody is told again.
            self.settle_budgets(&mut tx, actor, None).await?;
            witness.restored(&mut tx, &report).await?;
            self.conclude(tx, actor, &source, &report).await?;
        }
        Ok(report)
    }

    /// Writes everything but the entries. A backup has no logo: invoices that come with it bear that of this moment.
    async fn bring_catalog(
        &self,
        tx: &mut Tx,
        workspace: WorkspaceId,
        plan: &Plan,
    ) -> Result<(), AppError> {
        sql::writing::write_catalog(tx, workspace, plan).await?;
        let invoices = plan.invoices.created.iter();
        let invoices: Vec<Uuid> = invoices.map(|invoice| invoice.id).collect();
        logos::freeze(tx, workspace, &invoices, self.new_id()).await
    }

    async fn conclude(
        &self,
        mut tx: Tx,
        actor: &Actor,
        source: &Source,
        report: &RestoreReport,
    ) -> Result<(), AppError> {
        let workspace = actor.workspace_id;
        if report.changes_anything() {
            let counts = report.time_entries;
            let target_name = format!(
                "{}, {} time entries added, {} changed",
                report.file_name, counts.created, counts.updated
            );
            let activity = Activity {
                action: "import.restored",
                target_kind: "import",
                target_id: None,
                target_name: &target_name,
            };
            self.record(&mut tx, actor, activity).await?;
            let restored = Happening::workspace(EventType::WorkspaceRestored, workspace);
            self.happened(&mut tx, actor, &[restored]).await?;
        }
        if report.time_entries.created > 0 {
            sql::writing::forget_deletions(&mut tx, workspace).await?;
        }
        if let Source::Upload(upload, _) = source {
            uploads::sql::delete(&mut tx, workspace, *upload).await?;
        }
        let everybody = list_member_ids(&mut tx, workspace).await?;
        tx.commit().await?;
        self.bus.announce_all(&everybody);
        Ok(())
    }
}

/// Reads the file once: everything but the entries, and which entries there are, each once.
async fn survey(actor: &Actor, source: &Source) -> Result<(Catalog, Survey), AppError> {
    let (catalog, survey) = source.scan(actor, Survey::default()).finish().await?;
    if let Some(repetition) = survey.repetition() {
        source.scan_entries(actor, repetition).finish().await?;
    }
    Ok((catalog, survey))
}

/// What a restore brings along of the workspace itself: neither its id nor its name.
fn settings(workspace: &BackupWorkspace) -> BackupWorkspace {
    BackupWorkspace {
        id: Uuid::nil(),
        name: String::new(),
        ..workspace.clone()
    }
}

fn report(
    file_name: String,
    from: String,
    plan: &Plan,
    time_entries: RestoreCounts,
) -> RestoreReport {
    RestoreReport {
        file_name,
        from,
        dry_run: false,
        changes_settings: false,
        clients: plan.clients.counts,
        projects: plan.projects.counts,
        tags: plan.tags.counts,
        invoices: plan.invoices.counts,
        time_entries,
        changed_members: i64::try_from(plan.people.terms.len()).unwrap_or(i64::MAX),
        notes: Vec::new(),
    }
}
