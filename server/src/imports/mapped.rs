//! Any CSV file, by what a person says of its columns.

use app::imports::FileColumn;
use app::imports::columns::{chosen, guesses};

use super::cells::short;
use super::columns::Columns;
use super::csv_file::{CsvFile, FileError};
use super::sheet::read_sheet;
use super::{ImportedFile, Reading};

/// The format's name for programs: what was read this way is known again when the same columns are chosen.
const SLUG: &str = "csv";
/// Values shown of a column, and rows looked at for them.
const VALUES: usize = 3;
const ROWS: usize = 200;

/// Reads a file by the chosen columns.
///
/// # Errors
/// When they do not fit the file or do not say enough, and like any other format.
pub(super) fn read(file: &CsvFile, reading: &Reading) -> Result<ImportedFile, FileError> {
    let roles = chosen(&reading.columns, file.names().len()).map_err(FileError::Choice)?;
    read_sheet(file, SLUG, &Columns::chosen(&roles), reading)
}

/// The file's columns with their first values, and what they seem to hold.
///
/// # Errors
/// When nothing stands below the header.
pub(super) fn columns(file: &CsvFile) -> Result<Vec<FileColumn>, FileError> {
    let mut values: Vec<Vec<String>> = vec![Vec::new(); file.names().len()];
    let mut empty = true;
    for row in file.rows().take(ROWS) {
        let row = row?;
        empty = false;
        for (column, values) in values.iter_mut().enumerate() {
            let value = short(row.cell(Some(column)));
            if values.len() < VALUES && !value.is_empty() && !values.contains(&value) {
                values.push(value);
            }
        }
    }
    if empty {
        return Err(FileError::NoRows);
    }
    let guesses = guesses(file.names().iter().map(String::as_str));
    Ok(file
        .header()
        .iter()
        .zip(values)
        .zip(guesses)
        .map(|((name, values), guess)| FileColumn {
            name: short(name),
            values,
            guess,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::tests::{in_berlin, read_bytes};
    use app::imports::ColumnRole;

    const FILE: &str = "Wann;Wer;Wie lange;Wofür;Satz\n20.11.2026;Ada;1,5;Site;80,00\n19.11.2026;Ada;0:30;;\n18.11.2026;Noor;soon;Site;\n";

    fn chosen(columns: &str) -> Reading {
        Reading {
            columns: columns.to_owned(),
            ..in_berlin()
        }
    }

    #[test]
    fn columns_are_read_as_they_were_chosen() {
        let reading = chosen("date,user,duration,project,rate");
        let file = read_bytes(FILE.as_bytes(), None, &reading).unwrap();
        assert_eq!(file.format, SLUG);
        let rows: Vec<_> = file
            .entries
            .iter()
            .map(|entry| {
                (
                    entry.seconds,
                    entry.project.as_str(),
                    entry.rate.map(|(_, cents)| cents),
                )
            })
            .collect();
        assert_eq!(rows, [(5400, "Site", Some(8000)), (1800, "", None)]);
        assert_eq!((file.skipped.len(), file.skipped[0].line), (1, 4));
        assert_eq!(file.facts.date_order, "day/month/year");
        // Another meaning, other entries.
        let other = read_bytes(FILE.as_bytes(), None, &chosen("date,,duration,client,")).unwrap();
        assert_eq!(other.entries[0].project, "");
        assert_ne!(other.entries[0].key, file.entries[0].key);
    }

    #[test]
    fn a_choice_that_does_not_fit_is_refused() {
        for (columns, words) in [
            ("date,duration", "another file"),
            ("date,,,project,", "duration"),
        ] {
            let error = read_bytes(FILE.as_bytes(), None, &chosen(columns)).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
    }

    #[test]
    fn columns_show_their_first_values() {
        let bytes = FILE.as_bytes().to_vec();
        let found = columns(&CsvFile::read(&bytes.into()).unwrap()).unwrap();
        assert_eq!(found.len(), 5);
        assert_eq!(
            (found[0].name.as_str(), found[1].values.as_slice()),
            ("Wann", &["Ada".to_owned(), "Noor".to_owned()][..])
        );
        assert_eq!(found[0].guess, ColumnRole::Ignore);
        let empty = CsvFile::read(&b"a,b\n".to_vec().into()).unwrap();
        assert_eq!(columns(&empty), Err(FileError::NoRows));
    }
}
