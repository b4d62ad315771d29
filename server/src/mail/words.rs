//! What letters say. Each is a few blocks, written once and rendered as text and as HTML, where everything is escaped.

use jiff::Timestamp;

use super::{InvoiceLetter, Letter, Mail};

/// A letter's two renderings.
pub(super) struct Said {
    pub(super) text: String,
    pub(super) html: String,
}

enum Block {
    /// A paragraph.
    Words(String),
    /// A button, and its address for those who see none.
    Button(&'static str, String),
}

/// What stands in the list of mails; never a secret.
pub(super) fn subject(letter: &Letter) -> &str {
    match letter {
        Letter::VerifyEmail { .. } => "Confirm your e-mail address",
        Letter::AlreadySignedUp { .. } => "You have a Timether account already",
        Letter::ResetPassword { .. } => "Choose a new password",
        Letter::ConfirmNewEmail { .. } => "Confirm your new e-mail address",
        Letter::EmailChangeRequested { .. } => "A change of your e-mail address was asked for",
        Letter::EmailChanged { .. } => "Your e-mail address was changed",
        Letter::NewDevice { .. } => "New sign-in to your account",
        Letter::PasswordChanged => "Your password was changed",
        Letter::TwoFactorEnabled => "Two-factor authentication is on",
        Letter::TwoFactorDisabled => "Two-factor authentication is off",
        Letter::RecoveryCodeUsed { .. } => "A recovery code was used",
        Letter::PasskeyAdded { .. } => "A passkey was added",
        Letter::Invitation { .. } => "You are invited to a workspace",
        Letter::PaymentFailed { .. } => "A payment for your workspace failed",
        Letter::WorkspaceReadOnly { .. } => "Your workspace is read-only",
        Letter::WebhookDisabled { .. } => "A webhook was disabled",
        Letter::BudgetReached { spent: true, .. } => "A project’s budget is used up",
        Letter::BudgetReached { spent: false, .. } => "80 % of a project’s budget are used",
        Letter::AccountDeleted => "Your account was deleted",
        Letter::Invoice(letter) => &letter.subject,
    }
}

/// What to do if it was somebody else; for changes to an account.
const NOT_YOU: &str = "If this was not you, choose a new password at once (“Forgot your password?” on the sign-in page) and end every session you do not know under Account settings.";
const IGNORE: &str =
    "If you did not ask for this, there is nothing to do: without the link nothing changes.";

fn blocks(letter: &Letter) -> Vec<Block> {
    let words = |text: &str| Block::Words(text.to_owned());
    match letter {
        Letter::VerifyEmail { link } => vec![
            words("please confirm that this is your e-mail address."),
            Block::Button("Confirm e-mail address", link.clone()),
            words("The link works once, for three days."),
            words(IGNORE),
        ],
        Letter::AlreadySignedUp { link } => vec![
            words(
                "somebody, probably you, signed up for Timether with this e-mail address. It has an account already: sign in to it, or choose a new password if you forgot the old one.",
            ),
            Block::Button("Choose a new password", link.clone()),
            words("If this was not you, there is nothing to do: nothing was changed."),
        ],
        Letter::ResetPassword { link } => vec![
            words("a new password was asked for. Choose it here:"),
            Block::Button("Choose a new password", link.clone()),
            words("The link works once, for an hour."),
            words(IGNORE),
        ],
        Letter::ConfirmNewEmail { link } => vec![
            words(
                "this address is to become the e-mail address of a Timether account. Please confirm it.",
            ),
            Block::Button("Confirm new e-mail address", link.clone()),
            words("The link works once, for a day."),
            words(IGNORE),
        ],
        Letter::EmailChangeRequested { new_email } => vec![
            Block::Words(format!(
                "your account is to use {new_email} instead of this e-mail address. It changes once the link that was sent there is followed."
            )),
            words(NOT_YOU),
        ],
        Letter::EmailChanged { new_email } => vec![
            Block::Words(format!(
                "your account now uses {new_email} instead of this e-mail address. Sign in with that one."
            )),
            words("If this was not you, answer to whoever runs this server at once."),
        ],
        Letter::NewDevice {
            device,
            address,
            at,
        } => vec![
            Block::Words(format!(
                "somebody signed in to your account from a browser it was not used with before: {device}, address {address}, {}.",
                moment(*at)
            )),
            words("If this was you, there is nothing to do."),
            words(NOT_YOU),
        ],
        Letter::PasswordChanged => vec![
            words("the password of your account was changed. Other sessions were signed out."),
            words(NOT_YOU),
        ],
        Letter::TwoFactorEnabled => vec![
            words(
                "two-factor authentication was switched on: signing in asks for a code from now on. Keep your recovery codes where you find them without your phone.",
            ),
            words(NOT_YOU),
        ],
        Letter::TwoFactorDisabled => vec![
            words(
                "two-factor authentication was switched off: signing in asks for the password alone.",
            ),
            words(NOT_YOU),
        ],
        Letter::RecoveryCodeUsed { left } => vec![
            Block::Words(format!(
                "a recovery code was used to sign in to your account. {}",
                codes_left(*left)
            )),
            words(NOT_YOU),
        ],
        Letter::PasskeyAdded { name } => vec![
            Block::Words(format!(
                "the passkey “{name}” can be used to sign in to your account from now on."
            )),
            words(NOT_YOU),
        ],
        Letter::Invitation {
            workspace,
            inviter,
            role,
            link,
        } => invitation(workspace, inviter, role, link),
        Letter::PaymentFailed {
            workspace,
            ends_at,
            link,
        } => payment_failed(workspace, *ends_at, link),
        Letter::WorkspaceReadOnly { workspace, link } => read_only(workspace, link),
        Letter::WebhookDisabled { .. } => webhook_disabled(letter),
        Letter::BudgetReached { .. } => budget_reached(letter),
        Letter::AccountDeleted => farewell(),
        Letter::Invoice(letter) => invoice(letter),
    }
}

fn webhook_disabled(letter: &Letter) -> Vec<Block> {
    let Letter::WebhookDisabled {
        workspace,
        webhook,
        link,
    } = letter
    else {
        return Vec::new();
    };
    vec![
        Block::Words(format!(
            "the webhook “{webhook}” of the workspace “{workspace}” has not taken an event for days. It was disabled, and nothing is sent to it any more."
        )),
        Block::Button("See what was answered", link.clone()),
        Block::Words("Once the receiver works again, enable the webhook there.".to_owned()),
    ]
}

fn budget_reached(letter: &Letter) -> Vec<Block> {
    let Letter::BudgetReached {
        workspace,
        project,
        spent,
        figures,
        link,
    } = letter
    else {
        return Vec::new();
    };
    let share = if *spent { "all" } else { "80 %" };
    vec![
        Block::Words(format!(
            "{share} of the budget of the project “{project}” in the workspace “{workspace}” {} used: {figures}.",
            if *spent { "is" } else { "are" }
        )),
        Block::Button("See the projects", link.clone()),
        Block::Words(
            "Time can still be tracked on it. You get this once until the budget is changed."
                .to_owned(),
        ),
    ]
}

/// The sender's own words, and where the invoice is.
fn invoice(letter: &InvoiceLetter) -> Vec<Block> {
    let words = letter.message.split("\n\n").map(str::trim);
    words
        .filter(|words| !words.is_empty())
        .map(|words| Block::Words(words.to_owned()))
        .chain([Block::Button("See it online", letter.link.clone())])
        .collect()
}

fn farewell() -> Vec<Block> {
    [
        "your Timether account was deleted, with the workspaces that only you belonged to. What you tracked in other people’s workspaces stays there without your name.",
        "We are sorry to see you go. You can sign up again at any time.",
    ]
    .map(|words| Block::Words(words.to_owned()))
    .into()
}

fn invitation(workspace: &str, inviter: &str, role: &str, link: &str) -> Vec<Block> {
    let (workspace, inviter) = (one_line(workspace), one_line(inviter));
    vec![
        Block::Words(format!(
            "{inviter} invites you to track time together in the workspace “{workspace}” on Timether. Your role there is {role}."
        )),
        Block::Button("See the invitation", link.to_owned()),
        Block::Words("The link works once, for 14 days. You need an account with this e-mail address; you can make one on the way.".to_owned()),
        Block::Words("If you do not know who this is from, there is nothing to do: without the link nothing happens.".to_owned()),
    ]
}

fn payment_failed(workspace: &str, ends_at: i64, link: &str) -> Vec<Block> {
    vec![
        Block::Words(format!(
            "the renewal of “{workspace}” could not be paid. Everything goes on until {}; then the workspace becomes read-only until it is paid.",
            moment(ends_at)
        )),
        Block::Button("Repair the payment", link.to_owned()),
    ]
}

fn read_only(workspace: &str, link: &str) -> Vec<Block> {
    vec![
        Block::Words(format!(
            "“{workspace}” is read-only, because its payment is missing. Running timers were paused with their time kept; reading and exports stay open. Once it is paid, everything works again at once."
        )),
        Block::Button("Repair the payment", link.to_owned()),
    ]
}

fn codes_left(left: i64) -> String {
    match left {
        0 => "None is left: make new ones under Account settings, Security.".into(),
        1 => "One is left: make new ones under Account settings, Security.".into(),
        left => format!("{left} are left."),
    }
}

fn moment(at: i64) -> String {
    Timestamp::from_second(at)
        .map(|at| at.strftime("%-d %B %Y, %H:%M UTC").to_string())
        .unwrap_or_default()
}

/// Whether the recipient is known to be the person of this name. Where anybody could have typed both name and address,
/// the name stays out of the letter.
fn greets_by_name(letter: &Letter) -> bool {
    !matches!(
        letter,
        Letter::VerifyEmail { .. }
            | Letter::ConfirmNewEmail { .. }
            | Letter::AlreadySignedUp { .. }
            | Letter::Invitation { .. }
    )
}

/// A name without line breaks: it stands in headers and in the greeting, whoever let them in.
pub(super) fn one_line(name: &str) -> String {
    name.split(char::is_control).collect()
}

/// The letter in words.
pub(super) fn said(mail: &Mail) -> Said {
    let mut blocks = blocks(&mail.letter);
    let from = match &mail.letter {
        // It greets by itself.
        Letter::Invoice(letter) => one_line(&letter.issuer),
        letter => {
            let greeting = if greets_by_name(letter) {
                format!("Hello {},", one_line(&mail.to.name))
            } else {
                "Hello,".to_owned()
            };
            blocks.insert(0, Block::Words(greeting));
            "Timether".to_owned()
        }
    };
    Said {
        text: as_text(&from, &blocks),
        html: as_html(&from, subject(&mail.letter), &blocks),
    }
}

fn as_text(from: &str, blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        text.push_str(match block {
            Block::Words(words) => words,
            Block::Button(_, link) => link,
        });
        text.push_str("\n\n");
    }
    text.push_str("-- \n");
    text.push_str(from);
    text.push('\n');
    text
}

