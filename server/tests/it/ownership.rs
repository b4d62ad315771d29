//! An account is its owner's: confirmation, reset, change and deletion through letters, and what strangers learn: nothing.

use std::time::Instant;

use app::accounts::ownership_fns::{
    ChangePassword, ConfirmEmailChange, DeleteAccount, LoadEmailStatus, PlanDeletion,
    RequestEmailChange, RequestPasswordReset, ResetPasswordByLink, SendVerification, VerifyEmail,
};
use app::accounts::server_fns::{LoadAccount, SignIn, SignOut, SignUp};
use app::timer::server_fns::StartTimer;
use server::config::{Config, SecretText};
use server::db::Db;
use server::mail::Letter;
use sqlx::Row;

use crate::on_both_databases;
use crate::support::{Answer, PASSWORD, Person, TestApp, token_in};

const NEW: &str = "other tidal lamps";
const MAYA: &str = "maya@example.com";
const HOUR: i64 = 3600;

/// Letters reach people.
fn sends_mail(config: &mut Config) {
    config.smtp_url = Some(SecretText::new("smtp://127.0.0.1:1".into()));
    config.public_url = "https://time.example.com".parse().ok();
}

async fn sign_in(person: &Person, email: &str, password: &str) -> Answer {
    person
        .call::<SignIn>(&[("account[email]", email), ("account[password]", password)])
        .await
}

async fn sign_up(person: &Person, name: &str, email: &str) -> Answer {
    person
        .call::<SignUp>(&[
            ("account[name]", name),
            ("account[email]", email),
            ("account[password]", PASSWORD),
        ])
        .await
}

/// Somebody new; what is written afterwards is a second younger.
async fn person(app: &TestApp, name: &str) -> Person {
    let person = app.person(name).await;
    app.clock.advance(1);
    person
}

/// Asks for a link to a new password; what is written afterwards is a second younger.
async fn forgot(app: &TestApp, email: &str) -> Answer {
    let answer = ask_for_reset(app, email).await;
    app.clock.advance(1);
    answer
}

async fn ask_for_reset(app: &TestApp, email: &str) -> Answer {
    app.anonymous()
        .call::<RequestPasswordReset>(&[("forgot[email]", email)])
        .await
}

async fn reset(app: &TestApp, token: &str, password: &str) -> Answer {
    app.anonymous()
        .call::<ResetPasswordByLink>(&[("reset[token]", token), ("reset[password]", password)])
        .await
}

async fn change_password(person: &Person, current: &str, new: &str) -> Answer {
    person
        .call::<ChangePassword>(&[
            ("change[current_password]", current),
            ("change[password]", new),
        ])
        .await
}

async fn delete(person: &Person, password: &str) -> Answer {
    person
        .call::<DeleteAccount>(&[("deletion[current_password]", password)])
        .await
}

/// The events in an account's log, oldest first.
async fn events(app: &TestApp, email: &str) -> Vec<String> {
    let mut tx = app.services.db.read().await.unwrap();
    let rows = server::fetch!(&mut tx, c => sqlx::query_as::<_, (String,)>(
        "select l.event from security_log l join users u on u.id = l.user_id where u.email = $1 order by l.at, l.id"
    ).bind(email).fetch_all(c)).unwrap();
    rows.into_iter().map(|(event,)| event).collect()
}

