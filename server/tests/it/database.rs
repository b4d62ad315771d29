//! The database behind many requests at once, some of which are broken off.

use std::pin::pin;

use futures::poll;
use server::fetch;
use uuid::Uuid;

use crate::on_both_databases;

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
            server::execute!(&mut tx, c => sqlx::query("update workspaces set updated_at = updated_at").execute(c)).unwrap();
            tx.commit().await.unwrap();
        }
        let mut tx = db.read().await.unwrap();
        let (count,): (i64,) = fetch!(&mut tx, c => sqlx::query_as("select count(*) from workspaces").fetch_one(c)).unwrap();
        assert_eq!(count, 0);
    }
}
