//! Opening a database from its URL, with the settings nothing is lost under.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Db, PgPoolOptions};

/// Pages that a connection keeps, in KiB below zero. Every one of them keeps its own for good, and the system has the
/// file's in memory anyway: an import wants some for its indexes, a reader little more than the way down to its rows.
const WRITER_CACHE: &str = "-8000";
const READER_CACHE: &str = "-3000";
/// So many rows wait between SQLite's thread and the task that asked: a batch. With the driver's fifty the two wake each
/// other for every row of a long list.
const ROWS_IN_FLIGHT: usize = 1024;

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The URL is neither `sqlite://…` nor `postgres://…`.
    #[error("the database URL must begin with sqlite:// or postgres://")]
    Scheme,
    /// The folder of the SQLite file cannot be made.
    #[error("cannot make the folder {0}: {1}")]
    Folder(String, std::io::Error),
    /// The database refused.
    #[error("cannot open the database: {0}")]
    Database(#[from] sqlx::Error),
}

/// How long a connection to PostgreSQL may have waited to be used without being asked whether it is still there.
const TRUSTED: Duration = Duration::from_secs(1);

/// Opens `sqlite://path` (made if missing) or `postgres://…`.
///
/// # Errors
/// See [`ConnectError`].
pub async fn connect(url: &str) -> Result<Db, ConnectError> {
    if url.starts_with("sqlite:") {
        connect_sqlite(url).await
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(Duration::from_secs(5))
            // A question to the server before each use costs as much as the use; one that was used a moment ago is alive.
            .test_before_acquire(false)
            .before_acquire(|connection, state| {
                Box::pin(async move {
                    if state.idle_for > TRUSTED {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect(url)
            .await?;
        Ok(Db::Postgres(pool))
    } else {
        Err(ConnectError::Scheme)
    }
}

async fn connect_sqlite(url: &str) -> Result<Db, ConnectError> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged write must survive a power cut: NORMAL would not do.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .row_buffer_size(ROWS_IN_FLIGHT)
        .pragma("temp_store", "memory");
    make_folder(options.get_filename())?;
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options.clone().pragma("cache_size", WRITER_CACHE))
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(8)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(
            options
                .pragma("cache_size", READER_CACHE)
                .pragma("query_only", "true"),
        )
        .await?;
    Ok(Db::Sqlite { writer, readers })
}

fn make_folder(file: &Path) -> Result<(), ConnectError> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .map_err(|error| ConnectError::Folder(folder.display().to_string(), error)),
        _ => Ok(()),
    }
}