on_both_databases! {
    /// A new address is unproved until the link is followed by a click, once.
    async fn an_address_is_confirmed_by_link(app: &TestApp) {
        let maya = person(app, "Maya").await;
        let status = maya.call::<LoadEmailStatus>(&[]).await.ok();
        assert_eq!((&status["verified"], &status["way"]), (&false.into(), &"outbox".into()));
        let first = token_in(&app.letter_to(MAYA).await);
        maya.call::<SendVerification>(&[]).await.ok();
        let second = token_in(&app.letter_to(MAYA).await);
        // A newer link replaces the older.
        let nobody = app.anonymous();
        let old = nobody.call::<VerifyEmail>(&[("link[token]", &first)]).await;
        assert_eq!(old.refused_fields(), ["token"]);
        // Opening it changes nothing, and shows where to click.
        let page = nobody.get(&format!("/email/verify?token={second}")).await;
        assert_eq!(page.status, 200);
        assert!(page.body.as_str().unwrap().contains("Confirm e-mail address"));
        assert_eq!(maya.call::<LoadEmailStatus>(&[]).await.ok()["verified"], false);
        nobody.call::<VerifyEmail>(&[("link[token]", &second)]).await.ok();
        assert_eq!(maya.call::<LoadEmailStatus>(&[]).await.ok()["verified"], true);
        // Nobody was signed in by it.
        assert_eq!(nobody.call::<LoadAccount>(&[]).await.status, 401);
        let again = nobody.call::<VerifyEmail>(&[("link[token]", &second)]).await;
        assert_eq!(again.refused_fields(), ["token"]);
        assert_eq!(events(app, MAYA).await.last().unwrap(), "email_verified");
    }

    /// Links die of age: three days, an hour, a day.
    async fn links_expire(app: &TestApp) {
        let maya = person(app, "Maya").await;
        let verify = token_in(&app.letter_to(MAYA).await);
        maya.call::<RequestEmailChange>(&[("change[email]", "new@example.com")]).await.ok();
        let change = token_in(&app.letter_to("new@example.com").await);
        forgot(app, MAYA).await.ok();
        let reset_link = token_in(&app.letter_to(MAYA).await);
        let nobody = app.anonymous();
        app.clock.advance(HOUR);
        assert_eq!(reset(app, &reset_link, NEW).await.refused_fields(), ["token"]);
        app.clock.advance(23 * HOUR);
        assert_eq!(nobody.call::<ConfirmEmailChange>(&[("link[token]", &change)]).await.refused_fields(), ["token"]);
        app.clock.advance(48 * HOUR);
        assert_eq!(nobody.call::<VerifyEmail>(&[("link[token]", &verify)]).await.refused_fields(), ["token"]);
        app.services.purge_links().await.unwrap();
    }

    /// The whole way to a new password: sessions end, the old one is dead, nobody is signed in.
    async fn a_password_is_reset_by_link(app: &TestApp) {
        let maya = person(app, "Maya").await;
        forgot(app, "MAYA@example.com ").await.ok();
        let token = token_in(&app.letter_to(MAYA).await);
        // What is refused leaves the link alive.
        assert_eq!(reset(app, &token, "short").await.refused_fields(), ["password"]);
        assert_eq!(reset(app, &token, "maya@example.com").await.refused_fields(), ["password"]);
        assert_eq!(reset(app, &"0".repeat(64), NEW).await.refused_fields(), ["token"]);
        let browser = app.anonymous();
        let answer = browser.call::<ResetPasswordByLink>(&[("reset[token]", &token), ("reset[password]", NEW)]).await;
        answer.ok();
        assert_eq!(browser.call::<LoadAccount>(&[]).await.status, 401);
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 401);
        assert_eq!(sign_in(&app.anonymous(), MAYA, PASSWORD).await.status, 422);
        assert_eq!(sign_in(&app.anonymous(), MAYA, NEW).await.status, 200);
        assert!(matches!(app.letter_to(MAYA).await, Letter::PasswordChanged));
        assert_eq!(reset(app, &token, NEW).await.refused_fields(), ["token"]);
        let events = events(app, MAYA).await;
        assert!(events.contains(&"password_reset_requested".into()) && events.contains(&"password_reset".into()), "{events:?}");
    }

    /// The same link twenty times at once sets one password.
    async fn a_link_works_once_also_in_parallel(app: &TestApp) {
        person(app, "Maya").await;
        forgot(app, MAYA).await.ok();
        let token = token_in(&app.letter_to(MAYA).await);
        let tries = (0..20).map(|_| reset(app, &token, NEW));
        let answers = futures::future::join_all(tries).await;
        let done = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!((done, answers.iter().filter(|answer| answer.status == 422).count()), (1, 19));
    }

    /// A link that outlives a password change would undo it.
    async fn reset_links_die_with_any_password_change(app: &TestApp) {
        let maya = person(app, "Maya").await;
        forgot(app, MAYA).await.ok();
        let token = token_in(&app.letter_to(MAYA).await);
        change_password(&maya, PASSWORD, NEW).await.ok();
        app.clock.advance(1);
        assert_eq!(reset(app, &token, PASSWORD).await.refused_fields(), ["token"]);
        forgot(app, MAYA).await.ok();
        let token = token_in(&app.letter_to(MAYA).await);
        app.services.reset_password(MAYA, "third tidal lamps".into()).await.unwrap();
        assert_eq!(reset(app, &token, PASSWORD).await.refused_fields(), ["token"]);
        assert!(matches!(app.letter_to(MAYA).await, Letter::PasswordChanged));
        assert_eq!(events(app, MAYA).await.last().unwrap(), "password_reset");
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 401);
    }

    /// Known and unknown addresses get the same answer in about the same time, and are limited alike.
    async fn asking_for_a_link_tells_nothing(app: &TestApp) {
        person(app, "Maya").await;
        let before = app.letters().await.len();
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..4 {
            for (at, email) in [MAYA, "nobody@example.com"].into_iter().enumerate() {
                #[expect(clippy::disallowed_methods, reason = "a stopwatch, not the product's clock")]
                let began = Instant::now();
                let answer = ask_for_reset(app, email).await;
                times[at].push(began.elapsed());
                assert_eq!((answer.status, answer.body), (200, serde_json::Value::Null), "{email}");
            }
        }
        for (times, who) in times.iter_mut().zip(["known", "unknown"]) {
            times.sort();
            println!("forgot, {who}: median {:?}", times[times.len() / 2]);
        }
        assert_eq!(app.letters().await.len(), before + 4);
        let statuses = |email: &'static str| async move {
            let mut statuses = Vec::new();
            for _ in 0..3 {
                statuses.push(ask_for_reset(app, email).await.status);
            }
            statuses
        };
        assert_eq!(statuses(MAYA).await, statuses("nobody@example.com").await);
        assert_eq!(ask_for_reset(app, MAYA).await.status, 429);
        assert_eq!(ask_for_reset(app, "no address").await.refused_fields(), ["email"]);
    }

    /// Both addresses are written to, the new one counts once its link is followed.
    async fn an_address_is_changed_by_link(app: &TestApp) {
        let maya = person(app, "Maya").await;
        let same = maya.call::<RequestEmailChange>(&[("change[email]", MAYA)]).await;
        assert_eq!(same.refused_fields(), ["email"]);
        maya.call::<RequestEmailChange>(&[("change[email]", "Maya.K@example.com")]).await.ok();
        assert!(matches!(app.letter_to(MAYA).await, Letter::EmailChangeRequested { .. }));
        let status = maya.call::<LoadEmailStatus>(&[]).await.ok();
        assert_eq!((&status["email"], &status["awaited"]), (&MAYA.into(), &"Maya.K@example.com".into()));
        let token = token_in(&app.letter_to("Maya.K@example.com").await);
        app.anonymous().get(&format!("/email/confirm?token={token}")).await;
        assert_eq!(maya.call::<LoadAccount>(&[]).await.ok()["email"], MAYA);
        forgot(app, MAYA).await.ok();
        let stale = token_in(&app.letter_to(MAYA).await);
        app.anonymous().call::<ConfirmEmailChange>(&[("link[token]", &token)]).await.ok();
        let status = maya.call::<LoadEmailStatus>(&[]).await.ok();
        assert_eq!((&status["email"], &status["verified"]), (&"Maya.K@example.com".into(), &true.into()));
        let Letter::EmailChanged { new_email } = app.letter_to(MAYA).await else { panic!("the old address is told") };
        assert_eq!(new_email, "Maya.K@example.com");
        assert_eq!(reset(app, &stale, NEW).await.refused_fields(), ["token"], "sent to the old address");
        assert_eq!(sign_in(&app.anonymous(), "maya.k@example.com", PASSWORD).await.status, 200);
        assert_eq!(sign_in(&app.anonymous(), MAYA, PASSWORD).await.status, 422);
    }

    /// After ten minutes the change asks for the password.
    async fn a_change_of_address_asks_for_the_password_after_a_while(app: &TestApp) {
        let maya = person(app, "Maya").await;
        app.clock.advance(10 * 60);
        let ask = async |password: &str| {
            maya.call::<RequestEmailChange>(&[("change[email]", "new@example.com"), ("change[current_password]", password)])
                .await
        };
        assert_eq!(maya.call::<LoadEmailStatus>(&[]).await.ok()["confirmed"], false);
        assert_eq!(ask("").await.refused_fields(), ["current_password"]);
        assert_eq!(ask("wrong wrong wrong").await.refused_fields(), ["current_password"]);
        assert_eq!(ask(PASSWORD).await.status, 200);
    }

    /// Somebody's address is asked for like nobody's, and refused in words only to who owns the mailbox.
    async fn a_taken_address_is_asked_for_like_a_free_one(app: &TestApp) {
        let maya = person(app, "Maya").await;
        person(app, "Ben").await;
        let before = app.letters().await.len();
        let taken = maya.call::<RequestEmailChange>(&[("change[email]", "ben@example.com")]).await;
        let taken_status = maya.call::<LoadEmailStatus>(&[]).await.ok();
        let letters = app.letters().await.len();
        let free = maya.call::<RequestEmailChange>(&[("change[email]", "free@example.com")]).await;
        let free_status = maya.call::<LoadEmailStatus>(&[]).await.ok();
        assert_eq!((taken.status, taken.body), (free.status, free.body));
        assert_eq!((&taken_status["awaited"], &free_status["awaited"]), (&"ben@example.com".into(), &"free@example.com".into()));
        assert_eq!(letters, before + 1, "the notice to the old address alone");
        // Taken by somebody in between.
        let link = token_in(&app.letter_to("free@example.com").await);
        sign_up(&app.anonymous(), "Free", "Free@example.com").await.ok();
        let late = app.anonymous().call::<ConfirmEmailChange>(&[("link[token]", &link)]).await;
        assert_eq!(late.refused_fields(), ["token"]);
        assert!(late.body.to_string().contains("Another account uses"), "{late:?}");
        assert_eq!(maya.call::<LoadAccount>(&[]).await.ok()["email"], MAYA);
    }

    /// The current password, a new one, and only this session goes on, under another token.
    async fn a_password_is_changed(app: &TestApp) {
        let maya = person(app, "Maya").await;
        let elsewhere = app.anonymous();
        sign_in(&elsewhere, MAYA, PASSWORD).await.ok();
        assert_eq!(change_password(&maya, "", "short").await.refused_fields(), ["current_password", "password"]);
        assert_eq!(change_password(&maya, "wrong wrong wrong", NEW).await.refused_fields(), ["current_password"]);
        for common in ["Sunshine123!", "qwertyuiop", "1qaz2wsx3edc", "maya@example.com", "Timether2026!"] {
            assert_eq!(change_password(&maya, PASSWORD, common).await.refused_fields(), ["password"], "{common}");
        }
        let response = maya.http
            .post(format!("{}{}", app.base, <ChangePassword as leptos::server_fn::ServerFn>::PATH))
            .form(&[("change[current_password]", PASSWORD), ("change[password]", NEW)])
            .send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.headers().contains_key("set-cookie"), "a new token");
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 200);
        assert_eq!(elsewhere.call::<LoadAccount>(&[]).await.status, 401);
        assert_eq!(sign_in(&app.anonymous(), MAYA, PASSWORD).await.status, 422);
        assert_eq!(sign_in(&app.anonymous(), MAYA, NEW).await.status, 200);
        assert!(matches!(app.letter_to(MAYA).await, Letter::PasswordChanged));
        assert!(events(app, MAYA).await.contains(&"password_changed".into()));
    }

    /// A hash that costs a guesser too little is replaced while the password is at hand.
    async fn a_cheap_hash_is_replaced_on_sign_in(app: &TestApp) {
        person(app, "Maya").await;
        // argon2id, m=4096, t=1, of PASSWORD.
        let cheap = cheap_hash();
        let mut tx = app.services.db.write(uuid::Uuid::nil()).await.unwrap();
        server::execute!(&mut tx, c => sqlx::query("update users set password_hash = $1").bind(cheap.as_str()).execute(c)).unwrap();
        tx.commit().await.unwrap();
        assert_eq!(sign_in(&app.anonymous(), MAYA, PASSWORD).await.status, 200);
        let mut tx = app.services.db.read().await.unwrap();
        let (hash,) = server::fetch!(&mut tx, c => sqlx::query_as::<_, (String,)>("select password_hash from users").fetch_one(c)).unwrap();
        drop(tx);
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(sign_in(&app.anonymous(), MAYA, PASSWORD).await.status, 200);
    }

    /// What is the person's alone goes; their entries elsewhere stay without their name.
    async fn an_account_is_deleted(app: &TestApp) {
        let maya = person(app, "Maya").await;
        let ben = person(app, "Ben").await;
        let ben_workspace = join(app, "ben@example.com", MAYA).await;
        maya.call::<StartTimer>(&[("timer[description]", "Planning")]).await.ok();
        let plan = maya.call::<PlanDeletion>(&[]).await.ok();
        assert_eq!(plan["to_delete"], serde_json::json!(["Maya’s workspace"]));
        assert_eq!(delete(&maya, "wrong wrong wrong").await.refused_fields(), ["current_password"]);
        // Ben owns a workspace in which Maya is: he cannot go.
        let refused = delete(&ben, PASSWORD).await;
        assert_eq!(refused.refused_fields(), ["workspaces"]);
        assert!(refused.body.to_string().contains("Ben’s workspace"), "{refused:?}");

        delete(&maya, PASSWORD).await.ok();
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 401);
        assert!(matches!(app.letter_to(MAYA).await, Letter::AccountDeleted));
        let dump = dump(app).await;
        assert!(!dump.contains("maya@"), "nothing of the person stays: {dump}");
        // As for an account that never was.
        let gone = sign_in(&app.anonymous(), MAYA, PASSWORD).await;
        let unknown = sign_in(&app.anonymous(), "nobody@example.com", PASSWORD).await;
        assert_eq!((gone.status, gone.body), (unknown.status, unknown.body));
        let mut tx = app.services.db.read().await.unwrap();
        let (name, email, key) = server::fetch!(&mut tx, c => sqlx::query_as::<_, (String, String, String)>(
            "select name, email, email_key from users where deleted_at is not null"
        ).fetch_one(c)).unwrap();
        let (members,) = server::fetch!(&mut tx, c => sqlx::query_as::<_, (i64,)>(
            "select count(*) from members where workspace_id = $1"
        ).bind(ben_workspace).fetch_one(c)).unwrap();
        drop(tx);
        assert_eq!((name.as_str(), email.as_str(), members), ("Deleted person", "", 1));
        assert_eq!(sign_in(&app.anonymous(), &key, PASSWORD).await.status, 422);
        // The address is free again, and Ben alone now.
        person(app, "Maya").await;
        delete(&ben, PASSWORD).await.ok();
    }

    /// No table holds a password or a token in plain.
    async fn a_dump_holds_no_secret(app: &TestApp) {
        let maya = person(app, "Maya").await;
        forgot(app, MAYA).await.ok();
        maya.call::<RequestEmailChange>(&[("change[email]", "new@example.com")]).await.ok();
        change_password(&maya, PASSWORD, NEW).await.ok();
        maya.call::<SignOut>(&[]).await.ok();
        let mut secrets: Vec<String> = vec![PASSWORD.into(), NEW.into()];
        for mail in app.letters().await {
            if matches!(mail.letter, Letter::VerifyEmail { .. } | Letter::ResetPassword { .. } | Letter::ConfirmNewEmail { .. }) {
                secrets.push(token_in(&mail.letter));
            }
        }
        assert_eq!(secrets.len(), 5);
        let dump = dump(app).await;
        assert!(dump.contains(MAYA), "the dump is one");
        for secret in secrets {
            assert!(!dump.contains(&secret), "{secret}");
            assert!(!dump.contains(&server::auth::session::hex(secret.as_bytes())), "{secret} as bytes");
        }
    }

    /// Pages with a token are kept nowhere and tell no other site where the visitor came from.
    async fn pages_behind_links_leak_nothing(app: &TestApp) {
        for path in ["/email/verify", "/email/confirm", "/password/reset"] {
            let url = format!("{}{path}?token={}", app.base, "a".repeat(64));
            let response = reqwest::get(url).await.unwrap();
            assert_eq!(response.status(), 200, "{path}");
            assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
            assert_eq!(response.headers()["referrer-policy"], "same-origin", "{path}");
        }
    }
}

