//! `POST /settings/data/import`: a file from the page's form, back to the page with its preview.

use app::access::Permission;
use app::context::Visitor;
use app::error::AppError;
use app::imports::MAX_FILE_BYTES;
use axum::Extension;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};

use crate::http::upload::receive;
use crate::router::AppState;

/// The page that shows the preview, or what was wrong.
const PAGE: &str = "/settings/data";

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
    match receive(form, "file", MAX_FILE_BYTES).await {
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
