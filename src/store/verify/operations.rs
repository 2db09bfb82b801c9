//! From the journal to the index: every operation is what it should be, and the index has what it should have of it.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use cyberfly_core::access::Rights;
use cyberfly_core::cells::{Cell, Cells, Placed};
use cyberfly_core::merge::dominates;
use cyberfly_core::{Claimed, DbName, Operation};

use super::Run;
use super::entries::difference;
use super::inventory::stretch;
use super::report::{Cursor, Fault, FaultKind, Milestone, Phase};
use crate::checks::TOGETHER;
use crate::error::StoreError;
use crate::index::{DatabaseCells, Expected, IndexedCell};
use crate::journal::{DatabaseKey, FIRST_COMPACTED, Listed, Loaded, Part, Position};
use crate::quarantine::Damage;
use crate::spread::spread;

type Batch<'a> = Vec<(Position, &'a [u8])>;

/// A batch with so many operations takes no further stretch; none of them can hold as many as there is room for then.
const FULL: usize = TOGETHER / 4 * 3;
/// A batch with more bytes takes none either.
const FULL_BYTES: usize = 4 * 1024 * 1024;

/// The databases that were met, and what there is of each.
type Known = BTreeMap<DbName, Option<KnownDatabase>>;

/// A database that the index has something of.
struct KnownDatabase {
    cells: DatabaseCells,
    /// Whether there are operations in it that nobody authorised.
    has_unauthorised: bool,
}

/// What is wrong with an operation.
type Wrong = Option<(FaultKind, String)>;

/// How the writes of an operation stand in the index.
#[derive(Debug, Default)]
struct Standing {
    live: Vec<IndexedCell>,
    /// The writes that are neither live nor dominated by a live write.
    absent: Vec<u16>,
}

