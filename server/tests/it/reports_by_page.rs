//! Detailed and weekly reports, and reports as files: nothing missing, nothing twice, the reader's days, currencies apart.

use std::collections::BTreeMap;

use app::access::{Plan, Role};
use app::accounts::server_fns::UpdateProfile;
use app::clients::server_fns::CreateClient;
use app::members::server_fns::UpdateMember;
use app::projects::server_fns::CreateProject;
use app::reports::server_fns::{LoadDetailed, LoadSummary, LoadWeekly};
use app::tags::server_fns::CreateTag;
use app::time_entries::server_fns::ListTimeEntries;
use app::timesheet::server_fns::LoadTimesheet;
use serde_json::{Value, json};
use server::workspaces::sql::set_plan;

use crate::on_both_databases;
use crate::report_pdf::poppler;
use crate::rest::Api;
use crate::support::{Answer, Person, START, TestApp};

const ALL: (&str, &str) = ("query[period]", "all-time");

fn id_of(answer: Answer) -> String {
    answer.ok().as_str().unwrap().to_owned()
}

async fn project(person: &Person, name: &str, client: &str, rate: &str) -> String {
    let fields = [
        ("project[name]", name),
        ("project[client_id]", client),
        ("project[billable]", "true"),
        ("project[hourly_rate]", rate),
    ];
    id_of(person.call::<CreateProject>(&fields).await)
}

async fn add(api: &Api, what: &str, start: &str, seconds: i64, project: &str, tags: &[&str]) {
    let project = (!project.is_empty()).then_some(project);
    let entry = json!({"description": what, "start": start, "duration": seconds, "project_id": project, "tag_ids": tags});
    api.post("/time-entries", entry).await.with(201);
}

/// Many entries: some of each project, some without, some with one tag, some with two.
struct Work {
    client: String,
    webshop: String,
    dev: String,
    design: String,
}

async fn work(app: &TestApp, person: &Person, api: &Api, count: i64) -> Work {
    let client = [("client[name]", "Acme"), ("client[currency]", "EUR")];
    let client = id_of(person.call::<CreateClient>(&client).await);
    let webshop = project(person, "Webshop", &client, "90").await;
    let brand = project(person, "Brand", &client, "60").await;
    let internal = project(person, "Internal", "", "30").await;
    let dev = id_of(person.call::<CreateTag>(&[("name", "dev")]).await);
    let design = id_of(person.call::<CreateTag>(&[("name", "design")]).await);
    for at in 0..count {
        if at % 50 == 49 {
            // A token may call so often; the next burst is allowed by then.
            app.clock.advance(10);
        }
        // Most of it on one project, so that its group spans pages.
        let project = match at % 10 {
            0 => "",
            1 => brand.as_str(),
            2 => internal.as_str(),
            _ => webshop.as_str(),
        };
        let tags: &[&str] = match at % 4 {
            0 => &[],
            1 => &[dev.as_str()],
            2 => &[design.as_str()],
            _ => &[dev.as_str(), design.as_str()],
        };
        let start = format!(
            "2026-11-{:02}T{:02}:{:02}:00Z",
            1 + at % 19,
            8 + at % 3,
            at % 60
        );
        add(api, &format!("entry {at}"), &start, 60 + at, project, tags).await;
    }
    Work {
        client,
        webshop,
        dev,
        design,
    }
}

async fn page(person: &Person, fields: &[(&str, &str)]) -> Value {
    person.call::<LoadDetailed>(fields).await.ok()
}

/// Every page, one after the other: (group, entry's id, seconds), and the first page.
async fn all_pages(
    person: &Person,
    fields: &[(&str, &str)],
) -> (Vec<(String, String, i64)>, Value) {
    let mut rows = Vec::new();
    let first = page(person, fields).await;
    let mut current = first.clone();
    let mut pages = 0;
    loop {
        let mut on_page = 0;
        for section in current["sections"].as_array().unwrap() {
            let group = match (&section["group"]["key"]["from"], &section["group"]["name"]) {
                (Value::String(day), _) => day.clone(),
                (_, Value::String(name)) => name.clone(),
                _ => String::new(),
            };
            // What is continued was there before, and nothing else.
            let known = rows
                .last()
                .is_some_and(|(last, ..): &(String, String, i64)| *last == group);
            if !group.is_empty() {
                assert_eq!(section["continued"], json!(known), "{fields:?} {group}");
            }
            for entry in section["entries"].as_array().unwrap() {
                let id = entry["id"].as_str().unwrap().to_owned();
                rows.push((group.clone(), id, entry["seconds"].as_i64().unwrap()));
                on_page += 1;
            }
        }
        pages += 1;
        assert!(pages < 30, "{fields:?}");
        let Some(next) = current["next"].as_str() else {
            break;
        };
        assert!(on_page == 50 || on_page == 100, "{fields:?}: {on_page}");
        let mut fields = fields.to_vec();
        fields.push(("page[after]", next));
        current = page(person, &fields).await;
    }
    (rows, first)
}

