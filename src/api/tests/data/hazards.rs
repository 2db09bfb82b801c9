//! Requests that are wrong, too much, or meant badly.

use cyberfly_core::ErrorCode::{BadRequest, LimitExceeded, NotAllowed, NotFound};
use cyberfly_core::{ErrorCode, SecretKey};
use cyberfly_protocol::{Caller, Door, Prepare, Submission};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::lab::{Lab, Talk, author, command};

/// Posts a document to the HTTP door as it is. Returns the status and the error's code.
async fn post(lab: &Lab, path: &str, body: &str) -> (u16, String) {
    let mut stream = tokio::net::TcpStream::connect(&lab.http).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn documents_that_are_not_what_they_should_be_are_refused() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.client, "forms");
        let db = talk.db.as_str();
        let me = author(1).secret.public();
        let prepare = |command: &str| format!(r#"{{"db":"{db}","author":"{me}","commands":[{command}]}}"#);
        let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        let deepest = format!("{}1{}", "[".repeat(64), "]".repeat(64));
        let set = |value: &str| prepare(&format!(r#"{{"command":"json_set","key":"j","value":{value}}}"#));
        for (path, body, status, code) in [
            ("/api/v1/query", String::new(), 400, "bad_request"),
            ("/api/v1/query", "[]".to_owned(), 400, "bad_request"),
            ("/api/v1/query", format!(r#"{{"query":"nonsense","db":"{db}"}}"#), 400, "bad_request"),
            (
                "/api/v1/query",
                format!(r#"{{"query":"get","db":"{db}","key":"k","x":1}}"#),
                400,
                "bad_request",
            ),
            (
                "/api/v1/query",
                format!(r#"{{"query":"get","db":"{db}","key":"k\u0000"}}"#),
                400,
                "bad_request",
            ),
            ("/api/v1/query", format!(r#"{{"query":"get","db":"{db}x","key":"k"}}"#), 400, "bad_request"),
            ("/api/v1/query", format!(r#"{{"query":"get","query":"get","db":"{db}"}}"#), 400, "bad_request"),
            (
                "/api/v1/query",
                format!(r#"{{"query":"hash_get","db":"{db}","key":"k","fields":[{deep}]}}"#),
                413,
                "limit_exceeded",
            ),
            ("/api/v1/prepare", prepare(""), 400, "bad_request"),
            ("/api/v1/prepare", prepare(r#"{"command":"put","key":"~x","value":"v"}"#), 400, "bad_request"),
            (
                "/api/v1/prepare",
                prepare(r#"{"command":"put","key":"k","value":{"base64":"!"}}"#),
                400,
                "bad_request",
            ),
            (
                "/api/v1/prepare",
                prepare(r#"{"command":"counter_incr","key":"k","by":1}"#),
                400,
                "bad_request",
            ),
            (
                "/api/v1/prepare",
                prepare(r#"{"command":"counter_incr","key":"k","by":"99999999999999999999"}"#),
                413,
                "limit_exceeded",
            ),
            ("/api/v1/prepare", set(&deep), 413, "limit_exceeded"),
            ("/api/v1/prepare", set("12345678901234567890123"), 400, "bad_request"),
            ("/api/v1/prepare", set(&deepest), 200, ""),
            ("/api/v1/ops", r#"{"operation":"AA","saw":""}"#.to_owned(), 400, "bad_request"),
            ("/api/v1/ops", r#"{"operation":"hAAA","saw":""}"#.to_owned(), 400, "not_canonical"),
        ] {
            assert_eq!(post(&lab, path, &body).await, (status, code.to_owned()), "{path} {body:.200}");
        }
    });
}

#[test]
fn no_answer_is_longer_than_its_limit() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.client, "limits");
        let members: Vec<_> = (0..1500).map(|n| format!("{n:04}")).collect();
        talk.try_say(json!({"command": "set_add", "key": "s", "members": members})).await.unwrap();
        let ask = |page: Value| json!({"query": "set_members", "key": "s", "page": page});
        talk.refused(ask(json!({"limit": 1001})), LimitExceeded).await;
        talk.refused(ask(json!({"limit": 0})), BadRequest).await;
        let (mut found, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let page = talk.answer(ask(json!({"limit": 700, "cursor": cursor}))).await;
            found.extend(page["members"].as_array().unwrap().iter().map(|m| m.as_str().unwrap().to_owned()));
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(found, members, "every member once, in order");
        talk.refused(json!({"query": "set_has", "key": "s", "members": members}), LimitExceeded).await;
        // Pages end by bytes as well: eighty values of 60 KiB are more than the four mebibytes of one.
        let value = "x".repeat(60 * 1024);
        for part in 0..8 {
            let fields: Vec<_> =
                (0..10).map(|n| json!({"field": format!("{part}{n}"), "value": value})).collect();
            talk.try_say(json!({"command": "hash_set", "key": "h", "fields": fields})).await.unwrap();
        }
        let page = talk.answer(json!({"query": "hash_all", "key": "h", "page": {"limit": 1000}})).await;
        let count = page["fields"].as_array().unwrap().len();
        assert!((60..80).contains(&count), "{count}");
        assert!(page["next_cursor"].is_string());
    });
}

#[test]
fn a_cursor_of_another_question_or_a_changed_one_is_refused() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.client, "cursors");
        talk.try_say(json!({"command": "set_add", "key": "s", "members": ["a", "b", "c"]})).await.unwrap();
        let ask = |key: &str, cursor: &Value| json!({"query": "set_members", "key": key, "page": {"limit": 1, "cursor": cursor}});
        let cursor = talk.answer(ask("s", &Value::Null)).await["next_cursor"].clone();
        let good = talk.answer(ask("s", &cursor)).await;
        assert_eq!(good["members"], json!(["b"]));
        talk.refused(ask("t", &cursor), BadRequest).await;
        let text = cursor.as_str().unwrap();
        for bad in [format!("{text}A"), text[1..].to_owned(), "é".to_owned(), String::new(), "A".repeat(5000)]
        {
            talk.refused(ask("s", &json!(bad)), BadRequest).await;
        }
        let elsewhere = json!({"query": "scan", "page": {"cursor": cursor}});
        talk.refused(elsewhere, BadRequest).await;
    });
}

#[test]
fn what_an_operation_rests_on_is_taken_as_it_was_prepared_or_not_at_all() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.client, "saw");
        let request = Prepare {
            db: talk.db.clone(),
            author: talk.key.secret.public(),
            device: None,
            commands: vec![command(json!({"command": "list_push", "key": "l", "values": ["a"]}))],
            stamp_above: None,
            expires: None,
        };
        let prepared = lab.client.prepare(request).await.unwrap();
        let to_sign = data_encoding::BASE64.decode(prepared.to_sign.unwrap().as_bytes()).unwrap();
        let operation = cyberfly_core::to_sign::ToSign::decode(&to_sign).unwrap();
        let operation = operation.sign(&talk.key.secret).unwrap();
        let saw = prepared.saw;
        for bad in [format!("{saw}AAAA"), saw[4..].to_owned(), "AAAA".to_owned(), "!".to_owned()] {
            let refused =
                lab.client.submit_prepared(Submission::new(operation.bytes(), bad)).await.unwrap_err();
            assert_eq!(refused.code(), BadRequest);
        }
        talk.refused(json!({"query": "type", "key": "l"}), NotFound).await;
        lab.client.submit_prepared(Submission::new(operation.bytes(), saw)).await.unwrap();
    });
}

#[test]
fn a_stranger_neither_has_writes_drawn_up_nor_hands_them_in() {
    Lab::run(async |lab| {
        let mut talk = Talk::new(&lab.client, "mine");
        talk.try_say(json!({"command": "put", "key": "k", "value": "mine"})).await.unwrap();
        talk.key = author(2);
        talk.refused(json!({"command": "del", "key": "k"}), NotAllowed).await;
        let stranger = SecretKey::from_seed(&[2; 32]);
        let draft = cyberfly_core::Draft {
            db: talk.db.clone(),
            stamp: cyberfly_core::Stamp::at_millis(cyberfly_node::now_ms()),
            writes: vec![cyberfly_core::Write::del("k".parse().unwrap())],
            expires: None,
            device: None,
        };
        let operation = draft.sign(&stranger).unwrap();
        let submission = Submission::new(operation.bytes(), String::new());
        let refused = lab.client.submit_prepared(submission).await.unwrap_err();
        assert_eq!(refused.code(), NotAllowed);
        assert_eq!(talk.answer(json!({"query": "get", "key": "k"})).await["entry"]["value"], "mine");
    });
}

#[test]
fn what_is_wrong_for_a_type_is_refused_with_its_own_code() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.node, "types");
        talk.try_say(json!({"command": "set_add", "key": "s", "members": ["a"]})).await.unwrap();
        let wrong = [
            (json!({"query": "hash_all", "key": "s"}), ErrorCode::WrongType),
            (json!({"query": "scan", "glob": "[a"}), BadRequest),
            (json!({"query": "json_query", "key": "s", "path": "$["}), BadRequest),
            (json!({"query": "zset_rangebyscore", "key": "z", "min": "x"}), BadRequest),
            (json!({"query": "ts_range", "key": "m", "from": "-1"}), BadRequest),
            (json!({"query": "ts_agg", "key": "m", "aggregates": ["median"]}), BadRequest),
            (
                json!({"query": "geo_radius", "key": "g", "longitude": 181, "latitude": 0, "radius": 1}),
                BadRequest,
            ),
            (json!({"query": "db_info"}), NotFound),
            (json!({"command": "stream_add", "key": "x", "id": "5", "pairs": []}), BadRequest),
            (
                json!({"command": "ts_add", "key": "m", "samples": [{"time": 1_u64 << 48, "value": 1}]}),
                BadRequest,
            ),
            (json!({"command": "list_set", "key": "l", "index": 0, "value": "v"}), NotFound),
            (json!({"command": "hash_set", "key": "h", "fields": [], "condition": "if_absent"}), BadRequest),
            (json!({"command": "put", "key": "k", "value": "x".repeat(70_000)}), LimitExceeded),
        ];
        for (value, code) in wrong {
            let value = value.clone();
            if value["query"] == "db_info" {
                let elsewhere = Talk::new(&lab.node, "nowhere");
                elsewhere.refused(value, code).await;
            } else {
                talk.refused(value, code).await;
            }
        }
        let both = vec![
            command(json!({"command": "put", "key": "k", "value": "v"})),
            command(
                json!({"command": "grant", "subject": author(2).secret.public().to_string(), "role": "reader"}),
            ),
        ];
        assert_eq!(talk.run(both).await.unwrap_err().code(), BadRequest, "rights go with nothing else");
        talk.refused(json!({"query": "type", "key": "k"}), NotFound).await;
        let anyone =
            lab.node.query_as(Caller::Anyone, talk.query(json!({"query": "set_card", "key": "s"}))).await;
        assert!(anyone.is_ok(), "a public database is everybody's to read");
    });
}
