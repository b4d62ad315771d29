//! What a handler answers: one thing with its mark, a page of several, or nothing.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::call::text;
use super::problem::{Problem, Stop};
use crate::auth::session::hex;

/// What every handler answers.
pub(super) type Reply = Result<Response, Stop>;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Page<T: ToSchema> {
    /// The things of this page.
    pub(super) data: Vec<T>,
    /// Where the next page begins; null on the last one.
    pub(super) next_cursor: Option<String>,
}

impl<T: Serialize + ToSchema> Page<T> {
    /// The first `limit` of `rows`, which hold one more if there is another page; `place` is where the page ends.
    pub(super) fn of(mut rows: Vec<T>, limit: usize, place: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        Self {
            next_cursor: rows.last().filter(|_| more).map(place),
            data: rows,
        }
    }
}

impl<T: Serialize + ToSchema> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        axum::Json(self).into_response()
    }
}

/// An answer before it is sent: what is kept for the same request another time.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// Its status.
    pub(super) status: StatusCode,
    /// Beside the usual ones.
    pub(super) headers: Vec<(String, String)>,
    /// JSON, or nothing.
    pub(super) body: String,
}

impl Answer {
    /// 200 with a thing.
    pub(super) fn shown(thing: &impl Serialize) -> Result<Self, Stop> {
        let body = json(thing)?;
        Ok(Self {
            status: StatusCode::OK,
            headers: vec![("etag".to_owned(), etag(&body))],
            body,
        })
    }

    /// 200 with something that is always another: it has no mark.
    pub(super) fn passing(thing: &impl Serialize) -> Result<Self, Stop> {
        Ok(Self {
            headers: Vec::new(),
            ..Self::shown(thing)?
        })
    }

    /// The same with the mark of what it tells of.
    pub(super) fn marked(mut self, thing: &impl Serialize) -> Result<Self, Stop> {
        let mark = etag(&json(thing)?);
        self.headers.push(("etag".to_owned(), mark));
        Ok(self)
    }

    /// 201 with a thing that was made, and where it is.
    pub(super) fn created(thing: &impl Serialize, path: &str) -> Result<Self, Stop> {
        let mut answer = Self::shown(thing)?;
        answer.status = StatusCode::CREATED;
        answer
            .headers
            .push(("location".to_owned(), format!("/api/v1{path}")));
        Ok(answer)
    }

    /// 204: it was done.
    pub(super) fn done() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            headers: Vec::new(),
            body: String::new(),
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::NO_CONTENT {
            headers.remove(header::CONTENT_TYPE);
        } else {
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            );
        }
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) = (
                http::HeaderName::try_from(name),
                HeaderValue::try_from(value),
            ) {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// A thing with its mark, or 304 for who has it already.
pub(super) fn show(headers: &HeaderMap, thing: &impl Serialize) -> Reply {
    let answer = Answer::shown(thing)?;
    let mark = etag(&answer.body);
    let known = text(headers, header::IF_NONE_MATCH.as_str());
    if known.is_some_and(|known| names(&known, &mark)) {
        let none = Answer {
            status: StatusCode::NOT_MODIFIED,
            body: String::new(),
            ..answer
        };
        let mut response = none.into_response();
        response.headers_mut().remove(header::CONTENT_TYPE);
        return Ok(response);
    }
    Ok(answer.into_response())
}

/// Goes on if the thing is as the caller knows it, or if they do not say.
pub(super) fn must_match(if_match: Option<&str>, thing: &impl Serialize) -> Result<(), Stop> {
    let Some(wanted) = if_match else {
        return Ok(());
    };
    if names(wanted, &etag(&json(thing)?)) {
        return Ok(());
    }
    let problem = Problem::new(
        StatusCode::PRECONDITION_FAILED,
        "precondition_failed",
        "It was changed since you read it. Read it again, then decide.",
    );
    Err(problem.into())
}

/// Whether a list of marks holds this one, or is `*`.
fn names(list: &str, mark: &str) -> bool {
    list.split(',')
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == mark || one == "*")
}

fn json(thing: &impl Serialize) -> Result<String, Stop> {
    Ok(serde_json::to_string(thing).map_err(|_| app::error::AppError::Internal)?)
}

fn etag(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    format!("\"{}\"", hex(&digest[..16]))
}

/// An instant as the API writes it: `2026-11-21T09:30:00Z`.
pub(super) fn instant(unix: i64) -> String {
    Timestamp::from_second(unix).unwrap_or_default().to_string()
}
