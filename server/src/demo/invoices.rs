//! Invoices of the demo: last month's, one of them paid, and a draft of this month.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::invoices::{
    Design, InvoiceForm, InvoiceSettingsForm, Invoices, SelectionForm, Step, TermsForm,
};
use app::values::{ClientId, Date, add_days};

use crate::local_time::Zone;
use crate::services::Services;

/// A client's time of some days, and how far its invoice has come.
struct Bill {
    client: usize,
    days: (Date, Date),
    design: Design,
    steps: &'static [Step],
}

/// Makes them, as far as there is time to bill and the plan has invoices.
///
/// # Errors
/// When the database refuses.
pub(super) async fn make(
    services: &Services,
    owner: &Actor,
    clients: &[ClientId],
) -> Result<(), AppError> {
    if owner.may(Permission::ManageInvoices).is_err() {
        return Ok(());
    }
    let settings = InvoiceSettingsForm {
        sender_details: "Harbour Road 7\n20457 Hamburg\nVAT DE123456789".into(),
        payment_details: "IBAN DE02 1203 0000 0000 2020 51\nBIC BYLADEM1001".into(),
        due_days: "14".into(),
        notes: "Thank you for working with us.".into(),
        tax_rate: "19".into(),
        ..InvoiceSettingsForm::default()
    };
    services.update_invoice_settings(owner, settings).await?;
    let today = Zone::named(&owner.timezone).day(services.now());
    let last = add_days(today.first_of_month(), -1);
    let last_month = (last.first_of_month(), last);
    let bills = [
        Bill {
            client: 0,
            days: last_month,
            design: Design::Classic,
            steps: &[Step::Send, Step::Pay],
        },
        Bill {
            client: 1,
            days: last_month,
            design: Design::Modern,
            steps: &[Step::Send],
        },
        Bill {
            client: 0,
            days: (today.first_of_month(), today),
            design: Design::Minimal,
            steps: &[],
        },
    ];
    for bill in bills {
        let Some(client) = clients.get(bill.client) else {
            continue;
        };
        let form = InvoiceForm {
            selection: SelectionForm {
                client_id: client.to_string(),
                from: bill.days.0.to_string(),
                to: bill.days.1.to_string(),
                ..SelectionForm::default()
            },
            terms: TermsForm {
                tax_rate: "19".into(),
                design: bill.design.slug().into(),
                due_date: add_days(today, 14).to_string(),
                notes: "Thank you for working with us.".into(),
                ..TermsForm::default()
            },
            ..InvoiceForm::default()
        };
        let id = match services.create_invoice(owner, form).await {
            Ok(id) => id,
            // The month has just begun.
            Err(AppError::Invalid(_)) => continue,
            Err(error) => return Err(error),
        };
        for step in bill.steps {
            services.step_invoice(owner, id, *step).await?;
        }
    }
    Ok(())
}
