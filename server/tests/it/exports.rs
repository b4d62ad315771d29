//! Exports over HTTP: who may download what, and that every second of it arrives.

use std::fmt::Write;

use app::access::{Plan, Role};
use app::exports::server_fns::CountExport;
use app::tags::server_fns::ListTags;
use app::values::amount_cents;
use serde_json::Value;
use server::workspaces::sql::set_plan;

use crate::imports::{DETAILED, import};
use crate::on_both_databases;
use crate::support::{Person, START};

const PATH: &str = "/exports/time-entries.csv";

struct Download {
    status: u16,
    disposition: String,
    text: String,
}

async fn download(person: &Person, query: &str) -> Download {
    let response = person
        .http
        .get(format!("{}{PATH}{query}", person.base))
        .send()
        .await
        .unwrap();
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    };
    let disposition = header("content-disposition").unwrap_or_default();
    let status = response.status().as_u16();
    if status == 200 {
        assert_eq!(
            header("content-type").unwrap(),
            "text/csv; charset=utf-8; header=present"
        );
    }
    Download {
        status,
        disposition,
        text: response.text().await.unwrap(),
    }
}

/// The rows below the header, as a CSV reader sees them.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

async fn descriptions(person: &Person, query: &str) -> Vec<String> {
    let download = download(person, query).await;
    assert_eq!(download.status, 200, "{}", download.text);
    rows(&download.text)
        .into_iter()
        .map(|row| row[7].clone())
        .collect()
}

