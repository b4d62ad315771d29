//! The API's stream of events: what the caller may hear, from a number on, until their token ends.

use std::sync::Arc;
use std::time::Duration;

use app::access::Role;
use app::timer::server_fns::{ResetTimer, StartTimer};
use app::timer::{TimerForm, Timers};
use app::tokens::server_fns::{LoadTokens, RevokeToken};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use server::cli::open_with;
use server::clock::{ManualClock, SystemRandom};
use server::db::Db;
use server::event_log::KEPT_SECONDS;
use server::events::forward;

use super::{Api, send};
use crate::on_both_databases;
use crate::support::Person;

const SOON: Duration = Duration::from_secs(20);

/// An open stream.
struct Stream {
    response: Response,
    text: String,
}

/// One event of it.
#[derive(Debug, Default, PartialEq)]
struct Heard {
    id: String,
    event: String,
    data: Value,
}

impl Stream {
    async fn open(api: &Api, after: Option<&str>) -> Self {
        let mut request = api.call(Method::GET, "/events");
        if let Some(after) = after {
            request = request.header("last-event-id", after);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            text: String::new(),
        }
    }

    /// What is told next; `None` when the stream ends.
    async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let rest = rest.to_owned();
                let mut heard = Heard::default();
                for line in block.lines() {
                    match line.split_once(": ") {
                        Some(("id", id)) => id.clone_into(&mut heard.id),
                        Some(("event", event)) => event.clone_into(&mut heard.event),
                        Some(("data", data)) => heard.data = serde_json::from_str(data).unwrap(),
                        _ => {}
                    }
                }
                self.text = rest;
                if heard != Heard::default() {
                    return Some(heard);
                }
                continue;
            }
            let chunk = tokio::time::timeout(SOON, self.response.chunk())
                .await
                .expect("nothing was heard");
            self.text += std::str::from_utf8(&chunk.unwrap()?).unwrap();
        }
    }

    async fn kind(&mut self) -> String {
        self.next().await.expect("an event").event
    }
}

async fn start(person: &Person) {
    let fields = [("timer[description]", "x")];
    person.call::<StartTimer>(&fields).await.ok();
}

async fn reset(person: &Person) {
    person.call::<ResetTimer>(&[]).await.ok();
}