on_both_databases! {
    with crate::ownership::sends_mail;

    /// Where letters reach people, an account begins with the link, by a click.
    async fn sign_up_waits_for_the_link(app: &TestApp) {
        let maya = app.anonymous();
        sign_up(&maya, "Maya", MAYA).await.ok();
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 401);
        app.clock.advance(1);
        let early = sign_in(&maya, MAYA, PASSWORD).await;
        assert_eq!(early.refused_fields(), ["email"], "who has the password is told what is missing");
        assert_eq!(sign_in(&maya, MAYA, "wrong wrong wrong").await.refused_fields(), ["password"]);
        let Letter::VerifyEmail { link } = app.letter_to(MAYA).await else { panic!("the link again") };
        assert!(link.starts_with("https://time.example.com/email/verify?token="), "the configured address: {link}");
        let token = token_in(&app.letter_to(MAYA).await);
        let answer = post_secure::<VerifyEmail>(app, &[("link[token]", &token)]).await;
        assert!(answer, "signed in by the button");
        assert!(post_secure::<SignIn>(app, &[("account[email]", MAYA), ("account[password]", PASSWORD)]).await);
    }

    /// Known and unknown addresses get the same answer; only the mailbox learns more.
    async fn signing_up_tells_nothing(app: &TestApp) {
        sign_up(&app.anonymous(), "Maya", MAYA).await.ok();
        let token = token_in(&app.letter_to(MAYA).await);
        app.anonymous().call::<VerifyEmail>(&[("link[token]", &token)]).await.ok();
        let mut times = [Vec::new(), Vec::new()];
        for round in 0..3 {
            let fresh = format!("fresh{round}@example.com");
            for (at, email) in [MAYA, &fresh].into_iter().enumerate() {
                #[expect(clippy::disallowed_methods, reason = "a stopwatch, not the product's clock")]
                let began = Instant::now();
                let answer = sign_up(&app.anonymous(), "Maya", email).await;
                times[at].push(began.elapsed());
                assert_eq!((answer.status, answer.body, answer.location), (200, serde_json::Value::Null, Some("/signup/sent".into())), "{email}");
            }
            assert!(matches!(app.letter_to(MAYA).await, Letter::AlreadySignedUp { .. }));
            assert!(matches!(app.letter_to(&fresh).await, Letter::VerifyEmail { .. }));
        }
        for (times, who) in times.iter_mut().zip(["known", "unknown"]) {
            times.sort();
            println!("sign-up, {who}: median {:?}", times[times.len() / 2]);
        }
    }

    /// Who signs up again before the link was followed has the newest password and link.
    async fn an_unfollowed_sign_up_can_be_repeated(app: &TestApp) {
        sign_up(&app.anonymous(), "Somebody", MAYA).await.ok();
        let first = token_in(&app.letter_to(MAYA).await);
        app.anonymous().call::<SignUp>(&[
            ("account[name]", "Maya"), ("account[email]", MAYA), ("account[password]", NEW),
        ]).await.ok();
        let second = token_in(&app.letter_to(MAYA).await);
        assert_eq!(app.anonymous().call::<VerifyEmail>(&[("link[token]", &first)]).await.refused_fields(), ["token"]);
        app.anonymous().call::<VerifyEmail>(&[("link[token]", &second)]).await.ok();
        assert_eq!(sign_in(&app.anonymous(), MAYA, PASSWORD).await.status, 422);
        assert_eq!(sign_in(&app.anonymous(), MAYA, NEW).await.status, 200);
    }
}

