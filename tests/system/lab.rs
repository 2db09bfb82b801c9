//! A place to try the binary in: a home of its own, a clean environment, and everything cleared away afterwards.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use std::{fmt, fs};

use serde_json::Value;
use tempfile::TempDir;

/// How long a condition may take to come true. Generous: it is a limit, not a wait.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A home directory with nothing in it.
pub(crate) struct Lab {
    home: TempDir,
}

/// What a finished command left.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: Vec<u8>,
    pub(crate) err: String,
}

impl fmt::Debug for Done {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out = String::from_utf8_lossy(&self.out[..self.out.len().min(2000)]);
        write!(f, "exit code {}\nstdout: {out}\nstderr: {}", self.code, self.err)
    }
}

impl Done {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    #[track_caller]
    pub(crate) fn code_is(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// Asserts the exit code, and that standard error says something with this in it.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, saying: &str) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        assert!(self.err.contains(saying), "{saying:?} is not in {self:?}");
        assert!(self.err.starts_with("error: "), "{self:?}");
        self
    }
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        let code = output.status.code().unwrap_or_else(|| 128 + output.status.signal().unwrap());
        Self { code, out: output.stdout, err: String::from_utf8(output.stderr).unwrap() }
    }
}

/// The program: the one that was built with the tests, or another one that is to be tried.
pub(crate) fn binary() -> &'static Path {
    static BINARY: LazyLock<PathBuf> = LazyLock::new(|| {
        std::env::var_os("CYBERFLY_TRY").unwrap_or_else(|| env!("CARGO_BIN_EXE_cyberfly").into()).into()
    });
    &BINARY
}

impl Lab {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::Builder::new().prefix("cf").tempdir().unwrap() }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home().join(".local/state/cyberfly")
    }

    /// The binary with these arguments in a clean environment.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).env_clear().env("HOME", self.home()).env("PATH", "/usr/bin:/bin");
        // Nodes of other tests have their own ports.
        command.env("CYBERFLY_NETWORK__LISTEN", "*:0");
        // The other engine of the index is to be tried.
        if let Some(engine) = std::env::var_os("CYBERFLY_TRY_INDEX") {
            command.env("CYBERFLY_STORAGE__INDEX", engine);
        }
        command.current_dir(self.home()).stdin(Stdio::null());
        command
    }

    /// Runs a command line, split at spaces.
    pub(crate) fn run(&self, line: &str) -> Done {
        self.command(line.split_whitespace()).output().unwrap().into()
    }

    /// Runs a command line with this on its standard input.
    pub(crate) fn feed(&self, line: &str, input: &[u8]) -> Done {
        let mut command = self.command(line.split_whitespace());
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that refuses early does not read; that is its right.
        let _refused = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap().into()
    }

    /// Makes a file in the home directory.
    pub(crate) fn file(&self, name: &str, text: &str) {
        let mut file = fs::File::create(self.home().join(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    /// Makes the default key.
    pub(crate) fn with_key(self) -> Self {
        self.run("keygen").ok();
        self
    }

    /// Writes `a` and `b`, and flips a bit in the record of the first. Returns the segment and what is in it now.
    pub(crate) fn damage(&self) -> (PathBuf, Vec<u8>) {
        self.run("data put a 1").ok();
        self.run("data put b 2").ok();
        let segment = self.data().join("journal/0000000001.seg");
        let mut bytes = fs::read(&segment).unwrap();
        bytes[150] ^= 1;
        // In place: a new file would not be the one that the store knows.
        fs::File::create(&segment).unwrap().write_all(&bytes).unwrap();
        fs::remove_dir_all(self.data().join("index")).unwrap();
        (segment, bytes)
    }

    /// Starts a node in the foreground of a child process and waits until it is ready.
    pub(crate) fn start(&self) -> Node<'_> {
        self.start_with(&[])
    }

    /// As [`Lab::start`], with these variables in the node's environment.
    pub(crate) fn start_with(&self, environment: &[(&str, &str)]) -> Node<'_> {
        let child = self
            .command(["start", "--http", "127.0.0.1:0"])
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let node = Node { lab: self, child };
        self.run("wait --ready").ok();
        node
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // A test that failed half-way may leave a node in the background.
        if self.data().join("admin.sock").exists() {
            self.run("stop");
        }
    }
}

/// A node in a child process, killed when the test forgets it.
pub(crate) struct Node<'a> {
    lab: &'a Lab,
    child: Child,
}

impl Node<'_> {
    pub(crate) fn status(&self) -> Value {
        self.lab.run("status --json").ok().json()
    }

    /// Kills it without a chance to clean up.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal and returns the exit code.
    pub(crate) fn end_by(mut self, signal: rustix::process::Signal) -> i32 {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal).unwrap();
        let status = self.child.wait().unwrap();
        status.code().unwrap_or_else(|| 128 + status.signal().unwrap())
    }
}

impl Drop for Node<'_> {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Looks until the condition holds.
#[track_caller]
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come true");
        std::thread::yield_now();
    }
}