on_both_databases! {
    with crate::rest::unpaced;

    /// It begins with where it is, tells what happens, and goes on after the number that was heard last.
    async fn it_tells_and_resumes(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "read").await;
        start(&ada).await;
        let mut stream = Stream::open(&api, None).await;
        assert_eq!(stream.next().await.unwrap(), Heard { id: "1".into(), ..Heard::default() });
        reset(&ada).await;
        let heard = stream.next().await.unwrap();
        assert_eq!((heard.id.as_str(), heard.event.as_str()), ("2", "timer.reset"));
        assert_eq!(heard.data["number"], 2);
        assert_eq!(heard.data["data"]["object"], "timer");
        assert_eq!(heard.data["actor_id"], ada.actor().await.user_id.to_string());
        drop(stream);
        start(&ada).await;
        reset(&ada).await;
        let mut stream = Stream::open(&api, Some("2")).await;
        assert_eq!(stream.next().await.unwrap().id, "2");
        for (id, kind) in [("3", "timer.started"), ("4", "timer.reset")] {
            let heard = stream.next().await.unwrap();
            assert_eq!((heard.id.as_str(), heard.event.as_str()), (id, kind));
        }
    }

    /// A number that is too old, or that never was, starts anew and says so.
    async fn it_says_when_something_is_missing(app: &TestApp) {
        let ada = app.person("Ada").await;
        let me = ada.actor().await;
        app.services.start_timer(&me, TimerForm::default()).await.unwrap();
        app.clock.advance(KEPT_SECONDS + 1);
        app.services.reset_timer(&me).await.unwrap();
        app.services.purge_events().await.unwrap();
        let eve = app.person("Eve").await;
        app.join(&eve, me.workspace_id, Role::Manager).await;
        let api = Api::of(app, &eve, "read").await;
        for (after, reset) in [("0", true), ("1", false), ("2", false), ("3", true)] {
            let mut stream = Stream::open(&api, Some(after)).await;
            stream.next().await.unwrap();
            if reset {
                let heard = stream.next().await.unwrap();
                assert_eq!((heard.event.as_str(), heard.id.as_str()), ("reset", "2"), "{after}");
            } else if after == "1" {
                assert_eq!(stream.kind().await, "timer.reset");
            }
        }
        for nonsense in ["-1", "x", "1.5"] {
            let request = api.call(Method::GET, "/events").header("last-event-id", nonsense);
            send(request).await.refuses("Last-Event-ID");
        }
    }

    /// A Member hears of their own time alone, a Manager of everybody's; the other workspace of nothing.
    async fn it_tells_what_may_be_seen(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let noor = app.person("Noor").await;
        let mut to_ada = Stream::open(&Api::of(app, &ada, "read").await, None).await;
        let mut to_bob = Stream::open(&Api::of(app, &bob, "read").await, None).await;
        let mut to_noor = Stream::open(&Api::of(app, &noor, "read").await, None).await;
        for stream in [&mut to_ada, &mut to_bob, &mut to_noor] {
            stream.next().await.unwrap();
        }
        start(&ada).await;
        start(&bob).await;
        start(&noor).await;
        for whose in [&ada, &bob] {
            let heard = to_ada.next().await.unwrap();
            assert_eq!(heard.data["data"]["user_id"], whose.actor().await.user_id.to_string());
        }
        for (stream, person) in [(&mut to_bob, &bob), (&mut to_noor, &noor)] {
            let heard = stream.next().await.unwrap();
            assert_eq!(heard.data["data"]["user_id"], person.actor().await.user_id.to_string());
        }
    }

    /// Who may see nothing of what happens is told how far it went: coming back from there misses nothing, and nothing of
    /// it has to be there any more.
    async fn it_passes_what_may_not_be_seen(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let api = Api::of(app, &bob, "read").await;
        let mut stream = Stream::open(&api, None).await;
        assert_eq!(stream.next().await.unwrap().id, "0");
        let me = ada.actor().await;
        for _ in 0..75 {
            app.services.start_timer(&me, TimerForm::default()).await.unwrap();
            app.services.reset_timer(&me).await.unwrap();
        }
        let passed = stream.next().await.unwrap();
        assert_eq!((passed.event.as_str(), &passed.data), ("", &Value::Null));
        assert!((100..=150).contains(&passed.id.parse::<i64>().unwrap()), "{passed:?}");
        start(&bob).await;
        let heard = stream.next().await.unwrap();
        assert_eq!((heard.id.as_str(), heard.event.as_str()), ("151", "timer.started"));
    }

    /// It ends with the token, by revocation or by time, and with the server.
    async fn it_ends_with_the_token(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "read").await;
        let mut stream = Stream::open(&api, None).await;
        stream.next().await.unwrap();
        let tokens = ada.call::<LoadTokens>(&[]).await.ok();
        let id = tokens["tokens"][0]["id"].as_str().unwrap().to_owned();
        ada.call::<RevokeToken>(&[("id", &id)]).await.ok();
        assert_eq!(stream.next().await, None);

        let form = app::tokens::TokenForm { name: "Today".into(), last_day: "2026-11-20".into(), ..Default::default() };
        let token = app.services.make_token(&ada.actor().await, &form).await.unwrap().token;
        let api = Api { token, ..api };
        let mut stream = Stream::open(&api, None).await;
        stream.next().await.unwrap();
        app.clock.advance(14 * 3600);
        assert_eq!(stream.next().await, None);

        let api = Api::of(app, &ada, "read").await;
        let mut stream = Stream::open(&api, None).await;
        stream.next().await.unwrap();
        app.services.bus.close();
        assert_eq!(stream.next().await, None);
    }

    /// There is an end to how many streams one person has open; another's are not counted with them.
    async fn there_is_an_end_to_them(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let (adas, bobs) = (Api::of(app, &ada, "read").await, Api::of(app, &bob, "read").await);
        let mut open = vec![];
        for _ in 0..50 {
            open.push(Stream::open(&adas, None).await);
        }
        let refused = send(adas.call(Method::GET, "/events")).await;
        refused.is_problem(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), "60");
        open.push(Stream::open(&bobs, None).await);
        assert_eq!(open.len(), 51);
    }

    /// What happens through another server is told here.
    async fn it_hears_other_servers(app: &TestApp) {
        let Db::Postgres(_) = &app.services.db else { return };
        let ada = app.person("Ada").await;
        let config = app.services.config.clone();
        let other = open_with(config, Arc::<ManualClock>::clone(&app.clock), Arc::new(SystemRandom)).await.unwrap();
        forward(&other).await.unwrap();
        let mut stream = Stream::open(&Api::of(app, &ada, "read").await, None).await;
        stream.next().await.unwrap();
        other.start_timer(&ada.actor().await, TimerForm::default()).await.unwrap();
        assert_eq!(stream.kind().await, "timer.started");
        other.db.close().await;
    }

    /// A timer that a program starts shows in open pages: they are told to look again.
    async fn pages_hear_of_programs(app: &TestApp) {
        let ada = app.person("Ada").await;
        let api = Api::of(app, &ada, "write").await;
        let mut page = ada.http.get(format!("{}/events", ada.base)).send().await.unwrap();
        let mut text = String::new();
        while !text.contains("retry") {
            text += std::str::from_utf8(&page.chunk().await.unwrap().unwrap()).unwrap();
        }
        api.post("/timer/start", json!({})).await.with(200);
        while !text.contains("data: changed") {
            let chunk = tokio::time::timeout(SOON, page.chunk()).await.expect("nothing was heard");
            text += std::str::from_utf8(&chunk.unwrap().unwrap()).unwrap();
        }
    }
}
