//! What every command prints in JSON mode is what its schema says: no member is missing, and none is there unsaid.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::lab::{Lab, until};
use crate::replication::ticket;

/// Lines to be run on a store that [`furnish`] filled, with a node; the document each prints, and the exit code.
const LINES: &[(&str, &str)] = &[
    ("acknowledgement", "data put k again"),
    ("acknowledgement", "data del nothing"),
    ("acknowledgement", "data put k again --dry-run"),
    ("acknowledgement", "data list pop list"),
    ("acknowledgement", "data stream add stream * n v"),
    ("acknowledgement", "data zset incr zset 1 m"),
    ("acknowledgement", "data counter incr counter"),
    ("acknowledgement", "data list insert list before a z"),
    ("acknowledgement", "data ts add ts 5000 1"),
    ("acknowledgement", "data expire k 1h"),
    ("answer", "data blob stat file"),
    ("answer", "data counter get counter"),
    ("answer", "data geo dist geo a b"),
    ("answer", "data json get json $"),
    ("answer", "data list len list"),
    ("answer", "data set card set"),
    ("answer", "data stream len stream"),
    ("answer", "data ttl k"),
    ("answer", "data type k"),
    ("answer", "data zset card zset"),
    ("answer", "data zset rank zset m"),
    ("answer", "db acl default"),
    ("answer", "db info default"),
    ("audit-lines", "audit tail"),
    ("audit-lines", "audit search --limit 3"),
    ("audit-verified", "audit verify"),
    ("blobs", "data blob list"),
    ("certified", "peers certify"),
    ("config-path", "config path"),
    ("config-path", "config init"),
    ("config-edited", "config edit"),
    ("config-set", "config set log.level debug"),
    ("config-set", "config unset log.level"),
    ("context", "context add lab --url http://127.0.0.1:1"),
    ("context", "context show"),
    ("contexts", "context list"),
    ("removed", "context remove lab"),
    ("converged", "sync --wait --until-converged"),
    ("converged", "wait --synced"),
    ("database", "db create another"),
    ("databases", "db list"),
    ("deleted", "data del --prefix none --yes"),
    ("dry-run", "db drop default --everywhere --dry-run"),
    ("differences", "config diff"),
    ("dry-run", "stop --dry-run"),
    ("dry-run", "peers ban PEER --dry-run"),
    ("dry-run", "sync pause --dry-run"),
    ("dry-run", "backup create --dry-run"),
    ("entries", "data stream range stream"),
    ("exit-codes", "help exit-codes"),
    ("exported-key", "key export --out exported.pem"),
    ("fields", "data hash all hash"),
    ("flags", "data set has set x nothing"),
    ("forgotten", "backup forget --keep-last 1 --dry-run"),
    ("health", "doctor"),
    ("health", "check --format json"),
    ("history", "data history k"),
    ("hits", "data geo radius geo 1 2 100"),
    ("imported", "data import lines"),
    ("imported", "data import lines --dry-run"),
    ("key", "keygen second"),
    ("key", "key show second"),
    ("keys", "data scan"),
    ("keys", "data scan --values"),
    ("kept-keys", "key list"),
    ("lines", "data export"),
    ("signed", "data export --signed"),
    ("members", "data set members set"),
    ("merged", "restore latest --db default"),
    ("nodes", "data json query json $..*"),
    ("peer", "peers show PEER"),
    ("peer-changed", "peers unban PEER"),
    ("peer-changed", "peers reconnect PEER"),
    ("peers", "peers list"),
    ("pong", "peers ping PEER"),
    ("positions", "data geo pos geo a nothing"),
    ("problems", "config check"),
    ("rotated", "key rotate"),
    ("removed", "key remove second --yes"),
    ("rows", "data ts agg ts avg,max --bucket 1h"),
    ("restored", "restore latest --repo .local/state/backups --data-dir restored"),
    ("rules", "peers rules"),
    ("samples", "data ts latest ts"),
    ("samples", "data ts range ts"),
    ("schemas", "schema"),
    ("scored", "data zset range zset 0 -1"),
    ("scores", "data zset score zset m nothing"),
    ("sessions", "sync now"),
    ("sessions", "sync history"),
    ("setting", "config get log.level"),
    ("settings", "config show"),
    ("signature", "key sign lines"),
    ("verified", "key verify lines"),
    ("snapshot", "backup show"),
    ("snapshot-differences", "backup diff latest~1 latest"),
    ("snapshot-made", "backup create"),
    ("snapshot-verified", "backup verify --trial-restore"),
    ("snapshots", "backup list"),
    ("snapshots-verified", "backup verify --all"),
    ("status", "status"),
    ("status", "wait"),
    ("sync", "sync status"),
    ("tasks", "backup schedule"),
    ("sync-databases", "sync databases"),
    ("ticket", "ticket"),
    ("top", "top --once"),
    ("top", "top --once --screen peers"),
    ("top", "top --once --screen databases"),
    ("top", "top --once --screen metrics"),
    ("topology", "topology"),
    ("value", "data get k"),
    ("values", "data hash get hash a nothing"),
    ("verification", "verify"),
    ("version", "version"),
    ("would-merge", "restore latest --db default --dry-run"),
    ("would-restore", "restore latest --data-dir elsewhere --repo .local/state/backups --dry-run"),
    ("dropped", "db drop another --yes"),
    ("deleted", "db drop default --everywhere --yes"),
    ("error", "data get nothing"),
    ("error", "no-such-command"),
    ("stopping", "stop"),
];

