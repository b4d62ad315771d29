//! API tokens: made with the password, shown once, kept as a hash, ended at once.

use app::access::{BillingState, Plan, Role};
use app::error::AppError;
use app::members::server_fns::{LeaveWorkspace, RemoveMember, UpdateMember};
use app::tokens::Scope;
use app::tokens::rules::is_token;
use app::tokens::server_fns::{CreateToken, LoadTokens, RevokeToken};
use serde_json::Value;
use server::fetch;
use server::tokens::Bearer;

use crate::matrix::world::set_standing;
use crate::on_both_databases;
use crate::support::{PASSWORD, Person, START, TestApp};

/// Longer ago than the password counts for.
const STALE: i64 = 11 * 60;

async fn create(person: &Person, name: &str, scope: &str) -> String {
    let fields = [("token[name]", name), ("token[scope]", scope)];
    let new = person.call::<CreateToken>(&fields).await.ok();
    assert_eq!(new["name"], name);
    new["token"].as_str().unwrap().to_owned()
}

async fn list(person: &Person) -> Vec<Value> {
    let view = person.call::<LoadTokens>(&[]).await.ok();
    view["tokens"].as_array().unwrap().clone()
}

async fn bearer(app: &TestApp, token: &str) -> Result<Bearer, AppError> {
    app.services
        .find_bearer(token, "192.0.2.9")
        .await
        .map(|(bearer, _)| bearer)
}

