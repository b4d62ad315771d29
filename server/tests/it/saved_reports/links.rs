//! What is behind a link: for whom, until when, and what it keeps back.

use app::access::{BillingState, Plan, Role};
use app::accounts::server_fns::SignIn;
use app::clients::server_fns::CreateClient;
use app::members::server_fns::{RemoveMember, UpdateMember};
use app::projects::server_fns::CreateProject;
use app::saved_reports::server_fns::{DeleteSavedReport, ShareReport, UnshareReport};
use app::time_entries::server_fns::CreateTimeEntry;
use reqwest::header::LOCATION;
use server::fetch;

use super::{find, saved};
use crate::matrix::world::set_standing;
use crate::on_both_databases;
use crate::report_pdf::poppler;
use crate::support::{PASSWORD, Person, TestApp};

/// Makes or changes the link to a report; its path.
async fn share(app: &TestApp, person: &Person, name: &str, more: &[(&str, &str)]) -> String {
    let id = super::id_of(&find(person, name).await);
    let mut fields = vec![("share[id]", id.as_str())];
    fields.extend_from_slice(more);
    person.call::<ShareReport>(&fields).await.ok();
    let report = find(person, name).await;
    let url = report["share"]["url"].as_str().unwrap();
    let address = app.services.config.public_address();
    url.strip_prefix(&address).unwrap().to_owned()
}

/// A client's project at 90 an hour with time of two people.
async fn work(ada: &Person, noor: &Person) {
    let client = ada
        .call::<CreateClient>(&[("client[name]", "Acme"), ("client[currency]", "EUR")])
        .await
        .ok();
    let project = [
        ("project[name]", "Webshop"),
        ("project[client_id]", client.as_str().unwrap()),
        ("project[billable]", "true"),
        ("project[hourly_rate]", "91.37"),
    ];
    let project = ada.call::<CreateProject>(&project).await.ok();
    for (person, duration) in [(ada, "2:00"), (noor, "1:00")] {
        let entry = [
            ("entry[description]", "Secret plans"),
            ("entry[project_id]", project.as_str().unwrap()),
            ("entry[date]", "2026-11-10"),
            ("entry[duration]", duration),
        ];
        person.call::<CreateTimeEntry>(&entry).await.ok();
    }
}

/// What a stranger gets: status and text.
async fn open(stranger: &Person, path: &str) -> (u16, String) {
    let answer = stranger.get(path).await;
    (
        answer.status,
        answer.body.as_str().unwrap_or_default().to_owned(),
    )
}

/// What the report's PDF says.
async fn pdf_words(stranger: &Person, path: &str) -> String {
    let url = format!("{}{path}/report.pdf", stranger.base);
    let pdf = stranger.http.get(url).send().await.unwrap();
    assert_eq!(pdf.headers()["content-type"], "application/pdf");
    assert_eq!(pdf.headers()["cache-control"], "no-store");
    let file = pdf.bytes().await.unwrap();
    poppler("pdftotext", &["-layout", "-", "-"], &file)
}

async fn enter(stranger: &Person, path: &str, password: &str) -> (u16, Option<String>) {
    let request = stranger.http.post(format!("{}{path}", stranger.base));
    let answer = request
        .form(&[("password", password)])
        .send()
        .await
        .unwrap();
    let location = answer
        .headers()
        .get(LOCATION)
        .map(|to| to.to_str().unwrap().to_owned());
    (answer.status().as_u16(), location)
}

async fn gone(stranger: &Person) -> String {
    let path = format!("/shared/{}", "0".repeat(64));
    let (status, text) = open(stranger, &path).await;
    assert_eq!(status, 404);
    text
}

/// Without what differs with every answer.
#[track_caller]
fn assert_gone(found: &(u16, String), gone: &str) {
    assert_eq!(found.0, 404);
    assert_eq!(found.1, gone);
}

