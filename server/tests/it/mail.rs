//! How letters go out: into the outbox, through SMTP, once, again after a failure, not for ever.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use server::clock::SystemRandom;
use server::config::{Config, SecretText};
use server::mail::{Letter, Mailer, Recipient};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use crate::on_both_databases;
use crate::support::{PASSWORD, TestApp, token_in};

/// Something listens there on no machine.
fn nowhere(config: &mut Config) {
    config.smtp_url = Some(SecretText::new("smtp://127.0.0.1:1".into()));
}

async fn write_letter(app: &TestApp, email: &str) {
    let to = Recipient {
        name: "Maya".into(),
        email: email.into(),
    };
    let mut tx = app.services.db.write(uuid::Uuid::nil()).await.unwrap();
    app.services
        .queue_letter(&mut tx, to, Letter::PasswordChanged)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Takes mail like an SMTP server, and counts it.
async fn sink() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let counter = Arc::clone(&counter);
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 sink\r\n").await.unwrap();
                let mut in_data = false;
                while let Ok(Some(line)) = lines.next_line().await {
                    let answer: &[u8] = match line.as_str() {
                        "." if in_data => {
                            in_data = false;
                            counter.fetch_add(1, Ordering::SeqCst);
                            b"250 taken\r\n"
                        }
                        _ if in_data => continue,
                        "DATA" => {
                            in_data = true;
                            b"354 go on\r\n"
                        }
                        line if line.contains("nobody@") => b"550 no such mailbox\r\n",
                        "QUIT" => b"221 bye\r\n",
                        _ => b"250 ok\r\n",
                    };
                    if write.write_all(answer).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (url, taken)
}

on_both_databases! {
    /// Without SMTP a letter is a file that nobody else may read, and the table forgets it.
    async fn without_smtp_letters_are_files(app: &TestApp) {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::with_database(format!("sqlite://{}/t.db", folder.path().display()));
        config.public_url = "https://time.example.com".parse().ok();
        let services = server::cli::open_with(
            config,
            Arc::clone(&app.services.clock),
            Arc::new(SystemRandom),
        ).await.unwrap();
        // The letters of the database under test, through an outbox in a folder of its own.
        app.person("Maya").await;
        let token = token_in(&app.letter_to("maya@example.com").await);
        for mail in app.letters().await {
            let mut tx = services.db.write(uuid::Uuid::nil()).await.unwrap();
            services.queue_letter(&mut tx, mail.to, mail.letter).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert_eq!(services.deliver_mails().await.unwrap(), 1);
        assert_eq!(services.count_waiting_mails().await.unwrap(), 0);
        let outbox = folder.path().join("outbox");
        assert_eq!(std::fs::metadata(&outbox).unwrap().permissions().mode() & 0o777, 0o700);
        let files: Vec<_> = std::fs::read_dir(&outbox).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(std::fs::metadata(&files[0]).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!files[0].display().to_string().contains(&token));
        let text = std::fs::read_to_string(&files[0]).unwrap();
        assert!(text.contains("From: Timether <no-reply@time.example.com>"), "{text}");
        assert!(text.contains(&format!("/email/verify?token={token}\r\n")), "{text}");
        assert!(!text.contains(PASSWORD));
    }
}

on_both_databases! {
    with crate::mail::nowhere;

    /// A server that cannot be reached is tried again, later and later, and given up after two days.
    async fn what_cannot_be_sent_waits_two_days(app: &TestApp) {
        write_letter(app, "maya@example.com").await;
        for _ in 0..3 {
            assert_eq!(app.services.deliver_mails().await.unwrap(), 0);
            assert_eq!(app.services.count_waiting_mails().await.unwrap(), 1);
            app.clock.advance(3600);
        }
        app.clock.advance(2 * 24 * 3600);
        assert_eq!(app.services.deliver_mails().await.unwrap(), 0);
        assert_eq!(app.services.count_waiting_mails().await.unwrap(), 0);
    }

    /// Several servers on one database send each letter once; a mailbox that is not there is not asked again.
    async fn every_letter_goes_out_once(app: &TestApp) {
        let (url, taken) = sink().await;
        let mut config = app.services.config.clone();
        config.smtp_url = Some(SecretText::new(url));
        config.secret_key = None;
        // Several processes: the same database and key, mailers of their own.
        let servers: Vec<_> = (0..4).map(|_| server::services::Services {
            db: app.services.db.clone(),
            clock: Arc::clone(&app.services.clock),
            random: Arc::clone(&app.services.random),
            mailer: Mailer::new(&config).unwrap(),
            config: config.clone(),
            hasher: app.services.hasher.clone(),
            key: app.services.key.clone(),
            countries: server::geo::Countries::load(None).unwrap(),
            hooks: server::webhooks::Sender::new(&app.services.config),
            payments: Arc::clone(&app.services.payments),
            bus: app.services.bus.clone(),
            under_way: app.services.under_way.clone(),
            budgets: app.services.budgets.clone(),
        }).collect();
        for number in 0..12 {
            write_letter(app, &format!("maya{number}@example.com")).await;
        }
        write_letter(app, "nobody@example.com").await;
        let sent = futures::future::join_all(servers.iter().map(server::services::Services::deliver_mails)).await;
        assert_eq!(sent.into_iter().map(Result::unwrap).sum::<usize>(), 12);
        assert_eq!(taken.load(Ordering::SeqCst), 12);
        assert_eq!(app.services.count_waiting_mails().await.unwrap(), 0);
    }
}
