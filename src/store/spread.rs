//! One thread brings work, the others do it.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The most threads that are ever used.
const THREADS_LIMIT: usize = 64;

/// As many threads as were asked for, or as there are cores.
pub(crate) fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get).min(THREADS_LIMIT)
}

/// Lets `bring` send pieces of work, which are done by this many threads. When this returns, all are done. What waits to
/// be done is bounded: whoever brings more has to wait.
pub(crate) fn spread<T: Send, R>(
    threads: usize,
    work: &(dyn Fn(T) + Sync),
    bring: impl FnOnce(&SyncSender<T>) -> R,
) -> R {
    let (sender, receiver) = sync_channel(threads * 2);
    let receiver = Arc::new(Mutex::new(receiver));
    thread::scope(|scope| {
        for _ in 0..threads {
            let receiver = Arc::clone(&receiver);
            scope.spawn(move || {
                while let Some(piece) = next(&receiver) {
                    work(piece);
                }
            });
        }
        // Only the workers hold it, so that nobody waits for workers that are gone.
        drop(receiver);
        let brought = bring(&sender);
        drop(sender);
        brought
    })
}

/// As [`spread`], and what comes of each piece is handed on in the order in which the pieces were brought, to `take`, which
/// has a thread of its own. `bring` is told whether anybody still takes anything.
pub(crate) fn spread_in_order<T: Send, U: Send, B, R: Send>(
    threads: usize,
    work: &(dyn Fn(T) -> U + Sync),
    bring: impl FnOnce(&mut dyn FnMut(T) -> bool) -> B,
    take: impl FnOnce(&mut dyn Iterator<Item = U>) -> R + Send,
) -> (B, R) {
    let (line, in_turn) = sync_channel::<Receiver<U>>(threads * 2);
    thread::scope(|scope| {
        let taker = scope.spawn(move || take(&mut in_turn.iter().map_while(|done| done.recv().ok())));
        let brought = spread(
            threads,
            &|(piece, done): (T, SyncSender<U>)| {
                // Nobody takes it when the taker has given up.
                let _ = done.send(work(piece));
            },
            move |sender| {
                bring(&mut |piece| {
                    let (done, in_turn) = sync_channel(1);
                    sender.send((piece, done)).is_ok() && line.send(in_turn).is_ok()
                })
            },
        );
        (brought, taker.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

fn next<T>(receiver: &Mutex<Receiver<T>>) -> Option<T> {
    receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn what_was_done_comes_in_the_order_in_which_it_was_brought() {
        let work =
            |number: u64| (0..(number * 7919 % 5000)).fold(number, |last, _| std::hint::black_box(last));
        let bring = |send: &mut dyn FnMut(u64) -> bool| (0..2000).all(send);
        let (all_sent, taken) = spread_in_order(4, &work, bring, |done| done.collect::<Vec<_>>());
        assert!(all_sent && taken.into_iter().eq(0..2000));
    }

    #[test]
    fn who_brings_waits_for_who_takes_and_hears_that_nobody_does() {
        let brought = AtomicUsize::new(0);
        let bring = |send: &mut dyn FnMut(()) -> bool| {
            while send(()) {
                brought.fetch_add(1, Ordering::Relaxed);
            }
        };
        let ((), taken) = spread_in_order(2, &|()| (), bring, |done| done.take(3).count());
        assert_eq!(taken, 3);
        assert!(brought.into_inner() <= 3 + 2 * 2 + 1, "no more waits than may");
    }
}
