//! Invoices: tracked time as lines with amounts, frozen when the draft is made.

pub mod credit;
pub mod credit_dialog;
pub mod form;
pub mod invoice_dialogs;
pub mod invoice_page;
pub mod lines;
pub mod link_dialog;
pub mod list_page;
pub mod mail;
pub mod money;
pub mod new_page;
pub mod numbering;
pub mod query;
pub mod review;
pub mod rules;
pub mod send_dialog;
pub mod server_fns;
pub mod settings;
pub mod settings_fns;
pub mod settings_page;
pub mod terms;
pub mod words;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::access::Actor;
use crate::clients::ClientRef;
use crate::error::AppError;
use crate::values::{ClientId, Colour, Currency, Date, InvoiceId, ProjectId, TimeEntryId};

pub use credit::{CreditForm, CreditNoteRef};
pub use form::{FreeLineForm, InvoiceForm, SelectionForm, TermsForm};
pub use lines::{Grouping, Line};
pub use mail::{InvoiceMail, MailForm};
pub use money::{Discount, DiscountKind, Sums};
pub use query::{InvoicePage, InvoiceQuery, InvoiceRow, InvoiceTotal};
pub use rules::{Credit, Design, State, Status, Step};
pub use settings::{InvoiceSettings, InvoiceSettingsForm, InvoiceSetup};

/// A client's project, to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceProject {
    /// Its id.
    pub id: ProjectId,
    /// Its client.
    pub client_id: ClientId,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
}

/// The address of the list.
pub const PATH: &str = "/invoices";

/// The address of one invoice.
#[must_use]
pub fn invoice_path(id: InvoiceId) -> String {
    format!("{PATH}/{id}")
}

/// The address of its file.
#[must_use]
pub fn pdf_path(id: InvoiceId) -> String {
    format!("{PATH}/{id}/pdf")
}

/// An invoice as it was drafted; nothing of it follows its client, project or entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// What people call it: `INV-0001`.
    pub number: String,
    /// How far it has come.
    pub status: Status,
    /// Who sends it: the sender's name, else the workspace's.
    pub issuer: String,
    /// The sender's name of that time; empty where an older backup did not say it.
    pub sender_name: String,
    /// The sender's address and whatever else the settings had of them.
    pub sender_details: String,
    /// How to pay it.
    pub payment_details: String,
    /// The invoice that it takes back, if it is a credit note.
    pub credits: Option<CreditNoteRef>,
    /// What credit notes have taken back of it, in minor units.
    pub credited_cents: i64,
    /// When all of it was taken back.
    pub credited_at: Option<i64>,
    /// Which of its lines were taken back, by place.
    pub credited_lines: Vec<i64>,
    /// The credit notes that did so.
    pub credit_notes: Vec<CreditNoteRef>,
    /// Where its client sees it, for who may hand that on.
    pub link: Option<String>,
    /// Whom it was made for; may be gone.
    pub client_id: Option<ClientId>,
    /// The one project it was made for, if it was one; may be gone.
    pub project_id: Option<ProjectId>,
    /// What the client was called.
    pub client_name: String,
    /// The client's billing details of that time.
    pub client_details: String,
    /// The day it was drafted.
    pub issue_date: Date,
    /// The day it is to be paid by.
    pub due_date: Option<Date>,
    /// The days that were billed, first and last.
    pub period: Option<(Date, Date)>,
    /// What its amounts are in.
    pub currency: Currency,
    /// What is charged.
    pub lines: Vec<Line>,
    /// What was taken off, as it was said.
    pub discount: Option<Discount>,
    /// The tax rate in basis points.
    pub tax_rate_bp: i64,
    /// What it comes to.
    pub sums: Sums,
    /// What its file looks like.
    pub design: Design,
    /// Words below the lines.
    pub notes: String,
    /// When it was sent, in unix seconds.
    pub sent_at: Option<i64>,
    /// When it was paid.
    pub paid_at: Option<i64>,
    /// When it was made void.
    pub voided_at: Option<i64>,
    /// When it was drafted.
    pub created_at: i64,
    /// When it was changed last.
    pub updated_at: i64,
    /// Today where the reader is.
    pub today: Date,
}

impl Invoice {
    /// How it stands, as a list says it.
    #[must_use]
    pub fn state(&self) -> State {
        State::of(self.status, self.due_date, self.today).with_credit(self.credit())
    }

    /// Whether it is a credit note, or was taken back by some.
    #[must_use]
    pub const fn credit(&self) -> Credit {
        match (&self.credits, self.credited_at) {
            (Some(_), _) => Credit::Note,
            (None, Some(_)) => Credit::Full,
            (None, None) => Credit::None,
        }
    }

    /// Whether it is a credit note.
    #[must_use]
    pub const fn is_credit_note(&self) -> bool {
        self.credits.is_some()
    }