impl Run<'_> {
    /// Checks the journal from a place on, and returns where to go on.
    pub(super) fn check_journal(
        &self,
        segment: u32,
        offset: u32,
        progress: &mut dyn FnMut(Milestone),
    ) -> Result<Cursor, StoreError> {
        let first = self.go_on_at(segment);
        let wanted = |part: Part| part.first >= first && self.settings.has_segment(part.number);
        let total = Some(self.total(&wanted));
        let mut cursor = Cursor::Journal { segment, offset };
        let mut done = 0;
        let is_done = self.each_segment(&wanted, &mut |loaded, before| {
            let Part { number, last, .. } = loaded.part;
            let from = if number == segment { offset } else { 0 };
            let stopped = self.check_segment(loaded, before, from)?;
            done += loaded.length();
            let next = stopped.map_or((last + 1, 0), |offset| (number, offset));
            cursor = Cursor::Journal { segment: next.0, offset: next.1 };
            progress(Milestone { phase: Phase::Journal, done, total, faults: self.faults() });
            Ok(stopped.is_none() && !self.is_over())
        })?;
        Ok(if is_done { Cursor::Index { db: None, path: Vec::new() } } else { cursor })
    }

    /// The first segment, as it was written, with which to go on. One that was replaced meanwhile is gone through from
    /// the beginning of what replaced it; if that cannot be told, everything is.
    fn go_on_at(&self, segment: u32) -> u32 {
        let here = |part: &&Part| part.number == segment || (part.first..=part.last).contains(&segment);
        let last = self.parts.last().map_or(0, |part| part.last);
        match self.parts.iter().find(here) {
            Some(part) => part.first,
            None if segment > last && segment < FIRST_COMPACTED => segment,
            None => 0,
        }
    }

    /// Checks a segment, its operations from this offset on, and returns where it stopped, if not at the end. What is
    /// about the segment as a whole is reported at its end, so that it is reported once.
    fn check_segment(
        &self,
        loaded: &Loaded,
        before: Option<Part>,
        from: u32,
    ) -> Result<Option<u32>, StoreError> {
        let (mut served, mut stopped) = (0, None);
        let listed = self.store.segments().listed_of(loaded);
        let listed = listed.as_deref();
        let damage = spread(self.threads, &|batch: Batch<'_>| self.check_batch(listed, &batch), |sender| {
            let (mut batch, mut bytes_together) = (Vec::with_capacity(TOGETHER), 0);
            let damage = loaded.walk(before, &mut |group| {
                let is_over = || from < group.end.offset && self.is_over();
                if stopped.is_none() && is_over() {
                    stopped = group.operations.first().map(|(position, _)| position.offset);
                }
                let is_looked_at = stopped.is_none() && from < group.end.offset;
                if is_looked_at {
                    self.pace(group.operations.iter().map(|(_, bytes)| bytes.len()).sum());
                }
                for (position, bytes) in group.operations {
                    if self.store.segments().is_set_aside(position) {
                        continue;
                    }
                    served += 1;
                    if stopped.is_some() || position.offset < from {
                        continue;
                    }
                    // What lies in one stretch is looked at together.
                    let is_whole = batch.last().is_some_and(|(last, _)| stretch(*last) != stretch(position));
                    if is_whole && (batch.len() >= FULL || bytes_together >= FULL_BYTES) {
                        // Nobody receives any more only when all workers are lost, and that is noticed elsewhere.
                        let _ = sender.send(std::mem::replace(&mut batch, Vec::with_capacity(TOGETHER)));
                        bytes_together = 0;
                    }
                    bytes_together += bytes.len();
                    batch.push((position, bytes));
                }
            });
            let _ = sender.send(batch);
            damage
        })?;
        if stopped.is_some() {
            return Ok(stopped);
        }
        let damage_fault = |damage: &Damage, is_known| Fault {
            segment: damage.segment,
            offset: damage.offset,
            length: damage.length,
            what: FaultKind::Damaged(damage.reason),
            db: None,
            detail: format!("{} bytes", damage.length),
            known: is_known,
        };
        let is_known = |damage: &Damage| self.known.contains(damage);
        damage.iter().for_each(|damage| self.report(damage_fault(damage, is_known(damage))));
        let known_only = self.known_only(loaded.part.number, &damage);
        known_only.iter().for_each(|damage| self.report(damage_fault(damage, true)));
        if let Some(listed) = listed
            && listed.len() != served
            && damage.is_empty()
        {
            let detail = format!("{} listed, {served} there", listed.len());
            let at = Position { segment: loaded.part.number, offset: 0 };
            self.report(fault(at, 0, FaultKind::Listing, None, detail));
        }
        let mut found = self.found();
        found.segments += 1;
        found.bytes += loaded.length();
        Ok(None)
    }

    fn check_batch(&self, listed: Option<&[Listed]>, batch: &[(Position, &[u8])]) {
        let (mut claims, mut places) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
        let mut last: Option<(DbName, DatabaseKey)> = None;
        for (at, bytes) in batch {
            match Claimed::decode(bytes) {
                Ok(claim) if self.settings.has_database(claim.db()) => {
                    let is_listed = |listed: &[Listed]| {
                        // Most come in runs of one database.
                        let database = match &last {
                            Some((db, key)) if db == claim.db() => *key,
                            _ => last.insert((claim.db().clone(), DatabaseKey::of(claim.db()))).1,
                        };
                        let (stamp, id, offset) = (claim.stamp(), claim.id(), at.offset);
                        listed.binary_search(&Listed { database, stamp, id, offset }).is_ok()
                    };
                    if !listed.is_none_or(is_listed) {
                        let detail = format!("{} is not listed as it is", claim.id());
                        let db = Some(claim.db().clone());
                        self.report(fault(*at, bytes.len(), FaultKind::Listing, db, detail));
                    }
                    claims.push(claim);
                    places.push((*at, *bytes));
                }
                Ok(_) => {}
                Err(refused) => {
                    self.report(fault(*at, bytes.len(), FaultKind::Form, None, refused.to_string()));
                }
            }
        }
        let mut valid = Vec::with_capacity(places.len());
        for ((at, bytes), verdict) in places.iter().zip(self.checks.verify(claims)) {
            match verdict {
                Ok(op) => valid.push((*at, op)),
                Err(refused) => {
                    let db = Claimed::decode(bytes).ok().map(|claim| claim.db().clone());
                    self.report(fault(*at, bytes.len(), FaultKind::Signature, db, refused.to_string()));
                }
            }
        }
        let mut known = Known::new();
        for together in valid.chunk_by(|(one, _), (next, _)| stretch(*one) == stretch(*next)) {
            self.check_stretch(together, &mut known);
        }
        self.found().operations += places.len() as u64;
    }

    /// Holds all operations of a stretch against what the index was found to have of it, and those of which that does not
    /// tell against the index itself.
    fn check_stretch(&self, operations: &[(Position, Operation)], known: &mut Known) {
        let Some((first, _)) = operations.first() else { return };
        let (mut sum, mut told) = (0_u128, Vec::new());
        for (at, op) in operations {
            match self.entry_of(op, *at, known) {
                Ok(Some(fingerprint)) => {
                    sum = sum.wrapping_add(fingerprint);
                    told.push((*at, op));
                }
                Ok(None) => sum = sum.wrapping_add(self.look_up(op, *at, known)),
                Err(error) => self.unreadable(error, *at, op.db()),
            }
        }
        if !self.inventory().is_some_and(|inventory| inventory.strike(stretch(*first), sum)) {
            for (at, op) in told {
                self.look_up(op, at, known);
            }
        }
    }

    /// The fingerprint of the one entry that the index has of an operation, if all that has to be asked of it is whether
    /// the entry was there: its author may write it, and by what was found one of its writes is live.
    fn entry_of(&self, op: &Operation, at: Position, known: &mut Known) -> Result<Option<u128>, StoreError> {
        let Some(inventory) = self.inventory().filter(|inventory| inventory.kept.holds(at)) else {
            return Ok(None);
        };
        if inventory.suspects.contains(&stretch(at)) || !self.is_authorised(op) {
            return Ok(None);
        }
        let Some(database) = self.known(op.db(), known)? else { return Ok(None) };
        if database.has_unauthorised && op.author() != op.db().owner() {
            return Ok(None);
        }
        let expected = Expected::of(op, database.cells.number, at);
        let entry = expected.entry(0).filter(|_| expected.is_one_entry());
        Ok(entry.map(|(key, value)| inventory.fingerprint(&key, &value)))
    }

    /// Looks an operation up in the index and reports what is wrong. Returns the sum of the fingerprints of its entries
    /// that are as they should be.
    fn look_up(&self, op: &Operation, at: Position, known: &mut Known) -> u128 {
        let looked = self.known(op.db(), known).and_then(|database| {
            let cells = database.map(|database| &database.cells);
            self.check_in_index(op, at, cells)
        });
        looked.unwrap_or_else(|error| {
            self.unreadable(error, at, op.db());
            0
        })
    }

    fn known<'k>(&self, db: &DbName, known: &'k mut Known) -> Result<Option<&'k KnownDatabase>, StoreError> {
        if !known.contains_key(db) {
            let database = match self.store.indexed_cells(db)? {
                Some(cells) => {
                    let has_unauthorised = self.store.index().has_any_unauthorised(cells.number)?;
                    Some(KnownDatabase { cells, has_unauthorised })
                }
                None => None,
            };
            known.insert(db.clone(), database);
        }
        Ok(known.get(db).and_then(Option::as_ref))
    }

    /// What cannot be read in the index is a fault of the index; anything else ends the run.
    pub(super) fn unreadable(&self, error: StoreError, at: Position, db: &DbName) {
        match error {
            StoreError::Index(detail) => {
                self.report(fault(at, 0, FaultKind::Unreadable, Some(db.clone()), detail));
            }
            error => self.fail(error),
        }
    }

    /// Whether the author may say this, by the rights in the journal.
    fn is_authorised(&self, op: &Operation) -> bool {
        let rights = self.ground.as_ref().and_then(|ground| ground.rights.get(op.db()));
        let by_rights = |rights: &Rights| rights.authorises(op);
        op.author() == op.db().owner() || rights.is_some_and(by_rights)
    }

    /// Checks that every write of an authorised operation is live or dominated by a live one, and that of one that nobody
    /// authorised none is live and the index remembers it. Returns the sum of the fingerprints of those of its entries that
    /// name this place and say what it says.
    fn check_in_index(
        &self,
        op: &Operation,
        at: Position,
        cells: Option<&DatabaseCells>,
    ) -> Result<u128, StoreError> {
        let is_authorised = self.is_authorised(op);
        self.found().unauthorised += u64::from(!is_authorised);
        match self.judge(cells, op, is_authorised)? {
            (None, live) => self.vouch(cells, op, at, &live),
            (Some(_), _) => {
                if let Some((what, detail)) = self.judge_again(cells, op)? {
                    self.report(fault(at, op.bytes().len(), what, Some(op.db().clone()), detail));
                }
                Ok(0)
            }
        }
    }

    fn vouch(
        &self,
        cells: Option<&DatabaseCells>,
        op: &Operation,
        at: Position,
        live: &[IndexedCell],
    ) -> Result<u128, StoreError> {
        let (Some(cells), Some(inventory)) = (cells, self.inventory()) else { return Ok(0) };
        let expected = Expected::of(op, cells.number, at);
        let mut sum = 0_u128;
        for cell in live.iter().filter(|cell| cell.at() == at) {
            if difference(cells, cell, op)?.is_none()
                && let Some((key, value)) = expected.entry(cell.placed().order.index)
            {
                sum = sum.wrapping_add(inventory.fingerprint(&key, &value));
            }
        }
        Ok(sum)
    }

    /// Judges once more while nobody writes, by the rights as they are now. While they are weighed in the database, nothing
    /// can be said.
    fn judge_again(&self, cells: Option<&DatabaseCells>, op: &Operation) -> Result<Wrong, StoreError> {
        let _nobody_writes = self.store.hold_writes();
        if self.store.unsettled()?.contains(op.db()) {
            return Ok(None);
        }
        let index = self.store.index();
        let rights = index.rights().get_or_load(index, self.store.segments(), op.db())?;
        Ok(self.judge(cells, op, rights.authorises(op))?.0)
    }

    /// Whether the index remembers only some of the operations of a database that nobody authorised.
    fn has_forgotten(&self, db: &DbName) -> Result<bool, StoreError> {
        Ok(self.store.index().database(db)?.is_some_and(|database| database.has_forgotten))
    }

    /// What is wrong with an operation in the index, and its live writes.
    fn judge(
        &self,
        cells: Option<&DatabaseCells>,
        op: &Operation,
        is_authorised: bool,
    ) -> Result<(Wrong, Vec<IndexedCell>), StoreError> {
        let is_set_aside = match cells {
            Some(cells) if op.author() != op.db().owner() => {
                self.store.index().is_unauthorised(cells.number, op)?
            }
            _ => false,
        };
        let standing = stand(cells, op)?;
        let id = op.id();
        let wrong = if is_authorised && !standing.absent.is_empty() {
            Some((FaultKind::Absent, format!("of {id}: {}", list(&standing.absent))))
        } else if is_authorised && is_set_aside {
            Some((FaultKind::Access, format!("{} has the right to {id}, and it is set aside", op.author())))
        } else if !is_authorised && !standing.live.is_empty() {
            Some((FaultKind::Access, format!("{} has no right to {id}", op.author())))
        } else if !is_authorised && !is_set_aside && !op.is_about_rights() && !self.has_forgotten(op.db())? {
            // Of those about rights, and where there were too many of any, only so many are remembered.
            Some((FaultKind::Absent, format!("{id} is not among those that nobody authorised")))
        } else {
            None
        };
        Ok((wrong, standing.live))
    }
}

