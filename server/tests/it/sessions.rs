//! Sessions: listed to their owner, ended from elsewhere, told by mail and in the account's own log.

use std::time::Duration;

use app::accounts::server_fns::{LoadAccount, SignIn, SignOut};
use app::security_log::server_fns::ListSecurityLog;
use app::sessions::server_fns::{ListSessions, RevokeOtherSessions, RevokeSession};
use leptos::server_fn::ServerFn;
use serde_json::Value;
use server::mail::{Letter, Mail};

use crate::on_both_databases;
use crate::support::{Answer, PASSWORD, Person, TestApp};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const FIREFOX_LATER: &str =
    "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1";

/// Somebody signed in as `<name>@example.com` with this browser.
async fn signed_in(app: &TestApp, name: &str, agent: &str) -> Person {
    let http = reqwest::Client::builder()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(agent)
        .build()
        .unwrap();
    let person = Person {
        http,
        base: app.base.clone(),
    };
    let answer = try_sign_in(&person, name, PASSWORD).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    person
}

async fn try_sign_in(person: &Person, name: &str, password: &str) -> Answer {
    let email = format!("{}@example.com", name.to_lowercase());
    person
        .call::<SignIn>(&[("account[email]", &email), ("account[password]", password)])
        .await
}

async fn sessions(person: &Person) -> Vec<Value> {
    let list = person.call::<ListSessions>(&[]).await.ok();
    list.as_array().unwrap().clone()
}

fn id_of(session: &Value) -> String {
    session["id"].as_str().unwrap().to_owned()
}

/// Whether the person's next request is still theirs.
async fn is_signed_in(person: &Person) -> bool {
    person.call::<LoadAccount>(&[]).await.status == 200
}

async fn log(person: &Person, cursor: &str) -> Value {
    let fields: &[(&str, &str)] = if cursor.is_empty() {
        &[]
    } else {
        &[("cursor", cursor)]
    };
    person.call::<ListSecurityLog>(fields).await.ok()
}

fn events(page: &Value) -> Vec<&str> {
    let lines = page["lines"].as_array().unwrap();
    lines
        .iter()
        .map(|line| line["event"].as_str().unwrap())
        .collect()
}

/// Every letter on its way.
async fn letters(app: &TestApp) -> Vec<Mail> {
    let mut tx = app.services.db.read().await.unwrap();
    let rows: Vec<(uuid::Uuid, Vec<u8>)> =
        server::fetch!(&mut tx, c => sqlx::query_as::<_, (uuid::Uuid, Vec<u8>)>(
            "select id, sealed from mails order by id"
        ).fetch_all(c))
        .unwrap();
    rows.iter()
        .map(|(id, sealed)| {
            let plain = app
                .services
                .key
                .open("mail", id.as_bytes(), sealed)
                .unwrap();
            serde_json::from_slice(&plain).unwrap()
        })
        .collect()
}

async fn new_device_letters(app: &TestApp) -> Vec<String> {
    letters(app)
        .await
        .into_iter()
        .filter_map(|mail| match mail.letter {
            Letter::NewDevice { device, .. } => Some(format!("{} {device}", mail.to.email)),
            _ => None,
        })
        .collect()
}

