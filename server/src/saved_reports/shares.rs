//! Links to saved reports: made, changed, revoked; and what one leads to, as whoever made it may see it now.

use app::access::{Actor, BillingState, Permission, Plan, Role, may};
use app::error::AppError;
use app::saved_reports::rules::{PasswordWish, ShareWish, parse_share};
use app::saved_reports::{Share, ShareFault, ShareForm};
use app::values::{SavedReportId, add_days};
use sha2::{Digest, Sha256};

use super::PURPOSE;
use super::service::{activity, visible};
use super::sql::shares::Sharers;
use super::sql::{self, Record, ShareRecord};
use crate::activity::Changes;
use crate::auth::session::hex;
use crate::db::Tx;
use crate::local_time::Zone;
use crate::services::Services;
use crate::workspaces::sql::find_membership;

/// Where links lead to.
pub(crate) const PATH: &str = "/shared/";
/// Characters of a token: 32 bytes in hexadecimal.
const TOKEN_CHARS: usize = 64;

/// A link that works, and what it leads to.
#[derive(Debug)]
pub(super) struct Opened {
    /// Who made it, as they stand in the workspace now.
    pub(super) sharer: Actor,
    pub(super) report: Record,
    pub(super) share: ShareRecord,
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Where guesses at links and their passwords are counted: apart from people's own attempts, so that an old link keeps
/// nobody behind its address from signing in.
pub(super) fn attempts_from(address: &str) -> String {
    format!("share:{address}")
}

/// Why a link of somebody in this role leads nowhere; a workspace that is read-only still shows what it shared.
fn fault(role: Role, plan: Plan, share: &ShareRecord, now: i64) -> Option<ShareFault> {
    let permission = Permission::ShareReports;
    if share.expires_at.is_some_and(|at| at <= now) {
        Some(ShareFault::Expired)
    } else if may(role, plan, BillingState::Active, permission).is_err() {
        Some(ShareFault::NotAllowed)
    } else {
        None
    }
}

impl Services {
    /// A link as those see it who handle it.
    pub(super) fn shown_share(
        &self,
        plan: Plan,
        sharers: &Sharers,
        share: &ShareRecord,
    ) -> Result<Share, AppError> {
        let now = self.now();
        let sharer = sharers.get(&share.user).ok_or(AppError::NotFound)?;
        let zone = Zone::named(&sharer.timezone);
        let token = self
            .key
            .open(PURPOSE, share.id.as_bytes(), &share.sealed_token)?;
        let token = String::from_utf8_lossy(&token);
        Ok(Share {
            url: format!("{}{PATH}{token}", self.config.public_address()),
            sharer: share.sharer.clone(),
            expires_on: share.expires_at.map(|at| zone.day(at - 1)),
            fault: fault(sharer.role, plan, share, now),
            has_password: share.password_hash.is_some(),
            shows_amounts: share.shows_amounts,
            shows_people: share.shows_people,
        })
    }

    /// Makes a link to a saved report, or changes the one it has; the caller commits and tells.
    pub(super) async fn put_share(&self, actor: &Actor, form: &ShareForm) -> Result<Tx, AppError> {
        actor.must(Permission::ShareReports)?;
        let id: SavedReportId = form.id.parse().map_err(|_| AppError::NotFound)?;
        let mut tx = self.db.read().await?;
        // The day ends where the link was made.
        let before = visible(&mut tx, actor, id).await?.share;
        let timezone = match &before {
            Some(share) => {
                let user = Some(share.user);
                find_membership(&mut tx, actor.workspace_id, user, self.now())
                    .await?
                    .timezone
            }
            None => actor.timezone.clone(),
        };
        drop(tx);
        let zone = Zone::named(&timezone);
        let wish = parse_share(form, zone.day(self.now()))?;
        // Hashing takes its time: not while others wait for the transaction.
        let new_password = match &wish.password {
            PasswordWish::Set(password) => Some(self.hasher.hash(password.clone()).await?),
            PasswordWish::Keep | PasswordWish::Remove => None,
        };
        let mut tx = self.write_as(actor).await?;
        let report = visible(&mut tx, actor, id).await?;
        if !report.kind.is_shareable() {
            let words = "This report shows costs and cannot be shared by a link.";
            return Err(AppError::field("id", "not_shareable", words));
        }
        let expires_at = wish.expires_on.map(|day| zone.start_of(add_days(day, 1)));
        let wanted = Wanted {
            wish,
            new_password,
            expires_at,
        };
        match report.share.clone() {
            Some(share) => {
                self.change_share(&mut tx, actor, &report, share, wanted)
                    .await?;
            }
            None => self.add_share(&mut tx, actor, &report, wanted).await?,
        }
        Ok(tx)
    }

