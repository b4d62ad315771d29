//! `GET /i/{token}`: an invoice as its client sees it, without an account; its file, and the logo on it.
//!
//! Whoever asks is known by the token alone, of which the database has a hash. A link that was revoked is one that never
//! was. Guesses are counted by where they come from.

use app::error::AppError;
use app::invoices::Invoice;
use app::values::{Formats, WorkspaceId};
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode, header};

use super::http::file_answer;
use super::link::{hash_of, is_token, path_of};
use super::shared_page::{Shared, problem_page};
use super::sql::{Which, links, load, logos};
use crate::auth::session::hex;
use crate::exports::pdf::invoice::InvoiceFile;
use crate::http::origin::{Peer, origin};
use crate::local_time::Zone;
use crate::router::AppState;
use crate::services::Services;

/// What a link leads to.
struct Found {
    invoice: Invoice,
    logo: Option<Vec<u8>>,
}

/// What of an invoice its client asks for.
#[derive(Clone, Copy)]
enum Part {
    Page,
    File,
    Logo,
}

/// The invoice as a page.
pub async fn page(
    State(state): State<AppState>,
    Path(token): Path<String>,
    parts: Parts,
) -> Response {
    answer(&state, &token, &parts, Part::Page).await
}

/// The invoice as a file.
pub async fn download(
    State(state): State<AppState>,
    Path(token): Path<String>,
    parts: Parts,
) -> Response {
    answer(&state, &token, &parts, Part::File).await
}

/// The logo on it.
pub async fn logo(
    State(state): State<AppState>,
    Path(token): Path<String>,
    parts: Parts,
) -> Response {
    answer(&state, &token, &parts, Part::Logo).await
}

/// Finds what the link leads to and shows a part of it, or says why not.
async fn answer(state: &AppState, token: &str, parts: &Parts, part: Part) -> Response {
    let shown = match find(state, token, parts).await {
        Ok(found) => show(found, token, part).await,
        Err(error) => Err(error),
    };
    quietly(shown.unwrap_or_else(|error| refused(&error)))
}

async fn show(found: Found, token: &str, part: Part) -> Result<Response, AppError> {
    let Found { invoice, logo } = found;
    let formats = Formats::default();
    match part {
        Part::Page => {
            let shared = Shared {
                invoice: &invoice,
                formats,
                path: &path_of(token),
                has_logo: logo.is_some(),
            };
            Ok(Html(shared.html()).into_response())
        }
        Part::File => {
            let file = InvoiceFile {
                invoice,
                formats,
                logo,
            };
            file_answer(file).await
        }
        Part::Logo => {
            let png = logo.ok_or(AppError::NotFound)?;
            Ok(([(header::CONTENT_TYPE, "image/png")], png).into_response())
        }
    }
}

async fn find(state: &AppState, token: &str, parts: &Parts) -> Result<Found, AppError> {
    let services = &state.services;
    let peer = parts.extensions.get::<Peer>().copied();
    let trusted = &services.config.trusted_proxies;
    let origin = origin(&parts.headers, peer, trusted);
    let (workspace, invoice) = services.find_shared(token, &origin.address).await?;
    let mut tx = services.db.read().await?;
    let logo = logos::find(&mut tx, workspace, invoice.id).await?;
    Ok(Found { invoice, logo })
}

impl Services {
    /// The invoice that a link leads to.
    async fn find_shared(
        &self,
        token: &str,
        address: &str,
    ) -> Result<(WorkspaceId, Invoice), AppError> {
        if !is_token(token) {
            return Err(AppError::NotFound);
        }
        let hash = hash_of(token);
        let mut tx = self.db.read().await?;
        let Some((workspace, id)) = links::find_by_hash(&mut tx, &hash).await? else {
            drop(tx);
            // Apart from people's own attempts: an old link keeps nobody behind its address from signing in.
            let account = format!("invoice:{}", hex(&hash));
            self.begin_attempt(&account, &format!("invoice:{address}"))
                .await?;
            return Err(AppError::NotFound);
        };
        // Nobody knows where the client is; a due date is over when its day is over in UTC.
        let today = Zone::named("UTC").day(self.now());
        let found = load(&mut tx, workspace, Which::One(id), today).await?;
        let invoice = found.into_iter().next().ok_or(AppError::NotFound)?;
        Ok((workspace, invoice))
    }
}

fn refused(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = (status, Html(problem_page(error))).into_response();
    if let AppError::Throttled(wait) = error {
        let wait = HeaderValue::from(*wait);
        answer.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    answer
}

/// Kept by nobody, listed nowhere, and told to no other site.
fn quietly(mut answer: Response) -> Response {
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("x-robots-tag"),
            "noindex, nofollow, noarchive",
        ),
    ] {
        answer
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    answer
}
