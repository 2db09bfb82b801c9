//! Who is connected to whom, as far as this node knows: by its own connections, and by what nodes say of themselves.

use std::collections::{BTreeMap, BTreeSet};

use cyberfly_core::PublicKey;
use cyberfly_core::announcement::AGE_LIMIT_MS;
use cyberfly_core::peer::PeerState;

use crate::clock::now_ms;
use crate::inner::Inner;

/// A node of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: PublicKey,
    /// How it stands with it; none for this node itself, and for one that is known from others alone.
    pub state: Option<PeerState>,
    /// When it last said something of itself, in Unix milliseconds.
    pub said_ms: Option<u64>,
}

/// The shape of the network as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topology {
    /// The nodes, in the order of their ids.
    pub nodes: Vec<Node>,
    /// The connections, each once, the smaller id first; and whether this node sees it, or one of its ends says so.
    pub links: BTreeMap<(PublicKey, PublicKey), bool>,
}

impl Inner {
    pub(crate) fn topology(&self) -> Topology {
        let now = now_ms();
        let announced = self.announced();
        let table = self.table();
        let pair = |a: PublicKey, b: PublicKey| if a < b { (a, b) } else { (b, a) };
        let mut links = BTreeMap::new();
        let mut ids: BTreeSet<PublicKey> = table.peers.keys().copied().collect();
        ids.insert(self.id);
        let fresh = |at_ms: u64| at_ms.saturating_add(AGE_LIMIT_MS) > now;
        for (id, said) in
            announced.said.iter().filter(|(id, said)| **id != self.id && fresh(said.announcement.at_ms))
        {
            ids.insert(*id);
            for other in said.announcement.links.iter().filter(|other| **other != self.id && *other != id) {
                ids.insert(*other);
                links.insert(pair(*id, *other), false);
            }
        }
        for (id, _) in table.peers.iter().filter(|(_, entry)| entry.active.is_some()) {
            links.insert(pair(self.id, *id), true);
        }
        let node = |id| Node {
            id,
            state: table.peers.get(&id).map(|entry| entry.state(self.gatekeeper.is_banned(id), now)),
            said_ms: announced.said.get(&id).map(|said| said.announcement.at_ms),
        };
        Topology { nodes: ids.into_iter().map(node).collect(), links }
    }
}
