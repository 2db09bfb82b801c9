//! What handlers ask for: read from a request with its limits, described for the OpenAPI document.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::Poll;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use cyberfly_core::name::NameError;
use cyberfly_core::op::OP_LIMIT;
use cyberfly_core::query::json::parse_message;
use cyberfly_core::{DbName, ErrorCode, Key};
use cyberfly_protocol::{ByteStream, ErrorBody, SEQUENCE_LIMIT, reply_stream};
use http_body_util::BodyExt;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::limits::{Limit, Limits};
use crate::paths::Parameters;
use crate::refusal::Refusal;

/// The longest body of a request that needs none. Such a body is not read; a short one does no harm.
const UNUSED_BODY_LIMIT: usize = 1024;

/// How many pieces have come of a body that is taken in as it comes. As long as more do, the request is under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pieces(Arc<AtomicU64>);

impl Pieces {
    /// Waits for an answer: so long, and so long again for each time in which a piece came. None if it did not come.
    pub(crate) async fn within<T>(&self, time: Duration, answer: impl Future<Output = T>) -> Option<T> {
        let mut answer = pin!(answer);
        // Most answers are there at once, and need no clock.
        let at_once = std::future::poll_fn(|context| Poll::Ready(answer.as_mut().poll(context)));
        if let Poll::Ready(answer) = at_once.await {
            return Some(answer);
        }
        loop {
            let before = self.0.load(Ordering::Relaxed);
            match tokio::time::timeout(time, &mut answer).await {
                Ok(answer) => return Some(answer),
                Err(_) if self.0.load(Ordering::Relaxed) == before => return None,
                Err(_) => {}
            }
        }
    }
}

/// A request that is being read.
pub(crate) struct Asked {
    parts: Parts,
    in_path: Parameters,
    body: Body,
    body_limit: usize,
    pieces: Pieces,
    limits: Arc<Limits>,
}

impl Asked {
    /// A request, and what stands for the parameters in its path. Of its body so many bytes are read, which are counted as they
    /// come.
    pub(crate) fn new(
        request: Request,
        in_path: Parameters,
        (body_limit, pieces): (usize, Pieces),
        limits: Arc<Limits>,
    ) -> Self {
        let (parts, body) = request.into_parts();
        Self { parts, in_path, body, body_limit, pieces, limits }
    }

    /// A header, if it is there and is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// The parameters behind the question mark, as they were sent.
    pub(crate) fn parameters(&self) -> &str {
        self.parts.uri.query().unwrap_or_default()
    }

    /// The whole body, within its limit and its time.
    pub(crate) async fn body(&mut self) -> Result<Vec<u8>, Refusal> {
        let body = std::mem::take(&mut self.body);
        let reading = read_body(body, self.body_limit);
        match tokio::time::timeout(self.limits.settings().body_timeout.0, reading).await {
            Ok(Ok(Some(bytes))) => Ok(bytes),
            Ok(Ok(None)) => {
                self.limits.note(Limit::BodyBytes);
                Err(too_long(self.body_limit))
            }
            Ok(Err(error)) => {
                let message = format!("the body cannot be read: {error}; nothing was stored");
                Err(ErrorBody::new(ErrorCode::BadRequest, message).into())
            }
            Err(_) => {
                self.limits.note(Limit::BodyTimeout);
                Err(Refusal::slow("the body did not come in time; nothing was stored"))
            }
        }
    }

    /// The body as it comes. What does not come in time ends it; how long it is in all does not matter.
    fn flow(&mut self) -> ByteStream {
        let state = (std::mem::take(&mut self.body), Arc::clone(&self.limits), self.pieces.clone());
        reply_stream(state, async |(mut body, limits, pieces): (Body, Arc<Limits>, Pieces)| {
            pieces.0.fetch_add(1, Ordering::Relaxed);
            let next = tokio::time::timeout(limits.settings().body_timeout.0, data(&mut body)).await;
            let next = match next {
                Ok(Ok(data)) => Ok(data?),
                Ok(Err(error)) => {
                    let message = format!("the body cannot be read: {error}; nothing was stored");
                    Err(ErrorBody::new(ErrorCode::BadRequest, message))
                }
                Err(_) => {
                    limits.note(Limit::BodyTimeout);
                    Err(ErrorBody::new(
                        ErrorCode::Timeout,
                        "the body did not go on in time; nothing was stored",
                    ))
                }
            };
            Some((next, (body, limits, pieces)))
        })
    }

