//! The network as the node holds it.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use cyberfly_core::certificate::{self, Certificate};
use cyberfly_core::hello::{CERTIFICATES_LIMIT, Capabilities};
use cyberfly_core::peer::{PeerAddress, Reach, Source};
use cyberfly_core::ticket::Ticket;
use cyberfly_core::{ErrorCode, PublicKey, Refused, SecretKey};
use tokio::sync::{Semaphore, broadcast, oneshot, watch};

use crate::book::{Book, Page};
use crate::clock::now_ms;
use crate::control::Order;
use crate::doorstep::{CallerLimit, Doorstep};
use crate::endpoint::{self, BindError};
use crate::event::Event;
use crate::find::file::PeersFile;
use crate::find::{exchange, mdns, remembered};
use crate::gatekeeper::{Gatekeeper, RuleReport};
use crate::handshake::Myself;
use crate::inner::{Inner, limit_window};
use crate::link::{Link, LinkError};
use crate::pace::Pace;
use crate::reason::Reason;
use crate::report::PeerReport;
use crate::settings::{Changeable, Settings};
use crate::table::{Entry, Phase};
use crate::topology::Topology;
use crate::turns::Turns;
use crate::{Protocols, accept};
use crate::{live, sync};

/// How long closing may take: peers are told, nobody is waited for longer.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// How many events are kept for who does not hear them at once.
const EVENTS_KEPT: usize = 1024;
/// From so many failures in a row on, a peer that is wanted counts as unreachable.
const UNREACHABLE: u32 = 3;

/// The network. Clones are the same one; it goes on until [`Network::close`].
#[derive(Clone)]
pub struct Network(Arc<Inner>);

/// What is known of the network at one moment, for whoever looks after its health.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// How many peers a person wants.
    pub wanted: u64,
    /// How many of them are connected.
    pub wanted_active: u64,
    /// How many of them were tried several times in vain.
    pub unreachable: u64,
    /// How many of them refuse this node, or are refused by it.
    pub refused: u64,
    /// The keys that two nodes run with, this node's own among them.
    pub same_key: Vec<PublicKey>,
    /// Bytes that were sent since the start, with everything around them.
    pub sent_bytes: u64,
    /// Bytes that were received.
    pub received_bytes: u64,
}

impl Network {
    /// Opens the endpoint, takes calls and dials. Nothing is waited for but the sockets; on an error nothing is open.
    pub async fn start(
        settings: Settings,
        key: &SecretKey,
        protocols: Arc<dyn Protocols>,
    ) -> Result<Self, BindError> {
        let endpoint = endpoint::bind(&settings.listen, settings.reach, key).await?;
        let mut instance = [0; 16];
        getrandom::fill(&mut instance).map_err(|error| BindError::Other(error.to_string()))?;
        let own =
            settings.exchange.then_some(exchange::CAPABILITY).into_iter().chain([live::TRACES, sync::PACKED]);
        let me = Myself {
            name: settings.name.clone(),
            secret: settings.secret.clone(),
            capabilities: Capabilities::of(settings.capabilities.words().chain(own)),
            instance,
            program: settings.program.clone(),
            port: endpoint.bound_sockets().first().map_or(0, SocketAddr::port),
            certificates: Vec::new(),
        };
        let book = Book(settings.folder.clone());
        let gatekeeper = Gatekeeper::default();
        gatekeeper.set_rules(&settings.changeable.rules);
        for line in book.read(Page::Banned) {
            match line.parse() {
                Ok(id) => drop(gatekeeper.ban(id)),
                Err(error) => tracing::warn!(line, %error, "a ban cannot be read and does not hold"),
            }
        }
        let limits = settings.changeable.bandwidth;
        let slots = Arc::new(Semaphore::new(settings.max_peers));
        let inner = Arc::new(Inner {
            endpoint: endpoint.clone(),
            me,
            id: key.public(),
            key: key.clone(),
            protocols,
            table: Mutex::default(),
            announced: Mutex::default(),
            gatekeeper,
            certificates: Mutex::new(kept_certificates(&book, key.public())),
            book,
            telling: Mutex::default(),
            turns: Arc::new(Turns::new(Arc::clone(&slots))),
            doorstep: Arc::new(Doorstep::new()),
            slots,
            pace: Arc::new(Pace::new(limits.up, limits.down)),
            changes: watch::channel(0).0,
            events: broadcast::channel(EVENTS_KEPT).0,
            sent: AtomicU64::new(0),
            received: AtomicU64::new(0),
            own_double: AtomicBool::new(false),
            tasks: Mutex::default(),
            changeable: Mutex::new(settings.changeable.clone()),
            settings,
        });
        let weak = || Arc::downgrade(&inner);
        for peer in &inner.settings.peers {
            inner.learn(peer, Source::Configured);
        }
        let remembered = remembered::recall(&inner);
        inner.spawn(remembered::run(weak(), remembered));
        if inner.settings.exchange {
            inner.spawn(exchange::run(weak()));
        }
        if let Some(path) = inner.settings.peers_file.clone() {
            let mut peers = PeersFile::at(path);
            peers.look(&inner).await;
            inner.spawn(peers.follow(weak()));
        }
        if inner.settings.reach != Reach::Local {
            inner.spawn(mdns::run(weak(), endpoint.clone()));
        }
        inner.spawn(accept::take_calls(weak(), endpoint));
        Ok(Self(inner))
    }

