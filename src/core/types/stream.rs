//! Streams: entries in the order of their ids, each of which is written once.
//!
//! An id is `ms-seq`. The field of an entry is its id in 16 bytes, so that the order of bytes is that of ids, and its
//! author in 32, so that no two authors ever write the same cell.
//!
//! **Automatic ids.** `ms` is the stamp's milliseconds, or those of the last entry if they are greater. `seq` is made of
//! two parts, so that ids grow within one writer and those of two writers never meet:
//!
//! ```text
//! seq, 64 bits = counter, 24 bits | writer, 40 bits
//! counter      = 0, or one more than that of the last entry if it has the same ms
//! writer       = the first 40 bits of BLAKE3(author, device)
//! ```
//!
//! When the counter is used up, `ms` goes on by one. So every new id is greater than all that its node has seen.
//!
//! Differences from Redis: `seq` is a large number; an entry has at most 64 KiB; there are no consumer groups; a trim
//! goes by id or length exactly, never about, and no new id is below the bound of one by id; a stream without entries is
//! no key, yet its ids stay used.
//!
//! *Between nodes*: all entries are there after merging, in the order of their ids. So an entry made elsewhere can come
//! to stand before one that was read already: to miss nothing, follow the events of the database, not the ids. Two
//! automatic additions never conflict, not even on one node. A trim takes what was written before it, here or elsewhere;
//! what is written after it with a smaller id stays.

use std::ops::ControlFlow;

use super::plan::Planning;
use super::{Page, Plan, PlanContext};
use crate::cells::{Cell, Cells, Path, Weight};
use crate::error::Refused;
use crate::key::PublicKey;
use crate::merge::entry_id;
use crate::query::range::{Discrete, Edge, Interval};
use crate::view::{Direction, Fields, KeyView, Outcome, successor};
use crate::write::{Body, Kind, StreamId};

const KIND: Kind = Kind::Stream;
const COUNTER_SHIFT: u32 = 40;

/// The id of a new entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewId {
    /// Whatever comes next (`*`).
    Auto,
    /// The next one of a millisecond (`ms-*`).
    AutoSeq(u64),
    /// This one, which has to be greater than every one before it.
    Exact(StreamId),
}

/// Names and values, in order; a name may come twice.
pub type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// An entry of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: StreamId,
    /// Who wrote it.
    pub author: PublicKey,
    /// What it says.
    pub pairs: Pairs,
}

/// A stream, or a key that could become one.
#[derive(Debug)]
pub struct Stream<'v, 'a, C: Cells>(&'v KeyView<'a, C>);

impl<'v, 'a, C: Cells> Stream<'v, 'a, C> {
    /// The stream at a key; empty if the key holds nothing, refused if it is of another kind.
    pub fn of(view: &'v KeyView<'a, C>) -> Result<Self, Refused> {
        view.expect(KIND)?;
        Ok(Self(view))
    }

    /// How many entries there are (XLEN). Reads them all, without what they say.
    pub fn len(&self) -> Outcome<usize, C> {
        self.0.count(KIND)
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.kind().is_none()
    }

    /// Entries within an interval of ids, in either direction (XRANGE, XREVRANGE). The page's cursor goes on in the
    /// same direction.
    pub fn range(
        &self,
        ids: &Interval<StreamId>,
        direction: Direction,
        cursor: Option<&[u8]>,
        limit: usize,
    ) -> Outcome<Page<Entry>, C> {
        let (mut items, mut last, mut more) = (Vec::new(), None, false);
        let Some(mut fields) = fields_of(ids) else { return Ok(Page { items, next: None }) };
        match (cursor, direction) {
            (Some(cursor), Direction::Forward) => fields.start = fields.start.max(successor(cursor)),
            (Some(cursor), Direction::Backward) => {
                let end = fields.end.map_or(cursor.to_vec(), |end| end.min(cursor.to_vec()));
                fields.end = Some(end);
            }
            (None, _) => {}
        }
        self.0.scan(KIND, &fields, direction, &mut |shown| {
            if items.len() >= limit {
                more = true;
                return Ok(ControlFlow::Break(()));
            }
            items.extend(entry_of(shown.field(), shown.body()?));
            last = Some(shown.field().to_vec());
            Ok(ControlFlow::Continue(()))
        })?;
        let next = last.or_else(|| cursor.map(<[u8]>::to_vec)).filter(|_| more);
        Ok(Page { items, next })
    }

