//! A file out of a page's plain form.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use http::StatusCode;

/// Why there is no file; the page has the words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// None was chosen.
    NoFile,
    /// More bytes than are taken.
    TooLarge,
    /// The upload broke off or is no form.
    Broken,
}

impl Problem {
    /// How the page's address spells it.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::NoFile => "no_file",
            Self::TooLarge => "too_large",
            Self::Broken => "broken",
        }
    }
}

impl From<MultipartError> for Problem {
    fn from(error: MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TooLarge
        } else {
            Self::Broken
        }
    }
}

/// The name and bytes of the form's file in `field`.
///
/// # Errors
/// Why there is none.
pub async fn receive(
    form: Result<Multipart, MultipartRejection>,
    field: &str,
    max_bytes: usize,
) -> Result<(String, Vec<u8>), Problem> {
    let mut form = form.map_err(|_| Problem::Broken)?;
    while let Some(part) = form.next_field().await? {
        if part.name() == Some(field) {
            let name = part.file_name().unwrap_or_default().to_owned();
            let content = content(part, max_bytes).await?;
            // A form without a chosen file sends one without name and bytes.
            return if name.is_empty() && content.is_empty() {
                Err(Problem::NoFile)
            } else {
                Ok((name, content))
            };
        }
    }
    Err(Problem::NoFile)
}

/// The field's bytes. Of a file that is too large the rest is read and dropped: a browser that is cut off while it
/// sends shows its own error instead of ours.
async fn content(mut field: Field<'_>, max_bytes: usize) -> Result<Vec<u8>, Problem> {
    let mut content = Vec::new();
    let mut fits = true;
    while let Some(chunk) = field.chunk().await? {
        fits &= content.len() + chunk.len() <= max_bytes;
        if fits {
            content.extend_from_slice(&chunk);
        } else {
            content = Vec::new();
        }
    }
    if fits {
        Ok(content)
    } else {
        Err(Problem::TooLarge)
    }
}
