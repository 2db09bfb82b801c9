//! A database in memory that remembers every operation it is given and keeps up with it step by step.
//!
//! This is what a store does, without the disk: authorise, merge, count the live writes of each operation, weigh again
//! when rights change, forget, rebuild. What decides is elsewhere and shared with the stores: [`Rights`] says who may
//! and what must be weighed again, [`merge`] and [`merge_anew`] change the live writes.
//!
//! **What holds at every moment.** Let `R` be the set of operations that a replica remembers.
//!
//! 1. Its live writes, its kept operations and its rights are those that [`Model`](crate::model::Model) finds for `R`.
//! 2. To forget changes none of them: the kept operations of `R` are those of the kept operations of `R`.
//!
//! From 2, and from the transitivity of dominance, two replicas that give each other their kept operations agree once
//! their rights agree: the greatest of a union are the greatest of the union of the greatest. Rights agree in two steps,
//! since the owner's rights operations are always kept by whoever has seen them, and an admin's by whoever has also
//! seen why they count. So when nothing is lost any more, after three rounds in which everybody has met everybody,
//! all replicas hold the kept operations of the union of what they remembered when the rounds began. An operation that
//! was forgotten everywhere before a change of rights would have brought it back is lost, everywhere alike.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use crate::access::{Rights, RightsChange};
use crate::cells::Order;
use crate::digest::Digest;
use crate::error::{ErrorCode, Refused};
use crate::key::OpId;
use crate::memory::MemoryCells;
use crate::merge::{merge, merge_anew};
use crate::name::DbName;
use crate::op::Operation;

/// How a remembered operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Authorised, and at least one of its writes is live.
    Kept,
    /// Authorised, but all its writes are dominated.
    Dominated,
    /// Its author had no right to it, as far as is known.
    Unauthorised,
}

/// What became of an operation that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// It was remembered before; nothing changed.
    pub known: bool,
    /// How it stands now.
    pub standing: Standing,
    /// The greatest order that dominates one of its writes, if one is dominated and this was found just now.
    pub dominated_by: Option<Order>,
    /// Whose rights it changed.
    pub rights: RightsChange,
}

/// One database in memory, as one node sees it.
#[derive(Clone, Debug)]
pub struct Replica {
    db: DbName,
    rights: Rights,
    cells: MemoryCells,
    remembered: BTreeMap<OpId, Remembered>,
    digest: Digest,
}

#[derive(Clone, Debug)]
struct Remembered {
    op: Arc<Operation>,
    authorised: bool,
    writes_left: usize,
}

impl Remembered {
    const fn standing(&self) -> Standing {
        match (self.authorised, self.writes_left) {
            (false, _) => Standing::Unauthorised,
            (true, 0) => Standing::Dominated,
            (true, _) => Standing::Kept,
        }
    }
}

/// The answer of a store that cannot fail.
fn sure<T>(answer: Result<T, Infallible>) -> T {
    let Ok(answer) = answer;
    answer
}

impl Replica {
    /// An empty replica of a database.
    pub fn new(db: DbName) -> Self {
        let rights = Rights::new(&db);
        Self { db, rights, cells: MemoryCells::default(), remembered: BTreeMap::new(), digest: Digest::EMPTY }
    }

