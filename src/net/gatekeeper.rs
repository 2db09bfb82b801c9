//! Who may connect: the operator's rules and bans, with counts of those they turned away.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cyberfly_core::firewall::{Judgement, Rule, denied, judge};
use cyberfly_core::{ErrorCode, PublicKey, Refused};

/// A rule and how often it decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleReport {
    /// The rule.
    pub rule: Rule,
    /// How often it decided since it holds.
    pub hits: u64,
}

#[derive(Default)]
pub(crate) struct Gatekeeper(Mutex<Book>);

#[derive(Default)]
struct Book {
    rules: Vec<RuleReport>,
    banned: BTreeMap<PublicKey, u64>,
}

impl Gatekeeper {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds by other rules from now on. Rules that stay keep their counts.
    pub(crate) fn set_rules(&self, rules: &[Rule]) {
        let mut book = self.book();
        let hits = |rule: &Rule| book.rules.iter().find(|old| old.rule == *rule).map_or(0, |old| old.hits);
        let new = rules.iter().map(|rule| RuleReport { rule: *rule, hits: hits(rule) }).collect();
        book.rules = new;
    }

    pub(crate) fn rules(&self) -> Vec<RuleReport> {
        self.book().rules.clone()
    }

    /// Bans a peer; says whether that is news.
    pub(crate) fn ban(&self, peer: PublicKey) -> bool {
        self.book().banned.insert(peer, 0).is_none()
    }

    pub(crate) fn unban(&self, peer: PublicKey) -> bool {
        self.book().banned.remove(&peer).is_some()
    }

    pub(crate) fn is_banned(&self, peer: PublicKey) -> bool {
        self.book().banned.contains_key(&peer)
    }

    pub(crate) fn banned(&self) -> Vec<PublicKey> {
        self.book().banned.keys().copied().collect()
    }

    /// Refuses a caller whose address alone is reason enough. Counts it.
    pub(crate) fn admits_address(&self, ip: IpAddr) -> Result<(), Refused> {
        let mut book = self.book();
        let rules: Vec<_> = book.rules.iter().map(|report| report.rule).collect();
        match judge(&rules, None, Some(ip)) {
            Judgement::Denied(index) => {
                book.rules[index].hits += 1;
                Err(denied(index))
            }
            Judgement::Allowed(_) | Judgement::DependsOnId => Ok(()),
        }
    }

    /// Refuses a peer that the operator does not want. Counts what decides.
    pub(crate) fn admits(&self, peer: PublicKey, ip: Option<IpAddr>) -> Result<(), Refused> {
        let mut book = self.book();
        if let Some(hits) = book.banned.get_mut(&peer) {
            *hits += 1;
            return Err(Refused::new(ErrorCode::NotAllowed, "banned by the operator"));
        }
        let rules: Vec<_> = book.rules.iter().map(|report| report.rule).collect();
        match judge(&rules, Some(peer), ip) {
            Judgement::Denied(index) => {
                book.rules[index].hits += 1;
                Err(denied(index))
            }
            Judgement::Allowed(Some(index)) => {
                book.rules[index].hits += 1;
                Ok(())
            }
            Judgement::Allowed(None) | Judgement::DependsOnId => Ok(()),
        }
    }
}
