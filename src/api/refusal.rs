//! Why a request is refused, as HTTP says it and as we say it.

use std::time::Duration;

use axum::http::header::{ALLOW, CONNECTION, RETRY_AFTER, UPGRADE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{ErrorBody, SCHEMA_VERSION, http_status};
use schemars::JsonSchema;
use serde::Serialize;

/// An error on its way out of a door.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    body: Box<ErrorBody>,
    status: StatusCode,
    allow: Option<String>,
    retry_after: Option<u64>,
    upgrade: Option<&'static str>,
    closes: bool,
}

/// How long a caller is asked to wait when nothing better is known, in seconds.
const RETRY_AFTER_SECONDS: u64 = 1;

/// The protocol that a door without plain HTTP wants, as a header says it.
const TLS: &str = "TLS/1.3, HTTP/1.1";

/// The error document.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub(crate) struct ErrorDocument {
    /// The version of this document.
    schema_version: u32,
    /// The error itself.
    #[serde(flatten)]
    body: ErrorBody,
}

impl From<ErrorBody> for Refusal {
    /// With the status that belongs to the code.
    fn from(body: ErrorBody) -> Self {
        let code = body.code();
        let status = StatusCode::from_u16(http_status(code)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let may_retry =
            matches!(code, ErrorCode::Overloaded | ErrorCode::RateLimited | ErrorCode::ResourceExhausted);
        let retry_after = may_retry.then_some(RETRY_AFTER_SECONDS);
        Self { body: Box::new(body), status, allow: None, retry_after, upgrade: None, closes: false }
    }
}

impl Refusal {
    /// A refusal for which HTTP has a status of its own; the code is the nearest of ours.
    fn of_http(status: StatusCode, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { status, ..ErrorBody::new(code, message).into() }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.body.hint = Some(hint.into());
        self
    }

    /// 404: no route has this path.
    pub(crate) fn no_such_route() -> Self {
        Self::from(ErrorBody::new(ErrorCode::NotFound, "there is no such route"))
            .hint("GET /api/v1/docs shows every route")
    }

    /// 405: the path has other methods.
    pub(crate) fn method(allowed: &str) -> Self {
        let message = format!("this route takes {allowed} and no other method; nothing was done");
        let refusal = Self::of_http(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadRequest, message);
        Self { allow: Some(allowed.to_owned()), ..refusal }
    }

    /// 408: the caller sends too slowly.
    pub(crate) fn slow(message: &str) -> Self {
        let refusal = Self::of_http(StatusCode::REQUEST_TIMEOUT, ErrorCode::Timeout, message);
        Self { closes: true, ..refusal }
    }

    /// 406: the caller takes none of the types there are.
    pub(crate) fn not_acceptable() -> Self {
        let message =
            "this route answers application/graphql-response+json or application/json; nothing was done";
        Self::of_http(StatusCode::NOT_ACCEPTABLE, ErrorCode::BadRequest, message)
    }

    /// 426: the route speaks another protocol.
    pub(crate) fn upgrade(message: &str) -> Self {
        Self::of_http(StatusCode::UPGRADE_REQUIRED, ErrorCode::BadRequest, message)
            .hint("connect to it with a client for GraphQL over WebSocket")
    }

    /// 426: the door speaks TLS.
    pub(crate) fn tls_wanted() -> Self {
        let message = "this door speaks TLS and no plain HTTP; nothing was done";
        let refusal = Self::of_http(StatusCode::UPGRADE_REQUIRED, ErrorCode::BadRequest, message);
        Self { upgrade: Some(TLS), closes: true, ..refusal.hint("use https:// in place of http://") }
    }

    /// The status it is answered with.
    pub(crate) const fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code.
    pub(crate) fn code(&self) -> ErrorCode {
        self.body.code()
    }

    /// The error itself, for doors that have a form of their own.
    pub(crate) fn into_body(self) -> ErrorBody {
        *self.body
    }

    /// 415: the body is of another kind.
    pub(crate) fn media_type(takes: &str) -> Self {
        let message = format!("this route takes a body of the type {takes}; nothing was stored");
        Self::of_http(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::BadRequest, message)
            .hint(format!("send the header content-type: {takes}"))
    }

    /// 431: the head of a request is too long.
    pub(crate) fn long_head(most: &str, headers: usize) -> Self {
        let message =
            format!("the head of a request has at most {most} and {headers} headers; nothing was done");
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        let refusal = Self::of_http(status, ErrorCode::LimitExceeded, message);
        Self { closes: true, ..refusal }
    }

    /// The same, to be tried again after this long.
    pub(crate) fn retry_after(self, wait: Duration) -> Self {
        // At least one: whoever is told zero asks again at once.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self { retry_after: Some(seconds.max(1)), ..self }
    }

    /// Whether it is more than a detail for whoever operates the node.
    pub(crate) fn concerns_the_operator(&self) -> bool {
        self.status.is_server_error() && self.status != StatusCode::SERVICE_UNAVAILABLE
    }

    /// Tells the operator, as loudly as it concerns them.
    pub(crate) fn log(&self) {
        let (status, code) = (self.status.as_u16(), self.body.code.as_str());
        match self.concerns_the_operator() {
            true => tracing::warn!(status, code, message = self.body.message, "refused"),
            false => tracing::debug!(status, code, message = self.body.message, "refused"),
        }
    }

    /// The whole answer to this request.
    pub(crate) fn answer(self, request_id: &str) -> Response {
        let Self { mut body, status, allow, retry_after, upgrade, closes } = self;
        body.request_id = Some(request_id.to_owned());
        let document = ErrorDocument { schema_version: SCHEMA_VERSION, body: *body };
        let mut response = (status, axum::Json(document)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            headers.insert(ALLOW, allow);
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(protocol) = upgrade {
            headers.insert(UPGRADE, HeaderValue::from_static(protocol));
        }
        if closes {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
