//! A call that changes something: its body read strictly, the state it is meant for, and its idempotency key.

use app::error::FieldError;
use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use http::request::Parts;
use http::{HeaderMap, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::call::{Call, text};
use super::params::Params;
use super::problem::{Problem, Stop};

/// Largest JSON body: 1 MiB.
const BODY_LIMIT: usize = 1024 * 1024;
/// Longest idempotency key in characters.
const KEY_MAX: usize = 255;

/// A body that says nothing: none at all, or `{}`.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// A call that changes something.
#[derive(Debug)]
pub(super) struct Change<T> {
    /// The call.
    pub(super) call: Call,
    /// What it sends.
    pub(super) body: T,
    /// The idempotency key, if one was sent.
    pub(super) key: Option<String>,
    /// Method, address and body as SHA-256.
    pub(super) request_hash: Vec<u8>,
    /// Which state it is meant for: the `If-Match` header.
    pub(super) if_match: Option<String>,
}

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Change<T> {
    type Rejection = Stop;

    async fn from_request(request: Request, _: &S) -> Result<Self, Stop> {
        let (parts, body) = request.into_parts();
        let call = Call::of(&parts)?;
        call.must_write()?;
        Params::of(&parts, &[])?;
        let key = idempotency_key(&parts.headers)?;
        let bytes = to_bytes(body, BODY_LIMIT)
            .await
            .map_err(|_| Problem::too_large())?;
        let mut hash = request_hash(&parts, &call);
        hash.update(&bytes);
        Ok(Self {
            call,
            body: parse(&parts.headers, &bytes)?,
            key,
            request_hash: hash.finalize().to_vec(),
            if_match: marks(&parts.headers),
        })
    }
}

/// The marks a change is meant for, of all its lines; one that cannot be read matches nothing.
pub(super) fn marks(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::IF_MATCH).iter();
    let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap_or("\"\"")).collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// The hash of a request as far as its body, which is added. Whoever has another role by now asks for something else: an
/// answer from before may say more than they may read.
pub(super) fn request_hash(parts: &Parts, call: &Call) -> Sha256 {
    let mut hash = Sha256::new();
    hash.update(call.actor().role.slug());
    hash.update(b" ");
    hash.update(parts.method.as_str());
    hash.update(b" ");
    hash.update(parts.uri.to_string());
    hash.update(b"\n");
    hash
}

/// The key by which the same request is known again.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Stop> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = key.to_str().ok().map(str::trim).unwrap_or_default();
    if key.is_empty() || key.len() > KEY_MAX {
        let detail = format!("An Idempotency-Key has 1 to {KEY_MAX} printable ASCII characters.");
        return Err(Problem::bad_request(detail).into());
    }
    Ok(Some(key.to_owned()))
}

/// The JSON in a body; no body at all is `{}`.
fn parse<T: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<T, Stop> {
    let kind = text(headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_json = kind.eq_ignore_ascii_case("application/json");
    let is_plain = !headers.contains_key(header::CONTENT_ENCODING);
    if !is_plain || !(is_json || (bytes.is_empty() && kind.is_empty())) {
        return Err(Problem::wrong_type("application/json").into());
    }
    let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { bytes };
    let value: serde_json::Value = serde_json::from_slice(bytes)
        .map_err(|error| Problem::bad_request(format!("The body is no JSON: {error}")))?;
    // A list would do for an object whose fields it holds in their order.
    if !value.is_object() {
        let words = "The body is a JSON object.";
        return Err(Problem::invalid(&[FieldError::new("body", "invalid", words)]).into());
    }
    serde_path_to_error::deserialize(value).map_err(|error| refused(&error).into())
}

/// The refused field of a body in its JSON's own words.
fn refused(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let message = error.inner().to_string();
    let path = error.path().to_string();
    let named = |start: &str| {
        let name = message.strip_prefix(start)?.split('`').next()?;
        let parent = path
            .strip_suffix(name)
            .unwrap_or(&path)
            .trim_end_matches('.');
        Some(if parent.is_empty() {
            name.to_owned()
        } else {
            format!("{parent}.{name}")
        })
    };
    let (field, code) = if let Some(field) = named("unknown field `") {
        (field, "unknown")
    } else if let Some(field) = named("missing field `") {
        (field, "required")
    } else {
        (path.clone(), "invalid")
    };
    let field = if field == "." {
        "body".to_owned()
    } else {
        field
    };
    Problem::invalid(&[FieldError::new(&field, code, message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read by serde")]
    struct Outer {
        name: String,
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read by serde")]
    struct Inner {
        count: i64,
    }

    #[test]
    fn every_refused_field_is_named() {
        for (body, field, code) in [
            (r#"{"name": "a", "extra": 1}"#, "extra", "unknown"),
            (r#"{"name": 1}"#, "name", "invalid"),
            ("{}", "name", "required"),
            ("[]", "body", "invalid"),
            (
                r#"{"name": "a", "inner": {"count": "x"}}"#,
                "inner.count",
                "invalid",
            ),
            (
                r#"{"name": "a", "inner": {"other": 1}}"#,
                "inner.other",
                "unknown",
            ),
            (r#"{"name": "a", "inner": {}}"#, "inner.count", "required"),
        ] {
            let value: serde_json::Value = serde_json::from_str(body).unwrap();
            let error = serde_path_to_error::deserialize::<_, Outer>(value).unwrap_err();
            let problem = serde_json::to_value(refused(&error)).unwrap();
            assert_eq!(problem["errors"][0]["field"], field, "{body} {problem}");
            assert_eq!(problem["errors"][0]["code"], code, "{body}");
            assert_eq!(problem["status"], 422);
        }
    }
}
