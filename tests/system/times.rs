//! Every document has moments and lengths of time in one form: the rule in `docs/schemas/README.md`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use serde_json::Value;

/// A member of an object in a document, and all that its schema says.
struct Member {
    whose: String,
    name: String,
    schema: Value,
    root: Rc<Value>,
}

impl Member {
    /// Whether the schema, or one of those that it stands for, says this.
    fn says(&self, told: &dyn Fn(&Value) -> bool) -> bool {
        says(&self.root, &self.schema, told)
    }

    fn is_moment(&self) -> bool {
        self.says(&|schema| schema["format"] == "date-time")
    }

    fn is_number(&self) -> bool {
        let is = |word: &Value| word == "number" || word == "integer";
        self.says(&|schema| {
            is(&schema["type"]) || schema["type"].as_array().is_some_and(|all| all.iter().any(is))
        })
    }
}

fn says(root: &Value, schema: &Value, told: &dyn Fn(&Value) -> bool) -> bool {
    let other = schema["$ref"].as_str().and_then(|path| root.pointer(path.trim_start_matches('#')));
    let parts = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
    told(schema) || other.into_iter().chain(parts).any(|part| says(root, part, told))
}

fn members(whose: &str, root: &Rc<Value>, schema: &Value, found: &mut Vec<Member>) {
    if let Some(properties) = schema["properties"].as_object() {
        found.extend(properties.iter().map(|(name, schema)| Member {
            whose: whose.to_owned(),
            name: name.clone(),
            schema: schema.clone(),
            root: Rc::clone(root),
        }));
    }
    if let (Some(name), "query") = (schema["name"].as_str(), schema["in"].as_str().unwrap_or_default()) {
        let (whose, name, schema) = (whose.to_owned(), name.to_owned(), schema["schema"].clone());
        found.push(Member { whose, name, schema, root: Rc::clone(root) });
    }
    match schema {
        Value::Array(parts) => parts.iter().for_each(|part| members(whose, root, part, found)),
        Value::Object(parts) => parts.values().for_each(|part| members(whose, root, part, found)),
        _ => (),
    }
}

/// All members of all documents: what commands print, and what the doors take and answer.
fn all() -> Vec<Member> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let schemas = fs::read_dir(docs.join("schemas")).unwrap().map(|entry| entry.unwrap().path());
    let json = schemas.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let mut found = Vec::new();
    for path in json.chain([docs.join("openapi.json")]) {
        let root: Rc<Value> = Rc::new(serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap());
        members(&path.file_name().unwrap().to_string_lossy(), &root, &root, &mut found);
    }
    found
}

#[test]
fn a_moment_is_rfc_3339_and_a_length_of_time_is_in_seconds_in_every_document() {
    let all = all();
    // A name that is a moment somewhere is one everywhere, but for these, which are places elsewhere.
    const PLACES: [&str; 2] = ["since", "start"];
    let moments = all.iter().filter(|member| member.is_moment()).map(|member| member.name.as_str());
    let moments: BTreeSet<&str> = moments.filter(|name| !PLACES.contains(name)).collect();
    assert!(moments.contains("began") && moments.contains("created"), "{moments:?}");
    for member in &all {
        let (name, whose) = (member.name.as_str(), &member.whose);
        let last = name.rsplit('_').next().unwrap();
        let other = ["ms", "us", "ns", "millis", "milliseconds", "sec", "secs", "minutes", "hours", "days"];
        assert!(!other.contains(&last), "{whose}: {name} is in another unit than seconds");
        if last == "seconds" {
            assert!(member.is_number() && !member.is_moment(), "{whose}: {name} is no number of seconds");
        }
        if moments.contains(name) || last == "at" {
            assert!(member.is_moment(), "{whose}: {name} is a moment, and not in RFC 3339");
        }
        let told = member.schema["description"].as_str().unwrap_or_default();
        assert!(!told.contains("milliseconds") || told.contains("RFC 3339"), "{whose}: {name}: {told}");
    }
}
