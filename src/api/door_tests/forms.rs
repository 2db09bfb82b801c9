//! Requests of every wrong form, and what is right about answers.

use std::io::{Read, Write};

use cyberfly_core::query::json::MESSAGE_DEPTH_LIMIT;

use super::house::{House, Reply};

fn house() -> House {
    House::open(|_| {})
}

const DB: &str = "default-8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c";

#[test]
fn a_path_that_no_route_has_is_not_found() {
    let house = house();
    for path in [
        "/api",
        "/api/v1/value/",
        "/api/v1/../v1/value",
        "/api/v1/%2e%2e/livez",
        "/../../etc/passwd",
        "/%ff",
        "/%00",
    ] {
        house.get(path).refuses(404, "not_found");
    }
    house.ask("OPTIONS *", "", b"").refuses(404, "not_found");
    house.ask("GET http://localhost/nowhere", "", b"").refuses(404, "not_found");
}

#[test]
fn a_method_that_a_route_does_not_take_is_told_which_it_takes() {
    let house = house();
    for method in ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "POST", "FOO"] {
        let reply = house.ask(&format!("{method} /api/v1/value"), "", b"").refuses(405, "bad_request");
        assert_eq!(reply.header("allow"), Some("GET, HEAD"));
    }
    let reply = house.get("/api/v1/ops").refuses(405, "bad_request");
    assert_eq!(reply.header("allow"), Some("POST"));
    house.ask("CONNECT localhost:80", "", b"").refuses(404, "not_found");
}

#[test]
fn parameters_that_are_not_what_a_route_takes_are_refused() {
    let house = house();
    for query in [
        "",
        "?",
        "?db=x&key=k",
        "?key=k",
        &format!("?db={DB}"),
        &format!("?db={DB}&key=k&more=1"),
        &format!("?db={DB}&key=%ff"),
        &format!("?db={DB}&key=%00"),
        &format!("?db={DB}&key=%zz"),
        &format!("?db={DB}&key=%e"),
        &format!("?db={DB}&key="),
        &format!("?db={DB}&key={}", "k".repeat(257)),
        &format!("?db={DB}&db={DB}&key=k"),
        &format!("?db={}&key=k", DB.to_uppercase()),
        &format!("?db=../{DB}&key=k"),
    ] {
        let reply = house.get(&format!("/api/v1/value{query}"));
        assert!(matches!(reply.status, 400 | 413), "{query}: {reply:?}");
        let code = reply.json()["code"].as_str().unwrap().to_owned();
        let status = reply.status;
        reply.refuses(status, &code);
    }
    house.get(&format!("/api/v1/value?db={DB}&key=k")).refuses(404, "not_found");
    house.get("/test/large/many").refuses(400, "bad_request");
}

#[test]
fn a_body_of_another_media_type_is_refused_with_the_right_one() {
    let house = house();
    for media in ["text/plain", "application/x-www-form-urlencoded", "nonsense", "\u{ff}"] {
        let reply = house
            .ask("POST /api/v1/ops", &format!("content-type: {media}\r\n"), b"{}")
            .refuses(415, "bad_request");
        assert!(reply.json()["hint"].as_str().unwrap().contains("application/cose"));
    }
    for media in ["application/cose", "Application/COSE; charset=x", "application/octet-stream"] {
        house
            .ask("POST /api/v1/ops", &format!("content-type: {media}\r\n"), b"{}")
            .refuses(400, "not_canonical");
    }
    // A document says more than the bytes alone; this one says nothing.
    house.ask("POST /api/v1/ops", "content-type: application/json\r\n", b"{}").refuses(400, "bad_request");
    house.ask("POST /test/echo", "content-type: text/plain\r\n", b"1").refuses(415, "bad_request");
}

