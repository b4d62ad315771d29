//! `/api/v1` over real HTTP: how a program calls it, and what every answer holds to.

mod catalog;
mod conventions;
mod data;
mod docs;
mod events;
mod idempotency;
mod invoices;
mod isolation;
pub mod killed;
mod openapi;
mod people;
mod texts;
mod time;
mod webhooks;

use app::tokens::TokenForm;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use server::config::Config;

use crate::support::{Person, TestApp};

/// A program with a token.
pub struct Api {
    pub http: reqwest::Client,
    pub base: String,
    pub token: String,
    pub workspace: String,
}

/// What came back.
#[derive(Debug)]
pub struct Told {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Told {
    /// The body of an answer of this status.
    #[track_caller]
    pub fn with(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.body
    }

    /// Checks that it is a problem of this status and code.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.body["code"], code, "{self:?}");
        assert_eq!(self.body["status"], status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        for field in ["type", "title", "detail"] {
            assert!(
                self.body[field]
                    .as_str()
                    .is_some_and(|text| !text.is_empty())
            );
        }
    }

    /// The refused field of a 422.
    #[track_caller]
    pub fn refuses(&self, field: &str) {
        self.is_problem(422, "invalid");
        assert_eq!(self.body["errors"][0]["field"], field, "{self:?}");
    }

    /// The same, for this reason.
    #[track_caller]
    pub fn refuses_as(&self, field: &str, code: &str) {
        self.refuses(field);
        assert_eq!(self.body["errors"][0]["code"], code, "{self:?}");
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {self:?}"))
            .to_str()
            .unwrap()
    }
}

/// Sends it.
pub async fn send(request: RequestBuilder) -> Told {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    // A stream does not end by itself.
    let streams = headers
        .get("content-type")
        .is_some_and(|kind| kind == "text/event-stream");
    let text = if streams {
        String::new()
    } else {
        response.text().await.unwrap()
    };
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Told {
        status,
        headers,
        body,
    }
}

impl Api {
    /// A program that acts as this person, in the workspace they look at.
    pub async fn of(app: &TestApp, person: &Person, scope: &str) -> Self {
        let actor = person.actor().await;
        let form = TokenForm {
            name: "Test".into(),
            scope: scope.into(),
            ..TokenForm::default()
        };
        let new = app.services.make_token(&actor, &form).await.unwrap();
        Self {
            http: reqwest::Client::new(),
            base: app.base.clone(),
            token: new.token,
            workspace: actor.workspace_id.to_string(),
        }
    }

    /// A call, not sent yet.
    pub fn call(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}/api/v1{path}", self.base))
            .bearer_auth(&self.token)
            .header("x-workspace-id", &self.workspace)
    }

    pub async fn get(&self, path: &str) -> Told {
        send(self.call(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Told {
        send(self.call(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Told {
        send(self.call(Method::PATCH, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Told {
        send(self.call(Method::DELETE, path)).await
    }
}

/// Nobody is slowed down.
pub fn unpaced(config: &mut Config) {
    config.rate_limit = None;
}
