//! Safe headers on every answer, errors too, and a nonce for every page's own script.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};
use leptos::nonce::Nonce;

use crate::config::BillingMode;
use crate::connect;
use crate::router::AppState;

/// Of an address that leads elsewhere nothing is told, unless a handler says less still.
const REFERRER: &str = "same-origin";

const PLAIN: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Adds the headers; the page's nonce travels in the request's extensions.
pub async fn secure(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    // Where a plain form may be sent on to.
    let payment = match state.services.config.billing {
        BillingMode::Manual => "",
        BillingMode::Stripe => " https://checkout.stripe.com https://billing.stripe.com",
    };
    // The form that allows an app is answered by a redirect to the app.
    let app = connect::answer_source(request.uri(), &state.services.config).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; \
         manifest-src 'self'; form-action 'self'{payment}{app}; base-uri 'none'; frame-ancestors 'none'"
    );
    request.extensions_mut().insert(nonce);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // Links that are secrets are told to nobody at all.
    let referrer = headers.get(header::REFERRER_POLICY).cloned();
    for (name, value) in PLAIN {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(referrer) = referrer {
        headers.insert(header::REFERRER_POLICY, referrer);
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static(REFERRER));
    // What is not said to be cacheable is private.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    if state.services.config.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    response
}
