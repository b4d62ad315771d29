//! `POST /settings/data/import`: a file from the page's form, back to the page with its preview.

use app::access::Permission;
use app::context::Visitor;
use app::error::AppError;
use app::imports::MAX_FILE_BYTES;
use axum::Extension;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;

use crate::router::AppState;

/// The page that shows the preview, or what was wrong.
const PAGE: &str = "/settings/data";

/// Why there is no preview; the page has the words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    NoFile,
    TooLarge,
    /// The upload broke off or is no form.
    Broken,
}

impl Problem {
    fn slug(self) -> &'static str {
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

/// Keeps the form's `file` and goes to its preview.
pub async fn upload(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Some((_, actor)) = visitor.session else {
        return Redirect::to("/login").into_response();
    };
    if let Err(error) = actor.must(Permission::ImportData) {
        return back(code(&error));
    }
    match receive(form).await {
        Ok((name, content)) => match state.services.store_upload(&actor, &name, content).await {
            Ok(id) => Redirect::to(&format!("{PAGE}?import={id}")).into_response(),
            Err(error) => back(code(&error)),
        },
        Err(problem) => back(problem.slug()),
    }
}

/// To the page, with the word for what went wrong.
fn back(problem: &str) -> Response {
    Redirect::to(&format!("{PAGE}?import_error={problem}")).into_response()
}

fn code(error: &AppError) -> &'static str {
    match error {
        AppError::Refused(_) => "refused",
        _ => "unavailable",
    }
}

/// The name and bytes of the form's `file`.
async fn receive(
    form: Result<Multipart, MultipartRejection>,
) -> Result<(String, Vec<u8>), Problem> {
    let mut form = form.map_err(|_| Problem::Broken)?;
    while let Some(field) = form.next_field().await? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let content = content(field).await?;
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
async fn content(mut field: Field<'_>) -> Result<Vec<u8>, Problem> {
    let mut content = Vec::new();
    let mut fits = true;
    while let Some(chunk) = field.chunk().await? {
        fits &= content.len() + chunk.len() <= MAX_FILE_BYTES;
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
