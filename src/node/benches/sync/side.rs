//! One side in a process of its own, so that what it takes is its own: a node that does what it is told, a line at a time.

use std::io::{BufRead, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use cyberfly_core::write::BlobRef;
use cyberfly_core::{Body, Key, Kind, Write};
use cyberfly_node::now_ms;
use cyberfly_protocol::{ByteStream, Door, reply_stream};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::house::{House, PATIENCE, db, house, operation, sign};
use crate::text;

/// What says that this process is a node.
pub(crate) const NODE: &str = "--node";
/// What says that this process takes what comes on a plain stream.
pub(crate) const PLAIN: &str = "--plain";
/// Besides, what it takes goes to a disk.
pub(crate) const TO_DISK: &str = "--to-disk";
/// How often it is looked whether something has come.
const LOOK: Duration = Duration::from_millis(1);
/// A piece of a file.
const PIECE: u64 = 64 * 1024;

/// A side, as the one who tells it what to do has it.
pub(crate) struct Side {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    /// Where it is.
    pub(crate) address: String,
    /// For what it writes, since it is killed in the end and removes nothing.
    _folder: TempDir,
}

impl Side {
    /// Starts a process that is one side.
    pub(crate) fn start(words: &[&str]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let folder = tempfile::tempdir().unwrap();
        command.args(words).env("TMPDIR", folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut side = Self { child, input, output, address: String::new(), _folder: folder };
        side.address = side.hear();
        side
    }

    pub(crate) fn tell(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
    }

    pub(crate) fn hear(&mut self) -> String {
        self.output.next().unwrap().unwrap()
    }

    pub(crate) fn ask(&mut self, line: &str) -> String {
        self.tell(line);
        self.hear()
    }

    /// What it took since it was told to be `calm`.
    pub(crate) fn takes(&mut self) -> Takes {
        let told = self.ask("takes");
        let figures: Vec<u64> = told.split(' ').map(|figure| figure.parse().unwrap()).collect();
        let [peak, sent, rounds] = figures[..] else { panic!("{told}") };
        Takes { peak, sent, rounds }
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// What a side took.
pub(crate) struct Takes {
    /// Its resident memory at most, in KiB.
    pub(crate) peak: u64,
    /// Bytes that it sent on its connections, with all of QUIC.
    pub(crate) sent: u64,
    /// Rounds of the sessions that found differences.
    pub(crate) rounds: u64,
}

/// A line of what the system tells of this process's memory, in KiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

/// Bytes that no one would compress, in pieces.
fn bytes(count: u64) -> ByteStream {
    let piece = move |number: u64| {
        let mut bytes = vec![0; usize::try_from(PIECE.min(count - number * PIECE)).unwrap()];
        let mut random = blake3::Hasher::new();
        random.update(&number.to_le_bytes()).finalize_xof().fill(&mut bytes);
        bytes
    };
    reply_stream(0, move |number: u64| {
        let next = (number * PIECE < count).then(|| (Ok(piece(number)), number + 1));
        async move { next }
    })
}

struct Obedient<'a> {
    runtime: &'a Runtime,
    house: House,
    /// Since when it has been calm, in Unix milliseconds.
    calm_ms: u64,
}

/// A node that does what it is told on the standard input, until that ends.
pub(crate) fn obey(runtime: &Runtime) {
    let peers: Vec<String> = text("--peer").into_iter().collect();
    let house = house(runtime, &peers);
    println!("{}", house.address(runtime));
    let mut node = Obedient { runtime, house, calm_ms: 0 };
    for line in std::io::stdin().lines().map(Result::unwrap) {
        let words: Vec<&str> = line.split(' ').collect();
        let figures = || -> Vec<u64> { words.iter().filter_map(|word| word.parse().ok()).collect() };
        println!("{}", node.does(words[0], &words, &figures()));
    }
}

impl Obedient<'_> {
    fn does(&mut self, what: &str, words: &[&str], figures: &[u64]) -> String {
        let (runtime, node) = (self.runtime, &self.house.node);
        match (what, figures) {
            // So many operations with keys from a number on, stamped from a moment on with so much time in all between them.
            ("add", &[first, count, from_ms, spread_ms]) => {
                let all: Vec<_> =
                    (0..count).map(|n| operation(first + n, from_ms + n * spread_ms / count)).collect();
                for many in all.chunks(1_000) {
                    runtime.block_on(node.submit_many(many.to_vec())).unwrap();
                }
            }
            ("leave", []) => runtime.block_on(node.leave()),
            ("join", []) => runtime.block_on(node.join()).unwrap(),
            ("has", &[operations]) => self.wait(|house| house.operations(runtime) == operations),
            ("digest", []) => return self.house.digest(runtime),
            ("calm", []) => {
                self.calm_ms = now_ms();
                // What the process has taken at most is counted from now on.
                std::io::Write::write_all(&mut std::fs::File::create("/proc/self/clear_refs").unwrap(), b"5")
                    .unwrap();
                return memory("VmRSS").to_string();
            }
            // A session is told of a little after both hold the same.
            ("over", []) => self.wait(|_| self.rounds() > 0),
            ("takes", []) => {
                let rounds = self.rounds();
                return format!("{} {} {rounds}", memory("VmHWM"), self.house.sent());
            }
            ("keep", &[count]) => {
                return runtime.block_on(node.keep_blob(&db(), bytes(count))).unwrap().hash;
            }
            ("refer", &[size]) => {
                let hash = *blake3::Hash::from_hex(words[1]).unwrap().as_bytes();
                let key = Key::new(words[1]).unwrap();
                let body = Body::Blob(BlobRef { hash, size, content_type: String::new() });
                let write = Write { kind: Kind::Blob, key, field: None, body };
                runtime.block_on(node.submit(sign(write, now_ms()))).unwrap();
            }
            ("file", &[]) => {
                let path = self.house.folder.path().join("blobs").join(&words[1][..2]).join(words[1]);
                self.wait(|_| path.exists());
            }
            _ => panic!("{words:?}"),
        }
        "done".to_owned()
    }

    /// Of the sessions since it was told to be calm.
    fn rounds(&self) -> u64 {
        let sessions = self.house.node.sync_history().sessions;
        let new = sessions.iter().filter(|one| one.began.is_some_and(|at| at.0 >= self.calm_ms));
        new.map(|session| session.rounds).sum()
    }

    fn wait(&self, holds: impl Fn(&House) -> bool) {
        self.runtime.block_on(async {
            let began = Instant::now();
            while !tokio::task::block_in_place(|| holds(&self.house)) {
                assert!(began.elapsed() < PATIENCE, "it never came about");
                tokio::time::sleep(LOOK).await;
            }
        });
    }
}
