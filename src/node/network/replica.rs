//! The node's data as the network sees them.

use std::fs::File;
use std::io::ErrorKind;
use std::ops::Range;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cyberfly_core::digest::Digest;
use cyberfly_core::reconcile::{Entry, Sums};
use cyberfly_core::session::Reason;
use cyberfly_core::{DbName, ErrorCode, OpId, PublicKey};
use cyberfly_net::{Arrival, Arrived, BoxFuture, Held, Interest, Operations, Received, Replica};
use cyberfly_protocol::Caller;
use cyberfly_store::{Store, StoreError};
use data_encoding::HEXLOWER;

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

/// The folder in the data directory for files that are being fetched.
const FETCHING: &str = "fetching";

fn partial(data: &Path, hash: &[u8; 32]) -> PathBuf {
    data.join(FETCHING).join(HEXLOWER.encode(hash))
}

/// What is here of a file that is being fetched, to be read.
pub(crate) fn open_partial(data: &Path, hash: &[u8; 32]) -> std::io::Result<File> {
    File::open(partial(data, hash))
}

fn not_written(path: &Path, error: &std::io::Error) -> Reason {
    let text = format!("The file {} cannot be written or read: {error}.", path.display());
    Reason { code: ErrorCode::Internal, text: text.into() }
}

impl Data {
    fn folder(&self) -> PathBuf {
        self.store.folder().root().join(FETCHING)
    }

    fn partial(&self, hash: &[u8; 32]) -> PathBuf {
        partial(self.store.folder().root(), hash)
    }

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

    fn missing_blobs(&self, limit: usize) -> Result<Vec<(DbName, [u8; 32])>, Reason> {
        let mut missing = self.store.missing_blobs(limit).map_err(|error| unread(&error))?;
        missing.retain(|(db, _)| self.wants(db));
        Ok(missing)
    }

    fn fetched_below(&self, db: &DbName) -> u64 {
        self.node().map_or(0, |node| node.0.settings.borrow().replicate.fetched_below(db))
    }

    fn open_blob(&self, db: &DbName, hash: &[u8; 32]) -> Result<Option<File>, Reason> {
        self.store.blobs().open(db, hash).map_err(|error| unread(&error))
    }

    fn open_partial_blob(&self, hash: &[u8; 32]) -> Result<File, Reason> {
        let path = self.partial(hash);
        let opened = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| {
            File::options().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path)
        });
        opened.map_err(|error| not_written(&path, &error))
    }

    fn write_partial_blob(&self, file: &File, offset: u64, bytes: &[u8]) -> Result<(), Reason> {
        let free = self.store.free_space().map_err(|error| unread(&error))?;
        if free < self.store.disk_floor().saturating_add(bytes.len() as u64) {
            return Err(Reason {
                code: ErrorCode::DiskFull,
                text: "The disk is too full for a file of a peer's.".into(),
            });
        }
        file.write_all_at(bytes, offset).map_err(|error| not_written(&self.folder(), &error))
    }

    fn finish_blob(&self, db: &DbName, hash: &[u8; 32], file: &File) -> Result<(), Reason> {
        let path = self.partial(hash);
        let taken = self.store.blobs().take_over(db, hash, file, &path);
        // What is still there was here already or could not be moved.
        let removed = std::fs::remove_file(&path);
        taken.map_err(|error| unread(&error))?;
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(not_written(&path, &error)),
            _ => Ok(()),
        }
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
        operations: Vec<Arrived>,
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
