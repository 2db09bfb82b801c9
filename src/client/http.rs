//! A node behind its admin socket or an HTTP address.

use std::io;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use cyberfly_core::{DbName, ErrorCode, Key};
use cyberfly_protocol::{
    BlobReceipt, Door, Entry, ErrorBody, HealthReport, Prepare, Prepared, Query, QueryAnswer, QueryDocument,
    Receipt, Reply, Status, StoppingReceipt, Submission, VALUE_LIMIT, Watch, WatchStream,
};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::watch;

/// The longest answer that is read: the largest value, each byte of which may take six as JSON, and some room.
const ANSWER_LIMIT: usize = VALUE_LIMIT * 6 + 64 * 1024;

/// What is found at a socket.
pub enum Connect {
    /// A process listens.
    Listening(NodeClient),
    /// Nobody does.
    Nobody,
    /// The socket is there, but not for this caller.
    NotAllowed,
}

/// A way to a node over HTTP.
#[derive(Clone, Debug)]
pub struct NodeClient {
    client: Client,
    base: String,
}

impl NodeClient {
    /// Looks whether someone listens at an admin socket. Nothing is sent.
    pub fn at_socket(socket: &Path, timeout: Duration) -> Result<Connect, ErrorBody> {
        match UnixStream::connect(socket) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(Connect::NotAllowed),
            Err(error) if nobody_there(error.kind()) => {
                return Ok(Connect::Nobody);
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                let message = format!("the socket path {} is too long for a socket", socket.display());
                return Err(
                    ErrorBody::new(ErrorCode::BadRequest, message).hint("name a shorter one with --socket")
                );
            }
            Err(error) => {
                let message = format!("connecting to {}: {error}", socket.display());
                return Err(ErrorBody::new(ErrorCode::Unavailable, message));
            }
        }
        let client = Client::builder().unix_socket(socket).timeout(timeout).build().map_err(cannot_build)?;
        Ok(Connect::Listening(Self { client, base: "http://localhost".to_owned() }))
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ErrorBody> {
        let response = request.send().await.map_err(|error| unreachable(&error))?;
        let succeeded = response.status().is_success();
        let status = response.status();
        let bytes = read(response).await?;
        if succeeded {
            return serde_json::from_slice(&bytes).map_err(|error| not_understood(&error.to_string()));
        }
        Err(error_in(&bytes, status))
    }

    /// Sends a document.
    fn post(&self, route: &str, document: &impl Serialize) -> Result<RequestBuilder, ErrorBody> {
        let body = serde_json::to_vec(document).map_err(|error| {
            ErrorBody::new(ErrorCode::Internal, format!("the request cannot be written as JSON: {error}"))
        })?;
        let request = self.client.post(self.url(route)).header("content-type", "application/json");
        Ok(request.body(body))
    }

    async fn send<T: DeserializeOwned>(
        &self,
        route: &str,
        document: &impl Serialize,
    ) -> Result<T, ErrorBody> {
        self.ask(self.post(route, document)?).await
    }

    fn url(&self, route: &str) -> String {
        format!("{}{route}", self.base)
    }
}

/// Longer than any node runs.
const FOR_EVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The error that a node answered with.
fn error_in(bytes: &[u8], status: StatusCode) -> ErrorBody {
    let body = serde_json::from_slice::<ErrorBody>(bytes);
    body.unwrap_or_else(|_| not_understood(&format!("status {status}")))
}

async fn refused(response: Response) -> ErrorBody {
    let status = response.status();
    match read(response).await {
        Ok(bytes) => error_in(&bytes, status),
        Err(error) => error,
    }
}

const fn nobody_there(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{ConnectionRefused, NotADirectory, NotFound};
    matches!(kind, NotFound | NotADirectory | ConnectionRefused)
}

async fn read(mut response: Response) -> Result<Vec<u8>, ErrorBody> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreachable(&error))? {
        if bytes.len() + chunk.len() > ANSWER_LIMIT {
            return Err(not_understood("a longer answer than there can be"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn cannot_build(error: reqwest::Error) -> ErrorBody {
    ErrorBody::new(ErrorCode::Internal, format!("the HTTP client cannot be made: {error}"))
}

fn unreachable(error: &reqwest::Error) -> ErrorBody {
    if error.is_timeout() {
        return ErrorBody::new(ErrorCode::Timeout, "the node did not answer in time")
            .hint("try again with a longer --timeout");
    }
    let mut message = "the node cannot be reached".to_owned();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        message = format!("{message}: {cause}");
        source = cause.source();
    }
    ErrorBody::new(ErrorCode::Unavailable, message)
}

fn not_understood(what: &str) -> ErrorBody {
    ErrorBody::new(ErrorCode::Unsupported, format!("the answer was not understood: {what}"))
        .hint("check that a cyberfly node of the same version answers there")
}

impl Door for NodeClient {
    fn status(&self) -> Reply<'_, Status> {
        Box::pin(self.ask(self.client.get(self.url("/api/v1/status"))))
    }

    fn health(&self) -> Reply<'_, HealthReport> {
        let request = self.client.get(self.url("/healthz"));
        Box::pin(async move {
            let response = request.send().await.map_err(|error| unreachable(&error))?;
            let status = response.status();
            let bytes = read(response).await?;
            // A node that is failing says so with an error's status and the same document.
            serde_json::from_slice(&bytes).map_err(|_| error_in(&bytes, status))
        })
    }

    fn submit(&self, operation: Vec<u8>) -> Reply<'_, Receipt> {
        let request = self.client.post(self.url("/api/v1/ops")).header("content-type", "application/cose");
        Box::pin(self.ask(request.body(operation)))
    }

    fn prepare(&self, request: Prepare) -> Reply<'_, Prepared> {
        Box::pin(async move { self.send("/api/v1/prepare", &request).await })
    }

    fn submit_prepared(&self, submission: Submission) -> Reply<'_, Receipt> {
        Box::pin(async move { self.send("/api/v1/ops", &submission).await })
    }

    fn query(&self, query: Query) -> Reply<'_, QueryAnswer> {
        Box::pin(async move {
            let document: QueryDocument = self.send("/api/v1/query", &query).await?;
            Ok(document.answer)
        })
    }

    fn keep_blob<'a>(&'a self, db: &'a DbName, bytes: Vec<u8>) -> Reply<'a, BlobReceipt> {
        let request = self.client.post(self.url("/api/v1/blobs")).query(&[("db", db.as_str())]);
        Box::pin(self.ask(request.body(bytes)))
    }

    fn get<'a>(&'a self, db: &'a DbName, key: &'a Key) -> Reply<'a, Entry> {
        let request = self.client.get(self.url("/api/v1/value"));
        Box::pin(self.ask(request.query(&[("db", db.as_str()), ("key", key.as_str())])))
    }

    fn watch(&self, watch: Watch) -> Reply<'_, WatchStream> {
        let mut query = vec![("db", watch.db.to_string()), ("prefix", watch.prefix)];
        query.extend(watch.since.map(|since| ("since", since)));
        // It goes on for as long as it is read; silence ends it.
        let request = self.client.get(self.url("/api/v1/watch")).query(&query).timeout(FOR_EVER);
        Box::pin(async move {
            let response = request.send().await.map_err(|error| unreachable(&error))?;
            if response.status().is_success() {
                return Ok(watch::events(response));
            }
            Err(refused(response).await)
        })
    }

    fn stop(&self) -> Reply<'_, StoppingReceipt> {
        Box::pin(self.ask(self.client.post(self.url("/api/v1/stop"))))
    }
}
