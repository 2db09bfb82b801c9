//! One replica in the simulation, with its clock, its disk and its bad luck.

use std::sync::Arc;

use crate::clock::{Clock, FutureStamp, Stamp, check_arrival};
use crate::op::Operation;
use crate::replica::Replica;
use crate::sim::check::{agrees, same};
use crate::sim::dice::{Dice, Seeded};
use crate::sim::generate::Cast;

pub(super) struct Node {
    replica: Replica,
    /// What is on the disk, in the order of arrival, and how much of it survives a crash for certain.
    journal: Vec<Arc<Operation>>,
    synced: usize,
    backup: Option<Vec<Arc<Operation>>>,
    clock: Clock,
    /// How far the clock is off.
    skew_ms: i64,
    down_until_ms: u64,
    up: bool,
    /// Whether something changed since the last check.
    changed: bool,
}

impl Node {
    pub(super) fn new(cast: &Cast, dice: &mut Seeded) -> Self {
        let mut node = Self {
            replica: Replica::new(cast.db().clone()),
            journal: Vec::new(),
            synced: 0,
            backup: None,
            clock: Clock::default(),
            skew_ms: 0,
            down_until_ms: 0,
            up: true,
            changed: false,
        };
        node.set_clock(dice);
        node
    }

    pub(super) const fn replica(&self) -> &Replica {
        &self.replica
    }

    pub(super) const fn is_up(&self) -> bool {
        self.up
    }

    /// Most clocks are about right; some are off by more than others accept.
    pub(super) fn set_clock(&mut self, dice: &mut Seeded) {
        let most = if dice.chance(4) { 1_200_000 } else { 2_000 };
        self.skew_ms = dice.roll(most).cast_signed() - most.cast_signed() / 2;
    }

    fn now(&self, now_ms: u64) -> u64 {
        now_ms.saturating_add_signed(self.skew_ms)
    }

    /// Is up again if it was down for long enough.
    pub(super) fn wake(&mut self, now_ms: u64) {
        self.up |= now_ms >= self.down_until_ms;
    }

    /// A stamp for a new operation, if the node is up.
    pub(super) fn tick(&mut self, now_ms: u64) -> Option<Stamp> {
        let now = self.now(now_ms);
        self.up.then(|| self.clock.tick(now))
    }

    fn take(&mut self, op: &Arc<Operation>) -> Result<(), String> {
        let received = self.replica.receive(op).map_err(|refused| refused.to_string())?;
        if !received.known {
            self.journal.push(Arc::clone(op));
            self.changed = true;
        }
        Ok(())
    }

    /// Takes an operation from a client: it is on the disk before it is acknowledged.
    pub(super) fn accept_own(&mut self, op: &Arc<Operation>) -> Result<(), String> {
        self.take(op)?;
        self.synced = self.journal.len();
        Ok(())
    }

    /// Takes an operation from a peer: it is on the disk some time later.
    pub(super) fn accept(
        &mut self,
        op: &Arc<Operation>,
        now_ms: u64,
    ) -> Result<Result<(), FutureStamp>, String> {
        let now = self.now(now_ms);
        if let Err(future) = check_arrival(op.stamp(), now) {
            return Ok(Err(future));
        }
        self.clock.observe(op.stamp(), now);
        self.take(op).map(Ok)
    }

    fn rebuild(&mut self, journal: Vec<Arc<Operation>>) -> Result<(), String> {
        let db = self.replica.db().clone();
        self.replica = Replica::rebuild(db, &journal).map_err(|refused| refused.to_string())?;
        self.synced = journal.len();
        self.journal = journal;
        self.clock = Clock::default();
        self.changed = true;
        Ok(())
    }

    /// Loses some of what was not synced, and is down for a while.
    pub(super) fn crash(&mut self, dice: &mut Seeded, now_ms: u64) -> Result<(), String> {
        self.up = false;
        self.down_until_ms = now_ms + dice.roll(5_000);
        let unsynced = self.journal.len() - self.synced;
        let left = self.synced + dice.index(unsynced + 1);
        let journal = self.journal.drain(..).take(left).collect();
        self.rebuild(journal)
    }

    pub(super) fn back_up(&mut self) {
        self.backup = Some(self.journal.clone());
    }

    /// Goes back to the last backup, if there is one, and reads it in any order.
    pub(super) fn restore(&mut self, dice: &mut Seeded) -> Result<(), String> {
        match self.backup.clone() {
            Some(backup) => self.rebuild(shuffled(backup, dice)),
            None => Ok(()),
        }
    }

    /// The undo window is over and the journal is compacted: what is not kept is forgotten, which changes nothing, and
    /// neither does a rebuild from what is left.
    pub(super) fn forget(&mut self, dice: &mut Seeded) -> Result<usize, String> {
        let (cells, rights, digest) =
            (self.replica.cells().clone(), self.replica.rights().clone(), self.replica.digest());
        let forgotten = self.replica.forget();
        let kept: Vec<_> = self.replica.kept().cloned().collect();
        for rebuilt in [false, true] {
            if rebuilt {
                self.rebuild(shuffled(kept.clone(), dice))?;
            }
            same("cells after forgetting", &cells, self.replica.cells())?;
            same("digest after forgetting", &digest, &self.replica.digest())?;
            let members = |rights: &crate::access::Rights| {
                self.journal.iter().map(|op| rights.members(op.stamp())).collect::<Vec<_>>()
            };
            same("rights after forgetting", &members(&rights), &members(self.replica.rights()))?;
        }
        Ok(forgotten)
    }

    /// Is up and has the right time.
    pub(super) fn recover(&mut self) {
        self.up = true;
        self.skew_ms = 0;
    }

    /// Compares with the model, if anything changed; readers here have the clock of the node.
    pub(super) fn check(&mut self, cast: &Cast, stamps: &[Stamp], now_ms: u64) -> Result<(), String> {
        if std::mem::take(&mut self.changed) {
            // Rights at the newest few stamps; the others were looked at when they were new.
            let newest = stamps.get(stamps.len().saturating_sub(2)..).unwrap_or_default();
            agrees(&self.replica, cast.publics(), newest, &[self.now(now_ms)])?;
        }
        Ok(())
    }
}

fn shuffled(mut ops: Vec<Arc<Operation>>, dice: &mut Seeded) -> Vec<Arc<Operation>> {
    for end in (1..ops.len()).rev() {
        ops.swap(end, dice.index(end + 1));
    }
    ops
}
