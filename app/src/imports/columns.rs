//! What the columns of a file mean: what a person may choose, and what their names suggest.

use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    /// Nothing that is imported.
    #[default]
    Ignore,
    /// The day work began.
    Date,
    /// When it began, with or without its day.
    Start,
    /// When it ended, with or without its day.
    End,
    /// How long it took.
    Duration,
    /// The project’s name.
    Project,
    /// The client’s name.
    Client,
    /// The task’s name, which goes into the description.
    Task,
    /// What was done.
    Description,
    /// Tags.
    Tags,
    /// Whether it counts for money.
    Billable,
    /// The hourly rate.
    Rate,
    /// What it was worth.
    Amount,
    /// The currency of rate and amount.
    Currency,
    /// Who tracked it.
    User,
    /// Their e-mail address.
    Email,
}

use ColumnRole as Role;

impl ColumnRole {
    /// All of them, as they are offered.
    pub const ALL: [Self; 16] = [
        Self::Ignore,
        Self::Date,
        Self::Start,
        Self::End,
        Self::Duration,
        Self::Project,
        Self::Client,
        Self::Task,
        Self::Description,
        Self::Tags,
        Self::Billable,
        Self::Rate,
        Self::Amount,
        Self::Currency,
        Self::User,
        Self::Email,
    ];

    /// Its name for programs; empty for what is ignored.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ignore => "",
            Self::Date => "date",
            Self::Start => "start",
            Self::End => "end",
            Self::Duration => "duration",
            Self::Project => "project",
            Self::Client => "client",
            Self::Task => "task",
            Self::Description => "description",
            Self::Tags => "tags",
            Self::Billable => "billable",
            Self::Rate => "rate",
            Self::Amount => "amount",
            Self::Currency => "currency",
            Self::User => "user",
            Self::Email => "email",
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ignore => "Leave out",
            Self::Date => "Date",
            Self::Start => "Start",
            Self::End => "End",
            Self::Duration => "Duration",
            Self::Project => "Project",
            Self::Client => "Client",
            Self::Task => "Task",
            Self::Description => "Description",
            Self::Tags => "Tags",
            Self::Billable => "Billable",
            Self::Rate => "Hourly rate",
            Self::Amount => "Amount",
            Self::Currency => "Currency",
            Self::User => "Person",
            Self::Email => "E-mail address",
        }
    }

    /// The role of this [`Self::slug`].
    #[must_use]
    pub fn named(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.slug() == slug)
    }

    /// What a column of this name holds, as far as that can be told. The name is in lower case.
    #[must_use]
    pub fn guess(name: &str) -> Self {
        // What the name is, then what stands somewhere in it.
        let whole = |words: &[&str]| words.contains(&name);
        let part = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if name == "end" {
            return Role::End;
        }
        let found = SUGGESTIONS.iter().find(|(_, words, _)| whole(words));
        found
            .or_else(|| SUGGESTIONS.iter().find(|(_, _, words)| part(words)))
            .map_or(Role::Ignore, |(role, ..)| *role)
    }
}

/// Names of columns in several languages, and parts of names, by what they suggest; the first that fits counts.
const SUGGESTIONS: [(Role, &[&str], &[&str]); 15] = [
    (Role::Email, &["login"], &["mail"]),
    (
        Role::Currency,
        &["währung", "devise", "moneda"],
        &["currency"],
    ),
    (
        Role::Rate,
        &["stundensatz", "taux", "tarifa"],
        &["rate", "stundensatz"],
    ),
    (
        Role::Billable,
        &["abrechenbar", "facturable", "chargeable"],
        &["billable"],
    ),
    (
        Role::Amount,
        &[
            "betrag",
            "montant",
            "importe",
            "price",
            "total price",
            "income",
            "revenue",
        ],
        &["amount"],
    ),
    (
        Role::Duration,
        &[
            "dauer",
            "stunden",
            "durée",
            "duración",
            "horas",
            "heures",
            "time spent",
            "minutes",
            "time",
        ],
        &["duration", "hours"],
    ),
    (
        Role::Start,
        &["von", "beginn", "début", "inicio", "in", "from"],
        &["start", "begin"],
    ),
    (
        Role::End,
        &["bis", "ende", "fin", "out", "to"],
        &["end time", "ended", "end date", "stop", "finish"],
    ),
    (
        Role::Date,
        &["datum", "tag", "fecha", "day", "jour", "when"],
        &["date"],
    ),
    (
        Role::Client,
        &["kunde", "cliente", "company", "organisation"],
        &["client", "customer"],
    ),
    (
        Role::Project,
        &["projekt", "projet", "proyecto", "matter", "job"],
        &["project"],
    ),
    (
        Role::Task,
        &["aufgabe", "tätigkeit", "tâche", "tarea", "service"],
        &["task", "activity"],
    ),
    (
        Role::Tags,
        &["labels", "label", "schlagworte", "categories", "category"],
        &["tags"],
    ),
    (
        Role::Description,
        &[
            "beschreibung",
            "bemerkung",
            "descripción",
            "title",
            "subject",
            "what",
            "work",
        ],
        &["description", "note", "comment", "memo"],
    ),
    (
        Role::User,
        &["mitarbeiter", "benutzer", "who", "name"],
        &["user", "person", "employee", "member"],
    ),
];

