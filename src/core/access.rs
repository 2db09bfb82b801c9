//! Who may do what in a database, and what has to be weighed again when that changes.
//!
//! The owner is in the name of the database: the owner always may, and nobody can revoke that. Everyone else holds
//! roles by *rights operations*: grants and revocations, each about one subject and one role.
//!
//! **Holding.** A key holds a role at stamp `s` if there is a counting grant of that role to it, stamped `s` or before,
//! that no counting revocation of the same subject and role strikes. A revocation strikes it if its order is greater
//! than the grant's and its `from` is `s` or before. An admin is a writer too, and both may read.
//!
//! **Counting.** A rights operation counts if its author is the owner. One by anybody else counts if it is about
//! readers and writers only and its author held admin at its stamp. It counts as a whole or not at all.
//!
//! **Why this cannot run in circles, and cannot differ between replicas.** There are three layers, and each one looks
//! at those before it only. (1) The owner's operations count whatever else there is. (2) Who holds admin follows from
//! the operations about admin, and of these only the owner's can count. So admins can neither make nor unmake each
//! other, nor themselves, however they date what they sign. (3) Whether an admin's operation counts follows from (2),
//! and who holds writer or reader from the operations that count. Each layer is a function of a set of operations, so
//! the whole is: the order and number of arrivals have no part in it. Nor does any clock: `s` and `from` are signed.
//!
//! Rights operations are never dominated, so one that counts is always kept, and every replica it reaches keeps it. One
//! that does not count yet is remembered by the caller as any other unauthorised operation is, and here as well, until
//! the caller forgets it.

use std::collections::{BTreeMap, BTreeSet};

use crate::cells::Order;
use crate::clock::Stamp;
use crate::key::{OpId, PublicKey};
use crate::name::DbName;
use crate::op::{Draft, Operation};
use crate::write::{Body, Role};

/// The rights in one database: a function of the rights operations that were applied and not forgotten.
#[derive(Clone, Debug, PartialEq)]
pub struct Rights {
    owner: PublicKey,
    /// What counting operations say, by subject and role.
    counting: BTreeMap<(PublicKey, Role), BTreeMap<Order, Claim>>,
    /// The operations of others than the owner that count if their author is an admin, by author.
    by_others: BTreeMap<PublicKey, BTreeMap<OpId, Candidate>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Claim {
    Grant,
    Revoke(Stamp),
}

#[derive(Clone, Debug, PartialEq)]
struct Candidate {
    stamp: Stamp,
    counts: bool,
    claims: Vec<(PublicKey, Role, Order, Claim)>,
}

/// What a rights operation changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RightsChange {
    /// Whose operations have to be weighed again, and from which stamp on: data and rights operations alike. What is
    /// stamped earlier, and what others signed, stands as it stood.
    pub authors: BTreeMap<PublicKey, Stamp>,
    /// Those among them who may have lost authority, and from which stamp on. What the others signed can only have gained
    /// it.
    pub losers: BTreeMap<PublicKey, Stamp>,
    /// Whose right to read a private database may have changed.
    pub readers: BTreeSet<PublicKey>,
}

impl RightsChange {
    /// Whether nobody's rights changed.
    pub fn is_empty(&self) -> bool {
        self.authors.is_empty() && self.readers.is_empty()
    }

    /// Whether an operation of this author with this stamp has to be weighed again.
    pub fn concerns(&self, author: PublicKey, stamp: Stamp) -> bool {
        self.authors.get(&author).is_some_and(|from| *from <= stamp)
    }

    /// Takes note of a claim that counts from now on, or no longer.
    fn note(&mut self, subject: PublicKey, role: Role, order: Order, claim: Claim, counts: bool) {
        self.readers.insert(subject);
        if role != Role::Reader {
            let (from, gives) = match claim {
                Claim::Grant => (order.stamp, counts),
                Claim::Revoke(from) => (from, !counts),
            };
            earliest(&mut self.authors, subject, from);
            if !gives {
                earliest(&mut self.losers, subject, from);
            }
        }
    }
}

fn earliest(stamps: &mut BTreeMap<PublicKey, Stamp>, subject: PublicKey, from: Stamp) {
    stamps.entry(subject).and_modify(|known| *known = from.min(*known)).or_insert(from);
}

impl Rights {
    /// The rights in a database before any operation: the owner's alone.
    pub fn new(db: &DbName) -> Self {
        Self { owner: db.owner(), counting: BTreeMap::new(), by_others: BTreeMap::new() }
    }

    /// Takes notice of a rights operation and tells what has to be weighed again; of any other operation it takes
    /// none. To apply an operation again changes nothing.
    ///
    /// The cost is that of reading the claims about its subjects, and for one that makes or unmakes an admin, of
    /// counting anew what that admin signed.
    pub fn apply(&mut self, op: &Operation) -> RightsChange {
        let mut change = RightsChange::default();
        let claims = claims(op);
        if claims.is_empty() {
            return change;
        }
        let about_admins: BTreeSet<_> = claims
            .iter()
            .filter(|(_, role, ..)| *role == Role::Admin)
            .map(|(subject, ..)| *subject)
            .collect();
        if op.author() == self.owner {
            self.count(&claims, &mut change);
            about_admins.into_iter().for_each(|admin| self.count_anew(admin, &mut change));
        } else if about_admins.is_empty() {
            let known = self.by_others.get(&op.author()).is_some_and(|others| others.contains_key(&op.id()));
            if !known {
                let counts = self.holds(op.author(), Role::Admin, op.stamp());
                if counts {
                    self.count(&claims, &mut change);
                }
                let candidate = Candidate { stamp: op.stamp(), counts, claims };
                self.by_others.entry(op.author()).or_default().insert(op.id(), candidate);
            }
        }
        change
    }

