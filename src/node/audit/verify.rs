//! Whether an audit log is what its node wrote.

use std::io;
use std::path::Path;

use cyberfly_core::PublicKey;
use cyberfly_protocol::{AuditKind as Kind, AuditLine as Line};
use data_encoding::HEXLOWER;

use super::files::{self, Lines, Next};
use super::line::{BEGINNING, LineHash, is_signed};
use super::retired_through;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many lines there are.
    pub lines: u64,
    /// The number of the first; older ones were put away as the settings have it.
    pub first: Option<u64>,
    /// How many checkpoints hold.
    pub checkpoints: u64,
    /// How many lines come behind the last checkpoint. The chain holds them, no signature does yet.
    pub unsigned: u64,
    /// What is wrong, the first hundred findings.
    pub findings: Vec<Finding>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The number of the line, as it should be.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

/// The most findings that are told. One break makes few.
const FINDINGS_LIMIT: usize = 100;

/// Reads the whole log in a data directory. `key` is the key of its node; without one, each checkpoint is held against the
/// key that it names.
pub fn verify(data: &Path, key: Option<PublicKey>) -> io::Result<Verified> {
    let folder = data.join(files::FOLDER);
    // What is read first is the oldest: a node that goes on writing does no harm.
    let head = files::read_head(&folder)?;
    let mut verifier = Verifier { key, ..Verifier::default() };
    let all = files::list(&folder)?;
    for (place, file) in all.iter().enumerate() {
        verifier.file = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        verifier.begins(file.first);
        let mut lines = Lines::of(file)?;
        loop {
            match lines.next()? {
                Next::Line(text) => verifier.line(text),
                Next::End => break,
                Next::TooLong => {
                    verifier.found("it is longer than any line");
                    verifier.known = None;
                    break;
                }
                Next::Torn(bytes) => {
                    // The newest file of a node that runs, or was killed, may end within a line.
                    if place + 1 < all.len() {
                        verifier.found(&format!("the file ends within it, after {bytes} bytes"));
                    }
                    break;
                }
            }
        }
    }
    verifier.ends(head.as_deref());
    Ok(verifier.verified)
}

#[derive(Default)]
struct Verifier {
    key: Option<PublicKey>,
    verified: Verified,
    file: String,
    next: u64,
    /// The hash of the line before; none where it is not known.
    known: Option<LineHash>,
    /// The number and the hash that the first line rests on, until a line says that those before it were put away.
    owed: Option<(u64, String)>,
    /// The numbers and texts of checkpoints, the last one.
    checkpoint: Option<Vec<u8>>,
}

impl Verifier {
    fn found(&mut self, what: &str) {
        if self.verified.findings.len() < FINDINGS_LIMIT {
            let (file, line) = (self.file.clone(), self.next);
            self.verified.findings.push(Finding { file, line, what: what.to_owned() });
        }
    }

    fn begins(&mut self, first: u64) {
        if self.verified.first.is_none() {
            (self.verified.first, self.next) = (Some(first), first);
            self.known = (first == 1).then_some(BEGINNING);
        } else if first != self.next {
            self.found(&format!("the file begins with line {first}: lines are missing, or stand twice"));
            (self.next, self.known) = (first, None);
        }
    }

    fn line(&mut self, text: &[u8]) {
        self.verified.lines += 1;
        self.verified.unsigned += 1;
        match serde_json::from_slice::<Line>(text) {
            Ok(line) => self.check(&line, text),
            Err(_) => self.found("it cannot be read: it was changed"),
        }
        self.known = Some(*blake3::hash(text).as_bytes());
        self.next += 1;
    }

    fn check(&mut self, line: &Line, text: &[u8]) {
        if line.n != self.next {
            self.found(&format!("it says that it is line {}: lines were removed, added or moved", line.n));
            self.next = line.n;
        }
        match self.known {
            Some(last) if line.prev != HEXLOWER.encode(&last) => {
                self.found(
                    "it does not follow the line before: one of the two was changed, removed or moved",
                );
            }
            Some(last) if line.kind == Kind::Checkpoint => self.check_signature(line, &last, text),
            Some(_) => {}
            // The first line of what is left.
            None if self.verified.lines == 1 => {
                self.owed = Some((line.n.saturating_sub(1), line.prev.clone()));
                if line.kind == Kind::Checkpoint
                    && let Some(last) = hash(&line.prev)
                {
                    self.check_signature(line, &last, text);
                }
            }
            None => {}
        }
        if self.owed.is_some() && retired_through(line) == self.owed {
            self.owed = None;
        }
    }

    fn check_signature(&mut self, line: &Line, last: &LineHash, text: &[u8]) {
        let named = line.who.parse::<PublicKey>().ok();
        match (self.key.or(named), named) {
            (Some(key), Some(named)) if key != named => {
                self.found(&format!("it is a checkpoint by {named}, which is not the key of this node"));
            }
            (Some(key), _) if is_signed(line, last, key) => {
                self.verified.checkpoints += 1;
                self.verified.unsigned = 0;
                self.checkpoint = Some(text.to_vec());
            }
            _ => self.found("the signature of this checkpoint does not hold"),
        }
    }

    fn ends(&mut self, head: Option<&[u8]>) {
        if let Some((through, _)) = &self.owed {
            let message =
                format!("the lines up to {through} are gone, and no line says that they were put away");
            self.next = self.verified.first.unwrap_or_default();
            self.found(&message);
        }
        let read = head.map(serde_json::from_slice::<Line>);
        match read {
            None if self.checkpoint.is_some() => {
                self.found("there are checkpoints, and no HEAD that names the last");
            }
            None => {}
            Some(Err(_)) => self.found("HEAD cannot be read: it was changed"),
            Some(Ok(head)) => {
                // The log may have grown since HEAD was read, but not shrunk.
                let newest =
                    self.checkpoint.as_deref().and_then(|text| serde_json::from_slice::<Line>(text).ok());
                match newest {
                    Some(newest) if newest.n > head.n || newest == head => {}
                    _ => self.found(&format!(
                        "HEAD names a checkpoint at line {}, which is not the last here: lines were cut off",
                        head.n
                    )),
                }
            }
        }
    }
}

fn hash(hex: &str) -> Option<LineHash> {
    HEXLOWER.decode(hex.as_bytes()).ok()?.try_into().ok()
}
