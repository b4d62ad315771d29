//! What is answered behind a link: the report, its password, its files. Every link that does not work answers alike.

use app::context::Origin;
use app::error::AppError;
use app::saved_reports::shared_page::{
    SharedDocument, SharedDocumentProps, SharedFaultPage, SharedFaultPageProps, SharedPasswordPage,
    SharedPasswordPageProps, SharedReportPage, SharedReportPageProps,
};
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::*;

use super::shares::Opened;
pub(crate) use super::shares::PATH;
use crate::exports::http::{csv_answer, pdf_answer, wait_for_report, wait_for_shared_turn};
use crate::exports::report_http::file_csv;
use crate::http::assets;
use crate::http::origin::{Peer, origin};
use crate::router::AppState;

/// The link's page: the report, or one of its pages, or its password.
pub async fn page(
    State(state): State<AppState>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let address = origin_of(&state, peer, &headers).address;
        let opened = state.services.open_share(&token, &address).await?;
        if !state.services.is_unlocked(&opened.share, &headers) {
            return Ok(ask(&token, None, StatusCode::OK));
        }
        let after = after(query.as_deref().unwrap_or_default());
        let shared = state
            .services
            .read_shared(&opened, after.as_deref())
            .await?;
        let title = shared.name.clone();
        let path = format!("{PATH}{token}");
        let body = move || SharedReportPage(SharedReportPageProps { shared, path });
        Ok(document(&title, body, StatusCode::OK))
    };
    answered(found.await)
}

/// Where the page before ended.
fn after(query: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "after")
        .map(|(_, value)| value.into_owned())
}

/// Takes the link's password.
pub async fn unlock(
    State(state): State<AppState>,
    Path(token): Path<String>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let services = &state.services;
    let found = async {
        let origin = origin_of(&state, peer, &headers);
        let opened = services.open_share(&token, &origin.address).await?;
        let password = url::form_urlencoded::parse(&body)
            .find(|(name, _)| name == "password")
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default();
        let unlocked = services
            .unlock_share(&opened, &token, password, &origin)
            .await;
        let cookie = match unlocked {
            Ok(cookie) => cookie,
            Err(error @ (AppError::Invalid(_) | AppError::Throttled(_))) => {
                let status = StatusCode::from_u16(error.status()).unwrap_or_default();
                return Ok(ask(&token, Some(error.to_string()), status));
            }
            Err(error) => return Err(error),
        };
        let mut response = Redirect::to(&format!("{PATH}{token}")).into_response();
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    };
    answered(found.await)
}

/// The report's figures, or its entries, as CSV.
pub async fn csv(
    State(state): State<AppState>,
    Path(token): Path<String>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let opened = match unlocked(&state, &token, peer, &headers).await? {
            Ok(opened) => opened,
            Err(locked) => return Ok(locked),
        };
        if opened.is_detailed() {
            let turn = wait_for_shared_turn(opened.sharer.user_id).await?;
            let export = state.services.shared_entries(&opened).await?;
            return csv_answer(export, turn).await;
        }
        let file = state.services.shared_groups(&opened).await?;
        file_csv(&file, false)
    };
    answered(found.await)
}

/// The report as a PDF.
pub async fn pdf(
    State(state): State<AppState>,
    Path(token): Path<String>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let opened = match unlocked(&state, &token, peer, &headers).await? {
            Ok(opened) => opened,
            Err(locked) => return Ok(locked),
        };
        let turn = wait_for_report().await?;
        if opened.is_detailed() {
            let (report, name) = state.services.shared_entry_report(&opened).await?;
            return pdf_answer(move || report.to_pdf(), &name, turn).await;
        }
        let file = state.services.shared_groups(&opened).await?;
        let name = file.file_name("pdf");
        pdf_answer(move || file.to_pdf(), &name, turn).await
    };
    answered(found.await)
}

/// The link, if its password was given; else the way to where it is asked for.
async fn unlocked(
    state: &AppState,
    token: &str,
    peer: Option<Extension<Peer>>,
    headers: &HeaderMap,
) -> Result<Result<Opened, Response>, AppError> {
    let address = origin_of(state, peer, headers).address;
    let opened = state.services.open_share(token, &address).await?;
    Ok(if state.services.is_unlocked(&opened.share, headers) {
        Ok(opened)
    } else {
        Err(Redirect::to(&format!("{PATH}{token}")).into_response())
    })
}

/// Where whoever asks is.
fn origin_of(state: &AppState, peer: Option<Extension<Peer>>, headers: &HeaderMap) -> Origin {
    let peer = peer.map(|Extension(peer)| peer);
    origin(headers, peer, &state.services.config.trusted_proxies)
}

/// The page that asks for the password. It names neither report nor workspace.
fn ask(token: &str, error: Option<String>, status: StatusCode) -> Response {
    let path = format!("{PATH}{token}");
    let body = move || SharedPasswordPage(SharedPasswordPageProps { path, error });
    let mut response = document("Shared report", body, status);
    // Without any, browsers would not say either that the form comes from here.
    let policy = HeaderValue::from_static("same-origin");
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, policy);
    response
}

/// Answers, faults too, are for nobody's index and leave no trace elsewhere.
fn answered(found: Result<Response, AppError>) -> Response {
    let mut response = found.unwrap_or_else(|error| fault(&error));
    let headers = response.headers_mut();
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow"),
    );
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("no-referrer"));
    response
}

fn fault(error: &AppError) -> Response {
    let (title, words) = match error {
        AppError::NotFound => (
            "This link does not work",
            "It may have expired or been revoked, or it is not complete. Ask whoever sent it for a new one."
                .to_owned(),
        ),
        error => ("This report cannot be shown", error.to_string()),
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = move || {
        SharedFaultPage(SharedFaultPageProps {
            title: title.to_owned(),
            words,
        })
    };
    let mut response = document(title, body, status);
    if let AppError::Throttled(wait) = error {
        let wait = HeaderValue::from(*wait);
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    response
}

/// A document around what is rendered in it: here alone, nothing of it goes on in the browser.
fn document<V: IntoView + 'static>(
    title: &str,
    body: impl FnOnce() -> V + Send + 'static,
    status: StatusCode,
) -> Response {
    let owner = Owner::new();
    let text = owner.with(|| {
        let props = SharedDocumentProps {
            title: title.to_owned(),
            assets: assets::base(),
            children: Box::new(move || body().into_any()),
        };
        SharedDocument(props).into_view().to_html()
    });
    owner.cleanup();
    (status, Html(text)).into_response()
}
