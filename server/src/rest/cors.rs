//! What holds around every address of the API, whoever asks: OPTIONS tells its methods, and pages elsewhere may call it
//! from a browser if the operator names them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::config::Config;
use crate::services::Services;

/// What a page elsewhere may send and read.
const SENT: &str = "Authorization, X-Workspace-Id, Content-Type, Idempotency-Key, If-Match, If-None-Match, \
                    Last-Event-ID";
const READ: &str = "ETag, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, \
                    Content-Disposition, Idempotent-Replayed";

/// Tells the methods to who asks for them, and lets the browser show the answer to pages of named origins.
pub(super) async fn around(
    State(services): State<Arc<Services>>,
    request: Request,
    next: Next,
) -> Response {
    let origin = allowed_origin(request.headers(), &services.config);
    let asks_for_methods = request.method() == Method::OPTIONS;
    let mut answer = next.run(request).await;
    if asks_for_methods {
        answer = tell_methods(answer, origin.is_some());
    }
    mark(answer, origin)
}

/// The page's origin, if the operator named it.
pub(crate) fn allowed_origin(headers: &HeaderMap, config: &Config) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    let text = origin.to_str().ok()?;
    config
        .cors_origins
        .iter()
        .any(|allowed| allowed.trim_end_matches('/') == text)
        .then(|| origin.clone())
}

/// Lets the browser show the answer to that page.
pub(crate) fn mark(mut answer: Response, origin: Option<HeaderValue>) -> Response {
    let headers = answer.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static(READ),
        );
    }
    answer
}

/// The answer to OPTIONS, made of the router's own refusal of that method, which knows the others.
fn tell_methods(mut answer: Response, to_a_page: bool) -> Response {
    if answer.status() != StatusCode::METHOD_NOT_ALLOWED {
        return answer;
    }
    let methods = answer
        .headers()
        .get(header::ALLOW)
        .and_then(|allow| allow.to_str().ok())
        .map(|allow| format!("{},OPTIONS", allow.replace(' ', "")))
        .and_then(|methods| HeaderValue::from_str(&methods).ok());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    *answer.body_mut() = axum::body::Body::empty();
    let headers = answer.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    headers.remove(header::CONTENT_LENGTH);
    if let Some(methods) = methods {
        headers.insert(header::ALLOW, methods.clone());
        if to_a_page {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                HeaderValue::from_static(SENT),
            );
            headers.insert(
                header::ACCESS_CONTROL_MAX_AGE,
                HeaderValue::from_static("600"),
            );
        }
    }
    answer
}
