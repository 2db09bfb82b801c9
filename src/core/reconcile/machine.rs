//! One side of a session: takes messages, gives messages and findings.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::clock::Stamp;
use crate::digest::Digest;
use crate::reconcile::message::{RANGE_BYTES, Writer};
use crate::reconcile::{
    ANSWER_ENTRIES, CUTS, Entry, Fault, LIST_ENTRIES, Limits, Message, ReconcileError, Says, SessionKey,
    Span, Sums, Tag, Turn, WAITING,
};

/// The most bytes that the reply to one range takes: an answer with its tags, or as many cuts as there can be.
const REPLY_BYTES: usize = RANGE_BYTES * CUTS + ANSWER_ENTRIES * 8;
/// About how many entries the smallest ranges have: a range that is cut is cut into no smaller ones.
const LEAF_ENTRIES: usize = LIST_ENTRIES / 2;

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All differences below the bound are found, on both sides.
    Complete,
    /// One of the two reached a limit. What was found is true; there may be more.
    CutShort,
}

/// What came of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What is to be sent to the peer, if anything. It comes with the last step of one side, too.
    pub send: Option<Vec<u8>>,
    /// Operations of this side that the other lacks.
    pub have: Vec<Entry>,
    /// Operations that this side lacks.
    pub need: Vec<Tag>,
    /// Whether the session is over, once `send` is sent.
    pub ended: Option<Ended>,
}

/// A range of the peer's that has no reply yet.
#[derive(Debug)]
struct Waiting {
    end: Entry,
    reply: Reply,
}

#[derive(Debug)]
enum Reply {
    /// The fingerprints differ: list what is here, or cut.
    GoInto {
        /// How many entries are here.
        count: u64,
    },
    /// Compare with this list.
    Answer(Vec<Tag>),
}

impl Waiting {
    fn weight(&self) -> usize {
        match &self.reply {
            Reply::GoInto { .. } => 1,
            Reply::Answer(tags) => 1 + tags.len(),
        }
    }
}

/// One side of a session. Its memory is bounded by [`WAITING`] and the length of one message, whatever the peer sends.
#[derive(Debug)]
pub struct Reconciler<S> {
    sums: S,
    key: SessionKey,
    bound: Entry,
    limits: Limits,
    waiting: BTreeMap<Entry, Waiting>,
    weight: usize,
    messages: u32,
    differences: u64,
    over: bool,
}

impl<S: Sums> Reconciler<S> {
    /// The side that waits for the first message. Both have agreed to look at what is stamped below `bound`.
    pub fn responder(sums: S, bound: Stamp, key: SessionKey, limits: Limits) -> Self {
        Self {
            sums,
            key,
            bound: Entry::before(bound),
            limits: limits.within_bounds(),
            waiting: BTreeMap::new(),
            weight: 0,
            messages: 0,
            differences: 0,
            over: false,
        }
    }

    /// The side that begins, and its first message.
    pub fn initiator(
        sums: S,
        bound: Stamp,
        key: SessionKey,
        limits: Limits,
    ) -> Result<(Self, Vec<u8>), S::Error> {
        let mut this = Self::responder(sums, bound, key, limits);
        let mut writer = Writer::default();
        let whole = Entry::FIRST..this.bound;
        // Nothing at all lies below the first stamp: there is no range to speak of, and the empty message says so.
        if whole.start < whole.end {
            let count = this.sums.digest(&whole)?.count();
            if count <= LIST_ENTRIES as u64 {
                this.list(&whole, &mut writer)?;
            } else {
                let shift = this.key.shift(count / CUTS as u64);
                this.cut(&whole, count, LEAF_ENTRIES, shift, &mut writer)?;
            }
        }
        this.messages = 1;
        Ok((this, writer.finish(Turn::Done)))
    }

    /// Takes in a message of the peer's. After an error, or once the session has ended, every further step is
    /// [`ReconcileError::Over`].
    pub fn step(&mut self, message: &[u8]) -> Result<Step, ReconcileError<S::Error>> {
        if std::mem::replace(&mut self.over, true) {
            return Err(ReconcileError::Over);
        }
        let message = Message::decode(message, &self.bound).map_err(ReconcileError::Peer)?;
        let asks = message.asks();
        let turn = message.turn;
        let mut step = Step::default();
        for span in message.spans {
            self.hear(span, &mut step)?;
        }
        step.ended = match turn {
            Turn::CutShort => Some(Ended::CutShort),
            Turn::Done if !asks && self.waiting.is_empty() && self.messages > 0 => Some(Ended::Complete),
            Turn::Done | Turn::More => {
                self.differences += (step.have.len() + step.need.len()) as u64;
                let (send, ended) = self.reply(turn, &mut step).map_err(ReconcileError::Sums)?;
                step.send = Some(send);
                ended
            }
        };
        self.over = step.ended.is_some();
        Ok(step)
    }

