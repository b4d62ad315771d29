//! Server functions of address, password and the account's end.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::ownership::Verified;
use super::ownership::{
    DeletionForm, DeletionPlan, EmailChangeForm, EmailStatus, ForgotForm, LinkForm, MailWay,
    PasswordChangeForm, ResetForm,
};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, backend, enter, redirect, set_session, visitor};
use crate::error::AppError;

/// The session's token; whoever acts has one.
#[cfg(feature = "ssr")]
fn session() -> Result<crate::context::SessionToken, AppError> {
    let (token, _) = visitor().session.ok_or(AppError::Unauthenticated)?;
    Ok(token)
}

/// Where somebody is led who may be signed in or not.
#[cfg(feature = "ssr")]
fn onward(note: &str) {
    let page = if visitor().session.is_some() {
        "/profile"
    } else {
        "/login"
    };
    redirect(&format!("{page}?note={note}"));
}

/// Where the server's letters go.
#[server]
pub async fn load_mail_way() -> Result<MailWay, AppError> {
    answer(backend()?.load_mail_way().await)
}

/// The state of the signed-in person's address.
#[server]
pub async fn load_email_status() -> Result<EmailStatus, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_email_status(&actor, &session()?).await)
}

/// Sends the link that proves the address once more.
#[server]
pub async fn send_verification() -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.send_verification(&actor, &visitor().origin).await)?;
    redirect("/profile?note=link-sent");
    Ok(())
}

/// Follows the link that proves an address.
#[server]
pub async fn verify_email(link: LinkForm) -> Result<(), AppError> {
    let verified = answer(backend()?.verify_email(&visitor().origin, link).await)?;
    match verified {
        Verified::SignedIn(token) => enter(&token),
        Verified::Confirmed => onward("email-confirmed"),
    }
    Ok(())
}

/// Asks for a link to a new password; always the same answer.
#[server]
pub async fn request_password_reset(forgot: ForgotForm) -> Result<(), AppError> {
    answer(
        backend()?
            .request_password_reset(&visitor().origin, forgot)
            .await,
    )?;
    redirect("/password/forgot?sent=1");
    Ok(())
}

/// Follows the link to a new password.
#[server]
pub async fn reset_password_by_link(reset: ResetForm) -> Result<(), AppError> {
    answer(
        backend()?
            .reset_password_by_link(&visitor().origin, reset)
            .await,
    )?;
    redirect("/login?note=password-reset");
    Ok(())
}

/// Asks for another address.
#[server]
pub async fn request_email_change(change: EmailChangeForm) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(
        backend
            .request_email_change(&actor, &session()?, &visitor().origin, change)
            .await,
    )?;
    redirect("/profile?note=email-asked");
    Ok(())
}

/// Follows the link that was sent to the new address.
#[server]
pub async fn confirm_email_change(link: LinkForm) -> Result<(), AppError> {
    answer(
        backend()?
            .confirm_email_change(&visitor().origin, link)
            .await,
    )?;
    onward("email-changed");
    Ok(())
}

/// Replaces the password; the other sessions end.
#[server]
pub async fn change_password(change: PasswordChangeForm) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let token = answer(
        backend
            .change_password(&actor, &session()?, &visitor().origin, change)
            .await,
    )?;
    set_session(Some(&token));
    redirect("/profile/security?note=password-changed");
    Ok(())
}

/// What deleting the account would take with it.
#[server]
pub async fn plan_deletion() -> Result<DeletionPlan, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.plan_deletion(&actor).await)
}

/// Deletes the account.
#[server]
pub async fn delete_account(deletion: DeletionForm) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(
        backend
            .delete_account(&actor, &session()?, &visitor().origin, deletion)
            .await,
    )?;
    set_session(None);
    redirect("/login?note=account-deleted");
    Ok(())
}
