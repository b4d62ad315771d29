//! `timether serve`: listens, tidies up hourly, stops gracefully.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::CommandError;
use crate::http::listener;
use crate::metrics::{self, Metrics};
use crate::router::router;
use crate::services::Services;

const HOUR: Duration = Duration::from_hours(1);
/// What the deliveries of webhooks have, beyond the last request, to end by themselves: a little more than they need.
const LAST_DELIVERIES: Duration = Duration::from_millis(1500);

pub(super) async fn run(services: Services) -> Result<(), CommandError> {
    let services = Arc::new(services);
    let listener = bind(services.config.listen).await?;
    let address = listener.local_addr()?;
    crate::events::forward(&services).await?;
    let mut router = router(Arc::clone(&services))?;
    let telling = match services.config.metrics_listen {
        Some(address) => {
            let metrics = Metrics::new(Arc::clone(&services))?;
            router = metrics.watch(router);
            Some(tell(&metrics, bind(address).await?)?)
        }
        None => None,
    };
    let shown = services.config.public_url.as_ref().map_or_else(
        || format!("http://{address}"),
        |url| url.as_str().trim_end_matches('/').to_owned(),
    );
    println!("Timether is at {shown}");
    let tidying = tokio::spawn(tidy_hourly(Arc::clone(&services)));
    let sending = tokio::spawn(crate::mail::run(Arc::clone(&services)));
    let mut pushing = tokio::spawn(crate::webhooks::run(Arc::clone(&services)));
    let ending_grace = tokio::spawn(crate::billing::grace::watch(Arc::clone(&services)));
    let watching = tokio::spawn(crate::budgets::run(Arc::clone(&services)));
    let stopped = Arc::clone(&services);
    let stop = async move {
        stop_signal().await;
        stopped.bus.close();
        stopped.hooks.stop();
    };
    listener::serve(listener, router, stop).await?;
    // Until the last request has ended, somebody may want to know how many there are.
    if let Some(telling) = telling {
        telling.abort();
    }
    tidying.abort();
    sending.abort();
    ending_grace.abort();
    watching.abort();
    // By now they have let go of their webhooks; else those are free for another server when their leases end.
    if tokio::time::timeout(LAST_DELIVERIES, &mut pushing)
        .await
        .is_err()
    {
        pushing.abort();
    }
    services.db.close().await;
    Ok(())
}

async fn bind(address: SocketAddr) -> Result<TcpListener, CommandError> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("cannot listen on {address}: {error}"))?;
    Ok(listener)
}

/// Tells Prometheus the figures, on a listener of their own.
fn tell(
    metrics: &Arc<Metrics>,
    listener: TcpListener,
) -> Result<JoinHandle<std::io::Result<()>>, CommandError> {
    println!(
        "Figures for Prometheus are at http://{}{}",
        listener.local_addr()?,
        metrics::PATH
    );
    let serving = listener::serve(listener, metrics.router(), std::future::pending());
    Ok(tokio::spawn(serving))
}

async fn tidy_hourly(services: Arc<Services>) {
    let mut hours = tokio::time::interval(HOUR);
    loop {
        hours.tick().await;
        let results = [
            services.purge_sessions().await,
            services.purge_throttle().await,
            services.purge_idempotency_keys().await,
            services.purge_challenges().await,
            services.purge_connect_codes().await,
            services.purge_links().await,
            services.purge_invitations().await,
            services.purge_deleted().await.map(drop),
            services.purge_uploads().await,
            services.purge_events().await.map(drop),
            services.purge_payment_events().await.map(drop),
        ];
        for error in results.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "tidying up will be tried again in an hour");
        }
    }
}

/// Ctrl-C, or SIGTERM from whoever runs the process.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => {
            // Without the handler only Ctrl-C is left.
            let _ = tokio::signal::ctrl_c().await;
        }
    }
    tracing::info!("stopping");
}
