//! What a connection is doing, and since when: shared by its stream, its requests and its clock.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::guarded::Guarded;
use crate::limits::{Limit, Limits};

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing, since then.
    Idle(Instant),
    /// The other side sends the head of a request, since then.
    Head(Instant),
    /// At least one request is being read, answered or sent.
    Busy,
}

struct State {
    stage: Stage,
    /// Requests whose answers are not handed over in full.
    answers: usize,
    /// Since when the other side has taken nothing of what waits for it.
    stalled: Option<Instant>,
}

/// What a connection is doing, and since when.
pub(super) struct Pulse(Mutex<State>);

impl Pulse {
    pub(super) fn new() -> Self {
        Self(Mutex::new(State { stage: Stage::Idle(Instant::now()), answers: 0, stalled: None }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request was read; it is being answered until what is returned is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> Answering {
        let mut state = self.state();
        state.stage = Stage::Busy;
        state.answers += 1;
        Answering(Arc::clone(self))
    }

    /// Whether a request is being read, answered or sent.
    pub(super) fn is_busy(&self) -> bool {
        self.state().stage == Stage::Busy
    }

    /// Bytes came.
    pub(super) fn has_read(&self) {
        let mut state = self.state();
        if let Stage::Idle(_) = state.stage {
            state.stage = Stage::Head(Instant::now());
        }
    }

    /// Bytes were taken, or could not be.
    pub(super) fn has_written(&self, taken: bool) {
        let mut state = self.state();
        state.stalled = match (taken, state.stalled) {
            (true, _) => None,
            (false, since) => since.or_else(|| Some(Instant::now())),
        };
    }

    /// Everything that was written is on its way.
    pub(super) fn has_flushed(&self) {
        let mut state = self.state();
        if state.stage == Stage::Busy && state.answers == 0 {
            state.stage = Stage::Idle(Instant::now());
        }
    }
}

/// A request that is being answered.
pub(super) struct Answering(Arc<Pulse>);

impl Answering {
    /// The answer's body, with which this ends.
    pub(super) const fn over(self, body: Body) -> Guarded<Self> {
        Guarded::new(body, self)
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.state().answers -= 1;
    }
}

/// How the other side was too slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Late {
    /// It asked for nothing.
    Idle,
    /// It did not finish the head of a request.
    Head,
    /// It did not take its answer.
    Send,
}

impl Late {
    /// The limit that it went beyond.
    pub(super) const fn limit(self) -> Limit {
        match self {
            Late::Idle => Limit::IdleTimeout,
            Late::Head => Limit::HeadTimeout,
            Late::Send => Limit::SendTimeout,
        }
    }
}

/// The clock of a connection. It looks at the pulse when it is woken anyway, and sets an alarm only when one is due earlier
/// than the one that is set: most requests set none.
pub(super) struct Patience {
    idle: Duration,
    head: Duration,
    send: Duration,
    alarm: Pin<Box<Sleep>>,
}

impl Patience {
    pub(super) fn new(limits: &Limits) -> Self {
        let settings = limits.settings();
        let idle = settings.idle_timeout.0;
        Self {
            idle,
            head: settings.head_timeout.0,
            send: settings.send_timeout.0,
            alarm: Box::pin(sleep_until(Instant::now() + idle)),
        }
    }

    fn due(&self, pulse: &Pulse) -> Option<(Instant, Late)> {
        let state = pulse.state();
        match (state.stage, state.stalled) {
            (_, Some(since)) => Some((since + self.send, Late::Send)),
            (Stage::Idle(since), None) => Some((since + self.idle, Late::Idle)),
            (Stage::Head(since), None) => Some((since + self.head, Late::Head)),
            (Stage::Busy, None) => None,
        }
    }

    /// Ready when the other side is too slow.
    pub(super) fn poll_late(&mut self, pulse: &Pulse, context: &mut Context<'_>) -> Poll<Late> {
        while let Some((due, late)) = self.due(pulse) {
            if due <= Instant::now() {
                return Poll::Ready(late);
            }
            if self.alarm.is_elapsed() || self.alarm.deadline() > due {
                self.alarm.as_mut().reset(due);
            }
            ready!(self.alarm.as_mut().poll(context));
        }
        Poll::Pending
    }
}
