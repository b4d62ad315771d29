//! The timesheet: what a week adds up to in any time zone, and what typing into a cell does.

use app::access::Role;
use app::accounts::server_fns::UpdateProfile;
use app::clients::server_fns::CreateClient;
use app::projects::server_fns::{ArchiveProject, CreateProject};
use app::time_entries::server_fns::{CreateTimeEntry, ListTimeEntries, RestoreTimeEntries};
use app::timesheet::server_fns::{LoadTimesheet, SetTimesheetCell};
use serde_json::{Value, json};
use server::execute;

use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Answer, Person, TestApp};

const HOUR: i64 = 3600;

fn id_of(answer: Answer) -> String {
    answer.ok().as_str().unwrap().to_owned()
}

async fn project(person: &Person, name: &str, client: &str) -> String {
    let fields = [("project[name]", name), ("project[client_id]", client)];
    id_of(person.call::<CreateProject>(&fields).await)
}

async fn add(person: &Person, project: &str, date: &str, start: &str, duration: &str) -> String {
    let fields = [
        ("entry[project_id]", project),
        ("entry[date]", date),
        ("entry[start]", start),
        ("entry[duration]", duration),
    ];
    id_of(person.call::<CreateTimeEntry>(&fields).await)
}

async fn sheet(person: &Person, fields: &[(&str, &str)]) -> Value {
    person.call::<LoadTimesheet>(fields).await.ok()
}

async fn set(person: &Person, project: &str, date: &str, duration: &str) -> Answer {
    let fields = [
        ("cell[project_id]", project),
        ("cell[date]", date),
        ("cell[duration]", duration),
    ];
    person.call::<SetTimesheetCell>(&fields).await
}

/// Rows by name, each with its seven sums.
fn rows(sheet: &Value) -> Vec<(String, Vec<i64>)> {
    let name = |of: &Value| match (&of["project"], &of["person"]) {
        (Value::Object(project), _) => project["name"].as_str().unwrap().to_owned(),
        (_, Value::Object(person)) => person["name"].as_str().unwrap().to_owned(),
        _ => "–".to_owned(),
    };
    let rows = sheet["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let cells = row["cells"].as_array().unwrap();
            let sums = cells.iter().map(|cell| cell["seconds"].as_i64().unwrap());
            (name(&row["of"]), sums.collect())
        })
        .collect()
}

fn names(sheet: &Value) -> Vec<String> {
    rows(sheet).into_iter().map(|(name, _)| name).collect()
}

/// A person's entries of a day: start, end, seconds; the earliest first.
async fn entries(person: &Person, day: &str) -> Vec<(String, String, i64)> {
    let fields = [("query[from]", day), ("query[to]", day)];
    let page = person.call::<ListTimeEntries>(&fields).await.ok();
    let days = page["days"].as_array().unwrap();
    let mut list: Vec<_> = days
        .iter()
        .flat_map(|day| day["entries"].as_array().unwrap())
        .map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap().to_owned();
            (
                text("start"),
                text("end"),
                entry["seconds"].as_i64().unwrap(),
            )
        })
        .collect();
    list.sort();
    list
}

