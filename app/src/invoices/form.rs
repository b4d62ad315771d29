//! What an invoice is asked for with, as forms send it and as it is meant.

mod free_lines;
mod selection;
mod terms;

use serde::{Deserialize, Serialize};

pub use free_lines::{FreeLine, FreeLineForm, check_lines, parse_lines};
pub use selection::{Selection, SelectionForm};
pub use terms::{Terms, TermsForm};

/// A new invoice's form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceForm {
    /// Which time.
    #[serde(default)]
    pub selection: SelectionForm,
    /// The terms.
    #[serde(default)]
    pub terms: TermsForm,
    /// What is charged beside time.
    #[serde(default)]
    pub lines: Vec<FreeLineForm>,
    /// What the review said it stood for; empty takes whatever is there.
    #[serde(default)]
    pub reviewed: String,
}

#[cfg(test)]
mod tests {
    use crate::error::AppError;

    /// The fields that an error is about.
    pub(super) fn fields(error: &AppError) -> Vec<&str> {
        let AppError::Invalid(errors) = error else {
            panic!("{error:?}")
        };
        errors.iter().map(|error| error.field.as_str()).collect()
    }
}
