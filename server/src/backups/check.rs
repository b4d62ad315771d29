//! What a backup may say: values that this workspace could have made itself.

use app::access::Role;
use app::clients::rules as clients;
use app::invoices::money::WHOLE_BP;
use app::invoices::numbering::NumberFormat;
use app::invoices::rules::NOTES_MAX;
use app::invoices::settings::{DETAILS_MAX, DUE_DAYS_MAX, SENDER_MAX};
use app::projects::rules as projects;
use app::tags::rules as tags;
use app::time_entries::rules::{MAX_DESCRIPTION, is_countable};
use app::values::{Colour, Currency, Date, Rounding, TextError, TimeFormat, WeekStart, clean_name};

use super::merge::NUMBER_MAX;
use super::model::{
    BackupClient, BackupEntry, BackupInvoice, BackupInvoiceSettings, BackupLine, BackupMember,
    BackupProject, BackupTag, BackupWorkspace,
};

/// No amount that anybody meant is larger.
const MOST_CENTS: i64 = 1_000_000_000_000_000;
const TEXT: usize = 10_000;
/// A person's name or address is shorter.
const PERSON: usize = 320;
const WEEK_SECONDS: i64 = 7 * 24 * 3600;
/// The years 1900 to 8999, in unix seconds: whole in every time zone, with days before and after.
const ERA: std::ops::Range<i64> = -2_208_988_800..221_845_392_000;

/// An entry by itself.
///
/// # Errors
/// What is wrong with it.
pub(super) fn entry(entry: &BackupEntry) -> Result<(), String> {
    text("description", &entry.description, MAX_DESCRIPTION)?;
    if let Some(key) = &entry.import_key {
        text("import_key", key, TEXT)?;
    }
    amount("duration", entry.seconds)?;
    amount("hourly_rate_cents", entry.hourly_rate_cents)?;
    amount(
        "internal_cost_cents",
        entry.internal_cost_cents.unwrap_or(0),
    )?;
    amount("invoice_line", entry.invoice_line.unwrap_or(0))?;
    if entry.invoice_line.is_some() && entry.invoice_id.is_none() {
        return Err(format!(
            "time entry {} has an invoice_line and no invoice_id",
            entry.id
        ));
    }
    if !ERA.contains(&entry.started_at) || !ERA.contains(&entry.ended_at) {
        return Err(format!("time entry {} lies outside the calendar", entry.id));
    }
    if entry.ended_at - entry.started_at < entry.seconds {
        return Err(format!(
            "time entry {} ends before its duration is over",
            entry.id
        ));
    }
    if !is_countable(entry.seconds, entry.hourly_rate_cents)
        || !is_countable(entry.seconds, entry.internal_cost_cents.unwrap_or(0))
    {
        return Err(format!("time entry {} costs too much", entry.id));
    }
    Ok(())
}

/// The workspace's settings.
///
/// # Errors
/// What is wrong with them.
pub(super) fn workspace(settings: &BackupWorkspace) -> Result<(), String> {
    text("name", &settings.name, TEXT)?;
    currency(&settings.currency)?;
    amount("default_rate_cents", settings.default_rate_cents)?;
    known(
        "week_start",
        settings.week_start.parse::<WeekStart>().is_ok(),
    )?;
    known("rounding", Rounding::from_slug(&settings.rounding).is_ok())?;
    known(
        "time_format",
        TimeFormat::from_slug(&settings.time_format).is_some(),
    )?;
    match &settings.invoice_settings {
        Some(settings) => invoice_settings(settings),
        None => Ok(()),
    }
}

fn invoice_settings(settings: &BackupInvoiceSettings) -> Result<(), String> {
    let format = NumberFormat::parse(&settings.number_format);
    known("number_format", format.is_ok())?;
    text("sender_name", &settings.sender_name, SENDER_MAX)?;
    text("sender_details", &settings.sender_details, DETAILS_MAX)?;
    text("payment_details", &settings.payment_details, DETAILS_MAX)?;
    text("notes", &settings.notes, NOTES_MAX)?;
    let days = settings.due_days.unwrap_or_default();
    known("due_days", (0..=DUE_DAYS_MAX).contains(&days))?;
    known(
        "tax_rate_bp",
        (0..=WHOLE_BP).contains(&settings.tax_rate_bp),
    )
}

/// Somebody whose time is in it.
///
/// # Errors
/// What is wrong with them.
pub(super) fn member(member: &BackupMember) -> Result<(), String> {
    text("name", &member.name, PERSON)?;
    text("email", &member.email, PERSON)?;
    if let Some(role) = &member.role {
        known("role", Role::from_slug(role).is_some())?;
    }
    let capacity = member.weekly_capacity_seconds.unwrap_or(0);
    if !(0..=WEEK_SECONDS).contains(&capacity) {
        return Err("weekly_capacity_seconds is longer than a week, or negative".to_owned());
    }
    amount(
        "internal_cost_cents",
        member.internal_cost_cents.unwrap_or(0),
    )?;
    amount("hourly_rate_cents", member.hourly_rate_cents.unwrap_or(0))
}

