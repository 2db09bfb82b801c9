//! To whom an operation goes on at once, so that every node gets it soon, about once, and nobody has to know them all.
//!
//! Each node has *neighbours* for each database: some of the connected peers that replicate it, the same for both of
//! two nodes. An operation that is new goes to them whole. Who gets one that it has already says so, and from then on
//! hears of further ones by their ids alone; who hears of an id and does not get the operation in a moment asks for it,
//! and gets them whole again. So the links over which operations travel whole become a tree that mends itself (the idea
//! is Plumtree's). Nothing here must arrive: what is lost is found by reconciliation.
//!
//! A node passes on what it has checked and stored itself, and nothing else. So whoever sends what is not valid has not
//! checked it, and nobody is blamed for another.

#[cfg(test)]
use std::collections::HashMap;
use std::collections::{BTreeMap, HashSet};

use crate::key::{OpId, PublicKey};
use crate::name::DbName;

/// How many neighbours a node chooses for a database. With each choosing so many by chance, networks of some hundred nodes
/// hang together.
pub const NEIGHBOURS: usize = 8;
/// How many ids are remembered, in each of two generations.
const SEEN: usize = 32 * 1024;
/// How many links are remembered that get ids alone.
const QUIET: usize = 16 * 1024;
/// How many announced operations are waited for.
const AWAITED: usize = 8 * 1024;
/// How long an announced operation is waited for before it is asked for, in milliseconds.
const PATIENCE_MS: u64 = 150;

/// What stands for a database here.
type Place = [u8; 16];

/// Who gets what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    /// These get the operation.
    pub whole: Vec<PublicKey>,
    /// These get its id.
    pub by_id: Vec<PublicKey>,
}

/// What is to be done about an operation that came whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is new: to be checked and stored.
    New,
    /// It came before. The sender is to send ids alone from now on.
    Again,
}

/// The state of one node: whom it sends to, and what it has seen. All of it is bounded; when something is forgotten an
/// operation travels once more than it need.
#[derive(Debug)]
pub struct Broadcast {
    me: PublicKey,
    /// The links, by database, that get ids alone.
    quiet: HashSet<(Place, PublicKey)>,
    seen: HashSet<OpId>,
    seen_before: HashSet<OpId>,
    awaited: BTreeMap<OpId, Awaited>,
}

#[derive(Debug)]
struct Awaited {
    place: Place,
    /// Who has it, the first to say so first.
    from: Vec<PublicKey>,
    due_ms: u64,
}

fn place(db: &DbName) -> Place {
    let mut place = Place::default();
    place.copy_from_slice(&blake3::hash(db.as_str().as_bytes()).as_bytes()[..16]);
    place
}

impl Broadcast {
    /// A node that has seen nothing.
    pub fn new(me: PublicKey) -> Self {
        Self {
            me,
            quiet: HashSet::new(),
            seen: HashSet::new(),
            seen_before: HashSet::new(),
            awaited: BTreeMap::new(),
        }
    }

    /// An operation was written or checked and stored here. Who gets it of the peers that replicate its database, but
    /// for the one that it came from.
    pub fn spread(
        &mut self,
        db: &DbName,
        op: &OpId,
        interested: impl IntoIterator<Item = PublicKey>,
        from: Option<PublicKey>,
    ) -> Audience {
        self.note(op);
        let place = place(db);
        let mut audience = Audience::default();
        for peer in self.neighbours(&place, interested).into_iter().filter(|peer| Some(*peer) != from) {
            match self.quiet.contains(&(place, peer)) {
                true => audience.by_id.push(peer),
                false => audience.whole.push(peer),
            }
        }
        audience
    }

    /// The neighbours for a database among some peers: all, or those whose link comes first by a hash that is the same
    /// on both sides.
    fn neighbours(&self, place: &Place, peers: impl IntoIterator<Item = PublicKey>) -> Vec<PublicKey> {
        let mut peers: Vec<_> = peers.into_iter().collect();
        if peers.len() > NEIGHBOURS {
            let rank = |peer: &PublicKey| {
                let (low, high) = (self.me.min(*peer), self.me.max(*peer));
                let mut hasher = blake3::Hasher::new();
                hasher.update(place).update(low.as_bytes()).update(high.as_bytes());
                *hasher.finalize().as_bytes()
            };
            peers.sort_by_cached_key(rank);
            peers.truncate(NEIGHBOURS);
        }
        peers
    }