on_both_databases! {
    /// The whole token is in one answer; afterwards there is its beginning, and its hash.
    async fn a_token_is_shown_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let token = create(&ada, "Nightly report", "write").await;
        assert!(is_token(&token));
        let rows = list(&ada).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["name"], "Nightly report");
        assert_eq!(rows[0]["prefix"], token[..9]);
        assert_eq!(rows[0]["scope"], "write");
        assert_eq!(rows[0]["creator"], "Ada");
        assert_eq!(rows[0]["last_used"], Value::Null);
        assert!(!Value::Array(rows).to_string().contains(&token));
        let mut tx = app.services.db.read().await.unwrap();
        let (hash, prefix) = fetch!(&mut tx, c => sqlx::query_as::<_, (Vec<u8>, String)>(
            "select token_hash, prefix from api_tokens").fetch_one(c)).unwrap();
        assert_eq!((hash.len(), prefix.len()), (32, 9));
        drop(tx);
        let found = bearer(app, &token).await.unwrap();
        assert_eq!((found.scope, found.actor.role), (Scope::Write, Role::Owner));
        assert_ne!(create(&ada, "Another", "read").await, token);
    }

    /// Making one asks for the password, unless it was given in the last ten minutes.
    async fn the_password_is_asked_for(app: &TestApp) {
        let ada = app.person("Ada").await;
        app.clock.advance(STALE);
        let fields = [("token[name]", "CI")];
        let refused = ada.call::<CreateToken>(&fields).await;
        assert_eq!(refused.refused_fields(), ["current_password"]);
        let wrong = [("token[name]", "CI"), ("token[current_password]", "not my password")];
        let refused = ada.call::<CreateToken>(&wrong).await;
        assert_eq!(refused.refused_fields(), ["current_password"]);
        assert!(list(&ada).await.is_empty());
        let right = [("token[name]", "CI"), ("token[current_password]", PASSWORD)];
        ada.call::<CreateToken>(&right).await.ok();
        assert_eq!(list(&ada).await.len(), 1);
    }

    /// Revoked is refused from the next request on, and gone from the list.
    async fn revoking_works_at_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let token = create(&ada, "CI", "read").await;
        bearer(app, &token).await.unwrap();
        let id = list(&ada).await[0]["id"].as_str().unwrap().to_owned();
        ada.call::<RevokeToken>(&[("id", &id)]).await.ok();
        assert!(list(&ada).await.is_empty());
        assert_eq!(bearer(app, &token).await.unwrap_err(), AppError::Unauthenticated);
        assert_eq!(ada.call::<RevokeToken>(&[("id", &id)]).await.status, 404);
    }

    /// Members see and end their own, Managers everybody's.
    async fn members_have_their_own(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let eve = app.member(&ada, "Eve", Role::Manager).await;
        create(&ada, "Of the owner", "read").await;
        create(&bob, "Of the member", "read").await;
        let names = |rows: Vec<Value>| -> Vec<String> {
            rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(names(list(&bob).await), ["Of the member"]);
        assert_eq!(list(&eve).await.len(), 2);
        let owners = list(&ada).await;
        let owners = owners.iter().find(|row| row["name"] == "Of the owner").unwrap();
        let id = owners["id"].as_str().unwrap();
        assert_eq!(bob.call::<RevokeToken>(&[("id", id)]).await.status, 404);
        eve.call::<RevokeToken>(&[("id", id)]).await.ok();
        assert_eq!(names(list(&ada).await), ["Of the member"]);
    }

    /// It acts as its creator is now: demoted, downgraded, unpaid.
    async fn a_token_follows_its_creator(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Manager).await;
        let token = create(&bob, "CI", "write").await;
        let user = bob.actor().await.user_id.to_string();
        ada.call::<UpdateMember>(&[("member[user_id]", &user), ("member[role]", "viewer")]).await.ok();
        assert_eq!(bearer(app, &token).await.unwrap().actor.role, Role::Viewer);
        let workspace = ada.actor().await.workspace_id;
        set_standing(&app.services, workspace, Plan::Free, BillingState::ReadOnly).await;
        let found = bearer(app, &token).await.unwrap().actor;
        assert_eq!((found.plan, found.billing), (Plan::Free, BillingState::ReadOnly));
    }

    /// Taking access away is always possible: in a read-only workspace, on a plan without tokens, by a Viewer.
    async fn a_token_can_always_be_revoked(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let workspace = ada.actor().await.workspace_id;
        let owners = create(&ada, "Of the owner", "write").await;
        let (first, second) = (create(&bob, "First", "write").await, create(&bob, "Second", "read").await);
        set_standing(&app.services, workspace, Plan::Team, BillingState::ReadOnly).await;
        let revoke = async |person: &Person, name: &str| {
            let rows = list(person).await;
            let row = rows.iter().find(|row| row["name"] == name).unwrap();
            person.call::<RevokeToken>(&[("id", row["id"].as_str().unwrap())]).await.ok();
        };
        revoke(&bob, "First").await;
        assert_eq!(bearer(app, &first).await.unwrap_err(), AppError::Unauthenticated);
        let refused = bob.call::<CreateToken>(&[("token[name]", "Another")]).await;
        assert_eq!((refused.status, &refused.body["refused"]), (403, &Value::from("workspace_read_only")));
        set_standing(&app.services, workspace, Plan::Team, BillingState::Active).await;
        let user = bob.actor().await.user_id.to_string();
        ada.call::<UpdateMember>(&[("member[user_id]", &user), ("member[role]", "viewer")]).await.ok();
        let names: Vec<Value> = list(&bob).await.iter().map(|row| row["name"].clone()).collect();
        assert_eq!(names, ["Second"]);
        let page = bob.get("/settings/tokens").await.body.as_str().unwrap().to_owned();
        assert!(page.contains("Viewers use no API tokens") && page.contains("Revoke Second"), "{page}");
        assert!(!page.contains("Create Token") && page.contains("href=\"/settings/tokens\""));
        let dialog = bob.get(&format!("/settings/tokens?revoke={}", list(&bob).await[0]["id"].as_str().unwrap())).await;
        assert!(dialog.body.as_str().unwrap().contains("Revoke Second?"));
        revoke(&bob, "Second").await;
        let page = bob.get("/settings/members").await.body.as_str().unwrap().to_owned();
        assert!(!page.contains("href=\"/settings/tokens\""));
        assert_eq!(bearer(app, &second).await.unwrap_err(), AppError::Unauthenticated);
        set_standing(&app.services, workspace, Plan::SoloPro, BillingState::Active).await;
        revoke(&ada, "Of the owner").await;
        assert_eq!(bearer(app, &owners).await.unwrap_err(), AppError::Unauthenticated);
    }

    /// Who leaves or is removed leaves no token behind, and brings none back.
    async fn going_ends_the_tokens(app: &TestApp) {
        let ada = app.person("Ada").await;
        let workspace = ada.actor().await.workspace_id;
        for name in ["Bob", "Eve"] {
            let person = app.member(&ada, name, Role::Member).await;
            let token = create(&person, "CI", "read").await;
            bearer(app, &token).await.unwrap();
            let user = person.actor().await.user_id.to_string();
            if name == "Bob" {
                ada.call::<RemoveMember>(&[("id", &user)]).await.ok();
            } else {
                person.call::<LeaveWorkspace>(&[]).await.ok();
            }
            assert_eq!(bearer(app, &token).await.unwrap_err(), AppError::Unauthenticated);
            app.join(&person, workspace, Role::Member).await;
            assert_eq!(bearer(app, &token).await.unwrap_err(), AppError::Unauthenticated);
        }
    }

    /// It works through its last day, as its creator's calendar has it, and not a second longer.
    async fn a_token_expires(app: &TestApp) {
        let ada = app.person("Ada").await;
        let fields = [("token[name]", "CI"), ("token[last_day]", "2026-11-20")];
        let new = ada.call::<CreateToken>(&fields).await.ok();
        let token = new["token"].as_str().unwrap();
        // Midnight in Berlin is 23:00 UTC: 13 hours from the start.
        app.clock.set(START + 13 * 3600 - 1);
        bearer(app, token).await.unwrap();
        app.clock.advance(1);
        assert_eq!(bearer(app, token).await.unwrap_err(), AppError::Unauthenticated);
        assert_eq!(list(&ada).await[0]["is_expired"], true);
    }

    /// Last use is written once a minute, however often it is used.
    async fn use_is_noted_by_the_minute(app: &TestApp) {
        let ada = app.person("Ada").await;
        let token = create(&ada, "CI", "read").await;
        for (advance, noted) in [(0, START), (59, START), (1, START + 60)] {
            app.clock.advance(advance);
            bearer(app, &token).await.unwrap();
            assert_eq!(bearer(app, &token).await.unwrap().last_used_at, Some(noted));
        }
    }

    /// Guessing is slowed down by where it comes from; a revoked token and a typing error are no guesses.
    async fn guesses_are_counted(app: &TestApp) {
        use app::tokens::rules::token_of;
        let ada = app.person("Ada").await;
        let token = create(&ada, "CI", "read").await;
        let id = list(&ada).await[0]["id"].as_str().unwrap().to_owned();
        ada.call::<RevokeToken>(&[("id", &id)]).await.ok();
        for _ in 0..40 {
            assert_eq!(bearer(app, &token).await.unwrap_err(), AppError::Unauthenticated);
            assert_eq!(bearer(app, "tthr_mistyped").await.unwrap_err(), AppError::Unauthenticated);
        }
        for at in 0..30 {
            let guess = token_of(&format!("{at:030}")).unwrap();
            assert_eq!(bearer(app, &guess).await.unwrap_err(), AppError::Unauthenticated);
        }
        let guess = token_of(&"z".repeat(30)).unwrap();
        assert!(matches!(bearer(app, &guess).await, Err(AppError::Throttled(_))));
        // People behind the same address sign in as before.
        app.services.begin_attempt("ada@example.com", "192.0.2.9").await.unwrap();
    }

    /// Whoever guessed too often is told so without a writer's turn, however long others hold it.
    async fn a_throttled_guess_waits_for_nobody(app: &TestApp) {
        use app::tokens::rules::token_of;
        use std::time::Duration;
        for at in 0..30 {
            let guess = token_of(&format!("{at:030}")).unwrap();
            assert_eq!(bearer(app, &guess).await.unwrap_err(), AppError::Unauthenticated);
        }
        let busy = app.services.db.write(uuid::Uuid::nil()).await.unwrap();
        let guess = token_of(&"z".repeat(30)).unwrap();
        let told = tokio::time::timeout(Duration::from_secs(5), bearer(app, &guess)).await;
        assert!(matches!(told, Ok(Err(AppError::Throttled(_)))), "{told:?}");
        drop(busy);
    }

    /// Both ends of its life are in the activity log, without the token.
    async fn the_log_tells(app: &TestApp) {
        let ada = app.person("Ada").await;
        let token = create(&ada, "CI", "read").await;
        let id = list(&ada).await[0]["id"].as_str().unwrap().to_owned();
        ada.call::<RevokeToken>(&[("id", &id)]).await.ok();
        let log = ada.call::<app::activity::server_fns::ListActivity>(&[]).await.ok().to_string();
        assert!(log.contains("api_token.created") && log.contains("api_token.revoked"), "{log}");
        assert!(!log.contains(&token[9..]));
    }

    /// Without scripts the token is shown by the page that follows, once.
    async fn a_plain_form_shows_the_token(app: &TestApp) {
        let ada = app.person("Ada").await;
        let fields = [("token[name]", "CI")];
        let sent = ada.submit::<CreateToken>("/settings/tokens?new=1", &fields).await;
        assert_eq!((sent.status, sent.location.as_deref()), (302, Some("/settings/tokens")));
        let page = ada.get("/settings/tokens").await.body.as_str().unwrap().to_owned();
        let (_, rest) = page.split_once("<code>tthr_").unwrap();
        assert!(is_token(&format!("tthr_{}", &rest[..36])));
        let again = ada.get("/settings/tokens").await.body.as_str().unwrap().to_owned();
        assert!(again.contains("CI") && !again.contains(&rest[..36]));
    }
}
