//! The calendar: days as clocks have them, what lies on them for whom, and moving it.

use app::access::Role;
use app::accounts::server_fns::UpdateProfile;
use app::calendar::MOST_ENTRIES;
use app::calendar::server_fns::{LoadCalendar, MoveCalendarEntry};
use app::time_entries::server_fns::{CreateTimeEntry, LoadTimeEntry, UpdateTimeEntry};
use app::timer::server_fns::{PauseTimer, ResumeTimer, StartTimer};
use serde_json::{Value, json};
use server::execute;

use crate::on_both_databases;
use crate::rest::Api;
use crate::support::{Answer, Person, START, TestApp};

const HOUR: i64 = 3600;

async fn calendar(person: &Person, fields: &[(&str, &str)]) -> Value {
    person.call::<LoadCalendar>(fields).await.ok()
}

async fn day(person: &Person, date: &str) -> Value {
    calendar(person, &[("query[view]", "day"), ("query[date]", date)]).await
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

async fn add(
    person: &Person,
    description: &str,
    date: &str,
    start: &str,
    duration: &str,
) -> String {
    let fields = [
        ("entry[description]", description),
        ("entry[date]", date),
        ("entry[start]", start),
        ("entry[duration]", duration),
    ];
    let id = person.call::<CreateTimeEntry>(&fields).await.ok();
    id.as_str().unwrap().to_owned()
}

fn names(calendar: &Value) -> Vec<&str> {
    let entries = calendar["entries"].as_array().unwrap();
    entries
        .iter()
        .map(|entry| entry["description"].as_str().unwrap())
        .collect()
}

/// Tracked seconds of the days shown.
fn tracked(calendar: &Value) -> Vec<i64> {
    let days = calendar["days"].as_array().unwrap();
    days[1..days.len() - 1]
        .iter()
        .map(|day| day["tracked"].as_i64().unwrap())
        .collect()
}

async fn move_to(person: &Person, id: &str, (start, end, seconds): (i64, i64, i64)) -> Answer {
    let times = [start.to_string(), end.to_string(), seconds.to_string()];
    let fields = [
        ("id", id),
        ("times[start]", &times[0]),
        ("times[end]", &times[1]),
        ("times[seconds]", &times[2]),
    ];
    person.call::<MoveCalendarEntry>(&fields).await
}

async fn times(person: &Person, id: &str) -> (i64, i64, i64) {
    let entry = person.call::<LoadTimeEntry>(&[("id", id)]).await.ok();
    let number = |name: &str| entry[name].as_i64().unwrap();
    (number("started_at"), number("ended_at"), number("seconds"))
}

async fn lock(app: &TestApp, id: &str) {
    let id: app::values::TimeEntryId = id.parse().unwrap();
    let mut tx = app.services.db.write(id.uuid()).await.unwrap();
    execute!(&mut tx, c => sqlx::query("update time_entries set invoice_id = $1 where id = $2")
        .bind(id.uuid()).bind(id.uuid()).execute(c))
    .unwrap();
    tx.commit().await.unwrap();
}

/// The length of a day in minutes, and by how many minutes clocks were set on it.
async fn shape(person: &Person, date: &str) -> (i64, Vec<i64>) {
    let shown = day(person, date).await;
    assert_eq!(shown["days"].as_array().unwrap().len(), 3, "{date}");
    let day = &shown["days"][1];
    assert_eq!(day["day"], date);
    let offsets: Vec<i64> = day["offsets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|offset| offset[1].as_i64().unwrap() / 60)
        .collect();
    let changes = offsets.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let length = day["to"].as_i64().unwrap() - day["from"].as_i64().unwrap();
    (length / 60, changes)
}

on_both_databases! {
    /// Days are as long as clocks make them, wherever one is.
    async fn days_as_clocks_have_them(app: &TestApp) {
        app.clock.set(1_802_000_000); // 7 February 2027
        let maya = app.person("Maya").await;
        for (zone, date, minutes, changes) in [
            ("Europe/Berlin", "2026-03-28", 24 * 60, vec![]),
            ("Europe/Berlin", "2026-03-29", 23 * 60, vec![60]),
            ("Europe/Berlin", "2026-10-25", 25 * 60, vec![-60]),
            ("America/New_York", "2026-03-08", 23 * 60, vec![60]),
            ("America/New_York", "2026-11-01", 25 * 60, vec![-60]),
            ("Australia/Lord_Howe", "2026-04-05", 24 * 60 + 30, vec![-30]),
            ("Australia/Lord_Howe", "2026-10-04", 24 * 60 - 30, vec![30]),
            // Samoa left a whole day out.
            ("Pacific/Apia", "2011-12-30", 0, vec![]),
        ] {
            live_in(&maya, zone, "monday").await;
            assert_eq!(shape(&maya, date).await, (minutes, changes), "{zone} {date}");
        }
        live_in(&maya, "Europe/Berlin", "monday").await;
        // Half past two comes twice: each time the entry is where it was.
        let api = Api::of(app, &maya, "write").await;
        for start in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
            api.post("/time-entries", json!({"start": start, "duration": 1800})).await.with(201);
        }
        let shown = day(&maya, "2026-10-25").await;
        assert_eq!((shown["entries"].as_array().unwrap().len(), tracked(&shown)), (2, vec![HOUR]));
        let first = &shown["entries"][0]["times"];
        assert_eq!(first["start"].as_i64().unwrap() + HOUR, shown["entries"][1]["times"]["start"]);
        live_in(&maya, "Europe/Berlin", "sunday").await;
        let week = calendar(&maya, &[("query[date]", "2026-10-25")]).await;
        assert_eq!(week["range"], json!({"from": "2026-10-25", "to": "2026-10-31"}));
        assert_eq!(tracked(&week)[0], HOUR);
    }

    /// An hour that comes twice: an entry begins in the pass where it was drawn, by script and without.
    async fn drawn_in_the_second_pass(app: &TestApp) {
        const FIRST: i64 = 1_792_887_300; // 2:15 in Berlin on 25 October 2026, before clocks are set back.
        let maya = app.person("Maya").await;
        let base = [("entry[date]", "2026-10-25"), ("entry[start]", "02:15"), ("entry[end]", "02:45"), ("entry[duration]", "0:30:00")];
        for (offset, start) in [("", FIRST), ("7200", FIRST), ("3600", FIRST + HOUR), ("0", FIRST)] {
            let fields: Vec<(&str, &str)> = base.into_iter().chain([("entry[offset]", offset)]).collect();
            let id = maya.call::<CreateTimeEntry>(&fields).await.ok();
            assert_eq!(times(&maya, id.as_str().unwrap()).await, (start, start + 1800, 1800), "{offset}");
        }
        for offset in ["+01:00", "93601"] {
            let fields: Vec<(&str, &str)> = base.into_iter().chain([("entry[offset]", offset)]).collect();
            assert_eq!(maya.call::<CreateTimeEntry>(&fields).await.refused_fields(), ["offset"]);
        }
        assert_eq!(names(&day(&maya, "2026-10-25").await).len(), 4);
        // The form that the page shows has it, and takes it along.
        let page = "/calendar?view=day&date=2026-10-25&new=2026-10-25&start=02%3A15&offset=3600&end=02%3A45&duration=0%3A30%3A00";
        let html = maya.get(page).await;
        assert!(html.body.as_str().unwrap().contains("name=\"entry[offset]\" value=\"3600\""));
        let fields: Vec<(&str, &str)> = base.into_iter()
            .chain([("entry[description]", "by hand"), ("entry[offset]", "3600"), ("back", "calendar?view=day&date=2026-10-25")])
            .collect();
        assert_eq!(maya.submit::<CreateTimeEntry>("/calendar", &fields).await.status, 302);
        let shown = day(&maya, "2026-10-25").await;
        let by_hand = shown["entries"].as_array().unwrap().iter().find(|entry| entry["description"] == "by hand").unwrap();
        assert_eq!(by_hand["times"]["start"], json!(FIRST + HOUR));
        // It can be changed, and stays there.
        let id = by_hand["id"].as_str().unwrap();
        let fields = [("id", id), ("entry[date]", "2026-10-25"), ("entry[start]", "02:20"), ("entry[end]", "02:45"), ("entry[duration]", "0:30:00")];
        maya.call::<UpdateTimeEntry>(&fields).await.ok();
        assert_eq!(times(&maya, id).await, (FIRST + HOUR + 300, FIRST + HOUR + 2100, 1800));
    }

    /// What goes over midnight is on both days and counts on the first; what ends at midnight is on one.
    async fn midnight(app: &TestApp) {
        let maya = app.person("Maya").await;
        add(&maya, "late", "2026-11-17", "23:30", "1:00").await;
        add(&maya, "until midnight", "2026-11-17", "22:00", "2:00").await;
        add(&maya, "from midnight", "2026-11-18", "0:00", "0:10").await;
        add(&maya, "sunday night", "2026-11-15", "23:00", "2:00").await;
        let tuesday = day(&maya, "2026-11-17").await;
        assert_eq!((names(&tuesday), tracked(&tuesday)), (vec!["until midnight", "late"], vec![3 * HOUR]));
        let wednesday = day(&maya, "2026-11-18").await;
        assert_eq!((names(&wednesday), tracked(&wednesday)), (vec!["late", "from midnight"], vec![600]));
        let week = calendar(&maya, &[]).await;
        assert_eq!(names(&week), ["sunday night", "until midnight", "late", "from midnight"]);
        assert_eq!(tracked(&week), [0, 3 * HOUR, 600, 0, 0, 0, 0]);
        assert_eq!((&week["today"], &week["as_of"], &week["view"]), (&json!("2026-11-20"), &json!(START), &json!("fitting")));
        for (field, value) in [("query[view]", "month"), ("query[date]", "soon"), ("query[date]", "0001-01-01"), ("query[person]", "x")] {
            assert_eq!(maya.call::<LoadCalendar>(&[(field, value)]).await.refused_fields().len(), 1, "{field}");
        }
    }

    /// However long ago something began, it is on every day that it reaches to, and counts on its first.
    async fn what_began_long_ago(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let api = Api::of(app, &maya, "write").await;
        for (name, start, end) in [
            ("a year", "2025-11-18T09:00:00Z", "2026-11-18T10:00:00Z"),
            ("32 days", "2026-10-15T12:00:00Z", "2026-11-16T12:00:00Z"),
            ("up to monday", "2025-06-01T09:00:00Z", "2026-11-15T23:00:00Z"),
            ("short", "2026-11-17T09:00:00Z", "2026-11-17T10:00:00Z"),
        ] {
            let entry = json!({"description": name, "start": start, "end": end, "duration": 600});
            api.post("/time-entries", entry).await.with(201);
        }
        let week = calendar(&maya, &[("query[date]", "2026-11-18")]).await;
        assert_eq!((names(&week), tracked(&week)), (vec!["a year", "32 days", "short"], vec![0, 600, 0, 0, 0, 0, 0]));
        assert_eq!(week["more"], json!(false));
        // The instant at which a day begins is none of what ends there.
        assert_eq!(names(&day(&maya, "2026-11-15").await), ["up to monday", "a year", "32 days"]);
        assert_eq!(names(&day(&maya, "2026-11-16").await), ["a year", "32 days"]);
        assert_eq!(names(&day(&maya, "2026-11-18").await), ["a year"]);
        assert_eq!(names(&day(&maya, "2026-11-19").await), Vec::<&str>::new());
        assert_eq!(names(&day(&maya, "2025-11-18").await), ["up to monday", "a year"]);
        assert_eq!(tracked(&day(&maya, "2025-11-18").await), [600]);
        assert_eq!(names(&calendar(&maya, &[("query[date]", "2026-11-18"), ("query[person]", "all")]).await).len(), 3);
        assert_eq!(names(&calendar(&ben, &[("query[date]", "2026-11-18")]).await), Vec::<&str>::new());
    }

    /// Own by default; others' for who may see them, to be changed by who may change them.
    async fn whose_time_is_there(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let vi = app.member(&maya, "Vi", Role::Viewer).await;
        let ben_id = ben.actor().await.user_id.to_string();
        let maya_id = maya.actor().await.user_id.to_string();
        add(&maya, "mine", "2026-11-18", "9:00", "1:00").await;
        let his = add(&ben, "his", "2026-11-18", "10:00", "1:00").await;

        let own = calendar(&maya, &[]).await;
        assert_eq!((names(&own), &own["adds_for"], &own["entries"][0]["editable"]), (vec!["mine"], &json!(""), &json!(true)));
        assert_eq!(own["entries"][0]["person"], Value::Null);
        let of_ben = calendar(&maya, &[("query[person]", &ben_id)]).await;
        assert_eq!((names(&of_ben), &of_ben["adds_for"], &of_ben["entries"][0]["editable"]), (vec!["his"], &json!(ben_id), &json!(true)));
        let all = calendar(&maya, &[("query[person]", "all")]).await;
        assert_eq!((names(&all), &all["entries"][1]["person"]["name"]), (vec!["mine", "his"], &json!("Ben")));

        for fields in [vec![], vec![("query[person]", "all")], vec![("query[person]", maya_id.as_str())]] {
            let seen = calendar(&ben, &fields).await;
            assert_eq!((names(&seen), &seen["people"]), (vec!["his"], &json!([])));
        }
        let read = calendar(&vi, &[]).await;
        assert_eq!((names(&read), &read["adds_for"], &read["entries"][0]["editable"]), (vec!["mine", "his"], &Value::Null, &json!(false)));
        let stranger = app.person("Stranger").await;
        let foreign = calendar(&stranger, &[("query[person]", &ben_id)]).await;
        assert_eq!((names(&foreign), &foreign["adds_for"]), (vec![], &Value::Null));

        let there = times(&ben, &his).await;
        let later = (there.0 + HOUR, there.1 + HOUR, there.2);
        assert_eq!(move_to(&vi, &his, later).await.status, 403);
        assert_eq!(move_to(&stranger, &his, later).await.status, 404);
        let mine = own["entries"][0]["id"].as_str().unwrap();
        assert_eq!(move_to(&ben, mine, later).await.status, 404);
        assert_eq!(times(&ben, &his).await, there);
        move_to(&maya, &his, later).await.ok();
        assert_eq!(times(&ben, &his).await, later);
    }

    /// Moving changes when it was and nothing else; what cannot be is refused and changes nothing.
    async fn moving_an_entry(app: &TestApp) {
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let body = json!({"description": "Checkout", "start": "2026-11-18T09:00:00Z", "end": "2026-11-18T11:00:00Z", "duration": 5400, "billable": true});
        let made = api.post("/time-entries", body).await.with(201);
        let id = made["id"].as_str().unwrap();
        let there = times(&maya, id).await;
        assert_eq!(there.1 - there.0 - there.2, 1800);
        let moved = (there.0 + 900, there.1 + 900, there.2);
        move_to(&maya, id, moved).await.ok();
        assert_eq!(times(&maya, id).await, moved);
        let entry = maya.call::<LoadTimeEntry>(&[("id", id)]).await.ok();
        assert_eq!((&entry["description"], &entry["billable"]), (&json!("Checkout"), &json!(true)));
        let longer = (moved.0, moved.1 + 900, moved.2 + 900);
        move_to(&maya, id, longer).await.ok();
        // The same again is no change, and nothing to log.
        move_to(&maya, id, longer).await.ok();
        let log = api.get("/activity").await.with(200);
        let changes = log["data"].as_array().unwrap().iter().filter(|line| line["action"] == "time_entry.updated");
        assert_eq!(changes.count(), 2);

        for (times, field) in [
            ((START + 86_401, START + 90_001, 3600), "start"),
            ((there.0, there.0, 3600), "end"),
            ((there.0, there.0 - 60, 60), "end"),
            ((there.0, there.0 + 86_401, 86_401), "duration"),
            ((there.0, there.0 + 60, 61), "duration"),
            ((there.0, there.1, 0), "duration"),
            ((i64::MIN, i64::MAX, i64::MAX), "start"),
        ] {
            assert_eq!(move_to(&maya, id, times).await.refused_fields(), [field], "{times:?}");
        }
        assert_eq!(maya.call::<MoveCalendarEntry>(&[("id", id)]).await.refused_fields().len(), 1);
        assert_eq!(times(&maya, id).await, longer);

        lock(app, id).await;
        assert_eq!(move_to(&maya, id, there).await.status, 409);
        assert_eq!(times(&maya, id).await, longer);
        assert_eq!(calendar(&maya, &[]).await["entries"][0]["locked"], json!(true));
        assert_eq!(app.anonymous().call::<MoveCalendarEntry>(&[("id", id)]).await.status, 401);
    }

    /// The reader's timer reaches to now, or to where it was paused.
    async fn the_timer(app: &TestApp) {
        let maya = app.person("Maya").await;
        let ben = app.member(&maya, "Ben", Role::Member).await;
        let ben_id = ben.actor().await.user_id.to_string();
        assert_eq!(calendar(&maya, &[]).await["timer"], Value::Null);
        maya.call::<StartTimer>(&[("timer[description]", "Checkout")]).await.ok();
        app.clock.advance(600);
        let running = calendar(&maya, &[]).await["timer"].clone();
        assert_eq!((&running["until"], &running["timer"]["elapsed"]), (&json!(START + 600), &json!(600)));
        maya.call::<PauseTimer>(&[("timer[description]", "Checkout")]).await.ok();
        app.clock.advance(300);
        let paused = calendar(&maya, &[]).await["timer"].clone();
        assert_eq!((&paused["until"], &paused["timer"]["state"]), (&json!(START + 600), &json!("paused")));
        maya.call::<ResumeTimer>(&[("timer[description]", "Checkout")]).await.ok();
        app.clock.advance(60);
        let resumed = calendar(&maya, &[]).await["timer"].clone();
        assert_eq!((&resumed["until"], &resumed["timer"]["elapsed"]), (&json!(START + 960), &json!(660)));
        assert_eq!(calendar(&maya, &[("query[person]", &ben_id)]).await["timer"], Value::Null);
        assert_eq!(calendar(&ben, &[]).await["timer"], Value::Null);
    }

    /// Of more than fits, the latest are shown; the days' sums hold everything.
    async fn more_than_fits(app: &TestApp) {
        let maya = app.person("Maya").await;
        let actor = maya.actor().await;
        let mut tx = app.services.write_in(actor.workspace_id).await.unwrap();
        let most = i64::try_from(MOST_ENTRIES).unwrap();
        for number in 0..=most {
            execute!(&mut tx, c => sqlx::query(
                "insert into time_entries (workspace_id, id, user_id, description, description_key, started_at, ended_at,
                     seconds, billable, hourly_rate_cents, created_at, updated_at)
                 values ($1, $2, $3, '', '', $4, $5, 60, $6, 0, 0, 0)"
            )
            .bind(actor.workspace_id.uuid())
            .bind(app.services.new_id())
            .bind(actor.user_id.uuid())
            .bind(START - 5 * HOUR + number)
            .bind(START - 5 * HOUR + number + 60)
            .bind(false)
            .execute(c))
            .unwrap();
        }
        tx.commit().await.unwrap();
        let shown = calendar(&maya, &[]).await;
        assert_eq!((shown["entries"].as_array().unwrap().len(), &shown["more"]), (MOST_ENTRIES, &json!(true)));
        assert_eq!(shown["entries"][0]["times"]["start"], json!(START - 5 * HOUR + 1));
        assert_eq!(tracked(&shown)[4], 60 * (most + 1));
        assert!(maya.get("/calendar").await.status == 200);
    }

    /// Without scripts the page is read, and its forms come back to it.
    async fn plain_pages(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = add(&maya, "Checkout", "2026-11-18", "9:00", "1:00").await;
        let page = maya.get("/calendar?view=week").await;
        let text = page.body.as_str().unwrap();
        assert!(text.contains("Checkout") && text.contains(&format!("edit={id}")), "{text}");
        assert!(!text.contains("style="), "{text}");
        let open = maya.get(&format!("/calendar?view=week&edit={id}")).await;
        assert!(open.body.as_str().unwrap().contains("Save changes"));
        let fields = [("id", id.as_str()), ("entry[description]", "Paid"), ("back", "calendar?view=week")];
        let saved = maya.submit::<UpdateTimeEntry>("/calendar", &fields).await;
        assert_eq!((saved.status, saved.location.as_deref()), (302, Some("/calendar?view=week")));
        let fields = [("entry[duration]", "1:00"), ("back", "calendar?//evil.example")];
        let saved = maya.submit::<CreateTimeEntry>("/calendar", &fields).await;
        assert_eq!(saved.location.as_deref(), Some("/calendar"));
    }
}
