//! The node's data as the network sees them.

use std::ops::Range;
use std::sync::Arc;

use cyberfly_core::digest::Digest;
use cyberfly_core::reconcile::{Entry, Sums};
use cyberfly_core::session::Reason;
use cyberfly_core::{Claimed, DbName, ErrorCode, OpId, PublicKey};
use cyberfly_net::{Arrival, BoxFuture, Held, Interest, Operations, Received, Replica};
use cyberfly_protocol::Caller;
use cyberfly_store::{Store, StoreError};

use super::policy::Policy;
use crate::node::{Node, WeakNode};
use crate::queries;
use crate::system::WallClock;

/// The data of a node that may be gone already.
pub(crate) struct Data {
    pub(super) node: WeakNode,
    pub(super) store: Arc<Store>,
    pub(super) policy: Arc<Policy>,
    pub(super) time: Arc<dyn WallClock>,
}

/// Kept operations of one database at one moment.
pub(crate) struct Kept(Option<cyberfly_store::Sums>);

fn unread(error: &StoreError) -> Reason {
    Reason { code: error.code(), text: error.to_string().into() }
}

impl Sums for Kept {
    type Error = Reason;

    fn digest(&self, range: &Range<Entry>) -> Result<Digest, Reason> {
        self.0
            .as_ref()
            .map_or(Ok(Digest::EMPTY), |sums| Sums::digest(sums, range).map_err(|error| unread(&error)))
    }

    fn nth(&self, range: &Range<Entry>, nth: u64) -> Result<Option<Entry>, Reason> {
        self.0.as_ref().map_or(Ok(None), |sums| sums.nth(range, nth).map_err(|error| unread(&error)))
    }

    fn entries(&self, range: &Range<Entry>, limit: usize) -> Result<Vec<Entry>, Reason> {
        let Some(sums) = &self.0 else { return Ok(Vec::new()) };
        sums.entries(range, limit).map_err(|error| unread(&error))
    }
}

impl Operations for Kept {
    fn operations(&self, wanted: &[Entry]) -> Result<Vec<Option<Vec<u8>>>, Reason> {
        let Some(sums) = &self.0 else { return Ok(vec![None; wanted.len()]) };
        sums.operations(wanted).map_err(|error| unread(&error))
    }
}

impl Data {
    fn node(&self) -> Option<Node> {
        self.node.upgrade()
    }
}

impl Replica for Data {
    type Operations = Kept;

    fn now_ms(&self) -> u64 {
        self.time.now_ms()
    }

    fn shared_with(&self, readers: &[PublicKey]) -> Result<Vec<Held>, Reason> {
        let databases = self.store.databases().map_err(|error| unread(&error))?;
        let shared =
            databases.into_iter().filter(|(name, _)| self.wants(name) && self.may_read(readers, name));
        Ok(shared.map(|(name, digest)| Held { name, digest }).collect())
    }

    fn wants(&self, db: &DbName) -> bool {
        self.node().is_some_and(|node| self.policy.wants(&node.0.settings.borrow().replicate.databases, db))
    }

    fn may_read(&self, readers: &[PublicKey], db: &DbName) -> bool {
        let now = self.now_ms();
        let may = |caller| queries::may_read(&self.store, caller, db, now).unwrap_or(false);
        !db.is_private() || readers.iter().any(|reader| may(Caller::Key(*reader)))
    }

    fn kept(&self, db: &DbName) -> Result<Kept, Reason> {
        self.store.sums(db).map(Kept).map_err(|error| unread(&error))
    }

    fn rights(&self, db: &DbName) -> Result<Vec<(OpId, Vec<u8>)>, Reason> {
        self.store.rights_operations(db).map_err(|error| unread(&error))
    }

    fn interest(&self) -> Interest {
        let node = self.node();
        node.map(|node| self.policy.interest(&node.0.settings.borrow().replicate.databases))
            .unwrap_or_default()
    }

    fn make_durable(&self) -> BoxFuture<'static, Result<(), Reason>> {
        let store = Arc::clone(&self.store);
        Box::pin(async move {
            let synced = tokio::task::spawn_blocking(move || store.sync()).await;
            synced.map_err(|_| gone())?.map_err(|error| unread(&error))
        })
    }

    fn receive(
        &self,
        from: PublicKey,
        how: Arrival,
        operations: Vec<Claimed>,
    ) -> BoxFuture<'static, Vec<Received>> {
        let node = self.node();
        Box::pin(async move {
            match node {
                Some(node) => node.take_from_peer(from, how, operations).await,
                None => vec![Received::Failed(gone()); operations.len()],
            }
        })
    }
}

fn gone() -> Reason {
    Reason { code: ErrorCode::Unavailable, text: "The node is stopping.".into() }
}