fn seconds(clock: &str) -> i64 {
    clock
        .split(':')
        .fold(0, |sum, part| sum * 60 + part.parse::<i64>().unwrap())
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
    /// The columns, the line ends, the formula made harmless, every second and every cent.
    async fn the_file_holds_everything(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let file = download(&maya, "").await;
        assert!(file.disposition.contains("filename*=UTF-8''Maya%E2%80%99s%20workspace.csv"), "{}", file.disposition);
        let (header, body) = file.text.split_once("\r\n").unwrap();
        assert_eq!(header, "Date,Start,End,Duration,Duration (decimal),Client,Project,Description,Tags,User,Email,Billable,Rate,Amount,Currency,Invoice");
        assert_eq!(body.split("\r\n").next().unwrap(), "2026-11-02,09:00:00,11:30:00,2:30:00,2.50,Brightside,Webshop relaunch,Wireframes for the basket,\"design, shop\",Maya,maya@example.com,Yes,90.00,225.00,EUR,");
        let rows = rows(&file.text);
        assert_eq!(rows.len(), 10);
        assert_eq!(rows.iter().map(|row| seconds(&row[3])).sum::<i64>(), 44_145);
        assert_eq!((rows[1][7].as_str(), rows[1][13].as_str()), ("Checkout: Error states", "202.88"));
        assert_eq!((rows[4][0].as_str(), rows[4][2].as_str()), ("2026-11-04", "01:15:00"));
        assert_eq!(rows[5][7], "'=HYPERLINK(\"http://example.com\",\"menu\")");
        // Without a client, the workspace's currency.
        assert_eq!((rows[6][6].as_str(), rows[6][14].as_str()), ("Bookkeeping", "USD"));
        assert_eq!(amount_cents(8115, 9000), 20_288);
    }

    /// Excel takes UTF-8 for the machine's old encoding unless it is marked; nobody else gets the mark.
    async fn a_file_for_excel_is_marked(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let bytes = async |query: &str| {
            let url = format!("{}{PATH}{query}", maya.base);
            maya.http.get(url).send().await.unwrap().bytes().await.unwrap()
        };
        let (plain, marked) = (bytes("").await, bytes("?excel=true").await);
        assert!(plain.starts_with(b"Date,Start,"));
        assert_eq!(marked.strip_prefix(b"\xef\xbb\xbf".as_slice()), Some(&plain[..]));
        assert_eq!(bytes("?excel=false").await, plain);
    }

    /// The number of the invoice that an entry is on stands in its row.
    async fn invoices_are_named(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        let workspace = maya.actor().await.workspace_id;
        let mut tx = app.services.write_in(workspace).await.unwrap();
        let invoice = uuid::Uuid::from_u128(7);
        server::execute!(&mut tx, c => sqlx::query(
            "insert into invoices (workspace_id, id, number, status, client_name, client_details, issue_date, currency,
                 subtotal_cents, discount_value, discount_cents, tax_rate_bp, tax_cents, total_cents, design, notes,
                 created_at, updated_at)
             values ($1, $2, 'INV-0001', 'draft', '', '', '2026-11-30', 'EUR', 0, 0, 0, 0, 0, 0, 'classic', '', 0, 0)")
            .bind(workspace.uuid()).bind(invoice).execute(c)).unwrap();
        server::execute!(&mut tx, c => sqlx::query(
            "update time_entries set invoice_id = $1 where workspace_id = $2 and description = 'Server update'")
            .bind(invoice).bind(workspace.uuid()).execute(c)).unwrap();
        tx.commit().await.unwrap();
        let file = download(&maya, "").await;
        for row in rows(&file.text) {
            assert_eq!(row[15], if row[7] == "Server update" { "INV-0001" } else { "" });
        }
    }

    /// Days are the person's, both ends included; several tags match any.
    async fn days_and_tags_filter(app: &TestApp) {
        let maya = app.person("Maya").await;
        import(&maya, DETAILED).await;
        // 22:30 in Berlin on the 4th belongs to the 4th.
        assert_eq!(descriptions(&maya, "?from=2026-11-04&to=2026-11-04").await, ["Server update"]);
        assert_eq!(descriptions(&maya, "?from=2026-11-08").await.len(), 3);
        assert_eq!(descriptions(&maya, "?from=&to=2026-11-02").await.len(), 2);
        assert_eq!(descriptions(&maya, "?period=all-time&unknown=x").await.len(), 10);
        let (design, meetings) = (tag(&maya, "design").await, tag(&maya, "meetings").await);
        assert_eq!(descriptions(&maya, &format!("?tag={design}")).await.len(), 2);
        let both = format!("?tag={design}&tag={meetings}");
        assert_eq!(descriptions(&maya, &both).await.len(), 4);
        let count = maya.call::<CountExport>(&[("query[tag][0]", &design), ("query[tag][1]", &meetings)]).await.ok();
        assert_eq!(count, 4);
        assert_eq!(maya.call::<CountExport>(&[("query[from]", "2026-11-08"), ("query[to]", "2026-11-09")]).await.ok(), 3);
        let named = download(&maya, "?from=2026-11-01&to=2026-11-30").await;
        assert!(named.disposition.contains("workspace 2026-11-01 to 2026-11-30.csv\""), "{}", named.disposition);
        for query in ["?from=yesterday", "?from=2026-11-02&to=2026-11-01", "?tag=dev"] {
            assert_eq!(download(&maya, query).await.status, 422, "{query}");
        }
        assert_eq!(maya.call::<CountExport>(&[("query[from]", "x")]).await.refused_fields(), ["from"]);
    }

    /// Everybody's entries for Owner and Manager, a Member's own, none for a Viewer and for strangers.
    async fn who_may_take_what_along(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let workspace = maya.actor().await.workspace_id;
        app.join(&noor, workspace, Role::Member).await;
        import(&maya, DETAILED).await;
        assert_eq!(descriptions(&noor, "").await, ["Pairing on the search 🔍", "Server update"]);
        assert_eq!(descriptions(&noor, "?person=all").await.len(), 2);
        assert_eq!(noor.call::<CountExport>(&[("query[person]", "all")]).await.ok(), 2);
        for (name, role, status) in [("Manu", Role::Manager, 200), ("Vi", Role::Viewer, 403)] {
            let person = app.person(name).await;
            app.join(&person, workspace, role).await;
            let file = download(&person, "?person=all").await;
            assert_eq!(file.status, status, "{name}");
            assert_eq!(person.call::<CountExport>(&[("query[person]", "all")]).await.status, status, "{name}");
            assert_eq!(file.text.contains("Wireframes"), status == 200, "{name}");
        }
        let of_noor = format!("?person={}", noor.actor().await.user_id);
        assert_eq!(descriptions(&maya, &of_noor).await.len(), 2);
        assert_eq!(download(&app.anonymous(), "").await.status, 401);
        // Another workspace's tag is nobody's here.
        let stranger = app.person("Stranger").await;
        let foreign = tag(&maya, "dev").await;
        assert!(descriptions(&stranger, &format!("?tag={foreign}")).await.is_empty());
    }

    /// The Free plan has no exports; reading-only workspaces do.
    async fn exports_need_a_paid_plan(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = maya.actor().await.workspace_id;
        for (plan, status) in [(Plan::Free, 403), (Plan::SoloPro, 200)] {
            let mut tx = app.services.write_in(workspace).await.unwrap();
            assert!(set_plan(&mut tx, workspace, plan, START).await.unwrap());
            tx.commit().await.unwrap();
            assert_eq!(download(&maya, "").await.status, status, "{plan:?}");
            let page = maya.get("/settings/data").await.body;
            assert_eq!(page.as_str().unwrap().contains("Export CSV"), status == 200, "{plan:?}");
        }
    }

    /// More than one chunk, with many entries that start in the same second.
    async fn long_files_arrive_in_full(app: &TestApp) {
        let maya = app.person("Maya").await;
        let mut file = "Start date,Start time,Duration,Description\n".to_owned();
        for n in 0..4_500 {
            let (day, second) = (1 + n / 2000, n % 60);
            writeln!(file, "2026-11-{day:02},10:00:00,00:00:{second:02},entry {n}").unwrap();
        }
        import(&maya, file).await;
        let page = maya.get("/settings/data").await.body;
        assert!(page.as_str().unwrap().contains("4500 entries match"));
        let file = download(&maya, "").await;
        let rows = rows(&file.text);
        let mut names: Vec<&str> = rows.iter().map(|row| row[7].as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!((rows.len(), names.len()), (4500, 4500));
        assert_eq!(rows.iter().map(|row| seconds(&row[3])).sum::<i64>(), (0..4500).map(|n| n % 60).sum::<i64>());
        assert!(rows.is_sorted_by_key(|row| row[0].clone()));
    }

    /// A file without entries is a header.
    async fn an_empty_file_has_its_header(app: &TestApp) {
        let maya = app.person("Maya").await;
        let file = download(&maya, "").await;
        assert_eq!((file.status, file.text.lines().count()), (200, 1));
        let head = maya.http.head(format!("{}{PATH}", maya.base)).send().await.unwrap();
        assert_eq!(head.status(), 200);
        assert_eq!(maya.call::<CountExport>(&[("query[from]", "")]).await.ok(), Value::from(0));
    }
}
