//! The fields of a project's form, for a new one and for an edit.

use leptos::prelude::*;

use super::Project;
use super::rules::NAME_MAX;
use crate::budgets::BudgetUse;
use crate::budgets::budget_fields::BudgetFields;
use crate::clients::Client;
use crate::form::FormErrors;
use crate::rates::reach_fields::RateReachFields;
use crate::ui::{CheckboxField, Choice, ColourPicker, ErrorSummary, SelectField, TextField};
use crate::values::{Colour, Currency, format_plain};
use crate::workspaces::Workspace;

/// What the form begins with, and what it can be set to.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    name: String,
    /// A client's id, or empty.
    client_id: String,
    colour: Colour,
    billable: bool,
    /// As typed; empty for none.
    hourly_rate: String,
    /// What applies without a rate of its own, in the workspace's currency.
    default_rate_cents: i64,
    /// Whether there may be saved entries that a new rate is for.
    is_saved: bool,
    budget: Option<BudgetUse>,
    clients: Vec<ClientOption>,
    workspace_currency: Currency,
}

#[derive(Clone, Debug, PartialEq)]
struct ClientOption {
    id: String,
    name: String,
    currency: Currency,
}

impl Start {
    /// A form in the next colour of the palette, billable where the workspace has a default rate.
    #[must_use]
    pub fn new_project(colour: Colour, clients: &[Client], workspace: &Workspace) -> Self {
        Self {
            name: String::new(),
            client_id: String::new(),
            colour,
            billable: workspace.default_rate_cents > 0,
            hourly_rate: String::new(),
            default_rate_cents: workspace.default_rate_cents,
            is_saved: false,
            budget: None,
            clients: options(clients.iter().filter(|client| !client.archived)),
            workspace_currency: workspace.currency,
        }
    }

    /// A project as it is; its client can be chosen even if it is archived.
    #[must_use]
    pub fn of(project: &Project, clients: &[Client], workspace: &Workspace) -> Self {
        let offered = clients
            .iter()
            .filter(|client| !client.archived || Some(client.id) == project.client_id);
        let hourly_rate = match project.hourly_rate_cents {
            0 => String::new(),
            cents => format_plain(cents, project.currency),
        };
        Self {
            name: project.name.clone(),
            client_id: project
                .client_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            colour: project.colour,
            billable: project.billable,
            hourly_rate,
            default_rate_cents: workspace.default_rate_cents,
            is_saved: true,
            budget: project.budget,
            clients: options(offered),
            workspace_currency: workspace.currency,
        }
    }
}

fn options<'a>(clients: impl Iterator<Item = &'a Client>) -> Vec<ClientOption> {
    clients
        .map(|client| ClientOption {
            id: client.id.to_string(),
            name: client.name.clone(),
            currency: client.currency,
        })
        .collect()
}

/// Which currency the rate is in, and what applies without one, in words, once this client is chosen.
fn rate_words(
    client_id: &str,
    clients: &[ClientOption],
    (workspace_currency, default_rate_cents): (Currency, i64),
) -> String {
    let client = clients.iter().find(|client| client.id == client_id);
    let words = match client {
        Some(client) => format!("In {}, the currency of {}.", client.currency, client.name),
        None => format!("In {workspace_currency}, the workspace's currency."),
    };
    if client.is_some_and(|client| client.currency != workspace_currency) {
        // The others' rates are in another currency and say nothing here.
        return format!("{words} Empty is no rate.");
    }
    match default_rate_cents {
        0 => format!("{words} Empty takes each member's rate."),
        cents => format!(
            "{words} Empty takes each member's rate, else the workspace's {}.",
            format_plain(cents, workspace_currency)
        ),
    }
}

/// Name, client, colour, billable and rate.
#[component]
pub fn ProjectFields(
    /// What it begins with.
    start: Start,
    /// What was refused.
    errors: FormErrors,
) -> impl IntoView {
    let Start {
        name,
        client_id,
        colour,
        billable,
        hourly_rate,
        default_rate_cents,
        is_saved,
        budget,
        clients,
        workspace_currency,
    } = start;
    let mut choices = vec![Choice::new("", "No client")];
    choices.extend(
        clients
            .iter()
            .map(|client| Choice::new(&client.id, &client.name)),
    );
    let client_id = RwSignal::new(client_id);
    let rate_hint = Signal::derive(move || {
        let fallback = (workspace_currency, default_rate_cents);
        Some(client_id.with(|id| rate_words(id, &clients, fallback)))
    });
    let rate = RwSignal::new(hourly_rate);
    let palette: Vec<(String, String)> = Colour::ALL
        .iter()
        .map(|colour| (colour.slug().to_owned(), colour.name().to_owned()))
        .collect();
    view! {
        <ErrorSummary error=errors.summary() />
        <TextField
            name="project[name]"
            label="Name"
            value=name
            required=true
            autofocus=true
            autocomplete="off"
            maxlength=u32::try_from(NAME_MAX).unwrap_or(u32::MAX)
            error=errors.field("name")
        />
        <SelectField
            name="project[client_id]"
            label="Client"
            options=choices
            bind=client_id
            error=errors.field("client_id")
        />
        <ColourPicker name="project[colour]" label="Colour" options=palette value=colour.slug() />
        <CheckboxField
            name="project[billable]"
            label="Billable"
            checked=billable
            hint="New time on it starts out billable."
        />
        <TextField
            name="project[hourly_rate]"
            label="Hourly rate"
            bind=rate
            inputmode="decimal"
            autocomplete="off"
            suffix="/h"
            hint=rate_hint
            error=errors.field("hourly_rate")
        />
        {is_saved.then(|| view! { <RateReachFields form="project" rate errors /> })}
        <BudgetFields budget errors />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_names_the_currency_in_force() {
        let euro = Currency::parse("EUR").unwrap();
        let clients = [ClientOption {
            id: "1".into(),
            name: "Acme".into(),
            currency: euro,
        }];
        let words = |id, cents| rate_words(id, &clients, (Currency::default(), cents));
        for (id, cents, said) in [
            ("1", 9000, "In EUR, the currency of Acme. Empty is no rate."),
            (
                "",
                0,
                "In USD, the workspace's currency. Empty takes each member's rate.",
            ),
            (
                "",
                9000,
                "In USD, the workspace's currency. Empty takes each member's rate, else the workspace's 90.00.",
            ),
        ] {
            assert_eq!(words(id, cents), said);
        }
    }
}