    /// An operation came whole from a peer.
    pub fn heard(&mut self, db: &DbName, op: &OpId, from: PublicKey) -> Heard {
        self.awaited.remove(op);
        if self.has_seen(op) {
            self.be_quiet(db, from);
            return Heard::Again;
        }
        self.note(op);
        // By this way operations come first.
        self.quiet.remove(&(place(db), from));
        Heard::New
    }

    /// It could not be stored after all: it may come again.
    pub fn forget(&mut self, op: &OpId) {
        self.seen.remove(op);
        self.seen_before.remove(op);
    }

    /// A peer says that it has an operation.
    pub fn announced(&mut self, db: &DbName, op: &OpId, from: PublicKey, now_ms: u64) {
        if self.has_seen(op) {
            return;
        }
        if let Some(awaited) = self.awaited.get_mut(op) {
            if awaited.from.len() < NEIGHBOURS && !awaited.from.contains(&from) {
                awaited.from.push(from);
            }
        } else if self.awaited.len() < AWAITED {
            let awaited = Awaited { place: place(db), from: vec![from], due_ms: now_ms + PATIENCE_MS };
            self.awaited.insert(*op, awaited);
        }
    }

    /// What was announced and has not come in time, and whom to ask for it. The links to these carry whole operations
    /// again. Each is asked in turn.
    pub fn overdue(&mut self, now_ms: u64) -> Vec<(PublicKey, OpId)> {
        let mut ask = Vec::new();
        let due: Vec<OpId> =
            self.awaited.iter().filter(|(_, awaited)| awaited.due_ms <= now_ms).map(|(op, _)| *op).collect();
        for op in due {
            let Some(awaited) = self.awaited.get_mut(&op) else { continue };
            awaited.due_ms = now_ms + PATIENCE_MS;
            let next = (!awaited.from.is_empty()).then(|| awaited.from.remove(0));
            match next {
                Some(from) => {
                    self.quiet.remove(&(awaited.place, from));
                    ask.push((from, op));
                }
                // Reconciliation will find it.
                None => drop(self.awaited.remove(&op)),
            }
        }
        ask
    }

    /// When something is overdue next, if something is awaited.
    pub fn due_ms(&self) -> Option<u64> {
        self.awaited.values().map(|awaited| awaited.due_ms).min()
    }

    /// From now on this peer gets ids alone of what is written in a database.
    pub fn be_quiet(&mut self, db: &DbName, peer: PublicKey) {
        if self.quiet.len() >= QUIET {
            self.quiet.clear();
        }
        self.quiet.insert((place(db), peer));
    }

    /// This peer asked for an operation: it gets whole ones again.
    pub fn be_loud(&mut self, db: &DbName, peer: PublicKey) {
        self.quiet.remove(&(place(db), peer));
    }

    /// A peer is gone.
    pub fn gone(&mut self, peer: PublicKey) {
        self.quiet.retain(|(_, quiet)| *quiet != peer);
        self.awaited.values_mut().for_each(|awaited| awaited.from.retain(|from| *from != peer));
    }

    fn has_seen(&self, op: &OpId) -> bool {
        self.seen.contains(op) || self.seen_before.contains(op)
    }

    fn note(&mut self, op: &OpId) {
        self.awaited.remove(op);
        if self.seen.len() >= SEEN {
            self.seen_before = std::mem::take(&mut self.seen);
        }
        self.seen.insert(*op);
    }
}