    /// Takes in what the peer says of a range.
    fn hear(&mut self, span: Span, step: &mut Step) -> Result<(), ReconcileError<S::Error>> {
        let Span { range, says } = span;
        match says {
            Says::Fingerprint(theirs) => {
                let ours = self.sums.digest(&range).map_err(ReconcileError::Sums)?;
                if self.key.fingerprint(&ours) != theirs {
                    let reply = Reply::GoInto { count: ours.count() };
                    self.wait(range, reply).map_err(ReconcileError::Peer)?;
                }
            }
            Says::List(tags) => self.wait(range, Reply::Answer(tags)).map_err(ReconcileError::Peer)?,
            Says::Answer { missing, wanted } => {
                let ours = self.sums.entries(&range, LIST_ENTRIES + 1).map_err(ReconcileError::Sums)?;
                let beyond = u64::from(wanted).checked_shr(u32::try_from(ours.len()).unwrap_or(u32::MAX));
                if ours.len() > LIST_ENTRIES || beyond.is_some_and(|beyond| beyond != 0) {
                    return Err(ReconcileError::Peer(Fault::Unasked));
                }
                let held: BTreeSet<Tag> = ours.iter().map(|entry| self.key.tag(&entry.id)).collect();
                if missing.iter().any(|tag| held.contains(tag)) {
                    return Err(ReconcileError::Peer(Fault::Repeated));
                }
                step.have
                    .extend((0..).zip(ours).filter(|(n, _)| wanted >> n & 1 == 1).map(|(_, entry)| entry));
                step.need.extend(missing);
            }
        }
        Ok(())
    }

    /// Keeps a range until it is replied to.
    fn wait(&mut self, range: Range<Entry>, reply: Reply) -> Result<(), Fault> {
        let before = self.waiting.range(..range.end).next_back();
        if before.is_some_and(|(_, before)| before.end > range.start) {
            return Err(Fault::Overlapping);
        }
        let waiting = Waiting { end: range.end, reply };
        self.weight += waiting.weight();
        self.waiting.insert(range.start, waiting);
        Ok(())
    }

    /// The next message, and whether it is the last of all.
    fn reply(&mut self, turn: Turn, step: &mut Step) -> Result<(Vec<u8>, Option<Ended>), S::Error> {
        let nothing_left = self.waiting.is_empty() && turn == Turn::Done;
        let at_limit = self.messages >= self.limits.messages
            || self.differences >= self.limits.differences
            || self.weight > WAITING;
        if at_limit && !nothing_left {
            self.waiting.clear();
            return Ok((Writer::default().finish(Turn::CutShort), Some(Ended::CutShort)));
        }
        let mut writer = Writer::default();
        while self.has_room(&writer)
            && let Some((start, waiting)) = self.waiting.pop_first()
        {
            self.weight -= waiting.weight();
            self.reply_to(&(start..waiting.end), waiting.reply, &mut writer, step)?;
        }
        self.messages += 1;
        let ours = if self.waiting.is_empty() { Turn::Done } else { Turn::More };
        let last = turn == Turn::Done && ours == Turn::Done && !writer.asks();
        Ok((writer.finish(ours), last.then_some(Ended::Complete)))
    }

    fn has_room(&self, writer: &Writer) -> bool {
        writer.len() + REPLY_BYTES <= self.limits.message_bytes
            && writer.ranges() + CUTS <= self.limits.message_ranges
            && self.differences < self.limits.differences
    }

    fn reply_to(
        &mut self,
        range: &Range<Entry>,
        reply: Reply,
        writer: &mut Writer,
        step: &mut Step,
    ) -> Result<(), S::Error> {
        match reply {
            Reply::GoInto { count } if count > LIST_ENTRIES as u64 => {
                self.cut(range, count, LEAF_ENTRIES, 0, writer)
            }
            Reply::GoInto { .. } => self.list(range, writer),
            Reply::Answer(theirs) => {
                let ours = self.sums.entries(range, ANSWER_ENTRIES + 1)?;
                if ours.len() > ANSWER_ENTRIES {
                    let count = self.sums.digest(range)?.count();
                    return self.cut(range, count, ANSWER_ENTRIES, 0, writer);
                }
                self.answer(range, ours, &theirs, writer, step);
                Ok(())
            }
        }
    }

