//! Links: which operations go on from what another one answered.

use serde_json::{Value, json};

/// Where an answer leads to: what was made can be shown, changed and deleted, and a timer goes its way.
pub(super) fn add(paths: &mut Value) {
    let Some(known) = paths.as_object().cloned() else {
        return;
    };
    let named = |path: &str, method: &str| {
        let operation = known.get(path)?.get(method)?;
        Some(operation["operationId"].clone())
    };
    for path in known.keys() {
        let one = format!("{path}/{{id}}");
        for method in ["get", "patch", "delete"] {
            if let Some(name) = named(&one, method) {
                let to = json!({"operationId": name, "parameters": {"id": "$response.body#/id"}});
                add_link(paths, path, &name, to);
            }
        }
    }
    for (from, to) in [
        ("/timer/start", "/timer/pause"),
        ("/timer/start", "/timer/save"),
        ("/timer/start", "/timer/reset"),
        ("/timer/pause", "/timer/resume"),
    ] {
        if let Some(name) = named(to, "post") {
            let to = json!({"operationId": name});
            add_link(paths, from, &name, to);
        }
    }
}

/// Says it of what a POST to `path` answers when it succeeds.
fn add_link(paths: &mut Value, path: &str, name: &Value, to: Value) {
    let responses = paths[path]["post"]["responses"].as_object_mut();
    let success =
        responses.and_then(|all| all.iter_mut().find(|(status, _)| status.starts_with('2')));
    if let (Some((_, response)), Some(name)) = (success, name.as_str()) {
        response["links"][name] = to;
    }
}
