//! What is known of the sessions: where each stands, what each brought, and those that are over.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use cyberfly_core::session::{Event, Reason, State};
use cyberfly_core::{DbName, PublicKey};
use tokio::sync::{broadcast, watch};

use super::rows::{DatabaseRow, Ended, Figures, PeerRow, SessionRow, Totals, UnderWay};

/// How many databases are remembered for a peer: those that were worked on last.
const DATABASES_KEPT: usize = 1_024;
/// How many peers are remembered that are not connected.
const PEERS_KEPT: usize = 256;
/// How many sessions are remembered.
const HISTORY_KEPT: usize = 256;
/// How many sessions that are over wait for whoever listens.
const NEWS_KEPT: usize = 64;
/// Sessions with a peer that failed so often in a row are told of as failing.
const FAILING: u32 = 3;

#[derive(Debug, Default)]
struct Pages {
    peers: BTreeMap<PublicKey, Page>,
    history: VecDeque<SessionRow>,
    next: u64,
    ended: Ended,
    totals: Totals,
}

#[derive(Debug, Default)]
struct Page {
    is_connected: bool,
    state: State,
    equal_at_ms: Option<u64>,
    last_success_ms: Option<u64>,
    began_ms: Option<u64>,
    took_ms: Option<u64>,
    /// How many sessions failed in a row, and what was in the way last.
    failures: u32,
    failure: Option<Reason>,
    totals: Totals,
    databases: BTreeMap<DbName, (u64, DatabaseRow)>,
    uses: u64,
}

impl Totals {
    fn add(&mut self, row: &DatabaseRow) {
        self.received += row.received;
        self.sent += row.sent;
        self.bytes_in += row.bytes_in;
        self.bytes_out += row.bytes_out;
    }
}

/// The book of all sessions of a node.
#[derive(Debug)]
pub struct Book {
    pages: Mutex<Pages>,
    changed: watch::Sender<u64>,
    news: broadcast::Sender<SessionRow>,
}

impl Default for Book {
    fn default() -> Self {
        Self { pages: Mutex::default(), changed: watch::channel(0).0, news: broadcast::channel(NEWS_KEPT).0 }
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

    /// Tells each session that is over and found something to do, and of those that fail in a row the first.
    pub fn news(&self) -> broadcast::Receiver<SessionRow> {
        self.news.subscribe()
    }

    fn tell(&self) {
        self.changed.send_modify(|changes| *changes += 1);
    }

    pub(super) fn connected(&self, peer: PublicKey, is_connected: bool) {
        let mut pages = self.pages();
        let page = pages.peers.entry(peer).or_default();
        page.is_connected = is_connected;
        if is_connected {
            page.failures = 0;
        }
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
            let failure = match &event {
                Event::Failed { reason, .. } => Some(reason.clone()),
                _ => None,
            };
            let is_finished = matches!(event, Event::Finished { .. });
            match page.state.apply(event) {
                Ok(()) if is_finished => page.failures = 0,
                Ok(()) => {
                    if let Some(failure) = failure {
                        page.failures = page.failures.saturating_add(1);
                        page.failure = Some(failure);
                    }
                }
                Err(error) => tracing::trace!(%peer, %error, "a session went on unlike any other"),
            }
            (was, page.state.word())
        };
        if was != is {
            self.tell();
        }
    }

    /// What was found of a database, and what was moved since this was told last.
    pub(super) fn database(&self, peer: PublicKey, row: DatabaseRow) {
        let mut pages = self.pages();
        pages.totals.add(&row);
        let page = pages.peers.entry(peer).or_default();
        page.uses += 1;
        let uses = page.uses;
        page.totals.add(&row);
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

    /// Both sides hold the same of these databases. Where there are too many, those that differed are remembered.
    pub(super) fn equal(&self, peer: PublicKey, names: impl IntoIterator<Item = DbName>, now_ms: u64) {
        let mut pages = self.pages();
        let page = pages.peers.entry(peer).or_default();
        for name in names {
            let is_full = page.databases.len() >= DATABASES_KEPT;
            match page.databases.get_mut(&name) {
                Some((_, row)) => {
                    (row.missing_here, row.missing_there, row.too_early) = (0, 0, 0);
                    row.last_success_ms = Some(now_ms);
                }
                None if is_full => {}
                None => {
                    let row = DatabaseRow { last_success_ms: Some(now_ms), ..DatabaseRow::of(name.clone()) };
                    page.databases.insert(name, (0, row));
                }
            }
        }
    }

    /// A session is over.
    pub(super) fn over(&self, session: SessionRow) {
        {
            let mut pages = self.pages();
            let at_ms = session.began_ms + session.took_ms;
            match (&session.failure, session.done.is_equal()) {
                (Some(_), _) => pages.ended.failed += 1,
                (None, true) => pages.ended.equal += 1,
                (None, false) => pages.ended.moved += 1,
            }
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
            let session = SessionRow { number, ..session };
            let is_first = pages.peers.get(&session.peer).is_none_or(|page| page.failures <= 1);
            if is_news(&session) && (session.failure.is_none() || is_first) {
                // Nobody listens: then nobody misses it.
                let _nobody = self.news.send(session.clone());
            }
            pages.history.push_back(session);
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
            failures: page.failures,
            received: page.totals.received,
            sent: page.totals.sent,
            bytes_in: page.totals.bytes_in,
            bytes_out: page.totals.bytes_out,
            databases: page.databases.values().map(|(_, row)| row.clone()).collect(),
        });
        rows.collect()
    }

    /// All sessions in figures; whether they are paused is not known here.
    pub(super) fn figures(&self) -> Figures {
        let pages = self.pages();
        let mut figures = Figures { ended: pages.ended, totals: pages.totals, ..Figures::default() };
        let (mut here, mut there) = (BTreeMap::new(), BTreeMap::new());
        let connected = || pages.peers.iter().filter(|(_, page)| page.is_connected);
        for (peer, page) in connected() {
            *figures.peers.entry(page.state.word()).or_default() += 1;
            if page.state.is_active() {
                let (state, began_ms) = (page.state.clone(), page.began_ms);
                figures.under_way.push(UnderWay { peer: *peer, state, began_ms });
            }
            if let Some(failure) = page.failure.as_ref().filter(|_| page.failures >= FAILING) {
                figures.failing.push((*peer, failure.clone()));
            }
            for (name, (_, row)) in &page.databases {
                // What several peers have, or lack, is one and the same as far as anybody knows.
                raise(&mut here, name, row.missing_here);
                raise(&mut there, name, row.missing_there);
                figures.too_early = figures.too_early.max(row.too_early);
            }
        }
        figures.missing_here = here.values().sum();
        figures.missing_there = there.values().sum();
        let all: Option<Vec<u64>> = connected().map(|(_, page)| page.equal_at_ms).collect();
        figures.all_equal_at_ms = all.and_then(|all| all.into_iter().min());
        figures
    }

    /// The sessions that are over, the last of them first.
    pub fn history(&self) -> Vec<SessionRow> {
        self.pages().history.iter().rev().cloned().collect()
    }
}

/// The greater of what is known and this.
fn raise<'a>(most: &mut BTreeMap<&'a DbName, u64>, name: &'a DbName, count: u64) {
    if count > 0 {
        let known = most.entry(name).or_default();
        *known = count.max(*known);
    }
}