/// What is looked at in other tests: it comes from what goes on, or from a node of its own.
const ELSEWHERE: &[&str] = &["progress", "repaired", "watched"];

fn furnish(lab: &Lab) {
    for line in [
        "put k v",
        "put large-next x",
        "hash set hash a 1 b 2",
        "list push list a b c",
        "set add set x y",
        "zset add zset 1.5 m inf n",
        "json set json $ {\"a\":[1,2.5,null]}",
        "stream add stream 5-1 n v",
        "ts add ts 1000 0.5 2000 3",
        "geo add geo 1 2 a 1.1 2.1 b",
        "counter incr counter 7",
    ] {
        lab.run(&format!("data {line}")).ok();
    }
    lab.feed("data put raw", &[0xff, 0, 0xfe]).ok();
    lab.feed("data put large", &vec![b'x'; 100_000]).ok();
    lab.feed("data blob put file - --content-type a/b", &[0xff; 70_000]).ok();
    lab.file("lines", "{\"key\":\"i\",\"type\":\"string\",\"value\":\"v\"}\n");
    let friend = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    lab.run(&format!("db grant default {friend} reader")).ok();
    lab.run("backup create").ok();
    lab.run("data put since v").ok();
    lab.run("data put k v --db another").ok();
    lab.run("backup create").ok();
}

fn schemas(lab: &Lab) -> BTreeMap<String, Value> {
    lab.run("schema --out schemas").ok();
    let files = fs::read_dir(lab.home().join("schemas")).unwrap().map(|entry| entry.unwrap().path());
    let json = files.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    json.map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap())
    })
    .collect()
}

#[test]
fn what_is_printed_is_what_the_schemas_say() {
    let lab = Lab::new().with_key();
    furnish(&lab);
    let schemas = schemas(&lab);
    let other = Lab::new();
    let neighbour = other.start();
    let peer = neighbour.status()["node_id"].as_str().unwrap().to_owned();
    let node = lab.start_with(&[
        ("CYBERFLY_NETWORK__PEERS", &ticket(&other)),
        ("CYBERFLY_NETWORK__RULES", "deny 192.0.2.0/24"),
    ]);
    until("they are connected", || lab.run("peers list --json").ok().json()["peers"][0]["state"] == "active");
    for (document, line) in LINES {
        let line = line.replace("PEER", &peer);
        let schema = &schemas[*document];
        let printed = |format: &str| {
            let mut command = lab.command(line.split_whitespace());
            let done: crate::lab::Done =
                command.args(["-o", format]).env("EDITOR", "true").output().unwrap().into();
            if *document == "error" { done.err.into_bytes() } else { done.out }
        };
        let text = printed("json");
        let value: Value = serde_json::from_slice(&text)
            .unwrap_or_else(|error| panic!("{line}: {error}: {}", String::from_utf8_lossy(&text)));
        check(schema, schema, &value).unwrap_or_else(|why| panic!("{line}: {why}\n{value:#}"));
        let is_list = schema["$defs"]["line"].is_object();
        if is_list && !line.contains("export") {
            for text in String::from_utf8(printed("ndjson")).unwrap().lines() {
                let value: Value = serde_json::from_str(text).unwrap();
                check(schema, &schema["$defs"]["line"], &value)
                    .unwrap_or_else(|why| panic!("{line}: {why}\n{value:#}"));
            }
        }
    }
    let looked_at: BTreeSet<&str> =
        LINES.iter().map(|(document, _)| *document).chain(ELSEWHERE.iter().copied()).collect();
    let all: BTreeSet<&str> = schemas.keys().map(String::as_str).collect();
    assert_eq!(looked_at, all);
    drop(node);
}

