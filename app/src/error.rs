//! What can go wrong, in the user's words; every variant knows its HTTP status and its code.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// One field of a form that was refused, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name as the form and the API spell it (`hourly_rate`).
    pub field: String,
    /// A stable word for programs (`required`, `too_long`, `invalid`).
    pub code: String,
    /// A sentence for people that says what to do.
    pub message: String,
}

impl FieldError {
    /// A refused field.
    pub fn new(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code: code.into(),
            message: message.into(),
        }
    }
}

/// A state that forbids what was asked for (HTTP 409).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// The name is in use in this workspace.
    NameTaken,
    /// Something still refers to it, so it cannot be deleted.
    InUse,
    /// The entry is on an active invoice.
    EntryLocked,
    /// The invoice is not in a state that allows this.
    InvoiceState,
    /// The timer is not in a state that allows this.
    TimerConflict,
    /// What it refers to was archived.
    Archived,
    /// Every paid seat is taken, or the plan has none.
    SeatsExhausted,
    /// The payment provider could not take the money.
    PaymentRefused,
}

/// Why a permitted-looking request was refused (HTTP 403).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The role does not allow it.
    Forbidden,
    /// The workspace's plan lacks it.
    PlanRequired,
    /// The workspace is read-only until its billing is repaired.
    WorkspaceReadOnly,
}

/// Everything an operation of Timether can answer instead of its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// Nobody is signed in, or the session ended.
    #[error("Please sign in.")]
    Unauthenticated,
    /// Role, plan or billing state forbid it.
    #[error("{}", refusal_message(*.0))]
    Refused(Refusal),
    /// No such thing in this workspace.
    #[error("This does not exist, or is no longer here.")]
    NotFound,
    /// The state forbids it; the text says which.
    #[error("{1}")]
    Conflict(Conflict, String),
    /// Fields that were refused; nothing was changed.
    #[error("{}", invalid_message(.0))]
    Invalid(Vec<FieldError>),
    /// Too many attempts; try again after so many seconds.
    #[error("Too many attempts. Try again in {}.", wait_words(*.0))]
    Throttled(i64),
    /// The database or another part is out of reach for the moment; nothing was changed.
    #[error("Timether is busy or out of reach. Nothing was changed; try again in a moment.")]
    Unavailable,
    /// A fault of ours; the log knows more.
    #[error("Something went wrong on our side. Nothing was changed.")]
    Internal,
    /// The request did not reach the server or was not understood by it.
    #[error("{0}")]
    Transport(String),
}

impl AppError {
    /// One refused field.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, message)])
    }

    /// A conflict with its sentence.
    pub fn conflict(kind: Conflict, message: impl Into<String>) -> Self {
        Self::Conflict(kind, message.into())
    }

    /// The HTTP status that goes with it.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Refused(_) => 403,
            Self::NotFound => 404,
            Self::Conflict(..) => 409,
            Self::Invalid(_) => 422,
            Self::Throttled(_) => 429,
            Self::Unavailable => 503,
            Self::Internal => 500,
            Self::Transport(_) => 400,
        }
    }

    /// The stable word for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::Refused(Refusal::Forbidden) => "forbidden",
            Self::Refused(Refusal::PlanRequired) => "plan_required",
            Self::Refused(Refusal::WorkspaceReadOnly) => "workspace_read_only",
            Self::NotFound => "not_found",
            Self::Conflict(Conflict::NameTaken, _) => "name_taken",
            Self::Conflict(Conflict::InUse, _) => "in_use",
            Self::Conflict(Conflict::EntryLocked, _) => "entry_locked",
            Self::Conflict(Conflict::InvoiceState, _) => "invoice_state",
            Self::Conflict(Conflict::TimerConflict, _) => "timer_conflict",
            Self::Conflict(Conflict::Archived, _) => "archived",
            Self::Conflict(Conflict::SeatsExhausted, _) => "seats_exhausted",
            Self::Conflict(Conflict::PaymentRefused, _) => "payment_refused",
            Self::Invalid(_) => "invalid",
            Self::Throttled(_) => "throttled",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
            Self::Transport(_) => "bad_request",
        }
    }

    /// The message for one field, if that field was refused.
    #[must_use]
    pub fn for_field(&self, field: &str) -> Option<String> {
        match self {
            Self::Invalid(errors) => errors
                .iter()
                .find(|error| error.field == field)
                .map(|error| error.message.clone()),
            Self::Conflict(Conflict::NameTaken, message) if field == "name" => {
                Some(message.clone())
            }
            _ => None,
        }
    }
}

fn refusal_message(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Forbidden => "Your role in this workspace does not allow this. Ask its owner.",
        Refusal::PlanRequired => "This workspace's plan does not include this.",
        Refusal::WorkspaceReadOnly => {
            "This workspace is read-only until its billing is resolved by the owner."
        }
    }
}

fn invalid_message(errors: &[FieldError]) -> String {
    errors
        .iter()
        .map(|error| error.message.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

fn wait_words(seconds: i64) -> String {
    match seconds {
        ..=1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Request(_) => {
                Self::Transport("The server is out of reach. Check your connection.".into())
            }
            ServerFnErrorErr::Args(detail)
            | ServerFnErrorErr::MissingArg(detail)
            | ServerFnErrorErr::Deserialization(detail) => {
                // Refused before any server function could say so: the status is noted here.
                crate::context::failed(Self::Transport(format!(
                    "The request was not understood: {detail}"
                )))
            }
            _ => Self::Internal,
        }
    }
}

/// Collects the refused fields of a form, so that all are shown at once.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Nothing refused yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a refused field.
    pub fn push(&mut self, field: &str, code: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(field, code, message));
    }

    /// The value, or a note under `field` in the error's own words.
    pub fn take<T, E: std::fmt::Display>(
        &mut self,
        field: &str,
        result: Result<T, E>,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.push(field, "invalid", error.to_string());
                None
            }
        }
    }

    /// `value` if every field was in order and it is there.
    ///
    /// # Errors
    /// `AppError::Invalid` with the refused fields.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, AppError> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(AppError::Invalid(self.0)),
        }
    }
}
