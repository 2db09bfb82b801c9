//! Every command and every query, there and back.

use std::collections::BTreeSet;

use cyberfly_core::ErrorCode::{NotFound, WrongType};
use cyberfly_protocol::{Command, Door, Query, bytes_at_once};
use serde_json::{Value, json};

use crate::lab::{Lab, Talk, author};

fn done(done: bool) -> Value {
    json!({"answer": "done", "done": done})
}

fn count(count: u64) -> Value {
    json!({"answer": "count", "count": count})
}

fn values(values: &[&str]) -> Value {
    json!({"answer": "values", "values": values})
}

#[test]
fn every_command_and_query_works_in_process_and_behind_the_socket() {
    Lab::run(async |lab| {
        let doors: [(&str, &dyn Door); 2] = [("inside", &lab.node), ("outside", &lab.client)];
        for (label, door) in doors {
            let talk = Talk::new(door, label);
            keys(&talk).await;
            hashes(&talk).await;
            lists(&talk).await;
            sets(&talk).await;
            sorted_sets(&talk).await;
            documents(&talk).await;
            streams(&talk).await;
            series(&talk).await;
            places(&talk).await;
            counters(&talk).await;
            files(&talk).await;
            databases(&talk).await;
            let heard = std::mem::take(&mut *talk.heard.lock().unwrap());
            let all = Command::WORDS.iter().chain(Query::WORDS).map(|word| (*word).to_owned());
            assert_eq!(heard, all.collect::<BTreeSet<_>>(), "a word that no test says");
        }
    });
}

async fn keys(talk: &Talk<'_>) {
    talk.refused(json!({"query": "get", "key": "k"}), NotFound).await;
    talk.say(json!({"command": "put", "key": "k", "value": "v"}), done(true)).await;
    let taken = json!({"command": "put", "key": "k", "value": "w", "condition": "if_absent"});
    talk.say(taken, done(false)).await;
    assert_eq!(talk.answer(json!({"query": "get", "key": "k"})).await["entry"]["value"], "v");
    talk.ask(json!({"query": "type", "key": "k"}), json!({"answer": "type", "type": "string"})).await;
    let no_end = json!({"answer": "ttl", "ends": null, "remaining_seconds": null});
    talk.ask(json!({"query": "ttl", "key": "k"}), no_end.clone()).await;
    talk.say(json!({"command": "expire", "key": "k", "ttl_seconds": 1_000}), done(true)).await;
    let left = talk.answer(json!({"query": "ttl", "key": "k"})).await["remaining_seconds"].as_f64().unwrap();
    assert!(0.0 < left && left <= 1_000.0);
    talk.say(json!({"command": "persist", "key": "k"}), done(true)).await;
    talk.ask(json!({"query": "ttl", "key": "k"}), no_end).await;
    let late = 200_000_000_000_000_u64;
    talk.say(json!({"command": "expire_at", "key": "k", "ends": late, "only": "if_none"}), done(true)).await;
    assert_eq!(talk.answer(json!({"query": "ttl", "key": "k"})).await["ends"], "8307-10-01T19:33:20.000Z");
    talk.refused(json!({"command": "list_push", "key": "k", "values": ["x"]}), WrongType).await;
    let raw = json!({"base64": "/wA="});
    talk.say(json!({"command": "put", "key": "k2", "value": raw.clone(), "ttl_seconds": 1_000}), done(true))
        .await;
    assert_eq!(talk.answer(json!({"query": "get", "key": "k2"})).await["entry"]["value_base64"], "/wA=");
    let scan = |cursor: Value| json!({"query": "scan", "glob": "k*", "values": true, "page": {"limit": 1, "cursor": cursor}});
    let first = talk.answer(scan(Value::Null)).await;
    assert_eq!(first["keys"], json!([{"key": "k", "type": "string", "value": "v"}]));
    let second = talk.answer(scan(first["next_cursor"].clone())).await;
    assert_eq!(second["keys"], json!([{"key": "k2", "type": "string", "value": raw}]));
    let all = json!({"query": "scan", "prefix": "k"});
    let rows = json!([{"key": "k", "type": "string"}, {"key": "k2", "type": "string"}]);
    talk.ask(all.clone(), json!({"answer": "keys", "keys": rows, "next_cursor": null})).await;
    talk.say(json!({"command": "del", "key": "k"}), done(true)).await;
    talk.say(json!({"command": "del", "key": "k"}), done(false)).await;
    assert_eq!(talk.answer(all).await["keys"].as_array().unwrap().len(), 1);
    let history = talk.answer(json!({"query": "history", "key": "k"})).await;
    let kinds: Vec<_> =
        history["history"].as_array().unwrap().iter().map(|row| row["write"]["kind"].clone()).collect();
    assert_eq!(kinds, ["del", "ttl", "ttl", "ttl", "string"]);
}

