//! All that a database holds, as the predecessor's clients ask for it: in one piece, and therefore only so much.

use std::collections::BTreeMap;

use async_graphql::{Context, Json, Object};
use cyberfly_protocol::query::{Contents, Export, Line, Signer};
use cyberfly_protocol::{Bytes, QueryAnswer};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use super::super::ask::{ask_all, db, odd};
use super::super::types::{
    GeoEntries, HashEntry, JsonEntry, ListEntry, SetEntry, SortedSetEntries, StoredEntry, StreamEntries,
    StringEntry, TimeSeriesEntries,
};
use crate::table::Answer;

/// All that a database holds.
#[derive(Default)]
pub(super) struct Whole;

/// What a key holds.
struct Held {
    kind: &'static str,
    value: Value,
    /// Who signed the newest of it.
    signer: Signer,
}

/// What the keys of a database hold, in the order of the keys; parts of one key put together.
async fn everything(context: &Context<'_>, db_name: &str) -> Answer<BTreeMap<String, Held>> {
    let db = db(db_name)?;
    let lines = ask_all!(context, "database { entries }",
        page => Export { db: db.clone(), prefix: String::new(), signers: true, page },
        QueryAnswer::Lines { lines, next_cursor } => (lines, next_cursor));
    let mut entries: BTreeMap<String, Held> = BTreeMap::new();
    for line in lines {
        let Line { key, contents, more, signer, .. } = line;
        // Whatever a key holds, somebody signed.
        let signer = signer.ok_or_else(odd)?;
        let (kind, part) = value(contents);
        match (entries.get_mut(key.as_str()), more) {
            (Some(held), true) => {
                append(&mut held.value, part);
                if held.signer.stamp < signer.stamp {
                    held.signer = signer;
                }
            }
            _ => {
                entries.insert(key.to_string(), Held { kind, value: part, signer });
            }
        }
    }
    for held in entries.values_mut().filter(|held| held.kind == "SortedSet") {
        // A sorted set is read by its scores; an export has it by its members.
        if let Value::Array(members) = &mut held.value {
            members.sort_by(|a, b| score(a).total_cmp(&score(b)));
        }
    }
    Ok(entries)
}

/// The score in a row of a sorted set.
fn score(row: &Value) -> f64 {
    match &row[1] {
        Value::String(infinite) if infinite.starts_with('-') => f64::NEG_INFINITY,
        Value::String(_) => f64::INFINITY,
        finite => finite.as_f64().unwrap_or_default(),
    }
}

fn append(whole: &mut Value, part: Value) {
    match (whole, part) {
        (Value::Array(whole), Value::Array(mut part)) => whole.append(&mut part),
        (Value::Object(whole), Value::Object(mut part)) => whole.append(&mut part),
        (whole, part) => *whole = part,
    }
}

