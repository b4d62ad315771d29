//! The dialogs of passkeys: `?rename=<id>`, `?remove=<id>`.

use leptos::prelude::*;

use super::Passkey;
use super::rules::NAME_MAX;
use super::server_fns::{RemovePasskey, RenamePasskey};
use crate::clients::list_parts::forget_refusal;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::two_factor::SECURITY_PATH;
use crate::two_factor::confirm_password::ConfirmPassword;
use crate::ui::{Button, ButtonLink, Dialog, ErrorSummary, Kind, TextField};
use crate::values::PasskeyId;

#[derive(Clone, PartialEq)]
enum Open {
    Rename(Passkey),
    Remove(Passkey),
}

/// The dialog that the address asks for, if its passkey is there.
#[component]
pub fn PasskeyDialogs(
    /// Every passkey of the person.
    passkeys: Signal<Vec<Passkey>>,
    /// Whether the password was given lately.
    is_fresh: Signal<bool>,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    let renaming = ServerAction::<RenamePasskey>::new();
    let removing = ServerAction::<RemovePasskey>::new();
    revision.follow(renaming);
    revision.follow(removing);
    let open = memo(move || {
        let wanted = |dialog: &str| {
            let id: PasskeyId = query.with(|query| query.get_str(dialog)?.parse().ok())?;
            passkeys.with(|passkeys| passkeys.iter().find(|passkey| passkey.id == id).cloned())
        };
        wanted("rename")
            .map(Open::Rename)
            .or_else(|| wanted("remove").map(Open::Remove))
    });
    move || {
        open.get().map(|open| match open {
            Open::Rename(passkey) => {
                view! { <RenameDialog passkey action=renaming is_fresh /> }.into_any()
            }
            Open::Remove(passkey) => {
                view! { <RemoveDialog passkey action=removing is_fresh /> }.into_any()
            }
        })
    }
}

#[component]
fn RenameDialog(
    passkey: Passkey,
    action: ServerAction<RenamePasskey>,
    is_fresh: Signal<bool>,
) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    view! {
        <Dialog title="Rename passkey" close_href=SECURITY_PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <input type="hidden" name="passkey[id]" value=passkey.id.to_string() />
                <TextField
                    name="passkey[name]"
                    id="rename-passkey"
                    label="Name"
                    value=passkey.name
                    required=true
                    autofocus=true
                    autocomplete="off"
                    maxlength=u32::try_from(NAME_MAX).unwrap_or(u32::MAX)
                    error=errors.field("name")
                />
                <ConfirmPassword is_fresh name="passkey[current_password]" id="rename-password" errors />
                <footer class="dialog-actions">
                    <ButtonLink href=SECURITY_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Save changes"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn RemoveDialog(
    passkey: Passkey,
    action: ServerAction<RemovePasskey>,
    is_fresh: Signal<bool>,
) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    view! {
        <Dialog title=format!("Remove “{}”?", passkey.name) close_href=SECURITY_PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <input type="hidden" name="passkey[id]" value=passkey.id.to_string() />
                <p>"It no longer signs you in here. What your device keeps of it, you remove there."</p>
                <ConfirmPassword is_fresh name="passkey[current_password]" id="remove-password" errors />
                <footer class="dialog-actions">
                    <ButtonLink href=SECURITY_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Danger busy=action.pending()>"Remove passkey"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}
