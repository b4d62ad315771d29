//! A file as the body of a call: received in full, beside the memory, before anything is done with it.

use std::fs::File;
use std::io;

use app::error::AppError;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use futures::StreamExt;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use sha2::Digest;
use tokio::io::AsyncWriteExt;

use super::call::{Call, text};
use super::change::{Change, idempotency_key, request_hash};
use super::params::Params;
use super::problem::{Problem, Stop};
use crate::http::turns::{Full, Place};
use crate::uploads::{nameless_file, wait_to_receive};

/// What a file is called that came without a name.
pub(super) const FILE_NAME: &str = "upload";
/// When to look again whether one of the person's own files has arrived, in seconds.
const RETRY: i64 = 10;

/// A file on its way in.
#[derive(Debug)]
pub(super) struct Upload {
    /// The call.
    pub(super) call: Call,
    parts: Parts,
    body: Body,
}

/// A file that arrived; gone with this, and with the process.
#[derive(Debug)]
pub(super) struct Received {
    /// The file, to be read.
    pub(super) file: File,
    _place: Place,
}

impl<S: Sync> FromRequest<S> for Upload {
    type Rejection = Stop;

    async fn from_request(request: Request, _: &S) -> Result<Self, Stop> {
        let (parts, body) = request.into_parts();
        let call = Call::of(&parts)?;
        call.must_write()?;
        Ok(Self { call, parts, body })
    }
}

impl Upload {
    /// The parameters, of which there are no others than these.
    pub(super) fn params(&self, known: &[&'static str]) -> Result<Params, Stop> {
        Params::of(&self.parts, known)
    }

    /// The whole file, if it has no more than so many bytes.
    pub(super) async fn receive(self, most: usize) -> Result<Change<Received>, Stop> {
        let Self { call, parts, body } = self;
        let key = idempotency_key(&parts.headers)?;
        must_be_a_file(&parts.headers, most)?;
        let place = wait_to_receive(call.actor().user_id).await;
        let place = place.map_err(crowded)?;
        let folder = call.services().config.data_folder();
        let file = nameless_file(&folder).map_err(unavailable)?;
        let mut file = tokio::fs::File::from_std(file);
        let (mut hash, mut total) = (request_hash(&parts, &call), 0_usize);
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| Problem::bad_request("The body broke off."))?;
            total += chunk.len();
            if total > most {
                return Err(Problem::too_large().into());
            }
            hash.update(&chunk);
            file.write_all(&chunk).await.map_err(unavailable)?;
        }
        file.flush().await.map_err(unavailable)?;
        Ok(Change {
            call,
            body: Received {
                file: file.into_std().await,
                _place: place,
            },
            key,
            request_hash: hash.finalize().to_vec(),
            if_match: None,
        })
    }
}

/// The bytes themselves, neither packed nor inside a form; and not more than are taken, where that is said beforehand.
fn must_be_a_file(headers: &HeaderMap, most: usize) -> Result<(), Stop> {
    let kind = text(headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let is_form = kind
        .get(.."multipart/".len())
        .is_some_and(|start| start.eq_ignore_ascii_case("multipart/"));
    if is_form || headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Problem::wrong_type("the file itself").into());
    }
    let length = text(headers, header::CONTENT_LENGTH.as_str());
    if length
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length > most)
    {
        return Err(Problem::too_large().into());
    }
    Ok(())
}

/// Too many files are on their way.
fn crowded(full: Full) -> Stop {
    match full {
        Full::OfTheirs => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "Two of your files are on their way already. Send this one when one of them was answered.",
        )
        .retry_after(RETRY)
        .into(),
        Full::OfEverybodys => AppError::from(full).into(),
    }
}

/// The machine has no room for the file, or none to read it.
pub(super) fn unavailable(error: io::Error) -> AppError {
    tracing::warn!(%error, "an uploaded file cannot be kept");
    AppError::Unavailable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_body_itself() {
        for (name, value, is_one) in [
            ("content-type", "text/csv", true),
            ("content-type", "application/x-www-form-urlencoded", true),
            ("content-type", "é", true),
            ("content-type", "Multipart/form-data; boundary=x", false),
            ("content-encoding", "gzip", false),
            ("content-length", "100", true),
            ("content-length", "101", false),
        ] {
            let mut headers = HeaderMap::new();
            let value = http::HeaderValue::from_bytes(value.as_bytes()).unwrap();
            headers.insert(name, value);
            assert_eq!(must_be_a_file(&headers, 100).is_ok(), is_one, "{name}");
        }
    }
}
