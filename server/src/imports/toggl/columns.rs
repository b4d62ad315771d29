//! The detailed report's columns, and what one row of them says.

use app::time_entries::rules::{MAX_AHEAD, MAX_DESCRIPTION};
use app::values::{Currency, Date, Time, add_days, clean_text, parse_money};

use crate::imports::cells::{is_yes, name, short, tags, visible};
use crate::imports::csv_file::{CsvFile, FileError, Row};
use crate::imports::moments::{DateOrder, MAX_SECONDS, parse_date, parse_seconds, parse_time};
use crate::imports::{ImportedEntry, Reading};

/// Where each of the report's columns stands.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Columns of the header; a row has as many.
    count: usize,
    pub(super) start_date: Option<usize>,
    pub(super) start_time: Option<usize>,
    pub(super) end_date: Option<usize>,
    end_time: Option<usize>,
    duration: Option<usize>,
    description: Option<usize>,
    project: Option<usize>,
    client: Option<usize>,
    task: Option<usize>,
    tags: Option<usize>,
    billable: Option<usize>,
    email: Option<usize>,
    user: Option<usize>,
    /// One for each currency; `None` follows the workspace.
    pub(super) amounts: Vec<(usize, Option<Currency>)>,
}

impl Columns {
    pub(super) fn find(file: &CsvFile) -> Result<Self, FileError> {
        let columns = Self {
            count: file.names().len(),
            start_date: file.column(&["start date"]),
            start_time: file.column(&["start time"]),
            end_date: file.column(&["end date", "stop date"]),
            end_time: file.column(&["end time", "stop time"]),
            duration: file.column(&["duration"]),
            description: file.column(&["description", "time entry"]),
            project: file.column(&["project"]),
            client: file.column(&["client"]),
            task: file.column(&["task"]),
            tags: file.column(&["tags", "tag"]),
            billable: file.column(&["billable"]),
            email: file.column(&["email", "e-mail"]),
            user: file.column(&["user", "member"]),
            amounts: amounts(file.names()),
        };
        let needed = [
            ("Start date", columns.start_date),
            ("Start time", columns.start_time),
            ("Duration", columns.duration),
        ];
        let missing: Vec<_> = needed
            .into_iter()
            .filter(|(_, at)| at.is_none())
            .map(|(name, _)| name)
            .collect();
        if missing.is_empty() {
            Ok(columns)
        } else {
            Err(FileError::Columns(missing_columns(&missing)))
        }
    }

    /// What a row says, its key left open; else what is wrong with it.
    pub(super) fn entry(
        &self,
        row: &Row,
        order: DateOrder,
        reading: &Reading,
    ) -> Result<ImportedEntry, String> {
        self.check_shape(row)?;
        let day = date_cell(row, self.start_date, "start date", order)?
            .ok_or("There is no start date.")?;
        let time =
            time_cell(row, self.start_time, "start time")?.ok_or("There is no start time.")?;
        let started_at = reading.zone.instant(day, time);
        if day.year() < 1970 {
            return Err(format!("The start date {day} is before 1970."));
        }
        if started_at > reading.now + MAX_AHEAD {
            return Err(format!("The start date {day} is in the future."));
        }
        let end = self.end(row, order, day, started_at, reading)?;
        let seconds = self.seconds(row, end.map(|end| end - started_at))?;
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
        Ok(ImportedEntry {
            line: row.line,
            key: String::new(),
            email: row.cell(self.email).to_owned(),
            client,
            project,
            tags: tags(row.cell(self.tags))?,
            description: self.description(row)?,
            started_at,
            // Pauses lie between; a clock that went back an hour makes the end look too early.
            ended_at: end.unwrap_or(started_at).max(started_at + seconds),
            seconds,
            day,
            billable: is_yes(row.cell(self.billable)),
            amount: self.amount(row, reading)?,
        })
    }

    fn check_shape(&self, row: &Row) -> Result<(), String> {
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
        if row.has_text_from(self.count) {
            return Err(format!(
                "The row has {} columns, the header {}. A comma may stand in a text without quotation marks.",
                row.len(),
                self.count
            ));
        }
        Ok(())
    }

