//! What `scripts/bench` measures `GET /api/v1/time-entries` against: a bare handler that runs the same SQL through the
//! same pool and writes the same fields, and asks nobody who they are. `bare_list WORKSPACE` with the server's own
//! `TIMETHER_DATABASE_URL` and `TIMETHER_LISTEN`.

use std::collections::HashMap;
use std::env::{args, var};
use std::error::Error;
use std::sync::Arc;

use app::error::AppError;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use server::db::{Db, connect};
use server::fetch;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

const ENTRIES: &str = "
    select e.id, e.user_id, p.client_id, e.project_id, e.description, e.started_at, e.ended_at, e.seconds,
        e.billable, e.hourly_rate_cents, c.currency, e.invoice_id, e.created_at, e.updated_at
    from time_entries e
    left join projects p on p.workspace_id = e.workspace_id and p.id = e.project_id
    left join clients c on c.workspace_id = p.workspace_id and c.id = p.client_id
    where e.workspace_id = $1
    order by e.started_at desc, e.id desc
    limit $2";
const LIMIT: i64 = 51;

#[derive(Serialize, sqlx::FromRow)]
struct Entry {
    id: Uuid,
    user_id: Uuid,
    client_id: Option<Uuid>,
    project_id: Option<Uuid>,
    description: String,
    started_at: i64,
    ended_at: i64,
    seconds: i64,
    billable: bool,
    hourly_rate_cents: i64,
    currency: Option<String>,
    invoice_id: Option<Uuid>,
    created_at: i64,
    updated_at: i64,
    #[sqlx(skip)]
    tag_ids: Vec<Uuid>,
}

async fn list(db: &Db, workspace: Uuid) -> Result<Vec<Entry>, AppError> {
    let mut tx = db.read().await?;
    let mut entries: Vec<Entry> = fetch!(&mut tx, c =>
        sqlx::query_as(ENTRIES).bind(workspace).bind(LIMIT).fetch_all(c))?;
    let places: Vec<String> = (2..entries.len() + 2).map(|n| format!("${n}")).collect();
    let text = format!(
        "select g.time_entry_id, g.tag_id from time_entry_tags g where g.workspace_id = $1 and g.time_entry_id in ({})",
        places.join(", ")
    );
    let pairs: Vec<(Uuid, Uuid)> = fetch!(&mut tx, c => {
        let mut query = sqlx::query_as(AssertSqlSafe(text)).bind(workspace);
        for entry in &entries {
            query = query.bind(entry.id);
        }
        query.fetch_all(c)
    })?;
    let mut tags: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (entry, tag) in pairs {
        tags.entry(entry).or_default().push(tag);
    }
    for entry in &mut entries {
        entry.tag_ids = tags.remove(&entry.id).unwrap_or_default();
    }
    Ok(entries)
}

async fn answer(State(from): State<Arc<(Db, Uuid)>>) -> Result<Json<Vec<Entry>>, StatusCode> {
    let entries = list(&from.0, from.1).await;
    entries
        .map(Json)
        .map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let workspace = args().nth(1).ok_or("bare_list WORKSPACE")?.parse()?;
    let db = connect(&var("TIMETHER_DATABASE_URL")?).await?;
    let listener = tokio::net::TcpListener::bind(var("TIMETHER_LISTEN")?).await?;
    let router = Router::new()
        .route("/", get(answer))
        .with_state(Arc::new((db, workspace)));
    axum::serve(listener, router).await?;
    Ok(())
}
