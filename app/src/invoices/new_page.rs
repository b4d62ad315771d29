//! A new invoice: client, project and days, the review of what they bill, terms and design, the draft.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Form;

use super::form::SelectionForm;
use super::lines::Grouping;
use super::review::Review;
use super::server_fns::{CreateInvoice, list_invoice_projects, preview_invoice};
use super::settings_fns::load_invoice_setup;
use super::terms::{NewTerms, TermsSignals};
use super::{InvoicePreview, InvoiceProject, InvoiceSettings, PATH};
use crate::access::Permission;
use crate::clients::server_fns::list_clients;
use crate::clients::{Client, Shown};
use crate::error::AppError;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::time_entries::filter_bar::apply;
use crate::together::together;
use crate::ui::{Button, Card, Choice, Notice, PageHead, SelectField, TextField, with_chosen};
use crate::values::{Date, DateRange};
use crate::workspaces::frame::{frame_now, use_frame};

const NEW_PATH: &str = "/invoices/new";

/// What an invoice of the address' selection would hold; `None` before a client is chosen.
pub type PreviewResource = Resource<Option<Result<InvoicePreview, AppError>>>;

/// Clients and projects to choose from, and what invoices begin with.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Catalog {
    clients: Vec<Client>,
    projects: Vec<InvoiceProject>,
    settings: InvoiceSettings,
}

/// What the address asks for, its days the current month's unless it says others.
fn asked(params: impl Fn(&str) -> Option<String>, today: Option<Date>) -> SelectionForm {
    let mut selection = SelectionForm::from_params(params);
    if selection.group_by.is_empty() {
        Grouping::default()
            .slug()
            .clone_into(&mut selection.group_by);
    }
    if let Some(today) = today
        && selection.from.is_empty()
        && selection.to.is_empty()
    {
        let month = DateRange {
            from: today.first_of_month(),
            to: today,
        };
        selection.from = month.from.to_string();
        selection.to = month.to.to_string();
    }
    selection
}

/// The selection without a project of another client, which stays in the address when the client is changed.
fn settled(selection: SelectionForm, projects: &[InvoiceProject]) -> SelectionForm {
    let is_theirs = projects.iter().any(|project| {
        project.id.to_string() == selection.project_id
            && project.client_id.to_string() == selection.client_id
    });
    SelectionForm {
        project_id: if is_theirs {
            selection.project_id
        } else {
            String::new()
        },
        ..selection
    }
}

/// The steps from tracked time to a draft, one below the other.
#[component]
pub fn NewInvoicePage() -> impl IntoView {
    let revision = use_revision();
    let params = use_params();
    let frame = use_frame();
    let catalog = Resource::new_blocking(
        move || revision.get(),
        move |_| async move {
            let frame = frame.await.ok()?;
            frame.actor.may(Permission::ManageInvoices).ok()?;
            let clients = list_clients(Shown::Active).await.ok()?;
            let projects = list_invoice_projects().await.ok()?;
            let settings = load_invoice_setup().await.ok()?.settings;
            Some(Catalog {
                clients,
                projects,
                settings,
            })
        },
    );
    let preview: PreviewResource = Resource::new_blocking(
        move || {
            let params = params.get();
            (
                revision.get(),
                SelectionForm::from_params(|name| params.get(name)),
            )
        },
        move |(_, selection)| async move {
            let (frame, catalog) = together(frame, catalog).await;
            let (today, catalog) = (frame.ok()?.today, catalog?);
            if selection.client_id.is_empty() {
                return None;
            }
            let as_is = |name: &str| {
                let value = match name {
                    "client" => &selection.client_id,
                    "project" => &selection.project_id,
                    "from" => &selection.from,
                    "to" => &selection.to,
                    _ => &selection.group_by,
                };
                Some(value.clone())
            };
            let selection = settled(asked(as_is, Some(today)), &catalog.projects);
            Some(preview_invoice(selection).await)
        },
    );
    let creating = ServerAction::<CreateInvoice>::new();
    revision.follow(creating);
    view! {
        <Title text="New invoice" />
        <PageHead title="New invoice" lede=|| view! { <a href=PATH>"Invoices"</a>" · from tracked time to a draft" } />
        <Transition>
            {Suspend::new(async move {
                let _ = together(frame, together(catalog, preview)).await;
                view! { <Steps catalog preview creating /> }
            })}
        </Transition>
    }
}

