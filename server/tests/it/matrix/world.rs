//! Two workspaces with something of everything in them, people of every standing.

use app::access::{Actor, BillingState, Permission, Plan, Role};
use app::clients::{ClientForm, Clients};
use app::context::Origin;
use app::invoices::{InvoiceForm, Invoices, SelectionForm};
use app::members::{InvitationForm, Members};
use app::projects::{ProjectForm, Projects};
use app::saved_reports::{SavedReportForm, SavedReports, ShareForm};
use app::tags::Tags;
use app::time_entries::{TimeEntries, TimeEntryForm};
use app::timer::{TimerForm, Timers};
use app::tokens::TokenForm;
use app::values::{Currency, UserId, WeekStart, WorkspaceId};
use app::webhooks::{WebhookForm, Webhooks};
use app::workspaces::rules::WorkspaceDetails;
use server::accounts::sql::{NewUser, insert_user};
use server::services::Services;
use server::tokens::sql::list_tokens;
use server::uploads::Kind;
use server::workspaces::sql::{find_membership, insert_member};
use server::{execute, fetch};

use crate::imports::DETAILED;

/// Words that stand in everything of the workspace under test: no page of a stranger may hold them.
pub const MARK: &str = "Zirkonwerk";

/// What a request can name.
#[derive(Clone, Debug)]
pub struct Things {
    pub workspace: WorkspaceId,
    pub owner: UserId,
    /// A Member, to be changed and removed.
    pub member: UserId,
    pub client: String,
    pub empty_client: String,
    pub project: String,
    pub empty_project: String,
    pub tag: String,
    /// Of whoever asks if they may track time, else the owner's.
    pub entry: String,
    /// Of the member.
    pub others_entry: String,
    /// What whoever asks has deleted, else the owner.
    pub deletion: String,
    pub upload: String,
    /// A backup of this workspace on its way in.
    pub backup: String,
    pub session: String,
    pub invitation: String,
    /// Of whoever asks if they may have one, else the owner's.
    pub token: String,
    /// Of the member.
    pub others_token: String,
    /// Of whoever asks if they may have one, else the owner's; and something on its way to it.
    pub webhook: String,
    pub delivery: String,
    /// Of the member.
    pub others_webhook: String,
    pub others_delivery: String,
    /// A client with billable time on a project, free and on a draft.
    pub billed_client: String,
    pub billed_project: String,
    pub invoice: String,
    /// A saved report of whoever asks if they may save one, else the owner's.
    pub saved_report: String,
    /// Of the member.
    pub others_report: String,
    /// Of the owner, with a link to it.
    pub shared_report: String,
}

/// Somebody with a session.
#[derive(Clone, Debug)]
pub struct Someone {
    pub user: UserId,
    pub email: String,
    pub token: String,
}

fn form(description: &str) -> TimeEntryForm {
    TimeEntryForm {
        description: description.into(),
        duration: "1:00".into(),
        ..TimeEntryForm::default()
    }
}

/// Somebody with an account and a workspace of their own.
pub async fn add_account(services: &Services, hash: &str) -> (UserId, WorkspaceId, String) {
    let id = UserId::from_uuid(services.new_id());
    let email = format!("{id}@example.com");
    let mut tx = services.db.write(id.uuid()).await.unwrap();
    let user = NewUser {
        id,
        name: "Somebody",
        email: &email,
        email_key: &email,
        password_hash: hash,
        timezone: "Europe/Berlin",
        awaiting_link: false,
        now: services.now(),
    };
    assert!(insert_user(&mut tx, user).await.unwrap());
    let home = services
        .insert_personal_workspace(&mut tx, id, "Somebody")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (id, home, email)
}

/// A session of this person in this workspace.
pub async fn open_session(
    services: &Services,
    user: UserId,
    workspace: WorkspaceId,
    email: String,
) -> Someone {
    let origin = Origin {
        address: "192.0.2.1".into(),
        user_agent: "matrix".into(),
    };
    let mut tx = services.db.write(user.uuid()).await.unwrap();
    let token = services
        .open_session(&mut tx, user, Some(workspace), &origin)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    Someone {
        user,
        email,
        token: token.0,
    }
}

