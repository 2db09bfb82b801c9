//! Nodes and connections in memory, for tests of what is spoken between nodes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use cyberfly_core::digest::Digest;
use cyberfly_core::reconcile::{Entry, MemorySums, Sums};
use cyberfly_core::replica::Replica as CoreReplica;
use cyberfly_core::session::Reason;
use cyberfly_core::trace::TraceParent;
use cyberfly_core::write::Role;
use cyberfly_core::{
    Body, DbName, Draft, ErrorCode, Key, Kind, OpId, Operation, PublicKey, SecretKey, Stamp, Write, clock,
};
use tokio::sync::mpsc;

use crate::BoxFuture;
use crate::link::Purpose;
use crate::replica::{Arrival, Arrived, Held, Interest, Operations, Received, Replica};
use crate::stream::{Broken, Connection, Incoming, Outgoing};

pub(crate) const NOW: u64 = 1_700_000_000_000;

pub(crate) fn secret(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

pub(crate) fn db(label: &str, owner: u8) -> DbName {
    DbName::new(label, secret(owner).public()).unwrap()
}

/// An operation of the owner's that puts a value of so many bytes at a key.
pub(crate) fn put(db: &DbName, author: u8, ms: u64, key: &str, bytes: usize) -> Operation {
    let writes = vec![Write::string(Key::new(key).unwrap(), vec![b'v'; bytes])];
    let stamp = Stamp::at_millis(NOW + ms);
    Draft { db: db.clone(), stamp, writes, expires: None, device: None }.sign(&secret(author)).unwrap()
}

/// An operation of the owner's that lets somebody write or read.
pub(crate) fn grant(db: &DbName, author: u8, ms: u64, subject: u8, role: Role) -> Operation {
    let field = Some(secret(subject).public().as_bytes().to_vec());
    let key = Key::rights(cyberfly_core::name::RIGHTS_KEY).unwrap();
    let writes = vec![Write { kind: Kind::Rights, key, field, body: Body::Grant(role) }];
    let stamp = Stamp::at_millis(NOW + ms);
    Draft { db: db.clone(), stamp, writes, expires: None, device: None }.sign(&secret(author)).unwrap()
}

/// Kept operations of one database, frozen.
#[derive(Clone)]
pub(crate) struct Frozen {
    sums: MemorySums,
    bytes: Arc<BTreeMap<OpId, Vec<u8>>>,
    gate: Gate,
}

impl Sums for Frozen {
    type Error = Reason;

    fn digest(&self, range: &std::ops::Range<Entry>) -> Result<Digest, Reason> {
        let Ok(digest) = self.sums.digest(range);
        Ok(digest)
    }

    fn nth(&self, range: &std::ops::Range<Entry>, nth: u64) -> Result<Option<Entry>, Reason> {
        let Ok(entry) = self.sums.nth(range, nth);
        Ok(entry)
    }

    fn entries(&self, range: &std::ops::Range<Entry>, limit: usize) -> Result<Vec<Entry>, Reason> {
        let Ok(entries) = self.sums.entries(range, limit);
        Ok(entries)
    }
}

impl Operations for Frozen {
    fn operations(&self, wanted: &[Entry]) -> Result<Vec<Option<Vec<u8>>>, Reason> {
        self.gate.pass();
        Ok(wanted.iter().map(|entry| self.bytes.get(&entry.id).cloned()).collect())
    }
}

/// Where whoever reads operations waits while it is shut.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate(Arc<(Mutex<(bool, usize)>, Condvar)>);

/// A gate that is shut; opened when this is dropped.
pub(crate) struct Shut(Gate);

impl Drop for Shut {
    fn drop(&mut self) {
        self.0.0.0.lock().unwrap_or_else(PoisonError::into_inner).0 = false;
        self.0.0.1.notify_all();
    }
}

impl Gate {
    pub(crate) fn shut(&self) -> Shut {
        self.0.0.lock().unwrap().0 = true;
        Shut(self.clone())
    }

    /// How many have come to it while it was shut.
    pub(crate) fn came(&self) -> usize {
        self.0.0.lock().unwrap().1
    }

    fn pass(&self) {
        let mut state = self.0.0.lock().unwrap();
        state.1 += usize::from(state.0);
        drop(self.0.1.wait_while(state, |(shut, _)| *shut).unwrap());
    }
}

/// A node in memory.
pub(crate) struct Memory {
    databases: Mutex<BTreeMap<DbName, CoreReplica>>,
    /// Which databases are replicated; all if none is named.
    pub(crate) wanted: Option<Vec<DbName>>,
    pub(crate) now: AtomicU64,
    /// How many operations were handed in, and how many of them were here already.
    pub(crate) taken: Mutex<(u64, u64)>,
    /// What goes wrong with everything that comes.
    pub(crate) trouble: Mutex<Option<Reason>>,
    /// A database for which there is no room.
    pub(crate) full: Mutex<Option<DbName>>,
    /// Where those wait whom operations are read for.
    pub(crate) gate: Gate,
    /// Who is told of what came by itself.
    pub(crate) on_live: Mutex<Option<OnLive>>,
    /// Files below this size are fetched by themselves.
    pub(crate) fetched_below: AtomicU64,
    /// The traces that operations came with.
    pub(crate) traces: Mutex<Vec<TraceParent>>,
    folder: tempfile::TempDir,
    pub(crate) possessed: Mutex<BTreeSet<(DbName, [u8; 32])>>,
}

type OnLive = Box<dyn Fn(&Operation, PublicKey) + Send>;

impl Memory {
    pub(crate) fn new() -> Self {
        Self {
            databases: Mutex::default(),
            wanted: None,
            now: AtomicU64::new(NOW + 1_000_000),
            taken: Mutex::default(),
            trouble: Mutex::default(),
            full: Mutex::default(),
            gate: Gate::default(),
            on_live: Mutex::default(),
            fetched_below: AtomicU64::new(u64::MAX),
            traces: Mutex::default(),
            folder: tempfile::tempdir().unwrap(),
            possessed: Mutex::default(),
        }
    }

    pub(crate) fn wanting(wanted: &[DbName]) -> Self {
        Self { wanted: Some(wanted.to_vec()), ..Self::new() }
    }

    pub(crate) fn path(&self, hash: &[u8; 32]) -> PathBuf {
        self.folder.path().join(data_encoding::HEXLOWER.encode(hash))
    }

    pub(crate) fn databases(&self) -> MutexGuard<'_, BTreeMap<DbName, CoreReplica>> {
        self.databases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self, operation: Operation) {
        let db = operation.db().clone();
        let mut databases = self.databases();
        let replica = databases.entry(db.clone()).or_insert_with(|| CoreReplica::new(db));
        replica.receive(&Arc::new(operation)).unwrap();
    }

    pub(crate) fn kept_ids(&self, db: &DbName) -> Vec<OpId> {
        self.databases().get(db).map_or_else(Vec::new, |replica| replica.kept_ids().into_iter().collect())
    }
}

