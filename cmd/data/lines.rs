//! Lines of an export, as the commands that make their keys again.

use cyberfly_core::write::INLINE_LIMIT;
use cyberfly_protocol::command::{
    BlobPut, CounterIncr, Del, ExpireAt, GeoAdd, HashSet, JsonSet, JsonSetBlob, ListPush, Put, Sample,
    SetAdd, StreamAdd, TsAdd, ZsetAdd,
};
use cyberfly_protocol::query::{Contents, EntryContents, Line, SampleContents};
use cyberfly_protocol::{AddOnly, Blob, Command, Condition, ScoreUpdate, Value};

/// What a line asks for, with its text.
pub(super) enum Read {
    /// Nothing: it is empty.
    Nothing,
    /// To take a signed operation as it is.
    Operation(String, Vec<u8>),
    /// To carry out commands, after these bytes are handed in, if there are any.
    Commands(String, Vec<Command>, Option<Vec<u8>>),
}

/// Reads a line, or says why it cannot be read.
pub(super) fn read(text: String) -> Result<Read, (String, String)> {
    if text.trim().is_empty() {
        return Ok(Read::Nothing);
    }
    let line = match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(line) => line,
        Err(error) => return Err((text, format!("this is no JSON: {error}"))),
    };
    match super::import::operation(&line) {
        Some(Ok(operation)) => return Ok(Read::Operation(text, operation)),
        Some(Err(why)) => return Err((text, why)),
        None => {}
    }
    match serde_json::from_value::<Line>(line) {
        Ok(line) => {
            let (commands, bytes) = commands(line);
            Ok(Read::Commands(text, commands, bytes))
        }
        Err(error) => Err((text, error.to_string())),
    }
}

/// About how many writes a command comes to.
pub(super) fn weight(command: &Command) -> usize {
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

/// A reference to bytes that are yet to be handed in.
fn blob(bytes: &[u8], content_type: String) -> Blob {
    Blob { hash: *blake3::hash(bytes).as_bytes(), size: bytes.len() as u64, content_type }
}

/// The commands that make a key hold what the line says, and the bytes they refer to.
fn commands(line: Line) -> (Vec<Command>, Option<Vec<u8>>) {
    let Line { key, contents, ends_ms, more } = line;
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
            commands.push(Put { key, value, condition: Condition::Always, ttl_ms: None }.into());
        }
        Contents::Blob(file) => {
            let (blob, condition) = (blob(&file.bytes.0, file.content_type), Condition::Always);
            commands.push(BlobPut { key, blob, condition, ttl_ms: None }.into());
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
            let blob = blob(&text, String::new());
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
            commands.extend(samples.into_iter().map(|SampleContents { label, time_ms, value }| {
                Command::from(TsAdd { key: key.clone(), label, samples: vec![Sample { time_ms, value }] })
            }));
        }
        Contents::Geo(places) => commands.push(GeoAdd { key, places, only: AddOnly::Always }.into()),
        Contents::Counter(by) => commands.push(CounterIncr { key, by }.into()),
    }
    if let Some(ends_ms) = ends_ms {
        commands.push(ExpireAt { key: key_again, ends_ms, only: Default::default() }.into());
    }
    (commands, bytes)
}