async fn live_in(person: &Person, zone: &str, week_start: &str) {
    let fields = [
        ("profile[name]", "Maya"),
        ("profile[timezone]", zone),
        ("profile[theme]", "system"),
        ("profile[week_start]", week_start),
    ];
    person.call::<UpdateProfile>(&fields).await.ok();
}

struct File {
    status: u16,
    kind: String,
    name: String,
    bytes: Vec<u8>,
}

async fn file(person: &Person, path: &str) -> File {
    let url = format!("{}/exports/{path}", person.base);
    let response = person.http.get(url).send().await.unwrap();
    let header = |name: &str| {
        let value = response.headers().get(name);
        value.map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    };
    File {
        status: response.status().as_u16(),
        kind: header("content-type"),
        name: header("content-disposition"),
        bytes: response.bytes().await.unwrap().to_vec(),
    }
}

fn records(file: &File) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let head = reader.headers().unwrap().clone();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        head.iter()
            .map(str::to_owned)
            .zip(row.iter().map(str::to_owned))
            .collect()
    });
    rows.collect()
}

async fn on_plan(app: &TestApp, person: &Person, plan: Plan) {
    let workspace = person.actor().await.workspace_id;
    let mut tx = app.services.write_in(workspace).await.unwrap();
    set_plan(&mut tx, workspace, plan, START).await.unwrap();
    tx.commit().await.unwrap();
}

