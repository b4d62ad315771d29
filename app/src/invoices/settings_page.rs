//! Workspace settings, Invoices: numbers, sender, payment, what drafts begin with, and the logo.

use leptos::prelude::*;
use leptos_meta::Title;

use super::numbering::FORMAT_MAX;
use super::rules::NOTES_MAX;
use super::settings::{
    DETAILS_MAX, InvoiceSetup, LOGO_MAX_BYTES, LOGO_PATH, LOGO_UPLOAD_PATH, SENDER_MAX,
};
use super::settings_fns::{RemoveInvoiceLogo, UpdateInvoiceSettings, load_invoice_setup};
use crate::access::Permission;
use crate::error::AppError;
use crate::form::FormErrors;
use crate::latest::latest;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::together::together;
use crate::ui::{
    Button, Card, ErrorSummary, Icon, Kind, Notice, TextArea, TextField, Upload, UploadForm,
    use_toasts,
};
use crate::workspaces::frame::{frame_now, use_frame};
use crate::workspaces::settings_page::SettingsHead;

/// What invoices begin with; `None` for who may not change it.
type SetupResource = Resource<Option<Result<InvoiceSetup, AppError>>>;

/// The settings of the workspace's invoices.
#[component]
pub fn InvoiceSettingsPage() -> impl IntoView {
    let revision = use_revision();
    let frame = use_frame();
    let setup: SetupResource = Resource::new_blocking(
        move || revision.get(),
        move |_| async move {
            let frame = frame.await.ok()?;
            frame.actor.may(Permission::ManageInvoices).ok()?;
            Some(load_invoice_setup().await)
        },
    );
    let saving = ServerAction::<UpdateInvoiceSettings>::new();
    let removing = ServerAction::<RemoveInvoiceLogo>::new();
    revision.follow(saving);
    revision.follow(removing);
    let toasts = use_toasts();
    Effect::new(move |_| {
        if saving.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.push("Invoice settings saved", None);
        }
    });
    view! {
        <Title text="Invoice settings" />
        <SettingsHead />
        <Transition>
            // Anew only when it has changed: somebody may be typing.
            {latest(together(frame, setup), memo(move || setup.get()), move |setup| view! { <Body setup saving removing /> })}
        </Transition>
    }
}

#[component]
fn Body(
    setup: Option<Result<InvoiceSetup, AppError>>,
    saving: ServerAction<UpdateInvoiceSettings>,
    removing: ServerAction<RemoveInvoiceLogo>,
) -> impl IntoView {
    match setup {
        None => {
            let refusal = memo(|| frame_now()?.actor.may(Permission::ManageInvoices).err());
            (move || {
                let refusal = refusal.get()?;
                Some(view! { <Notice>{AppError::Refused(refusal).to_string()}</Notice> })
            })
            .into_any()
        }
        Some(Err(error)) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
        Some(Ok(setup)) => {
            let logo_at = setup.logo_at;
            view! {
                <Settings setup saving />
                <LogoCard logo_at removing />
            }
            .into_any()
        }
    }
}