/// A fault at an operation; the length is that of its bytes.
pub(super) fn fault(
    at: Position,
    length: usize,
    what: FaultKind,
    db: Option<DbName>,
    detail: String,
) -> Fault {
    let (segment, offset, length) = (at.segment, at.offset.into(), length as u64);
    Fault { segment, offset, length, what, db, detail, known: false }
}

/// The first few of them, for people.
fn list(indexes: &[u16]) -> String {
    let shown: Vec<String> = indexes.iter().take(8).map(u16::to_string).collect();
    let more = if indexes.len() > shown.len() { " and more" } else { "" };
    format!("write {}{more}", shown.join(", "))
}

fn stand(cells: Option<&DatabaseCells>, op: &Operation) -> Result<Standing, StoreError> {
    let mut standing = Standing::default();
    for (index, write) in (0u16..).zip(op.writes()) {
        let placed = Placed::of(op, index, write);
        let (mut live, mut is_dominated) = (None, false);
        if let Some(cells) = cells {
            let strategy = write.key.strategy();
            let mut meet = |cell: &IndexedCell| {
                let other = cell.placed();
                if other.order == placed.order {
                    live = Some(cell.clone());
                    return ControlFlow::Break(());
                }
                is_dominated |= dominates(other, &placed, strategy);
                ControlFlow::Continue(())
            };
            cells.visit_place(placed.path.as_bytes(), &mut meet)?;
            for place in placed.path.places_above() {
                cells.visit_place(place, &mut meet)?;
            }
        }
        match live {
            Some(live) => standing.live.push(live),
            None if is_dominated => {}
            None => standing.absent.push(index),
        }
    }
    Ok(standing)
}
