//! Sign-up, sign-in, sign-out, sessions, the throttle and the profile.

use app::accounts::server_fns::{
    AdoptTimezone, LoadAccount, SignIn, SignOut, SignUp, UpdateProfile,
};

use crate::on_both_databases;
use crate::support::{PASSWORD, Person};

async fn sign_in(person: &Person, email: &str, password: &str) -> crate::support::Answer {
    person
        .call::<SignIn>(&[("account[email]", email), ("account[password]", password)])
        .await
}

on_both_databases! {
    /// The whole way in, out and back.
    async fn a_person_signs_up_out_and_in(app: &TestApp) {
        let maya = app.person("Maya").await;
        let account = maya.call::<LoadAccount>(&[]).await.ok();
        assert_eq!(account["email"], "maya@example.com");
        assert_eq!(account["timezone"], "Europe/Berlin");
        maya.call::<SignOut>(&[]).await.ok();
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 401);
        assert_eq!(sign_in(&maya, "MAYA@example.com ", PASSWORD).await.status, 200);
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 200);
    }

    /// A signed-out session is dead even if its cookie is kept.
    async fn a_kept_cookie_is_worth_nothing_after_sign_out(app: &TestApp) {
        let response = app.anonymous().http
            .post(format!("{}{}", app.base, <SignUp as leptos::server_fn::ServerFn>::PATH))
            .form(&[("account[name]", "Maya"), ("account[email]", "m@example.com"), ("account[password]", PASSWORD)])
            .send().await.unwrap();
        let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
        let pair = cookie.split(';').next().unwrap().to_owned();
        let with_cookie = |path: &str| app.anonymous().http.post(format!("{}{path}", app.base))
            .header("cookie", pair.clone());
        let load = <LoadAccount as leptos::server_fn::ServerFn>::PATH;
        assert_eq!(with_cookie(load).send().await.unwrap().status(), 200);
        let out = <SignOut as leptos::server_fn::ServerFn>::PATH;
        assert_eq!(with_cookie(out).send().await.unwrap().status(), 200);
        assert_eq!(with_cookie(load).send().await.unwrap().status(), 401);
    }

    /// Every field is checked, at once, and nothing is made.
    async fn sign_up_refuses_bad_input(app: &TestApp) {
        let nobody = app.anonymous();
        let long = "x".repeat(1025);
        let cases: [(&str, &str, &str, &[&str]); 6] = [
            ("", "", "", &["name", "email", "password"]),
            ("Maya", "maya", PASSWORD, &["email"]),
            ("Maya", "maya@example.com", "short", &["password"]),
            ("Maya", "maya@example.com", &long, &["password"]),
            ("Maya", "maya@example.com", "password1234", &["password"]),
            (&long, "maya@example.com", PASSWORD, &["name"]),
        ];
        for (name, email, password, fields) in cases {
            let answer = nobody.call::<SignUp>(&[
                ("account[name]", name), ("account[email]", email), ("account[password]", password),
            ]).await;
            assert_eq!(answer.refused_fields(), fields);
        }
        assert!(!app.services.has_accounts().await.unwrap());
    }

    /// One address, one account, whatever its case.
    async fn an_address_is_used_once(app: &TestApp) {
        app.person("Maya").await;
        let answer = app.anonymous().call::<SignUp>(&[
            ("account[name]", "Other"), ("account[email]", "Maya@Example.com"), ("account[password]", PASSWORD),
        ]).await;
        assert_eq!(answer.refused_fields(), ["email"]);
    }

    /// A wrong password and an unknown account answer the same; repeated guesses wait longer and longer.
    async fn guesses_are_slowed_down_but_never_locked_out(app: &TestApp) {
        let maya = app.person("Maya").await;
        let nobody = app.anonymous();
        let wrong = sign_in(&nobody, "maya@example.com", "wrong password").await;
        let unknown = sign_in(&nobody, "nobody@example.com", "wrong password").await;
        assert_eq!((wrong.status, &wrong.body), (422, &unknown.body));
        for _ in 0..4 {
            assert_eq!(sign_in(&nobody, "maya@example.com", "wrong password").await.status, 422);
        }
        let throttled = sign_in(&nobody, "maya@example.com", PASSWORD).await;
        assert_eq!(throttled.status, 429, "{throttled:?}");
        // Who is signed in stays signed in, and the wait ends.
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 200);
        app.clock.advance(2);
        assert_eq!(sign_in(&nobody, "maya@example.com", PASSWORD).await.status, 200);
        assert_eq!(sign_in(&app.anonymous(), "maya@example.com", "wrong again").await.status, 422);
    }

    /// Guesses at the same moment count before they are answered.
    async fn parallel_guesses_gain_nothing(app: &TestApp) {
        app.person("Maya").await;
        let guesses = (0..20).map(|_| {
            let nobody = app.anonymous();
            async move { sign_in(&nobody, "maya@example.com", "wrong password").await.status }
        });
        let answers = futures::future::join_all(guesses).await;
        assert_eq!(answers.iter().filter(|status| **status == 422).count(), 5, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 429).count(), 15, "{answers:?}");
    }

    /// 7 idle days or 30 days in all end a session.
    async fn sessions_expire(app: &TestApp) {
        const DAY: i64 = 24 * 3600;
        let maya = app.person("Maya").await;
        for _ in 0..4 {
            app.clock.advance(7 * DAY - 1);
            assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 200);
        }
        app.clock.advance(3 * DAY);
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 401, "30 days in all");
        assert_eq!(sign_in(&maya, "maya@example.com", PASSWORD).await.status, 200);
        app.clock.advance(7 * DAY);
        assert_eq!(maya.call::<LoadAccount>(&[]).await.status, 401, "7 days idle");
    }

    /// Without scripts, forms answer with redirects, and errors come back in the address.
    async fn forms_work_without_scripts(app: &TestApp) {
        let maya = app.anonymous();
        let fields = [("account[name]", "Maya"), ("account[email]", "maya@example.com"), ("account[password]", PASSWORD)];
        let answer = maya.submit::<SignUp>("/signup", &fields).await;
        assert_eq!((answer.status, answer.location.as_deref()), (302, Some("/timer")));
        maya.submit::<SignOut>("/timer", &[]).await;
        let answer = maya.submit::<SignIn>("/login", &[("account[email]", "maya@example.com"), ("account[password]", "nope nope nope")]).await;
        assert_eq!(answer.status, 302);
        let location = answer.location.unwrap();
        let path = location.strip_prefix(&app.base).unwrap_or(&location);
        let page = maya.get(path).await;
        assert!(page.body.as_str().unwrap().contains("do not match"), "the error is shown");
    }

    /// Name, time zone, week start and theme.
    async fn a_profile_is_changed(app: &TestApp) {
        let maya = app.person("Maya").await;
        let answer = maya.call::<UpdateProfile>(&[
            ("profile[name]", "Maya Keller"), ("profile[timezone]", "Asia/Kathmandu"),
            ("profile[week_start]", "sunday"), ("profile[theme]", "dark"),
        ]).await.ok();
        assert_eq!(answer["timezone"], "Asia/Kathmandu");
        assert_eq!(answer["week_start"], "sunday");
        let refused = maya.call::<UpdateProfile>(&[
            ("profile[name]", ""), ("profile[timezone]", "Mars/Olympus"), ("profile[week_start]", "friday"), ("profile[theme]", "pink"),
        ]).await;
        assert_eq!(refused.refused_fields(), ["name", "week_start", "theme"]);
        let refused = maya.call::<UpdateProfile>(&[
            ("profile[name]", "Maya"), ("profile[timezone]", "Mars/Olympus"), ("profile[theme]", "light"),
        ]).await;
        assert_eq!(refused.refused_fields(), ["timezone"]);
        // A known time zone is not taken over by a browser's.
        maya.call::<AdoptTimezone>(&[("timezone", "Europe/Paris")]).await.ok();
        let account = maya.call::<LoadAccount>(&[]).await.ok();
        assert_eq!((&account["name"], &account["timezone"]), (&"Maya Keller".into(), &"Asia/Kathmandu".into()));
    }
}
