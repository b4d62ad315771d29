//! What stands in a backup: one type for each kind of record, written and read by the same names. Money is minor units.

use std::fs::File;
use std::io::{self, Read, Seek};

use app::invoices::InvoiceSettings;
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::{instants, lists};

/// The value of `format`.
pub const FORMAT: &str = "timether.backup";
/// The value of `version`.
pub const VERSION: u64 = 1;

/// Where a backup says what it is.
const HEAD: u64 = 4096;

/// Whether the file says of itself that it is a backup.
///
/// # Errors
/// When it cannot be read.
pub fn is_backup(mut file: &File) -> io::Result<bool> {
    let mut head = Vec::new();
    file.rewind()?;
    file.take(HEAD).read_to_end(&mut head)?;
    let head = String::from_utf8_lossy(&head);
    let quoted = format!("\"{FORMAT}\"");
    Ok(head.trim_start().starts_with('{') && head.contains(&quoted))
}

/// A backup says everything: what may be null must still be there.
fn stated<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// The workspace and its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct BackupWorkspace {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Three letters.
    pub currency: String,
    /// `monday` or `sunday`.
    pub week_start: String,
    /// An hour on a new billable project.
    pub default_rate_cents: i64,
    /// A slug of `Rounding`.
    pub rounding: String,
    /// A slug of `TimeFormat`.
    pub time_format: String,
    /// What its invoices begin with; not said by a backup from before there was a choice.
    #[sqlx(skip)]
    #[serde(default)]
    pub invoice_settings: Option<BackupInvoiceSettings>,
}

/// What new invoices begin with; the logo is not in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupInvoiceSettings {
    /// A pattern such as `INV-{number:4}`.
    pub number_format: String,
    /// Who sends them; empty is the workspace.
    pub sender_name: String,
    /// Their address and tax number.
    pub sender_details: String,
    /// How to pay.
    pub payment_details: String,
    /// Days until one is due.
    #[serde(deserialize_with = "stated")]
    pub due_days: Option<i64>,
    /// Words below the lines.
    pub notes: String,
    /// Basis points.
    pub tax_rate_bp: i64,
}

impl From<InvoiceSettings> for BackupInvoiceSettings {
    fn from(settings: InvoiceSettings) -> Self {
        Self {
            number_format: settings.number_format,
            sender_name: settings.sender_name,
            sender_details: settings.sender_details,
            payment_details: settings.payment_details,
            due_days: settings.due_days,
            notes: settings.notes,
            tax_rate_bp: settings.tax_rate_bp,
        }
    }
}

impl From<BackupInvoiceSettings> for InvoiceSettings {
    fn from(settings: BackupInvoiceSettings) -> Self {
        Self {
            number_format: settings.number_format,
            sender_name: settings.sender_name,
            sender_details: settings.sender_details,
            payment_details: settings.payment_details,
            due_days: settings.due_days,
            notes: settings.notes,
            tax_rate_bp: settings.tax_rate_bp,
        }
    }
}

/// Somebody who belongs to the workspace, or tracked time in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct BackupMember {
    /// Their account's id.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// `owner`, `manager`, `member`, `viewer`; null for who has left.
    #[serde(deserialize_with = "stated")]
    pub role: Option<String>,
    /// Expected seconds a week.
    #[serde(deserialize_with = "stated")]
    pub weekly_capacity_seconds: Option<i64>,
    /// What an hour costs the workspace.
    #[serde(deserialize_with = "stated")]
    pub internal_cost_cents: Option<i64>,
    /// What an hour is worth on projects without a rate; null, or not said by a backup from before there were such rates.
    #[serde(default)]
    pub hourly_rate_cents: Option<i64>,
}

