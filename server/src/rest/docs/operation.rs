//! One operation as the reference shows it: what it takes, what it answers, and a form to try it.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::html::{escape, prose};

/// An operation of the description.
pub(super) struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    described: &'a Value,
}

/// The operations by their groups, in the order of the description's paths.
pub(super) fn groups(document: &Value) -> Vec<(&str, Vec<Operation<'_>>)> {
    let mut groups: Vec<(&str, Vec<Operation<'_>>)> = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, described) in methods.as_object().into_iter().flatten() {
            let group = described["tags"][0].as_str().unwrap_or("Other");
            let operation = Operation {
                method,
                path,
                described,
            };
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, operations)) => operations.push(operation),
                None => groups.push((group, vec![operation])),
            }
        }
    }
    groups
}

/// What a `$ref` points to, or the value itself.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    value["$ref"]
        .as_str()
        .and_then(|reference| document.pointer(reference.trim_start_matches('#')))
        .unwrap_or(value)
}

/// An example of a schema, out of its fields' own.
fn example(document: &Value, schema: &Value) -> Value {
    let schema = resolve(document, schema);
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(properties) = schema["properties"].as_object() {
        let fields: Map<String, Value> = properties
            .iter()
            .map(|(name, field)| (name.clone(), example(document, field)))
            .collect();
        return Value::Object(fields);
    }
    match kind(schema).as_str() {
        "array" => match schema.get("items") {
            Some(items) if items.get("$ref").is_some() => json!([example(document, items)]),
            _ => json!([]),
        },
        "boolean" => json!(false),
        "integer" => schema.get("minimum").cloned().unwrap_or_else(|| json!(0)),
        "string" => match schema["format"].as_str() {
            Some("uuid") if !is_nullable(schema) => json!("0195d3c0-0000-7000-8000-000000000001"),
            _ if is_nullable(schema) => Value::Null,
            _ => json!(""),
        },
        _ => Value::Null,
    }
}

fn is_nullable(schema: &Value) -> bool {
    schema["type"]
        .as_array()
        .is_some_and(|kinds| kinds.iter().any(|kind| kind == "null"))
}

fn kind(schema: &Value) -> String {
    match &schema["type"] {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or_default()
            .to_owned(),
        _ => "object".to_owned(),
    }
}

