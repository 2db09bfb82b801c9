//! What a cell of a screen holds: a value that knows how to be written for people, for scripts and for a filter.
//!
//! A screen, the filter language and `--once --json` all read the same values, so that they cannot say different things.

use cyberfly_protocol::noun_of;
use serde_json::json;

/// A value on a screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// The node does not know it.
    #[default]
    Unknown,
    /// A word of the common vocabulary, as `active`.
    Word(String),
    /// A word with a sign before it that people see.
    Signed(&'static str, String),
    /// A text, whoever wrote it.
    Text(String),
    /// The name of a database, of whose owner people see the beginning.
    Database(String),
    /// An identity in hex, of which people see the beginning.
    Id(String),
    /// How many.
    Count(u64),
    /// How many bytes.
    Bytes(u64),
    /// How many in a second.
    PerSecond(f64),
    /// How many bytes in a second.
    BytesPerSecond(f64),
    /// How long, in seconds.
    Duration(f64),
    /// How long something that is quick takes, in seconds; people say it in milliseconds.
    Latency(f64),
    /// A part of the whole, from 0 to 1.
    Share(f64),
    /// A bare number.
    Number(f64),
    /// A moment, in Unix milliseconds.
    Moment(u64),
    /// How much is missing here, and how much there.
    Difference {
        /// Here.
        here: u64,
        /// There.
        there: u64,
    },
}

impl Value {
    /// A count that may not be known.
    pub fn count(count: Option<u64>) -> Self {
        count.map_or(Self::Unknown, Self::Count)
    }

    /// A number of bytes that may not be known.
    pub fn bytes(bytes: Option<u64>) -> Self {
        bytes.map_or(Self::Unknown, Self::Bytes)
    }

    /// A duration in seconds that may not be known.
    pub fn duration(seconds: Option<f64>) -> Self {
        seconds.map_or(Self::Unknown, Self::Duration)
    }

    /// A latency in seconds that may not be known.
    pub fn latency(seconds: Option<f64>) -> Self {
        seconds.map_or(Self::Unknown, Self::Latency)
    }

    /// A text that may not be known.
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Unknown, |text| Self::Text(text.into()))
    }

    /// As a number, in the unit that JSON has it in: bytes, seconds.
    #[expect(clippy::cast_precision_loss, reason = "a screen shows no more digits than a float has")]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Count(count) | Self::Bytes(count) | Self::Moment(count) => Some(*count as f64),
            Self::Difference { here, there } => Some(here.saturating_add(*there) as f64),
            Self::PerSecond(number)
            | Self::BytesPerSecond(number)
            | Self::Duration(number)
            | Self::Latency(number)
            | Self::Share(number)
            | Self::Number(number) => Some(*number),
            Self::Unknown
            | Self::Word(_)
            | Self::Signed(..)
            | Self::Text(_)
            | Self::Database(_)
            | Self::Id(_) => None,
        }
    }

    /// As people read it: short, with a unit, and without anything that could do something to a terminal.
    pub fn shown(&self) -> String {
        match self {
            Self::Unknown => "-".to_owned(),
            Self::Word(text) | Self::Text(text) => harmless(text),
            Self::Signed(sign, word) => format!("{sign} {word}"),
            Self::Database(name) => harmless(&short_database(name)),
            Self::Id(id) => harmless(id).chars().take(10).collect(),
            Self::Count(count) => grouped(*count),
            Self::Bytes(count) => bytes(*count),
            Self::PerSecond(rate) => format!("{}/s", short(*rate)),
            Self::BytesPerSecond(rate) => format!("{}/s", bytes(whole(*rate))),
            Self::Duration(seconds) | Self::Latency(seconds) => duration(*seconds),
            Self::Share(share) => format!("{:.1} %", share * 100.0),
            Self::Number(number) => short(*number),
            Self::Moment(at_ms) => clock(*at_ms),
            Self::Difference { here: 0, there: 0 } => "=".to_owned(),
            Self::Difference { here, there: 0 } => format!("-{here}"),
            Self::Difference { here: 0, there } => format!("+{there}"),
            Self::Difference { here, there } => format!("-{here} +{there}"),
        }
    }

    /// As scripts read it: raw bytes and seconds, moments as RFC 3339.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Unknown => json!(null),
            Self::Word(text)
            | Self::Signed(_, text)
            | Self::Text(text)
            | Self::Database(text)
            | Self::Id(text) => {
                json!(text)
            }
            Self::Count(count) | Self::Bytes(count) => json!(count),
            Self::Moment(at_ms) => json!(rfc3339(*at_ms)),
            Self::Difference { here, there } => json!({"missing_here": here, "missing_there": there}),
            Self::PerSecond(_)
            | Self::BytesPerSecond(_)
            | Self::Duration(_)
            | Self::Latency(_)
            | Self::Share(_)
            | Self::Number(_) => {
                json!(self.number())
            }
        }
    }

    /// What follows a column's name in JSON, so that a reader knows the unit.
    pub const fn unit(&self) -> &'static str {
        match self {
            Self::Bytes(_) => "_bytes",
            Self::Duration(_) | Self::Latency(_) => "_seconds",
            Self::PerSecond(_) => "_per_second",
            Self::BytesPerSecond(_) => "_bytes_per_second",
            _ => "",
        }
    }
}

/// The name of a database without most of its owner's key.
pub fn short_database(name: &str) -> String {
    match name.rsplit_once('-') {
        Some((label, owner)) if owner.len() == 64 && owner.is_ascii() => format!("{label}-{}", &owner[..8]),
        _ => name.to_owned(),
    }
}

