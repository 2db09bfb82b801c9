//! GraphQL over WebSocket.

use std::io::{Read, Write};

use cyberfly_core::token::Scope;
use cyberfly_core::{DbName, SecretKey, Token};
use cyberfly_node::now_ms;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::graphql::{author, database};
use super::house::{House, PATIENCE, millis, until};

const MODERN: &str = "graphql-transport-ws";
const OLD: &str = "graphql-ws";

/// A client that speaks one of the protocols.
struct Client<'a> {
    house: &'a House,
    socket: WebSocketStream<TcpStream>,
    start: &'static str,
    next: &'static str,
}

fn request(house: &House, path: &str, protocol: &str) -> Request {
    let mut request = format!("ws://{}{path}", house.address).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_str(protocol).unwrap());
    request
}

impl<'a> Client<'a> {
    fn try_connect(house: &'a House, request: Request, protocol: &str) -> Result<Self, Error> {
        let socket = house.runtime.block_on(async {
            let stream = TcpStream::connect(house.address).await.unwrap();
            client_async(request, stream).await
        });
        let (start, next) = if protocol == MODERN { ("subscribe", "next") } else { ("start", "data") };
        socket.map(|(socket, _)| Self { house, socket, start, next })
    }

    /// Connects and begins.
    fn open(house: &'a House, path: &str, protocol: &str) -> Self {
        let mut client = Self::try_connect(house, request(house, path, protocol), protocol).unwrap();
        client.begin(json!({}));
        client
    }

    fn begin(&mut self, payload: Value) {
        self.says(json!({"type": "connection_init", "payload": payload}));
        assert_eq!(self.hears()["type"], "connection_ack");
    }

    fn says(&mut self, message: Value) {
        self.house.runtime.block_on(self.socket.send(Message::text(message.to_string()))).unwrap();
    }

    fn subscribes(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({"query": query, "variables": variables});
        self.says(json!({"id": id, "type": self.start, "payload": payload}));
    }

    fn takes(&mut self) -> Message {
        let next = async { tokio::time::timeout(PATIENCE, self.socket.next()).await };
        self.house.runtime.block_on(next).unwrap().unwrap().unwrap()
    }

