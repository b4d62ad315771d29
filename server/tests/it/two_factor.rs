//! Two-factor authentication: on and off, the second step of signing in, recovery codes, guesses.

use std::sync::Arc;

use app::accounts::server_fns::{LoadAccount, SignIn};
use app::accounts::{Accounts, SignInForm, SignInStep};
use app::context::{Origin, PendingToken};
use app::error::AppError;
use app::two_factor::server_fns::{
    CancelTwoFactor, ConfirmTwoFactor, DisableTwoFactor, EnableTwoFactor, LoadTwoFactor,
    RegenerateRecoveryCodes, VerifySignIn,
};
use app::two_factor::{TwoFactor, VerifyForm};
use app::values::UserId;
use futures::future::join_all;
use serde_json::Value;
use server::auth::session::hex;
use server::cli::open_with;
use server::clock::{ManualClock, SystemRandom};
use server::db::Db;
use server::fetch;
use server::mail::Letter;
use server::services::Services;
use server::two_factor::service::CodeCheck;

use crate::on_both_databases;
use crate::support::{Answer, PASSWORD, Person, TestApp};
use crate::totp_code::{base32, code, wrong_code};

const EMAIL: &str = "maya@example.com";
const CODE: &str = "verification[code]";
const RECOVERY: &str = "verification[recovery_code]";
const CURRENT: &str = "confirmation[current_password]";

/// Somebody with two-factor authentication on.
struct Enrolled {
    secret: String,
    codes: Vec<String>,
}

async fn status(person: &Person) -> Value {
    person.call::<LoadTwoFactor>(&[]).await.ok()["status"].clone()
}

async fn waiting_secret(person: &Person) -> String {
    person.call::<EnableTwoFactor>(&[]).await.ok();
    let status = status(person).await;
    status["waiting"]["secret"].as_str().unwrap().to_owned()
}

fn listed(codes: &Value) -> Vec<String> {
    let codes = codes.as_array().unwrap();
    codes
        .iter()
        .map(|code| code.as_str().unwrap().to_owned())
        .collect()
}

async fn enrol(app: &TestApp, person: &Person) -> Enrolled {
    let secret = waiting_secret(person).await;
    let first = code(&secret, now(app));
    let codes = person
        .call::<ConfirmTwoFactor>(&[(CODE, &first)])
        .await
        .ok();
    // The next steps are fresh ones.
    app.clock.advance(120);
    Enrolled {
        secret,
        codes: listed(&codes),
    }
}

fn now(app: &TestApp) -> i64 {
    app.services.now()
}

async fn give_password(app: &TestApp) -> Person {
    let person = app.anonymous();
    let answer = sign_in(&person).await;
    assert_eq!(
        (answer.status, answer.location.as_deref()),
        (200, Some("/login/verify"))
    );
    assert_eq!(
        person.call::<LoadAccount>(&[]).await.status,
        401,
        "not in yet"
    );
    person
}

async fn sign_in(person: &Person) -> Answer {
    person
        .call::<SignIn>(&[("account[email]", EMAIL), ("account[password]", PASSWORD)])
        .await
}

/// The right password, without HTTP; `None` while it has to wait.
async fn pending(services: &Services, address: &str) -> Option<PendingToken> {
    let form = SignInForm {
        email: EMAIL.into(),
        password: PASSWORD.into(),
    };
    match services.sign_in(&origin(address), form).await {
        Ok(SignInStep::SecondFactor(token)) => Some(token),
        Err(AppError::Throttled(_)) => None,
        other => panic!("{other:?}"),
    }
}

fn origin(address: &str) -> Origin {
    Origin {
        address: address.into(),
        user_agent: "tests".into(),
    }
}

fn with_code(code: &str) -> VerifyForm {
    VerifyForm {
        code: code.into(),
        recovery_code: String::new(),
    }
}

fn with_recovery(code: &str) -> VerifyForm {
    VerifyForm {
        code: String::new(),
        recovery_code: code.into(),
    }
}