/// A value of the same kind as another.
pub fn like(value: &Value, figure: f64) -> Value {
    match value {
        Value::Count(_) => Value::Count(whole(figure)),
        Value::Bytes(_) => Value::Bytes(whole(figure)),
        Value::PerSecond(_) => Value::PerSecond(figure),
        Value::BytesPerSecond(_) => Value::BytesPerSecond(figure),
        Value::Duration(_) => Value::Duration(figure),
        Value::Latency(_) => Value::Latency(figure),
        Value::Share(_) => Value::Share(figure),
        _ => Value::Number(figure),
    }
}

/// A text in which nothing does anything to a terminal: control characters, and those that turn the direction of writing
/// or take no room, are shown as a dot.
pub fn harmless(text: &str) -> String {
    let is_harmful = |character: char| {
        character.is_control()
            || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    };
    text.chars().map(|character| if is_harmful(character) { '.' } else { character }).collect()
}

/// A count with its thousands apart.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A grouped number with its noun, which is given in the singular.
pub fn many(count: u64, noun: &str) -> String {
    format!("{} {}", grouped(count), noun_of(count, noun))
}

/// A size as people say it.
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if count < 1024 {
        return format!("{count} B");
    }
    let mut size = count as f64 / 1024.0;
    let mut unit = 0;
    while size >= 999.5 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    let places = usize::from(size < 9.995) + usize::from(size < 99.95);
    format!("{size:.places$} {}", UNITS[unit])
}

/// A number with few digits.
pub fn short(number: f64) -> String {
    let size = number.abs();
    if !number.is_finite() {
        "-".to_owned()
    } else if size >= 9.95 || size.fract() == 0.0 {
        if size < 1e15 { signed_grouped(number) } else { format!("{number:.2e}") }
    } else if size >= 0.095 {
        format!("{number:.1}")
    } else {
        format!("{number:.3}")
    }
}

fn signed_grouped(number: f64) -> String {
    let sign = if number <= -0.5 { "-" } else { "" };
    format!("{sign}{}", grouped(whole(number.abs())))
}

/// The nearest whole number that is not negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float saturates")]
pub fn whole(number: f64) -> u64 {
    number.round() as u64
}

/// A duration as people say it: two units at most.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "-".to_owned();
    }
    if seconds < 0.000_999_5 {
        return format!("{} µs", short_of(seconds * 1e6));
    }
    if seconds < 0.999_5 {
        return format!("{} ms", short_of(seconds * 1e3));
    }
    if seconds < 59.95 {
        return format!("{} s", short_of(seconds));
    }
    let all = whole(seconds);
    let (days, hours, minutes, rest) = (all / 86_400, all / 3600 % 24, all / 60 % 60, all % 60);
    match (days, hours, minutes, rest) {
        (0, 0, minutes, 0) => format!("{minutes}m"),
        (0, 0, minutes, rest) => format!("{minutes}m {rest}s"),
        (0, hours, 0, _) => format!("{hours}h"),
        (0, hours, minutes, _) => format!("{hours}h {minutes}m"),
        (days, 0, ..) => format!("{}d", grouped(days)),
        (days, hours, ..) => format!("{}d {hours}h", grouped(days)),
    }
}

fn short_of(number: f64) -> String {
    if number < 9.95 && number.fract() != 0.0 { format!("{number:.1}") } else { format!("{number:.0}") }
}

/// The time of day of a moment, UTC.
pub fn clock(at_ms: u64) -> String {
    let seconds = at_ms / 1000 % 86_400;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A moment in RFC 3339, UTC.
pub fn rfc3339(at_ms: u64) -> String {
    /// The end of the year 9999.
    const LAST_MS: u64 = 253_402_300_799_999;
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_millis(at_ms.min(LAST_MS));
    humantime::format_rfc3339_millis(at).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_short_for_people_and_raw_for_scripts() {
        let cases = [
            (Value::Unknown, "-", "null"),
            (Value::Count(1_234_567), "1 234 567", "1234567"),
            (Value::Bytes(1536), "1.50 KiB", "1536"),
            (Value::Bytes(1023 * 1024), "1.00 MiB", "1047552"),
            (Value::Bytes(u64::MAX), "16.0 EiB", "18446744073709551615"),
            (Value::PerSecond(0.25), "0.2/s", "0.25"),
            (Value::Duration(0.0123), "12 ms", "0.0123"),
            (Value::Duration(0.000_25), "250 µs", "0.00025"),
            (Value::Duration(90.0), "1m 30s", "90.0"),
            (Value::Duration(90_000.0), "1d 1h", "90000.0"),
            (Value::Share(0.984), "98.4 %", "0.984"),
            (Value::Moment(3_723_000), "01:02:03", "\"1970-01-01T01:02:03.000Z\""),
            (Value::Id("0123456789abcdef".to_owned()), "0123456789", "\"0123456789abcdef\""),
        ];
        for (value, shown, json) in cases {
            assert_eq!(
                (value.shown().as_str(), value.json().to_string().as_str()),
                (shown, json),
                "{value:?}"
            );
        }
    }

    #[test]
    fn what_could_do_something_to_a_terminal_is_a_dot() {
        assert_eq!(Value::Text("a\x1b[2Jb\u{202e}c\u{200b}".to_owned()).shown(), "a.[2Jb.c.");
    }

    #[test]
    fn no_number_breaks_the_writing() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, f64::MAX, f64::MIN_POSITIVE] {
            for value in [
                Value::PerSecond(number),
                Value::BytesPerSecond(number),
                Value::Duration(number),
                Value::Share(number),
                Value::Number(number),
            ] {
                assert!(!value.shown().is_empty());
                let _writable = value.json();
            }
        }
        assert!(!rfc3339(u64::MAX).is_empty());
    }
}
