//! The description of the API, made of the handlers, with what they all have in common: the token, the workspace, the
//! idempotency key, and every way to be refused.

mod links;

use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

/// The description in full, as a JSON object.
pub(super) fn complete(described: &OpenApi) -> Value {
    let mut document = serde_json::to_value(described).unwrap_or_default();
    flatten(&mut document);
    document["info"] = json!({
        "title": "Timether API",
        "version": "1",
        "description": "Time, clients, projects, tags and invoices of one workspace. Send your API token as `Authorization: Bearer tthr_…` \
            and the workspace's id as `X-Workspace-Id` with every call. Money is in minor units, durations are in seconds, \
            instants are RFC 3339 in UTC.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    });
    document["servers"] = json!([{"url": super::BASE}]);
    document["security"] = json!([{"token": [], "workspace": []}]);
    document["components"]["securitySchemes"] = json!({
        "token": {"type": "http", "scheme": "bearer", "description": "An API token: `tthr_…`."},
        "workspace": {"type": "apiKey", "in": "header", "name": "X-Workspace-Id", "description": "The workspace's id."},
    });
    document["components"]["responses"] = problems();
    links::add(&mut document["paths"]);
    let Some(paths) = document["paths"].as_object_mut() else {
        return document;
    };
    for (path, methods) in paths {
        let Some(methods) = methods.as_object_mut() else {
            continue;
        };
        for (method, operation) in methods {
            add_common(path, method, operation);
        }
    }
    document
}

/// Words with a description of their own stand as two schemas of which each has to hold, the second for an object: they
/// are one.
fn flatten(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(flatten),
        Value::Object(fields) => {
            fields.values_mut().for_each(flatten);
            let words = match fields
                .get("allOf")
                .and_then(Value::as_array)
                .map(Vec::as_slice)
            {
                Some([words, about]) if words.get("enum").is_some() => {
                    let mut words = words.clone();
                    for name in ["description", "example"] {
                        if let Some(said) = about.get(name) {
                            words[name] = said.clone();
                        }
                    }
                    words
                }
                _ => return,
            };
            *value = words;
        }
        _ => {}
    }
}

/// The ways every call, or every call of a kind, can be refused: status, name, what it means, an example's code.
const PROBLEMS: [(&str, &str, &str, &str); 11] = [
    (
        "400",
        "BadRequest",
        "The request cannot be understood: `workspace_required`, `bad_request`.",
        "workspace_required",
    ),
    (
        "401",
        "Unauthenticated",
        "No token, or one that is malformed, unknown, expired or revoked.",
        "unauthenticated",
    ),
    (
        "403",
        "Forbidden",
        "`workspace_mismatch`, `plan_required`, `forbidden`, `workspace_read_only`.",
        "forbidden",
    ),
    ("404", "NotFound", "No such thing here.", "not_found"),
    (
        "409",
        "Conflict",
        "The state forbids it: `entry_locked`, `timer_conflict`, `invoice_state`, `name_taken`, `in_use`, `seats_exhausted`, `idempotency_conflict`.",
        "name_taken",
    ),
    (
        "412",
        "PreconditionFailed",
        "It was changed since it was read (`If-Match`).",
        "precondition_failed",
    ),
    ("413", "TooLarge", "The body is too large.", "too_large"),
    (
        "415",
        "UnsupportedMediaType",
        "The body is of the wrong type.",
        "unsupported_media_type",
    ),
    (
        "422",
        "Invalid",
        "Fields or parameters that were refused; nothing was changed.",
        "invalid",
    ),
    (
        "429",
        "TooManyRequests",
        "Too many requests; wait as long as `Retry-After` says.",
        "rate_limited",
    ),
    (
        "503",
        "Unavailable",
        "Busy or out of reach; nothing was changed. Try again.",
        "unavailable",
    ),
];

fn problems() -> Value {
    PROBLEMS
        .iter()
        .map(|(status, name, description, code)| {
            let status: u16 = status.parse().unwrap_or_default();
            let response = json!({
                "description": description,
                "content": {"application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": {
                        "type": format!("/api/docs#error-{code}"),
                        "title": http::StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()),
                        "status": status,
                        "detail": description,
                        "code": code,
                    },
                }},
            });
            ((*name).to_owned(), response)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Whether an operation can be refused with this status.
fn can_be(status: &str, path: &str, method: &str, has_body: bool) -> bool {
    let writes = method != "get";
    match status {
        "404" => path.contains('{') || path.ends_with("/bulk"),
        "409" => writes,
        "412" => matches!(method, "patch" | "delete"),
        "413" | "415" => has_body || method == "post",
        _ => true,
    }
}

fn add_common(path: &str, method: &str, operation: &mut Value) {
    let has_body = operation.get("requestBody").is_some();
    // No body is a change of nothing, and a timer of nothing.
    if has_body && (method == "patch" || path == "/timer/start") {
        operation["requestBody"]["required"] = false.into();
    }
    for (status, name, ..) in PROBLEMS {
        if can_be(status, path, method, has_body) && operation["responses"].get(status).is_none() {
            operation["responses"][status] =
                json!({"$ref": format!("#/components/responses/{name}")});
        }
    }
    let mut parameters = operation["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    if method == "post" {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            "description": "The first answer to this key is given again for 24 hours.",
        }));
    }
    if matches!(method, "patch" | "delete") {
        parameters.push(json!({
            "name": "If-Match", "in": "header", "required": false, "schema": {"type": "string"},
            "description": "The `ETag` of what is meant to be changed.",
        }));
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
}
