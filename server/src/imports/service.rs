//! The use cases of imports: keep a file, say what it would add, add it.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::imports::{ImportCounts, ImportReport, Imports};
use app::values::WorkspaceId;
use async_trait::async_trait;
use uuid::Uuid;

use super::plan::{Making, Plan, plan};
use super::{ImportedFile, Reading, read_file, sql};
use crate::activity::Activity;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;

/// An uploaded file waits this long for its confirmation: a day.
pub const UPLOAD_SECONDS: i64 = 24 * 3600;
const FILE_NAME_MAX: usize = 200;

/// What to do with a file besides reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// Nothing: say what would happen.
    Preview,
    /// Write, and forget this upload.
    Import(Option<Uuid>),
}

impl Services {
    /// Keeps a file for its preview and confirmation; the answer is its id.
    ///
    /// # Errors
    /// When the actor may not import, or the database refuses.
    pub async fn store_upload(
        &self,
        actor: &Actor,
        file_name: &str,
        content: Vec<u8>,
    ) -> Result<Uuid, AppError> {
        actor.must(Permission::ImportData)?;
        let upload = sql::Upload {
            file_name: plain_file_name(file_name),
            content,
        };
        let (id, now) = (self.new_id(), self.now());
        let mut tx = self.write_as(actor).await?;
        sql::insert_upload(&mut tx, actor.workspace_id, actor.user_id, id, &upload, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Imports a file's bytes, all or nothing, or only says what that would do; `format` is found out unless named.
    ///
    /// # Errors
    /// When the actor may not import, or `AppError::Invalid` on `file` when it cannot be read.
    pub async fn import_file(
        &self,
        actor: &Actor,
        file_name: &str,
        content: Vec<u8>,
        format: Option<String>,
        dry_run: bool,
    ) -> Result<ImportReport, AppError> {
        actor.must(Permission::ImportData)?;
        let upload = sql::Upload {
            file_name: plain_file_name(file_name),
            content,
        };
        let wish = if dry_run {
            Wish::Preview
        } else {
            Wish::Import(None)
        };
        self.import(actor, upload, format, wish).await
    }

    /// Forgets files that nobody confirmed in time.
    ///
    /// # Errors
    /// When the database is out of reach.
    pub async fn purge_uploads(&self) -> Result<(), AppError> {
        let mut tx = self.db.write(Uuid::nil()).await?;
        sql::delete_stale_uploads(&mut tx, self.now() - UPLOAD_SECONDS).await?;
        tx.commit().await
    }

    async fn import(
        &self,
        actor: &Actor,
        upload: sql::Upload,
        format: Option<String>,
        wish: Wish,
    ) -> Result<ImportReport, AppError> {
        // A person whose browser has not said where it is lives in UTC so far.
        let zone_name = if Zone::exists(&actor.timezone) {
            actor.timezone.as_str()
        } else {
            "UTC"
        };
        let reading = Reading {
            zone: Zone::named(zone_name),
            zone_name: zone_name.to_owned(),
            now: self.now(),
            currency: actor.currency,
        };
        let sql::Upload { file_name, content } = upload;
        // Twenty megabytes take long enough to hold up other people's requests.
        let read =
            tokio::task::spawn_blocking(move || read_file(&content, format.as_deref(), &reading));
        let file = read.await.map_err(|_| AppError::Internal)??;
        match wish {
            Wish::Preview => {
                let mut tx = self.db.read().await?;
                let plan = self.plan_import(&mut tx, actor, &file).await?;
                Ok(report(file, file_name, true, plan))
            }
            Wish::Import(upload) => {
                let mut tx = self.write_as(actor).await?;
                let plan = self.plan_import(&mut tx, actor, &file).await?;
                if plan.created() != ImportCounts::default() {
                    self.carry_out(&mut tx, actor, &plan, &file_name).await?;
                }
                if let Some(upload) = upload {
                    sql::delete_upload(&mut tx, actor.workspace_id, upload).await?;
                }
                tx.commit().await?;
                self.bus.announce(actor);
                Ok(report(file, file_name, false, plan))
            }
        }
    }

    async fn plan_import(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        file: &ImportedFile,
    ) -> Result<Plan, AppError> {
        let keys = file.entries.iter().map(|entry| entry.key.as_str());
        let catalog = sql::load_catalog(tx, actor.workspace_id, keys).await?;
        let new_id = || self.new_id();
        let making = Making {
            importer: actor.user_id,
            currency: actor.currency,
            now: self.now(),
            new_id: &new_id,
        };
        Ok(plan(file, &catalog, &making))
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        plan: &Plan,
        file_name: &str,
    ) -> Result<(), AppError> {
        let (workspace, now): (WorkspaceId, i64) = (actor.workspace_id, self.now());
        sql::insert_clients(tx, workspace, &plan.clients, now).await?;
        sql::insert_projects(tx, workspace, &plan.projects, now).await?;
        sql::insert_tags(tx, workspace, &plan.tags, now).await?;
        sql::insert_entries(tx, workspace, &plan.entries).await?;
        let activity = Activity {
            action: "import.completed",
            target_kind: "import",
            target_id: None,
            target_name: &format!("{file_name}, {} time entries", plan.entries.len()),
        };
        self.record(tx, actor, activity).await
    }

    /// The file the actor left here under this id.
    async fn find_upload(
        &self,
        actor: &Actor,
        upload: &str,
    ) -> Result<(Uuid, sql::Upload), AppError> {
        actor.must(Permission::ImportData)?;
        let id = Uuid::try_parse(upload.trim()).map_err(|_| AppError::NotFound)?;
        let since = self.now() - UPLOAD_SECONDS;
        let mut tx = self.db.read().await?;
        let found = sql::load_upload(&mut tx, actor.workspace_id, actor.user_id, id, since).await?;
        Ok((id, found.ok_or(AppError::NotFound)?))
    }
}

#[async_trait]
impl Imports for Services {
    async fn preview_import(
        &self,
        actor: &Actor,
        upload: String,
    ) -> Result<ImportReport, AppError> {
        let (_, upload) = self.find_upload(actor, &upload).await?;
        self.import(actor, upload, None, Wish::Preview).await
    }

    async fn run_import(&self, actor: &Actor, upload: String) -> Result<ImportReport, AppError> {
        let (id, upload) = self.find_upload(actor, &upload).await?;
        self.import(actor, upload, None, Wish::Import(Some(id)))
            .await
    }
}

fn report(file: ImportedFile, file_name: String, dry_run: bool, plan: Plan) -> ImportReport {
    ImportReport {
        format: file.format.to_owned(),
        file_name,
        dry_run,
        created: plan.created(),
        updated: ImportCounts::default(),
        unchanged: plan.unchanged,
        skipped: file.skipped,
        seconds: plan.seconds,
        range: plan.range,
        notes: file.notes.into_iter().chain(plan.notes).collect(),
    }
}

/// The name without its folders and without what cannot be seen; some browsers send the whole path.
fn plain_file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last
        .chars()
        .filter(|c| !c.is_control())
        .take(FILE_NAME_MAX)
        .collect();
    if visible.trim().is_empty() {
        "file".to_owned()
    } else {
        visible.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_names_alone() {
        for (name, plain) in [
            ("toggl.csv", "toggl.csv"),
            ("C:\\Users\\ada\\toggl.csv", "toggl.csv"),
            ("../../etc/passwd", "passwd"),
            ("a\u{7}b.csv ", "ab.csv"),
            ("", "file"),
            ("/", "file"),
        ] {
            assert_eq!(plain_file_name(name), plain);
        }
        assert_eq!(
            plain_file_name(&"ä".repeat(500)).chars().count(),
            FILE_NAME_MAX
        );
    }
}
