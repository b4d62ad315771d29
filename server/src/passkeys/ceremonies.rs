//! Signing in with a passkey: the checks behind both ways, alone and after the password.

use app::context::{Origin, PendingToken, SessionToken};
use app::error::AppError;
use app::passkeys::rules::{no_address, refused};
use app::passkeys::{Ceremony, CredentialForm};
use app::values::UserId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey as Key, PasskeyAuthentication,
    PublicKeyCredential, WebauthnError,
};

use super::relying_party::RelyingParty;
use super::sql;
use crate::challenges::{Challenge, ChallengeKind};
use crate::db::Tx;
use crate::services::Services;

/// Longest credential that is looked at, in bytes.
const CREDENTIAL_MAX: usize = 64 * 1024;

/// JSON for the database or the browser.
pub(super) fn to_json(value: &impl Serialize) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| {
        tracing::error!(%error, "a passkey cannot be written");
        AppError::Internal
    })
}

/// What was written by [`to_json`].
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, AppError> {
    serde_json::from_str(text).map_err(|error| {
        tracing::error!(%error, "a passkey cannot be read");
        AppError::Internal
    })
}

/// What the browser sent; nonsense is refused as a wrong passkey is.
pub(super) fn credential<T: DeserializeOwned>(form: &CredentialForm) -> Result<T, AppError> {
    if form.credential.len() > CREDENTIAL_MAX {
        return Err(refused());
    }
    serde_json::from_str(&form.credential).map_err(|_| refused())
}

/// A ceremony that did not hold; the reason goes to the log alone.
#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
pub(super) fn not_accepted(error: WebauthnError) -> AppError {
    tracing::info!(%error, "a passkey was not accepted");
    refused()
}

impl Services {
    pub(super) fn must_have_name(&self) -> Result<RelyingParty, AppError> {
        self.relying_party().ok_or_else(no_address)
    }

    pub(super) async fn keys_of(
        &self,
        tx: &mut Tx,
        user: UserId,
    ) -> Result<Vec<(Uuid, Key)>, AppError> {
        let stored = sql::list_stored(tx, user).await?;
        stored
            .iter()
            .map(|stored| Ok((stored.id, from_json(&stored.data)?)))
            .collect()
    }

    /// Keeps what the passkey said of itself: a counter that went back would give a copy away.
    async fn note_use(
        &self,
        tx: &mut Tx,
        user: UserId,
        (id, mut key): (Uuid, Key),
        result: &AuthenticationResult,
    ) -> Result<(), AppError> {
        key.update_credential(result);
        sql::touch_passkey(tx, user, id, &to_json(&key)?, self.now()).await
    }

    pub(super) async fn begin_sign_in(&self) -> Result<Ceremony, AppError> {
        let party = self.must_have_name()?;
        let (options, state) = party
            .webauthn
            .start_discoverable_authentication()
            .map_err(not_accepted)?;
        let token = self.new_token();
        let challenge = Challenge {
            user: None,
            state: to_json(&state)?,
        };
        let mut tx = self.db.write(Uuid::nil()).await?;
        self.begin_challenge(&mut tx, ChallengeKind::PasskeySignIn, &token, &challenge)
            .await?;
        tx.commit().await?;
        Ok(Ceremony {
            token,
            options: to_json(&options.public_key)?,
        })
    }

    pub(super) async fn finish_sign_in(
        &self,
        origin: &Origin,
        form: &CredentialForm,
    ) -> Result<SessionToken, AppError> {
        let party = self.must_have_name()?;
        let answer: PublicKeyCredential = credential(form)?;
        let (user, _) = party
            .webauthn
            .identify_discoverable_authentication(&answer)
            .map_err(not_accepted)?;
        let user = UserId::from_uuid(user);
        let mut tx = self.db.read().await?;
        let found = crate::accounts::sql::find_password(&mut tx, user).await;
        drop(tx);
        let email_key = found.map_err(unknown_is_refused)?.email_key;
        let attempt = self.begin_attempt(&email_key, &origin.address).await?;
        let mut tx = self.db.write(user.uuid()).await?;
        let kind = ChallengeKind::PasskeySignIn;
        let challenge = self
            .take_challenge(&mut tx, kind, &form.token)
            .await?
            .ok_or_else(refused)?;
        let state: DiscoverableAuthentication = from_json(&challenge.state)?;
        let key = self.key_named(&mut tx, user, &answer).await?;
        let result = match &key {
            Some((_, key)) => party
                .webauthn
                .finish_discoverable_authentication_v2(&answer, state, key)
                .map_err(not_accepted),
            None => Err(refused()),
        };
        match (result, key) {
            (Ok(result), Some(key)) => {
                self.note_use(&mut tx, user, key, &result).await?;
                self.succeed_attempt(&mut tx, &attempt).await?;
                let token = self.open_session(&mut tx, user, None, origin).await?;
                tx.commit().await?;
                Ok(token)
            }
            (result, _) => {
                let error = result.err().unwrap_or_else(refused);
                self.refuse_second_factor(tx, user, origin, error).await
            }
        }
    }