    /// The next message that says something.
    fn hears(&mut self) -> Value {
        loop {
            match self.takes() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The data of the next thing that a subscription hears.
    fn hears_data(&mut self, id: &str) -> Value {
        let message = self.hears();
        assert_eq!((&message["id"], &message["type"]), (&json!(id), &json!(self.next)), "{message}");
        assert!(message["payload"].get("errors").is_none(), "{message}");
        message["payload"]["data"].clone()
    }

    fn is_closed_with(&mut self) -> u16 {
        loop {
            match self.takes() {
                Message::Close(Some(frame)) => return frame.code.into(),
                Message::Close(None) => return CloseCode::Status.into(),
                _ => {}
            }
        }
    }
}

const TOPIC: &str = "subscription SubscribeTopic($topicFilter: String!) { subscribeTopic(topicFilter: $topicFilter) { topic payload timestamp } }";
const CHANGES: &str = "subscription($d: String!, $s: String, $t: [String!]) { changes(dbName: $d, since: $s, types: $t) { event cursor change { keys { key type } } } }";

#[test]
fn both_protocols_at_both_paths_tell_a_write_with_its_topic_and_payload() {
    let house = House::open(|_| {});
    let db = database("iot");
    for (number, (path, protocol)) in
        [("/graphql/ws", MODERN), ("/ws", MODERN), ("/graphql/ws", OLD), ("/ws", OLD)].into_iter().enumerate()
    {
        let mut client = Client::open(&house, path, protocol);
        client.subscribes("1", TOPIC, json!({"topicFilter": format!("graphql/{db}/+")}));
        // A question over the same socket is answered when the subscription before it has begun.
        client.subscribes("2", "{ getNodeInfo { nodeId } }", json!({}));
        assert_eq!(client.hears_data("2")["getNodeInfo"]["nodeId"], house.id().to_string());
        assert_eq!(client.hears()["type"], "complete");
        let value = format!("v{number}");
        // A change of rights is no message.
        let member = SecretKey::from_seed(&[9; 32]).public();
        house.says(&db, json!([{"command": "grant", "subject": member.to_string(), "role": "reader"}]));
        house.says(&db, json!([{"command": "put", "key": format!("k{number}"), "value": value}]));
        let told = client.hears_data("1")["subscribeTopic"].clone();
        assert_eq!(told["topic"], format!("graphql/{db}/k{number}"));
        assert_eq!(told["payload"], value.as_str());
        assert!(told["timestamp"].as_str().unwrap().parse::<u64>().is_ok());
    }
}

#[test]
fn changes_are_filtered_by_type_and_go_on_from_a_cursor() {
    let house = House::open(|_| {});
    let db = database("shop");
    house.says(&db, json!([{"command": "put", "key": "a", "value": "1"}]));
    let mut client = Client::open(&house, "/ws", MODERN);
    client.subscribes("1", CHANGES, json!({"d": db.as_str(), "s": "0"}));
    assert_eq!(client.hears_data("1")["changes"]["event"], "started");
    let first = client.hears_data("1")["changes"].clone();
    assert_eq!(first["change"]["keys"], json!([{"key": "a", "type": "string"}]));
    drop(client);
    house.says(&db, json!([{"command": "put", "key": "b", "value": "1"}]));
    house.says(&db, json!([{"command": "set_add", "key": "c", "members": ["m"]}]));
    let mut client = Client::open(&house, "/ws", MODERN);
    client.subscribes("1", CHANGES, json!({"d": db.as_str(), "s": first["cursor"], "t": ["set"]}));
    assert_eq!(client.hears_data("1")["changes"]["event"], "started");
    assert_eq!(client.hears_data("1")["changes"]["change"]["keys"], json!([{"key": "c", "type": "set"}]));
    client.subscribes("2", CHANGES, json!({"d": db.as_str(), "t": ["nonsense"]}));
    assert_eq!(client.hears()["payload"]["errors"][0]["extensions"]["code"], "bad_request");
}

#[test]
fn a_private_database_is_told_to_those_who_say_who_they_are_when_they_begin() {
    let house = House::open(|_| {});
    let db = DbName::new("private.notes", author(1).secret.public()).unwrap();
    let mut stranger = Client::open(&house, "/ws", MODERN);
    stranger.subscribes("1", CHANGES, json!({"d": db.as_str()}));
    assert_eq!(stranger.hears()["payload"]["errors"][0]["extensions"]["code"], "not_allowed");
    stranger.hears();
    let all = "subscription { subscribeAllMessages { topic payload } }";
    stranger.subscribes("2", all, json!({}));
    let mut owner = Client::try_connect(&house, request(&house, "/ws", MODERN), MODERN).unwrap();
    owner.begin(json!({"authorization": format!("Bearer {}", house.token(Scope::Read, &author(1).secret))}));
    owner.subscribes("2", all, json!({}));
    for client in [&mut stranger, &mut owner] {
        client.subscribes("3", "{ getNodeInfo { nodeId } }", json!({}));
        client.hears_data("3");
        client.hears();
    }
    house.says(&db, json!([{"command": "put", "key": "k", "value": "secret"}]));
    assert_eq!(owner.hears_data("2")["subscribeAllMessages"]["payload"], "secret");
    house.says(&database("open"), json!([{"command": "put", "key": "k", "value": "known"}]));
    assert_eq!(stranger.hears_data("2")["subscribeAllMessages"]["payload"], "known");
}

/// A token of somebody's that lives for a second or two.
fn short_token(house: &House, seed: u8) -> String {
    let now = now_ms() / 1000;
    let token = Token { expires_at: now + 2, ..Token::fresh(house.id(), Scope::Read, now) };
    format!("Bearer {}", token.sign(&author(seed).secret))
}

#[test]
fn what_was_opened_with_a_token_ends_with_it_and_says_so() {
    let house = House::open(|_| {});
    let db = DbName::new("private.notes", author(1).secret.public()).unwrap();
    let mut by_word = Client::try_connect(&house, request(&house, "/ws", MODERN), MODERN).unwrap();
    by_word.begin(json!({"authorization": short_token(&house, 1)}));
    let mut asked = request(&house, "/ws", OLD);
    asked.headers_mut().insert("authorization", HeaderValue::from_str(&short_token(&house, 1)).unwrap());
    let mut by_header = Client::try_connect(&house, asked, OLD).unwrap();
    by_header.begin(json!({}));
    for client in [&mut by_word, &mut by_header] {
        client.subscribes("1", CHANGES, json!({"d": db.as_str()}));
        assert_eq!(client.hears_data("1")["changes"]["event"], "started");
    }
    assert_eq!((by_word.is_closed_with(), by_header.is_closed_with()), (4403, 4403));
    let header = format!("authorization: {}\r\n", short_token(&house, 1));
    let watched = house.ask(&format!("GET /api/v1/watch?db={db}"), &header, b"").ok();
    let told = String::from_utf8(watched.body).unwrap();
    let last = told.split("event: ").last().unwrap();
    assert!(last.starts_with("error\n") && last.contains("your token has expired"), "{told}");
}

#[test]
fn who_may_not_read_a_private_database_any_more_hears_so_and_nothing_else() {
    let house = House::open(|_| {});
    let db = DbName::new("private.notes", author(1).secret.public()).unwrap();
    let reader = author(2).secret;
    let grant = json!([{"command": "grant", "subject": reader.public().to_string(), "role": "reader"}]);
    let revoke = json!([{"command": "revoke", "subject": reader.public().to_string(), "role": "reader"}]);
    house.says(&db, grant);
    let token = format!("Bearer {}", house.token(Scope::Read, &reader));
    let mut client = Client::try_connect(&house, request(&house, "/ws", MODERN), MODERN).unwrap();
    client.begin(json!({"authorization": token}));
    client.subscribes("changes", CHANGES, json!({"d": db.as_str()}));
    assert_eq!(client.hears_data("changes")["changes"]["event"], "started");
    client.subscribes("topic", TOPIC, json!({"topicFilter": format!("graphql/{db}/#")}));
    // A query behind it is answered when the subscription is there.
    client.subscribes("query", "{ getNodeInfo { nodeId } }", json!({}));
    client.hears_data("query");
    client.hears();
    let mut stream = house.connect();
    let head = format!("GET /api/v1/watch?db={db} HTTP/1.1\r\nhost: localhost\r\nauthorization: {token}\r\n");
    stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).unwrap();
    let mut told = Vec::new();
    while !String::from_utf8_lossy(&told).contains("event: started") {
        let mut some = [0; 4096];
        let read = stream.read(&mut some).unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&told));
        told.extend_from_slice(&some[..read]);
    }
    house.says(&db, revoke);
    house.says(&db, json!([{"command": "put", "key": "k", "value": "secret"}]));
    stream.read_to_end(&mut told).unwrap();
    let told = String::from_utf8_lossy(&told).into_owned();
    assert!(told.contains("event: error") && told.contains("not_allowed"), "{told}");
    let mut refused = Vec::new();
    let mut complete = 0;
    while complete < 2 {
        let message = client.hears();
        assert!(!message.to_string().contains("secret"), "{message}");
        match message["payload"]["errors"][0]["extensions"]["code"].as_str() {
            Some(code) => refused.push((message["id"].clone(), code.to_owned())),
            None => complete += usize::from(message["type"] == "complete"),
        }
    }
    refused.sort_by_key(|(id, _)| id.to_string());
    assert_eq!(
        refused,
        [(json!("changes"), "not_allowed".to_owned()), (json!("topic"), "not_allowed".to_owned())]
    );
}

