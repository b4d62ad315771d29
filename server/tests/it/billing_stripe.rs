//! Stripe: what is asked of it, by the recorded shapes of its answers, and its events with signatures made for real.

use std::sync::{Arc, Mutex, PoisonError};

use app::access::{GRACE_SECONDS, Plan, Role};
use app::activity::server_fns::ListActivity;
use app::billing::server_fns::{ChangePlan, ChangeSeats, ManagePayment};
use app::tags::server_fns::CreateTag;
use app::timer::server_fns::{LoadTimer, StartTimer};
use app::workspaces::server_fns::{DeleteWorkspace, LoadFrame};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use server::billing::stripe::signature::sign;
use server::config::{BillingMode, Config, SecretText};

use crate::billing::{again, billing, log, workspace_of};
use crate::on_both_databases;
use crate::support::{Person, START, TestApp};

const SECRET: &str = "whsec_testtesttesttest";
const KEY: &str = "sk_test_abcdefghijklmnop";
const CUSTOMER: &str = "cus_QtestMaya";
const SUBSCRIPTION: &str = "sub_1QtestMaya";

/// What the test double was asked: method, path and body, one a line.
type Asked = Arc<Mutex<Vec<String>>>;

/// Stripe's API as far as it is used, on a port of its own; `GET /asked` tells what was asked, `/decline` has cards refused.
pub fn stripe(config: &mut Config) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Asked::default();
    tokio::spawn(async move {
        let router = Router::new().fallback(double).with_state(asked);
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        axum_server(listener, router).await;
    });
    config.billing = BillingMode::Stripe;
    config.default_plan = Plan::Free;
    config.stripe_url = format!("http://{address}/").parse().unwrap();
    config.stripe_secret_key = Some(SecretText::new(KEY.into()));
    config.stripe_webhook_secret = Some(SecretText::new(SECRET.into()));
    config.stripe_prices = [
        (Plan::SoloPro, "price_solo"),
        (Plan::Team, "price_team"),
        (Plan::Business, "price_business"),
    ]
    .map(|(plan, price)| (plan, price.to_owned()))
    .to_vec();
}

async fn axum_server(listener: tokio::net::TcpListener, router: Router) {
    server::http::listener::serve(listener, router, std::future::pending())
        .await
        .unwrap();
}

