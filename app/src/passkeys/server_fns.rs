//! Server functions of passkeys.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

use super::{Ceremony, CredentialForm, PasskeyForm, PasskeyState};
#[cfg(feature = "ssr")]
use crate::context::{acting_in_session, answer, backend, enter, redirect, visitor};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::two_factor::SECURITY_PATH;

/// The person's passkeys.
#[server]
pub async fn list_passkeys() -> Result<PasskeyState, AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.list_passkeys(&me).await)
}

/// Begins to add a passkey.
#[server]
pub async fn begin_passkey(passkey: PasskeyForm) -> Result<Ceremony, AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.begin_passkey(&me, passkey).await)
}

/// Adds the passkey that was begun.
#[server]
pub async fn add_passkey(passkey: CredentialForm) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.add_passkey(&me, passkey).await)?;
    redirect(SECURITY_PATH);
    Ok(())
}

/// Gives a passkey another name.
#[server]
pub async fn rename_passkey(passkey: PasskeyForm) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.rename_passkey(&me, passkey).await)?;
    redirect(SECURITY_PATH);
    Ok(())
}

/// Removes a passkey.
#[server]
pub async fn remove_passkey(passkey: PasskeyForm) -> Result<(), AppError> {
    let (backend, me) = acting_in_session()?;
    answer(backend.remove_passkey(&me, passkey).await)?;
    redirect(SECURITY_PATH);
    Ok(())
}

/// Begins a sign-in with a passkey.
#[server]
pub async fn begin_passkey_sign_in() -> Result<Ceremony, AppError> {
    answer(backend()?.begin_passkey_sign_in().await)
}

/// Signs in with a passkey and goes on.
#[server]
pub async fn sign_in_with_passkey(passkey: CredentialForm) -> Result<(), AppError> {
    let token = backend()?
        .sign_in_with_passkey(&visitor().origin, passkey)
        .await;
    enter(&answer(token)?);
    Ok(())
}

/// Begins the second step of a sign-in with a passkey.
#[server]
pub async fn begin_passkey_verification() -> Result<Ceremony, AppError> {
    let pending = answer(visitor().pending.ok_or(AppError::Unauthenticated))?;
    answer(backend()?.begin_passkey_verification(&pending).await)
}

/// Finishes the second step of a sign-in with a passkey and goes on.
#[server]
pub async fn verify_with_passkey(passkey: CredentialForm) -> Result<(), AppError> {
    let visitor = visitor();
    let pending = answer(visitor.pending.ok_or(AppError::Unauthenticated))?;
    let token = backend()?
        .verify_with_passkey(&visitor.origin, &pending, passkey)
        .await;
    enter(&answer(token)?);
    Ok(())
}
