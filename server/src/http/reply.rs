//! Answers: how server functions shape theirs, and what a failure outside a page looks like.

use app::context::{
    ConnectQuery, InvitationToken, PendingToken, Reply, SealedCodes, SealedToken, SessionToken,
};
use app::error::AppError;
use axum::response::{Html, IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::cookies;

/// The answer of the server function that is running, through Leptos' response options.
#[derive(Debug)]
pub struct LeptosReply {
    /// Whether cookies are for HTTPS only.
    pub https: bool,
}

impl Reply for LeptosReply {
    fn set_status(&self, status: u16) {
        // A plain form is answered by a redirect that carries the error; its status must stay.
        if accepts_html() {
            return;
        }
        if let (Some(options), Ok(status)) = (
            use_context::<ResponseOptions>(),
            StatusCode::from_u16(status),
        ) {
            options.set_status(status);
        }
    }

    fn set_session(&self, token: Option<&SessionToken>) {
        set_cookie(cookies::write(token, self.https));
    }

    fn set_pending(&self, token: Option<&PendingToken>) {
        set_cookie(cookies::write_pending(token, self.https));
    }

    fn set_codes(&self, codes: Option<&SealedCodes>) {
        set_cookie(cookies::write_codes(codes, self.https));
    }

    fn set_invitation(&self, token: Option<&InvitationToken>) {
        set_cookie(cookies::write_invitation(token, self.https));
    }

    fn set_invited(&self, token: Option<&InvitationToken>) {
        set_cookie(cookies::write_invited(token, self.https));
    }

    fn set_new_token(&self, token: Option<&SealedToken>) {
        set_cookie(cookies::write_new_token(token, self.https));
    }

    fn set_connect(&self, query: Option<&ConnectQuery>) {
        set_cookie(cookies::write_connect(query, self.https));
    }

    fn is_plain_form(&self) -> bool {
        accepts_html()
    }

    fn redirect(&self, path: &str) {
        leptos_axum::redirect(path);
    }
}

fn set_cookie(cookie: Option<HeaderValue>) {
    if let (Some(options), Some(cookie)) = (use_context::<ResponseOptions>(), cookie) {
        options.append_header(header::SET_COOKIE, cookie);
    }
}

fn accepts_html() -> bool {
    use_context::<Parts>().is_some_and(|parts| {
        parts
            .headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains("text/html"))
    })
}

/// A small page for a failure where no page could be made.
#[must_use]
pub fn error_page(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Timether</title><h1>{status}</h1><p>{error}</p><p><a href=\"/timer\">Back to the timer</a></p>"
    );
    (status, Html(body)).into_response()
}
