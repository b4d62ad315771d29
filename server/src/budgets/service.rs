//! What a change does to budgets, inside its transaction: a mail, a line in the activity log, each once.

use app::access::{Actor, Role};
use app::budgets::rules::Level;
use app::error::AppError;
use app::values::{Formats, ProjectId};

use super::sql::{self, StoredBudget, Which};
use crate::activity::Activity;
use crate::db::Tx;
use crate::mail::{Letter, Recipient};
use crate::services::Services;
use crate::workspaces::sql::find_workspace;

impl Services {
    /// Tells of budgets of these projects (of all for `None`) that reached 80 or 100 percent for the first time.
    pub(crate) async fn notice_budgets(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        projects: Option<&[ProjectId]>,
    ) -> Result<(), AppError> {
        if projects.is_some_and(<[ProjectId]>::is_empty) {
            return Ok(());
        }
        let (workspace, which) = (actor.workspace_id, Which::Open(projects));
        let budgets = sql::load_budgets(tx, workspace, actor.currency, which, true).await?;
        for budget in budgets {
            let level = budget.used.level();
            if level > Level::of_percent(budget.noticed) {
                sql::set_noticed(tx, workspace, budget.project, level.percent()).await?;
                self.tell_of_budget(tx, actor, &budget, level).await?;
            }
        }
        Ok(())
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
