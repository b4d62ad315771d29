//! Server functions of plan and payment. A change ends on the page, or on the provider's own where it has to be paid.

#![expect(
    missing_docs,
    reason = "the fields #[server] makes are the function's arguments"
)]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::Changed;
#[cfg(feature = "ssr")]
use super::PAGE_PATH;
use super::{Billing, RoomForm};
#[cfg(feature = "ssr")]
use crate::context::{acting, answer, redirect};
use crate::error::AppError;

/// Plan, seats and payment of the current workspace.
#[server]
pub async fn load_billing() -> Result<Billing, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_billing(&actor).await)
}

/// Chooses another plan, with its seats.
#[server]
pub async fn change_plan(#[server(default)] room: RoomForm) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let changed = answer(backend.change_room(&actor, room).await)?;
    go_on(&changed);
    Ok(())
}

/// Chooses another number of seats.
#[server]
pub async fn change_seats(#[server(default)] room: RoomForm) -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let seats_alone = RoomForm {
        plan: String::new(),
        ..room
    };
    let changed = answer(backend.change_room(&actor, seats_alone).await)?;
    go_on(&changed);
    Ok(())
}

/// Goes to the provider's page for cards, invoices and cancelling.
#[server]
pub async fn manage_payment() -> Result<(), AppError> {
    let (backend, actor) = acting()?;
    let address = answer(backend.open_portal(&actor).await)?;
    redirect(&address);
    Ok(())
}

#[cfg(feature = "ssr")]
fn go_on(changed: &Changed) {
    match changed {
        Changed::Done => redirect(PAGE_PATH),
        Changed::GoTo(address) => redirect(address),
    }
}