on_both_databases! {
    /// Whoever has the link sees groups and hours, and nothing that the link keeps back or that only members may know.
    async fn strangers_see_the_report_and_nothing_else(app: &TestApp) {
        let ada = app.person("Ada").await;
        let noor = app.member(&ada, "Noor", Role::Member).await;
        work(&ada, &noor).await;
        saved(&ada, "For Acme", "group_by=project&then_by=user").await;
        let path = share(app, &ada, "For Acme", &[]).await;
        let stranger = app.anonymous();
        let (status, page) = open(&stranger, &path).await;
        assert_eq!(status, 200, "{page}");
        for there in ["For Acme", "Webshop", "Acme", "3:00", "Person 1", "Person 2", "Europe/Berlin", "1 – 30 Nov 2026"] {
            assert!(page.contains(there), "{there} in {page}");
        }
        let ids = [ada.actor().await.workspace_id.to_string(), ada.actor().await.user_id.to_string()];
        for hidden in ["Noor", "274.11", "182.74", "€", "Secret plans", "@example.com", "<script", "/timer", &ids[0], &ids[1]] {
            assert!(!page.contains(hidden), "{hidden} in {page}");
        }
        let response = stranger.http.get(format!("{}{path}", stranger.base)).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-robots-tag"), "noindex, nofollow");
        assert!(response.headers().get("set-cookie").is_none());

        let (status, csv) = open(&stranger, &format!("{path}/report.csv")).await;
        assert_eq!(status, 200);
        assert_eq!(csv.lines().next(), Some("Project,Client,Person,Entries,Duration,Duration (decimal),Billable,Billable (decimal)"));
        assert!(csv.contains("Webshop,Acme,Person 1,1,2:00:00,2.00,2:00:00,2.00"), "{csv}");
        assert!(!csv.contains("Noor") && !csv.contains("182.74"));

        // With everything.
        let more = [("share[amounts]", "true"), ("share[people]", "true")];
        assert_eq!(share(app, &ada, "For Acme", &more).await, path);
        let (_, page) = open(&stranger, &path).await;
        for there in ["Noor", "€274.11", "€182.74"] {
            assert!(page.contains(there), "{there} in {page}");
        }
        let (_, csv) = open(&stranger, &format!("{path}/report.csv")).await;
        assert!(csv.contains("Webshop,Acme,Noor,1,1:00:00,1.00,1:00:00,1.00,91.37"), "{csv}");
        let words = pdf_words(&stranger, &path).await;
        for there in ["For Acme", "Webshop", "Noor", "€274.11", "3:00", "1 – 30 Nov 2026", "(Europe/Berlin)"] {
            assert!(words.contains(there), "{there} in {words}");
        }
    }

    /// The grid of weeks by the same rules, as a page and as files.
    async fn weeks_are_shared(app: &TestApp) {
        let ada = app.person("Ada").await;
        let noor = app.member(&ada, "Noor", Role::Member).await;
        work(&ada, &noor).await;
        super::save(&ada, "Hours", "weekly", "group_by=user").await.ok();
        let path = share(app, &ada, "Hours", &[]).await;
        let stranger = app.anonymous();
        let (status, page) = open(&stranger, &path).await;
        assert_eq!(status, 200, "{page}");
        for there in ["Week 9 – 15 Nov 2026", "Tue 10", "Person 1", "Person 2", "2:00", "3:00"] {
            assert!(page.contains(there), "{there} in {page}");
        }
        for hidden in ["Noor", "€", "Amount", "Secret plans", "@example.com", "<script", "/timer"] {
            assert!(!page.contains(hidden), "{hidden} in {page}");
        }
        let (_, csv) = open(&stranger, &format!("{path}/report.csv")).await;
        assert_eq!(
            csv.lines().next(),
            Some("Week,From,Person,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday,Total,Total (decimal)")
        );
        assert!(csv.contains("2026-W46,2026-11-09,Person 1,0:00:00,2:00:00,"), "{csv}");
        let words = pdf_words(&stranger, &path).await;
        assert!(words.contains("Hours") && words.contains("Week 9 – 15 Nov 2026") && words.contains("Person 2"), "{words}");
        assert!(!words.contains("Noor") && !words.contains('€') && !words.contains("Amount"), "{words}");

        share(app, &ada, "Hours", &[("share[amounts]", "true"), ("share[people]", "true")]).await;
        let (_, page) = open(&stranger, &path).await;
        let (_, csv) = open(&stranger, &format!("{path}/report.csv")).await;
        assert!(page.contains("Noor") && page.contains("€274.11"), "{page}");
        assert!(csv.contains(",Noor,") && csv.contains("Amount EUR") && csv.contains("182.74"), "{csv}");
    }

    /// The entries: without names, rates and amounts unless the link says so, and never with what is for members.
    async fn entries_are_shared(app: &TestApp) {
        let ada = app.person("Ada").await;
        let noor = app.member(&ada, "Noor", Role::Member).await;
        work(&ada, &noor).await;
        super::save(&ada, "What was done", "detailed", "group_by=user").await.ok();
        let path = share(app, &ada, "What was done", &[]).await;
        let stranger = app.anonymous();
        let (status, page) = open(&stranger, &path).await;
        assert_eq!(status, 200, "{page}");
        for there in ["What was done", "Secret plans", "Webshop", "Tue 10 Nov 2026", "Person 1", "Person 2", "2 entries", "of all pages"] {
            assert!(page.contains(there), "{there} in {page}");
        }
        let ids = [ada.actor().await.user_id.to_string(), noor.actor().await.user_id.to_string()];
        for hidden in ["Noor", "€", "Amount", "91.37", "@example.com", "<script", "/timer", "/pictures", &ids[0], &ids[1]] {
            assert!(!page.contains(hidden), "{hidden} in {page}");
        }
        let (_, csv) = open(&stranger, &format!("{path}/report.csv")).await;
        assert_eq!(
            csv.lines().next(),
            Some("Date,Start,End,Duration,Duration (decimal),Client,Project,Description,Tags,Billable")
        );
        assert_eq!(csv.lines().count(), 3);
        assert!(csv.contains(",2:00:00,2.00,Acme,Webshop,Secret plans,,Yes"), "{csv}");
        let words = pdf_words(&stranger, &path).await;
        for there in ["What was done", "Secret plans", "1 – 30 Nov 2026", "3:00:00", "(Europe/Berlin)"] {
            assert!(words.contains(there), "{there} in {words}");
        }
        for text in [&csv, &words] {
            for hidden in ["Noor", "€", "91.37", "182.74", "@example.com", "Amount"] {
                assert!(!text.contains(hidden), "{hidden} in {text}");
            }
        }

        share(app, &ada, "What was done", &[("share[amounts]", "true"), ("share[people]", "true")]).await;
        let (_, page) = open(&stranger, &path).await;
        let (_, csv) = open(&stranger, &format!("{path}/report.csv")).await;
        let words = pdf_words(&stranger, &path).await;
        for there in ["Noor", "€182.74", "€274.11"] {
            assert!(page.contains(there) && words.contains(there), "{there} in {page} {words}");
        }
        assert!(csv.lines().next().unwrap().ends_with(",Tags,User,Billable,Rate,Amount,Currency"), "{csv}");
        assert!(csv.contains(",Noor,Yes,91.37,91.37,EUR"), "{csv}");
        for text in [&page, &csv, &words] {
            assert!(!text.contains("@example.com"), "{text}");
        }
        for hidden in ["/timer", "/pictures", "<script", &ids[0], &ids[1]] {
            assert!(!page.contains(hidden), "{hidden} in {page}");
        }
    }

    /// A long list goes on by keys that tell no ids, and that are those of one link.
    async fn a_shared_list_has_pages(app: &TestApp) {
        let ada = app.person("Ada").await;
        for at in 0..53 {
            let what = format!("number {at}.");
            let entry = [
                ("entry[description]", what.as_str()),
                ("entry[date]", "2026-11-10"),
                ("entry[duration]", "1m"),
            ];
            ada.call::<CreateTimeEntry>(&entry).await.ok();
        }
        super::save(&ada, "All", "detailed", "group_by=user").await.ok();
        super::save(&ada, "Other", "detailed", "").await.ok();
        let path = share(app, &ada, "All", &[]).await;
        let other = share(app, &ada, "Other", &[]).await;
        let stranger = app.anonymous();
        let next = |page: &str| {
            let (_, rest) = page.split_once("?after=")?;
            rest.split('"').next().map(str::to_owned)
        };
        let (_, first) = open(&stranger, &path).await;
        let place = next(&first).unwrap();
        let (status, second) = open(&stranger, &format!("{path}?after={place}")).await;
        assert_eq!(status, 200, "{second}");
        assert!(second.contains("continued") && second.contains("First page") && second.contains("53 entries"), "{second}");
        assert_eq!(next(&second), None);
        for at in 0..53 {
            let what = format!("number {at}.");
            assert_eq!(first.matches(&what).count() + second.matches(&what).count(), 1, "{what}");
        }
        assert_eq!(first.matches("number ").count(), 50);
        for text in [&first, &second] {
            assert!(!text.contains(&ada.actor().await.user_id.to_string()));
        }
        let (_, of_other) = open(&stranger, &other).await;
        for wrong in [next(&of_other).unwrap(), "5_0".to_owned(), place[2..].to_owned(), "é".to_owned()] {
            let (status, page) = open(&stranger, &format!("{path}?after={wrong}")).await;
            assert_eq!(status, 422, "{wrong}");
            assert!(page.contains("This page is not known"), "{page}");
        }
    }

    /// A revoked, expired, deleted or unknown link, and one whose maker may no longer share, answer alike.
    async fn links_that_do_not_work_answer_alike(app: &TestApp) {
        let ada = app.person("Ada").await;
        let mia = app.member(&ada, "Mia", Role::Manager).await;
        let stranger = app.anonymous();
        let gone = gone(&stranger).await;
        let id = saved(&ada, "Monthly", "").await;

        let path = share(app, &mia, "Monthly", &[]).await;
        assert_eq!(open(&stranger, &path).await.0, 200);
        assert_gone(&open(&stranger, &format!("{}0", &path[..path.len() - 1])).await, &gone);
        assert_gone(&open(&stranger, "/shared/x").await, &gone);
        // Its maker is demoted, back again, and removed.
        let user = mia.actor().await.user_id.to_string();
        let role = |role: &'static str| [("member[user_id]", user.clone()), ("member[role]", role.to_owned())];
        let set = async |name: &'static str| {
            let fields = role(name);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
            ada.call::<UpdateMember>(&fields).await.ok();
        };
        set("member").await;
        for file in ["", "/report.csv", "/report.pdf"] {
            assert_gone(&open(&stranger, &format!("{path}{file}")).await, &gone);
        }
        assert_eq!(find(&ada, "Monthly").await["share"]["fault"], "not_allowed");
        set("manager").await;
        assert_eq!(open(&stranger, &path).await.0, 200);
        ada.call::<RemoveMember>(&[("id", &user)]).await.ok();
        assert_gone(&open(&stranger, &path).await, &gone);
        assert_eq!(find(&ada, "Monthly").await["is_shared"], false);

        // Revoked; another link is another address.
        let path = share(app, &ada, "Monthly", &[]).await;
        ada.call::<UnshareReport>(&[("id", &id)]).await.ok();
        assert_gone(&open(&stranger, &path).await, &gone);
        let again = share(app, &ada, "Monthly", &[]).await;
        assert_ne!(path, again);
        assert_gone(&open(&stranger, &path).await, &gone);

        // The plan goes; read-only, what was shared is read.
        let workspace = ada.actor().await.workspace_id;
        set_standing(&app.services, workspace, Plan::Free, BillingState::Active).await;
        assert_gone(&open(&stranger, &again).await, &gone);
        set_standing(&app.services, workspace, Plan::Team, BillingState::ReadOnly).await;
        assert_eq!(open(&stranger, &again).await.0, 200);
        set_standing(&app.services, workspace, Plan::Team, BillingState::Active).await;
        ada.call::<DeleteSavedReport>(&[("id", &id)]).await.ok();
        assert_gone(&open(&stranger, &again).await, &gone);
        assert_eq!(enter(&stranger, &again, "x").await.0, 404);
    }

    /// It works to the end of its last day where it was made: 23:00 UTC in Berlin's winter.
    async fn a_link_expires_at_the_end_of_its_day(app: &TestApp) {
        let ada = app.person("Ada").await;
        saved(&ada, "Monthly", "").await;
        let id = super::id_of(&find(&ada, "Monthly").await);
        let over = [("share[id]", id.as_str()), ("share[expires_on]", "2026-11-19")];
        assert_eq!(ada.call::<ShareReport>(&over).await.refused_fields(), ["expires_on"]);
        let path = share(app, &ada, "Monthly", &[("share[expires_on]", "2026-11-20")]).await;
        let stranger = app.anonymous();
        let gone = gone(&stranger).await;
        app.clock.advance(13 * 3600 - 1);
        assert_eq!(open(&stranger, &path).await.0, 200);
        app.clock.advance(1);
        assert_gone(&open(&stranger, &path).await, &gone);
        let report = find(&ada, "Monthly").await;
        assert_eq!(report["share"]["fault"], "expired");
        assert_eq!(report["share"]["expires_on"], "2026-11-20");
        // A later day opens it again.
        assert_eq!(share(app, &ada, "Monthly", &[]).await, path);
        assert_eq!(open(&stranger, &path).await.0, 200);
    }

    /// Nothing of the report is told before its password is entered, which holds for an hour and for this link alone.
    async fn a_password_is_asked_for(app: &TestApp) {
        let ada = app.person("Ada").await;
        saved(&ada, "Monthly", "").await;
        saved(&ada, "Yearly", "period=this-year").await;
        let secret = [("share[password]", "open sesame")];
        let path = share(app, &ada, "Monthly", &secret).await;
        let other = share(app, &ada, "Yearly", &secret).await;
        let stranger = app.anonymous();
        let (status, page) = open(&stranger, &path).await;
        assert_eq!(status, 200);
        assert!(page.contains("type=\"password\"") && !page.contains("Monthly") && !page.contains("Ada"));
        for file in ["report.csv", "report.pdf"] {
            let answer = stranger.get(&format!("{path}/{file}")).await;
            assert_eq!((answer.status, answer.location.as_deref()), (303, Some(path.as_str())));
        }
        assert_eq!(enter(&stranger, &path, "").await.0, 422);
        assert_eq!(enter(&stranger, &path, "sesame").await.0, 422);
        assert_eq!(enter(&stranger, &path, "open sesame").await, (303, Some(path.clone())));
        assert!(open(&stranger, &path).await.1.contains("Monthly"));
        assert_eq!(open(&stranger, &format!("{path}/report.csv")).await.0, 200);
        assert!(!open(&stranger, &other).await.1.contains("Yearly"));
        app.clock.advance(3601);
        assert!(!open(&stranger, &path).await.1.contains("Monthly"));
        enter(&stranger, &path, "open sesame").await;
        // Settings leave it alone; another password ends what the old one opened.
        share(app, &ada, "Monthly", &[("share[people]", "true")]).await;
        assert!(open(&stranger, &path).await.1.contains("Monthly"));
        share(app, &ada, "Monthly", &[("share[password]", "sesame open")]).await;
        assert!(!open(&stranger, &path).await.1.contains("Monthly"));
        share(app, &ada, "Monthly", &[("share[without_password]", "true")]).await;
        assert!(open(&app.anonymous(), &path).await.1.contains("Monthly"));
    }

    /// Guesses slow down, and the right password waits, too.
    async fn guesses_are_throttled(app: &TestApp) {
        let ada = app.person("Ada").await;
        saved(&ada, "Monthly", "").await;
        let path = share(app, &ada, "Monthly", &[("share[password]", "open sesame")]).await;
        let stranger = app.anonymous();
        for _ in 0..5 {
            assert_eq!(enter(&stranger, &path, "wrong guess").await.0, 422);
        }
        assert_eq!(enter(&stranger, &path, "open sesame").await.0, 429);
        app.clock.advance(1);
        assert_eq!(enter(&stranger, &path, "open sesame").await.0, 303);
        assert_eq!(enter(&stranger, &path, "wrong guess").await.0, 422);
    }

    /// Links are not guessed: whoever tries many has to wait, and whoever has one has not.
    async fn guesses_at_links_are_slowed_down(app: &TestApp) {
        let ada = app.person("Ada").await;
        saved(&ada, "Monthly", "").await;
        let path = share(app, &ada, "Monthly", &[]).await;
        let stranger = app.anonymous();
        let mut last = 404;
        for (guess, file) in (0..40).zip(["", "/report.csv", "/report.pdf"].into_iter().cycle()) {
            last = open(&stranger, &format!("/shared/{guess:064}{file}")).await.0;
        }
        assert_eq!(last, 429);
        let guess = stranger.http.get(format!("{}/shared/{}", stranger.base, "a".repeat(64)));
        let waits = guess.send().await.unwrap();
        assert!(waits.headers()["retry-after"].to_str().unwrap().parse::<i64>().unwrap() > 0);
        assert!(open(&stranger, &path).await.1.contains("Monthly"));
    }

    /// Behind one address sit many: what is guessed at links keeps nobody from signing in.
    async fn guesses_at_links_lock_nobody_out(app: &TestApp) {
        let ada = app.person("Ada").await;
        let stranger = app.anonymous();
        for number in 0..7 {
            let name = format!("Report {number}");
            saved(&ada, &name, "").await;
            let path = share(app, &ada, &name, &[("share[password]", "open sesame")]).await;
            for _ in 0..5 {
                enter(&stranger, &path, "wrong guess").await;
            }
        }
        // More than an address has, but not of sign-ins.
        let signed_in = app.anonymous().call::<SignIn>(&[
            ("account[email]", "ada@example.com"),
            ("account[password]", PASSWORD),
        ]).await;
        assert_eq!(signed_in.status, 200, "{signed_in:?}");
    }

    /// The token is kept as a hash and encrypted, the password as a hash.
    async fn secrets_are_not_in_the_database(app: &TestApp) {
        let ada = app.person("Ada").await;
        saved(&ada, "Monthly", "").await;
        let path = share(app, &ada, "Monthly", &[("share[password]", "open sesame")]).await;
        let token = path.strip_prefix("/shared/").unwrap();
        assert_eq!(token.len(), 64);
        let mut tx = app.services.db.read().await.unwrap();
        let (sealed, hash, password) = fetch!(&mut tx, c => sqlx::query_as::<_, (Vec<u8>, Vec<u8>, String)>(
            "select sealed_token, token_hash, password_hash from report_shares").fetch_one(c)).unwrap();
        for bytes in [sealed, hash] {
            assert!(!String::from_utf8_lossy(&bytes).contains(&token[..16]));
        }
        assert!(password.starts_with("$argon2id$"));
    }

    /// Days are those of whoever made the link, and relative ones move on.
    async fn days_are_the_makers_and_move_on(app: &TestApp) {
        let ada = app.person("Ada").await;
        saved(&ada, "Yesterday", "period=yesterday").await;
        let path = share(app, &ada, "Yesterday", &[]).await;
        let stranger = app.anonymous();
        assert!(open(&stranger, &path).await.1.contains("19 Nov 2026"));
        // Midnight in Berlin.
        app.clock.advance(13 * 3600);
        assert!(open(&stranger, &path).await.1.contains("20 Nov 2026"));
    }

    /// What time cost is shown to nobody by a link.
    async fn profitability_is_not_shared(app: &TestApp) {
        let ada = app.person("Ada").await;
        super::save(&ada, "Margins", "profitability", "").await.ok();
        let id = super::id_of(&find(&ada, "Margins").await);
        assert_eq!(ada.call::<ShareReport>(&[("share[id]", &id)]).await.refused_fields(), ["id"]);
    }
}