#[test]
fn a_false_token_ends_the_conversation() {
    let house = House::open(|_| {});
    let mut client = Client::try_connect(&house, request(&house, "/ws", MODERN), MODERN).unwrap();
    client.says(json!({"type": "connection_init", "payload": {"authorization": "Bearer nonsense"}}));
    assert_eq!(client.is_closed_with(), 1002);
}

#[test]
fn a_page_from_elsewhere_may_not_open_a_socket() {
    let house = House::open(|config| config.http.cors_origins = vec!["https://app.example".to_owned()]);
    let from = |origin: String| {
        let mut request = request(&house, "/ws", MODERN);
        request.headers_mut().insert("origin", HeaderValue::from_str(&origin).unwrap());
        Client::try_connect(&house, request, MODERN).map(drop)
    };
    assert!(
        matches!(from("https://evil.example".to_owned()), Err(Error::Http(refused)) if refused.status() == 403)
    );
    from("https://app.example".to_owned()).unwrap();
    from(format!("http://{}", house.address)).unwrap();
}

#[test]
fn what_is_no_handshake_is_told_so() {
    let house = House::open(|_| {});
    house.get("/ws").refuses(426, "bad_request");
    let document = house.get("/api/v1/openapi.json").ok().json();
    let described = &document["paths"]["/ws"]["get"]["responses"];
    assert_eq!(described["426"]["content"], described["403"]["content"]);
    assert_eq!(described["101"]["content"], serde_json::json!({}));
    let upgrade =
        "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let head = |more: &str| {
        format!("GET /ws HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\n{upgrade}{more}\r\n")
    };
    for more in ["", "sec-websocket-protocol: mqtt\r\n"] {
        let mut stream = house.connect();
        stream.write_all(head(more).as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 400");
    }
}

#[test]
fn a_socket_that_does_not_begin_or_falls_silent_is_closed() {
    let house = House::open(|config| config.limits.head_timeout = millis(50));
    let mut silent = Client::try_connect(&house, request(&house, "/ws", MODERN), MODERN).unwrap();
    assert_eq!(silent.is_closed_with(), 4408);
    until("its place is free", || house.limit("connections").0 == Some(0));

    let house = House::open(|config| config.limits.idle_timeout = millis(100));
    // It begins, and then its client is gone without a word: nobody answers pings.
    let gone = Client::open(&house, "/ws", MODERN);
    until("it is closed", || house.limit("idle_timeout").1 == 1);
    drop(gone);
}

