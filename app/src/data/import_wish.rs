//! Which uploaded file the address names and how it is to be read, and what was found in it.

use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use crate::accounts::server_fns::list_timezones;
use crate::error::AppError;
use crate::imports::server_fns::{list_file_columns, preview_import};
use crate::imports::{FileColumns, ImportChoice, ImportReport};

/// The field of the columns' meaning, in the address and in errors.
pub const COLUMNS: &str = "columns";

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileWish {
    /// The file, and how to read it.
    pub choice: ImportChoice,
    /// The meaning of its columns is to be chosen.
    pub choosing: bool,
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// It was understood.
    Report {
        /// How it was read.
        choice: ImportChoice,
        /// What an import would do.
        report: Box<ImportReport>,
        /// The names of the time zones there are.
        timezones: Vec<String>,
    },
    /// The meaning of its columns has to be chosen.
    Columns {
        /// How far it was chosen.
        choice: ImportChoice,
        /// The columns.
        file: FileColumns,
        /// Why they have to be chosen; empty where that was wished for.
        reason: String,
    },
}

impl FileWish {
    /// What the address names, if it names a file.
    #[must_use]
    pub fn of(query: &ParamsMap) -> Option<Self> {
        let text = |name| query.get(name).unwrap_or_default();
        // The form's fields, one for each column, or what they were joined to.
        let columns = query
            .get_all("column")
            .map_or_else(|| text(COLUMNS), |columns| columns.join(","));
        Some(Self {
            choice: ImportChoice {
                upload: query.get("import")?,
                date_order: text("date_order"),
                timezone: text("timezone"),
                columns,
            },
            choosing: query.get("choose").is_some(),
        })
    }

    /// Looks at the file.
    ///
    /// # Errors
    /// When it is not here, or cannot be read at all.
    pub async fn look(self) -> Result<Found, AppError> {
        let choice = self.choice;
        if self.choosing {
            return columns(choice, String::new()).await;
        }
        let asked = choice.clone();
        let read = preview_import(
            asked.upload,
            asked.date_order,
            asked.timezone,
            asked.columns,
        );
        match read.await {
            Ok(report) => Ok(Found::Report {
                choice,
                report: Box::new(report),
                timezones: list_timezones().await?,
            }),
            Err(error) => match error.for_field(COLUMNS) {
                Some(reason) => columns(choice, reason).await,
                None => Err(error),
            },
        }
    }
}

async fn columns(choice: ImportChoice, reason: String) -> Result<Found, AppError> {
    let file = list_file_columns(choice.upload.clone()).await?;
    Ok(Found::Columns {
        choice,
        file,
        reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(parameters: &[(&'static str, &str)]) -> Option<FileWish> {
        let mut query = ParamsMap::new();
        for (name, value) in parameters {
            query.insert(*name, (*value).to_owned());
        }
        FileWish::of(&query)
    }

    #[test]
    fn the_address_says_how_to_read_a_file() {
        assert_eq!(wish(&[("date_order", "day_first")]), None);
        let plain = wish(&[("import", "7")]).unwrap();
        assert_eq!((plain.choice.columns.as_str(), plain.choosing), ("", false));
        let form = [
            ("import", "7"),
            ("column", "date"),
            ("column", ""),
            ("column", "duration"),
        ];
        assert_eq!(wish(&form).unwrap().choice.columns, "date,,duration");
        let joined = [
            ("import", "7"),
            ("columns", "date,,duration"),
            ("choose", "1"),
        ];
        let joined = wish(&joined).unwrap();
        assert_eq!(
            (joined.choice.columns.as_str(), joined.choosing),
            ("date,,duration", true)
        );
    }
}
