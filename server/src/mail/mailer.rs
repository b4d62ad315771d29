//! Where mail goes: to an SMTP server, or, without one, into the outbox folder.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::accounts::ownership::MailWay;
use lettre::message::Mailbox;
use lettre::transport::smtp::{AsyncSmtpTransport, PoolConfig};
use lettre::{AsyncTransport, Tokio1Executor};
use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;
use url::{Host, Url};
use uuid::Uuid;

use super::Mail;
use super::message::{Encoding, compose};
use super::words::subject;
use crate::config::Config;

/// Each step of a conversation with the SMTP server, and all of it, must end within these.
const STEP: Duration = Duration::from_secs(20);
const WHOLE: Duration = Duration::from_mins(1);
const CONNECTIONS: u32 = 2;
/// The server says that this address gets no mail, and will not change its mind: RFC 5321, 4.2.3.
const NO_SUCH_MAILBOX: [u16; 3] = [550, 551, 553];

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// The address of the SMTP server. Its text could hold the password, and is not repeated.
    #[error(
        "TIMETHER_SMTP_URL is not understood: use smtps://user:password@host or smtp://user:password@host:587?tls=required"
    )]
    Smtp,
    /// The sender.
    #[error(
        "TIMETHER_MAIL_FROM is not understood: use an address, or `Timether <time@example.com>`"
    )]
    From,
}

/// Why one mail did not go out; the text holds nothing of its content.
#[derive(Debug)]
pub(super) enum SendError {
    /// It may go out later.
    Later(String),
    /// It never will.
    Refused(String),
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>, String),
    Outbox(PathBuf),
}

/// Hands mail over.
pub struct Mailer {
    way: Way,
    from: Mailbox,
    /// What message ids end in.
    host: String,
    wake: Notify,
}

// A transport knows the password.
impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer")
            .field("way", &self.describe())
            .finish_non_exhaustive()
    }
}

impl Mailer {
    /// What the settings say.
    ///
    /// # Errors
    /// When the server's address or the sender is not understood.
    pub fn new(config: &Config) -> Result<Self, MailerError> {
        let host = mail_host(config);
        let from = config
            .mail_from
            .clone()
            .unwrap_or_else(|| format!("Timether <no-reply@{host}>"));
        let way = match &config.smtp_url {
            None => Way::Outbox(config.data_folder().join("outbox")),
            Some(url) => {
                let shown = shown(url.expose()).ok_or(MailerError::Smtp)?;
                let pool = PoolConfig::new().max_size(CONNECTIONS);
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
                    .map_err(|_| MailerError::Smtp)?
                    .timeout(Some(STEP))
                    .pool_config(pool)
                    .build();
                Way::Smtp(transport, shown)
            }
        };
        Ok(Self {
            way,
            from: from.parse().map_err(|_| MailerError::From)?,
            host,
            wake: Notify::new(),
        })
    }

    /// Where mail goes, for pages.
    #[must_use]
    pub fn way(&self) -> MailWay {
        match self.way {
            Way::Smtp(..) => MailWay::Smtp,
            Way::Outbox(_) => MailWay::Outbox,
        }
    }

    /// Where mail goes, for operators; without secrets.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.way {
            Way::Smtp(_, server) => format!("handed to {server}"),
            Way::Outbox(folder) => format!(
                "written to {} (set TIMETHER_SMTP_URL to send it)",
                folder.display()
            ),
        }
    }

    /// Whether mail can be handed over now.
    ///
    /// # Errors
    /// What stands in the way, in words without secrets.
    pub async fn check(&self) -> Result<(), String> {
        match &self.way {
            Way::Smtp(transport, _) => {
                let answer = tokio::time::timeout(WHOLE, transport.test_connection()).await;
                match answer {
                    Ok(Ok(true)) => Ok(()),
                    Ok(Ok(false)) => Err("the SMTP server does not answer".into()),
                    Ok(Err(error)) => Err(error.to_string()),
                    Err(_) => Err("the SMTP server took too long".into()),
                }
            }
            Way::Outbox(folder) => open_folder(folder).await.map_err(|error| error.to_string()),
        }
    }

    /// A letter was written: the worker looks.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Hands one mail over.
    pub(super) async fn send(&self, id: Uuid, mail: &Mail, now: i64) -> Result<(), SendError> {
        let encoding = match self.way {
            Way::Smtp(..) => Encoding::ForTransport,
            Way::Outbox(_) => Encoding::ForReading,
        };
        let message_id = format!("<{id}@{}>", self.host);
        let message = compose(mail, &self.from, message_id, now, encoding)
            .map_err(|error| SendError::Refused(error.to_string()))?;
        match &self.way {
            Way::Smtp(transport, _) => {
                match tokio::time::timeout(WHOLE, transport.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(judge(&error)),
                    Err(_) => Err(SendError::Later("the SMTP server took too long".into())),
                }
            }
            Way::Outbox(folder) => {
                let file = folder.join(format!("{now}-{id}.eml"));
                write_private(folder, &file, &message.formatted())
                    .await
                    .map_err(|error| SendError::Later(error.to_string()))?;
                // Never what it says: links are secrets.
                tracing::info!(to = mail.to.email, subject = subject(&mail.letter), file = %file.display(), "a mail is in the outbox");
                Ok(())
            }
        }
    }
}