/// A client.
///
/// # Errors
/// What is wrong with it.
pub(super) fn client(client: &BackupClient) -> Result<(), String> {
    name(&client.name, clients::NAME_MAX)?;
    currency(&client.currency)?;
    text(
        "billing_details",
        &client.billing_details,
        clients::BILLING_DETAILS_MAX,
    )?;
    text("notes", &client.notes, clients::NOTES_MAX)
}

/// A project.
///
/// # Errors
/// What is wrong with it.
pub(super) fn project(project: &BackupProject) -> Result<(), String> {
    name(&project.name, projects::NAME_MAX)?;
    let colour = project.color.parse::<Colour>();
    known(
        "color",
        colour.is_ok_and(|colour| colour.slug() == project.color),
    )?;
    amount("hourly_rate_cents", project.hourly_rate_cents)?;
    amount("budget_cents", project.budget_cents.unwrap_or(0))?;
    if project.estimated_seconds.is_some() && project.budget_cents.is_some() {
        return Err(
            "estimated_seconds and budget_cents are both there; one of them is null".to_owned(),
        );
    }
    let seconds = project.estimated_seconds.unwrap_or_default();
    if (0..=projects::MAX_ESTIMATE).contains(&seconds) {
        Ok(())
    } else {
        Err("estimated_seconds is negative, or more than 1,000,000 hours".to_owned())
    }
}

/// A tag.
///
/// # Errors
/// What is wrong with it.
pub(super) fn tag(tag: &BackupTag) -> Result<(), String> {
    name(&tag.name, tags::NAME_MAX)?;
    if tag.name.starts_with('#') {
        return Err("the name of a tag begins with #".to_owned());
    }
    Ok(())
}

/// An invoice; its lines were looked at one by one.
///
/// # Errors
/// What is wrong with it.
pub(super) fn invoice(invoice: &BackupInvoice) -> Result<(), String> {
    name(&invoice.number, NUMBER_MAX)?;
    known(
        "status",
        ["draft", "sent", "paid", "void"].contains(&invoice.status.as_str()),
    )?;
    let kind = invoice.discount_kind.as_deref();
    known(
        "discount_kind",
        matches!(kind, None | Some("percent" | "fixed")),
    )?;
    currency(&invoice.currency)?;
    for words in [
        &invoice.client_name,
        &invoice.client_details,
        &invoice.design,
        &invoice.notes,
        &invoice.sender_name,
        &invoice.sender_details,
        &invoice.payment_details,
    ] {
        text("invoice", words, TEXT)?;
    }
    for day in [
        Some(&invoice.issue_date),
        invoice.due_date.as_ref(),
        invoice.period_from.as_ref(),
        invoice.period_to.as_ref(),
    ]
    .into_iter()
    .flatten()
    {
        let read = day.parse::<Date>();
        known("date", read.is_ok_and(|read| read.to_string() == *day))?;
    }
    for cents in [
        invoice.discount_value,
        invoice.discount_cents,
        invoice.tax_rate_bp,
        invoice.credited_cents,
    ] {
        amount("invoice", cents)?;
    }
    for cents in [
        invoice.subtotal_cents,
        invoice.tax_cents,
        invoice.total_cents,
    ] {
        amount("invoice", cents.saturating_abs())?;
    }
    Ok(())
}

/// A line of an invoice.
///
/// # Errors
/// What is wrong with it.
pub(super) fn line(line: &BackupLine) -> Result<(), String> {
    text("description", &line.description, TEXT)?;
    amount("seconds", line.seconds)?;
    amount("hourly_rate_cents", line.hourly_rate_cents)?;
    amount(
        "credits_position",
        line.credits_position.unwrap_or_default(),
    )?;
    amount("amount_cents", line.amount_cents.saturating_abs())
}

/// A name as it would be kept if somebody typed it.
fn name(words: &str, max: usize) -> Result<(), String> {
    match clean_name(words, max) {
        Ok(clean) if clean == words => Ok(()),
        Ok(_) => Err("a name begins or ends with a space".to_owned()),
        Err(TextError::Empty) => Err("a name is empty".to_owned()),
        Err(TextError::TooLong { max, .. }) => Err(format!("name is longer than {max} characters")),
        Err(TextError::ControlCharacter) => {
            Err("a name holds an invisible control character".to_owned())
        }
    }
}

fn text(field: &str, words: &str, max: usize) -> Result<(), String> {
    // Exports part their fields by control characters.
    if words
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        return Err(format!("{field} holds a character that cannot be kept"));
    }
    if words.chars().count() > max {
        return Err(format!("{field} is longer than {max} characters"));
    }
    Ok(())
}

fn amount(field: &str, value: i64) -> Result<(), String> {
    match value {
        ..0 => Err(format!("{field} is negative")),
        0..=MOST_CENTS => Ok(()),
        _ => Err(format!("{field} is too large")),
    }
}

fn currency(code: &str) -> Result<(), String> {
    known(
        "currency",
        Currency::parse(code).is_ok_and(|currency| currency.code() == code),
    )
}

fn known(field: &str, is_known: bool) -> Result<(), String> {
    if is_known {
        Ok(())
    } else {
        Err(format!("{field} is none that Timether knows"))
    }
}
