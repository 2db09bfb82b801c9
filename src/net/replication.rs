//! Everything that makes two nodes hold the same data, over the links that the network makes.

use std::sync::Arc;

use cyberfly_core::PublicKey;

use crate::link::{Link, Purpose};
use crate::reason::Reason;
use crate::replica::Replica;
use crate::stream::priority;
use crate::sync::{Syncer, Tempo};
use crate::{BoxFuture, Protocols, RecvHalf, SendHalf};

/// What is spoken between nodes about their data.
pub struct Replication<R: Replica> {
    syncer: Syncer<R, Link>,
}

impl<R: Replica> Replication<R> {
    /// Of a node with these data. To be given to the network, which says who is connected.
    pub fn new(replica: Arc<R>, tempo: Tempo) -> Self {
        Self { syncer: Syncer::new(replica, tempo) }
    }

    /// The sessions.
    pub const fn syncer(&self) -> &Syncer<R, Link> {
        &self.syncer
    }
}

impl<R: Replica> Protocols for Replication<R> {
    fn up(&self, link: Link) {
        self.syncer.up(link);
    }

    fn down(&self, peer: PublicKey, _why: &Reason) {
        self.syncer.down(peer);
    }

    fn accept(
        &self,
        link: Link,
        purpose: Purpose,
        mut send: SendHalf,
        recv: RecvHalf,
    ) -> BoxFuture<'static, ()> {
        send.priority(priority(purpose));
        let syncer = self.syncer.clone();
        match purpose {
            Purpose::Sync => Box::pin(async move { syncer.accept(link, send, recv).await }),
            // Dropped halves: the peer sees the stream broken off.
            _ => Box::pin(std::future::ready(())),
        }
    }
}
