//! Whose turn it is to be dialled: of those who wait the best first, and no more at once than there is room for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cyberfly_core::rank::Rank;
use tokio::sync::{Semaphore, oneshot};

/// How many peers are dialled at once.
const DIALLING_LIMIT: usize = 16;

/// The turns of those who are to be dialled.
pub(crate) struct Turns {
    /// The places for connections, taken and free.
    slots: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    dialling: usize,
    waiting: BTreeMap<(Rank, u64), oneshot::Sender<()>>,
    number: u64,
}

/// A turn; it is over when this is dropped.
pub(crate) struct Turn(Arc<Turns>);

/// A place among those who wait; it is given up when this is dropped.
struct Waiting<'a> {
    turns: &'a Arc<Turns>,
    place: (Rank, u64),
    told: Option<oneshot::Receiver<()>>,
}

impl Turns {
    pub(crate) fn new(slots: Arc<Semaphore>) -> Self {
        Self { slots, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is the turn of a peer of this rank.
    pub(crate) async fn wait(self: &Arc<Self>, rank: Rank) -> Turn {
        let (tell, told) = oneshot::channel();
        let place = {
            let mut state = self.state();
            state.number += 1;
            let place = (rank, state.number);
            state.waiting.insert(place, tell);
            place
        };
        let mut waiting = Waiting { turns: self, place, told: Some(told) };
        self.pass();
        if let Some(told) = waiting.told.as_mut() {
            // The sender is dropped only with those who wait.
            let _told = told.await;
            waiting.told = None;
        }
        Turn(Arc::clone(self))
    }

    /// Gives turns to those who wait, as far as there is room: to be called whenever there may be more of it.
    pub(crate) fn pass(&self) {
        let mut state = self.state();
        while state.dialling < DIALLING_LIMIT.min(self.slots.available_permits()) {
            let Some((_, tell)) = state.waiting.pop_first() else { return };
            if tell.send(()).is_ok() {
                state.dialling += 1;
            }
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let Some(mut told) = self.told.take() else { return };
        let mut state = self.turns.state();
        state.waiting.remove(&self.place);
        // Whoever gives up just as it is told gives the turn back.
        if told.try_recv().is_ok() {
            state.dialling -= 1;
            drop(state);
            self.turns.pass();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.state().dialling -= 1;
        self.0.pass();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use cyberfly_core::rank::Quality;

    use super::*;

    fn rank(rtt_ms: u64) -> Rank {
        let mut quality = Quality::default();
        quality.succeeded();
        quality.measured(Duration::from_millis(rtt_ms));
        quality.rank(false)
    }

    #[tokio::test]
    async fn of_those_who_wait_the_nearest_is_dialled_first() {
        let slots = Arc::new(Semaphore::new(1));
        let turns = Arc::new(Turns::new(Arc::clone(&slots)));
        let first = turns.wait(rank(50)).await;
        let (said, mut heard) = tokio::sync::mpsc::unbounded_channel();
        for rtt in [300, 7, 90] {
            let (turns, said) = (Arc::clone(&turns), said.clone());
            tokio::spawn(async move {
                let _turn = turns.wait(rank(rtt)).await;
                said.send(rtt).unwrap();
            });
        }
        while turns.state().waiting.len() < 3 {
            tokio::task::yield_now().await;
        }
        drop(first);
        let order = [heard.recv().await, heard.recv().await, heard.recv().await];
        assert_eq!(order, [Some(7), Some(90), Some(300)]);
    }

    #[tokio::test]
    async fn nobody_is_dialled_without_room_and_who_gives_up_holds_up_nobody() {
        let slots = Arc::new(Semaphore::new(1));
        let turns = Arc::new(Turns::new(Arc::clone(&slots)));
        let taken = Arc::clone(&slots).try_acquire_owned().unwrap();
        let given_up = tokio::time::timeout(Duration::from_millis(1), turns.wait(rank(1))).await;
        assert!(given_up.is_err() && turns.state().waiting.is_empty());
        let waiting = tokio::spawn({
            let turns = Arc::clone(&turns);
            async move { turns.wait(rank(2)).await }
        });
        while turns.state().waiting.is_empty() {
            tokio::task::yield_now().await;
        }
        drop(taken);
        turns.pass();
        drop(waiting.await.unwrap());
        assert_eq!(turns.state().dialling, 0);
        let many = Arc::new(Turns::new(Arc::new(Semaphore::new(100))));
        let mut dialled = Vec::new();
        for _ in 0..DIALLING_LIMIT {
            dialled.push(many.wait(rank(1)).await);
        }
        assert!(tokio::time::timeout(Duration::from_millis(1), many.wait(rank(1))).await.is_err());
        drop(dialled.pop());
        many.wait(rank(1)).await;
    }
}
