//! Switching two-factor authentication on and off.

use app::access::Actor;
use app::context::{InSession, Origin, PendingToken, SealedCodes, SessionToken};
use app::error::{AppError, Conflict};
use app::security_log::SecurityEvent;
use app::two_factor::rules::{missing_code, normal_code, wrong_code};
use app::two_factor::{
    CodeForm, NewSecret, PasswordForm, PendingSignIn, RecoveryCodes, TwoFactor, TwoFactorState,
    TwoFactorStatus, VerifyForm,
};
use app::values::UserId;
use async_trait::async_trait;

use super::{qr, sql, totp};
use crate::auth::session::{hex, unhex};
use crate::db::Tx;
use crate::mail::{Letter, Recipient};
use crate::services::Services;

/// What the server's key seals seeds for.
const PURPOSE: &str = "two_factor";
/// What it seals recovery codes for, on their way to the page that shows them.
const CODES_PURPOSE: &str = "shown_recovery_codes";
/// How long a secret waits for its first code: an hour.
const WAIT_SECONDS: i64 = 3600;

/// Whether a code was the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeCheck {
    /// Right, and now used.
    Right,
    /// Wrong, or used before.
    Wrong,
}

impl Services {
    /// Checks a code against the seed in use and uses it up.
    ///
    /// # Errors
    /// When the database refuses, or the seed cannot be opened.
    pub async fn use_code(
        &self,
        tx: &mut Tx,
        user: UserId,
        code: &str,
    ) -> Result<CodeCheck, AppError> {
        let seed = sql::find_seed(tx, user).await?;
        match seed.filter(|seed| seed.confirmed_at.is_some()) {
            Some(seed) => self.use_code_of(tx, user, &seed, code).await,
            None => Ok(CodeCheck::Wrong),
        }
    }

    async fn use_code_of(
        &self,
        tx: &mut Tx,
        user: UserId,
        seed: &sql::Seed,
        code: &str,
    ) -> Result<CodeCheck, AppError> {
        let opened = self.open_seed(user, seed)?;
        let step = totp::matching_step(&opened, &normal_code(code), self.now())?;
        // A code that was seen once may have been seen by others: none up to it is accepted again.
        let is_new = match step.filter(|step| *step > seed.last_step) {
            Some(step) => sql::use_step(tx, user, step).await?,
            None => false,
        };
        Ok(if is_new {
            CodeCheck::Right
        } else {
            CodeCheck::Wrong
        })
    }

    fn open_seed(
        &self,
        user: UserId,
        seed: &sql::Seed,
    ) -> Result<zeroize::Zeroizing<Vec<u8>>, AppError> {
        self.key
            .open(PURPOSE, user.uuid().as_bytes(), &seed.sealed_secret)
    }

    fn is_waiting(&self, seed: &sql::Seed) -> bool {
        seed.confirmed_at.is_none() && self.now() - seed.created_at < WAIT_SECONDS
    }

    /// Whom a letter about this account goes to.
    pub(crate) async fn recipient(&self, tx: &mut Tx, user: UserId) -> Result<Recipient, AppError> {
        let account = crate::accounts::sql::find_account(tx, user).await?;
        Ok(Recipient {
            name: account.name,
            email: account.email,
        })
    }

    /// Removes every second factor of an account and ends its sessions: an operator's help for somebody who lost them.
    ///
    /// # Errors
    /// `AppError::NotFound` without such an account.
    pub async fn reset_two_factor(&self, email: &str) -> Result<(), AppError> {
        let key = app::accounts::rules::email_key(email);
        let mut tx = self.db.read().await?;
        let found = crate::accounts::sql::find_credentials(&mut tx, &key).await?;
        drop(tx);
        let user = UserId::from_uuid(found.ok_or(AppError::NotFound)?.id);
        let mut tx = self.db.write(user.uuid()).await?;
        sql::delete_seed(&mut tx, user).await?;
        sql::delete_recovery_codes(&mut tx, user).await?;
        crate::passkeys::sql::delete_passkeys_of(&mut tx, user).await?;
        crate::challenges::sql::delete_challenges_of(&mut tx, user).await?;
        crate::connect::sql::delete_codes_of(&mut tx, user).await?;
        crate::auth::sql::delete_sessions_of(&mut tx, user).await?;
        let event = SecurityEvent::TwoFactorDisabled;
        self.record_security(&mut tx, user, event, "by the operator", &Origin::default())
            .await?;
        let to = self.recipient(&mut tx, user).await?;
        self.queue_letter(&mut tx, to, Letter::TwoFactorDisabled)
            .await?;
        tx.commit().await
    }

