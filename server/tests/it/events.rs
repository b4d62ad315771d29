//! The live stream: it tells a person's other pages, nobody else's, another server's too, and ends with the session.

use std::sync::Arc;
use std::time::Duration;

use app::access::Role;
use app::accounts::server_fns::{SignIn, SignOut};
use app::timer::server_fns::StartTimer;
use reqwest::Response;
use server::cli::open_with;
use server::clock::{ManualClock, SystemRandom};
use server::db::Db;
use server::events::{News, forward};

use crate::imports::{DETAILED, import};
use crate::on_both_databases;
use crate::support::{PASSWORD, Person};

const SOON: Duration = Duration::from_secs(10);

async fn listen(person: &Person) -> Response {
    let response = person
        .http
        .get(format!("{}/events", person.base))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response
}

/// What the stream says next; `None` when it ends.
async fn heard(stream: &mut Response) -> Option<String> {
    let chunk = tokio::time::timeout(SOON, stream.chunk())
        .await
        .expect("nothing was heard")
        .unwrap()?;
    Some(String::from_utf8(chunk.to_vec()).unwrap())
}

async fn start(person: &Person) {
    person
        .call::<StartTimer>(&[("timer[description]", "x")])
        .await
        .ok();
}

on_both_databases! {
    /// One device starts the timer; the other one hears of it, another person does not.
    async fn changes_reach_the_same_person_only(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let phone = app.anonymous();
        phone.call::<SignIn>(&[("account[email]", "maya@example.com"), ("account[password]", PASSWORD)]).await.ok();
        let mut on_phone = listen(&phone).await;
        let mut noors = listen(&noor).await;
        assert_eq!(heard(&mut on_phone).await.as_deref(), Some("retry: 2000\n\n"));
        heard(&mut noors).await;
        start(&maya).await;
        assert_eq!(heard(&mut on_phone).await.as_deref(), Some("data: changed\n\n"));
        start(&noor).await;
        // Had Maya's change been told to Noor, it would have come first, and a second one after it.
        assert_eq!(heard(&mut noors).await.as_deref(), Some("data: changed\n\n"));
        assert!(tokio::time::timeout(Duration::from_millis(300), noors.chunk()).await.is_err());
    }

    /// An import is news for everybody: time may have become theirs, and what it is booked on is.
    async fn an_import_reaches_the_whole_workspace(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.member(&maya, "Noor", Role::Member).await;
        let mut noors = listen(&noor).await;
        heard(&mut noors).await;
        import(&maya, DETAILED).await;
        assert_eq!(heard(&mut noors).await.as_deref(), Some("data: changed\n\n"));
    }

    /// Signing out ends the session's stream; strangers get none.
    async fn the_stream_ends_with_the_session(app: &TestApp) {
        let maya = app.person("Maya").await;
        let mut stream = listen(&maya).await;
        heard(&mut stream).await;
        maya.call::<SignOut>(&[]).await.ok();
        assert_eq!(heard(&mut stream).await, None);
        let stranger = maya.http.get(format!("{}/events", maya.base)).send().await.unwrap();
        assert_eq!(stranger.status(), 401);
    }

    /// The server's end ends every stream at once.
    async fn the_stream_ends_with_the_server(app: &TestApp) {
        let maya = app.person("Maya").await;
        let mut stream = listen(&maya).await;
        heard(&mut stream).await;
        app.services.bus.close();
        assert_eq!(heard(&mut stream).await, None);
    }

    /// Two servers on one PostgreSQL tell each other, and nobody is told twice.
    async fn servers_tell_each_other(app: &TestApp) {
        let Db::Postgres(_) = &app.services.db else { return };
        let config = app.services.config.clone();
        let other = open_with(config, Arc::<ManualClock>::clone(&app.clock), Arc::new(SystemRandom)).await.unwrap();
        forward(&other).await.unwrap();
        let (mut here, mut there) = (app.services.bus.subscribe(), other.bus.subscribe());
        let maya = app.person("Maya").await;
        start(&maya).await;
        let News::Changed(user) = here.recv().await.unwrap() else { panic!("a change") };
        let told = tokio::time::timeout(SOON, there.recv()).await.expect("nothing was told").unwrap();
        assert_eq!(told, News::Changed(user));
        assert!(tokio::time::timeout(Duration::from_millis(300), here.recv()).await.is_err(), "told twice");
        other.db.close().await;
    }
}