async fn hashes(talk: &Talk<'_>) {
    let fields = json!([{"field": "a", "value": "1"}, {"field": "b", "value": "x"}]);
    talk.say(json!({"command": "hash_set", "key": "h", "fields": fields}), count(2)).await;
    let absent = json!({"command": "hash_set", "key": "h", "fields": [{"field": "a", "value": "9"}],
        "condition": "if_absent"});
    talk.say(absent, done(false)).await;
    let sum = json!({"answer": "integer", "value": "-4"});
    talk.say(json!({"command": "hash_incr", "key": "h", "field": "a", "by": -5}), sum).await;
    let asked = json!({"query": "hash_get", "key": "h", "fields": ["a", "none"]});
    talk.ask(asked, json!({"answer": "values", "values": ["-4", null]})).await;
    talk.say(json!({"command": "hash_del", "key": "h", "fields": ["a", "none"]}), count(1)).await;
    let left = json!({"answer": "fields", "fields": [{"field": "b", "value": "x"}], "next_cursor": null});
    talk.ask(json!({"query": "hash_all", "key": "h"}), left).await;
}

async fn lists(talk: &Talk<'_>) {
    talk.say(json!({"command": "list_push", "key": "l", "values": ["c", "d"]}), count(2)).await;
    talk.say(json!({"command": "list_unshift", "key": "l", "values": ["b", "a"]}), count(2)).await;
    talk.ask(json!({"query": "list_range", "key": "l"}), values(&["a", "b", "c", "d"])).await;
    let inserted = json!({"answer": "inserted", "inserted": "done"});
    talk.say(
        json!({"command": "list_insert", "key": "l", "side": "after", "pivot": "b", "value": "bb"}),
        inserted,
    )
    .await;
    talk.say(json!({"command": "list_set", "key": "l", "index": -1, "value": "dd"}), done(true)).await;
    talk.ask(json!({"query": "list_len", "key": "l"}), count(5)).await;
    talk.say(json!({"command": "list_pop", "key": "l"}), values(&["dd"])).await;
    talk.say(json!({"command": "list_shift", "key": "l", "count": 1}), values(&["a"])).await;
    talk.say(json!({"command": "list_remove", "key": "l", "value": "bb"}), count(1)).await;
    talk.say(json!({"command": "list_trim", "key": "l", "start": 1, "stop": 1}), count(1)).await;
    talk.ask(json!({"query": "list_range", "key": "l", "start": 0, "stop": 9}), values(&["c"])).await;
}

