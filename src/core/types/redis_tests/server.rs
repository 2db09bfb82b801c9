//! A real redis-server with a client: what the types are held against.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the server may take to start, or to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a command answers.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    /// Nothing.
    Nil,
    /// A whole number.
    Int(i64),
    /// A text, or a word such as OK.
    Text(String),
    /// A score: Redis answers one as a text.
    Score(f64),
    /// Several answers.
    List(Vec<Reply>),
    /// The key is of another type.
    WrongType,
    /// Any other refusal.
    Refused(String),
}

/// A running redis-server, ended when it is dropped.
pub(super) struct Server {
    process: Child,
    connection: BufReader<UnixStream>,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts a server that stores nothing and listens at a socket of its own.
    pub(super) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("redis");
        let mut process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(&socket)
            .arg("--dir")
            .arg(folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("no redis-server ({error}): apt-get install redis-server"));
        let deadline = Instant::now() + PATIENCE;
        let stream = loop {
            match UnixStream::connect(&socket) {
                Ok(stream) => break stream,
                Err(error) => {
                    let ended = process.try_wait().unwrap();
                    let hopeless = ended.is_some() || Instant::now() > deadline;
                    assert!(!hopeless, "redis-server does not listen: {error}, {ended:?}");
                    std::thread::yield_now();
                }
            }
        };
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { process, connection: BufReader::new(stream), _folder: folder }
    }

    /// Runs a command. One that Redis does not know, or not so, is a mistake of the test.
    pub(super) fn run(&mut self, words: &[&str]) -> Reply {
        let mut request = format!("*{}\r\n", words.len());
        for word in words {
            request.push_str(&format!("${}\r\n{word}\r\n", word.len()));
        }
        self.connection.get_mut().write_all(request.as_bytes()).unwrap();
        let reply = self.read();
        if let Reply::Refused(reason) = &reply {
            for mistake in ["unknown", "wrong number of arguments", "syntax error"] {
                assert!(!reason.contains(mistake), "{words:?}: {reason}");
            }
        }
        reply
    }

    fn read(&mut self) -> Reply {
        let mut line = String::new();
        self.connection.read_line(&mut line).unwrap();
        let (sign, rest) = line.trim_end().split_at(1);
        match (sign, rest) {
            ("$" | "*", "-1") => Reply::Nil,
            ("+", text) => Reply::Text(text.to_owned()),
            ("-", error) if error.starts_with("WRONGTYPE") => Reply::WrongType,
            ("-", error) => Reply::Refused(error.to_owned()),
            (":", number) => Reply::Int(number.parse().unwrap()),
            ("$", length) => {
                let mut text = vec![0; length.parse::<usize>().unwrap() + 2];
                self.connection.read_exact(&mut text).unwrap();
                text.truncate(text.len() - 2);
                Reply::Text(String::from_utf8(text).unwrap())
            }
            ("*", length) => Reply::List((0..length.parse().unwrap()).map(|_| self.read()).collect()),
            _ => panic!("not RESP2: {line:?}"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing is kept, so there is nothing to end in good order.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