    /// What it is called in a sentence.
    #[must_use]
    pub const fn kind_word(&self) -> &'static str {
        if self.is_credit_note() {
            "credit note"
        } else {
            "invoice"
        }
    }

    /// Whether anything of it can be taken back by a credit note.
    #[must_use]
    pub const fn can_be_credited(&self) -> bool {
        matches!(self.status, Status::Sent | Status::Paid) && matches!(self.credit(), Credit::None)
    }

    /// What a step makes of it, where the step may be taken.
    #[must_use]
    pub fn after(&self, step: Step) -> Option<Status> {
        if self.credit() != Credit::None {
            return None;
        }
        // What was taken back in part is settled, or taken back as a whole.
        if step == Step::Void && !self.credit_notes.is_empty() {
            return None;
        }
        self.status.after(step)
    }

    /// Whether it can go to its client by mail, or by a link.
    #[must_use]
    pub fn can_be_shown(&self) -> bool {
        !matches!(self.status, Status::Draft | Status::Void)
    }

    /// How much time it bills, in seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.lines
            .iter()
            .fold(0, |sum, line| sum.saturating_add(line.seconds))
    }
}

/// What an invoice of a selection would hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoicePreview {
    /// Whom it would be made for.
    pub client: ClientRef,
    /// What its amounts would be in.
    pub currency: Currency,
    /// What would be charged.
    pub lines: Vec<Line>,
    /// What the lines come to.
    pub subtotal_cents: i64,
    /// How much time that is.
    pub seconds: i64,
    /// How many time entries that is.
    pub entries: i64,
    /// What stays off it, by reason.
    pub left_out: Vec<LeftOut>,
    /// Today where the reader is.
    pub today: Date,
    /// Stands for what was seen: a draft of something else is refused.
    pub reviewed: String,
}

/// Why time of a selection stays off an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// On another active invoice.
    Invoiced,
    /// Not to be charged.
    NotBillable,
    /// Still in a timer.
    Running,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Invoiced, Self::NotBillable, Self::Running];

    /// How programs spell it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Invoiced => "invoiced",
            Self::NotBillable => "not_billable",
            Self::Running => "running",
        }
    }

    /// The reason spelled `slug`.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.slug() == slug)
    }

    /// What people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Invoiced => "On another invoice",
            Self::NotBillable => "Not billable",
            Self::Running => "In a timer, not saved yet",
        }
    }
}

/// Time that stays off, for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Why.
    pub reason: Reason,
    /// How many entries or timers.
    pub count: i64,
    /// How much time, as far as it was saved.
    pub seconds: i64,
    /// The first of them.
    pub examples: Vec<LeftOutEntry>,
}

/// One entry, or timer, that stays off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutEntry {
    /// Which entry; none for a timer.
    pub id: Option<TimeEntryId>,
    /// What was done; may be empty.
    pub description: String,
    /// The project.
    pub project: String,
    /// Whose time.
    pub person: String,
    /// The day it began.
    pub day: Date,
    /// How long it took.
    pub seconds: i64,
    /// The number of the invoice it is on.
    pub invoice: Option<String>,
}

/// What can be done with invoices.
#[async_trait]
pub trait Invoices: Send + Sync {
    /// A page of the list, newest first, with totals.
    async fn list_invoices(
        &self,
        actor: &Actor,
        query: InvoiceQuery,
        after: Option<String>,
    ) -> Result<InvoicePage, AppError>;
    /// One invoice.
    async fn load_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<Invoice, AppError>;
    /// What an invoice would hold.
    async fn preview_invoice(
        &self,
        actor: &Actor,
        selection: SelectionForm,
    ) -> Result<InvoicePreview, AppError>;
    /// Makes a draft.
    async fn create_invoice(&self, actor: &Actor, form: InvoiceForm)
    -> Result<InvoiceId, AppError>;
    /// Changes the terms of a draft; its lines stay.
    async fn update_invoice(
        &self,
        actor: &Actor,
        id: InvoiceId,
        terms: TermsForm,
    ) -> Result<(), AppError>;
    /// Takes an invoice a step further.
    async fn step_invoice(&self, actor: &Actor, id: InvoiceId, step: Step) -> Result<(), AppError>;
    /// Deletes a draft; its entries are free again.
    async fn delete_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<(), AppError>;
    /// Sends it to its client by mail; a draft is sent by that.
    async fn mail_invoice(
        &self,
        actor: &Actor,
        id: InvoiceId,
        mail: MailForm,
    ) -> Result<(), AppError>;
    /// Makes the address where its client sees it; one that is there stays.
    async fn share_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<(), AppError>;
    /// Ends that address.
    async fn unshare_invoice(&self, actor: &Actor, id: InvoiceId) -> Result<(), AppError>;
    /// Takes lines of it back by a credit note.
    async fn credit_invoice(
        &self,
        actor: &Actor,
        id: InvoiceId,
        credit: CreditForm,
    ) -> Result<InvoiceId, AppError>;
    /// Clients' projects to choose from, archived ones too, by name.
    async fn list_invoice_projects(&self, actor: &Actor) -> Result<Vec<InvoiceProject>, AppError>;
    /// What invoices begin with.
    async fn load_invoice_setup(&self, actor: &Actor) -> Result<InvoiceSetup, AppError>;
    /// Changes what invoices begin with.
    async fn update_invoice_settings(
        &self,
        actor: &Actor,
        form: InvoiceSettingsForm,
    ) -> Result<(), AppError>;
    /// Takes the logo away.
    async fn remove_invoice_logo(&self, actor: &Actor) -> Result<(), AppError>;
}
