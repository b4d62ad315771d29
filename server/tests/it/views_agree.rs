//! Every view of the same time comes to the same, to the second: over midnight, clock changes, a leap day and the year's
//! end, in three time zones; and to what plain arithmetic with the zone comes to.

use std::collections::{BTreeMap, BTreeSet};

use app::accounts::server_fns::UpdateProfile;
use app::calendar::server_fns::LoadCalendar;
use app::reports::server_fns::{LoadDetailed, LoadWeekly};
use app::time_entries::server_fns::ListTimeEntries;
use app::values::{Date, add_days};
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::on_both_databases;
use crate::report_pdf::poppler;
use crate::rest::Api;
use crate::support::Person;

/// Lord Howe sets its clocks by half an hour.
const ZONES: [&str; 3] = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];
/// The years 2025 and 2026: each zone sets its clocks four times in them.
const CHANGES: std::ops::Range<i64> = 1_735_689_600..1_798_761_600;
const ALL: (&str, &str) = ("query[period]", "all-time");

/// Seconds by day; days without time are left out.
type Days = BTreeMap<Date, i64>;

/// An entry to be made.
struct Work {
    start: i64,
    seconds: i64,
    /// Its start by the clocks that were right just before the moment it lies around: for the hour that clocks skip, a
    /// time that no clock there has shown.
    text: String,
}

