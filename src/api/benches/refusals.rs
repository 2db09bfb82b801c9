//! What the doors pay for a request that is refused before a signature is checked, against one that is stored: processor
//! time of the node's own threads, over keep-alive connections with pipelining, all in one run.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a benchmark prints, and stops where it cannot go on"
)]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use cyberfly_api::Doors;
use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write as Change};
use cyberfly_node::config::Config;
use cyberfly_node::{Node, now_ms};

const REQUESTS: usize = 32 * 1024;
const CONNECTIONS: usize = 32;
const AT_ONCE: usize = 64;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let temp = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.http.listen = (Ipv4Addr::LOCALHOST, 0).into();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().thread_name("node").enable_all().build().unwrap();
    let node = Node::open(&temp.path().join("data"), config.storage.options()).unwrap();
    let doors = runtime.block_on(Doors::open(&config, &temp.path().join("admin.sock"))).unwrap();
    let address: SocketAddr = doors.listen().http.unwrap().parse().unwrap();
    node.serves_at(doors.listen());
    runtime.spawn(doors.serve(node.clone()));

    let stored = run(address, 200, &|connection, number| post(&operation(connection, number, 0)));
    let hour = 3_600_000;
    let garbage = post(b"nonsense");
    let huge = b"POST /api/v1/ops HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1073741824\r\n\r\n".to_vec();
    let shut = b"GET /api/v1/status HTTP/1.1\r\nhost: localhost\r\n\r\n".to_vec();
    let foreign = b"GET /livez HTTP/1.1\r\nhost: evil.example\r\n\r\n".to_vec();
    println!("name | ours, us each | reference | ratio | target");
    let row = |name: &str, cost: f64| {
        println!("{name} | {cost:.1} | {stored:.1}, stored | {:.3} | 0.1", cost / stored);
    };
    row("a stamp an hour ahead", run(address, 422, &|c, n| post(&operation(c, n, hour))));
    row("no operation", run(address, 400, &|_, _| garbage.clone()));
    row("an operator's route, shut", run(address, 401, &|_, _| shut.clone()));
    row("another host's name", run(address, 403, &|_, _| foreign.clone()));
    // To open and close a connection costs by itself: what is refused is held against what is not, each on its own.
    let stored = once(address, 200, &|number| closing(&operation(CONNECTIONS, number, 0)));
    let row = |name: &str, cost: f64| {
        println!(
            "{name}, on a connection of its own | {cost:.1} | {stored:.1}, stored | {:.3} | -",
            cost / stored
        );
    };
    let alive = b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".to_vec();
    row("nothing but an answer", once(address, 200, &|_| alive.clone()));
    row("a gigabyte", once(address, 413, &|_| huge.clone()));
    node.close().unwrap();
}

fn operation(connection: usize, number: usize, ahead: u64) -> Vec<u8> {
    let mut seed = [7; 32];
    seed[0] = u8::try_from(connection).unwrap();
    let key = SecretKey::from_seed(&seed);
    let writes = vec![Change::string(Key::new(format!("k{number}")).unwrap(), vec![b'v'; 200])];
    let db = DbName::new("default", key.public()).unwrap();
    let stamp = Stamp::at_millis(now_ms() + ahead);
    Draft { db, stamp, writes, expires: None, device: None }.sign(&key).unwrap().bytes().to_vec()
}

fn closing(body: &[u8]) -> Vec<u8> {
    let head = "POST /api/v1/ops HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n";
    [format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

fn post(body: &[u8]) -> Vec<u8> {
    let head =
        format!("POST /api/v1/ops HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Microseconds of the node's threads for each of many requests that are all to be answered with this status.
fn run(address: SocketAddr, status: u16, request: &dyn Fn(usize, usize) -> Vec<u8>) -> f64 {
    let each = REQUESTS / CONNECTIONS;
    let prepared: Vec<Vec<Vec<u8>>> = (0..CONNECTIONS)
        .map(|connection| {
            let requests: Vec<_> = (0..each).map(|number| request(connection, number)).collect();
            requests.chunks(AT_ONCE).map(<[Vec<u8>]>::concat).collect()
        })
        .collect();
    let before = node_time();
    std::thread::scope(|scope| {
        for batches in &prepared {
            scope.spawn(move || {
                let mut stream = TcpStream::connect(address).unwrap();
                let (mut seen, mut buffer) = (Vec::new(), vec![0; 64 * 1024]);
                for batch in batches {
                    stream.write_all(batch).unwrap();
                    let mut answers = 0;
                    seen.clear();
                    while answers < AT_ONCE {
                        let length = stream.read(&mut buffer).unwrap();
                        assert!(length > 0, "the door hung up");
                        seen.extend_from_slice(&buffer[..length]);
                        answers = seen.windows(9).filter(|nine| nine == b"HTTP/1.1 ").count();
                    }
                    let expected = format!("HTTP/1.1 {status}");
                    let right =
                        seen.windows(expected.len()).filter(|found| *found == expected.as_bytes()).count();
                    assert_eq!(right, AT_ONCE, "{}", String::from_utf8_lossy(&seen));
                }
            });
        }
    });
    (node_time() - before) * 1e6 / REQUESTS as f64
}

/// The same for requests after each of which the door hangs up.
fn once(address: SocketAddr, status: u16, request: &dyn Fn(usize) -> Vec<u8>) -> f64 {
    let requests: Vec<_> = (0..REQUESTS / 16).map(request).collect();
    let before = node_time();
    for request in &requests {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
    }
    (node_time() - before) * 1e6 / (REQUESTS / 16) as f64
}

/// Seconds of processor time of the node's threads so far.
fn node_time() -> f64 {
    let mut ticks = 0;
    for thread in std::fs::read_dir("/proc/self/task").unwrap() {
        let stat = std::fs::read_to_string(thread.unwrap().path().join("stat")).unwrap_or_default();
        let Some((name, rest)) = stat.rsplit_once(") ") else { continue };
        if ["(node", "(writer", "(verifier"].iter().any(|ours| name.ends_with(ours)) {
            let fields: Vec<&str> = rest.split(' ').collect();
            ticks += fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        }
    }
    ticks as f64 / 100.0
}
