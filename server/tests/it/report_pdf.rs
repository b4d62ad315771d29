//! The PDF over HTTP: who may download what, and that every entry stands in it, read by pdftotext and pdffonts.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use app::access::{Plan, Role};
use app::tags::server_fns::ListTags;
use server::workspaces::sql::set_plan;

use crate::imports::{DETAILED, import};
use crate::on_both_databases;
use crate::support::{Person, START};

const PATH: &str = "/exports/time-entries.pdf";

/// What one of poppler's tools says of a PDF.
pub fn poppler(tool: &str, args: &[&str], file: &[u8]) -> String {
    let mut child = Command::new(tool)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("poppler-utils is installed: scripts/setup test does it");
    let (mut stdin, file) = (child.stdin.take().unwrap(), file.to_vec());
    let writer = std::thread::spawn(move || stdin.write_all(&file).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && complaints.is_empty(),
        "{tool}: {complaints}"
    );
    String::from_utf8(output.stdout).unwrap()
}

async fn status(person: &Person, query: &str) -> u16 {
    let url = format!("{}{PATH}{query}", person.base);
    person.http.get(url).send().await.unwrap().status().as_u16()
}

async fn download(person: &Person, query: &str) -> Vec<u8> {
    let url = format!("{}{PATH}{query}", person.base);
    let response = person.http.get(url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    let disposition = response.headers()["content-disposition"].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; ") && disposition.strip_suffix(".pdf").is_some(),
        "{disposition}"
    );
    let file = response.bytes().await.unwrap().to_vec();
    assert!(file.starts_with(b"%PDF-"));
    file
}

