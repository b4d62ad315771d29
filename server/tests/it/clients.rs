//! Clients: who may change them, which names they may have, archiving, deletion, and the wall between workspaces.

use app::access::Role;
use app::clients::server_fns::{
    ArchiveClient, CreateClient, DeleteClient, ListClients, UpdateClient,
};
use app::projects::server_fns::{CreateProject, ListProjects};
use app::workspaces::server_fns::LoadFrame;
use serde_json::Value;
use server::execute;
use uuid::Uuid;

use crate::on_both_databases;
use crate::support::{Answer, Person, TestApp};

/// An id that nothing has.
pub const UNKNOWN: &str = "01940000-0000-7000-8000-000000000000";

/// Gives a person another role in their workspace.
pub async fn set_role(app: &TestApp, person: &Person, role: Role) {
    let frame = person.call::<LoadFrame>(&[]).await.ok();
    let workspace = id_of(&frame["workspace"]["id"]);
    let mut tx = app.services.db.write(workspace).await.unwrap();
    execute!(&mut tx, c => sqlx::query("update members set role = $1 where workspace_id = $2")
        .bind(role.slug())
        .bind(workspace)
        .execute(c))
    .unwrap();
    tx.commit().await.unwrap();
}

/// An id in an answer.
#[track_caller]
pub fn id_of(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

/// Adds a client; the answer is its id.
pub async fn add_client(person: &Person, name: &str, currency: &str) -> String {
    let fields = [("client[name]", name), ("client[currency]", currency)];
    let id = person.call::<CreateClient>(&fields).await.ok();
    id.as_str().unwrap().to_owned()
}

/// The names in a list.
pub fn names(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|thing| thing["name"].as_str().unwrap())
        .collect()
}

/// That the answer is this conflict.
#[track_caller]
pub fn assert_conflict(answer: &Answer, code: &str) {
    assert_eq!(
        (answer.status, &answer.body["conflict"][0]),
        (409, &Value::from(code)),
        "{answer:?}"
    );
}

async fn list(person: &Person, shown: &str) -> Value {
    person.call::<ListClients>(&[("shown", shown)]).await.ok()
}

async fn archive(person: &Person, id: &str, archived: bool) -> Answer {
    person
        .call::<ArchiveClient>(&[("id", id), ("archived", &archived.to_string())])
        .await
}

