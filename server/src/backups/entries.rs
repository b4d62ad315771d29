//! What a restore makes of a batch of time entries: new ones, and those that are here as they become.

use std::collections::HashMap;

use app::access::Actor;
use app::backups::RestoreCounts;
use app::error::AppError;
use uuid::Uuid;

use super::merge::{Lines, Plan};
use super::model::BackupEntry;
use super::scan::unreadable;
use super::sql;
use super::survey::Survey;
use crate::db::Tx;

/// A restore on its way through the entries.
pub(super) struct Merging<'a> {
    /// Who restores.
    pub(super) actor: &'a Actor,
    /// What becomes of everything else.
    pub(super) plan: &'a Plan,
    /// The file's entries, all of them.
    pub(super) survey: &'a Survey,
    /// Nothing was here before: there is nothing to look up.
    pub(super) into_nothing: bool,
    /// What became of those so far.
    pub(super) counts: RestoreCounts,
    /// New ones that become the importer's, by who tracked them.
    pub(super) adopted: HashMap<Uuid, i64>,
}

/// What a batch changes here.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Entries as they become, new ones too.
    pub(super) entries: Vec<BackupEntry>,
    /// Which of them are here already.
    pub(super) updated: Vec<Uuid>,
}

impl Merging<'_> {
    /// Finds out what a batch changes.
    ///
    /// # Errors
    /// `AppError::Invalid` on `file` when an entry refers to what is not in the file.
    pub(super) async fn merge(
        &mut self,
        tx: &mut Tx,
        batch: Vec<BackupEntry>,
    ) -> Result<Changes, AppError> {
        let here = self.load_similar(tx, &batch).await?;
        let by_key: HashMap<&str, Uuid> = here
            .values()
            .filter_map(|entry| Some((entry.import_key.as_deref()?, entry.id)))
            .collect();
        let mut changes = Changes::default();
        for mut entry in batch {
            let same_key = entry.import_key.as_deref().and_then(|key| by_key.get(key));
            if !here.contains_key(&entry.id)
                && let Some(id) = same_key
            {
                if self.survey.holds(*id) {
                    // The file has that one too: this one is another, and cannot have its key.
                    entry.import_key = None;
                } else {
                    entry.id = *id;
                }
            }
            let before = here.get(&entry.id);
            let author = entry.user_id;
            translate(&mut entry, before, self.plan, self.actor)
                .map_err(|words| unreadable(&words))?;
            match before {
                None => {
                    self.counts.created += 1;
                    if self.plan.people.get(author).is_none() {
                        self.plan.people.adopt(&mut self.adopted, author);
                    }
                    changes.entries.push(entry);
                }
                Some(before) if *before == entry => self.counts.unchanged += 1,
                Some(before) if before.invoice_id.is_some() => self.counts.kept += 1,
                Some(_) => {
                    self.counts.updated += 1;
                    changes.updated.push(entry.id);
                    changes.entries.push(entry);
                }
            }
        }
        Ok(changes)
    }

    /// What is here under the ids and import keys of a batch.
    async fn load_similar(
        &self,
        tx: &mut Tx,
        batch: &[BackupEntry],
    ) -> Result<HashMap<Uuid, BackupEntry>, AppError> {
        if self.into_nothing {
            return Ok(HashMap::new());
        }
        let ids: Vec<Uuid> = batch.iter().map(|entry| entry.id).collect();
        let keys = batch.iter().filter_map(|entry| entry.import_key.clone());
        let keys: Vec<String> = keys.collect();
        sql::entries::load_entries_like(tx, self.actor.workspace_id, &ids, &keys).await
    }
}

/// Puts this workspace's ids in place of the file's.
fn translate(
    entry: &mut BackupEntry,
    before: Option<&BackupEntry>,
    plan: &Plan,
    actor: &Actor,
) -> Result<(), String> {
    let not_in_it =
        |what: &str| format!("time entry {} names a {what} that is not in it", entry.id);
    let person = plan.people.get(entry.user_id);
    let user_id = person
        .or(before.map(|before| before.user_id))
        .unwrap_or(actor.user_id.uuid());
    let project_id = match entry.project_id {
        Some(id) => Some(
            *plan
                .projects
                .ids
                .get(&id)
                .ok_or_else(|| not_in_it("project"))?,
        ),
        None => None,
    };
    let mut tag_ids = Vec::new();
    for id in &entry.tag_ids {
        tag_ids.push(*plan.tags.ids.get(id).ok_or_else(|| not_in_it("tag"))?);
    }
    tag_ids.sort_unstable();
    tag_ids.dedup();
    (entry.user_id, entry.project_id, entry.tag_ids) = (user_id, project_id, tag_ids);
    put_on_invoice(entry, plan)?;
    if let Some(before) = before {
        if before.invoice_id.is_some() {
            // What is on an invoice stays there.
            (entry.invoice_id, entry.invoice_line) = (before.invoice_id, before.invoice_line);
        }
        entry.import_key.clone_from(&before.import_key);
    }
    Ok(())
}

/// On its invoice again and in its line, if that is here and not void.
fn put_on_invoice(entry: &mut BackupEntry, plan: &Plan) -> Result<(), String> {
    let has = |lines: &Lines, id: Uuid, line: i64| lines.get(&id).is_some_and(|all| line < *all);
    let (invoice, line) = (entry.invoice_id, entry.invoice_line);
    if let Some((invoice, line)) = invoice.zip(line)
        && !has(&plan.lines, invoice, line)
    {
        return Err(format!(
            "time entry {} has an invoice_line that is none of its invoice's lines",
            entry.id
        ));
    }
    entry.invoice_id = invoice
        .and_then(|id| plan.invoices.ids.get(&id).copied())
        .filter(|id| plan.active.contains_key(id));
    let on = entry.invoice_id;
    entry.invoice_line = line.filter(|line| on.is_some_and(|on| has(&plan.active, on, *line)));
    Ok(())
}
