//! The isolation matrix of the API: every operation its description has × tokens of every kind, role, plan and standing,
//! with every table of the database compared before and after.

use std::collections::BTreeSet;

use app::access::{BillingState, Permission, Plan, Role, may};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use server::services::Services;

use super::{Told, send};
use crate::matrix::watcher::Watcher;
use crate::matrix::world::{self, MARK, Things};
use crate::on_both_databases;
use crate::support::{PASSWORD, TestApp};

/// One operation with what it is called with.
struct Operation {
    method: &'static str,
    path: &'static str,
    /// What it takes beyond a token; `None` is everybody's who has one.
    needs: Option<Permission>,
    body: fn(&Things) -> Value,
    /// Beside success, what it may answer to who may.
    or: &'static [u16],
}

fn none(_: &Things) -> Value {
    Value::Null
}

const fn get(path: &'static str, needs: Option<Permission>) -> Operation {
    Operation {
        method: "get",
        path,
        needs,
        body: none,
        or: &[],
    }
}

const fn write(
    method: &'static str,
    path: &'static str,
    needs: Permission,
    body: fn(&Things) -> Value,
) -> Operation {
    Operation {
        method,
        path,
        needs: Some(needs),
        body,
        or: &[],
    }
}

/// As above, where the state may forbid it.
const fn tried(path: &'static str, body: fn(&Things) -> Value) -> Operation {
    Operation {
        method: "post",
        path,
        needs: Some(Permission::TrackTime),
        body,
        or: &[409],
    }
}

fn new_name(_: &Things) -> Value {
    json!({"name": "Another"})
}

fn new_invoice(things: &Things) -> Value {
    json!({"client_id": things.billed_client, "project_id": things.billed_project, "from": "2026-11-01", "to": "2027-12-31"})
}