#[test]
fn what_a_repair_prints_is_what_its_schema_says() {
    let lab = Lab::new().with_key();
    let (segment, bytes) = lab.damage();
    let would = lab.run("verify --repair --dry-run --json").code_is(8).json();
    assert!(would["faults_total"].as_u64() > Some(0), "{would}");
    assert!(fs::read(&segment).unwrap() == bytes, "a dry run sets nothing aside");
    let schema = &schemas(&lab)["repaired"];
    let repaired = lab.run("verify --repair --json").json();
    check(schema, schema, &repaired).unwrap();
}

#[test]
fn a_document_with_a_member_too_few_or_too_many_is_told() {
    let lab = Lab::new();
    let schema = &schemas(&lab)["version"];
    let good = lab.run("version --json").ok().json();
    check(schema, schema, &good).unwrap();
    let (mut less, mut more, mut other) = (good.clone(), good.clone(), good);
    less.as_object_mut().unwrap().remove("name");
    more["unsaid"] = Value::from(1);
    other["name"] = Value::from(1);
    for wrong in [less, more, other] {
        assert!(check(schema, schema, &wrong).is_err(), "{wrong}");
    }
}

/// Checks a value, and that every member of an object that is described at all is described.
fn check(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let told = described(root, schema, value)?;
    match (value.as_object(), told) {
        (Some(members), Some(told)) => match members.keys().find(|name| !told.contains(*name)) {
            Some(unsaid) => Err(format!("{unsaid:?} is in no schema: {value}")),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

type Members = Option<BTreeSet<String>>;

/// Which members of an object the schema describes; none if it says nothing of members, so that any may be there.
fn described(root: &Value, schema: &Value, value: &Value) -> Result<Members, String> {
    let Some(words) = schema.as_object() else { return Ok(None) };
    let wrong = |why: &str| Err(format!("{why}: {value}"));
    let mut told: Members = None;
    let mut add = |more: Members| {
        if let Some(more) = more {
            told.get_or_insert_default().extend(more);
        }
    };
    for (word, says) in words {
        match word.as_str() {
            "$ref" => {
                let path = says.as_str().unwrap().trim_start_matches('#');
                add(described(root, root.pointer(path).unwrap(), value)?);
            }
            "type" => {
                let types: Vec<&str> = match says {
                    Value::Array(types) => types.iter().map(|word| word.as_str().unwrap()).collect(),
                    word => vec![word.as_str().unwrap()],
                };
                let is = |word: &str| match word {
                    "null" => value.is_null(),
                    "boolean" => value.is_boolean(),
                    "string" => value.is_string(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "number" => value.is_number(),
                    other => panic!("the type {other}"),
                };
                if !types.into_iter().any(is) {
                    return wrong("another type");
                }
            }
            "enum" if !says.as_array().unwrap().contains(value) => return wrong("none of the words"),
            "const" if says != value => return wrong("another word"),
            "required" => {
                for name in says.as_array().unwrap() {
                    if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                        return wrong(&format!("{name} is missing"));
                    }
                }
            }
            "properties" => {
                for (name, schema) in says.as_object().unwrap() {
                    add(Some(BTreeSet::from([name.clone()])));
                    if let Some(member) = value.get(name) {
                        check(root, schema, member)?;
                    }
                }
            }
            "additionalProperties" if says.is_object() => {
                let known = words.get("properties").and_then(Value::as_object);
                for (name, member) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(name)) {
                        check(root, says, member)?;
                        add(Some(BTreeSet::from([name.clone()])));
                    }
                }
            }
            "items" => value.as_array().into_iter().flatten().try_for_each(|item| check(root, says, item))?,
            "allOf" => {
                for part in says.as_array().unwrap() {
                    add(described(root, part, value)?);
                }
            }
            "anyOf" | "oneOf" => {
                let fits: Vec<Members> = says
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(|part| described(root, part, value).ok())
                    .collect();
                if fits.is_empty() {
                    return wrong("none of the forms");
                }
                fits.into_iter().for_each(&mut add);
            }
            "minimum" if value.as_f64().is_some_and(|value| value < says.as_f64().unwrap()) => {
                return wrong("too small");
            }
            // What is said for people, or is looked at where it is read.
            "$schema"
            | "$defs"
            | "title"
            | "description"
            | "default"
            | "format"
            | "pattern"
            | "minimum"
            | "maximum"
            | "enum"
            | "const"
            | "additionalProperties"
            | "unevaluatedProperties"
            | "minLength"
            | "maxLength"
            | "contentEncoding"
            | "examples"
            | "maxItems"
            | "minItems" => {}
            other => panic!("the word {other} of JSON Schema"),
        }
    }
    Ok(told)
}