    /// Entries with greater ids than this one (XREAD).
    pub fn read_after(&self, id: StreamId, limit: usize) -> Outcome<Vec<Entry>, C> {
        let ids = Interval { from: Edge::Excluded(id), to: Edge::Highest };
        Ok(self.range(&ids, Direction::Forward, None, limit)?.items)
    }

    /// The greatest id that was ever used here, also by entries that were deleted or trimmed since.
    pub fn last_id(&self) -> Outcome<Option<StreamId>, C> {
        let mut last = None;
        let fields = self.0.range(KIND, &Fields::all());
        self.0.raw_scan(&fields, Direction::Backward, &mut |cell| {
            if self.0.hides(cell.placed()) {
                return Ok(ControlFlow::Continue(()));
            }
            last = entry_id(cell.placed());
            Ok(ControlFlow::Break(()))
        })?;
        let trims = Path::of_kind(self.0.key(), KIND).only();
        self.0.raw_scan(&trims, Direction::Forward, &mut |cell| {
            if let (Weight::Trim(bound), false) = (cell.placed().weight, self.0.hides(cell.placed())) {
                last = last.max(bound.before());
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(last)
    }

    /// Adds an entry (XADD). The answer is its id. Refused if an id is asked for that is not greater than all before it.
    pub fn plan_add(&self, context: &PlanContext, id: NewId, pairs: Pairs) -> Outcome<Plan<StreamId>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let last = self.last_id()?;
        let automatic = id == NewId::Auto;
        let id = match id {
            NewId::Auto => next_id(context, last)?,
            NewId::AutoSeq(ms) => {
                let next = next_id_in(context, ms, last);
                next.filter(|id| Some(*id) > last).ok_or_else(not_greater)?
            }
            NewId::Exact(id) if Some(id) > last && id > StreamId::LOWEST => id,
            NewId::Exact(_) => return Err(not_greater().into()),
        };
        if !automatic {
            planning.see_fields(KIND, &Fields { start: id.to_bytes().to_vec(), end: None })?;
        }
        let field = [id.to_bytes().as_slice(), context.author.as_bytes()].concat();
        planning.write(KIND, Some(field), Body::Entry(pairs))?;
        Ok(planning.answer(id))
    }

    /// Deletes entries (XDEL), whoever wrote them. The answer is how many there were.
    pub fn plan_del(&self, ids: &[StreamId]) -> Outcome<Plan<usize>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let ids: std::collections::BTreeSet<StreamId> = ids.iter().copied().collect();
        for id in ids {
            let Some(fields) = fields_of(&Interval { from: Edge::Included(id), to: Edge::Included(id) })
            else {
                continue;
            };
            planning.see_fields(KIND, &fields)?;
            let mut found = Vec::new();
            self.0.scan(KIND, &fields, Direction::Forward, &mut |shown| {
                found.push(shown.field().to_vec());
                Ok(ControlFlow::Continue(()))
            })?;
            for field in found {
                planning.write(KIND, Some(field), Body::Delete)?;
            }
        }
        let deleted = planning.len();
        Ok(planning.answer(deleted))
    }

    /// Removes all entries below an id (XTRIM MINID) with one write. The answer is how many there were.
    pub fn plan_trim_below(&self, bound: StreamId) -> Outcome<Plan<usize>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let below = Interval { from: Edge::Lowest, to: Edge::Excluded(bound) };
        let mut count = 0;
        if let Some(fields) = fields_of(&below) {
            planning.see_fields(KIND, &fields)?;
            self.0.scan(KIND, &fields, Direction::Forward, &mut |_| {
                count += 1;
                Ok(ControlFlow::Continue(()))
            })?;
        }
        if count > 0 {
            planning.write(KIND, None, Body::Trim(bound))?;
        }
        Ok(planning.answer(count))
    }

