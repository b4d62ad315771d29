//! The isolation matrix: every server function, page and route the router knows × everybody who could knock × the own
//! workspace and another's. Each refusal has its control, where the permitted person gets through.

mod routes;
mod table;
pub mod watcher;
pub mod world;

use std::collections::BTreeSet;

use app::access::{BillingState, Permission, Plan, Role, may};
use app::error::Refusal;
use app::pages::App;
use app::values::WorkspaceId;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;
use reqwest::header::{ACCEPT, COOKIE, LOCATION};
use serde_json::Value;
use server::router::plain_paths;

use crate::on_both_databases;
use crate::support::{Answer, PASSWORD, TestApp};
use routes::ROUTES;
use table::{Door, Ends, Operation, operations};
use watcher::Watcher;
use world::{MARK, Someone, Things};

/// One database with what every cell needs, and the count of cells.
struct Matrix<'a> {
    app: &'a TestApp,
    http: reqwest::Client,
    watcher: Watcher,
    hash: String,
    cells: usize,
    faults: Vec<String>,
}

impl<'a> Matrix<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            app,
            http,
            watcher: Watcher::new(&app.services.db).await,
            hash: app.services.hasher.hash(PASSWORD.into()).await.unwrap(),
            cells: 0,
            faults: Vec::new(),
        }
    }

    async fn workspace(&self) -> Things {
        world::build_workspace(&self.app.services, &self.hash).await
    }

    /// Somebody who belongs to this workspace in this role and looks at it; what they may name is theirs.
    async fn in_role(&self, things: &Things, role: Role) -> (Someone, Things) {
        let services = &self.app.services;
        let (user, email) = if role == Role::Owner {
            (things.owner, String::new())
        } else {
            let (user, _, email) = world::add_account(services, &self.hash).await;
            world::add_member(services, things.workspace, user, role).await;
            (user, email)
        };
        let things = if role == Role::Viewer {
            world::with_former_token(services, things, user).await
        } else {
            world::with_own_time(services, things, user).await
        };
        let someone = world::open_session(services, user, things.workspace, email).await;
        (someone, things)
    }

    /// Somebody with a workspace of their own, whose session looks at `workspace`.
    async fn outsider(&self, workspace: Option<WorkspaceId>) -> (Someone, WorkspaceId) {
        let services = &self.app.services;
        let (user, home, email) = world::add_account(services, &self.hash).await;
        let someone = world::open_session(services, user, workspace.unwrap_or(home), email).await;
        (someone, home)
    }

    async fn call(&self, who: Option<&Someone>, operation: &Operation, things: &Things) -> Answer {
        let request = self
            .http
            .post(format!("{}{}", self.app.base, operation.path))
            .form(&(operation.fields)(things))
            .header(ACCEPT, "application/json");
        self.send(who, request).await
    }

    async fn send(&self, who: Option<&Someone>, request: reqwest::RequestBuilder) -> Answer {
        let request = match who {
            Some(who) => request.header(COOKIE, format!("timether={}", who.token)),
            None => request,
        };
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let location = response
            .headers()
            .get(LOCATION)
            .map(|value| value.to_str().unwrap().to_owned());
        let streams = response
            .headers()
            .get("content-type")
            .is_some_and(|kind| kind.to_str().unwrap().starts_with("text/event-stream"));
        let text = if streams {
            String::new()
        } else {
            String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned()
        };
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Answer {
            status,
            body,
            location,
        }
    }

    async fn look(&self, workspace: WorkspaceId) -> String {
        self.watcher.look(&self.app.services.db, workspace).await
    }

    fn check(&mut self, holds: bool, cell: &str, answer: &Answer) {
        self.cells += 1;
        if !holds {
            let body: String = answer.body.to_string().chars().take(300).collect();
            self.faults
                .push(format!("{cell}: {} {body}", answer.status));
        }
    }

    /// Says how many cells there were, and every one that does not hold.
    fn report(self, name: &str) {
        println!(
            "{name}: {} cells, {} leaks, {} tables watched",
            self.cells,
            self.faults.len(),
            self.watcher.tables()
        );
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
    }

    /// Every operation as this role, in a workspace of this standing: who may gets through, who may not changes nothing.
    async fn try_role(&mut self, role: Role, plan: Plan, billing: BillingState) {
        let mut things = self.workspace().await;
        let mut cast = None;
        for operation in operations() {
            let (someone, mine) = match cast.take() {
                Some(cast) => cast,
                None => self.in_role(&things, role).await,
            };
            let refusal = refusal(operation.door, role, plan, billing);
            let services = &self.app.services;
            if operation.without_timer && refusal.is_none() {
                world::drop_timer(services, things.workspace, someone.user).await;
            }
            world::set_standing(services, things.workspace, plan, billing).await;
            let before = self.look(things.workspace).await;
            let answer = self.call(Some(&someone), &operation, &mine).await;
            let changed = self.look(things.workspace).await != before;
            let cell = format!("{role:?} {plan:?} {billing:?} {}", operation.path);
            match refusal {
                None => {
                    let got_in = match operation.ends {
                        Ends::Well => answer.status == 200,
                        Ends::Tried => matches!(answer.status, 200 | 400 | 404 | 409 | 422 | 429),
                    };
                    self.check(got_in, &format!("{cell} is let in"), &answer);
                }
                Some(refusal) => {
                    let refused = match operation.door {
                        Door::Waiting => answer.status == 401,
                        // As if it were not there; or refused for what the asking person may not do to their own.
                        Door::Sees(_) => matches!(answer.status, 403 | 404),
                        _ => {
                            answer.status == 403
                                && answer.body["refused"] == serde_json::to_value(refusal).unwrap()
                        }
                    };
                    self.check(refused, &format!("{cell} is refused"), &answer);
                    self.check(!changed, &format!("{cell} changes nothing"), &answer);
                }
            }
            let did_something = refusal.is_none() && !reads(&operation);
            if changed || did_something {
                things = self.workspace().await;
            } else {
                // Where nothing has happened, nothing need be made anew.
                cast = Some((someone, mine));
            }
        }
    }
}

