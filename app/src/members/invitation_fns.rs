//! Server functions of invitations, for who was invited. Opening a link changes nothing; accepting and declining do.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::LIST_PATH;
use super::{InvitationKey, Offer};
#[cfg(feature = "ssr")]
use crate::access::Actor;
#[cfg(feature = "ssr")]
use crate::context::{
    InvitationToken, acting, acting_in_session, answer, backend, redirect, set_invitation,
    set_session, visitor,
};
use crate::error::AppError;

/// Where somebody goes before an invitation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detour {
    /// To sign in, after signing out where that is due.
    #[default]
    SignIn,
    /// To make an account.
    SignUp,
}

/// Which invitation is meant: without token and id, the one that the cookie remembers.
#[cfg(feature = "ssr")]
fn meant(key: InvitationKey) -> InvitationKey {
    match visitor().invitation {
        Some(InvitationToken(token)) if key == InvitationKey::default() => InvitationKey {
            token,
            ..InvitationKey::default()
        },
        _ => key,
    }
}

#[cfg(feature = "ssr")]
fn onlooker() -> Option<Actor> {
    visitor().session.map(|(_, actor)| actor)
}

/// An invitation for who looks at it; `None` if it is worth nothing (any more).
#[server]
pub async fn load_invitation(
    #[server(default)] invitation: InvitationKey,
) -> Result<Option<Offer>, AppError> {
    let key = meant(invitation);
    if key == InvitationKey::default() {
        return Ok(None);
    }
    let offer = answer(backend()?.find_offer(onlooker().as_ref(), &key).await)?;
    let is_kept = |kept: InvitationToken| kept.0 == key.token;
    if offer.is_none() && visitor().invitation.is_some_and(is_kept) {
        // Nothing is left to come back to.
        set_invitation(None);
    }
    Ok(offer)
}

/// The invitations to the signed-in person's address.
#[server]
pub async fn list_own_invitations() -> Result<Vec<Offer>, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.list_own_offers(&actor).await)
}

/// Remembers an invitation for an hour while somebody signs in or up, signing out who is somebody else. The address never
/// holds the token on the way.
#[server]
pub async fn keep_invitation(
    #[server(default)] invitation: InvitationKey,
    #[server(default)] to: Detour,
) -> Result<(), AppError> {
    let InvitationKey { token, .. } = meant(invitation);
    let visitor = visitor();
    if let Some((session, _)) = visitor.session {
        answer(backend()?.sign_out(&visitor.origin, &session).await)?;
        set_session(None);
    }
    let is_token = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    set_invitation(is_token.then_some(InvitationToken(token)).as_ref());
    redirect(match to {
        Detour::SignIn => "/login",
        Detour::SignUp => "/signup",
    });
    Ok(())
}

/// Joins the workspace and goes there.
#[server]
pub async fn accept_invitation(
    #[server(default)] invitation: InvitationKey,
) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    let key = meant(invitation);
    let joined = answer(backend.accept_invitation(&me, &key).await)?;
    set_invitation(None);
    if joined.without_seat {
        redirect(&format!("{LIST_PATH}?note=joined-as-viewer"));
    } else {
        redirect("/timer");
    }
    Ok(())
}

/// Refuses an invitation.
#[server]
pub async fn decline_invitation(
    #[server(default)] invitation: InvitationKey,
) -> Result<(), AppError> {
    let key = meant(invitation);
    let onlooker = onlooker();
    answer(backend()?.decline_invitation(onlooker.as_ref(), &key).await)?;
    set_invitation(None);
    redirect(if onlooker.is_some() {
        "/timer"
    } else {
        "/login?note=invitation-declined"
    });
    Ok(())
}
