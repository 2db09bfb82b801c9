//! Callers that are slow, stay silent, or do not listen.

use std::io::{Read, Write};

use cyberfly_node::metrics::Format;

use super::house::{House, Reply, millis, until};

#[test]
fn a_head_that_does_not_come_to_its_end_is_given_up() {
    let house = House::open(|config| config.limits.head_timeout = millis(50));
    let reply = house.send(house.connect(), b"GET /livez HTTP/1.1\r\nhost: loc").refuses(408, "timeout");
    assert_eq!(reply.header("connection"), Some("close"));
    let mut stream = house.connect();
    stream.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 512];
    let length = stream.read(&mut first).unwrap();
    assert_eq!(Reply::parse(&first[..length]).status, 200);
    house.send(stream, b"GET ").refuses(408, "timeout");
    assert_eq!(house.limit("head_timeout").1, 2);
}

#[test]
fn a_head_that_comes_in_drops_is_given_up_too() {
    let house = House::open(|config| config.limits.head_timeout = millis(100));
    let mut stream = house.connect();
    // Until the door has had enough; a door that never has would be met again at the limit.
    let drops = (0..10_000_000)
        .take_while(|_| stream.write_all(b"x").is_ok() && house.limit("head_timeout").1 == 0)
        .count();
    assert!(drops < 10_000_000);
}

#[test]
fn a_body_that_does_not_come_to_its_end_is_given_up() {
    let house = House::open(|config| config.limits.body_timeout = millis(50));
    let head = b"POST /api/v1/ops HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nabc";
    house.send(house.connect(), head).refuses(408, "timeout");
    assert_eq!(house.limit("body_timeout").1, 1);
}

#[test]
fn a_body_that_ends_early_is_no_operation() {
    let house = House::open(|_| {});
    let stream = house.connect();
    let mut writer = stream.try_clone().unwrap();
    writer
        .write_all(b"POST /api/v1/ops HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nabc")
        .unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    writer.read_to_end(&mut answer).unwrap();
    assert!(answer.is_empty() || Reply::parse(&answer).status == 400);
    let status = house.ask_socket("GET /api/v1/status").ok().json();
    assert_eq!(status["operations"], 0);
}

#[test]
fn a_connection_that_asks_nothing_is_closed_without_a_word() {
    let house = House::open(|config| config.limits.idle_timeout = millis(50));
    let mut answer = Vec::new();
    house.connect().read_to_end(&mut answer).unwrap();
    assert!(answer.is_empty());
    let mut kept = house.connect();
    kept.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    kept.read_to_end(&mut answer).unwrap();
    assert_eq!(Reply::parse(&answer).status, 200);
    assert_eq!(house.limit("idle_timeout").1, 2);
}

#[test]
fn an_answer_that_nobody_takes_is_given_up_with_its_connection() {
    let house = House::open(|config| config.limits.send_timeout = millis(50));
    let mut stream = house.connect();
    stream.write_all(b"GET /test/large/50000000 HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    until("the connection is given up", || house.limit("send_timeout").1 == 1);
    until("its places are free", || {
        (house.limit("connections").0, house.limit("requests").0) == (Some(0), Some(0))
    });
}

#[test]
fn a_request_that_takes_too_long_is_answered_with_a_timeout() {
    let house = House::open(|config| config.limits.request_timeout = millis(50));
    house.get("/test/never").refuses(504, "timeout");
    assert_eq!(house.limit("request_timeout").1, 1);
    assert_eq!(house.limit("requests").0, Some(0));
    // What was found out of it outlives the answer that never came.
    let numbers = house.runtime.block_on(house.node.write_metrics(Format::Prometheus)).unwrap();
    let counted = "requests_total{door=\"http\",route=\"/test/never\",status=\"5xx\"} 1";
    assert!(numbers.contains(counted), "{numbers}");
}

#[test]
fn draining_ends_idle_connections_and_finishes_what_was_begun() {
    let house = House::open(|config| config.limits.request_timeout = millis(300));
    let mut idle = house.connect();
    let mut busy = house.connect();
    busy.write_all(b"GET /test/never HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    until("the request is begun", || house.limit("requests").0 == Some(1));
    house.node.drain();
    let mut answer = Vec::new();
    idle.read_to_end(&mut answer).unwrap();
    assert!(answer.is_empty());
    busy.read_to_end(&mut answer).unwrap();
    assert_eq!(Reply::parse(&answer).status, 504);
    until("the door is shut", || std::net::TcpStream::connect(house.address).is_err());
}
