//! `GET /exports/time-entries.csv`, a download that is written while it is read, and `.pdf`, one that is made first.

use std::time::Duration;

use app::access::Permission;
use app::context::Visitor;
use app::error::AppError;
use app::time_entries::EntryQuery;
use app::values::UserId;
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
use crate::http::turns::{Place, Places, turn};
use crate::router::AppState;

/// Downloads at once, in all and of each person. Each keeps a connection to the database, and other readers need some
/// too.
static DOWNLOADS: Places = Places::new(4, 2);
/// Downloads by links at once, in all and of what each person shared: strangers take no places of those who are signed in.
static SHARED_DOWNLOADS: Places = Places::new(2, 2);
/// Reports at once: each keeps a processor, its entries and its file.
static REPORTS: Semaphore = Semaphore::const_new(2);
/// A browser that takes nothing for this long has gone: its connection to the database is wanted by others.
const STALL: Duration = Duration::from_mins(1);
/// Chunks read ahead of the browser.
const AHEAD: usize = 2;

/// The entries that the address asks for, as CSV.
pub async fn time_entries_csv(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    let for_excel = asks_for_excel(query.as_deref().unwrap_or_default());
    match begin(&state, visitor, &parsed(query), for_excel).await {
        Ok(response) => response,
        Err(error) => error_page(&error),
    }
}

/// The entries that the address asks for, as a PDF.
pub async fn time_entries_pdf(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    match report(&state, visitor, &parsed(query)).await {
        Ok(response) => response,
        Err(error) => error_page(&error),
    }
}

/// The filter in an address.
pub(super) fn parsed(query: Option<String>) -> EntryQuery {
    let query = query.unwrap_or_default();
    EntryQuery::from_params(url::form_urlencoded::parse(query.as_bytes()).into_owned())
}

/// Whether `excel=true` stands in the address: the file is then marked as UTF-8.
pub(super) fn asks_for_excel(query: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| name == "excel" && value == "true")
}

/// Waits until one more download may begin; it may go on while what is answered is kept.
///
/// # Errors
/// `AppError::Unavailable` when too many go on for too long.
pub(crate) async fn wait_for_turn(user: UserId) -> Result<Place, AppError> {
    Ok(DOWNLOADS.wait(user).await?)
}

/// Waits until somebody without an account may begin to download what this person shared.
///
/// # Errors
/// See [`wait_for_turn`].
pub(crate) async fn wait_for_shared_turn(sharer: UserId) -> Result<Place, AppError> {
    Ok(SHARED_DOWNLOADS.wait(sharer).await?)
}

async fn report(
    state: &AppState,
    visitor: Visitor,
    query: &EntryQuery,
) -> Result<Response, AppError> {
    let (_, actor) = visitor.session.ok_or(AppError::Unauthenticated)?;
    actor.must(Permission::ExportOwnTime)?;
    let turn = wait_for_report().await?;
    let (report, file_name) = state
        .services
        .report_time_entries(&actor, query, visitor.formats)
        .await?;
    pdf_answer(move || report.to_pdf(), &file_name, turn).await
}

/// Waits until one more report may be made.
///
/// # Errors
/// `AppError::Unavailable` when too many are made for too long.
pub(crate) async fn wait_for_report() -> Result<SemaphorePermit<'static>, AppError> {
    turn(&REPORTS).await
}

/// Makes a file and answers with it.
pub(crate) async fn pdf_answer(
    make: impl FnOnce() -> Result<Vec<u8>, AppError> + Send + 'static,
    file_name: &str,
    turn: SemaphorePermit<'static>,
) -> Result<Response, AppError> {
    // Its turn ends with the work, even when nobody waits for it any more.
    let file = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        make()
    });
    let file = file.await.map_err(|_| AppError::Internal)??;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(file_name)),
    ];
    Ok((headers, file).into_response())
}

async fn begin(
    state: &AppState,
    visitor: Visitor,
    query: &EntryQuery,
    for_excel: bool,
) -> Result<Response, AppError> {
    let (_, actor) = visitor.session.ok_or(AppError::Unauthenticated)?;
    actor.must(Permission::ExportOwnTime)?;
    let turn = wait_for_turn(actor.user_id).await?;
    let export = state.services.export_time_entries(&actor, query).await?;
    let mut export = export.counted(&state.services, &actor).await?;
    if for_excel {
        export = export.for_excel();
    }
    csv_answer(export, turn).await
}

