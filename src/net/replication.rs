//! Everything that makes two nodes hold the same data, over the links that the network makes.

use std::sync::Arc;
use std::time::Duration;

use cyberfly_core::reconcile::Entry;
use cyberfly_core::session;
use cyberfly_core::{DbName, PublicKey};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::blobs::{Blobs, Coming};
use crate::link::{Link, Purpose};
use crate::live::{Live, Written};
use crate::reason::Reason;
use crate::replica::Replica;
use crate::stream::priority;
use crate::sync::{Syncer, Tempo};
use crate::{BoxFuture, Protocols, RecvHalf, SendHalf};

/// What is spoken between nodes about their data.
pub struct Replication<R: Replica> {
    syncer: Syncer<R, Link>,
    live: Live<R>,
    blobs: Blobs<R, Link>,
}

impl<R: Replica> Replication<R> {
    /// Of a node with this id and these data. To be made within a runtime and given to the network, which says who is
    /// connected.
    pub fn new(replica: Arc<R>, me: PublicKey, tempo: Tempo) -> Self {
        let syncer = Syncer::new(Arc::clone(&replica), tempo);
        let missed = syncer.clone();
        let live = Live::new(Arc::clone(&replica), me, Box::new(move |peer| missed.soon(peer)));
        let blobs = Blobs::new(replica);
        Self { syncer, live, blobs }
    }

    /// The sessions.
    pub const fn syncer(&self) -> &Syncer<R, Link> {
        &self.syncer
    }

    /// An operation was stored here: peers that replicate its database get it now. Returns at once.
    pub fn written(&self, written: Written) {
        self.live.written(written);
    }

    /// A file is referred to and is not here: it is fetched as soon as a peer gives it, if it is not too large for that.
    pub fn want_blob(&self, db: DbName, hash: [u8; 32]) {
        self.blobs.want(db, hash);
    }

    /// Has a file fetched whatever its size, and tells how it stands with it. All connected peers are asked once.
    pub fn ask_for_blob(
        &self,
        db: DbName,
        hash: [u8; 32],
    ) -> Result<watch::Receiver<Coming>, session::Reason> {
        self.blobs.ask(db, hash)
    }

    /// More files may be fetched by themselves than before: those are looked for.
    pub fn look_for_blobs(&self) {
        self.blobs.look_again();
    }

    /// How many files are waited for that are fetched by themselves.
    pub fn blobs_wanted(&self) -> usize {
        self.blobs.wanted()
    }

    /// What this node replicates has changed.
    pub fn interest_changed(&self) {
        self.live.interest_changed();
    }

    /// Waits until so many peers have an operation on their disks, or the time is up; says how many have.
    pub async fn replicas(&self, db: &DbName, entry: Entry, count: usize, patience: Duration) -> usize {
        self.live.replicas(db, entry, count, Instant::now() + patience).await
    }
}

impl<R: Replica> Protocols for Replication<R> {
    fn up(&self, link: Link) {
        self.syncer.up(link.clone());
        self.blobs.up(link.clone());
        if link.is_initiator() {
            let live = self.live.clone();
            tokio::spawn(async move { live.keep(link).await });
        }
    }

    fn down(&self, peer: PublicKey, _why: &Reason) {
        self.syncer.down(peer);
        self.blobs.down(peer);
    }

    fn accept(
        &self,
        link: Link,
        purpose: Purpose,
        mut send: SendHalf,
        recv: RecvHalf,
    ) -> BoxFuture<'static, ()> {
        send.priority(priority(purpose));
        let (syncer, live, blobs) = (self.syncer.clone(), self.live.clone(), self.blobs.clone());
        match purpose {
            Purpose::Sync => Box::pin(async move { syncer.accept(link, send, recv).await }),
            Purpose::Live => Box::pin(async move { live.speak(link, send, recv).await }),
            Purpose::Blob => Box::pin(async move { blobs.give(link, send, recv).await }),
            // Dropped halves: the peer sees the stream broken off.
            Purpose::Control => Box::pin(std::future::ready(())),
        }
    }
}
