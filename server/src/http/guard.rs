//! Who a request comes from, and which pages need somebody.

use app::accounts::Theme;
use app::context::{ConnectQuery, Visitor};
use app::two_factor::VERIFY_PATH;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::{Method, StatusCode, header};

use super::origin::{Peer, origin};
use super::{cookies, reply};
use crate::router::AppState;

/// Paths that are the same for everybody and never look at the session.
fn is_public(path: &str) -> bool {
    path.starts_with("/assets/")
        || path.starts_with("/health/")
        || path.starts_with("/schemas/")
        // A link to a report is for whoever has it, and shows everybody the same.
        || path.starts_with("/shared/")
}

/// Pages for people who are not signed in.
fn is_entrance(path: &str) -> bool {
    matches!(path, "/login" | "/signup" | VERIFY_PATH)
}

/// Pages that letters lead to: for everybody, signed in or not.
fn is_open(path: &str) -> bool {
    matches!(
        path,
        "/signup/sent"
            | "/email/verify"
            | "/email/confirm"
            | "/password/forgot"
            | "/password/reset"
            | "/invitations/accept"
    )
}

/// Answers for themselves when nobody is signed in (401 instead of a redirect).
fn answers_itself(path: &str) -> bool {
    path.starts_with("/fn/")
        || path.starts_with("/exports/")
        || path.starts_with("/pictures/")
        || path == "/events"
        || path == "/dev/ui"
}

/// To the sign-in page, and back from there to what an app asks for.
fn sign_in_for_app(query: Option<&str>, https: bool) -> Response {
    let mut answer = Redirect::to("/login").into_response();
    let query = query.filter(|query| !query.is_empty()).map(|query| {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let mut encoded = url::form_urlencoded::Serializer::new(String::new());
        ConnectQuery(encoded.extend_pairs(pairs).finish())
    });
    if let Some(cookie) = query.and_then(|query| cookies::write_connect(Some(&query), https)) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// Finds the session's actor, sends strangers to the sign-in page and puts the `Visitor` into the
/// request's extensions.
pub async fn admit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if is_public(&path) {
        return next.run(request).await;
    }
    let services = &state.services;
    let peer = request.extensions().get::<Peer>().copied();
    let origin = origin(request.headers(), peer, &services.config.trusted_proxies);
    let https = services.config.is_https();
    let mut visitor = Visitor {
        origin,
        pending: cookies::read_pending(request.headers(), https),
        codes: cookies::read_codes(request.headers(), https),
        invitation: cookies::read_invitation(request.headers(), https),
        invited: cookies::read_invited(request.headers(), https),
        new_token: cookies::read_new_token(request.headers(), https),
        connect: cookies::read_connect(request.headers(), https),
        ..Visitor::default()
    };
    if let Some(token) = cookies::read(request.headers(), https) {
        match services.find_session(&token).await {
            Ok(Some(found)) => {
                visitor.theme = match found.theme {
                    Theme::System => None,
                    theme => Some(theme.slug()),
                };
                visitor.formats = found.formats;
                visitor.session = Some((token, found.actor));
            }
            Ok(None) => {}
            Err(error) => return reply::error_page(&error),
        }
    }
    let signed_in = visitor.session.is_some();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads && path == app::dashboard::PATH && !signed_in {
        let target = match services.has_accounts().await {
            Ok(true) => "/login",
            _ => "/signup",
        };
        return Redirect::to(target).into_response();
    }
    if reads && signed_in && is_entrance(&path) {
        return Redirect::to("/timer").into_response();
    }
    if reads && path == VERIFY_PATH {
        // The second step without a first one.
        let waiting = match &visitor.pending {
            Some(pending) => services.find_pending_sign_in(pending).await,
            None => Ok(None),
        };
        match waiting {
            Ok(Some(_)) => {}
            Ok(None) => return Redirect::to("/login").into_response(),
            Err(error) => return reply::error_page(&error),
        }
    }
    if !signed_in && !is_entrance(&path) && !is_open(&path) && !answers_itself(&path) {
        return if !reads {
            StatusCode::UNAUTHORIZED.into_response()
        } else if path == app::connect::PATH {
            sign_in_for_app(request.uri().query(), https)
        } else {
            Redirect::to("/login").into_response()
        };
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}