impl Replica for Memory {
    type Operations = Frozen;

    fn now_ms(&self) -> u64 {
        self.now.load(Ordering::Relaxed)
    }

    fn shared_with(&self, readers: &[PublicKey]) -> Result<Vec<Held>, Reason> {
        let names: Vec<DbName> = self.databases().keys().cloned().collect();
        let shared = names.into_iter().filter(|name| self.wants(name) && self.may_read(readers, name));
        Ok(shared.map(|name| Held { digest: self.kept_ids(&name).iter().collect(), name }).collect())
    }

    fn wants(&self, db: &DbName) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| wanted.contains(db))
    }

    fn may_read(&self, readers: &[PublicKey], db: &DbName) -> bool {
        !db.is_private() || readers.contains(&db.owner())
    }

    fn kept(&self, db: &DbName) -> Result<Frozen, Reason> {
        let databases = self.databases();
        let kept = || databases.get(db).into_iter().flat_map(CoreReplica::kept);
        let sums = kept().map(|op| Entry { stamp: op.stamp(), id: op.id() }).collect();
        let bytes = kept().map(|op| (op.id(), op.bytes().to_vec())).collect();
        Ok(Frozen { sums, bytes: Arc::new(bytes), gate: self.gate.clone() })
    }

    fn rights(&self, db: &DbName) -> Result<Vec<(OpId, Vec<u8>)>, Reason> {
        let databases = self.databases();
        let kept = databases.get(db).into_iter().flat_map(CoreReplica::kept);
        let rights = kept.filter(|op| op.is_about_rights());
        Ok(rights.map(|op| (op.id(), op.bytes().to_vec())).collect())
    }

    fn missing_blobs(&self, _limit: usize) -> Result<Vec<(DbName, [u8; 32])>, Reason> {
        Ok(Vec::new())
    }

    fn fetched_below(&self, _db: &DbName) -> u64 {
        self.fetched_below.load(Ordering::Relaxed)
    }

    fn open_blob(&self, db: &DbName, hash: &[u8; 32]) -> Result<Option<File>, Reason> {
        if !self.possessed.lock().unwrap().contains(&(db.clone(), *hash)) {
            return Ok(None);
        }
        Ok(Some(File::open(self.path(hash)).unwrap()))
    }

    fn open_partial_blob(&self, hash: &[u8; 32]) -> Result<File, Reason> {
        let path = self.path(hash).with_extension("part");
        Ok(File::options().read(true).write(true).create(true).truncate(false).open(path).unwrap())
    }

    fn write_partial_blob(&self, file: &File, offset: u64, bytes: &[u8]) -> Result<(), Reason> {
        std::os::unix::fs::FileExt::write_all_at(file, bytes, offset).unwrap();
        Ok(())
    }

    fn finish_blob(&self, db: &DbName, hash: &[u8; 32], _: &File) -> Result<(), Reason> {
        std::fs::rename(self.path(hash).with_extension("part"), self.path(hash)).unwrap();
        self.possessed.lock().unwrap().insert((db.clone(), *hash));
        Ok(())
    }

    fn interest(&self) -> Interest {
        let databases = self.wanted.clone();
        Interest {
            everything: databases.is_none(),
            databases: databases.unwrap_or_default(),
            owners: Vec::new(),
        }
    }

    fn make_durable(&self) -> BoxFuture<'static, Result<(), Reason>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn receive(
        &self,
        from: PublicKey,
        how: Arrival,
        operations: Vec<Arrived>,
    ) -> BoxFuture<'static, Vec<Received>> {
        let trouble = self.trouble.lock().unwrap().clone();
        let mut answers = Vec::new();
        for Arrived { claim, trace } in operations {
            self.traces.lock().unwrap().extend(trace);
            self.taken.lock().unwrap().0 += 1;
            if let Some(trouble) = &trouble {
                answers.push(Received::Failed(trouble.clone()));
                continue;
            }
            if self.full.lock().unwrap().as_ref() == Some(claim.db()) {
                let (code, text) = (ErrorCode::ResourceExhausted, "There is no room.".into());
                answers.push(Received::NoRoom(Reason { code, text }));
                continue;
            }
            if clock::check_arrival(claim.stamp(), self.now_ms()).is_err() {
                answers.push(Received::TooEarly);
                continue;
            }
            let Ok(operation) = claim.verify() else {
                answers.push(Received::Invalid(ErrorCode::BadSignature));
                continue;
            };
            if self.kept_ids(operation.db()).contains(&operation.id()) {
                self.taken.lock().unwrap().1 += 1;
                answers.push(Received::Known);
            } else {
                self.write(operation.clone());
                if let Some(told) = self.on_live.lock().unwrap().as_ref().filter(|_| how == Arrival::Live) {
                    told(&operation, from);
                }
                answers.push(Received::Stored);
            }
        }
        Box::pin(async move { answers })
    }
}

