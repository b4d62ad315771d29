//! `timether import`: a backup or another tracker's export into a workspace, with a report to read.

use std::io::{self, Write};
use std::path::PathBuf;

use app::imports::{ImportCounts, ImportReport, format_name};
use app::values::{WorkspaceId, format_clock};
use clap::Args;

use super::workspace::find_user;
use super::{CommandError, Refused, restore};
use crate::backups::model::is_backup;
use crate::imports::{DateOrder, ImportOptions, Spool, skipped_rows};
use crate::services::Services;
use crate::uploads::Nobody;
use crate::workspaces::sql::find_membership;

#[derive(Args, Debug)]
pub(super) struct ImportArgs {
    /// The workspace to import into.
    #[arg(long)]
    workspace: WorkspaceId,
    /// E-mail address of the member who imports: times are read in their time zone, and entries of people who are not
    /// members become theirs.
    #[arg(long)]
    user: String,
    /// The file's format (timether, toggl, clockify, harvest, solidtime, kimai, timetagger, yast, csv); found out from
    /// the file unless given.
    #[arg(long)]
    format: Option<String>,
    /// How dates such as 03/04/2026 are written, where nothing in the file decides.
    #[arg(long, value_parser = ["day_first", "month_first"])]
    date_order: Option<String>,
    /// The time zone of the file's clock times, such as Europe/Berlin, instead of the member's own.
    #[arg(long)]
    timezone: Option<String>,
    /// What each column of a CSV file means, from left to right and separated by commas: date, start, end, duration,
    /// project, client, task, description, tags, billable, rate, amount, currency, user, email, or nothing for one that
    /// is left out. Decides over the format.
    #[arg(long, default_value = "", hide_default_value = true)]
    columns: String,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// The exported file, or a backup.
    file: PathBuf,
}

pub(super) async fn run(services: &Services, args: ImportArgs) -> Result<(), CommandError> {
    let user = find_user(services, &args.user).await?;
    let mut tx = services.db.read().await?;
    let actor = find_membership(&mut tx, args.workspace, Some(user), services.now())
        .await
        .map_err(|_| {
            Refused(format!(
                "{} is not a member of a workspace {}",
                args.user, args.workspace
            ))
        })?;
    drop(tx);
    let shown = args.file.display();
    let unreadable = |error| Refused(format!("cannot read {shown}: {error}"));
    let file = std::fs::File::open(&args.file).map_err(unreadable)?;
    let is_backup = is_backup(&file).map_err(unreadable)?;
    let name = args.file.file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    if args
        .format
        .as_deref()
        .map_or(is_backup, |format| format == "timether")
    {
        return restore::run(services, &actor, (&name, file), args.dry_run).await;
    }
    let content = Spool::of_file(file).map_err(unreadable)?;
    let options = ImportOptions {
        format: args.format,
        date_order: args.date_order.as_deref().and_then(DateOrder::named),
        timezone: args.timezone,
        columns: args.columns,
        skipped_offset: 0,
    };
    let (report, skipped) = services
        .import_and_name(&actor, &name, content, options, args.dry_run, &Nobody)
        .await
        .map_err(Refused::from)?;
    describe(&mut io::stdout().lock(), &report, &skipped)
        .map_err(|error| Refused(format!("cannot print the report: {error}")))?;
    if is_unreadable(&report) {
        return Err(Refused("no row of this file could be read".to_owned()).into());
    }
    Ok(())
}

/// Whether there was nothing in the file but rows that were left out.
fn is_unreadable(report: &ImportReport) -> bool {
    [report.created, report.unchanged] == [ImportCounts::default(); 2]
}

/// The report as text: counts, time, notes, every row that was left out, however many there are.
fn describe(out: &mut impl Write, report: &ImportReport, skipped: &Spool) -> io::Result<()> {
    let mut lines = vec![
        format!("{}: {}", report.file_name, format_name(&report.format)),
        format!(
            "{:<14}{:>10}{:>14}{:>10}",
            "", "new", "already here", "skipped"
        ),
    ];
    lines.extend(report.kinds().map(|line| {
        let kind = line.kind.to_lowercase();
        format!(
            "{kind:<14}{:>10}{:>14}{:>10}",
            line.created, line.unchanged, line.skipped
        )
    }));
    let days = report
        .range
        .map(|range| format!(" from {} to {}", range.from, range.to))
        .unwrap_or_default();
    lines.push(format!("tracked {}{days}", format_clock(report.seconds)));
    let facts = report.facts.lines();
    lines.extend(
        facts
            .iter()
            .map(|(name, value)| format!("{}: {value}", name.to_lowercase())),
    );
    lines.extend(report.notes.iter().map(|note| format!("note: {note}")));
    for line in lines {
        writeln!(out, "{line}")?;
    }
    for row in skipped_rows(skipped) {
        let row = row?;
        writeln!(out, "line {}: {}", row.line, row.reason)?;
    }
    let outcome = if report.dry_run {
        "Dry run: nothing was changed."
    } else if is_unreadable(report) {
        "Nothing was changed."
    } else if report.created == ImportCounts::default() {
        "Everything is here already: nothing was changed."
    } else {
        "Imported."
    };
    writeln!(out, "{outcome}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::imports::{FileFacts, SkippedRow};

    #[test]
    fn the_report_says_everything() {
        let report = ImportReport {
            format: "toggl".to_owned(),
            file_name: "export.csv".to_owned(),
            dry_run: true,
            created: ImportCounts {
                time_entries: 47,
                projects: 7,
                ..ImportCounts::default()
            },
            updated: ImportCounts::default(),
            unchanged: ImportCounts::default(),
            skipped: vec![SkippedRow {
                line: 18,
                reason: "There is no start date.".to_owned(),
            }],
            skipped_count: 2,
            skipped_path: String::new(),
            facts: FileFacts {
                date_order: "year-month-day".to_owned(),
                timezone: "Europe/Berlin".to_owned(),
                ..FileFacts::default()
            },
            seconds: 284_835,
            range: None,
            notes: vec!["The file has no amounts.".to_owned()],
        };
        let mut text = Vec::new();
        let skipped = b"18,There is no start date.\r\n19,\"Neither, nor.\"\r\n".to_vec();
        describe(&mut text, &report, &Spool::from(skipped)).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "export.csv: Toggl, detailed report\n                     new  already here   skipped\n\
             time entries          47             0         2\nprojects               7             0         0\n\
             clients                0             0         0\ntags                   0             0         0\n\
             tracked 79:07:15\ndates: year-month-day\ntime zone: Europe/Berlin\nnote: The file has no amounts.\n\
             line 18: There is no start date.\nline 19: Neither, nor.\nDry run: nothing was changed.\n"
        );
    }
}
