//! `GET /exports/time-entries.csv`: a download that is written while it is read.

use std::time::Duration;

use app::context::Visitor;
use app::error::AppError;
use app::time_entries::EntryQuery;
use axum::Extension;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::{Stream, stream};
use http::header;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use tokio::time::timeout;

use super::EntryExport;
use crate::http::reply::error_page;
use crate::router::AppState;

/// Downloads at once. Each keeps a connection to the database, and other readers need some too.
static DOWNLOADS: Semaphore = Semaphore::const_new(4);
/// How long a download waits for its turn.
const TURN: Duration = Duration::from_secs(10);
/// A browser that takes nothing for this long has gone: its connection to the database is wanted by others.
const STALL: Duration = Duration::from_secs(60);
/// Chunks read ahead of the browser.
const AHEAD: usize = 2;

/// The entries that the address asks for, as CSV.
pub async fn time_entries_csv(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let query = EntryQuery::from_params(url::form_urlencoded::parse(query.as_bytes()).into_owned());
    match begin(&state, visitor, &query).await {
        Ok(response) => response,
        Err(error) => error_page(&error),
    }
}

async fn begin(state: &AppState, visitor: Visitor, query: &EntryQuery) -> Result<Response, AppError> {
    let (_, actor) = visitor.session.ok_or(AppError::Unauthenticated)?;
    let turn = timeout(TURN, DOWNLOADS.acquire()).await.ok().and_then(Result::ok).ok_or(AppError::Unavailable)?;
    let mut export = state.services.export_time_entries(&actor, query).await?;
    // The first chunk is read before the answer begins, so that a failure still has its status.
    let first = export.next_chunk().await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&export.file_name)),
    ];
    Ok((headers, Body::from_stream(chunks(export, first, turn))).into_response())
}

/// What a download sends: its pieces, and that it is complete.
enum Piece {
    Chunk(Result<Bytes, AppError>),
    End,
}

/// The file's bytes. Unless the reader said that it is complete, the stream ends in an error, so that the browser
/// never takes a part for the whole.
fn chunks(
    mut export: EntryExport,
    first: Option<Vec<u8>>,
    turn: SemaphorePermit<'static>,
) -> impl Stream<Item = Result<Bytes, AppError>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let _turn = turn;
        let mut next = Ok(first);
        loop {
            let (piece, more) = match next {
                Ok(Some(chunk)) => (Piece::Chunk(Ok(chunk.into())), true),
                Ok(None) => (Piece::End, false),
                Err(error) => (Piece::Chunk(Err(error)), false),
            };
            let sent = timeout(STALL, sender.send(piece)).await;
            if !more || !matches!(sent, Ok(Ok(()))) {
                break;
            }
            next = export.next_chunk().await;
        }
    });
    stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Piece::Chunk(Ok(chunk))) => Some((Ok(chunk), Some(receiver))),
            Some(Piece::Chunk(Err(error))) => Some((Err(error), None)),
            Some(Piece::End) => None,
            None => Some((Err(AppError::Unavailable), None)),
        }
    })
}

/// The name in ASCII for old browsers, and in full.
fn disposition(file_name: &str) -> String {
    let ascii: String = file_name.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '_' }).collect();
    let full: String = url::form_urlencoded::byte_serialize(file_name.as_bytes()).collect();
    // Form encoding writes a space as "+", a header has it as "%20".
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", full.replace('+', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_and_encoded() {
        assert_eq!(
            disposition("Büro 2026.csv"),
            "attachment; filename=\"B_ro 2026.csv\"; filename*=UTF-8''B%C3%BCro%202026.csv"
        );
    }
}
