use super::*;
use crate::limits::rates::Debts;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn limits(change: impl FnOnce(&mut config::Limits)) -> Limits {
    let mut settings = config::Limits { on_loopback: true, ..config::Limits::default() };
    change(&mut settings);
    Limits::new(settings)
}

fn used(limits: &Limits, name: &str) -> (Option<u64>, u64) {
    let now = limits.now();
    let found = now.iter().find(|limit| limit.name == name).unwrap();
    (found.in_use, found.refused)
}

#[test]
fn a_ticket_gives_its_place_back_when_it_is_dropped() {
    let limits = limits(|settings| {
        settings.connections = 3.try_into().unwrap();
        settings.connections_per_address = 2.try_into().unwrap();
    });
    let (one, two) = (ip("10.0.0.1"), ip("10.0.0.2"));
    let first = limits.connect(one).unwrap();
    let _second = limits.connect(one).unwrap();
    assert_eq!(limits.connect(one).err(), Some(TooMany::FromOne));
    let _third = limits.connect(two).unwrap();
    assert_eq!(limits.connect(two).err(), Some(TooMany::InAll));
    assert_eq!(
        (used(&limits, "connections"), used(&limits, "connections_per_address")),
        ((Some(3), 1), (Some(2), 1))
    );
    drop(first);
    assert!(limits.connect(one).is_ok());
    assert_eq!(used(&limits, "connections").0, Some(2));
}

#[test]
fn addresses_that_one_owner_has_together_count_together() {
    let same = [("10.0.0.1", "::ffff:10.0.0.1"), ("2001:db8::1", "2001:db8::ffff:1")];
    for (one, other) in same {
        assert_eq!(Address::from(ip(one)), Address::from(ip(other)));
    }
    let different = [("10.0.0.1", "10.0.0.2"), ("2001:db8::1", "2001:db8:0:1::1")];
    for (one, other) in different {
        assert_ne!(Address::from(ip(one)), Address::from(ip(other)));
    }
}

#[test]
fn an_allowance_is_taken_by_weight_and_each_address_has_its_own() {
    let limits = limits(|settings| {
        settings.requests_per_second = 1.try_into().unwrap();
        settings.requests_burst = 20.try_into().unwrap();
    });
    let (one, two) = (ip("10.0.0.1"), ip("10.0.0.2"));
    assert!(limits.ask(one, 10).is_ok() && limits.ask(one, 10).is_ok());
    assert!(limits.ask(one, 1).is_err());
    assert!(limits.ask(one, 0).is_ok(), "nothing is always there");
    assert!(limits.ask(two, 10).is_ok());
    assert_eq!(used(&limits, "requests_per_second").1, 1);
}

#[test]
fn this_machine_is_spared_unless_the_setting_says_otherwise() {
    let one = 1.try_into().unwrap();
    let settings =
        config::Limits { requests_burst: one, requests_per_second: one, ..config::Limits::default() };
    let limits = Limits::new(settings);
    for _ in 0..10 {
        assert!(limits.ask(ip("127.0.0.1"), 1).is_ok() && limits.ask(ip("::ffff:127.0.0.1"), 1).is_ok());
    }
    assert!(limits.ask(ip("10.0.0.1"), 1).is_ok() && limits.ask(ip("10.0.0.1"), 1).is_err());
}

#[test]
fn only_writes_that_were_stored_are_taken_out_of_an_authors_allowance() {
    let limits = limits(|settings| {
        settings.writes_per_second = 1.try_into().unwrap();
        settings.writes_burst = 3.try_into().unwrap();
    });
    let (author, from) = (PublicKey::from_bytes([1; 32]), ip("10.0.0.1"));
    for _ in 0..100 {
        assert!(limits.may_write(author, from).is_ok(), "a claim takes nothing");
    }
    for _ in 0..4 {
        limits.has_written(author, from);
    }
    assert_eq!(limits.may_write(author, from).unwrap_err().code(), ErrorCode::RateLimited);
    assert!(limits.may_write(PublicKey::from_bytes([2; 32]), from).is_ok());
}

#[test]
fn debts_are_bounded_and_those_that_are_paid_are_forgotten() {
    let (mut debts, now) = (Debts::default(), Instant::now());
    let later = now + Duration::from_secs(1);
    for name in 0..20_000 {
        debts.owe(name, later, now);
    }
    assert!(debts.until(&0).is_some() && debts.until(&19_999).is_none());
    debts.owe(19_999, later + Duration::from_secs(1), later);
    assert!(debts.until(&0).is_none() && debts.until(&19_999).is_some());
}

#[test]
fn as_many_requests_as_there_may_be_and_no_more() {
    let limits = limits(|settings| settings.requests = 2.try_into().unwrap());
    let first = limits.begin().unwrap();
    let _second = limits.begin().unwrap();
    assert!(limits.begin().is_err());
    assert_eq!(used(&limits, "requests"), (Some(2), 1));
    drop(first);
    assert!(limits.begin().is_ok());
}