#[component]
fn Steps(
    catalog: Resource<Option<Catalog>>,
    preview: PreviewResource,
    creating: ServerAction<CreateInvoice>,
) -> impl IntoView {
    let params = use_params();
    let refusal = memo(|| frame_now()?.actor.may(Permission::ManageInvoices).err());
    let today = memo(|| frame_now().map(|frame| frame.today));
    let selection = memo(move || {
        let projects = catalog.get().flatten().map(|catalog| catalog.projects);
        let asked = params.with(|params| asked(|name| params.get(name), today.get()));
        settled(asked, &projects.unwrap_or_default())
    });
    let settings = catalog.get_untracked().flatten();
    let settings = settings.map(|catalog| catalog.settings).unwrap_or_default();
    let terms = TermsSignals::new(today.get_untracked(), &settings);
    move || match refusal.get() {
        Some(refusal) => {
            view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> }.into_any()
        }
        None => view! {
            <ChooseTime catalog preview selection />
            <Review preview />
            <NewTerms preview selection terms creating />
        }
        .into_any(),
    }
}

/// Whose time, on which project, of which days: a plain form that leads to the same page.
#[component]
fn ChooseTime(
    catalog: Resource<Option<Catalog>>,
    preview: PreviewResource,
    selection: Signal<SelectionForm>,
) -> impl IntoView {
    let first = selection.get_untracked();
    let client = RwSignal::new(first.client_id);
    let project = RwSignal::new(first.project_id);
    let from = RwSignal::new(first.from);
    let to = RwSignal::new(first.to);
    let group_by = RwSignal::new(first.group_by);
    // They follow the address, so that Back changes them too.
    Effect::new(move |applied: Option<SelectionForm>| {
        let now = selection.get();
        if applied.is_some_and(|applied| applied != now) {
            client.set(now.client_id.clone());
            project.set(now.project_id.clone());
            from.set(now.from.clone());
            to.set(now.to.clone());
            group_by.set(now.group_by.clone());
        }
        now
    });
    let clients = memo(move || client_choices(catalog.get().flatten(), &selection.get()));
    let projects = memo(move || project_choices(catalog.get().flatten(), &selection.get()));
    let refused = move |field: &'static str| {
        Signal::derive(move || {
            preview.with(|preview| match preview {
                Some(Some(Err(error))) => error.for_field(field),
                _ => None,
            })
        })
    };
    let groupings = Grouping::ALL
        .map(|way| Choice::new(way.slug(), way.label()))
        .to_vec();
    view! {
        <Card title="Client, project and days" explain="Whose work you bill. Both days are included.">
            <Form method="GET" action=NEW_PATH attr:class="form" on:change=apply>
                <div class="row">
                    {move || view! { <SelectField name="client" label="Client" options=clients.get() bind=client required=true error=refused("client_id") /> }}
                    {move || view! { <SelectField name="project" label="Project" options=projects.get() bind=project error=refused("project_id") /> }}
                </div>
                <div class="row">
                    <TextField name="from" label="From" kind="date" bind=from error=refused("from") />
                    <TextField name="to" label="To" kind="date" bind=to error=refused("to") />
                    <SelectField name="group_by" label="Lines" options=groupings bind=group_by />
                </div>
                <Button>"Review"</Button>
            </Form>
        </Card>
    }
}

fn client_choices(catalog: Option<Catalog>, selection: &SelectionForm) -> Vec<Choice> {
    let clients = catalog.map(|catalog| catalog.clients).unwrap_or_default();
    let named = clients
        .into_iter()
        .map(|client| Choice::new(client.id.to_string(), client.name));
    let options = std::iter::once(Choice::new("", "Choose a client"))
        .chain(named)
        .collect();
    with_chosen(options, &selection.client_id, "An archived client")
}

fn project_choices(catalog: Option<Catalog>, selection: &SelectionForm) -> Vec<Choice> {
    let projects = catalog.map(|catalog| catalog.projects).unwrap_or_default();
    let theirs = projects
        .into_iter()
        .filter(|project| project.client_id.to_string() == selection.client_id)
        .map(|project| {
            Choice::new(project.id.to_string(), project.name).colour(project.colour.slug())
        });
    std::iter::once(Choice::new("", "All projects"))
        .chain(theirs)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::parse_day;

    #[test]
    fn the_month_is_asked_for_unless_other_days_are() {
        let today = parse_day("2026-11-20").ok();
        let none = asked(|_| None, today);
        assert_eq!(
            (none.from.as_str(), none.to.as_str()),
            ("2026-11-01", "2026-11-20")
        );
        let other = asked(
            |name| (name == "from").then(|| "2026-10-01".to_owned()),
            today,
        );
        assert_eq!((other.from.as_str(), other.to.as_str()), ("2026-10-01", ""));
    }

    #[test]
    fn a_project_of_another_client_is_forgotten() {
        let selection = SelectionForm {
            client_id: "a".into(),
            project_id: "b".into(),
            ..SelectionForm::default()
        };
        assert_eq!(settled(selection, &[]).project_id, "");
    }
}
