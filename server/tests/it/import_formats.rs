//! Every app's export over HTTP: what is understood, what arrives, and a second time that changes nothing.

use app::clients::Shown;
use app::imports::server_fns::{PreviewImport, RunImport};
use app::projects::Projects;
use serde_json::{Value, json};

use crate::imports::{counts, import, uploaded};
use crate::on_both_databases;

/// A fixture of this folder.
macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../fixtures/imports/", $name)).as_slice()
    };
}

/// A file, its format, its clients, projects, tags and entries, and its seconds.
type Case = (&'static [u8], &'static str, [i64; 4], i64);

const CASES: [Case; 12] = [
    (fixture!("clockify.csv"), "clockify", [1, 2, 3, 3], 12_600),
    (
        fixture!("clockify_projects.csv"),
        "clockify_projects",
        [1, 2, 0, 0],
        0,
    ),
    (fixture!("harvest.csv"), "harvest", [1, 2, 1, 3], 81_900),
    (
        fixture!("harvest_projects.csv"),
        "harvest_projects",
        [1, 2, 0, 0],
        0,
    ),
    (
        fixture!("harvest_clients.csv"),
        "harvest_clients",
        [2, 0, 0, 0],
        0,
    ),
    (fixture!("generic.csv"), "csv", [1, 2, 2, 2], 3601),
    (fixture!("yast.csv"), "yast", [0, 2, 0, 3], 9408),
    (fixture!("kimai.csv"), "kimai", [1, 1, 3, 2], 9060),
    (
        fixture!("timetagger.csv"),
        "timetagger",
        [0, 0, 2, 2],
        10_800,
    ),
    (fixture!("solidtime.csv"), "solidtime", [1, 1, 2, 1], 5400),
    (
        fixture!("solidtime_backup.zip"),
        "solidtime_backup",
        [2, 3, 2, 2],
        3601,
    ),
    (fixture!("toggl_data.zip"), "toggl_data", [2, 3, 2, 0], 0),
];

fn of([clients, projects, tags, time_entries]: [i64; 4]) -> Value {
    counts(clients, projects, tags, time_entries)
}

on_both_databases! {
    /// Each format into a workspace of its own, twice.
    async fn every_format_arrives_once(app: &TestApp) {
        for (bytes, format, expected, seconds) in CASES {
            let person = app.person(&format!("P{format}")).await;
            let done = import(&person, bytes).await;
            assert_eq!((&done["format"], &done["created"]), (&format.into(), &of(expected)), "{done}");
            assert_eq!(done["seconds"], seconds, "{format}");
            let before = app.dump(&person).await;
            assert_eq!(i64::try_from(before.lines().count()).unwrap(), expected[3] + 1, "{before}");
            let again = import(&person, bytes).await;
            assert_eq!((&again["created"], &again["unchanged"]), (&of([0; 4]), &of(expected)), "{again}");
            assert_eq!(app.dump(&person).await, before, "{format}");
        }
    }

    /// Rates, invoiced marks, tasks and the reasons of what was left out.
    async fn money_and_marks_are_kept(app: &TestApp) {
        let maya = app.person("Maya").await;
        let done = import(&maya, fixture!("harvest.csv")).await;
        assert_eq!(done["skipped"], json!([
            { "line": 5, "reason": "The duration “soon” is none, or longer than 100 days." },
        ]));
        let dump = app.dump(&maya).await;
        for words in [
            "2026-03-04,09:00:00,11:30:00,2:30:00,2.50,Brightside,Webshop,Design: Wireframes,invoiced,",
            "2026-03-04,11:30:00,11:45:00,0:15:00,0.25,Brightside,Webshop,Design,,",
            "Yes,100.00,250.00,EUR",
        ] {
            assert!(dump.contains(words), "{words}\n{dump}");
        }
        let rated = app.person("Noor").await;
        import(&rated, fixture!("clockify_projects.csv")).await;
        let me = rated.actor().await;
        let projects = app.services.list_projects(&me, Shown::All).await.unwrap();
        let mut found: Vec<_> = projects
            .iter()
            .map(|project| (project.name.as_str(), project.billable, project.hourly_rate_cents, project.archived))
            .collect();
        found.sort_unstable();
        assert_eq!(found, [("Internal", false, 0, true), ("Webshop", true, 9001, false)]);
    }

    /// A file whose dates fit both orders is asked about: in the page, and by the field's name.
    async fn an_open_date_order_is_asked(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = uploaded(&maya, "clockify.csv", fixture!("clockify_ambiguous.csv")).await;
        for answer in [
            maya.call::<PreviewImport>(&[("upload", &id)]).await,
            maya.call::<RunImport>(&[("upload", &id)]).await,
            maya.call::<PreviewImport>(&[("upload", &id), ("date_order", "sideways")]).await,
        ] {
            assert_eq!(answer.refused_fields(), ["date_order"]);
        }
        let page = maya.get(&format!("/settings/data?import={id}")).await.body;
        let page = page.as_str().unwrap();
        assert!(page.contains("03/04/2026 can be read in two ways") && page.contains("Dates in this file"));
        let page = maya.get(&format!("/settings/data?import={id}&date_order=month_first")).await.body;
        let page = page.as_str().unwrap();
        assert!(page.contains("Import 1 entry into") && page.contains("month/day/year"));
        for (order, day) in [("day_first", "2026-04-03"), ("month_first", "2026-03-04")] {
            let found = maya.call::<PreviewImport>(&[("upload", &id), ("date_order", order)]).await.ok();
            assert_eq!(found["range"]["from"], day);
        }
        let place = format!("/settings/data?import={id}&date_order=month_first");
        let answer = maya.submit::<RunImport>(&place, &[("upload", &id), ("date_order", "month_first")]).await;
        assert_eq!(answer.location.as_deref(), Some("/settings/data?imported=1"));
        assert!(app.dump(&maya).await.contains("2026-03-04,10:00:00,11:00:00"));
    }
}