    /// Drops what an operation that does not count has left here. One that counts stays: it is kept.
    pub fn forget(&mut self, author: PublicKey, op: &OpId) {
        if let Some(candidates) = self.by_others.get_mut(&author) {
            if candidates.get(op).is_some_and(|candidate| !candidate.counts) {
                candidates.remove(op);
            }
            if candidates.is_empty() {
                self.by_others.remove(&author);
            }
        }
    }

    /// Whether an operation is authorised. Only authorised operations have a part in the merge.
    pub fn authorises(&self, op: &Operation) -> bool {
        self.allows(op.author(), op.draft())
    }

    /// Whether this author may say this: as the owner, as a writer, or, where it is about the rights of readers and
    /// writers, as an admin. A signature need not have been checked, so that this can come before the dearer check.
    pub fn allows(&self, author: PublicKey, draft: &Draft) -> bool {
        let roles = draft.writes.iter().filter_map(|write| match write.body {
            Body::Grant(role) | Body::Revoke(role, _) => Some(role),
            _ => None,
        });
        let held = self.role_of(author, draft.stamp);
        match roles.max() {
            _ if author == self.owner => true,
            None => held >= Some(Role::Writer),
            Some(Role::Admin) => false,
            Some(Role::Reader | Role::Writer) => held == Some(Role::Admin),
        }
    }

    /// Whether data stamped like this by this author counts.
    pub fn may_write(&self, author: PublicKey, stamp: Stamp) -> bool {
        self.role_of(author, stamp) >= Some(Role::Writer)
    }

    /// Whether this key may read a private database. The stamp is the reader's `now`.
    pub fn may_read(&self, reader: PublicKey, stamp: Stamp) -> bool {
        self.role_of(reader, stamp).is_some()
    }

    /// The greatest role this key holds at a stamp. The owner counts as an admin.
    pub fn role_of(&self, key: PublicKey, stamp: Stamp) -> Option<Role> {
        if key == self.owner {
            return Some(Role::Admin);
        }
        [Role::Admin, Role::Writer, Role::Reader].into_iter().find(|role| self.holds(key, *role, stamp))
    }

    /// All keys beside the owner's that hold a role at a stamp, with the greatest they hold.
    pub fn members(&self, stamp: Stamp) -> BTreeMap<PublicKey, Role> {
        let held = self.counting.keys().filter(|(subject, role)| self.holds(*subject, *role, stamp));
        held.copied().collect()
    }

    fn holds(&self, subject: PublicKey, role: Role, stamp: Stamp) -> bool {
        let Some(claims) = self.counting.get(&(subject, role)) else { return false };
        // From the newest on: the first grant by then decides, unless a revocation already met strikes it.
        for (order, claim) in claims.iter().rev() {
            match claim {
                Claim::Revoke(from) if *from <= stamp => return false,
                Claim::Grant if order.stamp <= stamp => return true,
                _ => {}
            }
        }
        false
    }

    fn count(&mut self, claims: &[(PublicKey, Role, Order, Claim)], change: &mut RightsChange) {
        for (subject, role, order, claim) in claims {
            let known = self.counting.entry((*subject, *role)).or_default().insert(*order, *claim);
            if known.is_none() {
                change.note(*subject, *role, *order, *claim, true);
            }
        }
    }

    fn discount(&mut self, claims: &[(PublicKey, Role, Order, Claim)], change: &mut RightsChange) {
        for (subject, role, order, claim) in claims {
            if let Some(counting) = self.counting.get_mut(&(*subject, *role)) {
                counting.remove(order);
                if counting.is_empty() {
                    self.counting.remove(&(*subject, *role));
                }
            }
            change.note(*subject, *role, *order, *claim, false);
        }
    }

    /// Asks of everything that someone other than the owner signed whether it counts now.
    fn count_anew(&mut self, author: PublicKey, change: &mut RightsChange) {
        let Some(mut candidates) = self.by_others.remove(&author) else { return };
        for candidate in candidates.values_mut() {
            let counts = self.holds(author, Role::Admin, candidate.stamp);
            match (candidate.counts, counts) {
                (false, true) => self.count(&candidate.claims, change),
                (true, false) => self.discount(&candidate.claims, change),
                _ => {}
            }
            candidate.counts = counts;
        }
        self.by_others.insert(author, candidates);
    }
}

fn claims(op: &Operation) -> Vec<(PublicKey, Role, Order, Claim)> {
    let mut claims = Vec::new();
    for (index, write) in (0u16..).zip(op.writes()) {
        let subject = write.field.as_deref().and_then(|field| <[u8; 32]>::try_from(field).ok());
        let (Some(subject), (role, claim)) = (
            subject.map(PublicKey::from_bytes),
            match write.body {
                Body::Grant(role) => (role, Claim::Grant),
                Body::Revoke(role, from) => (role, Claim::Revoke(from)),
                _ => continue,
            },
        ) else {
            continue;
        };
        let order = Order { stamp: op.stamp(), author: op.author(), op: op.id(), index };
        claims.push((subject, role, order, claim));
    }
    claims
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
