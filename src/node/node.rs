//! A node: the store, the writer and what it knows of itself.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, Weak};
use std::thread::JoinHandle;
use std::time::Instant;

use cyberfly_core::clock::Clock;
use cyberfly_core::{DbName, ErrorCode, Key, PublicKey, SecretKey};
use cyberfly_net::{Network, Replication};
use cyberfly_protocol::{
    BlobReceipt, ByteStream, Caller, Door, Entry, ErrorBody, Event, Health, HealthReport, Listen, LogStream,
    Logs, NodeState, Observe, ObserveStream, Prepare, Prepared, Query, QueryAnswer, Receipt, Receipts, Reply,
    SCHEMA_VERSION, Status, StoppingReceipt, Submission, Watch, WatchStream,
};
use cyberfly_store::{Options, Store};
use tokio::sync::{Semaphore, watch};

use crate::absent::{self, Absent, Known};
use crate::audit::Audit;
use crate::background::Background;
use crate::blobs;
use crate::builder::{Builder, Parts};
use crate::config::Config;
use crate::events;
use crate::failure::store_error;
use crate::health::Trend;
use crate::jobs::Jobs;
use crate::logbook::LogBook;
use crate::network::{Data, Policy};
use crate::observe::Survey;
use crate::observer::Observer;
use crate::pulse::Pulse;
use crate::quotas::Quotas;
use crate::refusals::Counts;
use crate::system::WallClock;
use crate::tasks::{self, Memory};
use crate::write::{Gate, HandedIn, Stages, stopping};
use crate::{collection, compaction, learning, logbook, observe, prepare, queries};

/// How many questions and commands are worked on at once, each in a thread of its own. More wait for their turn.
const SHORT_READS_LIMIT: usize = 64;
/// How many of those that may take long are worked on at once.
const LONG_READS_LIMIT: usize = 4;

/// Where a node stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It opens its doors.
    Starting,
    /// It serves.
    Ready,
    /// It was asked to stop, finishes what it has begun and takes nothing new.
    Draining,
}

impl Phase {
    /// The same as those see it who ask for the status.
    pub const fn state(self) -> NodeState {
        match self {
            Phase::Starting => NodeState::Starting,
            Phase::Ready => NodeState::Ready,
            Phase::Draining => NodeState::Draining,
        }
    }
}

/// A node, as long as somebody else keeps it.
pub(crate) struct WeakNode(Weak<Inner>);

impl WeakNode {
    /// The node, if it is still there.
    pub(crate) fn upgrade(&self) -> Option<Node> {
        self.0.upgrade().map(Node)
    }

    /// Takes a sample and reports how the node is; none when it is gone.
    pub(crate) fn look(&self) -> Option<HealthReport> {
        let node = Node(self.0.upgrade()?);
        node.sample();
        Some(node.health())
    }

    /// How often each limit refused since the node began.
    pub(crate) fn refusals(&self) -> Counts {
        self.upgrade().map_or_else(Vec::new, |node| node.refusals())
    }

    /// Tells of an event, if the node is still there.
    pub(crate) fn tell(&self, event: Event) {
        if let Some(inner) = self.0.upgrade() {
            inner.observer.events.tell(event);
        }
    }
}

/// A node that owns a data directory. Clones are the same node.
#[derive(Clone)]
pub struct Node(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Arc<Store>,
    pub(crate) observer: Arc<Observer>,
    pub(crate) logbook: Arc<LogBook>,
    pub(crate) survey: Survey,
    pub(crate) quotas: Quotas,
    /// The system's clock, or another one.
    pub(crate) time: Arc<dyn WallClock>,
    pub(crate) settings: watch::Sender<Arc<Config>>,
    pub(crate) trend: Mutex<Trend>,
    pub(crate) pulse: Mutex<Option<Pulse>>,
    pub(crate) gate: Gate,
    /// The gate for what peers send.
    pub(crate) peers_gate: Gate,
    pub(crate) stages: RwLock<Option<Arc<Stages>>>,
    writer_thread: Mutex<Option<JoinHandle<()>>>,
    background: Mutex<Vec<Background>>,
    pub(crate) jobs: Jobs,
    /// What the node does by its schedules.
    pub(crate) tasks: Memory,
    pub(crate) identity: Option<SecretKey>,
    audit: Audit,
    /// Other nodes, once the node has joined them.
    pub(crate) network: Mutex<Option<Network>>,
    /// Which databases are replicated.
    pub(crate) policy: Arc<Policy>,
    /// What is spoken with peers about data, once the node has joined them.
    pub(crate) replication: OnceLock<Arc<Replication<Data>>>,
    pub(crate) started: Instant,
    pub(crate) phase: watch::Sender<Phase>,
    listen: Mutex<Listen>,
    /// Stamps what this node draws up for others.
    pub(crate) clock: Mutex<Clock>,
    pub(crate) short_reads: Semaphore,
    pub(crate) long_reads: Semaphore,
}