/// All of them; one that is missing here fails the test.
const OPERATIONS: &[Operation] = &[
    get("/me", None),
    get("/workspace", None),
    write(
        "patch",
        "/workspace",
        Permission::ManageWorkspace,
        |_| json!({"week_start": "sunday"}),
    ),
    get("/clients", Some(Permission::ReadCatalog)),
    write("post", "/clients", Permission::ManageCatalog, new_name),
    get("/clients/{id}", Some(Permission::ReadCatalog)),
    write(
        "patch",
        "/clients/{id}",
        Permission::ManageCatalog,
        |_| json!({"notes": "new"}),
    ),
    write("delete", "/clients/{id}", Permission::ManageCatalog, none),
    get("/projects", Some(Permission::ReadCatalog)),
    write(
        "post",
        "/projects",
        Permission::ManageCatalog,
        |things| json!({"name": "Another", "client_id": things.client}),
    ),
    get("/projects/{id}", Some(Permission::ReadCatalog)),
    write(
        "patch",
        "/projects/{id}",
        Permission::ManageCatalog,
        |things| json!({"client_id": things.client}),
    ),
    write("delete", "/projects/{id}", Permission::ManageCatalog, none),
    get("/tags", Some(Permission::ReadCatalog)),
    write("post", "/tags", Permission::CreateTags, new_name),
    get("/tags/{id}", Some(Permission::ReadCatalog)),
    write("patch", "/tags/{id}", Permission::ManageTags, new_name),
    write("delete", "/tags/{id}", Permission::ManageTags, none),
    get("/time-entries", None),
    write(
        "post",
        "/time-entries",
        Permission::TrackTime,
        |things| json!({"start": "2026-11-19T10:00:00Z", "duration": 60, "project_id": things.project, "tag_ids": [things.tag]}),
    ),
    get("/time-entries/{id}", None),
    write(
        "patch",
        "/time-entries/{id}",
        Permission::TrackTime,
        |things| json!({"project_id": things.project, "tag_ids": [things.tag]}),
    ),
    write("delete", "/time-entries/{id}", Permission::TrackTime, none),
    write(
        "post",
        "/time-entries/bulk",
        Permission::TrackTime,
        |things| json!({"ids": [things.entry], "set": {"project_id": things.project}}),
    ),
    get("/timer", None),
    Operation {
        method: "patch",
        path: "/timer",
        needs: Some(Permission::TrackTime),
        body: |things| json!({"project_id": things.project, "tag_ids": [things.tag]}),
        or: &[409],
    },
    tried(
        "/timer/start",
        |things| json!({"project_id": things.project}),
    ),
    tried("/timer/pause", none),
    tried("/timer/resume", none),
    tried("/timer/save", none),
    tried("/timer/reset", none),
    get("/invoices", Some(Permission::ReadInvoices)),
    write("post", "/invoices", Permission::ManageInvoices, new_invoice),
    write(
        "post",
        "/invoices/preview",
        Permission::ManageInvoices,
        new_invoice,
    ),
    get("/invoices/{id}", Some(Permission::ReadInvoices)),
    write(
        "patch",
        "/invoices/{id}",
        Permission::ManageInvoices,
        |_| json!({"notes": "Thanks", "discount": {"kind": "percent", "value": 1000}}),
    ),
    write("delete", "/invoices/{id}", Permission::EndInvoices, none),
    write(
        "post",
        "/invoices/{id}/send",
        Permission::ManageInvoices,
        none,
    ),
    // It was not sent yet.
    Operation {
        method: "post",
        path: "/invoices/{id}/pay",
        needs: Some(Permission::ManageInvoices),
        body: none,
        or: &[409],
    },
    write("post", "/invoices/{id}/void", Permission::EndInvoices, none),
    get("/invoices/{id}/pdf", Some(Permission::ReadInvoices)),
    get("/invoices/{id}/link", Some(Permission::EndShares)),
    // It is a draft.
    Operation {
        method: "post",
        path: "/invoices/{id}/link",
        needs: Some(Permission::ManageInvoices),
        body: none,
        or: &[409],
    },
    write("delete", "/invoices/{id}/link", Permission::EndShares, none),
    Operation {
        method: "post",
        path: "/invoices/{id}/credit",
        needs: Some(Permission::ManageInvoices),
        body: none,
        or: &[409],
    },
    get("/members", None),
    write(
        "patch",
        "/members/{user_id}",
        Permission::ManageMembers,
        |_| json!({"role": "viewer"}),
    ),
    write(
        "delete",
        "/members/{user_id}",
        Permission::ManageMembers,
        none,
    ),
    get("/invitations", Some(Permission::ReadMembers)),
    write(
        "post",
        "/invitations",
        Permission::InviteMembers,
        |_| json!({"email": "new@example.com", "role": "member"}),
    ),
    write(
        "delete",
        "/invitations/{id}",
        Permission::ManageMembers,
        none,
    ),
    get("/exports/time-entries.csv", Some(Permission::ExportOwnTime)),
    get("/exports/time-entries.pdf", Some(Permission::ExportOwnTime)),
    get("/exports/workspace.json", Some(Permission::ExportData)),
    // A file is another test's matter.
    Operation {
        method: "post",
        path: "/imports",
        needs: Some(Permission::ImportData),
        body: none,
        or: &[422],
    },
    write(
        "post",
        "/workspace/clear",
        Permission::ClearWorkspace,
        |_| json!({"confirm": format!("{MARK} workspace")}),
    ),
    get("/timesheet", None),
    get("/reports/summary", None),
    get("/reports/profitability", Some(Permission::ReadCosts)),
    get("/activity", Some(Permission::ReadActivity)),
    get("/webhooks", Some(Permission::ReadWebhooks)),
    write(
        "post",
        "/webhooks",
        Permission::ManageOwnTokens,
        |_| json!({"url": "https://example.com/another"}),
    ),
    get("/webhooks/{id}", Some(Permission::ReadWebhooks)),
    write(
        "patch",
        "/webhooks/{id}",
        Permission::ManageOwnTokens,
        |_| json!({"description": "Payroll", "enabled": false}),
    ),
    write(
        "patch",
        "/webhooks/{id}",
        Permission::EndOwnWebhooks,
        |_| json!({"enabled": false}),
    ),
    write("delete", "/webhooks/{id}", Permission::EndOwnWebhooks, none),
    get("/webhooks/{id}/deliveries", Some(Permission::ReadWebhooks)),
    write(
        "post",
        "/webhooks/{id}/deliveries/{delivery}/resend",
        Permission::ManageOwnTokens,
        none,
    ),
    get("/events", None),
];

impl Operation {
    fn id(&self, things: &Things) -> String {
        let id = match (self.method, self.path.split('/').nth(1)) {
            ("delete", Some("clients")) => &things.empty_client,
            (_, Some("clients")) => &things.client,
            ("delete", Some("projects")) => &things.empty_project,
            (_, Some("projects")) => &things.project,
            (_, Some("tags")) => &things.tag,
            (_, Some("invitations")) => &things.invitation,
            (_, Some("webhooks")) => &things.webhook,
            (_, Some("invoices")) => &things.invoice,
            _ => &things.entry,
        };
        self.path
            .replace("{id}", id)
            .replace("{delivery}", &things.delivery)
            .replace("{user_id}", &things.member.to_string())
    }

    fn request(
        &self,
        http: &reqwest::Client,
        base: &str,
        things: &Things,
        body: Value,
    ) -> RequestBuilder {
        let method = Method::from_bytes(self.method.to_uppercase().as_bytes()).unwrap();
        let request = http.request(method, format!("{base}/api/v1{}", self.id(things)));
        if body.is_null() {
            request
        } else {
            request.json(&body)
        }
    }

