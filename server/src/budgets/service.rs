//! What a change does to budgets, once it is committed: a mail, a line in the activity log, each once.

use app::access::{Actor, Role};
use app::budgets::rules::Level;
use app::error::AppError;
use app::values::{Formats, ProjectId};

use super::sql::{self, StoredBudget, Which};
use super::watch::Ask;
use crate::activity::Activity;
use crate::db::Tx;
use crate::mail::{Letter, Recipient};
use crate::services::Services;
use crate::workspaces::sql::{find_membership, find_workspace};

impl Services {
    /// Has budgets of these projects (of all for `None`) looked at once this is committed: whether one reached 80 or 100
    /// percent for the first time.
    pub(crate) async fn notice_budgets(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        projects: Option<&[ProjectId]>,
    ) -> Result<(), AppError> {
        if projects.is_some_and(<[ProjectId]>::is_empty) {
            return Ok(());
        }
        if sql::has_open(tx, actor.workspace_id, projects).await? {
            self.budgets.ask(Ask {
                actor: actor.clone(),
                projects: projects.map(|projects| projects.iter().copied().collect()),
            });
        }
        Ok(())
    }

    /// Tells of what was asked for since the last time.
    ///
    /// # Errors
    /// `AppError::Unavailable` when the database is busy or away: what is left waits for the next time.
    pub async fn check_budgets(&self) -> Result<(), AppError> {
        let mut looked = Ok(());
        for ask in self.budgets.take() {
            let done = self.check_budgets_of(&ask).await;
            match done {
                Ok(()) => {}
                Err(AppError::Unavailable) => {
                    self.budgets.ask(ask);
                    looked = Err(AppError::Unavailable);
                }
                // Whoever changed something has left, or the workspace is gone.
                Err(error) => tracing::info!(%error, "budgets were not looked at"),
            }
        }
        looked
    }

    /// Tells of every budget that reached something and was not told of: a server may have died before it could.
    ///
    /// # Errors
    /// As with [`Self::check_budgets`].
    pub async fn check_all_budgets(&self) -> Result<(), AppError> {
        let mut tx = self.db.read().await?;
        for workspace in sql::list_workspaces_with_open(&mut tx).await? {
            let owner = find_membership(&mut tx, workspace, None, self.now()).await;
            if let Ok(actor) = owner {
                let projects = None;
                self.budgets.ask(Ask { actor, projects });
            }
        }
        drop(tx);
        self.check_budgets().await
    }

    async fn check_budgets_of(&self, ask: &Ask) -> Result<(), AppError> {
        let Ask { actor, projects } = ask;
        let workspace = actor.workspace_id;
        // The change may not be committed yet: those who write take turns.
        self.write_in(workspace).await?.commit().await?;
        let asked: Option<Vec<ProjectId>> = projects
            .as_ref()
            .map(|projects| projects.iter().copied().collect());
        let which = Which::Open(asked.as_deref());
        let mut tx = self.db.read().await?;
        let budgets = sql::load_budgets(&mut tx, workspace, actor.currency, which, true).await?;
        drop(tx);
        let reached = budgets.iter().filter(|budget| has_news(budget));
        let reached: Vec<ProjectId> = reached.map(|budget| budget.project).collect();
        if reached.is_empty() {
            return Ok(());
        }
        // Once or twice in a budget's life: whether another server was quicker is known inside.
        let mut tx = self.write_in(workspace).await?;
        let which = Which::Open(Some(&reached));
        for budget in sql::load_budgets(&mut tx, workspace, actor.currency, which, true).await? {
            if has_news(&budget) {
                let level = budget.used.level();
                sql::set_noticed(&mut tx, workspace, budget.project, level.percent()).await?;
                self.tell_of_budget(&mut tx, actor, &budget, level).await?;
            }
        }
        tx.commit().await
    }

    /// Takes budgets of these projects (of all for `None`) as they stand: only what they reach from now on is told.
    pub(crate) async fn settle_budgets(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        projects: Option<&[ProjectId]>,
    ) -> Result<(), AppError> {
        let which = projects.map_or(Which::All, Which::Of);
        let workspace = actor.workspace_id;
        for budget in sql::load_budgets(tx, workspace, actor.currency, which, true).await? {
            let percent = budget.used.level().percent();
            if percent != budget.noticed {
                sql::set_noticed(tx, workspace, budget.project, percent).await?;
            }
        }
        Ok(())
    }

    async fn tell_of_budget(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        budget: &StoredBudget,
        level: Level,
    ) -> Result<(), AppError> {
        let action = match level {
            Level::Spent => "project.budget_spent",
            Level::Near | Level::Calm => "project.budget_near",
        };
        let activity = Activity {
            action,
            target_kind: "project",
            target_id: Some(budget.project.uuid()),
            target_name: &budget.name,
        };
        self.record(tx, actor, activity).await?;
        let workspace = find_workspace(tx, actor.workspace_id, actor.user_id).await?;
        let members = crate::members::sql::list_members(tx, actor.workspace_id).await?;
        let concerned = members
            .into_iter()
            .filter(|member| matches!(member.role, Role::Owner | Role::Manager));
        for member in concerned {
            let to = Recipient {
                name: member.name,
                email: member.email,
            };
            let letter = Letter::BudgetReached {
                workspace: workspace.name.clone(),
                project: budget.name.clone(),
                spent: level == Level::Spent,
                figures: budget.used.words(Formats::default()),
                link: format!(
                    "{}{}",
                    self.config.public_address(),
                    app::projects::list_path(app::clients::Shown::Active)
                ),
            };
            self.queue_letter(tx, to, letter).await?;
        }
        Ok(())
    }
}

/// Whether it reached what nobody was told of.
fn has_news(budget: &StoredBudget) -> bool {
    budget.used.level() > Level::of_percent(budget.noticed)
}