    fn open_codes(&self, user: UserId, sealed: &SealedCodes) -> Option<RecoveryCodes> {
        let sealed = unhex(&sealed.0)?;
        let plain = self
            .key
            .open(CODES_PURPOSE, user.uuid().as_bytes(), &sealed)
            .ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

#[async_trait]
impl TwoFactor for Services {
    async fn load_two_factor(
        &self,
        me: &InSession,
        codes: Option<SealedCodes>,
    ) -> Result<TwoFactorState, AppError> {
        let user = me.actor.user_id;
        let password_is_fresh = self.is_confirmed(&me.session).await?;
        let mut tx = self.db.read().await?;
        let status = match sql::find_seed(&mut tx, user).await? {
            Some(seed) if seed.confirmed_at.is_some() => TwoFactorStatus::On {
                codes_left: sql::count_recovery_codes(&mut tx, user).await?,
            },
            Some(seed) if self.is_waiting(&seed) => {
                let to = self.recipient(&mut tx, user).await?;
                let shown = totp::seed_to_show(&self.open_seed(user, &seed)?, &to.email)?;
                TwoFactorStatus::Waiting(NewSecret {
                    qr: qr::draw(&shown.address)?,
                    secret: shown.secret,
                })
            }
            _ => TwoFactorStatus::Off,
        };
        Ok(TwoFactorState {
            status,
            password_is_fresh,
            new_codes: codes.and_then(|sealed| self.open_codes(user, &sealed)),
        })
    }

    async fn enable_two_factor(&self, me: &InSession, form: PasswordForm) -> Result<(), AppError> {
        let user = me.actor.user_id;
        self.confirm_identity(user, &me.session, &me.origin, &form.current_password)
            .await?;
        let seed = totp::new_seed(self.random.as_ref());
        let sealed = self
            .key
            .seal(self.random.as_ref(), PURPOSE, user.uuid().as_bytes(), &seed)?;
        let mut tx = self.db.write(user.uuid()).await?;
        if sql::has_two_factor(&mut tx, user).await? {
            return Err(AppError::conflict(
                Conflict::InUse,
                "Two-factor authentication is on already. Disable it first to use another app.",
            ));
        }
        sql::upsert_pending_seed(&mut tx, user, &sealed, self.now()).await?;
        tx.commit().await
    }

    async fn cancel_two_factor(&self, me: &InSession) -> Result<(), AppError> {
        let user = me.actor.user_id;
        let mut tx = self.db.write(user.uuid()).await?;
        sql::delete_pending_seed(&mut tx, user).await?;
        tx.commit().await
    }

    async fn confirm_two_factor(
        &self,
        me: &InSession,
        form: CodeForm,
    ) -> Result<RecoveryCodes, AppError> {
        let user = me.actor.user_id;
        if normal_code(&form.code).is_empty() {
            return Err(missing_code());
        }
        let mut tx = self.db.write(user.uuid()).await?;
        let seed = sql::find_seed(&mut tx, user).await?;
        let Some(seed) = seed.filter(|seed| self.is_waiting(seed)) else {
            return Err(AppError::conflict(
                Conflict::InUse,
                "There is no secret key to confirm any more. Choose Enable 2FA again.",
            ));
        };
        if self.use_code_of(&mut tx, user, &seed, &form.code).await? == CodeCheck::Wrong {
            return Err(wrong_code());
        }
        sql::confirm_seed(&mut tx, user, self.now()).await?;
        let codes = self.replace_recovery_codes(&mut tx, user).await?;
        let event = SecurityEvent::TwoFactorEnabled;
        self.record_security(&mut tx, user, event, "", &me.origin)
            .await?;
        let to = self.recipient(&mut tx, user).await?;
        self.queue_letter(&mut tx, to, Letter::TwoFactorEnabled)
            .await?;
        tx.commit().await?;
        Ok(codes)
    }

    async fn disable_two_factor(&self, me: &InSession, form: PasswordForm) -> Result<(), AppError> {
        let user = me.actor.user_id;
        self.check_current_password(user, &me.session, &me.origin, &form.current_password)
            .await?;
        let mut tx = self.db.write(user.uuid()).await?;
        let was_on = sql::delete_seed(&mut tx, user).await?;
        sql::delete_recovery_codes(&mut tx, user).await?;
        if was_on {
            let event = SecurityEvent::TwoFactorDisabled;
            self.record_security(&mut tx, user, event, "", &me.origin)
                .await?;
            let to = self.recipient(&mut tx, user).await?;
            self.queue_letter(&mut tx, to, Letter::TwoFactorDisabled)
                .await?;
        }
        tx.commit().await
    }

    async fn regenerate_recovery_codes(
        &self,
        me: &InSession,
        form: PasswordForm,
    ) -> Result<RecoveryCodes, AppError> {
        let user = me.actor.user_id;
        self.check_current_password(user, &me.session, &me.origin, &form.current_password)
            .await?;
        let mut tx = self.db.write(user.uuid()).await?;
        if !sql::has_two_factor(&mut tx, user).await? {
            return Err(AppError::NotFound);
        }
        let codes = self.replace_recovery_codes(&mut tx, user).await?;
        let event = SecurityEvent::RecoveryCodesRegenerated;
        self.record_security(&mut tx, user, event, "", &me.origin)
            .await?;
        tx.commit().await?;
        Ok(codes)
    }

    async fn seal_codes(
        &self,
        actor: &Actor,
        codes: &RecoveryCodes,
    ) -> Result<SealedCodes, AppError> {
        let plain = serde_json::to_vec(codes).map_err(|_| AppError::Internal)?;
        let owner = actor.user_id.uuid();
        self.key
            .seal(
                self.random.as_ref(),
                CODES_PURPOSE,
                owner.as_bytes(),
                &plain,
            )
            .map(|sealed| SealedCodes(hex(&sealed)))
    }

    async fn load_pending_sign_in(
        &self,
        pending: &PendingToken,
    ) -> Result<PendingSignIn, AppError> {
        self.find_pending_sign_in(pending)
            .await?
            .ok_or(AppError::Unauthenticated)
    }

    async fn verify_sign_in(
        &self,
        origin: &Origin,
        pending: &PendingToken,
        form: VerifyForm,
    ) -> Result<SessionToken, AppError> {
        self.finish_with_code(origin, pending, &form).await
    }
}
