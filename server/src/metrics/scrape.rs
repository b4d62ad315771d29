//! What is looked up when somebody asks for the figures, and how it is written.

use prometheus::{Encoder, Gauge, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder};

use super::sql::{Counts, count};
use super::{Metrics, process};
use crate::clock::Stopwatch;
use crate::db::PoolUse;
use crate::services::Services;

/// What the database says.
struct Asked {
    counts: Counts,
    /// How long a connection to read with took to come.
    waited_seconds: f64,
}

/// What is looked up.
struct Figures {
    /// None while the database is out of reach.
    asked: Option<Asked>,
    pools: Vec<PoolUse>,
    streams: usize,
    resident_bytes: Option<i64>,
    /// Unix seconds.
    started_at: i64,
}

impl Metrics {
    /// The figures as they stand, in Prometheus' text format.
    ///
    /// # Errors
    /// When a figure cannot be written.
    pub(super) async fn scrape(&self) -> prometheus::Result<Vec<u8>> {
        // Before a connection is taken to look with.
        let pools = self.services.db.pools();
        let figures = Figures {
            asked: ask(&self.services).await,
            pools,
            streams: self.services.bus.listeners(),
            resident_bytes: process::resident_bytes().await,
            started_at: self.started_at,
        };
        let mut families = self.requests.gather();
        families.extend(figures.registry()?.gather());
        let mut text = Vec::new();
        TextEncoder::new().encode(&families, &mut text)?;
        Ok(text)
    }
}

async fn ask(services: &Services) -> Option<Asked> {
    let stopwatch = Stopwatch::start();
    let mut tx = services.db.read().await.ok()?;
    let waited_seconds = stopwatch.elapsed().as_secs_f64();
    let counts = count(&mut tx).await.ok()?;
    Some(Asked {
        counts,
        waited_seconds,
    })
}

impl Figures {
    /// All of them, each told only if it is known.
    fn registry(&self) -> prometheus::Result<Registry> {
        let sheet = Sheet(Registry::new());
        sheet.of_the_build()?;
        sheet.whole(
            "process_start_time_seconds",
            "When the server began, in unix seconds.",
            self.started_at,
        )?;
        if let Some(bytes) = self.resident_bytes {
            sheet.whole(
                "process_resident_memory_bytes",
                "Memory that the process holds.",
                bytes,
            )?;
        }
        sheet.whole(
            "timether_event_streams",
            "Open pages and programs that are told of changes.",
            i64::try_from(self.streams).unwrap_or(i64::MAX),
        )?;
        sheet.of_pools(&self.pools)?;
        sheet.of_the_database(self.asked.as_ref())?;
        Ok(sheet.0)
    }
}

/// Figures of one moment.
struct Sheet(Registry);

impl Sheet {
    fn whole(&self, name: &str, help: &str, value: i64) -> prometheus::Result<()> {
        let gauge = IntGauge::new(name, help)?;
        gauge.set(value);
        self.0.register(Box::new(gauge))
    }

    fn of_the_build(&self) -> prometheus::Result<()> {
        let about = Opts::new("timether_build_info", "Which version runs; always 1.");
        let build = IntGaugeVec::new(about, &["version"])?;
        build.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        self.0.register(Box::new(build))
    }

    fn of_pools(&self, pools: &[PoolUse]) -> prometheus::Result<()> {
        let about = Opts::new(
            "timether_database_connections",
            "Connections to the database, by pool and by whether they are in use.",
        );
        let connections = IntGaugeVec::new(about, &["pool", "state"])?;
        let about = Opts::new(
            "timether_database_connections_max",
            "Connections that a pool has at most.",
        );
        let most = IntGaugeVec::new(about, &["pool"])?;
        for pool in pools {
            for (state, count) in [("idle", pool.idle), ("in_use", pool.in_use)] {
                connections
                    .with_label_values(&[pool.name, state])
                    .set(i64::from(count));
            }
            most.with_label_values(&[pool.name])
                .set(i64::from(pool.most));
        }
        self.0.register(Box::new(connections))?;
        self.0.register(Box::new(most))
    }

    fn of_the_database(&self, asked: Option<&Asked>) -> prometheus::Result<()> {
        self.whole(
            "timether_database_up",
            "Whether the database answered just now.",
            i64::from(asked.is_some()),
        )?;
        let Some(Asked {
            counts,
            waited_seconds,
        }) = asked
        else {
            return Ok(());
        };
        let wait = Gauge::new(
            "timether_database_wait_seconds",
            "How long a connection to read with took to come just now.",
        )?;
        wait.set(*waited_seconds);
        self.0.register(Box::new(wait))?;
        self.whole(
            "timether_mails_waiting",
            "Mails that are not handed over yet.",
            counts.mails,
        )?;
        self.whole(
            "timether_webhook_deliveries_waiting",
            "Deliveries to webhooks that are not taken yet.",
            counts.deliveries,
        )?;
        self.whole(
            "timether_timers",
            "Timers that run, or are paused.",
            counts.timers,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(figures: &Figures) -> String {
        let mut text = Vec::new();
        let families = figures.registry().unwrap().gather();
        TextEncoder::new().encode(&families, &mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn what_is_not_known_is_not_told() {
        let mut figures = Figures {
            asked: None,
            pools: vec![PoolUse {
                name: "readers",
                in_use: 2,
                idle: 1,
                most: 8,
            }],
            streams: 3,
            resident_bytes: None,
            started_at: 1_795_168_800,
        };
        let without = text(&figures);
        for there in [
            "process_start_time_seconds 1795168800\n",
            "timether_event_streams 3\n",
            "timether_database_connections{pool=\"readers\",state=\"in_use\"} 2\n",
            "timether_database_connections_max{pool=\"readers\"} 8\n",
            "timether_database_up 0\n",
        ] {
            assert!(without.contains(there), "{there} in {without}");
        }
        assert!(!without.contains("process_resident_memory_bytes"));
        assert!(!without.contains("timether_mails_waiting"));
        figures.asked = Some(Asked {
            counts: Counts {
                mails: 4,
                deliveries: 5,
                timers: 6,
            },
            waited_seconds: 0.25,
        });
        let with = text(&figures);
        for there in [
            "timether_database_up 1\n",
            "timether_database_wait_seconds 0.25\n",
            "timether_mails_waiting 4\n",
            "timether_webhook_deliveries_waiting 5\n",
            "timether_timers 6\n",
        ] {
            assert!(with.contains(there), "{there} in {with}");
        }
    }
}
