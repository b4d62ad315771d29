//! The use cases of imports: say what a file would add, add it, name the rows that were left out.

use std::collections::HashSet;

use app::access::{Actor, Permission};
use app::error::AppError;
use app::events::EventType;
use app::imports::{FileColumns, ImportChoice, ImportCounts, ImportReport, Imports};
use app::values::WorkspaceId;
use async_trait::async_trait;
use uuid::Uuid;

use super::csv_file::FileError;
use super::plan::{Making, Plan, Survey, plan};
use super::waiting::Waiting;
use super::{DateOrder, ImportedFile, Reading, Spool, read_columns, read_file, sql};
use crate::activity::Activity;
use crate::db::Tx;
use crate::db::bulk::Bulk;
use crate::event_log::Happening;
use crate::http::turns::wait_for_file_turn;
use crate::local_time::Zone;
use crate::progress::{Counter, Work};
use crate::services::Services;
use crate::uploads::{self, Nobody, Stage, Witness, plain_file_name};
use crate::workspaces::sql::list_member_ids;

/// Entries that are looked up or written together.
const BATCH: usize = 500;

/// How to read a file, as far as it leaves that open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The format's name; found out from the file unless given.
    pub format: Option<String>,
    /// The order of day and month, where nothing in the file decides.
    pub date_order: Option<DateOrder>,
    /// The time zone of clock times; the person's own unless given.
    pub timezone: Option<String>,
    /// What each column means; the format decides where it is empty.
    pub columns: String,
    /// How many of the rows that are left out the report goes past before it names some.
    pub skipped_offset: usize,
}

impl ImportOptions {
    /// What the page's form says; nothing is chosen by an empty text.
    ///
    /// # Errors
    /// `AppError::Invalid` on `date_order` when there is no such order.
    pub fn chosen(choice: &ImportChoice) -> Result<Self, AppError> {
        let order = choice.date_order.as_str();
        let date_order = (!order.is_empty())
            .then(|| {
                let refuse = || {
                    AppError::field(
                        "date_order",
                        "invalid",
                        "Choose whether the day or the month comes first.".to_owned(),
                    )
                };
                DateOrder::named(order).ok_or_else(refuse)
            })
            .transpose()?;
        Ok(Self {
            format: None,
            date_order,
            timezone: (!choice.timezone.is_empty()).then(|| choice.timezone.clone()),
            columns: choice.columns.clone(),
            skipped_offset: 0,
        })
    }

    /// How this person's file is read, now.
    fn reading(self, actor: &Actor, now: i64) -> Result<Reading, AppError> {
        let zone_name = match self.timezone {
            Some(zone) if Zone::exists(&zone) => zone,
            Some(_) => {
                return Err(AppError::field(
                    "timezone",
                    "invalid",
                    "There is no such time zone. Use a name such as Europe/Berlin.".to_owned(),
                ));
            }
            None if Zone::exists(&actor.timezone) => actor.timezone.clone(),
            // A person whose browser has not said where it is lives in UTC so far.
            None => "UTC".to_owned(),
        };
        Ok(Reading {
            zone: Zone::named(&zone_name),
            zone_name,
            now,
            currency: actor.currency,
            date_order: self.date_order,
            format: self.format,
            columns: self.columns,
        })
    }
}

/// What to do with a file besides reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// Nothing: say what would happen.
    Preview,
    /// Write, and note that this upload was imported.
    Import(Option<Uuid>),
}

/// What a file would add, and which of its entries those are.
struct Planned {
    plan: Plan,
    /// Of each entry, whether it is here already.
    known: Vec<bool>,
}

impl Services {
    /// Imports a file, all or nothing, or only says what that would do.
    ///
    /// # Errors
    /// When the actor may not import, or `AppError::Invalid` on `file` when it cannot be read, on `date_order` when that
    /// has to be chosen.
    pub async fn import_file(
        &self,
        actor: &Actor,
        file_name: &str,
        content: Spool,
        options: ImportOptions,
        dry_run: bool,
        witness: &dyn Witness,
    ) -> Result<ImportReport, AppError> {
        let imported = self.import_and_name(actor, file_name, content, options, dry_run, witness);
        imported.await.map(|(report, _)| report)
    }

