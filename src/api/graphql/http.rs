//! GraphQL over HTTP, as its specification has it: what a request is, and with which status and type it is answered.

use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response as Answer, Variables};
use axum::http::header::{ALLOW, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{ErrorBody, SEQUENCE_LIMIT};
use schemars::{SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::Graph;
use super::answers::refusal;
use super::document::Refused;
use super::page::{PAGE, POLICY};
use crate::call::Call;
use crate::input::{Asked, Asks, AsksBody, Input};
use crate::limits::Limit;
use crate::output::{Gives, Output};
use crate::refusal::Refusal;

/// The longest body: as many operations as one request hands in, in base64, and what comes with them.
const BODY_LIMIT: usize = SEQUENCE_LIMIT * 3 / 2;
const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

/// In which type an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Media {
    /// The one of the specification: the status says whether the request was one.
    GraphQl,
    /// The older one: an answer that is well-formed has the status 200, whatever it says.
    Json,
}

impl Media {
    /// What a caller takes; none if it takes neither.
    fn accepted(accept: Option<&str>) -> Option<Self> {
        let Some(accept) = accept else { return Some(Self::Json) };
        let mut best: Option<(f32, Self)> = None;
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let media = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                GRAPHQL => Self::GraphQl,
                JSON | "application/*" | "*/*" => Self::Json,
                _ => continue,
            };
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
                best = Some((weight, media));
            }
        }
        best.map(|(_, media)| media)
    }

    const fn word(self) -> &'static str {
        match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The status of an answer: that of the specification is 400 for what was never carried out.
    fn status(self, answer: &Answer) -> StatusCode {
        match self {
            Self::GraphQl if is_refused(answer) => StatusCode::BAD_REQUEST,
            Self::GraphQl | Self::Json => StatusCode::OK,
        }
    }
}

/// Whether nothing of a request was carried out: an error of a resolver has a path.
fn is_refused(answer: &Answer) -> bool {
    answer.is_err() && answer.errors.iter().all(|error| error.path.is_empty())
}

/// An answer as it is written: one to what was never carried out has no data, not even null.
fn written(answer: &Answer) -> Value {
    let mut written = serde_json::to_value(answer).unwrap_or_default();
    if is_refused(answer)
        && let Some(members) = written.as_object_mut()
    {
        members.remove("data");
    }
    written
}

/// What is answered.
pub(crate) enum Answered {
    /// An answer of GraphQL, or several for a batch.
    Document { status: StatusCode, media: &'static str, body: Vec<u8> },
    /// The page on which to try things out.
    Page,
    /// A mutation by an address, which a link could carry out.
    Mutation,
}

impl Output for Answered {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        let schema = json_schema!({
            "description": "An answer of GraphQL: `data`, `errors` or both. A batch is answered by an array of them.",
            "anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]
        });
        Gives { media: JSON, schema: Some(schema), statuses: &[200, 400, 405, 406] }
    }

