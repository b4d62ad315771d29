//! `POST /profile/picture` and `GET /pictures/{user}`.

use app::accounts::picture_card::PICTURE_MAX_BYTES;
use app::context::Visitor;
use app::error::AppError;
use app::values::UserId;
use axum::Extension;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};

use super::service::Refused;
use crate::http::upload::receive;
use crate::router::AppState;

/// The page with the form.
const PAGE: &str = "/profile";

/// Makes the form's `picture` the person's own and goes back to the page.
pub async fn upload(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Some((_, actor)) = visitor.session else {
        return Redirect::to("/login").into_response();
    };
    let problem = match receive(form, "picture", PICTURE_MAX_BYTES).await {
        Ok((_, file)) => match state.services.store_picture(&actor, file).await {
            Ok(()) => return Redirect::to(PAGE).into_response(),
            Err(Refused::File(bad)) => bad.slug(),
            Err(Refused::Other(_)) => "unavailable",
        },
        Err(problem) => problem.slug(),
    };
    Redirect::to(&format!("{PAGE}?picture_error={problem}")).into_response()
}

/// A person's picture, for people they share a workspace with; its address changes with it.
pub async fn show(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(user): Path<String>,
) -> Response {
    let Some((_, actor)) = visitor.session else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let Ok(user) = user.parse::<UserId>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match state.services.load_picture(&actor, user).await {
        Ok(png) => {
            let headers = [
                (header::CONTENT_TYPE, "image/png"),
                (
                    header::CONTENT_DISPOSITION,
                    "inline; filename=\"picture.png\"",
                ),
                (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
                (header::VARY, "cookie"),
            ];
            (headers, png).into_response()
        }
        Err(AppError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => StatusCode::from_u16(error.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}
