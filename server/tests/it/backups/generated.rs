//! Workspaces that nobody made, as backups: whatever one may hold, in the order in which a backup says it.

use app::values::{Colour, MAX_MONEY};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::START;

/// Somebody whose time is in a backup.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: String,
    pub name: String,
    pub role: &'static str,
}

/// Words in every script, with quotes, markup and line breaks; no other control characters, which nothing here keeps.
fn words(max: usize) -> impl Strategy<Value = String> {
    let short = vec(any::<char>(), 0..max).prop_map(String::from_iter);
    prop_oneof![
        "[a-zà-ÿА-я\"\\\\/<>&'=+@ \t\n🖼👩‍🚀]{0,20}",
        select(vec![
            "",
            "</script>",
            "=1+1",
            "größe",
            "İstanbul",
            "שלום",
            "a\u{301}"
        ])
        .prop_map(str::to_owned),
        short,
    ]
    .prop_map(|words| words.replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t'), ""))
}

/// The words of a name as it is kept, told apart by their number.
fn named(words: &str, number: usize) -> String {
    let words = words.replace(char::is_control, " ");
    let words = words.trim_start_matches(|c: char| c == '#' || c.is_whitespace());
    format!("{words} {number}").trim().to_owned()
}

fn instant() -> impl Strategy<Value = i64> {
    START - 2_000_000..START - 1_000_000
}

/// Often 0, seldom huge.
fn cents() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), 0..20_000_i64, 0..=MAX_MONEY]
}

fn currency() -> impl Strategy<Value = &'static str> {
    // Two decimals, none, three.
    select(vec!["EUR", "USD", "JPY", "KRW", "KWD", "TND"])
}

fn day() -> impl Strategy<Value = &'static str> {
    select(vec!["2024-02-29", "2026-11-20", "1999-12-31"])
}

fn at(unix: i64) -> String {
    jiff::Timestamp::from_second(unix).unwrap().to_string()
}

fn maybe_at(unix: Option<i64>) -> Value {
    unix.map_or(Value::Null, |unix| json!(at(unix)))
}

fn id_of(records: &[Value], index: Option<Index>) -> Value {
    match index {
        Some(index) if !records.is_empty() => index.get(records)["id"].clone(),
        _ => Value::Null,
    }
}

/// A line of the invoice that [`id_of`] names, if it has any.
fn line_of(invoices: &[Value], invoice: Option<Index>, line: Option<Index>) -> Value {
    let invoice = invoice.filter(|_| !invoices.is_empty());
    let lines = invoice.map_or(0, |index| {
        let lines = index.get(invoices)["lines"].as_array();
        lines.map_or(0, Vec::len)
    });
    match line {
        Some(line) if lines > 0 => json!(line.index(lines)),
        _ => Value::Null,
    }
}

fn id(bits: u128) -> String {
    Uuid::from_u128(bits).to_string()
}

/// Numbers records, and puts them in the order in which they were made.
fn ordered<T: Clone>(
    drawn: &[(u128, i64, T)],
    make: impl Fn(usize, String, i64, T) -> Value,
) -> Vec<Value> {
    let mut drawn: Vec<_> = drawn.to_vec();
    drawn.sort_by_key(|(bits, ..)| *bits);
    drawn.dedup_by_key(|(bits, ..)| *bits);
    drawn.sort_by_key(|(bits, created, _)| (*created, *bits));
    let numbered = drawn.into_iter().enumerate();
    numbered
        .map(|(number, (bits, created, rest))| make(number, id(bits), created, rest))
        .collect()
}

type Drawn<T> = Vec<(u128, i64, T)>;

fn drawn<T: std::fmt::Debug>(
    what: impl Strategy<Value = T>,
    most: usize,
) -> impl Strategy<Value = Drawn<T>> {
    vec((any::<u128>(), instant(), what), 0..=most)
}

