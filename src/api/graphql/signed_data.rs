//! A write as the predecessor's clients send it, in the words of commands.

use async_graphql::InputObject;
use cyberfly_core::ErrorCode;
use cyberfly_core::key::Signature;
use cyberfly_node::Unstamped;
use cyberfly_protocol::command::{
    GeoAdd, HashField, HashSet, JsonSet, ListPush, Pair, Place, Put, Sample, Scored, SetAdd, StreamAdd,
    TsAdd, ZsetAdd,
};
use cyberfly_protocol::{Bytes, Command, ErrorBody, Float, Value};

use super::ask::{db, key};
use crate::table::Answer;

/// A write as the predecessor's clients sign it: the signature covers the text `dbName:key:value` and nothing else.
#[derive(InputObject)]
pub(super) struct SignedData {
    /// The database.
    db_name: String,
    /// The key.
    key: String,
    /// The value.
    value: String,
    /// Who signed it, in hex.
    public_key: String,
    /// The signature, in hex.
    signature: String,
    /// The type, in letters of any case.
    store_type: String,
    /// The field of a hash.
    field: Option<String>,
    /// The score of a member of a sorted set.
    score: Option<f64>,
    /// The place in a document.
    json_path: Option<String>,
    /// What a stream entry says, as a text in JSON.
    stream_fields: Option<String>,
    /// The time of a sample.
    timestamp: Option<String>,
    /// Degrees east.
    longitude: Option<f64>,
    /// Degrees north.
    latitude: Option<f64>,
}

fn bad(message: impl Into<String>) -> ErrorBody {
    ErrorBody::new(ErrorCode::BadRequest, format!("{}; nothing was stored", message.into()))
}

/// What a type needs beside the value.
fn required<T>(given: Option<T>, what: &str, kind: &str) -> Answer<T> {
    given.ok_or_else(|| bad(format!("{what} required for {kind} type")))
}

impl SignedData {
    /// The write that it asks for, as far as that shows without the data.
    pub(super) fn read(self) -> Answer<Unstamped> {
        let hex = |text: &str| text.trim().trim_start_matches("0x").to_ascii_lowercase();
        let author = hex(&self.public_key).parse();
        let author =
            author.map_err(|wrong: cyberfly_core::key::BadHex| bad(format!("publicKey: {wrong}")))?;
        let signature: Result<Signature, _> = hex(&self.signature).parse();
        let signature = signature.map_err(|wrong| bad(format!("signature: {wrong}")))?;
        let (db, value) = (db(&self.db_name)?, self.value.clone());
        Ok(Unstamped { db, command: self.command()?, value, author, signature })
    }

    fn command(self) -> Answer<Command> {
        let Self { value, field, score, json_path, stream_fields, timestamp, longitude, latitude, .. } = self;
        let key = key(self.key)?;
        let bytes = |text: String| Bytes(text.into_bytes());
        Ok(match self.store_type.to_ascii_lowercase().as_str() {
            "string" => Put {
                key,
                value: Value::Bytes(bytes(value)),
                condition: Default::default(),
                ttl_seconds: None,
            }
            .into(),
            "hash" => {
                let field = bytes(required(field, "Field", "Hash")?);
                let fields = vec![HashField { field, value: Value::Bytes(bytes(value)) }];
                HashSet { key, fields, condition: Default::default() }.into()
            }
            "list" => ListPush { key, values: vec![Value::Bytes(bytes(value))], only_if_there: false }.into(),
            "set" => SetAdd { key, members: vec![bytes(value)] }.into(),
            "sortedset" => {
                let score = Float(required(score, "Score", "SortedSet")?);
                let members = vec![Scored { member: bytes(value), score }];
                ZsetAdd { key, members, only: Default::default(), update: Default::default() }.into()
            }
            "json" => {
                let path = json_path.filter(|path| !path.is_empty()).unwrap_or_else(|| "$".to_owned());
                let value = serde_json::from_str(&value)
                    .map_err(|error| bad(format!("the value is no JSON: {error}")))?;
                JsonSet { key, path, value, condition: Default::default() }.into()
            }
            "stream" => {
                let pairs = stream_pairs(&required(stream_fields, "Stream fields", "Stream")?)?;
                StreamAdd { key, id: "*".to_owned(), pairs }.into()
            }
            "timeseries" => {
                let time_ms = required(timestamp, "Timestamp", "TimeSeries")?;
                let time_ms = time_ms
                    .parse()
                    .map_err(|_| bad("timestamp is a number of milliseconds, in decimal digits"))?;
                let number: f64 = value.parse().map_err(|_| bad("the value of a TimeSeries is a number"))?;
                let samples = vec![Sample { time: cyberfly_protocol::Time(time_ms), value: Float(number) }];
                TsAdd { key, label: Bytes::default(), samples }.into()
            }
            "geo" => {
                let (longitude, latitude) =
                    (required(longitude, "Longitude", "Geo")?, required(latitude, "Latitude", "Geo")?);
                let places = vec![Place { member: bytes(value), longitude, latitude }];
                GeoAdd { key, places, only: Default::default() }.into()
            }
            _ => {
                return Err(bad(format!(
                    "{:?} is no storeType: there are String, Hash, List, Set, SortedSet, Json, Stream, TimeSeries and Geo",
                    self.store_type
                )));
            }
        })
    }
}

/// The fields of a stream entry: `[{"key": ..., "value": ...}]`, or an object.
fn stream_pairs(text: &str) -> Answer<Vec<Pair>> {
    let form = || bad("streamFields are [{\"key\": ..., \"value\": ...}] or an object, as a text in JSON");
    let said = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Bytes(text.clone().into_bytes()),
        other => Bytes(other.to_string().into_bytes()),
    };
    let pair =
        |row: &serde_json::Value| Some(Pair { name: said(row.get("key")?), value: said(row.get("value")?) });
    let pairs = match serde_json::from_str(text).map_err(|_| form())? {
        serde_json::Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| Pair { name: Bytes(name.clone().into_bytes()), value: said(value) })
            .collect(),
        serde_json::Value::Array(rows) => rows.iter().map(pair).collect::<Option<_>>().ok_or_else(form)?,
        _ => return Err(form()),
    };
    Ok(pairs)
}