    /// Whether the request says of what media type its body is.
    pub(crate) fn has_media(&self) -> bool {
        self.parts.headers.contains_key(header::CONTENT_TYPE)
    }

    /// Refuses a body of another media type. One without a type is taken for what it should be.
    pub(crate) fn expect_media(&self, media: &'static str, also: &str) -> Result<(), Refusal> {
        match self.parts.headers.get(header::CONTENT_TYPE) {
            None => Ok(()),
            Some(found) => {
                let found = found.to_str().unwrap_or_default();
                let found = found.split(';').next().unwrap_or_default().trim();
                let fits = found.eq_ignore_ascii_case(media) || found.eq_ignore_ascii_case(also);
                if fits { Ok(()) } else { Err(Refusal::media_type(media)) }
            }
        }
    }
}

/// Refuses a request whose body is declared longer than the limit, before any of it is read.
pub(crate) fn refuse_declared_length(headers: &HeaderMap, limit: usize) -> Result<(), Refusal> {
    let declared =
        headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    match declared {
        Some(declared) if declared > limit as u64 => Err(too_long(limit)),
        _ => Ok(()),
    }
}

fn too_long(limit: usize) -> Refusal {
    let message =
        format!("the body is longer than {limit} bytes, the most this route takes; nothing was stored");
    ErrorBody::new(ErrorCode::LimitExceeded, message).into()
}

/// The next bytes of a body; none at its end.
async fn data(body: &mut Body) -> Result<Option<Vec<u8>>, axum::Error> {
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            return Ok(Some(data.into()));
        }
    }
    Ok(None)
}

/// The body, or none if it is longer than the limit.
async fn read_body(mut body: Body, limit: usize) -> Result<Option<Vec<u8>>, axum::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            if bytes.len() + data.len() > limit {
                return Ok(None);
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(Some(bytes))
}

/// A parameter of a route.
pub(crate) struct Parameter {
    /// `query` or `path`.
    pub(crate) place: &'static str,
    /// Its name.
    pub(crate) name: String,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// Its form.
    pub(crate) schema: Schema,
}

/// What the OpenAPI document says of what a route asks for.
#[derive(Default)]
pub(crate) struct Asks {
    /// The parameters.
    pub(crate) parameters: Vec<Parameter>,
    /// The body, if there is one.
    pub(crate) body: Option<AsksBody>,
}

/// What the OpenAPI document says of a body.
pub(crate) struct AsksBody {
    /// The media types and the forms that it can have. Bytes have no form.
    pub(crate) forms: Vec<(&'static str, Option<Schema>)>,
    /// Whether there must be one.
    pub(crate) required: bool,
}

/// Something a handler can ask for.
pub(crate) trait Input: Sized + Send + 'static {
    /// The longest body, in bytes.
    const BODY_LIMIT: usize = UNUSED_BODY_LIMIT;

    /// What the OpenAPI document says of it.
    fn describe(schemas: &mut SchemaGenerator) -> Asks;

    /// Reads it. Fails without effect.
    fn read(asked: &mut Asked) -> impl Future<Output = Result<Self, Refusal>> + Send;
}

impl Input for () {
    fn describe(_: &mut SchemaGenerator) -> Asks {
        Asks::default()
    }

    async fn read(_: &mut Asked) -> Result<Self, Refusal> {
        Ok(())
    }
}

/// Two things, such as parameters and a body.
impl<A: Input, B: Input> Input for (A, B) {
    const BODY_LIMIT: usize = if A::BODY_LIMIT > B::BODY_LIMIT { A::BODY_LIMIT } else { B::BODY_LIMIT };

    fn describe(schemas: &mut SchemaGenerator) -> Asks {
        let (mut asks, mut more) = (A::describe(schemas), B::describe(schemas));
        asks.parameters.append(&mut more.parameters);
        asks.body = asks.body.or(more.body);
        asks
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        let first = A::read(asked).await?;
        Ok((first, B::read(asked).await?))
    }
}

