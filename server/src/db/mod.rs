//! The database: SQLite or PostgreSQL behind one `Db`, one `Tx` and one SQL text.

pub mod bulk;
mod connect;
pub mod instance;
pub mod lines;
pub mod rows;
pub mod slice;

use std::time::Duration;

use app::error::AppError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::SqlitePool;
use sqlx::{Postgres, SqlStr, Sqlite, Transaction};
use tokio::time::timeout;
use uuid::Uuid;

pub use connect::{ConnectError, connect};

/// A view in which nothing changes, on `PostgreSQL`.
const READ: &str = "begin isolation level repeatable read, read only";
/// How long a writer waits for its turn on `PostgreSQL`.
const LOCK_TIMEOUT: &str = "10s";
/// How long a write waits that can be left out.
const SOON: Duration = Duration::from_millis(200);

/// Where everything is kept.
#[derive(Clone, Debug)]
pub enum Db {
    /// One file: one writer, many readers.
    Sqlite {
        /// The only connection that writes.
        writer: SqlitePool,
        /// Connections that read a snapshot.
        readers: SqlitePool,
    },
    /// A server; writers of one workspace take turns.
    Postgres(PgPool),
}

/// How busy a pool of connections is.
#[derive(Clone, Copy, Debug)]
pub struct PoolUse {
    /// Which one.
    pub name: &'static str,
    /// Connections that somebody has.
    pub in_use: u32,
    /// Connections that wait for somebody.
    pub idle: u32,
    /// So many it has at most.
    pub most: u32,
}

impl PoolUse {
    fn of<D: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<D>) -> Self {
        let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
        Self {
            name,
            // The two are read one after the other, and connections come and go meanwhile.
            in_use: pool.size().saturating_sub(idle),
            idle,
            most: pool.options().get_max_connections(),
        }
    }
}

/// A transaction on either database; nothing is kept unless `commit` is called.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// A connection to either database.
#[derive(Debug)]
pub enum Conn {
    /// To SQLite, to read.
    Sqlite(PoolConnection<Sqlite>),
    /// To PostgreSQL.
    Postgres(PoolConnection<Postgres>),
}

/// Runs a query that answers rows: `fetch!(tx, c => sqlx::query_as::<_, Row>("…").fetch_all(c))`.
///
/// The text is written once and compiled for both databases; a failure is an `AppError`.
#[macro_export]
macro_rules! fetch {
    ($tx:expr, $c:ident => $query:expr) => {
        match &mut *$tx {
            $crate::db::Tx::Sqlite(transaction) => {
                let $c = &mut **transaction;
                $query.await.map_err($crate::db::db_error)
            }
            $crate::db::Tx::Postgres(transaction) => {
                let $c = &mut **transaction;
                $query.await.map_err($crate::db::db_error)
            }
        }
    };
}

/// Runs one reading query by itself, without a transaction: `ask!(db, c => sqlx::query_as::<_, Row>("…").fetch_all(c))`.
///
/// One statement is a consistent view of its own, and beginning and ending another one around it are two more ways to the
/// server and back: it is for what every call asks first.
#[macro_export]
macro_rules! ask {
    ($db:expr, $c:ident => $query:expr) => {
        match $db {
            $crate::db::Db::Sqlite { readers: $c, .. } => {
                $query.await.map_err($crate::db::db_error)
            }
            $crate::db::Db::Postgres($c) => $query.await.map_err($crate::db::db_error),
        }
    };
}

/// Runs a statement and answers how many rows it touched: `execute!(tx, c => sqlx::query("…").execute(c))`.
#[macro_export]
macro_rules! execute {
    ($tx:expr, $c:ident => $query:expr) => {
        match &mut *$tx {
            $crate::db::Tx::Sqlite(transaction) => {
                let $c = &mut **transaction;
                $query
                    .await
                    .map(|done| done.rows_affected())
                    .map_err($crate::db::db_error)
            }
            $crate::db::Tx::Postgres(transaction) => {
                let $c = &mut **transaction;
                $query
                    .await
                    .map(|done| done.rows_affected())
                    .map_err($crate::db::db_error)
            }
        }
    };
}

impl Db {
    /// A consistent view to read from.
    ///
    /// # Errors
    /// `AppError::Unavailable` when no connection can be had.
    pub async fn read(&self) -> Result<Tx, AppError> {
        match self {
            Self::Sqlite { readers, .. } => readers.begin().await.map(Tx::Sqlite).map_err(db_error),
            Self::Postgres(pool) => begin(pool, READ).await.map(Tx::Postgres),
        }
    }

    /// A connection to ask one thing of, before a view begins on it.
    ///
    /// # Errors
    /// `AppError::Unavailable` when no connection can be had.
    pub async fn acquire(&self) -> Result<Conn, AppError> {
        match self {
            Self::Sqlite { readers, .. } => readers.acquire().await.map(Conn::Sqlite),
            Self::Postgres(pool) => pool.acquire().await.map(Conn::Postgres),
        }
        .map_err(db_error)
    }

