//! The one statement of the bus.

use sqlx::postgres::PgPool;

/// Tells every server that listens on this channel.
pub(super) async fn notify(pool: &PgPool, channel: &str, payload: &str) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_notify($1, $2)")
        .bind(channel)
        .bind(payload)
        .execute(pool)
        .await
        .map(drop)
}