    fn writes(&self) -> bool {
        self.method != "get"
    }
}

/// Who calls: with which token, saying which workspace.
#[derive(Clone)]
struct Holder {
    token: String,
    workspace: String,
}

struct Trial<'a> {
    app: &'a TestApp,
    http: reqwest::Client,
    watcher: Watcher,
    hash: String,
    faults: Vec<String>,
    cells: usize,
}

impl<'a> Trial<'a> {
    async fn new(app: &'a TestApp) -> Self {
        Self {
            app,
            http: reqwest::Client::new(),
            watcher: Watcher::new(&app.services.db).await,
            hash: app.services.hasher.hash(PASSWORD.into()).await.unwrap(),
            faults: Vec::new(),
            cells: 0,
        }
    }

    fn services(&self) -> &Services {
        &self.app.services
    }

    async fn workspace(&self) -> Things {
        world::build_workspace(self.services(), &self.hash).await
    }

    /// Somebody in this role with a token of this scope, and what is theirs to name. It was used once.
    async fn holder(&self, things: &Things, role: Role, scope: &str) -> (Holder, Things) {
        let services = self.services();
        let user = if role == Role::Owner {
            things.owner
        } else {
            let (user, _, _) = world::add_account(services, &self.hash).await;
            // Viewers make none: theirs is from a better day.
            let first = if role == Role::Viewer {
                Role::Member
            } else {
                role
            };
            world::add_member(services, things.workspace, user, first).await;
            user
        };
        let mine = if role == Role::Viewer {
            things.clone()
        } else {
            world::with_own_time(services, things, user).await
        };
        let me = world::actor(services, things.workspace, user).await;
        let token = world::make_scoped_token(services, &me, scope).await;
        if role == Role::Viewer {
            world::set_role(services, things.workspace, user, role).await;
        }
        let holder = Holder {
            token,
            workspace: things.workspace.to_string(),
        };
        // Its use is noted by now, and not again within the minute.
        self.send(
            &holder,
            self.http.get(format!("{}/api/v1/me", self.app.base)),
        )
        .await;
        (holder, mine)
    }

    async fn send(&self, holder: &Holder, request: RequestBuilder) -> Told {
        send(
            request
                .bearer_auth(&holder.token)
                .header("x-workspace-id", &holder.workspace),
        )
        .await
    }

    async fn call(&self, holder: &Holder, operation: &Operation, things: &Things) -> Told {
        let body = (operation.body)(things);
        let request = operation.request(&self.http, &self.app.base, things, body);
        self.send(holder, request).await
    }

    async fn look(&self, things: &Things) -> String {
        self.watcher
            .look(&self.app.services.db, things.workspace)
            .await
    }

    fn check(&mut self, holds: bool, cell: &str, told: &Told) {
        self.cells += 1;
        if !holds {
            self.faults
                .push(format!("{cell}: {} {}", told.status, told.body));
        }
    }

    fn report(self, name: &str) {
        println!("{name}: {} cells, {} leaks", self.cells, self.faults.len());
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
        assert!(self.cells >= OPERATIONS.len());
    }

    /// Every operation by this role with this scope, in a workspace of this standing.
    async fn try_role(&mut self, role: Role, scope: &str, plan: Plan, billing: BillingState) {
        let mut cast = None;
        for operation in OPERATIONS {
            let (things, holder, mine) = if let Some(cast) = cast.take() {
                cast
            } else {
                let things = self.workspace().await;
                let (holder, mine) = self.holder(&things, role, scope).await;
                (things, holder, mine)
            };
            world::set_standing(self.services(), things.workspace, plan, billing).await;
            let before = self.look(&things).await;
            let told = self.call(&holder, operation, &mine).await;
            let changed = self.look(&things).await != before;
            let cell = format!(
                "{role:?} {scope} {plan:?} {billing:?} {} {}",
                operation.method, operation.path
            );
            let refusal = operation
                .needs
                .and_then(|needs| may(role, plan, billing, needs).err());
            let code = if plan < Plan::Team {
                Some("plan_required".to_owned())
            } else if role == Role::Viewer || (operation.writes() && scope == "read") {
                Some("forbidden".to_owned())
            } else {
                refusal.map(|refusal| {
                    serde_json::to_value(refusal)
                        .unwrap()
                        .as_str()
                        .unwrap()
                        .to_owned()
                })
            };
            let is_refused = code.is_some();
            if let Some(code) = code {
                let refused = told.status == 403 && told.body["code"] == code;
                self.check(refused, &format!("{cell} is refused"), &told);
                self.check(!changed, &format!("{cell} changes nothing"), &told);
            } else {
                let done = told.status < 300 || operation.or.contains(&told.status);
                self.check(done, &format!("{cell} is let in"), &told);
            }
            if !changed && (is_refused || !operation.writes()) {
                // Where nothing has happened, nothing need be made anew.
                cast = Some((things, holder, mine));
            }
        }
    }
}

