//! What the doors are compared with, measured in the same run.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

/// The median of many waits for the disk, each after so many bytes were appended.
pub(crate) fn fdatasync(root: &Path, bytes: usize) -> Duration {
    let mut file = OpenOptions::new().create(true).append(true).open(root.join("synced")).unwrap();
    let piece = vec![7; bytes];
    let mut took: Vec<_> = (0..500)
        .map(|_| {
            let began = Instant::now();
            file.write_all(&piece).unwrap();
            file.sync_data().unwrap();
            began.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[took.len() / 2]
}

/// How many values of so many bytes a redis-server gives in a second to so many connections; none if it is not installed.
pub(crate) fn redis_gets(root: &Path, keys: usize, bytes: usize, connections: usize) -> Option<f64> {
    let port = free_port().to_string();
    let mut server = Command::new("redis-server")
        .args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .current_dir(root)
        .stdout(Stdio::null())
        .spawn()
        .ok()?;
    let ask = |arguments: &[&str]| {
        let output = Command::new("redis-benchmark").args(["-p", &port, "--csv"]).args(arguments).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let began = Instant::now();
    while !Command::new("redis-cli")
        .args(["-p", &port, "ping"])
        .output()
        .is_ok_and(|answer| answer.stdout.starts_with(b"PONG"))
    {
        assert!(began.elapsed() < Duration::from_secs(10), "redis-server does not come up");
    }
    let (keys, bytes, connections) = (keys.to_string(), bytes.to_string(), connections.to_string());
    ask(&["-t", "set", "-n", &keys, "-r", &keys, "-d", &bytes, "-P", "16"]);
    let csv = ask(&["-t", "get", "-n", "200000", "-r", &keys, "-c", &connections]);
    let _ended = server.kill();
    let _reaped = server.wait();
    let row = csv.lines().find(|line| line.starts_with("\"GET\""))?;
    row.split(',').nth(1)?.trim_matches('"').parse().ok()
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A server that is ended when this is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// How many durable writes of so many bytes a lone etcd takes in a second from so many connections, each of which waits for
/// its answer; none if it is not installed. It is spoken to as its own clients do, by gRPC over HTTP/2.
pub(crate) fn etcd_puts(root: &Path, bytes: usize, connections: usize, puts: usize) -> Option<f64> {
    let (clients, peers) = (free_port(), free_port());
    let [clients_url, peers_url] = [clients, peers].map(|port| format!("http://127.0.0.1:{port}"));
    let server = Command::new("etcd")
        .args(["--name", "a", "--log-level", "error", "--data-dir"])
        .arg(root.join("etcd"))
        .args(["--listen-client-urls", &clients_url, "--advertise-client-urls", &clients_url])
        .args(["--listen-peer-urls", &peers_url, "--initial-advertise-peer-urls", &peers_url])
        .args(["--initial-cluster", &format!("a={peers_url}")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _server = Server(server.ok()?);
    let address = SocketAddr::from(([127, 0, 0, 1], clients));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let began = Instant::now();
        while put(address, 0, 1, bytes).await.is_none() {
            assert!(began.elapsed() < Duration::from_secs(20), "etcd does not come up");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let began = Instant::now();
        let each = puts / connections;
        let tasks: Vec<_> =
            (0..connections).map(|number| tokio::spawn(put(address, number, each, bytes))).collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        Some((each * connections) as f64 / began.elapsed().as_secs_f64())
    })
}

/// Puts values one after the other over a connection of its own; none if etcd does not answer.
async fn put(address: SocketAddr, connection: usize, count: usize, bytes: usize) -> Option<()> {
    let stream = TcpStream::connect(address).await.ok()?;
    stream.set_nodelay(true).ok()?;
    let handshake = hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (mut door, line) = handshake.await.ok()?;
    tokio::spawn(async move {
        // Whoever asks over it hears of the fault.
        let _closed = line.await;
    });
    for number in 0..count {
        let request = Request::post(format!("http://{address}/etcdserverpb.KV/Put"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(Full::new(put_message(&format!("{connection}/{number}"), bytes)))
            .unwrap();
        let answer = door.send_request(request).await.ok()?.into_body().collect().await.ok()?;
        let status = answer.trailers()?.get("grpc-status")?.to_str().ok()?;
        (status == "0").then_some(())?;
    }
    Some(())
}

/// A gRPC message: not compressed, its length, and a `PutRequest` whose first field is the key and second the value.
fn put_message(key: &str, bytes: usize) -> Bytes {
    let mut message = Vec::new();
    for (field, content) in [(1, key.as_bytes()), (2, &vec![b'v'; bytes])] {
        message.push(field << 3 | 2);
        let mut length = content.len();
        while length > 127 {
            message.push(u8::try_from(length & 127).unwrap() | 128);
            length >>= 7;
        }
        message.push(u8::try_from(length).unwrap());
        message.extend_from_slice(content);
    }
    let head = [&[0][..], &u32::try_from(message.len()).unwrap().to_be_bytes()].concat();
    [head, message].concat().into()
}
