//! Imports by choice: what columns mean, the time zone, rows that are left out to download, hostile files.

use app::imports::server_fns::{ListFileColumns, PreviewImport, RunImport};
use flate2::Crc;
use serde_json::json;

use crate::imports::{counts, import, upload, uploaded};
use crate::on_both_databases;

const PLAIN: &[u8] = "Wann;Wie lange;Wofür;Extra\n20.11.2026;1,5;Site;=1+1\n19.11.2026;0:30;Site;\n18.11.2026;soon;Site;\n".as_bytes();
const BERLIN_NINE: &str = "2026-11-20,09:00:00";

/// A ZIP archive of these files, as they are.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let bytes_of = |length: usize| u32::try_from(length).unwrap().to_le_bytes();
    let (mut bytes, mut contents) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let mut crc = Crc::new();
        crc.update(text.as_bytes());
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend(
            [
                bytes_of(text.len()),
                bytes_of(text.len()),
                bytes_of(name.len()),
            ]
            .concat(),
        );
        contents.extend(b"PK\x01\x02\x14\x00");
        contents.extend(&common);
        contents.extend([[0; 10].as_slice(), &bytes_of(bytes.len()), name.as_bytes()].concat());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(common);
        bytes.extend([name.as_bytes(), text.as_bytes()].concat());
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let place = [bytes_of(contents.len()), bytes_of(bytes.len())].concat();
    bytes.extend(contents);
    bytes.extend(
        [
            b"PK\x05\x06\0\0\0\0".as_slice(),
            &count,
            &count,
            &place,
            &[0; 2],
        ]
        .concat(),
    );
    bytes
}

