//! One database in a session.

use std::collections::VecDeque;
use std::sync::Arc;

use cyberfly_core::DbName;
use cyberfly_core::clock::Stamp;
use cyberfly_core::digest::Digest;
use cyberfly_core::reconcile::{Ended, Entry, Limits, Reconciler, SessionKey, Step, Sums};
use cyberfly_core::session::Reason;
use cyberfly_core::{ErrorCode, OpId};

use super::allowance::Allowance;
use super::claims::Claim;
use super::pack::pack;
use super::wire::{Message, RANGES};
use super::{BATCH_BYTES, DIFFERENCES, PORTION};
use crate::replica::Operations;

/// A set that is compared and read from at the same time.
#[derive(Debug)]
pub(super) struct Frozen<O>(pub(super) Arc<O>);

impl<O: Operations> Sums for Frozen<O> {
    type Error = Reason;

    fn digest(&self, range: &std::ops::Range<Entry>) -> Result<Digest, Reason> {
        self.0.digest(range)
    }

    fn nth(&self, range: &std::ops::Range<Entry>, nth: u64) -> Result<Option<Entry>, Reason> {
        self.0.nth(range, nth)
    }

    fn entries(&self, range: &std::ops::Range<Entry>, limit: usize) -> Result<Vec<Entry>, Reason> {
        self.0.entries(range, limit)
    }
}

/// The limits of a comparison.
pub(super) fn limits() -> Limits {
    Limits { differences: DIFFERENCES, ..Limits::default() }
}

/// The limits of a comparison of operations.
pub(super) fn limits_of(allowance: &Allowance) -> Limits {
    Limits { differences: allowance.differences(), ..Limits::default() }
}

/// One database in a session, from its opening until both sides have closed it.
pub(super) struct Channel<O> {
    pub(super) db: DbName,
    set: Arc<O>,
    /// Out while a step is taken.
    reconciler: Option<Reconciler<Frozen<O>>>,
    pub(super) ended: Option<Ended>,
    /// How many messages of the comparison came from the other side.
    pub(super) heard: u64,
    /// The rights of this side, until they are sent.
    pub(super) rights: Option<Vec<(OpId, Vec<u8>)>>,
    pub(super) needs: Claim,
    have: Vec<Entry>,
    /// One bit for each of `have` that was asked for.
    asked: Vec<u64>,
    to_serve: VecDeque<(u32, u32)>,
    pub(super) reading: bool,
    /// How many batches are being stored.
    pub(super) storing: usize,
    pub(super) closed_here: bool,
    pub(super) closed_there: bool,
    pub(super) tally: Tally,
    /// As much of the tally as the book has.
    pub(super) told: Tally,
    /// Room for what is announced, as long as it is in memory.
    _allowance: Allowance,
}

/// What was found and moved in one database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) missing_here: u64,
    pub(super) missing_there: u64,
    pub(super) received: u64,
    pub(super) sent: u64,
    pub(super) bytes_in: u64,
    pub(super) bytes_out: u64,
    /// Put off, since their stamps lie ahead.
    pub(super) too_early: u64,
    /// Not wanted here after all, or announced and then not to be had.
    pub(super) left_out: u64,
    /// For so many there is no room here.
    pub(super) no_room_here: u64,
    /// For so many there is none on the other side.
    pub(super) no_room_there: u64,
    /// How many of the differences are dealt with.
    pub(super) dealt_with: u64,
}

impl Tally {
    /// What came to it since an earlier one.
    pub(super) const fn since(&self, before: &Self) -> Self {
        Self {
            missing_here: self.missing_here - before.missing_here,
            missing_there: self.missing_there - before.missing_there,
            received: self.received - before.received,
            sent: self.sent - before.sent,
            bytes_in: self.bytes_in - before.bytes_in,
            bytes_out: self.bytes_out - before.bytes_out,
            too_early: self.too_early - before.too_early,
            left_out: self.left_out - before.left_out,
            no_room_here: self.no_room_here - before.no_room_here,
            no_room_there: self.no_room_there - before.no_room_there,
            dealt_with: self.dealt_with - before.dealt_with,
        }
    }
}

