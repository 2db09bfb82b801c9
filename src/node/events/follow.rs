//! Operations with all that they say, as the journal has them: for those to whom the names of touched keys are too little.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cyberfly_core::{Claimed, DbName, ErrorCode, Operation};
use cyberfly_protocol::{Caller, ErrorBody};
use cyberfly_store::{Follower, Place, Store, StoreError};
use tokio::sync::{broadcast, watch};

use super::Told;
use crate::failure::store_error;
use crate::node::{Node, Phase};
use crate::observer::Observer;
use crate::queries;

/// How long one request reads the journal from its beginning.
const READING_LIMIT: Duration = Duration::from_secs(2);

/// Somebody who reads what is committed in all databases, from a moment on.
pub struct Following {
    store: Arc<Store>,
    observer: Arc<Observer>,
    phase: watch::Receiver<Phase>,
    bus: broadcast::Receiver<Arc<Told>>,
    at: Place,
    follower: Option<Box<Follower>>,
    /// Whether the journal may hold something that was not read.
    is_behind: bool,
}

/// What was read.
#[derive(Debug)]
pub enum Followed {
    /// Operations that have an effect, in the order of the journal.
    Operations(Vec<Operation>),
    /// The place to go on from was compacted away before it was read: something was missed, and it goes on from here.
    Gap,
}

impl Node {
    /// Begins to read what is committed from now on.
    pub fn follow(&self) -> Following {
        let (store, observer) = (Arc::clone(&self.0.store), Arc::clone(&self.0.observer));
        let (bus, at) = observer.events.listen_behind();
        Following { store, observer, phase: self.phase(), bus, at, follower: None, is_behind: false }
    }

    /// The oldest operations on data that the journal still holds and the caller may read: of one database or of all, with a
    /// stamp that is not before a moment in Unix milliseconds. One that changes rights alone is not among them. An error is `limit_exceeded` if the journal is longer than one
    /// request reads and this many were not found by then.
    pub async fn operations_as(
        &self,
        caller: Caller,
        db: Option<DbName>,
        since_ms: u64,
        limit: usize,
    ) -> Result<Vec<Operation>, ErrorBody> {
        let now = self.0.time.now_ms();
        self.read(&self.0.long_reads, move |store| {
            let until = Instant::now() + READING_LIMIT;
            let mut found = Vec::new();
            let Some(mut follower) = store.follow(Place::START).map_err(|error| store_error(&error))? else {
                return Ok(found);
            };
            while found.len() < limit {
                let read = read_on(store, &mut follower)?;
                if read.is_empty() {
                    return Ok(found);
                }
                for operation in read.into_iter().flatten() {
                    let is_asked_for = db.as_ref().is_none_or(|db| operation.db() == db)
                        && operation.stamp().millis() >= since_ms
                        && operation.writes().iter().any(|write| !write.key.is_internal());
                    if is_asked_for && queries::may_read(store, caller, operation.db(), now)? {
                        found.push(operation);
                    }
                }
                if found.len() < limit && Instant::now() > until {
                    let message = "the journal is longer than one request reads";
                    let body = ErrorBody::new(ErrorCode::LimitExceeded, message);
                    return Err(body.hint("watch the database from its beginning: since 0"));
                }
            }
            found.truncate(limit);
            Ok(found)
        })
        .await
    }
}

impl Following {
    /// Waits for what is committed next. None when the node stops.
    pub async fn next(&mut self) -> Option<Result<Followed, ErrorBody>> {
        loop {
            if self.is_behind {
                match self.read().await {
                    Ok(Followed::Operations(operations)) if operations.is_empty() => {}
                    read => return Some(read),
                }
            }
            if !self.is_behind {
                self.wait().await?;
            }
        }
    }

    /// Waits until something was committed.
    async fn wait(&mut self) -> Option<()> {
        loop {
            let heard = tokio::select! {
                heard = self.bus.recv() => heard,
                _ = self.phase.wait_for(|phase| *phase == Phase::Draining) => return None,
            };
            match heard {
                Ok(told) if told.place.is_none_or(|place| place.compare(&self.at).is_le()) => {}
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {
                    self.is_behind = true;
                    return Some(());
                }
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }

    /// Reads on. What it reads may be nothing, and then it is not behind any more.
    async fn read(&mut self) -> Result<Followed, ErrorBody> {
        let (store, at, follower) = (Arc::clone(&self.store), self.at, self.follower.take());
        let read = tokio::task::spawn_blocking(move || read_from(&store, at, follower)).await;
        let read = read
            .map_err(|error| ErrorBody::new(ErrorCode::Internal, format!("reading the journal: {error}")))?;
        let Some((follower, at, operations)) = read? else {
            self.at = self.observer.events.state().end;
            self.is_behind = false;
            return Ok(Followed::Gap);
        };
        self.is_behind = at != self.at;
        (self.at, self.follower) = (at, Some(follower));
        Ok(Followed::Operations(operations))
    }
}

type Read = Option<(Box<Follower>, Place, Vec<Operation>)>;

/// What comes behind a place, and the place behind that; none if the place is not in the journal any more.
fn read_from(store: &Store, at: Place, follower: Option<Box<Follower>>) -> Result<Read, ErrorBody> {
    let mut follower = match follower {
        Some(follower) => follower,
        None => match store.follow(at).map_err(|error| store_error(&error))? {
            Some(follower) => Box::new(follower),
            None => return Ok(None),
        },
    };
    let read = match store.read_on(&mut follower) {
        Err(StoreError::Moved { .. }) => return Ok(None),
        read => read.map_err(|error| store_error(&error))?,
    };
    let end = read.last().map_or(at, |followed| followed.place);
    let new = read.into_iter().filter(|followed| followed.place.compare(&at).is_gt());
    let operations = new.filter_map(|followed| effective(store, &followed.bytes).transpose());
    Ok(Some((follower, end, operations.collect::<Result<_, _>>()?)))
}

/// What comes next; nothing at the end of the journal, and none in place of what has no effect.
fn read_on(store: &Store, follower: &mut Follower) -> Result<Vec<Option<Operation>>, ErrorBody> {
    let read = store.read_on(follower).map_err(|error| store_error(&error))?;
    read.into_iter().map(|followed| effective(store, &followed.bytes)).collect()
}

/// An operation of the journal, whose signature was checked before it came there. None if its author has no right to it
/// or it is damaged: nobody may see it then.
fn effective(store: &Store, bytes: &[u8]) -> Result<Option<Operation>, ErrorBody> {
    let Ok(claim) = Claimed::decode(bytes) else { return Ok(None) };
    let rights = store.rights(claim.db()).map_err(|error| store_error(&error))?;
    Ok(rights.allows(claim.author(), claim.draft()).then(|| claim.already_verified()))
}
