//! The settings of two-factor authentication: on, off, and the way between.

use leptos::prelude::*;

use super::codes_view::CodesView;
use super::confirm_password::ConfirmPassword;
use super::dialogs::{OpenDialog, TwoFactorDialogs};
use super::secret_view::SecretView;
use super::server_fns::{
    CancelTwoFactor, ConfirmTwoFactor, DisableTwoFactor, EnableTwoFactor, RegenerateRecoveryCodes,
    load_two_factor,
};
use super::{NewSecret, RecoveryCodes, TwoFactorState, TwoFactorStatus};
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::ui::{Badge, BadgeKind, Button, Card, ErrorSummary, Kind, TextField};

const CODE_ID: &str = "verification-code";
/// The form that goes back; its button stands in the other form, beside the way on.
const CANCEL_ID: &str = "cancel-two-factor";

/// Where it stands, as it is looked up.
type StateResource = Resource<Result<TwoFactorState, AppError>>;

/// What is in sight; the numbers inside change on their own.
#[derive(Clone, PartialEq)]
enum Stage {
    Off,
    Waiting(NewSecret),
    On,
    Failed(String),
}

#[derive(Clone, Copy)]
struct Actions {
    enabling: ServerAction<EnableTwoFactor>,
    cancelling: ServerAction<CancelTwoFactor>,
    confirming: ServerAction<ConfirmTwoFactor>,
    disabling: ServerAction<DisableTwoFactor>,
    regenerating: ServerAction<RegenerateRecoveryCodes>,
}

/// Switches two-factor authentication on and off.
#[component]
pub fn TwoFactorCard() -> impl IntoView {
    let revision = use_revision();
    let state: StateResource =
        Resource::new_blocking(move || revision.get(), |_| load_two_factor());
    let actions = Actions {
        enabling: ServerAction::new(),
        cancelling: ServerAction::new(),
        confirming: ServerAction::new(),
        disabling: ServerAction::new(),
        regenerating: ServerAction::new(),
    };
    revision.follow(actions.enabling);
    revision.follow(actions.cancelling);
    revision.follow(actions.confirming);
    revision.follow(actions.disabling);
    revision.follow(actions.regenerating);
    let codes = RwSignal::new(None::<RecoveryCodes>);
    let (confirmed, regenerated) = (actions.confirming.value(), actions.regenerating.value());
    show_new(codes, move || confirmed.get());
    show_new(codes, move || regenerated.get());

    view! {
        <Card
            title="Two-factor authentication"
            explain="After your password, sign-in asks for a code that an authenticator app on your phone shows."
        >
            <Transition>
                {Suspend::new(async move {
                    if let Ok(TwoFactorState { new_codes: Some(new), .. }) = state.await {
                        codes.set(Some(new));
                    }
                    view! {
                        <CodesView codes />
                        <Stages state actions />
                    }
                })}
            </Transition>
        </Card>
    }
}

/// Shows the codes that an action answers with, and leads the focus there.
fn show_new(
    codes: RwSignal<Option<RecoveryCodes>>,
    answer: impl Fn() -> Option<Result<RecoveryCodes, AppError>> + 'static,
) {
    Effect::new(move |_| {
        if let Some(Ok(new)) = answer() {
            codes.set(Some(new));
            focus_soon("new-codes-title");
        }
    });
}

/// Leads the focus to an element that is about to be in the page.
pub(crate) fn focus_soon(id: &'static str) {
    use leptos::wasm_bindgen::JsCast;
    request_animation_frame(move || {
        let element = document().get_element_by_id(id);
        if let Some(element) =
            element.and_then(|element| element.dyn_into::<leptos::web_sys::HtmlElement>().ok())
        {
            let _ = element.focus();
        }
    });
}

