//! Entries of the predecessor, as its GraphQL query `getAll` gives them, as lines that `data export` would have written.
//!
//! What it holds is taken over, not its signatures: they are of texts that say neither when nor what kind of value, so the
//! key that imports signs anew.

use serde::Deserialize;
use serde_json::{Value, json};

/// How many parts of a value one line has at most; the next line adds to it.
const PARTS: usize = 500;

/// The types whose values are no texts.
const LISTS: [&str; 7] = ["hash", "list", "set", "sortedset", "stream", "timeseries", "geo"];

/// An entry of `getAll`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    key: String,
    store_type: String,
    #[serde(default)]
    value: Value,
}

/// What a value consists of.
enum Parts {
    /// Something whole.
    Whole(Value),
    /// Parts, in their order.
    Many(Vec<Value>),
}

/// The lines that an entry becomes, or why it cannot become any.
pub(super) fn lines(entry: &str) -> Result<Vec<String>, String> {
    let entry: Entry =
        serde_json::from_str(entry).map_err(|error| format!("it is no entry of getAll: {error}"))?;
    let key = plain_key(&entry.key);
    let (kind, parts) = parts(&entry.store_type, entry.value)?;
    let line = |value: Value, more: bool| {
        let mut line = json!({"key": key, "type": kind, "value": value});
        if more && let Some(members) = line.as_object_mut() {
            members.insert("more".to_owned(), true.into());
        }
        line.to_string()
    };
    Ok(match parts {
        Parts::Whole(value) => vec![line(value, false)],
        Parts::Many(parts) if parts.is_empty() => vec![line(Value::Array(parts), false)],
        Parts::Many(parts) => {
            let lines = parts.chunks(PARTS).enumerate();
            lines.map(|(number, some)| line(some.into(), number > 0)).collect()
        }
    })
}

