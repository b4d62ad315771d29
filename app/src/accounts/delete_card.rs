//! Account settings: the account's end, and the question before it (`?delete=account`).

use leptos::prelude::*;

use super::ownership::DeletionPlan;
use super::ownership_fns::{DeleteAccount, plan_deletion};
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{
    Button, ButtonLink, Card, Dialog, ErrorSummary, Kind, Notice, NoticeKind, PasswordField,
};

const PATH: &str = "/profile";

/// Deletes the signed-in person's account.
#[component]
pub fn DeleteCard() -> impl IntoView {
    let query = use_params();
    let asks = memo(move || query.with(|query| query.get_str("delete").is_some()));
    // The action outlives its dialog.
    let action = ServerAction::<DeleteAccount>::new();
    view! {
        <Card
            title="Delete account"
            explain="Your account, your sessions and the workspaces that only you belong to are deleted. What you tracked in other people’s workspaces stays there without your name."
            danger=true
        >
            <div class="row">
                <ButtonLink href=format!("{PATH}?delete=account") kind=Kind::Danger attr:data-noscroll="">"Delete account…"</ButtonLink>
            </div>
        </Card>
        {move || asks.get().then(|| view! { <Question action /> })}
    }
}

#[component]
fn Question(action: ServerAction<DeleteAccount>) -> impl IntoView {
    let revision = use_revision();
    let errors = FormErrors::of(action);
    let plan = Resource::new_blocking(move || revision.get(), |_| plan_deletion());
    view! {
        <Dialog title="Delete your account?" close_href=PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <ErrorSummary error=errors.field("workspaces") />
                <Transition>
                    {latest(plan, Signal::derive(move || plan.get()?.ok()), |plan| view! { <Consequences plan /> })}
                </Transition>
                <PasswordField name="deletion[current_password]" id="deletion-current-password" label="Current password" autocomplete="current-password" error=errors.field("current_password") />
                <footer class="dialog-actions">
                    <ButtonLink href=PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Danger busy=action.pending()>"Delete account"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

/// What stands in the way, and what goes with the account.
#[component]
fn Consequences(plan: DeletionPlan) -> impl IntoView {
    let DeletionPlan {
        to_hand_over,
        to_delete,
    } = plan;
    view! {
        {(!to_hand_over.is_empty()).then(|| view! {
            <Notice kind=NoticeKind::Warning title="Hand over first">
                "Other people work in these workspaces, which need another owner: " {to_hand_over.join(", ")}
            </Notice>
        })}
        {(!to_delete.is_empty()).then(|| view! {
            <p>"These workspaces are deleted with everything in them:"</p>
            <ul>{to_delete.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}</ul>
        })}
        <p>"This cannot be undone."</p>
    }
}
