//! The use cases of passkeys.

use app::context::{InSession, Origin, PendingToken, SessionToken};
use app::error::AppError;
use app::passkeys::rules::{PASSKEYS_MAX, parse_passkey_name, refused, too_many};
use app::passkeys::{Ceremony, CredentialForm, PasskeyForm, PasskeyState, Passkeys};
use app::security_log::SecurityEvent;
use app::values::{PasskeyId, UserId};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{PasskeyRegistration, RegisterPublicKeyCredential};
use webauthn_rs_proto::ResidentKeyRequirement;

use super::ceremonies::{credential, from_json, not_accepted, to_json};
use super::sql;
use crate::challenges::{Challenge, ChallengeKind};
use crate::mail::Letter;
use crate::services::Services;

/// What a new passkey's ceremony remembers.
#[derive(Serialize, Deserialize)]
struct NewPasskeyState {
    name: String,
    registration: PasskeyRegistration,
}

fn parse_id(form: &PasskeyForm) -> Result<PasskeyId, AppError> {
    form.id.parse().map_err(|_| AppError::NotFound)
}

impl Services {
    async fn confirm_for_passkey(
        &self,
        me: &InSession,
        form: &PasskeyForm,
    ) -> Result<UserId, AppError> {
        let user = me.actor.user_id;
        self.confirm_identity(user, &me.session, &me.origin, &form.current_password)
            .await?;
        Ok(user)
    }
}

#[async_trait]
impl Passkeys for Services {
    async fn list_passkeys(&self, me: &InSession) -> Result<PasskeyState, AppError> {
        let password_is_fresh = self.is_confirmed(&me.session).await?;
        let mut tx = self.db.read().await?;
        Ok(PasskeyState {
            passkeys: sql::list_passkeys(&mut tx, me.actor.user_id).await?,
            address: self.relying_party().map(|party| party.address),
            password_is_fresh,
        })
    }

    async fn begin_passkey(&self, me: &InSession, form: PasskeyForm) -> Result<Ceremony, AppError> {
        let name = parse_passkey_name(&form.name)?;
        let party = self.must_have_name()?;
        let user = self.confirm_for_passkey(me, &form).await?;
        let mut tx = self.db.write(user.uuid()).await?;
        let account = crate::accounts::sql::find_account(&mut tx, user).await?;
        let keys = self.keys_of(&mut tx, user).await?;
        if keys.len() >= PASSKEYS_MAX {
            return Err(too_many());
        }
        let known = keys
            .into_iter()
            .map(|(_, key)| key.cred_id().clone())
            .collect();
        let (mut options, registration) = party
            .webauthn
            .start_passkey_registration(user.uuid(), &account.email, &account.name, Some(known))
            .map_err(not_accepted)?;
        // It has to be found without the address being typed.
        if let Some(selection) = &mut options.public_key.authenticator_selection {
            selection.resident_key = Some(ResidentKeyRequirement::Required);
            selection.require_resident_key = true;
        }
        let challenge = Challenge {
            user: Some(user),
            state: to_json(&NewPasskeyState { name, registration })?,
        };
        let kind = ChallengeKind::NewPasskey;
        self.begin_challenge(&mut tx, kind, &me.session.0, &challenge)
            .await?;
        tx.commit().await?;
        Ok(Ceremony {
            token: String::new(),
            options: to_json(&options.public_key)?,
        })
    }

    async fn add_passkey(&self, me: &InSession, form: CredentialForm) -> Result<(), AppError> {
        let party = self.must_have_name()?;
        let answer: RegisterPublicKeyCredential = credential(&form)?;
        let user = me.actor.user_id;
        let mut tx = self.db.write(user.uuid()).await?;
        // Only after the password was asked for does a ceremony wait here.
        let challenge = self
            .take_challenge(&mut tx, ChallengeKind::NewPasskey, &me.session.0)
            .await?
            .ok_or_else(refused)?;
        let NewPasskeyState { name, registration } = from_json(&challenge.state)?;
        let key = party
            .webauthn
            .finish_passkey_registration(&answer, &registration)
            .map_err(not_accepted)?;
        let row = sql::NewPasskey {
            user,
            id: PasskeyId::from_uuid(self.new_id()),
            credential_id: key.cred_id(),
            name: &name,
            data: &to_json(&key)?,
            now: self.now(),
        };
        if !sql::insert_passkey(&mut tx, row).await? {
            return Err(refused());
        }
        let event = SecurityEvent::PasskeyAdded;
        self.record_security(&mut tx, user, event, &name, &me.origin)
            .await?;
        let to = self.recipient(&mut tx, user).await?;
        self.queue_letter(&mut tx, to, Letter::PasskeyAdded { name })
            .await?;
        tx.commit().await
    }

    async fn rename_passkey(&self, me: &InSession, form: PasskeyForm) -> Result<(), AppError> {
        let name = parse_passkey_name(&form.name)?;
        let id = parse_id(&form)?;
        let user = self.confirm_for_passkey(me, &form).await?;
        let mut tx = self.db.write(user.uuid()).await?;
        if !sql::rename_passkey(&mut tx, user, id, &name).await? {
            return Err(AppError::NotFound);
        }
        tx.commit().await
    }

    async fn remove_passkey(&self, me: &InSession, form: PasskeyForm) -> Result<(), AppError> {
        let id = parse_id(&form)?;
        let user = self.confirm_for_passkey(me, &form).await?;
        let mut tx = self.db.write(user.uuid()).await?;
        let name = sql::delete_passkey(&mut tx, user, id)
            .await?
            .ok_or(AppError::NotFound)?;
        let event = SecurityEvent::PasskeyRemoved;
        self.record_security(&mut tx, user, event, &name, &me.origin)
            .await?;
        tx.commit().await
    }

    async fn begin_passkey_sign_in(&self) -> Result<Ceremony, AppError> {
        self.begin_sign_in().await
    }

    async fn sign_in_with_passkey(
        &self,
        origin: &Origin,
        form: CredentialForm,
    ) -> Result<SessionToken, AppError> {
        self.finish_sign_in(origin, &form).await
    }

    async fn begin_passkey_verification(
        &self,
        pending: &PendingToken,
    ) -> Result<Ceremony, AppError> {
        self.begin_verification(pending).await
    }

    async fn verify_with_passkey(
        &self,
        origin: &Origin,
        pending: &PendingToken,
        form: CredentialForm,
    ) -> Result<SessionToken, AppError> {
        self.finish_verification(origin, pending, &form).await
    }
}