/// Why this door is closed to this role, if it is.
fn refusal(door: Door, role: Role, plan: Plan, billing: BillingState) -> Option<Refusal> {
    match door {
        Door::Everybody | Door::Account => None,
        // Nobody in these tests has given half of what a sign-in takes.
        Door::Waiting => Some(Refusal::Forbidden),
        Door::May(permission) | Door::Sees(permission) => {
            may(role, plan, billing, permission).err()
        }
    }
}

/// Whether an operation, let in, only tells what is in a workspace.
fn reads(operation: &Operation) -> bool {
    matches!(operation.door, Door::May(_) | Door::Sees(_)) && !writes(operation)
}

/// Whether an operation changes what is in a workspace.
fn writes(operation: &Operation) -> bool {
    match operation.door {
        // What ends access is done in a read-only workspace, too.
        Door::May(
            Permission::EndOwnTokens | Permission::EndShares | Permission::EndOwnWebhooks,
        )
        | Door::Sees(Permission::ManageAllTokens | Permission::EndAllWebhooks) => true,
        Door::May(permission) | Door::Sees(permission) => !permission.rule().in_read_only,
        Door::Everybody | Door::Waiting | Door::Account => false,
    }
}

on_both_databases! {
    /// A server function that is not in the table is tried by nobody.
    async fn every_server_function_is_listed(app: &TestApp) {
        assert!(app.base.starts_with("http"));
        let known: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
        let listed: BTreeSet<&str> = operations().iter().map(|operation| operation.path).collect();
        let missing: Vec<_> = known.difference(&listed).collect();
        assert!(missing.is_empty(), "not in server/tests/it/matrix/table.rs: {missing:?}");
        assert!(known.len() > 70);
    }

    /// Nobody who is not signed in gets further than the entrance.
    async fn strangers_are_stopped(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        let things = matrix.workspace().await;
        let before = matrix.look(things.workspace).await;
        for operation in operations() {
            let answer = matrix.call(None, &operation, &things).await;
            let entrance = operation.door == Door::Everybody;
            matrix.check(entrance != (answer.status == 401), operation.path, &answer);
            let leaks = answer.body.to_string().contains(MARK);
            matrix.check(!leaks, &format!("{} tells nothing", operation.path), &answer);
        }
        assert!(matrix.look(things.workspace).await == before);
        matrix.report("strangers");
    }

    /// The Owner is let in everywhere.
    async fn owners(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        matrix.try_role(Role::Owner, Plan::Business, BillingState::Active).await;
        matrix.report("owners");
    }

    /// Managers do what the table says.
    async fn managers(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        matrix.try_role(Role::Manager, Plan::Business, BillingState::PastDue).await;
        matrix.report("managers");
    }

    /// Members do what the table says.
    async fn members(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        matrix.try_role(Role::Member, Plan::Team, BillingState::Active).await;
        matrix.report("members");
    }

    /// Viewers read.
    async fn viewers(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        matrix.try_role(Role::Viewer, Plan::Business, BillingState::Active).await;
        matrix.report("viewers");
    }

    /// In a read-only workspace nobody writes.
    async fn read_only(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        for role in Role::ALL {
            matrix.try_role(role, Plan::Team, BillingState::ReadOnly).await;
        }
        matrix.report("read-only");
    }

    /// Smaller plans have less.
    async fn smaller_plans(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        for plan in [Plan::Free, Plan::SoloPro] {
            matrix.try_role(Role::Owner, plan, BillingState::Active).await;
        }
        matrix.report("smaller plans");
    }

    /// Owners of another workspace, whoever is invited and whoever was removed name everything of a workspace that is
    /// not theirs: nothing of it changes and nothing of it is told.
    async fn outsiders(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        let things = matrix.workspace().await;
        let elsewhere = matrix.workspace().await;
        for kind in ["elsewhere", "invited", "removed"] {
            for operation in operations() {
                let looks_at = (kind == "removed").then_some(things.workspace);
                let (someone, home) = matrix.outsider(looks_at).await;
                if kind == "removed" {
                    let services = &matrix.app.services;
                    world::add_member(services, things.workspace, someone.user, Role::Manager).await;
                    world::drop_member(services, things.workspace, someone.user).await;
                }
                if kind == "invited" {
                    let services = &matrix.app.services;
                    let owner = world::actor(services, things.workspace, things.owner).await;
                    matrix.app.clock.advance(3600);
                    world::invite(services, &owner, &someone.email).await;
                }
                let before = matrix.look(things.workspace).await;
                assert_ne!(home, things.workspace);
                let answer = matrix.call(Some(&someone), &operation, &things).await;
                let cell = format!("{kind} {}", operation.path);
                let leaks = answer.body.to_string().contains(MARK);
                matrix.check(!leaks, &format!("{cell} tells nothing"), &answer);
                let names_theirs = (operation.fields)(&things) != (operation.fields)(&elsewhere);
                if names_theirs && writes(&operation) {
                    let refused = matches!(answer.status, 403 | 404 | 409 | 422);
                    matrix.check(refused, &format!("{cell} is refused"), &answer);
                }
                let after = matrix.look(things.workspace).await;
                matrix.check(after == before, &format!("{cell} changes nothing"), &answer);
            }
        }
        matrix.report("outsiders");
    }

    /// One id of another workspace among one's own is refused like all of them.
    async fn one_foreign_id(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        let theirs = matrix.workspace().await;
        let before = matrix.look(theirs.workspace).await;
        for operation in operations().iter().filter(|operation| writes(operation)) {
            let foreign = (operation.fields)(&theirs);
            let mine = matrix.workspace().await;
            let (someone, mine) = matrix.in_role(&mine, Role::Owner).await;
            let own = (operation.fields)(&mine);
            let differing: Vec<usize> =
                (0..own.len()).filter(|at| own.get(*at) != foreign.get(*at)).collect();
            // A single one has been tried by the outsiders.
            if differing.len() < 2 {
                continue;
            }
            for at in differing {
                let mut fields = own.clone();
                fields[at] = foreign[at].clone();
                let request = matrix.http.post(format!("{}{}", app.base, operation.path))
                    .form(&fields)
                    .header(ACCEPT, "application/json");
                let untouched = matrix.look(mine.workspace).await;
                let answer = matrix.send(Some(&someone), request).await;
                let refused = matches!(answer.status, 404 | 409 | 422);
                matrix.check(refused, &format!("{} with another's {}", operation.path, own[at].0), &answer);
                let same = matrix.look(mine.workspace).await == untouched;
                matrix.check(same, &format!("{} changes nothing", operation.path), &answer);
            }
        }
        assert!(matrix.look(theirs.workspace).await == before);
        assert!(matrix.cells > 4);
        matrix.report("one foreign id");
    }

    /// Every page there is: strangers are sent to the sign-in, members see theirs, outsiders see nothing of it whatever
    /// ids they write into the address.
    async fn pages(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        let things = matrix.workspace().await;
        let before = matrix.look(things.workspace).await;
        let paths: BTreeSet<String> = generate_route_list(App)
            .iter()
            .map(|route| route.path().to_owned())
            .filter(|path| !path.contains('*'))
            .collect();
        assert!(paths.len() > 15, "{paths:?}");
        let open = ["/login", "/login/verify", "/signup", "/signup/sent", "/email/", "/password/", "/invitations/", "/dev/"];
        for path in &paths {
            let is_open = open.iter().any(|open| path.starts_with(open));
            let ids = format!(
                "edit={e}&delete={e}&project={p}&client={c}&tag={t}&archive={p}&import={u}&person={m}&remove={m}&member={m}&{ask}",
                e = things.entry, p = things.project, c = things.client, t = things.tag, u = things.upload, m = things.member, ask = table::an_apps_request()
            );
            let get = |matrix: &Matrix<'_>| {
                matrix.http.get(format!("{}{path}?{ids}", matrix.app.base)).header(ACCEPT, "text/html")
            };
            let answer = matrix.send(None, get(&matrix)).await;
            let stopped = answer.status == 303 && answer.location.as_deref() == Some("/login");
            matrix.check(stopped || is_open, &format!("nobody {path}"), &answer);
            matrix.check(!answer.body.to_string().contains(MARK), &format!("nobody {path} tells nothing"), &answer);
            for role in Role::ALL {
                let (user, _, email) = world::add_account(&matrix.app.services, &matrix.hash).await;
                let user = if role == Role::Owner { things.owner } else { user };
                if role != Role::Owner {
                    world::add_member(&matrix.app.services, things.workspace, user, role).await;
                }
                let someone = world::open_session(&matrix.app.services, user, things.workspace, email).await;
                let answer = matrix.send(Some(&someone), get(&matrix)).await;
                let is_answered = matches!(answer.status, 200 | 303 | 404);
                matrix.check(is_answered, &format!("{role:?} {path}"), &answer);
                if answer.status == 200 && !is_open {
                    let is_named = answer.body.to_string().contains(MARK);
                    matrix.check(is_named, &format!("{role:?} {path} shows the workspace"), &answer);
                }
                if role != Role::Owner {
                    world::drop_member(&matrix.app.services, things.workspace, user).await;
                }
            }
            let (someone, _) = matrix.outsider(Some(things.workspace)).await;
            let answer = matrix.send(Some(&someone), get(&matrix)).await;
            matrix.check(!answer.body.to_string().contains(MARK), &format!("outsider {path} tells nothing"), &answer);
        }
        assert!(matrix.look(things.workspace).await == before);
        matrix.report("pages");
    }

    /// What is neither page nor server function; one that is not listed here fails.
    async fn other_routes(app: &TestApp) {
        let mut matrix = Matrix::new(app).await;
        let things = matrix.workspace().await;
        let before = matrix.look(things.workspace).await;
        let listed: BTreeSet<&str> = ROUTES.iter().map(|route| route.path).collect();
        let known: BTreeSet<&str> = plain_paths().into_iter().collect();
        assert_eq!(listed, known);
        for route in ROUTES {
            let answer = matrix.send(None, route.request(&matrix.http, &app.base, &things)).await;
            let stopped = answer.status == 401
                || (answer.status == 303 && answer.location.as_deref() == Some("/login"));
            matrix.check(stopped != (route.door == Door::Everybody), &format!("nobody {}", route.path), &answer);
            let (someone, _) = matrix.outsider(Some(things.workspace)).await;
            let answer = matrix.send(Some(&someone), route.request(&matrix.http, &app.base, &things)).await;
            matrix.check(!answer.body.to_string().contains(MARK), &format!("outsider {}", route.path), &answer);
            for role in Role::ALL {
                let (someone, _) = matrix.in_role(&matrix.workspace().await, role).await;
                let answer = matrix.send(Some(&someone), route.request(&matrix.http, &app.base, &things)).await;
                let refused = answer.status == 403
                    || answer.location.as_deref().is_some_and(|to| to.contains("error=refused"));
                let expected = refusal(route.door, role, Plan::Business, BillingState::Active).is_some();
                matrix.check(refused == expected, &format!("{role:?} {}", route.path), &answer);
            }
        }
        assert!(matrix.look(things.workspace).await == before);
        matrix.report("other routes");
    }
}
