//! Imports over HTTP: a file, what is understood of it, one confirmation, and a second time that changes nothing.

use app::access::Role;
use app::clients::Shown;
use app::imports::MAX_FILE_BYTES;
use app::imports::server_fns::{PreviewImport, RunImport};
use app::projects::Projects;
use app::time_entries::{BulkForm, EntryQuery, TimeEntries};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use server::imports::ImportOptions;
use server::uploads::Nobody;
use server::workspaces::sql::find_membership;

use crate::on_both_databases;
use crate::support::{Person, TestApp};

pub const DETAILED: &[u8] = include_bytes!("../fixtures/toggl_detailed.csv");
const TROUBLED: &[u8] = include_bytes!("../fixtures/toggl_troubled.csv");
const UNKNOWN: &str = "01940000-0000-7000-8000-000000000000";

/// Uploads a file as the page's form does; the answer is where the browser is sent.
pub async fn upload(person: &Person, name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let part = Part::bytes(bytes.into()).file_name(name.to_owned());
    let form = Form::new().part("file", part);
    let request = person
        .http
        .post(format!("{}/settings/data/import", person.base))
        .multipart(form);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 303, "{response:?}");
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// Uploads a file; the answer is the upload's id.
pub async fn uploaded(person: &Person, name: &str, bytes: impl Into<Vec<u8>>) -> String {
    let place = upload(person, name, bytes).await;
    place
        .strip_prefix("/settings/data?import=")
        .unwrap_or_else(|| panic!("{place}"))
        .to_owned()
}

async fn preview(person: &Person, upload: &str) -> Value {
    person
        .call::<PreviewImport>(&[("upload", upload)])
        .await
        .ok()
}

/// Uploads and imports a file.
pub async fn import(person: &Person, bytes: impl Into<Vec<u8>>) -> Value {
    let upload = uploaded(person, "toggl.csv", bytes).await;
    person.call::<RunImport>(&[("upload", &upload)]).await.ok()
}

/// Counts as the report has them.
pub fn counts(clients: i64, projects: i64, tags: i64, time_entries: i64) -> Value {
    json!({ "clients": clients, "projects": projects, "tags": tags, "time_entries": time_entries })
}

/// One row of a report, an hour long.
fn row(day: u32, hour: u32, description: &str, tags: &str) -> String {
    format!(
        "Maya,maya@example.com,,Site,,{description},No,2026-11-{day:02},{hour:02}:00:00,,,01:00:00,\"{tags}\",\n"
    )
}

fn header() -> String {
    String::from_utf8(
        TROUBLED
            .split_inclusive(|byte| *byte == b'\n')
            .next()
            .unwrap()
            .to_vec(),
    )
    .unwrap()
}

