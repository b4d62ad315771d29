//! The use cases of what invoices begin with.

use app::access::{Actor, Permission};
use app::error::AppError;
use app::invoices::money::format_percent;
use app::invoices::{InvoiceSettings, InvoiceSettingsForm, InvoiceSetup};

use super::sql::{numbers, settings};
use crate::activity::{Activity, Changes};
use crate::local_time::Zone;
use crate::services::Services;

/// What was done to the settings.
pub(super) fn activity(action: &str) -> Activity<'_> {
    Activity {
        action,
        target_kind: "invoice_settings",
        target_id: None,
        target_name: "Invoices",
    }
}

fn changes(before: &InvoiceSettings, after: &InvoiceSettings) -> Changes {
    let days = |days: Option<i64>| days.map(|days| days.to_string()).unwrap_or_default();
    Changes::new()
        .text("number_format", &before.number_format, &after.number_format)
        .text("sender_name", &before.sender_name, &after.sender_name)
        .touched(
            "sender_details",
            before.sender_details != after.sender_details,
        )
        .touched(
            "payment_details",
            before.payment_details != after.payment_details,
        )
        .text("days_to_pay", &days(before.due_days), &days(after.due_days))
        .text(
            "tax_rate",
            &format_percent(before.tax_rate_bp),
            &format_percent(after.tax_rate_bp),
        )
        .touched("notes", before.notes != after.notes)
}

impl Services {
    /// What invoices begin with, and what the next one will be called.
    pub(super) async fn read_invoice_setup(&self, actor: &Actor) -> Result<InvoiceSetup, AppError> {
        actor.must(Permission::ReadInvoices)?;
        let mut tx = self.db.read().await?;
        let workspace = actor.workspace_id;
        let settings = settings::load(&mut tx, workspace).await?;
        let count = numbers::last(&mut tx, workspace).await?;
        let today = Zone::named(&actor.timezone).day(self.now());
        Ok(InvoiceSetup {
            next_number: settings.format().write(count + 1, today),
            logo_at: settings::find_logo_at(&mut tx, workspace).await?,
            settings,
        })
    }

    /// Changes what invoices begin with; those that are there stay as they are.
    pub(super) async fn change_invoice_settings(
        &self,
        actor: &Actor,
        form: InvoiceSettingsForm,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageInvoices)?;
        let after = form.parse()?;
        let mut tx = self.write_as(actor).await?;
        let before = settings::load(&mut tx, actor.workspace_id).await?;
        if before != after {
            settings::store(&mut tx, actor.workspace_id, &after, self.now()).await?;
            let activity = activity("invoice_settings.updated");
            self.record_changes(&mut tx, actor, activity, changes(&before, &after))
                .await?;
        }
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }
}
