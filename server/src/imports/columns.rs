//! Where a file's columns stand, and what one row of them says.

mod times;

use app::imports::ColumnRole;
use app::time_entries::rules::MAX_DESCRIPTION;
use app::values::{Currency, clean_text, name_key};

use super::cells::{is_yes, name, tags, visible};
use super::csv_file::{CsvFile, Row};
use super::layout::{Column, Layout, Unit};
use super::moments::DateOrder;
use super::money::{MoneyColumns, currency_cell};
use super::{ImportedEntry, Reading};

pub(super) use times::{DayQueue, check_day};

/// What marks entries that were invoiced in the other app.
pub(super) const INVOICED_TAG: &str = "invoiced";

/// Whether a tag is that mark.
pub(super) fn is_invoiced(tag: &str) -> bool {
    name_key(tag) == INVOICED_TAG
}

/// Where each of the file's columns stands.
#[derive(Debug)]
pub(super) struct Columns {
    /// Columns of the header; a row has as many.
    pub(super) count: usize,
    long_rows: bool,
    unit: Unit,
    pub(super) start_date: Option<usize>,
    pub(super) start_time: Option<usize>,
    pub(super) end_date: Option<usize>,
    pub(super) end_time: Option<usize>,
    duration: Option<usize>,
    description: Option<usize>,
    project: Option<usize>,
    client: Option<usize>,
    task: Option<usize>,
    tags: Option<usize>,
    billable: Option<usize>,
    invoiced: Option<usize>,
    email: Option<usize>,
    user: Option<usize>,
    family_name: Option<usize>,
    currency: Option<usize>,
    heading: Option<usize>,
    pub(super) amounts: MoneyColumns,
    pub(super) rates: MoneyColumns,
}

impl Columns {
    /// Finds a layout's columns in the header.
    pub(super) fn find(file: &CsvFile, layout: &Layout) -> Self {
        let names = layout.names;
        let at = |column: Column| file.column(column);
        Self {
            count: file.names().len(),
            long_rows: layout.long_rows,
            unit: layout.unit,
            start_date: at(names.start_date),
            start_time: at(names.start_time),
            end_date: at(names.end_date),
            end_time: at(names.end_time),
            duration: at(names.duration),
            description: at(names.description),
            project: at(names.project),
            client: at(names.client),
            task: at(names.task),
            tags: at(names.tags),
            billable: at(names.billable),
            invoiced: at(names.invoiced),
            email: at(names.email),
            user: at(names.user),
            family_name: at(names.family_name),
            currency: at(names.currency),
            heading: at(names.heading),
            amounts: MoneyColumns::find(file, names.amounts),
            rates: MoneyColumns::find(file, names.rates),
        }
    }

    /// The columns as a person chose them.
    pub(super) fn chosen(roles: &[ColumnRole]) -> Self {
        let at = |role: ColumnRole| roles.iter().position(|chosen| *chosen == role);
        Self {
            count: roles.len(),
            long_rows: false,
            unit: Unit::Hours,
            start_date: at(ColumnRole::Date),
            start_time: at(ColumnRole::Start),
            end_date: None,
            end_time: at(ColumnRole::End),
            duration: at(ColumnRole::Duration),
            description: at(ColumnRole::Description),
            project: at(ColumnRole::Project),
            client: at(ColumnRole::Client),
            task: at(ColumnRole::Task),
            tags: at(ColumnRole::Tags),
            billable: at(ColumnRole::Billable),
            invoiced: None,
            email: at(ColumnRole::Email),
            user: at(ColumnRole::User),
            family_name: None,
            currency: at(ColumnRole::Currency),
            heading: None,
            amounts: MoneyColumns::at(at(ColumnRole::Amount)),
            rates: MoneyColumns::at(at(ColumnRole::Rate)),
        }
    }

    /// Whether a row is a heading between the others.
    pub(super) fn is_heading(&self, row: &Row) -> bool {
        !row.cell(self.heading).is_empty() && row.cell(self.start_date).is_empty()
    }

    /// Who a row names, when it does so without an address.
    pub(super) fn person(&self, row: &Row) -> String {
        let names = [row.cell(self.user), row.cell(self.family_name)];
        names.join(" ").trim().to_owned()
    }