#[test]
fn json_that_is_broken_or_too_deep_is_refused_and_deep_json_is_read() {
    let house = house();
    let nested = |levels: usize| [vec![b'['; levels], vec![b']'; levels]].concat();
    for body in [b"".as_slice(), b"{", b"{} {}", b"\xff", b"nul"] {
        house.ask("POST /test/echo", "", body).refuses(400, "bad_request");
    }
    for levels in [10_000, 100, MESSAGE_DEPTH_LIMIT + 1] {
        house.ask("POST /test/echo", "", &nested(levels)).refuses(413, "limit_exceeded");
    }
    let deep = nested(MESSAGE_DEPTH_LIMIT);
    assert_eq!(house.ask("POST /test/echo", "", &deep).ok().body, deep);
}

#[test]
fn bytes_that_are_no_request_are_answered_in_our_own_words() {
    let house = house();
    for bytes in [
        b"hello\r\n\r\n".as_slice(),
        b"GET /livez\r\n\r\n",
        b"GET /livez HTTP/9.9\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nno colon\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /\x01 HTTP/1.1\r\n\r\n",
        b"POST /api/v1/ops HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n",
        b"POST /api/v1/ops HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"POST /api/v1/ops HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: gzip\r\n\r\n",
    ] {
        let reply = house.send(house.connect(), bytes).refuses(400, "bad_request");
        assert_eq!(reply.header("connection"), Some("close"));
    }
}

#[test]
fn a_broken_request_behind_a_good_one_does_not_spoil_its_answer() {
    let house = house();
    let mut stream = house.connect();
    stream.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\nbroken\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let first = Reply::parse(&bytes);
    assert_eq!((first.status, &first.body[..3]), (200, b"ok\n".as_slice()));
    assert!(Reply::parse(&first.body[3..]).status == 400);
}

#[test]
fn requests_in_one_breath_are_answered_in_their_order() {
    let house = house();
    let mut stream = house.connect();
    let one = |id: usize, last: &str| {
        format!("GET /livez HTTP/1.1\r\nhost: localhost\r\nx-request-id: {id}\r\n{last}\r\n")
    };
    let all: String =
        (0..100).map(|id| one(id, if id == 99 { "connection: close\r\n" } else { "" })).collect();
    stream.write_all(all.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let ids: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("x-request-id: ")).collect();
    assert_eq!(ids, (0..100).map(|id| id.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_sane_request_id_comes_back_and_another_is_replaced() {
    let house = house();
    let id_for = |given: &str| {
        let reply =
            house.ask("GET /nowhere", &format!("x-request-id: {given}\r\n"), b"").refuses(404, "not_found");
        reply.header("x-request-id").unwrap().to_owned()
    };
    assert_eq!(id_for("My-id_1.2"), "My-id_1.2");
    assert_eq!(id_for(&"x".repeat(64)), "x".repeat(64));
    for given in ["", "a b", "a\"b", "<script>", &"x".repeat(65)] {
        let made = id_for(given);
        assert_ne!(made, given);
        assert_ne!(id_for(given), made, "each has its own");
    }
}

#[test]
fn a_body_of_a_gigabyte_is_refused_before_any_of_it_is_sent() {
    let house = house();
    for path in ["/api/v1/ops", "/blobs/upload", "/api/v1/stop"] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
            1u64 << 30
        );
        let reply = house.send(house.connect(), head.as_bytes()).refuses(413, "limit_exceeded");
        assert!(reply.json()["message"].as_str().unwrap().contains("nothing was"));
    }
    assert_eq!(house.limit("body_bytes").1, 3);
    // Of a file there may be any number of bytes, but not from anyone.
    let head = format!(
        "POST /api/v1/blobs HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        1u64 << 30
    );
    house.send(house.connect(), head.as_bytes()).refuses(401, "unauthenticated");
}

#[test]
fn a_body_without_a_declared_length_is_refused_when_it_goes_beyond_the_limit() {
    let house = house();
    let mut bytes =
        b"POST /api/v1/ops HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..33 {
        bytes.extend_from_slice(b"8000\r\n");
        bytes.extend_from_slice(&[b'x'; 0x8000]);
        bytes.extend_from_slice(b"\r\n");
    }
    house.send(house.connect(), &bytes).refuses(413, "limit_exceeded");
}

