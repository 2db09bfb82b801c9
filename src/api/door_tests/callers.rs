//! Who may ask what, and from where.

use cyberfly_core::token::{LIFETIME_LIMIT, SKEW_LIMIT, Scope};
use cyberfly_core::{SecretKey, Token};
use cyberfly_node::now_ms;

use super::house::{House, Reply};

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn house() -> House {
    House::open(|config| config.node.operators = vec![key(1).public()])
}

fn bearing(house: &House, line: &str, token: &str) -> Reply {
    house.ask(line, &format!("authorization: Bearer {token}\r\n"), b"")
}

const OPERATORS: [&str; 4] =
    ["GET /api/v1/status", "GET /api/v1/limits", "POST /api/v1/stop", "POST /api/v1/blobs?db=x"];

#[test]
fn operators_routes_are_shut_to_who_has_not_said_who_they_are() {
    let house = house();
    for line in OPERATORS {
        let reply = house.ask(line, "", b"").refuses(401, "unauthenticated");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    }
    assert_eq!(house.ask_socket("GET /api/v1/status").ok().json()["state"], "ready");
}

#[test]
fn an_operators_token_opens_them_and_another_does_not() {
    let house = house();
    let status = bearing(&house, "GET /api/v1/status", &house.token(Scope::Operator, &key(1))).ok();
    assert_eq!(status.json()["state"], "ready");
    for line in OPERATORS {
        bearing(&house, line, &house.token(Scope::Operator, &key(2))).refuses(403, "not_allowed");
        bearing(&house, line, &house.token(Scope::Read, &key(1))).refuses(403, "not_allowed");
    }
    bearing(&house, "GET /livez", &house.token(Scope::Read, &key(2))).ok();
}

#[test]
fn tokens_that_are_expired_from_the_future_for_others_or_tampered_with_are_refused_on_every_route() {
    let house = house();
    let now = now_ms() / 1000;
    let fresh = Token::fresh(house.id(), Scope::Operator, now);
    let good = fresh.sign(&key(1));
    let bad = [
        Token { issued_at: now - 20, expires_at: now - 10, ..fresh }.sign(&key(1)),
        Token::fresh(house.id(), Scope::Operator, now + SKEW_LIMIT + 60).sign(&key(1)),
        Token { expires_at: now + LIFETIME_LIMIT + 1, ..fresh }.sign(&key(1)),
        Token { audience: key(7).public(), ..fresh }.sign(&key(1)),
        format!("{}A{}", &good[..good.len() - 9], &good[good.len() - 8..]),
        good[..good.len() - 1].to_owned(),
        format!("{good}="),
        String::new(),
        "x".repeat(5000),
    ];
    for token in &bad {
        for line in ["GET /api/v1/status", "GET /livez"] {
            bearing(&house, line, token).refuses(401, "unauthenticated");
        }
    }
    for credentials in ["Basic dXNlcjpwYXNz", "Bearer", "\u{ff}"] {
        house
            .ask("GET /livez", &format!("authorization: {credentials}\r\n"), b"")
            .refuses(401, "unauthenticated");
    }
    bearing(&house, "GET /api/v1/status", &good).ok();
}

#[test]
fn a_door_on_loopback_answers_to_its_own_names_alone() {
    let house = House::open(|config| config.http.hosts = vec!["node.example".to_owned()]);
    let ask = |host: &str| {
        let request = format!("GET /livez HTTP/1.1\r\n{host}connection: close\r\n\r\n");
        house.send(house.connect(), request.as_bytes())
    };
    for host in
        ["host: localhost:7420\r\n", "host: 127.0.0.1\r\n", "host: [::1]:1\r\n", "Host: NODE.example\r\n"]
    {
        ask(host).ok();
    }
    let rebound = ask("host: evil.example\r\n").refuses(403, "not_allowed");
    assert!(rebound.json()["hint"].as_str().unwrap().contains("http.hosts"));
    ask("").refuses(400, "bad_request");
    ask("host: localhost\r\nhost: evil.example\r\n").refuses(400, "bad_request");
    let absolute = b"GET http://evil.example/livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    house.send(house.connect(), absolute).refuses(403, "not_allowed");
    house.send(house.connect(), b"GET /livez HTTP/1.0\r\n\r\n").ok();
}

#[test]
fn a_page_from_elsewhere_reads_answers_only_by_setting() {
    let from = "origin: https://app.example\r\n";
    let house = House::open(|_| {});
    assert!(house.ask("GET /livez", from, b"").ok().header("access-control-allow-origin").is_none());
    house.ask("OPTIONS /livez", from, b"").refuses(405, "bad_request");
    let house = House::open(|config| config.http.cors_origins = vec!["https://app.example".to_owned()]);
    let allowed = |from: &str, path: &str| {
        let reply = house.ask(&format!("GET {path}"), &format!("origin: {from}\r\n"), b"");
        reply.header("access-control-allow-origin").map(str::to_owned)
    };
    for path in ["/livez", "/nowhere"] {
        assert_eq!(allowed("https://app.example", path).as_deref(), Some("https://app.example"));
        assert_eq!(allowed("https://evil.example", path), None);
    }
    let preflight = format!("{from}access-control-request-method: POST\r\n");
    let reply = house.ask("OPTIONS /nowhere", &preflight, b"");
    assert!(reply.header("access-control-allow-methods").unwrap().contains("POST"));
}
