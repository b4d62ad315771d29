//! Server functions of two-factor authentication.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::SECURITY_PATH;
use super::{CodeForm, PasswordForm, PendingSignIn, RecoveryCodes, TwoFactorState, VerifyForm};
#[cfg(feature = "ssr")]
use crate::context::{
    Backend, InSession, acting_in_session, answer, backend, enter, is_plain_form, redirect,
    set_codes, visitor,
};
use crate::error::AppError;

/// Where two-factor authentication stands.
#[server]
pub async fn load_two_factor() -> Result<TwoFactorState, AppError> {
    let (backend, me) = acting_in_session()?;
    let codes = visitor().codes;
    if codes.is_some() {
        set_codes(None);
    }
    answer(backend.load_two_factor(&me, codes).await)
}

/// Makes a secret that waits for its first code.
#[server]
pub async fn enable_two_factor(
    #[server(default)] confirmation: PasswordForm,
) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.enable_two_factor(&me, confirmation).await)?;
    redirect(SECURITY_PATH);
    Ok(())
}

/// Forgets a secret that waits.
#[server]
pub async fn cancel_two_factor() -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.cancel_two_factor(&me).await)?;
    redirect(SECURITY_PATH);
    Ok(())
}

/// Switches it on with the first code.
#[server]
pub async fn confirm_two_factor(
    #[server(default)] verification: CodeForm,
) -> Result<RecoveryCodes, AppError> {
    let (backend, me) = acting_in_session()?;
    let codes = answer(backend.confirm_two_factor(&me, verification).await)?;
    hand_over(backend.as_ref(), &me, &codes).await?;
    Ok(codes)
}

/// Switches it off.
#[server]
pub async fn disable_two_factor(
    #[server(default)] confirmation: PasswordForm,
) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.disable_two_factor(&me, confirmation).await)?;
    redirect(SECURITY_PATH);
    Ok(())
}

/// Makes new recovery codes in place of the old.
#[server]
pub async fn regenerate_recovery_codes(
    #[server(default)] confirmation: PasswordForm,
) -> Result<RecoveryCodes, AppError> {
    let (backend, me) = acting_in_session()?;
    let codes = answer(backend.regenerate_recovery_codes(&me, confirmation).await)?;
    hand_over(backend.as_ref(), &me, &codes).await?;
    Ok(codes)
}

/// The codes are in the answer; without scripts they go on to the page that comes next.
#[cfg(feature = "ssr")]
async fn hand_over(
    backend: &dyn Backend,
    me: &InSession,
    codes: &RecoveryCodes,
) -> Result<(), AppError> {
    if is_plain_form() {
        let sealed = answer(backend.seal_codes(&me.actor, codes).await)?;
        set_codes(Some(&sealed));
    }
    redirect(SECURITY_PATH);
    Ok(())
}

/// What the sign-in that waits can be finished with.
#[server]
pub async fn load_pending_sign_in() -> Result<PendingSignIn, AppError> {
    let pending = visitor().pending.ok_or(AppError::Unauthenticated);
    let pending = answer(pending)?;
    answer(backend()?.load_pending_sign_in(&pending).await)
}

/// Finishes a sign-in with a code or a recovery code, and goes on.
#[server]
pub async fn verify_sign_in(#[server(default)] verification: VerifyForm) -> Result<(), AppError> {
    let visitor = visitor();
    let pending = answer(visitor.pending.ok_or(AppError::Unauthenticated))?;
    let token = backend()?
        .verify_sign_in(&visitor.origin, &pending, verification)
        .await;
    enter(&answer(token)?);
    Ok(())
}
