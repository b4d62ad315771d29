//! The dialogs of the list of tokens: `?new=1`, `?revoke=<id>`.

use leptos::prelude::*;

use super::rules::NAME_MAX;
use super::server_fns::{CreateToken, RevokeToken};
use super::{ApiToken, LIST_PATH, Scope, TokensView};
use crate::access::Permission;
use crate::clients::list_parts::{allowed, forget_refusal};
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::two_factor::confirm_password::ConfirmPassword;
use crate::ui::{
    Button, ButtonLink, Choice, Confirmation, Dialog, ErrorSummary, Kind, SelectField, TextField,
    use_toasts,
};
use crate::values::ApiTokenId;

/// What the page shows, as it is looked up.
pub type TokensResource = Resource<Result<TokensView, AppError>>;

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    New(bool),
    Revoke(ApiToken),
}

/// The dialog that the address asks for, if there is one and the person may use it.
#[component]
pub fn TokenDialogs(
    /// The tokens.
    tokens: TokensResource,
    /// Makes one; the page shows its answer.
    creating: ServerAction<CreateToken>,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    let toasts = use_toasts();
    let revoking = ServerAction::<RevokeToken>::new();
    revision.follow(revoking);
    Effect::new(move |_| {
        if revoking.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.push("Token revoked", None);
        }
    });

    let open = memo(move || {
        let view = tokens.get()?.ok()?;
        if query.with(|query| query.get_str("new").is_some()) {
            let may = allowed(Permission::ManageOwnTokens);
            return may.then_some(Open::New(view.is_confirmed));
        }
        let id: ApiTokenId = query.with(|query| query.get_str("revoke")?.parse().ok())?;
        let needed = |token: &ApiToken| {
            allowed(if token.is_own {
                Permission::EndOwnTokens
            } else {
                Permission::ManageAllTokens
            })
        };
        view.tokens
            .into_iter()
            .find(|token| token.id == id)
            .filter(needed)
            .map(Open::Revoke)
    });
    move || {
        open.get().map(|open| match open {
            Open::New(is_fresh) => view! { <NewDialog is_fresh action=creating /> }.into_any(),
            Open::Revoke(token) => view! { <RevokeDialog token action=revoking /> }.into_any(),
        })
    }
}

#[component]
fn NewDialog(is_fresh: bool, action: ServerAction<CreateToken>) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    let scopes = Scope::ALL.map(|scope| Choice::new(scope.slug(), scope.name()));
    view! {
        <Dialog title="New API token" close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <TextField
                    name="token[name]"
                    id="token-name"
                    label="Name"
                    hint="What it is for: a script, a colleague’s dashboard."
                    required=true
                    autofocus=true
                    autocomplete="off"
                    maxlength=u32::try_from(NAME_MAX).unwrap_or(u32::MAX)
                    error=errors.field("name")
                />
                <SelectField
                    name="token[scope]"
                    id="token-scope"
                    label="Scope"
                    options=scopes.to_vec()
                    value=Scope::Read.slug()
                    hint="Either way it may no more than you may here."
                    error=errors.field("scope")
                />
                <TextField
                    name="token[last_day]"
                    id="token-last-day"
                    label="Works until (optional)"
                    kind="date"
                    hint="The last day it works; empty is without an end."
                    autocomplete="off"
                    error=errors.field("last_day")
                />
                <ConfirmPassword is_fresh=Signal::stored(is_fresh) name="token[current_password]" id="token-current-password" errors />
                <footer class="dialog-actions">
                    <ButtonLink href=LIST_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Create Token"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn RevokeDialog(token: ApiToken, action: ServerAction<RevokeToken>) -> impl IntoView {
    forget_refusal(action);
    view! {
        <Dialog title=format!("Revoke {}?", token.name) close_href=LIST_PATH>
            <ActionForm action attr:class="form">
                <Confirmation id=token.id.to_string() error=FormErrors::of(action).summary() close_href=LIST_PATH action="Revoke" busy=action.pending()>
                    <p>"Whatever uses "<code>{token.prefix}"…"</code>" is refused from the next request on. This cannot be undone; create another token in its place."</p>
                </Confirmation>
            </ActionForm>
        </Dialog>
    }
}