    /// The addresses where connections are taken.
    pub fn listens_at(&self) -> Vec<SocketAddr> {
        self.0.endpoint.bound_sockets()
    }

    /// How it stands with every peer, in the order of their ids.
    pub fn peers(&self) -> Vec<PeerReport> {
        let (now, inner) = (now_ms(), &self.0);
        let table = inner.table();
        let report = |(id, entry): (&PublicKey, &Entry)| {
            let report = entry.report(*id, inner.gatekeeper.is_banned(*id), now);
            (entry.rank(), PeerReport { is_being_tried: inner.is_being_tried(entry, report.state), ..report })
        };
        let mut reports: Vec<_> = table.peers.iter().map(report).collect();
        drop(table);
        let mut order: Vec<_> = reports.iter().enumerate().map(|(at, (rank, _))| (*rank, at)).collect();
        order.sort_unstable();
        for (place, (_, at)) in (1..).zip(order) {
            reports[at].1.rank = place;
        }
        reports.into_iter().map(|(_, report)| report).collect()
    }

    /// How the limits on callers stand.
    pub fn caller_limits(&self) -> [CallerLimit; 3] {
        self.0.doorstep.limits()
    }

    /// The link with a peer, if there is one.
    pub fn link(&self, peer: PublicKey) -> Option<Link> {
        Some(self.0.table().peers.get(&peer)?.active.as_ref()?.link.clone())
    }

    /// Changes whenever something about a peer does.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// Begins to listen to what happens.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Connects to a peer, at once if it is known already. This node itself is refused, and a banned one.
    pub fn add(&self, peer: &PeerAddress) -> Result<(), Refused> {
        if peer.id == self.0.id {
            return Err(Refused::new(ErrorCode::BadRequest, "this is the node itself; nothing was changed"));
        }
        if self.0.gatekeeper.is_banned(peer.id) {
            return Err(Refused::new(ErrorCode::NotAllowed, "the peer is banned; nothing was changed"));
        }
        self.0.learn(peer, Source::Added);
        Ok(())
    }

    /// Ends the connection with a peer and forgets it. It may come back by itself. Says whether it was known.
    pub fn remove(&self, peer: PublicKey) -> bool {
        self.0.forget(peer)
    }

