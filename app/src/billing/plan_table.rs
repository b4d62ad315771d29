//! The four plans side by side: what each has, and what a month costs.

use leptos::prelude::*;

use crate::access::{Permission, Plan};
use crate::ui::{Badge, BadgeKind, Hidden, Icon};
use crate::values::Currency;
use crate::workspaces::frame::formats;

/// What a plan may have, and the permission by which it is known.
const FEATURES: [(&str, Permission); 6] = [
    (
        "Timer, clients, projects, tags, timesheets, reports",
        Permission::TrackTime,
    ),
    ("Invoices", Permission::ManageInvoices),
    ("Exports as CSV and PDF", Permission::ExportOwnTime),
    ("Companion apps", Permission::ConnectApps),
    ("Cost, margin, utilisation", Permission::ReadCosts),
    ("API tokens", Permission::ManageOwnTokens),
];

/// Every plan with its price; the workspace's own is marked.
#[component]
pub fn PlanTable(
    /// The workspace's plan.
    current: Plan,
) -> impl IntoView {
    view! {
        <ul class="plans">
            {Plan::ALL.map(|plan| {
                let current = plan == current;
                view! { <PlanColumn plan current /> }
            })}
        </ul>
    }
}

#[component]
fn PlanColumn(plan: Plan, current: bool) -> impl IntoView {
    let price = move || formats().money(plan.monthly_price_cents(), Currency::USD);
    let per = if plan.has_seats() {
        "per seat and month"
    } else {
        "per month"
    };
    let people = if plan.has_seats() {
        "As many people as seats, Viewers free"
    } else {
        "One person"
    };
    view! {
        <li class="plan" class:current=current>
            <p class="plan-name">
                <b>{plan.name()}</b>
                {current.then(|| view! { <Badge kind=BadgeKind::Accent>"Your plan"</Badge> })}
            </p>
            <p class="plan-price"><span class="num">{price}</span>" "<span class="muted">{per}</span></p>
            <ul class="plan-features">
                <li class="has"><Icon icon=Icon::Check />{people}</li>
                {FEATURES.map(|(name, permission)| {
                    let has = plan >= permission.rule().plan;
                    view! { <Feature name has /> }
                })}
            </ul>
        </li>
    }
}

#[component]
fn Feature(name: &'static str, has: bool) -> impl IntoView {
    if has {
        view! { <li class="has"><Icon icon=Icon::Check />{name}</li> }.into_any()
    } else {
        view! { <li class="lacks"><Icon icon=Icon::Close /><Hidden>"Without: "</Hidden>{name}</li> }
            .into_any()
    }
}
