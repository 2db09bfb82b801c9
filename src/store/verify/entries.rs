//! From the index to the journal: every entry is a write of the operation it names, and none dominates another.

use std::ops::ControlFlow;

use cyberfly_core::cells::{Cell, Cells, Path, PathRange, Placed};
use cyberfly_core::merge::dominates;
use cyberfly_core::{Body, Claimed, DbName, Key, Operation, Strategy};

use super::inventory::stretch;
use super::operations::fault;
use super::report::{Cursor, FaultKind, Milestone, Phase};
use super::{BATCH, Run};
use crate::error::StoreError;
use crate::index::{DatabaseCells, IndexedCell};
use crate::journal::{Position, Unread};
use crate::spread::spread;

/// How many entries are read in one go.
const CHUNK: usize = if cfg!(test) { 7 } else { 16 * 1024 };
/// Behind the last path: no text begins with this byte.
const AFTER_ALL: u8 = 0xff;

/// What is wrong with an entry.
type Wrong = Option<(FaultKind, String)>;

/// An entry, and whether another one seemed to dominate it.
struct Met {
    cell: IndexedCell,
    is_dominated: bool,
}

impl Run<'_> {
    /// Checks the index from a place on, and returns where to go on.
    pub(super) fn check_index(
        &self,
        db: Option<DbName>,
        path: Vec<u8>,
        progress: &mut dyn FnMut(Milestone),
    ) -> Result<Cursor, StoreError> {
        let index = self.store.index();
        let mut next = match &db {
            // The one it stopped in comes first again, if it is still there.
            Some(db) if index.database(db)?.is_some() => Some(db.clone()),
            after => self.database_after(after.as_ref())?,
        };
        let mut path = if next == db { path } else { Vec::new() };
        if let Some(inventory) = self.inventory().filter(|_| db.is_none() && path.is_empty())
            && inventory.is_all_accounted_for()
        {
            let mut found = self.found();
            found.entries += inventory.entries;
            found.databases += inventory.databases;
            return Ok(Cursor::Kept);
        }
        while let Some(name) = next {
            if self.settings.has_database(&name)
                && let Some(cells) = self.store.indexed_cells(&name)?
            {
                while let Some(from) = self.check_chunk(&name, &cells, std::mem::take(&mut path)) {
                    let (done, faults) = (self.entries(), self.faults());
                    progress(Milestone { phase: Phase::Index, done, total: None, faults });
                    if self.is_over() {
                        return Ok(Cursor::Index { db: Some(name), path: from });
                    }
                    path = from;
                }
                self.found().databases += 1;
            }
            next = self.database_after(Some(&name))?;
        }
        Ok(Cursor::Kept)
    }

    /// The next database; what cannot be read of the list is a fault, and the end of it.
    fn database_after(&self, name: Option<&DbName>) -> Result<Option<DbName>, StoreError> {
        match self.store.index().database_after(name) {
            Ok(next) => Ok(next.map(|(name, _)| name)),
            Err(StoreError::Index(detail)) => {
                let nowhere = Position { segment: 0, offset: 0 };
                self.report(fault(nowhere, 0, FaultKind::Unreadable, None, detail));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Checks some entries from a path on and returns the path of the first one behind them.
    fn check_chunk(&self, db: &DbName, cells: &DatabaseCells, from: Vec<u8>) -> Option<Vec<u8>> {
        let (mut rest, mut passed_by) = (None, 0);
        let work = |batch: Vec<Met>| self.check_entries(db, cells, &batch);
        let read = spread(self.threads, &work, |sender| {
            let (mut batch, mut count, mut last) = (Vec::with_capacity(BATCH), 0, None);
            let mut standing = above(cells, &from)?;
            let range = PathRange { start: from, end: vec![AFTER_ALL] };
            cells.visit(&range, &mut |cell| {
                let path = &cell.placed().path;
                let is_at_new_path = last.as_ref() != Some(path);
                if is_at_new_path && (count >= CHUNK || (batch.is_empty() && count > 0 && self.is_over())) {
                    rest = Some(path.as_bytes().to_vec());
                    return ControlFlow::Break(());
                }
                last = Some(path.clone());
                count += 1;
                let (is_dominated, dominated) = meet(&mut standing, cell);
                let dominated = dominated.into_iter().map(|cell| Met { cell, is_dominated: true });
                let met = [Met { cell: cell.clone(), is_dominated }].into_iter().chain(dominated);
                let met = met.filter(|met| self.settings.has_segment(met.cell.at().segment));
                batch.extend(met.filter(|met| {
                    let stretch = stretch(met.cell.at());
                    let is_passed =
                        self.inventory().is_some_and(|inventory| inventory.is_accounted_for(stretch));
                    passed_by += u64::from(is_passed);
                    !is_passed
                }));
                if batch.len() >= BATCH {
                    let _ = sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
                }
                ControlFlow::Continue(())
            })?;
            let _ = sender.send(batch);
            Ok(())
        });
        self.found().entries += passed_by;
        if let Err(error) = read {
            self.unreadable(error, Position { segment: 0, offset: 0 }, db);
        }
        rest
    }

    fn check_entries(&self, db: &DbName, cells: &DatabaseCells, batch: &[Met]) {
        for Met { cell, is_dominated } in batch {
            let wrong = match self.is_wrong(db, cells, cell) {
                Ok(None) if !is_dominated => continue,
                Ok(_) => self.is_still_wrong(db, cells, cell),
                Err(error) => Err(error),
            };
            match wrong {
                Ok(None) => {}
                Ok(Some((what, detail))) => {
                    self.report(fault(cell.at(), 0, what, Some(db.clone()), detail));
                }
                Err(error) => self.unreadable(error, cell.at(), db),
            }
        }
        self.found().entries += batch.len() as u64;
    }

    /// Looks at an entry again while nobody writes.
    fn is_still_wrong(
        &self,
        db: &DbName,
        cells: &DatabaseCells,
        cell: &IndexedCell,
    ) -> Result<Wrong, StoreError> {
        let _nobody_writes = self.store.hold_writes();
        let placed = cell.placed();
        let strategy = strategy_of(placed);
        let (mut now, mut dominator) = (None, None);
        let mut meet = |other: &IndexedCell| {
            if other.placed().path == placed.path && other.placed().order == placed.order {
                now = Some(other.clone());
            }
            if dominates(other.placed(), placed, strategy) {
                dominator = Some(other.placed().order.op);
            }
            ControlFlow::Continue(())
        };
        cells.visit_place(placed.path.as_bytes(), &mut meet)?;
        for place in placed.path.places_above() {
            cells.visit_place(place, &mut meet)?;
        }
        match (now, dominator) {
            (None, _) => Ok(None),
            (Some(now), None) => self.is_wrong(db, cells, &now),
            (Some(now), Some(dominator)) => {
                let dominated = (FaultKind::Dominated, format!("{} by {dominator}", describe(placed)));
                Ok(self.is_wrong(db, cells, &now)?.or(Some(dominated)))
            }
        }
    }

    /// What an entry says that the operation it names does not.
    fn is_wrong(&self, db: &DbName, cells: &DatabaseCells, cell: &IndexedCell) -> Result<Wrong, StoreError> {
        let placed = cell.placed();
        let wrong = |what, why: &str| Ok(Some((what, format!("{}: {why}", describe(placed)))));
        let bytes = match self.store.segments().peek(cell.at()) {
            Ok(bytes) => bytes,
            Err(Unread::Damaged { reason, .. }) => return wrong(FaultKind::Stray, reason),
            Err(Unread::Moved) => return wrong(FaultKind::Stray, "its segment was compacted"),
            Err(Unread::Failed(error)) => {
                return Err(StoreError::io("reading", &self.store.folder().journal())(error));
            }
        };
        let claim = match Claimed::decode(&bytes) {
            Ok(claim) if claim.id() == placed.order.op && claim.db() == db => claim,
            _ => return wrong(FaultKind::Stray, "another operation lies there"),
        };
        // Whether it is valid is asked where the journal is checked; here it is only compared.
        let op = claim.already_verified();
        match difference(cells, cell, &op)? {
            Some(why) => wrong(FaultKind::Changed, why),
            None => Ok(None),
        }
    }
}

/// What an entry says otherwise than the operation whose write it is said to be.
pub(super) fn difference(
    cells: &DatabaseCells,
    cell: &IndexedCell,
    op: &Operation,
) -> Result<Option<&'static str>, StoreError> {
    let placed = cell.placed();
    let index = placed.order.index;
    let Some(write) = op.writes().get(usize::from(index)) else {
        return Ok(Some("the operation has no such write"));
    };
    if Placed::of(op, index, write) != *placed {
        return Ok(Some("the write is another one"));
    }
    if let Body::Blob(blob) = &write.body
        && cells.index.references(cells.number, &blob.hash)? == 0
    {
        return Ok(Some("that it refers to a blob is not counted"));
    }
    Ok(match cell.copied_body() {
        Some(Ok(body)) if body != write.body => Some("the body is another one"),
        Some(Err(_)) => Some("the body cannot be read"),
        _ if !cells.is_found_by_measure(placed, &write.body)? => {
            Some("it cannot be found by its score or place")
        }
        _ => None,
    })
}

fn describe(placed: &Placed) -> String {
    format!("write {} of {}", placed.order.index, placed.order.op)
}

fn strategy_of(placed: &Placed) -> Strategy {
    Key::new(placed.path.key()).map_or(Strategy::Last, |key| key.strategy())
}

/// The live writes above a path, the key's first.
fn above(cells: &DatabaseCells, path: &[u8]) -> Result<Vec<IndexedCell>, StoreError> {
    let mut above = Vec::new();
    for place in Path::from_bytes(path).places_above() {
        cells.visit_place(place, &mut |cell| {
            above.push(cell.clone());
            ControlFlow::Continue(())
        })?;
    }
    Ok(above)
}

/// Takes the next entry in the order of paths. Of those before it, the ones at its path and above are kept, because only
/// these can have to do with it. Says whether one of them dominates it, and which of them it dominates.
pub(super) fn meet(standing: &mut Vec<IndexedCell>, cell: &IndexedCell) -> (bool, Vec<IndexedCell>) {
    let placed = cell.placed();
    while standing.last().is_some_and(|last| !last.placed().path.reaches(&placed.path)) {
        standing.pop();
    }
    let strategy = strategy_of(placed);
    let dominated = standing.extract_if(.., |other| dominates(placed, other.placed(), strategy)).collect();
    let is_dominated = standing.iter().any(|other| dominates(other.placed(), placed, strategy));
    standing.push(cell.clone());
    (is_dominated, dominated)
}
