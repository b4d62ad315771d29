//! Server functions of accounts.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

use super::{Account, ProfileForm, SignInForm, SignUpForm};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, backend, redirect, set_session, visitor};
use crate::error::AppError;

/// Makes an account, signs it in and goes to the timer.
#[server]
pub async fn sign_up(account: SignUpForm) -> Result<(), AppError> {
    let token = answer(backend()?.sign_up(&visitor().origin, account).await)?;
    set_session(Some(&token));
    redirect("/timer");
    Ok(())
}

/// Signs in and goes to the timer.
#[server]
pub async fn sign_in(account: SignInForm) -> Result<(), AppError> {
    let token = answer(backend()?.sign_in(&visitor().origin, account).await)?;
    set_session(Some(&token));
    redirect("/timer");
    Ok(())
}

/// Ends the session and goes to the sign-in page.
#[server]
pub async fn sign_out() -> Result<(), AppError> {
    if let Some((token, _)) = visitor().session {
        answer(backend()?.sign_out(&token).await)?;
    }
    set_session(None);
    redirect("/login");
    Ok(())
}

/// The signed-in person's account.
#[server]
pub async fn load_account() -> Result<Account, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_account(&actor).await)
}

/// Changes the signed-in person's name and preferences.
#[server]
pub async fn update_profile(profile: ProfileForm) -> Result<Account, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.update_profile(&actor, profile).await)
}

/// Takes the browser's time zone where none is known yet.
#[server]
pub async fn adopt_timezone(timezone: String) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.adopt_timezone(&actor, timezone).await)
}

/// The IANA time zones there are.
#[server]
pub async fn list_timezones() -> Result<Vec<String>, AppError> {
    let (backend, _) = acting()?;
    answer(backend.list_timezones().await)
}
