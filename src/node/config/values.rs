//! Settings that are texts with a meaning.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use cyberfly_core::schedule::{SHORTEST, Schedule};
use cyberfly_store::EngineKind;

/// An engine that can keep the index of a node: one that outlives the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexEngine(EngineKind);

impl IndexEngine {
    /// The engine.
    pub const fn kind(self) -> EngineKind {
        self.0
    }
}

impl fmt::Display for IndexEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for IndexEngine {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let engine = EngineKind::from_word(text).filter(|engine| *engine != EngineKind::Memory);
        engine
            .map(Self)
            .ok_or_else(|| format!("{text:?} is no index engine: there are \"sled\" and \"fjall\""))
    }
}

/// A number of bytes, written as `64MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

const UNITS: [(&str, u64); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, bytes) = UNITS
            .into_iter()
            .find(|(_, bytes)| self.0 > 0 && self.0.is_multiple_of(*bytes))
            .unwrap_or(("B", 1));
        write!(f, "{}{unit}", self.0 / bytes)
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let size = UNITS.into_iter().find_map(|(unit, bytes)| {
            let number: u64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
            number.checked_mul(bytes)
        });
        size.map(Self).ok_or_else(|| format!("{text:?} is no size: write 512B, 64KiB, 10MiB or 1GiB"))
    }
}

/// Writes a length of time as one would, in units that are always equally long: `400d`, not a year and a month and more.
fn write_span(f: &mut fmt::Formatter<'_>, span: Duration) -> fmt::Result {
    let (seconds, nanos) = (span.as_secs(), u64::from(span.subsec_nanos()));
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
        (nanos / 1_000_000, "ms"),
        (nanos / 1000 % 1000, "us"),
        (nanos % 1000, "ns"),
    ];
    if span.is_zero() {
        return write!(f, "0s");
    }
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    parts
        .enumerate()
        .try_for_each(|(nth, (count, unit))| write!(f, "{}{count}{unit}", if nth > 0 { " " } else { "" }))
}

/// A length of time, written as `20s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period(pub Duration);

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_span(f, self.0)
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let period = humantime::parse_duration(text).ok().filter(|period| !period.is_zero());
        period.map(Self).ok_or_else(|| format!("{text:?} is no length of time: write 500ms, 20s, 5m or 2h"))
    }
}

/// A length of time that may be nothing, written as `5m` or `0s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay(pub Duration);

impl Delay {
    pub(super) const fn minutes(minutes: u64) -> Self {
        Self(Duration::from_secs(60 * minutes))
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_span(f, self.0)
    }
}

impl FromStr for Delay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let delay = humantime::parse_duration(text).ok();
        delay.map(Self).ok_or_else(|| format!("{text:?} is no length of time: write 0s, 20s, 5m or 2h"))
    }
}

/// When something is done by itself: a cron expression or an interval; an empty text is never.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timing(pub Option<Schedule>);

impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => Ok(()),
            Some(Schedule::Every(interval)) => write_span(f, *interval),
            Some(Schedule::Cron(cron)) => write!(f, "{cron}"),
        }
    }
}

impl FromStr for Timing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self(None));
        }
        if let Ok(interval) = humantime::parse_duration(text) {
            return match interval >= SHORTEST {
                true => Ok(Self(Some(Schedule::Every(interval)))),
                false => Err(format!("{text:?} is too short: the shortest interval is {SHORTEST:?}")),
            };
        }
        match text.parse() {
            Ok(cron) => Ok(Self(Some(Schedule::Cron(cron)))),
            Err(error) => {
                Err(format!("{text:?} is neither an interval, as 6h, nor a cron expression: {error}"))
            }
        }
    }
}

/// Settings that are lists of texts with a meaning.
pub(super) mod as_texts {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in super::super) fn serialize<T: Display, S: Serializer>(
        values: &[T],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(values.iter().map(T::to_string))
    }

    pub(in super::super) fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<T>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
    }
}

/// Settings that are texts with a meaning.
pub(super) mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in super::super) fn serialize<T: Display, S: Serializer>(
        value: &T,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub(in super::super) fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<T, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
