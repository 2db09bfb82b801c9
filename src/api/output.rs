//! What handlers answer.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

/// The status after which the connection is a socket, and HTTP has no more to say.
pub(crate) const SWITCHING: u16 = 101;

/// A little more than most documents have bytes.
const USUAL: usize = 1024;

/// What the OpenAPI document says of an answer.
pub(crate) struct Gives {
    /// Its media type.
    pub(crate) media: &'static str,
    /// Its form; none for text.
    pub(crate) schema: Option<Schema>,
    /// The statuses it comes with.
    pub(crate) statuses: &'static [u16],
}

/// Something a handler can answer.
pub(crate) trait Output: Send + 'static {
    /// What the OpenAPI document says of it.
    fn describe(schemas: &mut SchemaGenerator) -> Gives;

    /// The answer itself.
    fn into_response(self) -> Response;
}

/// A document is answered as JSON.
impl<T: Serialize + JsonSchema + Send + 'static> Output for T {
    fn describe(schemas: &mut SchemaGenerator) -> Gives {
        Gives { media: "application/json", schema: Some(schemas.subschema_for::<T>()), statuses: &[200] }
    }

    fn into_response(self) -> Response {
        let mut bytes = Vec::with_capacity(USUAL);
        match serde_json::to_writer(&mut bytes, &self) {
            Ok(()) => {
                let mut response = Response::new(Body::from(bytes));
                let json = HeaderValue::from_static("application/json");
                response.headers_mut().insert(header::CONTENT_TYPE, json);
                response
            }
            Err(error) => {
                tracing::error!(%error, "an answer that cannot be written");
                IntoResponse::into_response(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

/// A line of text for a probe.
pub(crate) struct Probe {
    /// Whether the answer is yes.
    pub(crate) passes: bool,
    /// What it says.
    pub(crate) says: &'static str,
}

impl Output for Probe {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        Gives { media: "text/plain", schema: None, statuses: &[200, 503] }
    }

    fn into_response(self) -> Response {
        let status = if self.passes { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        IntoResponse::into_response((status, self.says))
    }
}

/// A page to read.
pub(crate) struct Page(pub(crate) &'static str);

/// What the page may do: show itself, and read from the door it came from.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; \
                           base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

impl Output for Page {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        Gives { media: "text/html", schema: None, statuses: &[200] }
    }

    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY)),
        ];
        IntoResponse::into_response((headers, self.0))
    }
}
