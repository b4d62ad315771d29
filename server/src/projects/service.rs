//! The use cases of projects.

use std::collections::HashMap;

use app::access::{Actor, Permission};
use app::activity::Value;
use app::budgets::BudgetUse;
use app::budgets::rules::ONE_KIND;
use app::clients::Shown;
use app::error::AppError;
use app::events::EventType;
use app::projects::rules::{client_archived, in_use, name_taken, parse_project, wanted_client};
use app::projects::{Project, ProjectForm, Projects};
use app::rates::rules::RateReach;
use app::values::{ClientId, Colour, ProjectId};
use async_trait::async_trait;

use super::sql::{self, Kept};
use crate::activity::{Activity, Changes};
use crate::budgets::sql::{self as budgets, Which};
use crate::clients;
use crate::db::Tx;
use crate::event_log::{Along, Happening};
use crate::rates::RateChange;
use crate::services::Services;
use crate::time_entries::service::sight;

#[async_trait]
impl Projects for Services {
    async fn list_projects(&self, actor: &Actor, shown: Shown) -> Result<Vec<Project>, AppError> {
        actor.must(Permission::ReadCatalog)?;
        let mut tx = self.db.read().await?;
        let (workspace, currency) = (actor.workspace_id, actor.currency);
        let mut projects =
            sql::list_projects(&mut tx, workspace, currency, shown, sight(actor)).await?;
        let with_money = actor.may(Permission::ReadOthersTime).is_ok();
        let budgets =
            budgets::load_budgets(&mut tx, workspace, currency, Which::All, with_money).await?;
        let mut budgets: HashMap<ProjectId, BudgetUse> = budgets
            .into_iter()
            .map(|budget| (budget.project, budget.used))
            .collect();
        for project in &mut projects {
            project.budget = budgets.remove(&project.id);
        }
        Ok(projects)
    }

    async fn create_project(
        &self,
        actor: &Actor,
        form: ProjectForm,
    ) -> Result<ProjectId, AppError> {
        let mut tx = self.write_as(actor).await?;
        let done = self.add_project(&mut tx, actor, &form).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(done)
    }

    async fn update_project(
        &self,
        actor: &Actor,
        id: ProjectId,
        form: ProjectForm,
    ) -> Result<i64, AppError> {
        let mut tx = self.write_as(actor).await?;
        let rerated = self.change_project(&mut tx, actor, id, &form).await?;
        self.commit_rates(tx, actor, rerated).await?;
        Ok(rerated)
    }

    async fn archive_project(
        &self,
        actor: &Actor,
        id: ProjectId,
        archived: bool,
    ) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.set_project_archived(&mut tx, actor, id, archived)
            .await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn delete_project(&self, actor: &Actor, id: ProjectId) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.drop_project(&mut tx, actor, id).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }
}

