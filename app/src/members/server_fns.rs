//! Server functions of members. A change ends on the list, so that its dialog closes with and without scripts.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::LIST_PATH;
use super::{HandOverForm, InvitationForm, Invited, MemberForm, MembersView};
#[cfg(feature = "ssr")]
use crate::context::{
    InvitationToken, acting, acting_in_session, answer, is_plain_form, redirect, set_invited,
    visitor,
};
use crate::error::AppError;
use crate::values::{InvitationId, UserId};

/// The workspace's members and invitations.
#[server]
pub async fn load_members() -> Result<MembersView, AppError> {
    let (backend, me) = acting_in_session()?;
    let invited = visitor().invited;
    if invited.is_some() {
        set_invited(None);
    }
    answer(backend.load_members(&me, invited).await)
}

/// Asks somebody to join.
#[server]
pub async fn invite_member(
    #[server(default)] invitation: InvitationForm,
) -> Result<Invited, AppError> {
    let (backend, actor) = acting()?;
    let invited = answer(backend.invite_member(&actor, invitation).await)?;
    hand_over_link(&invited);
    Ok(invited)
}

/// Sends another link in place of the one before.
#[server]
pub async fn resend_invitation(id: InvitationId) -> Result<Invited, AppError> {
    let (backend, actor) = acting()?;
    let invited = answer(backend.resend_invitation(&actor, id).await)?;
    hand_over_link(&invited);
    Ok(invited)
}

/// A link that is to be passed on is in the answer; without scripts it goes on to the page that comes next.
#[cfg(feature = "ssr")]
fn hand_over_link(invited: &Invited) {
    let token = invited
        .link
        .as_deref()
        .and_then(|link| link.split_once("?token="));
    if let Some((_, token)) = token
        && is_plain_form()
    {
        set_invited(Some(&InvitationToken(token.to_owned())));
    }
    redirect(LIST_PATH);
}

/// Takes an invitation back.
#[server]
pub async fn cancel_invitation(id: InvitationId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.cancel_invitation(&actor, id).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Changes a member's role, capacity, cost and rate; answers how many saved entries got the new rate.
#[server]
pub async fn update_member(#[server(default)] member: MemberForm) -> Result<i64, AppError> {
    let (backend, actor) = acting()?;
    let rerated = answer(backend.update_member(&actor, member).await)?;
    redirect(LIST_PATH);
    Ok(rerated)
}

/// Removes a member.
#[server]
pub async fn remove_member(id: UserId) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.remove_member(&actor, id).await)?;
    redirect(LIST_PATH);
    Ok(())
}

/// Leaves the workspace; the session goes to another one.
#[server]
pub async fn leave_workspace() -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.leave_workspace(&actor).await)?;
    redirect("/timer");
    Ok(())
}

/// Makes another member the owner.
#[server]
pub async fn hand_over_workspace(
    #[server(default)] handover: HandOverForm,
) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.hand_over_workspace(&me, handover).await)?;
    redirect(LIST_PATH);
    Ok(())
}
