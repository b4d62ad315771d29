//! The fields of a project's form that say what it may take or cost.

use leptos::prelude::*;

use super::budget_bar::BudgetBar;
use super::{BudgetKind, BudgetUse};
use crate::form::FormErrors;
use crate::ui::{Choice, SelectField, TextField};

/// None, hours or money, and how much; the field that does not count is hidden by style alone.
#[component]
pub fn BudgetFields(
    /// The project's budget so far.
    budget: Option<BudgetUse>,
    /// What was refused.
    errors: FormErrors,
) -> impl IntoView {
    let (kind, hours, money) = match budget {
        None => ("none", String::new(), String::new()),
        Some(budget) => match budget.kind {
            BudgetKind::Hours => ("hours", budget.typed(), String::new()),
            BudgetKind::Money => ("money", String::new(), budget.typed()),
        },
    };
    let options = vec![
        Choice::new("none", "None"),
        Choice::new("hours", "Hours"),
        Choice::new("money", "Money"),
    ];
    view! {
        <div class="budget-fields">
            <SelectField
                name="project[budget_kind]"
                label="Budget"
                options
                value=kind
                hint="The owner and managers get a mail when 80 and 100 % are used."
                error=errors.field("budget_kind")
            />
            <div class="budget-hours">
                <TextField
                    name="project[estimate]"
                    label="Budget in hours"
                    value=hours
                    placeholder="80:00"
                    autocomplete="off"
                    suffix="h"
                    hint="Everybody’s time on it counts, billable or not."
                    error=errors.field("estimate")
                />
            </div>
            <div class="budget-money">
                <TextField
                    name="project[budget]"
                    label="Budget in money"
                    value=money
                    inputmode="decimal"
                    autocomplete="off"
                    hint="In the currency of the rate; what is billable counts."
                    error=errors.field("budget")
                />
            </div>
            {budget.map(|budget| view! { <BudgetBar budget /> })}
        </div>
    }
}
