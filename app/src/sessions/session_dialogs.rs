//! The dialogs of the list of sessions: `?revoke=<id>`, `?others=1`.

use leptos::prelude::*;

use super::server_fns::{RevokeOtherSessions, RevokeSession};
use super::{LIST_PATH, Session};
use crate::clients::list_parts::forget_refusal;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Confirmation, Dialog, use_toasts};
use crate::values::SessionId;

/// Every session of the account.
pub type SessionsResource = Resource<Result<Vec<Session>, AppError>>;

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    Revoke(Session),
    Others(usize),
}

/// The dialog that the address asks for, if there is one and something to end.
#[component]
pub fn SessionDialogs(
    /// Every session.
    sessions: SessionsResource,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    let toasts = use_toasts();
    // The actions outlive their dialog: its closing must not lose their answer.
    let revoking = ServerAction::<RevokeSession>::new();
    let revoking_others = ServerAction::<RevokeOtherSessions>::new();
    revision.follow(revoking);
    revision.follow(revoking_others);
    Effect::new(move |_| {
        if revoking.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.push("Session revoked", None);
        }
    });
    Effect::new(move |_| {
        let value = revoking_others.value();
        if value.with(|value| matches!(value, Some(Ok(())))) {
            toasts.push("Other sessions logged out", None);
        }
    });

    let open = memo(move || {
        let mut others = sessions.get()?.ok()?;
        others.retain(|session| !session.current);
        if query.with(|query| query.get_str("others").is_some()) {
            return (!others.is_empty()).then_some(Open::Others(others.len()));
        }
        let id: SessionId = query.with(|query| query.get_str("revoke")?.parse().ok())?;
        others
            .into_iter()
            .find(|session| session.id == id)
            .map(Open::Revoke)
    });
    move || {
        open.get().map(|open| match open {
            Open::Revoke(session) => view! { <RevokeDialog session action=revoking /> }.into_any(),
            Open::Others(count) => {
                view! { <OthersDialog count action=revoking_others /> }.into_any()
            }
        })
    }
}

#[component]
fn RevokeDialog(session: Session, action: ServerAction<RevokeSession>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title="Revoke this session?" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <Confirmation id=session.id.to_string() error=FormErrors::of(action).summary() close_href=LIST_PATH action="Revoke" busy=action.pending()>
                    <p><b>{session.device.text()}</b>", "{session.place.text()}"."</p>
                    <p>"That browser is signed out at once and has to sign in again. Its running timer goes on."</p>
                </Confirmation>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn OthersDialog(count: usize, action: ServerAction<RevokeOtherSessions>) -> impl IntoView {
    forget_refusal(action);
    let words = match count {
        1 => "1 other session is ended at once and has to sign in again.".to_owned(),
        count => format!("{count} other sessions are ended at once and have to sign in again."),
    };
    view! {
        <Dialog title="Log out other sessions?" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <Confirmation error=FormErrors::of(action).summary() close_href=LIST_PATH action="Log Out Other Sessions" busy=action.pending()>
                    <p>{words}" You stay signed in here."</p>
                </Confirmation>
            </ActionForm>
        </Dialog>
    }
}
