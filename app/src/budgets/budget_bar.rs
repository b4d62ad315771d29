//! A budget in a list: how much of it is used, as words and as a bar.

use leptos::prelude::*;

use super::BudgetUse;
use super::rules::Level;
use crate::ui::Icon;
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