    /// Makes the connection with a peer anew. Where there is none, the next try comes at once, whatever went before. Says
    /// whether the peer is known.
    pub fn reconnect(&self, peer: PublicKey) -> bool {
        let inner = &self.0;
        let ended = {
            let mut table = inner.table();
            let Some(entry) = table.peers.get_mut(&peer) else { return false };
            let ended = entry.active.take();
            // A try that is under way is what was asked for.
            if ended.is_some() || entry.phase != Phase::Connecting {
                entry.forgive(now_ms());
            }
            ended
        };
        if let Some(active) = ended {
            inner.end(&active.link, Reason::Renewed);
        }
        inner.changed();
        true
    }

    /// Ends the connection with a peer, and has none with it until it is unbanned, after a restart too. Says whether that is
    /// news. On an error nothing has changed.
    pub fn ban(&self, peer: PublicKey) -> std::io::Result<bool> {
        let inner = &self.0;
        if !inner.gatekeeper.ban(peer) {
            return Ok(false);
        }
        if let Err(error) = self.write_bans() {
            inner.gatekeeper.unban(peer);
            return Err(error);
        }
        let ended = {
            let mut table = inner.table();
            let entry = table.peers.entry(peer).or_insert_with(|| Entry::new(now_ms()));
            entry.enter(Phase::Known, now_ms());
            entry.active.take()
        };
        if let Some(active) = ended {
            inner.end(&active.link, Reason::Removed);
        }
        inner.changed();
        Ok(true)
    }

    /// Takes a ban back. Says whether there was one. On an error nothing has changed.
    pub fn unban(&self, peer: PublicKey) -> std::io::Result<bool> {
        let inner = &self.0;
        if !inner.gatekeeper.unban(peer) {
            return Ok(false);
        }
        if let Err(error) = self.write_bans() {
            inner.gatekeeper.ban(peer);
            return Err(error);
        }
        let mut table = inner.table();
        if let Some(entry) = table.peers.get_mut(&peer) {
            entry.reason = None;
            entry.wake.notify_one();
            if entry.sources.is_empty() {
                table.peers.remove(&peer);
            }
        }
        drop(table);
        inner.changed();
        Ok(true)
    }

    fn write_bans(&self) -> std::io::Result<()> {
        let banned = self.0.gatekeeper.banned();
        self.0.book.write(Page::Banned, banned.iter().map(ToString::to_string))
    }

    /// The rules about who may connect, with how often each decided.
    pub fn rules(&self) -> Vec<RuleReport> {
        self.0.gatekeeper.rules()
    }

    /// Shows a certificate to peers from now on, after a restart too; connections are made anew for it. Returns its author.
    /// Refused if it is not for this node, and on an error, nothing has changed.
    pub fn certify(&self, bytes: Vec<u8>) -> Result<(PublicKey, Certificate), Refused> {
        let inner = &self.0;
        let now = now_ms() / 1_000;
        let (author, certificate) = Certificate::check(&bytes, inner.id, now)?;
        {
            let mut held = inner.certificates.lock().unwrap_or_else(PoisonError::into_inner);
            let mut new = held.clone();
            // One for each author: the newest.
            let other =
                |bytes: &Vec<u8>| Certificate::check(bytes, inner.id, now).is_ok_and(|(by, _)| by != author);
            new.retain(other);
            if new.len() >= CERTIFICATES_LIMIT {
                let reason =
                    format!("a node shows at most {CERTIFICATES_LIMIT} certificates; nothing was changed");
                return Err(Refused::new(ErrorCode::LimitExceeded, reason));
            }
            new.push(bytes);
            let lines = new.iter().map(|bytes| certificate::write(bytes));
            inner.book.write(Page::Certificates, lines).map_err(|error| {
                Refused::new(ErrorCode::Internal, format!("the certificate cannot be kept: {error}"))
            })?;
            *held = new;
        }
        let links: Vec<_> = {
            let table = inner.table();
            table.peers.values().filter_map(|entry| Some(entry.active.as_ref()?.link.clone())).collect()
        };
        links.iter().for_each(|link| link.0.close(Reason::Renewed));
        Ok((author, certificate))
    }

