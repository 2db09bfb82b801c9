//! What can be asked at a door, and what only an operator can ask.

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use cyberfly_core::op::OP_LIMIT;
use cyberfly_core::{DbName, ErrorCode, Key};
use cyberfly_node::{Node, Phase};
use cyberfly_protocol::{Door, Entry, ErrorBody, Receipt, Status, StoppingReceipt};
use serde::Deserialize;

use crate::error::Failed;

type Answer<T> = Result<Json<T>, Failed>;

/// The routes of every door.
pub(crate) fn public(node: Node) -> Router {
    common().with_state(node)
}

/// The routes of the admin socket: those of every door, and the operator's.
pub(crate) fn operator(node: Node) -> Router {
    common().route("/api/v1/status", get(status)).route("/api/v1/stop", post(stop)).with_state(node)
}

fn common() -> Router<Node> {
    Router::new()
        .route("/livez", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/api/v1/ops", post(submit))
        .route("/api/v1/value", get(value))
        .layer(DefaultBodyLimit::max(OP_LIMIT))
        .fallback(async || no_route(ErrorCode::NotFound, "there is no such route"))
        .method_not_allowed_fallback(async || {
            no_route(ErrorCode::BadRequest, "this route takes another method")
        })
}

fn no_route(code: ErrorCode, message: &str) -> Failed {
    Failed(ErrorBody::new(code, message))
}

async fn readyz(State(node): State<Node>) -> (StatusCode, &'static str) {
    match *node.phase().borrow() {
        Phase::Ready => (StatusCode::OK, "ready\n"),
        Phase::Starting => (StatusCode::SERVICE_UNAVAILABLE, "starting\n"),
        Phase::Draining => (StatusCode::SERVICE_UNAVAILABLE, "draining\n"),
    }
}

async fn submit(State(node): State<Node>, body: Result<Bytes, BytesRejection>) -> Answer<Receipt> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            no_route(ErrorCode::LimitExceeded, "an operation has at most 1 MiB; nothing was stored")
        }
        _ => no_route(ErrorCode::BadRequest, "the request ended before its body; nothing was stored"),
    })?;
    Ok(Json(node.submit(body.to_vec()).await?))
}

#[derive(Deserialize)]
struct Which {
    db: String,
    key: String,
}

async fn value(State(node): State<Node>, which: Result<Query<Which>, QueryRejection>) -> Answer<Entry> {
    let Query(which) = which.map_err(|rejection| no_route(ErrorCode::BadRequest, &rejection.body_text()))?;
    let db: DbName = which.db.parse().map_err(ErrorBody::from)?;
    let key = Key::new(which.key).map_err(ErrorBody::from)?;
    Ok(Json(node.get(&db, &key).await?))
}

async fn status(State(node): State<Node>) -> Answer<Status> {
    Ok(Json(node.status().await?))
}

async fn stop(State(node): State<Node>) -> Answer<StoppingReceipt> {
    Ok(Json(node.stop().await?))
}