/// What the columns of these names hold; each role is given once, to the first that claims it.
#[must_use]
pub fn guesses<'a>(names: impl Iterator<Item = &'a str>) -> Vec<ColumnRole> {
    let mut given: Vec<ColumnRole> = Vec::new();
    names
        .map(|name| {
            let role = ColumnRole::guess(name);
            if given.contains(&role) {
                Role::Ignore
            } else {
                given.push(role);
                role
            }
        })
        .collect()
}

/// The roles that a choice names, one for each of `count` columns.
///
/// # Errors
/// What does not fit, and what to do about it.
pub fn chosen(text: &str, count: usize) -> Result<Vec<ColumnRole>, String> {
    let roles: Option<Vec<ColumnRole>> = text
        .split(',')
        .map(|slug| ColumnRole::named(slug.trim()))
        .collect();
    let Some(roles) = roles.filter(|roles| roles.len() == count) else {
        return Err(
            "These choices belong to another file. Choose what each column means.".to_owned(),
        );
    };
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Ignore) {
        if roles.iter().filter(|chosen| **chosen == role).count() > 1 {
            return Err(format!(
                "{} is chosen for two columns. Leave one of them out.",
                role.label()
            ));
        }
    }
    let has = |role: Role| roles.contains(&role);
    if !has(Role::Date) && !has(Role::Start) {
        return Err("Choose the column with the date, or the one with the start.".to_owned());
    }
    let says_how_long = has(Role::Duration) || (has(Role::Start) && has(Role::End));
    if !says_how_long {
        return Err("Choose the column with the duration, or those with start and end.".to_owned());
    }
    Ok(roles)
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    /// As the header names it.
    pub name: String,
    /// Its first values.
    pub values: Vec<String>,
    /// What it seems to hold.
    pub guess: ColumnRole,
}

/// The columns of an uploaded file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumns {
    /// The file’s name.
    pub file_name: String,
    /// From left to right.
    pub columns: Vec<FileColumn>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_suggest_what_they_hold() {
        for (name, role) in [
            ("date", Role::Date),
            ("datum", Role::Date),
            ("work date", Role::Date),
            ("start", Role::Start),
            ("start date", Role::Start),
            ("clock in", Role::Ignore),
            ("von", Role::Start),
            ("end", Role::End),
            ("end time", Role::End),
            ("bis", Role::End),
            ("gender", Role::Ignore),
            ("vendor", Role::Ignore),
            ("hours", Role::Duration),
            ("dauer", Role::Duration),
            ("duration (h)", Role::Duration),
            ("billable hours", Role::Billable),
            ("billable rate (usd)", Role::Rate),
            ("amount", Role::Amount),
            ("customer name", Role::Client),
            ("projekt", Role::Project),
            ("what", Role::Description),
            ("user email", Role::Email),
            ("employee", Role::User),
            ("shoe size", Role::Ignore),
        ] {
            assert_eq!(ColumnRole::guess(name), role, "{name}");
        }
        assert_eq!(
            guesses(["date", "day", "hours"].into_iter()),
            [Role::Date, Role::Ignore, Role::Duration]
        );
    }

    #[test]
    fn slugs_are_read_back() {
        for role in ColumnRole::ALL {
            assert_eq!(ColumnRole::named(role.slug()), Some(role));
            assert!(!role.label().is_empty());
        }
        assert_eq!(ColumnRole::named("weight"), None);
    }

    #[test]
    fn a_choice_fits_the_file_and_says_enough() {
        for (text, count, words) in [
            ("date,,duration", 3, None),
            ("start,end", 2, None),
            ("date,start,end", 3, None),
            ("start,duration", 2, None),
            ("date,duration", 3, Some("another file")),
            ("date,weight", 2, Some("another file")),
            (
                "date,date,duration",
                3,
                Some("Date is chosen for two columns"),
            ),
            (",duration", 2, Some("column with the date")),
            ("date,", 2, Some("column with the duration")),
            ("date,end", 2, Some("column with the duration")),
        ] {
            let error = chosen(text, count).err();
            assert_eq!(error.is_some(), words.is_some(), "{text}: {error:?}");
            assert!(
                error
                    .unwrap_or_default()
                    .contains(words.unwrap_or_default()),
                "{text}"
            );
        }
    }
}