async fn sets(talk: &Talk<'_>) {
    talk.say(json!({"command": "set_add", "key": "s", "members": ["a", "b", "c"]}), count(3)).await;
    talk.say(json!({"command": "set_add", "key": "t", "members": ["b", "d"]}), count(2)).await;
    talk.say(json!({"command": "set_rem", "key": "s", "members": ["c", "x"]}), count(1)).await;
    let members = |members: &[&str]| json!({"answer": "members", "members": members, "next_cursor": null});
    talk.ask(json!({"query": "set_members", "key": "s"}), members(&["a", "b"])).await;
    let flags = json!({"answer": "flags", "flags": [true, false]});
    talk.ask(json!({"query": "set_has", "key": "s", "members": ["a", "c"]}), flags).await;
    talk.ask(json!({"query": "set_card", "key": "s"}), count(2)).await;
    talk.ask(json!({"query": "set_inter", "keys": ["s", "t"]}), members(&["b"])).await;
    talk.ask(json!({"query": "set_union", "keys": ["s", "t"]}), members(&["a", "b", "d"])).await;
    talk.ask(json!({"query": "set_diff", "keys": ["s", "t"]}), members(&["a"])).await;
}

async fn sorted_sets(talk: &Talk<'_>) {
    let members = json!([{"member": "a", "score": 1}, {"member": "b", "score": "inf"}]);
    let added = json!({"answer": "added", "new": 2, "changed": 2});
    talk.say(json!({"command": "zset_add", "key": "z", "members": members}), added).await;
    let score = json!({"answer": "score", "score": 3.5});
    talk.say(json!({"command": "zset_incr", "key": "z", "member": "a", "by": 2.5}), score).await;
    let row = |member: &str, score: Value| json!({"member": member, "score": score});
    let scored = |rows: Value| json!({"answer": "scored", "members": rows});
    let both = scored(json!([row("b", json!("inf")), row("a", json!(3.5))]));
    talk.ask(json!({"query": "zset_range", "key": "z", "order": "descending"}), both).await;
    let low = scored(json!([row("a", json!(3.5))]));
    talk.ask(json!({"query": "zset_rangebyscore", "key": "z", "min": "(1", "max": "4"}), low).await;
    let rank = json!({"answer": "rank", "rank": 1, "score": "inf"});
    talk.ask(json!({"query": "zset_rank", "key": "z", "member": "b"}), rank).await;
    let scores = json!({"answer": "scores", "scores": [3.5, null]});
    talk.ask(json!({"query": "zset_score", "key": "z", "members": ["a", "x"]}), scores).await;
    talk.say(json!({"command": "zset_rem", "key": "z", "members": ["b"]}), count(1)).await;
    talk.ask(json!({"query": "zset_card", "key": "z"}), count(1)).await;
}

async fn documents(talk: &Talk<'_>) {
    let value = json!({"name": "Ann", "tags": ["a", "b"]});
    talk.say(json!({"command": "json_set", "key": "j", "value": value}), done(true)).await;
    let patch = json!({"name": null, "age": 7});
    talk.say(json!({"command": "json_merge", "key": "j", "patch": patch}), done(true)).await;
    talk.say(json!({"command": "json_del", "key": "j", "path": "$.tags[0]"}), count(1)).await;
    let document = json!({"answer": "document", "value": {"age": 7, "tags": ["b"]}});
    talk.ask(json!({"query": "json_get", "key": "j"}), document).await;
    let nodes = json!({"answer": "nodes", "nodes": [{"path": "$['tags'][0]", "value": "b"}], "total": 1});
    talk.ask(json!({"query": "json_query", "key": "j", "path": "$.tags[*]"}), nodes).await;
    let kept = talk.door.keep_blob(&talk.db, bytes_at_once(b"[1,2]".to_vec())).await.unwrap();
    let blob = json!({"hash": kept.hash, "size": kept.size});
    talk.say(json!({"command": "json_set_blob", "key": "j", "path": "$.big", "blob": blob}), done(true))
        .await;
    let strange = json!({"hash": "0".repeat(64), "size": 1});
    talk.refused(json!({"command": "json_set_blob", "key": "j", "path": "$.big", "blob": strange}), NotFound)
        .await;
    let big = json!({"answer": "document", "value": [1, 2]});
    talk.ask(json!({"query": "json_get", "key": "j", "path": "$.big"}), big).await;
}