/// The members of an object's schema as parameters.
fn parameters<T: JsonSchema>(place: &'static str, schemas: &mut SchemaGenerator) -> Vec<Parameter> {
    let schema = T::json_schema(schemas);
    let required: Vec<_> =
        schema.get("required").and_then(|list| list.as_array()).cloned().unwrap_or_default();
    let members =
        schema.get("properties").and_then(|members| members.as_object()).cloned().unwrap_or_default();
    let parameter = |(name, form): (String, Value)| Parameter {
        place,
        required: place == "path" || required.contains(&name.as_str().into()),
        schema: Schema::try_from(form).unwrap_or_default(),
        name,
    };
    members.into_iter().map(parameter).collect()
}

fn malformed(what: &str, reason: &str) -> Refusal {
    malformed_as(ErrorCode::BadRequest, what, reason)
}

fn malformed_as(code: ErrorCode, what: &str, reason: &str) -> Refusal {
    let message = format!("{what} not what this route takes: {reason}; nothing was done");
    ErrorBody::new(code, message).hint("GET /api/v1/docs shows every route").into()
}

/// The parameters after the question mark.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Input for Query<T> {
    fn describe(schemas: &mut SchemaGenerator) -> Asks {
        Asks { parameters: parameters::<T>("query", schemas), body: None }
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        let text = asked.parameters();
        // What reads it would put a replacement character where it is none, and then two different keys would be one.
        if percent_decoded(text).is_none() {
            return Err(malformed("the parameters are", "they are not UTF-8 in percent-encoding"));
        }
        let read = serde_urlencoded::from_str(text);
        Ok(Self(read.map_err(|error| malformed("the parameters are", &error.to_string()))?))
    }
}

/// What a percent-encoded text stands for; none if that is not UTF-8.
fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(text.into());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, after @ ..] = rest else { return None };
        bytes.extend(data_encoding::HEXLOWER_PERMISSIVE.decode(&[*high, *low]).ok()?);
        rest = after;
    }
    String::from_utf8(bytes).ok().map(Cow::from)
}

/// The parameters within the path.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Input for Path<T> {
    fn describe(schemas: &mut SchemaGenerator) -> Asks {
        Asks { parameters: parameters::<T>("path", schemas), body: None }
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        let decoded = asked.in_path.iter().map(|(name, text)| Some((name, percent_decoded(text)?)));
        let decoded: Option<Vec<_>> = decoded.collect();
        let decoded =
            decoded.ok_or_else(|| malformed("the path is", "it is not UTF-8 in percent-encoding"))?;
        // One form in which texts are read as numbers too.
        let read = serde_urlencoded::to_string(decoded).map_err(|error| error.to_string());
        let read = read.and_then(|text| serde_urlencoded::from_str(&text).map_err(|error| error.to_string()));
        Ok(Self(read.map_err(|error| malformed("the path is", &error))?))
    }
}

const JSON: &str = "application/json";

/// A document in the body, as JSON, of at most so many bytes.
pub(crate) struct Json<T, const LIMIT: usize = OP_LIMIT>(pub(crate) T);

impl<T: DeserializeOwned + JsonSchema + Send + 'static, const LIMIT: usize> Input for Json<T, LIMIT> {
    const BODY_LIMIT: usize = LIMIT;

    fn describe(schemas: &mut SchemaGenerator) -> Asks {
        let forms = vec![(JSON, Some(schemas.subschema_for::<T>()))];
        Asks { parameters: Vec::new(), body: Some(AsksBody { forms, required: true }) }
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        asked.expect_media(JSON, JSON)?;
        Ok(Self(document(&asked.body().await?)?))
    }
}

/// Reads a document as strictly as `core` does, since it may carry one: nothing stands twice, no number loses a digit,
/// nothing is nested too deep.
fn document<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let value = parse_message(bytes).map_err(|error| {
        let code = error.code();
        Refusal::from(ErrorBody::new(code, format!("{error}; nothing was done")))
    })?;
    T::deserialize(&value).map_err(|error| {
        // serde knows no codes: what it says of a name that is too long or empty has one all the same.
        let code =
            if has_name_of_wrong_length(&value) { ErrorCode::LimitExceeded } else { ErrorCode::BadRequest };
        malformed_as(code, "the document is", &error.to_string())
    })
}