#[test]
fn garbage_ends_a_socket_and_nothing_else() {
    let house = House::open(|_| {});
    for garbage in ["", "{", "[]", "{\"type\": \"nonsense\"}", "\"\\ud800\""] {
        let mut client = Client::open(&house, "/ws", MODERN);
        house.runtime.block_on(client.socket.send(Message::text(garbage.to_owned()))).unwrap();
        assert_eq!(client.is_closed_with(), 1002, "{garbage}");
    }
    let mut early = Client::try_connect(&house, request(&house, "/ws", MODERN), MODERN).unwrap();
    early.subscribes("1", "{ getMetrics }", json!({}));
    assert_eq!(early.is_closed_with(), 1011);
    house.get("/livez").ok();
}

#[test]
fn there_are_only_so_many_subscriptions_to_a_socket() {
    let house = House::open(|config| config.limits.subscriptions_per_connection = 3.try_into().unwrap());
    let mut client = Client::open(&house, "/ws", MODERN);
    for id in ["1", "2", "3", "4"] {
        client.subscribes(id, TOPIC, json!({"topicFilter": "#"}));
    }
    let refused = client.hears();
    assert_eq!(
        (&refused["id"], &refused["payload"]["errors"][0]["extensions"]["code"]),
        (&json!("4"), &json!("resource_exhausted"))
    );
    assert_eq!(client.hears()["type"], "complete");
    // One that ends makes room.
    client.says(json!({"id": "1", "type": "complete"}));
    assert_eq!(client.hears()["id"], "1");
    client.subscribes("5", "{ getNodeInfo { nodeId } }", json!({}));
    client.hears_data("5");
}

#[test]
fn a_subscriber_that_never_reads_is_dropped_and_others_hear_everything() {
    let house = House::open(|config| config.limits.send_timeout = millis(100));
    let db = database("loud");
    let mut deaf = Client::open(&house, "/ws", MODERN);
    let mut good = Client::open(&house, "/ws", MODERN);
    // Many subscriptions of the same make the same write come often, so that the buffers of the system fill soon.
    for id in 0..100 {
        deaf.subscribes(&id.to_string(), "subscription { subscribeAllMessages { payload } }", json!({}));
    }
    deaf.subscribes("q", "{ getNodeInfo { nodeId } }", json!({}));
    good.subscribes("1", "subscription { subscribeAllMessages { topic } }", json!({}));
    good.subscribes("2", "{ getNodeInfo { nodeId } }", json!({}));
    good.hears_data("2");
    good.hears();
    let value = "x".repeat(60_000);
    let mut written = 0;
    until("the deaf one is dropped", || {
        house.says(&db, json!([{"command": "put", "key": format!("k{written}"), "value": value}]));
        written += 1;
        assert_eq!(
            good.hears_data("1")["subscribeAllMessages"]["topic"],
            format!("graphql/{db}/k{}", written - 1)
        );
        house.limit("send_timeout").1 == 1
    });
    until("its place is free", || house.limit("connections").0 == Some(1));
    drop(deaf);
}

#[test]
fn a_socket_ends_with_the_node_and_says_so() {
    let house = House::open(|_| {});
    let mut client = Client::open(&house, "/ws", MODERN);
    client.subscribes("1", TOPIC, json!({"topicFilter": "#"}));
    house.node.drain();
    assert_eq!(client.is_closed_with(), 1001);
}

#[test]
fn a_thousand_subscriptions_hear_a_write_each_once() {
    const SOCKETS: usize = 10;
    let house = House::open(|_| {});
    let db = database("many");
    let mut clients: Vec<_> = (0..SOCKETS).map(|_| Client::open(&house, "/ws", MODERN)).collect();
    for client in &mut clients {
        for id in 0..99 {
            client.subscribes(&id.to_string(), TOPIC, json!({"topicFilter": "graphql/#"}));
        }
        client.subscribes("q", "{ getNodeInfo { nodeId } }", json!({}));
        client.hears_data("q");
        client.hears();
    }
    house.says(&db, json!([{"command": "put", "key": "k", "value": "v"}]));
    for client in &mut clients {
        let mut heard: Vec<String> =
            (0..99).map(|_| client.hears()["id"].as_str().unwrap().to_owned()).collect();
        heard.sort();
        heard.dedup();
        assert_eq!(heard.len(), 99);
    }
}
