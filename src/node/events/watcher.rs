//! A watcher: first what the journal holds behind a place, then what is committed, each once and in order.
//!
//! A watcher keeps no events of its own. One that does not hear in time reads the journal on from where it is.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use cyberfly_core::name::{KEY_LIMIT, RIGHTS_KEY};
use cyberfly_core::{Claimed, DbName, ErrorCode, Write};
use cyberfly_protocol::{
    Caller, Change, ErrorBody, Event, Touched, Watch, WatchStream, Watched, reply_stream,
};
use cyberfly_store::{Followed, Follower, Place, Store, StoreError};
use tokio::sync::{broadcast, watch};

use super::{Told, WATCHERS_LIMIT, change, cursor};
use crate::failure::store_error;
use crate::node::{Node, Phase, WeakNode};
use crate::observer::Observer;

struct Watcher {
    node: WeakNode,
    caller: Caller,
    store: Arc<Store>,
    observer: Arc<Observer>,
    phase: watch::Receiver<Phase>,
    bus: broadcast::Receiver<Arc<Told>>,
    db: DbName,
    prefix: String,
    /// Everything up to here was told or is of no interest.
    at: Place,
    /// What is to be told before anything else.
    ready: VecDeque<Watched>,
    reading: Reading,
    /// Whether rights have changed, so that it is to be asked anew who may read.
    is_doubtful: bool,
    _counted: Counted,
}

/// Where the next changes come from.
enum Reading {
    /// The bus.
    Bus,
    /// The journal, from where the watcher is.
    Journal,
    /// The journal, from where the reader is.
    JournalOn(Box<Follower>),
}

/// A watcher is counted for as long as it lives.
struct Counted(Arc<Observer>);