/// Makes somebody a member.
pub async fn add_member(services: &Services, workspace: WorkspaceId, user: UserId, role: Role) {
    let mut tx = services.write_in(workspace).await.unwrap();
    insert_member(&mut tx, workspace, user, role, services.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

pub async fn actor(services: &Services, workspace: WorkspaceId, user: UserId) -> Actor {
    let mut tx = services.db.read().await.unwrap();
    find_membership(&mut tx, workspace, Some(user), services.now())
        .await
        .unwrap()
}

/// A workspace on Business with something of everything.
pub async fn build_workspace(services: &Services, hash: &str) -> Things {
    let (owner, _, _) = add_account(services, hash).await;
    let (member, _, _) = add_account(services, hash).await;
    let details = WorkspaceDetails {
        name: format!("{MARK} workspace"),
        currency: Currency::USD,
        week_start: WeekStart::Monday,
    };
    let mut tx = services.db.write(owner.uuid()).await.unwrap();
    let workspace = services
        .insert_owned_workspace(&mut tx, owner, &details)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    add_member(services, workspace, member, Role::Member).await;
    let me = actor(services, workspace, owner).await;
    let them = actor(services, workspace, member).await;
    let client = |name: &str| ClientForm {
        name: format!("{MARK} {name}"),
        ..ClientForm::default()
    };
    let project = |name: &str| ProjectForm {
        name: format!("{MARK} {name}"),
        ..ProjectForm::default()
    };
    let full = services.create_client(&me, client("client")).await.unwrap();
    let empty = services.create_client(&me, client("empty")).await.unwrap();
    let with_client = ProjectForm {
        client_id: full.to_string(),
        ..project("project")
    };
    let used = services.create_project(&me, with_client).await.unwrap();
    let unused = services
        .create_project(&me, project("unused"))
        .await
        .unwrap();
    let tag = services
        .create_tag(&me, format!("{MARK}-tag"))
        .await
        .unwrap();
    make_webhook(services, &me).await;
    make_webhook(services, &them).await;
    let on_project = TimeEntryForm {
        project_id: used.to_string(),
        ..form(&format!("{MARK} entry"))
    };
    let entry = services.create_time_entry(&me, on_project).await.unwrap();
    let others = services
        .create_time_entry(&them, form(&format!("{MARK} of the member")))
        .await
        .unwrap();
    let doomed = services
        .create_time_entry(&me, form("deleted"))
        .await
        .unwrap();
    let deletion = services
        .delete_time_entries(&me, vec![doomed])
        .await
        .unwrap();
    let upload = services
        .store_upload(&me, Kind::Import, "toggl.csv", DETAILED)
        .await
        .unwrap();
    let (billed_client, billed_project, invoice) = make_invoice(services, &me).await;
    let (webhook, delivery) = find_delivery(services, &me).await;
    let (others_webhook, others_delivery) = find_delivery(services, &them).await;
    let shared_report = save_report(services, &me, "shared").await;
    share(services, &me, &shared_report).await;
    Things {
        workspace,
        owner,
        member,
        client: full.to_string(),
        empty_client: empty.to_string(),
        project: used.to_string(),
        empty_project: unused.to_string(),
        tag: tag.to_string(),
        entry: entry.to_string(),
        others_entry: others.to_string(),
        deletion: deletion.to_string(),
        upload: upload.to_string(),
        backup: upload_backup(services, &me).await,
        session: session_of(services, owner).await,
        invitation: invite(services, &me, &format!("{workspace}@example.com")).await,
        token: make_token(services, &me).await.0,
        others_token: make_token(services, &them).await.0,
        webhook,
        delivery,
        others_webhook,
        others_delivery,
        billed_client,
        billed_project,
        invoice,
        saved_report: save_report(services, &me, "report").await,
        others_report: save_report(services, &them, "of the member").await,
        shared_report,
    }
}

async fn share(services: &Services, me: &Actor, report: &str) {
    let link = ShareForm {
        id: report.to_owned(),
        ..ShareForm::default()
    };
    services.share_report(me, link).await.unwrap();
}

/// A saved report of this person: its id.
async fn save_report(services: &Services, me: &Actor, name: &str) -> String {
    let form = SavedReportForm {
        name: format!("{MARK} {name}"),
        kind: "summary".into(),
        params: String::new(),
    };
    let page = services.create_saved_report(me, form).await.unwrap();
    let (_, id) = page.split_once("&saved=").unwrap();
    id.to_owned()
}

/// A client with billable time on a project, and a draft with the first of it.
async fn make_invoice(services: &Services, me: &Actor) -> (String, String, String) {
    let client = ClientForm {
        name: format!("{MARK} billed"),
        ..ClientForm::default()
    };
    let client = services.create_client(me, client).await.unwrap();
    let project = ProjectForm {
        name: format!("{MARK} billed"),
        client_id: client.to_string(),
        billable: true,
        hourly_rate: "90".into(),
        ..ProjectForm::default()
    };
    let project = services.create_project(me, project).await.unwrap();
    let add = |words: &str| TimeEntryForm {
        project_id: project.to_string(),
        billable: "true".into(),
        ..form(&format!("{MARK} {words}"))
    };
    let billed = add("billed");
    services.create_time_entry(me, billed).await.unwrap();
    let invoice = InvoiceForm {
        selection: SelectionForm {
            client_id: client.to_string(),
            from: "2026-11-01".into(),
            to: "2027-12-31".into(),
            ..SelectionForm::default()
        },
        ..InvoiceForm::default()
    };
    let invoice = services.create_invoice(me, invoice).await.unwrap();
    services.create_time_entry(me, add("free")).await.unwrap();
    (client.to_string(), project.to_string(), invoice.to_string())
}

/// A webhook of this person, for which what happens from now on is put in line.
async fn make_webhook(services: &Services, me: &Actor) {
    let webhook = WebhookForm {
        url: format!("https://example.com/{MARK}"),
        ..WebhookForm::default()
    };
    services.create_webhook(me, webhook).await.unwrap();
}

/// A webhook of this person and something on its way to it.
async fn find_delivery(services: &Services, me: &Actor) -> (String, String) {
    let view = services.load_webhooks(me, None).await.unwrap();
    let own = view.webhooks.iter().find(|webhook| webhook.is_own);
    let id = own.unwrap().id;
    let delivery = services.load_deliveries(me, id).await.unwrap()[0].id;
    (id.to_string(), delivery.to_string())
}

/// An API token of this person that may write: its id, and the token.
pub async fn make_token(services: &Services, me: &Actor) -> (String, String) {
    let token = make_scoped_token(services, me, "write").await;
    let mut tx = services.db.read().await.unwrap();
    let newest = list_tokens(&mut tx, me.workspace_id, Some(me.user_id))
        .await
        .unwrap();
    (newest[0].id.to_string(), token)
}

/// An API token of this person, of this scope.
pub async fn make_scoped_token(services: &Services, me: &Actor, scope: &str) -> String {
    let form = TokenForm {
        name: format!("{MARK} token"),
        scope: scope.into(),
        ..TokenForm::default()
    };
    services.make_token(me, &form).await.unwrap().token
}

/// Makes a member into something else.
pub async fn set_role(services: &Services, workspace: WorkspaceId, user: UserId, role: Role) {
    let mut tx = services.write_in(workspace).await.unwrap();
    server::members::sql::set_role(&mut tx, workspace, user, role)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Ends a token.
pub async fn revoke_by_token(services: &Services, things: &Things, token: &str) {
    change_token(
        services,
        things,
        token,
        "update api_tokens set revoked_at = 1 where workspace_id = $1 and token_hash = $2",
    )
    .await;
}

/// Lets a token expire.
pub async fn expire_token(services: &Services, things: &Things, token: &str) {
    change_token(
        services,
        things,
        token,
        "update api_tokens set expires_at = 1 where workspace_id = $1 and token_hash = $2",
    )
    .await;
}

/// Ends the membership of a token's creator as the database knows it.
pub async fn drop_member_of_token(services: &Services, things: &Things, token: &str) {
    change_token(
        services,
        things,
        token,
        "delete from members where workspace_id = $1
        and user_id in (select user_id from api_tokens where token_hash = $2)",
    )
    .await;
}

async fn change_token(services: &Services, things: &Things, token: &str, text: &'static str) {
    let hash = server::auth::session::hash_token(&app::context::SessionToken(token.to_owned()));
    let mut tx = services.write_in(things.workspace).await.unwrap();
    execute!(&mut tx, c => sqlx::query(text)
        .bind(things.workspace.uuid())
        .bind(hash.as_slice())
        .execute(c))
    .unwrap();
    tx.commit().await.unwrap();
}

/// Leaves a backup of the workspace here, as its owner has made it; the upload's id.
async fn upload_backup(services: &Services, me: &Actor) -> String {
    let mut backup = services.begin_backup(me).await.unwrap();
    let id = services
        .begin_upload(me, Kind::Backup, "backup.json")
        .await
        .unwrap();
    let mut position = 0;
    while let Some(piece) = backup.next_piece().await.unwrap() {
        services.add_piece(me, id, position, &piece).await.unwrap();
        position += 1;
    }
    services.finish_upload(me, id).await.unwrap();
    id.to_string()
}

/// Asks somebody to join; the invitation's id.
pub async fn invite(services: &Services, me: &Actor, email: &str) -> String {
    let form = InvitationForm {
        email: email.into(),
        role: "member".into(),
    };
    services.invite_member(me, form).await.unwrap();
    let mut tx = services.db.read().await.unwrap();
    let (id,) = fetch!(&mut tx, c => sqlx::query_as::<_, (uuid::Uuid,)>(
        "select id from invitations where workspace_id = $1 and email = $2"
    ).bind(me.workspace_id.uuid()).bind(email).fetch_one(c))
    .unwrap();
    id.to_string()
}

/// A session of somebody else, by its name.
async fn session_of(services: &Services, owner: UserId) -> String {
    let mut tx = services.db.read().await.unwrap();
    let found = fetch!(&mut tx, c => sqlx::query_as::<_, (uuid::Uuid,)>(
        "select id from sessions where user_id = $1"
    ).bind(owner.uuid()).fetch_optional(c))
    .unwrap();
    found.map_or_else(|| services.new_id().to_string(), |(id,)| id.to_string())
}

/// The same workspace as seen by somebody who tracks time in it: with an entry, a deletion, a timer and an upload of their own.
pub async fn with_own_time(services: &Services, things: &Things, user: UserId) -> Things {
    let me = actor(services, things.workspace, user).await;
    make_webhook(services, &me).await;
    let entry = services.create_time_entry(&me, form("mine")).await.unwrap();
    let doomed = services
        .create_time_entry(&me, form("mine too"))
        .await
        .unwrap();
    let deletion = services
        .delete_time_entries(&me, vec![doomed])
        .await
        .unwrap();
    if services.load_timer(&me).await.unwrap().is_none() {
        services
            .start_timer(&me, TimerForm::default())
            .await
            .unwrap();
    }
    let (webhook, delivery) = find_delivery(services, &me).await;
    let mut mine = Things {
        entry: entry.to_string(),
        deletion: deletion.to_string(),
        token: make_token(services, &me).await.0,
        webhook,
        delivery,
        saved_report: save_report(services, &me, &services.new_id().to_string()).await,
        ..things.clone()
    };
    if me.may(Permission::ImportData).is_ok() {
        let upload = services
            .store_upload(&me, Kind::Import, "toggl.csv", DETAILED)
            .await
            .unwrap();
        mine.upload = upload.to_string();
        mine.backup = upload_backup(services, &me).await;
    }
    mine
}

/// The same workspace as seen by a Viewer who has a token from an earlier role.
pub async fn with_former_token(services: &Services, things: &Things, user: UserId) -> Things {
    set_role(services, things.workspace, user, Role::Member).await;
    let me = actor(services, things.workspace, user).await;
    let token = make_token(services, &me).await.0;
    set_role(services, things.workspace, user, Role::Viewer).await;
    Things {
        token,
        ..things.clone()
    }
}

/// Sets what a workspace has paid for and how the payment stands.
pub async fn set_standing(
    services: &Services,
    workspace: WorkspaceId,
    plan: Plan,
    billing: BillingState,
) {
    let mut tx = services.write_in(workspace).await.unwrap();
    execute!(&mut tx, c => sqlx::query("update workspaces set plan = $2, billing_state = $3 where id = $1")
        .bind(workspace.uuid())
        .bind(plan.slug())
        .bind(billing.slug())
        .execute(c))
    .unwrap();
    tx.commit().await.unwrap();
}

/// Takes somebody's timer away, so that one can be started.
pub async fn drop_timer(services: &Services, workspace: WorkspaceId, user: UserId) {
    delete_theirs(services, "timers", workspace, user).await;
}

/// Ends a membership as the database knows it.
pub async fn drop_member(services: &Services, workspace: WorkspaceId, user: UserId) {
    delete_theirs(services, "members", workspace, user).await;
}

async fn delete_theirs(services: &Services, table: &str, workspace: WorkspaceId, user: UserId) {
    let text = format!("delete from {table} where workspace_id = $1 and user_id = $2");
    let mut tx = services.write_in(workspace).await.unwrap();
    execute!(&mut tx, c => sqlx::query(sqlx::AssertSqlSafe(text.clone()))
        .bind(workspace.uuid())
        .bind(user.uuid())
        .execute(c))
    .unwrap();
    tx.commit().await.unwrap();
}
