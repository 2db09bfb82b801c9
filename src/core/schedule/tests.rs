use super::*;
use proptest::prelude::*;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// 2026-01-01T00:00:00Z, a Thursday.
const NEW_YEAR: u64 = 1_767_225_600_000;

fn cron(text: &str) -> Schedule {
    Schedule::Cron(text.parse().unwrap())
}

#[test]
fn the_customary_expressions_name_the_customary_moments() {
    for (text, after) in [
        ("* * * * *", MINUTE),
        ("30 2 * * *", 2 * HOUR + 30 * MINUTE),
        ("*/15 * * * *", 15 * MINUTE),
        ("5/20 * * * *", 5 * MINUTE),
        ("0 9-17/4 * * *", 9 * HOUR),
        ("0 0 * * mon", 4 * DAY),
        ("0 0 * * 7", 3 * DAY),
        ("0 0 * * 0", 3 * DAY),
        ("0 0 15 * *", 14 * DAY),
        // Both kinds of days: whichever comes first.
        ("0 0 15 * SUN", 3 * DAY),
        ("0 0 1 FEB *", 31 * DAY),
        // 2028 is the next leap year.
        ("0 0 29 2 *", 2 * 365 * DAY + 59 * DAY),
        ("@hourly", HOUR),
        ("@daily", DAY),
        ("@weekly", 3 * DAY),
        ("@monthly", 31 * DAY),
        ("@yearly", 365 * DAY),
    ] {
        assert_eq!(cron(text).next_after(NEW_YEAR) - NEW_YEAR, after, "{text}");
    }
    assert_eq!(cron("@yearly").next_after(0), 365 * DAY);
    // 2100 is none: eight years from one 29 February to the next.
    let feb_2096 = 3_981_312_000_000;
    assert_eq!(cron("0 0 29 2 *").next_after(feb_2096) - feb_2096, (8 * 365 + 1) * DAY);
}

#[test]
fn what_is_no_expression_or_never_comes_is_refused_with_the_reason() {
    for (text, why) in [
        ("", "five fields"),
        ("* * * *", "five fields"),
        ("* * * * * *", "five fields"),
        ("60 * * * *", "minute"),
        ("* 24 * * *", "hour"),
        ("* * 0 * *", "day of the month"),
        ("* * * 13 *", "month"),
        ("* * * * 8", "day of the week"),
        ("5-1 * * * *", "\"5-1\""),
        ("*/0 * * * *", "\"*/0\""),
        ("+5 * * * *", "\"+5\""),
        ("1, * * * *", "\"\""),
        ("@noon", "@daily"),
        ("0 0 30 2 *", "no such day"),
        ("0 0 31 4,6,9,11 *", "no such day"),
    ] {
        let told = text.parse::<Cron>().unwrap_err().to_string();
        assert!(told.contains(why), "{text}: {told}");
    }
}

#[test]
fn a_clock_that_was_set_back_by_a_year_does_not_hold_up_an_interval_for_a_year() {
    let schedule = Schedule::Every(Duration::from_secs(3600));
    let (last, now) = (NEW_YEAR + 365 * DAY, NEW_YEAR);
    assert_eq!(schedule.due(last, now, |_| 0), Due::At(now + HOUR));
}

#[test]
fn a_shorter_interval_than_a_second_is_a_second() {
    assert_eq!(Schedule::Every(Duration::ZERO).next_after(5), 5 + SECOND);
}

#[test]
fn whoever_does_it_waits_another_time_and_never_longer_than_is_said() {
    let most = Duration::from_secs(300);
    let drawn: std::collections::BTreeSet<u64> =
        (0..100_u8).map(|who| jitter(&[who], NEW_YEAR, most)).collect();
    assert!(drawn.len() > 90 && drawn.iter().all(|ms| *ms <= 300 * SECOND), "{drawn:?}");
    assert_eq!(jitter(b"a", NEW_YEAR, most), jitter(b"a", NEW_YEAR, most));
    assert_eq!(jitter(b"a", NEW_YEAR, Duration::ZERO), 0);
}