async fn double(State(asked): State<Asked>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 65536).await.unwrap();
    let path = parts.uri.path().to_owned();
    let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
    if path == "/asked" {
        return asked.join("\n").into_response();
    }
    let form = url::form_urlencoded::parse(&body)
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&");
    let declines = asked.iter().any(|line| line.contains("/decline"));
    asked.push(format!("{} {path} {form}", parts.method));
    if path == "/decline" {
        return StatusCode::OK.into_response();
    }
    let authorised = parts
        .headers
        .get("authorization")
        .is_some_and(|value| value == &format!("Bearer {KEY}"));
    let writes = parts.method == Method::POST;
    if !authorised
        || (writes
            && path != "/v1/billing_portal/sessions"
            && !parts.headers.contains_key("idempotency-key"))
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let subscription = || {
        include_str!("../fixtures/stripe/subscription.json")
            .replace("{subscription}", SUBSCRIPTION)
            .replace("{quantity}", "3")
    };
    match path.as_str() {
        "/v1/checkout/sessions" => {
            include_str!("../fixtures/stripe/checkout_session.json").into_response()
        }
        "/v1/billing_portal/sessions" => {
            include_str!("../fixtures/stripe/portal_session.json").into_response()
        }
        "/v1/subscriptions/sub_1QtestMaya" if declines && writes => (
            StatusCode::PAYMENT_REQUIRED,
            include_str!("../fixtures/stripe/error_card.json"),
        )
            .into_response(),
        "/v1/subscriptions/sub_1QtestMaya" => subscription().into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// An event to be sent.
struct Event {
    shape: &'static str,
    id: &'static str,
    at: i64,
    fields: Vec<(&'static str, String)>,
}

fn event(shape: &'static str, id: &'static str, at: i64) -> Event {
    Event {
        shape,
        id,
        at,
        fields: Vec::new(),
    }
}

impl Event {
    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.fields.insert(0, (name, value.to_string()));
        self
    }

    fn body(&self, workspace: &str) -> String {
        let usual = [
            ("event", self.id.to_owned()),
            ("created", self.at.to_string()),
            ("workspace", workspace.to_owned()),
            ("customer", CUSTOMER.to_owned()),
            ("subscription", SUBSCRIPTION.to_owned()),
            ("reason", "subscription_cycle".to_owned()),
            ("quantity", "3".to_owned()),
            ("price", "price_team".to_owned()),
        ];
        let fill = |text: String, (name, value): &(&str, String)| {
            text.replace(&format!("{{{name}}}"), value)
        };
        let text = self.fields.iter().fold(self.shape.to_owned(), fill);
        usual.iter().fold(text, fill)
    }
}

fn completed(id: &'static str, at: i64) -> Event {
    event(
        include_str!("../fixtures/stripe/event_checkout_completed.json"),
        id,
        at,
    )
    .with("status", "paid")
}

fn invoice(id: &'static str, at: i64, kind: &str) -> Event {
    event(
        include_str!("../fixtures/stripe/event_invoice.json"),
        id,
        at,
    )
    .with("kind", kind)
}

fn subscription(id: &'static str, at: i64, kind: &str, status: &str) -> Event {
    const AROUND: &str = r#"{"id":"{event}","object":"event","api_version":"2025-03-31.basil","created":{created},"type":"{kind}","livemode":false,"data":{"object":"#;
    let shape: &'static str = Box::leak(
        format!(
            "{AROUND}{}}}}}",
            include_str!("../fixtures/stripe/subscription.json")
        )
        .into_boxed_str(),
    );
    event(shape, id, at)
        .with("kind", kind)
        .with("status", status)
}

