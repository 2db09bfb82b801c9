//! How fast the command line is: T16, a command from start to end beside `redis-cli ping`, and T18, a long import and
//! export beside the same work done in one process.
//!
//! `scripts/bench cli [start|lines] [--lines 200000] [--times 200] [--binary FILE]`: another build of the program, as the
//! one that is installed.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss)]

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use cyberfly_core::signature::KnownKeys;
use cyberfly_core::{Claimed, DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_store::{Options, Store};

/// The program, if it is not the one that was built for this.
static BINARY: OnceLock<String> = OnceLock::new();
/// How many operations are checked and committed at once.
const GROUP: usize = 256;
/// How many bytes a value has.
const VALUE: usize = 100;

fn main() {
    let (mut name, mut lines, mut times) = (None, 200_000, 200_u64);
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} needs a value"));
        match argument.as_str() {
            "--lines" => lines = value().parse().unwrap(),
            "--times" => times = value().parse().unwrap(),
            "--binary" => BINARY.set(value()).unwrap(),
            _ => name = Some(argument),
        }
    }
    let wanted = |bench: &str| name.as_deref().is_none_or(|name| name == bench);
    println!("name | ours | reference | ratio | target");
    if wanted("start") {
        start_to_end(times);
    }
    if wanted("lines") {
        import_and_export(lines);
    }
}

fn row(name: &str, ours: &str, reference: &str, ratio: Option<f64>, target: &str) {
    let ratio = ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
    println!("{name} | {ours} | {reference} | {ratio} | {target}");
}

/// The program in a home of its own.
fn cyberfly(home: &Path, line: &str) -> Command {
    let mut command = Command::new(BINARY.get().map_or(env!("CARGO_BIN_EXE_cyberfly"), String::as_str));
    command.args(line.split_whitespace()).env_clear().env("HOME", home).current_dir(home);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn succeed(command: &mut Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

/// Ended when it is forgotten.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::yield_now();
    }
}

fn node(home: &Path) -> Server {
    let mut command = cyberfly(home, "start --http 127.0.0.1:0 --listen 127.0.0.1:0");
    let server = Server(command.spawn().unwrap());
    succeed(&mut cyberfly(home, "wait --ready"));
    server
}

/// T16: the commands take turns, so that whatever else the machine does disturbs all of them alike.
fn start_to_end(times: u64) {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    succeed(&mut cyberfly(home, "keygen"));
    succeed(&mut cyberfly(home, "data put k v"));
    let _node = node(home);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let redis = Command::new("redis-server")
        .args(["--port", &port, "--save", "", "--appendonly", "no"])
        .stdout(Stdio::null())
        .spawn();
    let Ok(redis) = redis else {
        println!("redis-server is not installed: there is nothing to compare with");
        return;
    };
    let _redis = Server(redis);
    let ping = || {
        let mut command = Command::new("redis-cli");
        command.args(["-p", &port, "ping"]).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    until("redis-server comes up", || ping().status().unwrap().success());
    let mut commands = [ping(), cyberfly(home, "version"), cyberfly(home, "data get k --online")];
    let mut taken = [const { Vec::new() }; 3];
    for _ in 0..times {
        for (command, taken) in commands.iter_mut().zip(&mut taken) {
            let began = Instant::now();
            succeed(command);
            taken.push(began.elapsed());
        }
    }
    let [ping, version, get] = taken.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e3
    });
    let reference = format!("redis-cli ping {ping:.2} ms");
    let ours = |ms: f64| format!("{ms:.2} ms");
    row("cyberfly version", &ours(version), &reference, Some(version / ping), "T16: at most 2");
    row("data get over the socket", &ours(get), &reference, Some(get / ping), "T16: at most 3");
}

/// The same work in one process: operations signed one by one, checked in batches and committed, durably.
fn bulk(count: u64) -> f64 {
    let author = SecretKey::from_seed(&[7; 32]);
    let db = DbName::new("bench", author.public()).unwrap();
    let root = tempfile::tempdir().unwrap();
    let store = Store::open_with(root.path(), Options::default()).unwrap();
    let began = Instant::now();
    let mut known = KnownKeys::new();
    let mut index = 0;
    while index < count {
        let group = index..(index + GROUP as u64).min(count);
        index = group.end;
        let sign = |index: u64| {
            let writes = vec![Write::string(Key::new(key(index)).unwrap(), value(index).into_bytes())];
            let stamp = Stamp::at_millis(1_700_000_000_000 + index);
            let draft = Draft { db: db.clone(), stamp, writes, expires: None, device: None };
            Claimed::decode(draft.sign(&author).unwrap().bytes()).unwrap()
        };
        let verified = Claimed::verify_all(group.map(sign).collect(), &mut known, &[7; 32]);
        let verified: Vec<_> = verified.into_iter().map(Result::unwrap).collect();
        store.commit(&verified).unwrap();
    }
    count as f64 / began.elapsed().as_secs_f64()
}

fn key(index: u64) -> String {
    let hash = blake3::hash(&index.to_le_bytes());
    format!("user/{}/name", &hash.to_hex()[..12])
}

fn value(index: u64) -> String {
    let hash = blake3::hash(&index.to_be_bytes()).to_hex();
    hash.chars().cycle().take(VALUE).collect()
}

/// Runs a command to its end. Returns how long it took, and the most memory that it had, in MiB.
fn measured(mut command: Command) -> (Duration, u64) {
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        peak = peak_memory(child.id()).unwrap_or(peak);
        // Often enough for what grows, and seldom enough to take nothing away from it.
        std::thread::park_timeout(Duration::from_millis(10));
    };
    assert!(status.success(), "{command:?}: {status}");
    (began.elapsed(), peak)
}

fn peak_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()? / 1024)
}

/// T18, without a node and through one; and at a tenth of the lines, so that memory that grows is seen.
fn import_and_export(lines: u64) {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    succeed(&mut cyberfly(home, "keygen"));
    let reference = bulk(lines.min(100_000));
    let target = "T18: at least 0.5";
    let told = |rate: f64, peak: u64| format!("{rate:.0}/s, at most {peak} MiB");
    let line = |name: &str, count: u64, command: Command| {
        let (took, peak) = measured(command);
        let rate = count as f64 / took.as_secs_f64();
        let name = format!("{name}, {count} lines");
        let beside = format!("signed, checked and committed in one process {reference:.0}/s");
        row(&name, &told(rate, peak), &beside, Some(rate / reference), target);
    };
    for count in [lines / 10, lines] {
        let file = home.join(format!("lines-{count}"));
        let mut out = BufWriter::new(File::create(&file).unwrap());
        for index in 0..count {
            let (key, value) = (key(index), value(index));
            writeln!(out, "{{\"key\":\"{key}\",\"type\":\"string\",\"value\":\"{value}\"}}").unwrap();
        }
        out.into_inner().unwrap().sync_all().unwrap();
        let data = format!("--data-dir data-{count}");
        let import = format!("data import {} --offline {data}", file.display());
        line("import", count, cyberfly(home, &import));
        line("export", count, cyberfly(home, &format!("data export --offline {data}")));
        line("export --signed", count, cyberfly(home, &format!("data export --signed --offline {data}")));
    }
    let _node = node(home);
    let import = format!("data import {} --online", home.join(format!("lines-{lines}")).display());
    line("import through a node", lines, cyberfly(home, &import));
    line("export through a node", lines, cyberfly(home, "data export --online"));
}