type Frame = Vec<u8>;

/// The sending half of a stream in memory.
pub(crate) struct To(Option<mpsc::Sender<Result<Option<Frame>, Broken>>>, Arc<AtomicU64>);
/// The receiving half.
pub(crate) struct Of(mpsc::Receiver<Result<Option<Frame>, Broken>>);

/// How many frames lie in a stream before the sender waits.
const ROOM: usize = 2;

fn half(bytes: &Arc<AtomicU64>) -> (To, Of) {
    let (to, of) = mpsc::channel(ROOM + 1);
    (To(Some(to), Arc::clone(bytes)), Of(of))
}

impl Outgoing for To {
    async fn send(&mut self, frame: Frame) -> Result<(), Broken> {
        assert!(frame.len() <= crate::FRAME_LIMIT);
        self.1.fetch_add(frame.len() as u64 + 4, Ordering::Relaxed);
        let gone = |_| Broken("the other half is gone".to_owned());
        self.0.as_ref().unwrap().send(Ok(Some(frame))).await.map_err(gone)
    }

    fn finish(mut self) {
        let to = self.0.take().unwrap();
        drop(tokio::spawn(async move { to.send(Ok(None)).await }));
    }
}

impl Incoming for Of {
    async fn receive(&mut self) -> Result<Option<Frame>, Broken> {
        self.0.recv().await.unwrap_or_else(|| Err(Broken("the other half is gone".to_owned())))
    }
}