    async fn add_share(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        report: &Record,
        wanted: Wanted,
    ) -> Result<(), AppError> {
        let token = self.new_token();
        let id = self.new_id();
        let sealed_token = self.key.seal(
            self.random.as_ref(),
            PURPOSE,
            id.as_bytes(),
            token.as_bytes(),
        )?;
        let share = ShareRecord {
            id,
            user: actor.user_id,
            sharer: String::new(),
            sealed_token,
            password_hash: wanted.new_password,
            expires_at: wanted.expires_at,
            shows_amounts: wanted.wish.shows_amounts,
            shows_people: wanted.wish.shows_people,
        };
        let workspace = actor.workspace_id;
        sql::shares::insert_share(tx, workspace, report.id, &share, &hash(&token), self.now())
            .await?;
        let what = activity("saved_report.shared", report.id, &report.name);
        self.record(tx, actor, what).await
    }

    async fn change_share(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        report: &Record,
        before: ShareRecord,
        wanted: Wanted,
    ) -> Result<(), AppError> {
        let password_hash = match wanted.wish.password {
            PasswordWish::Keep => before.password_hash.clone(),
            PasswordWish::Remove | PasswordWish::Set(_) => wanted.new_password,
        };
        let after = ShareRecord {
            password_hash,
            expires_at: wanted.expires_at,
            shows_amounts: wanted.wish.shows_amounts,
            shows_people: wanted.wish.shows_people,
            ..before.clone()
        };
        sql::shares::update_share(tx, actor.workspace_id, report.id, &after, self.now()).await?;
        let changes = Changes::new()
            .touched("expiry", before.expires_at != after.expires_at)
            .touched("password", before.password_hash != after.password_hash)
            .flag("shows_amounts", before.shows_amounts, after.shows_amounts)
            .flag("shows_people", before.shows_people, after.shows_people);
        let what = activity("saved_report.share_changed", report.id, &report.name);
        self.record_changes(tx, actor, what, changes).await
    }

    /// Revokes a link; the caller commits and tells.
    pub(super) async fn end_share(&self, actor: &Actor, id: SavedReportId) -> Result<Tx, AppError> {
        actor.must(Permission::EndShares)?;
        let mut tx = self.write_as(actor).await?;
        let report = visible(&mut tx, actor, id).await?;
        if report.share.is_none() {
            return Err(AppError::NotFound);
        }
        sql::shares::delete_share(&mut tx, actor.workspace_id, id).await?;
        let what = activity("saved_report.unshared", id, &report.name);
        self.record(&mut tx, actor, what).await?;
        Ok(tx)
    }

    /// What a link leads to, before its password is asked for. Guesses are counted by where they come from.
    ///
    /// # Errors
    /// `AppError::NotFound` for every link that does not work, whatever the reason; `AppError::Throttled` for who guessed
    /// too often.
    pub(super) async fn open_share(&self, token: &str, address: &str) -> Result<Opened, AppError> {
        if token.len() != TOKEN_CHARS {
            return Err(AppError::NotFound);
        }
        let hash = hash(token);
        let mut tx = self.db.read().await?;
        let found = sql::shares::find_by_token(&mut tx, &hash).await;
        if matches!(found, Err(AppError::NotFound)) {
            drop(tx);
            let account = format!("share:{}", hex(&hash));
            self.begin_attempt(&account, &attempts_from(address))
                .await?;
            return Err(AppError::NotFound);
        }
        let (workspace, id) = found?;
        let report = sql::load_report(&mut tx, workspace, id).await?;
        let share = report.share.clone().ok_or(AppError::NotFound)?;
        let now = self.now();
        let sharer = find_membership(&mut tx, workspace, Some(share.user), now).await?;
        if fault(sharer.role, sharer.plan, &share, now).is_some() || !report.kind.is_shareable() {
            return Err(AppError::NotFound);
        }
        Ok(Opened {
            sharer,
            report,
            share,
        })
    }
}

/// What a link is to be, with what had to be worked out.
struct Wanted {
    wish: ShareWish,
    /// The hash of the password that was set.
    new_password: Option<String>,
    /// Unix seconds.
    expires_at: Option<i64>,
}
