//! The operations that were stored last, for those who ask for them by id.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use cyberfly_core::trace::TraceParent;
use cyberfly_core::{DbName, OpId};

/// How many are kept, and how many bytes of them.
const RECENT: usize = 8_192;
const RECENT_BYTES: usize = 16 * 1024 * 1024;

/// An operation as it is passed on.
#[derive(Clone, Debug)]
pub(super) struct Passed {
    pub(super) db: DbName,
    pub(super) bytes: Arc<[u8]>,
    /// The step of a trace that it was stored in here.
    pub(super) trace: Option<TraceParent>,
}

/// Bounded in number and bytes; the oldest go first.
#[derive(Debug, Default)]
pub(super) struct Recent {
    by_id: HashMap<OpId, Passed>,
    order: VecDeque<OpId>,
    bytes: usize,
}

impl Recent {
    pub(super) fn add(&mut self, id: OpId, passed: Passed) {
        self.bytes += passed.bytes.len();
        match self.by_id.insert(id, passed) {
            Some(before) => self.bytes -= before.bytes.len(),
            None => self.order.push_back(id),
        }
        while self.order.len() > RECENT || self.bytes > RECENT_BYTES {
            let Some(gone) = self.order.pop_front().and_then(|id| self.by_id.remove(&id)) else {
                return;
            };
            self.bytes -= gone.bytes.len();
        }
    }

    pub(super) fn get(&self, id: &OpId) -> Option<&Passed> {
        self.by_id.get(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_when_there_are_too_many_or_they_are_too_large() {
        let mut recent = Recent::default();
        let id = |n: u32| OpId::from_bytes(*blake3::hash(&n.to_le_bytes()).as_bytes());
        let db = crate::testing::db("a", 1);
        let passed = |bytes| Passed { db: db.clone(), bytes: Arc::from(vec![1; bytes]), trace: None };
        (0..=8_192).for_each(|n| recent.add(id(n), passed(1)));
        assert!(recent.get(&id(0)).is_none() && recent.get(&id(1)).is_some());
        (0..20).for_each(|n| recent.add(id(10_000 + n), passed(1024 * 1024)));
        assert!(recent.bytes <= RECENT_BYTES && recent.get(&id(10_019)).is_some());
    }
}
