//! Workspace settings, Billing: the plan, the seats, how the payment stands, and all plans side by side.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

use super::billing_dialogs::BillingDialogs;
use super::plan_table::PlanTable;
use super::rules::monthly_cents;
use super::server_fns::{ManagePayment, load_billing};
use super::{Billing, PAGE_PATH, Provider, banner};
use crate::access::BillingState;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Badge, BadgeKind, Button, Card, ErrorSummary, Icon, Kind, Notice, NoticeKind};
use crate::values::Currency;
use crate::workspaces::frame::formats;
use crate::workspaces::settings_page::SettingsHead;

/// What the page shows.
pub type BillingResource = Resource<Result<Billing, AppError>>;

/// Plan, seats and payment; the Owner changes them here.
#[component]
pub fn BillingPage() -> impl IntoView {
    let revision = use_revision();
    let billing: BillingResource =
        Resource::new_blocking(move || revision.get(), |_| load_billing());
    view! {
        <Title text="Billing" />
        <SettingsHead />
        <PaidNote />
        <Transition>
            {Suspend::new(async move {
                let first = billing.await;
                view! { <Cards billing first /> }
            })}
        </Transition>
        <Transition>
            // Only once everything is there: on the server, reading what another thread is about to bring may
            // never be told of its arrival.
            {Suspend::new(async move {
                let _ = billing.await;
                view! { <BillingDialogs billing /> }
            })}
        </Transition>
    }
}

/// After the provider's page.
#[component]
fn PaidNote() -> impl IntoView {
    let query = use_params();
    let paid = memo(move || query.with(|query| query.get_str("note") == Some("paid")));
    move || {
        paid.get().then(|| {
            view! {
                <Notice kind=NoticeKind::Good title="Thank you">
                    "The plan changes as soon as the payment is confirmed, usually within a minute."
                </Notice>
            }
        })
    }
}

/// The buttons stay while the words are looked up again.
#[component]
fn Cards(billing: BillingResource, first: Result<Billing, AppError>) -> impl IntoView {
    let error = memo(move || match billing.get() {
        Some(Err(error)) => Some(error.to_string()),
        _ => None,
    });
    let Ok(first) = first else {
        return view! { <ErrorSummary error /> }.into_any();
    };
    let provider = first.provider;
    let now = memo(move || match billing.get() {
        Some(Ok(billing)) => billing,
        _ => first.clone(),
    });
    let manages = memo(move || now.with(|now| now.manages));
    let seats = memo(move || now.with(|now| now.plan.has_seats()));
    let plan = memo(move || now.with(|now| now.plan));
    view! {
        <ErrorSummary error />
        <Card title="Plan" explain=plan_explained(provider)>
            <dl class="details">
                <dt>"Plan"</dt>
                <dd>{move || plan.get().name()}</dd>
                {move || seats.get().then(|| view! {
                    <dt>"Seats"</dt>
                    <dd>{move || seat_words(&now.get())}</dd>
                })}
                <dt>"Price"</dt>
                <dd>{move || price_words(&now.get())}</dd>
            </dl>
            {move || manages.get().then(|| view! {
                <div class="row">
                    <OpenButton dialog="plan" label="Change plan" />
                    {move || seats.get().then(|| view! { <OpenButton dialog="seats" label="Change seats" /> })}
                </div>
            })}
            {move || (!manages.get()).then(|| view! {
                <p class="muted">"Only the owner of the workspace changes its plan and seats."</p>
            })}
        </Card>
        <PaymentCard now provider />
        <div class="plans-section">
            <h2>"All plans"</h2>
            {move || view! { <PlanTable current=plan.get() /> }}
        </div>
    }
    .into_any()
}

fn plan_explained(provider: Provider) -> &'static str {
    match provider {
        Provider::Manual => {
            "What the workspace has, and for how many people. Changes hold at once; no money moves on this server."
        }
        Provider::Stripe => {
            "What the workspace has, and for how many people. Changes hold at once and are charged to the day."
        }
    }
}

#[component]
fn OpenButton(dialog: &'static str, label: &'static str) -> impl IntoView {
    let query = use_params();
    // While the dialog is open, its own button is the only one of that name.
    let is_behind = move || query.with(|query| query.get_str("change").is_some());
    view! {
        <Form method="GET" action=PAGE_PATH>
            <input type="hidden" name="change" value=dialog />
            <Button class:is-behind=is_behind>{label}</Button>
        </Form>
    }
}

#[component]
fn PaymentCard(now: Signal<Billing>, provider: Provider) -> impl IntoView {
    let managing = ServerAction::<ManagePayment>::new();
    let errors = FormErrors::of(managing);
    let trouble = memo(move || now.with(|now| now.trouble));
    let portal = memo(move || now.with(|now| now.manages && now.has_portal));
    let explain = match provider {
        Provider::Manual => {
            "Whoever runs this server says how the payment stands; there is nothing to pay here."
        }
        Provider::Stripe => {
            "Cards, invoices and cancelling are at Stripe, which takes the payment."
        }
    };
    view! {
        <Card title="Payment" explain>
            <p class="payment-state">
                {move || match trouble.get().map(|trouble| trouble.state) {
                    None => view! { <Badge kind=BadgeKind::Good>"In order"</Badge> },
                    Some(BillingState::ReadOnly) => view! { <Badge kind=BadgeKind::Warning>"Read-only"</Badge> },
                    Some(_) => view! { <Badge kind=BadgeKind::Warning>"Payment failed"</Badge> },
                }}
            </p>
            {move || trouble.get().map(|trouble| view! { <p>{move || banner::words(trouble)}</p> })}
            {move || (trouble.get().is_some() && provider == Provider::Manual && now.with(|now| now.manages)).then(|| view! {
                <p class="muted">"Ask whoever runs this server to confirm the payment; everything works again at once."</p>
            })}
            {move || portal.get().then(|| view! {
                <ErrorSummary error=errors.summary() />
                <ActionForm action=managing>
                    <Button kind=Kind::Primary icon=Icon::Dollar busy=managing.pending()>"Manage payment"</Button>
                </ActionForm>
            })}
        </Card>
    }
}

/// `3 of 5 used`.
fn seat_words(billing: &Billing) -> String {
    let used = billing.usage.map(|usage| usage.seated);
    match (used, billing.seats) {
        (Some(used), Some(seats)) => format!("{used} of {seats} used"),
        (Some(used), None) => format!("{used} used, no limit"),
        (None, Some(seats)) => seats.to_string(),
        (None, None) => "No limit".to_owned(),
    }
}

/// What a month costs: `$24.95 per month`.
fn price_words(billing: &Billing) -> String {
    let money = |cents| formats().money(cents, Currency::USD);
    match monthly_cents(billing.room()) {
        Some(cents) => format!("{} per month", money(cents)),
        None => format!(
            "{} per seat and month",
            money(billing.plan.monthly_price_cents())
        ),
    }
}