fn clients() -> impl Strategy<Value = Vec<Value>> {
    let client = (
        words(30),
        currency(),
        words(60),
        words(60),
        option::of(instant()),
    );
    drawn(client, 5).prop_map(|clients| {
        ordered(&clients, |number, id, created, (name, currency, details, notes, archived)| json!({
            "id": id, "name": named(&name, number), "currency": currency, "billing_details": details, "notes": notes,
            "archived_at": maybe_at(archived), "created_at": at(created), "updated_at": at(created + 5),
        }))
    })
}

fn projects(clients: Vec<Value>) -> impl Strategy<Value = Vec<Value>> {
    let project = (
        words(30),
        any::<Option<Index>>(),
        select(Colour::ALL.to_vec()),
        any::<bool>(),
        (
            cents(),
            option::of(0..3_600_000_000_i64),
            option::of(cents()),
        ),
        option::of(instant()),
    );
    drawn(project, 6).prop_map(move |projects| {
        ordered(&projects, |number, id, created, (name, client, colour, billable, money, archived)| json!({
            "id": id, "client_id": id_of(&clients, client), "name": named(&name, number), "color": colour.slug(),
            "billable": billable, "hourly_rate_cents": money.0, "estimated_seconds": money.1,
            // A budget is of one kind.
            "budget_cents": money.2.filter(|_| money.1.is_none()),
            "archived_at": maybe_at(archived), "created_at": at(created), "updated_at": at(created + 7),
        }))
    })
}

fn tags() -> impl Strategy<Value = Vec<Value>> {
    drawn(words(20), 5).prop_map(|tags| {
        ordered(&tags, |number, id, created, name| json!({
            "id": id, "name": named(&name, number), "created_at": at(created), "updated_at": at(created),
        }))
    })
}

fn invoices(clients: Vec<Value>, projects: Vec<Value>) -> impl Strategy<Value = Vec<Value>> {
    let line = (words(40), 0..10_000_000_i64, cents(), cents()).prop_map(|(description, seconds, rate, amount)| json!({
        "description": description, "seconds": seconds, "hourly_rate_cents": rate, "amount_cents": amount,
        "credits_position": Value::Null,
    }));
    let parties = (
        any::<Option<Index>>(),
        any::<Option<Index>>(),
        words(30),
        words(60),
    );
    let days = (
        day(),
        option::of(day()),
        option::of(day()),
        option::of(day()),
    );
    let money = (
        currency(),
        cents(),
        option::of(select(vec!["percent", "fixed"])),
        cents(),
        cents(),
        cents(),
    );
    let state = (
        select(vec!["draft", "sent", "paid", "void"]),
        option::of(instant()),
        option::of(instant()),
        words(40),
    );
    let invoice = (parties, days, money, state, vec(line, 0..4));
    drawn(invoice, 4).prop_map(move |invoices| {
        ordered(&invoices, |number, id, created, (parties, days, money, state, lines)| json!({
            "id": id, "number": format!("INV-{number:04}"), "status": state.0,
            "client_id": id_of(&clients, parties.0), "project_id": id_of(&projects, parties.1),
            "client_name": parties.2, "client_details": parties.3,
            "issue_date": days.0, "due_date": days.1, "period_from": days.2, "period_to": days.3,
            "currency": money.0, "subtotal_cents": money.1, "discount_kind": money.2, "discount_value": money.3,
            "discount_cents": money.4, "tax_rate_bp": 1900, "tax_cents": money.5, "total_cents": money.1,
            "design": "modern", "notes": state.3, "sender_name": parties.2, "sender_details": parties.3,
            "payment_details": state.3, "credits_id": Value::Null, "credited_cents": money.4, "credited_at": Value::Null, "sent_at": maybe_at(state.1), "paid_at": maybe_at(state.2),
            "voided_at": Value::Null, "created_at": at(created), "updated_at": at(created + 1), "lines": lines,
        }))
    })
}

