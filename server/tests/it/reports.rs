//! Reports: what groups add up to, to the second and the cent, as the list and the CSV have it.

use std::collections::BTreeMap;

use app::access::Role;
use app::accounts::server_fns::UpdateProfile;
use app::clients::server_fns::CreateClient;
use app::members::server_fns::UpdateMember;
use app::projects::server_fns::CreateProject;
use app::reports::server_fns::{LoadProfitability, LoadSummary};
use app::tags::server_fns::CreateTag;
use app::time_entries::server_fns::ListTimeEntries;
use serde_json::{Value, json};

use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Answer, Person};

fn id_of(answer: Answer) -> String {
    answer.ok().as_str().unwrap().to_owned()
}

/// A client that pays in euros with a project at 90.01, a project of nobody's at 33.33, two tags.
struct Studio {
    client: String,
    webshop: String,
    internal: String,
    dev: String,
    design: String,
}

async fn studio(person: &Person) -> Studio {
    let client = [("client[name]", "Acme"), ("client[currency]", "EUR")];
    let client = id_of(person.call::<CreateClient>(&client).await);
    let project = async |name: &str, client: &str, rate: &str| {
        let fields = [
            ("project[name]", name),
            ("project[client_id]", client),
            ("project[billable]", "true"),
            ("project[hourly_rate]", rate),
        ];
        id_of(person.call::<CreateProject>(&fields).await)
    };
    let webshop = project("Webshop", &client, "90.01").await;
    let internal = project("Internal", "", "33.33").await;
    let dev = id_of(person.call::<CreateTag>(&[("name", "dev")]).await);
    let design = id_of(person.call::<CreateTag>(&[("name", "design")]).await);
    Studio {
        client,
        webshop,
        internal,
        dev,
        design,
    }
}

async fn add(api: &Api, start: &str, duration: i64, project: &str, tags: &[&str]) {
    let project = (!project.is_empty()).then_some(project);
    let entry =
        json!({"start": start, "duration": duration, "project_id": project, "tag_ids": tags});
    api.post("/time-entries", entry).await.with(201);
}

/// A month's work with seconds that cannot be rounded evenly.
async fn work(api: &Api, studio: &Studio) {
    for (start, duration, project, tags) in [
        (
            "2026-11-02T09:00:00Z",
            1001,
            &studio.webshop,
            vec![&*studio.dev, &*studio.design],
        ),
        (
            "2026-11-03T09:00:00Z",
            3599,
            &studio.webshop,
            vec![&*studio.dev],
        ),
        ("2026-11-03T23:30:00Z", 1802, &studio.internal, vec![]),
        (
            "2026-11-10T09:00:00Z",
            7,
            &studio.internal,
            vec![&*studio.design],
        ),
        ("2026-11-10T10:00:00Z", 7, &studio.internal, vec![]),
        (
            "2026-10-31T23:00:00Z",
            600,
            &studio.webshop,
            vec![&*studio.design],
        ),
        ("2026-10-15T09:00:00Z", 1234, &String::new(), vec![]),
    ] {
        add(api, start, duration, project, &tags).await;
    }
}

async fn summary(person: &Person, group_by: &str, more: &[(&str, &str)]) -> Value {
    let mut fields = vec![("group_by", group_by)];
    fields.extend_from_slice(more);
    person.call::<LoadSummary>(&fields).await.ok()
}

/// Groups as (name or first day, seconds).
fn groups(of: &Value) -> Vec<(String, i64)> {
    let groups = of.as_array().unwrap();
    groups
        .iter()
        .map(|group| {
            let name = match group["key"]["from"].as_str() {
                Some(day) => day.to_owned(),
                None => group["name"].as_str().unwrap().to_owned(),
            };
            (name, group["totals"]["seconds"].as_i64().unwrap())
        })
        .collect()
}

fn named(groups: &[(&str, i64)]) -> Vec<(String, i64)> {
    groups
        .iter()
        .map(|(name, seconds)| ((*name).to_owned(), *seconds))
        .collect()
}

const ALL: (&str, &str) = ("query[period]", "all-time");

