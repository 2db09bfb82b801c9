//! Blobs as the predecessor's clients hand them in and fetch them: by a form, and by their hash alone.
//!
//! Bytes can be read only through a database that they came in for. Who names none hands them in for a database of the
//! node's own, which is nobody else's.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::{ByteStream, DB_PATTERN, Door, ErrorBody, VALUE_LIMIT, bytes_at_once};
use data_encoding::HEXLOWER;
use futures_util::stream;
use multer::Multipart;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::input::{Asked, Asks, AsksBody, Input, Path, Query};
use crate::output::{Gives, Output};
use crate::refusal::Refusal;
use crate::table::Answer;

/// The label of the node's own database of uploads.
const UPLOADS: &str = "uploads";
/// What a form has beside the bytes: its boundaries and the heads of its parts.
const FORM_LIMIT: usize = VALUE_LIMIT + 64 * 1024;
const FORM: &str = "multipart/form-data";

/// Which database.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Where {
    /// The full name of the database; without it, the node's own uploads.
    #[schemars(regex(pattern = DB_PATTERN))]
    db: Option<String>,
}

impl Where {
    fn db(&self, call: &Call) -> Answer<DbName> {
        match (&self.db, call.node.id()) {
            (Some(name), _) => name.parse().map_err(ErrorBody::from),
            (None, Some(node)) => DbName::new(UPLOADS, node).map_err(ErrorBody::from),
            (None, None) => {
                Err(ErrorBody::new(ErrorCode::BadRequest, "name the database in the parameter db"))
            }
        }
    }
}

/// The bytes in the field `blob` of a form.
pub(super) struct Form(Vec<u8>);

impl Input for Form {
    const BODY_LIMIT: usize = FORM_LIMIT;

    fn describe(_: &mut SchemaGenerator) -> Asks {
        Asks { parameters: Vec::new(), body: Some(AsksBody { forms: vec![(FORM, None)], required: true }) }
    }

    async fn read(asked: &mut Asked) -> Result<Self, Refusal> {
        let boundary =
            asked.header(CONTENT_TYPE.as_str()).and_then(|media| multer::parse_boundary(media).ok());
        let boundary = boundary.ok_or_else(|| Refusal::media_type(FORM))?;
        let body = Bytes::from(asked.body().await?);
        let bad = |what: String| {
            ErrorBody::new(ErrorCode::BadRequest, format!("the form {what}; nothing was stored"))
        };
        let mut form = Multipart::new(stream::iter([Ok::<_, Infallible>(body)]), boundary);
        loop {
            let field = form.next_field().await.map_err(|error| bad(format!("cannot be read: {error}")))?;
            let Some(field) = field else { return Err(bad("has no field blob".to_owned()).into()) };
            if field.name() == Some("blob") {
                let bytes = field.bytes().await.map_err(|error| bad(format!("cannot be read: {error}")))?;
                return Ok(Self(bytes.into()));
            }
        }
    }
}

/// What is answered to an upload.
#[derive(Serialize, JsonSchema)]
pub(super) struct Uploaded {
    /// BLAKE3-256 of the bytes, in hex.
    hash: String,
}

pub(super) async fn upload(call: Call, (place, Form(bytes)): (Query<Where>, Form)) -> Answer<Uploaded> {
    let db = place.0.db(&call)?;
    Ok(Uploaded { hash: call.node.keep_blob(&db, bytes_at_once(bytes)).await?.hash })
}

/// Which blob.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// BLAKE3-256 of the bytes, in hex.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    hash: String,
}

/// Bytes that somebody handed in, as they are read. They are given as nothing but bytes, so that no browser takes them for a
/// page. What turns out not to be as it should breaks off.
pub(super) struct Octets(u64, ByteStream);

impl Output for Octets {
    fn describe(_: &mut SchemaGenerator) -> Gives {
        Gives { media: "application/octet-stream", schema: None, statuses: &[200] }
    }

    fn into_response(self) -> Response {
        let headers = [
            (CONTENT_LENGTH, HeaderValue::from(self.0)),
            (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
            (CONTENT_DISPOSITION, HeaderValue::from_static("attachment")),
        ];
        (headers, Body::from_stream(self.1)).into_response()
    }
}

pub(super) async fn blob(call: Call, (which, place): (Path<Which>, Query<Where>)) -> Answer<Octets> {
    let hash = HEXLOWER.decode(which.0.hash.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    let hash = hash
        .ok_or_else(|| ErrorBody::new(ErrorCode::BadRequest, "a hash is 64 lower-case hexadecimal digits"))?;
    let db = place.0.db(&call)?;
    call.node.blob_as(call.caller, db, hash).await.map(|(size, pieces)| Octets(size, pieces))
}
