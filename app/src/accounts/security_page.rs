//! Account settings, Security: the password, the second factor, passkeys, what happened to the account.

use leptos::prelude::*;
use leptos_meta::Title;

use super::notes::DoneNote;
use super::password_card::PasswordCard;
use super::profile_head::ProfileHead;
use crate::passkeys::card::PasskeysCard;
use crate::security_log::card::SecurityLogCard;
use crate::two_factor::card::TwoFactorCard;

/// What keeps the account its owner's.
#[component]
pub fn SecurityPage() -> impl IntoView {
    view! {
        <Title text="Security" />
        <ProfileHead />
        <DoneNote />
        <PasswordCard />
        <TwoFactorCard />
        <PasskeysCard />
        <SecurityLogCard />
    }
}