/// A key without the name of its database in front, which ends with the 64 digits of its owner's key.
fn plain_key(key: &str) -> &str {
    let is_database = |name: &str| {
        let digits = name.rsplit_once('-').map(|(_, digits)| digits);
        digits.is_some_and(|digits| digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    match key.split_once(':') {
        Some((database, key)) if is_database(database) => key,
        _ => key,
    }
}

/// The word for the type of a value, and the value as a line has it.
fn parts(store_type: &str, value: Value) -> Result<(&'static str, Parts), String> {
    let kind = store_type.to_ascii_lowercase();
    // Some versions give what is no text as a text of JSON.
    let value = match value {
        Value::String(text) if LISTS.contains(&kind.as_str()) => {
            serde_json::from_str(&text).map_err(|error| format!("its value is no JSON: {error}"))?
        }
        value => value,
    };
    let many = |value, part: fn(Value) -> Option<Value>, form: &str| {
        many(value, part).ok_or_else(|| format!("a {store_type} is a list of {form}")).map(Parts::Many)
    };
    Ok(match kind.as_str() {
        "string" => ("string", Parts::Whole(string(value)?)),
        "json" => ("json", Parts::Whole(value)),
        "hash" => ("hash", Parts::Many(hash(value)?)),
        "list" => ("list", many(value, |part| Some(text(part)), "texts")?),
        "set" => ("set", many(value, |part| Some(text(part)), "texts")?),
        "sortedset" => ("sortedset", many(value, scored, "{\"score\", \"data\"} or [member, score]")?),
        "stream" => (
            "stream",
            many(value, stream_entry, "{\"id\", \"fields\"} or [id, fields]")?.sorted_by(stream_id),
        ),
        "timeseries" => {
            ("timeseries", many(value, sample, "{\"timestamp\", \"value\"} or [timestamp, value]")?)
        }
        "geo" => {
            ("geo", many(value, place, "{\"member\", \"lon\", \"lat\"} or [member, longitude, latitude]")?)
        }
        _ => return Err(format!("{store_type:?} is no type that the predecessor has")),
    })
}

impl Parts {
    fn sorted_by<K: Ord>(mut self, key: fn(&Value) -> K) -> Self {
        if let Parts::Many(parts) = &mut self {
            parts.sort_by_key(key);
        }
        self
    }
}

/// The parts of a list, each in the form of a line; none if it is no list, or has another part in it.
fn many(value: Value, part: fn(Value) -> Option<Value>) -> Option<Vec<Value>> {
    match value {
        Value::Array(parts) => parts.into_iter().map(part).collect(),
        _ => None,
    }
}

/// A text as it is; of anything else its JSON.
fn text(value: Value) -> Value {
    match value {
        Value::String(_) => value,
        other => other.to_string().into(),
    }
}

/// `{"value": ...}`, or the value alone.
fn string(value: Value) -> Result<Value, String> {
    match value {
        Value::Null => Err("it has no value".to_owned()),
        Value::Object(mut members) if members.len() == 1 && members.contains_key("value") => {
            Ok(text(members.remove("value").unwrap_or_default()))
        }
        value => Ok(text(value)),
    }
}

fn hash(value: Value) -> Result<Vec<Value>, String> {
    let field = |field: Value, value: Value| json!({"field": text(field), "value": text(value)});
    match value {
        Value::Object(fields) => {
            Ok(fields.into_iter().map(|(name, value)| field(name.into(), value)).collect())
        }
        Value::Array(rows) => rows
            .into_iter()
            .map(|row| match row {
                Value::Array(pair) => {
                    <[Value; 2]>::try_from(pair).ok().map(|[name, value]| field(name, value))
                }
                _ => None,
            })
            .collect::<Option<_>>()
            .ok_or_else(|| "a Hash is an object, or a list of [field, value]".to_owned()),
        _ => Err("a Hash is an object, or a list of [field, value]".to_owned()),
    }
}

/// The members of an object by their names, each of which may have several, or the elements of a list in their order.
fn row<const N: usize>(value: Value, names: [&[&str]; N]) -> Option<[Value; N]> {
    match value {
        Value::Array(row) => row.try_into().ok(),
        Value::Object(mut members) => {
            let found = names.map(|names| names.iter().find_map(|name| members.remove(*name)));
            found.into_iter().collect::<Option<Vec<_>>>()?.try_into().ok()
        }
        _ => None,
    }
}

fn scored(value: Value) -> Option<Value> {
    let [member, score] = row(value, [&["data", "member", "value"], &["score"]])?;
    Some(json!({"member": text(member), "score": score}))
}

fn stream_entry(value: Value) -> Option<Value> {
    let [id, fields] = row(value, [&["id"], &["fields"]])?;
    let pair = |name: Value, value: Value| json!({"name": text(name), "value": text(value)});
    let pairs: Vec<Value> = match fields {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| pair(name.into(), value)).collect(),
        Value::Array(rows) => rows
            .into_iter()
            .map(|field| row(field, [&["key", "name"], &["value"]]).map(|[name, value]| pair(name, value)))
            .collect::<Option<_>>()?,
        _ => return None,
    };
    Some(json!({"id": id, "pairs": pairs}))
}

/// The order of entries, where their ids have the customary form.
fn stream_id(entry: &Value) -> Option<(u64, u64)> {
    let text = entry["id"].as_str()?;
    let (ms, sequence) = text.split_once('-').unwrap_or((text, "0"));
    Some((ms.parse().ok()?, sequence.parse().ok()?))
}

/// A whole number, also where it comes as a text.
fn whole(value: Value) -> Value {
    let number = value.as_str().and_then(|text| text.parse::<u64>().ok());
    number.map_or(value, Value::from)
}

fn sample(value: Value) -> Option<Value> {
    let [time, value] = row(value, [&["timestamp"], &["value"]])?;
    Some(json!({"time": whole(time), "value": value}))
}

fn place(value: Value) -> Option<Value> {
    let [member, longitude, latitude] =
        row(value, [&["member"], &["lon", "longitude"], &["lat", "latitude"]])?;
    Some(json!({"member": text(member), "longitude": longitude, "latitude": latitude}))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

    fn one(entry: Value) -> Value {
        let lines = lines(&entry.to_string()).unwrap();
        assert_eq!(lines.len(), 1);
        serde_json::from_str(&lines[0]).unwrap()
    }

    #[test]
    fn every_type_becomes_a_line_in_each_form_that_versions_gave_it() {
        let hash = json!([{"field": "a", "value": "1"}, {"field": "b", "value": "2"}]);
        let scored = json!([{"member": "x", "score": 0.5}]);
        let entries = json!([{"id": "5-1", "pairs": [{"name": "n", "value": "v"}]}]);
        let samples = json!([{"time": 1000, "value": 0.5}]);
        let places = json!([{"member": "z", "longitude": 8.5, "latitude": 47.4}]);
        for (store_type, value, kind, expected) in [
            ("String", json!({"value": "v"}), "string", json!("v")),
            ("STRING", json!("v"), "string", json!("v")),
            ("Hash", json!({"a": "1", "b": "2"}), "hash", hash.clone()),
            ("Hash", json!([["a", "1"], ["b", 2]]), "hash", hash),
            ("List", json!(["a", "b", "a"]), "list", json!(["a", "b", "a"])),
            ("Set", json!(["x"]), "set", json!(["x"])),
            ("Set", json!("[\"x\"]"), "set", json!(["x"])),
            ("SortedSet", json!([{"score": 0.5, "data": "x"}]), "sortedset", scored.clone()),
            ("SortedSet", json!([["x", 0.5]]), "sortedset", scored),
            (
                "SortedSet",
                json!([{"score": 1, "data": {"a": 1}}]),
                "sortedset",
                json!([{"member": "{\"a\":1}", "score": 1}]),
            ),
            ("Json", json!({"a": [1, null]}), "json", json!({"a": [1, null]})),
            ("Stream", json!([{"id": "5-1", "fields": {"n": "v"}}]), "stream", entries.clone()),
            ("Stream", json!([["5-1", [["n", "v"]]]]), "stream", entries.clone()),
            ("Stream", json!([{"id": "5-1", "fields": [{"key": "n", "value": "v"}]}]), "stream", entries),
            ("TimeSeries", json!([{"timestamp": 1000, "value": 0.5}]), "timeseries", samples.clone()),
            ("timeseries", json!([["1000", 0.5]]), "timeseries", samples),
            ("Geo", json!([{"member": "z", "lon": 8.5, "lat": 47.4}]), "geo", places.clone()),
            ("Geo", json!([["z", 8.5, 47.4]]), "geo", places),
        ] {
            let entry = json!({"key": "k", "storeType": store_type, "value": value, "publicKey": OWNER, "signature": "ab"});
            assert_eq!(one(entry), json!({"key": "k", "type": kind, "value": expected}), "{store_type}");
        }
    }

    #[test]
    fn a_key_loses_the_name_of_its_database_and_no_other_beginning() {
        for (key, plain) in [
            (format!("shop-{OWNER}:orders:1"), "orders:1"),
            ("orders:1".to_owned(), "orders:1"),
            ("shop-abc:1".to_owned(), "shop-abc:1"),
        ] {
            assert_eq!(one(json!({"key": key, "storeType": "String", "value": "v"}))["key"], plain);
        }
    }

    #[test]
    fn a_large_value_becomes_several_lines_that_add_to_the_first() {
        let members: Vec<String> = (0..1_201).map(|number| format!("m{number}")).collect();
        let entry = json!({"key": "k", "storeType": "List", "value": members});
        let lines: Vec<Value> = lines(&entry.to_string())
            .unwrap()
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.iter().map(|line| line["more"] == true).collect::<Vec<_>>(), [false, true, true]);
        let all: Vec<Value> =
            lines.iter().flat_map(|line| line["value"].as_array().unwrap().clone()).collect();
        assert_eq!(Value::from(all), Value::from(members));
    }

    #[test]
    fn a_stream_is_put_into_the_order_of_its_ids() {
        let value =
            json!([{"id": "10-0", "fields": {}}, {"id": "9-2", "fields": {}}, {"id": "9-10", "fields": {}}]);
        let line = one(json!({"key": "k", "storeType": "Stream", "value": value}));
        let ids: Vec<_> =
            line["value"].as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["9-2", "9-10", "10-0"]);
    }

    #[test]
    fn what_cannot_be_taken_over_says_why() {
        for (entry, why) in [
            (json!({"storeType": "String", "value": "v"}), "key"),
            (json!({"key": "k", "storeType": "Bitmap", "value": "v"}), "\"Bitmap\" is no type"),
            (json!({"key": "k", "storeType": "String", "value": null}), "no value"),
            (json!({"key": "k", "storeType": "Hash", "value": 5}), "object"),
            (json!({"key": "k", "storeType": "Set", "value": {"a": 1}}), "list of texts"),
            (json!({"key": "k", "storeType": "SortedSet", "value": [["x"]]}), "score"),
            (json!({"key": "k", "storeType": "Geo", "value": [{"member": "z"}]}), "latitude"),
        ] {
            let told = lines(&entry.to_string()).unwrap_err();
            assert!(told.contains(why), "{entry}: {told}");
        }
    }
}