on_both_databases! {
    /// Preview, import, and the same file again.
    async fn a_second_import_changes_nothing(app: &TestApp) {
        let maya = app.person("Maya").await;
        let first = uploaded(&maya, "C:\\exports\\toggl.csv", DETAILED).await;
        let found = preview(&maya, &first).await;
        assert_eq!(found["created"], counts(2, 4, 4, 10));
        assert_eq!(found["unchanged"], counts(0, 0, 0, 0));
        assert_eq!((&found["file_name"], &found["format"]), (&"toggl.csv".into(), &"toggl".into()));
        assert_eq!((&found["seconds"], &found["dry_run"]), (&44_145.into(), &true.into()));
        assert_eq!(found["range"], json!({ "from": "2026-11-02", "to": "2026-11-09" }));
        assert_eq!(found["facts"], json!({
            "encoding": "UTF-8", "separator": "comma", "date_order": "year-month-day", "timezone": "Europe/Berlin",
        }));
        assert_eq!(found["notes"], json!([
            "noor@example.com is not a member of this workspace: their 2 entries become yours.",
        ]));
        // A preview is only that.
        assert_eq!(preview(&maya, &first).await, found);

        let done = maya.call::<RunImport>(&[("upload", &first)]).await.ok();
        assert_eq!((&done["created"], &done["dry_run"]), (&found["created"], &false.into()));
        let gone = maya.call::<PreviewImport>(&[("upload", &first)]).await;
        assert_eq!(gone.status, 404);

        let second = uploaded(&maya, "toggl.csv", DETAILED).await;
        let found = preview(&maya, &second).await;
        assert_eq!((&found["created"], &found["unchanged"]), (&counts(0, 0, 0, 0), &counts(2, 4, 4, 10)));
        let before = app.dump(&maya).await;
        maya.call::<RunImport>(&[("upload", &second)]).await.ok();
        assert_eq!(app.dump(&maya).await, before);
    }

    /// What was changed here since stays changed.
    async fn a_second_import_respects_edits(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let me = maya.actor().await;
        let page = app.services.list_time_entries(&me, EntryQuery::default(), None).await.unwrap();
        let ids: Vec<_> = page.days.iter().flat_map(|day| &day.entries).map(|entry| entry.id).collect();
        let edit = BulkForm { project_id: "none".to_owned(), ..BulkForm::default() };
        app.services.update_time_entries(&me, ids, edit).await.unwrap();
        for project in app.services.list_projects(&me, Shown::All).await.unwrap() {
            app.services.delete_project(&me, project.id).await.unwrap();
        }
        let before = app.dump(&maya).await;
        assert_eq!(import(&maya, DETAILED).await["created"], counts(0, 0, 0, 0));
        assert_eq!(app.dump(&maya).await, before);
        assert_eq!(app.services.list_projects(&me, Shown::All).await.unwrap(), []);
    }

    /// Bad rows are named, the others are imported.
    async fn bad_rows_are_left_out_and_named(app: &TestApp) {
        let maya = app.person("Maya").await;
        let done = import(&maya, TROUBLED).await;
        assert_eq!(done["created"], counts(0, 1, 0, 2));
        assert_eq!(done["skipped"], json!([
            { "line": 3, "reason": "The end is before the start." },
            { "line": 4, "reason": "There is no start date." },
            { "line": 5, "reason": "The row ends early: 4 of 14 columns." },
        ]));
        assert_eq!(done["seconds"], 9000);
    }

    /// What is no export is refused at the file, in words, and changes nothing.
    async fn other_files_are_refused(app: &TestApp) {
        let maya = app.person("Maya").await;
        let before = app.dump(&maya).await;
        for (bytes, words) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], "a JPEG picture"),
            (b"%PDF-1.7", "a PDF document"),
            (b"Project,Start Date,Start Time,Length\n", "the column Duration is missing"),
            (b"\n\n", "empty"),
            (header().as_bytes(), "no rows"),
            (b"a,b\n\0\0,1\n", "not a text file"),
            (b"just words", "no columns"),
        ] {
            let id = uploaded(&maya, "file.csv", bytes).await;
            for answer in [
                maya.call::<PreviewImport>(&[("upload", &id)]).await,
                maya.call::<RunImport>(&[("upload", &id)]).await,
            ] {
                assert_eq!(answer.refused_fields(), ["file"]);
                let message = answer.body["invalid"][0]["message"].as_str().unwrap();
                assert!(message.contains(words), "{message}");
            }
            let page = maya.get(&format!("/settings/data?import={id}")).await;
            assert!(page.status == 200 && page.body.as_str().unwrap().contains("field-error"), "{words}");
        }
        assert_eq!(app.dump(&maya).await, before);
    }

    /// No file, an empty one, one that is too large.
    async fn what_cannot_be_kept_leads_back_to_the_page(app: &TestApp) {
        let maya = app.person("Maya").await;
        assert_eq!(upload(&maya, "", Vec::new()).await, "/settings/data?import_error=no_file");
        let large = vec![b'x'; MAX_FILE_BYTES + 1];
        assert_eq!(upload(&maya, "large.csv", large).await, "/settings/data?import_error=too_large");
        let page = maya.get("/settings/data?import_error=too_large").await;
        assert!(page.body.as_str().unwrap().contains("larger than 200 MB"));
        // Several pieces arrive as one.
        let fits = uploaded(&maya, "fits.csv", vec![b'x'; 5 * 1024 * 1024 + 7]).await;
        assert_eq!(maya.call::<PreviewImport>(&[("upload", &fits)]).await.refused_fields(), ["file"]);
        let text = maya.http.post(format!("{}/settings/data/import", app.base)).body("nonsense");
        let broken = text.send().await.unwrap();
        assert_eq!(broken.headers()["location"], "/settings/data?import_error=broken");
        let nobody = app.anonymous().http.post(format!("{}/settings/data/import", app.base)).send().await.unwrap();
        assert_eq!(nobody.status(), 401);
    }

    /// The page works as forms: it shows what was found, and the answer of the confirmation leads back to it.
    async fn an_import_needs_no_script(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = uploaded(&maya, "toggl.csv", TROUBLED).await;
        let place = format!("/settings/data?import={id}");
        let page = maya.get(&place).await.body;
        let page = page.as_str().unwrap();
        for words in ["Import 2 entries into Maya’s workspace", "Line 4", "There is no start date.", "2:30:00", "Toggl, detailed report"] {
            assert!(page.contains(words), "{words}");
        }
        let answer = maya.submit::<RunImport>(&place, &[("upload", &id)]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (302, Some("/settings/data?imported=2")));
        let page = maya.get("/settings/data?imported=2").await.body;
        assert!(page.as_str().unwrap().contains("2 entries imported."));
    }

    /// An upload belongs to who left it, in the workspace where they did.
    async fn an_upload_is_its_owners(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let id = uploaded(&maya, "toggl.csv", DETAILED).await;
        let foreign = noor.call::<RunImport>(&[("upload", &id)]).await;
        let unknown = noor.call::<RunImport>(&[("upload", UNKNOWN)]).await;
        assert_eq!((foreign.status, &foreign.body), (404, &unknown.body));
        // Not even another manager of the workspace, and its owner in another workspace no more.
        app.join(&noor, maya.actor().await.workspace_id, Role::Manager).await;
        assert_eq!(noor.call::<PreviewImport>(&[("upload", &id)]).await.status, 404);
        assert_eq!(preview(&maya, &id).await["created"]["time_entries"], 10);
    }

    /// Only Owner and Manager import.
    async fn members_and_viewers_do_not_import(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = maya.actor().await.workspace_id;
        for (name, role, allowed) in
            [("Manu", Role::Manager, true), ("Mem", Role::Member, false), ("Vi", Role::Viewer, false)]
        {
            let person = app.person(name).await;
            app.join(&person, workspace, role).await;
            let place = upload(&person, "toggl.csv", DETAILED).await;
            assert_eq!(place.starts_with("/settings/data?import="), allowed, "{name}: {place}");
            let refused = person.call::<RunImport>(&[("upload", UNKNOWN)]).await;
            assert_eq!(refused.status, if allowed { 404 } else { 403 }, "{name}");
            let page = person.get("/settings/data").await.body;
            assert_eq!(page.as_str().unwrap().contains("Check file"), allowed, "{name}");
        }
    }

    /// Entries go to the members whose addresses stand in the file.
    async fn entries_find_their_authors(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let me = maya.actor().await;
        app.join(&noor, me.workspace_id, Role::Member).await;
        import(&maya, DETAILED).await;
        let theirs = app.dump(&noor).await;
        assert_eq!(theirs.lines().filter(|line| line.contains("noor@example.com")).count(), 2, "{theirs}");
    }

    /// Several thousand rows in several statements, with new tags here and there.
    async fn large_files_arrive_in_full(app: &TestApp) {
        let maya = app.person("Maya").await;
        let mut file = header();
        for n in 0..1_700_u32 {
            file += &row(1 + n % 19, n % 24, &format!("task {}", n / 2), ["", "dev, ops", "dev"][n as usize % 3]);
        }
        let done = import(&maya, file.clone()).await;
        assert_eq!((&done["created"], &done["skipped"]), (&counts(0, 1, 2, 1700), &json!([])));
        assert_eq!(import(&maya, file).await["unchanged"]["time_entries"], 1700);
    }

    /// A file waits a day for its confirmation.
    async fn uploads_are_forgotten_after_a_day(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = uploaded(&maya, "toggl.csv", DETAILED).await;
        app.clock.advance(24 * 3600 - 1);
        app.services.purge_uploads().await.unwrap();
        assert_eq!(maya.call::<PreviewImport>(&[("upload", &id)]).await.status, 200);
        app.clock.advance(1);
        assert_eq!(maya.call::<PreviewImport>(&[("upload", &id)]).await.status, 404);
        app.services.purge_uploads().await.unwrap();
        let page = maya.get(&format!("/settings/data?import={id}")).await.body;
        assert!(page.as_str().unwrap().contains("no longer here"));
    }

    /// The command line's way: no upload, the same report, and another time zone's clocks.
    async fn a_file_is_imported_without_an_upload(app: &TestApp) {
        let maya = app.person("Maya").await;
        let me = maya.actor().await;
        let mut tx = app.services.db.read().await.unwrap();
        assert_eq!(find_membership(&mut tx, me.workspace_id, None, app.services.now()).await.unwrap(), me);
        drop(tx);
        let import = |format: Option<&str>, dry_run| {
            let options = ImportOptions { format: format.map(str::to_owned), ..ImportOptions::default() };
            app.services.import_file(&me, "x.csv", DETAILED.to_vec().into(), options, dry_run, &Nobody)
        };
        assert_eq!(import(None, true).await.unwrap().created.time_entries, 10);
        assert!(import(Some("abacus"), false).await.unwrap_err().for_field("file").is_some());
        assert_eq!(import(Some("toggl"), false).await.unwrap().created.time_entries, 10);
        assert_eq!(import(None, false).await.unwrap().created.time_entries, 0);
    }
}

impl TestApp {
    /// The workspace's entries as its owner's CSV, to compare before and after.
    pub async fn dump(&self, person: &Person) -> String {
        let me = person.actor().await;
        let mut tx = self.services.db.read().await.unwrap();
        let owner = find_membership(&mut tx, me.workspace_id, None, self.services.now())
            .await
            .unwrap();
        drop(tx);
        let mut export = self
            .services
            .export_time_entries(&owner, &EntryQuery::from_params([("person", "all")]))
            .await
            .unwrap();
        let mut bytes = Vec::new();
        while let Some(chunk) = export.next_chunk().await.unwrap() {
            bytes.extend(chunk);
        }
        String::from_utf8(bytes).unwrap()
    }
}