on_both_databases! {
    /// This session first, the others by last use; with browser, device, place and times in the person's zone.
    async fn sessions_are_listed_to_their_owner(app: &TestApp) {
        let maya = app.person("Maya").await;
        app.clock.advance(3600);
        let phone = signed_in(app, "Maya", IPHONE).await;
        app.clock.advance(3600);
        let computer = signed_in(app, "Maya", FIREFOX).await;
        app.person("Noor").await;
        app.clock.advance(60);
        assert!(is_signed_in(&phone).await);

        let list = sessions(&computer).await;
        let names: Vec<&str> = list.iter().map(|session| session["device"]["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Linux computer", "iPhone", "Unknown device"]);
        let current: Vec<bool> = list.iter().map(|session| session["current"].as_bool().unwrap()).collect();
        assert_eq!(current, [true, false, false]);
        assert_eq!(list[0]["device"]["browser"], "Firefox 140");
        assert_eq!(list[1]["device"]["browser"], "Safari 18");
        assert_eq!(list[0]["place"]["location"], "This computer");
        assert_eq!(list[0]["place"]["address"], "127.0.0.1");
        // 10:00 in UTC and an hour later, in Berlin.
        assert_eq!(list[1]["signed_in"]["day"], "2026-11-20");
        assert_eq!(list[1]["signed_in"]["time"], "12:00:00");
        assert_eq!(list[1]["last_active"]["time"], "13:01:00");
        let text = Value::from(list).to_string();
        assert!(!text.contains("hash") && !text.contains("token"), "{text}");
        // The other one sees itself first.
        assert_eq!(sessions(&maya).await[0]["device"]["name"], "Unknown device");
    }

    /// Revoke ends one session on its next request and closes its live stream; the others go on.
    async fn one_session_is_revoked(app: &TestApp) {
        let maya = app.person("Maya").await;
        let phone = signed_in(app, "Maya", IPHONE).await;
        let computer = signed_in(app, "Maya", FIREFOX).await;
        let mut stream = phone.http.get(format!("{}/events", app.base)).send().await.unwrap();
        assert_eq!(stream.status(), 200);
        stream.chunk().await.unwrap();
        let list = sessions(&computer).await;
        let victim = list.iter().find(|session| session["device"]["name"] == "iPhone").unwrap();

        computer.call::<RevokeSession>(&[("id", &id_of(victim))]).await.ok();
        let end = tokio::time::timeout(Duration::from_secs(10), async {
            while stream.chunk().await.unwrap().is_some() {}
        });
        assert!(end.await.is_ok(), "the stream is closed");
        assert!(!is_signed_in(&phone).await);
        assert_eq!(phone.get("/timer").await.location.as_deref(), Some("/login"));
        assert!(is_signed_in(&maya).await && is_signed_in(&computer).await);
        assert_eq!(sessions(&computer).await.len(), 2);
        assert_eq!(computer.call::<RevokeSession>(&[("id", &id_of(victim))]).await.status, 404, "it is gone");
    }

    /// Log Out Other Sessions ends all but the one that asks.
    async fn all_other_sessions_are_ended(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let phone = signed_in(app, "Maya", IPHONE).await;
        let computer = signed_in(app, "Maya", FIREFOX).await;
        computer.call::<RevokeOtherSessions>(&[]).await.ok();
        assert!(is_signed_in(&computer).await && is_signed_in(&noor).await);
        assert!(!is_signed_in(&maya).await && !is_signed_in(&phone).await);
        assert_eq!(sessions(&computer).await.len(), 1);
    }

    /// Another person's session answers like one that does not exist, and stays; one's own is left by Sign out.
    async fn only_ones_own_other_sessions_are_revoked(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let noors = id_of(&sessions(&noor).await[0]);
        let foreign = maya.call::<RevokeSession>(&[("id", &noors)]).await;
        let missing = maya.call::<RevokeSession>(&[("id", "01234567-89ab-7def-8123-456789abcdef")]).await;
        assert_eq!((foreign.status, &foreign.body), (404, &missing.body));
        assert_eq!(missing.status, 404);
        assert!(is_signed_in(&noor).await);
        let own = id_of(&sessions(&maya).await[0]);
        let refused = maya.call::<RevokeSession>(&[("id", &own)]).await;
        assert_eq!(refused.status, 409, "{refused:?}");
        assert!(is_signed_in(&maya).await);
        let stranger = app.anonymous();
        for status in [
            stranger.call::<ListSessions>(&[]).await.status,
            stranger.call::<RevokeSession>(&[("id", &own)]).await.status,
            stranger.call::<RevokeOtherSessions>(&[]).await.status,
            stranger.call::<ListSecurityLog>(&[]).await.status,
        ] {
            assert_eq!(status, 401);
        }
        assert!(is_signed_in(&maya).await);
    }

    /// A plain form can do it too, and comes back to the list.
    async fn forms_revoke_without_scripts(app: &TestApp) {
        app.person("Maya").await;
        let phone = signed_in(app, "Maya", IPHONE).await;
        let computer = signed_in(app, "Maya", FIREFOX).await;
        let list = sessions(&computer).await;
        let victim = id_of(list.iter().find(|session| session["device"]["name"] == "iPhone").unwrap());
        let page = computer.get(&format!("/profile/sessions?revoke={victim}")).await;
        let html = page.body.as_str().unwrap();
        assert!(html.contains("Revoke this session?") && html.contains("This session"), "{html}");
        let answer = computer.submit::<RevokeSession>("/profile/sessions", &[("id", &victim)]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (302, Some("/profile/sessions")));
        assert!(!is_signed_in(&phone).await);
        let answer = computer.submit::<RevokeOtherSessions>("/profile/sessions", &[]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (302, Some("/profile/sessions")));
        let page = computer.get("/profile/sessions").await;
        assert!(page.body.as_str().unwrap().contains("You are signed in nowhere else."));
    }

    /// What has expired is not listed, and does not come back.
    async fn expired_sessions_are_not_listed(app: &TestApp) {
        const DAY: i64 = 24 * 3600;
        let maya = app.person("Maya").await;
        app.clock.advance(3 * DAY);
        let phone = signed_in(app, "Maya", IPHONE).await;
        assert_eq!(sessions(&phone).await.len(), 2);
        app.clock.advance(4 * DAY);
        assert_eq!(sessions(&phone).await.len(), 1, "seven idle days");
        assert!(!is_signed_in(&maya).await);
        for _ in 0..4 {
            app.clock.advance(6 * DAY);
            let _ = is_signed_in(&phone).await;
        }
        assert!(is_signed_in(&phone).await, "28 days");
        app.clock.advance(2 * DAY);
        assert!(!is_signed_in(&phone).await, "30 days in all");
    }

    /// A browser the account does not know is told by mail, once; its updates are no new browser, and the first is none.
    async fn a_new_browser_is_told_by_mail_once(app: &TestApp) {
        app.person("Maya").await;
        assert!(new_device_letters(app).await.is_empty(), "the account's first browser");
        signed_in(app, "Maya", FIREFOX).await;
        assert_eq!(new_device_letters(app).await, ["maya@example.com Firefox on Linux"]);
        signed_in(app, "Maya", FIREFOX).await;
        signed_in(app, "Maya", FIREFOX_LATER).await;
        assert_eq!(new_device_letters(app).await.len(), 1, "known by now");
        signed_in(app, "Maya", IPHONE).await;
        assert_eq!(new_device_letters(app).await.len(), 2);
        // Another account's browsers are its own.
        app.person("Noor").await;
        assert_eq!(new_device_letters(app).await.len(), 2);
    }

    /// Sign-ins, refusals and ends stand in the account's own log, newest first.
    async fn the_log_tells_what_happened(app: &TestApp) {
        let maya = app.person("Maya").await;
        app.person("Noor").await;
        app.clock.advance(60);
        let phone = signed_in(app, "Maya", IPHONE).await;
        app.clock.advance(60);
        assert_eq!(try_sign_in(&app.anonymous(), "Maya", "not the password").await.status, 422);
        app.clock.advance(60);
        let victim = id_of(&sessions(&maya).await[1]);
        maya.call::<RevokeSession>(&[("id", &victim)]).await.ok();
        assert!(!is_signed_in(&phone).await);
        app.clock.advance(60);
        maya.call::<RevokeOtherSessions>(&[]).await.ok();
        app.clock.advance(60);
        let computer = signed_in(app, "Maya", FIREFOX).await;
        app.clock.advance(60);
        computer.call::<SignOut>(&[]).await.ok();

        let page = log(&maya, "").await;
        let seen: Vec<&str> = events(&page).into_iter().filter(|event| *event != "signed_up").collect();
        assert_eq!(seen, [
            "signed_out", "signed_in", "other_sessions_revoked", "session_revoked", "sign_in_refused", "signed_in", "signed_in",
        ]);
        assert_eq!(page["lines"][0]["device"]["browser"], "Firefox 140");
        assert_eq!(page["lines"][3]["detail"], "Safari 18, iPhone");
        assert_eq!(page["lines"][4]["place"]["location"], "This computer");
        assert_eq!(page["lines"][4]["at"]["time"], "11:02:00");
        assert_eq!(page["older"], Value::Null);
        let text = page.to_string();
        assert!(!text.contains("not the password") && !text.contains("noor"), "{text}");
    }

    /// Twenty lines a page, the rest by a cursor; nobody else's, whatever the cursor.
    async fn the_log_has_pages(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        for _ in 0..24 {
            app.clock.advance(60);
            maya.call::<RevokeOtherSessions>(&[]).await.ok();
        }
        let first = log(&maya, "").await;
        assert_eq!(events(&first).len(), 20);
        let older = first["older"].as_str().unwrap();
        let second = log(&maya, older).await;
        assert!((5..=6).contains(&events(&second).len()), "{second}");
        assert_eq!(second["older"], Value::Null);
        assert!(events(&second).contains(&"signed_in"));
        assert!(events(&log(&noor, older).await).iter().all(|event| event.starts_with("signed_")));
        assert_eq!(log(&maya, "nonsense").await, first);
    }

    /// A right and a wrong address answer the same, also now that one of them is noted.
    async fn a_refusal_does_not_tell_accounts_apart(app: &TestApp) {
        app.person("Maya").await;
        let nobody = app.anonymous();
        let known = try_sign_in(&nobody, "Maya", "not the password").await;
        let unknown = try_sign_in(&nobody, "Zoe", "not the password").await;
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        assert!(SignIn::PATH.starts_with("/fn/"));
    }
}

