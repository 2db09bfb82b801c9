//! Lines of an export, as the commands that make their keys again.

use cyberfly_core::DbName;
use cyberfly_core::write::INLINE_LIMIT;
use cyberfly_protocol::command::{
    BlobPut, CounterIncr, Del, ExpireAt, GeoAdd, HashSet, JsonSet, JsonSetBlob, ListPush, Put, Sample,
    SetAdd, StreamAdd, TsAdd, ZsetAdd,
};
use cyberfly_protocol::query::{Contents, EntryContents, Line, SampleContents, Signed};
use cyberfly_protocol::{AddOnly, Command, Condition, ScoreUpdate, Value};
use data_encoding::BASE64;

use super::carry_out::reference;

/// What a line asks for.
pub(super) enum Asks {
    /// Nothing more: it is empty, or brings bytes alone.
    Nothing,
    /// To take a signed operation as it is.
    Operation(Vec<u8>),
    /// To carry out commands.
    Commands(Vec<Command>),
}

/// A line.
pub(super) struct Read {
    /// As it was.
    pub(super) text: String,
    /// What it asks for.
    pub(super) asks: Asks,
    /// What is to be handed in before that.
    pub(super) brings: Option<Brings>,
}

/// Bytes that an operation refers to.
pub(super) struct Brings {
    /// The bytes.
    pub(super) bytes: Vec<u8>,
    /// Into which database, if not into the one that is imported to.
    pub(super) db: Option<DbName>,
}

impl Asks {
    /// The commands; none of a signed operation.
    pub(super) fn commands(&self) -> &[Command] {
        match self {
            Asks::Commands(commands) => commands,
            _ => &[],
        }
    }

    /// The signed operation.
    pub(super) fn operation(&self) -> Option<Vec<u8>> {
        match self {
            Asks::Operation(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }

    /// The key that its commands are about.
    pub(super) fn key(&self) -> Option<String> {
        self.commands().iter().find_map(Command::key).map(ToString::to_string)
    }

    /// About how many writes it comes to.
    pub(super) fn writes(&self) -> usize {
        self.commands().iter().map(weight).sum()
    }
}

/// Reads a line, or says why it cannot be read.
pub(super) fn read(text: String) -> Result<Read, (String, String)> {
    if text.trim().is_empty() {
        return Ok(Read { text, asks: Asks::Nothing, brings: None });
    }
    let line = match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(line) => line,
        Err(error) => return Err((text, format!("this is no JSON: {error}"))),
    };
    let is_signed = line.get("op").is_some() || line.get("blob").is_some();
    let read = match is_signed && line.get("key").is_none() {
        true => signed(line),
        false => serde_json::from_value::<Line>(line).map_err(|error| error.to_string()).map(|line| {
            let (commands, bytes) = commands(line);
            (Asks::Commands(commands), bytes.map(|bytes| Brings { bytes, db: None }))
        }),
    };
    match read {
        Ok((asks, brings)) => Ok(Read { text, asks, brings }),
        Err(why) => Err((text, why)),
    }
}

/// A line of `data export --signed`.
fn signed(line: serde_json::Value) -> Result<(Asks, Option<Brings>), String> {
    let decoded = |text: &str, what: &str| {
        BASE64.decode(text.as_bytes()).map_err(|_| format!("\"{what}\" is base64 with padding"))
    };
    match serde_json::from_value::<Signed>(line) {
        Ok(Signed::Operation { op }) => Ok((Asks::Operation(decoded(&op, "op")?), None)),
        Ok(Signed::Blob { blob, db }) => {
            let bytes = decoded(&blob, "blob")?;
            Ok((Asks::Nothing, Some(Brings { bytes, db: Some(db) })))
        }
        Err(_) => Err("it is neither {\"op\"} nor {\"blob\", \"db\"}".to_owned()),
    }
}

/// About how many writes a command comes to.
fn weight(command: &Command) -> usize {
    match command {
        Command::HashSet(HashSet { fields, .. }) => fields.len(),
        Command::ListPush(ListPush { values, .. }) => values.len(),
        Command::SetAdd(SetAdd { members, .. }) => members.len(),
        Command::ZsetAdd(ZsetAdd { members, .. }) => members.len(),
        Command::TsAdd(TsAdd { samples, .. }) => samples.len(),
        Command::GeoAdd(GeoAdd { places, .. }) => places.len(),
        _ => 1,
    }
}

/// The commands that make a key hold what the line says, and the bytes they refer to.
fn commands(line: Line) -> (Vec<Command>, Option<Vec<u8>>) {
    let Line { key, contents, ends, more, signer: _ } = line;
    let mut commands: Vec<Command> = Vec::new();
    let mut bytes = None;
    // A put replaces by itself; what is added to a key does not.
    if !more && !matches!(contents, Contents::String(_)) {
        commands.push(Del { key: key.clone() }.into());
    }
    let key_again = key.clone();
    match contents {
        Contents::String(value) => {
            let value = Value::Bytes(value);
            commands.push(Put { key, value, condition: Condition::Always, ttl_seconds: None }.into());
        }
        Contents::Blob(file) => {
            let (blob, condition) = (reference(&file.bytes.0, file.content_type), Condition::Always);
            commands.push(BlobPut { key, blob, condition, ttl_seconds: None }.into());
            bytes = Some(file.bytes.0);
        }
        Contents::Hash(fields) => commands.push(HashSet { key, fields, condition: Condition::Always }.into()),
        Contents::Set(members) => commands.push(SetAdd { key, members }.into()),
        Contents::SortedSet(members) => {
            let (only, update) = (AddOnly::Always, ScoreUpdate::Always);
            commands.push(ZsetAdd { key, members, only, update }.into());
        }
        Contents::List(values) => {
            let values = values.into_iter().map(Value::Bytes).collect();
            commands.push(ListPush { key, values, only_if_there: false }.into());
        }
        Contents::Json(value) if value.to_string().len() > INLINE_LIMIT => {
            let text = value.to_string().into_bytes();
            let blob = reference(&text, String::new());
            commands.push(JsonSetBlob { key, path: "$".to_owned(), blob }.into());
            bytes = Some(text);
        }
        Contents::Json(value) => {
            commands.push(JsonSet { key, path: "$".to_owned(), value, condition: Condition::Always }.into());
        }
        Contents::Stream(entries) => {
            commands.extend(entries.into_iter().map(|EntryContents { id, pairs }| {
                Command::from(StreamAdd { key: key.clone(), id: id.to_string(), pairs })
            }));
        }
        Contents::TimeSeries(samples) => {
            commands.extend(samples.into_iter().map(|SampleContents { label, time, value }| {
                Command::from(TsAdd { key: key.clone(), label, samples: vec![Sample { time, value }] })
            }));
        }
        Contents::Geo(places) => commands.push(GeoAdd { key, places, only: AddOnly::Always }.into()),
        Contents::Counter(by) => commands.push(CounterIncr { key, by }.into()),
    }
    if let Some(ends) = ends {
        commands.push(ExpireAt { key: key_again, ends, only: Default::default() }.into());
    }
    (commands, bytes)
}
