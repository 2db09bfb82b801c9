//! The states of a sync session with one peer, and what leads from one to the next. Whoever drives a session tells what
//! happened; what cannot happen in a state is refused and changes nothing.
//!
//! ```text
//!            start          connected            found             finished, all dealt with
//!   idle ──────────▶ connecting ──────▶ reconciling ──────▶ transferring ──────▶ complete
//!     ▲                  │                  │ └──── finished, nothing found ────────▶ │
//!     │                  └──── failed ──────┴───── failed ──────┘                     │
//!     │                               ▼                                               │
//!   stopped, from anywhere         failed ── start, from its time on ──▶ connecting ◀─┘ start
//! ```

use std::borrow::Cow;

use crate::error::ErrorCode;

/// Where a session stands. The words are the same on the command line, in JSON and in the dashboard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing is wanted of it.
    #[default]
    Idle,
    /// A connection is being made.
    Connecting,
    /// Both sides find out what differs.
    Reconciling,
    /// Operations are on their way, while more differences may still be found.
    Transferring(Progress),
    /// Both sides held the same.
    Complete {
        /// When, in Unix milliseconds.
        at_ms: u64,
    },
    /// It did not work.
    Failed {
        /// When to try again at the earliest, in Unix milliseconds.
        until_ms: u64,
        /// What was in the way.
        reason: Reason,
    },
}

/// How far a transfer is, both directions together. Never more is done than there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    done: u64,
    of: u64,
    bytes: u64,
}

impl Progress {
    /// How many operations are dealt with: stored, sent, or refused for good.
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// How many operations are known to differ.
    pub const fn of(&self) -> u64 {
        self.of
    }

    /// How many bytes of operations went over the wire.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Why a session failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The stable code.
    pub code: ErrorCode,
    /// What happened, in a sentence.
    pub text: Cow<'static, str>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A session is wanted.
    Start {
        /// The present, in Unix milliseconds.
        now_ms: u64,
    },
    /// There is a connection.
    Connected,
    /// So many more operations differ.
    Found {
        /// How many.
        operations: u64,
    },
    /// So many more operations are dealt with.
    Moved {
        /// How many.
        operations: u64,
        /// Their bytes.
        bytes: u64,
    },
    /// Nothing more differs.
    Finished {
        /// The present, in Unix milliseconds.
        at_ms: u64,
    },
    /// Something got in the way.
    Failed {
        /// When to try again at the earliest, in Unix milliseconds.
        until_ms: u64,
        /// What it was.
        reason: Reason,
    },
    /// Nothing is wanted of it any more: paused by the operator, or the peer was removed.
    Stopped,
}

impl Event {
    /// The word for what happened.
    pub const fn word(&self) -> &'static str {
        match self {
            Event::Start { .. } => "start",
            Event::Connected => "connected",
            Event::Found { .. } => "found",
            Event::Moved { .. } => "moved",
            Event::Finished { .. } => "finished",
            Event::Failed { .. } => "failed",
            Event::Stopped => "stopped",
        }
    }
}

/// Why an event was refused. The session stands where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// It cannot happen there.
    #[error("a session that is {state} cannot have {event}")]
    Impossible {
        /// The word of the state.
        state: &'static str,
        /// The word of the event.
        event: &'static str,
    },
    /// A failed session is not tried again before its time.
    #[error("the session failed and is tried again in {wait_ms} ms")]
    TooEarly {
        /// How long to wait.
        wait_ms: u64,
    },
    /// More operations were moved than differ, or the session was to finish before all were dealt with.
    #[error("{done} operations of {of} cannot be dealt with at this point")]
    Miscounted {
        /// How many would be dealt with.
        done: u64,
        /// How many differ.
        of: u64,
    },
}

impl State {
    /// The words of all states, in the order in which a session passes them.
    pub const WORDS: [&'static str; 6] =
        ["idle", "connecting", "reconciling", "transferring", "complete", "failed"];

    /// The word for the state everywhere a person or script sees it.
    pub const fn word(&self) -> &'static str {
        match self {
            State::Idle => "idle",
            State::Connecting => "connecting",
            State::Reconciling => "reconciling",
            State::Transferring(_) => "transferring",
            State::Complete { .. } => "complete",
            State::Failed { .. } => "failed",
        }
    }

    /// Whether the session has work to do at this moment.
    pub const fn is_active(&self) -> bool {
        matches!(self, State::Connecting | State::Reconciling | State::Transferring(_))
    }

    /// Goes to the state that the event leads to, or stays and tells why.
    pub fn apply(&mut self, event: Event) -> Result<(), SessionError> {
        *self = self.after(event)?;
        Ok(())
    }

    fn after(&self, event: Event) -> Result<State, SessionError> {
        let word = event.word();
        match (self, event) {
            (_, Event::Stopped) => Ok(State::Idle),
            (State::Failed { until_ms, .. }, Event::Start { now_ms }) if now_ms < *until_ms => {
                Err(SessionError::TooEarly { wait_ms: until_ms - now_ms })
            }
            (State::Idle | State::Complete { .. } | State::Failed { .. }, Event::Start { .. }) => {
                Ok(State::Connecting)
            }
            (State::Connecting, Event::Connected) => Ok(State::Reconciling),
            (State::Reconciling, Event::Found { operations }) => {
                Ok(State::Transferring(Progress { of: operations, ..Progress::default() }))
            }
            (State::Reconciling, Event::Finished { at_ms }) => Ok(State::Complete { at_ms }),
            (State::Transferring(progress), event) => progress.after(event, word),
            (state, Event::Failed { until_ms, reason }) if state.is_active() => {
                Ok(State::Failed { until_ms, reason })
            }
            _ => Err(SessionError::Impossible { state: self.word(), event: word }),
        }
    }
}