    /// As [`Self::import_file`], with all rows that were left out, to be read by `skipped_rows`.
    ///
    /// # Errors
    /// As there.
    pub async fn import_and_name(
        &self,
        actor: &Actor,
        file_name: &str,
        content: Spool,
        options: ImportOptions,
        dry_run: bool,
        witness: &dyn Witness,
    ) -> Result<(ImportReport, Spool), AppError> {
        actor.must(Permission::ImportData)?;
        let wish = if dry_run {
            Wish::Preview
        } else {
            Wish::Import(None)
        };
        let file = self.read_import(actor, content, options).await?;
        self.import(actor, file, plain_file_name(file_name), wish, witness)
            .await
    }

    /// The rows of an uploaded file that are left out, as a CSV table without its header, and the file's name.
    ///
    /// # Errors
    /// When the file is not here, or cannot be read.
    pub(super) async fn list_skipped(
        &self,
        actor: &Actor,
        choice: &ImportChoice,
    ) -> Result<(Spool, String), AppError> {
        let upload = self
            .gather_import(actor, &choice.upload, Stage::Either)
            .await?;
        let options = ImportOptions::chosen(choice)?;
        let file = self.read_import(actor, upload.content, options).await?;
        Ok((file.skipped.into_table(), upload.file_name))
    }

    async fn import_upload(
        &self,
        actor: &Actor,
        choice: &ImportChoice,
        wish: fn(Uuid) -> Wish,
    ) -> Result<ImportReport, AppError> {
        actor.must(Permission::ImportData)?;
        let _turn = wait_for_file_turn().await?;
        let Waiting {
            id,
            file_name,
            content,
        } = self
            .gather_import(actor, &choice.upload, Stage::Waiting)
            .await?;
        let options = ImportOptions::chosen(choice)?;
        let file = self.read_import(actor, content, options).await?;
        let wish = wish(id);
        let (mut report, _) = self.import(actor, file, file_name, wish, &Nobody).await?;
        if report.skipped_count > 0 {
            report.skipped_path = choice.skipped_path();
        }
        Ok(report)
    }

    /// Reads a file on a thread of its own: a large one would hold up other people's requests.
    async fn read_import(
        &self,
        actor: &Actor,
        content: Spool,
        options: ImportOptions,
    ) -> Result<ImportedFile, AppError> {
        let offset = options.skipped_offset;
        let reading = options.reading(actor, self.now())?;
        let read = tokio::task::spawn_blocking(move || {
            let mut file = read_file(&content, &reading)?;
            file.skipped.show_from(offset)?;
            Ok::<_, FileError>(file)
        });
        Ok(read.await.map_err(|_| AppError::Internal)??)
    }

    async fn import(
        &self,
        actor: &Actor,
        file: ImportedFile,
        file_name: String,
        wish: Wish,
        witness: &dyn Witness,
    ) -> Result<(ImportReport, Spool), AppError> {
        let Wish::Import(upload) = wish else {
            let mut tx = self.db.read().await?;
            let planned = self.plan_import(&mut tx, actor, &file).await?;
            return Ok(report(file, file_name, true, planned.plan));
        };
        let work = upload.map(Work::Upload);
        let counter = self.under_way.begin(actor, work, file.entries.count);
        let mut tx = self.write_as(actor).await?;
        witness.begin(&mut tx).await?;
        let planned = self.plan_import(&mut tx, actor, &file).await?;
        if planned.plan.created() != ImportCounts::default() {
            self.carry_out(&mut tx, actor, &planned, &file, &file_name, &counter)
                .await?;
            self.notice_budgets(&mut tx, actor, None).await?;
        }
        match upload {
            // Its rows can be downloaded still.
            Some(id) if !file.skipped.is_empty() => {
                uploads::sql::note_done(&mut tx, actor.workspace_id, id).await?;
            }
            Some(id) => uploads::sql::delete(&mut tx, actor.workspace_id, id).await?,
            None => {}
        }
        let (report, skipped) = report(file, file_name, false, planned.plan);
        witness.imported(&mut tx, &report).await?;
        // Time may have become anybody's, and what it is booked on is everybody's.
        let everybody = list_member_ids(&mut tx, actor.workspace_id).await?;
        tx.commit().await?;
        self.bus.announce_all(&everybody);
        Ok((report, skipped))
    }

