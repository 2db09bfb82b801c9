//! Clients of the predecessor: writes of which their author signed `dbName:key:value` and nothing else.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use cyberfly_core::SecretKey;
use serde_json::{Value, json};

use crate::lab::{Lab, Node, until};
use crate::replication::{digest, ticket};

/// The mutation as the predecessor's client sends it.
const SUBMIT: &str =
    "mutation SubmitData($input: SignedData!) { submitData(input: $input) { success message } }";

/// What a node answers to a GraphQL request.
fn ask(lab: &Lab, query: &str, variables: &Value) -> Value {
    let address = lab.run("status --json").json()["listen"]["http"].as_str().unwrap().to_owned();
    let body = json!({"query": query, "variables": variables}).to_string();
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST / HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// A client with a key of its own, as one that was written for the predecessor.
struct Client {
    key: SecretKey,
    db: String,
}

impl Client {
    fn input(&self, key: &str, value: &str, store_type: &str, more: Value) -> Value {
        let signature = self.key.sign(format!("{}:{key}:{value}", self.db).as_bytes());
        let mut input = json!({
            "dbName": self.db, "key": key, "value": value, "storeType": store_type,
            "publicKey": self.key.public().to_string(), "signature": signature.to_string(),
        });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    }

    #[track_caller]
    fn stores(&self, lab: &Lab, input: &Value) {
        let answer = ask(lab, SUBMIT, &json!({"input": input}));
        assert_eq!(answer["data"]["submitData"]["success"], true, "{answer}");
    }

    /// The code with which it is refused.
    fn refused(lab: &Lab, input: &Value) -> String {
        let answer = ask(lab, SUBMIT, &json!({"input": input}));
        answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }
}

const ON: (&str, &str) = ("CYBERFLY_COMPAT__UNSTAMPED_WRITES", "true");

/// A node that is a witness, with a database of a client whose key is the operator's default one.
fn start(lab: &Lab) -> (Node<'_>, Client) {
    let node = lab.start_with(&[ON]);
    let pem = fs::read_to_string(lab.home().join(".config/cyberfly/keys/default.pem")).unwrap();
    let key = SecretKey::from_pem(&pem).unwrap();
    lab.run("data put first x").ok();
    let db = lab.run("db list --json").ok().json()["databases"][0]["name"].as_str().unwrap().to_owned();
    (node, Client { key, db })
}

fn grant(lab: &Lab, client: &Client, node: &Node<'_>) {
    let id = node.status()["node_id"].as_str().unwrap().to_owned();
    lab.run(&format!("db grant {} {id} writer", client.db)).ok();
}

#[test]
fn a_client_of_the_predecessor_writes_every_type_and_reads_it_back() {
    let lab = Lab::new().with_key();
    let (node, client) = start(&lab);
    let refused = Client::refused(&lab, &client.input("k", "v", "String", json!({})));
    assert_eq!(refused, "not_allowed", "the owner has not granted the node anything");
    grant(&lab, &client, &node);
    let data = |query: &str| {
        let answer = ask(&lab, query, &json!({"d": client.db}));
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    };
    for (key, value, store_type, more) in [
        ("s", "value", "String", json!({})),
        ("h", "value", "hash", json!({"field": "f"})),
        ("l", "one", "List", json!({})),
        ("m", "red", "Set", json!({})),
        ("z", "ann", "SORTEDSET", json!({"score": 1.5})),
        ("j", "{ \"a\": [1.0, 2] }", "Json", json!({})),
        ("j", "\"x\"", "Json", json!({"jsonPath": "$.b"})),
        ("j", "3", "Json", json!({"jsonPath": "$.c"})),
        ("x", "entry", "Stream", json!({"streamFields": "[{\"key\":\"t\",\"value\":\"21\"}]"})),
        ("t", "21.50", "TimeSeries", json!({"timestamp": "1700000000000"})),
        ("g", "Palermo", "Geo", json!({"longitude": 13.36, "latitude": 38.11})),
    ] {
        client.stores(&lab, &client.input(key, value, store_type, more));
    }
    assert_eq!(
        data("query($d: String!) { getString(dbName: $d, key: \"s\") { value } }")["getString"]["value"],
        "value"
    );
    assert_eq!(
        data("query($d: String!) { getSortedSet(dbName: $d, key: \"z\") { value score } }")["getSortedSet"]
            [0]["score"],
        1.5
    );
    assert_eq!(lab.run("data json get j").ok().json(), json!({"a": [1.0, 2], "b": "x", "c": 3}));
    assert_eq!(lab.run("data set members m").ok().text(), "red\n");
    assert!(lab.run("data ts latest t").ok().text().contains("21.5"));
    assert!(lab.run("data geo pos g Palermo").ok().text().contains("13.36"));
    let inside = client.input("j", "9", "Json", json!({"jsonPath": "$.a[0]"}));
    assert_eq!(Client::refused(&lab, &inside), "unsupported", "the array was not signed");
    // The author stands before the witness wherever one asks who wrote.
    let rows = lab.run("data history s --json").ok().json();
    let (author, witness) = (client.key.public().to_string(), node.status()["node_id"].clone());
    assert_eq!(
        (&rows["history"][0]["author"], &rows["history"][0]["witness"]),
        (&json!(author), &witness),
        "{rows}"
    );
    let blobs =
        data("query($d: String!) { getBlobOperations(dbName: $d, limit: 100) { key publicKey signature } }");
    let mut rows = blobs["getBlobOperations"].as_array().unwrap().iter();
    let row = rows.find(|row| row["key"] == "s").unwrap();
    let signature = client.key.sign(format!("{}:s:value", client.db).as_bytes()).to_string();
    assert_eq!((&row["publicKey"], &row["signature"]), (&json!(author), &json!(signature)));
    let all = data("query($d: String!) { getAll(dbName: $d) { key publicKey signature } }");
    let all = all["getAll"].as_array().unwrap();
    let row = all.iter().find(|row| row["key"] == "s").unwrap();
    assert_eq!((&row["publicKey"], &row["signature"]), (&json!(author), &json!(signature)));
    assert!(all.iter().all(|row| row["publicKey"] == json!(author)), "{all:?}");
    // What keeps signatures apart is no key of the client's.
    assert!(!lab.run("data scan").ok().text().contains("~witness"));
    lab.run("verify").ok();
    assert!(lab.run("doctor").code_is(11).text().contains("unstamped_writes\tdegraded"));
}

#[test]
fn what_is_missing_wrong_or_not_allowed_is_refused_in_words_and_changes_nothing() {
    let lab = Lab::new().with_key();
    {
        let node = lab.start();
        lab.run("data put first x").ok();
        let input = json!({"dbName": "x", "key": "k", "value": "v", "publicKey": "", "signature": "", "storeType": "String"});
        assert_eq!(Client::refused(&lab, &input), "unsupported", "it is off unless somebody says so");
        drop(node);
    }
    let (node, client) = start(&lab);
    grant(&lab, &client, &node);
    let before = digest(&lab, &client.db);
    let of = |store_type: &str, more: Value| client.input("k", "v", store_type, more);
    let said =
        |input: &Value| ask(&lab, SUBMIT, &json!({"input": input}))["errors"][0]["message"].to_string();
    for (store_type, what) in [
        ("Hash", "Field required for Hash type"),
        ("SortedSet", "Score required for SortedSet type"),
        ("Stream", "Stream fields required for Stream type"),
        ("TimeSeries", "Timestamp required for TimeSeries type"),
        ("Geo", "Longitude required for Geo type"),
        ("Tree", "is no storeType"),
        ("Json", "the value is no JSON"),
    ] {
        assert!(said(&of(store_type, json!({}))).contains(what), "{store_type}");
    }
    let mut other = of("String", json!({}));
    other["value"] = json!("another");
    assert_eq!(Client::refused(&lab, &other), "bad_signature");
    let stranger = Client { key: SecretKey::from_seed(&[7; 32]), db: client.db.clone() };
    assert_eq!(Client::refused(&lab, &stranger.input("k", "v", "String", json!({}))), "not_allowed");
    assert_eq!(digest(&lab, &client.db), before);
    lab.run("data get k").fails(4, "");
}

#[test]
fn a_signature_counts_once_here_and_on_every_other_node_and_after_a_rebuild() {
    let (lab, other) = (Lab::new().with_key(), Lab::new());
    let (node, client) = start(&lab);
    let there = other.start_with(&[
        ON,
        ("CYBERFLY_NETWORK__PEERS", &ticket(&lab)),
        ("CYBERFLY_REPLICATE__DATABASES", "all"),
    ]);
    grant(&lab, &client, &node);
    grant(&lab, &client, &there);
    let (first, second) =
        (client.input("k", "one", "String", json!({})), client.input("k", "two", "String", json!({})));
    client.stores(&lab, &first);
    client.stores(&lab, &second);
    assert_eq!(Client::refused(&lab, &first), "conflict");
    until("the other holds the same", || digest(&other, &client.db) == digest(&lab, &client.db));
    // Neither the same write nor another one under the same signature.
    assert_eq!(Client::refused(&other, &first), "conflict");
    assert_eq!(Client::refused(&other, &client.input("k", "one", "Hash", json!({"field": "f"}))), "conflict");
    assert_eq!(other.run(&format!("data get k --db {}", client.db)).ok().out, b"two");
    // What a witness there stamps, a witness here takes as such.
    client.stores(&other, &client.input("k", "three", "String", json!({})));
    until("it comes here", || lab.run("data get k").ok().out == b"three");
    drop((node, there));
    fs::remove_dir_all(lab.data().join("index")).unwrap();
    let _again = lab.start_with(&[ON]);
    assert_eq!(Client::refused(&lab, &first), "conflict");
    // The owner's delete takes the value and not the memory of the signature.
    lab.run("data del k").ok();
    assert_eq!(Client::refused(&lab, &second), "conflict");
}

#[test]
fn of_many_who_hand_in_the_same_at_once_one_is_taken() {
    let lab = Lab::new().with_key();
    let (node, client) = start(&lab);
    grant(&lab, &client, &node);
    let input = client.input("q", "job", "List", json!({}));
    let taken = std::thread::scope(|scope| {
        let hand_in = || ask(&lab, SUBMIT, &json!({"input": input}))["data"]["submitData"]["success"] == true;
        let hands: Vec<_> = (0..8).map(|_| scope.spawn(hand_in)).collect();
        hands.into_iter().map(|hand| usize::from(hand.join().unwrap())).sum::<usize>()
    });
    assert_eq!(taken, 1);
    assert_eq!(lab.run("data list len q").ok().text().trim(), "1");
}

#[test]
fn an_operator_has_a_peer_dialled_and_asked_and_what_is_done_elsewhere_is_named() {
    let (lab, other) = (Lab::new().with_key(), Lab::new().with_key());
    let key = lab.run("key show --json").ok().json()["public_key"].as_str().unwrap().to_owned();
    let _node =
        lab.start_with(&[("CYBERFLY_NODE__OPERATORS", &key), ("CYBERFLY_REPLICATE__DATABASES", "all")]);
    let there = other.start();
    other.run("data put k v").ok();
    let id = there.status()["node_id"].as_str().unwrap().to_owned();
    let status = lab.run("status --json").ok().json();
    let pem = fs::read_to_string(lab.home().join(".config/cyberfly/keys/default.pem")).unwrap();
    let secret = SecretKey::from_pem(&pem).unwrap();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let scope = cyberfly_core::token::Scope::Operator;
    let token = cyberfly_core::Token::fresh(status["node_id"].as_str().unwrap().parse().unwrap(), scope, now)
        .sign(&secret);
    let act = |query: &str, variables: Value| -> Value {
        let url = format!("http://{}/graphql", status["listen"]["http"].as_str().unwrap());
        let body = json!({"query": query, "variables": variables}).to_string();
        let bearer = format!("authorization: Bearer {token}");
        let curl = ["-s", "-H", "content-type: application/json", "-H", &bearer, "-d", &body, &url];
        let done = std::process::Command::new("curl").args(curl).output().unwrap();
        serde_json::from_slice(&done.stdout).unwrap()
    };
    let sync = "mutation($id: String) { requestSync(peerId: $id, fullSync: true) { success message peerId operationsRequested } }";
    let dial = "mutation($id: String!) { dialPeer(peerId: $id) { success message } }";
    assert_eq!(act(sync, json!({"id": id}))["errors"][0]["extensions"]["code"], "unavailable");
    assert_eq!(act(dial, json!({"id": "nonsense"}))["errors"][0]["extensions"]["code"], "bad_request");
    let dialled = act(dial, json!({"id": ticket(&other)}));
    assert_eq!(dialled["data"]["dialPeer"]["success"], true, "{dialled}");
    until("it is connected", || lab.run("status --json").json()["peers"]["active"] == 1);
    let synced = act(sync, json!({"id": id}));
    assert_eq!(synced["data"]["requestSync"]["success"], true, "{synced}");
    assert_eq!(synced["data"]["requestSync"]["peerId"], id.as_str());
    assert!(synced["data"]["requestSync"]["operationsRequested"].is_u64(), "{synced}");
    assert_eq!(act(dial, json!({"id": id}))["data"]["dialPeer"]["success"], true);
    for name in ["joinCluster", "leaveCluster", "updateConfig"] {
        let answer = act(&format!("mutation {{ {name} {{ success }} }}"), json!({}));
        assert_eq!(answer["errors"][0]["extensions"]["code"], "unsupported", "{answer}");
    }
    let acts = lab.run("audit search requestSync --json").ok().json().to_string();
    assert!(acts.contains("requestSync"), "{acts}");
}