    fn list(&self, range: &Range<Entry>, writer: &mut Writer) -> Result<(), S::Error> {
        let entries = self.sums.entries(range, LIST_ENTRIES)?;
        let tags = entries.iter().map(|entry| self.key.tag(&entry.id)).collect();
        writer.span(&Span { range: range.clone(), says: Says::List(tags) });
        Ok(())
    }

    fn answer(
        &mut self,
        range: &Range<Entry>,
        ours: Vec<Entry>,
        theirs: &[Tag],
        writer: &mut Writer,
        step: &mut Step,
    ) {
        let ours: BTreeMap<Tag, Entry> =
            ours.into_iter().map(|entry| (self.key.tag(&entry.id), entry)).collect();
        let known: BTreeSet<&Tag> = theirs.iter().collect();
        let mut have: Vec<(Entry, Tag)> =
            ours.iter().filter(|(tag, _)| !known.contains(tag)).map(|(tag, entry)| (*entry, *tag)).collect();
        have.sort_unstable();
        let unknown = (0..).zip(theirs).filter(|(_, tag)| !ours.contains_key(tag));
        let (bits, need): (Vec<u32>, Vec<Tag>) = unknown.map(|(n, tag)| (1 << n, *tag)).unzip();
        if have.is_empty() && need.is_empty() {
            return;
        }
        self.differences += (have.len() + need.len()) as u64;
        let wanted = bits.into_iter().fold(0, |mask, bit| mask | bit);
        let missing = have.iter().map(|(_, tag)| *tag).collect();
        writer.span(&Span { range: range.clone(), says: Says::Answer { missing, wanted } });
        step.have.extend(have.into_iter().map(|(entry, _)| entry));
        step.need.extend(need);
    }

    /// Cuts a range of this many entries into some of about equal size, at least two and at most [`CUTS`], and tells a
    /// fingerprint of each. All cuts are moved down by `shift` entries, less than what lies between two; the last range
    /// is then cut once more, so that none is larger than without.
    fn cut(
        &self,
        range: &Range<Entry>,
        count: u64,
        leaf: usize,
        shift: u64,
        writer: &mut Writer,
    ) -> Result<(), S::Error> {
        let pieces = count.div_ceil(leaf as u64).clamp(2, CUTS as u64);
        let positions = (1..=pieces)
            .map(|piece| (count / pieces * piece + count % pieces * piece / pieces).saturating_sub(shift));
        let mut tell = |range: Range<Entry>, digest: &Digest| {
            writer.span(&Span { range, says: Says::Fingerprint(self.key.fingerprint(digest)) });
        };
        let mut start = range.start;
        if count <= ANSWER_ENTRIES as u64 {
            // So few are read at once.
            let entries = self.sums.entries(range, ANSWER_ENTRIES)?;
            let mut from = 0;
            for to in positions.filter_map(|position| usize::try_from(position).ok()) {
                let (piece, rest) = (entries.get(from..to), entries.get(to));
                if let (Some(piece), Some(next)) = (piece, rest)
                    && let Some(last) = piece.last()
                {
                    let end = next.short_cut(*last);
                    tell(start..end, &piece.iter().map(|entry| &entry.id).collect());
                    (start, from) = (end, to);
                }
            }
            let rest = entries.get(from..).unwrap_or_default();
            tell(start..range.end, &rest.iter().map(|entry| &entry.id).collect());
        } else {
            for position in positions {
                if let Some(end) = self.place(range, position)?.filter(|end| *end > start) {
                    tell(start..end, &self.sums.digest(&(start..end))?);
                    start = end;
                }
            }
            tell(start..range.end, &self.sums.digest(&(start..range.end))?);
        }
        Ok(())
    }

    /// A place with this many entries of the range before it, if it has any before and behind.
    fn place(&self, range: &Range<Entry>, position: u64) -> Result<Option<Entry>, S::Error> {
        let Some(before) = position.checked_sub(1) else { return Ok(None) };
        let (before, entry) = (self.sums.nth(range, before)?, self.sums.nth(range, position)?);
        Ok(before.zip(entry).map(|(before, entry)| entry.short_cut(before)))
    }
}
