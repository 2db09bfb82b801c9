//! Commands that rest on what somebody else changes meanwhile.

use std::collections::BTreeSet;

use cyberfly_core::to_sign::ToSign;
use cyberfly_core::{DbName, Draft, ErrorCode, Key, Stamp, Write};
use cyberfly_protocol::{
    BlobReceipt, ByteStream, Door, Entry, ErrorBody, HealthReport, LogStream, Logs, Observe, ObserveStream,
    Outcome, Prepare, Prepared, Query, QueryAnswer, Receipt, Receipts, Reply, Status, StoppingReceipt,
    Submission, Watch, WatchStream,
};
use data_encoding::BASE64;
use serde_json::json;

use crate::lab::{Lab, Talk, command};

/// Has commands drawn up, without handing anything in.
async fn prepare(talk: &Talk<'_>, commands: &[serde_json::Value]) -> Prepared {
    let request = Prepare {
        db: talk.db.clone(),
        author: talk.key.secret.public(),
        device: Some(talk.key.device),
        commands: commands.iter().cloned().map(command).collect(),
        stamp_above: None,
        expires: None,
    };
    talk.door.prepare(request).await.unwrap()
}

fn sign(talk: &Talk<'_>, prepared: &Prepared) -> Vec<u8> {
    let bytes = BASE64.decode(prepared.to_sign.as_ref().unwrap().as_bytes()).unwrap();
    ToSign::decode(&bytes).unwrap().sign(&talk.key.secret).unwrap().bytes().to_vec()
}

async fn hand_in(talk: &Talk<'_>, prepared: &Prepared) -> Result<Receipt, ErrorBody> {
    let submission = Submission::new(&sign(talk, prepared), prepared.saw.clone());
    talk.door.submit_prepared(submission).await
}

#[test]
fn of_two_prepared_pops_one_hears_conflict_and_nothing_of_it_is_stored() {
    Lab::run(async |lab| {
        for (label, door) in [("inside", &lab.node as &dyn Door), ("outside", &lab.client)] {
            let talk = Talk::new(door, label);
            talk.try_say(json!({"command": "list_push", "key": "q", "values": ["1", "2", "3"]}))
                .await
                .unwrap();
            let pop = [
                json!({"command": "put", "key": "other", "value": "v"}),
                json!({"command": "list_shift", "key": "q"}),
            ];
            let (first, second) = (prepare(&talk, &pop[1..]).await, prepare(&talk, &pop).await);
            assert_eq!(hand_in(&talk, &first).await.unwrap().outcome, Outcome::Applied);
            let operations = lab.node.status().await.unwrap().operations;
            let refused = hand_in(&talk, &second).await.unwrap_err();
            assert_eq!(refused.code(), ErrorCode::Conflict);
            assert_eq!(lab.node.status().await.unwrap().operations, operations);
            talk.refused(json!({"query": "get", "key": "other"}), ErrorCode::NotFound).await;
            let left = talk.answer(json!({"query": "list_range", "key": "q"})).await;
            assert_eq!(left["values"], json!(["2", "3"]));
            let again = prepare(&talk, &pop).await;
            assert_eq!(hand_in(&talk, &again).await.unwrap().outcome, Outcome::Applied);
        }
    });
}

#[test]
fn what_changes_beside_it_is_no_conflict() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.node, "beside");
        let incr = |field: &str| json!({"command": "hash_incr", "key": "h", "field": field, "by": 1});
        talk.try_say(incr("a")).await.unwrap();
        let prepared = prepare(&talk, &[incr("a")]).await;
        talk.try_say(incr("b")).await.unwrap();
        talk.try_say(json!({"command": "put", "key": "k", "value": "v"})).await.unwrap();
        assert_eq!(hand_in(&talk, &prepared).await.unwrap().outcome, Outcome::Applied);
    });
}

#[test]
fn workers_that_pop_at_once_get_each_element_once() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.node, "queue");
        let values: Vec<_> = (0..24).map(|n| n.to_string()).collect();
        talk.try_say(json!({"command": "list_push", "key": "q", "values": values})).await.unwrap();
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let client = lab.client.clone();
            workers.spawn(async move {
                let talk = Talk::new(&client, "queue");
                let mut taken = Vec::new();
                loop {
                    match talk.try_say(json!({"command": "list_shift", "key": "q"})).await {
                        Ok(answer) => {
                            let answer = serde_json::to_value(answer).unwrap();
                            let Some(value) = answer["values"].get(0) else { return taken };
                            taken.push(value.as_str().unwrap().to_owned());
                        }
                        // So many attempts lost; the next one may win.
                        Err(error) => assert_eq!(error.code(), ErrorCode::Conflict, "{error}"),
                    }
                }
            });
        }
        let mut taken: Vec<String> = Vec::new();
        while let Some(worker) = workers.join_next().await {
            taken.extend(worker.unwrap());
        }
        assert_eq!(taken.len(), values.len(), "no element twice");
        assert_eq!(taken.into_iter().collect::<BTreeSet<_>>(), values.into_iter().collect());
    });
}

