//! Long answers, in fewer bytes for whoever can read that.

use std::convert::Infallible;
use std::future::ready;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use tower::{Layer, ServiceExt, service_fn};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// Answers from this size on are compressed.
const COMPRESS_FROM: u16 = 1024;

/// Which encodings a caller can read.
pub(crate) struct Readable(Vec<HeaderValue>);

impl Readable {
    /// As the headers of its request say.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self(headers.get_all(ACCEPT_ENCODING).iter().cloned().collect())
    }
}

/// An answer as its caller gets it. Short ones, which are most, are handed on as they are.
pub(crate) async fn compressed(response: Response, readable: Readable) -> Response {
    let is_long = SizeAbove::new(COMPRESS_FROM).and(NotForContentType::SSE);
    if !is_long.should_compress(&response) {
        return response;
    }
    let mut request = Request::new(Body::empty());
    for encodings in readable.0 {
        request.headers_mut().append(ACCEPT_ENCODING, encodings);
    }
    let mut response = Some(response);
    let answers =
        service_fn(move |_: Request| ready(Ok::<_, Infallible>(response.take().unwrap_or_default())));
    let Ok(compressed) = CompressionLayer::new().compress_when(is_long).layer(answers).oneshot(request).await;
    compressed.map(Body::new)
}
