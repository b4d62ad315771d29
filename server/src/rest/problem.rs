//! What went wrong, as RFC 9457 has it: the same shape for everything that is not a success.

use std::any::Any;

use app::error::{AppError, FieldError};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// What answers a request instead of its result: a problem, or what was answered to the same request before.
#[derive(Debug)]
pub(super) struct Stop(Box<Response>);

impl Stop {
    /// Ends the request with this.
    pub(super) fn with(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Problem::of(&error).into()
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::with(problem.into_response())
    }
}

/// A field that was refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ProblemField {
    /// Where it stands: `name`, `set.project_id`, `limit`.
    #[schema(example = "name")]
    field: String,
    /// A stable word for programs.
    #[schema(example = "required")]
    code: String,
    /// A sentence for people that says what to do.
    #[schema(example = "Enter a name.")]
    message: String,
}

impl From<&FieldError> for ProblemField {
    fn from(error: &FieldError) -> Self {
        Self {
            field: error.field.clone(),
            code: error.code.clone(),
            message: error.message.clone(),
        }
    }
}

/// Something that went wrong (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Where it is explained.
    #[serde(rename = "type")]
    #[schema(example = "/api/docs#error-not_found")]
    kind: String,
    /// The status in words.
    #[schema(example = "Not Found")]
    title: String,
    /// The status of the answer.
    #[schema(example = 404)]
    status: u16,
    /// What went wrong here, and what to do.
    #[schema(example = "This does not exist, or is no longer here.")]
    detail: String,
    /// A stable word for programs.
    #[schema(example = "not_found")]
    code: String,
    /// The refused fields, for `invalid`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<ProblemField>,
    #[serde(skip)]
    retry_after: Option<i64>,
}

impl Problem {
    /// A problem of this status and code.
    pub(super) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/api/docs#error-{code}"),
            title: status
                .canonical_reason()
                .unwrap_or("Something went wrong")
                .to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            errors: Vec::new(),
            retry_after: None,
        }
    }

    /// A request that cannot be understood.
    pub(super) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    /// A body that is larger than it may be.
    pub(super) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "The body is larger than this address takes.",
        )
    }

    /// A body that is something else than it may be.
    pub(super) fn wrong_type(wanted: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            format!("Send the body as {wanted}, not encoded otherwise."),
        )
    }

    /// Fields that were refused.
    pub(super) fn invalid(errors: &[FieldError]) -> Self {
        Self::of(&AppError::Invalid(errors.to_vec()))
    }

    /// What an operation answered instead of its result.
    pub(super) fn of(error: &AppError) -> Self {
        let status =
            StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut problem = Self::new(status, error.code(), error.to_string());
        match error {
            AppError::Unauthenticated => {
                problem.explain("Send a valid API token: Authorization: Bearer tthr_…");
            }
            AppError::Invalid(errors) => {
                problem.errors = errors.iter().map(ProblemField::from).collect();
            }
            AppError::Throttled(seconds) => {
                let status = StatusCode::TOO_MANY_REQUESTS;
                problem = Self::new(status, "rate_limited", error.to_string());
                problem.retry_after = Some(*seconds);
            }
            AppError::Unavailable => problem.retry_after = Some(1),
            _ => {}
        }
        problem
    }

    /// Says in other words what went wrong.
    pub(super) fn explain(&mut self, detail: &str) {
        detail.clone_into(&mut self.detail);
    }

    /// With how long to wait.
    pub(super) fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// What took too long.
pub(super) fn unavailable() -> Response {
    Problem::of(&AppError::Unavailable).into_response()
}

/// What broke while it was answered.
pub(super) fn broken(panic: Box<dyn Any + Send>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(words, "a call of the API panicked");
    Problem::of(&AppError::Internal).into_response()
}

/// What is under no address.
pub(super) async fn not_found() -> Stop {
    AppError::NotFound.into()
}

/// What is under an address, but not with this method; the router adds which there are.
pub(super) async fn method_not_allowed() -> Stop {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "This address does not take this method. Allow says which it takes.",
    )
    .into()
}

/// A header by its name in lower case.
pub(super) const fn name(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}