/// Each inside its caller's transaction, who commits and tells.
impl Services {
    /// Adds a project.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn add_project(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        form: &ProjectForm,
    ) -> Result<ProjectId, AppError> {
        actor.must(Permission::ManageCatalog)?;
        let client = chosen_client(tx, actor, form).await?;
        let currency = client
            .as_ref()
            .map_or(actor.currency, |client| client.currency);
        let details = parse_project(form, currency)?;
        check_kind(details.estimate.or(None), details.budget.or(None))?;
        if let Some(client) = client.as_ref().filter(|client| client.archived) {
            return Err(client_archived(&client.name));
        }
        let client_name = client.as_ref().map(|client| client.name.as_str());
        free_name(
            tx,
            actor,
            (details.client_id, client_name),
            &details.name,
            None,
        )
        .await?;
        let colour = match details.colour {
            Some(colour) => colour,
            None => next_colour(tx, actor).await?,
        };
        let id = ProjectId::from_uuid(self.new_id());
        sql::insert_project(tx, actor.workspace_id, id, &details, colour, self.now()).await?;
        self.record(tx, actor, activity("project.created", id, &details.name))
            .await?;
        let added = Happening::catalog(EventType::ProjectCreated, id.uuid());
        self.happened(tx, actor, &[added]).await?;
        Ok(id)
    }

    /// Changes a project; saved entries keep their rate unless the form says otherwise. Answers how many did not.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn change_project(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: ProjectId,
        form: &ProjectForm,
    ) -> Result<i64, AppError> {
        actor.must(Permission::ManageCatalog)?;
        let workspace = actor.workspace_id;
        let project = sql::load_project(tx, workspace, actor.currency, id).await?;
        let client = chosen_client(tx, actor, form).await?;
        let currency = client
            .as_ref()
            .map_or(actor.currency, |client| client.currency);
        let details = parse_project(form, currency)?;
        let reach = RateReach::read(&form.rate_reach, &form.rate_since)?;
        // An archived client may keep its projects, but takes no more.
        if let Some(client) = client.as_ref().filter(|client| client.archived)
            && project.client_id != Some(client.id)
        {
            return Err(client_archived(&client.name));
        }
        let client_name = client.as_ref().map(|client| client.name.as_str());
        free_name(
            tx,
            actor,
            (details.client_id, client_name),
            &details.name,
            Some(id),
        )
        .await?;
        let colour = details.colour.unwrap_or(project.colour);
        let estimate = details.estimate.or(project.estimated_seconds);
        // A budget that is kept keeps its number.
        let before = project
            .budget_cents
            .map(|cents| project.currency.relabel(cents, currency));
        let budget = details.budget.or(before);
        check_kind(estimate, budget)?;
        let now = self.now();
        let kept = Kept {
            colour,
            estimated_seconds: estimate,
            budget_cents: budget,
        };
        sql::update_project(tx, workspace, id, &details, kept, now).await?;
        let change = (project.currency, currency);
        sql::relabel_project_entries(tx, workspace, id, change, now).await?;
        let changes = Changes::new()
            .text("name", &project.name, &details.name)
            .text(
                "client",
                project.client_name.as_deref().unwrap_or_default(),
                client_name.unwrap_or_default(),
            )
            .text("colour", project.colour.name(), colour.name())
            .flag("billable", project.billable, details.billable)
            .money(
                "hourly_rate",
                (project.hourly_rate_cents, project.currency),
                (details.hourly_rate_cents, currency),
            )
            .values(
                "estimate",
                project.estimated_seconds.map(Value::Duration),
                estimate.map(Value::Duration),
            )
            .values(
                "budget",
                project
                    .budget_cents
                    .map(|cents| Value::Money(cents, project.currency)),
                budget.map(|cents| Value::Money(cents, currency)),
            );
        let activity = activity("project.updated", id, &details.name);
        self.record_changes(tx, actor, activity, changes).await?;
        let mut happenings = vec![Happening::catalog(EventType::ProjectUpdated, id.uuid())];
        let rates = RateChange::of_project(id, &project, &details, currency, actor.currency);
        let rerated = self.rerate(tx, actor, rates, reach).await?;
        // Its entries are another client's by now.
        if project.client_id == details.client_id {
            happenings.extend(rerated.happenings);
        } else {
            happenings.extend(Along::Project(id).happenings(tx, actor).await?);
        }
        self.happened(tx, actor, &happenings).await?;
        if (estimate, budget) == (project.estimated_seconds, before) {
            self.notice_budgets(tx, actor, Some(&[id])).await?;
        } else {
            // Who sets a budget sees what is used of it already.
            self.settle_budgets(tx, actor, Some(&[id])).await?;
        }
        Ok(rerated.count)
    }

    /// Hides a project or brings it back.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn set_project_archived(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: ProjectId,
        archived: bool,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageCatalog)?;
        let workspace = actor.workspace_id;
        let project = sql::load_project(tx, workspace, actor.currency, id).await?;
        if !archived && project.client_archived {
            return Err(client_archived(
                project.client_name.as_deref().unwrap_or_default(),
            ));
        }
        if project.archived == archived {
            return Ok(());
        }
        sql::archive_project(tx, workspace, id, archived, self.now()).await?;
        let action = if archived {
            "project.archived"
        } else {
            "project.restored"
        };
        self.record(tx, actor, activity(action, id, &project.name))
            .await?;
        let changed = Happening::catalog(EventType::ProjectUpdated, id.uuid());
        self.happened(tx, actor, &[changed]).await
    }

    /// Deletes a project that nothing refers to.
    ///
    /// # Errors
    /// When permission, a rule or the database forbid it.
    pub async fn drop_project(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: ProjectId,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageCatalog)?;
        let workspace = actor.workspace_id;
        let project = sql::load_project(tx, workspace, actor.currency, id).await?;
        let (entries, timers, invoices) = sql::count_uses(tx, workspace, id).await?;
        if entries + timers + invoices > 0 {
            return Err(in_use(&project.name, entries, timers, invoices));
        }
        sql::delete_project(tx, workspace, id).await?;
        self.record(tx, actor, activity("project.deleted", id, &project.name))
            .await?;
        let gone = Happening::catalog(EventType::ProjectDeleted, id.uuid());
        self.happened(tx, actor, &[gone]).await
    }
}

/// A budget is of one kind.
fn check_kind(estimate: Option<i64>, budget: Option<i64>) -> Result<(), AppError> {
    if estimate.is_some() && budget.is_some() {
        return Err(AppError::field("budget", "invalid", ONE_KIND));
    }
    Ok(())
}

/// The client that the form names; what is no id is left to the rules to refuse.
async fn chosen_client(
    tx: &mut Tx,
    actor: &Actor,
    form: &ProjectForm,
) -> Result<Option<app::clients::Client>, AppError> {
    match wanted_client(form) {
        Ok(Some(id)) => clients::sql::load_client(tx, actor.workspace_id, id)
            .await
            .map(Some),
        Ok(None) | Err(_) => Ok(None),
    }
}

/// Refuses a name that another project of the same client has, ignoring case; archived ones count.
async fn free_name(
    tx: &mut Tx,
    actor: &Actor,
    (client, client_name): (Option<ClientId>, Option<&str>),
    name: &str,
    own: Option<ProjectId>,
) -> Result<(), AppError> {
    match sql::find_project_by_name(tx, actor.workspace_id, client, name).await? {
        Some((id, archived)) if Some(id) != own => Err(name_taken(name, client_name, archived)),
        _ => Ok(()),
    }
}

async fn next_colour(tx: &mut Tx, actor: &Actor) -> Result<Colour, AppError> {
    let count = sql::count_projects(tx, actor.workspace_id).await?;
    Ok(Colour::by_index(usize::try_from(count).unwrap_or_default()))
}

fn activity<'a>(action: &'a str, id: ProjectId, name: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "project",
        target_id: Some(id.uuid()),
        target_name: name,
    }
}