async fn post(app: &TestApp, body: &str, signature: &str) -> u16 {
    let url = format!("{}/billing/stripe/webhook", app.base);
    let request = app
        .anonymous()
        .http
        .post(url)
        .header("stripe-signature", signature);
    request
        .body(body.to_owned())
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

/// Sends an event as Stripe does, and expects it to be taken.
async fn send(app: &TestApp, workspace: &str, event: Event) {
    let body = event.body(workspace);
    let signature = sign(body.as_bytes(), app.services.now(), SECRET);
    assert_eq!(post(app, &body, &signature).await, 200, "{body}");
}

async fn asked(app: &TestApp) -> String {
    let url = app.services.config.stripe_url.join("asked").unwrap();
    app.anonymous()
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
}

/// Maya with three Team seats, paid through Checkout.
async fn paying(app: &TestApp) -> (Person, String) {
    let maya = app.person("Maya").await;
    let workspace = workspace_of(&maya).await.to_string();
    send(app, &workspace, completed("evt_first", START)).await;
    (maya, workspace)
}

async fn plan_and_seats(person: &Person) -> (Value, Value) {
    let now = billing(person).await;
    (now["plan"].clone(), now["seats"].clone())
}

async fn state(person: &Person) -> Value {
    person.call::<LoadFrame>(&[]).await.ok()["actor"]["billing"].clone()
}

on_both_databases! { with crate::billing_stripe::stripe;
    /// Checkout asks for the payment, and only its event changes the plan.
    async fn a_plan_is_bought(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await.to_string();
        let wish = [("room[plan]", "team"), ("room[seats]", "3")];
        let refused = maya.call::<ChangePlan>(&[("room[plan]", "team"), ("room[seats]", "")]).await;
        assert_eq!(refused.refused_fields(), ["seats"]);
        let sent_on = maya.submit::<ChangePlan>("/settings/billing?change=plan", &wish).await;
        assert!(sent_on.location.as_deref().unwrap().starts_with("https://checkout.stripe.com/c/pay/"), "{sent_on:?}");
        let asked = asked(app).await;
        for words in ["POST /v1/checkout/sessions", "mode=subscription", "line_items[0][price]=price_team", "line_items[0][quantity]=3",
            "customer_email=maya@example.com", &format!("client_reference_id={workspace}"), &format!("subscription_data[metadata][workspace_id]={workspace}")] {
            assert!(asked.contains(words), "{words}: {asked}");
        }
        assert_eq!(plan_and_seats(&maya).await, ("free".into(), Value::Null));
        send(app, &workspace, completed("evt_1", START)).await;
        assert_eq!(plan_and_seats(&maya).await, ("team".into(), 3.into()));
        let portal = maya.submit::<ManagePayment>("/settings/billing", &[]).await;
        assert!(portal.location.as_deref().unwrap().starts_with("https://billing.stripe.com/p/session/"), "{portal:?}");
        assert_eq!(log(app, workspace.parse().unwrap()).await, [("billing.plan_changed".to_owned(), false)]);
    }

    /// Who buys in two tabs pays once: the older subscription is ended, whichever news comes first.
    async fn what_is_bought_twice_is_paid_once(app: &TestApp) {
        let (maya, workspace) = paying(app).await;
        send(app, &workspace, completed("evt_second", START + 60).with("subscription", "sub_2QtestMaya")).await;
        assert!(asked(app).await.contains("DELETE /v1/subscriptions/sub_1QtestMaya"));
        let late = completed("evt_late", START + 30).with("subscription", "sub_0QtestMaya");
        send(app, &workspace, late).await;
        let asked = asked(app).await;
        assert!(asked.contains("DELETE /v1/subscriptions/sub_0QtestMaya"), "{asked}");
        assert!(!asked.contains("DELETE /v1/subscriptions/sub_2QtestMaya"), "{asked}");
        assert_eq!(plan_and_seats(&maya).await.0, "team");
    }

    /// What nobody signed, what is old, and what came before has no effect.
    async fn only_fresh_signed_events_count_once(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await.to_string();
        let body = completed("evt_1", START).body(&workspace);
        let now = app.services.now();
        for signature in ["", "t=1,v1=00", &sign(body.as_bytes(), now, "whsec_other"), &sign(b"{}", now, SECRET),
            &sign(body.as_bytes(), now - 301, SECRET), &sign(body.as_bytes(), now + 301, SECRET)] {
            assert_eq!(post(app, &body, signature).await, 400, "{signature}");
        }
        assert_eq!(post(app, "{}", &sign(b"{}", now, SECRET)).await, 400);
        let huge = " ".repeat(300 * 1024);
        assert_eq!(post(app, &huge, &sign(huge.as_bytes(), now, SECRET)).await, 413);
        assert_eq!(plan_and_seats(&maya).await.0, "free");
        let signature = format!("{},v1={}", sign(body.as_bytes(), now - 300, SECRET), "0".repeat(64));
        assert_eq!(post(app, &body, &signature).await, 200);
        assert_eq!(plan_and_seats(&maya).await.0, "team");
        // The same again, after something newer.
        send(app, &workspace, subscription("evt_2", START + 1, "customer.subscription.updated", "active").with("quantity", 8)).await;
        assert_eq!(post(app, &body, &sign(body.as_bytes(), now, SECRET)).await, 200);
        assert_eq!(plan_and_seats(&maya).await, ("team".into(), 8.into()));
        // Nobody's, and nothing of interest.
        send(app, crate::clients::UNKNOWN, completed("evt_3", START).with("customer", "cus_other")).await;
        send(app, &workspace, invoice("evt_4", START, "invoice.created")).await;
    }

    /// An event that was made earlier does not undo a later one.
    async fn old_news_change_nothing(app: &TestApp) {
        let (maya, workspace) = paying(app).await;
        send(app, &workspace, subscription("evt_b", START + 20, "customer.subscription.updated", "active").with("quantity", 5)).await;
        send(app, &workspace, subscription("evt_a", START + 10, "customer.subscription.updated", "past_due").with("quantity", 9)).await;
        assert_eq!((plan_and_seats(&maya).await, state(&maya).await), (("team".into(), 5.into()), "active".into()));
        send(app, &workspace, invoice("evt_c", START + 15, "invoice.payment_failed")).await;
        assert_eq!(state(&maya).await, "active");
        // Another subscription's news are not this one's.
        send(app, &workspace, subscription("evt_d", START + 30, "customer.subscription.deleted", "canceled").with("subscription", "sub_old")).await;
        assert_eq!(plan_and_seats(&maya).await.0, "team");
    }

    /// News may come before the purchase they belong to.
    async fn an_invoice_may_come_first(app: &TestApp) {
        let maya = app.person("Maya").await;
        let workspace = workspace_of(&maya).await.to_string();
        send(app, &workspace, invoice("evt_1", START + 2, "invoice.paid").with("reason", "subscription_create")).await;
        send(app, &workspace, completed("evt_2", START)).await;
        assert_eq!(plan_and_seats(&maya).await, ("team".into(), 3.into()));
    }

    /// A renewal fails: grace from that moment; a repetition extends nothing; a payment restores at once.
    async fn a_failed_renewal_is_graced(app: &TestApp) {
        let (maya, workspace) = paying(app).await;
        app.clock.advance(100);
        send(app, &workspace, invoice("evt_0", START + 20, "invoice.payment_failed").with("reason", "subscription_update")).await;
        assert_eq!(state(&maya).await, "active");
        send(app, &workspace, invoice("evt_1", START + 40, "invoice.payment_failed")).await;
        send(app, &workspace, subscription("evt_2", START + 41, "customer.subscription.updated", "past_due")).await;
        let older = event(include_str!("../fixtures/stripe/event_invoice_2024.json"), "evt_3", START + 90).with("kind", "invoice.payment_failed");
        send(app, &workspace, older).await;
        assert_eq!(state(&maya).await, "past_due");
        let end = START + 40 + GRACE_SECONDS;
        assert_eq!(app.services.settle_every_grace().await, Ok(Some(end)));
        app.clock.set(end - 10);
        let maya = again(app, "Maya", workspace.parse().unwrap()).await;
        maya.call::<StartTimer>(&[("timer[description]", "x")]).await.ok();
        app.clock.set(end + 500);
        // Paid after the end, before anybody looked.
        send(app, &workspace, invoice("evt_4", end + 400, "invoice.paid")).await;
        assert_eq!(state(&maya).await, "active");
        let timer = maya.call::<LoadTimer>(&[]).await.ok();
        assert_eq!((&timer["state"], &timer["elapsed"]), (&"paused".into(), &10.into()));
        maya.call::<CreateTag>(&[("name", "dev")]).await.ok();
        let actions: Vec<String> = log(app, workspace.parse().unwrap()).await.into_iter().map(|(action, _)| action).collect();
        assert_eq!(actions, ["billing.plan_changed", "billing.payment_failed", "billing.became_read_only", "billing.restored"]);
    }

    /// The subscription ends: alone on Free, with others read-only until it is bought anew.
    async fn an_ended_subscription(app: &TestApp) {
        let (maya, workspace) = paying(app).await;
        let ended = |id, at| subscription(id, at, "customer.subscription.deleted", "canceled");
        send(app, &workspace, ended("evt_1", START + 1)).await;
        assert_eq!((plan_and_seats(&maya).await.0, state(&maya).await), ("free".into(), "active".into()));
        send(app, &workspace, completed("evt_2", START + 2).with("subscription", "sub_2")).await;
        app.member(&maya, "Ben", Role::Member).await;
        send(app, &workspace, ended("evt_3", START + 3).with("subscription", "sub_2")).await;
        assert_eq!((plan_and_seats(&maya).await.0, state(&maya).await), ("team".into(), "read_only".into()));
        assert_eq!(maya.call::<CreateTag>(&[("name", "dev")]).await.status, 403);
        // A late payment of what ended is none of what is.
        send(app, &workspace, invoice("evt_4", START + 4, "invoice.paid").with("subscription", "sub_2")).await;
        assert_eq!(state(&maya).await, "read_only");
        send(app, &workspace, completed("evt_5", START + 5).with("subscription", "sub_3")).await;
        assert_eq!(state(&maya).await, "active");
        maya.call::<CreateTag>(&[("name", "dev")]).await.ok();
    }

    /// Seats and plan change at Stripe and here; a refused card changes nothing.
    async fn a_subscription_is_changed(app: &TestApp) {
        let (maya, workspace) = paying(app).await;
        app.member(&maya, "Ben", Role::Member).await;
        let few = maya.call::<ChangeSeats>(&[("room[seats]", "1")]).await;
        assert_eq!(few.refused_fields(), ["seats"]);
        assert_eq!(asked(app).await, "");
        maya.call::<ChangeSeats>(&[("room[seats]", "6")]).await.ok();
        maya.call::<ChangePlan>(&[("room[plan]", "business"), ("room[seats]", "2")]).await.ok();
        assert_eq!(plan_and_seats(&maya).await, ("business".into(), 2.into()));
        let words = asked(app).await;
        for line in ["GET /v1/subscriptions/sub_1QtestMaya", "items[0][id]=si_Qtest1&items[0][price]=price_team&items[0][quantity]=6",
            "items[0][price]=price_business&items[0][quantity]=2"] {
            assert!(words.contains(line), "{line}: {words}");
        }
        let decline = app.services.config.stripe_url.join("decline").unwrap();
        app.anonymous().http.post(decline).send().await.unwrap();
        for seats in ["9", "2"] {
            let plan = if seats == "2" { "team" } else { "business" };
            let refused = maya.call::<ChangePlan>(&[("room[plan]", plan), ("room[seats]", seats)]).await;
            assert_eq!((refused.status, &refused.body["conflict"][0]), (409, &"payment_refused".into()), "{refused:?}");
            assert_eq!(plan_and_seats(&maya).await, ("business".into(), 2.into()));
        }
        assert!(!workspace.is_empty());
    }

    /// The log tells what ended.
    async fn the_log_tells_what_ended(app: &TestApp) {
        let (maya, workspace) = paying(app).await;
        app.clock.advance(1);
        send(app, &workspace, subscription("evt_1", START + 1, "customer.subscription.deleted", "canceled")).await;
        let log = maya.call::<ListActivity>(&[("query[kind]", "billing")]).await.ok();
        let newest = &log["days"][0]["lines"][0];
        assert_eq!((&newest["action"], newest["person"].is_null()), (&"billing.plan_changed".into(), true));
        assert_eq!(newest["changes"][0]["old"]["text"], "Team, 3 seats");
        assert_eq!(newest["changes"][0]["new"]["text"], "Free");
    }

    /// A paid workspace ends its payment with it, while it is paid and after it has become read-only.
    async fn a_deleted_workspace_is_paid_no_more(app: &TestApp) {
        for ended in [false, true] {
            let name = if ended { "Cleo" } else { "Maya" };
            let owner = app.person(name).await;
            let workspace = workspace_of(&owner).await.to_string();
            send(app, &workspace, completed(if ended { "evt_1" } else { "evt_2" }, START)).await;
            app.member(&owner, &format!("{name}s-member"), Role::Member).await;
            if ended {
                send(app, &workspace, subscription("evt_3", START + 1, "customer.subscription.deleted", "canceled")).await;
                assert_eq!(state(&owner).await, "read_only");
            }
            let typed = format!("{name}’s workspace");
            owner.call::<DeleteWorkspace>(&[("deletion[name]", &typed)]).await.ok();
            assert_ne!(workspace_of(&owner).await.to_string(), workspace);
            let asked = asked(app).await.matches("DELETE /v1/subscriptions/sub_1QtestMaya").count();
            assert_eq!(asked, 1, "{name}");
        }
    }

    /// Down to Free ends the subscription.
    async fn going_free_cancels(app: &TestApp) {
        let (maya, _) = paying(app).await;
        maya.call::<ChangePlan>(&[("room[plan]", "free")]).await.ok();
        assert_eq!(plan_and_seats(&maya).await, ("free".into(), Value::Null));
        assert!(asked(app).await.contains("DELETE /v1/subscriptions/sub_1QtestMaya"));
    }
}
