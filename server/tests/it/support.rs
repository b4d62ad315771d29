//! The harness: a server of its own for every test, on a database of its own, and people who use it.

mod place;

use std::net::SocketAddr;
use std::sync::Arc;

use app::access::{Actor, Role};
use app::accounts::server_fns::SignUp;
use app::values::WorkspaceId;
use app::workspaces::server_fns::{LoadFrame, SwitchWorkspace};
use leptos::server_fn::ServerFn;
use reqwest::header::{ACCEPT, LOCATION};
use serde_json::Value;
use server::cli::open_with;
use server::clock::{ManualClock, SystemRandom};
use server::config::Config;
use server::db::Db;
use server::http::listener;
use server::mail::{Letter, Mail};
use server::router::router;
use server::services::Services;
use server::workspaces::sql::insert_member;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use place::Place;

/// 2026-11-20 10:00:00 UTC, a Friday: when every test begins.
pub const START: i64 = 1_795_168_800;

/// A running server with its database and a clock that stands still.
pub struct TestApp {
    pub base: String,
    pub address: SocketAddr,
    pub services: Arc<Services>,
    pub clock: Arc<ManualClock>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
    place: Place,
}

/// Declares each test twice: once on SQLite, once on PostgreSQL; `with f;` in front lets `f` change the settings.
#[macro_export]
macro_rules! on_both_databases {
    ($(#[doc = $first:literal])* async fn $($rest:tt)*) => {
        $crate::on_both_databases! { with $crate::support::plain; $(#[doc = $first])* async fn $($rest)* }
    };
    (with $settings:path; $($(#[doc = $doc:literal])* async fn $name:ident($app:ident: &TestApp) $body:block)*) => {$(
        $(#[doc = $doc])*
        async fn $name($app: &$crate::support::TestApp) $body

        // A module and a function may share a name.
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let app = $crate::support::TestApp::on_sqlite($settings).await;
                super::$name(&app).await;
                app.close().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let app = $crate::support::TestApp::on_postgres($settings).await;
                super::$name(&app).await;
                app.close().await;
            }
        }
    )*};
}

impl TestApp {
    pub async fn on_sqlite(settings: fn(&mut Config)) -> Self {
        Self::start(Place::migrated_sqlite().await, settings).await
    }

    pub async fn on_postgres(settings: fn(&mut Config)) -> Self {
        Self::start(Place::migrated_postgres().await, settings).await
    }

    async fn start(place: Place, settings: fn(&mut Config)) -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let mut config = Config::with_database(place.url());
        config.data_folder = Some(place.folder());
        settings(&mut config);
        let services = open_with(
            config,
            Arc::<ManualClock>::clone(&clock),
            Arc::new(SystemRandom),
        )
        .await;
        let services = Arc::new(services.unwrap());
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        server::events::forward(&services).await.unwrap();
        let router = router(Arc::clone(&services)).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            listener::serve(tcp, router, async { drop(stopped.await) })
                .await
                .unwrap();
        });
        Self {
            base: format!("http://{address}"),
            address,
            services,
            clock,
            stop: Some(stop),
            serving,
            place,
        }
    }

    /// Somebody who is not signed in.
    pub fn anonymous(&self) -> Person {
        let http = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Person {
            http,
            base: self.base.clone(),
        }
    }

    /// Somebody who has just signed up as `<name>@example.com`, in Berlin.
    pub async fn person(&self, name: &str) -> Person {
        let person = self.anonymous();
        let email = format!("{}@example.com", name.to_lowercase());
        let answer = person
            .call::<SignUp>(&[
                ("account[name]", name),
                ("account[email]", &email),
                ("account[password]", PASSWORD),
                ("account[timezone]", "Europe/Berlin"),
            ])
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        person
    }

    /// Somebody new who belongs to `owner`'s current workspace and looks at it.
    pub async fn member(&self, owner: &Person, name: &str, role: Role) -> Person {
        let person = self.person(name).await;
        self.join(&person, owner.actor().await.workspace_id, role)
            .await;
        person
    }

    /// Makes somebody a member of a workspace and takes them there.
    pub async fn join(&self, person: &Person, workspace: WorkspaceId, role: Role) {
        let user = person.actor().await.user_id;
        let mut tx = self.services.write_in(workspace).await.unwrap();
        insert_member(&mut tx, workspace, user, role, START)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let id = workspace.to_string();
        person.call::<SwitchWorkspace>(&[("id", &id)]).await.ok();
    }

    /// The letters that wait to be sent, oldest first, opened with the server's key. What is written afterwards is a
    /// second younger.
    pub async fn letters(&self) -> Vec<Mail> {
        let mut tx = self.services.db.read().await.unwrap();
        let rows = server::fetch!(&mut tx, c => sqlx::query_as::<_, (uuid::Uuid, Vec<u8>)>(
            "select id, sealed from mails order by created_at, id"
        ).fetch_all(c))
        .unwrap();
        let open = |(id, sealed): (uuid::Uuid, Vec<u8>)| {
            let plain = self
                .services
                .key
                .open("mail", id.as_bytes(), &sealed)
                .unwrap();
            serde_json::from_slice(&plain).unwrap()
        };
        self.clock.advance(1);
        rows.into_iter().map(open).collect()
    }

    /// The newest letter to an address.
    pub async fn letter_to(&self, email: &str) -> Letter {
        let mut letters = self.letters().await;
        letters.retain(|mail| mail.to.email == email);
        letters.pop().expect("a letter to this address").letter
    }

    /// Stops the server and removes its database.
    pub async fn close(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        self.serving.await.unwrap();
        match &self.services.db {
            Db::Sqlite { .. } => {}
            db @ Db::Postgres(_) => db.close().await,
        }
        self.place.remove().await;
    }
}

