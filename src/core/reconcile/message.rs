//! The form of a message: ranges in ascending order, and what one side says of each.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::clock::Stamp;
use crate::key::OpId;
use crate::reconcile::{
    ANSWER_ENTRIES, Entry, Fault, Fingerprint, LIST_ENTRIES, MESSAGE_BYTES, MESSAGE_RANGES, Tag,
};

const SKIP: u8 = 0;
const FINGERPRINT: u8 = 1;
const LIST: u8 = 2;
const ANSWER: u8 = 3;
/// The bits of a head below the mode: how many bytes of an id follow.
const ID_BITS: u8 = 6;
/// The most bytes that a range takes beside its tags.
pub(super) const RANGE_BYTES: usize = 2 * (10 + 3 + 1 + 32) + 8;

/// What the sender of a message will do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing but reply, if it is asked something.
    Done,
    /// Go on: ranges wait that did not fit.
    More,
    /// Stop: a limit is reached. Nobody says anything after that.
    CutShort,
}

/// What a side says of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// The fingerprint of mine is this. If yours is another, go into it.
    Fingerprint(Fingerprint),
    /// These are all of mine, in order. Answer what differs.
    List(Vec<Tag>),
    /// This is how we differ. No reply is needed.
    Answer {
        /// What I have and was not in your list.
        missing: Vec<Tag>,
        /// What was in your list and I have not: bit by bit, the lowest for the first of the list.
        wanted: u32,
    },
}

impl Says {
    const fn asks(&self) -> bool {
        matches!(self, Says::Fingerprint(_) | Says::List(_))
    }
}

/// A range, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The range.
    pub range: Range<Entry>,
    /// What is said of it.
    pub says: Says,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What the sender will do next.
    pub turn: Turn,
    /// What it says, ascending, no two ranges overlapping.
    pub spans: Vec<Span>,
}

impl Message {
    /// Whether any of it needs a reply.
    pub fn asks(&self) -> bool {
        self.spans.iter().any(|span| span.says.asks())
    }

    /// The message as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        self.spans.iter().for_each(|span| writer.span(span));
        writer.finish(self.turn)
    }

    /// Reads a message about what lies below `bound`. What is read would be encoded to the same bytes.
    pub fn decode(bytes: &[u8], bound: &Entry) -> Result<Self, Fault> {
        if bytes.len() > MESSAGE_BYTES {
            return Err(Fault::TooLong);
        }
        let mut reader = Reader { rest: bytes, at: Entry::FIRST };
        let turn = match reader.byte()? {
            0 => Turn::Done,
            1 => Turn::More,
            2 => Turn::CutShort,
            _ => return Err(Fault::Malformed),
        };
        let mut spans = Vec::new();
        let mut skipped = false;
        while !reader.rest.is_empty() {
            match reader.range(bound)? {
                None if skipped => return Err(Fault::Malformed),
                None => skipped = true,
                Some(_) if spans.len() == MESSAGE_RANGES => return Err(Fault::TooManyRanges),
                Some(span) => {
                    spans.push(span);
                    skipped = false;
                }
            }
        }
        if skipped || (turn == Turn::CutShort && !spans.is_empty()) {
            return Err(Fault::Malformed);
        }
        Ok(Self { turn, spans })
    }
}

/// Writes a message range by range.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    at: Option<Entry>,
    ranges: usize,
    asks: bool,
}

impl Writer {
    /// How many bytes the message has so far.
    pub(super) fn len(&self) -> usize {
        1 + self.bytes.len()
    }

    /// How many ranges it speaks of so far.
    pub(super) const fn ranges(&self) -> usize {
        self.ranges
    }

    /// Whether any of it needs a reply.
    pub(super) const fn asks(&self) -> bool {
        self.asks
    }

    /// Adds a range, which begins at the end of the last one or above it.
    pub(super) fn span(&mut self, span: &Span) {
        if span.range.start > self.at.unwrap_or(Entry::FIRST) {
            self.head(SKIP, span.range.start);
        }
        match &span.says {
            Says::Fingerprint(Fingerprint(bytes)) => {
                self.head(FINGERPRINT, span.range.end);
                self.bytes.extend_from_slice(bytes);
            }
            Says::List(tags) => {
                self.head(LIST, span.range.end);
                self.tags(tags);
            }
            Says::Answer { missing, wanted } => {
                self.head(ANSWER, span.range.end);
                self.varint(u64::from(*wanted));
                self.tags(missing);
            }
        }
        self.ranges += 1;
        self.asks |= span.says.asks();
    }

