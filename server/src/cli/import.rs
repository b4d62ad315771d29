//! `timether import`: another tracker's export into a workspace, with a report to read.

use std::path::PathBuf;

use app::imports::{ImportCounts, ImportReport, format_name};
use app::values::{WorkspaceId, format_clock};
use clap::Args;

use super::workspace::find_user;
use super::{CommandError, Refused};
use crate::services::Services;
use crate::workspaces::sql::find_membership;

/// The largest file that is read: it is held in memory.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

#[derive(Args, Debug)]
pub(super) struct ImportArgs {
    /// The workspace to import into.
    #[arg(long)]
    workspace: WorkspaceId,
    /// E-mail address of the member who imports: times are read in their time zone, and entries of people who are not
    /// members become theirs.
    #[arg(long)]
    user: String,
    /// The file's format (toggl); found out from the file unless given.
    #[arg(long)]
    format: Option<String>,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// The exported file.
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
    if tokio::fs::metadata(&args.file)
        .await
        .map_err(unreadable)?
        .len()
        > MAX_BYTES
    {
        return Err(Refused(format!(
            "{shown} is larger than 256 MiB; export shorter periods"
        ))
        .into());
    }
    let content = tokio::fs::read(&args.file).await.map_err(unreadable)?;
    let name = args
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let report = services
        .import_file(&actor, &name, content, args.format, args.dry_run)
        .await
        .map_err(Refused::from)?;
    print!("{}", describe(&report));
    if is_unreadable(&report) {
        return Err(Refused("no row of this file could be read".to_owned()).into());
    }
    Ok(())
}

/// Whether there was nothing in the file but rows that were left out.
fn is_unreadable(report: &ImportReport) -> bool {
    report.created.time_entries + report.unchanged.time_entries == 0
}

/// The report as text: counts, time, notes, every row that was left out.
fn describe(report: &ImportReport) -> String {
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
    lines.extend(report.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(
        report
            .skipped
            .iter()
            .map(|row| format!("line {}: {}", row.line, row.reason)),
    );
    lines.push(
        if report.dry_run {
            "Dry run: nothing was changed."
        } else if is_unreadable(report) {
            "Nothing was changed."
        } else if report.created == ImportCounts::default() {
            "Everything is here already: nothing was changed."
        } else {
            "Imported."
        }
        .to_owned(),
    );
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::imports::SkippedRow;

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
            seconds: 284_835,
            range: None,
            notes: vec!["Dates read as year-month-day in Europe/Berlin.".to_owned()],
        };
        assert_eq!(
            describe(&report),
            "export.csv: Toggl, detailed report\n                     new  already here   skipped\n\
             time entries          47             0         1\nprojects               7             0         0\n\
             clients                0             0         0\ntags                   0             0         0\n\
             tracked 79:07:15\nnote: Dates read as year-month-day in Europe/Berlin.\n\
             line 18: There is no start date.\nDry run: nothing was changed.\n"
        );
    }
}
