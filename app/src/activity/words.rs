//! The log in words: "changed the hourly rate of", "added the client".

use super::{Change, Value};
use crate::values::{Formats, Moment};

/// What was done, to stand between the person and the thing's name.
#[must_use]
pub fn action_words(action: &str, kind: &str, changes: &[Change<Moment>]) -> String {
    if let Some(words) = known(action) {
        return words.to_owned();
    }
    let thing = readable(kind);
    let (_, done) = action.rsplit_once('.').unwrap_or(("", action));
    match (done, changes) {
        ("updated", [change]) => {
            format!(
                "changed the {} of",
                field_name(&change.field).to_lowercase()
            )
        }
        ("updated", _) => format!("changed the {thing}"),
        ("created", _) => format!("added the {thing}"),
        (done, _) => format!("{} the {thing}", readable(done)),
    }
}

/// Where the usual words would not do.
fn known(action: &str) -> Option<&'static str> {
    Some(match action {
        "timer.started" => "started the timer",
        "timer.paused" => "paused the timer",
        "timer.resumed" => "resumed the timer",
        "timer.updated" => "changed the timer",
        "timer.saved" => "saved the timer as",
        "timer.discarded" => "discarded the timer",
        "import.restored" => "restored from",
        "import.completed" => "imported",
        "workspace.created" => "created the workspace",
        "workspace.cleared" => "cleared",
        "workspace.updated" | "invoice_settings.updated" => "changed the settings of",
        "member.joined" => "joined",
        "member.left" => "left",
        "member.removed" => "removed",
        "member.joined_as_viewer" => "joined as Viewer, since no seat was free:",
        "member.role_changed" => "changed the role of",
        "member.terms_changed" => "changed capacity, cost or rate of",
        "invitation.sent" => "invited",
        "invitation.cancelled" => "cancelled the invitation of",
        "invitation.declined" => "declined the invitation of",
        "project.budget_near" => "used 80 % of the budget of",
        "project.budget_spent" => "used up the budget of",
        "workspace.handed_over" => "handed the workspace over to",
        "api_token.created" => "created the API token",
        "api_token.revoked" => "revoked the API token",
        "webhook.gave_up" => "disabled, after days of failures, the webhook",
        "webhook.resent" => "sent an event again to the webhook",
        "saved_report.created" => "saved the report",
        "saved_report.share_changed" => "changed the link to the report",
        "saved_report.unshared" => "revoked the link to the report",
        "connection.created" => "connected the app",
        "connection.revoked" => "disconnected the app",
        "connection.code_reused" => "disconnected, because its one-time code came twice, the app",
        "invoice.mailed" => "sent by mail",
        "invoice.shared" => "made a client’s link to",
        "invoice.unshared" => "revoked the client’s link to",
        "invoice.credited" => "took back, by a credit note, lines of",
        "credit_note.created" => "made the credit note",
        "invoice_settings.logo_changed" => "changed the logo on",
        "billing.plan_changed" => "changed plan and seats to",
        "billing.payment_failed" => "could not renew",
        "billing.became_read_only" => "made read-only",
        "billing.restored" => "took the payment for",
        _ => return None,
    })
}

/// What a field is called: "Hourly rate".
#[must_use]
pub fn field_name(field: &str) -> String {
    match field {
        "seconds" => "Duration".to_owned(),
        "started_at" => "Start".to_owned(),
        "ended_at" => "End".to_owned(),
        "archived" => "Archived".to_owned(),
        "week_start" => "First day of the week".to_owned(),
        "default_rate" => "Default hourly rate".to_owned(),
        field => {
            let words = readable(field);
            let mut letters = words.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        }
    }
}

/// `billing_details` as people write it.
fn readable(slug: &str) -> String {
    slug.replace('_', " ")
}

/// A value as the reader wants it written; nothing is a dash.
#[must_use]
pub fn value_words(value: Option<&Value<Moment>>, formats: Formats) -> String {
    match value {
        None => "–".to_owned(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Money(cents, currency)) => formats.money(*cents, *currency),
        Some(Value::Duration(seconds)) => crate::values::format_clock(*seconds),
        Some(Value::At(moment)) => formats.moment(*moment),
        Some(Value::Flag(true)) => "Yes".to_owned(),
        Some(Value::Flag(false)) => "No".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Currency;

    fn change(field: &str) -> Change<Moment> {
        Change {
            field: field.to_owned(),
            old: None,
            new: Some(Value::Money(9_000, Currency::USD)),
        }
    }

    #[test]
    fn actions_read_as_sentences() {
        for (action, kind, changes, words) in [
            ("client.created", "client", vec![], "added the client"),
            (
                "project.updated",
                "project",
                vec![change("hourly_rate")],
                "changed the hourly rate of",
            ),
            (
                "time_entry.updated",
                "time_entry",
                vec![change("seconds"), change("project")],
                "changed the time entry",
            ),
            ("timer.saved", "time_entry", vec![], "saved the timer as"),
            (
                "tag.renamed",
                "tag",
                vec![change("name")],
                "renamed the tag",
            ),
            (
                "api_token.revoked",
                "api_token",
                vec![],
                "revoked the API token",
            ),
            ("odd", "thing", vec![], "odd the thing"),
        ] {
            assert_eq!(action_words(action, kind, &changes), words, "{action}");
        }
    }

    #[test]
    fn fields_and_values_have_words() {
        assert_eq!(field_name("hourly_rate"), "Hourly rate");
        assert_eq!(field_name("seconds"), "Duration");
        assert_eq!(field_name(""), "");
        let formats = Formats::default();
        for (value, words) in [
            (Value::Text("Acme".to_owned()), "Acme"),
            (Value::Money(12_000, Currency::USD), "$120.00"),
            (Value::Duration(5_400), "1:30:00"),
            (Value::Flag(true), "Yes"),
            (Value::Flag(false), "No"),
        ] {
            assert_eq!(value_words(Some(&value), formats), words);
        }
        assert_eq!(value_words(None, formats), "–");
    }
}