on_both_databases! {
    /// Page by page every entry is there once (with each of its tags, where it is by tag), in whatever groups.
    async fn pages_hold_everything_once(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let of = work(app, &maya, &api, 130).await;
        let seconds: i64 = (0..130).map(|at| 60 + at).sum();
        for by in ["", "project", "client", "user", "day", "week", "month"] {
            for size in ["", "100"] {
                let fields = [ALL, ("page[group_by]", by), ("page[size]", size)];
                let (rows, first) = all_pages(&maya, &fields).await;
                assert_eq!(first["totals"]["count"], 130, "{by}");
                assert_eq!(first["totals"]["seconds"], seconds, "{by}");
                assert_eq!(rows.iter().map(|row| row.2).sum::<i64>(), seconds, "{by} {size}");
                let mut ids: Vec<&String> = rows.iter().map(|row| &row.1).collect();
                ids.sort_unstable();
                ids.dedup();
                assert_eq!(ids.len(), 130, "{by} {size}");
                // Its groups come to what the summary says.
                if !by.is_empty() {
                    let summary = maya.call::<LoadSummary>(&[ALL, ("group_by", by)]).await.ok();
                    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
                    for (group, _, seconds) in &rows {
                        *sums.entry(group.clone()).or_default() += seconds;
                    }
                    assert_eq!(sums.len(), summary["groups"].as_array().unwrap().len(), "{by}");
                    for group in summary["groups"].as_array().unwrap() {
                        let name = group["key"]["from"].as_str().unwrap_or(group["name"].as_str().unwrap());
                        assert_eq!(json!(sums[name]), group["totals"]["seconds"], "{by} {name}");
                    }
                }
            }
        }
        let (rows, first) = all_pages(&maya, &[ALL, ("page[group_by]", "tag")]).await;
        assert_eq!(first["totals"]["count"], 130);
        let of_tag = |name: &str| rows.iter().filter(|row| row.0 == name).count();
        assert_eq!((of_tag("#dev"), of_tag("#design"), of_tag("Without tags")), (33 + 32, 32 + 32, 33));
        let names: Vec<&String> = rows.iter().map(|row| &row.0).collect();
        let mut order = names.clone();
        order.dedup();
        assert_eq!(order, ["#design", "#dev", "Without tags"]);
        // With filters of the same kind, too.
        let both = [ALL, ("query[tag][]", of.dev.as_str()), ("query[tag][]", of.design.as_str()), ("query[tag_match]", "all"), ("page[group_by]", "tag")];
        let (rows, first) = all_pages(&maya, &both).await;
        assert_eq!((rows.len(), &first["totals"]["count"]), (64, &json!(32)));
        let one = [ALL, ("query[client]", of.client.as_str()), ("page[group_by]", "project")];
        let (rows, _) = all_pages(&maya, &one).await;
        assert_eq!(rows.iter().map(|row| row.0.as_str()).collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>(), ["Brand", "Webshop"]);
        let newest = page(&maya, &[ALL]).await;
        let list = maya.call::<ListTimeEntries>(&[("query[person]", "all")]).await.ok();
        assert_eq!(newest["sections"][0]["entries"][0]["id"], list["days"][0]["entries"][0]["id"]);
    }

    /// What is added on the way neither hides nor doubles what is on the next page.
    async fn pages_hold_while_time_is_added(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let of = work(app, &maya, &api, 60).await;
        for by in ["", "project"] {
            let fields = [ALL, ("page[group_by]", by)];
            let first = page(&maya, &fields).await;
            let ids = |page: &Value| -> Vec<String> {
                let sections = page["sections"].as_array().unwrap();
                let entries = sections.iter().flat_map(|section| section["entries"].as_array().unwrap());
                entries.map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
            };
            let before = page(&maya, &[ALL, ("page[group_by]", by), ("page[after]", first["next"].as_str().unwrap())]).await;
            add(&api, "meanwhile", "2026-11-20T08:00:00Z", 3, &of.webshop, &[]).await;
            let after = page(&maya, &[ALL, ("page[group_by]", by), ("page[after]", first["next"].as_str().unwrap())]).await;
            if by.is_empty() {
                assert_eq!(ids(&before), ids(&after));
            } else {
                assert!(ids(&before).iter().all(|id| ids(&after).contains(id)));
            }
        }
        for (fields, field) in [
            ([("page[group_by]", "person")], "group_by"), ([("page[size]", "7")], "size"), ([("page[after]", "x")], "after"),
        ] {
            assert_eq!(maya.call::<LoadDetailed>(&fields).await.refused_fields(), [field]);
        }
        let gone = [("page[group_by]", "project"), ("page[after]", "none.5_00000000000000000000000000000007")];
        let nothing = maya.call::<LoadDetailed>(&[gone[0], gone[1], ("query[q]", "nowhere")]).await;
        assert_eq!(nothing.refused_fields(), ["after"]);
    }

    /// Everybody's for who may see it, one's own for a Member, nothing for a stranger.
    async fn who_sees_what(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let webshop = project(&maya, "Webshop", "", "90").await;
        let (api, theirs) = (Api::of(app, &maya, "write").await, Api::of(app, &ben, "write").await);
        add(&api, "mine", "2026-11-17T09:00:00Z", 100, &webshop, &[]).await;
        add(&theirs, "his", "2026-11-18T09:00:00Z", 10, &webshop, &[]).await;
        let me = maya.actor().await.user_id.to_string();
        for (person, count, named) in [(&maya, 2, true), (&vi, 2, true), (&ben, 1, false)] {
            let shown = page(person, &[]).await;
            assert_eq!(shown["totals"]["count"], count);
            let someone = &shown["sections"][0]["entries"][0]["person"];
            assert_eq!(someone.is_object(), named);
            let weekly = person.call::<LoadWeekly>(&[("group_by", "user")]).await.ok();
            assert_eq!(weekly["summary"]["groups"].as_array().unwrap().len(), usize::try_from(count).unwrap());
        }
        assert_eq!(page(&ben, &[("query[person]", &me)]).await["totals"]["seconds"], 10);
        assert_eq!(ben.call::<LoadWeekly>(&[("query[person]", &me)]).await.ok()["summary"]["totals"]["seconds"], 10);
        let stranger = app.person("Stranger").await;
        let theirs = page(&stranger, &[ALL, ("query[project]", &webshop), ("query[person]", &me)]).await;
        assert_eq!((&theirs["sections"], &theirs["totals"]["count"]), (&json!([]), &json!(0)));
        assert_eq!(maya.call::<LoadWeekly>(&[("group_by", "day")]).await.refused_fields(), ["group_by"]);
    }

    /// A week's days are those of timesheet and list, over midnight and both clock changes, in any zone.
    async fn weeks_agree_with_the_timesheet(app: &TestApp) {
        app.clock.set(1_802_000_000); // 7 February 2027
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        for (start, seconds) in [
            ("2026-03-28T22:59:59Z", 1), ("2026-03-28T23:00:00Z", 10), ("2026-03-29T21:59:59Z", 100), ("2026-03-29T22:00:00Z", 1000),
            ("2026-10-24T21:59:59Z", 2), ("2026-10-24T22:00:00Z", 20), ("2026-10-25T22:59:59Z", 200), ("2026-10-25T23:00:00Z", 2000),
            ("2026-12-31T22:59:59Z", 4), ("2026-12-31T23:00:00Z", 40), ("2027-01-03T22:59:59Z", 400), ("2027-01-03T23:00:00Z", 4000),
        ] {
            add(&api, "", start, seconds, "", &[]).await;
        }
        for (zone, start) in [("Europe/Berlin", "monday"), ("Europe/Berlin", "sunday"), ("America/New_York", "monday"), ("Asia/Kolkata", "sunday"), ("Pacific/Apia", "monday")] {
            live_in(&maya, zone, start).await;
            let weekly = maya.call::<LoadWeekly>(&[ALL]).await.ok();
            let days: BTreeMap<String, i64> = weekly["days"].as_array().unwrap().iter()
                .map(|day| (day["key"]["from"].as_str().unwrap().to_owned(), day["totals"]["seconds"].as_i64().unwrap())).collect();
            assert_eq!(days.values().sum::<i64>(), 7777, "{zone}");
            for week in ["2026-W13", "2026-W14", "2026-W43", "2026-W44", "2026-W53", "2027-W01"] {
                let sheet = maya.call::<LoadTimesheet>(&[("query[week]", week)]).await.ok();
                let first: app::values::Date = sheet["range"]["from"].as_str().unwrap().parse().unwrap();
                for at in 0..7 {
                    let day = app::values::add_days(first, at).to_string();
                    let at = usize::try_from(at).unwrap();
                    let of_sheet: i64 = sheet["rows"].as_array().unwrap().iter().map(|row| row["cells"][at]["seconds"].as_i64().unwrap()).sum();
                    assert_eq!(of_sheet, days.get(&day).copied().unwrap_or_default(), "{zone} {day}");
                    let of_day = [("query[from]", day.as_str()), ("query[to]", day.as_str())];
                    assert_eq!(page(&maya, &of_day).await["totals"]["seconds"], of_sheet, "{zone} {day}");
                }
            }
            // By tag, the totals count each once, too.
            let by_tag = maya.call::<LoadWeekly>(&[ALL, ("group_by", "tag")]).await.ok();
            assert_eq!(by_tag["days"], weekly["days"]);
        }
    }

    /// Files are what the pages show: groups, an amount column for each currency, a PDF.
    async fn reports_as_files(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        work(app, &maya, &api, 24).await;
        let days = "from=2026-11-01&to=2026-11-30";
        let summary = maya.call::<LoadSummary>(&[("query[from]", "2026-11-01"), ("query[to]", "2026-11-30")]).await.ok();
        let told = file(&maya, &format!("summary.csv?{days}")).await;
        assert_eq!((told.status, told.kind.as_str()), (200, "text/csv; charset=utf-8; header=present"));
        assert!(told.name.contains("summary%202026-11-01%20to%202026-11-30.csv"), "{}", told.name);
        let rows = records(&told);
        let groups = summary["groups"].as_array().unwrap();
        assert_eq!(rows.len(), groups.len());
        let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
        for (row, group) in rows.iter().zip(groups) {
            assert_eq!(json!(row["Project"]), group["name"]);
            assert_eq!(json!(row["Entries"].parse::<i64>().unwrap()), group["totals"]["count"]);
            let amounts = &group["totals"]["amounts"];
            for currency in ["EUR", "USD"] {
                let told = cents(&row[&format!("Amount {currency}")]);
                assert_eq!(told, amounts[currency].as_i64().unwrap_or_default(), "{row:?}");
            }
        }
        let nested = records(&file(&maya, &format!("summary.csv?{days}&group_by=client,week")).await);
        assert!(nested.iter().all(|row| row["Week"].starts_with("2026-W") && row.contains_key("Client")));
        let entries: i64 = nested.iter().map(|row| row["Entries"].parse::<i64>().unwrap()).sum();
        assert_eq!(entries, 24);

        let weekly = records(&file(&maya, &format!("weekly.csv?{days}&group_by=user")).await);
        assert_eq!(weekly.iter().map(|row| row["Week"].as_str()).collect::<Vec<_>>(), ["2026-W44", "2026-W45", "2026-W46", "2026-W47"]);
        let clock = |text: &str| text.split(':').fold(0, |sum, part| sum * 60 + part.parse::<i64>().unwrap());
        for row in &weekly {
            let of_days: i64 = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].iter().map(|day| clock(&row[*day])).sum();
            assert_eq!(of_days, clock(&row["Total"]));
        }
        let marked = file(&maya, "weekly.csv?excel=true").await;
        assert!(marked.bytes.starts_with(b"\xef\xbb\xbfWeek,"));
        for path in ["summary.pdf?group_by=day,project", "summary.pdf", "weekly.pdf?period=all-time", "weekly.pdf?group_by=tag", "summary.pdf?q=nowhere"] {
            let pdf = file(&maya, path).await;
            assert_eq!((pdf.status, pdf.kind.as_str()), (200, "application/pdf"), "{path}");
            assert!(pdf.bytes.starts_with(b"%PDF-"), "{path}");
        }
        for path in ["summary.csv?group_by=x", "weekly.pdf?group_by=day", "summary.pdf?from=x"] {
            assert_eq!(file(&maya, path).await.status, 422, "{path}");
        }
    }

    /// Who may take time along: everybody's for Owner and Managers, their own for Members, none for Viewers; from Solo Pro on.
    async fn who_may_export(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let (api, theirs) = (Api::of(app, &maya, "write").await, Api::of(app, &ben, "write").await);
        add(&api, "", "2026-11-17T09:00:00Z", 100, "", &[]).await;
        add(&theirs, "", "2026-11-18T09:00:00Z", 10, "", &[]).await;
        let kinds = ["summary.csv", "summary.pdf", "weekly.csv", "weekly.pdf"];
        for kind in kinds {
            assert_eq!(file(&maya, kind).await.status, 200, "{kind}");
            assert_eq!(file(&vi, kind).await.status, 403, "{kind}");
        }
        let people = |file: &File| records(file).iter().map(|row| row["Person"].clone()).collect::<Vec<_>>();
        assert_eq!(people(&file(&maya, "summary.csv?group_by=user").await), ["Maya", "Ben"]);
        assert_eq!(people(&file(&ben, "summary.csv?group_by=user&person=all").await), ["Ben"]);
        assert_eq!(people(&file(&ben, "weekly.csv?group_by=user").await), ["Ben"]);
        on_plan(app, &maya, Plan::Free).await;
        for kind in kinds {
            assert_eq!(file(&maya, kind).await.status, 403, "{kind}");
        }
        let html = maya.get("/reports/weekly").await;
        assert!(!html.body.as_str().unwrap().contains("Export CSV"));
    }

    /// Profit as a file is what its page shows, for who may see it.
    async fn profit_as_files(app: &TestApp) {
        let maya = app.person("Maya").await;
        let mia = app.member(&maya, "Mia", Role::Manager).await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let him = ben.actor().await.user_id.to_string();
        let terms = [("member[user_id]", him.as_str()), ("member[role]", "member"), ("member[terms]", "true"), ("member[weekly_capacity]", "40"), ("member[internal_cost]", "35")];
        maya.call::<UpdateMember>(&terms).await.ok();
        let webshop = project(&maya, "Webshop", "", "100").await;
        let (api, theirs) = (Api::of(app, &maya, "write").await, Api::of(app, &ben, "write").await);
        add(&theirs, "", "2026-11-10T09:00:00Z", 7200, &webshop, &[]).await;
        add(&api, "", "2026-11-11T09:00:00Z", 60, "", &[]).await;
        let days = "from=2026-11-09&to=2026-11-15";
        let told = file(&maya, &format!("profitability.csv?{days}")).await;
        assert_eq!((told.status, told.kind.as_str()), (200, "text/csv; charset=utf-8; header=present"));
        assert!(told.name.contains("profitability%202026-11-09%20to%202026-11-15.csv"), "{}", told.name);
        let rows = records(&told);
        let of = |row: usize, column: &str| rows[row][column].clone();
        let figures = ["Project", "Duration", "Amount USD", "Cost USD", "Not billable cost USD", "Profit USD", "Margin %", "Duration without cost"];
        assert_eq!(figures.map(|column| of(0, column)), ["Webshop", "2:00:00", "200.00", "70.00", "0.00", "130.00", "65.0", "0:00:00"]);
        assert_eq!(figures.map(|column| of(1, column)), ["No project", "0:01:00", "0.00", "0.00", "0.00", "0.00", "", "0:01:00"]);
        let people = records(&file(&mia, &format!("profitability.csv?{days}&group_by=user&excel=true")).await);
        assert_eq!((people[0]["Utilisation %"].as_str(), people[1]["Utilisation %"].as_str()), ("5.0", ""));
        let pdf = file(&mia, &format!("profitability.pdf?{days}&group_by=user")).await;
        assert_eq!((pdf.status, pdf.kind.as_str()), (200, "application/pdf"));
        let words = poppler("pdftotext", &["-layout", "-", "-"], &pdf.bytes);
        for there in ["Profitability report", "9 – 15 Nov 2026", "Ben", "$200.00", "$130.00", "65.0 %", "5.0 %", "0:01:00 of this time has no internal cost"] {
            assert!(words.contains(there), "{there} in {words}");
        }
        for kind in ["csv", "pdf"] {
            let path = format!("profitability.{kind}");
            assert_eq!(file(&maya, &format!("{path}?group_by=day")).await.status, 422, "{kind}");
            assert_eq!(file(&app.anonymous(), &path).await.status, 401, "{kind}");
            for person in [&ben, &vi] {
                assert_eq!(file(person, &path).await.status, 403, "{kind}");
            }
        }
        let page = maya.get("/reports/profitability?period=all-time&group_by=client").await;
        let href = "/exports/profitability.csv?person=all&amp;period=all-time&amp;group_by=client";
        assert!(page.body.as_str().unwrap().contains(href), "{page:?}");
        on_plan(app, &maya, Plan::SoloPro).await;
        assert_eq!(file(&maya, "profitability.csv").await.status, 403);
        assert_eq!(file(&maya, "profitability.pdf").await.status, 403);
    }

    /// The pages have their figures before any script runs.
    async fn without_scripts(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let of = work(app, &maya, &api, 60).await;
        let tabs = maya.get("/reports?q=entry").await;
        let html = tabs.body.as_str().unwrap();
        assert!(html.contains("/reports/weekly?period=this-month&amp;q=entry"), "{html}");
        for (query, words) in [
            ("", vec!["entry 56", "#dev", "Next page", "60 entries", "Webshop"]),
            ("?group_by=project&size=100", vec!["Acme", "42 entries", "No project"]),
            ("?group_by=tag", vec!["counts with each of them", "Next page"]),
            ("?period=today", vec!["Nothing to report"]),
            ("?after=x", vec!["This page is not known"]),
        ] {
            let page = maya.get(&format!("/reports/detailed{query}")).await;
            let html = page.body.as_str().unwrap();
            for word in words {
                assert!(html.contains(word), "{query}: {word}");
            }
        }
        for (query, words) in [
            ("", vec!["Week 2 – 8 Nov 2026", "Mon 2", "Time by day", "Acme"]),
            ("?group_by=tag", vec!["#design", "count it once"]),
            ("?group_by=user", vec!["Maya", "Week 26 Oct – 1 Nov 2026"]),
            ("?period=today", vec!["Nothing to report"]),
        ] {
            let page = maya.get(&format!("/reports/weekly{query}")).await;
            let html = page.body.as_str().unwrap();
            for word in words {
                assert!(html.contains(word), "{query}: {word}");
            }
        }
        let link = format!("project={}", of.webshop);
        let html = maya.get("/reports/weekly").await;
        assert!(html.body.as_str().unwrap().contains(&link));
    }
}