async fn live_in(person: &Person, zone: &str, week_start: &str) {
    let fields = [
        ("profile[name]", "Maya"),
        ("profile[timezone]", zone),
        ("profile[theme]", "system"),
        ("profile[week_start]", week_start),
    ];
    person.call::<UpdateProfile>(&fields).await.ok();
}

on_both_databases! {
    /// Every grouping comes to the same, and to what the CSV comes to, to the cent and by currency.
    async fn sums_agree_with_the_csv(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let api = Api::of(app, &maya, "write").await;
        work(&api, &studio).await;

        let told = api.call(reqwest::Method::GET, "/exports/time-entries.csv").send().await.unwrap();
        let text = told.text().await.unwrap();
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let mut amounts: BTreeMap<String, i64> = BTreeMap::new();
        for row in rows.records() {
            let row = row.unwrap();
            if row[11] == *"yes" || row[13] != *"0.00" {
                let cents: i64 = row[13].replace('.', "").parse().unwrap();
                *amounts.entry(row[14].to_owned()).or_default() += cents;
            }
        }
        assert_eq!(amounts, BTreeMap::from([("EUR".to_owned(), 2503 + 8998 + 1500), ("USD".to_owned(), 1668 + 6 + 6)]));
        for by in ["client", "project", "user", "day", "week", "month", "project,day", "day,project", "client,user", "month,week", "tag", "tag,client", "week,tag"] {
            let report = summary(&maya, by, &[ALL]).await;
            assert_eq!(report["totals"]["amounts"], json!(amounts), "{by}");
            assert_eq!(report["totals"]["seconds"], 1001 + 3599 + 1802 + 7 + 7 + 600 + 1234, "{by}");
            assert_eq!(report["totals"]["billable_seconds"], 1001 + 3599 + 1802 + 7 + 7 + 600, "{by}");
            assert_eq!(report["totals"]["count"], 7, "{by}");
            let told = api.get(&format!("/reports/summary?group_by={by}")).await.with(200);
            assert_eq!(told["totals"]["amounts"], json!([{"currency": "EUR", "amount_cents": amounts["EUR"]}, {"currency": "USD", "amount_cents": amounts["USD"]}]));
            assert_eq!(told["groups"].as_array().unwrap().len(), report["groups"].as_array().unwrap().len(), "{by}");
            // Groups without tags share nothing: they add up.
            if !by.contains("tag") {
                let sum: i64 = groups(&report["groups"]).iter().map(|group| group.1).sum();
                assert_eq!(json!(sum), report["totals"]["seconds"], "{by}");
            }
        }
        let by_project = summary(&maya, "project", &[ALL]).await;
        assert_eq!(groups(&by_project["groups"]), named(&[("Webshop", 5200), ("Internal", 1816), ("No project", 1234)]));
        assert_eq!(by_project["groups"][0]["note"], "Acme");
        assert_eq!(by_project["groups"][0]["totals"]["amounts"], json!({"EUR": 13_001}));
        assert_eq!(by_project["groups"][2]["totals"]["amounts"], json!({}));
        let by_client = summary(&maya, "client,project", &[ALL]).await;
        assert_eq!(groups(&by_client["groups"]), named(&[("Acme", 5200), ("No client", 3050)]));
        assert_eq!(groups(&by_client["groups"][1]["parts"]), named(&[("Internal", 1816), ("No project", 1234)]));
    }

    /// An entry with two tags is in both groups; what holds them, and the total, count it once.
    async fn tags_count_each(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let api = Api::of(app, &maya, "write").await;
        work(&api, &studio).await;
        let november = [("query[from]", "2026-11-01"), ("query[to]", "2026-11-30")];
        // The last of October in UTC is the first of November in Berlin.
        let by_tag = summary(&maya, "tag", &november).await;
        assert_eq!(groups(&by_tag["groups"]), named(&[("#dev", 4600), ("Without tags", 1809), ("#design", 1608)]));
        assert_eq!(by_tag["totals"]["seconds"], 1001 + 3599 + 1802 + 7 + 7 + 600);
        let nested = summary(&maya, "project,tag", &november).await;
        assert_eq!(groups(&nested["groups"]), named(&[("Webshop", 5200), ("Internal", 1816)]));
        assert_eq!(groups(&nested["groups"][0]["parts"]), named(&[("#dev", 4600), ("#design", 1601)]));
        assert_eq!(nested["groups"][0]["totals"]["amounts"], json!({"EUR": 13_001}));
        let told = api.get("/reports/summary?group_by=tag&from=2026-11-01").await.with(200);
        assert_eq!((&told["groups"][0]["key"], &told["groups"][0]["name"]), (&json!(studio.dev), &json!("dev")));
        assert_eq!(told["groups"][1]["key"], Value::Null);
    }

    /// Days, weeks and months are the reader's: over midnight, both clock changes, a leap day, a year of 53 weeks.
    async fn time_is_the_readers(app: &TestApp) {
        app.clock.set(1_802_000_000); // 7 February 2027
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        for (start, seconds) in [
            ("2026-03-28T22:59:59Z", 1), ("2026-03-28T23:00:00Z", 10), ("2026-03-29T21:59:59Z", 100), ("2026-03-29T22:00:00Z", 1000),
            ("2026-10-24T21:59:59Z", 2), ("2026-10-24T22:00:00Z", 20), ("2026-10-25T22:59:59Z", 200), ("2026-10-25T23:00:00Z", 2000),
            ("2024-02-28T22:59:59Z", 3), ("2024-02-28T23:00:00Z", 30), ("2024-02-29T22:59:59Z", 300), ("2024-02-29T23:00:00Z", 3000),
            ("2026-12-31T22:59:59Z", 4), ("2026-12-31T23:00:00Z", 40), ("2027-01-03T22:59:59Z", 400), ("2027-01-03T23:00:00Z", 4000),
            ("1969-12-31T22:59:59Z", 5),
        ] {
            add(&api, start, seconds, "", &[]).await;
        }
        let days = summary(&maya, "day", &[ALL]).await;
        assert_eq!(groups(&days["groups"]), named(&[
            ("1969-12-31", 5),
            ("2024-02-28", 3), ("2024-02-29", 330), ("2024-03-01", 3000),
            ("2026-03-28", 1), ("2026-03-29", 110), ("2026-03-30", 1000),
            ("2026-10-24", 2), ("2026-10-25", 220), ("2026-10-26", 2000),
            ("2026-12-31", 4), ("2027-01-01", 40), ("2027-01-03", 400), ("2027-01-04", 4000),
        ]));
        let months = summary(&maya, "month", &[ALL]).await;
        assert_eq!(groups(&months["groups"]), named(&[
            ("1969-12-01", 5), ("2024-02-01", 333), ("2024-03-01", 3000), ("2026-03-01", 1111), ("2026-10-01", 2222), ("2026-12-01", 4), ("2027-01-01", 4440),
        ]));
        let weeks = summary(&maya, "week", &[ALL]).await;
        assert_eq!(groups(&weeks["groups"]), named(&[
            ("1969-12-29", 5), ("2024-02-26", 3333), ("2026-03-23", 111), ("2026-03-30", 1000), ("2026-10-19", 222), ("2026-10-26", 2000), ("2026-12-28", 444), ("2027-01-04", 4000),
        ]));
        let told = api.get("/reports/summary?group_by=week,month&from=2026-12-01").await.with(200);
        assert_eq!((&told["groups"][0]["key"], &told["groups"][0]["groups"][0]["key"]), (&json!("2026-W53"), &json!("2026-12")));
        assert_eq!(told["groups"][1]["name"], "2027-W01");
        // Every day of the list is a day of the report, in any zone.
        for (zone, week_start) in [("Europe/Berlin", "sunday"), ("America/New_York", "monday"), ("Asia/Kolkata", "sunday"), ("Pacific/Apia", "monday")] {
            live_in(&maya, zone, week_start).await;
            let page = maya.call::<ListTimeEntries>(&[]).await.ok();
            let mut listed: Vec<(String, i64)> = page["days"].as_array().unwrap().iter()
                .map(|day| (day["day"].as_str().unwrap().to_owned(), day["seconds"].as_i64().unwrap())).collect();
            listed.reverse();
            assert_eq!(groups(&summary(&maya, "day", &[ALL]).await["groups"]), listed, "{zone}");
            let weeks = summary(&maya, "week,day", &[ALL]).await;
            for week in weeks["groups"].as_array().unwrap() {
                let first: app::values::Date = week["key"]["from"].as_str().unwrap().parse().unwrap();
                assert_eq!(format!("{:?}", first.weekday()).to_lowercase(), week_start, "{zone}");
                for (day, _) in groups(&week["parts"]) {
                    let ahead = first.until(day.parse::<app::values::Date>().unwrap()).unwrap().get_days();
                    assert!((0..7).contains(&ahead), "{zone} {day}");
                }
            }
        }
    }

    /// Everybody's for who may see it, one's own for a Member; the filters are the list's.
    async fn who_sees_what(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let studio = studio(&maya).await;
        let (api, theirs) = (Api::of(app, &maya, "write").await, Api::of(app, &ben, "write").await);
        add(&api, "2026-11-10T09:00:00Z", 100, &studio.webshop, &[&studio.dev]).await;
        add(&api, "2026-11-11T09:00:00Z", 20, &studio.internal, &[]).await;
        add(&theirs, "2026-11-11T09:00:00Z", 3, &studio.webshop, &[]).await;
        add(&theirs, "2026-10-11T09:00:00Z", 4, "", &[]).await;
        let me = maya.actor().await.user_id.to_string();
        let total = async |person: &Person, more: &[(&str, &str)]| summary(person, "user", more).await["totals"]["seconds"].as_i64().unwrap();
        // Without days it is this month's.
        assert_eq!((total(&maya, &[]).await, total(&vi, &[]).await, total(&ben, &[]).await), (123, 123, 3));
        assert_eq!((total(&maya, &[("query[person]", &me), ALL]).await, total(&ben, &[("query[person]", &me), ALL]).await), (120, 7));
        assert_eq!(groups(&summary(&vi, "user", &[ALL]).await["groups"]), named(&[("Maya", 120), ("Ben", 7)]));
        assert_eq!(groups(&summary(&ben, "user", &[ALL]).await["groups"]), named(&[("Ben", 7)]));
        for (field, value, seconds) in [
            ("query[client]", studio.client.as_str(), 103), ("query[project]", &studio.internal, 20), ("query[project]", "none", 4),
            ("query[tag][]", &studio.dev, 100), ("query[tag][]", "none", 27), ("query[billable]", "false", 4), ("query[q]", "x", 0),
        ] {
            assert_eq!(total(&maya, &[(field, value), ALL]).await, seconds, "{field} {value}");
            let of_list = [(field, value), ALL, ("query[person]", "all")];
            let list = maya.call::<ListTimeEntries>(&of_list).await.ok();
            assert_eq!(list["totals"]["seconds"], seconds, "{field} {value}");
        }
        let stranger = app.person("Stranger").await;
        let of_others = summary(&stranger, "project", &[("query[project]", &studio.webshop), ALL]).await;
        assert_eq!((&of_others["groups"], &of_others["totals"]["count"]), (&json!([]), &json!(0)));
        for (field, value, refused) in [("group_by", "person", "group_by"), ("group_by", "day,day", "group_by"), ("query[from]", "x", "from")] {
            assert_eq!(maya.call::<LoadSummary>(&[(field, value)]).await.refused_fields(), [refused]);
        }
    }

    /// What programs ask wrongly, and for whom.
    async fn by_program(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let (api, theirs) = (Api::of(app, &maya, "write").await, Api::of(app, &ben, "read").await);
        let empty = api.get("/reports/summary").await.with(200);
        assert_eq!(empty, json!({"group_by": ["project"], "groups": [], "totals": {"entries": 0, "seconds": 0, "billable_seconds": 0, "amounts": []}}));
        add(&api, "2026-11-10T09:00:00Z", 100, "", &[]).await;
        assert_eq!(api.get("/reports/summary?to=2026-11-09").await.with(200)["totals"]["seconds"], 0);
        assert_eq!(api.get("/reports/summary?from=2026-11-10T09:00:00Z&to=2026-11-10T09:00:00Z&group_by=day").await.with(200)["groups"][0]["key"], "2026-11-10");
        assert_eq!(theirs.get("/reports/summary").await.with(200)["totals"]["seconds"], 0);
        for (query, field) in [("group_by=person", "group_by"), ("group_by=", "group_by"), ("group_by=day,day", "group_by"), ("from=x", "from"), ("user_id=x", "user_id"), ("billable=1", "billable")] {
            api.get(&format!("/reports/summary?{query}")).await.refuses(field);
        }
        api.get("/reports/summary?limit=5").await.is_problem(400, "bad_request");
    }

    /// Two hours at 100 with a cost of 35 an hour earn 130; a raise leaves what was tracked at its old cost.
    async fn profit_and_utilisation(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let him = ben.actor().await.user_id.to_string();
        let terms = async |capacity: &str, cost: &str| {
            let fields = [("member[user_id]", him.as_str()), ("member[role]", "member"), ("member[terms]", "true"), ("member[weekly_capacity]", capacity), ("member[internal_cost]", cost)];
            maya.call::<UpdateMember>(&fields).await.ok();
        };
        terms("40", "35").await;
        let fields = [("project[name]", "Webshop"), ("project[billable]", "true"), ("project[hourly_rate]", "100")];
        let webshop = id_of(maya.call::<CreateProject>(&fields).await);
        let (api, theirs) = (Api::of(app, &maya, "write").await, Api::of(app, &ben, "write").await);
        add(&theirs, "2026-11-10T09:00:00Z", 7200, &webshop, &[]).await;
        let november = [("query[from]", "2026-11-09"), ("query[to]", "2026-11-15")];
        let report = maya.call::<LoadProfitability>(&november).await.ok();
        let one = |report: &Value| {
            let earned = &report["groups"][0]["earnings"];
            (earned["amounts"].clone(), earned["cost_cents"].as_i64().unwrap(), earned["costless_seconds"].as_i64().unwrap())
        };
        assert_eq!(one(&report), (json!({"USD": 20_000}), 7000, 0));
        terms("40", "45").await;
        assert_eq!(one(&maya.call::<LoadProfitability>(&november).await.ok()), (json!({"USD": 20_000}), 7000, 0));
        let told = api.get("/reports/profitability?from=2026-11-09&to=2026-11-15&group_by=user").await.with(200);
        assert_eq!((&told["totals"]["profit_cents"], &told["totals"]["margin_percent"]), (&json!(13_000), &json!(65.0)));
        assert_eq!((&told["groups"][0]["key"], &told["groups"][0]["utilisation_percent"]), (&json!(him), &json!(5.0)));

        // Time that is not billable costs as well; the Owner's costs nobody knows what.
        add(&theirs, "2026-11-11T09:00:00Z", 3600, "", &[]).await;
        add(&api, "2026-11-11T09:00:00Z", 1800, &webshop, &[]).await;
        let told = api.get("/reports/profitability?from=2026-11-09&to=2026-11-15").await.with(200);
        assert_eq!(told["totals"], json!({
            "seconds": 12_600, "billable_seconds": 9000, "amounts": [{"currency": "USD", "amount_cents": 25_000}],
            "cost_cents": 7000 + 4500, "billable_cost_cents": 7000, "seconds_without_cost": 1800,
            "profit_cents": 13_500, "margin_percent": 54.0,
        }));
        let users = api.get("/reports/profitability?group_by=user").await.with(200);
        assert_eq!((&users["groups"][1]["name"], &users["groups"][1]["utilisation_percent"]), (&json!("Maya"), &Value::Null));
        // An amount in another currency has no profit in this one.
        let client = [("client[name]", "Acme"), ("client[currency]", "EUR")];
        let client = id_of(maya.call::<CreateClient>(&client).await);
        let fields = [("project[name]", "Shop"), ("project[client_id]", &client), ("project[billable]", "true"), ("project[hourly_rate]", "50")];
        let shop = id_of(maya.call::<CreateProject>(&fields).await);
        add(&theirs, "2026-11-12T09:00:00Z", 3600, &shop, &[]).await;
        let clients = api.get("/reports/profitability?group_by=client").await.with(200);
        assert_eq!((&clients["groups"][1]["name"], &clients["groups"][1]["totals"]["profit_cents"]), (&json!("Acme"), &Value::Null));
        assert_eq!((&clients["totals"]["profit_cents"], &clients["totals"]["margin_percent"]), (&Value::Null, &Value::Null));

        // Who tracked nothing in these days has used nothing of their capacity.
        let noor = app.member(&maya, "Noor", Role::Member).await;
        let her = noor.actor().await.user_id.to_string();
        let fields = [("member[user_id]", her.as_str()), ("member[role]", "member"), ("member[terms]", "true"), ("member[weekly_capacity]", "40"), ("member[internal_cost]", "")];
        maya.call::<UpdateMember>(&fields).await.ok();
        let week = "/reports/profitability?from=2026-11-09&to=2026-11-15&group_by=user";
        let shares = |told: &Value| {
            let groups = told["groups"].as_array().unwrap().iter();
            let all = groups.map(|group| (group["name"].as_str().unwrap().to_owned(), group["utilisation_percent"].as_f64()));
            (all.collect::<Vec<_>>(), told["utilisation_percent"].as_f64())
        };
        let of = |name: &str, share: Option<f64>| (name.to_owned(), share);
        let all = vec![of("Ben", Some(10.0)), of("Maya", None), of("Noor", Some(0.0))];
        assert_eq!(shares(&api.get(week).await.with(200)), (all, Some(5.0)));
        let alone = vec![of("Noor", Some(0.0))];
        assert_eq!(shares(&api.get(&format!("{week}&user_id={her}")).await.with(200)), (alone, Some(0.0)));
        // Of some of the work nobody has to have any; without days nobody knows how much they could have.
        assert_eq!(shares(&api.get(&format!("{week}&project_id={shop}")).await.with(200)), (vec![of("Ben", Some(2.5))], Some(2.5)));
        assert_eq!(shares(&api.get("/reports/profitability?group_by=user").await.with(200)), (vec![of("Ben", None), of("Maya", None)], None));
        let shown = maya.call::<LoadProfitability>(&[("group_by", "user"), november[0], november[1]]).await.ok();
        assert_eq!((&shown["utilisation"], shown["groups"].as_array().unwrap().len()), (&json!(50), 3));

        for person in [&ben, &vi] {
            assert_eq!(person.call::<LoadProfitability>(&[]).await.status, 403);
        }
        theirs.get("/reports/profitability").await.is_problem(403, "forbidden");
        api.get("/reports/profitability?group_by=tag").await.refuses("group_by");
        assert_eq!(maya.call::<LoadProfitability>(&[("group_by", "day")]).await.refused_fields(), ["group_by"]);
        let page = maya.get("/reports/profitability?group_by=user&period=all-time").await;
        let html = page.body.as_str().unwrap();
        for words in ["Utilisation", "cost missing", "Ben", "has no internal cost"] {
            assert!(html.contains(words), "{words}");
        }
    }

    /// The page has its figures before any script runs, as a chart and as a table.
    async fn without_scripts(app: &TestApp) {
        let maya = app.person("Maya").await;
        let studio = studio(&maya).await;
        let api = Api::of(app, &maya, "write").await;
        work(&api, &studio).await;
        for (query, words) in [
            ("", vec!["Webshop", "1:26", "€130.01", "Shares by project"]),
            ("?group_by=day&then_by=project", vec!["Tue 3 Nov 2026", "Time by day"]),
            ("?group_by=tag&period=all-time", vec!["#dev", "counts with each of them"]),
            ("?period=today", vec!["Nothing to report"]),
            ("?period=soon", vec!["period"]),
        ] {
            let page = maya.get(&format!("/reports{query}")).await;
            let html = page.body.as_str().unwrap();
            for word in words {
                assert!(html.contains(word), "{query}: {word}");
            }
        }
    }
}