/// A client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct BackupClient {
    /// Its id.
    pub id: Uuid,
    /// Its name, unique in the workspace ignoring case.
    pub name: String,
    /// Three letters.
    pub currency: String,
    /// What stands on its invoices.
    pub billing_details: String,
    /// What stands nowhere else.
    pub notes: String,
    /// Null while it is not archived.
    #[serde(with = "instants::maybe")]
    pub archived_at: Option<i64>,
    /// When it was made.
    #[serde(with = "instants")]
    pub created_at: i64,
    /// When it was changed last.
    #[serde(with = "instants")]
    pub updated_at: i64,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct BackupProject {
    /// Its id.
    pub id: Uuid,
    /// Its client.
    #[serde(deserialize_with = "stated")]
    pub client_id: Option<Uuid>,
    /// Its name, unique among its client's ignoring case.
    pub name: String,
    /// A slug of `Colour`.
    pub color: String,
    /// Whether new time on it counts for money.
    pub billable: bool,
    /// What an hour costs the client.
    pub hourly_rate_cents: i64,
    /// How long it should take; null, or not said by a backup from before there were estimates: nobody estimated.
    #[serde(default)]
    pub estimated_seconds: Option<i64>,
    /// What it may cost, in minor units of its currency; null, or not said by a backup from before there were budgets: no
    /// budget in money.
    #[serde(default)]
    pub budget_cents: Option<i64>,
    /// Null while it is not archived.
    #[serde(with = "instants::maybe")]
    pub archived_at: Option<i64>,
    /// When it was made.
    #[serde(with = "instants")]
    pub created_at: i64,
    /// When it was changed last.
    #[serde(with = "instants")]
    pub updated_at: i64,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct BackupTag {
    /// Its id.
    pub id: Uuid,
    /// Its name, unique in the workspace ignoring case.
    pub name: String,
    /// When it was made.
    #[serde(with = "instants")]
    pub created_at: i64,
    /// When it was changed last.
    #[serde(with = "instants")]
    pub updated_at: i64,
}

/// An invoice, frozen as it was made; what it was made from may be gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct BackupInvoice {
    /// Its id.
    pub id: Uuid,
    /// Its number, unique in the workspace.
    pub number: String,
    /// `draft`, `sent`, `paid` or `void`.
    pub status: String,
    /// Whom it was made for.
    #[serde(deserialize_with = "stated")]
    pub client_id: Option<Uuid>,
    /// What it was made for, where that is one project.
    #[serde(deserialize_with = "stated")]
    pub project_id: Option<Uuid>,
    /// The client's name then.
    pub client_name: String,
    /// The client's billing details then.
    pub client_details: String,
    /// A day such as 2026-11-21.
    pub issue_date: String,
    /// The day it is to be paid by.
    #[serde(deserialize_with = "stated")]
    pub due_date: Option<String>,
    /// The first day that was billed.
    #[serde(deserialize_with = "stated")]
    pub period_from: Option<String>,
    /// The last day that was billed.
    #[serde(deserialize_with = "stated")]
    pub period_to: Option<String>,
    /// Three letters.
    pub currency: String,
    /// The sum of its lines.
    pub subtotal_cents: i64,
    /// `percent`, `fixed` or null.
    #[serde(deserialize_with = "stated")]
    pub discount_kind: Option<String>,
    /// Basis points or minor units, by its kind.
    pub discount_value: i64,
    /// What the discount takes off.
    pub discount_cents: i64,
    /// Basis points.
    pub tax_rate_bp: i64,
    /// What the tax adds.
    pub tax_cents: i64,
    /// What is to be paid.
    pub total_cents: i64,
    /// How it looks.
    pub design: String,
    /// What it says at its foot.
    pub notes: String,
    /// Who sent it, where that is not the workspace; this and what follows up to `sent_at` is not said by a backup from
    /// before there were senders and credit notes.
    #[serde(default)]
    pub sender_name: String,
    /// Their address and tax number.
    #[serde(default)]
    pub sender_details: String,
    /// How to pay.
    #[serde(default)]
    pub payment_details: String,
    /// The invoice that it takes back, if it is a credit note.
    #[serde(default)]
    pub credits_id: Option<Uuid>,
    /// What credit notes have taken back of it.
    #[serde(default)]
    pub credited_cents: i64,
    /// When all of it was taken back.
    #[serde(default, with = "instants::maybe")]
    pub credited_at: Option<i64>,
    /// When it was sent.
    #[serde(with = "instants::maybe")]
    pub sent_at: Option<i64>,
    /// When it was paid.
    #[serde(with = "instants::maybe")]
    pub paid_at: Option<i64>,
    /// When it was voided.
    #[serde(with = "instants::maybe")]
    pub voided_at: Option<i64>,
    /// When it was made.
    #[serde(with = "instants")]
    pub created_at: i64,
    /// When it was changed last.
    #[serde(with = "instants")]
    pub updated_at: i64,
    /// In order.
    #[sqlx(skip)]
    #[serde(deserialize_with = "lists::lines")]
    pub lines: Vec<BackupLine>,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupLine {
    /// What was done.
    pub description: String,
    /// How long.
    pub seconds: i64,
    /// What an hour of it costs.
    pub hourly_rate_cents: i64,
    /// What it costs.
    pub amount_cents: i64,
    /// Which line of an invoice it takes back, by place; only on credit notes.
    #[serde(default)]
    pub credits_position: Option<i64>,
}

/// A time entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupEntry {
    /// Its id.
    pub id: Uuid,
    /// Who tracked it: one of the file's members.
    pub user_id: Uuid,
    /// One of the file's projects.
    #[serde(deserialize_with = "stated")]
    pub project_id: Option<Uuid>,
    /// What was done.
    pub description: String,
    /// When it began.
    #[serde(rename = "start", with = "instants")]
    pub started_at: i64,
    /// When it ended: `duration` after `start`, or later where there were pauses.
    #[serde(rename = "end", with = "instants")]
    pub ended_at: i64,
    /// Tracked seconds.
    #[serde(rename = "duration")]
    pub seconds: i64,
    /// Whether it counts for money.
    pub billable: bool,
    /// What an hour of it costs the client.
    pub hourly_rate_cents: i64,
    /// What an hour of it cost the workspace.
    #[serde(deserialize_with = "stated")]
    pub internal_cost_cents: Option<i64>,
    /// Some of the file's tags, in the order of their ids.
    #[serde(deserialize_with = "lists::tag_ids")]
    pub tag_ids: Vec<Uuid>,
    /// The invoice it is on, which locks it: one of the file's.
    #[serde(deserialize_with = "stated")]
    pub invoice_id: Option<Uuid>,
    /// The line of that invoice it is in, by place from 0; null, or not said by a backup from before lines said what is in
    /// them: in none.
    #[serde(default)]
    pub invoice_line: Option<i64>,
    /// What an import knows it by.
    #[serde(deserialize_with = "stated")]
    pub import_key: Option<String>,
    /// When it was saved.
    #[serde(with = "instants")]
    pub created_at: i64,
    /// When it was changed last.
    #[serde(with = "instants")]
    pub updated_at: i64,
}

