//! Cron expressions: five fields, or one of the words for the customary ones.

use std::fmt;
use std::str::FromStr;

const MINUTE_MS: u64 = 60_000;
const DAY_MINUTES: u64 = 24 * 60;
/// The longest time between two moments: from a 29 February on one weekday to the next on it, over a year that has none.
const LONGEST_DAYS: u64 = 41 * 366;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// The words, and what they stand for.
const WORDS: [(&str, &str); 7] = [
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

/// A cron expression, which names some minutes of UTC, and always another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    text: String,
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Whether both kinds of days are named: then a day need only be one of them.
    either_day: bool,
}

/// Why a text is no cron expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCron {
    /// It has not five fields.
    #[error("a cron expression has five fields: minute, hour, day of the month, month, day of the week")]
    Fields,
    /// It begins with `@`, and is none of the words.
    #[error("{0:?} is none of @hourly, @daily, @weekly, @monthly and @yearly")]
    Word(String),
    /// A field is not in the form.
    #[error("{part:?} names no {field}: there are {from} to {to}, as in 5, 1-5, */15 or 1,15")]
    Part {
        /// What stands there.
        part: String,
        /// In which field.
        field: &'static str,
        /// The least that can stand there.
        from: u64,
        /// The most.
        to: u64,
    },
    /// No month has such a day.
    #[error("there is no such day in any of these months")]
    Never,
}

/// What can stand in a field.
struct Field {
    name: &'static str,
    from: u64,
    to: u64,
    words: &'static [&'static str],
}

impl Field {
    fn read(&self, text: &str) -> Result<u64, NotCron> {
        text.split(',').try_fold(0, |bits, part| Ok(bits | self.part(part)?))
    }

    /// One part of a list: `*`, a value or a range, each perhaps with a step.
    fn part(&self, part: &str) -> Result<u64, NotCron> {
        let read = || -> Option<u64> {
            let (range, step) = match part.split_once('/') {
                None => (part, None),
                Some((range, step)) => (range, Some(number(step).filter(|step| *step > 0)?)),
            };
            let (first, last) = match range.split_once('-') {
                _ if range == "*" => (self.from, self.to),
                Some((first, last)) => (self.value(first)?, self.value(last)?),
                // A value with a step goes on to the end.
                None => (self.value(range)?, if step.is_some() { self.to } else { self.value(range)? }),
            };
            let step = usize::try_from(step.unwrap_or(1)).ok()?;
            (first <= last).then(|| (first..=last).step_by(step).fold(0, |bits, value| bits | 1 << value))
        };
        read().ok_or_else(|| NotCron::Part {
            part: part.to_owned(),
            field: self.name,
            from: self.from,
            to: self.to,
        })
    }

    fn value(&self, text: &str) -> Option<u64> {
        let word = self.words.iter().zip(self.from..).find(|(word, _)| text.eq_ignore_ascii_case(word));
        let value = word.map(|(_, value)| value).or_else(|| number(text));
        value.filter(|value| (self.from..=self.to).contains(value))
    }
}

/// A number without a sign.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

impl FromStr for Cron {
    type Err = NotCron;

    fn from_str(text: &str) -> Result<Self, NotCron> {
        let text = text.trim();
        let fields = match text.starts_with('@') {
            false => text,
            true => {
                let word = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
                word.ok_or_else(|| NotCron::Word(text.to_owned()))?.1
            }
        };
        let fields: Vec<&str> = fields.split_ascii_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields.as_slice() else { return Err(NotCron::Fields) };
        let field = |name, from, to, words| Field { name, from, to, words };
        let weekdays = field("day of the week", 0, 7, &DAYS).read(weekday)?;
        let cron = Self {
            text: text.to_owned(),
            minutes: field("minute", 0, 59, &[]).read(minute)?,
            hours: field("hour", 0, 23, &[]).read(hour)?,
            days: field("day of the month", 1, 31, &[]).read(day)?,
            months: field("month", 1, 12, &MONTHS).read(month)?,
            // Sunday has two numbers.
            weekdays: (weekdays | weekdays >> 7) & 0x7f,
            either_day: !day.starts_with('*') && !weekday.starts_with('*'),
        };
        match cron.either_day || (1..=12).any(|month| has(cron.months, month) && cron.has_a_day_in(month)) {
            true => Ok(cron),
            false => Err(NotCron::Never),
        }
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Cron {
    fn has_a_day_in(&self, month: u64) -> bool {
        let longest = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        (1..=longest).any(|day| has(self.days, day))
    }

    fn has_day(&self, since_epoch: u64) -> bool {
        let (month, day) = month_and_day(since_epoch);
        // 1 January 1970 was a Thursday.
        let (day, weekday) = (has(self.days, day), has(self.weekdays, (since_epoch + 4) % 7));
        has(self.months, month) && if self.either_day { day || weekday } else { day && weekday }
    }

    /// The first minute behind this moment that the expression names.
    pub fn next_after(&self, ms: u64) -> u64 {
        let first = ms / MINUTE_MS + 1;
        let mut from = first % DAY_MINUTES;
        let today = first / DAY_MINUTES;
        for day in today..=today.saturating_add(LONGEST_DAYS) {
            if self.has_day(day)
                && let Some(minute) =
                    (from..DAY_MINUTES).find(|at| has(self.hours, at / 60) && has(self.minutes, at % 60))
            {
                return (day * DAY_MINUTES + minute).saturating_mul(MINUTE_MS);
            }
            from = 0;
        }
        // Every expression has a day within that time.
        u64::MAX
    }
}

const fn has(bits: u64, value: u64) -> bool {
    bits >> value & 1 == 1
}

/// The month and the day of it, by the Gregorian calendar: Howard Hinnant's `civil_from_days`, without the year.
const fn month_and_day(since_epoch: u64) -> (u64, u64) {
    let day_of_era = (since_epoch + 719_468) % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    // From 1 March on.
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (month, day_of_year - (153 * shifted + 2) / 5 + 1)
}