impl Progress {
    fn after(self, event: Event, word: &'static str) -> Result<State, SessionError> {
        let Progress { done, of, bytes } = self;
        match event {
            Event::Found { operations } => {
                Ok(State::Transferring(Progress { of: of.saturating_add(operations), ..self }))
            }
            Event::Moved { operations, bytes: more } => {
                let done = done.saturating_add(operations);
                let moved = Progress { done, of, bytes: bytes.saturating_add(more) };
                if done <= of {
                    Ok(State::Transferring(moved))
                } else {
                    Err(SessionError::Miscounted { done, of })
                }
            }
            Event::Finished { at_ms } if done == of => Ok(State::Complete { at_ms }),
            Event::Finished { .. } => Err(SessionError::Miscounted { done, of }),
            Event::Failed { until_ms, reason } => Ok(State::Failed { until_ms, reason }),
            _ => Err(SessionError::Impossible { state: "transferring", event: word }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lost() -> Reason {
        Reason { code: ErrorCode::Unavailable, text: "the connection was lost".into() }
    }

    /// Where a session stands after these events, each of which is possible.
    fn after(events: impl IntoIterator<Item = Event>) -> State {
        let mut state = State::default();
        events.into_iter().for_each(|event| state.apply(event).unwrap());
        state
    }

    const START: Event = Event::Start { now_ms: 1_000 };

    fn failed() -> State {
        after([START, Event::Failed { until_ms: 5_000, reason: lost() }])
    }

    #[test]
    fn a_session_passes_all_states_until_it_is_complete() {
        let mut state = State::default();
        let moved = Event::Moved { operations: 2, bytes: 640 };
        let found = Event::Found { operations: 2 };
        let steps = [START, Event::Connected, found, moved, Event::Finished { at_ms: 9 }];
        let mut words = vec![state.word()];
        for event in steps {
            state.apply(event).unwrap();
            words.push(state.word());
        }
        assert_eq!(words, ["idle", "connecting", "reconciling", "transferring", "transferring", "complete"]);
        assert_eq!(state, State::Complete { at_ms: 9 });
    }

    #[test]
    fn where_nothing_differs_nothing_is_transferred() {
        assert_eq!(
            after([START, Event::Connected, Event::Finished { at_ms: 9 }]),
            State::Complete { at_ms: 9 }
        );
    }

    #[test]
    fn differences_that_are_found_later_are_added() {
        let found = Event::Found { operations: 2 };
        let moved = Event::Moved { operations: 3, bytes: 900 };
        let state = after([START, Event::Connected, found.clone(), found, moved]);
        assert_eq!(state, State::Transferring(Progress { done: 3, of: 4, bytes: 900 }));
    }

    #[test]
    fn a_session_is_not_complete_before_everything_is_dealt_with() {
        let mut state = after([START, Event::Connected, Event::Found { operations: 2 }]);
        let before = state.clone();
        let too_early = state.apply(Event::Finished { at_ms: 9 });
        assert_eq!(too_early, Err(SessionError::Miscounted { done: 0, of: 2 }));
        let too_many = state.apply(Event::Moved { operations: 3, bytes: 1 });
        assert_eq!(too_many, Err(SessionError::Miscounted { done: 3, of: 2 }));
        assert_eq!(state, before);
    }

    #[test]
    fn a_failed_session_waits_for_its_time() {
        let mut state = failed();
        let refused = state.apply(Event::Start { now_ms: 4_999 });
        assert_eq!(refused, Err(SessionError::TooEarly { wait_ms: 1 }));
        assert_eq!(state, failed());
        state.apply(Event::Start { now_ms: 5_000 }).unwrap();
        assert_eq!(state, State::Connecting);
    }

    #[test]
    fn a_failed_session_that_is_stopped_may_start_at_once() {
        let mut state = failed();
        state.apply(Event::Stopped).unwrap();
        state.apply(START).unwrap();
        assert_eq!(state, State::Connecting);
    }

    #[test]
    fn only_a_session_that_works_can_fail() {
        let fail = Event::Failed { until_ms: 1, reason: lost() };
        for mut state in [State::Idle, State::Complete { at_ms: 1 }, failed()] {
            let refused = state.apply(fail.clone());
            assert_eq!(refused, Err(SessionError::Impossible { state: state.word(), event: "failed" }));
        }
    }

    fn any_event() -> impl Strategy<Value = Event> {
        prop_oneof![
            (0..9_u64).prop_map(|now_ms| Event::Start { now_ms }),
            Just(Event::Connected),
            (0..3_u64).prop_map(|operations| Event::Found { operations }),
            (0..3_u64, any::<u64>()).prop_map(|(operations, bytes)| Event::Moved { operations, bytes }),
            (0..9_u64).prop_map(|at_ms| Event::Finished { at_ms }),
            (0..9_u64).prop_map(|until_ms| Event::Failed { until_ms, reason: lost() }),
            Just(Event::Stopped),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens_a_session_never_has_done_more_than_there_is(
            events in proptest::collection::vec(any_event(), 0..60),
        ) {
            let mut state = State::default();
            for event in events {
                let before = state.clone();
                if state.apply(event).is_err() {
                    prop_assert_eq!(&state, &before, "what is refused changes nothing");
                }
                if let State::Transferring(progress) = &state {
                    prop_assert!(progress.done() <= progress.of());
                }
                prop_assert!(State::WORDS.contains(&state.word()));
            }
        }
    }
}
