//! A node behind its admin socket or an HTTP address.

mod backups;

use std::io;
use std::net::IpAddr;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::{DbName, ErrorCode, Key, PublicKey};
use cyberfly_protocol::{
    AddPeer, Certified, ChangePeer, NodeCertificate, OnePeer, PeerAction, PeerChanged, PeerRules, Peers,
    Pong, RunningConfig, TicketAnswer, TopologyDocument,
};
use cyberfly_protocol::{
    AuditLines, BlobReceipt, ByteStream, Door, Entry, ErrorBody, HealthReport, LogStream, Logs, Observe,
    ObserveStream, Prepare, Prepared, Query, QueryAnswer, QueryDocument, Receipt, Receipts, Reply,
    ReplyStream, Status, StoppingReceipt, Submission, Tasks, VALUE_LIMIT, Watch, WatchStream, write_sequence,
};
use cyberfly_protocol::{AwaitReplicas, Converge, Converged, Replicas, SyncNow, SyncSessions, SyncStatus};
use cyberfly_telemetry::{TRACEPARENT, current, step};
use data_encoding::HEXLOWER;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::Instrument;

use crate::token::TokenSource;
use crate::trust::{Trust, trouble, without_tls};
use crate::{events, flow};

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
    base: Url,
    tokens: Arc<TokenSource>,
    /// How long a node may be silent.
    patience: Duration,
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
        let client = without_tls()?.unix_socket(socket).timeout(timeout).build().map_err(cannot_build)?;
        let base =
            Url::parse("http://localhost").map_err(|error| bad_url("localhost", &error.to_string()))?;
        Ok(Connect::Listening(Self { client, base, tokens: Arc::new(TokenSource::None), patience: timeout }))
    }

    /// A way to the node at an HTTP address, as `https://node.example:7420`. Nothing is sent. A token goes over plain HTTP to
    /// this machine alone: with a source of tokens, another host is refused here.
    pub fn at_url(
        url: &str,
        tokens: TokenSource,
        trust: &Trust,
        timeout: Duration,
    ) -> Result<Self, ErrorBody> {
        let base = Url::parse(url).map_err(|error| bad_url(url, &error.to_string()))?;
        let is_private = match (base.scheme(), base.path(), base.query(), base.fragment()) {
            ("http", "/", None, None) => false,
            ("https", "/", None, None) => true,
            ("http" | "https", ..) => return Err(bad_url(url, "it names more than a host and a port")),
            (scheme, ..) => return Err(bad_url(url, &format!("nodes speak http and https, not {scheme}"))),
        };
        if !base.username().is_empty() || base.password().is_some() {
            return Err(bad_url(url, "it names a user, and a node knows none"));
        }
        let refused = |code, what: &str, hint: &str| {
            Err(ErrorBody::new(code, format!("{url}: {what}; nothing was sent")).hint(hint))
        };
        if !is_private && trust.is_some() {
            let what = "a CA or a certificate says nothing over plain HTTP";
            return refused(ErrorCode::BadRequest, what, "use https:// in place of http://");
        }
        if !is_private && tokens.is_some() && !is_this_machine(&base) {
            let what = "a token is not sent over plain HTTP to another machine";
            let hint = "use https://, or bring the node's port here: ssh -L 7420:127.0.0.1:7420 HOST";
            return refused(ErrorCode::NotAllowed, what, hint);
        }
        let client = if is_private { trust.client()? } else { without_tls()? };
        // An answer that leads elsewhere would take the token there.
        let client = client.timeout(timeout).no_proxy().redirect(Policy::none());
        Ok(Self {
            client: client.build().map_err(cannot_build)?,
            base,
            tokens: Arc::new(tokens),
            patience: timeout,
        })
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ErrorBody> {
        let response = self.answer(request).await?;
        let status = response.status();
        let bytes = read(response).await?;
        if status.is_success() {
            return serde_json::from_slice(&bytes).map_err(|error| not_understood(&error.to_string()));
        }
        Err(error_in(&bytes, status))
    }

    /// Sends a request, with a token if there is one and the trace that it is a part of, and waits for the head of the answer.
    async fn answer(&self, request: RequestBuilder) -> Result<Response, ErrorBody> {
        self.answer_to(request).instrument(step!("ask", otel.kind = "client")).await
    }

    async fn answer_to(&self, request: RequestBuilder) -> Result<Response, ErrorBody> {
        let request = match current() {
            Some(step) => request.header(TRACEPARENT, step.to_string()),
            None => request,
        };
        let request = match self.tokens.token()? {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let response = request.send().await.map_err(|error| unreachable(&error))?;
        if response.status() == StatusCode::UPGRADE_REQUIRED && names_tls(&response) {
            let message = format!("{} speaks TLS and no plain HTTP; nothing was done", self.base);
            let body = ErrorBody::new(ErrorCode::Unavailable, message);
            return Err(body.hint("use https:// in place of http://"));
        }
        Ok(response)
    }

    /// Sends a document.
    fn post(&self, route: &str, document: &impl Serialize) -> Result<RequestBuilder, ErrorBody> {
        let body = serde_json::to_vec(document).map_err(|error| {
            ErrorBody::new(ErrorCode::Internal, format!("the request cannot be written as JSON: {error}"))
        })?;
        let request = self.client.post(self.url(route)).header("content-type", "application/json");
        Ok(request.body(body))
    }

    /// The configuration that the node runs with. For operators.
    pub async fn running_config(&self) -> Result<RunningConfig, ErrorBody> {
        self.ask(self.client.get(self.url("/api/v1/config"))).await
    }

    /// What the node does by its schedules. For operators.
    pub async fn tasks(&self) -> Result<Tasks, ErrorBody> {
        self.ask(self.client.get(self.url("/api/v1/tasks"))).await
    }

    /// The other nodes that the node knows. For operators.
    pub async fn peers(&self) -> Result<Peers, ErrorBody> {
        self.ask(self.client.get(self.url("/api/v1/peers"))).await
    }

    /// How it stands with replication. For operators.
    pub async fn sync_status(&self) -> Result<SyncStatus, ErrorBody> {
        self.ask(self.client.get(self.url("/api/v1/sync"))).await
    }

    /// The sync sessions that are over. For operators.
    pub async fn sync_history(&self) -> Result<SyncSessions, ErrorBody> {
        self.ask(self.client.get(self.url("/api/v1/sync/history"))).await
    }

    /// Has sync sessions held now. For operators.
    pub async fn sync_now(&self, wanted: &SyncNow) -> Result<SyncSessions, ErrorBody> {
        let request = self.post("/api/v1/sync/now", wanted)?;
        self.ask(request.timeout(FOR_EVER)).await
    }

    /// Pauses replication, or goes on with it. For operators.
    pub async fn sync_pause(&self, paused: bool) -> Result<SyncStatus, ErrorBody> {
        let route = if paused { "/api/v1/sync/pause" } else { "/api/v1/sync/resume" };
        self.ask(self.client.post(self.url(route))).await
    }

    /// Waits until the node and its peers hold the same, or the time is up. For operators.
    pub async fn converge(&self, wanted: &Converge) -> Result<Converged, ErrorBody> {
        // The node keeps to the patience that it is told.
        self.ask(self.post("/api/v1/sync/converge", wanted)?.timeout(FOR_EVER)).await
    }

    /// Waits until so many peers have an operation on their disks, or the time is up. For operators.
    pub async fn replicas(&self, wanted: &AwaitReplicas) -> Result<Replicas, ErrorBody> {
        self.ask(self.post("/api/v1/replicas", wanted)?.timeout(FOR_EVER)).await
    }

    /// The latest lines of the audit log behind the one with this number, at most so many; of 0 the newest. For operators.
    pub async fn audit(&self, since: u64, limit: usize) -> Result<AuditLines, ErrorBody> {
        let query = [("since", since.to_string()), ("limit", limit.to_string())];
        self.ask(self.client.get(self.url("/api/v1/audit")).query(&query)).await
    }

    /// How it stands with one other node. For operators.
    pub async fn peer(&self, id: PublicKey) -> Result<OnePeer, ErrorBody> {
        self.ask(self.client.get(self.url(&format!("/api/v1/peers/{id}")))).await
    }

    /// Connects the node to another one: a ticket, or `ID@HOST:PORT`. For operators.
    pub async fn add_peer(&self, peer: String) -> Result<PeerChanged, ErrorBody> {
        self.send("/api/v1/peers", &AddPeer { peer }).await
    }

    /// Removes, bans or unbans another node, or connects to it anew. For operators.
    pub async fn change_peer(&self, id: PublicKey, action: PeerAction) -> Result<PeerChanged, ErrorBody> {
        self.send("/api/v1/peers/change", &ChangePeer { id, action }).await
    }

    /// Lets the node ask another one whether it is there. For operators.
    pub async fn ping_peer(&self, id: PublicKey) -> Result<Pong, ErrorBody> {
        self.ask(self.client.post(self.url(&format!("/api/v1/peers/{id}/ping")))).await
    }

    /// The rules about who may connect to the node. For operators.
    pub async fn peer_rules(&self) -> Result<PeerRules, ErrorBody> {
        self.ask(self.client.get(self.url("/api/v1/peer-rules"))).await
    }

    /// Gives the node a certificate to show to others. For operators.
    pub async fn certify(&self, certificate: String) -> Result<Certified, ErrorBody> {
        self.send("/api/v1/certificates", &NodeCertificate { certificate }).await
    }

    /// Who is connected to whom, as far as the node knows. For operators.
    pub async fn topology(&self) -> Result<TopologyDocument, ErrorBody> {
        self.ask(self.client.get(self.url("/api/v1/topology"))).await
    }

    /// What another node needs to connect to the node. For operators.
    pub async fn ticket(&self) -> Result<TicketAnswer, ErrorBody> {
        self.ask(self.client.get(self.url("/api/v1/ticket"))).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        route: &str,
        document: &impl Serialize,
    ) -> Result<T, ErrorBody> {
        self.ask(self.post(route, document)?).await
    }

    /// An answer that goes on for as long as it is read; silence ends it.
    fn events<T: DeserializeOwned + Send + 'static>(
        &self,
        route: &'static str,
        query: Vec<(&'static str, String)>,
    ) -> Reply<'_, ReplyStream<T>> {
        let asked = Asked { client: self.clone(), route, query };
        Box::pin(async move { Ok(events::events(asked.ask(None).await?, asked)) })
    }

    fn url(&self, route: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(route);
        url
    }
}