async fn streams(talk: &Talk<'_>) {
    let pairs = json!([{"name": "n", "value": "1"}]);
    let id = json!({"answer": "id", "id": "5-1"});
    talk.say(json!({"command": "stream_add", "key": "x", "id": "5-1", "pairs": pairs}), id).await;
    talk.try_say(json!({"command": "stream_add", "key": "x", "pairs": pairs})).await.unwrap();
    let me = author(1).secret.public().to_string();
    let first = json!({"answer": "entries", "entries": [{"id": "5-1", "author": me, "pairs": pairs}],
        "next_cursor": null});
    talk.ask(json!({"query": "stream_range", "key": "x", "to": "5"}), first).await;
    let newer = talk.answer(json!({"query": "stream_read", "key": "x", "after": "5-1"})).await;
    assert_eq!(newer["entries"].as_array().unwrap().len(), 1);
    talk.ask(json!({"query": "stream_len", "key": "x"}), count(2)).await;
    talk.say(json!({"command": "stream_trim", "key": "x", "keep": {"last": 1}}), count(1)).await;
    talk.ask(json!({"query": "stream_len", "key": "x"}), count(1)).await;
}

async fn series(talk: &Talk<'_>) {
    let samples = json!([{"time": "1970-01-01T00:00:00.010Z", "value": 1}, {"time": 15, "value": 3}, {"time": 20, "value": 5}]);
    talk.say(json!({"command": "ts_add", "key": "m", "label": "cpu", "samples": samples}), count(3)).await;
    let page =
        talk.answer(json!({"query": "ts_range", "key": "m", "label": "cpu", "page": {"limit": 2}})).await;
    assert_eq!(page["samples"].as_array().unwrap().len(), 2);
    let rest =
        json!({"query": "ts_range", "key": "m", "label": "cpu", "page": {"cursor": page["next_cursor"]}});
    let last = json!({"answer": "samples", "samples": [{"time": "1970-01-01T00:00:00.020Z", "value": 5.0}], "next_cursor": null});
    talk.ask(rest, last.clone()).await;
    talk.ask(json!({"query": "ts_latest", "key": "m", "label": "cpu"}), last).await;
    let rows = json!({"answer": "rows", "next_cursor": null, "rows": [
        {"start": "1970-01-01T00:00:00.010Z", "count": 2, "values": [4.0, 3.0]}, {"start": "1970-01-01T00:00:00.020Z", "count": 1, "values": [5.0, 5.0]}]});
    let asked = json!({"query": "ts_agg", "key": "m", "label": "cpu", "aggregates": ["sum", "max"], "bucket_seconds": 0.01});
    talk.ask(asked, rows).await;
    talk.say(json!({"command": "ts_del", "key": "m", "label": "cpu", "to": "(20"}), count(2)).await;
}

async fn places(talk: &Talk<'_>) {
    let palermo = json!({"member": "Palermo", "longitude": 13.361389, "latitude": 38.115556});
    let catania = json!({"member": "Catania", "longitude": 15.087269, "latitude": 37.502669});
    let added = json!({"answer": "added", "new": 2, "changed": 2});
    talk.say(json!({"command": "geo_add", "key": "g", "places": [palermo, catania]}), added).await;
    let found = json!({"answer": "positions", "positions": [palermo, null]});
    talk.ask(json!({"query": "geo_pos", "key": "g", "members": ["Palermo", "x"]}), found).await;
    let apart = json!({"query": "geo_dist", "key": "g", "from": "Palermo", "to": "Catania", "unit": "km"});
    let distance = talk.answer(apart).await["distance"].as_f64().unwrap();
    assert!((166.0..167.0).contains(&distance), "{distance}");
    let around = json!({"query": "geo_radius", "key": "g", "longitude": 15, "latitude": 37, "radius": 100, "unit": "km"});
    assert_eq!(talk.answer(around).await["hits"][0]["place"], catania);
    let within = json!({"query": "geo_box", "key": "g", "longitude": 15, "latitude": 37, "width": 400,
        "height": 400, "unit": "km", "order": "farthest"});
    assert_eq!(talk.answer(within).await["hits"][0]["place"], palermo);
    talk.say(json!({"command": "geo_rem", "key": "g", "members": ["Palermo"]}), count(1)).await;
}

