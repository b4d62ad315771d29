//! The use cases of API tokens.

use app::access::{Actor, Permission};
use app::context::{InSession, SealedToken};
use app::error::AppError;
use app::tokens::rules::{SECRET_CHARS, SHOWN_CHARS, TokenDetails, base62, parse_token, token_of};
use app::tokens::{ApiToken, NewToken, Scope, TokenForm, Tokens, TokensView};
use app::values::{ApiTokenId, UserId, add_days};
use async_trait::async_trait;

use super::bearer::hash_token;
use super::sql;
use crate::activity::Activity;
use crate::auth::session::{hex, unhex};
use crate::local_time::Zone;
use crate::services::Services;
use crate::sessions::moment;

/// What a new token is encrypted for on its way to its page.
const PURPOSE: &str = "new_api_token";

impl Services {
    /// Makes a token for an actor, who has said who they are.
    ///
    /// # Errors
    /// When the form, the role, the plan or the billing state forbid it.
    pub async fn make_token(&self, actor: &Actor, form: &TokenForm) -> Result<NewToken, AppError> {
        actor.must(Permission::ManageOwnTokens)?;
        let zone = Zone::named(&actor.timezone);
        let now = self.now();
        let TokenDetails {
            name,
            scope,
            last_day,
        } = parse_token(form, zone.day(now))?;
        let token = self.new_api_token()?;
        let id = ApiTokenId::from_uuid(self.new_id());
        let mut tx = self.write_as(actor).await?;
        let row = sql::NewRow {
            id,
            user: actor.user_id,
            name: &name,
            scope,
            prefix: token.get(..SHOWN_CHARS).unwrap_or_default(),
            token_hash: &hash_token(&token),
            now,
            expires_at: last_day.map(|day| zone.start_of(add_days(day, 1))),
            client_id: None,
        };
        sql::insert_token(&mut tx, actor.workspace_id, row).await?;
        self.record(&mut tx, actor, activity("api_token.created", id, &name))
            .await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(NewToken { name, token })
    }

    /// A token that nobody has yet.
    pub(crate) fn new_api_token(&self) -> Result<String, AppError> {
        let mut secret = String::with_capacity(SECRET_CHARS);
        while secret.len() < SECRET_CHARS {
            let mut bytes = [0; SECRET_CHARS];
            self.random.fill(&mut bytes);
            secret.extend(base62(bytes).take(SECRET_CHARS - secret.len()));
        }
        token_of(&secret).ok_or(AppError::Internal)
    }

    fn open_token(&self, user: UserId, sealed: &SealedToken) -> Option<NewToken> {
        let owner = user.uuid();
        let plain = self
            .key
            .open(PURPOSE, owner.as_bytes(), &unhex(&sealed.0)?)
            .ok()?;
        serde_json::from_slice(&plain).ok()
    }
}

#[async_trait]
impl Tokens for Services {
    async fn load_tokens(
        &self,
        me: &InSession,
        sealed: Option<SealedToken>,
    ) -> Result<TokensView, AppError> {
        let actor = &me.actor;
        let is_confirmed = self.is_confirmed(&me.session).await?;
        let (now, zone) = (self.now(), Zone::named(&actor.timezone));
        let leads = actor.may(Permission::ManageAllTokens).is_ok();
        let whose = (!leads).then_some(actor.user_id);
        let mut tx = self.db.read().await?;
        let shown = sql::list_tokens(&mut tx, actor.workspace_id, whose).await?;
        drop(tx);
        let token = |row: sql::TokenRow| ApiToken {
            id: ApiTokenId::from_uuid(row.id),
            name: row.name,
            prefix: row.prefix,
            scope: Scope::from_slug(&row.scope).unwrap_or_default(),
            creator: row.creator,
            is_own: row.user_id == actor.user_id.uuid(),
            created: moment(&zone, row.created_at),
            last_used: row.last_used_at.map(|at| moment(&zone, at)),
            expires: row.expires_at.map(|at| moment(&zone, at)),
            is_expired: row.expires_at.is_some_and(|at| at <= now),
            is_connection: row.client_id.is_some(),
        };
        Ok(TokensView {
            tokens: shown.into_iter().map(token).collect(),
            is_confirmed,
            workspace_id: actor.workspace_id.to_string(),
            new_token: sealed.and_then(|sealed| self.open_token(actor.user_id, &sealed)),
        })
    }

    async fn create_token(&self, me: &InSession, form: TokenForm) -> Result<NewToken, AppError> {
        let actor = &me.actor;
        actor.must(Permission::ManageOwnTokens)?;
        parse_token(&form, Zone::named(&actor.timezone).day(self.now()))?;
        let password = &form.current_password;
        self.confirm_identity(actor.user_id, &me.session, &me.origin, password)
            .await?;
        self.make_token(actor, &form).await
    }

    async fn revoke_token(&self, actor: &Actor, id: ApiTokenId) -> Result<(), AppError> {
        actor.must(Permission::EndOwnTokens)?;
        let mut tx = self.write_as(actor).await?;
        let (user, name) = sql::load_token(&mut tx, actor.workspace_id, id).await?;
        if user != actor.user_id && actor.may(Permission::ManageAllTokens).is_err() {
            return Err(AppError::NotFound);
        }
        sql::revoke_token(&mut tx, actor.workspace_id, id, self.now()).await?;
        self.record(&mut tx, actor, activity("api_token.revoked", id, &name))
            .await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn seal_token(&self, actor: &Actor, token: &NewToken) -> Result<SealedToken, AppError> {
        let plain = serde_json::to_vec(token).map_err(|_| AppError::Internal)?;
        let owner = actor.user_id.uuid();
        self.key
            .seal(self.random.as_ref(), PURPOSE, owner.as_bytes(), &plain)
            .map(|sealed| SealedToken(hex(&sealed)))
    }
}

fn activity<'a>(action: &'a str, id: ApiTokenId, name: &'a str) -> Activity<'a> {
    Activity {
        action,
        target_kind: "api_token",
        target_id: Some(id.uuid()),
        target_name: name,
    }
}