/// Which databases are this node's own.
fn open_policy(store: &Store, owners: Vec<PublicKey>) -> Result<Policy, ErrorBody> {
    let here = || {
        let databases = store.databases().map_err(std::io::Error::other)?;
        Ok(databases.into_iter().map(|(name, _)| name).collect())
    };
    Policy::open(store.folder().root(), owners, here).map_err(|error| {
        let message = format!("what was written through this node cannot be read or noted: {error}");
        ErrorBody::new(ErrorCode::Internal, message).hint("look at the file `written` in the data directory")
    })
}

impl Node {
    /// A node that is to be opened on this data directory, with the defaults for everything else.
    pub fn builder(data: &Path) -> Builder {
        Builder::new(data)
    }

    /// Opens the data directory for one process that serves, with an identity of its own.
    pub fn open(data: &Path, options: Options) -> Result<Self, ErrorBody> {
        Self::builder(data).options(options).open()
    }

    /// Opens the data directory for a single command: no identity is needed, none is made.
    pub fn open_for_command(data: &Path, options: Options) -> Result<Self, ErrorBody> {
        Self::builder(data).options(options).without_identity().open()
    }

    pub(crate) fn assemble(
        store: Arc<Store>,
        identity: Option<SecretKey>,
        parts: Parts,
    ) -> Result<Self, ErrorBody> {
        let Parts { observer, time, config, logbook, mut owners } = parts;
        owners.extend(&config.node.operators);
        let policy = open_policy(&store, owners)?;
        observer.events.begins_at(store.end_place());
        let (stages, thread) = Stages::start(&store, &observer)?;
        let signer = identity.as_ref().map(|key| SecretKey::from_seed(&key.seed()));
        let tasks = Memory::open(store.folder().root());
        let audit = Audit::open(store.folder().root(), config.audit.clone(), signer)?;
        let mut background = Vec::new();
        // A single command has no time for it.
        if identity.is_some() {
            background.extend(compaction::start(Arc::clone(&store), store.compaction_rate())?);
            background.push(collection::start(Arc::clone(&store))?);
            background.push(learning::start(Arc::clone(&store))?);
        }
        let node = Self(Arc::new(Inner {
            store,
            observer,
            logbook,
            survey: Survey::default(),
            quotas: Quotas::new(&config.limits),
            time,
            settings: watch::channel(Arc::new(config)).0,
            trend: Mutex::default(),
            pulse: Mutex::default(),
            gate: Gate::new(),
            peers_gate: Gate::for_peers(),
            stages: RwLock::new(Some(Arc::new(stages))),
            writer_thread: Mutex::new(Some(thread)),
            background: Mutex::new(background),
            jobs: Jobs::new(),
            tasks,
            identity,
            audit,
            network: Mutex::default(),
            policy: Arc::new(policy),
            replication: OnceLock::new(),
            started: Instant::now(),
            phase: watch::channel(Phase::Starting).0,
            listen: Mutex::default(),
            clock: Mutex::default(),
            short_reads: Semaphore::new(SHORT_READS_LIMIT),
            long_reads: Semaphore::new(LONG_READS_LIMIT),
        }));
        node.0.observer.events.tell(Event::Lifecycle { state: NodeState::Starting });
        if node.0.identity.is_some() {
            let pulse = Pulse::start(WeakNode(Arc::downgrade(&node.0)));
            *node.0.pulse.lock().unwrap_or_else(PoisonError::into_inner) = Some(pulse);
            let tasks = tasks::start(node.downgrade())?;
            node.0.background.lock().unwrap_or_else(PoisonError::into_inner).push(tasks);
        }
        Ok(node)
    }

    /// The same node, which does not keep it.
    pub(crate) fn downgrade(&self) -> WeakNode {
        WeakNode(Arc::downgrade(&self.0))
    }

    /// The node's public key; none when it was opened for a single command.
    pub fn id(&self) -> Option<PublicKey> {
        self.0.identity.as_ref().map(SecretKey::public)
    }

    /// The node's own key; none when it was opened for a single command.
    pub(crate) fn identity(&self) -> Option<&SecretKey> {
        self.0.identity.as_ref()
    }

    /// The audit log; a node that was opened for a single command writes none.
    pub fn audit(&self) -> &Audit {
        &self.0.audit
    }