#[test]
fn commands_of_one_operation_see_those_before_them() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.client, "batch");
        let commands = [
            json!({"command": "list_push", "key": "l", "values": ["a", "b"]}),
            json!({"command": "list_pop", "key": "l"}),
            json!({"command": "hash_incr", "key": "h", "field": "n", "by": 2}),
            json!({"command": "hash_incr", "key": "h", "field": "n", "by": 3}),
            json!({"command": "put", "key": "k", "value": "1"}),
            json!({"command": "put", "key": "k", "value": "2", "condition": "if_absent"}),
            json!({"command": "del", "key": "k"}),
            json!({"command": "set_add", "key": "k", "members": ["now a set"]}),
        ];
        let done = talk.run(commands.iter().cloned().map(command).collect()).await.unwrap();
        assert_eq!(done.receipt.unwrap().outcome, Outcome::Applied);
        let answers = serde_json::to_value(&done.answers).unwrap();
        assert_eq!(answers[1]["values"], json!(["b"]));
        assert_eq!(answers[3]["value"], "5");
        assert_eq!((&answers[5]["done"], &answers[6]["done"]), (&json!(false), &json!(true)));
        let answer = |value| talk.answer(value);
        assert_eq!(answer(json!({"query": "list_range", "key": "l"})).await["values"], json!(["a"]));
        assert_eq!(answer(json!({"query": "hash_get", "key": "h", "fields": ["n"]})).await["values"][0], "5");
        assert_eq!(answer(json!({"query": "type", "key": "k"})).await["type"], "set");
    });
}

#[test]
fn a_command_with_nothing_to_do_is_answered_without_an_operation() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.client, "nothing");
        let done = talk.run(vec![command(json!({"command": "list_pop", "key": "none"}))]).await.unwrap();
        assert_eq!(done.receipt, None);
        assert_eq!(serde_json::to_value(&done.answers).unwrap(), json!([{"answer": "values", "values": []}]));
    });
}

#[test]
fn an_operation_handed_in_twice_has_one_effect_and_says_so() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.client, "twice");
        let prepared = prepare(&talk, &[json!({"command": "put", "key": "k", "value": "v"})]).await;
        assert_eq!(hand_in(&talk, &prepared).await.unwrap().outcome, Outcome::Applied);
        assert_eq!(hand_in(&talk, &prepared).await.unwrap().outcome, Outcome::Duplicate);
    });
}

/// A way to a node on which, each time something was drawn up, somebody else's write comes first.
struct Crowded<'a> {
    node: &'a cyberfly_node::Node,
    others: std::sync::Mutex<Vec<Vec<u8>>>,
}

impl Door for Crowded<'_> {
    fn prepare(&self, request: Prepare) -> Reply<'_, Prepared> {
        Box::pin(async move {
            let prepared = self.node.prepare(request).await?;
            let other = self.others.lock().unwrap().pop();
            if let Some(other) = other {
                self.node.submit(other).await?;
            }
            Ok(prepared)
        })
    }

    fn submit_prepared(&self, submission: Submission) -> Reply<'_, Receipt> {
        self.node.submit_prepared(submission)
    }

    fn status(&self) -> Reply<'_, Status> {
        self.node.status()
    }

    fn submit(&self, operation: Vec<u8>) -> Reply<'_, Receipt> {
        self.node.submit(operation)
    }

    fn submit_many(&self, operations: Vec<Vec<u8>>) -> Reply<'_, Receipts> {
        self.node.submit_many(operations)
    }

    fn query(&self, query: Query) -> Reply<'_, QueryAnswer> {
        self.node.query(query)
    }

    fn keep_blob<'b>(&'b self, db: &'b DbName, bytes: ByteStream) -> Reply<'b, BlobReceipt> {
        self.node.keep_blob(db, bytes)
    }

    fn blob<'b>(&'b self, db: &'b DbName, hash: [u8; 32]) -> Reply<'b, ByteStream> {
        self.node.blob(db, hash)
    }

    fn get<'b>(&'b self, db: &'b DbName, key: &'b Key) -> Reply<'b, Entry> {
        self.node.get(db, key)
    }

    fn health(&self) -> Reply<'_, HealthReport> {
        Door::health(self.node)
    }

    fn watch(&self, watch: Watch) -> Reply<'_, WatchStream> {
        Door::watch(self.node, watch)
    }

    fn observe(&self, observe: Observe) -> Reply<'_, ObserveStream> {
        self.node.observe(observe)
    }

    fn logs(&self, logs: Logs) -> Reply<'_, LogStream> {
        self.node.logs(logs)
    }

    fn stop(&self) -> Reply<'_, StoppingReceipt> {
        self.node.stop()
    }
}

#[test]
fn what_lost_to_something_newer_is_signed_once_more_above_it_and_then_given_up() {
    Lab::run(async |lab| {
        for (label, others, wins) in [("once", 1, true), ("twice", 2, false)] {
            let door = Crowded { node: &lab.node, others: std::sync::Mutex::default() };
            let talk = Talk::new(&door, label);
            let ahead = |minutes: u64, value: &str| {
                let stamp = Stamp::at_millis(cyberfly_node::now_ms() + minutes * 60_000);
                let writes = vec![Write::string(Key::new("k").unwrap(), value.into())];
                let draft = Draft { db: talk.db.clone(), stamp, writes, expires: None, device: None };
                draft.sign(&talk.key.secret).unwrap().bytes().to_vec()
            };
            // The last one is the first to come.
            *door.others.lock().unwrap() = vec![ahead(3, "theirs"), ahead(2, "theirs")].split_off(2 - others);
            let said = talk.try_say(json!({"command": "put", "key": "k", "value": "mine"})).await;
            let held = talk.answer(json!({"query": "get", "key": "k"})).await["entry"]["value"].clone();
            match wins {
                true => assert_eq!((said.is_ok(), held), (true, json!("mine"))),
                false => {
                    assert_eq!(said.unwrap_err().code(), ErrorCode::Conflict);
                    assert_eq!(held, "theirs");
                }
            }
        }
    });
}