/// A question whose answer goes on.
pub(crate) struct Asked {
    client: NodeClient,
    route: &'static str,
    query: Vec<(&'static str, String)>,
}

impl Asked {
    /// Asks, if need be again for what is behind a place that an answer had come to.
    pub(crate) async fn ask(&self, since: Option<&str>) -> Result<Response, ErrorBody> {
        let mut query = self.query.clone();
        if let Some(since) = since {
            query.retain(|(name, _)| *name != "since");
            query.push(("since", since.to_owned()));
        }
        let request = self.client.client.get(self.client.url(self.route)).query(&query).timeout(FOR_EVER);
        let response = self.client.answer(request).await?;
        match response.status().is_success() {
            true => Ok(response),
            false => Err(refused(response).await),
        }
    }

    /// Whether a token that has expired can be followed by a fresh one.
    pub(crate) fn has_tokens(&self) -> bool {
        self.client.tokens.is_some()
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

/// Whether an answer asks for TLS.
fn names_tls(response: &Response) -> bool {
    let wanted = response.headers().get("upgrade").and_then(|wanted| wanted.to_str().ok());
    wanted.is_some_and(|wanted| wanted.starts_with("TLS/"))
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

fn bad_url(url: &str, why: &str) -> ErrorBody {
    ErrorBody::new(ErrorCode::BadRequest, format!("{url} is no address of a node: {why}; nothing was sent"))
        .hint("it looks like http://127.0.0.1:7420")
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
    // At a socket there is an address too, which says nothing.
    let address =
        error.url().filter(|url| url.port().is_some()).map(|url| url.origin().ascii_serialization());
    let at = address.map_or_else(String::new, |address| format!(" at {address}"));
    if let Some(body) = trouble(error, &at) {
        return body;
    }
    let mut message = format!("the node{at} cannot be reached");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        message = format!("{message}: {cause}");
        source = cause.source();
    }
    ErrorBody::new(ErrorCode::Unavailable, message)
        .hint("see that a node runs there; cyberfly context list shows the ways that are saved")
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
            let response = self.answer(request).await?;
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

    fn submit_many(&self, operations: Vec<Vec<u8>>) -> Reply<'_, Receipts> {
        let request = self.client.post(self.url("/api/v1/ops/many"));
        let request = request.header("content-type", "application/cbor-seq");
        Box::pin(self.ask(request.body(write_sequence(&operations))))
    }

    fn query(&self, query: Query) -> Reply<'_, QueryAnswer> {
        Box::pin(async move {
            let document: QueryDocument = self.send("/api/v1/query", &query).await?;
            Ok(document.answer)
        })
    }