/// Whether the answer opens a session: over plain HTTP a Secure cookie would not come back.
async fn post_secure<S: leptos::server_fn::ServerFn>(
    app: &TestApp,
    fields: &[(&str, &str)],
) -> bool {
    let response = reqwest::Client::new()
        .post(format!("{}{}", app.base, S::PATH))
        .form(fields)
        .send()
        .await
        .unwrap();
    response
        .headers()
        .get("set-cookie")
        .is_some_and(|cookie| cookie.to_str().unwrap().starts_with("__Host-timether="))
}

/// A hash of everybody's password with too little memory and one pass.
fn cheap_hash() -> String {
    use argon2::password_hash::{PasswordHasher, phc::PasswordHash};
    let params = argon2::Params::new(4096, 1, 1, None).unwrap();
    let hasher = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let hash: PasswordHash = hasher
        .hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16])
        .unwrap();
    hash.to_string()
}

/// Makes the person with the second address a member of the first one's workspace; its id.
async fn join(app: &TestApp, owner: &str, guest: &str) -> uuid::Uuid {
    let mut tx = app.services.db.write(uuid::Uuid::nil()).await.unwrap();
    let (workspace,) = server::fetch!(&mut tx, c => sqlx::query_as::<_, (uuid::Uuid,)>(
        "select m.workspace_id from members m join users u on u.id = m.user_id where u.email = $1"
    ).bind(owner).fetch_one(c))
    .unwrap();
    server::execute!(&mut tx, c => sqlx::query(
        "insert into members (workspace_id, user_id, role, created_at)
         select $1, id, 'member', 0 from users where email = $2"
    ).bind(workspace).bind(guest).execute(c))
    .unwrap();
    tx.commit().await.unwrap();
    workspace
}

