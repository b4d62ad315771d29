//! Server functions of API tokens. A change ends on the list, so that its dialog closes with and without scripts.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::LIST_PATH;
use super::{NewToken, TokenForm, TokensView};
#[cfg(feature = "ssr")]
use crate::context::{
    acting, acting_in_session, answer, is_plain_form, redirect, set_new_token, visitor,
};
use crate::error::AppError;
use crate::values::ApiTokenId;

/// The workspace's tokens, as far as the asking person sees them.
#[server]
pub async fn load_tokens() -> Result<TokensView, AppError> {
    let (backend, me) = acting_in_session()?;
    let sealed = visitor().new_token;
    if sealed.is_some() {
        set_new_token(None);
    }
    answer(backend.load_tokens(&me, sealed).await)
}

/// Makes a token. It is in the answer; without scripts it goes on to the page that comes next.
#[server]
pub async fn create_token(#[server(default)] token: TokenForm) -> Result<NewToken, AppError> {
    let (backend, me) = acting_in_session()?;
    let new = answer(backend.create_token(&me, token).await)?;
    if is_plain_form() {
        let sealed = answer(backend.seal_token(&me.actor, &new).await)?;
        set_new_token(Some(&sealed));
    }
    redirect(LIST_PATH);
    Ok(new)
}

/// Ends a token at once.
#[server]
pub async fn revoke_token(id: ApiTokenId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.revoke_token(&actor, id).await)?;
    redirect(LIST_PATH);
    Ok(())
}
