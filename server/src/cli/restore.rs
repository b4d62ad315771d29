//! `timether import` of a backup: what it holds, restored all or nothing, with a report to read.

use std::fs::File;

use app::access::Actor;
use app::backups::RestoreReport;

use super::{CommandError, Refused};
use crate::services::Services;
use crate::uploads::Nobody;

pub(super) async fn run(
    services: &Services,
    actor: &Actor,
    (name, file): (&str, File),
    dry_run: bool,
) -> Result<(), CommandError> {
    let report = services
        .restore_file(actor, name, file, dry_run, &Nobody)
        .await
        .map_err(Refused::from)?;
    print!("{}", describe(&report));
    Ok(())
}

/// The report as text: counts, settings, notes, and whether anything was changed.
fn describe(report: &RestoreReport) -> String {
    let mut lines = vec![
        format!("{}: backup of {}", report.file_name, report.from),
        format!(
            "{:<14}{:>10}{:>10}{:>10}{:>10}",
            "", "new", "changed", "the same", "locked"
        ),
    ];
    lines.extend(report.kinds().map(|(kind, counts)| {
        format!(
            "{:<14}{:>10}{:>10}{:>10}{:>10}",
            kind.to_lowercase(),
            counts.created,
            counts.updated,
            counts.unchanged,
            counts.kept
        )
    }));
    if report.changes_settings {
        lines.push(
            "currency, week, default rate, rounding and time format: the backup’s".to_owned(),
        );
    }
    if report.changed_members > 0 {
        lines.push(format!(
            "capacity and cost of members: the backup’s ({})",
            report.changed_members
        ));
    }
    lines.extend(report.notes.iter().map(|note| format!("note: {note}")));
    lines.push(
        if report.dry_run {
            "Dry run: nothing was changed."
        } else if report.changes_anything() {
            "Restored."
        } else {
            "Everything is here already: nothing was changed."
        }
        .to_owned(),
    );
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::backups::RestoreCounts;

    #[test]
    fn the_report_says_everything() {
        let none = RestoreCounts::default();
        let report = RestoreReport {
            file_name: "backup.json".to_owned(),
            from: "Northwind Studio".to_owned(),
            dry_run: false,
            changes_settings: true,
            changed_members: 2,
            clients: none,
            projects: none,
            tags: none,
            invoices: none,
            time_entries: RestoreCounts {
                created: 1_000_000,
                updated: 2,
                unchanged: 3,
                kept: 4,
            },
            notes: vec!["Noor is nobody here.".to_owned()],
        };
        assert_eq!(
            describe(&report),
            "backup.json: backup of Northwind Studio\n                     new   changed  the same    locked\n\
             time entries     1000000         2         3         4\nprojects               0         0         0         0\n\
             clients                0         0         0         0\ntags                   0         0         0         0\n\
             invoices               0         0         0         0\n\
             currency, week, default rate, rounding and time format: the backup’s\n\
             capacity and cost of members: the backup’s (2)\n\
             note: Noor is nobody here.\nRestored.\n"
        );
    }
}
