//! The GraphQL door over HTTP.

use std::path::PathBuf;

use cyberfly_client::{AuthorKey, run};
use cyberfly_core::to_sign::ToSign;
use cyberfly_core::token::Scope;
use cyberfly_core::{DbName, DeviceId, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_node::now_ms;
use cyberfly_protocol::Command;
use data_encoding::BASE64;
use serde_json::{Value, json};

use super::house::{House, Reply};

pub(super) fn author(seed: u8) -> AuthorKey {
    let device = DeviceId::from_bytes([seed; 8]);
    AuthorKey { secret: SecretKey::from_seed(&[seed; 32]), device, path: PathBuf::new() }
}

pub(super) fn database(label: &str) -> DbName {
    DbName::new(label, author(1).secret.public()).unwrap()
}

impl House {
    /// Carries out commands in a database.
    pub(super) fn says(&self, db: &DbName, commands: Value) {
        let commands: Vec<Command> = serde_json::from_value(commands).unwrap();
        self.runtime.block_on(run(&self.node, &author(1), db, commands, None)).unwrap();
    }

    fn graphql_as(&self, headers: &str, request: &Value) -> Reply {
        let headers = format!("content-type: application/json\r\n{headers}");
        self.ask("POST /graphql", &headers, request.to_string().as_bytes())
    }

    /// Asks with these variables, and gives the data of an answer without errors.
    fn data(&self, query: &str, variables: Value) -> Value {
        let answer = self.graphql_as("", &json!({"query": query, "variables": variables})).ok().json();
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].clone()
    }

    /// Asks, and gives the code of the one error.
    #[track_caller]
    fn code(&self, query: &str, variables: Value) -> String {
        let answer = self.graphql_as("", &json!({"query": query, "variables": variables})).ok().json();
        let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("{query}: {answer}"));
        assert!(errors[0]["message"].as_str().is_some_and(|message| !message.is_empty()));
        errors[0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

/// What the predecessor's client sends, word for word as far as names, arguments and selections go.
#[test]
fn a_client_of_the_predecessor_reads_every_type() {
    let house = House::open(|_| {});
    let db = database("shop");
    house.says(
        &db,
        json!([
            {"command": "put", "key": "s", "value": "text"},
            {"command": "hash_set", "key": "h", "fields": [{"field": "a", "value": "1"}, {"field": "bb", "value": "2"}]},
            {"command": "list_push", "key": "l", "values": ["x", "y", "z"]},
            {"command": "set_add", "key": "t", "members": ["m", "n"]},
            {"command": "zset_add", "key": "z", "members": [{"member": "low", "score": 0.5}, {"member": "high", "score": 9}]},
            {"command": "json_set", "key": "j", "value": {"name": "Ann", "tags": ["a", "b"]}},
            {"command": "stream_add", "key": "e", "id": "5-1", "pairs": [{"name": "k", "value": "v"}]},
            {"command": "ts_add", "key": "n", "samples": [{"time": 1000, "value": 1.5}, {"time": 2000, "value": 2}]},
            {"command": "geo_add", "key": "g", "places": [{"member": "rome", "longitude": 12.5, "latitude": 41.9}, {"member": "oslo", "longitude": 10.75, "latitude": 59.9}]},
        ]),
    );
    let name = db.as_str();
    let of = |key: &str| json!({"dbName": name, "key": key});
    let mut with = of("h");
    with["field"] = "a".into();
    let cases = [
        (
            "query GetString($dbName: String!, $key: String!) { getString(dbName: $dbName, key: $key) { key value } }",
            of("s"),
            json!({"getString": {"key": format!("{name}:s"), "value": "text"}}),
        ),
        (
            "query GetString($dbName: String!, $key: String!) { getString(dbName: $dbName, key: $key) { key value } }",
            of("none"),
            json!({"getString": {"key": format!("{name}:none"), "value": null}}),
        ),
        (
            "query GetHash($dbName: String!, $key: String!, $field: String!) { getHash(dbName: $dbName, key: $key, field: $field) { key value } }",
            with,
            json!({"getHash": {"key": format!("{name}:h:a"), "value": "1"}}),
        ),
        (
            "query GetAllHash($dbName: String!, $key: String!) { getAllHash(dbName: $dbName, key: $key) { key value } }",
            of("h"),
            json!({"getAllHash": [{"key": format!("{name}:h:a"), "value": "1"}, {"key": format!("{name}:h:bb"), "value": "2"}]}),
        ),
        (
            "query GetList($dbName: String!, $key: String!, $start: Int, $stop: Int) { getList(dbName: $dbName, key: $key, start: $start, stop: $stop) }",
            json!({"dbName": name, "key": "l", "start": 0, "stop": -1}),
            json!({"getList": ["x", "y", "z"]}),
        ),
        (
            "query GetSet($dbName: String!, $key: String!) { getSet(dbName: $dbName, key: $key) }",
            of("t"),
            json!({"getSet": ["m", "n"]}),
        ),
        (
            "query GetSortedSet($dbName: String!, $key: String!, $start: Int, $stop: Int) { getSortedSet(dbName: $dbName, key: $key, start: $start, stop: $stop) { value score } }",
            json!({"dbName": name, "key": "z", "start": 0, "stop": -1}),
            json!({"getSortedSet": [{"value": "low", "score": 0.5}, {"value": "high", "score": 9.0}]}),
        ),
        (
            "query GetJson($dbName: String!, $key: String!, $path: String) { getJson(dbName: $dbName, key: $key, path: $path) { key value } }",
            json!({"dbName": name, "key": "j", "path": "$.name"}),
            json!({"getJson": {"key": format!("{name}:j"), "value": "\"Ann\""}}),
        ),
        (
            "query GetStream($dbName: String!, $key: String!, $start: String, $end: String, $count: Int) { getStream(dbName: $dbName, key: $key, start: $start, end: $end, count: $count) { id fields { key value } } }",
            json!({"dbName": name, "key": "e", "start": "-", "end": "+", "count": null}),
            json!({"getStream": [{"id": "5-1", "fields": [{"key": "k", "value": "v"}]}]}),
        ),
        (
            "query($dbName: String!, $key: String!) { getStreamLength(dbName: $dbName, key: $key) }",
            of("e"),
            json!({"getStreamLength": 1}),
        ),
        (
            "query GetTimeseries($dbName: String!, $key: String!, $fromTimestamp: String!, $toTimestamp: String!) { getTimeseries(dbName: $dbName, key: $key, fromTimestamp: $fromTimestamp, toTimestamp: $toTimestamp) { timestamp value } }",
            json!({"dbName": name, "key": "n", "fromTimestamp": "0", "toTimestamp": "1500"}),
            json!({"getTimeseries": [{"timestamp": "1000", "value": 1.5}]}),
        ),
        (
            "query($dbName: String!, $key: String!) { getLatestTimeseries(dbName: $dbName, key: $key) { timestamp value } }",
            of("n"),
            json!({"getLatestTimeseries": {"timestamp": "2000", "value": 2.0}}),
        ),
        (
            "query SearchGeoRadius($dbName: String!, $key: String!, $longitude: Float!, $latitude: Float!, $radius: Float!, $unit: String) { searchGeoRadius(dbName: $dbName, key: $key, longitude: $longitude, latitude: $latitude, radius: $radius, unit: $unit) { member } }",
            json!({"dbName": name, "key": "g", "longitude": 12.0, "latitude": 42.0, "radius": 100.0, "unit": "km"}),
            json!({"searchGeoRadius": [{"member": "rome"}]}),
        ),
        (
            "query($dbName: String!, $key: String!) { searchGeoRadiusByMember(dbName: $dbName, key: $key, member: \"rome\", radius: 3000, unit: \"km\") { member } getGeoLocation(dbName: $dbName, key: $key, member: \"paris\") { longitude } }",
            of("g"),
            json!({"searchGeoRadiusByMember": [{"member": "rome"}, {"member": "oslo"}], "getGeoLocation": null}),
        ),
        (
            "query($dbName: String!, $key: String!) { filterHash(dbName: $dbName, key: $key, fieldPattern: \"b*\") { value } }",
            of("h"),
            json!({"filterHash": [{"value": "2"}]}),
        ),
        (
            "query($dbName: String!, $key: String!) { filterList(dbName: $dbName, key: $key, valuePattern: \"[yz]\") }",
            of("l"),
            json!({"filterList": ["y", "z"]}),
        ),
        (
            "query($dbName: String!, $key: String!) { filterSet(dbName: $dbName, key: $key, memberPattern: \"n\") }",
            of("t"),
            json!({"filterSet": ["n"]}),
        ),
        (
            "query($dbName: String!, $key: String!) { filterSortedSet(dbName: $dbName, key: $key, minScore: 1, maxScore: 9) { value } }",
            of("z"),
            json!({"filterSortedSet": [{"value": "high"}]}),
        ),
        (
            "query($dbName: String!, $key: String!) { filterStream(dbName: $dbName, key: $key, pattern: \"k\") { id } }",
            of("e"),
            json!({"filterStream": [{"id": "5-1"}]}),
        ),
        (
            "query($dbName: String!, $key: String!) { filterTimeseries(dbName: $dbName, key: $key, fromTimestamp: \"0\", toTimestamp: \"9000\", minValue: 1.8) { timestamp } }",
            of("n"),
            json!({"filterTimeseries": [{"timestamp": "2000"}]}),
        ),
        (
            "query($dbName: String!, $key: String!) { filterJson(dbName: $dbName, key: $key, jsonPath: \"$.name\") { value } }",
            of("j"),
            json!({"filterJson": {"value": "\"Ann\""}}),
        ),
        (
            "query($dbName: String!, $key: String!) { filterJson(dbName: $dbName, key: $key, jsonPath: \"$.tags[*]\") { value } }",
            of("j"),
            json!({"filterJson": {"value": "[\"a\",\"b\"]"}}),
        ),
        (
            "query($dbName: String!, $key: String!) { getTtl(dbName: $dbName, key: $key) { success key endsMs } }",
            of("s"),
            json!({"getTtl": {"success": true, "key": format!("{name}:s"), "endsMs": null}}),
        ),
    ];
    for (query, variables, expected) in cases {
        assert_eq!(house.data(query, variables), expected, "{query}");
    }
    let all = house.data("query($d: String!) { getAll(dbName: $d) { key storeType value } getAllStrings(dbName: $d) { key value } getAllGeo(dbName: $d) { key } }", json!({"d": name}));
    let row =
        |key: &str| all["getAll"].as_array().unwrap().iter().find(|row| row["key"] == key).unwrap().clone();
    assert_eq!(
        row("z"),
        json!({"key": "z", "storeType": "SortedSet", "value": [["low", 0.5], ["high", 9.0]]})
    );
    assert_eq!(row("e"), json!({"key": "e", "storeType": "Stream", "value": [["5-1", [["k", "v"]]]]}));
    assert_eq!(row("g")["value"][0], json!(["oslo", 10.75, 59.9]));
    assert_eq!(all["getAllStrings"], json!([{"key": "s", "value": "text"}]));
    assert_eq!(all["getAllGeo"], json!([{"key": "g"}]));
    let operations = house.data(
        "query($d: String!) { getBlobOperations(dbName: $d, limit: 2) { key value storeType publicKey } getBlobOperationCount(dbName: $d) none: getBlobOperationsSince(dbName: $d, timestamp: \"99999999999999\") { key } }",
        json!({"d": name}),
    );
    assert_eq!(operations["getBlobOperations"][0]["value"], "text");
    assert_eq!(operations["getBlobOperations"][1]["storeType"], "Hash");
    assert_eq!((&operations["getBlobOperationCount"], &operations["none"]), (&json!(1), &json!([])));
}

#[test]
fn what_a_database_holds_comes_with_the_author_and_the_signature_of_the_newest_of_it() {
    let house = House::open(|_| {});
    let (db, other) = (database("shop"), author(2));
    house.says(
        &db,
        json!([
            {"command": "put", "key": "s", "value": "text"},
            {"command": "json_set", "key": "j", "path": "$", "value": {"a": 1}},
            {"command": "counter_incr", "key": "c", "by": 5},
            {"command": "hash_set", "key": "h", "fields": [{"field": "a", "value": "1"}, {"field": "z", "value": "2"}]},
        ]),
    );
    house.says(
        &db,
        json!([{"command": "grant", "subject": other.secret.public().to_string(), "role": "writer"}]),
    );
    let commands = json!([
        {"command": "hash_set", "key": "h", "fields": [{"field": "b", "value": "3"}]},
        {"command": "json_set", "key": "j", "path": "$.b", "value": 2},
    ]);
    let commands: Vec<Command> = serde_json::from_value(commands).unwrap();
    house.runtime.block_on(run(&house.node, &other, &db, commands, None)).unwrap();
    let answer = house.data(
        "query($d: String!) { getAll(dbName: $d) { key publicKey signature } getAllHashes(dbName: $d) { key publicKey signature } getBlobOperations(dbName: $d, limit: 100) { key publicKey signature } }",
        json!({"d": db.as_str()}),
    );
    // Operations come in the order of the journal: the last of a key is its newest.
    let operations = answer["getBlobOperations"].as_array().unwrap();
    let all = answer["getAll"].as_array().unwrap();
    assert_eq!(all.iter().map(|row| row["key"].as_str().unwrap()).collect::<Vec<_>>(), ["c", "h", "j", "s"]);
    for row in all {
        let newest = operations.iter().rfind(|operation| operation["key"] == row["key"]).unwrap();
        assert_eq!(row, newest);
    }
    assert_eq!(all[1]["publicKey"], other.secret.public().to_string());
    assert_eq!(all[3]["publicKey"], author(1).secret.public().to_string());
    assert_eq!(answer["getAllHashes"], json!([all[1]]));
}

#[test]
fn operations_are_about_data_alone_and_a_limit_counts_those() {
    let house = House::open(|_| {});
    let (db, other) = (database("shop"), author(2).secret.public().to_string());
    house.says(&db, json!([{"command": "grant", "subject": other, "role": "writer"}]));
    house.says(&db, json!([{"command": "put", "key": "s", "value": "text"}]));
    house.says(&db, json!([{"command": "revoke", "subject": other, "role": "writer"}]));
    house.says(&db, json!([{"command": "del", "key": "s"}]));
    let answer = house.data(
        "query($d: String!) { getBlobOperations(dbName: $d, limit: 2) { key storeType } getAllBlobOperations(limit: 1) { key } getBlobOperationsSince(dbName: $d, timestamp: \"0\") { key } }",
        json!({"d": db.as_str()}),
    );
    assert_eq!(
        answer,
        json!({
            "getBlobOperations": [{"key": "s", "storeType": "String"}, {"key": "s", "storeType": "Delete"}],
            "getAllBlobOperations": [{"key": "s"}],
            "getBlobOperationsSince": [{"key": "s"}, {"key": "s"}],
        })
    );
}

#[test]
fn an_author_draws_up_signs_and_hands_in_by_graphql_alone() {
    let house = House::open(|_| {});
    let (key, db) = (author(1), database("mine"));
    let prepared = house.data(
        "mutation($d: String!, $a: String!, $c: [JSON!]!) { prepare(dbName: $d, author: $a, command: $c) { toSign saw answers } }",
        json!({"d": db.as_str(), "a": key.secret.public().to_string(), "c": {"command": "put", "key": "k", "value": "v"}}),
    );
    let bytes = BASE64.decode(prepared["prepare"]["toSign"].as_str().unwrap().as_bytes()).unwrap();
    let operation = ToSign::decode(&bytes).unwrap().sign(&key.secret).unwrap();
    let op = BASE64.encode(operation.bytes());
    let submit = "mutation($op: Base64!, $saw: String) { submitOperation(op: $op, saw: $saw) { outcome durable opId } }";
    let receipt = house.data(submit, json!({"op": op, "saw": prepared["prepare"]["saw"]}));
    assert_eq!(receipt["submitOperation"]["outcome"], "applied");
    let again = house.data(
        "mutation($ops: [Base64!]!) { submitOperations(ops: $ops) { receipt { outcome } error { code } } }",
        json!({"ops": [op, "AA=="]}),
    );
    assert_eq!(again["submitOperations"][0]["receipt"]["outcome"], "duplicate");
    assert_eq!(again["submitOperations"][1]["error"]["code"], "not_canonical");
    let writes = vec![Write::string(Key::new("new").unwrap(), b"v".to_vec())];
    let stamp = Stamp::at_millis(now_ms());
    let draft = Draft { db, stamp, writes, expires: None, device: None };
    let mut forged = draft.sign(&key.secret).unwrap().bytes().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(house.code(submit, json!({"op": BASE64.encode(&forged)})), "bad_signature");
    assert_eq!(house.code(submit, json!({"op": "not base64"})), "bad_request");
}

#[test]
fn a_write_under_a_signature_that_covers_no_time_is_refused_in_words() {
    let house = House::open(|_| {});
    let input = json!({"dbName": database("x").as_str(), "key": "k", "value": "v", "publicKey": "00", "signature": "00", "storeType": "String"});
    let code = house.code(
        "mutation SubmitData($input: SignedData!) { submitData(input: $input) { success message } }",
        json!({"input": input}),
    );
    assert_eq!(code, "unsupported");
}

#[test]
fn acts_of_operators_are_refused_to_strangers_and_to_keys_that_are_none() {
    let house = House::open(|_| {});
    for act in ["mutation { dialPeer(peerId: \"x\") { success } }", "mutation { requestSync { success } }"] {
        assert_eq!(house.code(act, json!({})), "unauthenticated");
        let bearer = format!("authorization: Bearer {}\r\n", house.token(Scope::Read, &author(3).secret));
        let answer = house.graphql_as(&bearer, &json!({"query": act})).ok().json();
        assert_eq!(answer["errors"][0]["extensions"]["code"], "not_allowed");
    }
    assert_eq!(house.code("{ getPeerDetails { peerId } }", json!({})), "unauthenticated");
    let upload = "content-type: multipart/form-data; boundary=b\r\n";
    let form =
        b"--b\r\ncontent-disposition: form-data; name=\"blob\"; filename=\"x\"\r\n\r\nbytes\r\n--b--\r\n";
    house.ask("POST /blobs/upload", upload, form).refuses(401, "unauthenticated");
}

#[test]
fn a_blob_goes_in_by_a_form_and_out_by_its_hash() {
    let operator = author(9).secret;
    let house = House::open(|config| config.node.operators = vec![operator.public()]);
    let bearer = format!("authorization: Bearer {}\r\n", house.token(Scope::Operator, &operator));
    let form = |name: &str| {
        format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"x\"\r\n\r\n<html>\r\n--b--\r\n").into_bytes()
    };
    let headers = format!("content-type: multipart/form-data; boundary=b\r\n{bearer}");
    let hash = house.ask("POST /blobs/upload", &headers, &form("blob")).ok().json()["hash"]
        .as_str()
        .unwrap()
        .to_owned();
    let fetched = house.get(&format!("/blobs/{hash}")).ok();
    assert_eq!(
        (fetched.body.as_slice(), fetched.header("content-type")),
        (&b"<html>"[..], Some("application/octet-stream"))
    );
    let elsewhere = format!("/blobs/{hash}?db={}", database("x"));
    house.get(&elsewhere).refuses(404, "not_found");
    house.ask("POST /blobs/upload", &headers, &form("other")).refuses(400, "bad_request");
    house.ask("POST /blobs/upload", &headers, b"no form").refuses(400, "bad_request");
    house.get("/blobs/zz").refuses(400, "bad_request");
}

#[test]
fn a_private_database_looks_empty_to_strangers_and_opens_to_its_owners_token() {
    let house = House::open(|_| {});
    let db = DbName::new("private.notes", author(1).secret.public()).unwrap();
    house.says(&db, json!([{"command": "put", "key": "k", "value": "secret"}]));
    let query = "query($d: String!) { getString(dbName: $d, key: \"k\") { value } getAll(dbName: $d) { key } database(name: $d) { keys { nodes { key } } info { operations } } getAllBlobOperations { key } databases { nodes { name } } }";
    let request = json!({"query": query, "variables": {"d": db.as_str()}});
    let stranger = house.graphql_as("", &request).ok().json();
    assert_eq!(
        stranger["data"],
        json!({"getString": {"value": null}, "getAll": [], "database": {"keys": {"nodes": []}, "info": null}, "getAllBlobOperations": [], "databases": {"nodes": []}})
    );
    let bearer = format!("authorization: Bearer {}\r\n", house.token(Scope::Read, &author(1).secret));
    let owner = house.graphql_as(&bearer, &request).ok().json();
    assert_eq!(owner["data"]["getString"]["value"], "secret");
    assert_eq!(owner["data"]["getAllBlobOperations"], json!([{"key": "k"}]));
    assert_eq!(owner["data"]["databases"]["nodes"], json!([{"name": db.as_str()}]));
}

#[test]
fn connections_go_on_with_their_cursors_to_the_end() {
    let house = House::open(|_| {});
    let db = database("many");
    let puts: Vec<_> = (0..25)
        .map(|number| json!({"command": "put", "key": format!("k{number:02}"), "value": "v"}))
        .collect();
    house.says(&db, json!(puts));
    let (mut keys, mut after) = (Vec::new(), Value::Null);
    loop {
        let query = "query($d: String!, $a: String) { database(name: $d) { keys(first: 10, after: $a) { nodes { key } pageInfo { hasNextPage endCursor } } } }";
        let page = house.data(query, json!({"d": db.as_str(), "a": after}))["database"]["keys"].clone();
        keys.extend(page["nodes"].as_array().unwrap().clone());
        after = page["pageInfo"]["endCursor"].clone();
        assert_eq!(page["pageInfo"]["hasNextPage"], !after.is_null());
        if after.is_null() {
            break;
        }
    }
    assert_eq!(keys.len(), 25);
    assert_eq!(
        house.code(
            "query($d: String!) { database(name: $d) { keys(after: \"x\") { nodes { key } } } }",
            json!({"d": db.as_str()})
        ),
        "bad_request"
    );
}

#[test]
fn bytes_that_are_no_text_are_an_error_or_come_in_base64() {
    let house = House::open(|_| {});
    let db = database("bytes");
    house.says(
        &db,
        json!([
            {"command": "put", "key": "s", "value": {"base64": "/w=="}},
            {"command": "set_add", "key": "t", "members": [{"base64": "/w=="}]},
        ]),
    );
    let found = house.data("query($d: String!) { getString(dbName: $d, key: \"s\") { value valueBase64 } database(name: $d) { members(key: \"t\") { nodes { text base64 } } } }", json!({"d": db.as_str()}));
    assert_eq!(found["getString"], json!({"value": null, "valueBase64": "/w=="}));
    assert_eq!(found["database"]["members"]["nodes"], json!([{"text": null, "base64": "/w=="}]));
    assert_eq!(
        house.code("query($d: String!) { getSet(dbName: $d, key: \"t\") }", json!({"d": db.as_str()})),
        "unsupported"
    );
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let house = House::open(|_| {});
    let mut fragments = "{ ...f0 }".to_owned();
    for number in 0..100 {
        fragments += &format!(" fragment f{number} on Query {{ ...f{0} ...f{0} }}", number + 1);
    }
    fragments += " fragment f100 on Query { getNodeInfo { nodeId } }";
    let aliases: String = (0..60).map(|number| format!(" a{number}: getMetrics")).collect();
    let wide: String = std::iter::repeat_n(" getMetrics", 1100).collect();
    let types = "ofType { ".repeat(25);
    let deep =
        format!("{{ __schema {{ types {{ fields {{ type {{ {types} name {} }} }} }} }} }}", " }".repeat(25));
    let heavy: String =
        (0..30).map(|number| format!(" a{number}: getAll(dbName: \"x\") {{ key }}")).collect();
    let bombs = [
        ("fragments", fragments, "graphql_complexity"),
        ("aliases", format!("{{ {aliases} }}"), "graphql_aliases"),
        ("wide", format!("{{ {wide} }}"), "graphql_complexity"),
        ("deep", deep, "graphql_depth"),
        ("heavy", format!("{{ {heavy} }}"), "graphql_complexity"),
        ("long", format!("{{ getMetrics }} # {}", "x".repeat(70_000)), "graphql_complexity"),
    ];
    for (name, bomb, limit) in &bombs {
        let before = house.limit(limit).1;
        assert_eq!(house.code(bomb, json!({})), "limit_exceeded", "{name}");
        assert_eq!(house.limit(limit).1, before + 1, "{name}");
    }
    assert_eq!(house.code(&"{ a ".repeat(10_000), json!({})), "limit_exceeded");
    assert_eq!(house.code("{ ...a } fragment a on Query { ...a }", json!({})), "bad_request");
    assert_eq!(house.code("{ nonsense }", json!({})), "bad_request");
    assert_eq!(house.code("{", json!({})), "bad_request");
    let batch = vec![json!({"query": "{ getMetrics }"}); 21];
    let refused = house.graphql_as("", &Value::Array(batch));
    assert_eq!((refused.status, house.limit("graphql_batch").1), (400, 1));
    house.graphql_as("", &json!([{"query": "{ getNodeInfo { nodeId } }"}, {"query": "{"}])).ok();
}

#[test]
fn what_an_operation_costs_is_taken_out_of_its_callers_allowance() {
    let house = House::open(|config| {
        config.limits.on_loopback = true;
        config.limits.requests_per_second = 1.try_into().unwrap();
        config.limits.requests_burst = 30.try_into().unwrap();
    });
    let heavy = "query($d: String!) { a: getAll(dbName: $d) { key } b: getAll(dbName: $d) { key } c: getAll(dbName: $d) { key } }";
    assert_eq!(house.code(heavy, json!({"d": database("x").as_str()})), "rate_limited");
}

#[test]
fn introspection_can_be_turned_off() {
    let open = House::open(|_| {});
    assert_eq!(
        open.data(
            "{ __schema { queryType { name } mutationType { name } subscriptionType { name } } }",
            json!({})
        ),
        json!({"__schema": {"queryType": {"name": "Query"}, "mutationType": {"name": "Mutation"}, "subscriptionType": {"name": "Subscription"}}})
    );
    assert!(
        open.data("{ _service { sdl } }", json!({}))["_service"]["sdl"]
            .as_str()
            .unwrap()
            .contains("@key(fields: \"name\")")
    );
    let shut = House::open(|config| config.http.introspection = false);
    let answer = shut.graphql_as("", &json!({"query": "{ __schema { queryType { name } } }"})).ok().json();
    assert!(answer["data"].is_null() || answer["data"]["__schema"].is_null(), "{answer}");
}

#[test]
fn a_query_may_come_by_an_address_but_nothing_that_acts() {
    let house = House::open(|_| {});
    let found = house.get("/graphql?query=%7BgetNodeInfo%7BnodeId%7D%7D").ok().json();
    assert_eq!(found["data"]["getNodeInfo"]["nodeId"], house.id().to_string());
    let acts = house.get("/?query=mutation%7BdialPeer(peerId%3A%22x%22)%7Bsuccess%7D%7D");
    assert_eq!((acts.status, acts.header("allow")), (405, Some("POST")));
    assert_eq!(house.get("/graphql").status, 400);
}

#[test]
fn a_browser_gets_a_page_that_may_load_and_ask_only_what_it_needs() {
    let house = House::open(|_| {});
    for path in ["/graphql", "/"] {
        let page = Reply::parse(&house.raw(&format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\nconnection: close\r\n\r\n"
        )));
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
        assert!(page.header("content-security-policy").unwrap().contains("connect-src 'self'"));
    }
    let schema = house.get("/schema.graphql").ok();
    assert_eq!(schema.body, crate::graphql_schema().into_bytes());
    house.get("/health").ok();
    house.get("/ready").ok();
}

