//! `/api/docs`: the description of the API to be read and tried, made on the server, with nothing loaded from elsewhere.

mod connecting;
mod html;
mod operation;

use std::fmt::Write;
use std::sync::LazyLock;

use axum::Extension;
use axum::response::{Html, IntoResponse, Response};
use leptos::nonce::Nonce;
use serde_json::Value;

use super::params::NoParams;
use crate::http::assets;
use html::{anchor, escape, prose};

/// Where it is.
pub(super) const PATH: &str = "/api/docs";

/// What lets the reader try an operation; runs only with the page's own nonce.
const SCRIPT: &str = include_str!("try.js");

/// The first steps, as a test runs them.
const START: [(&str, &str); 3] = [
    ("curl", include_str!("start/start.sh")),
    ("Python", include_str!("start/start.py")),
    ("JavaScript", include_str!("start/start.mjs")),
];

/// What each code of a problem means.
const CODES: [(&str, &str, &str); 22] = [
    (
        "bad_request",
        "400",
        "The request cannot be understood: broken JSON, an unknown parameter.",
    ),
    (
        "workspace_required",
        "400",
        "X-Workspace-Id is missing, repeated or no id.",
    ),
    (
        "unauthenticated",
        "401",
        "No token, or one that is malformed, unknown, expired or revoked.",
    ),
    (
        "workspace_mismatch",
        "403",
        "The token belongs to another workspace.",
    ),
    (
        "plan_required",
        "403",
        "The workspace’s plan lacks what was asked for. The API comes with Team and Business, connected apps with Solo Pro as well.",
    ),
    (
        "forbidden",
        "403",
        "The role or the token’s scope does not allow it.",
    ),
    (
        "workspace_read_only",
        "403",
        "Nothing can be changed until the workspace’s billing is resolved.",
    ),
    (
        "not_found",
        "404",
        "No such thing here. Another workspace’s things are not here either.",
    ),
    (
        "method_not_allowed",
        "405",
        "Allow says what the address takes.",
    ),
    (
        "entry_locked",
        "409",
        "A time entry is on an active invoice: void or delete the invoice first.",
    ),
    (
        "timer_conflict",
        "409",
        "The timer is not in a state for this.",
    ),
    (
        "invoice_state",
        "409",
        "The invoice is not in a state for this.",
    ),
    ("name_taken", "409", "Something else has the name."),
    (
        "in_use",
        "409",
        "Something refers to it: archive it instead.",
    ),
    ("seats_exhausted", "409", "Every paid seat is taken."),
    (
        "idempotency_conflict",
        "409",
        "The Idempotency-Key was used for another request.",
    ),
    (
        "precondition_failed",
        "412",
        "It was changed since you read it.",
    ),
    (
        "too_large",
        "413",
        "The body is larger than the address takes.",
    ),
    (
        "unsupported_media_type",
        "415",
        "The body is of another type than the address takes.",
    ),
    (
        "invalid",
        "422",
        "Fields or parameters were refused; errors names each.",
    ),
    (
        "rate_limited",
        "429",
        "Too many requests: wait as long as Retry-After says.",
    ),
    (
        "unavailable",
        "503",
        "Busy or out of reach; nothing was changed. Try again.",
    ),
];

/// The page, but for its nonce.
static BODY: LazyLock<String> = LazyLock::new(|| body(&super::openapi()));

/// The page.
pub(super) async fn page(_: NoParams, Extension(nonce): Extension<Nonce>) -> Response {
    let base = assets::base();
    let body = BODY.as_str();
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>API reference · Timether</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <link rel=\"stylesheet\" href=\"{base}/timether.css\"><link rel=\"icon\" href=\"{base}/favicon.svg\" type=\"image/svg+xml\">\
         </head><body class=\"api-docs\">{body}<script type=\"module\" nonce=\"{nonce}\">{SCRIPT}</script></body></html>"
    ))
    .into_response()
}

