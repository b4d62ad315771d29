//! Server functions of accounts.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::SignInStep;
#[cfg(feature = "ssr")]
use super::ownership::SignUpOutcome;
use super::{Account, ProfileForm, SignInForm, SignUpForm};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, backend, enter, redirect, set_pending, set_session, visitor};
use crate::error::AppError;

/// Makes an account; goes on, or to the page that says to look for the link.
#[server]
pub async fn sign_up(account: SignUpForm) -> Result<(), AppError> {
    let visitor = visitor();
    let signed_up = backend()?
        .sign_up(&visitor.origin, account, visitor.invitation)
        .await;
    match answer(signed_up)? {
        SignUpOutcome::SignedIn(token) => enter(&token),
        SignUpOutcome::LetterSent => redirect("/signup/sent"),
    }
    Ok(())
}

/// Signs in and goes on, or to the second step where the account wants one.
#[server]
pub async fn sign_in(account: SignInForm) -> Result<(), AppError> {
    match answer(backend()?.sign_in(&visitor().origin, account).await)? {
        SignInStep::SignedIn(token) => enter(&token),
        SignInStep::SecondFactor(token) => {
            set_pending(Some(&token));
            redirect(crate::two_factor::VERIFY_PATH);
        }
    }
    Ok(())
}

/// Ends the session and goes to the sign-in page.
#[server]
pub async fn sign_out() -> Result<(), AppError> {
    let visitor = visitor();
    if let Some((token, _)) = visitor.session {
        answer(backend()?.sign_out(&visitor.origin, &token).await)?;
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

/// Takes the signed-in person's picture away and goes back to their profile.
#[server]
pub async fn remove_picture() -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    answer(backend.remove_picture(&actor).await)?;
    redirect("/profile");
    Ok(())
}

/// The IANA time zones there are.
#[server]
pub async fn list_timezones() -> Result<Vec<String>, AppError> {
    let (backend, _) = acting()?;
    answer(backend.list_timezones().await)
}