async fn lock(app: &TestApp, id: &str) {
    let id: app::values::TimeEntryId = id.parse().unwrap();
    let mut tx = app.services.db.write(id.uuid()).await.unwrap();
    execute!(&mut tx, c => sqlx::query("update time_entries set invoice_id = $1 where id = $2")
        .bind(id.uuid()).bind(id.uuid()).execute(c))
    .unwrap();
    tx.commit().await.unwrap();
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

/// The sums of a week's days, as a program reads them; page and API agree.
async fn days_of(person: &Person, api: &Api, week: &str) -> Value {
    let told = api.get(&format!("/timesheet?week={week}")).await.with(200);
    let page = sheet(person, &[("query[week]", week)]).await;
    let mut sums = vec![0; 7];
    for (_, row) in rows(&page) {
        for (sum, seconds) in sums.iter_mut().zip(row) {
            *sum += seconds;
        }
    }
    assert_eq!(told["day_seconds"], json!(sums), "{week}");
    assert_eq!(told["from"], page["range"]["from"], "{week}");
    told["day_seconds"].clone()
}

on_both_databases! {
    /// By project and by person, own and everybody's: each sees what is theirs to see.
    async fn a_week_adds_up(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let acme = id_of(maya.call::<CreateClient>(&[("client[name]", "Acme")]).await);
        let webshop = project(&maya, "webshop", &acme).await;
        let brand = project(&maya, "Brand", "").await;
        add(&maya, &webshop, "2026-11-16", "9:00", "1:00").await;
        add(&maya, &webshop, "2026-11-16", "14:00", "0:30").await;
        add(&maya, &webshop, "2026-11-20", "9:00", "2:00").await;
        add(&maya, "", "2026-11-18", "23:30", "1:00").await;
        add(&maya, &brand, "2026-11-15", "9:00", "1:00").await;
        add(&ben, &brand, "2026-11-20", "9:00", "4:00").await;

        let own = sheet(&maya, &[]).await;
        assert_eq!((&own["week"], &own["range"]["from"], &own["today"]), (&json!("2026-W47"), &json!("2026-11-16"), &json!("2026-11-20")));
        assert_eq!(rows(&own), [
            ("webshop".to_owned(), vec![5400, 0, 0, 0, 2 * HOUR, 0, 0]),
            ("–".to_owned(), vec![0, 0, HOUR, 0, 0, 0, 0]),
        ]);
        assert_eq!((&own["editable"], &own["rows"][0]["cells"][0]["entries"]), (&json!(true), &json!(2)));
        let all = sheet(&maya, &[("query[person]", "all")]).await;
        assert_eq!(names(&all), ["Brand", "webshop", "–"]);
        assert_eq!(all["editable"], json!(false));
        let people = sheet(&maya, &[("query[group_by]", "user")]).await;
        assert_eq!(rows(&people), [
            ("Ben".to_owned(), vec![0, 0, 0, 0, 4 * HOUR, 0, 0]),
            ("Maya".to_owned(), vec![5400, 0, HOUR, 0, 2 * HOUR, 0, 0]),
        ]);
        assert_eq!(people["editable"], json!(false));

        // A Member asks for others in vain, a Viewer reads everybody's and types nowhere.
        for fields in [vec![], vec![("query[person]", "all")]] {
            assert_eq!(rows(&sheet(&ben, &fields).await), [("Brand".to_owned(), vec![0, 0, 0, 0, 4 * HOUR, 0, 0])]);
        }
        assert_eq!(names(&sheet(&ben, &[("query[group_by]", "user")]).await), ["Ben"]);
        assert_eq!(sheet(&ben, &[]).await["people"], json!([]));
        let read = sheet(&vi, &[]).await;
        assert_eq!((names(&read), &read["editable"]), (vec!["Brand".to_owned(), "webshop".to_owned(), "–".to_owned()], &json!(false)));
        assert_eq!(set(&vi, &brand, "2026-11-20", "1:00").await.status, 403);

        let stranger = app.person("Stranger").await;
        let foreign = sheet(&stranger, &[("query[row][]", &webshop), ("query[person]", "all")]).await;
        assert_eq!(foreign["rows"], json!([]));
        for (field, value) in [("query[week]", "2026-W60"), ("query[group_by]", "tag"), ("query[person]", "x"), ("query[row][]", "x")] {
            assert_eq!(maya.call::<LoadTimesheet>(&[(field, value)]).await.refused_fields().len(), 1, "{field}");
        }
    }

    /// An entry counts wholly on the day it starts, where the reader is: midnight, clock changes, leap day, year's end.
    async fn days_are_the_readers(app: &TestApp) {
        app.clock.set(1_802_000_000); // 7 February 2027
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        for (start, seconds) in [
            // The clocks go forward in Berlin: 23 hours.
            ("2026-03-28T22:59:59Z", 1), ("2026-03-28T23:00:00Z", 10), ("2026-03-29T21:59:59Z", 100), ("2026-03-29T22:00:00Z", 1000),
            // And back: 25 hours.
            ("2026-10-24T21:59:59Z", 2), ("2026-10-24T22:00:00Z", 20), ("2026-10-25T22:59:59Z", 200), ("2026-10-25T23:00:00Z", 2000),
            // A leap day.
            ("2024-02-28T22:59:59Z", 3), ("2024-02-28T23:00:00Z", 30), ("2024-02-29T22:59:59Z", 300), ("2024-02-29T23:00:00Z", 3000),
            // New Year, in a year of 53 weeks.
            ("2026-12-31T22:59:59Z", 4), ("2026-12-31T23:00:00Z", 40), ("2027-01-03T22:59:59Z", 400), ("2027-01-03T23:00:00Z", 4000),
        ] {
            api.post("/time-entries", json!({"start": start, "duration": seconds})).await.with(201);
        }
        for (week, days) in [
            ("2026-W13", [0, 0, 0, 0, 0, 1, 110]), ("2026-W14", [1000, 0, 0, 0, 0, 0, 0]),
            ("2026-W43", [0, 0, 0, 0, 0, 2, 220]), ("2026-W44", [2000, 0, 0, 0, 0, 0, 0]),
            ("2024-W09", [0, 0, 3, 330, 3000, 0, 0]),
            ("2026-W53", [0, 0, 0, 4, 40, 0, 400]), ("2027-W01", [4000, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(days_of(&maya, &api, week).await, json!(days), "Berlin {week}");
        }
        // Where the week begins on Sunday, it has the same name and other days.
        live_in(&maya, "Europe/Berlin", "sunday").await;
        for (week, days) in [
            ("2026-W14", [110, 1000, 0, 0, 0, 0, 0]), ("2026-W44", [220, 2000, 0, 0, 0, 0, 0]),
            ("2026-W53", [0, 0, 0, 0, 4, 40, 0]), ("2027-W01", [400, 4000, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(days_of(&maya, &api, week).await, json!(days), "Sunday {week}");
        }
        // Behind UTC by five and four hours; ahead by five and a half.
        live_in(&maya, "America/New_York", "monday").await;
        for (week, days) in [
            ("2026-W13", [0, 0, 0, 0, 0, 11, 1100]), ("2026-W43", [0, 0, 0, 0, 0, 22, 2200]),
            ("2024-W09", [0, 0, 33, 3300, 0, 0, 0]), ("2026-W53", [0, 0, 0, 44, 0, 0, 4400]),
        ] {
            assert_eq!(days_of(&maya, &api, week).await, json!(days), "New York {week}");
        }
        live_in(&maya, "Asia/Kolkata", "monday").await;
        for (week, days) in [
            ("2026-W13", [0, 0, 0, 0, 0, 0, 11]), ("2026-W14", [1100, 0, 0, 0, 0, 0, 0]),
            ("2024-W09", [0, 0, 0, 33, 3300, 0, 0]), ("2026-W53", [0, 0, 0, 0, 44, 0, 0]), ("2027-W01", [4400, 0, 0, 0, 0, 0, 0]),
        ] {
            assert_eq!(days_of(&maya, &api, week).await, json!(days), "Kolkata {week}");
        }
    }

    /// More time is an entry of its own, less shortens the only one, none deletes it, which can be undone.
    async fn typing_into_a_cell(app: &TestApp) {
        let maya = app.person("Maya").await;
        let webshop = project(&maya, "Webshop", "").await;
        let brand = project(&maya, "Brand", "").await;
        let day = "2026-11-18";
        set(&maya, &webshop, day, "2:00").await.ok();
        set(&maya, &webshop, day, "2h").await.ok();
        // The next begins where the last has ended.
        set(&maya, &brand, day, "1,5").await.ok();
        assert_eq!(entries(&maya, day).await, [("09:00".into(), "11:00".into(), 2 * HOUR), ("11:00".into(), "12:30".into(), 5400)]);
        set(&maya, &webshop, day, "0:45:30").await.ok();
        assert_eq!(entries(&maya, day).await[0], ("09:00".into(), "09:45".into(), 2730));
        set(&maya, &webshop, day, "1:00").await.ok();
        assert_eq!(entries(&maya, day).await.len(), 3);
        // Of several, nobody said which one is to be shorter.
        assert_eq!(set(&maya, &webshop, day, "0:10").await.refused_fields(), ["duration"]);
        assert_eq!(entries(&maya, day).await.len(), 3);

        let deletion = set(&maya, &brand, day, "").await.ok();
        assert_eq!(entries(&maya, day).await.len(), 2);
        let fields = [("id", deletion.as_str().unwrap())];
        maya.call::<RestoreTimeEntries>(&fields).await.ok();
        assert_eq!(entries(&maya, day).await.len(), 3);
        assert_eq!(set(&maya, "none", day, "0").await.ok(), Value::Null);

        // What begins today has just ended; without a project, too. It is 11:00 in Berlin.
        set(&maya, "none", "2026-11-20", "1:15").await.ok();
        assert_eq!(entries(&maya, "2026-11-20").await, [("09:45".into(), "11:00".into(), 4500)]);

        for (date, duration, field) in [
            (day, "soon", "duration"), (day, "25h", "duration"), ("", "1:00", "date"), ("2026-13-01", "1:00", "date"),
            ("2026-11-22", "1:00", "date"),
        ] {
            assert_eq!(set(&maya, &webshop, date, duration).await.refused_fields(), [field], "{date} {duration}");
        }
        maya.call::<ArchiveProject>(&[("id", &brand), ("archived", "true")]).await.ok();
        assert_eq!(set(&maya, &brand, day, "9:00").await.refused_fields(), ["project_id"]);
        set(&maya, &brand, day, "1:00").await.ok();
        let stranger = app.person("Stranger").await;
        assert_eq!(set(&stranger, &webshop, day, "1:00").await.refused_fields(), ["project_id"]);
    }

    /// What is on an invoice stays; time beside it can be added and taken away.
    async fn locked_time_stays(app: &TestApp) {
        let maya = app.person("Maya").await;
        let webshop = project(&maya, "Webshop", "").await;
        let day = "2026-11-18";
        let id = add(&maya, &webshop, day, "9:00", "2:00").await;
        lock(app, &id).await;
        let cell = sheet(&maya, &[]).await["rows"][0]["cells"][2].clone();
        assert_eq!(cell, json!({"seconds": 2 * HOUR, "entries": 1, "locked": 1}));
        for duration in ["1:00", "0", ""] {
            assert_eq!(set(&maya, &webshop, day, duration).await.status, 409, "{duration}");
        }
        set(&maya, &webshop, day, "2:30").await.ok();
        set(&maya, &webshop, day, "2:10").await.ok();
        assert_eq!(set(&maya, &webshop, day, "1:59").await.status, 409);
        assert_eq!(entries(&maya, day).await, [("09:00".into(), "11:00".into(), 2 * HOUR), ("11:00".into(), "11:10".into(), 600)]);
        set(&maya, &webshop, day, "2:00").await.ok();
        assert_eq!(entries(&maya, day).await.len(), 1);
        let api = Api::of(app, &maya, "read").await;
        let told = api.get("/timesheet").await.with(200);
        assert_eq!(told["rows"][0]["cells"][2], json!({"date": day, "seconds": 2 * HOUR, "entries": 1, "locked": true}));
    }

    /// Rows can be there before any time is: by name, and as they were last week.
    async fn rows_without_time(app: &TestApp) {
        let maya = app.person("Maya").await;
        let webshop = project(&maya, "Webshop", "").await;
        let brand = project(&maya, "Brand", "").await;
        let gone = project(&maya, "Gone", "").await;
        add(&maya, &webshop, "2026-11-10", "9:00", "1:00").await;
        add(&maya, &gone, "2026-11-10", "9:00", "1:00").await;
        add(&maya, "", "2026-11-15", "9:00", "1:00").await;
        maya.call::<ArchiveProject>(&[("id", &gone), ("archived", "true")]).await.ok();
        assert_eq!(names(&sheet(&maya, &[]).await), Vec::<String>::new());
        assert_eq!(names(&sheet(&maya, &[("query[rows]", "last")]).await), ["Webshop", "–"]);
        let both = [("query[rows]", "last"), ("query[row][]", brand.as_str())];
        let week = sheet(&maya, &both).await;
        assert_eq!(names(&week), ["Brand", "Webshop", "–"]);
        assert!(rows(&week).iter().all(|(_, sums)| sums.iter().all(|sum| *sum == 0)));
        // Only where one can type.
        let people = [("query[rows]", "last"), ("query[group_by]", "user")];
        assert_eq!(names(&sheet(&maya, &people).await), Vec::<String>::new());
    }

    /// The page and its form work without scripts.
    async fn without_scripts(app: &TestApp) {
        let maya = app.person("Maya").await;
        let webshop = project(&maya, "Webshop", "").await;
        let page = format!("/timesheet?week=2026-W47&row={webshop}&edit={webshop}_2");
        let html = maya.get(&page).await;
        let html = html.body.as_str().unwrap();
        assert!(html.contains(r#"name="cell[duration]""#), "{html}");
        assert!(html.contains("Time on Webshop, Wednesday 18 November"), "{html}");
        let back = format!("week=2026-W47&row={webshop}");
        let fields = [("cell[project_id]", webshop.as_str()), ("cell[date]", "2026-11-18"), ("cell[duration]", "3:00"), ("cell[back]", back.as_str())];
        let answer = maya.submit::<SetTimesheetCell>(&page, &fields).await;
        assert_eq!((answer.status, answer.location), (302, Some(format!("/timesheet?{back}"))));
        let html = maya.get(&format!("/timesheet?{back}")).await;
        assert!(html.body.as_str().unwrap().contains("Webshop, Wednesday 18 November: 3:00"));
        let fields = [("cell[project_id]", webshop.as_str()), ("cell[date]", "2026-11-18"), ("cell[duration]", "soon")];
        let answer = maya.submit::<SetTimesheetCell>(&page, &fields).await;
        let location = answer.location.unwrap();
        let at = location.find("/timesheet").unwrap();
        let html = maya.get(&location[at..]).await;
        assert!(html.body.as_str().unwrap().contains("This is not a duration"));
    }

    /// What programs ask wrongly, and for whom.
    async fn by_program(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        add(&maya, "", "2026-11-18", "9:00", "1:00").await;
        add(&ben, "", "2026-11-18", "9:00", "2:00").await;
        let (api, theirs) = (Api::of(app, &maya, "read").await, Api::of(app, &ben, "read").await);
        assert_eq!(api.get("/timesheet").await.with(200)["total_seconds"], json!(3 * HOUR));
        assert_eq!(theirs.get("/timesheet").await.with(200)["total_seconds"], json!(2 * HOUR));
        let (me, him) = (maya.actor().await.user_id, ben.actor().await.user_id);
        assert_eq!(api.get(&format!("/timesheet?user_id={me}")).await.with(200)["total_seconds"], json!(HOUR));
        assert_eq!(theirs.get(&format!("/timesheet?user_id={me}")).await.with(200)["total_seconds"], json!(0));
        let people = api.get("/timesheet?group_by=user&week=2026-W47").await.with(200);
        assert_eq!((&people["rows"][0]["user_id"], &people["rows"][0]["project_id"]), (&json!(him), &Value::Null));
        assert_eq!((&people["rows"][1]["name"], &people["group_by"]), (&json!("Maya"), &json!("user")));
        for (query, field) in [("week=2026-W54", "week"), ("week=", "week"), ("group_by=tag", "group_by"), ("user_id=x", "user_id")] {
            api.get(&format!("/timesheet?{query}")).await.refuses(field);
        }
        api.get("/timesheet?from=2026-01-01").await.is_problem(400, "bad_request");
    }
}
