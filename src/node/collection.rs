//! Blobs that nothing refers to are collected in the background.

use std::sync::Arc;
use std::time::Duration;

use cyberfly_protocol::ErrorBody;
use cyberfly_store::Store;

use crate::background::Background;
use crate::system;

/// How many blobs are looked at in one go. Whoever closes the store waits for that.
const STEP: usize = 256;
/// How long to rest in the middle of a round.
const PAUSE: Duration = Duration::from_millis(100);
/// How long to rest after a round, or when it failed.
const REST: Duration = Duration::from_secs(600);

/// Starts to collect.
pub(crate) fn start(store: Arc<Store>) -> Result<Background, ErrorBody> {
    Background::start("blob collection", move || step(&store))
}

fn step(store: &Store) -> Duration {
    match store.collect_blobs(system::now_ms(), STEP) {
        Ok(true) => PAUSE,
        Ok(false) => REST,
        Err(error) => {
            tracing::error!(%error, "blobs could not be collected; none that is referred to is affected");
            REST
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::{DbName, SecretKey};
    use cyberfly_store::Options;

    #[test]
    fn a_blob_that_nobody_wants_is_gone_when_its_time_is_over() {
        let temp = tempfile::tempdir().unwrap();
        let none = Duration::ZERO;
        let options = Options { undo_window: none, blob_grace: none, disk_floor: 0, ..Options::default() };
        let store = Store::open_with(temp.path(), options).unwrap();
        let db = DbName::new("files", SecretKey::from_seed(&[1; 32]).public()).unwrap();
        let kept = store.blobs().keep(&db, &mut b"bytes".as_slice(), 100).unwrap();
        // The first round finds that nothing refers to it, the second takes it away.
        assert_eq!([step(&store), step(&store)], [REST, REST]);
        assert!(!store.blobs().possesses(&db, &kept.hash));
    }
}