/// Whether a document names a database or a key by more bytes than there may be, or by none.
fn has_name_of_wrong_length(value: &Value) -> bool {
    let is_long = |name: &str, value: &Value| match (name, value) {
        ("key" | "from" | "to", Value::String(text)) => {
            Key::new(text.as_str()).is_err_and(|error| is_limit(&error))
        }
        ("db", Value::String(text)) => text.parse::<DbName>().is_err_and(|error| is_limit(&error)),
        ("keys", Value::Array(keys)) => {
            let mut texts = keys.iter().filter_map(Value::as_str);
            texts.any(|text| Key::new(text).is_err_and(|error| is_limit(&error)))
        }
        _ => false,
    };
    match value {
        Value::Object(members) => {
            members.iter().any(|(name, value)| is_long(name, value) || has_name_of_wrong_length(value))
        }
        Value::Array(values) => values.iter().any(has_name_of_wrong_length),
        _ => false,
    }
}

fn is_limit(error: &NameError) -> bool {
    error.code() == ErrorCode::LimitExceeded
}

/// A body that is bytes of one type, or a document that says more.
pub(crate) enum RawOrJson<M, T> {
    /// The bytes.
    Raw(Raw<M>),
    /// The document.
    Json(T),
}

/// How many times as many bytes a document may have as the bytes it carries: base64, and what comes with them.
const DOCUMENT_TIMES: usize = 6;

impl<M: Media, T: DeserializeOwned + JsonSchema + Send + 'static> Input for RawOrJson<M, T> {
    const BODY_LIMIT: usize = M::LIMIT * DOCUMENT_TIMES;

    fn describe(schemas: &mut SchemaGenerator) -> Asks {
        let mut asks = Raw::<M>::describe(schemas);
        if let Some(body) = &mut asks.body {
            body.forms.push((JSON, Some(schemas.subschema_for::<T>())));
        }
        asks
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        if asked.expect_media(JSON, JSON).is_ok() && asked.has_media() {
            return Ok(Self::Json(document(&asked.body().await?)?));
        }
        // Bytes alone have a limit of their own.
        asked.body_limit = M::LIMIT;
        refuse_declared_length(&asked.parts.headers, M::LIMIT)?;
        Raw::read(asked).await.map(Self::Raw)
    }
}

const OCTETS: &str = "application/octet-stream";

/// What bytes in a body are.
pub(crate) trait Media: Send + Sync + 'static {
    /// The media type.
    const TYPE: &'static str;
    /// The most there can be.
    const LIMIT: usize;
    /// Whether there can be none.
    const MAY_BE_EMPTY: bool;
}

/// A signed operation: a `COSE_Sign1` object.
pub(crate) struct Cose;

impl Media for Cose {
    const TYPE: &'static str = "application/cose";
    const LIMIT: usize = OP_LIMIT;
    const MAY_BE_EMPTY: bool = false;
}

/// Signed operations, each in a byte string, one after the other.
pub(crate) struct Sequence;

impl Media for Sequence {
    const TYPE: &'static str = "application/cbor-seq";
    const LIMIT: usize = SEQUENCE_LIMIT;
    const MAY_BE_EMPTY: bool = false;
}

/// Bytes in the body.
pub(crate) struct Raw<M> {
    /// They.
    pub(crate) bytes: Vec<u8>,
    media: PhantomData<M>,
}

impl<M: Media> Input for Raw<M> {
    const BODY_LIMIT: usize = M::LIMIT;

    fn describe(_: &mut SchemaGenerator) -> Asks {
        let mut media = vec![M::TYPE, OCTETS];
        media.dedup();
        let forms = media.into_iter().map(|media| (media, None)).collect();
        let body = AsksBody { forms, required: !M::MAY_BE_EMPTY };
        Asks { parameters: Vec::new(), body: Some(body) }
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        asked.expect_media(M::TYPE, OCTETS)?;
        Ok(Self { bytes: asked.body().await?, media: PhantomData })
    }
}

/// Bytes in the body, however many, as they come.
pub(crate) struct Flow(pub(crate) ByteStream);

impl Input for Flow {
    const BODY_LIMIT: usize = usize::MAX;

    fn describe(_: &mut SchemaGenerator) -> Asks {
        let body = AsksBody { forms: vec![(OCTETS, None)], required: false };
        Asks { parameters: Vec::new(), body: Some(body) }
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        asked.expect_media(OCTETS, OCTETS)?;
        Ok(Self(asked.flow()))
    }
}
