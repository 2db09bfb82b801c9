//! What is sent instead of sums and ids: short hashes under a key that only these two nodes have.

use std::fmt;

use crate::digest::Digest;
use crate::key::OpId;
use crate::name::DbName;
use crate::reconcile::NameTag;

/// What stands for the operations of a range in this session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 8]);

/// What stands for one operation in this session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub [u8; 8]);

/// The secret of one session, from which all that stands for operations and databases is made.
#[derive(Clone)]
pub struct SessionKey {
    fingerprints: [u8; 32],
    tags: [u8; 32],
    names: [u8; 32],
    states: [u8; 32],
    cuts: u64,
}

impl SessionKey {
    /// The key of a session. `exporter` is what the connection's handshake gave both sides and nobody else (RFC 5705);
    /// `session` is equal on both sides, and different for every session of the connection.
    pub fn new(exporter: &[u8; 32], session: &[u8]) -> Self {
        let derive = |purpose: &str| -> [u8; 32] {
            blake3::Hasher::new_derive_key(purpose).update(exporter).update(session).finalize().into()
        };
        Self {
            fingerprints: derive("cyberfly 1 reconcile fingerprints"),
            tags: derive("cyberfly 1 reconcile tags"),
            names: derive("cyberfly 1 reconcile names"),
            states: derive("cyberfly 1 reconcile states"),
            cuts: u64::from_le_bytes(first(&derive("cyberfly 1 reconcile cuts"))),
        }
    }

    /// What stands for an operation.
    pub fn tag(&self, id: &OpId) -> Tag {
        Tag(first(blake3::keyed_hash(&self.tags, id.as_bytes()).as_bytes()))
    }

    /// What stands for the operations with this count and sum.
    pub fn fingerprint(&self, digest: &Digest) -> Fingerprint {
        Fingerprint(first(&hash_of_digest(&self.fingerprints, &[], digest)))
    }

    /// What stands for a database's name.
    pub fn name_tag(&self, name: &DbName) -> NameTag {
        NameTag(first(blake3::keyed_hash(&self.names, name.as_str().as_bytes()).as_bytes()))
    }

    /// What stands for a database in a certain state.
    pub(super) fn state(&self, name: &DbName, digest: &Digest) -> OpId {
        OpId::from_bytes(hash_of_digest(&self.states, name.as_str().as_bytes(), digest))
    }

    /// A number below `limit` that nobody else could foresee; zero if there is none below.
    pub(super) fn shift(&self, limit: u64) -> u64 {
        self.cuts.checked_rem(limit).unwrap_or(0)
    }
}

/// Count and sum have fixed lengths and come last, so that one text cannot be read in two ways.
fn hash_of_digest(key: &[u8; 32], before: &[u8], digest: &Digest) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(before).update(&digest.count().to_le_bytes()).update(&digest.sum());
    hasher.finalize().into()
}

fn first<const N: usize>(hash: &[u8; 32]) -> [u8; N] {
    let mut first = [0; N];
    first.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    first
}

/// Never shows the key.
impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey")
    }
}