impl Operation<'_> {
    fn text(&self, name: &str) -> &str {
        self.described[name].as_str().unwrap_or_default()
    }

    /// Writes it.
    pub(super) fn write(&self, page: &mut String, document: &Value) {
        let id = self.text("operationId");
        // Writing to a String cannot fail, here and below.
        let _ = write!(
            page,
            "<article class=\"api-operation\" aria-labelledby=\"{id}\"><h3 id=\"{id}\">{}</h3>\
             <p class=\"api-address\"><b class=\"api-method {}\">{}</b> <code>{}{}</code></p><p>{}</p>",
            escape(self.text("summary")),
            self.method,
            self.method.to_uppercase(),
            super::super::BASE,
            escape(self.path),
            prose(self.text("description")),
        );
        self.parameters(page);
        if let Some(schema) = self.body_schema() {
            body_table(page, document, schema, self.text("summary"));
        }
        self.answers(page, document);
        self.form(page, document);
        page.push_str("</article>");
    }

    fn body_schema(&self) -> Option<&Value> {
        self.described
            .pointer("/requestBody/content/application~1json/schema")
    }

    fn parameters(&self, page: &mut String) {
        let parameters = self.described["parameters"].as_array();
        let Some(parameters) = parameters.filter(|parameters| !parameters.is_empty()) else {
            return;
        };
        table_head(
            page,
            &format!("Parameters: {}", self.text("summary")),
            "Parameter",
        );
        for parameter in parameters {
            let text = |name: &str| parameter[name].as_str().unwrap_or_default();
            let place = match text("in") {
                "query" => "in the query",
                "path" => "in the path",
                _ => "a header",
            };
            let _ = write!(
                page,
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}, {place}</td><td>{}</td></tr>",
                escape(text("name")),
                kind(&parameter["schema"]),
                prose(text("description")),
            );
        }
        page.push_str("</tbody></table></div>");
    }

    fn answers(&self, page: &mut String, document: &Value) {
        let responses = self.described["responses"].as_object();
        page.push_str("<h4>Answers</h4><ul class=\"api-answers\">");
        for (status, response) in responses.into_iter().flatten() {
            let response = resolve(document, response);
            let words = response["description"].as_str().unwrap_or_default();
            let _ = write!(page, "<li><b>{status}</b> {}</li>", prose(words));
        }
        page.push_str("</ul>");
        let shown = responses
            .into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with('2'))
            .find_map(|(_, response)| response.pointer("/content/application~1json/schema"))
            .map(|schema| example(document, schema))
            .filter(|shown| !shown.is_null());
        if let Some(shown) = shown {
            let text = format!("{shown:#}");
            let _ = write!(
                page,
                "<details><summary>Example of an answer<span class=\"visually-hidden\">: {}</span></summary><pre tabindex=\"0\"><code>{}</code></pre></details>",
                escape(self.text("summary")),
                escape(&text)
            );
        }
    }

    /// The form; the page's script fills in who asks, sends it and shows the answer.
    fn form(&self, page: &mut String, document: &Value) {
        let id = self.text("operationId");
        let _ = write!(
            page,
            "<details class=\"api-try\" hidden><summary>Try it<span class=\"visually-hidden\">: {}</span></summary>\
             <form data-method=\"{}\" data-path=\"{}{}\">",
            escape(self.text("summary")),
            self.method.to_uppercase(),
            super::super::BASE,
            escape(self.path),
        );
        for parameter in self.described["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let (name, place) = (&parameter["name"], &parameter["in"]);
            if let (Some(name), Some(place @ ("path" | "query"))) = (name.as_str(), place.as_str())
            {
                let required = if place == "path" { " required" } else { "" };
                let _ = write!(
                    page,
                    "<p class=\"api-field\"><label for=\"{id}-{name}\">{name}</label>\
                     <input id=\"{id}-{name}\" name=\"{name}\" data-in=\"{place}\" autocomplete=\"off\"{required}></p>"
                );
            }
        }
        if let Some(schema) = self.body_schema() {
            let text = format!("{:#}", required_example(document, schema));
            let _ = write!(
                page,
                "<p class=\"api-field\"><label for=\"{id}-body\">Body</label>\
                 <textarea id=\"{id}-body\" name=\"body\" rows=\"6\" spellcheck=\"false\">{}</textarea></p>",
                escape(&text)
            );
        }
        let _ = write!(
            page,
            "<button class=\"button\" type=\"submit\">Send<span class=\"visually-hidden\">: {}</span></button></form>\
             <pre class=\"api-answer\" id=\"{id}-answer\" tabindex=\"0\" role=\"status\" aria-label=\"Answer\" hidden></pre></details>",
            escape(self.text("summary"))
        );
    }
}

/// An example of what has to be sent, or of the first field where nothing has to be.
fn required_example(document: &Value, schema: &Value) -> Value {
    let whole = resolve(document, schema);
    let all = example(document, schema);
    let needed: Vec<&str> = whole["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let fields = all.as_object().into_iter().flatten();
    let kept: Map<String, Value> = fields
        .filter(|(name, _)| needed.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Value::Object(kept)
}

fn table_head(page: &mut String, label: &str, first: &str) {
    let _ = write!(
        page,
        "<div class=\"api-table\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><thead><tr><th scope=\"col\">{first}</th>\
         <th scope=\"col\">Type</th><th scope=\"col\">What it is</th></tr></thead><tbody>",
        escape(label),
    );
}

fn body_table(page: &mut String, document: &Value, schema: &Value, summary: &str) {
    let schema = resolve(document, schema);
    table_head(page, &format!("Body: {summary}"), "Field");
    let required = schema["required"].as_array();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let is_required = required.is_some_and(|names| names.iter().any(|known| known == name));
        let _ = write!(
            page,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}{}</td><td>{}</td></tr>",
            escape(name),
            kind(resolve(document, field)),
            if is_required { ", required" } else { "" },
            prose(field["description"].as_str().unwrap_or_default()),
        );
    }
    page.push_str("</tbody></table></div>");
}
