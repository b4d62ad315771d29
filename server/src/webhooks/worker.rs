//! The worker: it looks for webhooks to which something is due, and has each served by itself.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::services::Services;

/// Webhooks that are served at once.
pub(super) const AT_ONCE: usize = 32;
/// A delivery is announced before its commit: looks this long after, and again.
const FIRST_LOOK: Duration = Duration::from_millis(20);
const LOOKS: [Duration; 3] = [
    Duration::from_millis(200),
    Duration::from_secs(1),
    Duration::from_secs(4),
];
/// Looks without being told: for what is tried again, and for what other processes wrote.
const SLOW_POLL: Duration = Duration::from_secs(15);

/// Delivers until the server stops, and ends with what is then under way. Each webhook is served by itself, so that nobody waits for another's slow receiver.
pub async fn run(services: Arc<Services>) {
    let slots = Arc::new(Semaphore::new(AT_ONCE));
    // Whoever breaks this off breaks off what is under way.
    let mut serving = JoinSet::new();
    let mut pauses: &[Duration] = &[];
    while !services.hooks.is_stopping() {
        look(&services, &slots, &mut serving).await;
        let (pause, first) = match pauses.split_first() {
            // Whoever writes without a break has it look five times a second, not more often.
            Some((pause, later)) => {
                pauses = later;
                (*pause, LOOKS[0])
            }
            None => (SLOW_POLL, FIRST_LOOK),
        };
        tokio::select! {
            () = services.hooks.woken() => {
                tokio::time::sleep(first).await;
                pauses = &LOOKS;
            }
            () = tokio::time::sleep(pause) => {}
        }
    }
    while serving.join_next().await.is_some() {}
}

/// Begins to serve every webhook for which something is due.
async fn look(services: &Arc<Services>, slots: &Arc<Semaphore>, serving: &mut JoinSet<()>) {
    while serving.try_join_next().is_some() {}
    let due = match services.list_due_webhooks().await {
        Ok(due) => due,
        Err(error) => return tracing::warn!(%error, "webhooks will be looked for again"),
    };
    for (workspace, webhook) in due {
        let Ok(slot) = Arc::clone(slots).try_acquire_owned() else {
            return;
        };
        let services = Arc::clone(services);
        serving.spawn(async move {
            match services.serve_webhook(workspace, webhook).await {
                Ok(0) => {}
                // There may be more by now.
                Ok(_) => services.hooks.wake(),
                Err(error) => tracing::warn!(%error, %webhook, "a webhook will be served again"),
            }
            drop(slot);
        });
    }
}