on_both_databases! {
    with crate::rest::unpaced;
    /// An operation that is not in the table is tried by nobody.
    async fn every_operation_is_listed(app: &TestApp) {
        assert!(app.base.starts_with("http"));
        let document = server::rest::openapi();
        let mut known = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for method in methods.as_object().unwrap().keys() {
                known.insert((method.clone(), path.clone()));
            }
        }
        let listed: BTreeSet<(String, String)> = OPERATIONS
            .iter()
            .map(|operation| (operation.method.to_owned(), operation.path.to_owned()))
            .collect();
        assert_eq!(known, listed);
    }

    /// The Owner's writing token does everything, their reading one only looks.
    async fn owners(app: &TestApp) {
        let mut trial = Trial::new(app).await;
        trial.try_role(Role::Owner, "write", Plan::Business, BillingState::Active).await;
        trial.try_role(Role::Owner, "read", Plan::Team, BillingState::PastDue).await;
        trial.report("owners' tokens");
    }

    /// Everybody else's tokens do what their pages do; a Viewer's, from an earlier role, nothing.
    async fn other_roles(app: &TestApp) {
        let mut trial = Trial::new(app).await;
        for role in [Role::Manager, Role::Member, Role::Viewer] {
            trial.try_role(role, "write", Plan::Team, BillingState::Active).await;
        }
        trial.report("others' tokens");
    }

    /// Their reading ones only look.
    async fn other_roles_reading(app: &TestApp) {
        let mut trial = Trial::new(app).await;
        for role in [Role::Manager, Role::Member, Role::Viewer] {
            trial.try_role(role, "read", Plan::Business, BillingState::Active).await;
        }
        trial.report("others' reading tokens");
    }

    /// Unpaid.
    async fn read_only(app: &TestApp) {
        let mut trial = Trial::new(app).await;
        for role in [Role::Owner, Role::Manager, Role::Member] {
            trial.try_role(role, "write", Plan::Team, BillingState::ReadOnly).await;
        }
        trial.report("tokens of a read-only workspace");
    }

    /// Made on a larger plan, used on a smaller one.
    async fn smaller_plans(app: &TestApp) {
        let mut trial = Trial::new(app).await;
        for (plan, scope) in [(Plan::Free, "write"), (Plan::SoloPro, "write"), (Plan::Free, "read")] {
            trial.try_role(Role::Owner, scope, plan, BillingState::Active).await;
        }
        trial.report("tokens on smaller plans");
    }

    /// Tokens that work no more, and those of another workspace, get nowhere and are told nothing.
    async fn outsiders(app: &TestApp) {
        let mut trial = Trial::new(app).await;
        let things = trial.workspace().await;
        let elsewhere = trial.workspace().await;
        let (theirs, _) = trial.holder(&elsewhere, Role::Owner, "write").await;
        let there = Holder { workspace: things.workspace.to_string(), ..theirs.clone() };
        let (revoked, _) = trial.holder(&things, Role::Manager, "write").await;
        world::revoke_by_token(trial.services(), &things, &revoked.token).await;
        let (removed, _) = trial.holder(&things, Role::Manager, "write").await;
        world::drop_member_of_token(trial.services(), &things, &removed.token).await;
        let (expired, _) = trial.holder(&things, Role::Manager, "write").await;
        world::expire_token(trial.services(), &things, &expired.token).await;
        let before = trial.look(&things).await;
        for operation in OPERATIONS {
            let cell = |kind: &str| format!("{kind} {} {}", operation.method, operation.path);
            for (kind, holder) in [("revoked", &revoked), ("removed", &removed), ("expired", &expired)] {
                let told = trial.call(holder, operation, &things).await;
                trial.check(told.body["code"] == "unauthenticated", &cell(kind), &told);
            }
            let told = trial.call(&there, operation, &things).await;
            trial.check(told.body["code"] == "workspace_mismatch", &cell("mismatch"), &told);
            let told = trial.call(&theirs, operation, &things).await;
            // Their own workspace bears the same mark; ids are what tells them apart.
            let leaks = told.body.to_string().contains(&things.workspace.to_string());
            trial.check(!leaks, &cell("elsewhere tells nothing"), &told);
            let names_things = operation.path.contains('{') || (operation.body)(&things) != (operation.body)(&elsewhere);
            if names_things {
                let refused = matches!(told.status, 404 | 409 | 422) && !told.body.to_string().contains(MARK);
                trial.check(refused, &cell("elsewhere is refused"), &told);
            }
            let after = trial.look(&things).await;
            trial.check(after == before, &cell("changes nothing"), &told);
        }
        trial.report("outsiders' tokens");
    }
}
