//! A node with its doors in a process of its own, so that its memory is its own, and so that it can be killed.

use std::convert::Infallible;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cyberfly_api::Doors;
use cyberfly_node::Node;
use cyberfly_node::config::Config;
use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::load::Target;

/// What the child is called with.
pub(crate) const SERVE: &str = "serve";

/// What it is called with too if every write is to be in the audit log.
pub(crate) const AUDITED: &str = "audited";

/// What it is called with if it is to be no node, but one answer to whatever is asked.
pub(crate) const BARE: &str = "bare";

/// Answers everything with so many bytes until standard input closes, with hyper and nothing around it: what a door can
/// come to at most. Prints where.
pub(crate) fn serve_bare(bytes: usize) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
    println!("{}", listener.local_addr().unwrap());
    let answer = Bytes::from(vec![b'v'; bytes]);
    runtime.spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let answer = answer.clone();
            let service = service_fn(move |_| {
                std::future::ready(Ok::<_, Infallible>(Response::new(Full::new(answer.clone()))))
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    let _closed = std::io::stdin().lines().next();
}

/// Serves until standard input closes. Prints where.
pub(crate) fn serve(root: &Path, is_audited: bool) {
    let mut config = Config::default();
    config.audit.writes = is_audited;
    config.http.listen = (Ipv4Addr::LOCALHOST, 0).into();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let node = Node::builder(&root.join("data")).config(config.clone()).open().unwrap();
    let doors = runtime.block_on(Doors::open(&config, &root.join("admin.sock"))).unwrap();
    println!("{}", doors.listen().http.unwrap());
    node.serves_at(doors.listen());
    runtime.spawn(doors.serve(node.clone()));
    let _closed = std::io::stdin().lines().next();
    node.close().unwrap();
}

/// A node in a child process; killed when dropped.
pub(crate) struct House {
    child: Child,
    pub(crate) http: Target,
    pub(crate) socket: Target,
    /// From the start of the process until it serves.
    pub(crate) took: Duration,
}

impl House {
    pub(crate) fn open(root: &Path) -> Self {
        Self::called(root, &[])
    }

    /// One with every write in the audit log.
    pub(crate) fn audited(root: &Path) -> Self {
        Self::called(root, &[AUDITED])
    }

    /// No node, but one answer to whatever is asked.
    pub(crate) fn bare(root: &Path) -> Self {
        Self::called(root, &[BARE])
    }

    fn called(root: &Path, words: &[&str]) -> Self {
        let began = Instant::now();
        let program = std::env::current_exe().unwrap();
        let mut child = Command::new(program)
            .arg(SERVE)
            .arg(root)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address: SocketAddr = line.trim().parse().unwrap();
        let took = began.elapsed();
        let socket: PathBuf = root.join("admin.sock");
        Self { child, http: Target::Http(address), socket: Target::Socket(socket), took }
    }

    /// What it has in memory, in MiB.
    pub(crate) fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }

    /// Ends it in good order.
    pub(crate) fn close(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }

    /// Ends it with no chance to clean up.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
