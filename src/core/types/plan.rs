//! What a command comes to before it is signed: writes, what was looked at, and an answer.

use std::ops::ControlFlow;

use crate::cells::{Cell, Cells, Order, Path, PathRange, Weight};
use crate::clock::Stamp;
use crate::error::Refused;
use crate::key::{DeviceId, PublicKey};
use crate::op::WRITES_LIMIT;
use crate::view::{Failed, Fields, KeyView, Outcome};
use crate::write::{Body, Kind, Write};

/// Who plans, and when. The signed operation is to carry the same author, device and stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanContext {
    /// Unix milliseconds.
    pub now: u64,
    /// Who will sign.
    pub author: PublicKey,
    /// The signer's device. Counters need one.
    pub device: Option<DeviceId>,
    /// The stamp the operation will carry.
    pub stamp: Stamp,
    /// How many writes of other plans come before this plan's in the operation.
    pub first_index: u16,
}

impl PlanContext {
    /// The index that a write of this plan will have in its operation.
    pub(super) fn index(&self, nth: usize) -> Result<u16, Refused> {
        let index = usize::from(self.first_index) + nth;
        u16::try_from(index).ok().filter(|_| index < WRITES_LIMIT).ok_or_else(too_many)
    }
}

/// What a plan found in a range of places. If it no longer holds, the answer may be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where it looked.
    pub range: PathRange,
    /// The newest live write there; none if there was no write at all.
    pub newest: Option<Order>,
    /// BLAKE3 over the path and order of the live writes there, but for deletes: what a delete took away is missing. Those
    /// of JSON count, because they can change what is above them, and those of streams, because ids are not used twice.
    pub digest: [u8; 32],
}

impl Seen {
    /// What is in a range now.
    pub fn now<C: Cells>(cells: &C, range: PathRange) -> Result<Self, C::Fault> {
        let mut newest = None;
        let mut hasher = blake3::Hasher::new();
        cells.visit_stored(&range, &mut |cell| {
            let placed = cell.placed();
            let (path, order) = (placed.path.as_bytes(), placed.order);
            newest = newest.max(Some(order));
            let counts = placed.weight != Weight::Delete || matches!(placed.kind, Kind::Json | Kind::Stream);
            if !counts {
                return ControlFlow::Continue(());
            }
            hasher.update(&(path.len() as u64).to_be_bytes()).update(path);
            hasher.update(&order.stamp.as_u64().to_be_bytes()).update(order.author.as_bytes());
            hasher.update(order.op.as_bytes()).update(&order.index.to_be_bytes());
            ControlFlow::Continue(())
        })?;
        Ok(Self { range, newest, digest: *hasher.finalize().as_bytes() })
    }

    /// Whether the range still holds what was found.
    pub fn holds<C: Cells>(&self, cells: &C) -> Result<bool, C::Fault> {
        Ok(Self::now(cells, self.range.clone())?.digest == self.digest)
    }
}

/// What a command comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan<A> {
    /// The writes to sign, in order; each fits its kind. None means that there is nothing to do.
    pub writes: Vec<Write>,
    /// What the answer rests on.
    pub saw: Vec<Seen>,
    /// The least stamp with which the writes are seen: above what they replace, and not below the key's floor.
    pub least_stamp: Stamp,
    /// What to answer when the writes are committed.
    pub answer: A,
}