    /// The end as an instant, where the row names one.
    fn end(
        &self,
        row: &Row,
        order: DateOrder,
        start_day: Date,
        started_at: i64,
        reading: &Reading,
    ) -> Result<Option<i64>, String> {
        // The largest step a clock makes when summer time ends.
        const CLOCK_CHANGE: i64 = 2 * 3600;
        let day = date_cell(row, self.end_date, "end date", order)?;
        let Some(time) = time_cell(row, self.end_time, "end time")? else {
            return Ok(None);
        };
        let mut end = reading.zone.instant(day.unwrap_or(start_day), time);
        if day.is_none() && end < started_at {
            end = reading.zone.instant(add_days(start_day, 1), time);
        }
        if end + CLOCK_CHANGE < started_at {
            return Err("The end is before the start.".to_owned());
        }
        Ok(Some(end))
    }

    fn seconds(&self, row: &Row, span: Option<i64>) -> Result<i64, String> {
        match (row.cell(self.duration), span) {
            ("", Some(span @ 0..=MAX_SECONDS)) => Ok(span),
            ("", Some(_)) => {
                Err("The end is before the start, or more than a year after it.".to_owned())
            }
            ("", None) => Err("There is neither a duration nor an end.".to_owned()),
            (text, span) => parse_seconds(text, span).ok_or_else(|| {
                format!(
                    "The duration “{}” is none, or longer than a year.",
                    short(text)
                )
            }),
        }
    }

    /// Tasks have no place of their own here: `Task: description`.
    fn description(&self, row: &Row) -> Result<String, String> {
        let text = match (row.cell(self.task), row.cell(self.description)) {
            ("", description) => description.to_owned(),
            (task, "") => task.to_owned(),
            (task, description) => format!("{task}: {description}"),
        };
        clean_text(&visible(&text), MAX_DESCRIPTION)
            .map_err(|_| format!("The description is longer than {MAX_DESCRIPTION} characters."))
    }

    /// The first amount that is more than nothing.
    fn amount(&self, row: &Row, reading: &Reading) -> Result<Option<(Currency, i64)>, String> {
        for (column, currency) in &self.amounts {
            let text = row.cell(Some(*column));
            if text.is_empty() || text == "-" {
                continue;
            }
            let currency = currency.unwrap_or(reading.currency);
            let cents = parse_money(text, currency)
                .map_err(|_| format!("The amount “{}” is no amount in {currency}.", short(text)))?;
            if cents > 0 {
                return Ok(Some((currency, cents)));
            }
        }
        Ok(None)
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

    pub(super) fn only_currency(&self) -> Option<Currency> {
        match self.amounts.as_slice() {
            [(_, currency)] => *currency,
            _ => None,
        }
    }
}

fn date_cell(
    row: &Row,
    column: Option<usize>,
    what: &str,
    order: DateOrder,
) -> Result<Option<Date>, String> {
    match row.cell(column) {
        "" => Ok(None),
        text => parse_date(text, order)
            .map(Some)
            .ok_or_else(|| format!("The {what} “{}” is no {} date.", short(text), order.name())),
    }
}

fn time_cell(row: &Row, column: Option<usize>, what: &str) -> Result<Option<Time>, String> {
    match row.cell(column) {
        "" => Ok(None),
        text => parse_time(text)
            .map(Some)
            .ok_or_else(|| format!("The {what} “{}” is no time of day.", short(text))),
    }
}

/// Columns such as `Amount (EUR)`, `Amount ()` and `Amount`.
fn amounts(names: &[String]) -> Vec<(usize, Option<Currency>)> {
    let amount = |name: &String| {
        let rest = name.strip_prefix("amount")?.trim();
        let code = rest
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        (rest.is_empty() || code.is_some())
            .then(|| code.and_then(|code| Currency::parse(code).ok()))
    };
    names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((at, amount(name)?)))
        .collect()
}

fn missing_columns(missing: &[&str]) -> String {
    let (verb, noun) = if missing.len() == 1 {
        ("is", "column")
    } else {
        ("are", "columns")
    };
    format!(
        "This does not look like a detailed report of Toggl: the {noun} {} {verb} missing. In Toggl, open Reports, \
         Detailed, and export as CSV.",
        missing.join(", ")
    )
}