    /// Asks a peer whether it is there; returns how long its answer took.
    pub async fn ping(&self, peer: PublicKey) -> Result<Duration, LinkError> {
        let lost = || LinkError::Closed(Reason::Lost("there is no connection with it".to_owned()));
        let link = self.link(peer).ok_or_else(lost)?;
        let (waiting, answered) = oneshot::channel();
        link.0.orders.send(Order::Ping(waiting)).await.map_err(|_| lost())?;
        answered.await.map_err(|_| lost())
    }

    /// What another node needs to connect to this one.
    pub fn ticket(&self) -> Ticket {
        self.0.ticket()
    }

    /// Who is connected to whom, as far as this node knows.
    pub fn topology(&self) -> Topology {
        self.0.topology()
    }

    /// What is known of the network now.
    pub fn facts(&self) -> Facts {
        let inner = &self.0;
        let table = inner.table();
        let mut facts = Facts {
            sent_bytes: inner.sent.load(Ordering::Relaxed),
            received_bytes: inner.received.load(Ordering::Relaxed),
            ..Facts::default()
        };
        if inner.own_double.load(Ordering::Relaxed) {
            facts.same_key.push(inner.id);
        }
        for (id, entry) in &table.peers {
            if entry.has_double {
                facts.same_key.push(*id);
            }
            if let Some(active) = &entry.active {
                let stats = active.link.0.connection.stats();
                facts.sent_bytes += stats.udp_tx.bytes;
                facts.received_bytes += stats.udp_rx.bytes;
            }
            if entry.is_wanted() && !inner.gatekeeper.is_banned(*id) {
                facts.wanted += 1;
                match (&entry.active, entry.phase) {
                    (Some(_), _) => facts.wanted_active += 1,
                    (None, Phase::Refused { .. }) => facts.refused += 1,
                    (None, _) if entry.backoff.failures() >= UNREACHABLE => facts.unreachable += 1,
                    (None, _) => {}
                }
            }
        }
        facts
    }

    /// Goes on with other limits and rules; connections that are not wanted any more are ended.
    pub fn reconfigure(&self, changeable: Changeable) {
        let inner = &self.0;
        let limits = changeable.bandwidth;
        inner.gatekeeper.set_rules(&changeable.rules);
        *inner.changeable.lock().unwrap_or_else(PoisonError::into_inner) = changeable;
        inner.pace.set(limits.up, limits.down);
        let links: Vec<_> = {
            let table = inner.table();
            table.peers.values().filter_map(|entry| Some(entry.active.as_ref()?.link.clone())).collect()
        };
        for link in links {
            link.0.paces[1].set(limits.up_per_peer, limits.down_per_peer);
            limit_window(&link.0.connection, limits);
            if let Err(refused) = inner.gatekeeper.admits(link.peer(), link.ip()) {
                link.0.close(Reason::Refused(refused));
            }
        }
    }

    /// Tells every peer that this node leaves, and closes the endpoint. Afterwards nothing runs any more.
    pub async fn close(&self) {
        let inner = &self.0;
        let links: Vec<Link> = {
            let mut table = inner.table();
            table
                .peers
                .values_mut()
                .filter_map(|entry| entry.active.take())
                .map(|active| active.link)
                .collect()
        };
        links.iter().for_each(|link| inner.end(link, Reason::Closing));
        let mut tasks = std::mem::take(&mut *inner.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.abort_all();
        if tokio::time::timeout(CLOSE_TIMEOUT, inner.endpoint.close()).await.is_err() {
            tracing::debug!("not every connection was ended in time");
        }
        inner.changed();
    }
}

/// The certificates from before that still hold.
fn kept_certificates(book: &Book, id: PublicKey) -> Vec<Vec<u8>> {
    let held = book.read(Page::Certificates).into_iter().filter_map(|line| {
        let bytes = certificate::read(&line);
        let held = bytes.and_then(|bytes| Certificate::check(&bytes, id, now_ms() / 1_000).map(|_| bytes));
        held.inspect_err(|refused| tracing::warn!(%refused, "a certificate is not shown any more")).ok()
    });
    held.take(CERTIFICATES_LIMIT).collect()
}