fn unix(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn local_day(zone: &TimeZone, at: i64) -> Date {
    zone.to_datetime(unix(at)).date()
}

/// When clocks are set in a zone, when those days begin and end there, and when a leap day, a year and an ordinary day do.
fn moments(zone: &TimeZone) -> BTreeSet<i64> {
    let changes: Vec<i64> = zone
        .following(unix(CHANGES.start))
        .map(|change| change.timestamp().as_second())
        .take_while(|at| *at < CHANGES.end)
        .collect();
    assert_eq!(changes.len(), 4);
    let around = changes.iter().flat_map(|at| {
        let day = local_day(zone, *at);
        [day, add_days(day, 1)]
    });
    let others = [
        date(2024, 2, 29),
        date(2024, 3, 1),
        date(2026, 1, 1),
        date(2026, 6, 10),
        date(2027, 1, 1),
    ];
    let midnights = around.chain(others).map(|day| {
        let midnight = day.to_zoned(zone.clone()).unwrap();
        midnight.timestamp().as_second()
    });
    changes.iter().copied().chain(midnights).collect()
}

/// Time across each moment, up to it, a second before it, from it on, and in the quarter of an hour after the next one.
fn work(zones: &[TimeZone]) -> Vec<Work> {
    let all = zones.iter().flat_map(|zone| {
        let moments = moments(zone).into_iter();
        moments.map(move |at| (zone, at))
    });
    (0_i64..)
        .zip(all)
        .flat_map(|(number, (zone, at))| {
            let before = TimeZone::fixed(zone.to_offset(unix(at - 1)));
            let around = [
                (-1800, 3600 + number),
                (-900, 900),
                (-1, 1),
                (0, 60),
                (900, 900 + number),
            ];
            around.map(|(ahead, seconds)| {
                let start = at + ahead;
                let clock = unix(start).to_zoned(before.clone());
                Work {
                    start,
                    seconds,
                    text: clock.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
                }
            })
        })
        .collect()
}

/// What the days of a zone come to: an entry counts wholly on the day it starts.
fn days_of(zone: &TimeZone, work: &[Work]) -> Days {
    let mut days = Days::new();
    for entry in work {
        *days.entry(local_day(zone, entry.start)).or_default() += entry.seconds;
    }
    days
}

/// Every entry as a row of a file: day, start, seconds.
fn rows_of(zone: &TimeZone, work: &[Work]) -> Vec<(String, String, i64)> {
    let mut rows: Vec<_> = work
        .iter()
        .map(|entry| {
            let clock = zone.to_datetime(unix(entry.start));
            let text = |format: &str| clock.strftime(format).to_string();
            (text("%Y-%m-%d"), text("%H:%M:%S"), entry.seconds)
        })
        .collect();
    rows.sort();
    rows
}

fn day_of(value: &Value) -> Date {
    value.as_str().unwrap().parse().unwrap()
}

fn int(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// `1:30:00` in seconds.
fn clock(text: &str) -> i64 {
    text.split(':')
        .fold(0, |sum, part| sum * 60 + part.parse::<i64>().unwrap())
}

/// The days with time on them.
fn with_time(days: impl IntoIterator<Item = (Date, i64)>) -> Days {
    let mut sums = Days::new();
    for (day, seconds) in days {
        if seconds != 0 {
            assert_eq!(sums.insert(day, seconds), None, "{day} is there twice");
        }
    }
    sums
}

/// Somebody's time in every view there is.
struct Views<'a> {
    person: &'a Person,
    api: &'a Api,
    /// The days with time on them, and those beside.
    days: BTreeSet<Date>,
}

impl Views<'_> {
    /// The first days of the weeks that hold them.
    fn mondays(&self) -> BTreeSet<Date> {
        let first = |day: &Date| {
            let after_monday = day.weekday().to_monday_zero_offset();
            add_days(*day, -i64::from(after_monday))
        };
        self.days.iter().map(first).collect()
    }

    async fn list_by_program(&self) -> Days {
        let mut sums = Vec::new();
        for day in &self.days {
            let path = format!("/time-entries?from={day}&to={day}&limit=500");
            let page = self.api.get(&path).await.with(200);
            assert_eq!(page["next_cursor"], Value::Null, "{day}");
            let seconds = list(&page["data"])
                .iter()
                .map(|entry| int(&entry["duration"]));
            sums.push((*day, seconds.sum::<i64>()));
        }
        with_time(sums)
    }

    async fn list_on_its_page(&self) -> Days {
        let mut sums = Vec::new();
        for day in &self.days {
            let day = day.to_string();
            let fields = [("query[from]", day.as_str()), ("query[to]", day.as_str())];
            let page = self.person.call::<ListTimeEntries>(&fields).await.ok();
            let days = list(&page["days"]).iter();
            sums.extend(days.map(|day| (day_of(&day["day"]), int(&day["seconds"]))));
        }
        with_time(sums)
    }

    async fn timesheet(&self) -> Days {
        let mut sums = Vec::new();
        for monday in self.mondays() {
            let week = monday.iso_week_date();
            let path = format!("/timesheet?week={:04}-W{:02}", week.year(), week.week());
            let sheet = self.api.get(&path).await.with(200);
            assert_eq!(day_of(&sheet["from"]), monday);
            let days = (0..).zip(list(&sheet["day_seconds"]));
            sums.extend(days.map(|(ahead, seconds)| (add_days(monday, ahead), int(seconds))));
        }
        with_time(sums)
    }

    async fn calendar(&self) -> Days {
        let mut sums = Vec::new();
        for monday in self.mondays() {
            let date = monday.to_string();
            let fields = [("query[view]", "week"), ("query[date]", date.as_str())];
            let week = self.person.call::<LoadCalendar>(&fields).await.ok();
            // The day before and the day after are there for their clocks alone.
            let [_, shown @ .., _] = list(&week["days"]) else {
                panic!("{week}");
            };
            assert_eq!((shown.len(), day_of(&shown[0]["day"])), (7, monday));
            let days = shown.iter();
            sums.extend(days.map(|day| (day_of(&day["day"]), int(&day["tracked"]))));
        }
        with_time(sums)
    }

    async fn summary(&self) -> Days {
        let path = "/reports/summary?group_by=day&from=2024-01-01&to=2027-12-31";
        let report = self.api.get(path).await.with(200);
        let groups = list(&report["groups"]).iter();
        with_time(groups.map(|group| (day_of(&group["key"]), int(&group["totals"]["seconds"]))))
    }

    async fn weekly(&self) -> Days {
        let report = self.person.call::<LoadWeekly>(&[ALL]).await.ok();
        let days = list(&report["days"]).iter();
        with_time(days.map(|day| (day_of(&day["key"]["from"]), int(&day["totals"]["seconds"]))))
    }

    /// Its entries, page by page, added up by the day they are under.
    async fn detailed(&self) -> Days {
        let mut sums = Days::new();
        let mut after = String::new();
        loop {
            let fields = [
                ALL,
                ("page[group_by]", "day"),
                ("page[size]", "100"),
                ("page[after]", after.as_str()),
            ];
            let page = self.person.call::<LoadDetailed>(&fields).await.ok();
            for section in list(&page["sections"]) {
                let day = day_of(&section["group"]["key"]["from"]);
                for entry in list(&section["entries"]) {
                    assert_eq!(day_of(&entry["day"]), day);
                    *sums.entry(day).or_default() += int(&entry["seconds"]);
                }
            }
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => return sums,
            }
        }
    }

    async fn file(&self, name: &str) -> Vec<u8> {
        let url = format!("{}/exports/{name}", self.person.base);
        let answer = self.person.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{name}");
        answer.bytes().await.unwrap().to_vec()
    }

    /// The rows of the CSV file: day, start, seconds.
    async fn csv(&self) -> Vec<(String, String, i64)> {
        let file = self.file("time-entries.csv").await;
        let mut reader = csv::Reader::from_reader(file.as_slice());
        let head: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let column = |name: &str| head.iter().position(|head| head == name).unwrap();
        let (day, start, duration) = (column("Date"), column("Start"), column("Duration"));
        let rows = reader.records().map(|row| {
            let row = row.unwrap();
            (
                row[day].to_owned(),
                row[start].to_owned(),
                clock(&row[duration]),
            )
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        rows
    }

    /// What stands beside each day's name in the PDF.
    async fn pdf(&self) -> Days {
        let file = self.file("time-entries.pdf").await;
        let names: BTreeMap<String, Date> = self
            .days
            .iter()
            .map(|day| (day.strftime("%A, %-d %B %Y").to_string(), *day))
            .collect();
        let text = poppler("pdftotext", &["-layout", "-", "-"], &file);
        let sums = text.lines().filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [weekday, day, month, year, seconds, ..] = words.as_slice() else {
                return None;
            };
            let day = names.get(&format!("{weekday} {day} {month} {year}"))?;
            Some((*day, clock(seconds)))
        });
        with_time(sums)
    }
}

