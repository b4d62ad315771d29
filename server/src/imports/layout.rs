//! What an app calls the columns of its export: a table for each, all read by the one reader in `sheet`.

/// The names a column may have, as `plain_name` makes them; the first one found counts.
pub type Column = &'static [&'static str];

/// Each thing a row can say, and what its column is called.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// The day work began.
    pub start_date: Column,
    /// When it began; may hold the date as well: `2026-11-21T09:00:00Z`.
    pub start_time: Column,
    /// The day it ended.
    pub end_date: Column,
    /// When it ended; may hold the date as well.
    pub end_time: Column,
    /// How long it took.
    pub duration: Column,
    /// What was done.
    pub description: Column,
    /// The project's name.
    pub project: Column,
    /// The client's name.
    pub client: Column,
    /// The task's name, kept in the description.
    pub task: Column,
    /// Tags.
    pub tags: Column,
    /// Whether it counts for money.
    pub billable: Column,
    /// Whether it was invoiced there.
    pub invoiced: Column,
    /// The author's e-mail address.
    pub email: Column,
    /// The author's name, or address.
    pub user: Column,
    /// The author's family name, where it has a column of its own.
    pub family_name: Column,
    /// The currency of amounts and rates.
    pub currency: Column,
    /// Text here and no date: a heading between rows, not a row.
    pub heading: Column,
    /// What it was worth; the name may go on with a currency: `amount (eur)`.
    pub amounts: Column,
    /// Its hourly rate; may go on with a currency as well.
    pub rates: Column,
}

impl Names {
    /// No column at all, to begin with.
    pub const NONE: Self = Self {
        start_date: &[],
        start_time: &[],
        end_date: &[],
        end_time: &[],
        duration: &[],
        description: &[],
        project: &[],
        client: &[],
        task: &[],
        tags: &[],
        billable: &[],
        invoiced: &[],
        email: &[],
        user: &[],
        family_name: &[],
        currency: &[],
        heading: &[],
        amounts: &[],
        rates: &[],
    };
}

/// What a bare number in the duration column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Hours, unless start and end say that it is minutes or seconds.
    Hours,
    /// Minutes.
    Minutes,
}

/// An app's list of time entries as CSV.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Its name for programs: `toggl`.
    pub slug: &'static str,
    /// Its name in a sentence: `a detailed report of Toggl`.
    pub what: &'static str,
    /// Where people find it in the other app.
    pub advice: &'static str,
    /// The columns that tell it from others, as the app writes them.
    pub needed: &'static [&'static str],
    /// What its columns are called.
    pub names: Names,
    /// What a bare number in its duration column counts.
    pub unit: Unit,
    /// Rows may go on behind the last column of the header.
    pub long_rows: bool,
}

impl Layout {
    /// A layout of these columns and nothing special.
    pub const fn new(
        slug: &'static str,
        what: &'static str,
        advice: &'static str,
        needed: &'static [&'static str],
        names: Names,
    ) -> Self {
        Self {
            slug,
            what,
            advice,
            needed,
            names,
            unit: Unit::Hours,
            long_rows: false,
        }
    }
}