    /// Goes through the file's entries and says what is new.
    async fn plan_import(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        file: &ImportedFile,
    ) -> Result<Planned, AppError> {
        let catalog = sql::load_catalog(tx, actor.workspace_id).await?;
        let mut survey = Survey::default();
        let mut known = Vec::new();
        for batch in file.entries.batches(BATCH) {
            let batch = batch?;
            let keys = batch.iter().map(|entry| entry.key.as_str()).collect();
            let here: HashSet<String> = sql::load_known_keys(tx, actor.workspace_id, keys).await?;
            for entry in &batch {
                let is_known = here.contains(&entry.key);
                known.push(is_known);
                survey.add(entry, is_known)?;
            }
        }
        let new_id = || self.new_id();
        let plan = plan(file, &survey, &catalog, &self.making(actor, &new_id));
        Ok(Planned { plan, known })
    }

    fn making<'a>(&self, actor: &Actor, new_id: &'a (dyn Fn() -> Uuid + Sync)) -> Making<'a> {
        Making {
            importer: actor.user_id,
            currency: actor.currency,
            now: self.now(),
            new_id,
        }
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        Planned { plan, known }: &Planned,
        file: &ImportedFile,
        file_name: &str,
        counter: &Counter,
    ) -> Result<(), AppError> {
        let (workspace, now): (WorkspaceId, i64) = (actor.workspace_id, self.now());
        sql::insert_clients(tx, workspace, &plan.clients, now).await?;
        sql::insert_projects(tx, workspace, &plan.projects, now).await?;
        sql::insert_tags(tx, workspace, &plan.tags, now).await?;
        let mut known = known.iter();
        let mut bulk = Bulk::begin(tx).await?;
        for batch in file.entries.batches(BATCH) {
            let batch = batch?;
            let count = batch.len();
            let rows = {
                let new_id = || self.new_id();
                let making = self.making(actor, &new_id);
                let new = batch.into_iter().filter(|_| known.next() == Some(&false));
                new.map(|entry| plan.row(entry, &making))
                    .collect::<Vec<_>>()
            };
            sql::insert_entries(tx, workspace, &rows).await?;
            bulk.wrote(tx, rows.len()).await?;
            counter.add(count);
        }
        let activity = Activity {
            action: "import.completed",
            target_kind: "import",
            target_id: None,
            target_name: &format!("{file_name}, {} time entries", plan.entries),
        };
        self.record(tx, actor, activity).await?;
        let imported = Happening::workspace(EventType::WorkspaceImported, workspace);
        self.happened(tx, actor, &[imported]).await
    }
}

#[async_trait]
impl Imports for Services {
    async fn preview_import(
        &self,
        actor: &Actor,
        choice: ImportChoice,
    ) -> Result<ImportReport, AppError> {
        self.import_upload(actor, &choice, |_| Wish::Preview).await
    }

    async fn list_columns(&self, actor: &Actor, upload: String) -> Result<FileColumns, AppError> {
        let upload = self.gather_import(actor, &upload, Stage::Waiting).await?;
        let content = upload.content;
        let read = tokio::task::spawn_blocking(move || read_columns(&content));
        let columns: Result<_, FileError> = read.await.map_err(|_| AppError::Internal)?;
        Ok(FileColumns {
            file_name: upload.file_name,
            columns: columns?,
        })
    }

    async fn run_import(
        &self,
        actor: &Actor,
        choice: ImportChoice,
    ) -> Result<ImportReport, AppError> {
        self.import_upload(actor, &choice, |id| Wish::Import(Some(id)))
            .await
    }
}

/// What was done, and all rows that were left out.
fn report(
    file: ImportedFile,
    file_name: String,
    dry_run: bool,
    plan: Plan,
) -> (ImportReport, Spool) {
    let (skipped_count, skipped) = (file.skipped.count, file.skipped.first.clone());
    let report = ImportReport {
        format: file.format.to_owned(),
        file_name,
        dry_run,
        created: plan.created(),
        updated: ImportCounts::default(),
        unchanged: plan.unchanged,
        skipped,
        skipped_count,
        skipped_path: String::new(),
        facts: file.facts,
        seconds: file.entries.seconds,
        range: file.entries.range,
        notes: file.notes.into_iter().chain(plan.notes).collect(),
    };
    (report, file.skipped.into_table())
}
