//! What is known of the sessions: where each stands, what each brought, and those that are over.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use cyberfly_core::session::{Event, State};
use cyberfly_core::{DbName, ErrorCode, PublicKey};
use tokio::sync::watch;

use super::session::Done;

/// How many databases are remembered for a peer: those that were worked on last.
const DATABASES_KEPT: usize = 1_024;
/// How many peers are remembered that are not connected.
const PEERS_KEPT: usize = 256;
/// How many sessions are remembered.
const HISTORY_KEPT: usize = 256;

/// A database between this node and a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseRow {
    /// The database.
    pub name: DbName,
    /// How many operations were missing here when the last session had ended.
    pub missing_here: u64,
    /// How many were missing there.
    pub missing_there: u64,
    /// How many came, since the node began.
    pub received: u64,
    /// How many were sent.
    pub sent: u64,
    /// Bytes of those that came.
    pub bytes_in: u64,
    /// Bytes of those that were sent.
    pub bytes_out: u64,
    /// How many are put off, since their stamps lie ahead of this node's clock.
    pub too_early: u64,
    /// When a session went through it to the end, in Unix milliseconds.
    pub last_success_ms: Option<u64>,
}

/// A peer, as far as sessions go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerRow {
    /// Its node id.
    pub peer: PublicKey,
    /// Whether there is a connection.
    pub is_connected: bool,
    /// Where the session with it stands.
    pub state: State,
    /// When both were last found to hold the same of all that both replicate, in Unix milliseconds.
    pub equal_at_ms: Option<u64>,
    /// When a session last ended well.
    pub last_success_ms: Option<u64>,
    /// When the session that is under way, or the last one, began.
    pub began_ms: Option<u64>,
    /// How long the last one that ended took.
    pub took_ms: Option<u64>,
    /// How many operations came, since the node began.
    pub received: u64,
    /// How many were sent.
    pub sent: u64,
    /// Bytes of those that came.
    pub bytes_in: u64,
    /// Bytes of those that were sent.
    pub bytes_out: u64,
    /// The databases that were worked on, by name.
    pub databases: Vec<DatabaseRow>,
}

/// A session that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Its number; they ascend.
    pub number: u64,
    /// With whom.
    pub peer: PublicKey,
    /// Whether this node began it.
    pub began_here: bool,
    /// When it began, in Unix milliseconds.
    pub began_ms: u64,
    /// How long it took.
    pub took_ms: u64,
    /// What it came to.
    pub done: Done,
    /// Why it failed, if it did.
    pub failure: Option<(ErrorCode, String)>,
}

#[derive(Debug, Default)]
struct Pages {
    peers: BTreeMap<PublicKey, Page>,
    history: VecDeque<SessionRow>,
    next: u64,
}

#[derive(Debug, Default)]
struct Page {
    is_connected: bool,
    state: State,
    equal_at_ms: Option<u64>,
    last_success_ms: Option<u64>,
    began_ms: Option<u64>,
    took_ms: Option<u64>,
    totals: Totals,
    databases: BTreeMap<DbName, (u64, DatabaseRow)>,
    uses: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    received: u64,
    sent: u64,
    bytes_in: u64,
    bytes_out: u64,
}

/// The book of all sessions of a node.
#[derive(Debug)]
pub struct Book {
    pages: Mutex<Pages>,
    changed: watch::Sender<u64>,
}

impl Default for Book {
    fn default() -> Self {
        Self { pages: Mutex::default(), changed: watch::channel(0).0 }
    }
}

impl Book {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells each change of a state, and each session that is over.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn tell(&self) {
        self.changed.send_modify(|changes| *changes += 1);
    }

    pub(super) fn connected(&self, peer: PublicKey, is_connected: bool) {
        let mut pages = self.pages();
        pages.peers.entry(peer).or_default().is_connected = is_connected;
        if pages.peers.len() > PEERS_KEPT {
            let gone = pages.peers.iter().find(|(_, page)| !page.is_connected).map(|(peer, _)| *peer);
            gone.map(|peer| pages.peers.remove(&peer));
        }
        drop(pages);
        self.tell();
    }

