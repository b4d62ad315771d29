//! Apps that people connect: asked in the browser, allowed for one workspace, given a token for a one-time code.

use app::access::{BillingState, Plan, Role};
use app::accounts::ownership_fns::ChangePassword;
use app::accounts::server_fns::SignIn;
use app::activity::server_fns::ListActivity;
use app::connect::server_fns::{ApproveConnection, DisconnectApp, ListConnections, LoadConnectAsk};
use app::error::AppError;
use app::members::server_fns::{RemoveMember, UpdateMember};
use app::security_log::server_fns::ListSecurityLog;
use app::tokens::server_fns::{LoadTokens, RevokeToken};
use leptos::server_fn::ServerFn;
use reqwest::Method;
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::{Value, json};
use server::config::Config;
use server::fetch;
use url::Url;
use url::form_urlencoded::Serializer;

use crate::matrix::world::set_standing;
use crate::on_both_databases;
use crate::rest::{Told, send};
use crate::support::{Answer, PASSWORD, Person, TestApp};

/// RFC 7636, appendix B.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const REDIRECT: &str = "http://127.0.0.1:51234/callback";
const STATE: &str = "what the app & only it knows";
/// Longer ago than the password counts for.
const STALE: i64 = 11 * 60;

/// What the app asks, with this parameter changed.
fn ask(name: &str, value: &str) -> String {
    let usual = [
        ("response_type", "code"),
        ("client_id", "focus-desktop"),
        ("client_name", "Focus"),
        ("redirect_uri", REDIRECT),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("scope", "write"),
        ("state", STATE),
    ];
    let changed = usual.map(|(key, usual)| (key, if key == name { value } else { usual }));
    Serializer::new(String::new())
        .extend_pairs(changed)
        .finish()
}

fn usual() -> String {
    ask("", "")
}

async fn workspace(person: &Person) -> String {
    person.actor().await.workspace_id.to_string()
}

async fn try_approve(person: &Person, request: &str, workspace: &str) -> Answer {
    let fields = [
        ("approval[request]", request),
        ("approval[workspace_id]", workspace),
    ];
    person.call::<ApproveConnection>(&fields).await
}

/// Allows a request in the workspace that the person looks at; the code that the app is sent.
async fn approve(person: &Person, request: &str) -> String {
    let answer = try_approve(person, request, &workspace(person).await).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    param(&answer.location.unwrap(), "code").unwrap()
}

/// A parameter of an address.
fn param(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(address).unwrap();
    let value = url.query_pairs().find(|(key, _)| key == name)?.1;
    Some(value.into_owned())
}

/// What the app comes with, with this field changed.
fn proof<'a>(code: &'a str, name: &str, value: &'a str) -> Vec<(&'static str, &'a str)> {
    let usual = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("client_id", "focus-desktop"),
        ("code_verifier", VERIFIER),
    ];
    usual
        .map(|(key, usual)| (key, if key == name { value } else { usual }))
        .to_vec()
}

async fn post(app: &TestApp, fields: &[(&str, &str)]) -> Told {
    let url = format!("{}/api/v1/connect/token", app.base);
    send(reqwest::Client::new().post(url).form(fields)).await
}

async fn exchange(app: &TestApp, code: &str) -> Told {
    post(app, &proof(code, "", "")).await
}