async fn counters(talk: &Talk<'_>) {
    let value = |value: &str| json!({"answer": "integer", "value": value});
    let most = i64::MAX.to_string();
    talk.say(json!({"command": "counter_incr", "key": "c", "by": most}), value(&most)).await;
    talk.say(json!({"command": "counter_incr", "key": "c", "by": 2}), value("9223372036854775809")).await;
    talk.ask(json!({"query": "counter_get", "key": "c"}), value("9223372036854775809")).await;
}

async fn files(talk: &Talk<'_>) {
    let kept = talk.door.keep_blob(&talk.db, bytes_at_once(vec![7; 100_000])).await.unwrap();
    let blob = json!({"hash": kept.hash, "size": kept.size, "content_type": "image/png"});
    talk.say(json!({"command": "blob_put", "key": "f", "blob": blob}), done(true)).await;
    let row = json!({"key": "f", "blob": blob, "here": true});
    talk.ask(json!({"query": "blob_stat", "key": "f"}), json!({"answer": "blob", "blob": row})).await;
    let rows = json!({"answer": "blobs", "blobs": [row], "next_cursor": null});
    talk.ask(json!({"query": "blob_list"}), rows).await;
    assert_eq!(talk.answer(json!({"query": "get", "key": "f"})).await["entry"]["type"], "blob");
}

async fn databases(talk: &Talk<'_>) {
    let me = author(1).secret.public().to_string();
    let subject = author(2).secret.public().to_string();
    talk.say(json!({"command": "grant", "subject": subject, "role": "writer"}), done(true)).await;
    let acl = talk.answer(json!({"query": "acl"})).await;
    assert_eq!(acl["members"], json!([{"key": subject, "role": "writer"}]));
    talk.say(json!({"command": "revoke", "subject": subject, "role": "writer", "from": "0"}), done(true))
        .await;
    let acl = talk.answer(json!({"query": "acl"})).await;
    assert_eq!(acl, json!({"answer": "acl", "owner": me, "members": []}));
    let list = talk.answer(json!({"query": "databases", "owner": me})).await;
    let names: Vec<_> =
        list["databases"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert!(names.contains(&talk.db.as_str()));
    let info = talk.answer(json!({"query": "db_info"})).await;
    assert_eq!(info["name"], talk.db.as_str());
    assert_eq!(info["keys"], 12, "{info}");
    assert_eq!(info["digest"].as_str().unwrap().len(), 64);
    assert!(info["bytes"].as_u64().unwrap() > 100_000 && info["operations"].as_u64().unwrap() > 12);
    let mut lines = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let page = talk.answer(json!({"query": "export", "page": {"limit": 5, "cursor": cursor}})).await;
        lines.extend(page["lines"].as_array().unwrap().clone());
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    let hash = json!({"key": "h", "type": "hash", "value": [{"field": "b", "value": "x"}]});
    assert!(lines.contains(&hash), "{lines:?}");
    let keys: BTreeSet<_> = lines.iter().map(|line| line["key"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), 12, "{keys:?}");
    let some = talk.answer(json!({"query": "export", "prefix": "h"})).await;
    assert_eq!(some["lines"], json!([hash]));
    let (mut signed, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = talk.answer(json!({"query": "operations", "page": {"limit": 3, "cursor": cursor}})).await;
        signed.extend(page["signed"].as_array().unwrap().clone());
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    let operations = signed.iter().filter(|line| line["op"].is_string()).count() as u64;
    assert_eq!(operations, info["operations"].as_u64().unwrap());
    let blobs = signed.iter().filter(|line| line["db"] == talk.db.as_str());
    let blobs: BTreeSet<_> = blobs.filter_map(|line| line["blob"].as_str()).collect();
    assert!(!blobs.is_empty(), "{signed:?}");
}
