//! What verification says: plain data.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use cyberfly_core::DbName;

use crate::quarantine::Reason;

/// The most faults that a report lists. All are counted.
pub const FAULTS_LIMIT: usize = 1000;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A range of the journal is damaged, for this reason.
    Damaged(Reason),
    /// An operation that is not in the one canonical form.
    Form,
    /// An operation whose signature is not valid.
    Signature,
    /// An operation that takes part although its author has no right to it.
    Access,
    /// The side file of a sealed segment does not list what the segment holds.
    Listing,
    /// A write that no live write dominates, and that is not in the index.
    Absent,
    /// An entry of the index whose operation does not lie where it says.
    Stray,
    /// An entry of the index that says something else than its operation.
    Changed,
    /// An entry of the index that another one dominates.
    Dominated,
    /// The digest of a database, what is known of which operations are kept, or the sums of them do not fit its live writes.
    Digest,
    /// A part of the index that cannot be read. What comes behind it in its database was not looked at.
    Unreadable,
}

impl FaultKind {
    /// The kind in one stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            FaultKind::Damaged(reason) => reason.as_str(),
            FaultKind::Form => "form",
            FaultKind::Signature => "signature",
            FaultKind::Access => "access",
            FaultKind::Listing => "listing",
            FaultKind::Absent => "absent",
            FaultKind::Stray => "stray",
            FaultKind::Changed => "changed",
            FaultKind::Dominated => "dominated",
            FaultKind::Digest => "digest",
            FaultKind::Unreadable => "unreadable",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// In which segment; of an entry of the index, the segment it names; zero if there is none.
    pub segment: u32,
    /// Where in the segment.
    pub offset: u64,
    /// How many bytes of the journal it is about; zero if it is about none, or they are missing.
    pub length: u64,
    /// What is wrong.
    pub what: FaultKind,
    /// In which database, if that can be told.
    pub db: Option<DbName>,
    /// More about it, for people.
    pub detail: String,
    /// Whether [`Store::damage`](crate::Store::damage) said so before: it is set aside and not served.
    pub known: bool,
}

/// The parts of verification, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Who holds which rights is collected from the journal.
    Rights,
    /// Stock is taken of the index. Counted in entries, and how many there are is not known before.
    Inventory,
    /// The journal is checked, and that the index has all of it. Counted in bytes.
    Journal,
    /// The index is checked. Counted in entries, and how many there are is not known before.
    Index,
    /// The kept operations are counted anew. Counted in entries, and how many there are is not known before.
    Kept,
}

/// How far verification has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// In which part.
    pub phase: Phase,
    /// How much of the part is done, in this run.
    pub done: u64,
    /// How much there is to do in it; none if that is not known.
    pub total: Option<u64>,
    /// How many faults were found.
    pub faults: u64,
}

/// Where verification goes on. It prints as a short text and is read from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cursor {
    /// At the beginning, before the first segment.
    #[default]
    Start,
    /// In the journal.
    Journal {
        /// In this segment.
        segment: u32,
        /// At the group that begins here.
        offset: u32,
    },
    /// In the index.
    Index {
        /// In this database or, if it is gone, the one after it; none for the first.
        db: Option<DbName>,
        /// At this path.
        path: Vec<u8>,
    },
    /// Where the kept operations are counted anew.
    Kept,
    /// Everything is done.
    End,
}

/// A text that names no place to go on from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no place where verification goes on")]
pub struct NoCursor(String);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cursor::Start => f.write_str("start"),
            Cursor::Journal { segment, offset } => write!(f, "journal:{segment}:{offset}"),
            Cursor::Index { db: None, .. } => f.write_str("index"),
            Cursor::Index { db: Some(db), path } => {
                write!(f, "index:{db}:")?;
                path.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
            Cursor::Kept => f.write_str("kept"),
            Cursor::End => f.write_str("end"),
        }
    }
}

impl FromStr for Cursor {
    type Err = NoCursor;

    fn from_str(text: &str) -> Result<Self, NoCursor> {
        let mut words = text.split(':');
        let words = (words.next(), words.next(), words.next(), words.next());
        let cursor = match words {
            (Some("start"), None, ..) => Some(Cursor::Start),
            (Some("kept"), None, ..) => Some(Cursor::Kept),
            (Some("end"), None, ..) => Some(Cursor::End),
            (Some("index"), None, ..) => Some(Cursor::Index { db: None, path: Vec::new() }),
            (Some("index"), Some(db), Some(path), None) => {
                db.parse().ok().zip(unhex(path)).map(|(db, path)| Cursor::Index { db: Some(db), path })
            }
            (Some("journal"), Some(segment), Some(offset), None) => segment
                .parse()
                .ok()
                .zip(offset.parse().ok())
                .map(|(segment, offset)| Cursor::Journal { segment, offset }),
            _ => None,
        };
        cursor.ok_or_else(|| NoCursor(text.to_owned()))
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// What a run of verification looked at and found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many operations were checked.
    pub operations: u64,
    /// How many of them have no part in their database because their author had no right to them. No fault: a right may
    /// still come.
    pub unauthorised: u64,
    /// How many entries of the index were checked.
    pub entries: u64,
    /// How many bytes the segments have that were gone through.
    pub bytes: u64,
    /// How many segments were gone through to their end.
    pub segments: u64,
    /// How many databases were gone through to their end in the index.
    pub databases: u64,
    /// What is wrong, in the order of the journal; at most [`FAULTS_LIMIT`].
    pub faults: Vec<Fault>,
    /// How much is wrong in all.
    pub faults_total: u64,
    /// Where to go on.
    pub cursor: Cursor,
    /// Whether nothing is left to do.
    pub finished: bool,
    /// How long it took.
    pub took: Duration,
}

impl Report {
    /// Whether everything that was looked at is as it should be.
    pub const fn is_clean(&self) -> bool {
        self.faults_total == 0
    }
}