fn as_html(from: &str, title: &str, blocks: &[Block]) -> String {
    let paragraph = |words: &str| {
        let words = escape(words).replace('\n', "<br>\n");
        format!("<p style=\"margin:0 0 16px\">{words}</p>\n")
    };
    let body: String = blocks
        .iter()
        .map(|block| match block {
            Block::Words(words) => paragraph(words),
            Block::Button(label, link) => {
                let link = escape(link);
                format!(
                    "<p style=\"margin:0 0 16px\"><a href=\"{link}\" style=\"display:inline-block;padding:10px 18px;\
                     border-radius:8px;background:{ACCENT};color:#ffffff;text-decoration:none;font-weight:600\">{}</a></p>\n\
                     <p style=\"margin:0 0 16px;font-size:13px;color:{SOFT};word-break:break-all\">{link}</p>\n",
                    escape(label)
                )
            }
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n\
         <body style=\"margin:0;padding:24px 12px;background:{PAPER};color:{INK};\
         font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif\">\n\
         <div style=\"max-width:520px;margin:0 auto;padding:28px 28px 12px;background:#ffffff;border:1px solid {LINE};border-radius:14px\">\n\
         <p style=\"margin:0 0 20px;font-weight:700;color:{ACCENT}\">{}</p>\n{body}</div>\n</body></html>\n",
        escape(title),
        escape(from),
    )
}

/// The light theme's colours (style/tokens.css): mail programs read no style sheet.
const ACCENT: &str = "#4f46c8";
const INK: &str = "#1b1d22";
const SOFT: &str = "#5a5f69";
const LINE: &str = "#e7e6e1";
const PAPER: &str = "#f7f6f3";

/// Text as it stands in HTML, in elements and in quoted attributes.
fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut safe, sign| {
            match sign {
                '&' => safe.push_str("&amp;"),
                '<' => safe.push_str("&lt;"),
                '>' => safe.push_str("&gt;"),
                '"' => safe.push_str("&quot;"),
                '\'' => safe.push_str("&#39;"),
                other => safe.push(other),
            }
            safe
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Recipient;

    const NASTY: &str = "<img src=x onerror=alert(1)>\"'&";

    fn every_letter() -> Vec<Letter> {
        let link = || format!("https://example.com/?a=1&b={NASTY}");
        vec![
            Letter::VerifyEmail { link: link() },
            Letter::AlreadySignedUp { link: link() },
            Letter::ResetPassword { link: link() },
            Letter::ConfirmNewEmail { link: link() },
            Letter::EmailChangeRequested {
                new_email: NASTY.into(),
            },
            Letter::EmailChanged {
                new_email: NASTY.into(),
            },
            Letter::NewDevice {
                device: NASTY.into(),
                address: NASTY.into(),
                at: 1_795_168_800,
            },
            Letter::PasswordChanged,
            Letter::TwoFactorEnabled,
            Letter::TwoFactorDisabled,
            Letter::RecoveryCodeUsed { left: 1 },
            Letter::PasskeyAdded { name: NASTY.into() },
            Letter::Invitation {
                workspace: NASTY.into(),
                inviter: NASTY.into(),
                role: NASTY.into(),
                link: link(),
            },
            Letter::PaymentFailed {
                workspace: NASTY.into(),
                ends_at: 1_795_168_800,
                link: link(),
            },
            Letter::WorkspaceReadOnly {
                workspace: NASTY.into(),
                link: link(),
            },
            Letter::WebhookDisabled {
                workspace: NASTY.into(),
                webhook: NASTY.into(),
                link: link(),
            },
            Letter::BudgetReached {
                workspace: NASTY.into(),
                project: NASTY.into(),
                spent: false,
                figures: "62.0 h of 80.0 h, 77 %".into(),
                link: link(),
            },
            Letter::BudgetReached {
                workspace: NASTY.into(),
                project: NASTY.into(),
                spent: true,
                figures: "80.0 h of 80.0 h, 100 %".into(),
                link: link(),
            },
            Letter::AccountDeleted,
            Letter::Invoice(Box::new(InvoiceLetter {
                issuer: NASTY.into(),
                subject: NASTY.into(),
                message: format!("Hello,\n\n{NASTY}\nand more"),
                link: link(),
                reply_to: Recipient {
                    name: NASTY.into(),
                    email: "maya@example.com".into(),
                },
                file_name: "INV-0001.pdf".into(),
                file: b"%PDF".to_vec(),
            })),
        ]
    }

    #[test]
    fn whatever_people_typed_stays_text() {
        for letter in every_letter() {
            let to = Recipient {
                name: NASTY.into(),
                email: "maya@example.com".into(),
            };
            let Said { text, html } = said(&Mail { to, letter });
            assert!(!html.contains("<img") && !html.contains(NASTY), "{html}");
            assert!(!text.trim().is_empty() && !html.contains('@'), "{html}");
        }
    }

    #[test]
    fn strangers_cannot_put_words_into_a_greeting() {
        let to = || Recipient {
            name: "Win at casino.example".into(),
            email: "maya@example.com".into(),
        };
        let letter = Letter::VerifyEmail {
            link: "https://example.com/".into(),
        };
        assert!(!said(&Mail { to: to(), letter }).text.contains("casino"));
        let letter = Letter::PasswordChanged;
        assert!(
            said(&Mail { to: to(), letter })
                .text
                .starts_with("Hello Win")
        );
    }

    #[test]
    fn a_moment_is_told_in_words() {
        assert_eq!(moment(1_795_168_800), "20 November 2026, 10:00 UTC");
    }
}