fn text(bytes: Bytes) -> String {
    String::from_utf8(bytes.0).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// What a key holds in JSON, with the name of its type. Bytes that are no text come with the replacement character.
fn value(contents: Contents) -> (&'static str, Value) {
    match contents {
        Contents::String(value) => ("String", text(value).into()),
        Contents::Blob(file) => {
            let bytes = BASE64.encode(&file.bytes.0);
            ("Blob", json!({"contentType": file.content_type, "base64": bytes}))
        }
        Contents::Hash(fields) => {
            let field = |field: cyberfly_protocol::command::HashField| {
                let value = match field.value {
                    cyberfly_protocol::Value::Bytes(bytes) => text(bytes).into(),
                    blob @ cyberfly_protocol::Value::Blob { .. } => json!(blob),
                };
                (text(field.field), value)
            };
            ("Hash", Value::Object(fields.into_iter().map(field).collect::<Map<_, _>>()))
        }
        Contents::Set(members) => ("Set", members.into_iter().map(text).collect()),
        Contents::List(values) => ("List", values.into_iter().map(text).collect()),
        Contents::SortedSet(members) => {
            let row = |member: cyberfly_protocol::command::Scored| json!([text(member.member), member.score]);
            ("SortedSet", members.into_iter().map(row).collect())
        }
        Contents::Json(document) => ("Json", document),
        Contents::Stream(entries) => {
            let pair = |pair: cyberfly_protocol::command::Pair| json!([text(pair.name), text(pair.value)]);
            let row = |entry: cyberfly_protocol::query::EntryContents| {
                json!([entry.id.to_string(), entry.pairs.into_iter().map(pair).collect::<Vec<_>>()])
            };
            ("Stream", entries.into_iter().map(row).collect())
        }
        Contents::TimeSeries(samples) => {
            let row = |sample: cyberfly_protocol::query::SampleContents| {
                json!([sample.time.0.to_string(), sample.value])
            };
            ("TimeSeries", samples.into_iter().map(row).collect())
        }
        Contents::Geo(places) => {
            let row = |place: cyberfly_protocol::command::Place| {
                json!([text(place.member), place.longitude, place.latitude])
            };
            ("Geo", places.into_iter().map(row).collect())
        }
        Contents::Counter(sum) => ("Counter", sum.0.to_string().into()),
    }
}

/// Defines a query for one type over a whole database.
macro_rules! of_type {
    ($context:expr, $db_name:expr, $kind:literal, $entry:ident) => {{
        let entries = everything($context, &$db_name).await?;
        let of_type = entries.into_iter().filter(|(_, held)| held.kind == $kind);
        Ok(of_type.map(|(key, held)| $entry::new(key, Json(held.value), held.signer)).collect())
    }};
}

#[Object]
impl Whole {
    /// All that a database holds, as far as one answer may: at most 10,000 rows. `database { entries }` gives it page by page.
    async fn get_all(&self, context: &Context<'_>, db_name: String) -> Answer<Vec<StoredEntry>> {
        let entries = everything(context, &db_name).await?.into_iter();
        let entry = |(key, held): (String, Held)| StoredEntry {
            key,
            store_type: held.kind.to_owned(),
            value: Json(held.value),
            public_key: held.signer.author.to_string(),
            signature: held.signer.signature,
        };
        Ok(entries.map(entry).collect())
    }

    /// All strings of a database, as far as one answer may hold them.
    async fn get_all_strings(&self, context: &Context<'_>, db_name: String) -> Answer<Vec<StringEntry>> {
        let entries = everything(context, &db_name).await?.into_iter();
        let strings = entries.filter_map(|(key, held)| match held.value {
            Value::String(text) if held.kind == "String" => Some(StringEntry::new(key, text, held.signer)),
            _ => None,
        });
        Ok(strings.collect())
    }

    /// All hashes of a database, as far as one answer may hold them.
    async fn get_all_hashes(&self, context: &Context<'_>, db_name: String) -> Answer<Vec<HashEntry>> {
        of_type!(context, db_name, "Hash", HashEntry)
    }

    /// All lists of a database, as far as one answer may hold them.
    async fn get_all_lists(&self, context: &Context<'_>, db_name: String) -> Answer<Vec<ListEntry>> {
        of_type!(context, db_name, "List", ListEntry)
    }

    /// All sets of a database, as far as one answer may hold them.
    async fn get_all_sets(&self, context: &Context<'_>, db_name: String) -> Answer<Vec<SetEntry>> {
        of_type!(context, db_name, "Set", SetEntry)
    }

    /// All sorted sets of a database, as far as one answer may hold them.
    async fn get_all_sorted_sets(
        &self,
        context: &Context<'_>,
        db_name: String,
    ) -> Answer<Vec<SortedSetEntries>> {
        of_type!(context, db_name, "SortedSet", SortedSetEntries)
    }

    /// All documents of a database, as far as one answer may hold them.
    async fn get_all_jsons(&self, context: &Context<'_>, db_name: String) -> Answer<Vec<JsonEntry>> {
        of_type!(context, db_name, "Json", JsonEntry)
    }

    /// All streams of a database, as far as one answer may hold them.
    async fn get_all_streams(&self, context: &Context<'_>, db_name: String) -> Answer<Vec<StreamEntries>> {
        of_type!(context, db_name, "Stream", StreamEntries)
    }

    /// All time series of a database, as far as one answer may hold them.
    async fn get_all_timeseries(
        &self,
        context: &Context<'_>,
        db_name: String,
    ) -> Answer<Vec<TimeSeriesEntries>> {
        of_type!(context, db_name, "TimeSeries", TimeSeriesEntries)
    }

    /// All members with positions of a database, as far as one answer may hold them.
    async fn get_all_geo(&self, context: &Context<'_>, db_name: String) -> Answer<Vec<GeoEntries>> {
        of_type!(context, db_name, "Geo", GeoEntries)
    }
}
