//! What the activity log tells of a changed entry.

use app::access::Actor;
use app::error::AppError;
use app::time_entries::rules::{BulkChange, ProjectChange};
use app::values::{Currency, ProjectId, TagId, UserId};

use super::sql::{self, StoredEntry};
use crate::activity::Changes;
use crate::db::Tx;

/// Whose entry it is, when it is not the actor's own.
pub(super) async fn whose(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
    changes: Changes,
) -> Result<Changes, AppError> {
    if user == actor.user_id {
        return Ok(changes);
    }
    let person = sql::find_colleague(tx, actor.workspace_id, user).await?;
    let name = person.map(|person| person.who.name).unwrap_or_default();
    Ok(changes.text("person", "", &name))
}

/// What an edit changed, field by field.
pub(super) async fn edited(
    tx: &mut Tx,
    actor: &Actor,
    (old, old_currency): (&StoredEntry, Currency),
    (new, new_currency): (&StoredEntry, Currency),
) -> Result<Changes, AppError> {
    let workspace = actor.workspace_id;
    let projects = if old.project_id == new.project_id {
        Vec::new()
    } else {
        old.project_id.into_iter().chain(new.project_id).collect()
    };
    let names = sql::load_project_names(tx, workspace, projects).await?;
    let project =
        |id: Option<ProjectId>| id.and_then(|id| names.get(&id)).map_or("", String::as_str);
    let (mut old_tags, mut new_tags) = (old.tag_ids.clone(), new.tag_ids.clone());
    old_tags.sort_unstable();
    new_tags.sort_unstable();
    let tags = if old_tags == new_tags {
        (String::new(), String::new())
    } else {
        let both = old_tags.iter().chain(&new_tags).copied();
        let names = sql::load_tag_names(tx, workspace, both).await?;
        let words = |tags: &[TagId]| {
            let mut words: Vec<String> = tags
                .iter()
                .filter_map(|tag| names.get(tag))
                .map(|name| format!("#{name}"))
                .collect();
            words.sort_unstable();
            words.join(" ")
        };
        (words(&old_tags), words(&new_tags))
    };
    let changes = Changes::new()
        .text("description", &old.description, &new.description)
        .text("project", project(old.project_id), project(new.project_id))
        .text("tags", &tags.0, &tags.1)
        .instant("started_at", old.started_at, new.started_at)
        .instant("ended_at", old.ended_at, new.ended_at)
        .duration("seconds", old.seconds, new.seconds)
        .flag("billable", old.billable, new.billable)
        .money(
            "hourly_rate",
            (old.hourly_rate_cents, old_currency),
            (new.hourly_rate_cents, new_currency),
        );
    whose(tx, actor, old.user_id, changes).await
}

/// What was asked of several entries at once: what each became, since they differed before.
pub(super) async fn changed_together(
    tx: &mut Tx,
    actor: &Actor,
    change: &BulkChange,
) -> Result<Changes, AppError> {
    let workspace = actor.workspace_id;
    let mut changes = Changes::new();
    match change.project {
        None => {}
        Some(ProjectChange::Off) => changes = changes.text("project", "", "No project"),
        Some(ProjectChange::To(project)) => {
            let names = sql::load_project_names(tx, workspace, [project]).await?;
            let name = names.get(&project).map_or("", String::as_str);
            changes = changes.text("project", "", name);
        }
    }
    if let Some(billable) = change.billable {
        let value = app::activity::Value::Flag(billable);
        changes = changes.values("billable", None, Some(value));
    }
    if let Some(rate) = change.hourly_rate_cents {
        changes = changes.text("hourly_rate", "", &format!("{rate} minor units"));
    }
    let all = change.tags.iter().flatten();
    let tags = change.add_tags.iter().chain(&change.remove_tags).chain(all);
    let tags = tags.copied();
    let names = sql::load_tag_names(tx, workspace, tags).await?;
    let words = |tags: &[TagId]| {
        let words: Vec<String> = tags
            .iter()
            .filter_map(|tag| names.get(tag))
            .map(|name| format!("#{name}"))
            .collect();
        words.join(" ")
    };
    if let Some(tags) = &change.tags {
        let tags = app::activity::Value::Text(words(tags));
        changes = changes.values("tags", None, Some(tags));
    }
    Ok(changes
        .text(
            "description",
            "",
            change.description.as_deref().unwrap_or_default(),
        )
        .text("tags_added", "", &words(&change.add_tags))
        .text("tags_removed", &words(&change.remove_tags), ""))
}
