//! The OpenAPI 3.1 document, made from the table of routes.

use std::collections::{BTreeMap, BTreeSet};

use cyberfly_core::ErrorCode;
use cyberfly_protocol::http_status;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::input::{Asks, Parameter};
use crate::output::SWITCHING;
use crate::refusal::ErrorDocument;
use crate::routes;
use crate::table::{Access, Route};

/// Where the schemas of the document are.
const SCHEMAS: &str = "/components/schemas";

/// What every route can answer, with the reason.
const COMMON: &[(u16, &str)] = &[
    (400, "`bad_request`: the request does not have the form it must have."),
    (401, "`unauthenticated`: the token is missing or does not hold."),
    (403, "`not_allowed`: not to this caller, or not by this host name."),
    (408, "`timeout`: the request came too slowly."),
    (413, "`limit_exceeded`: the body is longer than this route takes."),
    (429, "`rate_limited`: this caller asks more often than its limit; see `retry-after`."),
    (431, "`limit_exceeded`: the head of the request is longer than is taken."),
    (500, "`internal`, `corrupt`: a fault here, not of the request."),
    (503, "`overloaded`, `resource_exhausted`, `unavailable`: not now; see `retry-after`."),
    (504, "`timeout`: the answer took too long."),
];

/// The document.
pub fn openapi() -> Value {
    Value::Object(document())
}

pub(crate) fn document() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = SCHEMAS.into());
    let mut schemas = settings.into_generator();
    let error = schemas.subschema_for::<ErrorDocument>();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for route in routes::all() {
        let method = route.method.as_str().to_ascii_lowercase();
        paths.entry(route.path).or_default().insert(method, operation(&route, &error, &mut schemas));
    }
    let mut components = schemas.take_definitions(true);
    if let Some(code) = components.get_mut("Error").and_then(|error| error.pointer_mut("/properties/code")) {
        code["enum"] = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    }
    let common: Map<_, _> =
        COMMON.iter().map(|(status, meaning)| (status.to_string(), refusal(meaning, &error))).collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Cyberfly",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The HTTP doors of a node: the same routes on TCP and on the admin socket. Every answer \
                            carries `x-request-id`; every error is a document of the form `Error`.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": common,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A CBOR Web Token signed by the caller's key, in base64url; see docs/format.md. \
                                    The owner of the admin socket needs none there.",
                },
            },
        },
    });
    match document {
        Value::Object(document) => document,
        _ => Map::new(),
    }
}

fn operation(route: &Route, error: &Schema, schemas: &mut SchemaGenerator) -> Value {
    let (asks, gives) = ((route.asks)(schemas), (route.gives)(schemas));
    let form = gives.schema.map_or_else(|| json!({"type": "string"}), Schema::to_value);
    let mut responses: BTreeMap<String, Value> = BTreeMap::new();
    for (status, meaning) in refusals(route) {
        let is_common = COMMON.contains(&(status, meaning.as_str())) && !gives.statuses.contains(&status);
        let response = match is_common {
            true => json!({"$ref": format!("#/components/responses/{status}")}),
            false => refusal(&meaning, error),
        };
        responses.insert(status.to_string(), response);
    }
    for status in gives.statuses {
        let answer = json!({"description": "The answer.", "content": {}});
        let response = responses.entry(status.to_string()).or_insert(answer);
        if *status != SWITCHING {
            response["content"][gives.media] = json!({"schema": form});
        }
    }
    let mut operation = json!({
        "operationId": route.name,
        "summary": route.summary,
        "parameters": asks.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": responses,
        "security": match route.access {
            Access::Anyone => json!([{}, {"token": []}]),
            Access::Operator => json!([{"token": []}]),
        },
        "x-access": route.access.word(),
        "x-cost": route.cost.word(),
    });
    if let Some(body) = body(&asks, route.body_limit) {
        operation["requestBody"] = body;
    }
    operation
}

fn refusal(meaning: &str, error: &Schema) -> Value {
    json!({"description": meaning, "content": {"application/json": {"schema": error}}})
}

/// The statuses of a route's errors, each with the codes that it can mean.
fn refusals(route: &Route) -> BTreeMap<u16, String> {
    let mut refusals: BTreeMap<u16, String> =
        COMMON.iter().map(|(status, meaning)| (*status, (*meaning).to_owned())).collect();
    if (route.asks)(&mut SchemaGenerator::default()).body.is_some() {
        refusals.insert(415, "`bad_request`: the body is of another media type.".to_owned());
    }
    if (route.gives)(&mut SchemaGenerator::default()).statuses.contains(&SWITCHING) {
        refusals.insert(426, "`bad_request`: the request does not open a WebSocket.".to_owned());
    }
    let mut special: BTreeMap<u16, BTreeSet<String>> = BTreeMap::new();
    for code in route.errors {
        let meaning = format!("`{code}`: {}", code.meaning());
        special.entry(http_status(*code)).or_default().insert(meaning);
    }
    for (status, meanings) in special {
        let text = refusals.entry(status).or_default();
        for meaning in meanings.into_iter().filter(|_| status != 503) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&meaning);
        }
    }
    refusals
}

fn parameter(parameter: &Parameter) -> Value {
    let description = parameter.schema.get("description").cloned().unwrap_or_default();
    json!({
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": description,
        "schema": parameter.schema,
    })
}

fn body(asks: &Asks, limit: usize) -> Option<Value> {
    let body = asks.body.as_ref()?;
    let form = |(media, schema): &(&str, Option<Schema>)| {
        let form = schema.clone().map_or_else(|| json!({}), Schema::to_value);
        ((*media).to_owned(), json!({"schema": form}))
    };
    let content: Map<_, _> = body.forms.iter().map(form).collect();
    let description = match limit {
        usize::MAX => "As many bytes as there are.".to_owned(),
        limit => format!("At most {limit} bytes."),
    };
    Some(json!({"required": body.required, "description": description, "content": content}))
}