#[component]
fn Settings(setup: InvoiceSetup, saving: ServerAction<UpdateInvoiceSettings>) -> impl IntoView {
    let errors = FormErrors::of(saving);
    let InvoiceSetup {
        settings,
        next_number,
        ..
    } = setup;
    let workspace = frame_now().map(|frame| frame.workspace.name);
    let tax_rate = settings.tax_typed();
    let due_days = settings.due_days.map(|days| days.to_string());
    let limit = |most: usize| u32::try_from(most).unwrap_or(u32::MAX);
    view! {
        <ActionForm action=saving>
            <ErrorSummary error=errors.summary() />
            <Card title="Numbers" explain="Every invoice gets the next number of the workspace; none is given out twice. Credit notes are counted by themselves: CN-0001.">
                <TextField
                    name="settings[number_format]"
                    id="number-format"
                    label="Number format"
                    value=settings.number_format
                    maxlength=limit(FORMAT_MAX)
                    autocomplete="off"
                    hint=format!("{{number:4}} is the count with at least four digits; {{year}} and {{month}} are the invoice’s. Next: {next_number}")
                    error=errors.field("number_format")
                />
            </Card>
            <Card title="Sender and payment" explain="Who your invoices are from, and how they are paid. Each draft keeps what stands here when it is made.">
                <TextField
                    name="settings[sender_name]"
                    id="sender-name"
                    label="Name"
                    value=settings.sender_name
                    maxlength=limit(SENDER_MAX)
                    placeholder=workspace.unwrap_or_default()
                    autocomplete="organization"
                    hint="Empty for the workspace’s name."
                    error=errors.field("sender_name")
                />
                <TextArea name="settings[sender_details]" id="sender-details" label="Address and tax number" value=settings.sender_details rows=4 maxlength=limit(DETAILS_MAX) error=errors.field("sender_details") />
                <TextArea name="settings[payment_details]" id="payment-details" label="Payment details" value=settings.payment_details hint="Your bank account, such as IBAN and BIC, or where to pay." maxlength=limit(DETAILS_MAX) error=errors.field("payment_details") />
            </Card>
            <Card title="New invoices" explain="What a new invoice begins with; it can be changed on each.">
                <TextField name="settings[due_days]" id="due-days" label="Days to pay" value=due_days.unwrap_or_default() inputmode="numeric" autocomplete="off" hint="Empty for no due date." error=errors.field("due_days") />
                <TextField name="settings[tax_rate]" id="default-tax" label="Tax" value=tax_rate suffix="%" inputmode="decimal" autocomplete="off" error=errors.field("tax_rate") />
                <TextArea name="settings[notes]" id="default-notes" label="Notes" value=settings.notes maxlength=limit(NOTES_MAX) error=errors.field("notes") />
            </Card>
            <div class="row"><Button kind=Kind::Primary busy=saving.pending()>"Save changes"</Button></div>
        </ActionForm>
    }
}

/// The logo, and what can be done with it.
#[component]
fn LogoCard(logo_at: Option<i64>, removing: ServerAction<RemoveInvoiceLogo>) -> impl IntoView {
    let query = use_params();
    let error = Signal::derive(move || {
        query.with(|query| {
            query
                .get_str("logo_error")
                .map(|code| problem(code).to_owned())
        })
    });
    let upload = Upload {
        action: LOGO_UPLOAD_PATH,
        name: "logo",
        label: "Logo",
        accept: ".png,.jpg,.jpeg,image/png,image/jpeg",
        hint: "PNG or JPEG, at most 512 KiB.",
        max_bytes: LOGO_MAX_BYTES,
        too_large: problem("too_large"),
        button: "Upload logo",
        sending: "Sending the logo…",
    };
    view! {
        <Card title="Logo" explain="Stands on the file and the client’s page of invoices that are made from now on; earlier ones keep theirs.">
            {logo_at.map(|at| view! {
                <p class="invoice-logo"><img src=format!("{LOGO_PATH}?v={at}") alt="The logo on your invoices" /></p>
                <ErrorSummary error=FormErrors::of(removing).summary() />
                <ActionForm action=removing>
                    <Button icon=Icon::Trash busy=removing.pending()>"Remove logo"</Button>
                </ActionForm>
            })}
            <UploadForm upload class="logo-form" error />
        </Card>
    }
}

/// Why a logo was not taken, by the word the server puts into the address.
fn problem(code: &str) -> &'static str {
    match code {
        "no_file" => "Choose a picture first.",
        "too_large" => "This file is larger than 512 KiB. Choose a smaller picture.",
        "not_a_picture" => "This is no PNG or JPEG picture. Choose another file.",
        "too_many_pixels" => {
            "This picture has too many pixels. Choose one of at most 8,000 by 8,000 and 25 million in all."
        }
        "broken" => "The upload broke off. Try again.",
        _ => "Timether is busy or out of reach. Nothing was changed; try again in a moment.",
    }
}
