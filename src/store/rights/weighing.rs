//! The note that says what is to be weighed again in a database, and how far that has come.
//!
//! **A grant** takes operations back in that have an entry among the unauthorised. They are found by author and merged
//! where they stand; nothing else has to be looked at.
//!
//! **A revocation** takes two walks through the journal. The first one *voids*: operations that are authorised no longer
//! lose their live writes and get an entry among the unauthorised, also those that were dominated and had none in the
//! index. The second one *restores*: what voided writes had dominated is merged again. It is needed only if a voided
//! write was live, and then only for operations at the keys of such writes: whatever comes back was dominated by a live
//! write of its key, and no write dominates one at another key. (Why those keys are enough: of the writes that dominate
//! another, one is live, because dominance is transitive and has no cycles.)
//!
//! After each operation of either walk the live writes are those of some of the authorised operations and what is missing
//! can be merged in any order and any number of times, for the same reasons for which merging works at all. So a walk
//! may stop anywhere, operations may be committed between two steps, and a crash costs one step at most.

use std::collections::BTreeMap;

use cyberfly_core::cbor::{Reader, Writer};
use cyberfly_core::{DbName, PublicKey, Stamp};

use crate::error::StoreError;
use crate::journal::Position;

/// Before the first record of every journal.
pub(super) const START: Position = Position { segment: 0, offset: 0 };

/// Which walk is under way, and where it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    Voiding(Position),
    Restoring(Position),
}

/// What is to be weighed again in one database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Weighing {
    pub(super) db: DbName,
    /// Whose unauthorised operations may be authorised now, and from which stamp on.
    pub(super) waiting: BTreeMap<PublicKey, Stamp>,
    /// The first entry of the first of them that was not looked at; none before the first.
    pub(super) next: Option<Vec<u8>>,
    /// Whose operations may have to be voided, and from which stamp on.
    pub(super) losers: BTreeMap<PublicKey, Stamp>,
    pub(super) walk: Option<Walk>,
    /// Whether something live was voided, so that a second walk has to follow.
    pub(super) restores: bool,
}

impl Weighing {
    pub(super) const fn new(db: DbName) -> Self {
        Self {
            db,
            waiting: BTreeMap::new(),
            next: None,
            losers: BTreeMap::new(),
            walk: None,
            restores: false,
        }
    }

    /// More is to be weighed. A walk begins anew if there are more losers.
    pub(super) fn join(
        &mut self,
        waiting: impl IntoIterator<Item = (PublicKey, Stamp)>,
        losers: BTreeMap<PublicKey, Stamp>,
    ) {
        self.next = None;
        add(&mut self.waiting, waiting);
        if !losers.is_empty() {
            add(&mut self.losers, losers);
            self.walk = Some(Walk::Voiding(START));
        }
    }

    /// Whether nothing is left to do.
    pub(super) fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.walk.is_none()
    }

    /// The walk under way has come to the end of the journal.
    pub(super) fn end_walk(&mut self) {
        self.losers.clear();
        self.walk = match self.walk {
            Some(Walk::Voiding(_)) if self.restores => Some(Walk::Restoring(START)),
            _ => None,
        };
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut w = Writer::default();
        w.array(8).text(self.db.as_str());
        for authors in [&self.waiting, &self.losers] {
            w.array(authors.len());
            for (author, from) in authors {
                w.array(2).bytes(author.as_bytes()).unsigned(from.as_u64());
            }
        }
        w.bytes(self.next.as_deref().unwrap_or_default()).bool(self.restores);
        let (walk, at) = match self.walk {
            None => (0, START),
            Some(Walk::Voiding(at)) => (1, at),
            Some(Walk::Restoring(at)) => (2, at),
        };
        w.unsigned(walk).unsigned(at.segment.into()).unsigned(at.offset.into());
        w.into_bytes()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        let unreadable = || StoreError::Index("a note of rights that cannot be read".to_owned());
        Self::try_decode(&mut Reader::new(bytes)).ok_or_else(unreadable)
    }

    fn try_decode(r: &mut Reader<'_>) -> Option<Self> {
        if r.array().ok()? != 8 {
            return None;
        }
        let db = r.text().ok()?.parse().ok()?;
        let mut authors = || {
            let mut authors = BTreeMap::new();
            for _ in 0..r.array().ok()? {
                r.array().ok().filter(|items| *items == 2)?;
                let author = PublicKey::from_bytes(r.fixed_bytes().ok()?);
                authors.insert(author, Stamp::new(r.unsigned().ok()?)?);
            }
            Some(authors)
        };
        let (waiting, losers) = (authors()?, authors()?);
        let next = Some(r.bytes().ok()?.to_vec()).filter(|next| !next.is_empty());
        let restores = r.bool().ok()?;
        let walk = r.unsigned().ok()?;
        let mut number = || u32::try_from(r.unsigned().ok()?).ok();
        let at = Position { segment: number()?, offset: number()? };
        let walk = match walk {
            0 => None,
            1 => Some(Walk::Voiding(at)),
            2 => Some(Walk::Restoring(at)),
            _ => return None,
        };
        Some(Self { db, waiting, next, losers, walk, restores })
    }
}

fn add(authors: &mut BTreeMap<PublicKey, Stamp>, more: impl IntoIterator<Item = (PublicKey, Stamp)>) {
    for (author, from) in more {
        authors.entry(author).and_modify(|known| *known = from.min(*known)).or_insert(from);
    }
}