impl Counted {
    fn new(observer: &Arc<Observer>) -> Result<Self, ErrorBody> {
        let before = observer.events.watchers.fetch_add(1, Ordering::Relaxed);
        let counted = Self(Arc::clone(observer));
        if before >= WATCHERS_LIMIT {
            observer.refusals.watchers();
            let message = format!("{WATCHERS_LIMIT} watchers are there already");
            return Err(ErrorBody::new(ErrorCode::ResourceExhausted, message).hint("try again later"));
        }
        Ok(counted)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.events.watchers.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Begins to watch. The stream ends when the node stops.
pub(crate) async fn watch(node: &Node, caller: Caller, asked: Watch) -> Result<WatchStream, ErrorBody> {
    let (store, observer) = (&node.0.store, &node.0.observer);
    let since = match asked.since.as_deref().map(cursor::read) {
        None => None,
        Some(Some(place)) => Some(place),
        Some(None) => {
            let error = ErrorBody::new(ErrorCode::BadRequest, "this is no cursor of a watch");
            return Err(error.hint("use the cursor of an earlier event, or 0 for the beginning"));
        }
    };
    if asked.prefix.len() > KEY_LIMIT {
        let message = format!("no key begins with more than {KEY_LIMIT} bytes");
        return Err(ErrorBody::new(ErrorCode::BadRequest, message));
    }
    if !node.may_read(caller, &asked.db).await? {
        return Err(not_allowed(&asked.db));
    }
    let counted = Counted::new(observer)?;
    // Listening comes first, so that nothing falls between the journal and the bus.
    let (bus, end) = observer.events.listen_behind();
    let at = since.unwrap_or(end);
    let watcher = Watcher {
        node: node.downgrade(),
        caller,
        store: Arc::clone(store),
        observer: Arc::clone(observer),
        phase: node.phase(),
        bus,
        db: asked.db,
        prefix: asked.prefix,
        at,
        ready: VecDeque::from([Watched::Started { cursor: cursor::write(at) }]),
        reading: if since.is_some() { Reading::Journal } else { Reading::Bus },
        is_doubtful: false,
        _counted: counted,
    };
    Ok(reply_stream(watcher, step))
}

/// The next thing to tell, and the watcher after it; none at the end.
async fn step(mut watcher: Watcher) -> Option<(Result<Watched, ErrorBody>, Watcher)> {
    loop {
        if let Some(ready) = watcher.ready.pop_front() {
            return Some((Ok(ready), watcher));
        }
        if *watcher.phase.borrow() == Phase::Draining {
            return None;
        }
        if let Err(error) = watcher.look_at_rights().await {
            return Some((Err(error), watcher));
        }
        if matches!(watcher.reading, Reading::Bus) {
            watcher.listen().await?;
        } else if let Err(error) = watcher.read().await {
            return Some((Err(error), watcher));
        }
    }
}

/// That a database is private shows in its name, so this tells nothing of what it holds.
fn not_allowed(db: &DbName) -> ErrorBody {
    let message = format!("{} is private, and its readers alone may watch it", db.label());
    ErrorBody::new(ErrorCode::NotAllowed, message).hint("prove a key that may read it")
}

impl Watcher {
    /// Refuses one who may not read any more.
    async fn look_at_rights(&mut self) -> Result<(), ErrorBody> {
        if !std::mem::take(&mut self.is_doubtful) {
            return Ok(());
        }
        let node = self.node.upgrade();
        let node = node.ok_or_else(|| ErrorBody::new(ErrorCode::Unavailable, "the node is stopping"))?;
        match node.may_read(self.caller, &self.db).await? {
            true => Ok(()),
            false => Err(not_allowed(&self.db)),
        }
    }

    fn has_changed(&mut self, change: Change) {
        self.is_doubtful |= change.keys.iter().any(|touched| touched.key == RIGHTS_KEY);
        let is_watched = |touched: &Touched| touched.key.starts_with(&self.prefix);
        if change.more > 0 || change.keys.iter().any(is_watched) {
            self.ready.push_back(Watched::Change(change));
        }
    }

    /// Waits for the bus. None when the node stops.
    async fn listen(&mut self) -> Option<()> {
        let heard = tokio::select! {
            heard = self.bus.recv() => heard,
            _ = self.phase.wait_for(|phase| *phase == Phase::Draining) => return None,
        };
        match heard {
            Ok(told) => self.hear(&told),
            Err(broadcast::error::RecvError::Lagged(missed)) => {
                self.observer.metrics.lagged(missed);
                self.ready.push_back(Watched::Lagged { missed });
                self.reading = Reading::Journal;
            }
            Err(broadcast::error::RecvError::Closed) => return None,
        }
        Some(())
    }

    fn hear(&mut self, told: &Told) {
        let (Event::Committed(change), Some(place)) = (&told.numbered.event, told.place) else { return };
        if place.compare(&self.at).is_le() {
            return;
        }
        let is_ours = change.db == self.db.as_str();
        let is_named = change.keys.iter().any(|touched| touched.key.starts_with(&self.prefix));
        if is_ours && !is_named && change.more > 0 {
            // Whether one of the keys that are not named is watched, the operation itself says.
            self.reading = Reading::Journal;
            return;
        }
        self.at = place;
        if is_ours {
            self.has_changed(change.clone());
        }
    }

    /// Reads some of the journal; back to the bus when there is no more.
    async fn read(&mut self) -> Result<(), ErrorBody> {
        let reading = std::mem::replace(&mut self.reading, Reading::Bus);
        let (observer, store, at) = (Arc::clone(&self.observer), Arc::clone(&self.store), self.at);
        let db = self.db.clone();
        let read = {
            let turn = observer.events.readers.acquire().await;
            let _turn = turn.map_err(|_| ErrorBody::new(ErrorCode::Unavailable, "the node is stopping"))?;
            tokio::task::spawn_blocking(move || read(&store, &db, at, reading)).await
        };
        let read = read
            .map_err(|error| ErrorBody::new(ErrorCode::Internal, format!("reading the journal: {error}")))?;
        match read.map_err(|error| store_error(&error))? {
            None => {
                self.at = self.observer.events.state().end;
                self.ready.push_back(Watched::Reset { cursor: cursor::write(self.at) });
            }
            Some((_, followed)) if followed.is_empty() => {}
            Some((follower, followed)) => {
                self.reading = Reading::JournalOn(follower);
                for (place, claim) in &followed {
                    self.follow(*place, claim.as_ref());
                }
            }
        }
        Ok(())
    }

    fn follow(&mut self, place: Place, claim: Option<&Claimed>) {
        if place.compare(&self.at).is_le() {
            return;
        }
        self.at = place;
        let Some(claim) = claim else { return };
        let draft = claim.draft();
        let is_watched = |write: &Write| {
            let key = write.key.as_str();
            key.starts_with(&self.prefix) || key == RIGHTS_KEY
        };
        if draft.writes.iter().any(is_watched) {
            let told = change(draft, &claim.id().to_string(), &claim.author().to_string());
            self.has_changed(Change { cursor: cursor::write(place), ..told });
        }
    }
}

/// A reader, and the operations it read, each with the place behind it and none where it is of no interest; none if the
/// place to go on from is not in the journal.
type Read = Option<(Box<Follower>, Vec<(Place, Option<Claimed>)>)>;

fn read(store: &Store, db: &DbName, at: Place, reading: Reading) -> Result<Read, StoreError> {
    let mut follower = match reading {
        Reading::JournalOn(follower) => follower,
        Reading::Journal | Reading::Bus => match store.follow(at)? {
            Some(follower) => Box::new(follower),
            None => return Ok(None),
        },
    };
    let followed = match store.read_on(&mut follower) {
        Err(StoreError::Moved { .. }) => return Ok(None),
        read => read?,
    };
    let rights = store.rights(db)?;
    // The journal also keeps operations to which their author has no right; nobody may see them. What cannot be read is
    // damaged and not served.
    let is_seen = |claim: &Claimed| claim.db() == db && rights.allows(claim.author(), claim.draft());
    let seen = |followed: Followed| (followed.place, Claimed::decode(&followed.bytes).ok().filter(is_seen));
    Ok(Some((follower, followed.into_iter().map(seen).collect())))
}