impl<O: Operations> Channel<O> {
    pub(super) fn new(
        db: DbName,
        set: Arc<O>,
        reconciler: Reconciler<Frozen<O>>,
        rights: Vec<(OpId, Vec<u8>)>,
        needs: Claim,
        allowance: Allowance,
    ) -> Self {
        Self {
            db,
            set,
            reconciler: Some(reconciler),
            ended: None,
            heard: 0,
            rights: Some(rights),
            needs,
            have: Vec::new(),
            asked: Vec::new(),
            to_serve: VecDeque::new(),
            reading: false,
            storing: 0,
            closed_here: false,
            closed_there: false,
            tally: Tally::default(),
            told: Tally::default(),
            _allowance: allowance,
        }
    }

    /// The machine, for one step; it is to be given back with what came of it.
    pub(super) fn take_reconciler(&mut self) -> Result<Reconciler<Frozen<O>>, Reason> {
        self.reconciler.take().ok_or_else(|| broke("The peer spoke out of turn."))
    }

    /// Takes in what came of a step; what is to be sent is given back.
    pub(super) fn stepped(&mut self, reconciler: Reconciler<Frozen<O>>, step: Step) -> Option<Vec<u8>> {
        self.reconciler = Some(reconciler);
        self.tally.missing_here += step.need.len() as u64;
        self.tally.missing_there += step.have.len() as u64;
        let mut needs = self.needs.lock();
        needs.found(&step.need);
        if step.ended.is_some() {
            needs.all_found();
        }
        drop(needs);
        self.have.extend(step.have);
        self.asked.resize(self.have.len().div_ceil(64), 0);
        self.ended = step.ended;
        step.send
    }

    /// The other side asks for these.
    pub(super) fn wanted(&mut self, ranges: Vec<(u32, u32)>) -> Result<(), Reason> {
        if self.to_serve.len() + ranges.len() > 2 * RANGES {
            return Err(broke("The peer asks for more than is sent to it at a time."));
        }
        self.to_serve.extend(ranges);
        Ok(())
    }

    /// Whether something can be read that the other side asked for.
    pub(super) fn can_serve(&self) -> bool {
        !self.reading && self.reconciler.is_some() && !self.to_serve.is_empty()
    }

    /// The next ones that were asked for, each of them once.
    pub(super) fn next_to_serve(&mut self) -> Result<Serving<O>, Reason> {
        let mut numbers = Vec::new();
        while numbers.len() < PORTION
            && let Some((first, count)) = self.to_serve.pop_front()
        {
            let take = count.min(u32::try_from(PORTION - numbers.len()).unwrap_or(u32::MAX));
            let end =
                first.checked_add(count).ok_or_else(|| broke("The peer asks for what there is not."))?;
            if take < count {
                self.to_serve.push_front((first + take, count - take));
            }
            if usize::try_from(end).map_or(true, |end| end > self.have.len()) {
                return Err(broke("The peer asks for what was not announced."));
            }
            numbers.extend(first..first + take);
        }
        let mut wanted = Vec::with_capacity(numbers.len());
        for number in numbers {
            let (at, bit) = (number as usize / 64, 1_u64 << (number % 64));
            match (self.asked.get_mut(at), self.have.get(number as usize)) {
                (Some(bits), Some(entry)) if *bits & bit == 0 => {
                    *bits |= bit;
                    wanted.push((number, *entry));
                }
                _ => return Err(broke("The peer asks for the same again.")),
            }
        }
        self.reading = true;
        Ok(Serving { set: Arc::clone(&self.set), wanted })
    }