/// Which nodes an operation reaches in a network where everybody is connected with everybody, and how often it travels
/// whole and by its id. For tests and measurements.
#[cfg(test)]
fn flood(
    nodes: &mut HashMap<PublicKey, Broadcast>,
    db: &DbName,
    op: OpId,
    author: PublicKey,
) -> (usize, u64, u64) {
    use std::collections::VecDeque;
    let all: Vec<PublicKey> = nodes.keys().copied().collect();
    let (mut reached, mut whole, mut by_id) = (HashSet::from([author]), 0, 0);
    let mut on_the_way = VecDeque::from([(author, None)]);
    let mut announced = Vec::new();
    while let Some((at, from)) = on_the_way.pop_front() {
        let others = all.iter().copied().filter(|peer| *peer != at);
        let audience = nodes.get_mut(&at).unwrap().spread(db, &op, others, from);
        by_id += audience.by_id.len() as u64;
        announced.extend(audience.by_id.into_iter().map(|to| (at, to)));
        for to in audience.whole {
            whole += 1;
            match nodes.get_mut(&to).unwrap().heard(db, &op, at) {
                Heard::New => {
                    reached.insert(to);
                    on_the_way.push_back((to, Some(at)));
                }
                Heard::Again => nodes.get_mut(&at).unwrap().be_quiet(db, to),
            }
        }
        if on_the_way.is_empty() {
            for (at, to) in announced.drain(..) {
                nodes.get_mut(&to).unwrap().announced(db, &op, at, 0);
                for (whom, _) in nodes.get_mut(&to).unwrap().overdue(PATIENCE_MS) {
                    nodes.get_mut(&whom).unwrap().be_loud(db, to);
                    whole += 1;
                    if nodes.get_mut(&to).unwrap().heard(db, &op, whom) == Heard::New && reached.insert(to) {
                        on_the_way.push_back((to, Some(whom)));
                    }
                }
            }
        }
    }
    (reached.len(), whole, by_id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SecretKey;

    fn key(seed: u8) -> PublicKey {
        SecretKey::from_seed(&[seed; 32]).public()
    }

    fn db() -> DbName {
        DbName::new("a", key(1)).unwrap()
    }

    fn op(number: u8) -> OpId {
        OpId::from_bytes([number; 32])
    }

    #[test]
    fn what_is_new_goes_whole_to_all_but_whom_it_came_from() {
        let mut node = Broadcast::new(key(1));
        let audience = node.spread(&db(), &op(1), [key(2), key(3)], Some(key(3)));
        assert_eq!(audience, Audience { whole: vec![key(2)], by_id: vec![] });
    }

    #[test]
    fn whoever_sends_what_is_here_gets_ids_until_it_asks() {
        let mut node = Broadcast::new(key(1));
        assert_eq!(node.heard(&db(), &op(1), key(2)), Heard::New);
        assert_eq!(node.heard(&db(), &op(1), key(3)), Heard::Again);
        assert_eq!(node.spread(&db(), &op(2), [key(2), key(3)], None).by_id, [key(3)]);
        node.be_loud(&db(), key(3));
        assert_eq!(node.spread(&db(), &op(3), [key(2), key(3)], None).by_id, []);
    }

    #[test]
    fn what_is_announced_and_does_not_come_is_asked_for_one_after_the_other() {
        let mut node = Broadcast::new(key(1));
        node.announced(&db(), &op(1), key(2), 0);
        node.announced(&db(), &op(1), key(3), 10);
        assert_eq!(node.overdue(PATIENCE_MS - 1), []);
        assert_eq!(node.overdue(PATIENCE_MS), [(key(2), op(1))]);
        assert_eq!(node.overdue(2 * PATIENCE_MS), [(key(3), op(1))]);
        assert_eq!((node.overdue(3 * PATIENCE_MS), node.due_ms()), (vec![], None));
        node.announced(&db(), &op(2), key(2), 0);
        node.heard(&db(), &op(2), key(3));
        assert_eq!(node.overdue(u64::MAX / 2), [], "it came");
    }

    #[test]
    fn what_could_not_be_stored_is_new_when_it_comes_again() {
        let mut node = Broadcast::new(key(1));
        node.heard(&db(), &op(1), key(2));
        node.forget(&op(1));
        assert_eq!(node.heard(&db(), &op(1), key(2)), Heard::New);
    }

    #[test]
    fn thirty_nodes_get_each_operation_whole_about_once_when_they_know_each_other() {
        let keys: Vec<_> = (1..=30).map(key).collect();
        let mut nodes: HashMap<_, _> = keys.iter().map(|key| (*key, Broadcast::new(*key))).collect();
        let mut last = (0, 0, 0);
        for number in 0..40 {
            last = flood(&mut nodes, &db(), op(number), keys[usize::from(number) % 3]);
            assert_eq!(last.0, 30, "operation {number}");
        }
        let (_, whole, by_id) = last;
        assert!(whole <= 40, "{whole} for 29");
        assert!(by_id <= 30 * NEIGHBOURS as u64, "{by_id}");
    }

    #[test]
    fn it_remembers_no_more_than_it_may() {
        let mut node = Broadcast::new(key(1));
        let id = |n: u64| OpId::from_bytes(*blake3::hash(&n.to_le_bytes()).as_bytes());
        for n in 0..(3 * SEEN as u64) {
            node.heard(&db(), &id(n), key(2));
            node.announced(&db(), &id(n + 1_000_000), key(2), 0);
        }
        assert!(node.seen.len() <= SEEN && node.seen_before.len() <= SEEN && node.awaited.len() <= AWAITED);
    }
}