    /// Tells the node where it can be reached, and that it serves now.
    pub fn serves_at(&self, listen: Listen) {
        *self.0.listen.lock().unwrap_or_else(PoisonError::into_inner) = listen;
        let is_ready = self.0.phase.send_if_modified(|phase| {
            let starting = *phase == Phase::Starting;
            if starting {
                *phase = Phase::Ready;
            }
            starting
        });
        if is_ready {
            self.0.observer.events.tell(Event::Lifecycle { state: NodeState::Ready });
        }
    }

    /// Where the node stands, to be watched.
    pub fn phase(&self) -> watch::Receiver<Phase> {
        self.0.phase.subscribe()
    }

    /// Begins to stop: from now on no writes are taken.
    pub fn drain(&self) {
        let before = self.0.phase.send_replace(Phase::Draining);
        if before != Phase::Draining {
            self.0.observer.events.tell(Event::Lifecycle { state: NodeState::Draining });
        }
    }

    /// Commits what waits and closes the store. The lock on the data directory is free when the last clone is dropped.
    pub fn close(&self) -> Result<(), ErrorBody> {
        self.drain();
        drop(self.0.stages.write().unwrap_or_else(PoisonError::into_inner).take());
        let background =
            std::mem::take(&mut *self.0.background.lock().unwrap_or_else(PoisonError::into_inner));
        background.into_iter().for_each(Background::stop);
        self.0.jobs.close();
        let thread = self.0.writer_thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            return Err(ErrorBody::new(ErrorCode::Internal, "the writer ended with a fault"));
        }
        self.0.audit.close();
        self.0.store.close().map_err(|error| store_error(&error))
    }

    /// Does what may take a while where it blocks nobody else.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        turns: &Semaphore,
        read: impl FnOnce(&Store) -> Result<T, ErrorBody> + Send + 'static,
    ) -> Result<T, ErrorBody> {
        let ended = || ErrorBody::new(ErrorCode::Internal, "what was asked ended with a fault");
        let _turn = turns.acquire().await.map_err(|_| stopping())?;
        let store = Arc::clone(&self.0.store);
        tokio::task::spawn_blocking(move || read(&store)).await.map_err(|_| ended())?
    }

    /// Answers a query as far as this caller may know the answer.
    pub async fn query_as(&self, caller: Caller, query: Query) -> Result<QueryAnswer, ErrorBody> {
        let is_long = queries::is_long(&query);
        if is_long {
            self.0.quotas.spare_memory()?;
        }
        let turns = if is_long { &self.0.long_reads } else { &self.0.short_reads };
        let now = self.0.time.now_ms();
        self.read_whole(turns, move |store, absent| queries::answer(store, caller, &query, now, absent)).await
    }

    /// The value of a key as far as this caller may know it.
    pub async fn get_as(&self, caller: Caller, db: DbName, key: Key) -> Result<Entry, ErrorBody> {
        let now = self.0.time.now_ms();
        // To change threads costs more than a short read does.
        if let Some(got) = queries::get_at_once(&self.0.store, caller, &db, &key, now) {
            return got;
        }
        let get = move |store: &Store, absent: &Absent| queries::get(store, caller, &db, &key, now, absent);
        self.read_whole(&self.0.short_reads, get).await
    }

    /// How many bytes a blob has, and they as they are read, as far as this caller may know them; `not_found` if the database does not
    /// refer to it. One that is not here comes from a peer. The last piece comes when all of them are known to be those of the
    /// hash.
    pub async fn blob_as(
        &self,
        caller: Caller,
        db: DbName,
        hash: [u8; 32],
    ) -> Result<(u64, ByteStream), ErrorBody> {
        let (now, of) = (self.0.time.now_ms(), db.clone());
        let open = move |store: &Store| match queries::may_read(store, caller, &of, now)? {
            true => absent::known(store, &of, &hash),
            false => Ok(Known::Nowhere),
        };
        match self.read(&self.0.long_reads, open).await? {
            Known::Here(file) => blobs::pieces(file, hash),
            Known::Absent => self.coming(db, hash).await,
            Known::Nowhere => {
                Err(ErrorBody::new(ErrorCode::NotFound, "this blob is not here, or not for you"))
            }
        }
    }

    /// Draws up an operation, if the caller may know what it rests on. Whoever signs it must have the right to write.
    pub async fn prepare_as(&self, caller: Caller, request: Prepare) -> Result<Prepared, ErrorBody> {
        self.0.quotas.spare_memory()?;
        let inner = Arc::clone(&self.0);
        self.read_whole(&self.0.short_reads, move |store, absent| {
            let now = inner.time.now_ms();
            if !queries::may_read(store, caller, &request.db, now)? {
                // That a database is private shows in its name, so this tells nothing of what it holds.
                let message = format!("{} is private, and what it holds decides", request.db.label());
                return Err(ErrorBody::new(ErrorCode::NotAllowed, message)
                    .hint("prove a key that may read it, or build the operation yourself"));
            }
            prepare::prepare(store, &inner.clock, &request, now, absent)
        })
        .await
    }

    /// Watches a database, if the caller may read it, and for as long as it may.
    pub async fn watch_as(&self, caller: Caller, watch: Watch) -> Result<WatchStream, ErrorBody> {
        events::watch(self, caller, watch).await
    }

    /// Whether the caller may read a database now.
    pub async fn may_read(&self, caller: Caller, db: &DbName) -> Result<bool, ErrorBody> {
        let (db, now) = (db.clone(), self.0.time.now_ms());
        self.read(&self.0.short_reads, move |store| queries::may_read(store, caller, &db, now)).await
    }

    pub(crate) fn describe(&self, health: Health) -> Status {
        let network = self.network();
        let mut listen = self.0.listen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let bound = network.as_ref().map(Network::listens_at).unwrap_or_default();
        listen.quic = bound.iter().map(ToString::to_string).collect();
        Status {
            schema_version: SCHEMA_VERSION,
            state: self.0.phase.borrow().state(),
            node_id: self.id().map(|id| id.to_string()),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            pid: Some(std::process::id()),
            uptime_seconds: Some(self.0.started.elapsed().as_secs()),
            data_dir: Some(self.0.store.folder().root().display().to_string()),
            network: network.map(|_| self.0.settings.borrow().network.name.to_string()),
            listen: Some(listen),
            tls: self.door().status(),
            peers: Some(self.peer_counts()),
            health: Some(health),
            operations: Some(self.0.store.operations()),
        }
    }
}