    /// Keeps the last `length` entries (XTRIM MAXLEN): planned as a trim below the first that stays, so that entries
    /// added meanwhile stay too. Entries of several authors with the same explicit id stay or go together.
    pub fn plan_trim_to(&self, length: usize) -> Outcome<Plan<usize>, C> {
        let (mut kept, mut first_kept, mut last) = (0, None, None);
        self.0.scan(KIND, &Fields::all(), Direction::Backward, &mut |shown| {
            let id = id_of(shown.field());
            last = last.max(id);
            if kept == length {
                return Ok(ControlFlow::Break(()));
            }
            kept += 1;
            first_kept = id;
            Ok(ControlFlow::Continue(()))
        })?;
        let bound = if length == 0 { last.and_then(Discrete::after) } else { first_kept };
        match (bound, last) {
            (Some(bound), _) => self.plan_trim_below(bound),
            // No bound is above the greatest id there can be: its entry is deleted by name.
            (None, Some(greatest)) => {
                let below = self.plan_trim_below(greatest)?;
                Ok(below.then(self.plan_del(&[greatest])?).map(|(trimmed, deleted)| trimmed + deleted))
            }
            (None, None) => Ok(Planning::of_kind(self.0, KIND)?.answer(0)),
        }
    }
}

/// The fields that entries of these ids can have; none if no id lies within.
fn fields_of(ids: &Interval<StreamId>) -> Option<Fields> {
    let (first, last) = ids.ends()?;
    let end = last.after().map(|end| end.to_bytes().to_vec());
    Some(Fields { start: first.to_bytes().to_vec(), end })
}

fn id_of(field: &[u8]) -> Option<StreamId> {
    Some(StreamId::from_bytes(field.get(..16)?.try_into().ok()?))
}

fn entry_of(field: &[u8], body: Body) -> Option<Entry> {
    let author = PublicKey::from_bytes(field.get(16..)?.try_into().ok()?);
    match body {
        Body::Entry(pairs) => Some(Entry { id: id_of(field)?, author, pairs }),
        _ => None,
    }
}

fn next_id(context: &PlanContext, last: Option<StreamId>) -> Result<StreamId, Refused> {
    let ms = last.map_or(0, |last| last.ms).max(context.stamp.millis());
    let next = next_id_in(context, ms, last);
    let next = next.or_else(|| next_id_in(context, ms.checked_add(1)?, last));
    next.ok_or_else(|| Refused::limit("the stream has used up its ids"))
}

/// The next id of a millisecond, if its counter is not used up. It is greater than the last one unless that is of a
/// later millisecond.
fn next_id_in(context: &PlanContext, ms: u64, last: Option<StreamId>) -> Option<StreamId> {
    let counter = match last {
        Some(last) if last.ms == ms => (last.seq >> COUNTER_SHIFT) + 1,
        _ => 0,
    };
    let seq = counter << COUNTER_SHIFT | writer_bits(context);
    (counter >> (u64::BITS - COUNTER_SHIFT) == 0).then_some(StreamId { ms, seq })
}

fn writer_bits(context: &PlanContext) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(context.author.as_bytes());
    if let Some(device) = context.device {
        hasher.update(device.as_bytes());
    }
    let hash = hasher.finalize();
    hash.as_bytes()[..5].iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

fn not_greater() -> Refused {
    Refused::form("the id of a new entry is greater than 0-0 and than that of every entry before it")
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