/// What an entry refers to.
#[derive(Clone, Debug)]
struct Catalog {
    members: Vec<Value>,
    projects: Vec<Value>,
    tags: Vec<Value>,
    /// Those that lock what is on them.
    active: Vec<Value>,
}

fn entries(catalog: Catalog, count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Value>> {
    let on = (
        any::<Index>(),
        any::<Option<Index>>(),
        any::<Option<Index>>(),
        any::<u8>(),
        any::<Option<Index>>(),
    );
    // Paused for a while, or not; zero seconds, or more than a day.
    let time = (
        prop_oneof![Just(0), 1..90_000_i64],
        prop_oneof![Just(0), 1..50_000_i64],
    );
    let money = (any::<bool>(), 0..1_000_000_i64, option::of(0..100_000_i64));
    let entry = (on, time, money, words(80), option::of(words(10)));
    vec((any::<u128>(), instant(), entry), count).prop_map(move |entries| {
        ordered(&entries, |number, id, start, (on, time, money, description, key)| {
            let mut tags: Vec<&str> = catalog.tags.iter().enumerate()
                .filter(|(at, _)| on.3 >> at & 1 == 1)
                .map(|(_, tag)| tag["id"].as_str().unwrap())
                .collect();
            tags.sort_unstable();
            json!({
                "id": id, "user_id": on.0.get(&catalog.members)["id"], "project_id": id_of(&catalog.projects, on.1),
                "description": description, "start": at(start), "end": at(start + time.0 + time.1), "duration": time.0,
                "billable": money.0, "hourly_rate_cents": money.1, "internal_cost_cents": money.2, "tag_ids": tags,
                "invoice_id": id_of(&catalog.active, on.2), "invoice_line": line_of(&catalog.active, on.2, on.4), "import_key": key.map(|key| named(&key, number)),
                "created_at": at(start + 1), "updated_at": at(start + 2),
            })
        })
    })
}

/// A backup with so many entries, by these people.
pub fn backup(people: Vec<Member>, count: std::ops::Range<usize>) -> impl Strategy<Value = Value> {
    let members: Vec<Value> = people
        .iter()
        .map(|person| json!({
            "id": person.id, "name": person.name, "email": format!("{}@example.com", person.name.to_lowercase()),
            "role": person.role, "weekly_capacity_seconds": Value::Null, "internal_cost_cents": Value::Null,
            "hourly_rate_cents": Value::Null,
        }))
        .collect();
    (clients(), tags())
        .prop_flat_map(|(clients, tags)| (projects(clients.clone()), Just(clients), Just(tags)))
        .prop_flat_map(|(projects, clients, tags)| {
            (invoices(clients.clone(), projects.clone()), Just((clients, projects, tags)))
        })
        .prop_flat_map(move |(invoices, (clients, projects, tags))| {
            let active = invoices.iter().filter(|invoice| invoice["status"] != "void").cloned().collect();
            let catalog = Catalog { members: members.clone(), projects: projects.clone(), tags: tags.clone(), active };
            let members = members.clone();
            let settings = (currency(), cents(), select(vec!["monday", "sunday"]));
            (entries(catalog, count.clone()), settings).prop_map(move |(entries, settings)| json!({
                "format": "timether.backup", "version": 1, "exported_at": at(START),
                "workspace": {
                    "id": id(1), "name": "Elsewhere", "currency": settings.0, "week_start": settings.2,
                    "default_rate_cents": settings.1, "rounding": "none", "time_format": "hours_12",
                    "invoice_settings": {
                        "number_format": "{year}-{number}", "sender_name": "Elsewhere Ltd", "sender_details": "Road 1\nTown",
                        "payment_details": "IBAN", "due_days": Value::Null, "notes": "", "tax_rate_bp": 1900,
                    },
                },
                "members": members, "clients": clients, "projects": projects, "tags": tags, "invoices": invoices,
                "time_entries": entries,
            }))
        })
}