/// A stream in memory: two ends with two halves each. Counts the bytes of both directions.
pub(crate) fn stream() -> ((To, Of), (To, Of), Arc<AtomicU64>) {
    let bytes = Arc::new(AtomicU64::new(0));
    let ((to_there, from_here), (to_here, from_there)) = (half(&bytes), half(&bytes));
    ((to_there, from_there), (to_here, from_here), bytes)
}

/// What the other end of a connection gets of each stream.
pub(crate) type Opened = (Purpose, To, Of);

/// An end of a connection in memory.
#[derive(Clone)]
pub(crate) struct Wire {
    peer: PublicKey,
    readers: Arc<Vec<PublicKey>>,
    dialled: bool,
    streams: mpsc::UnboundedSender<Opened>,
    pub(crate) bytes: Arc<AtomicU64>,
    pub(crate) faulted: Arc<AtomicBool>,
    /// Whether both ends have every capability that is asked for, or none.
    pub(crate) can: Arc<AtomicBool>,
}

impl Connection for Wire {
    type Outgoing = To;
    type Incoming = Of;

    fn peer(&self) -> PublicKey {
        self.peer
    }

    fn readers(&self) -> &[PublicKey] {
        &self.readers
    }

    fn export_key(&self, label: &[u8]) -> [u8; 32] {
        *blake3::hash(label).as_bytes()
    }

    fn can(&self, _capability: &str) -> bool {
        self.can.load(Ordering::Relaxed)
    }

    fn is_initiator(&self) -> bool {
        self.dialled
    }

    fn rtt(&self) -> Option<std::time::Duration> {
        None
    }

    fn fault(&self, _what: &str) {
        self.faulted.store(true, Ordering::Relaxed);
    }

    async fn open(&self, purpose: Purpose) -> Result<(To, Of), Broken> {
        let ((to, of), (their_to, their_of), bytes) = stream();
        drop(bytes);
        let (to, their_to) =
            (To(to.0.clone(), Arc::clone(&self.bytes)), To(their_to.0.clone(), Arc::clone(&self.bytes)));
        self.streams.send((purpose, their_to, their_of)).map_err(|_| Broken("nobody listens".to_owned()))?;
        Ok((to, of))
    }
}

/// A connection between two nodes, by the seeds of their keys; what each end is given to accept comes with it.
pub(crate) fn wire(
    dialler: u8,
    dialled: u8,
    readers: [&[PublicKey]; 2],
) -> [(Wire, mpsc::UnboundedReceiver<Opened>); 2] {
    let bytes = Arc::new(AtomicU64::new(0));
    let ((here, heard_there), (there, heard_here)) = (mpsc::unbounded_channel(), mpsc::unbounded_channel());
    let can = Arc::new(AtomicBool::new(true));
    let end = |peer: u8, dialled, streams, readers: &[PublicKey]| Wire {
        peer: secret(peer).public(),
        readers: Arc::new(readers.to_vec()),
        dialled,
        streams,
        bytes: Arc::clone(&bytes),
        faulted: Arc::default(),
        can: Arc::clone(&can),
    };
    [
        (end(dialled, true, here, readers[1]), heard_here),
        (end(dialler, false, there, readers[0]), heard_there),
    ]
}