/// The settings as they are.
pub fn plain(_: &mut Config) {}

/// The token in a letter's link.
#[track_caller]
pub fn token_in(letter: &Letter) -> String {
    let (Letter::VerifyEmail { link }
    | Letter::ResetPassword { link }
    | Letter::ConfirmNewEmail { link }
    | Letter::Invitation { link, .. }) = letter
    else {
        panic!("a letter without a token");
    };
    let (_, token) = link.split_once("?token=").expect("a link with a token");
    assert_eq!(token.len(), 64);
    token.to_owned()
}

/// The password of everybody in the tests.
pub const PASSWORD: &str = "correct horse battery";

/// A browser without a screen: keeps cookies, follows nothing by itself.
pub struct Person {
    pub http: reqwest::Client,
    pub base: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The JSON of a server function's result or error; the text where it is none.
    pub body: Value,
    pub location: Option<String>,
}

impl Answer {
    /// The result, which must have been a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.body
    }

    /// The refused fields of an `AppError::Invalid`.
    #[track_caller]
    pub fn refused_fields(&self) -> Vec<String> {
        assert_eq!(self.status, 422, "{self:?}");
        let errors = self.body["invalid"].as_array().expect("an invalid answer");
        errors
            .iter()
            .map(|error| error["field"].as_str().unwrap().to_owned())
            .collect()
    }
}

impl Person {
    /// Who they are in the workspace they look at.
    pub async fn actor(&self) -> Actor {
        let frame = self.call::<LoadFrame>(&[]).await.ok();
        serde_json::from_value(frame["actor"].clone()).unwrap()
    }

    /// Calls a server function as the hydrated page does; fields as its form names them.
    pub async fn call<S: ServerFn>(&self, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .http
            .post(format!("{}{}", self.base, S::PATH))
            .form(fields);
        answer(request.header(ACCEPT, "application/json")).await
    }

    /// Posts a server function's form as a browser without scripts does, from `page`.
    pub async fn submit<S: ServerFn>(&self, page: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .http
            .post(format!("{}{}", self.base, S::PATH))
            .form(fields);
        let referer = format!("{}{page}", self.base);
        answer(
            request
                .header(ACCEPT, "text/html")
                .header("referer", referer),
        )
        .await
    }

    /// Fetches a page or a download.
    pub async fn get(&self, path: &str) -> Answer {
        answer(
            self.http
                .get(format!("{}{path}", self.base))
                .header(ACCEPT, "text/html"),
        )
        .await
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let location = response
        .headers()
        .get(LOCATION)
        .map(|value| value.to_str().unwrap().to_owned());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer {
        status,
        body,
        location,
    }
}