fn body(document: &Value) -> String {
    let mut page = String::with_capacity(256 * 1024);
    let groups = operation::groups(document);
    page.push_str("<a class=\"skip-link\" href=\"#content\">Skip to content</a><div class=\"api-docs-frame\"><nav aria-label=\"API reference\"><ul><li><a href=\"#start\">Getting started</a></li><li><a href=\"#connecting\">Apps for others</a></li>");
    for (group, _) in &groups {
        // Writing to a String cannot fail, here and below.
        let _ = write!(
            page,
            "<li><a href=\"#{}\">{}</a></li>",
            anchor(group),
            escape(group)
        );
    }
    page.push_str("<li><a href=\"#errors\">Errors</a></li></ul></nav><main id=\"content\">");
    introduction(&mut page, document);
    connecting::write(&mut page);
    for (group, operations) in &groups {
        let id = anchor(group);
        let _ = write!(
            page,
            "<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{}</h2>",
            escape(group)
        );
        for operation in operations {
            operation.write(&mut page, document);
        }
        page.push_str("</section>");
    }
    errors(&mut page);
    page.push_str("</main></div>");
    page
}

fn introduction(page: &mut String, document: &Value) {
    let description = document["info"]["description"].as_str().unwrap_or_default();
    let _ = write!(
        page,
        "<h1>API reference</h1><p>{}</p><p>The same for programs: <a href=\"{}/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>\
         <form class=\"api-try-as\" id=\"try-as\" hidden><p>To try an operation here, paste a token from Workspace settings, API Tokens. \
         It stays in this page and is forgotten with it.</p>\
         <p class=\"api-field\"><label for=\"try-token\">Token</label><input id=\"try-token\" type=\"password\" name=\"token\" autocomplete=\"off\" spellcheck=\"false\"></p>\
         <p class=\"api-field\"><label for=\"try-workspace\">Workspace ID</label><input id=\"try-workspace\" name=\"workspace\" autocomplete=\"off\" spellcheck=\"false\"></p></form>\
         <section aria-labelledby=\"start\"><h2 id=\"start\">Getting started</h2>\
         <ol><li>In the workspace’s settings, open API Tokens and choose Create Token. Copy it: it is shown once.</li>\
         <li>Send it with every request, and the workspace’s id, which stands on the same page.</li>\
         <li>Ask who you are: <code>GET /api/v1/me</code>.</li></ol>",
        prose(description),
        super::BASE,
    );
    for (language, text) in START {
        let _ = write!(
            page,
            "<h3>{language}</h3><pre tabindex=\"0\" role=\"group\" aria-label=\"Example in {language}\"><code>{}</code></pre>",
            escape(text)
        );
    }
    page.push_str(
        "<h3>Good to know</h3><ul>\
         <li>Lists come in pages: send <code>next_cursor</code> as <code>cursor</code> until it is null.</li>\
         <li>A POST with an <code>Idempotency-Key</code> is done once, however often it is sent within 24 hours.</li>\
         <li>Single things carry an <code>ETag</code>; with <code>If-Match</code> a change is refused when somebody else was quicker.</li>\
         <li>A field that a PATCH does not send stays as it is.</li>\
         <li>Each token may call 20 times a second, 100 times at once: <code>RateLimit-Remaining</code> says what is left.</li></ul></section>",
    );
}

fn errors(page: &mut String) {
    page.push_str(
        "<section aria-labelledby=\"errors\"><h2 id=\"errors\">Errors</h2><p>Everything that is not a success is \
         <code>application/problem+json</code> with <code>type</code>, <code>title</code>, <code>status</code>, <code>detail</code> \
         and <code>code</code>; <code>invalid</code> also has <code>errors</code>, each with <code>field</code>, <code>code</code> and <code>message</code>.</p>\
         <div class=\"api-table\" tabindex=\"0\" role=\"region\" aria-label=\"Codes\"><table><thead><tr><th scope=\"col\">Code</th><th scope=\"col\">Status</th>\
         <th scope=\"col\">What it means</th></tr></thead><tbody>",
    );
    for (code, status, words) in CODES {
        let _ = write!(
            page,
            "<tr id=\"error-{code}\"><th scope=\"row\"><code>{code}</code></th><td>{status}</td><td>{words}</td></tr>"
        );
    }
    page.push_str("</tbody></table></div></section>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_every_code_has_its_place() {
        let document = super::super::openapi();
        let page = body(&document);
        for methods in document["paths"].as_object().unwrap().values() {
            for operation in methods.as_object().unwrap().values() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
            }
        }
        for (code, ..) in CODES {
            assert!(page.contains(&format!("id=\"error-{code}\"")));
        }
        for elsewhere in ["src=\"http", "href=\"http", "style=\""] {
            assert!(!page.contains(elsewhere), "{elsewhere}");
        }
    }
}
