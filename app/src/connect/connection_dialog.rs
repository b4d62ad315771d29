//! The dialog of the list of connected apps: `?disconnect=<id>`.

use leptos::prelude::*;

use super::server_fns::DisconnectApp;
use super::{Connection, LIST_PATH};
use crate::clients::list_parts::forget_refusal;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Confirmation, Dialog, use_toasts};
use crate::values::ApiTokenId;

/// The connected apps, as they are looked up.
pub type ConnectionsResource = Resource<Result<Vec<Connection>, AppError>>;

/// The dialog that the address asks for, if there is such an app.
#[component]
pub fn ConnectionDialog(
    /// The connected apps.
    connections: ConnectionsResource,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    let toasts = use_toasts();
    // The action outlives its dialog: its closing must not lose its answer.
    let action = ServerAction::<DisconnectApp>::new();
    revision.follow(action);
    Effect::new(move |_| {
        if action.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.push("App disconnected", None);
        }
    });
    let open = memo(move || {
        let id: ApiTokenId = query.with(|query| query.get_str("disconnect")?.parse().ok())?;
        let connections = connections.get()?.ok()?;
        connections
            .into_iter()
            .find(|connection| connection.id == id)
    });
    move || {
        open.get()
            .map(|connection| view! { <Disconnect connection action /> })
    }
}

#[component]
fn Disconnect(connection: Connection, action: ServerAction<DisconnectApp>) -> impl IntoView {
    forget_refusal(action);
    let Connection {
        id, app, workspace, ..
    } = connection;
    view! {
        <Dialog title=format!("Disconnect {app}?") close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <Confirmation id=id.to_string() error=FormErrors::of(action).summary() close_href=LIST_PATH action="Disconnect" busy=action.pending()>
                    <p>"The app can do nothing more in "<b>{workspace}</b>", from its next request on. To use it there again, connect it again from the app."</p>
                </Confirmation>
            </ActionForm>
        </Dialog>
    }
}
