//! Which time entries a list or an export is about.

use std::str::FromStr;

use app::access::Actor;
use app::time_entries::query::{NONE, TagMatch};
use app::values::clean_text;

use super::instants::Edge;
use super::params::Params;
use super::words::AnyTagMatch;
use crate::local_time::Zone;
use crate::time_entries::records::EntryAsk;

/// The parameters that filter.
pub(super) const FILTERS: [&str; 10] = [
    "from",
    "to",
    "user_id",
    "client_id",
    "project_id",
    "tag_id",
    "tag_match",
    "billable",
    "invoiced",
    "q",
];

/// The same for the API's description.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes what `read` reads")]
pub(super) struct EntryFilterParams {
    /// Begun then or later: a day in the person's time zone, or an instant.
    #[param(example = "2026-11-01")]
    from: Option<String>,
    /// Begun then or earlier; a day is meant as a whole.
    #[param(example = "2026-11-30")]
    to: Option<String>,
    /// Of these people.
    user_id: Option<Vec<String>>,
    /// Of these clients; `none` for those without.
    client_id: Option<Vec<String>>,
    /// On these projects; `none` for those without.
    project_id: Option<Vec<String>>,
    /// With these tags; `none` for those without.
    tag_id: Option<Vec<String>>,
    /// `any` (the default) or `all` of the tags.
    #[param(inline, example = "any")]
    tag_match: Option<AnyTagMatch>,
    /// Billable or not.
    billable: Option<bool>,
    /// On an active invoice, or not.
    invoiced: Option<bool>,
    /// Text in the description, ignoring case.
    q: Option<String>,
}

/// The most characters that may be searched for.
const TEXT_MAX: usize = 200;
/// The most ids of one parameter.
const IDS_MAX: usize = 100;

/// Reads the filter; what cannot be read is noted.
pub(super) fn read(params: &mut Params, actor: &Actor) -> EntryAsk {
    let zone = Zone::named(&actor.timezone);
    let mut ask = EntryAsk::default();
    let hint = "Send a day such as 2026-11-21, or an instant such as 2026-11-21T09:30:00Z.";
    let from = params.read::<Edge>("from", hint);
    let to = params.read::<Edge>("to", hint);
    ask.from = from.map(|from| from.first(&zone));
    ask.before = to.map(|to| to.after(&zone));
    if let (Some(from), Some(before)) = (ask.from, ask.before)
        && before <= from
    {
        let words = "to is from, or later.";
        params.errors.push("to", "invalid", words);
    }
    // Nobody tracked none of them: that matches nothing.
    let users = ids(params, "user_id");
    ask.users = (!users.is_empty()).then(|| users.into_iter().flatten().collect());
    ask.filter.clients = ids(params, "client_id");
    ask.filter.projects = ids(params, "project_id");
    ask.filter.tags = ids(params, "tag_id");
    ask.filter.tag_match = match params.text("tag_match").as_deref() {
        None | Some("any") => TagMatch::Any,
        Some("all") => TagMatch::All,
        Some(_) => {
            let hint = "tag_match is any or all.";
            params.errors.push("tag_match", "invalid", hint);
            TagMatch::Any
        }
    };
    let flag = "Send true or false.";
    ask.filter.billable = params.read("billable", flag);
    ask.invoiced = params.read("invoiced", flag);
    if let Some(text) = params.text("q") {
        let text = clean_text(&text, TEXT_MAX);
        ask.filter.text = params.errors.take("q", text).unwrap_or_default();
    }
    ask
}

/// The ids of a parameter; `none` stands for what has none.
pub(super) fn ids<T: FromStr>(params: &mut Params, name: &str) -> Vec<Option<T>> {
    let texts = params.all(name);
    if texts.len() > IDS_MAX {
        let words = format!("Send {IDS_MAX} of {name} or fewer.");
        params.errors.push(name, "too_many", words);
        return Vec::new();
    }
    let mut ids = Vec::with_capacity(texts.len());
    for text in texts {
        if text == NONE {
            ids.push(None);
            continue;
        }
        if let Ok(id) = text.parse() {
            ids.push(Some(id));
        } else {
            params.errors.push(name, "invalid", "Send an id, or none.");
        }
    }
    ids
}