#[component]
fn Stages(state: StateResource, actions: Actions) -> impl IntoView {
    let stage = memo(move || {
        Some(match state.get()? {
            Ok(state) => match state.status {
                TwoFactorStatus::Off => Stage::Off,
                TwoFactorStatus::Waiting(secret) => Stage::Waiting(secret),
                TwoFactorStatus::On { .. } => Stage::On,
            },
            Err(error) => Stage::Failed(error.to_string()),
        })
    });
    let is_fresh = memo(move || {
        state
            .get()
            .is_some_and(|state| state.is_ok_and(|state| state.password_is_fresh))
    });
    let codes_left = memo(move || match state.get() {
        Some(Ok(TwoFactorState {
            status: TwoFactorStatus::On { codes_left },
            ..
        })) => codes_left,
        _ => 0,
    });
    let is_on = Signal::derive(move || stage.with(|stage| *stage == Some(Stage::On)));
    view! {
        {move || match stage.get() {
            Some(Stage::Off) => view! { <EnableForm action=actions.enabling is_fresh /> }.into_any(),
            Some(Stage::Waiting(secret)) => view! { <ConfirmForm secret actions /> }.into_any(),
            Some(Stage::On) => view! { <Enabled codes_left /> }.into_any(),
            Some(Stage::Failed(error)) => view! { <ErrorSummary error /> }.into_any(),
            None => ().into_any(),
        }}
        <TwoFactorDialogs is_on disabling=actions.disabling regenerating=actions.regenerating />
    }
}

#[component]
fn EnableForm(action: ServerAction<EnableTwoFactor>, is_fresh: Signal<bool>) -> impl IntoView {
    let errors = FormErrors::of(action);
    view! {
        <ActionForm action attr:class="form">
            <ErrorSummary error=errors.summary() />
            <p><Badge>"Off"</Badge></p>
            <ConfirmPassword is_fresh name="confirmation[current_password]" id="enable-password" errors />
            <Button kind=Kind::Primary busy=action.pending()>"Enable 2FA"</Button>
        </ActionForm>
    }
}

#[component]
fn ConfirmForm(secret: NewSecret, actions: Actions) -> impl IntoView {
    let action = actions.confirming;
    let errors = FormErrors::of(action);
    Effect::new(move |_| {
        if actions
            .enabling
            .value()
            .with_untracked(|value| matches!(value, Some(Ok(()))))
        {
            focus_soon(CODE_ID);
        }
    });
    view! {
        <ol class="steps">
            <li>"Scan the QR code with your authenticator app, or type the secret key into it."</li>
            <li>"Enter the six digits that the app shows. Until then, sign-in stays as it is."</li>
        </ol>
        <SecretView secret />
        <ActionForm action attr:class="form">
            <ErrorSummary error=errors.summary() />
            <TextField
                name="verification[code]"
                id=CODE_ID
                label="Verification code"
                inputmode="numeric"
                autocomplete="one-time-code"
                required=true
                error=errors.field("code")
            />
            <div class="row">
                <Button kind=Kind::Primary busy=action.pending()>"Confirm"</Button>
                <Button kind=Kind::Quiet busy=actions.cancelling.pending() form=CANCEL_ID>"Cancel"</Button>
            </div>
        </ActionForm>
        <ActionForm action=actions.cancelling attr:id=CANCEL_ID>""</ActionForm>
    }
}

#[component]
fn Enabled(codes_left: Signal<i64>) -> impl IntoView {
    let words = move || match codes_left.get() {
        0 => {
            "You have no recovery codes left. Make new ones, so that you get in without your phone."
                .to_owned()
        }
        1 => "1 recovery code is left.".to_owned(),
        count => format!("{count} recovery codes are left."),
    };
    view! {
        <p><Badge kind=BadgeKind::Good>"On"</Badge></p>
        <p class="muted">{words}</p>
        <div class="row">
            <OpenDialog dialog="regenerate" label="Regenerate" />
            <OpenDialog dialog="disable" label="Disable 2FA" />
        </div>
    }
}