/// On PostgreSQL the stream may be held by another server than the one that ends the session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_on_another_server_is_closed() {
    use server::cli::open_with;
    use server::clock::SystemRandom;
    use std::sync::Arc;
    let app = TestApp::on_postgres(crate::support::plain).await;
    let config = app.services.config.clone();
    let clock = Arc::clone(&app.clock);
    let other = Arc::new(
        open_with(config, clock, Arc::new(SystemRandom))
            .await
            .unwrap(),
    );
    server::events::forward(&other).await.unwrap();
    let tcp = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", tcp.local_addr().unwrap());
    let router = server::router::router(Arc::clone(&other)).unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(async move {
        server::http::listener::serve(tcp, router, async { drop(stopped.await) })
            .await
            .unwrap();
    });

    let maya = app.person("Maya").await;
    let mut phone = signed_in(&app, "Maya", IPHONE).await;
    phone.base.clone_from(&base);
    let mut stream = phone
        .http
        .get(format!("{base}/events"))
        .send()
        .await
        .unwrap();
    assert_eq!(stream.status(), 200);
    stream.chunk().await.unwrap();
    maya.call::<RevokeOtherSessions>(&[]).await.ok();
    let end = tokio::time::timeout(Duration::from_secs(10), async {
        while stream.chunk().await.unwrap().is_some() {}
    });
    assert!(end.await.is_ok(), "the stream is closed");
    assert!(!is_signed_in(&phone).await);
    let _ = stop.send(());
    serving.await.unwrap();
    other.db.close().await;
    app.close().await;
}