impl<A> Plan<A> {
    /// Whether what the plan looked at is unchanged. If not, the committer answers `conflict`.
    pub fn holds<C: Cells>(&self, cells: &C) -> Result<bool, C::Fault> {
        for seen in &self.saw {
            if !seen.holds(cells)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The same plan with another answer.
    pub fn map<B>(self, answer: impl FnOnce(A) -> B) -> Plan<B> {
        let Self { writes, saw, least_stamp, answer: before } = self;
        Plan { writes, saw, least_stamp, answer: answer(before) }
    }

    /// Both plans as one operation: these writes, then the other's, which are newer.
    pub fn then<B>(mut self, other: Plan<B>) -> Plan<(A, B)> {
        self.writes.extend(other.writes);
        self.saw.extend(other.saw);
        let least_stamp = self.least_stamp.max(other.least_stamp);
        Plan { writes: self.writes, saw: self.saw, least_stamp, answer: (self.answer, other.answer) }
    }
}

/// A plan in the making.
pub(super) struct Planning<'v, 'a, C: Cells> {
    view: &'v KeyView<'a, C>,
    writes: Vec<Write>,
    saw: Vec<Seen>,
    newest: Option<Order>,
    /// Whether the key comes into being while the TTL of one that went is still set.
    sheds_ttl: bool,
}

impl<'v, 'a, C: Cells> Planning<'v, 'a, C> {
    /// A plan that rests on nothing yet but the floor of the key.
    pub(super) fn new(view: &'v KeyView<'a, C>) -> Self {
        Self { view, writes: Vec::new(), saw: Vec::new(), newest: None, sheds_ttl: false }
    }

    /// A plan for a key that is, or becomes, of this kind: it rests on there being nothing of another kind, and on the
    /// TTL.
    pub(super) fn of_kind(view: &'v KeyView<'a, C>, kind: Kind) -> Outcome<Self, C> {
        view.expect(kind)?;
        let mut planning = Self::new(view);
        planning.sheds_ttl = view.kind().is_none() && view.has_ttl();
        let (key, kind) = (Path::of_key(view.key()), Path::of_kind(view.key(), kind));
        let field_start = [kind.as_bytes(), &[0x01]].concat();
        planning.see(PathRange { start: key.as_bytes().to_vec(), end: field_start })?;
        planning.see(PathRange { start: kind.range().end, end: key.range().end })?;
        Ok(planning)
    }

    /// The plan rests on this range.
    pub(super) fn see(&mut self, range: PathRange) -> Outcome<(), C> {
        let seen = Seen::now(self.view.cells(), range).map_err(Failed::Fault)?;
        self.newest = self.newest.max(seen.newest);
        self.saw.push(seen);
        Ok(())
    }

    /// The plan rests on this field.
    pub(super) fn see_field(&mut self, kind: Kind, field: &[u8]) -> Outcome<(), C> {
        self.see(Path::of_field(self.view.key(), kind, field).only())
    }

    /// The plan rests on these fields and on no more being among them.
    pub(super) fn see_fields(&mut self, kind: Kind, fields: &Fields) -> Outcome<(), C> {
        self.see(self.view.range(kind, fields))
    }

    /// The writes replace what is at these places, whatever it is.
    pub(super) fn exceed(&mut self, range: &PathRange) -> Outcome<(), C> {
        let newest = &mut self.newest;
        let visited = self.view.cells().visit_stored(range, &mut |cell| {
            *newest = (*newest).max(Some(cell.placed().order));
            ControlFlow::Continue(())
        });
        visited.map_err(Failed::Fault)
    }

    /// Adds a write to the key. Refused if it breaks a rule or is one too many.
    pub(super) fn write(&mut self, kind: Kind, field: Option<Vec<u8>>, body: Body) -> Result<(), Refused> {
        if self.writes.len() + usize::from(self.sheds_ttl) >= WRITES_LIMIT {
            return Err(too_many());
        }
        let write = Write { kind, key: self.view.key().clone(), field, body };
        write.check()?;
        self.writes.push(write);
        Ok(())
    }

    /// How many writes there are.
    pub(super) fn len(&self) -> usize {
        self.writes.len()
    }

    /// The plan. A key that comes into being has no TTL.
    pub(super) fn answer<A>(mut self, answer: A) -> Plan<A> {
        if self.sheds_ttl && !self.writes.is_empty() {
            let (key, body) = (self.view.key().clone(), Body::Ttl { ends: None, floor: self.view.floor() });
            self.writes.push(Write { kind: Kind::Ttl, key, field: None, body });
        }
        let above = self.newest.and_then(|newest| newest.stamp.next()).unwrap_or(Stamp::ZERO);
        let least_stamp = above.max(self.view.floor());
        Plan { writes: self.writes, saw: self.saw, least_stamp, answer }
    }
}

fn too_many() -> Refused {
    Refused::limit(format!("an operation has at most {WRITES_LIMIT} writes"))
}

#[cfg(test)]
mod tests {
    use crate::types::testing::{Node, bytes, key, write};
    use crate::write::{Body, Kind};

    use super::*;

    #[test]
    fn a_delete_of_nothing_changes_nothing_that_was_seen_but_in_a_document() {
        for (kind, field, holds) in [(Kind::Hash, b"f".as_slice(), true), (Kind::Json, b"a\xffb\xff", false)]
        {
            let (mut node, k) = (Node::new(1), key("k"));
            let above = (kind == Kind::Json).then(|| b"a\xff".as_slice());
            let value = if kind == Kind::Json { Body::Json("1".to_owned()) } else { bytes("1") };
            node.sign(vec![write(&k, kind, Some(above.unwrap_or(b"other")), value)], None);
            let seen = Seen::now(&node.cells, Path::of_key(&k).range()).unwrap();
            node.sign(vec![write(&k, kind, Some(field), Body::Delete)], None);
            assert_eq!(seen.holds(&node.cells).unwrap(), holds, "{kind:?}");
        }
    }

    #[test]
    fn a_delete_of_what_was_seen_is_noticed_and_so_is_every_value() {
        let (mut node, k) = (Node::new(1), key("k"));
        let hash = |body| write(&k, Kind::Hash, Some(b"f"), body);
        let range = Path::of_key(&k).range();
        for body in [bytes("1"), Body::Delete, bytes("1"), bytes("1")] {
            let seen = Seen::now(&node.cells, range.clone()).unwrap();
            node.sign(vec![hash(body)], None);
            assert!(!seen.holds(&node.cells).unwrap());
        }
    }
}
