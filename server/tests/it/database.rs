//! The database behind many requests at once, some of which are broken off.

use std::pin::pin;

use app::error::AppError;
use futures::poll;
use server::db::bulk::Bulk;
use server::db::{Db, Tx};
use server::{execute, fetch};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::on_both_databases;
use crate::support::{TestApp, plain};

/// Lets something go on for so many moments, and drops it.
async fn break_off(work: impl Future, moments: usize) {
    let mut work = pin!(work);
    for _ in 0..moments {
        if poll!(work.as_mut()).is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

on_both_databases! {
    /// A request that is broken off while its view begins leaves no connection inside it: the next one may write.
    async fn what_is_broken_off_leaves_no_transaction(app: &TestApp) {
        let db = &app.services.db;
        for moment in 0..60 {
            break_off(db.read(), moment).await;
            break_off(db.write(Uuid::nil()), moment).await;
            let mut tx = db.write(Uuid::nil()).await.unwrap();
            execute!(&mut tx, c => sqlx::query("update workspaces set updated_at = updated_at").execute(c)).unwrap();
            tx.commit().await.unwrap();
        }
        let mut tx = db.read().await.unwrap();
        let (count,): (i64,) = fetch!(&mut tx, c => sqlx::query_as("select count(*) from workspaces").fetch_one(c)).unwrap();
        assert_eq!(count, 0);
    }
}

/// How PostgreSQL would look an entry up by its key, as it does for each tag of an entry.
async fn plan(tx: &mut Tx, workspace: Uuid) -> String {
    let text = format!(
        "explain select 1 from only time_entries e where e.workspace_id = '{workspace}'
         and e.id = '01940000-0000-7000-8000-000000000002' for key share of e"
    );
    let lines: Vec<(String,)> =
        fetch!(tx, c => sqlx::query_as(AssertSqlSafe(text.clone())).fetch_all(c)).unwrap();
    lines.into_iter().map(|(line,)| line).collect()
}

/// PostgreSQL takes samples by itself, in which a transaction's own rows do not count.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_transaction_is_not_slowed_by_samples_without_its_rows_on_postgres() {
    let app = TestApp::on_postgres(plain).await;
    let maya = app.person("Maya").await.actor().await;
    let workspace = maya.workspace_id.uuid();
    let mut tx = app.services.db.write(workspace).await.unwrap();
    let mut bulk = Bulk::begin(&mut tx).await.unwrap();
    execute!(&mut tx, c => sqlx::query(
        "insert into time_entries (workspace_id, id, user_id, description, description_key, started_at, ended_at, seconds,
             billable, hourly_rate_cents, created_at, updated_at)
         select $1, gen_random_uuid(), $2, '', '', n, n, 0, false, 0, 0, 0 from generate_series(1, 5000) n"
    ).bind(workspace).bind(maya.user_id.uuid()).execute(c))
    .unwrap();
    let Db::Postgres(pool) = &app.services.db else {
        unreachable!()
    };
    sqlx::query("analyze time_entries")
        .execute(pool)
        .await
        .unwrap();
    let misled = plan(&mut tx, workspace).await;
    assert!(
        !misled.contains("time_entries_pkey"),
        "nothing to repair: {misled}"
    );
    // A vacuum holds the table for a while: nothing is sampled then, and soon after.
    let mut vacuum = pool.begin().await.unwrap();
    sqlx::query("lock table time_entries in share update exclusive mode")
        .execute(&mut *vacuum)
        .await
        .unwrap();
    bulk.wrote(&mut tx, 4_999).await.unwrap();
    assert_eq!(plan(&mut tx, workspace).await, misled);
    vacuum.rollback().await.unwrap();
    bulk.wrote(&mut tx, 1).await.unwrap();
    let plan = plan(&mut tx, workspace).await;
    assert!(plan.contains("time_entries_pkey"), "{plan}");
    tx.commit().await.unwrap();
    app.close().await;
}

async fn count_workspaces(db: &Db) -> Result<i64, AppError> {
    let mut tx = db.read().await?;
    let (count,) = fetch!(&mut tx, c => sqlx::query_as::<_, (i64,)>("select count(*) from workspaces").fetch_one(c))?;
    Ok(count)
}

/// Connections that `PostgreSQL` has ended, as it does when it starts again, are replaced without a hand; until then the
/// answer is that the database is away, and nothing else.
#[tokio::test]
async fn ended_connections_are_replaced_on_postgres() {
    let app = TestApp::on_postgres(plain).await;
    let db = &app.services.db;
    let Db::Postgres(pool) = db else {
        unreachable!("it is PostgreSQL")
    };
    let several = futures::future::join_all((0..4).map(|_| pool.acquire())).await;
    drop(several);
    sqlx::query(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()",
    )
    .execute(pool)
    .await
    .unwrap();
    let mut last = Err(AppError::Internal);
    for _ in 0..8 {
        last = count_workspaces(db).await;
        assert!(
            matches!(last, Ok(0) | Err(AppError::Unavailable)),
            "{last:?}"
        );
    }
    assert_eq!(last, Ok(0));
    app.close().await;
}
