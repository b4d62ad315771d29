//! The dialogs of the billing page: `?change=plan`, `?change=seats`.

use leptos::prelude::*;

use super::billing_page::BillingResource;
use super::server_fns::{ChangePlan, ChangeSeats};
use super::{Billing, PAGE_PATH, Provider};
use crate::access::Plan;
use crate::clients::list_parts::forget_refusal;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Button, ButtonLink, Choice, Dialog, ErrorSummary, Kind, SelectField, TextField};
use crate::values::Currency;
use crate::workspaces::frame::formats;

#[derive(Clone, Debug, PartialEq)]
enum Open {
    Plan(Billing),
    Seats(Billing),
}

/// The dialog that the address asks for, for the Owner.
#[component]
pub fn BillingDialogs(
    /// What the page shows.
    billing: BillingResource,
) -> impl IntoView {
    let query = use_params();
    let revision = use_revision();
    // The actions outlive their dialog: its closing must not lose their answer.
    let planning = ServerAction::<ChangePlan>::new();
    let seating = ServerAction::<ChangeSeats>::new();
    revision.follow(planning);
    revision.follow(seating);
    let open = memo(move || {
        let billing = billing.get()?.ok().filter(|billing| billing.manages)?;
        query.with(|query| match query.get_str("change") {
            Some("plan") => Some(Open::Plan(billing)),
            Some("seats") if billing.plan.has_seats() => Some(Open::Seats(billing)),
            _ => None,
        })
    });
    move || {
        open.get().map(|open| match open {
            Open::Plan(billing) => view! { <PlanDialog billing action=planning /> }.into_any(),
            Open::Seats(billing) => view! { <SeatsDialog billing action=seating /> }.into_any(),
        })
    }
}

#[component]
fn PlanDialog(billing: Billing, action: ServerAction<ChangePlan>) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    let plans = Plan::ALL
        .map(|plan| Choice::new(plan.slug(), plan_label(plan)))
        .to_vec();
    let chosen = RwSignal::new(billing.plan.slug().to_owned());
    // Seats belong to Team and Business; without scripts the field is always there.
    let without_seats =
        move || chosen.with(|slug| !Plan::from_slug(slug).is_some_and(Plan::has_seats));
    view! {
        <Dialog title="Change plan" close_href=PAGE_PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <SelectField name="room[plan]" id="plan" label="Plan" options=plans bind=chosen error=errors.field("plan") />
                <div class="plan-seats" class:unused=without_seats>
                    <SeatsField billing=billing.clone() errors />
                </div>
                <footer class="dialog-actions">
                    <ButtonLink href=PAGE_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Change plan"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

fn plan_label(plan: Plan) -> String {
    let price = formats().money(plan.monthly_price_cents(), Currency::USD);
    let per = if plan.has_seats() { " per seat" } else { "" };
    format!("{} · {price}{per} a month", plan.name())
}

#[component]
fn SeatsDialog(billing: Billing, action: ServerAction<ChangeSeats>) -> impl IntoView {
    forget_refusal(action);
    let errors = FormErrors::of(action);
    view! {
        <Dialog title="Change seats" close_href=PAGE_PATH>
            <ActionForm action attr:class="form">
                <ErrorSummary error=errors.summary() />
                <SeatsField billing errors />
                <footer class="dialog-actions">
                    <ButtonLink href=PAGE_PATH>"Cancel"</ButtonLink>
                    <Button kind=Kind::Primary busy=action.pending()>"Change seats"</Button>
                </footer>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn SeatsField(billing: Billing, errors: FormErrors) -> impl IntoView {
    let used = match billing.usage.map_or(1, |usage| usage.seated) {
        1 => "1 is in use.".to_owned(),
        used => format!("{used} are in use."),
    };
    let hint = match billing.provider {
        Provider::Manual => {
            format!("For Owner, Managers and Members; Viewers take none. {used} Empty: no limit.")
        }
        Provider::Stripe => format!("For Owner, Managers and Members; Viewers take none. {used}"),
    };
    let value = billing
        .seats
        .map_or_else(String::new, |seats| seats.to_string());
    view! {
        <TextField
            name="room[seats]"
            id="seats"
            label="Seats"
            value
            hint
            inputmode="numeric"
            autocomplete="off"
            maxlength=5u32
            error=errors.field("seats")
        />
    }
}