    fn head(&mut self, mode: u8, end: Entry) {
        let before = self.at.unwrap_or(Entry::FIRST).stamp;
        let counter = end.stamp.as_u64() & 0xffff;
        let millis = end.stamp.millis().saturating_sub(before.millis());
        self.varint(millis << 1 | u64::from(counter != 0));
        if counter != 0 {
            self.varint(counter);
        }
        let id = end.id.as_bytes();
        let length = id.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let id = id.get(..length).unwrap_or_default();
        self.bytes.push(mode << ID_BITS | u8::try_from(length).unwrap_or(0));
        self.bytes.extend_from_slice(id);
        self.at = Some(end);
    }

    fn tags(&mut self, tags: &[Tag]) {
        self.varint(tags.len() as u64);
        tags.iter().for_each(|Tag(bytes)| self.bytes.extend_from_slice(bytes));
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(0x80 | u8::try_from(value & 0x7f).unwrap_or(0));
            value >>= 7;
        }
        self.bytes.push(u8::try_from(value).unwrap_or(0));
    }

    /// The message.
    pub(super) fn finish(mut self, turn: Turn) -> Vec<u8> {
        self.bytes.insert(0, turn as u8);
        self.bytes
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    at: Entry,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Fault::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        self.take(1)?.first().copied().ok_or(Fault::Truncated)
    }

    /// Seven bits a byte, the lowest first, in as few bytes as can be.
    fn varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits || (byte == 0 && shift > 0) {
                return Err(Fault::Malformed);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Fault::Malformed)
    }

    fn tags(&mut self, most: usize) -> Result<Vec<Tag>, Fault> {
        let count = usize::try_from(self.varint()?).unwrap_or(usize::MAX);
        if count > most {
            return Err(Fault::TooManyEntries);
        }
        let (tags, _) = self.take(count * 8)?.as_chunks::<8>();
        let tags: Vec<Tag> = tags.iter().copied().map(Tag).collect();
        if tags.iter().collect::<BTreeSet<_>>().len() < tags.len() {
            return Err(Fault::Repeated);
        }
        Ok(tags)
    }

    /// The next range and what is said of it; none if it is one to skip.
    fn range(&mut self, bound: &Entry) -> Result<Option<Span>, Fault> {
        let start = self.at;
        let millis = self.varint()?;
        let counter = if millis & 1 == 1 { self.varint()? } else { 0 };
        if millis & 1 == 1 && !(1..=0xffff).contains(&counter) {
            return Err(Fault::Malformed);
        }
        let millis = start.stamp.millis().checked_add(millis >> 1).filter(|millis| *millis < 1 << 48);
        let stamp = millis.and_then(|millis| Stamp::new(millis << 16 | counter)).ok_or(Fault::BeyondBound)?;
        let head = self.byte()?;
        let length = usize::from(head & ((1 << ID_BITS) - 1));
        let mut id = [0; 32];
        let given = self.take(length)?;
        id.get_mut(..length).ok_or(Fault::Malformed)?.copy_from_slice(given);
        if given.last() == Some(&0) {
            return Err(Fault::Malformed);
        }
        let end = Entry { stamp, id: OpId::from_bytes(id) };
        if end <= start {
            return Err(Fault::NotAscending);
        }
        if end > *bound {
            return Err(Fault::BeyondBound);
        }
        self.at = end;
        let says = match head >> ID_BITS {
            SKIP => return Ok(None),
            FINGERPRINT => {
                let (bytes, _) = self.take(8)?.as_chunks::<8>();
                Says::Fingerprint(Fingerprint(bytes.first().copied().ok_or(Fault::Truncated)?))
            }
            LIST => Says::List(self.tags(LIST_ENTRIES)?),
            _ => {
                let wanted = u32::try_from(self.varint()?).map_err(|_| Fault::Unasked)?;
                Says::Answer { wanted, missing: self.tags(ANSWER_ENTRIES)? }
            }
        };
        Ok(Some(Span { range: start..end, says }))
    }
}
