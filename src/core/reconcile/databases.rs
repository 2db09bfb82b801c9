//! Which databases differ between two nodes, without a word about the others.
//!
//! Each side makes an entry of every database that the other may know of: a keyed hash of its name and digest. These
//! entries are reconciled by range like operations. What one side has and the other has not is a database that
//! differs, or one that the other does not share; the two are told apart by the keyed names of these few. Who holds no
//! name learns none: the key is that of the session, so a hash fits no other session, and a guess can be tried only by
//! these two nodes.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Stamp;
use crate::digest::Digest;
use crate::key::OpId;
use crate::name::DbName;
use crate::reconcile::{Entry, MemorySums, SessionKey};

/// What stands for a database's name in this session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameTag(pub [u8; 16]);

/// Who may know that a database exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Those who may read it.
    Private {
        /// Whether the other side has shown that it may.
        peer_may_read: bool,
    },
}

/// A database of this node.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    /// Its name.
    pub name: &'a DbName,
    /// The digest of its kept operations.
    pub digest: Digest,
    /// Whether the other side may know of it.
    pub visibility: Visibility,
}

/// The databases that the other side may know of. This is where private ones stay out: what is not listed has no entry
/// and no tag, and is never found by one.
#[derive(Clone, Debug)]
pub struct Databases {
    sums: MemorySums,
    by_state: BTreeMap<OpId, (NameTag, DbName)>,
    by_tag: BTreeMap<NameTag, DbName>,
}

impl Databases {
    /// Lists what may be listed.
    pub fn new<'a>(key: &SessionKey, shared: impl IntoIterator<Item = Shared<'a>>) -> Self {
        let visible =
            shared.into_iter().filter(|db| db.visibility != Visibility::Private { peer_may_read: false });
        let by_state: BTreeMap<_, _> = visible
            .map(|db| (key.state(db.name, &db.digest), (key.name_tag(db.name), db.name.clone())))
            .collect();
        let by_tag = by_state.values().cloned().collect();
        let sums = by_state.keys().map(|id| Entry { stamp: Stamp::ZERO, id: *id }).collect();
        Self { sums, by_state, by_tag }
    }

    /// The bound to reconcile the list with: above every entry.
    pub fn bound() -> Stamp {
        Stamp::at_millis(1)
    }

    /// The list as a set to reconcile.
    pub const fn sums(&self) -> &MemorySums {
        &self.sums
    }

    /// The database with this tag, if the other side may know of it.
    pub fn named(&self, tag: &NameTag) -> Option<&DbName> {
        self.by_tag.get(tag)
    }

    /// The tags of what reconciliation found here and not there. Each side tells the other these.
    pub fn tags(&self, have: &[Entry]) -> Vec<NameTag> {
        have.iter().filter_map(|entry| self.by_state.get(&entry.id)).map(|(tag, _)| *tag).collect()
    }

    /// Tells apart what the two lists of tags mean. A tag of the other side's that is not known here is counted and
    /// means nothing else.
    pub fn compare(&self, ours: &[NameTag], theirs: &[NameTag]) -> Listed {
        let (ours, theirs): (BTreeSet<_>, BTreeSet<_>) = (ours.iter().collect(), theirs.iter().collect());
        let names =
            |tags: Vec<&&NameTag>| tags.into_iter().filter_map(|tag| self.named(tag)).cloned().collect();
        Listed {
            differ: names(ours.intersection(&theirs).collect()),
            only_here: names(ours.difference(&theirs).collect()),
            only_there: theirs.difference(&ours).count(),
        }
    }
}

/// How the databases of two nodes differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Both share these, and hold different operations: to be reconciled, each for itself.
    pub differ: Vec<DbName>,
    /// Only this side shares these.
    pub only_here: Vec<DbName>,
    /// How many only the other side shares.
    pub only_there: usize,
}
