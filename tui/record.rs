//! Recordings: what was heard, with when, one JSON object a line. They are played again without a node.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use cyberfly_protocol::{Observed, SCHEMA_VERSION};
use serde::{Deserialize, Serialize};

use crate::heard::Heard;

/// What a recording begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The version of this document.
    pub schema_version: u32,
    /// That it is a recording, and of what.
    pub recording: String,
    /// The version of the program that made it.
    pub version: String,
    /// The node it is about.
    pub target: String,
    /// When it begins, in Unix milliseconds.
    pub at_ms: u64,
}

const RECORDING: &str = "cyberfly top";
/// The longest line that is read.
const LINE_LIMIT: u64 = 16 * 1024 * 1024;

/// A line of a recording.
#[derive(Serialize, Deserialize)]
struct Noted<H> {
    at_ms: u64,
    #[serde(flatten)]
    heard: H,
}

/// Writes a recording.
pub struct Recorder {
    file: BufWriter<File>,
}

impl Recorder {
    /// Begins a recording in a new file. A file that is there already is left alone and is an error.
    pub fn create(path: &Path, version: &str, target: &str, at_ms: u64) -> io::Result<Self> {
        let file = File::options().write(true).create_new(true).open(path)?;
        let mut recorder = Self { file: BufWriter::new(file) };
        recorder.line(&Head {
            schema_version: SCHEMA_VERSION,
            recording: RECORDING.to_owned(),
            version: version.to_owned(),
            target: target.to_owned(),
            at_ms,
        })?;
        recorder.file.flush()?;
        Ok(recorder)
    }

    /// Notes what was heard. With each sample everything is handed to the system.
    pub fn note(&mut self, at_ms: u64, heard: &Heard) -> io::Result<()> {
        self.line(&Noted { at_ms, heard })?;
        match heard {
            Heard::Observed(Observed::Sample(_)) => self.file.flush(),
            _ => Ok(()),
        }
    }

    /// Ends the recording.
    pub fn end(mut self) -> io::Result<()> {
        self.file.flush()
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, line)?;
        self.file.write_all(b"\n")
    }
}

/// Plays a recording.
pub struct Player {
    /// What it begins with.
    pub head: Head,
    lines: BufReader<File>,
    next: Option<(u64, Heard)>,
    clock_ms: u64,
    /// How many lines could not be read.
    pub unread: u64,
}

impl Player {
    /// Opens a recording. Says why it cannot be played.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut lines = BufReader::new(File::open(path)?);
        let bad = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
        let first = read_line(&mut lines)?.ok_or_else(|| bad("it is empty"))?;
        let head: Head =
            serde_json::from_slice(&first).map_err(|_| bad("it is no recording of cyberfly top"))?;
        if head.recording != RECORDING {
            return Err(bad("it is no recording of cyberfly top"));
        }
        if head.schema_version != SCHEMA_VERSION {
            return Err(bad("it was recorded by another version, which wrote it in another way"));
        }
        let clock_ms = head.at_ms;
        let mut player = Self { head, lines, next: None, clock_ms, unread: 0 };
        player.next = player.read()?;
        Ok(player)
    }

    /// The moment in the recording.
    pub fn clock_ms(&self) -> u64 {
        self.clock_ms
    }

    /// Whether everything was played.
    pub fn is_over(&self) -> bool {
        self.next.is_none()
    }

    /// The time goes on by so much; what is due by then comes by `hear`, with when. At the end the clock stands still.
    pub fn go_on(&mut self, by_ms: u64, mut hear: impl FnMut(u64, Heard)) -> io::Result<()> {
        let until = self.clock_ms.saturating_add(by_ms);
        while let Some((at_ms, heard)) = self.next.take() {
            if at_ms > until {
                self.next = Some((at_ms, heard));
                self.clock_ms = until;
                return Ok(());
            }
            self.clock_ms = self.clock_ms.max(at_ms);
            hear(self.clock_ms, heard);
            self.next = self.read()?;
        }
        Ok(())
    }

    /// The next line that can be read. The last one may be torn.
    fn read(&mut self) -> io::Result<Option<(u64, Heard)>> {
        while let Some(line) = read_line(&mut self.lines)? {
            match serde_json::from_slice::<Noted<Heard>>(&line) {
                Ok(Noted { at_ms, heard }) => return Ok(Some((at_ms, heard))),
                Err(_) => self.unread += 1,
            }
        }
        Ok(None)
    }
}

fn read_line(lines: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    io::Read::take(lines, LINE_LIMIT).read_until(b'\n', &mut line)?;
    Ok((!line.is_empty()).then_some(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heard::Link;

    fn record(path: &Path) {
        let mut recorder = Recorder::create(path, "0.1.0", "here", 1000).unwrap();
        for at_ms in [1000, 2000, 5000] {
            recorder
                .note(at_ms, &Heard::Link(if at_ms == 2000 { Link::Live } else { Link::Connecting }))
                .unwrap();
        }
        recorder.end().unwrap();
    }

    fn played(player: &mut Player, by_ms: u64) -> Vec<u64> {
        let mut heard = Vec::new();
        player.go_on(by_ms, |at_ms, _| heard.push(at_ms)).unwrap();
        heard
    }

    #[test]
    fn what_was_recorded_is_heard_again_in_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recording");
        record(&path);
        let mut player = Player::open(&path).unwrap();
        assert_eq!(player.head.target, "here");
        assert_eq!(played(&mut player, 0), [1000]);
        assert!(played(&mut player, 999).is_empty());
        assert_eq!(played(&mut player, 1), [2000]);
        assert!(!player.is_over());
        assert_eq!(played(&mut player, 60_000), [5000]);
        assert_eq!((player.is_over(), player.clock_ms()), (true, 5000));
    }

    #[test]
    fn a_file_that_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recording");
        record(&path);
        assert!(Recorder::create(&path, "0.1.0", "here", 0).is_err());
        assert!(Player::open(&path).is_ok());
    }

    #[test]
    fn a_torn_last_line_is_no_reason_not_to_play_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recording");
        record(&path);
        let length = std::fs::metadata(&path).unwrap().len();
        File::options().write(true).open(&path).unwrap().set_len(length - 9).unwrap();
        let mut player = Player::open(&path).unwrap();
        assert_eq!((played(&mut player, 60_000), player.unread), (vec![1000, 2000], 1));
    }

    #[test]
    fn what_is_no_recording_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("recording");
        for (text, saying) in [("", "empty"), ("{}\n", "no recording"), ("\u{1}\u{2}", "no recording")] {
            File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
            let error = Player::open(&path).err().unwrap();
            assert!(error.to_string().contains(saying), "{error}");
        }
    }
}
