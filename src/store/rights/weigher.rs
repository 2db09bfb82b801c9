//! What a walk through the journal remembers between two steps. All of it can be lost: it only saves work.

use std::collections::HashSet;

use cyberfly_core::{Claimed, DbName, Key, Operation, PublicKey};

use super::weighing::{START, Walk, Weighing};
use crate::error::StoreError;
use crate::journal::{DatabaseKey, Mark, Part, Position, Segments};

/// At how many keys voided writes are remembered. If there are more, everything is merged again.
const VOIDED_KEYS_LIMIT: usize = if cfg!(test) { 3 } else { 100_000 };
/// The name of the database and its author stand this far in front in an operation.
const FRONT: usize = 256;
/// Where an operation names its author: the heads of an array and of the protected header come before.
const AUTHOR: std::ops::Range<usize> = 9..41;

/// What a walk through the journal remembers between two steps.
#[derive(Debug, Default)]
pub(crate) struct Weigher {
    listing: Option<Listing>,
    voided: Option<VoidedKeys>,
}

/// Where the operations of a segment lie that a walk is about.
#[derive(Debug)]
struct Listing {
    db: DbName,
    is_voiding: bool,
    segment: u32,
    /// Up to where the segment was listed: it may have grown since.
    end: u32,
    offsets: Vec<u32>,
}

/// The keys at which live writes were voided in a database.
#[derive(Debug)]
struct VoidedKeys {
    db: DbName,
    keys: HashSet<Key>,
}

/// Some operations of a walk, and where it goes on; none at the end of the journal.
pub(super) struct Stretch {
    pub(super) operations: Vec<(Position, Operation)>,
    pub(super) next: Option<Position>,
}

impl Weigher {
    /// Forgets what it had listed, because what a walk is about has changed.
    pub(crate) fn begin_anew(&mut self) {
        self.listing = None;
    }

    /// Begins to remember at which keys live writes are voided, if this is the beginning.
    pub(super) fn begin_voiding(&mut self, weighing: &Weighing) {
        let is_known = self.voided.as_ref().is_some_and(|voided| voided.db == weighing.db);
        if weighing.walk == Some(Walk::Voiding(START)) && !(weighing.restores && is_known) {
            let begins = || VoidedKeys { db: weighing.db.clone(), keys: HashSet::new() };
            self.voided = (!weighing.restores).then(begins);
        }
    }

    /// Live writes at these keys were voided.
    pub(super) fn voided(&mut self, db: &DbName, keys: impl IntoIterator<Item = Key>) {
        if let Some(voided) = self.voided.as_mut().filter(|voided| voided.db == *db) {
            voided.keys.extend(keys);
            if voided.keys.len() > VOIDED_KEYS_LIMIT {
                self.voided = None;
            }
        }
    }

    /// Whether voided writes may have dominated one of this operation.
    pub(super) fn concerns(&self, op: &Operation) -> bool {
        match &self.voided {
            Some(voided) if voided.db == *op.db() => {
                op.writes().iter().any(|write| voided.keys.contains(&write.key))
            }
            _ => true,
        }
    }

    /// At most so many of the operations that the walk is about, all of one segment.
    pub(super) fn read(
        &mut self,
        segments: &Segments,
        end: &Mark,
        weighing: &Weighing,
        limit: usize,
    ) -> Result<Stretch, StoreError> {
        let mut operations = Vec::new();
        let (Some(Walk::Voiding(from)) | Some(Walk::Restoring(from))) = weighing.walk else {
            return Ok(Stretch { operations, next: None });
        };
        let parts = segments.parts_up_to(end)?;
        // Nothing is compacted while a walk is under way.
        let first =
            parts.iter().find(|part| part.number == from.segment).map_or(from.segment, |part| part.first);
        let mut parts = parts.into_iter().filter(|part| part.first >= first);
        let Some(part) = parts.next() else { return Ok(Stretch { operations, next: None }) };
        let segment = part.number;
        let following = parts.next();
        let after = following.map(|part| Position { segment: part.number, offset: 0 });
        let begin = if segment == from.segment { from.offset } else { 0 };
        let listing = match self.listing.take() {
            Some(listing) if listing.is_of(weighing, segment) => listing,
            _ => Listing::read(segments, end, weighing, part, following)?,
        };
        let rest = &listing.offsets[listing.offsets.partition_point(|offset| *offset < begin)..];
        for offset in rest.iter().take(limit) {
            let at = Position { segment, offset: *offset };
            if let Some(op) = operation(segments, at)?.filter(|op| *op.db() == weighing.db) {
                operations.push((at, op));
            }
        }
        let behind = (listing.end < end_of(segment, end)).then_some(&listing.end);
        let next = rest.get(limit).or(behind).map(|offset| Position { segment, offset: *offset }).or(after);
        let is_read_up = next.is_none_or(|next| next >= Position { segment, offset: listing.end });
        self.listing = Some(listing).filter(|_| !is_read_up);
        Ok(Stretch { operations, next })
    }
}

/// The operation at a place, unless it is damaged: then it is not served, and has no part in anything.
pub(super) fn operation(segments: &Segments, at: Position) -> Result<Option<Operation>, StoreError> {
    match segments.read(at) {
        Ok(bytes) => Ok(Claimed::decode(&bytes).ok().map(Claimed::already_verified)),
        Err(StoreError::Damaged { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Listing {
    fn is_of(&self, weighing: &Weighing, segment: u32) -> bool {
        self.db == weighing.db
            && self.is_voiding == matches!(weighing.walk, Some(Walk::Voiding(_)))
            && self.segment == segment
    }

    /// Lists what a replay would show.
    fn read(
        segments: &Segments,
        end: &Mark,
        weighing: &Weighing,
        part: Part,
        following: Option<Part>,
    ) -> Result<Self, StoreError> {
        let segment = part.number;
        let is_voiding = matches!(weighing.walk, Some(Walk::Voiding(_)));
        let mut listing = Self {
            db: weighing.db.clone(),
            is_voiding,
            segment,
            end: end_of(segment, end),
            offsets: Vec::new(),
        };
        if is_voiding && segment != end.segment && is_before(segments, segment, weighing)? {
            return Ok(listing);
        }
        let name = weighing.db.as_str().as_bytes();
        let wanted = |bytes: &[u8]| {
            let author = bytes.get(AUTHOR).and_then(|author| <[u8; 32]>::try_from(author).ok());
            let is_loser = |author| weighing.losers.contains_key(&PublicKey::from_bytes(author));
            (!is_voiding || author.is_some_and(is_loser))
                && bytes[..bytes.len().min(FRONT)].windows(name.len()).any(|window| window == name)
        };
        segments.load(part, following, end)?.walk(None, &mut |group| {
            let wanted = group.operations.iter().filter(|(_, bytes)| wanted(bytes));
            let served = wanted.filter(|(at, _)| !segments.is_set_aside(*at));
            listing.offsets.extend(served.map(|(at, _)| at.offset));
        })?;
        Ok(listing)
    }
}

const fn end_of(segment: u32, end: &Mark) -> u32 {
    if segment == end.segment { end.offset } else { u32::MAX }
}

/// Whether everything in a sealed segment was stamped before any loser lost anything.
fn is_before(segments: &Segments, segment: u32, weighing: &Weighing) -> Result<bool, StoreError> {
    let database = DatabaseKey::of(&weighing.db);
    let listed = segments.listing(segment)?;
    let ours = listed.iter().filter(|listed| listed.database == database);
    let newest = ours.map(|listed| listed.stamp).max();
    Ok(newest < weighing.losers.values().min().copied())
}
