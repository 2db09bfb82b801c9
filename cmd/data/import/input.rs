//! Where lines come from: a file, or standard input, which can be taken in while the data directory is not free yet.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cyberfly_protocol::VALUE_LIMIT;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde::Deserialize;

use crate::ui::progress::{Meter, Unit};

/// The longest line: the largest value, with every byte escaped, and what stands around it.
pub(super) const LINE_LIMIT: u64 = VALUE_LIMIT as u64 * 6 + 1024 * 1024;
/// How much of standard input is kept on the disk at most while something is waited for.
const KEPT_LIMIT: u64 = 16 * 1024 * 1024 * 1024;
/// How much is read at once.
const CHUNK: usize = 64 * 1024;

/// The text to import.
pub(super) struct Input {
    reader: BufReader<Source>,
    /// How far it is read.
    pub(super) meter: Arc<Meter>,
}

enum Source {
    /// A file, and who is told how much of it was read.
    File(File, Arc<Meter>),
    /// Standard input.
    Piped(Piped),
}

/// Standard input. What was taken in before anybody read it lies in a file without a name.
struct Piped {
    from: File,
    kept: Option<File>,
    kept_bytes: u64,
    has_ended: bool,
}

impl Input {
    /// Opens a file, or standard input for `-`, and waits until there is something to read.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let (source, meter) = if path.as_os_str() == "-" {
            let from = File::from(io::stdin().as_fd().try_clone_to_owned()?);
            let piped = Piped { from, kept: None, kept_bytes: 0, has_ended: false };
            (Source::Piped(piped), Meter::new("importing", Unit::Items("lines")).into())
        } else {
            let file = File::open(path)?;
            let found = file.metadata()?;
            let meter = Arc::new(match found.is_file() {
                true => Meter::new("importing", Unit::Bytes),
                false => Meter::new("importing", Unit::Items("lines")),
            });
            if found.is_file() {
                meter.expect(found.len());
            }
            (Source::File(file, Arc::clone(&meter)), meter)
        };
        Ok(Self { reader: BufReader::with_capacity(CHUNK, source), meter })
    }

    /// Waits until there is something to read, or nothing will come any more.
    pub(super) fn wait(&mut self) -> io::Result<()> {
        self.reader.fill_buf().map(drop)
    }

    /// Takes in what a pipe brings for this long, so that whoever writes into it is not held up: it may be the one that is
    /// waited for. Says whether something came, and returns at once if nothing can.
    pub(super) fn take_in(&mut self, folder: &Path, wait: Duration) -> io::Result<bool> {
        match self.reader.get_mut() {
            Source::Piped(piped) if piped.is_pipe()? => piped.take_in(folder, wait),
            _ => Ok(false),
        }
    }

    /// The next line; none within if it is too long, in which case it is passed over to its end.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Option<String>>> {
        let mut line = Vec::new();
        if (&mut self.reader).take(LINE_LIMIT).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.len() as u64 == LINE_LIMIT && line.last() != Some(&b'\n') {
            self.reader.skip_until(b'\n')?;
            return Ok(Some(None));
        }
        // What is not UTF-8 is no JSON, which is said when it is read.
        Ok(Some(Some(String::from_utf8_lossy(&line).into_owned())))
    }

    /// What can be read of it, as it is.
    pub(super) fn into_reader(self) -> impl BufRead {
        self.reader
    }

    /// All of it as one JSON value.
    pub(super) fn whole(self) -> serde_json::Result<serde_json::Value> {
        serde_json::from_reader(self.reader)
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Source::File(file, meter) => {
                let read = file.read(buffer)?;
                if meter.is_in_bytes() {
                    meter.advance(read as u64);
                }
                Ok(read)
            }
            Source::Piped(piped) => piped.read(buffer),
        }
    }
}

impl Piped {
    /// Whether what is not read here holds somebody up.
    fn is_pipe(&self) -> io::Result<bool> {
        let kind = self.from.metadata()?.file_type();
        Ok(kind.is_fifo() || kind.is_socket())
    }

    fn take_in(&mut self, folder: &Path, wait: Duration) -> io::Result<bool> {
        let until = Instant::now() + wait;
        let before = self.kept_bytes;
        let mut chunk = vec![0; CHUNK];
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if self.has_ended || self.kept_bytes >= KEPT_LIMIT {
                return Ok(self.kept_bytes > before);
            }
            if self.is_readable(left)? {
                let read = self.from.read(&mut chunk)?;
                self.has_ended = read == 0;
                let kept = match &mut self.kept {
                    Some(kept) => kept,
                    none => none.insert(tempfile::tempfile_in(folder)?),
                };
                kept.write_all(&chunk[..read])?;
                self.kept_bytes += read as u64;
            }
            if left.is_zero() {
                return Ok(self.kept_bytes > before);
            }
        }
    }

    fn is_readable(&self, wait: Duration) -> io::Result<bool> {
        let wait = Timespec::try_from(wait).map_err(io::Error::other)?;
        let ready = poll(&mut [PollFd::new(&self.from, PollFlags::IN)], Some(&wait));
        Ok(ready? > 0)
    }
}

impl Read for Piped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(kept) = &mut self.kept {
            if self.kept_bytes > 0 {
                // It was written up to its end, and is read from its beginning, once.
                kept.rewind()?;
                self.kept_bytes = 0;
            }
            let read = kept.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            self.kept = None;
        }
        if self.has_ended { Ok(0) } else { self.from.read(buffer) }
    }
}

/// Whether a line adds to the one before it, without reading the rest of it.
pub(super) fn continues(line: &str) -> bool {
    #[derive(Deserialize)]
    struct More {
        #[serde(default)]
        more: bool,
    }
    // Most lines do not have the word in them.
    line.contains("\"more\"") && serde_json::from_str::<More>(line).is_ok_and(|line| line.more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_in_comes_first_and_then_the_rest() {
        let (reader, mut writer) = io::pipe().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let from = File::from(std::os::fd::OwnedFd::from(reader));
        let mut piped = Piped { from, kept: None, kept_bytes: 0, has_ended: false };
        writer.write_all(b"first ").unwrap();
        assert!(piped.take_in(folder.path(), Duration::ZERO).unwrap());
        assert!(!piped.take_in(folder.path(), Duration::ZERO).unwrap());
        writer.write_all(b"second ").unwrap();
        assert!(piped.take_in(folder.path(), Duration::ZERO).unwrap());
        writer.write_all(b"third").unwrap();
        drop(writer);
        let mut text = String::new();
        piped.read_to_string(&mut text).unwrap();
        assert_eq!(text, "first second third");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "the file has no name");
    }

    #[test]
    fn a_line_that_continues_is_told_from_one_that_holds_the_word() {
        assert!(continues(r#"{"key":"k","type":"list","value":[], "more" : true}"#));
        assert!(!continues(r#"{"key":"k","type":"json","value":{"more":true}}"#));
        assert!(!continues(r#"{"key":"more","type":"string","value":"v","more":false}"#));
        assert!(!continues("\"more\""));
    }
}