#[test]
fn a_head_of_a_megabyte_is_refused_and_the_answer_arrives() {
    let house = house();
    let megabyte = "x".repeat(1 << 20);
    house.ask("GET /livez", &format!("x-long: {megabyte}\r\n"), b"").refuses(431, "limit_exceeded");
    house.get(&format!("/livez?{megabyte}")).refuses(431, "limit_exceeded");
    let many = |count| (0..count).map(|n| format!("x-{n}: 1\r\n")).collect::<String>();
    house.ask("GET /livez", &many(101), b"").refuses(431, "limit_exceeded");
    house.ask("GET /livez", &many(90), b"").ok();
    assert_eq!(house.limit("head_bytes").1, 3);
    house.ask("GET /livez", &format!("x-long: {}\r\n", "x".repeat(8 * 1024)), b"").ok();
}

#[test]
fn long_answers_are_compressed_for_who_can_read_that_and_short_ones_for_nobody() {
    let house = house();
    let ask = |path: &str, encoding: &str| {
        house.ask(&format!("GET {path}"), &format!("accept-encoding: {encoding}\r\n"), b"").ok()
    };
    let plain = house.get("/api/v1/openapi.json").ok();
    assert!(plain.header("content-encoding").is_none());
    for encoding in ["gzip", "zstd"] {
        let long = ask("/api/v1/openapi.json", encoding);
        assert_eq!(long.header("content-encoding"), Some(encoding));
        assert!(long.body.len() * 3 < plain.body.len(), "{encoding}: {}", long.body.len());
    }
    assert!(ask("/livez", "gzip").header("content-encoding").is_none());
    assert!(ask("/test/large/900", "gzip").header("content-encoding").is_none());
}

#[test]
fn a_name_of_the_wrong_length_has_the_same_code_in_a_document_as_in_an_address() {
    let house = house();
    let (db, long) = (format!("a-{}", "0".repeat(64)), "k".repeat(257));
    let refused = |code: &str, status, body: &str| {
        let headers = "content-type: application/json\r\n";
        house.ask("POST /api/v1/query", headers, body.as_bytes()).refuses(status, code);
    };
    house.get(&format!("/api/v1/value?db={db}&key={long}")).refuses(413, "limit_exceeded");
    refused("limit_exceeded", 413, &format!(r#"{{"query":"get","db":"{db}","key":"{long}"}}"#));
    refused("limit_exceeded", 413, &format!(r#"{{"query":"get","db":"{}-{db}","key":"k"}}"#, "a".repeat(64)));
    house.get(&format!("/api/v1/value?db={db}&key=")).refuses(413, "limit_exceeded");
    refused("limit_exceeded", 413, &format!(r#"{{"query":"get","db":"{db}","key":""}}"#));
    refused("bad_request", 400, &format!(r#"{{"query":"get","db":"{db}","key":"a\u0000"}}"#));
    refused("bad_request", 400, &format!(r#"{{"query":"get","db":"{db}","note":"{long}"}}"#));
}

#[test]
fn the_answer_to_head_has_the_headers_of_get_and_no_body() {
    let house = house();
    let reply = house.ask("HEAD /livez", "", b"").ok();
    assert_eq!((reply.header("content-length"), reply.body.len()), (Some("3"), 0));
}

#[test]
fn the_document_names_every_route_and_every_form_that_it_refers_to() {
    let document = house().get("/api/v1/openapi.json").ok().json();
    assert_eq!(document["openapi"], "3.1.0");
    for route in crate::routes::all() {
        let method = route.method.as_str().to_ascii_lowercase();
        let described = &document["paths"][route.path][&method];
        assert_eq!(described["operationId"], route.name, "{} {}", route.method, route.path);
        assert!(!route.summary.is_empty());
    }
    let text = document.to_string();
    let mut references = 0;
    for reference in text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
        references += 1;
    }
    assert!(references > 10);
}

#[test]
fn the_page_loads_nothing_from_elsewhere() {
    let page = house().get("/api/v1/docs").ok();
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    let text = String::from_utf8(page.body).unwrap();
    assert!(!text.contains("http://") && !text.contains("https://") && !text.contains("src="), "{text}");
}
