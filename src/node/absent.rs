//! Files that are known and not here: they are had from peers when somebody wants to read them.
//!
//! A node fetches small files by itself (`replicate.blobs_eager_below`); of larger ones it has what refers to them. Who asks
//! for one gets it as it comes, each piece of it verified; what cannot be read in pieces is read again when it is here.

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cyberfly_core::session::Reason;
use cyberfly_core::write::BlobRef;
use cyberfly_core::{DbName, ErrorCode};
use cyberfly_net::Coming;
use cyberfly_protocol::{ByteStream, ErrorBody, VALUE_LIMIT};
use cyberfly_store::Store;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, timeout, timeout_at};

use crate::blobs;
use crate::failure::store_error;
use crate::node::Node;
use crate::quotas::Whose;

/// How long a question waits for files; less than a request may take. What is under way comes nevertheless.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long it may take until the first piece of a file is here.
const FIRST_PIECE: Duration = Duration::from_secs(45);
/// How long the next piece may take.
const NEXT_PIECE: Duration = Duration::from_secs(60);
/// What to do about a file that nobody gives.
const HINT: &str = "ask again when a peer that has it is connected: cyberfly peers list shows who is";

/// A file that a question found not to be here.
#[derive(Debug, Default)]
pub(crate) struct Absent(Mutex<Option<(DbName, [u8; 32])>>);

impl Absent {
    /// Notes one. The first counts.
    pub(crate) fn note(&self, db: &DbName, hash: &[u8; 32]) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.get_or_insert_with(|| (db.clone(), *hash));
    }

    pub(crate) fn take(&self) -> Option<(DbName, [u8; 32])> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A file as a database has it.
pub(crate) enum Known {
    /// It is here.
    Here(File),
    /// A live write refers to it, and it is not here.
    Absent,
    /// Nothing refers to it.
    Nowhere,
}

/// How a database has a file.
pub(crate) fn known(store: &Store, db: &DbName, hash: &[u8; 32]) -> Result<Known, ErrorBody> {
    let known = || match store.blobs().open(db, hash)? {
        Some(file) => Ok(Known::Here(file)),
        None => Ok(if store.refers_to_blob(db, hash)? { Known::Absent } else { Known::Nowhere }),
    };
    known().map_err(|error| store_error(&error))
}

/// The bytes of a part of a document, if they are at hand; that they are not is noted. Peers are asked for what a live write
/// refers to alone: not for whatever a caller names.
pub(crate) fn bytes_at_hand(store: &Store, db: &DbName, blob: &BlobRef, absent: &Absent) -> Option<Vec<u8>> {
    let read = store.blobs().read(db, &blob.hash, VALUE_LIMIT as u64);
    if matches!(read, Ok(None)) && matches!(store.refers_to_blob(db, &blob.hash), Ok(true)) {
        absent.note(db, &blob.hash);
    }
    read.ok().flatten()
}

impl Node {
    /// Answers what needs whole files: those that are not here are fetched, and it is asked again.
    pub(crate) async fn read_whole<T: Send + 'static>(
        &self,
        turns: &Semaphore,
        read: impl Fn(&Store, &Absent) -> Result<T, ErrorBody> + Send + Sync + 'static,
    ) -> Result<T, ErrorBody> {
        let deadline = Instant::now() + PATIENCE;
        let read = Arc::new(read);
        loop {
            let absent = Arc::new(Absent::default());
            let (reading, noting) = (Arc::clone(&read), Arc::clone(&absent));
            let answer = self.read(turns, move |store| reading(store, &noting)).await;
            match (answer, absent.take()) {
                (Err(error), Some((db, hash))) => {
                    self.wait_for(db, hash, deadline).await.map_err(|why| because(&error.message, &why))?;
                }
                (answer, _) => return answer,
            }
        }
    }

    async fn wait_for(&self, db: DbName, hash: [u8; 32], deadline: Instant) -> Result<(), Reason> {
        let mut coming = self.ask_for(db, hash)?;
        let waiting = coming.wait_for(|now| matches!(now, Coming::Whole | Coming::Failed(_)));
        match timeout_at(deadline, waiting).await {
            Ok(Ok(now)) => match &*now {
                Coming::Failed(why) => Err(why.clone()),
                _ => Ok(()),
            },
            Ok(Err(_)) => Err(unavailable("the node is stopping")),
            Err(_) => Err(unavailable("it takes longer than a question may; what has come of it stays")),
        }
    }

    fn ask_for(&self, db: DbName, hash: [u8; 32]) -> Result<watch::Receiver<Coming>, Reason> {
        let whose = if self.0.policy.is_own(&db) { Whose::Own } else { Whose::Foreign };
        let full = |error: ErrorBody| Reason { code: error.code(), text: error.message.into() };
        self.0.quotas.spare_disk(whose, 0).map_err(full)?;
        let replication = self.0.replication.get();
        let replication = replication.ok_or_else(|| unavailable("this node is connected with nobody"))?;
        replication.ask_for_blob(db, hash)
    }

    /// A file that a database refers to and that is not here: how many bytes it has, and they as they come from a peer.
    pub(crate) async fn coming(&self, db: DbName, hash: [u8; 32]) -> Result<(u64, ByteStream), ErrorBody> {
        const WHAT: &str = "the file is known, but its bytes are not here";
        let failed = |why: &Reason| because(WHAT, why);
        let mut coming = self.ask_for(db.clone(), hash).map_err(|why| failed(&why))?;
        let begun = coming.wait_for(|now| !matches!(now, Coming::Sought));
        let now = match timeout(FIRST_PIECE, begun).await {
            Ok(Ok(now)) => now.clone(),
            Ok(Err(_)) => return Err(failed(&unavailable("the node is stopping"))),
            Err(_) => return Err(failed(&unavailable("no peer has begun to send them so far"))),
        };
        match now {
            Coming::Failed(why) => Err(failed(&why)),
            Coming::UnderWay { size, .. } => {
                let folder = self.0.store.folder().root().to_path_buf();
                let opened =
                    tokio::task::spawn_blocking(move || crate::network::open_partial(&folder, &hash));
                match opened.await {
                    Ok(Ok(file)) => Ok((size, blobs::following(file, size, hash, coming, NEXT_PIECE))),
                    // It has come to its end just now.
                    _ => self.here(db, hash).await,
                }
            }
            Coming::Whole | Coming::Sought => self.here(db, hash).await,
        }
    }

    async fn here(&self, db: DbName, hash: [u8; 32]) -> Result<(u64, ByteStream), ErrorBody> {
        match self.read(&self.0.long_reads, move |store| known(store, &db, &hash)).await? {
            Known::Here(file) => blobs::pieces(file, hash),
            _ => Err(ErrorBody::new(ErrorCode::Unavailable, "the file was here for a moment; ask again")),
        }
    }
}

fn unavailable(why: &str) -> Reason {
    Reason { code: ErrorCode::Unavailable, text: why.to_owned().into() }
}

/// What could not be read, and why.
pub(crate) fn because(what: &str, why: &Reason) -> ErrorBody {
    let error = ErrorBody::new(why.code, format!("{what}: {}", why.text));
    if why.code == ErrorCode::Unavailable { error.hint(HINT) } else { error }
}
