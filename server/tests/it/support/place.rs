//! Where a test's database is. Most begin with a copy of one that was migrated once: migrations are a third of a test's
//! time.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use server::clock::{Random, SystemRandom};
use server::db;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

static MIGRATIONS: Migrator = sqlx::migrate!("src/db/migrations");
const FILE: &str = "timether.db";
/// Whoever holds it on PostgreSQL makes the template.
const TEMPLATE_LOCK: i64 = 7_206_831_140;

/// A database of a test's own, and a folder beside it.
pub enum Place {
    Folder(TempDir),
    Postgres {
        folder: TempDir,
        admin: String,
        database: String,
    },
}

impl Place {
    /// A file that is still to be made.
    pub fn sqlite() -> Self {
        Self::Folder(tempfile::tempdir().unwrap())
    }

    /// A file with every migration done.
    pub async fn migrated_sqlite() -> Self {
        let template = sqlite_template().await;
        let place = Self::sqlite();
        std::fs::copy(template, place.folder().join(FILE)).unwrap();
        place
    }

    /// Needs `TIMETHER_TEST_POSTGRES_URL`: a server where databases may be made (`make test` sets one up).
    pub async fn postgres() -> Self {
        Self::postgres_from("template1").await
    }

    /// The same, with every migration done.
    pub async fn migrated_postgres() -> Self {
        let template = postgres_template().await;
        Self::postgres_from(&template).await
    }

    async fn postgres_from(template: &str) -> Self {
        let admin = admin();
        let database = format!("timether_{}", random_name());
        let mut connection = PgConnection::connect(&admin).await.unwrap();
        let text = format!("create database {database} template {template}");
        run(&mut connection, text).await;
        connection.close().await.unwrap();
        Self::Postgres {
            folder: tempfile::tempdir().unwrap(),
            admin,
            database,
        }
    }

    /// What a server finds the database by.
    pub fn url(&self) -> String {
        match self {
            Self::Folder(folder) => format!("sqlite://{}/{FILE}", folder.path().display()),
            Self::Postgres {
                admin, database, ..
            } => url_of(admin, database),
        }
    }

    /// Where the key and the outbox are; gone with the test.
    pub fn folder(&self) -> PathBuf {
        match self {
            Self::Folder(folder) | Self::Postgres { folder, .. } => folder.path().to_owned(),
        }
    }

    /// Removes the database.
    pub async fn remove(&self) {
        if let Self::Postgres {
            admin, database, ..
        } = self
        {
            let mut connection = PgConnection::connect(admin).await.unwrap();
            let text = format!("drop database {database} with (force)");
            run(&mut connection, text).await;
        }
    }
}

/// The file that migrated ones are copies of, made by the first test that wants it.
async fn sqlite_template() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let template = folder.join(format!("migrated-{}.db", schema()));
    if !template.exists() {
        // Several tests may come at once: each makes one, and the last one to be named stays.
        let made = tempfile::tempdir_in(folder).unwrap();
        let file = made.path().join(FILE);
        migrate(&format!("sqlite://{}", file.display())).await;
        std::fs::rename(file, &template).unwrap();
    }
    template
}

/// The database that migrated ones are copies of, made by the first test that wants it.
async fn postgres_template() -> String {
    let admin = admin();
    let template = format!("migrated_{}", schema());
    let mut connection = PgConnection::connect(&admin).await.unwrap();
    // Until the connection is closed.
    run(
        &mut connection,
        format!("select pg_advisory_lock({TEMPLATE_LOCK})"),
    )
    .await;
    let is_there: bool =
        sqlx::query_scalar("select exists (select 1 from pg_database where datname = $1)")
            .bind(&template)
            .fetch_one(&mut connection)
            .await
            .unwrap();
    if !is_there {
        let made = format!("{template}_{}", random_name());
        run(&mut connection, format!("create database {made}")).await;
        migrate(&url_of(&admin, &made)).await;
        run(
            &mut connection,
            format!("alter database {made} rename to {template}"),
        )
        .await;
    }
    connection.close().await.unwrap();
    template
}

async fn migrate(url: &str) {
    let db = db::connect(url).await.unwrap();
    db.migrate().await.unwrap();
    db.close().await;
}

async fn run(connection: &mut PgConnection, text: String) {
    sqlx::query(AssertSqlSafe(text))
        .execute(connection)
        .await
        .unwrap();
}

fn admin() -> String {
    std::env::var("TIMETHER_TEST_POSTGRES_URL")
        .expect("TIMETHER_TEST_POSTGRES_URL is set by `make test` (scripts/with-postgres)")
}

fn url_of(admin: &str, database: &str) -> String {
    let mut url = url::Url::parse(admin).unwrap();
    url.set_path(database);
    url.to_string()
}

fn random_name() -> String {
    let mut name = [0; 8];
    SystemRandom.fill(&mut name);
    format!("{:x}", u64::from_ne_bytes(name))
}

/// Names what the migrations say: others make another template.
fn schema() -> String {
    let mut hasher = DefaultHasher::new();
    for migration in MIGRATIONS.iter() {
        migration.checksum.hash(&mut hasher);
    }
    format!("{:x}", hasher.finish())
}