    /// A replica that has received these operations. The order of the operations does not matter.
    pub fn rebuild<'a>(
        db: DbName,
        ops: impl IntoIterator<Item = &'a Arc<Operation>>,
    ) -> Result<Self, Refused> {
        let mut replica = Self::new(db);
        for op in ops {
            replica.receive(op)?;
        }
        Ok(replica)
    }

    /// Takes in an operation of this database; one of another is refused. To receive it again changes nothing.
    ///
    /// The cost is that of the merge. An operation that changes rights costs a look at every remembered operation
    /// beside that, and if others lose their authority by it, a new merge of what is remembered at the keys they wrote.
    pub fn receive(&mut self, op: &Arc<Operation>) -> Result<Received, Refused> {
        if *op.db() != self.db {
            return Err(Refused::new(ErrorCode::BadRequest, "the operation belongs to another database"));
        }
        if let Some(known) = self.remembered.get(&op.id()) {
            let (standing, rights) = (known.standing(), RightsChange::default());
            return Ok(Received { known: true, standing, dominated_by: None, rights });
        }
        let rights = self.rights.apply(op);
        let remembered = Remembered { op: Arc::clone(op), authorised: false, writes_left: 0 };
        self.remembered.insert(op.id(), remembered);
        self.weigh_again(&rights);
        let dominated_by = self.authorise(op);
        let standing = self.standing(&op.id()).unwrap_or(Standing::Unauthorised);
        Ok(Received { known: false, standing, dominated_by, rights })
    }

    /// Merges an operation if it is authorised and has not been merged.
    fn authorise(&mut self, op: &Operation) -> Option<Order> {
        let remembered = self.remembered.get_mut(&op.id())?;
        if remembered.authorised || !self.rights.authorises(op) {
            return None;
        }
        remembered.authorised = true;
        let merged = sure(merge(&mut self.cells, op));
        self.change_writes_left(&op.id(), merged.live.cast_signed());
        for displaced in &merged.displaced {
            self.change_writes_left(&displaced.op, -1);
        }
        merged.dominated_by
    }

    /// Brings what is merged into line with changed rights.
    fn weigh_again(&mut self, change: &RightsChange) {
        if change.authors.is_empty() {
            return;
        }
        let mut voided_keys = BTreeSet::new();
        let mut authorised = Vec::new();
        for remembered in self.remembered.values_mut() {
            let op = &remembered.op;
            if !change.concerns(op.author(), op.stamp()) {
                continue;
            }
            match (remembered.authorised, self.rights.authorises(op)) {
                (true, false) => {
                    remembered.authorised = false;
                    voided_keys.extend(op.writes().iter().map(|write| write.key.clone()));
                }
                (false, true) => authorised.push(Arc::clone(op)),
                _ => {}
            }
        }
        if !voided_keys.is_empty() {
            let ops = self.remembered.values().filter(|r| r.authorised).map(|r| r.op.as_ref());
            for (id, by) in sure(merge_anew(&mut self.cells, &voided_keys, ops)) {
                self.change_writes_left(&id, by);
            }
        }
        for op in authorised {
            self.authorise(&op);
        }
    }

    fn change_writes_left(&mut self, id: &OpId, by: isize) {
        let Some(remembered) = self.remembered.get_mut(id) else { return };
        let before = remembered.writes_left;
        remembered.writes_left = before.saturating_add_signed(by);
        match (before, remembered.writes_left) {
            (0, 1..) => self.digest.add(id),
            (1.., 0) => self.digest.subtract(id),
            _ => {}
        }
    }

    /// Forgets every operation that is not kept and tells how many there were. This is what is left when the undo window
    /// is over: should rights change later, what is forgotten comes back only from a replica that still remembers it.
    pub fn forget(&mut self) -> usize {
        let before = self.remembered.len();
        for lost in self.remembered.values().filter(|r| r.standing() != Standing::Kept) {
            self.rights.forget(lost.op.author(), &lost.op.id());
        }
        self.remembered.retain(|_, remembered| remembered.standing() == Standing::Kept);
        before - self.remembered.len()
    }

    /// The database.
    pub const fn db(&self) -> &DbName {
        &self.db
    }

    /// The rights, as far as they are known here.
    pub const fn rights(&self) -> &Rights {
        &self.rights
    }

    /// The live writes.
    pub const fn cells(&self) -> &MemoryCells {
        &self.cells
    }

    /// The digest of the kept operations.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// How an operation stands, if it is remembered.
    pub fn standing(&self, id: &OpId) -> Option<Standing> {
        self.remembered.get(id).map(Remembered::standing)
    }

    /// How many writes of a remembered operation are live.
    pub fn writes_left(&self, id: &OpId) -> Option<usize> {
        self.remembered.get(id).map(|remembered| remembered.writes_left)
    }

    /// Everything that is remembered, in ascending order of ids.
    pub fn remembered(&self) -> impl Iterator<Item = &Arc<Operation>> {
        self.remembered.values().map(|remembered| &remembered.op)
    }

    /// The kept operations, in ascending order of ids.
    pub fn kept(&self) -> impl Iterator<Item = &Arc<Operation>> {
        let kept = self.remembered.values().filter(|remembered| remembered.standing() == Standing::Kept);
        kept.map(|remembered| &remembered.op)
    }

    /// The ids of the kept operations.
    pub fn kept_ids(&self) -> BTreeSet<OpId> {
        self.kept().map(|op| op.id()).collect()
    }
}

#[cfg(test)]
#[path = "replica_tests.rs"]
mod tests;
