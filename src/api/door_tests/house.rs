//! A node behind real doors, and a caller that speaks raw HTTP and holds every answer against the OpenAPI document.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cyberfly_core::{PublicKey, SecretKey};
use cyberfly_node::config::{Config, Period};
use cyberfly_node::{Node, now_ms};
use cyberfly_protocol::LimitsReport;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpSocket;
use tokio::runtime::Runtime;

use crate::call::Call;
use crate::input::{Json, Path};
use crate::serve::Doors;
use crate::table::{Answer, Route};
use crate::{openapi, routes};

/// How long anything may take. Generous: it is a limit, not a wait.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A node behind real doors.
pub(super) struct House {
    pub(super) runtime: Runtime,
    pub(super) node: Node,
    pub(super) address: SocketAddr,
    socket: PathBuf,
    document: Value,
    temp: TempDir,
}

/// A length of time for a setting.
pub(super) fn millis(millis: u64) -> Period {
    Period(Duration::from_millis(millis))
}

async fn panics(_: Call, (): ()) -> Answer<Value> {
    panic!("as asked")
}

async fn never(_: Call, (): ()) -> Answer<Value> {
    std::future::pending().await
}

/// How much is wanted.
#[derive(Deserialize, JsonSchema)]
struct Size {
    bytes: usize,
}

async fn large(_: Call, Path(size): Path<Size>) -> Answer<Value> {
    Ok("x".repeat(size.bytes).into())
}

async fn echo(_: Call, Json(value): Json<Value>) -> Answer<Value> {
    Ok(value)
}

/// The real table, and routes that misbehave.
fn table() -> Vec<Route> {
    let mut table = routes::all();
    table.push(Route::get("panics", "/test/panics", panics));
    table.push(Route::get("never", "/test/never", never));
    table.push(Route::get("large", "/test/large/{bytes}", large));
    table.push(Route::post("echo", "/test/echo", echo));
    table
}

impl House {
    pub(super) fn open(change: impl FnOnce(&mut Config)) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.http.listen = (Ipv4Addr::LOCALHOST, 0).into();
        change(&mut config);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let node = Node::open(&temp.path().join("data"), config.storage.options()).unwrap();
        let socket = temp.path().join("admin.sock");
        let doors = runtime.block_on(Doors::open(&config, &socket)).unwrap();
        let address = doors.listen().http.unwrap().parse().unwrap();
        node.serves_at(doors.listen());
        runtime.spawn(doors.serve_table(node.clone(), table()));
        Self { runtime, node, address, socket, document: openapi(), temp }
    }

    pub(super) fn id(&self) -> PublicKey {
        self.node.id().unwrap()
    }

    /// A connection to the HTTP door.
    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// A connection from another address of this machine.
    pub(super) fn connect_from(&self, from: [u8; 4]) -> TcpStream {
        let connected = self.runtime.block_on(async {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind((Ipv4Addr::from(from), 0).into()).unwrap();
            socket.connect(self.address).await.unwrap()
        });
        let stream = connected.into_std().unwrap();
        stream.set_nonblocking(false).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes over a stream and reads one answer to its end; the connection is to close after it.
    pub(super) fn send(&self, mut stream: impl Read + Write, bytes: &[u8]) -> Reply {
        // A door that refuses early does not read everything; that is its right.
        let _refused = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _reset = stream.read_to_end(&mut answer);
        let reply = Reply::parse(&answer);
        self.hold_against_document(bytes, &reply);
        reply
    }

    /// One request with this first line, these further headers and this body.
    pub(super) fn ask_over(
        &self,
        stream: impl Read + Write,
        line: &str,
        headers: &str,
        body: &[u8],
    ) -> Reply {
        let head = format!(
            "{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
            body.len()
        );
        self.send(stream, &[head.as_bytes(), body].concat())
    }

    /// The same, over a new connection to the HTTP door.
    pub(super) fn ask(&self, line: &str, headers: &str, body: &[u8]) -> Reply {
        self.ask_over(self.connect(), line, headers, body)
    }

    /// Sends a text and gives what comes back, as it is.
    pub(super) fn raw(&self, text: &str) -> Vec<u8> {
        let mut stream = self.connect();
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    /// A `GET` at the HTTP door.
    pub(super) fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path}"), "", b"")
    }

    /// A request over the admin socket.
    pub(super) fn ask_socket(&self, line: &str) -> Reply {
        let stream = UnixStream::connect(&self.socket).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        self.ask_over(stream, line, "", b"")
    }

    /// How much of a limit is in use, and how often it refused.
    pub(super) fn limit(&self, name: &str) -> (Option<u64>, u64) {
        let report: LimitsReport =
            serde_json::from_slice(&self.ask_socket("GET /api/v1/limits").body).unwrap();
        let found = report.limits.iter().find(|limit| limit.name == name).unwrap();
        (found.in_use, found.refused)
    }

    /// A token by a key for this node, made now.
    pub(super) fn token(&self, scope: cyberfly_core::token::Scope, key: &SecretKey) -> String {
        cyberfly_core::Token::fresh(self.id(), scope, now_ms() / 1000).sign(key)
    }

    fn hold_against_document(&self, request: &[u8], reply: &Reply) {
        let text = String::from_utf8_lossy(request);
        let mut words = text.lines().next().unwrap_or_default().split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let path = target.split('?').next().unwrap_or_default();
        let method = if method == "HEAD" { "GET" } else { method };
        let Some(methods) = self.document["paths"].get(path) else { return };
        let of_all = [400, 408, 431];
        match methods.get(method.to_ascii_lowercase()) {
            Some(route) => {
                let status = reply.status.to_string();
                let documented = match route["responses"][&status]["$ref"].as_str() {
                    Some(shared) => self.document.pointer(shared.trim_start_matches('#')).unwrap(),
                    None => &route["responses"][&status],
                };
                assert!(documented.is_object(), "{method} {path} answers {status}, which is not documented");
                let media = reply.header("content-type").unwrap_or_default();
                let media = media.split(';').next().unwrap_or_default();
                assert!(documented["content"][media].is_object(), "{method} {path} {status}: {media:?}");
            }
            None => {
                assert!(reply.status == 405 || of_all.contains(&reply.status), "{method} {path}: {reply:?}");
            }
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.node.close().unwrap();
        assert!(self.temp.path().exists());
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Asserts a refusal in the one form that refusals have.
    #[track_caller]
    pub(super) fn refuses(self, status: u16, code: &str) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        let error = self.json();
        assert_eq!((&error["code"], &error["schema_version"]), (&code.into(), &1.into()), "{error}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
        assert_eq!(error["request_id"].as_str(), self.header("x-request-id"), "{self:?}");
        self
    }

    #[track_caller]
    pub(super) fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        assert!(self.header("x-request-id").is_some());
        self
    }
}

/// Looks until the condition holds.
#[track_caller]
pub(super) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come true");
        std::thread::yield_now();
    }
}
