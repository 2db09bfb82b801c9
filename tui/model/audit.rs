//! The end of the node's audit log.

use std::collections::VecDeque;

use cyberfly_protocol::{AuditChain, AuditLine, AuditLines};

/// How many lines are remembered.
pub const AUDIT_LIMIT: usize = 1_000;

/// The latest lines of the audit log, and how its chain stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    lines: VecDeque<AuditLine>,
    chain: Option<AuditChain>,
}

impl Audit {
    /// The lines, the oldest first.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &AuditLine> {
        self.lines.iter()
    }

    /// How the chain stands; none if the node keeps no log, or was not asked yet.
    pub const fn chain(&self) -> Option<&AuditChain> {
        self.chain.as_ref()
    }

    /// The number of the last line; 0 while none is known.
    pub fn newest(&self) -> u64 {
        self.lines.back().map_or(0, |line| line.n)
    }

    /// Whether lines between those that are remembered went by.
    pub fn has_gap(&self) -> bool {
        self.lines.iter().zip(self.lines.iter().skip(1)).any(|(one, next)| one.n + 1 != next.n)
    }

    /// Takes in lines: those that come behind the ones that are known, or all if they reach back further.
    pub fn take_in(&mut self, told: &AuditLines) {
        self.chain.clone_from(&told.chain);
        let first = |line: Option<&AuditLine>| line.map_or(u64::MAX, |line| line.n);
        if first(told.lines.first()) < first(self.lines.front()) {
            self.lines.clear();
        }
        let newest = self.newest();
        self.lines.extend(told.lines.iter().filter(|line| line.n > newest).cloned());
        let too_many = self.lines.len().saturating_sub(AUDIT_LIMIT);
        self.lines.drain(..too_many);
    }

    /// Forgets the lines: the node may be another one now.
    pub fn begin_anew(&mut self) {
        self.lines.clear();
    }
}
