//! How fast a session of sync goes on, and so how long it still takes: out of one answer and those before it.

use std::collections::{BTreeMap, VecDeque};

use cyberfly_protocol::{SyncProgress, SyncStatus};

/// How many peers are followed.
const PEERS_LIMIT: usize = 512;
/// Over so many answers the pace is taken.
const MOMENTS: usize = 10;

/// The sessions that go on, by peer.
#[derive(Clone, Debug, Default)]
pub struct Paces {
    seen: BTreeMap<String, VecDeque<(u64, u64)>>,
}

impl Paces {
    /// Takes in how far each session is at a moment.
    pub fn take_in(&mut self, at_ms: u64, status: &SyncStatus) {
        let going_on: BTreeMap<String, &SyncProgress> = status
            .peers
            .iter()
            .take(PEERS_LIMIT)
            .filter_map(|peer| Some((peer.id.to_string(), peer.progress.as_ref()?)))
            .collect();
        self.seen.retain(|peer, _| going_on.contains_key(peer));
        for (peer, progress) in going_on {
            let seen = self.seen.entry(peer).or_default();
            // Another session than the one before.
            if seen.back().is_some_and(|(_, done)| *done > progress.done) {
                seen.clear();
            }
            seen.push_back((at_ms, progress.done));
            if seen.len() > MOMENTS {
                seen.pop_front();
            }
        }
    }

    /// How many operations a session deals with in a second.
    #[expect(clippy::cast_precision_loss, reason = "a rate to look at")]
    pub fn operations_per_second(&self, peer: &str) -> Option<f64> {
        let seen = self.seen.get(peer)?;
        let ((begun_ms, first), (now_ms, last)) = (seen.front()?, seen.back()?);
        let passed_ms = now_ms.checked_sub(*begun_ms).filter(|passed_ms| *passed_ms > 0)?;
        Some(last.saturating_sub(*first) as f64 * 1000.0 / passed_ms as f64)
    }

    /// How many seconds a session still takes at its pace.
    #[expect(clippy::cast_precision_loss, reason = "a time to look at")]
    pub fn seconds_left(&self, peer: &str, progress: &SyncProgress) -> Option<f64> {
        let pace = self.operations_per_second(peer).filter(|pace| *pace > 0.0)?;
        Some(progress.of.saturating_sub(progress.done) as f64 / pace)
    }
}

#[cfg(test)]
mod tests {
    use cyberfly_core::SecretKey;
    use cyberfly_protocol::SyncPeer;

    use super::*;

    fn status(done: Option<u64>) -> SyncStatus {
        let peer = SyncPeer {
            id: SecretKey::from_seed(&[1; 32]).public(),
            connected: true,
            state: "transferring".to_owned(),
            progress: done.map(|done| SyncProgress { done, of: 1_000, bytes: 0, bytes_per_second: None }),
            reason: None,
            detail: None,
            next_try: None,
            began: None,
            failures: 0,
            equal_at: None,
            last_success: None,
            took_seconds: None,
            received: 0,
            sent: 0,
            received_bytes: 0,
            sent_bytes: 0,
            databases: Vec::new(),
        };
        SyncStatus { schema_version: 1, paused: false, replicate: "all".to_owned(), peers: vec![peer] }
    }

    fn left(paces: &Paces, done: u64) -> Option<f64> {
        let status = status(Some(done));
        let peer = &status.peers[0];
        paces.seconds_left(&peer.id.to_string(), peer.progress.as_ref().unwrap())
    }

    #[test]
    fn what_is_left_is_told_by_the_pace_so_far_and_each_session_has_its_own() {
        let mut paces = Paces::default();
        paces.take_in(0, &status(Some(100)));
        assert_eq!(left(&paces, 100), None, "one look is no pace");
        paces.take_in(2_000, &status(Some(300)));
        assert_eq!(left(&paces, 300), Some(7.0));
        paces.take_in(3_000, &status(Some(5)));
        assert_eq!(left(&paces, 5), None, "that is a new session");
        paces.take_in(4_000, &status(None));
        assert!(paces.seen.is_empty());
    }

    #[test]
    fn one_that_stands_still_has_no_end_in_sight() {
        let mut paces = Paces::default();
        for second in 0..20 {
            paces.take_in(second * 1_000, &status(Some(500)));
        }
        assert_eq!(left(&paces, 500), None);
    }
}
