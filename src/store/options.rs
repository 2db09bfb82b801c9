//! What can be chosen about a store.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::index::EngineKind;
use crate::progress::Progress;

/// How a store is to be opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which engine keeps the index. Where another one kept it before, it is rebuilt.
    pub engine: EngineKind,
    /// When a write is acknowledged.
    pub durability: Durability,
    /// Writes that would leave less free space than this many bytes are refused. Reads go on, and so do writes as soon as
    /// there is room again.
    pub disk_floor: u64,
    /// How long operations that are not kept any more stay, in case rights change.
    pub undo_window: Duration,
    /// How many bytes of them stay at most; beyond that the oldest go first.
    pub undo_bytes: u64,
    /// How long a blob that nothing refers to stays beyond the undo window, counted from when it was handed in last or was
    /// first found so.
    pub blob_grace: Duration,
    /// How many bytes a second compaction reads and writes at most.
    pub compaction_rate: u64,
    /// Who is told how far the index has come while it catches up with the journal.
    pub progress: Option<Arc<dyn Progress>>,
}

impl Default for Options {
    /// sled, `always`, and 64 MiB: one segment, or the index after a hundred thousand writes. Undo for 30 days or 1 GiB,
    /// and a day of grace for blobs.
    fn default() -> Self {
        Self {
            engine: EngineKind::default(),
            durability: Durability::Always,
            disk_floor: 64 * 1024 * 1024,
            undo_window: Duration::from_secs(30 * 24 * 3600),
            undo_bytes: 1024 * 1024 * 1024,
            blob_grace: Duration::from_secs(24 * 3600),
            compaction_rate: 8 * 1024 * 1024,
            progress: None,
        }
    }
}

/// When a write is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// When it is on the disk: it survives kill -9 and a loss of power.
    Always,
    /// At once: it survives kill -9. It is on the disk after at most this long; a loss of power takes what is younger,
    /// and of that always the newest.
    Interval(Duration),
}

/// A text that names no durability.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no durability: it is \"always\" or \"interval:\" and a time from 1ms to 1min, as \"interval:200ms\""
)]
pub struct NoDurability(String);

impl FromStr for Durability {
    type Err = NoDurability;

    fn from_str(text: &str) -> Result<Self, NoDurability> {
        let interval = text.strip_prefix("interval:").and_then(|time| humantime::parse_duration(time).ok());
        let allowed = Duration::from_millis(1)..=Duration::from_secs(60);
        match interval {
            _ if text == "always" => Ok(Durability::Always),
            Some(interval) if allowed.contains(&interval) => Ok(Durability::Interval(interval)),
            _ => Err(NoDurability(text.to_owned())),
        }
    }
}

impl fmt::Display for Durability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Durability::Always => f.write_str("always"),
            Durability::Interval(wait) => write!(f, "interval:{}", humantime::format_duration(*wait)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_durability_prints_as_it_is_read() {
        for text in ["always", "interval:1ms", "interval:200ms", "interval:1s 500ms", "interval:1m"] {
            assert_eq!(text.parse::<Durability>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_durability_is_read_from_its_text_and_nothing_else_is_one() {
        assert_eq!("always".parse(), Ok(Durability::Always));
        assert_eq!("interval:200ms".parse(), Ok(Durability::Interval(Duration::from_millis(200))));
        for text in
            ["", "never", "interval", "interval:", "interval:0s", "interval:2min", "Always", "interval:-1s"]
        {
            assert!(text.parse::<Durability>().is_err(), "{text}");
        }
    }
}
