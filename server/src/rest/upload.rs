//! A file as the body of a call: received in full, beside the memory, before anything is done with it.

use std::fs::File;
use std::io;
use std::path::PathBuf;

use app::error::AppError;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use futures::StreamExt;
use http::request::Parts;
use http::{HeaderMap, header};
use sha2::Digest;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

use super::call::{Call, text};
use super::change::{Change, idempotency_key, request_hash};
use super::params::Params;
use super::problem::{Problem, Stop};

/// What a file is called that came without a name.
pub(super) const FILE_NAME: &str = "upload";

/// A file on its way in.
#[derive(Debug)]
pub(super) struct Upload {
    /// The call.
    pub(super) call: Call,
    parts: Parts,
    body: Body,
}

/// A file that arrived; gone with this.
#[derive(Debug)]
pub(super) struct Received {
    folder: TempDir,
}

impl Received {
    /// Where it is.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join(FILE_NAME)
    }

    /// The file, to be read.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) fn open(&self) -> io::Result<File> {
        File::open(self.path())
    }
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
        let folder = tempfile::tempdir().map_err(unavailable)?;
        let received = Received { folder };
        let mut file = tokio::fs::File::create(received.path())
            .await
            .map_err(unavailable)?;
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
            body: received,
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

    #[test]
    fn a_received_file_goes_with_its_handle() {
        let received = Received {
            folder: tempfile::tempdir().unwrap(),
        };
        std::fs::write(received.path(), "x").unwrap();
        let path = received.path();
        assert!(received.open().is_ok());
        drop(received);
        assert!(!path.exists());
    }
}