/// Everything but the time entries, of which there may be millions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalog {
    /// The workspace and its settings.
    pub workspace: BackupWorkspace,
    /// Everybody whose time is in it.
    pub members: Vec<BackupMember>,
    /// Its clients.
    pub clients: Vec<BackupClient>,
    /// Its projects.
    pub projects: Vec<BackupProject>,
    /// Its tags.
    pub tags: Vec<BackupTag>,
    /// Its invoices.
    pub invoices: Vec<BackupInvoice>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = r#"{"id":"0195d3c0-0000-7000-8000-000000000001","name":"dev","created_at":"2026-11-20T10:00:00Z","updated_at":"2026-11-20T10:00:00Z"}"#;

    #[test]
    fn a_record_is_written_as_it_is_read() {
        let tag: BackupTag = serde_json::from_str(TAG).unwrap();
        assert_eq!(tag.created_at, 1_795_168_800);
        assert_eq!(serde_json::to_string(&tag).unwrap(), TAG);
    }

    #[test]
    fn what_is_missing_unknown_or_finer_is_refused() {
        for (from, to) in [
            (r#""name":"dev","#, ""),
            (r#""name":"dev""#, r#""name":"dev","extra":1"#),
            (r#""name":"dev""#, r#""name":"dev","name":"ops""#),
            ("10:00:00Z", "10:00:00.5Z"),
            ("2026-11-20T10:00:00Z", "yesterday"),
        ] {
            let text = TAG.replacen(from, to, 1);
            assert!(serde_json::from_str::<BackupTag>(&text).is_err(), "{text}");
        }
        let offset = TAG.replacen("10:00:00Z", "11:00:00+01:00", 1);
        assert_eq!(
            serde_json::from_str::<BackupTag>(&offset).unwrap(),
            serde_json::from_str(TAG).unwrap()
        );
    }

    #[test]
    fn what_may_be_null_is_still_stated() {
        let member = r#"{"id":"0195d3c0-0000-7000-8000-000000000001","name":"Ada","email":"ada@example.com","role":null,"weekly_capacity_seconds":null,"internal_cost_cents":null}"#;
        assert!(serde_json::from_str::<BackupMember>(member).is_ok());
        let silent = member.replace(r#","role":null"#, "");
        assert!(serde_json::from_str::<BackupMember>(&silent).is_err());
    }
}