on_both_databases! {
    /// Every field is kept as it was meant: trimmed, the code in capitals.
    async fn a_client_is_added_and_changed(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = maya.call::<CreateClient>(&[
            ("client[name]", " Acme "), ("client[currency]", "eur"),
            ("client[billing_details]", "Street 1\r\n10115 Berlin"), ("client[notes]", "</textarea><script>"),
        ]).await.ok();
        let client = &list(&maya, "active").await[0];
        assert_eq!((&client["id"], &client["name"], &client["currency"]), (&id, &"Acme".into(), &"EUR".into()));
        assert_eq!(client["billing_details"], "Street 1\n10115 Berlin");
        assert_eq!(client["notes"], "</textarea><script>");
        assert_eq!((&client["archived"], &client["project_count"]), (&false.into(), &0.into()));

        maya.call::<UpdateClient>(&[("id", id.as_str().unwrap()), ("client[name]", "Acme Ltd")]).await.ok();
        let client = &list(&maya, "active").await[0];
        // An empty currency keeps the one it has.
        assert_eq!((&client["name"], &client["currency"]), (&"Acme Ltd".into(), &"EUR".into()));
        assert_eq!(client["notes"], "");
    }

    /// Without a currency it is the workspace's; lists go by name, ignoring case.
    async fn clients_are_listed_by_name(app: &TestApp) {
        let maya = app.person("Maya").await;
        for name in ["beta", "Alpha", "Ärger", "Gamma"] {
            add_client(&maya, name, "").await;
        }
        let clients = list(&maya, "active").await;
        assert_eq!(names(&clients), ["Alpha", "beta", "Gamma", "Ärger"]);
        assert_eq!(clients[0]["currency"], "USD");
    }

    /// Case and white space make no other name, in any script; an edit may keep its own.
    async fn names_are_unique_ignoring_case(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = add_client(&maya, "Ölwerk  Śląsk", "").await;
        for name in ["ölwerk śląsk", " ÖLWERK\u{a0}ŚLĄSK "] {
            let answer = maya.call::<CreateClient>(&[("client[name]", name)]).await;
            assert_conflict(&answer, "name_taken");
        }
        let other = add_client(&maya, "Acme", "").await;
        let answer = maya.call::<UpdateClient>(&[("id", &other), ("client[name]", "ÖLWERK ŚLĄSK")]).await;
        assert_conflict(&answer, "name_taken");
        maya.call::<UpdateClient>(&[("id", &id), ("client[name]", "ÖLWERK Śląsk")]).await.ok();
        archive(&maya, &id, true).await.ok();
        let answer = maya.call::<CreateClient>(&[("client[name]", "Ölwerk Śląsk")]).await;
        assert_conflict(&answer, "name_taken");
        assert!(answer.body["conflict"][1].as_str().unwrap().contains("Restore"), "{answer:?}");
        assert_eq!(names(&list(&maya, "all").await), ["Acme", "ÖLWERK Śląsk"]);
    }

    /// Every bad field is named, and nothing is changed.
    async fn bad_input_names_its_fields(app: &TestApp) {
        let maya = app.person("Maya").await;
        let long = "x".repeat(20_000);
        let bad = [
            ("client[name]", "a\u{0}b"), ("client[currency]", "euro"),
            ("client[billing_details]", long.as_str()), ("client[notes]", long.as_str()),
        ];
        let all = ["name", "currency", "billing_details", "notes"];
        assert_eq!(maya.call::<CreateClient>(&bad).await.refused_fields(), all);
        assert_eq!(maya.call::<CreateClient>(&[("client[name]", " \u{200b}")]).await.refused_fields(), ["name"]);
        for currency in ["US", "12A", "€", "ÄÖÜ", "usdt"] {
            let answer = maya.call::<CreateClient>(&[("client[name]", "Acme"), ("client[currency]", currency)]).await;
            assert_eq!(answer.refused_fields(), ["currency"], "{currency}");
        }
        assert_eq!(list(&maya, "all").await, Value::Array(vec![]));

        let id = add_client(&maya, "Acme", "CHF").await;
        let mut fields = vec![("id", id.as_str())];
        fields.extend(bad);
        assert_eq!(maya.call::<UpdateClient>(&fields).await.refused_fields(), all);
        assert_eq!(maya.call::<ArchiveClient>(&[("id", "1"), ("archived", "true")]).await.status, 400);
        let client = &list(&maya, "active").await[0];
        assert_eq!((&client["name"], &client["currency"]), (&"Acme".into(), &"CHF".into()));
    }

    /// An archived client leaves the lists and selectors with its projects, and comes back with them.
    async fn archiving_hides_a_client_with_its_projects(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = add_client(&maya, "Acme", "").await;
        maya.call::<CreateProject>(&[("project[name]", "Shop"), ("project[client_id]", &id)]).await.ok();
        archive(&maya, &id, true).await.ok();
        // A second time changes nothing.
        archive(&maya, &id, true).await.ok();
        assert_eq!(list(&maya, "active").await, Value::Array(vec![]));
        assert_eq!(names(&list(&maya, "archived").await), ["Acme"]);
        let frame = maya.call::<LoadFrame>(&[]).await.ok();
        assert_eq!(frame["projects"], Value::Array(vec![]));
        let projects = maya.call::<ListProjects>(&[("shown", "archived")]).await.ok();
        assert_eq!((&projects[0]["name"], &projects[0]["client_archived"]), (&"Shop".into(), &true.into()));

        archive(&maya, &id, false).await.ok();
        assert_eq!(names(&list(&maya, "active").await), ["Acme"]);
        assert_eq!(names(&maya.call::<ListProjects>(&[]).await.ok()), ["Shop"]);
    }

    /// Only a client without projects can be deleted.
    async fn a_client_in_use_is_not_deleted(app: &TestApp) {
        let maya = app.person("Maya").await;
        let used = add_client(&maya, "Acme", "").await;
        let unused = add_client(&maya, "Globex", "").await;
        maya.call::<CreateProject>(&[("project[name]", "Shop"), ("project[client_id]", &used)]).await.ok();
        assert_conflict(&maya.call::<DeleteClient>(&[("id", &used)]).await, "in_use");
        maya.call::<DeleteClient>(&[("id", &unused)]).await.ok();
        assert_eq!(names(&list(&maya, "all").await), ["Acme"]);
        assert_eq!(maya.call::<DeleteClient>(&[("id", &unused)]).await.status, 404);
    }

    /// Owner and Manager change clients; a Member reads them.
    async fn who_may_change_clients(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = add_client(&maya, "Acme", "").await;
        set_role(app, &maya, Role::Manager).await;
        add_client(&maya, "Globex", "").await;
        for role in [Role::Member, Role::Viewer] {
            set_role(app, &maya, role).await;
            for answer in [
                maya.call::<CreateClient>(&[("client[name]", "Initech")]).await,
                maya.call::<UpdateClient>(&[("id", &id), ("client[name]", "Initech")]).await,
                archive(&maya, &id, true).await,
                maya.call::<DeleteClient>(&[("id", &id)]).await,
            ] {
                assert_eq!((answer.status, &answer.body["refused"]), (403, &"forbidden".into()), "{role:?}");
            }
        }
        set_role(app, &maya, Role::Member).await;
        assert_eq!(names(&list(&maya, "active").await), ["Acme", "Globex"]);
        let answer = app.anonymous().call::<ListClients>(&[]).await;
        assert_eq!((answer.status, answer.body), (401, "unauthenticated".into()));
    }

    /// Another workspace's client answers like one that does not exist, and stays as it is.
    async fn another_workspaces_client_does_not_exist(app: &TestApp) {
        let maya = app.person("Maya").await;
        let noor = app.person("Noor").await;
        let theirs = add_client(&noor, "Acme", "").await;
        for id in [theirs.as_str(), UNKNOWN] {
            for answer in [
                maya.call::<UpdateClient>(&[("id", id), ("client[name]", "Mine")]).await,
                archive(&maya, id, true).await,
                maya.call::<DeleteClient>(&[("id", id)]).await,
            ] {
                assert_eq!((answer.status, answer.body), (404, "not_found".into()));
            }
        }
        assert_eq!(list(&maya, "all").await, Value::Array(vec![]));
        assert_eq!(names(&list(&noor, "active").await), ["Acme"]);
        // The same name is free in another workspace.
        add_client(&maya, "Acme", "").await;
    }

    /// A plain form ends on the list it came from; a refused one goes back to its dialog.
    async fn plain_forms_come_back_to_the_list(app: &TestApp) {
        let maya = app.person("Maya").await;
        let answer = maya.submit::<CreateClient>("/clients?new=1", &[("client[name]", "Acme")]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (302, Some("/clients")));
        let id = list(&maya, "active").await[0]["id"].as_str().unwrap().to_owned();
        let fields = [("id", id.as_str()), ("archived", "false"), ("shown", "archived")];
        let answer = maya.submit::<ArchiveClient>("/clients?shown=archived", &fields).await;
        assert_eq!(answer.location.as_deref(), Some("/clients?shown=archived"));
        let answer = maya.submit::<CreateClient>("/clients?new=1", &[("client[name]", "")]).await;
        assert_eq!(answer.status, 302);
        let back = answer.location.unwrap();
        assert!(back.contains("new=1") && back.contains("__err"), "{back}");
    }

    /// The list, its dialogs and their errors are in the first answer.
    async fn pages_come_with_their_data(app: &TestApp) {
        let maya = app.person("Maya").await;
        let id = add_client(&maya, "Acme & Söhne", "EUR").await;
        let page = |path: String| { let maya = &maya; async move { maya.get(&path).await.ok().as_str().unwrap().to_owned() } };
        let text = page("/clients".into()).await;
        assert!(text.contains("Acme &amp; Söhne") && text.contains("Add Client"), "{text}");
        assert!(!text.contains("<dialog"), "{text}");
        let text = page("/clients?new=1".into()).await;
        assert!(text.contains("<dialog") && text.contains("client[currency]"), "{text}");
        let text = page(format!("/clients?edit={id}")).await;
        assert!(text.contains("Save changes"), "{text}");
        let text = page(format!("/clients?delete={id}")).await;
        assert!(text.contains("Delete client"), "{text}");
        set_role(app, &maya, Role::Viewer).await;
        let text = page("/clients?new=1".into()).await;
        assert!(!text.contains("Add Client") && !text.contains("<dialog"), "{text}");
    }
}
