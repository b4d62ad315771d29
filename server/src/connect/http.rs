//! What apps call while they are being connected: the exchange of a code for a token, and what this server can do, in the
//! words of OAuth (RFC 6749, RFC 8414).

use app::error::AppError;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::exchange::{CodeAsk, Denied};
use super::request::Params;
use crate::http::origin::{Peer, origin};
use crate::rest::cors;
use crate::router::AppState;

/// Where a code is exchanged.
pub const TOKEN_PATH: &str = "/api/v1/connect/token";
/// Largest form: 16 KiB.
const BODY_LIMIT: usize = 16 * 1024;

const FORM: &str = "application/x-www-form-urlencoded";
const KNOWN: [&str; 5] = [
    "grant_type",
    "code",
    "redirect_uri",
    "client_id",
    "code_verifier",
];

/// An error as OAuth has it.
struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: String,
    /// Seconds to wait before another try.
    wait: Option<i64>,
}

impl OAuthError {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            description: description.into(),
            wait: None,
        }
    }
}

impl From<Denied> for OAuthError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Grant(description) => Self::new("invalid_grant", description),
            Denied::Failed(error) => Self {
                status: StatusCode::from_u16(error.status())
                    .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                wait: match error {
                    AppError::Throttled(seconds) => Some(seconds),
                    _ => None,
                },
                ..Self::new(
                    match error {
                        AppError::Throttled(_) | AppError::Unavailable => "temporarily_unavailable",
                        _ => "server_error",
                    },
                    error.to_string(),
                )
            },
        }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = json!({"error": self.error, "error_description": self.description});
        let mut answer = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.wait {
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        answer
    }
}

/// `POST /api/v1/connect/token`: a code, and what proves whose it is, for a token.
pub async fn exchange(State(state): State<AppState>, request: Request) -> Response {
    let foreign = cors::allowed_origin(request.headers(), &state.services.config);
    let (parts, body) = request.into_parts();
    let answer = match axum::body::to_bytes(body, BODY_LIMIT).await {
        Ok(body) => exchange_form(&state, &parts, &body).await.into_response(),
        Err(_) => OAuthError::new(
            "invalid_request",
            "The form cannot be read, or is too large.",
        )
        .into_response(),
    };
    cors::mark(answer, foreign)
}

async fn exchange_form(
    state: &AppState,
    parts: &Parts,
    body: &Bytes,
) -> Result<Json<Value>, OAuthError> {
    let ask = read_form(&parts.headers, body)?;
    let services = &state.services;
    let peer = parts.extensions.get::<Peer>().copied();
    let origin = origin(&parts.headers, peer, &services.config.trusted_proxies);
    let granted = services.exchange_code(&ask, &origin).await?;
    Ok(Json(json!({
        "access_token": granted.token,
        "token_type": "Bearer",
        "scope": granted.scope.slug(),
        "workspace_id": granted.workspace.to_string(),
    })))
}

fn read_form(headers: &HeaderMap, body: &[u8]) -> Result<CodeAsk, OAuthError> {
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .and_then(|kind| kind.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(FORM));
    if !is_form {
        return Err(OAuthError::new(
            "invalid_request",
            format!("Send the fields as {FORM}."),
        ));
    }
    let mut params = Params::read(body, &KNOWN)
        .map_err(|name| OAuthError::new("invalid_request", format!("{name} was sent twice.")))?;
    let mut take = |name: &str| {
        params
            .take(name)
            .ok_or_else(|| OAuthError::new("invalid_request", format!("{name} is missing.")))
    };
    if take("grant_type")? != "authorization_code" {
        return Err(OAuthError::new(
            "unsupported_grant_type",
            "The only grant_type is authorization_code.",
        ));
    }
    Ok(CodeAsk {
        code: take("code")?,
        client_id: take("client_id")?,
        redirect_uri: take("redirect_uri")?,
        verifier: take("code_verifier")?,
    })
}

/// `OPTIONS` of the same.
pub async fn options() -> Response {
    (StatusCode::NO_CONTENT, [(header::ALLOW, "POST,OPTIONS")]).into_response()
}

/// `GET /.well-known/oauth-authorization-server` (RFC 8414): where apps ask, and how.
pub async fn metadata(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let config = &state.services.config;
    let us = config.public_address();
    let document = json!({
        "issuer": us,
        "authorization_endpoint": format!("{us}{}", app::connect::PATH),
        "token_endpoint": format!("{us}{TOKEN_PATH}"),
        "service_documentation": format!("{us}/api/docs"),
        "scopes_supported": ["read", "write"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "token_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    let answer = Json(document).into_response();
    cors::mark(answer, cors::allowed_origin(&headers, config))
}
