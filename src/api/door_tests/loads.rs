//! Many callers, and callers that ask much.

use std::io::{Read, Write};
use std::net::TcpStream;

use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write as Change};

use super::house::{House, Reply, until};

fn count(count: usize) -> std::num::NonZeroUsize {
    count.try_into().unwrap()
}

/// Asks many times over one connection, and returns the statuses.
fn burst(mut stream: TcpStream, times: usize, one: &[u8]) -> Vec<Reply> {
    let (last, before) =
        (b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n", one.repeat(times));
    let mut writer = stream.try_clone().unwrap();
    let all = [before.as_slice(), last].concat();
    let writing = std::thread::spawn(move || writer.write_all(&all));
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    writing.join().unwrap().unwrap();
    let mut replies = Vec::new();
    let mut rest = bytes.as_slice();
    while replies.len() < times {
        let reply = Reply::parse(rest);
        let length: usize = reply.header("content-length").unwrap().parse().unwrap();
        let body = reply.body[..length].to_vec();
        rest = &rest[rest.len() - reply.body.len() + length..];
        replies.push(Reply { body, ..reply });
    }
    replies
}

#[test]
fn two_thousand_connections_at_a_cap_of_a_hundred_are_bounded_and_told_so() {
    let house = House::open(|config| config.limits.connections = count(100));
    let mut streams = Vec::new();
    // Wave by wave: more than fit the system's queue of new connections would wait for their second try.
    for met in (100..=2000).step_by(100) {
        streams.extend((0..100).map(|_| house.connect()));
        until("the wave was met", || house.limit("connections") == (Some(100), met - 100));
    }
    for turned_away in streams.drain(100..) {
        let reply = house.send(turned_away, b"");
        let reply = reply.refuses(503, "resource_exhausted");
        assert_eq!(reply.header("retry-after"), Some("1"));
    }
    for mut taken in streams {
        taken.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        house.send(taken, b"").ok();
    }
    until("all places are free", || house.limit("connections").0 == Some(0));
    house.get("/livez").ok();
}

#[test]
fn one_address_has_its_share_of_connections_and_another_has_its_own() {
    let house = House::open(|config| {
        config.limits.on_loopback = true;
        config.limits.connections_per_address = count(3);
    });
    let held: Vec<_> = (0..3).map(|_| house.connect()).collect();
    until("they are met", || house.limit("connections").0 == Some(3));
    house.get("/livez").refuses(503, "resource_exhausted");
    house.ask_over(house.connect_from([127, 0, 0, 2]), "GET /livez", "", b"").ok();
    drop(held);
    until("their places are free", || house.limit("connections").0 == Some(0));
    house.get("/livez").ok();
}

#[test]
fn requests_above_the_rate_are_refused_and_another_address_is_unaffected() {
    let house = House::open(|config| {
        config.limits.on_loopback = true;
        config.limits.requests_per_second = 100.try_into().unwrap();
        config.limits.requests_burst = 100.try_into().unwrap();
    });
    let started = std::time::Instant::now();
    let replies = burst(house.connect(), 200, b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let refilled = started.elapsed().as_millis() / 10 + 1;
    let (served, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == 200);
    assert!(
        (100..=100 + refilled).contains(&(served.len() as u128)),
        "{} served, {refilled} refilled",
        served.len()
    );
    for reply in refused {
        let reply = reply.refuses(429, "rate_limited");
        assert!(reply.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    }
    let others =
        burst(house.connect_from([127, 0, 0, 2]), 90, b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n");
    assert!(others.iter().all(|reply| reply.status == 200));
}

#[test]
fn an_author_above_its_rate_is_refused_and_another_is_unaffected() {
    let house = House::open(|config| {
        config.limits.on_loopback = true;
        config.limits.writes_per_second = 1.try_into().unwrap();
        config.limits.writes_burst = 2.try_into().unwrap();
    });
    let write = |seed: u8, number: u64| {
        let key = SecretKey::from_seed(&[seed; 32]);
        let db = DbName::new("default", key.public()).unwrap();
        let stamp = Stamp::at_millis(cyberfly_node::now_ms() - 1000 + number);
        let writes = vec![Change::string(Key::new("k").unwrap(), b"v".to_vec())];
        let op = Draft { db, stamp, writes, expires: None, device: None }.sign(&key).unwrap();
        house.ask("POST /api/v1/ops", "", op.bytes())
    };
    for number in 0..3 {
        write(1, number).ok();
    }
    let refused = write(1, 3).refuses(429, "rate_limited");
    assert!(refused.header("retry-after").is_some());
    write(2, 4).ok();
}

#[test]
fn above_the_requests_in_flight_a_caller_hears_overloaded() {
    let house = House::open(|config| config.limits.requests = count(1));
    let mut busy = house.connect();
    busy.write_all(b"GET /test/never HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    until("it is begun", || house.limit("requests").0 == Some(1));
    let reply = house.get("/livez").refuses(503, "overloaded");
    assert_eq!(reply.header("retry-after"), Some("1"));
    house.ask_socket("GET /livez").ok();
    drop(busy);
    until("its place is free", || house.limit("requests").0 == Some(0));
    house.get("/livez").ok();
}

#[test]
fn a_request_that_meets_a_fault_of_the_program_affects_no_other() {
    let house = House::open(|_| {});
    let mut replies = burst(house.connect(), 3, b"GET /test/panics HTTP/1.1\r\nhost: localhost\r\n\r\n");
    for reply in replies.drain(..) {
        reply.refuses(500, "internal");
    }
    house.get("/livez").ok();
    house.ask_socket("GET /api/v1/status").ok();
    assert_eq!(house.limit("requests").0, Some(0));
}
