//! A mail as it travels: plain text first, HTML beside it, headers that keep auto-responders quiet.

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::address::AddressError;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, ContentTypeErr, Header, HeaderName, HeaderValue,
};
use lettre::message::{Attachment, Body, IntoBody, Mailbox, MultiPart, SinglePart};

use super::words::{Said, one_line, said, subject};
use super::{Letter, Mail};

/// How the parts are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Encoding {
    /// As every SMTP server takes it.
    ForTransport,
    /// Lines as they are, so that a link can be copied out of the file.
    ForReading,
}

/// Why there is no mail.
#[derive(Debug, thiserror::Error)]
pub(super) enum ComposeError {
    #[error("the address is none that mail can go to")]
    Address(#[from] AddressError),
    #[error("the mail cannot be put together")]
    Message(#[from] lettre::error::Error),
    #[error("the attachment has no kind")]
    Kind(#[from] ContentTypeErr),
}

/// Says that a program wrote this: RFC 3834.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The mail.
pub(super) fn compose(
    mail: &Mail,
    from: &Mailbox,
    message_id: String,
    now: i64,
    encoding: Encoding,
) -> Result<Message, ComposeError> {
    let name = Some(one_line(&mail.to.name)).filter(|name| !name.is_empty());
    let to = Mailbox::new(name, mail.to.email.parse()?);
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now).unwrap_or_default());
    let Said { text, html } = said(mail);
    let parts = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, text, encoding))
        .singlepart(part(ContentType::TEXT_HTML, html, encoding));
    let builder = Message::builder()
        .to(to)
        .subject(one_line(subject(&mail.letter)))
        .date(date)
        .message_id(Some(message_id));
    let Letter::Invoice(letter) = &mail.letter else {
        let builder = builder.from(from.clone()).header(AutoSubmitted);
        return Ok(builder.multipart(parts)?);
    };
    // Somebody wrote it, by way of this server: answers go to them.
    let sender = Mailbox::new(Some(one_line(&letter.issuer)), from.email.clone());
    let reply_to = Mailbox::new(
        Some(one_line(&letter.reply_to.name)),
        letter.reply_to.email.parse()?,
    );
    let file = Attachment::new(one_line(&letter.file_name))
        .body(letter.file.clone(), ContentType::parse("application/pdf")?);
    let parts = MultiPart::mixed().multipart(parts).singlepart(file);
    let builder = builder.from(sender).reply_to(reply_to);
    Ok(builder.multipart(parts)?)
}

fn part(kind: ContentType, text: String, encoding: Encoding) -> SinglePart {
    let body = match encoding {
        Encoding::ForTransport => text.into_body(None),
        // Read by people, not sent: no line is as long as RFC 5322 forbids.
        Encoding::ForReading => Body::dangerous_pre_encoded(
            text.replace('\n', "\r\n").into_bytes(),
            ContentTransferEncoding::EightBit,
        ),
    };
    SinglePart::builder().header(kind).body(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{InvoiceLetter, Recipient};

    fn mail(name: &str, letter: Letter) -> Mail {
        let to = Recipient {
            name: name.into(),
            email: "maya@example.com".into(),
        };
        Mail { to, letter }
    }

    fn formatted(mail: &Mail, encoding: Encoding) -> String {
        let from = "Timether <no-reply@example.com>".parse().unwrap();
        let message = compose(
            mail,
            &from,
            "<1@example.com>".into(),
            1_795_168_800,
            encoding,
        );
        String::from_utf8(message.unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_mail_is_text_first_and_says_that_a_program_wrote_it() {
        let link = format!(
            "https://time.example.com/email/verify?token={}",
            "a".repeat(64)
        );
        let mail = mail("Maya Köhler", Letter::VerifyEmail { link: link.clone() });
        let readable = formatted(&mail, Encoding::ForReading);
        assert!(
            readable.contains("Auto-Submitted: auto-generated\r\n"),
            "{readable}"
        );
        assert!(
            readable.contains("Date: Fri, 20 Nov 2026 10:00:00"),
            "{readable}"
        );
        assert!(readable.contains("Message-ID: <1@example.com>\r\n"));
        assert!(
            readable.contains(&format!("\r\n{link}\r\n")),
            "the link stands whole in a line of its own"
        );
        assert!(readable.find("text/plain") < readable.find("text/html"));
        let sent = formatted(&mail, Encoding::ForTransport);
        assert!(
            sent.is_ascii() && sent.lines().all(|line| line.len() < 998),
            "{sent}"
        );
    }

    #[test]
    fn a_name_makes_no_header() {
        let letter = Letter::PasswordChanged;
        let text = formatted(
            &mail("Maya\r\nBcc: eve@example.com", letter),
            Encoding::ForReading,
        );
        assert!(
            !text
                .lines()
                .any(|line| line.to_lowercase().starts_with("bcc")),
            "{text}"
        );
    }

    #[test]
    fn an_invoice_comes_from_who_sends_it_with_its_file() {
        let letter = InvoiceLetter {
            issuer: "Northwind\r\nBcc: eve@example.com".into(),
            subject: "Invoice INV-0001".into(),
            message: "Hello,\n\nattached is INV-0001.".into(),
            link: format!("https://time.example.com/i/{}", "a".repeat(64)),
            reply_to: Recipient {
                name: "Maya".into(),
                email: "maya@example.com".into(),
            },
            file_name: "INV-0001.pdf".into(),
            file: b"%PDF-1.7\n\xe2\xe3\xcf\xd3".to_vec(),
        };
        let link = letter.link.clone();
        let text = formatted(
            &mail("", Letter::Invoice(Box::new(letter))),
            Encoding::ForReading,
        );
        for part in [
            "no-reply@example.com",
            "Reply-To: Maya <maya@example.com>",
            "Subject: Invoice INV-0001",
            "application/pdf",
            "filename=\"INV-0001.pdf\"",
            // The file in base64.
            "JVBERi0xLjcK4uPP0w==",
            &link,
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("Auto-Submitted"), "{text}");
        assert!(
            !text
                .lines()
                .any(|line| line.to_lowercase().starts_with("bcc")),
            "{text}"
        );
    }
}