/// The app gets nothing, and is told why as OAuth names it.
#[track_caller]
fn is_error(told: &Told, status: u16, error: &str) {
    assert_eq!(
        (told.status, &told.body["error"]),
        (status, &json!(error)),
        "{told:?}"
    );
    assert!(
        told.body["error_description"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    );
    assert_eq!(told.header("cache-control"), "no-store");
}

async fn connect(app: &TestApp, person: &Person) -> String {
    let code = approve(person, &usual()).await;
    let granted = exchange(app, &code).await.with(200);
    granted["access_token"].as_str().unwrap().to_owned()
}

/// Whether a token works.
async fn works(app: &TestApp, token: &str) -> bool {
    match app.services.find_bearer(token, "192.0.2.9").await {
        Ok(_) => true,
        Err(AppError::Unauthenticated) => false,
        Err(error) => panic!("{error}"),
    }
}

async fn connections(person: &Person) -> Vec<Value> {
    let list = person.call::<ListConnections>(&[]).await.ok();
    list.as_array().unwrap().clone()
}

async fn user(person: &Person) -> String {
    person.actor().await.user_id.to_string()
}

on_both_databases! {
    /// From the question to a call with the token; every trace of it is where people look, without code and token.
    async fn an_app_is_connected(app: &TestApp) {
        let ada = app.person("Ada").await;
        let workspace = workspace(&ada).await;
        let asked = ada.call::<LoadConnectAsk>(&[("query", &usual())]).await.ok();
        let offer = &asked["offer"];
        assert_eq!((&offer["app"], &offer["scope"]), (&json!("Focus"), &json!("write")));
        assert_eq!(offer["account"], "ada@example.com");
        assert_eq!((&offer["chosen"], &offer["is_confirmed"]), (&json!(workspace), &json!(true)));

        // The form sends back what it was handed.
        let answer = try_approve(&ada, offer["request"].as_str().unwrap(), &workspace).await;
        let address = answer.location.clone().unwrap();
        assert!(address.starts_with(&format!("{REDIRECT}?code=")), "{address}");
        assert_eq!(param(&address, "state").as_deref(), Some(STATE));
        let issuer = app.services.config.public_address();
        assert_eq!(param(&address, "iss"), Some(issuer));
        let code = param(&address, "code").unwrap();
        let granted = exchange(app, &code).await;
        assert_eq!(granted.header("cache-control"), "no-store");
        let granted = granted.with(200);
        let token = granted["access_token"].as_str().unwrap().to_owned();
        assert_eq!(granted, json!({
            "access_token": token, "token_type": "Bearer", "scope": "write", "workspace_id": workspace,
        }));

        let me = reqwest::Client::new()
            .get(format!("{}/api/v1/me", app.base))
            .bearer_auth(&token)
            .header("x-workspace-id", &workspace);
        let me = send(me).await.with(200);
        assert_eq!((&me["token"]["name"], &me["user"]["name"]), (&json!("Focus"), &json!("Ada")));

        let list = connections(&ada).await;
        assert_eq!(list.len(), 1);
        assert_eq!((&list[0]["app"], &list[0]["scope"]), (&json!("Focus"), &json!("write")));
        let tokens = ada.call::<LoadTokens>(&[]).await.ok();
        assert_eq!(tokens["tokens"][0]["is_connection"], true);
        let activity = ada.call::<ListActivity>(&[]).await.ok().to_string();
        assert!(activity.contains("connection.created") && activity.contains("Focus"), "{activity}");
        let log = ada.call::<ListSecurityLog>(&[]).await.ok().to_string();
        assert!(log.contains("app_allowed") && log.contains("Focus"), "{log}");
        for told in [activity, log, Value::Array(list).to_string(), tokens.to_string()] {
            assert!(!told.contains(&code) && !told.contains(&token));
        }
        let mut tx = app.services.db.read().await.unwrap();
        let (hash,) = fetch!(&mut tx, c => sqlx::query_as::<_, (Vec<u8>,)>(
            "select code_hash from connect_codes").fetch_one(c)).unwrap();
        assert_eq!(hash.len(), 32);
    }

    /// A code is for the app that asked, at the address it went to, with the verifier it was asked with.
    async fn a_code_is_bound(app: &TestApp) {
        let ada = app.person("Ada").await;
        let code = approve(&ada, &usual()).await;
        let other = VERIFIER.replace('d', "e");
        for (name, value) in [
            ("code_verifier", other.as_str()),
            ("code_verifier", CHALLENGE),
            ("code_verifier", "short"),
            ("redirect_uri", "http://127.0.0.1:51235/callback"),
            ("redirect_uri", "http://127.0.0.1:51234/"),
            ("client_id", "focus"),
            ("code", "0"),
        ] {
            is_error(&post(app, &proof(&code, name, value)).await, 400, "invalid_grant");
            app.clock.advance(10);
        }
        assert!(connections(&ada).await.is_empty());
        exchange(app, &code).await.with(200);
    }

    /// A code that comes again is refused and ends the token it gave: one of the two who had it should not have.
    async fn a_code_works_once(app: &TestApp) {
        let ada = app.person("Ada").await;
        let code = approve(&ada, &usual()).await;
        let granted = exchange(app, &code).await.with(200);
        let token = granted["access_token"].as_str().unwrap();
        assert!(works(app, token).await);
        // Not even with everything that belongs to it.
        is_error(&exchange(app, &code).await, 400, "invalid_grant");
        assert!(!works(app, token).await);
        is_error(&exchange(app, &code).await, 400, "invalid_grant");
        let log = ada.call::<ListActivity>(&[]).await.ok().to_string();
        assert_eq!(log.matches("connection.code_reused").count(), 1, "{log}");
        let log = ada.call::<ListSecurityLog>(&[]).await.ok().to_string();
        assert_eq!(log.matches("app_disconnected").count(), 1, "{log}");
    }

    /// Many at once get one token between them, which the others end.
    async fn a_code_works_once_at_the_same_time(app: &TestApp) {
        let ada = app.person("Ada").await;
        let code = approve(&ada, &usual()).await;
        let told = futures::future::join_all((0..4).map(|_| exchange(app, &code))).await;
        let granted: Vec<&Told> = told.iter().filter(|told| told.status == 200).collect();
        assert_eq!(granted.len(), 1, "{told:?}");
        assert!(!works(app, granted[0].body["access_token"].as_str().unwrap()).await);
    }

    /// Five minutes, and not a second longer; a day later nothing is left of it.
    async fn a_code_expires(app: &TestApp) {
        let ada = app.person("Ada").await;
        let early = approve(&ada, &usual()).await;
        let late = approve(&ada, &usual()).await;
        app.clock.advance(299);
        exchange(app, &early).await.with(200);
        app.clock.advance(1);
        is_error(&exchange(app, &late).await, 400, "invalid_grant");
        for (advance, left) in [(24 * 3600 - 1, 2), (1, 0)] {
            app.clock.advance(advance);
            app.services.purge_connect_codes().await.unwrap();
            let mut tx = app.services.db.read().await.unwrap();
            let (count,) = fetch!(&mut tx, c => sqlx::query_as::<_, (i64,)>(
                "select count(*) from connect_codes").fetch_one(c)).unwrap();
            assert_eq!(count, left);
        }
    }

    /// What the person may no longer have, the app does not get: role, plan, payment, membership.
    async fn what_is_lost_meanwhile_counts(app: &TestApp) {
        let ada = app.person("Ada").await;
        let id = ada.actor().await.workspace_id;
        let bob = app.member(&ada, "Bob", Role::Member).await;
        let (code, bobs) = (approve(&bob, &usual()).await, user(&bob).await);
        ada.call::<UpdateMember>(&[("member[user_id]", &bobs), ("member[role]", "viewer")]).await.ok();
        is_error(&exchange(app, &code).await, 400, "invalid_grant");

        let eve = app.member(&ada, "Eve", Role::Member).await;
        let (code, eves) = (approve(&eve, &usual()).await, user(&eve).await);
        ada.call::<RemoveMember>(&[("id", &eves)]).await.ok();
        app.join(&eve, id, Role::Member).await;
        is_error(&exchange(app, &code).await, 400, "invalid_grant");

        for (plan, billing) in [
            (Plan::Free, BillingState::Active),
            (Plan::Business, BillingState::ReadOnly),
        ] {
            let code = approve(&ada, &usual()).await;
            set_standing(&app.services, id, plan, billing).await;
            is_error(&exchange(app, &code).await, 400, "invalid_grant");
            set_standing(&app.services, id, Plan::Business, BillingState::Active).await;
        }
        assert!(connections(&ada).await.is_empty());
    }

    /// Apps come with Solo Pro, before API tokens of one's own do, and stop with it.
    async fn apps_come_with_solo_pro(app: &TestApp) {
        let ada = app.person("Ada").await;
        let id = ada.actor().await.workspace_id;
        set_standing(&app.services, id, Plan::SoloPro, BillingState::Active).await;
        let token = connect(app, &ada).await;
        let status = async || {
            let me = reqwest::Client::new()
                .get(format!("{}/api/v1/me", app.base))
                .bearer_auth(&token)
                .header("x-workspace-id", id.to_string());
            me.send().await.unwrap().status().as_u16()
        };
        for (plan, expected) in [(Plan::SoloPro, 200), (Plan::Free, 403), (Plan::Team, 200)] {
            set_standing(&app.services, id, plan, BillingState::Active).await;
            assert_eq!(status().await, expected, "{plan:?}");
        }
    }

    /// Whoever knew the old password gets nothing out of it once there is a new one.
    async fn a_code_dies_with_the_password(app: &TestApp) {
        let ada = app.person("Ada").await;
        let code = approve(&ada, &usual()).await;
        let change = [
            ("change[current_password]", PASSWORD),
            ("change[password]", "quiet morning ferry"),
        ];
        ada.call::<ChangePassword>(&change).await.ok();
        is_error(&exchange(app, &code).await, 400, "invalid_grant");
    }

    /// Only workspaces of one's own, with the plan and the role for it.
    async fn the_workspace_has_to_allow_it(app: &TestApp) {
        let ada = app.person("Ada").await;
        let id = ada.actor().await.workspace_id;
        let bob = app.person("Bob").await;
        assert_eq!(try_approve(&bob, &usual(), &id.to_string()).await.status, 404);
        assert_eq!(try_approve(&bob, &usual(), "").await.refused_fields(), ["workspace_id"]);

        let eve = app.member(&ada, "Eve", Role::Viewer).await;
        assert_eq!(try_approve(&eve, &usual(), &id.to_string()).await.status, 403);
        let asked = eve.call::<LoadConnectAsk>(&[("query", &usual())]).await.ok();
        let places = asked["offer"]["places"].as_array().unwrap();
        let refusal = |of: &dyn Fn(&&Value) -> bool| places.iter().find(of).unwrap()["refusal"].clone();
        assert_eq!(refusal(&|place| place["id"] == json!(id)), "forbidden");
        // Their own can be chosen, and is.
        assert_eq!(refusal(&|place| place["id"] == asked["offer"]["chosen"]), Value::Null);

        set_standing(&app.services, id, Plan::Free, BillingState::Active).await;
        assert_eq!(try_approve(&ada, &usual(), &id.to_string()).await.status, 403);
        let asked = ada.call::<LoadConnectAsk>(&[("query", &usual())]).await.ok();
        assert_eq!(asked["offer"]["chosen"], Value::Null);
        assert_eq!(asked["offer"]["places"][0]["refusal"], "plan_required");
    }

    /// To allow an app takes the password, unless it was given in the last ten minutes.
    async fn the_password_is_asked_for(app: &TestApp) {
        let ada = app.person("Ada").await;
        let workspace = workspace(&ada).await;
        app.clock.advance(STALE);
        let refused = try_approve(&ada, &usual(), &workspace).await;
        assert_eq!(refused.refused_fields(), ["current_password"]);
        let request = usual();
        let fields = |password| [
            ("approval[request]", request.as_str()),
            ("approval[workspace_id]", workspace.as_str()),
            ("approval[current_password]", password),
        ];
        let refused = ada.call::<ApproveConnection>(&fields("not my password")).await;
        assert_eq!(refused.refused_fields(), ["current_password"]);
        let right = ada.call::<ApproveConnection>(&fields(PASSWORD)).await;
        assert!(right.location.is_some_and(|address| address.contains("code=")));
    }

    /// No is an answer, too; and it changes nothing.
    async fn cancelling_tells_the_app(app: &TestApp) {
        let ada = app.person("Ada").await;
        let asked = ada.call::<LoadConnectAsk>(&[("query", &usual())]).await.ok();
        let cancel = asked["offer"]["cancel"].as_str().unwrap();
        assert!(cancel.starts_with(REDIRECT));
        assert_eq!(param(cancel, "error").as_deref(), Some("access_denied"));
        assert_eq!(param(cancel, "state").as_deref(), Some(STATE));
        assert_eq!(param(cancel, "code"), None);
        let page = ada.get(&format!("/connect?{}", usual())).await.body.to_string();
        assert!(page.contains("error=access_denied"), "{page}");
    }

    /// Nobody is sent to an address that is no app's, neither at once nor by a link.
    async fn a_strange_address_is_not_answered(app: &TestApp) {
        let ada = app.person("Ada").await;
        for address in [
            "https://evil.example/",
            "http://evil.example/",
            "javascript:alert(1)",
            "data:text/html,evil.example",
            "//evil.example",
            "http://127.0.0.1@evil.example/",
            "",
        ] {
            let request = ask("redirect_uri", address);
            let page = ada.get(&format!("/connect?{request}")).await;
            assert_eq!((page.status, &page.location), (200, &None), "{page:?}");
            let page = page.body.to_string();
            assert!(page.contains("redirect_uri)") && !page.contains("Approve"), "{page}");
            for way_out in ["error=", "href=\\\"javascript", "href=\\\"data", "href=\\\"https://evil"] {
                assert!(!page.contains(way_out), "{address}: {way_out}");
            }
            let refused = try_approve(&ada, &request, &workspace(&ada).await).await;
            assert_eq!(refused.refused_fields(), ["request"]);
            assert_eq!(refused.location, None);
        }
    }

    /// What else is wrong with a request, the app is told when the person goes back.
    async fn a_wrong_request_is_explained(app: &TestApp) {
        let ada = app.person("Ada").await;
        for (name, value, error) in [
            ("response_type", "token", "unsupported_response_type"),
            ("code_challenge_method", "plain", "invalid_request"),
            ("code_challenge", "", "invalid_request"),
            ("scope", "admin", "invalid_scope"),
        ] {
            let request = ask(name, value);
            let asked = ada.call::<LoadConnectAsk>(&[("query", &request)]).await.ok();
            let back = asked["fault"]["back"].as_str().unwrap();
            assert!(back.starts_with(REDIRECT));
            assert_eq!(param(back, "error").as_deref(), Some(error));
            assert_eq!(param(back, "state").as_deref(), Some(STATE));
            let refused = try_approve(&ada, &request, &workspace(&ada).await).await;
            assert_eq!(refused.refused_fields(), ["request"]);
        }
    }

    /// A stranger signs in first, and arrives where they were going.
    async fn signing_in_returns_to_the_app(app: &TestApp) {
        app.person("Ada").await;
        let ada = app.anonymous();
        let sent = ada.get(&format!("/connect?{}", usual())).await;
        assert_eq!((sent.status, sent.location.as_deref()), (303, Some("/login")));
        let fields = [("account[email]", "ada@example.com"), ("account[password]", PASSWORD)];
        let back = ada.submit::<SignIn>("/login", &fields).await.location.unwrap();
        assert_eq!(back, format!("/connect?{}", usual()));
        let page = ada.get(&back).await.body.to_string();
        assert!(page.contains("Focus") && page.contains("Approve"), "{page}");
        // Once.
        let again = ada.submit::<SignIn>("/login", &fields).await.location.unwrap();
        assert_eq!(again, "/timer");
    }

    /// The cookie on the way there leads to this page and nowhere else, and is not kept at any length.
    async fn the_way_back_is_ours(app: &TestApp) {
        app.person("Ada").await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let cookie = |query: String| {
            let request = http.get(format!("{}/connect?{query}", app.base));
            async move {
                let answer = request.send().await.unwrap();
                let cookie = answer.headers().get(SET_COOKIE).map(|value| value.to_str().unwrap().to_owned());
                (answer.status().as_u16(), cookie)
            }
        };
        let (status, kept) = cookie("a=%0d%0ab;c&d=\"e\"".into()).await;
        assert_eq!(status, 303);
        let kept = kept.unwrap();
        assert!(kept.starts_with("timether-connect=a=%0D%0Ab%3Bc&d=%22e%22;"), "{kept}");
        assert!(kept.contains("HttpOnly") && kept.contains("SameSite=Lax"), "{kept}");
        assert_eq!(cookie(format!("a={}", "b".repeat(4000))).await, (303, None));
        let forged = http
            .post(format!("{}{}", app.base, SignIn::PATH))
            .header(COOKIE, "timether-connect=//evil.example")
            .header("accept", "text/html")
            .form(&[("account[email]", "ada@example.com"), ("account[password]", PASSWORD)]);
        let answer = forged.send().await.unwrap();
        assert_eq!(answer.headers()["location"], "/timer");
    }

    /// Without scripts the form is answered by a redirect to the app, which the page's policy allows for this one app.
    async fn a_plain_form_reaches_the_app(app: &TestApp) {
        let ada = app.person("Ada").await;
        let page = format!("/connect?{}", usual());
        let shown = ada.http.get(format!("{}{page}", app.base)).send().await.unwrap();
        let policy = shown.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("form-action 'self' http://127.0.0.1:51234;"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        let fields = [
            ("approval[request]", usual()),
            ("approval[workspace_id]", workspace(&ada).await),
        ];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        let sent = ada.submit::<ApproveConnection>(&page, &fields).await;
        assert_eq!(sent.status, 302);
        let code = param(&sent.location.unwrap(), "code").unwrap();
        exchange(app, &code).await.with(200);
        app.clock.advance(STALE);
        let refused = ada.submit::<ApproveConnection>(&page, &fields).await;
        let back = refused.location.unwrap();
        assert!(back.contains("/connect?") && back.contains("__err="), "{back}");
        let again = ada.get(back.strip_prefix(&app.base).unwrap_or(&back)).await.body.to_string();
        assert!(again.contains("Enter your current password") && again.contains("Focus"), "{again}");
        for elsewhere in ["/connect?redirect_uri=https://evil.example/", "/login?redirect_uri=http://127.0.0.1:5/"] {
            let answer = ada.http.get(format!("{}{elsewhere}", app.base)).send().await.unwrap();
            let policy = answer.headers()["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("form-action 'self';"), "{policy}");
        }
    }

    /// A person ends what acts for them at once, whatever became of the workspace; nobody else's.
    async fn a_connection_is_ended(app: &TestApp) {
        let ada = app.person("Ada").await;
        let bob = app.member(&ada, "Bob", Role::Manager).await;
        let token = connect(app, &ada).await;
        let of_bob = connect(app, &bob).await;
        let id = connections(&ada).await[0]["id"].as_str().unwrap().to_owned();
        assert_eq!(bob.call::<DisconnectApp>(&[("id", &id)]).await.status, 404);
        assert!(works(app, &token).await);
        let workspace = ada.actor().await.workspace_id;
        set_standing(&app.services, workspace, Plan::Free, BillingState::ReadOnly).await;
        ada.call::<DisconnectApp>(&[("id", &id)]).await.ok();
        assert!(!works(app, &token).await && works(app, &of_bob).await);
        assert!(connections(&ada).await.is_empty());
        assert_eq!(ada.call::<DisconnectApp>(&[("id", &id)]).await.status, 404);
        let log = ada.call::<ListActivity>(&[]).await.ok().to_string();
        assert!(log.contains("connection.revoked"), "{log}");

        // Who leads the workspace ends it there; a token that somebody made is no connection.
        set_standing(&app.services, workspace, Plan::Business, BillingState::Active).await;
        let tokens = ada.call::<LoadTokens>(&[]).await.ok();
        let id = tokens["tokens"][0]["id"].as_str().unwrap().to_owned();
        ada.call::<RevokeToken>(&[("id", &id)]).await.ok();
        assert!(!works(app, &of_bob).await && connections(&bob).await.is_empty());
        let me = ada.actor().await;
        let (made, _) = crate::matrix::world::make_token(&app.services, &me).await;
        assert_eq!(ada.call::<DisconnectApp>(&[("id", &made)]).await.status, 404);
        assert!(connections(&ada).await.is_empty());
    }

    /// What is no proper exchange is refused in the words of OAuth.
    async fn wrong_forms_are_refused(app: &TestApp) {
        let ada = app.person("Ada").await;
        let code = approve(&ada, &usual()).await;
        for (name, value, error) in [
            ("grant_type", "password", "unsupported_grant_type"),
            ("grant_type", "", "invalid_request"),
            ("code", "", "invalid_request"),
            ("redirect_uri", "", "invalid_request"),
            ("client_id", "", "invalid_request"),
            ("code_verifier", "", "invalid_request"),
        ] {
            is_error(&post(app, &proof(&code, name, value)).await, 400, error);
        }
        let mut twice = proof(&code, "", "");
        twice.push(("code_verifier", VERIFIER));
        is_error(&post(app, &twice).await, 400, "invalid_request");
        let http = reqwest::Client::new();
        let url = format!("{}/api/v1/connect/token", app.base);
        is_error(&send(http.post(&url).json(&json!({"code": code}))).await, 400, "invalid_request");
        let long = "x".repeat(20_000);
        is_error(&post(app, &proof(&code, "code", &long)).await, 400, "invalid_request");
        let told = send(http.get(&url)).await;
        assert_eq!((told.status, told.header("allow")), (405, "POST,OPTIONS"));
        let told = send(http.request(Method::OPTIONS, &url)).await;
        assert_eq!((told.status, told.header("allow")), (204, "POST,OPTIONS"));
        // A page elsewhere can send the form, and does not see the answer.
        let fields = proof(&code, "", "");
        let told = send(http.post(&url).header("origin", "https://evil.example").form(&fields)).await;
        assert_eq!(told.status, 200);
        assert!(!told.headers.contains_key("access-control-allow-origin"));
    }

    /// Guessing is slowed down by where it comes from; people behind the same address sign in as before.
    async fn guesses_are_counted(app: &TestApp) {
        for at in 0..30 {
            is_error(&exchange(app, &format!("{at:064x}")).await, 400, "invalid_grant");
        }
        let told = exchange(app, &"f".repeat(64)).await;
        is_error(&told, 429, "temporarily_unavailable");
        assert_eq!(told.header("retry-after"), "1");
        app.person("Ada").await;
        app.services.begin_attempt("ada@example.com", "127.0.0.1").await.unwrap();
    }

    /// A client finds everything by itself.
    async fn the_server_describes_itself(app: &TestApp) {
        let url = format!("{}/.well-known/oauth-authorization-server", app.base);
        let told = send(reqwest::Client::new().get(url)).await;
        assert_eq!(told.header("content-type"), "application/json");
        let us = app.services.config.public_address();
        let document = told.with(200);
        assert_eq!(document["issuer"], us);
        assert_eq!(document["authorization_endpoint"], format!("{us}/connect"));
        assert_eq!(document["token_endpoint"], format!("{us}/api/v1/connect/token"));
        assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(document["token_endpoint_auth_methods_supported"], json!(["none"]));
    }
}

fn with_listed(config: &mut Config) {
    config.connect_redirects = vec!["https://focus.example/connected".into()];
    config.cors_origins = vec!["https://focus.example".into()];
}

on_both_databases! {
    with crate::connect::with_listed;
    /// A site that the operator lists is answered at that very address, and may come for its token from a browser.
    async fn a_listed_site_is_connected(app: &TestApp) {
        let ada = app.person("Ada").await;
        for near in ["https://focus.example/connected?x=1", "https://focus.example/"] {
            let asked = ada.call::<LoadConnectAsk>(&[("query", &ask("redirect_uri", near))]).await.ok();
            assert_eq!(asked["fault"]["back"], Value::Null, "{asked}");
        }
        let listed = "https://focus.example/connected";
        let code = approve(&ada, &ask("redirect_uri", listed)).await;
        let fields = proof(&code, "redirect_uri", listed);
        let url = format!("{}/api/v1/connect/token", app.base);
        let request = reqwest::Client::new().post(url).header("origin", "https://focus.example");
        let told = send(request.form(&fields)).await;
        assert_eq!(told.header("access-control-allow-origin"), "https://focus.example");
        assert_eq!(told.with(200)["scope"], "write");
    }
}
