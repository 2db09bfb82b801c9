//! Compaction in the background, never more of it than so much in a second.

use std::sync::Arc;
use std::time::Duration;

use cyberfly_protocol::ErrorBody;
use cyberfly_store::{CompactStep, Store};

use crate::background::Background;
use crate::system;

/// How many steps a second of work at full rate is cut into. Whoever closes the store waits for one of them.
const STEPS_A_SECOND: u64 = 8;
/// How long to rest when there is nothing to compact, or it failed.
const REST: Duration = Duration::from_secs(60);

/// Starts to compact, reading and writing at most so many bytes a second; not at all if that is zero.
pub(crate) fn start(store: Arc<Store>, rate: u64) -> Result<Option<Background>, ErrorBody> {
    match rate {
        0 => Ok(None),
        rate => Background::start("compaction", move || step(&store, rate)).map(Some),
    }
}

fn step(store: &Store, rate: u64) -> Duration {
    match store.compact_step(system::now_ms(), (rate / STEPS_A_SECOND).max(1)) {
        Ok(CompactStep::Idle) => REST,
        Ok(CompactStep::UnderWay { bytes }) => time_for(bytes, rate),
        Ok(CompactStep::Finished { bytes, freed }) => {
            tracing::info!(freed, "segments were compacted");
            time_for(bytes, rate)
        }
        Err(error) => {
            tracing::error!(%error, "compaction failed; nothing that is kept is affected");
            REST
        }
    }
}

/// How long so many bytes take at this rate.
fn time_for(bytes: u64, rate: u64) -> Duration {
    Duration::from_millis(bytes.saturating_mul(1000) / rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_store::Options;

    #[test]
    fn it_never_takes_more_than_its_rate_and_ends_when_it_is_told() {
        assert_eq!(time_for(1 << 20, 8 << 20), Duration::from_millis(125));
        let temp = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open_with(temp.path(), Options::default()).unwrap());
        assert!(start(Arc::clone(&store), 0).unwrap().is_none());
        // It rests for a minute now, unless it is told.
        start(Arc::clone(&store), 1 << 20).unwrap().unwrap().stop();
        assert_eq!(Arc::strong_count(&store), 1);
    }
}