/// Texts of fields, and which values they name.
fn field(from: u64, to: u64) -> impl Strategy<Value = (String, Vec<u64>)> {
    prop_oneof![
        2 => Just(("*".to_owned(), (from..=to).collect())),
        2 => (from..=to).prop_map(|value| (value.to_string(), vec![value])),
        1 => (from..=to, from..=to).prop_map(|(a, b)| {
            let (a, b) = (a.min(b), a.max(b));
            (format!("{a}-{b}"), (a..=b).collect())
        }),
        1 => (1..=to).prop_map(move |step| {
            let values = (from..=to).step_by(usize::try_from(step).unwrap()).collect();
            (format!("*/{step}"), values)
        }),
        1 => (from..=to, from..=to).prop_map(|(a, b)| (format!("{a},{b}"), vec![a, b])),
    ]
}

proptest! {
    /// Compared with a look at every minute, with the calendar of another library.
    #[test]
    fn the_next_moment_is_the_first_that_all_fields_name(
        minute in field(0, 59), hour in field(0, 23), day in field(1, 31), month in field(1, 12), weekday in field(0, 6),
        start in 0..4_000_000_000_000_u64,
    ) {
        let text = format!("{} {} {} {} {}", minute.0, hour.0, day.0, month.0, weekday.0);
        let parsed = text.parse::<Cron>();
        // Some of these days are in none of these months.
        prop_assume!(parsed != Err(NotCron::Never));
        let parsed = parsed.unwrap();
        let next = parsed.next_after(start);
        prop_assert!(next > start && next.is_multiple_of(MINUTE));
        let either = !day.0.starts_with('*') && !weekday.0.starts_with('*');
        let names = |ms: u64| {
            let time = civil(ms);
            let is_day = day.1.contains(&time.day);
            let is_weekday = weekday.1.contains(&time.weekday);
            minute.1.contains(&time.minute)
                && hour.1.contains(&time.hour)
                && month.1.contains(&time.month)
                && if either { is_day || is_weekday } else { is_day && is_weekday }
        };
        prop_assert!(names(next), "{text}: {next}");
        // Day by day what lies between, and minute by minute the days at both ends.
        let first = start / MINUTE * MINUTE + MINUTE;
        let near = (0..2_000).map(|count| first + count * MINUTE).take_while(|at| *at < next);
        let last = (0..2_000).map(|count| next - (count + 1) * MINUTE.min(next)).take_while(|at| *at >= first && *at < next);
        for at in near.chain(last) {
            prop_assert!(!names(at), "{text}: {at} comes before {next}");
        }
    }

    /// A node that looks now and then, and is away for long: it does it once for what it missed, and never twice for
    /// one moment.
    #[test]
    fn what_was_missed_is_done_once_and_nothing_twice(
        steps in proptest::collection::vec(1..3 * DAY, 1..60), every in prop::bool::ANY, most in 0..HOUR,
    ) {
        let schedule = match every {
            true => Schedule::Every(Duration::from_secs(6 * 3600)),
            false => cron("30 */6 * * *"),
        };
        let (mut now, mut last) = (NEW_YEAR, NEW_YEAR);
        for step in steps {
            now += step;
            let wait = |at| jitter(b"node", at, Duration::from_millis(most));
            match schedule.due(last, now, wait) {
                Due::Now => {
                    prop_assert!(schedule.next_after(last) <= now);
                    last = now;
                    prop_assert!(matches!(schedule.due(last, now, wait), Due::At(at) if at > now));
                }
                Due::At(at) => {
                    prop_assert!(at > now && at <= schedule.next_after(last) + most);
                    prop_assert_eq!(schedule.due(last, at, wait), Due::Now);
                }
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[0-9*,/@a-z -]{0,24}", ms in any::<u64>()) {
        if let Ok(cron) = text.parse::<Cron>() {
            prop_assert!(cron.next_after(ms) > ms || ms > u64::MAX - 9 * 366 * DAY);
        }
    }
}

struct Civil {
    minute: u64,
    hour: u64,
    day: u64,
    month: u64,
    weekday: u64,
}

/// The calendar again, the slow way: year by year and month by month.
fn civil(ms: u64) -> Civil {
    let minutes = ms / MINUTE;
    let days = minutes / (24 * 60);
    let (mut year, mut left) = (1970, days);
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = |year| 365 + u64::from(is_leap(year));
    while left >= length(year) {
        left -= length(year);
        year += 1;
    }
    let feb = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for long in [31, feb, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < long {
            break;
        }
        left -= long;
        month += 1;
    }
    Civil { minute: minutes % 60, hour: minutes / 60 % 24, day: left + 1, month, weekday: (days + 4) % 7 }
}