    /// What a row says, its key left open; else what is wrong with it.
    pub(super) fn entry(
        &self,
        row: &Row,
        order: DateOrder,
        reading: &Reading,
        queue: &mut DayQueue,
    ) -> Result<ImportedEntry, String> {
        self.check_shape(row)?;
        let times = self.times(row, order, reading, queue)?;
        let project = name(
            row.cell(self.project),
            "project",
            app::projects::rules::NAME_MAX,
        )?;
        let client = name(
            row.cell(self.client),
            "client",
            app::clients::rules::NAME_MAX,
        )?;
        let mut tags = tags(row.cell(self.tags))?;
        if is_yes(row.cell(self.invoiced)) && !tags.iter().any(|tag| is_invoiced(tag)) {
            tags.push(INVOICED_TAG.to_owned());
        }
        let currency = currency_cell(row.cell(self.currency)).unwrap_or(reading.currency);
        let amount = self.amounts.read(row, currency, "amount")?;
        let rate = self.rates.read(row, currency, "rate")?;
        let billable = match self.billable {
            Some(_) => is_yes(row.cell(self.billable)),
            None => amount.is_some() || rate.is_some(),
        };
        Ok(ImportedEntry {
            line: row.line,
            key: String::new(),
            email: self.email(row).to_owned(),
            client,
            project,
            tags,
            description: self.description(row)?,
            started_at: times.started_at,
            ended_at: times.ended_at,
            seconds: times.seconds,
            day: times.day,
            billable,
            amount,
            rate,
        })
    }

    fn check_shape(&self, row: &Row) -> Result<(), String> {
        if row.too_long {
            return Err("The row is longer than a megabyte.".to_owned());
        }
        if row.swallowed_lines > 0 {
            let below = match row.swallowed_lines {
                1 => "the line below".to_owned(),
                lines => format!("the {lines} lines below"),
            };
            return Err(format!(
                "A quotation mark opens here and never closes, so {below} could not be read either."
            ));
        }
        if row.len() < self.count {
            return Err(format!(
                "The row ends early: {} of {} columns.",
                row.len(),
                self.count
            ));
        }
        if !self.long_rows && row.has_text_from(self.count) {
            return Err(format!(
                "The row has {} columns, the header {}. A comma may stand in a text without quotation marks.",
                row.len(),
                self.count
            ));
        }
        Ok(())
    }

    /// Tasks have no place of their own here: `Task: description`.
    fn description(&self, row: &Row) -> Result<String, String> {
        describe(row.cell(self.task), row.cell(self.description))
    }

    /// The author's address; some apps put it where the name goes.
    fn email<'a>(&self, row: &'a Row) -> &'a str {
        match row.cell(self.email) {
            "" => Some(row.cell(self.user))
                .filter(|user| user.contains('@'))
                .unwrap_or_default(),
            email => email,
        }
    }

    /// What a row is known by. Amounts are left out, so that a new rate in the other app does not make another entry
    /// here.
    pub(super) fn own_text<'a>(&self, row: &'a Row) -> impl Iterator<Item = &'a str> + use<'a> {
        [
            self.email,
            self.user,
            self.client,
            self.project,
            self.task,
            self.description,
            self.tags,
            self.billable,
            self.start_date,
            self.start_time,
            self.end_date,
            self.end_time,
            self.duration,
        ]
        .into_iter()
        .map(|column| row.cell(column))
    }
}

/// A task and a description as one text.
///
/// # Errors
/// When it is too long, in words for the row.
pub(super) fn describe(task: &str, description: &str) -> Result<String, String> {
    let text = match (task, description) {
        ("", description) => description.to_owned(),
        (task, "") => task.to_owned(),
        (task, description) => format!("{task}: {description}"),
    };
    clean_text(&visible(&text), MAX_DESCRIPTION)
        .map_err(|_| format!("The description is longer than {MAX_DESCRIPTION} characters."))
}

/// The currency all amounts and rates of the file share, where the header names one alone.
pub(super) fn only_currency(columns: &Columns) -> Option<Currency> {
    columns
        .amounts
        .only_currency()
        .or_else(|| columns.rates.only_currency())
}