    /// These were not read after all: they are the next to be.
    pub(super) fn serve_again(&mut self, rest: Vec<(u32, Entry)>) {
        for (number, _) in rest.into_iter().rev() {
            if let Some(bits) = self.asked.get_mut(number as usize / 64) {
                *bits &= !(1 << (number % 64));
            }
            match self.to_serve.front_mut() {
                Some((first, count)) if number.checked_add(1) == Some(*first) => {
                    (*first, *count) = (number, *count + 1);
                }
                _ => self.to_serve.push_front((number, 1)),
            }
        }
    }

    /// There was no room for one. The newest are asked for first then, since what makes room is among them; after some
    /// more no others are.
    pub(super) fn no_room(&mut self) {
        let mut needs = self.needs.lock();
        needs.newest_first();
        self.tally.no_room_here += 1;
        if self.tally.no_room_here >= super::NO_ROOM {
            self.tally.no_room_here += needs.give_up() as u64;
        }
    }

    /// Whether this side has all it wants, and may say so.
    pub(super) fn may_close(&self) -> bool {
        let needs = self.needs.lock();
        !self.closed_here
            && self.ended.is_some()
            && self.storing == 0
            && needs.outstanding() == 0
            && !needs.has_open()
    }

    /// Whether nothing is left to do on either side.
    pub(super) fn is_over(&self) -> bool {
        self.closed_here && self.closed_there && !self.reading
    }

    /// How many differences there are, both ways together.
    pub(super) const fn differences(&self) -> u64 {
        self.tally.missing_here + self.tally.missing_there
    }
}

/// What is to be read for the other side.
pub(super) struct Serving<O> {
    set: Arc<O>,
    wanted: Vec<(u32, Entry)>,
}

/// What was read.
#[derive(Default)]
pub(super) struct Served {
    /// As frames for the other side.
    pub(super) frames: Vec<Vec<u8>>,
    /// How many operations are in them.
    pub(super) operations: u64,
    /// Their bytes, as they are without frames.
    pub(super) bytes: u64,
    /// Not read yet, since there was enough.
    pub(super) rest: Vec<(u32, Entry)>,
}

impl<O: Operations> Serving<O> {
    /// Reads as many as fit into a frame of this channel, and packs it if the other side reads packed ones. Blocks.
    pub(super) fn read(self, channel: u32, packs: bool) -> Result<Served, Reason> {
        let (mut operations, mut lost, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut wanted = self.wanted.into_iter();
        while bytes < BATCH_BYTES
            && let Some((number, entry)) = wanted.next()
        {
            match self.set.operations(&[entry])?.pop().flatten() {
                Some(operation) => {
                    bytes += operation.len();
                    operations.push(operation);
                }
                None => lost.push(number),
            }
        }
        let mut served = Served {
            operations: operations.len() as u64,
            bytes: bytes as u64,
            rest: wanted.collect(),
            ..Served::default()
        };
        if !operations.is_empty() {
            let frame = Message::Operations { channel, operations }.encode();
            served.frames.push(if packs { pack(frame) } else { frame });
        }
        if !lost.is_empty() {
            served.frames.push(Message::Lost { channel, numbers: lost }.encode());
        }
        Ok(served)
    }
}

/// The peer did what it may not do.
pub(super) fn broke(what: &'static str) -> Reason {
    Reason { code: ErrorCode::BadRequest, text: what.into() }
}

/// The bound below which both sides look: what either would refuse as too far ahead is not compared.
pub(super) fn bound_of(now_ms: u64) -> Stamp {
    Stamp::at_millis(now_ms.saturating_add(cyberfly_core::clock::SKEW_LIMIT_MS))
}

/// The session's key for a database: tags of one say nothing of those of another.
pub(super) fn key_of(exporter: &[u8; 32], session: &[u8; 16], db: &DbName) -> SessionKey {
    SessionKey::new(exporter, &[session.as_slice(), db.as_str().as_bytes()].concat())
}
