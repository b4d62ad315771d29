//! What the database holds of a workspace, in every table it has.

use app::values::WorkspaceId;
use server::db::{Db, Tx};
use server::fetch;

/// Reads every row of a workspace in every table that has workspaces, found by looking at the database itself: a table
/// that comes later is watched too.
#[derive(Debug)]
pub struct Watcher {
    /// All tables as one text, in one query, since every cell of a matrix looks twice; its parameter is the workspace.
    query: String,
    tables: usize,
}

impl Watcher {
    pub async fn new(db: &Db) -> Self {
        let mut tx = db.read().await.unwrap();
        let columns = match &mut tx {
            Tx::Sqlite(tx) => sqlx::query_as::<_, (String, String)>(
                "select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p
                 where m.type = 'table' order by m.name, p.cid",
            )
            .fetch_all(&mut **tx)
            .await
            .unwrap(),
            Tx::Postgres(tx) => sqlx::query_as::<_, (String, String)>(
                "select cast(table_name as text), cast(column_name as text) from information_schema.columns
                 where table_schema = 'public' order by table_name, ordinal_position",
            )
            .fetch_all(&mut **tx)
            .await
            .unwrap(),
        };
        let mut tables: Vec<(String, Vec<String>)> = Vec::new();
        for (table, column) in columns {
            match tables.last_mut() {
                Some((last, columns)) if *last == table => columns.push(column),
                _ => tables.push((table, vec![column])),
            }
        }
        let sqlite = matches!(db, Db::Sqlite { .. });
        let queries: Vec<String> = tables
            .into_iter()
            // A session says where its person looks, and changes with every look.
            .filter(|(table, _)| table != "sessions")
            .filter_map(|(table, columns)| {
                let key = match table.as_str() {
                    "workspaces" => "id",
                    _ if columns.iter().any(|column| column == "workspace_id") => "workspace_id",
                    _ => return None,
                };
                Some(if sqlite {
                    let line = columns
                        .iter()
                        .map(|column| format!("quote({column})"))
                        .collect::<Vec<_>>()
                        .join(" || ',' || ");
                    format!(
                        "select coalesce(group_concat(line, '|'), '') from
                             (select {line} as line from {table} where {key} = $1 order by 1)"
                    )
                } else {
                    format!(
                        "select coalesce(string_agg(cast(t as text), '|' order by cast(t as text)), '')
                         from {table} t where {key} = $1"
                    )
                })
            })
            .collect();
        Self {
            query: format!("select ({})", queries.join(") || '\n' || (")),
            tables: queries.len(),
        }
    }

    /// Everything that is stored of a workspace, a line for each table.
    pub async fn look(&self, db: &Db, workspace: WorkspaceId) -> String {
        let mut tx = db.read().await.unwrap();
        let (seen,) = fetch!(&mut tx, c => sqlx::query_as::<_, (String,)>(
            sqlx::AssertSqlSafe(self.query.clone())
        ).bind(workspace.uuid()).fetch_one(c))
        .unwrap();
        seen
    }

    /// How many tables are watched.
    pub fn tables(&self) -> usize {
        self.tables
    }
}