async fn user_id(person: &Person) -> UserId {
    let account = person.call::<LoadAccount>(&[]).await.ok();
    account["id"].as_str().unwrap().parse().unwrap()
}

async fn events(app: &TestApp) -> Vec<String> {
    let mut tx = app.services.db.read().await.unwrap();
    let rows: Vec<(String,)> = fetch!(&mut tx, c => sqlx::query_as("select event from security_log order by id").fetch_all(c)).unwrap();
    rows.into_iter().map(|(event,)| event).collect()
}

/// Everything the database holds, as bytes; on `PostgreSQL` as text, with bytes in hexadecimal.
async fn dump(app: &TestApp) -> Vec<u8> {
    match &app.services.db {
        Db::Sqlite { .. } => {
            let path = app
                .services
                .config
                .database_url
                .strip_prefix("sqlite://")
                .unwrap();
            let mut all = std::fs::read(path).unwrap();
            all.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
            all
        }
        Db::Postgres(pool) => {
            let tables: Vec<(String,)> = sqlx::query_as("select table_name::text from information_schema.tables where table_schema = 'public'")
                .fetch_all(pool).await.unwrap();
            let mut all = Vec::new();
            for (table,) in tables {
                let text = format!("select t::text from \"{table}\" t");
                let rows: Vec<(String,)> = sqlx::query_as(sqlx::AssertSqlSafe(text))
                    .fetch_all(pool)
                    .await
                    .unwrap();
                all.extend(rows.into_iter().flat_map(|(row,)| row.into_bytes()));
            }
            all
        }
    }
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

on_both_databases! {
    /// Nothing changes until a code was right; a wrong one may be tried again with the same secret.
    async fn it_stays_off_until_a_code_is_right(app: &TestApp) {
        let maya = app.person("Maya").await;
        assert_eq!(status(&maya).await, "off");
        let secret = waiting_secret(&maya).await;
        assert_eq!(sign_in(&app.anonymous()).await.location.as_deref(), Some("/timer"), "the password is enough");
        for (wrong, why) in [(wrong_code(&secret, now(app)), "wrong"), (String::new(), "missing"), ("12".into(), "short")] {
            let answer = maya.call::<ConfirmTwoFactor>(&[(CODE, &wrong)]).await;
            assert_eq!(answer.refused_fields(), ["code"], "{why}");
        }
        let again = status(&maya).await;
        assert_eq!(again["waiting"]["secret"], secret.as_str(), "the same secret");
        let right = code(&secret, now(app));
        let spaced = format!("{} {}", &right[..3], &right[3..]);
        let codes = listed(&maya.call::<ConfirmTwoFactor>(&[(CODE, &spaced)]).await.ok());
        assert_eq!(codes.len(), 10);
        assert_eq!(status(&maya).await["on"]["codes_left"], 10);
        // Enabling again is refused, and so is a second confirmation.
        assert_eq!(maya.call::<EnableTwoFactor>(&[]).await.status, 409);
        assert_eq!(maya.call::<ConfirmTwoFactor>(&[(CODE, &right)]).await.status, 409);
        assert!(events(app).await.contains(&"two_factor_enabled".to_owned()));
        assert!(app.letters().await.iter().any(|mail| matches!(mail.letter, Letter::TwoFactorEnabled)));
    }

    /// A secret that waits is given up, by its person or by time.
    async fn a_waiting_secret_can_be_given_up(app: &TestApp) {
        let maya = app.person("Maya").await;
        waiting_secret(&maya).await;
        maya.call::<CancelTwoFactor>(&[]).await.ok();
        assert_eq!(status(&maya).await, "off");
        let secret = waiting_secret(&maya).await;
        app.clock.advance(3600);
        assert_eq!(status(&maya).await, "off");
        let answer = maya.call::<ConfirmTwoFactor>(&[(CODE, &code(&secret, now(app)))]).await;
        assert_eq!(answer.status, 409);
    }

    /// Who gave the password more than ten minutes ago gives it again.
    async fn enabling_takes_the_password_after_a_while(app: &TestApp) {
        let maya = app.person("Maya").await;
        app.clock.advance(600);
        assert_eq!(maya.call::<LoadTwoFactor>(&[]).await.ok()["password_is_fresh"], false);
        assert_eq!(maya.call::<EnableTwoFactor>(&[]).await.refused_fields(), ["current_password"]);
        assert_eq!(maya.call::<EnableTwoFactor>(&[(CURRENT, "not this one")]).await.refused_fields(), ["current_password"]);
        assert_eq!(status(&maya).await, "off");
        maya.call::<EnableTwoFactor>(&[(CURRENT, PASSWORD)]).await.ok();
        assert!(status(&maya).await["waiting"].is_object());
    }

    /// Password, then code, then in; with scripts and without.
    async fn sign_in_asks_for_the_code(app: &TestApp) {
        let maya = app.person("Maya").await;
        let enrolled = enrol(app, &maya).await;
        let person = give_password(app).await;
        let wrong = wrong_code(&enrolled.secret, now(app));
        assert_eq!(person.call::<VerifySignIn>(&[(CODE, &wrong)]).await.refused_fields(), ["code"]);
        let right = code(&enrolled.secret, now(app));
        let answer = person.call::<VerifySignIn>(&[(CODE, &right)]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (200, Some("/timer")));
        assert_eq!(person.call::<LoadAccount>(&[]).await.status, 200);
        assert_eq!(person.get("/login/verify").await.location.as_deref(), Some("/timer"));

        app.clock.advance(60);
        let plain = app.anonymous();
        assert_eq!(plain.get("/login/verify").await.location.as_deref(), Some("/login"), "nothing waits");
        let fields = [("account[email]", EMAIL), ("account[password]", PASSWORD)];
        assert_eq!(plain.submit::<SignIn>("/login", &fields).await.location.as_deref(), Some("/login/verify"));
        let page = plain.get("/login/verify").await;
        assert!(page.body.as_str().unwrap().contains("Verification code"));
        let page = plain.get("/login/verify?recovery=1").await;
        assert!(page.body.as_str().unwrap().contains("Recovery code"));
        let wrong = wrong_code(&enrolled.secret, now(app));
        let refused = plain.submit::<VerifySignIn>("/login/verify", &[(CODE, &wrong)]).await;
        let back = refused.location.unwrap();
        let page = plain.get(back.strip_prefix(&app.base).unwrap_or(&back)).await;
        assert!(page.body.as_str().unwrap().contains("This code is not valid"));
        let right = code(&enrolled.secret, now(app));
        let answer = plain.submit::<VerifySignIn>("/login/verify", &[(CODE, &right)]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (302, Some("/timer")));
        assert!(events(app).await.contains(&"second_factor_refused".to_owned()));
    }

    /// A form without scripts shows the recovery codes on the page that follows, once.
    async fn recovery_codes_are_shown_once_without_scripts(app: &TestApp) {
        let maya = app.person("Maya").await;
        let secret = waiting_secret(&maya).await;
        let page = maya.get("/profile/security").await;
        assert!(page.body.as_str().unwrap().contains("Secret key"));
        let first = code(&secret, now(app));
        let answer = maya.submit::<ConfirmTwoFactor>("/profile/security", &[(CODE, &first)]).await;
        assert_eq!((answer.status, answer.location.as_deref()), (302, Some("/profile/security")));
        let text = maya.get("/profile/security").await.body.as_str().unwrap().to_owned();
        assert_eq!(text.matches("<code>").count(), 10);
        let again = maya.get("/profile/security").await.body.as_str().unwrap().to_owned();
        assert_eq!(again.matches("<code>").count(), 0);
    }

    /// The current step and its neighbours are accepted, each once; older and newer ones are not.
    async fn steps_are_accepted_once_and_in_order(app: &TestApp) {
        let maya = app.person("Maya").await;
        let user = user_id(&maya).await;
        let secret = waiting_secret(&maya).await;
        let confirming = code(&secret, now(app));
        maya.call::<ConfirmTwoFactor>(&[(CODE, &confirming)]).await.ok();
        let use_code = async |code: String| {
            let mut tx = app.services.db.write(user.uuid()).await.unwrap();
            let check = app.services.use_code(&mut tx, user, &code).await.unwrap();
            tx.commit().await.unwrap();
            check == CodeCheck::Right
        };
        assert!(!use_code(confirming).await, "the code that enabled it");
        app.clock.advance(300);
        let at = |step: i64| code(&secret, now(app) + 30 * step);
        for (step, accepted) in [(-2, false), (2, false), (-1, true), (-1, false), (0, true), (0, false), (-1, false), (1, true), (0, false), (1, false)] {
            assert_eq!(use_code(at(step)).await, accepted, "step {step}");
        }
        assert!(!use_code("000".into()).await);
    }

    /// The same code fifty times at the same moment: one success.
    async fn parallel_uses_of_one_code_are_one(app: &TestApp) {
        let maya = app.person("Maya").await;
        let user = user_id(&maya).await;
        let enrolled = enrol(app, &maya).await;
        let mut waiting = Vec::new();
        for _ in 0..50 {
            waiting.push(pending(&app.services, "192.0.2.1").await.unwrap());
        }
        let right = code(&enrolled.secret, now(app));
        let attempts = waiting.into_iter().enumerate().map(|(at, token)| {
            let (services, form) = (Arc::clone(&app.services), with_code(&right));
            // From many places, so that the address is not what stops them.
            tokio::spawn(async move { services.verify_sign_in(&origin(&format!("192.0.2.{at}")), &token, form).await.is_ok() })
        });
        let answers = join_all(attempts).await;
        assert_eq!(answers.into_iter().filter(|ok| *ok.as_ref().unwrap()).count(), 1);

        // The same below the throttle.
        app.clock.advance(60);
        let right = code(&enrolled.secret, now(app));
        let attempts = (0..50).map(|_| {
            let (services, right) = (Arc::clone(&app.services), right.clone());
            tokio::spawn(async move {
                let mut tx = services.db.write(user.uuid()).await.unwrap();
                let check = services.use_code(&mut tx, user, &right).await.unwrap();
                tx.commit().await.unwrap();
                check == CodeCheck::Right
            })
        });
        let answers = join_all(attempts).await;
        assert_eq!(answers.into_iter().filter(|ok| *ok.as_ref().unwrap()).count(), 1);
    }

    /// A recovery code works once, one of many at the same moment; new ones end the old.
    async fn a_recovery_code_works_once(app: &TestApp) {
        let maya = app.person("Maya").await;
        let enrolled = enrol(app, &maya).await;
        let person = give_password(app).await;
        let shouted = enrolled.codes[0].to_uppercase().replace('-', " ");
        person.call::<VerifySignIn>(&[(RECOVERY, &shouted)]).await.ok();
        assert_eq!(person.call::<LoadAccount>(&[]).await.status, 200);
        let person = give_password(app).await;
        assert_eq!(person.call::<VerifySignIn>(&[(RECOVERY, &enrolled.codes[0])]).await.refused_fields(), ["recovery_code"]);
        assert_eq!(status(&maya).await["on"]["codes_left"], 9);

        let mut waiting = Vec::new();
        for _ in 0..20 {
            waiting.push(pending(&app.services, "192.0.2.1").await.unwrap());
        }
        let attempts = waiting.into_iter().enumerate().map(|(at, token)| {
            let (services, form) = (Arc::clone(&app.services), with_recovery(&enrolled.codes[1]));
            tokio::spawn(async move { services.verify_sign_in(&origin(&format!("192.0.2.{at}")), &token, form).await.is_ok() })
        });
        let answers = join_all(attempts).await;
        assert_eq!(answers.into_iter().filter(|ok| *ok.as_ref().unwrap()).count(), 1);

        app.clock.advance(3600);
        assert_eq!(maya.call::<RegenerateRecoveryCodes>(&[]).await.refused_fields(), ["current_password"]);
        let fresh = listed(&maya.call::<RegenerateRecoveryCodes>(&[(CURRENT, PASSWORD)]).await.ok());
        assert_eq!(status(&maya).await["on"]["codes_left"], 10);
        let person = give_password(app).await;
        assert_eq!(person.call::<VerifySignIn>(&[(RECOVERY, &enrolled.codes[2])]).await.refused_fields(), ["recovery_code"]);
        person.call::<VerifySignIn>(&[(RECOVERY, &fresh[9])]).await.ok();
        let log = events(app).await;
        assert_eq!(log.iter().filter(|event| *event == "recovery_code_used").count(), 3);
        assert!(log.contains(&"recovery_codes_regenerated".to_owned()));
    }

    /// The second step waits ten minutes, works once, and not after another password was set.
    async fn a_pending_sign_in_ends(app: &TestApp) {
        let maya = app.person("Maya").await;
        let enrolled = enrol(app, &maya).await;
        let late = pending(&app.services, "192.0.2.1").await.unwrap();
        app.clock.advance(600);
        let right = |app: &TestApp| with_code(&code(&enrolled.secret, now(app)));
        let verify = async |token: &PendingToken| app.services.verify_sign_in(&origin("192.0.2.1"), token, right(app)).await;
        assert_eq!(verify(&late).await.err(), Some(AppError::Unauthenticated));
        let token = pending(&app.services, "192.0.2.1").await.unwrap();
        verify(&token).await.unwrap();
        app.clock.advance(60);
        assert_eq!(verify(&token).await.err(), Some(AppError::Unauthenticated), "once");
        let token = pending(&app.services, "192.0.2.1").await.unwrap();
        app.services.reset_password(EMAIL, "another long password".into()).await.unwrap();
        assert_eq!(verify(&token).await.err(), Some(AppError::Unauthenticated), "the old password");
        assert_eq!(verify(&PendingToken("0".repeat(64))).await.err(), Some(AppError::Unauthenticated));
    }

    /// A thousand guesses, the password entered again and again, a restart half way: no more than the throttle allows.
    async fn a_thousand_guesses_are_few(app: &TestApp) {
        let maya = app.person("Maya").await;
        let enrolled = enrol(app, &maya).await;
        let restarted = open_with(app.services.config.clone(), Arc::<ManualClock>::clone(&app.clock), Arc::new(SystemRandom)).await.unwrap();
        let mut looked_at = 0;
        let mut token = None;
        for guess in 0..1000 {
            let services = if guess < 500 { app.services.as_ref() } else { &restarted };
            app.clock.advance(1);
            if guess % 100 == 0 {
                token = pending(services, "192.0.2.1").await.or(token);
            }
            let wrong = with_code(&wrong_code(&enrolled.secret, now(app)));
            let answer = services.verify_sign_in(&origin("192.0.2.1"), token.as_ref().unwrap(), wrong).await;
            looked_at += i32::from(matches!(answer, Err(AppError::Invalid(_))));
        }
        restarted.db.close().await;
        // Five for nothing, then 1, 2, 4 … seconds apart.
        assert!((6..=15).contains(&looked_at), "{looked_at}");
    }

    /// The right password gives no room for more guesses at the code.
    async fn the_password_does_not_clear_the_failures(app: &TestApp) {
        let maya = app.person("Maya").await;
        let enrolled = enrol(app, &maya).await;
        let mut refused = 0;
        for _ in 0..8 {
            let Some(token) = pending(&app.services, "192.0.2.1").await else { continue };
            let wrong = with_code(&wrong_code(&enrolled.secret, now(app)));
            let answer = app.services.verify_sign_in(&origin("192.0.2.1"), &token, wrong).await;
            refused += i32::from(matches!(answer, Err(AppError::Invalid(_))));
        }
        assert_eq!(refused, 5);
        app.clock.advance(30);
        let token = pending(&app.services, "192.0.2.1").await.unwrap();
        app.clock.advance(30);
        let right = with_code(&code(&enrolled.secret, now(app)));
        app.services.verify_sign_in(&origin("192.0.2.1"), &token, right).await.unwrap();
    }

    /// Switching it off takes the password, however lately it was given.
    async fn disabling_takes_the_password(app: &TestApp) {
        let maya = app.person("Maya").await;
        enrol(app, &maya).await;
        for wrong in ["", "not this one"] {
            assert_eq!(maya.call::<DisableTwoFactor>(&[(CURRENT, wrong)]).await.refused_fields(), ["current_password"]);
        }
        assert!(status(&maya).await["on"].is_object());
        maya.call::<DisableTwoFactor>(&[(CURRENT, PASSWORD)]).await.ok();
        assert_eq!(status(&maya).await, "off");
        assert_eq!(sign_in(&app.anonymous()).await.location.as_deref(), Some("/timer"));
        assert!(events(app).await.contains(&"two_factor_disabled".to_owned()));
        assert!(app.letters().await.iter().any(|mail| matches!(mail.letter, Letter::TwoFactorDisabled)));
    }

    /// An operator helps somebody who lost everything: the password alone is left, and nobody is signed in.
    async fn an_operator_resets_it(app: &TestApp) {
        let maya = app.person("Maya").await;
        enrol(app, &maya).await;
        app.services.reset_two_factor(" MAYA@example.com").await.unwrap();
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 401);
        assert_eq!(sign_in(&maya).await.location.as_deref(), Some("/timer"));
        assert_eq!(status(&maya).await, "off");
        assert!(events(app).await.contains(&"two_factor_disabled".to_owned()));
        assert_eq!(app.services.reset_two_factor("nobody@example.com").await.err(), Some(AppError::NotFound));
    }

    /// Nobody is another: everything needs a session, and a stranger's second step is his own.
    async fn strangers_get_nothing(app: &TestApp) {
        let nobody = app.anonymous();
        assert_eq!(nobody.call::<LoadTwoFactor>(&[]).await.status, 401);
        assert_eq!(nobody.call::<EnableTwoFactor>(&[]).await.status, 401);
        assert_eq!(nobody.call::<ConfirmTwoFactor>(&[(CODE, "123456")]).await.status, 401);
        assert_eq!(nobody.call::<DisableTwoFactor>(&[(CURRENT, PASSWORD)]).await.status, 401);
        assert_eq!(nobody.call::<RegenerateRecoveryCodes>(&[(CURRENT, PASSWORD)]).await.status, 401);
        assert_eq!(nobody.call::<VerifySignIn>(&[(CODE, "123456")]).await.status, 401);
        assert_eq!(nobody.get("/profile/security").await.location.as_deref(), Some("/login"));
    }

    /// Neither the seed nor a recovery code nor a token stands in the database.
    async fn the_database_holds_no_secret(app: &TestApp) {
        let maya = app.person("Maya").await;
        let enrolled = enrol(app, &maya).await;
        let token = pending(&app.services, "192.0.2.1").await.unwrap();
        app.services.verify_sign_in(&origin("192.0.2.1"), &pending(&app.services, "192.0.2.1").await.unwrap(), with_recovery(&enrolled.codes[0])).await.unwrap();
        let all = dump(app).await;
        assert!(contains(&all, EMAIL.as_bytes()), "the dump is one");
        let seed = base32(&enrolled.secret);
        let seed_hex = hex(&seed);
        assert!(!contains(&all, &seed) && !contains(&all, seed_hex.as_bytes()));
        assert!(!contains(&all, enrolled.secret.as_bytes()));
        assert!(!contains(&all, token.0.as_bytes()));
        for code in &enrolled.codes {
            assert!(!contains(&all, code.as_bytes()) && !contains(&all, code.replace('-', "").as_bytes()));
        }
    }
}