    fn into_response(self) -> Response {
        match self {
            Self::Document { status, media, body } => {
                (status, [(CONTENT_TYPE, HeaderValue::from_static(media))], body).into_response()
            }
            Self::Page => {
                let headers = [
                    (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
                    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
                ];
                (headers, PAGE).into_response()
            }
            Self::Mutation => {
                let message = "a mutation is sent by POST; nothing was done";
                let body = written(&refusal(ErrorBody::new(ErrorCode::BadRequest, message)));
                let mut response =
                    document(StatusCode::METHOD_NOT_ALLOWED, Media::Json, &body).into_response();
                response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
                response
            }
        }
    }
}

fn document<T: serde::Serialize>(status: StatusCode, media: Media, answer: &T) -> Answered {
    match serde_json::to_vec(answer) {
        Ok(body) => Answered::Document { status, media: media.word(), body },
        Err(error) => {
            let message = format!("a fault of the program: an answer cannot be written: {error}");
            let body = serde_json::to_vec(&written(&refusal(ErrorBody::new(ErrorCode::Internal, message))));
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Answered::Document { status, media: media.word(), body: body.unwrap_or_default() }
        }
    }
}

fn not_a_request(message: impl Into<String>) -> ErrorBody {
    let message = format!("{}; nothing was done", message.into());
    ErrorBody::new(ErrorCode::BadRequest, message)
        .hint("send {\"query\": ..., \"variables\": {...}, \"operationName\": ...} as application/json")
}

/// The members of a request. Others are passed over, as the specification wants it.
fn request(mut members: Map<String, Value>) -> Result<Request, ErrorBody> {
    let query = match members.remove("query") {
        Some(Value::String(query)) => query,
        Some(_) => return Err(not_a_request("query is a text")),
        None => return Err(not_a_request("a request has a query")),
    };
    let mut request = Request::new(query);
    match members.remove("operationName") {
        None | Some(Value::Null) => {}
        Some(Value::String(name)) => request = request.operation_name(name),
        Some(_) => return Err(not_a_request("operationName is a text")),
    }
    match members.remove("variables") {
        None | Some(Value::Null) => {}
        Some(variables @ Value::Object(_)) => request = request.variables(Variables::from_json(variables)),
        Some(_) => return Err(not_a_request("variables are an object")),
    }
    match members.remove("extensions") {
        None | Some(Value::Null | Value::Object(_)) => Ok(request),
        Some(_) => Err(not_a_request("extensions are an object")),
    }
}

/// A request in a body.
pub(crate) struct ByBody {
    media: Media,
    body: Vec<u8>,
}

impl Input for ByBody {
    const BODY_LIMIT: usize = BODY_LIMIT;

    fn describe(_: &mut SchemaGenerator) -> Asks {
        Asks { parameters: Vec::new(), body: Some(AsksBody { forms: vec![(JSON, None)], required: true }) }
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        if !asked.has_media() {
            return Err(Refusal::media_type(JSON));
        }
        asked.expect_media(JSON, JSON)?;
        let media = Media::accepted(asked.header("accept")).ok_or_else(Refusal::not_acceptable)?;
        Ok(Self { media, body: asked.body().await? })
    }
}

/// A request in an address, or the wish to see the page.
pub(crate) struct ByAddress {
    media: Option<Media>,
    wants_page: bool,
    parameters: String,
}

impl Input for ByAddress {
    fn describe(_: &mut SchemaGenerator) -> Asks {
        Asks::default()
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        let accept = asked.header("accept");
        let wants_page = accept.is_some_and(|accept| accept.contains("text/html"));
        let media = Media::accepted(accept);
        Ok(Self { media, wants_page, parameters: asked.parameters().to_owned() })
    }
}

/// The parameters of an address as the members of a request: all but the texts are written in JSON.
fn members(parameters: &str) -> Result<Map<String, Value>, ErrorBody> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(parameters).map_err(|error| not_a_request(error.to_string()))?;
    let mut members = Map::new();
    for (name, text) in pairs {
        let value = match name.as_str() {
            "variables" | "extensions" => serde_json::from_str(&text)
                .map_err(|error| not_a_request(format!("{name} are no JSON: {error}")))?,
            _ => Value::String(text),
        };
        members.insert(name, value);
    }
    Ok(members)
}

pub(crate) async fn by_address(call: Call, asked: ByAddress) -> crate::table::Answer<Answered> {
    let has_query = asked.parameters.split('&').any(|part| part.starts_with("query="));
    if asked.wants_page && !has_query {
        return Ok(Answered::Page);
    }
    let media = asked.media.unwrap_or(Media::Json);
    let request = match members(&asked.parameters).and_then(request) {
        Ok(request) => request,
        Err(error) => return Ok(document(StatusCode::BAD_REQUEST, media, &written(&refusal(error)))),
    };
    let graph = call.graph();
    if graph.would_act(&request) {
        return Ok(Answered::Mutation);
    }
    one(graph, &call, media, request).await
}

