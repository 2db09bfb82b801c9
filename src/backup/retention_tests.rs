use super::*;

const HOUR: u64 = 3600 * 1000;
const DAY: u64 = 24 * HOUR;
/// A Monday at midnight.
const MONDAY: u64 = 1_699_833_600_000;

fn at(number: u8, created_ms: u64) -> Candidate {
    let id = Hash([number; 32]);
    let node = cyberfly_core::SecretKey::from_seed(&[1; 32]).public();
    Candidate { id, node, created_ms, tags: Vec::new(), group: "node".to_owned(), verified: false }
}

fn kept(policy: &Policy, candidates: &[Candidate]) -> Vec<u8> {
    let verdicts = policy.apply(candidates);
    let kept = verdicts.iter().filter(|verdict| !verdict.reasons.is_empty());
    kept.map(|verdict| verdict.id.0[0]).collect()
}

#[test]
fn of_each_period_the_last_snapshot_stays() {
    let hours: Vec<_> = (0..72).map(|hour| at(hour, MONDAY + u64::from(hour) * HOUR)).collect();
    assert_eq!(kept(&Policy { last: 2, ..Policy::default() }, &hours), [70, 71]);
    assert_eq!(kept(&Policy { hourly: 3, ..Policy::default() }, &hours), [69, 70, 71]);
    assert_eq!(kept(&Policy { daily: 2, ..Policy::default() }, &hours), [47, 71]);
    let days: Vec<_> = (0..40).map(|day| at(day, MONDAY + u64::from(day) * DAY)).collect();
    assert_eq!(kept(&Policy { weekly: 3, ..Policy::default() }, &days), [27, 34, 39]);
    // 13 November: the days up to 30 November, and up to the last one in December.
    assert_eq!(kept(&Policy { monthly: 5, ..Policy::default() }, &days), [17, 39]);
    assert_eq!(kept(&Policy { yearly: 5, ..Policy::default() }, &days), [39]);
    let within = Some(Duration::from_millis(2 * DAY));
    assert_eq!(kept(&Policy { within, ..Policy::default() }, &days), [37, 38, 39]);
}

#[test]
fn a_gap_takes_no_place_of_those_that_are_kept() {
    let days: Vec<_> = [0, 10, 20].into_iter().map(|day| at(day, MONDAY + u64::from(day) * DAY)).collect();
    assert_eq!(kept(&Policy { daily: 2, ..Policy::default() }, &days), [10, 20]);
}

#[test]
fn the_last_that_was_verified_stays_whatever_the_policy_says() {
    let mut hours: Vec<_> = (0..5).map(|hour| at(hour, MONDAY + u64::from(hour) * HOUR)).collect();
    hours[0].verified = true;
    hours[1].verified = true;
    assert_eq!(kept(&Policy { last: 1, ..Policy::default() }, &hours), [1, 4]);
}

#[test]
fn tags_keep_and_groups_do_not_weigh_on_one_another() {
    let mut hours: Vec<_> = (0..4).map(|hour| at(hour, MONDAY + u64::from(hour) * HOUR)).collect();
    hours[1].tags.push("release".to_owned());
    hours[0].group = "another".to_owned();
    let policy = Policy { last: 1, tags: vec!["release".to_owned()], ..Policy::default() };
    assert_eq!(kept(&policy, &hours), [0, 1, 3]);
}

#[test]
fn a_clock_that_was_set_back_does_not_make_an_older_snapshot_the_last() {
    let set_back = [at(1, MONDAY + 10 * DAY), at(2, MONDAY)];
    assert_eq!(kept(&Policy { last: 1, ..Policy::default() }, &set_back), [2]);
    let within = Some(Duration::from_millis(DAY));
    assert_eq!(kept(&Policy { within, ..Policy::default() }, &set_back), [1]);
}

#[test]
fn an_empty_policy_is_known_as_one() {
    assert!(Policy::default().is_empty());
    assert!(!Policy { yearly: 1, ..Policy::default() }.is_empty());
}
