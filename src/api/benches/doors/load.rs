//! A load generator: requests that were made before, over connections that stay open, each answer timed.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpStream, UnixStream};

use crate::wire::{Stream, Wire};

/// Where the requests go.
#[derive(Clone)]
pub(crate) enum Target {
    Http(SocketAddr),
    Socket(PathBuf),
}

/// One request.
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Bytes,
    /// The status that it is to be answered with.
    pub(crate) status: u16,
}

/// Makes the requests of a connection, one after the other, until there are no more.
pub(crate) type Asks = Box<dyn Iterator<Item = Ask> + Send>;

/// What a run came to.
pub(crate) struct Run {
    pub(crate) per_second: f64,
    /// In ascending order.
    latencies: Vec<Duration>,
}

impl Run {
    /// The latency that so many of a thousand answers did not exceed.
    pub(crate) fn at(&self, per_mille: usize) -> Duration {
        let last = self.latencies.len() - 1;
        self.latencies[(last * per_mille).div_ceil(1000)]
    }

    /// The percentiles, in microseconds.
    pub(crate) fn percentiles(&self) -> String {
        let at = |per_mille| self.at(per_mille).as_micros();
        format!("p50 {} p90 {} p99 {} p99.9 {} us", at(500), at(900), at(990), at(999))
    }
}

/// How the load speaks HTTP/1.1.
#[derive(Clone, Copy)]
pub(crate) enum Speech {
    /// With as little as it takes, as the load generators of others do.
    Bare,
    /// As the clients of etcd beside it do here, through hyper.
    Hyper,
}

/// Two threads drive the connections, as there are two cores to share with the node.
const THREADS: usize = 2;

/// Sends what each connection has to ask. In a closed loop a connection asks when it has its answer; in an open one all
/// together ask so many times a second, whether answers come or not, and whoever has to wait for an earlier answer counts
/// that wait.
pub(crate) fn run(target: &Target, connections: Vec<Asks>, per_second: Option<f64>) -> Run {
    run_speaking(Speech::Bare, target, connections, per_second)
}

/// The same, spoken so.
pub(crate) fn run_speaking(
    speech: Speech,
    target: &Target,
    connections: Vec<Asks>,
    per_second: Option<f64>,
) -> Run {
    let count = connections.len();
    let pace = per_second.map(|rate| Duration::from_secs_f64(1.0 / rate));
    let mut shares: Vec<Vec<(usize, Asks)>> = (0..THREADS).map(|_| Vec::new()).collect();
    for (number, asks) in connections.into_iter().enumerate() {
        shares[number % THREADS].push((number, asks));
    }
    let began = Instant::now();
    let threads: Vec<_> = shares
        .into_iter()
        .map(|share| {
            let target = target.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    let start = |(number, asks)| {
                        let first = pace.map(|pace| began + pace * u32::try_from(number).unwrap());
                        let pace = pace.map(|pace| pace * u32::try_from(count).unwrap());
                        tokio::spawn(connection(speech, target.clone(), asks, first.zip(pace)))
                    };
                    let tasks: Vec<_> = share.into_iter().map(start).collect();
                    let mut latencies = Vec::new();
                    for task in tasks {
                        latencies.extend(task.await.unwrap());
                    }
                    latencies
                })
            })
        })
        .collect();
    let mut latencies: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    let per_second = latencies.len() as f64 / began.elapsed().as_secs_f64();
    latencies.sort_unstable();
    Run { per_second, latencies }
}

async fn connection(
    speech: Speech,
    target: Target,
    asks: Asks,
    pace: Option<(Instant, Duration)>,
) -> Vec<Duration> {
    let mut door = Open::at(speech, &target).await;
    let (mut latencies, mut due) = (Vec::new(), pace.map(|(first, _)| first));
    for ask in asks {
        let mut from = Instant::now();
        if let Some((due, (_, pace))) = due.as_mut().zip(pace) {
            if from < *due {
                // The timer's own lateness is not the node's.
                tokio::time::sleep_until((*due).into()).await;
                from = Instant::now();
            } else {
                from = *due;
            }
            *due += pace;
        }
        let expected = ask.status;
        door.ask(ask, |status, body| {
            latencies.push(from.elapsed());
            assert_eq!(status, expected, "{}", String::from_utf8_lossy(body));
        })
        .await;
    }
    latencies
}

/// A connection that is open.
enum Open {
    Bare(Wire),
    Hyper(SendRequest<Full<Bytes>>),
}

impl Open {
    async fn at(speech: Speech, target: &Target) -> Self {
        match target {
            Target::Http(address) => {
                let stream = TcpStream::connect(address).await.unwrap();
                stream.set_nodelay(true).unwrap();
                Self::over(speech, stream).await
            }
            Target::Socket(path) => Self::over(speech, UnixStream::connect(path).await.unwrap()).await,
        }
    }

    async fn over(speech: Speech, stream: impl Stream + 'static) -> Self {
        match speech {
            Speech::Bare => Self::Bare(Wire::new(stream)),
            Speech::Hyper => {
                let (door, connection) = handshake(TokioIo::new(stream)).await.unwrap();
                tokio::spawn(gone(connection));
                Self::Hyper(door)
            }
        }
    }

    /// Asks, and hands over what came: the status and the body.
    async fn ask(&mut self, ask: Ask, answered: impl FnOnce(u16, &[u8])) {
        match self {
            Self::Bare(wire) => {
                let (status, body) = wire.ask(&ask).await;
                answered(status, body);
            }
            Self::Hyper(door) => {
                let request = Request::builder().header("host", "localhost").method(ask.method).uri(ask.path);
                let answer = door.send_request(request.body(Full::new(ask.body)).unwrap()).await.unwrap();
                let status = answer.status().as_u16();
                let body = answer.into_body().collect().await.unwrap().to_bytes();
                answered(status, &body);
            }
        }
    }
}

async fn gone(connection: impl Future<Output = hyper::Result<()>>) {
    // Whoever asks over it hears of the fault.
    let _closed = connection.await;
}

/// Requests that hand in these operations.
pub(crate) fn posts(operations: Vec<(Bytes, u16)>) -> Asks {
    Box::new(operations.into_iter().map(|(body, status)| Ask {
        method: Method::POST,
        path: "/api/v1/ops".to_owned(),
        body,
        status,
    }))
}

/// Numbers that look like chance.
fn numbers(seed: u64) -> impl Iterator<Item = u64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
}

/// So many requests for the values of keys that a number leads to.
pub(crate) fn gets(db: &str, count: usize, seed: u64, key: Arc<dyn Fn(u64) -> String + Send + Sync>) -> Asks {
    let db = db.to_owned();
    Box::new(numbers(seed).take(count).map(move |number| {
        let path = format!("/api/v1/value?db={db}&key={}", key(number));
        Ask { method: Method::GET, path, body: Bytes::new(), status: 200 }
    }))
}

/// The same over GraphQL.
pub(crate) fn questions(
    db: &str,
    count: usize,
    seed: u64,
    key: Arc<dyn Fn(u64) -> String + Send + Sync>,
) -> Asks {
    let db = db.to_owned();
    let query = "query($d: String!, $k: String!) { getString(dbName: $d, key: $k) { key value } }";
    Box::new(numbers(seed).take(count).map(move |number| {
        let body = format!(r#"{{"query":"{query}","variables":{{"d":"{db}","k":"{}"}}}}"#, key(number));
        Ask { method: Method::POST, path: "/graphql".to_owned(), body: Bytes::from(body), status: 200 }
    }))
}