fn judge(error: &lettre::transport::smtp::Error) -> SendError {
    let code = error.status().map(u16::from);
    if code.is_some_and(|code| NO_SUCH_MAILBOX.contains(&code)) {
        SendError::Refused(error.to_string())
    } else {
        SendError::Later(error.to_string())
    }
}

/// The host that mail without a sender of its own comes from.
fn mail_host(config: &Config) -> String {
    match config.public_url.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name.to_owned(),
        _ => "localhost".into(),
    }
}

/// `host:port` of an SMTP address, without what it may hide.
fn shown(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let default = if url.scheme() == "smtps" { 465 } else { 25 };
    let port = url.port().unwrap_or(default);
    Some(format!("{}://{}:{port}", url.scheme(), url.host_str()?))
}

/// The folder, for this user alone.
async fn open_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    tokio::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .await?;
    // It may have been there before, for more people.
    tokio::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).await
}

/// Writes a file that nobody else may read and that is whole as soon as it has its name.
async fn write_private(folder: &Path, file: &Path, content: &[u8]) -> std::io::Result<()> {
    open_folder(folder).await?;
    let unfinished = file.with_extension("part");
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut open = match options.open(&unfinished).await {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            // Left by a process that was ended while it wrote.
            tokio::fs::remove_file(&unfinished).await?;
            options.open(&unfinished).await?
        }
        other => other?,
    };
    open.write_all(content).await?;
    open.sync_all().await?;
    drop(open);
    tokio::fs::rename(&unfinished, file).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SecretText;

    fn config(smtp: &str) -> Config {
        let mut config = Config::with_database("sqlite://data/t.db".into());
        config.smtp_url = Some(SecretText::new(smtp.into()));
        config
    }

    #[tokio::test]
    async fn addresses_of_servers_are_understood_and_never_shown_with_their_password() {
        for (url, server) in [
            ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525"),
            (
                "smtps://maya:hush@mail.example.com",
                "smtps://mail.example.com:465",
            ),
            (
                "smtp://maya:hush@mail.example.com:587?tls=required",
                "smtp://mail.example.com:587",
            ),
        ] {
            let mailer = Mailer::new(&config(url)).unwrap();
            assert_eq!(mailer.describe(), format!("handed to {server}"));
            assert!(!format!("{mailer:?}").contains("hush"));
        }
        for url in ["", "mail.example.com", "http://mail.example.com", "smtp://"] {
            assert!(
                matches!(Mailer::new(&config(url)), Err(MailerError::Smtp)),
                "{url}"
            );
        }
    }

    #[tokio::test]
    async fn the_sender_is_the_public_host_unless_another_is_named() {
        let mut config = Config::with_database("sqlite://data/t.db".into());
        assert_eq!(
            Mailer::new(&config).unwrap().from.to_string(),
            "Timether <no-reply@localhost>"
        );
        config.public_url = Url::parse("https://time.example.com").ok();
        assert_eq!(
            Mailer::new(&config).unwrap().from.to_string(),
            "Timether <no-reply@time.example.com>"
        );
        config.mail_from = Some("Studio <time@studio.example>".into());
        assert_eq!(
            Mailer::new(&config).unwrap().from.to_string(),
            "Studio <time@studio.example>"
        );
        config.mail_from = Some("nobody".into());
        assert!(matches!(Mailer::new(&config), Err(MailerError::From)));
    }
}
