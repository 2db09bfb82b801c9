//! Work in the background: a thread that does a little of it at a time, and rests in between.

use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::ErrorBody;

/// A thread that works again and again until this is stopped.
#[derive(Debug)]
pub(crate) struct Background {
    stop: SyncSender<()>,
    thread: JoinHandle<()>,
}

impl Background {
    /// Starts the thread. `work` does a little, and says how long to rest after it.
    pub(crate) fn start(
        name: &str,
        mut work: impl FnMut() -> Duration + Send + 'static,
    ) -> Result<Self, ErrorBody> {
        let (stop, stopped) = mpsc::sync_channel(1);
        let run = move || while matches!(stopped.recv_timeout(work()), Err(RecvTimeoutError::Timeout)) {};
        let failed = |error| ErrorBody::new(ErrorCode::Internal, format!("starting {name}: {error}"));
        let thread = thread::Builder::new().name(name.to_owned()).spawn(run).map_err(failed)?;
        Ok(Self { stop, thread })
    }

    /// Ends the thread after the work that it is at.
    pub(crate) fn stop(self) {
        drop(self.stop);
        let name = self.thread.thread().name().unwrap_or_default().to_owned();
        if self.thread.join().is_err() {
            tracing::error!(name, "a background thread ended with a fault");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn it_works_again_and_again_and_ends_at_once_when_it_is_told() {
        let count = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&count);
        let (three, is_three) = mpsc::channel();
        let background =
            Background::start("counting", move || match counted.fetch_add(1, Ordering::Relaxed) {
                0..2 => Duration::ZERO,
                _ => {
                    let _ = three.send(());
                    // Nobody waits for the end of this rest.
                    Duration::from_secs(3600)
                }
            });
        is_three.recv().unwrap();
        background.unwrap().stop();
        assert_eq!((count.load(Ordering::Relaxed), Arc::strong_count(&count)), (3, 1));
    }
}