async fn live_in(person: &Person, zone: &str) {
    let fields = [
        ("profile[name]", "Maya"),
        ("profile[timezone]", zone),
        ("profile[theme]", "system"),
        ("profile[week_start]", "monday"),
    ];
    person.call::<UpdateProfile>(&fields).await.ok();
}

on_both_databases! {
    with crate::rest::unpaced;
    /// List, timesheet, calendar, reports, CSV and PDF have the same seconds on the same days, wherever one is.
    async fn all_views_agree(app: &TestApp) {
        app.clock.set(1_802_000_000); // 7 February 2027
        let maya = app.person("Maya").await;
        let api = Api::of(app, &maya, "write").await;
        let zones = ZONES.map(|name| TimeZone::get(name).unwrap());
        let work = work(&zones);
        for entry in &work {
            let made = json!({"start": entry.text, "duration": entry.seconds});
            let made = api.post("/time-entries", made).await.with(201);
            assert_eq!(made["start"], unix(entry.start).to_string());
        }
        for (name, zone) in ZONES.into_iter().zip(&zones) {
            live_in(&maya, name).await;
            let expected = days_of(zone, &work);
            let beside = expected.keys().flat_map(|day| [add_days(*day, -1), *day, add_days(*day, 1)]);
            let views = Views { person: &maya, api: &api, days: beside.collect() };
            assert_eq!(views.list_by_program().await, expected, "{name}: list by program");
            assert_eq!(views.list_on_its_page().await, expected, "{name}: list");
            assert_eq!(views.timesheet().await, expected, "{name}: timesheet");
            assert_eq!(views.calendar().await, expected, "{name}: calendar");
            assert_eq!(views.summary().await, expected, "{name}: summary");
            assert_eq!(views.weekly().await, expected, "{name}: weekly");
            assert_eq!(views.detailed().await, expected, "{name}: detailed");
            assert_eq!(views.csv().await, rows_of(zone, &work), "{name}: CSV");
            assert_eq!(views.pdf().await, expected, "{name}: PDF");
        }
    }
}
