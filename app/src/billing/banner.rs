//! The banner about a missing payment: on every page, for everybody in the workspace, until it is paid.

use std::time::Duration;

use leptos::prelude::*;

use super::{PAGE_PATH, PaymentTrouble};
use crate::access::{BillingState, Role};
use crate::latest::latest;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::ui::{Notice, NoticeKind};
use crate::workspaces::frame::{FrameResource, formats};

/// Browsers keep no longer timer than 24 days; grace lasts 14.
const LONGEST_WAIT: i64 = 15 * 24 * 3600;

/// Says that the payment failed and until when everything works, or that the workspace is read-only; else nothing.
#[component]
pub fn BillingBanner(
    /// Everything around the page.
    frame: FrameResource,
) -> impl IntoView {
    look_when_grace_ends(frame);
    let trouble = memo(move || {
        let frame = frame.get()?.ok()?;
        Some((frame.trouble?, frame.actor.role))
    });
    view! {
        <Transition>
            {latest(frame, trouble, |(trouble, role)| view! { <Banner trouble role /> })}
        </Transition>
    }
    .into_any()
}

#[component]
fn Banner(trouble: PaymentTrouble, role: Role) -> impl IntoView {
    let title = title(trouble.state);
    let owner = role == Role::Owner;
    view! {
        <section class="billing-banner" aria-label="Payment">
            <Notice kind=NoticeKind::Warning title>
                <p>
                    {move || words(trouble)}" "
                    {if owner {
                        view! { <a class="text-button" href=PAGE_PATH>"Repair the payment"</a> }.into_any()
                    } else {
                        "Ask the owner to repair the payment.".into_any()
                    }}
                </p>
            </Notice>
        </section>
    }
    .into_any()
}

fn title(state: BillingState) -> &'static str {
    if state == BillingState::ReadOnly {
        "This workspace is read-only"
    } else {
        "A payment is missing"
    }
}

/// What happened and what follows, with dates as the reader writes them.
pub(super) fn words(trouble: PaymentTrouble) -> String {
    let formats = formats();
    let failed = trouble
        .failed
        .map(|at| format!("Payment failed on {}. ", formats.day(at.day)))
        .unwrap_or_default();
    match (trouble.state, trouble.ends) {
        (BillingState::ReadOnly, _) => format!(
            "{failed}Timers are paused with their time kept; reading and exports stay open."
        ),
        (_, Some(ends)) => format!(
            "{failed}The workspace becomes read-only on {}.",
            formats.moment(ends)
        ),
        _ => failed,
    }
}

/// An open page looks again at the moment grace ends.
fn look_when_grace_ends(frame: FrameResource) {
    let revision = use_revision();
    Effect::new(move |_| {
        let Some(Ok(frame)) = frame.get() else { return };
        let Some(left) = frame.trouble.map(|trouble| trouble.seconds_left) else {
            return;
        };
        if !(1..=LONGEST_WAIT).contains(&left) {
            return;
        }
        let wait = Duration::from_secs(u64::try_from(left).unwrap_or_default());
        if let Ok(waiting) = set_timeout_with_handle(move || revision.bump(), wait) {
            on_cleanup(move || waiting.clear());
        }
    });
}