#[test]
fn a_request_that_is_none_of_graphql_is_answered_as_the_specification_has_it() {
    let house = House::open(|_| {});
    let post = |headers: &str, body: &str| {
        Reply::parse(&house.raw(&format!(
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}",
            body.len()
        )))
    };
    let json = "content-type: application/json\r\n";
    let modern = format!("{json}accept: application/graphql-response+json\r\n");
    assert_eq!(post(json, "{").status, 400);
    assert_eq!(post(json, "{}").status, 400);
    assert_eq!(post("", "{\"query\": \"{__typename}\"}").status, 415);
    assert_eq!(post("content-type: text/plain\r\n", "{__typename}").status, 415);
    assert_eq!(post(&format!("{json}accept: text/html\r\n"), "{\"query\": \"{__typename}\"}").status, 406);
    let legacy = post(json, "{\"query\": \"{ nonsense }\"}");
    assert_eq!(
        (legacy.status, legacy.header("content-type")),
        (200, Some("application/json; charset=utf-8"))
    );
    let modern_bad = post(&modern, "{\"query\": \"{ nonsense }\"}");
    assert_eq!(
        (modern_bad.status, modern_bad.header("content-type")),
        (400, Some("application/graphql-response+json; charset=utf-8"))
    );
    assert!(modern_bad.json().get("data").is_none_or(Value::is_null));
    assert_eq!(post(&modern, "{\"query\": \"{ __typename }\"}").status, 200);
}