pub(crate) async fn by_body(call: Call, ByBody { media, body }: ByBody) -> crate::table::Answer<Answered> {
    let bad = |error| Ok(document(StatusCode::BAD_REQUEST, media, &written(&refusal(error))));
    let graph = call.graph();
    match serde_json::from_slice(&body) {
        Ok(Value::Object(members)) => match request(members) {
            Ok(request) => one(graph, &call, media, request).await,
            Err(error) => bad(error),
        },
        Ok(Value::Array(batch)) => {
            let most = graph.limits.settings().graphql_batch.get() as usize;
            if batch.is_empty() {
                return bad(not_a_request("a batch has requests"));
            }
            if batch.len() > most {
                graph.limits.note(Limit::GraphqlBatch);
                let message = format!("a batch has at most {most} requests; nothing was done");
                return bad(ErrorBody::new(ErrorCode::LimitExceeded, message).hint("send several batches"));
            }
            let mut answers = Vec::with_capacity(batch.len());
            for each in batch {
                let each = match each {
                    Value::Object(members) => request(members),
                    _ => Err(not_a_request("a request is an object")),
                };
                answers.push(match each {
                    Ok(request) => written(&answer(graph, &call, request).await?),
                    Err(error) => written(&refusal(error)),
                });
            }
            Ok(document(StatusCode::OK, media, &answers))
        }
        Ok(_) => bad(not_a_request("a request is an object")),
        Err(error) => bad(not_a_request(format!("the body is no JSON: {error}"))),
    }
}

async fn one(graph: &Graph, call: &Call, media: Media, request: Request) -> crate::table::Answer<Answered> {
    let answer = answer(graph, call, request).await?;
    let status = media.status(&answer);
    Ok(match is_refused(&answer) {
        true => document(status, media, &written(&answer)),
        false => document(status, media, &answer),
    })
}

async fn answer(graph: &Graph, call: &Call, request: Request) -> crate::table::Answer<Answer> {
    match graph.admit(call, request) {
        Ok(request) => Ok(graph.execute(call, request).await),
        Err(Refused::Document(error)) => Ok(refusal(error)),
        Err(Refused::Caller(error)) => Ok(refusal(error.into_body())),
    }
}

impl Graph {
    /// Whether a request is anything but a query. One that cannot be read acts on nothing.
    fn would_act(&self, request: &Request) -> bool {
        let Ok(document) = self.documents.read(&request.query, &self.limits) else { return false };
        document.types(request.operation_name.as_deref()).any(|kind| kind != OperationType::Query)
    }
}

/// The schema as text.
pub(crate) struct SchemaText(String);

impl Output for SchemaText {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        Gives { media: "text/plain", schema: None, statuses: &[200] }
    }

    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))], self.0).into_response()
    }
}

pub(crate) async fn schema_text(_: Call, (): ()) -> crate::table::Answer<SchemaText> {
    Ok(SchemaText(super::graphql_schema()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_of_an_answer_is_what_the_caller_likes_best() {
        let accepted = |accept| Media::accepted(Some(accept));
        assert_eq!(Media::accepted(None), Some(Media::Json));
        assert_eq!(accepted("application/graphql-response+json"), Some(Media::GraphQl));
        assert_eq!(
            accepted("application/graphql-response+json, application/json;q=0.9"),
            Some(Media::GraphQl)
        );
        assert_eq!(accepted("application/json, application/graphql-response+json;q=0.5"), Some(Media::Json));
        assert_eq!(accepted("*/*"), Some(Media::Json));
        assert_eq!(accepted("text/html"), None);
    }

    #[test]
    fn what_has_not_the_form_of_a_request_is_none() {
        let read = |text: &str| request(serde_json::from_str(text).unwrap()).is_ok();
        assert!(read(
            r#"{"query": "{a}", "variables": null, "extensions": null, "operationName": null, "x": 1}"#
        ));
        for bad in [
            r#"{}"#,
            r#"{"query": 1}"#,
            r#"{"query": "{a}", "variables": "x"}"#,
            r#"{"query": "{a}", "variables": [1]}"#,
            r#"{"query": "{a}", "operationName": {}}"#,
            r#"{"query": "{a}", "extensions": "x"}"#,
        ] {
            assert!(!read(bad), "{bad}");
        }
    }
}