/// The words of a report, each parted from the next by one space.
async fn words(person: &Person, query: &str) -> String {
    let text = poppler(
        "pdftotext",
        &["-layout", "-", "-"],
        &download(person, query).await,
    );
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn tag(person: &Person, name: &str) -> String {
    let tags = person.call::<ListTags>(&[]).await.ok();
    let tag = tags
        .as_array()
        .unwrap()
        .iter()
        .find(|tag| tag["name"] == name);
    tag.unwrap()["id"].as_str().unwrap().to_owned()
}

on_both_databases! {
    /// Title, range, sums, every entry, numbered pages, typefaces inside.
    async fn the_report_holds_everything(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let file = download(&maya, "?person=all").await;
        let text = poppler("pdftotext", &["-layout", "-", "-"], &file);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [
            "Maya’s workspace", "Time report", "2 – 9 Nov 2026", "People: Everybody", "12:15:45", "Hours by day", "By project",
            "By day", "Webshop relaunch", "Brightside", "Café Émile", "No project", "Monday, 2 November 2026", "09:00 – 11:30",
            "Wireframes for the basket", "#design #shop", "2:30:00", "€225.00", "Checkout: Error states", "€202.88",
            "Pairing on the search □", "22:30 – 01:15", "=HYPERLINK(", "1 of ", "Maya’s workspace · 2 – 9 Nov 2026 · made on",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(text.matches("Stand-up").count(), 2);
        let fonts = poppler("pdffonts", &["-"], &file);
        let fonts: Vec<&str> = fonts.lines().skip(2).collect();
        assert_eq!(fonts.len(), 2, "{fonts:?}");
        // Embedded, a subset, and with a table back to Unicode.
        for font in fonts {
            assert!(font.contains("yes yes yes"), "{font}");
        }
    }

    /// Days, tags and the other filters of the list; said in words.
    async fn filters_hold_back(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let design = tag(&maya, "design").await;
        let text = words(&maya, &format!("?from=2026-11-02&to=2026-11-02&tag={design}&billable=true&q=basket")).await;
        for part in ["2 Nov 2026", "Person: Maya", "Tags: #design", "Billable: Yes", "with “basket”", "Wireframes", "€225.00"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        for part in ["Error states", "Stand-up", "Bookkeeping"] {
            assert!(!text.contains(part), "{part}");
        }
        // A filter has its name even where nothing is let through.
        let empty = words(&maya, &format!("?from=2020-01-01&to=2020-01-02&tag={design}&tag=none&client=none")).await;
        assert!(empty.contains("Client: none") && empty.contains("Tags: #design or none"), "{empty}");
        assert!(empty.contains("No time entries match.") && empty.contains("1 of 1"), "{empty}");
        for query in ["?from=yesterday", "?from=2026-11-02&to=2026-11-01", "?tag=dev"] {
            assert_eq!(status(&maya, query).await, 422, "{query}");
        }
        let url = format!("{}{PATH}?from=2026-11-01&to=2026-11-30", maya.base);
        let named = maya.http.head(url).send().await.unwrap();
        let disposition = named.headers()["content-disposition"].to_str().unwrap();
        assert!(disposition.contains("workspace 2026-11-01 to 2026-11-30.pdf\""), "{disposition}");
    }

    /// Everybody's entries for Owner and Manager, a Member's own, none for a Viewer, a stranger and the Free plan.
    async fn who_may_have_which_report(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let workspace = maya.actor().await.workspace_id;
        app.join(&noor, workspace, Role::Member).await;
        import(&maya, DETAILED).await;
        let own = words(&noor, "?person=all").await;
        assert!(own.contains("Server update") && !own.contains("Wireframes"), "{own}");
        for (name, role, expected) in [("Manu", Role::Manager, 200), ("Vi", Role::Viewer, 403)] {
            let person = app.person(name).await;
            app.join(&person, workspace, role).await;
            assert_eq!(status(&person, "?person=all").await, expected, "{name}");
        }
        assert_eq!(status(&app.anonymous(), "").await, 401);
        // Another workspace's tag and people are nobody's here, and have no name.
        let stranger = app.person("Stranger").await;
        let foreign = format!("?tag={}&person={}", tag(&maya, "dev").await, noor.actor().await.user_id);
        let text = words(&stranger, &foreign).await;
        assert!(text.contains("No time entries match.") && !text.contains("dev") && !text.contains("Noor"), "{text}");
        for (plan, expected) in [(Plan::Free, 403), (Plan::SoloPro, 200)] {
            let mut tx = app.services.write_in(workspace).await.unwrap();
            assert!(set_plan(&mut tx, workspace, plan, START).await.unwrap());
            tx.commit().await.unwrap();
            assert_eq!(status(&maya, "").await, expected, "{plan:?}");
            let page = maya.get("/settings/data").await.body;
            assert_eq!(page.as_str().unwrap().contains("Export PDF"), expected == 200, "{plan:?}");
        }
    }

    /// Words without end, pictures, other scripts, directions and marks of other formats: text stays text.
    async fn hostile_text_stays_text(app: &TestApp) {
        let maya = app.person("Maya").await;
        let mut file = "Start date,Start time,Duration,Description\n".to_owned();
        let long = "Donaudampfschifffahrt".repeat(40);
        for (n, text) in [long.as_str(), "👩‍👩‍👧‍👦 日本語 שלום", "(ab) Tj ET \\) <b>x</b>", "Ελληνικά Кириллица Łódź ẞ €"].iter().enumerate() {
            writeln!(file, "2026-11-02,1{n}:00:00,01:00:00,\"{text}\"").unwrap();
        }
        import(&maya, file).await;
        let text = words(&maya, "").await;
        for part in ["□ □□□ □□□□", "(ab) Tj ET \\) <b>x</b>", "Ελληνικά Кириллица Łódź ẞ €"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(text.replace(' ', "").matches("Donaudampf").count(), 40, "{text}");
    }

    /// More than one chunk and many pages: each entry once, heads on every page.
    async fn long_reports_hold_every_entry(app: &TestApp) {
        let maya = app.person("Maya").await;
        let mut file = "Start date,Start time,Duration,Description\n".to_owned();
        for n in 0..2_500 {
            writeln!(file, "2026-11-{:02},10:00:00,00:10:00,entry {n}.", 1 + n / 250).unwrap();
        }
        import(&maya, file).await;
        let text = words(&maya, "").await;
        for n in 0..2_500 {
            assert_eq!(text.matches(&format!("entry {n}.")).count(), 1, "{n}");
        }
        let (_, last) = text.rsplit_once("made on").unwrap();
        let pages: usize = last.split_whitespace().last().unwrap().parse().unwrap();
        assert!(pages > 40 && text.matches(" of ").count() == pages);
        assert!(text.contains("Monday, 2 November 2026, continued"));
    }
}
