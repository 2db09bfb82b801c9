//! Watching a database: what was committed since a place, and then what is.

use std::pin::Pin;
use std::task::{Context, Poll};

use cyberfly_core::DbName;
use futures_core::Stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Change, ErrorBody};

/// What to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The database.
    pub db: DbName,
    /// Only keys that begin with this; an empty one is every key.
    pub prefix: String,
    /// Where to go on from: a cursor that an earlier watch gave, or `0` for the beginning. None is from now on.
    pub since: Option<String>,
}

/// What a watcher hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Watched {
    /// The watch has begun; what comes is behind this place.
    Started {
        /// The place.
        cursor: String,
    },
    /// An operation that touches a watched key was committed. Each comes once, in the order of the journal.
    Change(Change),
    /// So many events went by unheard. Nothing is missing: they are read from the journal and come now.
    Lagged {
        /// How many, of this and other databases.
        missed: u64,
    },
    /// The place to go on from is not in this node's journal, or not any more: read the database anew. What comes is behind
    /// the place that is given here.
    Reset {
        /// The place.
        cursor: String,
    },
}

/// What a watcher hears, as it comes. It ends after an error, or when the node stops.
pub type WatchStream = Pin<Box<dyn Stream<Item = Result<Watched, ErrorBody>> + Send>>;

type Step<S> = Pin<Box<dyn Future<Output = Option<(Result<Watched, ErrorBody>, S)>> + Send>>;

struct Steps<S, F> {
    next: F,
    step: Option<Step<S>>,
}

/// A stream out of steps: each takes a state and gives an item and the state after it; none is the end.
pub fn watch_stream<S, F, N>(state: S, next: F) -> WatchStream
where
    S: 'static,
    F: Fn(S) -> N + Send + Unpin + 'static,
    N: Future<Output = Option<(Result<Watched, ErrorBody>, S)>> + Send + 'static,
{
    let step: Step<S> = Box::pin(next(state));
    Box::pin(Steps { next, step: Some(step) })
}

impl<S, F, N> Stream for Steps<S, F>
where
    F: Fn(S) -> N + Unpin,
    N: Future<Output = Option<(Result<Watched, ErrorBody>, S)>> + Send + 'static,
{
    type Item = Result<Watched, ErrorBody>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(step) = &mut self.step else { return Poll::Ready(None) };
        let Poll::Ready(done) = step.as_mut().poll(context) else { return Poll::Pending };
        self.step = None;
        let Some((item, state)) = done else { return Poll::Ready(None) };
        if item.is_ok() {
            self.step = Some(Box::pin((self.next)(state)));
        }
        Poll::Ready(Some(item))
    }
}
