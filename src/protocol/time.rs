//! Moments and lengths of time as JSON has them. `docs/schemas/README.md` has the rule.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The last millisecond of the year 9999, behind which RFC 3339 has no text.
const LAST_MS: u64 = 253_402_300_799_999;

/// A moment, in Unix milliseconds. Written as RFC 3339 in UTC; behind the year 9999, where that ends, as Unix milliseconds.
/// Read from either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub u64);

impl Time {
    /// A moment in Unix seconds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Reads RFC 3339 in UTC, or Unix milliseconds in decimal. None if it is neither, or lies before 1970.
    pub fn read(text: &str) -> Option<Self> {
        if let Ok(ms) = text.parse() {
            return Some(Self(ms));
        }
        let since = humantime::parse_rfc3339(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
        u64::try_from(since.as_millis()).ok().map(Self)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ms @ ..=LAST_MS => fmt::Display::fmt(
                &humantime::format_rfc3339_millis(UNIX_EPOCH + Duration::from_millis(ms)),
                f,
            ),
            ms => fmt::Display::fmt(&ms, f),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 > LAST_MS { serializer.serialize_u64(self.0) } else { serializer.collect_str(self) }
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeVisitor)
    }
}

struct TimeVisitor;

impl Visitor<'_> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time from 1970 on, in RFC 3339 (2026-01-31T12:00:00Z) or as Unix milliseconds")
    }

    fn visit_u64<E>(self, ms: u64) -> Result<Time, E> {
        Ok(Time(ms))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Time, E> {
        Time::read(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A moment in RFC 3339, UTC; behind the year 9999, where that ends, in Unix milliseconds.",
            "anyOf": [{ "type": "string", "format": "date-time" }, { "type": "integer", "minimum": 0 }]
        })
    }
}

/// A length of time, in milliseconds; it may be negative. In JSON it is a number of seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub i64);

impl Span {
    /// A length in milliseconds; the longest there is if it is longer.
    pub fn from_ms(ms: u64) -> Self {
        Self(i64::try_from(ms).unwrap_or(i64::MAX))
    }

    /// The length in milliseconds; nothing if it is negative.
    pub fn ms(self) -> u64 {
        u64::try_from(self.0).unwrap_or(0)
    }

    /// The length in seconds.
    #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 milliseconds it is the nearest")]
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

impl From<Duration> for Span {
    fn from(duration: Duration) -> Self {
        Self(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
    }
}

impl From<Span> for Duration {
    fn from(span: Span) -> Self {
        Duration::from_millis(span.ms())
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 % 1000 {
            0 => serializer.serialize_i64(self.0 / 1000),
            _ => serializer.serialize_f64(self.seconds()),
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    #[expect(clippy::cast_possible_truncation, reason = "what is too long becomes the longest there is")]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        match seconds.is_finite() {
            true => Ok(Self((seconds * 1000.0).round() as i64)),
            false => Err(D::Error::custom("a length of time is a finite number of seconds")),
        }
    }
}

impl JsonSchema for Span {
    fn schema_name() -> Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A length of time in seconds.", "type": "number" })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_moment_comes_back_as_it_was_also_where_rfc_3339_ends() {
        for (ms, text) in [
            (0, json!("1970-01-01T00:00:00.000Z")),
            (1, json!("1970-01-01T00:00:00.001Z")),
            (LAST_MS, json!("9999-12-31T23:59:59.999Z")),
            (LAST_MS + 1, json!(LAST_MS + 1)),
            (u64::MAX, json!(u64::MAX)),
        ] {
            assert_eq!(serde_json::to_value(Time(ms)).unwrap(), text);
            assert_eq!(serde_json::from_value::<Time>(text).unwrap(), Time(ms));
            assert_eq!(Time::read(&Time(ms).to_string()), Some(Time(ms)));
        }
        assert_eq!(serde_json::from_value::<Time>(json!(1500)).unwrap(), Time(1500));
        for wrong in [json!("yesterday"), json!("1969-12-31T23:59:59Z"), json!(-1), json!(1.5), json!(null)] {
            assert!(serde_json::from_value::<Time>(wrong).is_err());
        }
    }

    #[test]
    fn a_length_is_a_number_of_seconds_and_exact_to_the_millisecond() {
        for (ms, seconds) in
            [(0, json!(0)), (1, json!(0.001)), (-1500, json!(-1.5)), (86_400_000, json!(86_400))]
        {
            assert_eq!(serde_json::to_value(Span(ms)).unwrap(), seconds);
            assert_eq!(serde_json::from_value::<Span>(seconds).unwrap(), Span(ms));
        }
        for ms in 0..5000 {
            let text = serde_json::to_string(&Span(ms)).unwrap();
            assert_eq!(serde_json::from_str::<Span>(&text).unwrap(), Span(ms));
        }
        assert_eq!(serde_json::from_str::<Span>("1e300").unwrap(), Span(i64::MAX));
        assert_eq!(Span(-5).ms(), 0);
    }

    #[test]
    fn what_was_written_in_milliseconds_before_is_still_read() {
        let line = json!({"n": 1, "at_ms": 1500, "kind": "act", "who": "operator", "what": "stop", "result": "ok",
            "prev": "00"});
        assert_eq!(serde_json::from_value::<crate::AuditLine>(line).unwrap().at, Time(1500));
        let line =
            json!({"key": "k", "type": "timeseries", "value": [{"time_ms": 7, "value": 1}], "ends_ms": 9});
        let line = serde_json::from_value::<crate::query::Line>(line).unwrap();
        assert_eq!(line.ends, Some(Time(9)));
        let written = serde_json::to_value(&line).unwrap();
        assert_eq!(written["value"][0]["time"], "1970-01-01T00:00:00.007Z");
    }
}
