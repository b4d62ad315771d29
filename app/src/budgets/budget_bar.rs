//! A budget in a list or a table: how much of it is used, as words and as a bar.

use leptos::prelude::*;

use super::BudgetUse;
use super::rules::Level;
use crate::ui::{Hidden, Icon};
use crate::workspaces::frame::formats;

/// `62.0 h of 80.0 h, 77 %` with a bar beneath that says the same; a notice from 80 percent on.
#[component]
pub fn BudgetBar(
    /// The budget.
    budget: BudgetUse,
) -> impl IntoView {
    let level = budget.level();
    let notice = level.words().map(|words| {
        let icon = match level {
            Level::Spent => Icon::Warning,
            Level::Calm | Level::Near => Icon::Info,
        };
        view! { <span class="budget-notice"><Icon icon />{words}</span> }
    });
    view! {
        <span class="budget" data-level=level.slug()>
            <span class="budget-words num">{move || budget.words(formats())}</span>
            <progress class="budget-used" max="100" value=budget.percent().min(100).to_string() aria-hidden="true"></progress>
            {notice}
        </span>
    }
}

/// `77 %` behind a short bar, where there is room for no more; of what, is said beside it.
#[component]
pub fn BudgetShare(
    /// The budget.
    budget: BudgetUse,
) -> impl IntoView {
    let formats = formats();
    let percent = budget.percent();
    let whole = budget.whole(formats);
    view! {
        <span class="budget-share" data-level=budget.level().slug() title=format!("{}, with the time of all days", budget.words(formats))>
            <progress class="budget-used" max="100" value=percent.min(100).to_string() aria-hidden="true"></progress>
            {format!("{percent} %")}
            <Hidden>{format!(" of {whole}, with the time of all days")}</Hidden>
        </span>
    }
}