/// Everything in every table, as text; bytes as they are where they are text.
async fn dump(app: &TestApp) -> String {
    let mut text = String::new();
    match &app.services.db {
        Db::Sqlite { readers, .. } => {
            let tables = sqlx::query("select name from sqlite_master where type = 'table'")
                .fetch_all(readers)
                .await
                .unwrap();
            for table in tables {
                let name: String = table.get(0);
                let columns = sqlx::query(sqlx::AssertSqlSafe(format!(
                    "select name from pragma_table_info('{name}')"
                )))
                .fetch_all(readers)
                .await
                .unwrap();
                for column in columns {
                    let column: String = column.get(0);
                    let sql = format!(
                        "select cast(\"{column}\" as blob) from \"{name}\" where \"{column}\" is not null"
                    );
                    for row in sqlx::query(sqlx::AssertSqlSafe(sql))
                        .fetch_all(readers)
                        .await
                        .unwrap()
                    {
                        text.push_str(&String::from_utf8_lossy(&row.get::<Vec<u8>, _>(0)));
                        text.push('\n');
                    }
                }
            }
        }
        Db::Postgres(pool) => {
            let tables =
                sqlx::query("select tablename::text from pg_tables where schemaname = 'public'")
                    .fetch_all(pool)
                    .await
                    .unwrap();
            for table in tables {
                let name: String = table.get(0);
                let sql = format!("select t::text from \"{name}\" t");
                for row in sqlx::query(sqlx::AssertSqlSafe(sql))
                    .fetch_all(pool)
                    .await
                    .unwrap()
                {
                    text.push_str(&row.get::<String, _>(0));
                    text.push('\n');
                }
            }
        }
    }
    text
}
