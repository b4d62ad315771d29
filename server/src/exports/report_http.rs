//! `GET /exports/summary.csv` and `.pdf`, `weekly` and `profitability` likewise: what the report of the same address shows.

use app::context::Visitor;
use app::error::AppError;
use app::time_entries::EntryQuery;
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::header;

use super::csv::BYTE_ORDER_MARK;
use super::http::{asks_for_excel, disposition, parsed, pdf_answer, wait_for_report};
use super::reports::{ReportFile, ReportKind};
use crate::http::reply::error_page;
use crate::router::AppState;

/// The summary as CSV.
pub async fn summary_csv(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    answered(as_csv(&state, visitor, query, ReportKind::Summary).await)
}

/// The summary as a PDF.
pub async fn summary_pdf(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    answered(as_pdf(&state, visitor, query, ReportKind::Summary).await)
}

/// The weekly report as CSV.
pub async fn weekly_csv(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    answered(as_csv(&state, visitor, query, ReportKind::Weekly).await)
}

/// The weekly report as a PDF.
pub async fn weekly_pdf(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    answered(as_pdf(&state, visitor, query, ReportKind::Weekly).await)
}

/// What time earned and cost, as CSV.
pub async fn profitability_csv(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    answered(as_csv(&state, visitor, query, ReportKind::Profitability).await)
}

/// What time earned and cost, as a PDF.
pub async fn profitability_pdf(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    answered(as_pdf(&state, visitor, query, ReportKind::Profitability).await)
}

fn answered(answer: Result<Response, AppError>) -> Response {
    answer.unwrap_or_else(|error| error_page(&error))
}

async fn as_csv(
    state: &AppState,
    visitor: Visitor,
    query: Option<String>,
    kind: ReportKind,
) -> Result<Response, AppError> {
    let for_excel = asks_for_excel(query.as_deref().unwrap_or_default());
    let file = read(state, visitor, query, kind).await?;
    file_csv(&file, for_excel)
}

/// Answers with a report as CSV, marked as UTF-8 or not.
pub(crate) fn file_csv(file: &ReportFile, for_excel: bool) -> Result<Response, AppError> {
    let mut bytes = Vec::new();
    if for_excel {
        bytes.extend(BYTE_ORDER_MARK.as_bytes());
    }
    bytes.extend(file.to_csv()?);
    let headers = [
        (
            header::CONTENT_TYPE,
            "text/csv; charset=utf-8; header=present".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            disposition(&file.file_name("csv")),
        ),
    ];
    Ok((headers, bytes).into_response())
}

async fn as_pdf(
    state: &AppState,
    visitor: Visitor,
    query: Option<String>,
    kind: ReportKind,
) -> Result<Response, AppError> {
    let (_, actor) = visitor.session.as_ref().ok_or(AppError::Unauthenticated)?;
    actor.must(kind.needs())?;
    let turn = wait_for_report().await?;
    let file = read(state, visitor, query, kind).await?;
    let name = file.file_name("pdf");
    pdf_answer(move || file.to_pdf(), &name, turn).await
}

async fn read(
    state: &AppState,
    visitor: Visitor,
    query: Option<String>,
    kind: ReportKind,
) -> Result<ReportFile, AppError> {
    let (_, actor) = visitor.session.ok_or(AppError::Unauthenticated)?;
    let group_by = group_by(query.as_deref().unwrap_or_default());
    let query: EntryQuery = parsed(query);
    state
        .services
        .export_report(&actor, kind, query, &group_by, visitor.formats)
        .await
}

/// What stands in the address as `group_by`.
fn group_by(query: &str) -> String {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "group_by")
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}
