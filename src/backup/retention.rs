//! Which snapshots a policy keeps, and why. Pure: nothing is read or removed here.

use std::collections::BTreeSet;
use std::time::Duration;

use cyberfly_core::PublicKey;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::hash::Hash;

/// What to keep. A snapshot stays if one of these wants it. Times are in UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The last so many.
    pub last: u32,
    /// Of each of the last so many hours that have one, the last.
    pub hourly: u32,
    /// The same of days.
    pub daily: u32,
    /// The same of weeks, which begin on Monday.
    pub weekly: u32,
    /// The same of months.
    pub monthly: u32,
    /// The same of years.
    pub yearly: u32,
    /// All that are not older than this, counted from the last one.
    pub within: Option<Duration>,
    /// All that have one of these tags.
    pub tags: Vec<String>,
}

/// A snapshot, as a policy looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: Hash,
    /// The node that it is of.
    pub node: PublicKey,
    /// When it was made, in Unix milliseconds.
    pub created_ms: u64,
    /// What it is called.
    pub tags: Vec<String>,
    /// Snapshots are weighed against others of the same node and scope only.
    pub group: String,
    /// Whether it was verified last without a fault.
    pub verified: bool,
}

impl Candidate {
    /// When it was made, in RFC 3339.
    pub fn created(&self) -> String {
        crate::create::rfc3339(self.created_ms)
    }
}

/// What becomes of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Its id.
    pub id: Hash,
    /// Why it is kept; it is forgotten if there is no reason.
    pub reasons: Vec<String>,
}

impl Policy {
    /// Whether it keeps nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What becomes of each of these snapshots, which stand in the order in which they were made. Whatever the policy says,
    /// the last one of each group that was verified without a fault stays.
    pub fn apply(&self, candidates: &[Candidate]) -> Vec<Verdict> {
        let mut verdicts: Vec<Verdict> =
            candidates.iter().map(|candidate| Verdict { id: candidate.id, reasons: Vec::new() }).collect();
        let groups: BTreeSet<&str> = candidates.iter().map(|candidate| candidate.group.as_str()).collect();
        for group in groups {
            let members: Vec<usize> = (0..candidates.len())
                .rev()
                .filter(|at| candidates.get(*at).is_some_and(|candidate| candidate.group == group))
                .collect();
            self.weigh(candidates, &members, &mut verdicts);
        }
        verdicts
    }

    /// Weighs the members of one group, the newest first.
    fn weigh(&self, candidates: &[Candidate], members: &[usize], verdicts: &mut [Verdict]) {
        let of = |at: usize| candidates.get(at);
        let mut keep = |at: usize, reason: String| {
            if let Some(verdict) = verdicts.get_mut(at) {
                verdict.reasons.push(reason);
            }
        };
        for (number, at) in members.iter().take(usize::try_from(self.last).unwrap_or(usize::MAX)).enumerate()
        {
            keep(*at, format!("last {}", number + 1));
        }
        type Period = (&'static str, u32, fn(&Zoned) -> String);
        let periods: [Period; 5] = [
            ("hourly", self.hourly, |time| time.strftime("%Y-%m-%d %H").to_string()),
            ("daily", self.daily, |time| time.strftime("%Y-%m-%d").to_string()),
            ("weekly", self.weekly, |time| time.strftime("%G-%V").to_string()),
            ("monthly", self.monthly, |time| time.strftime("%Y-%m").to_string()),
            ("yearly", self.yearly, |time| time.strftime("%Y").to_string()),
        ];
        for (word, limit, name) in periods {
            let mut seen = BTreeSet::new();
            for at in members {
                let Some(candidate) = of(*at) else { continue };
                let period = name(&time(candidate.created_ms));
                if seen.len() as u64 == u64::from(limit) && !seen.contains(&period) {
                    break;
                }
                if seen.insert(period) {
                    keep(*at, format!("{word} {}", seen.len()));
                }
            }
        }
        let newest = members.iter().filter_map(|at| Some(of(*at)?.created_ms)).max().unwrap_or(0);
        for at in members {
            let Some(candidate) = of(*at) else { continue };
            if self
                .within
                .is_some_and(|within| u128::from(newest - candidate.created_ms) <= within.as_millis())
            {
                keep(*at, "within".to_owned());
            }
            for tag in candidate.tags.iter().filter(|tag| self.tags.contains(tag)) {
                keep(*at, format!("tag {tag}"));
            }
        }
        let good = members.iter().find(|at| of(**at).is_some_and(|candidate| candidate.verified));
        if let Some(at) = good {
            keep(*at, "last verified".to_owned());
        }
    }
}

fn time(ms: u64) -> Zoned {
    let time = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    time.unwrap_or_default().to_zoned(TimeZone::UTC)
}

#[cfg(test)]
#[path = "retention_tests.rs"]
mod tests;