/// Answers with an export, written while it is read.
pub(crate) async fn csv_answer(mut export: EntryExport, turn: Place) -> Result<Response, AppError> {
    // The first chunk is read before the answer begins, so that a failure still has its status.
    let first = export.next_chunk().await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/csv; charset=utf-8; header=present".to_owned(),
        ),
        (header::CONTENT_DISPOSITION, disposition(&export.file_name)),
    ];
    Ok((headers, Body::from_stream(chunks(export, first, turn))).into_response())
}

/// A file that is made piece by piece.
pub(crate) trait Pieces: Send + 'static {
    /// The next piece; `None` once the file is complete.
    fn next(&mut self) -> impl Future<Output = Result<Option<Vec<u8>>, AppError>> + Send;
}

impl Pieces for EntryExport {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        self.next_chunk().await
    }
}

/// What a download sends: a piece, or that the file is complete.
enum Sent {
    Piece(Result<Bytes, AppError>),
    End,
}

/// The file's bytes. Unless the reader said that it is complete, the stream ends in an error, so that the browser
/// never takes a part for the whole.
pub(crate) fn chunks<T: Send + 'static>(
    mut file: impl Pieces,
    first: Option<Vec<u8>>,
    turn: T,
) -> impl Stream<Item = Result<Bytes, AppError>> {
    let (sender, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let _turn = turn;
        let mut next = Ok(first);
        loop {
            let (piece, more) = match next {
                Ok(Some(piece)) => (Sent::Piece(Ok(piece.into())), true),
                Ok(None) => (Sent::End, false),
                Err(error) => (Sent::Piece(Err(error)), false),
            };
            let sent = timeout(STALL, sender.send(piece)).await;
            if !more || !matches!(sent, Ok(Ok(()))) {
                break;
            }
            next = file.next().await;
        }
    });
    stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.recv().await {
            Some(Sent::Piece(Ok(piece))) => Some((Ok(piece), Some(receiver))),
            Some(Sent::Piece(Err(error))) => Some((Err(error), None)),
            Some(Sent::End) => None,
            None => Some((Err(AppError::Unavailable), None)),
        }
    })
}

/// The name in ASCII for old browsers, and in full.
pub(crate) fn disposition(file_name: &str) -> String {
    let ascii: String = file_name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() || c == ' ' {
                c
            } else {
                '_'
            }
        })
        .collect();
    let full: String = url::form_urlencoded::byte_serialize(file_name.as_bytes()).collect();
    // Form encoding writes a space as "+", a header has it as "%20".
    format!(
        "attachment; filename=\"{ascii}\"; filename*=UTF-8''{}",
        full.replace('+', "%20")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;

    /// Pieces, and what comes after them: the end, an error, or a panic.
    struct Scripted(Vec<Option<Result<Option<Vec<u8>>, AppError>>>);

    impl Pieces for Scripted {
        async fn next(&mut self) -> Result<Option<Vec<u8>>, AppError> {
            self.0.remove(0).expect("this piece breaks the reader")
        }
    }

    async fn download(
        script: Vec<Option<Result<Option<Vec<u8>>, AppError>>>,
    ) -> Vec<Result<Bytes, AppError>> {
        chunks(Scripted(script), Some(b"header".to_vec()), ())
            .collect()
            .await
    }

    #[tokio::test]
    async fn only_a_complete_file_ends_well() {
        let piece = || Some(Ok(Some(b"row".to_vec())));
        let (header, row) = (Ok(Bytes::from("header")), Ok(Bytes::from("row")));
        let complete = download(vec![piece(), Some(Ok(None))]).await;
        assert_eq!(complete, [header.clone(), row.clone()]);
        let failed = download(vec![piece(), Some(Err(AppError::Internal))]).await;
        assert_eq!(
            failed,
            [header.clone(), row.clone(), Err(AppError::Internal)]
        );
        let broken = download(vec![piece(), None]).await;
        assert_eq!(broken, [header, row, Err(AppError::Unavailable)]);
    }

    #[test]
    fn names_are_quoted_and_encoded() {
        assert_eq!(
            disposition("Büro 2026.csv"),
            "attachment; filename=\"B_ro 2026.csv\"; filename*=UTF-8''B%C3%BCro%202026.csv"
        );
    }
}