    /// A session begins, whatever was before.
    pub(super) fn begin(&self, peer: PublicKey, now_ms: u64) {
        self.event(peer, Event::Stopped);
        self.event(peer, Event::Start { now_ms });
    }

    /// Something happened in a session. What cannot happen in its state changes nothing.
    pub(super) fn event(&self, peer: PublicKey, event: Event) {
        let (was, is) = {
            let mut pages = self.pages();
            let page = pages.peers.entry(peer).or_default();
            let was = page.state.word();
            if let Event::Start { now_ms } = &event {
                page.began_ms = Some(*now_ms);
            }
            if let Err(error) = page.state.apply(event) {
                tracing::trace!(%peer, %error, "a session went on unlike any other");
            }
            (was, page.state.word())
        };
        if was != is {
            self.tell();
        }
    }

    pub(super) fn database(&self, peer: PublicKey, row: DatabaseRow) {
        let mut pages = self.pages();
        let page = pages.peers.entry(peer).or_default();
        page.uses += 1;
        let uses = page.uses;
        page.totals.received += row.received;
        page.totals.sent += row.sent;
        page.totals.bytes_in += row.bytes_in;
        page.totals.bytes_out += row.bytes_out;
        let row = match page.databases.remove(&row.name) {
            Some((_, before)) => DatabaseRow {
                received: before.received + row.received,
                sent: before.sent + row.sent,
                bytes_in: before.bytes_in + row.bytes_in,
                bytes_out: before.bytes_out + row.bytes_out,
                last_success_ms: row.last_success_ms.or(before.last_success_ms),
                ..row
            },
            None => row,
        };
        page.databases.insert(row.name.clone(), (uses, row));
        if page.databases.len() > DATABASES_KEPT {
            let oldest = page.databases.iter().min_by_key(|(_, (used, _))| *used);
            let oldest = oldest.map(|(name, _)| name.clone());
            oldest.map(|name| page.databases.remove(&name));
        }
    }

    /// A session is over.
    pub(super) fn over(&self, session: SessionRow) {
        {
            let mut pages = self.pages();
            let at_ms = session.began_ms + session.took_ms;
            let page = pages.peers.entry(session.peer).or_default();
            page.took_ms = Some(session.took_ms);
            if session.failure.is_none() {
                page.last_success_ms = Some(at_ms);
                if session.done.is_equal() {
                    page.equal_at_ms = Some(at_ms);
                    for (_, row) in page.databases.values_mut() {
                        (row.missing_here, row.missing_there, row.too_early) = (0, 0, 0);
                    }
                }
            }
            let number = pages.next;
            pages.next += 1;
            // That nothing was different is remembered once, not each time.
            let is_news = |row: &SessionRow| !row.done.is_equal() || row.failure.is_some();
            let repeats = pages
                .history
                .back()
                .is_some_and(|last| last.peer == session.peer && !is_news(last) && !is_news(&session));
            if repeats {
                pages.history.pop_back();
            }
            pages.history.push_back(SessionRow { number, ..session });
            if pages.history.len() > HISTORY_KEPT {
                pages.history.pop_front();
            }
        }
        self.tell();
    }

    /// All peers, by id.
    pub fn peers(&self) -> Vec<PeerRow> {
        let pages = self.pages();
        let rows = pages.peers.iter().map(|(peer, page)| PeerRow {
            peer: *peer,
            is_connected: page.is_connected,
            state: page.state.clone(),
            equal_at_ms: page.equal_at_ms,
            last_success_ms: page.last_success_ms,
            began_ms: page.began_ms,
            took_ms: page.took_ms,
            received: page.totals.received,
            sent: page.totals.sent,
            bytes_in: page.totals.bytes_in,
            bytes_out: page.totals.bytes_out,
            databases: page.databases.values().map(|(_, row)| row.clone()).collect(),
        });
        rows.collect()
    }

    /// The sessions that are over, the last of them first.
    pub fn history(&self) -> Vec<SessionRow> {
        self.pages().history.iter().rev().cloned().collect()
    }
}