    fn keep_blob<'a>(&'a self, db: &'a DbName, bytes: ByteStream) -> Reply<'a, BlobReceipt> {
        let request = self.client.post(self.url("/api/v1/blobs")).query(&[("db", db.as_str())]);
        let (body, upload) = flow::upload(bytes);
        let answer = self.ask(request.timeout(FOR_EVER).body(body));
        Box::pin(upload.until(answer, self.patience))
    }

    fn blob<'a>(&'a self, db: &'a DbName, hash: [u8; 32]) -> Reply<'a, ByteStream> {
        let url = self.url(&format!("/api/v1/blobs/{}", HEXLOWER.encode(&hash)));
        let request = self.client.get(url).query(&[("db", db.as_str())]).timeout(FOR_EVER);
        Box::pin(async move {
            let answer = tokio::time::timeout(self.patience, self.answer(request)).await;
            let response = answer.map_err(|_| flow::silent())??;
            match response.status().is_success() {
                true => Ok(flow::download(response, self.patience)),
                false => Err(refused(response).await),
            }
        })
    }

    fn get<'a>(&'a self, db: &'a DbName, key: &'a Key) -> Reply<'a, Entry> {
        let request = self.client.get(self.url("/api/v1/value"));
        Box::pin(self.ask(request.query(&[("db", db.as_str()), ("key", key.as_str())])))
    }

    fn watch(&self, watch: Watch) -> Reply<'_, WatchStream> {
        let mut query = vec![("db", watch.db.to_string()), ("prefix", watch.prefix)];
        query.extend(watch.since.map(|since| ("since", since)));
        self.events("/api/v1/watch", query)
    }

    fn observe(&self, observe: Observe) -> Reply<'_, ObserveStream> {
        let interval = observe.interval.as_secs_f64().to_string();
        let query = vec![("interval_seconds", interval), ("committed", observe.committed.to_string())];
        self.events("/api/v1/stream", query)
    }

    fn logs(&self, logs: Logs) -> Reply<'_, LogStream> {
        let mut query = vec![("follow", logs.follow.to_string())];
        query.extend(logs.level.map(|level| ("level", level.word().to_owned())));
        query.extend(logs.request_id.map(|id| ("request_id", id)));
        query.extend(logs.since.map(|since| ("since", since.to_string())));
        self.events("/api/v1/logs", query)
    }

    fn stop(&self) -> Reply<'_, StoppingReceipt> {
        Box::pin(self.ask(self.client.post(self.url("/api/v1/stop"))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::SecretKey;
    use cyberfly_core::token::Scope;

    fn at(url: &str, tokens: TokenSource) -> Result<NodeClient, ErrorCode> {
        let trust = Trust::default();
        NodeClient::at_url(url, tokens, &trust, Duration::from_secs(1)).map_err(|error| error.code())
    }

    fn maker() -> TokenSource {
        let key = SecretKey::from_seed(&[1; 32]);
        TokenSource::by_key(key.clone(), key.public(), Scope::Operator)
    }

    #[test]
    fn a_token_is_not_sent_to_another_machine_over_plain_http() {
        for here in
            ["http://localhost:7420", "http://127.0.0.1:7420/", "http://[::1]:7420", "http://127.1.2.3"]
        {
            assert!(at(here, maker()).is_ok(), "{here}");
        }
        for there in [
            "http://node.example:7420",
            "http://10.0.0.1",
            "http://localhost.node.example",
            "http://[2001:db8::1]",
        ] {
            assert_eq!(at(there, maker()).err(), Some(ErrorCode::NotAllowed), "{there}");
            assert!(at(there, TokenSource::None).is_ok(), "{there}");
        }
        assert!(at("https://node.example", maker()).is_ok());
    }

    #[test]
    fn what_is_no_address_of_a_node_is_refused_before_anything_is_sent() {
        for url in [
            "",
            "localhost:7420",
            "http://",
            "http://localhost/api",
            "http://localhost?x=1",
            "http://me:pw@localhost",
        ] {
            assert!(
                matches!(
                    at(url, TokenSource::None).err(),
                    Some(ErrorCode::BadRequest | ErrorCode::Unsupported)
                ),
                "{url}"
            );
        }
        assert_eq!(at("ftp://node.example", TokenSource::None).err(), Some(ErrorCode::BadRequest));
        let trust = Trust { ca: Some("ca.pem".into()), ..Trust::default() };
        let plain = NodeClient::at_url("http://localhost", TokenSource::None, &trust, Duration::from_secs(1));
        assert_eq!(plain.err().map(|error| error.code()), Some(ErrorCode::BadRequest));
    }
}
