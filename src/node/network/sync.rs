//! Replication, as the node holds it.

use std::sync::Arc;

use cyberfly_core::{DbName, ErrorCode, PublicKey};
use cyberfly_net::sync::Tempo;
use cyberfly_net::{Replication, Written};
use cyberfly_protocol::{ErrorBody, Event};

use super::{Data, tell, told};
use crate::config::Replicate;
use crate::node::Node;
use crate::write::Origin;

impl Node {
    /// What is spoken with peers about data; made when it is asked for first.
    pub(super) fn replication(&self, me: PublicKey, config: &Replicate) -> Arc<Replication<Data>> {
        let make = || {
            let data = Data {
                node: self.downgrade(),
                store: Arc::clone(&self.0.store),
                policy: Arc::clone(&self.0.policy),
                time: Arc::clone(&self.0.time),
            };
            let tempo = Tempo { interval: config.interval.0, ..Tempo::default() };
            Arc::new(Replication::new(Arc::new(data), me, tempo))
        };
        if let Some(replication) = self.0.replication.get() {
            return Arc::clone(replication);
        }
        let replication = self.0.replication.get_or_init(make);
        let sessions = replication.syncer().book().news();
        tokio::spawn(tell(self.downgrade(), sessions, |row| Event::SyncEnded(told::session(row))));
        let live = Arc::downgrade(replication);
        self.0.observer.spreads(Box::new(move |operation, origin| {
            let (from, trace) = match origin {
                Origin::Door(trace) => (None, trace),
                Origin::Live(peer, trace) => (Some(peer), trace),
                // Whoever lacks it finds it as this node did.
                Origin::Sync => return,
            };
            if let Some(live) = live.upgrade() {
                let (id, db) = (operation.id(), operation.db().clone());
                live.written(Written { bytes: operation.bytes().into(), id, db, from, trace });
            }
        }));
        Arc::clone(replication)
    }

    /// Has a blob fetched that a database refers to, if it is not here and not too large for that.
    pub(crate) fn fetch_if_missing(&self, db: &DbName, hash: &[u8; 32], size: u64) {
        if let Some(replication) = self.0.replication.get()
            && size < self.0.settings.borrow().replicate.fetched_below(db)
            && !self.0.store.blobs().possesses(db, hash)
        {
            replication.want_blob(db.clone(), *hash);
        }
    }

    /// Tells the network that other databases are wanted than before.
    pub(crate) fn interest_changed(&self) {
        if let Some(replication) = self.0.replication.get() {
            replication.interest_changed();
        }
    }

    /// Remembers that a database is written through this node, before the first write to it is acknowledged.
    pub(crate) async fn note_written(&self, db: &DbName) -> Result<(), ErrorBody> {
        if self.0.policy.was_written(db) {
            return Ok(());
        }
        let (policy, db) = (Arc::clone(&self.0.policy), db.clone());
        let noted = tokio::task::spawn_blocking(move || policy.note(&db)).await;
        let failed = |error: &dyn std::fmt::Display| {
            let message =
                format!("the operation is stored, but not that its database is this node's own: {error}");
            ErrorBody::new(ErrorCode::Internal, message).hint("hand it in again: it is stored once")
        };
        noted.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
        self.interest_changed();
        Ok(())
    }
}