impl Door for Node {
    fn status(&self) -> Reply<'_, Status> {
        Box::pin(async { Ok(self.describe(Node::health(self).health())) })
    }

    fn health(&self) -> Reply<'_, HealthReport> {
        Box::pin(async { Ok(Node::health(self)) })
    }

    fn submit(&self, operation: Vec<u8>) -> Reply<'_, Receipt> {
        Box::pin(self.take(HandedIn { bytes: operation, ..HandedIn::default() }))
    }

    fn prepare(&self, request: Prepare) -> Reply<'_, Prepared> {
        Box::pin(self.prepare_as(Caller::Operator, request))
    }

    fn submit_prepared(&self, submission: Submission) -> Reply<'_, Receipt> {
        Box::pin(async move {
            let bytes = submission.bytes()?;
            self.take(HandedIn { bytes, saw: Some(submission.saw), from: None }).await
        })
    }

    fn submit_many(&self, operations: Vec<Vec<u8>>) -> Reply<'_, Receipts> {
        Box::pin(async move { Ok(self.take_many(operations, None).await.into()) })
    }

    fn query(&self, query: Query) -> Reply<'_, QueryAnswer> {
        Box::pin(self.query_as(Caller::Operator, query))
    }

    fn keep_blob<'a>(&'a self, db: &'a DbName, bytes: ByteStream) -> Reply<'a, BlobReceipt> {
        Box::pin(blobs::keep(self, db, bytes))
    }

    fn blob<'a>(&'a self, db: &'a DbName, hash: [u8; 32]) -> Reply<'a, ByteStream> {
        Box::pin(async move { Ok(self.blob_as(Caller::Operator, db.clone(), hash).await?.1) })
    }

    fn get<'a>(&'a self, db: &'a DbName, key: &'a Key) -> Reply<'a, Entry> {
        Box::pin(self.get_as(Caller::Operator, db.clone(), key.clone()))
    }

    fn watch(&self, watch: Watch) -> Reply<'_, WatchStream> {
        Box::pin(self.watch_as(Caller::Operator, watch))
    }

    fn observe(&self, observe: Observe) -> Reply<'_, ObserveStream> {
        Box::pin(async move { observe::observe(self, observe) })
    }

    fn logs(&self, logs: Logs) -> Reply<'_, LogStream> {
        Box::pin(async move { Ok(logbook::read(self, logs)) })
    }

    fn stop(&self) -> Reply<'_, StoppingReceipt> {
        Box::pin(async {
            self.drain();
            Ok(StoppingReceipt { schema_version: SCHEMA_VERSION, pid: std::process::id() })
        })
    }
}

#[cfg(test)]
#[path = "node_tests.rs"]
mod tests;