on_both_databases! {
    /// A file that nobody knows, by what a person says of its columns: in the page, by its address, and twice.
    async fn any_csv_file_by_its_columns(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = uploaded(&maya, "stunden.csv", PLAIN).await;
        let unknown = maya.call::<PreviewImport>(&[("upload", &id)]).await;
        assert_eq!(unknown.refused_fields(), ["columns"]);
        let found = maya.call::<ListFileColumns>(&[("upload", &id)]).await.ok();
        assert_eq!(found["file_name"], "stunden.csv");
        assert_eq!(found["columns"][0], json!({
            "name": "Wann", "values": ["20.11.2026", "19.11.2026", "18.11.2026"], "guess": "ignore",
        }));
        let page = maya.get(&format!("/settings/data?import={id}")).await.body;
        let page = page.as_str().unwrap();
        for words in ["What the columns of stunden.csv mean", "1. Wann", "3. Wofür", "1,5 · 0:30 · soon"] {
            assert!(page.contains(words), "{words}");
        }
        // The form's fields as a browser sends them.
        let chosen = format!("/settings/data?import={id}&date_order=&timezone=&column=date&column=duration&column=project&column=");
        let page = maya.get(&chosen).await.body;
        let page = page.as_str().unwrap();
        for words in ["Import 2 entries into", "semicolon", "day/month/year", "Line 4"] {
            assert!(page.contains(words), "{words}");
        }
        let columns = ("columns", "date,duration,project,");
        for (wrong, words) in [("date,duration", "another file"), ("date,,project,", "duration")] {
            let refused = maya.call::<PreviewImport>(&[("upload", &id), ("columns", wrong)]).await;
            assert_eq!(refused.refused_fields(), ["columns"]);
            assert!(refused.body["invalid"][0]["message"].as_str().unwrap().contains(words));
        }
        let done = maya.call::<RunImport>(&[("upload", &id), columns]).await.ok();
        assert_eq!((&done["created"], &done["format"]), (&counts(0, 1, 0, 2), &"csv".into()));
        assert!(app.dump(&maya).await.contains(BERLIN_NINE));
        let id = uploaded(&maya, "stunden.csv", PLAIN).await;
        let again = maya.call::<RunImport>(&[("upload", &id), columns]).await.ok();
        assert_eq!((&again["created"], &again["unchanged"]["time_entries"]), (&counts(0, 0, 0, 0), &2.into()));
    }

    /// A file that is known may be read by its columns all the same.
    async fn a_known_file_may_be_read_otherwise(app: &TestApp) {
        let maya = app.person("Maya").await;
        let file = "Date,Hours,Project,Notes\n2026-11-02,2,Site,Acme\n";
        let id = uploaded(&maya, "hours.csv", file).await;
        let page = maya.get(&format!("/settings/data?import={id}&choose=1")).await.body;
        assert!(page.as_str().unwrap().contains("What the columns of hours.csv mean"));
        let page = maya.get(&format!("/settings/data?import={id}")).await.body;
        assert!(page.as_str().unwrap().contains("Choose the columns’ meaning"));
        let columns = ("columns", "date,duration,project,client");
        let done = maya.call::<RunImport>(&[("upload", &id), columns]).await.ok();
        assert_eq!(done["created"], counts(1, 1, 0, 1));
    }

    /// A file that nearly is an app's export says what is missing, and its columns can be chosen all the same.
    async fn a_file_that_nearly_fits_may_be_read_by_its_columns(app: &TestApp) {
        let maya = app.person("Maya").await;
        let file = "Project,Start Date,Start Time,Length\nSite,2026-11-02,09:00:00,01:00:00\n";
        let id = uploaded(&maya, "nearly.csv", file).await;
        let page = maya.get(&format!("/settings/data?import={id}")).await.body;
        let page = page.as_str().unwrap();
        for words in ["the column Duration is missing", "Choose the columns yourself", &format!("/settings/data?import={id}&amp;choose=1")] {
            assert!(page.contains(words), "{words}");
        }
        let page = maya.get(&format!("/settings/data?import={id}&choose=1")).await.body;
        assert!(page.as_str().unwrap().contains("What the columns of nearly.csv mean"));
        let columns = ("columns", "project,date,start,duration");
        let done = maya.call::<RunImport>(&[("upload", &id), columns]).await.ok();
        assert_eq!(done["created"], counts(0, 1, 0, 1));
        // What cannot be read at all has no columns to choose.
        let id = uploaded(&maya, "x.pdf", "%PDF-1.7").await;
        let page = maya.get(&format!("/settings/data?import={id}")).await.body;
        assert!(!page.as_str().unwrap().contains("Choose the columns yourself"));
    }

    /// What is marked twice, named twice or too long is imported once or left out, never a failure after a good preview.
    async fn a_good_preview_is_a_good_import(app: &TestApp) {
        let maya = app.person("Maya").await;
        let header = "Project,Client,Description,Task,User,Email,Tags,Billable,Invoiced,Start Date,Start Time,Duration (h),Duration (decimal),Billable Rate (EUR),Billable Amount (EUR)\n";
        let rows = "Site,,one,,Maya,,\"Invoiced, dev, Dev\",Yes,Yes,2026-11-02,09:00:00,01:00:00,1,,\n\
                    Site,,two,,Maya,,,Yes,No,2026-03-02,09:00:00,4000:00:00,4000,10000000000.00,\n";
        let clockify = uploaded(&maya, "clockify.csv", format!("{header}{rows}")).await;
        let found = maya.call::<PreviewImport>(&[("upload", &clockify)]).await.ok();
        assert_eq!((&found["format"], &found["created"]), (&"clockify".into(), &counts(0, 1, 2, 1)));
        assert_eq!(found["skipped"], json!([
            { "line": 3, "reason": "The duration “4000:00:00” is none, or longer than 100 days." },
        ]));
        let done = maya.call::<RunImport>(&[("upload", &clockify)]).await.ok();
        assert_eq!(done["created"], found["created"]);

        let entry = "2026-11-03T09:00:00Z,2026-11-03T10:00:00Z";
        let tags = "\"[\"\"t\"\",\"\"s\"\"]\"";
        let archive = zip(&[
            ("organizations.csv", "id,name,currency\no,ACME,EUR\n"),
            ("tags.csv", "id,name\nt,Ops\ns,ops\n"),
            ("time_entries.csv", &format!("id,start,end,tags\n1,{entry},{tags}\n1,{entry},{tags}\n")),
        ]);
        let backup = uploaded(&maya, "backup.zip", archive).await;
        let found = maya.call::<PreviewImport>(&[("upload", &backup)]).await.ok();
        assert_eq!((&found["created"], &found["skipped_count"]), (&counts(0, 0, 1, 1), &1.into()));
        let done = maya.call::<RunImport>(&[("upload", &backup)]).await.ok();
        assert_eq!(done["created"], found["created"]);
        assert_eq!(app.dump(&maya).await.lines().count(), 3);
    }

    /// Clock times are those of the chosen time zone; one that does not exist is refused.
    async fn a_time_zone_is_chosen(app: &TestApp) {
        let maya = app.person("Maya").await;
        let file = "Date,Start,End\n2026-11-02,03:00:00,04:00:00\n";
        let id = uploaded(&maya, "clocks.csv", file).await;
        let page = maya.get(&format!("/settings/data?import={id}")).await.body;
        assert!(page.as_str().unwrap().contains("Time zone of this file"));
        let nowhere = maya.call::<PreviewImport>(&[("upload", &id), ("timezone", "Mars/Olympus")]).await;
        assert_eq!(nowhere.refused_fields(), ["timezone"]);
        let zone = ("timezone", "America/New_York");
        let found = maya.call::<PreviewImport>(&[("upload", &id), zone]).await.ok();
        assert_eq!(found["facts"]["timezone"], "America/New_York");
        maya.call::<RunImport>(&[("upload", &id), zone]).await.ok();
        // Maya is in Berlin, six hours ahead.
        assert!(app.dump(&maya).await.contains("2026-11-02,09:00:00,10:00:00"));
    }

    /// Every row that is left out can be downloaded, before the import and after it, by whoever left the file here.
    async fn rows_left_out_are_downloaded(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let header = "Date,Start,End,Project\n";
        let good = "2026-11-02,03:00:00,04:00:00,Site\n";
        let bad = (0..1200).map(|n| format!("=nonsense {n},03:00:00,04:00:00,Site\n")).collect::<Vec<_>>().concat();
        let id = uploaded(&maya, "my hours.csv", format!("{header}{good}{bad}")).await;
        let found = maya.call::<PreviewImport>(&[("upload", &id)]).await.ok();
        assert_eq!(found["skipped"].as_array().unwrap().len(), 1000);
        assert_eq!(found["skipped_count"], 1200);
        let place = found["skipped_path"].as_str().unwrap().to_owned();
        assert_eq!(place, format!("/imports/{id}/skipped.csv"));
        let rows = maya.get(&place).await;
        let text = rows.body.as_str().unwrap();
        assert_eq!((rows.status, text.lines().count()), (200, 1201));
        assert!(text.starts_with("Line,Reason\r\n3,The start date “=nonsense 0” is no year-month-day date.\r\n"), "{}", &text[..200]);
        let done = maya.call::<RunImport>(&[("upload", &id)]).await.ok();
        assert_eq!((&done["created"]["time_entries"], done["skipped_path"].as_str()), (&1.into(), Some(place.as_str())));
        assert_eq!(maya.get(&place).await.status, 200);
        // But it is imported once, and nobody else's.
        assert_eq!(maya.call::<PreviewImport>(&[("upload", &id)]).await.status, 404);
        assert_eq!(maya.call::<RunImport>(&[("upload", &id)]).await.status, 404);
        assert_eq!(noor.get(&place).await.status, 404);
        assert_eq!(maya.get("/imports/nonsense/skipped.csv").await.status, 404);
    }

    /// Files made to hurt: a clear word each, and nothing changed.
    async fn hostile_files_change_nothing(app: &TestApp) {
        let maya = app.person("Maya").await;
        let before = app.dump(&maya).await;
        let long_cell = format!("Date,Hours,Notes\n2026-11-02,1,{}\n", "x".repeat(1024 * 1024 + 1));
        let many_names = (0..20_001).map(|n| format!("2026-11-02,1,P{n}\n")).collect::<Vec<_>>().concat();
        for (bytes, words) in [
            (b"PK\x03\x04cut".to_vec(), "damaged"),
            (b"PK\x05\x06".to_vec(), "damaged"),
            (format!("{}\n1,2\n", "a,".repeat(100_000)).into_bytes(), "more than 1,000 columns"),
            (format!("Date,Hours,Project\n{many_names}").into_bytes(), "more than 20,000 projects"),
            (b"\xff\xfeD\0a\0t".to_vec(), "not a text file"),
            (b"Date,Hours\n2026-11-02,\x001\n".to_vec(), "not a text file"),
            (b"Date,Hours\n".to_vec(), "no rows"),
        ] {
            let id = uploaded(&maya, "file.csv", bytes).await;
            let answer = maya.call::<RunImport>(&[("upload", &id)]).await;
            assert_eq!(answer.refused_fields(), ["file"], "{words}");
            let message = answer.body["invalid"][0]["message"].as_str().unwrap();
            assert!(message.contains(words), "{message}");
        }
        let done = import(&maya, long_cell).await;
        assert_eq!(done["skipped"], json!([{ "line": 2, "reason": "The row is longer than a megabyte." }]));
        assert_eq!(app.dump(&maya).await, before);
        assert_eq!(upload(&maya, "", Vec::new()).await, "/settings/data?import_error=no_file");
    }
}