    pub(super) async fn begin_verification(
        &self,
        pending: &PendingToken,
    ) -> Result<Ceremony, AppError> {
        let party = self.must_have_name()?;
        let mut tx = self.db.read().await?;
        let waiting = self.find_waiting(&mut tx, pending).await?;
        drop(tx);
        let user = waiting.ok_or(AppError::Unauthenticated)?.user;
        let mut tx = self.db.write(user.uuid()).await?;
        let waiting = self.find_waiting(&mut tx, pending).await?;
        let mut state = waiting.ok_or(AppError::Unauthenticated)?.state;
        let keys: Vec<Key> = self
            .keys_of(&mut tx, user)
            .await?
            .into_iter()
            .map(|(_, key)| key)
            .collect();
        let (options, ceremony) = party
            .webauthn
            .start_passkey_authentication(&keys)
            .map_err(not_accepted)?;
        state.passkey = Some(to_json(&ceremony)?);
        let kind = ChallengeKind::SecondFactor;
        self.update_challenge(&mut tx, kind, &pending.0, &to_json(&state)?)
            .await?;
        tx.commit().await?;
        Ok(Ceremony {
            token: String::new(),
            options: to_json(&options.public_key)?,
        })
    }

    pub(super) async fn finish_verification(
        &self,
        origin: &Origin,
        pending: &PendingToken,
        form: &CredentialForm,
    ) -> Result<SessionToken, AppError> {
        let party = self.must_have_name()?;
        let answer: PublicKeyCredential = credential(form)?;
        let (waiting, attempt) = self.begin_second_attempt(pending, origin).await?;
        let user = waiting.user;
        let mut tx = self.db.write(user.uuid()).await?;
        let waiting = self.find_waiting(&mut tx, pending).await?;
        let mut state = waiting.ok_or(AppError::Unauthenticated)?.state;
        let ceremony: PasskeyAuthentication = match state.passkey.take() {
            Some(ceremony) => from_json(&ceremony)?,
            None => return Err(refused()),
        };
        let key = self.key_named(&mut tx, user, &answer).await?;
        let result = party
            .webauthn
            .finish_passkey_authentication(&answer, &ceremony)
            .map_err(not_accepted);
        match (result, key) {
            (Ok(result), Some(key)) => {
                self.note_use(&mut tx, user, key, &result).await?;
                let token = self
                    .finish_second_step(&mut tx, pending, user, &attempt, origin)
                    .await?;
                tx.commit().await?;
                Ok(token)
            }
            (result, _) => {
                // The ceremony is over; another one begins with another challenge.
                let kind = ChallengeKind::SecondFactor;
                self.update_challenge(&mut tx, kind, &pending.0, &to_json(&state)?)
                    .await?;
                let error = result.err().unwrap_or_else(refused);
                self.refuse_second_factor(tx, user, origin, error).await
            }
        }
    }

    /// The person's passkey that the browser used.
    async fn key_named(
        &self,
        tx: &mut Tx,
        user: UserId,
        answer: &PublicKeyCredential,
    ) -> Result<Option<(Uuid, Key)>, AppError> {
        let keys = self.keys_of(tx, user).await?;
        Ok(keys
            .into_iter()
            .find(|(_, key)| key.cred_id().as_slice() == answer.get_credential_id()))
    }
}

/// Whether there is such an account is nobody's business.
fn unknown_is_refused(error: AppError) -> AppError {
    match error {
        AppError::NotFound => refused(),
        error => error,
    }
}
