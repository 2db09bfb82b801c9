//! What the doors are compared with, measured in the same run.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port().to_string();
    drop(socket);
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
