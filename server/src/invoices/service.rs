//! The use cases of invoices as the pages know them; how each goes stands in `preview`, `draft` and `steps`.

use app::access::{Actor, Permission};
use app::clients::ClientRef;
use app::error::AppError;
use app::invoices::form::parse_lines;
use app::invoices::query::PAGE_ROWS;
use app::invoices::{
    CreditForm, Invoice, InvoiceForm, InvoicePage, InvoicePreview, InvoiceProject, InvoiceQuery,
    InvoiceSettingsForm, InvoiceSetup, Invoices, MailForm, SelectionForm, Step, TermsForm,
};
use app::values::InvoiceId;
use async_trait::async_trait;

use super::draft::Draft;
use super::preview::find_client;
use super::sql::{self, Place};
use crate::clients::sql::{list_client_refs, load_client};
use crate::local_time::Zone;
use crate::services::Services;

#[async_trait]
impl Invoices for Services {
    async fn list_invoices(
        &self,
        actor: &Actor,
        query: InvoiceQuery,
        after: Option<String>,
    ) -> Result<InvoicePage, AppError> {
        actor.must(Permission::ReadInvoices)?;
        let filter = query.parse()?;
        let after = after
            .filter(|after| !after.is_empty())
            .map(|after| after.parse::<Place>())
            .transpose()?;
        let today = Zone::named(&actor.timezone).day(self.now());
        let mut tx = self.db.read().await?;
        let workspace = actor.workspace_id;
        let mut rows = sql::list(&mut tx, workspace, &filter, today, after, PAGE_ROWS + 1).await?;
        let totals = sql::list_totals(&mut tx, workspace, &filter, today).await?;
        let mut clients = list_client_refs(&mut tx, workspace).await?;
        // A client that was put away is still looked at by its own link.
        if let Some(id) = filter.client
            && !clients.iter().any(|client| client.id == id)
        {
            match load_client(&mut tx, workspace, id).await {
                Ok(client) => clients.push(ClientRef {
                    id: client.id,
                    name: client.name,
                }),
                // Its invoices outlive it.
                Err(AppError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        let more = rows.len() > PAGE_ROWS;
        rows.truncate(PAGE_ROWS);
        let older = rows
            .last()
            .filter(|_| more)
            .map(|row| Place::of(row).to_string());
        Ok(InvoicePage {
            rows,
            older,
            totals,
            clients,
            today,
        })
    }

    async fn load_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<Invoice, AppError> {
        let mut tx = self.db.read().await?;
        let mut invoice = self.read_invoice(&mut tx, actor, id).await?;
        // Who may end it has to see that it is there.
        if actor.may(Permission::EndShares).is_ok() {
            invoice.link = self.find_invoice_link(&mut tx, actor, id).await?;
        }
        Ok(invoice)
    }

    async fn preview_invoice(
        &self,
        actor: &Actor,
        selection: SelectionForm,
    ) -> Result<InvoicePreview, AppError> {
        actor.must(Permission::ManageInvoices)?;
        let selection = selection.parse()?;
        let mut tx = self.db.read().await?;
        self.preview(&mut tx, actor, &selection).await
    }

    async fn create_invoice(
        &self,
        actor: &Actor,
        form: InvoiceForm,
    ) -> Result<InvoiceId, AppError> {
        actor.must(Permission::ManageInvoices)?;
        let selection = form.selection.parse()?;
        let mut tx = self.write_as(actor).await?;
        let client = find_client(&mut tx, actor, selection.client_id).await?;
        let draft = Draft {
            selection,
            terms: form.terms.parse(client.currency)?,
            lines: parse_lines(&form.lines, client.currency)?,
            reviewed: Some(form.reviewed).filter(|reviewed| !reviewed.is_empty()),
        };
        let (id, people) = self.draft_invoice(&mut tx, actor, draft).await?;
        tx.commit().await?;
        self.bus.announce_all(&people);
        Ok(id)
    }

    async fn update_invoice(
        &self,
        actor: &Actor,
        id: InvoiceId,
        terms: TermsForm,
    ) -> Result<(), AppError> {
        actor.must(Permission::ManageInvoices)?;
        let mut tx = self.write_as(actor).await?;
        let invoice = self.read_invoice(&mut tx, actor, id).await?;
        let terms = terms.parse(invoice.currency)?;
        self.change_terms(&mut tx, actor, &invoice, terms).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn step_invoice(&self, actor: &Actor, id: InvoiceId, step: Step) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        let people = self.take_step(&mut tx, actor, id, step).await?;
        tx.commit().await?;
        self.bus.announce_all(&people);
        Ok(())
    }

    async fn delete_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        let people = self.drop_invoice(&mut tx, actor, id).await?;
        tx.commit().await?;
        self.bus.announce_all(&people);
        Ok(())
    }

    async fn mail_invoice(
        &self,
        actor: &Actor,
        id: InvoiceId,
        mail: MailForm,
    ) -> Result<(), AppError> {
        let ready = self.prepare_mail(actor, id, &mail).await?;
        let mut tx = self.write_as(actor).await?;
        self.send_prepared(&mut tx, actor, ready).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn share_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.link_invoice(&mut tx, actor, id).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn unshare_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<(), AppError> {
        let mut tx = self.write_as(actor).await?;
        self.unlink_invoice(&mut tx, actor, id).await?;
        tx.commit().await?;
        self.bus.announce(actor);
        Ok(())
    }

    async fn credit_invoice(
        &self,
        actor: &Actor,
        id: InvoiceId,
        credit: CreditForm,
    ) -> Result<InvoiceId, AppError> {
        actor.must(Permission::ManageInvoices)?;
        let mut tx = self.write_as(actor).await?;
        let invoice = self.read_invoice(&mut tx, actor, id).await?;
        let (note, people) = self
            .take_back(&mut tx, actor, invoice, credit.parse()?)
            .await?;
        tx.commit().await?;
        self.bus.announce_all(&people);
        Ok(note)
    }

    async fn list_invoice_projects(&self, actor: &Actor) -> Result<Vec<InvoiceProject>, AppError> {
        actor.must(Permission::ReadInvoices)?;
        let mut tx = self.db.read().await?;
        sql::projects::list(&mut tx, actor.workspace_id).await
    }

    async fn load_invoice_setup(&self, actor: &Actor) -> Result<InvoiceSetup, AppError> {
        self.read_invoice_setup(actor).await
    }

    async fn update_invoice_settings(
        &self,
        actor: &Actor,
        form: InvoiceSettingsForm,
    ) -> Result<(), AppError> {
        self.change_invoice_settings(actor, form).await
    }

    async fn remove_invoice_logo(&self, actor: &Actor) -> Result<(), AppError> {
        self.drop_invoice_logo(actor).await
    }
}