    /// A transaction that may write. Writers that name the same `scope` (a workspace, an account)
    /// take turns on both databases, so that what a use case has read stays true until it commits.
    ///
    /// # Errors
    /// `AppError::Unavailable` when no connection or turn can be had.
    pub async fn write(&self, scope: Uuid) -> Result<Tx, AppError> {
        match self {
            Self::Sqlite { writer, .. } => writer
                .begin_with("begin immediate")
                .await
                .map(Tx::Sqlite)
                .map_err(db_error),
            Self::Postgres(pool) => {
                let mut transaction = begin(pool, "begin").await?;
                let (high, low) = scope.as_u64_pair();
                // Whoever waits keeps a connection that others want: not for long.
                sqlx::query("select set_config('lock_timeout', $1, true)")
                    .bind(LOCK_TIMEOUT)
                    .execute(&mut *transaction)
                    .await
                    .map_err(db_error)?;
                sqlx::query("select pg_advisory_xact_lock($1)")
                    .bind((high ^ low).cast_signed())
                    .execute(&mut *transaction)
                    .await
                    .map_err(db_error)?;
                Ok(Tx::Postgres(transaction))
            }
        }
    }

    /// Like [`Db::write`], for what can be left out: it waits for its turn but a moment.
    ///
    /// # Errors
    /// `AppError::Unavailable` when its turn does not come at once.
    pub async fn write_soon(&self, scope: Uuid) -> Result<Tx, AppError> {
        let turn = timeout(SOON, self.write(scope)).await;
        turn.unwrap_or(Err(AppError::Unavailable))
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails or the database is newer than this program.
    pub async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        let migrator = sqlx::migrate!("src/db/migrations");
        match self {
            Self::Sqlite { writer, .. } => migrator.run(writer).await,
            Self::Postgres(pool) => migrator.run(pool).await,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// `AppError::Unavailable` when it does not.
    pub async fn ping(&self) -> Result<(), AppError> {
        match self {
            Self::Sqlite { readers, .. } => {
                sqlx::query("select 1").execute(readers).await.map(drop)
            }
            Self::Postgres(pool) => sqlx::query("select 1").execute(pool).await.map(drop),
        }
        .map_err(db_error)
    }

    /// How busy its pools are.
    #[must_use]
    pub fn pools(&self) -> Vec<PoolUse> {
        match self {
            Self::Sqlite { writer, readers } => vec![
                PoolUse::of("writer", writer),
                PoolUse::of("readers", readers),
            ],
            Self::Postgres(pool) => vec![PoolUse::of("all", pool)],
        }
    }

    /// Closes every connection once it is idle.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Begins a transaction, to the end even if nobody waits for it any more: sqlx 0.9 forgets one whose beginning is
/// broken off, and its connection would go on to the next request inside it.
async fn begin(
    pool: &PgPool,
    statement: &'static str,
) -> Result<Transaction<'static, Postgres>, AppError> {
    let pool = pool.clone();
    to_the_end(async move { pool.begin_with(statement).await }).await
}

async fn to_the_end(
    beginning: impl Future<Output = sqlx::Result<Transaction<'static, Postgres>>> + Send + 'static,
) -> Result<Transaction<'static, Postgres>, AppError> {
    tokio::spawn(beginning)
        .await
        .map_err(|_| AppError::Internal)?
        .map_err(db_error)
}

impl Conn {
    /// A consistent view to read from, like [`Db::read`], on this connection: to give one back to the pool and take
    /// another costs as much as a question does.
    ///
    /// # Errors
    /// `AppError::Unavailable` when the database is out of reach.
    pub async fn read(self) -> Result<Tx, AppError> {
        match self {
            Self::Sqlite(connection) => Transaction::begin(connection, None)
                .await
                .map(Tx::Sqlite)
                .map_err(db_error),
            Self::Postgres(connection) => to_the_end(Transaction::begin(
                connection,
                Some(SqlStr::from_static(READ)),
            ))
            .await
            .map(Tx::Postgres),
        }
    }
}

impl Tx {
    /// Keeps what was written; only then may a success be answered.
    ///
    /// # Errors
    /// `AppError::Unavailable` when it could not be kept.
    pub async fn commit(self) -> Result<(), AppError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
        .map_err(db_error)
    }
}

/// A database failure in the user's words; its details go to the log.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
pub fn db_error(error: sqlx::Error) -> AppError {
    match &error {
        sqlx::Error::RowNotFound => AppError::NotFound,
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
            tracing::warn!(%error, "database out of reach");
            AppError::Unavailable
        }
        sqlx::Error::Database(database) if is_passing(database.code().as_deref()) => {
            tracing::warn!(%error, "database busy");
            AppError::Unavailable
        }
        _ => {
            tracing::error!(%error, "database error");
            AppError::Internal
        }
    }
}

/// Busy, locked, full or failing SQLite; `PostgreSQL` shutting down, overloaded, deadlocked, locked or full.
fn is_passing(code: Option<&str>) -> bool {
    matches!(
        code,
        Some(
            "5" | "6" | "10" | "13" | "261" | "517" // SQLite
            | "40001" | "40P01" | "53100" | "53200" | "53300" | "55P03" | "57P01" | "57P02" | "57P03"
        )
    )
}
