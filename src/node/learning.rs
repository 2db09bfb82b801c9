//! Where live writes may be is learned in the background, so that a node that only reads is not slower for it.

use std::sync::Arc;
use std::time::Duration;

use cyberfly_protocol::ErrorBody;
use cyberfly_store::Store;

use crate::background::Background;

/// How many entries of the index are looked at in one go. Whoever closes the store waits for that.
const STEP: usize = 4096;
/// How long to rest before the next: a million entries take half a minute, of which the disk and a core are busy for a part.
const PAUSE: Duration = Duration::from_millis(100);
/// How long to rest when nothing is left to learn, which stays so.
const REST: Duration = Duration::from_secs(24 * 3600);

/// Starts to learn.
pub(crate) fn start(store: Arc<Store>) -> Result<Background, ErrorBody> {
    Background::start("learning", move || step(&store))
}

fn step(store: &Store) -> Duration {
    match store.learn(STEP) {
        Ok(true) => PAUSE,
        Ok(false) => REST,
        Err(error) => {
            tracing::error!(%error, "the index could not be looked through; what it does not know it looks for");
            REST
        }
    }
}
