//! One thread brings work, the others do it.

use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The most threads that are ever used.
const THREADS_LIMIT: usize = 64;

/// As many threads as were asked for, or as there are cores.
pub(super) fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get).min(THREADS_LIMIT)
}

/// Lets `bring` send pieces of work, which are done by this many threads. When this returns, all are done. What waits to
/// be done is bounded: whoever brings more has to wait.
pub(super) fn spread<T: Send, R>(
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

fn next<T>(receiver: &Mutex<Receiver<T>>) -> Option<T> {
    receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}
