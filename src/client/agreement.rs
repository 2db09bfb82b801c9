//! Whether an operation that a node drew up says what was asked for, and nothing else.
//!
//! A node decides what depends on its data: positions, ids, sums, whether there is anything to do. It decides nothing
//! else: database, author, device, keys and kinds are as asked, a value is one that was handed over, and what only takes
//! away writes deletes alone. So a bad node can lie about what is there, but puts no words into anyone's mouth.

use cyberfly_core::to_sign::ToSign;
use cyberfly_core::write::{BlobRef, Number};
use cyberfly_core::{Body, Kind, Write};
use cyberfly_protocol::command::{
    BlobPut, GeoAdd, Grant, HashDel, HashIncr, HashSet, JsonSetBlob, ListInsert, ListPush, ListSet,
    ListUnshift, Pair, Put, Revoke, SetAdd, SetRem, StreamAdd, TsAdd, ZsetAdd, ZsetRem,
};
use cyberfly_protocol::{Bytes, Command, Prepare, Value};

/// Says what is wrong with an operation that was drawn up for a request.
pub(crate) fn check(request: &Prepare, to_sign: &ToSign) -> Result<(), &'static str> {
    let draft = to_sign.draft();
    if draft.db != request.db {
        return Err("it is for another database");
    }
    if to_sign.author() != request.author || draft.device != request.device {
        return Err("it is for another author or device");
    }
    if draft.expires != request.expires.map(|at| at.0) {
        return Err("it expires at another time");
    }
    if request.stamp_above.is_some_and(|above| draft.stamp <= above) {
        return Err("it is stamped too early");
    }
    // Writes come in the order of the commands that they carry out; a command may have none.
    let mut commands = request.commands.iter();
    let mut command = commands.next();
    for write in &draft.writes {
        while command.is_some_and(|command| !accounts_for(command, write)) {
            command = commands.next();
        }
        if command.is_none() {
            return Err("it has a write that no command asks for");
        }
    }
    Ok(())
}

/// Whether a command can have led to this write.
fn accounts_for(command: &Command, write: &Write) -> bool {
    let (field, body) = (write.field.as_deref(), &write.body);
    let about = match (command.key(), command) {
        (Some(key), _) => *key == write.key,
        (None, _) => write.kind == Kind::Rights,
    };
    let is_delete = *body == Body::Delete;
    let names = |members: &[Bytes]| members.iter().any(|member| Some(member.0.as_slice()) == field);
    // A key that comes into being sheds the end that an earlier one had.
    let sheds_end = write.kind == Kind::Ttl && matches!(body, Body::Ttl { ends: None, .. });
    let is_ttl = write.kind == Kind::Ttl;
    let ends_key = write.kind == Kind::Del;
    about
        && match command {
            Command::Put(Put { value, ttl_seconds, .. }) => {
                (write.kind == Kind::String && says(value, body))
                    || (ttl_seconds.is_some() && (is_ttl || ends_key))
            }
            Command::BlobPut(BlobPut { blob, ttl_seconds, .. }) => {
                (write.kind == Kind::Blob && *body == Body::Blob(BlobRef::from(blob.clone())))
                    || (ttl_seconds.is_some() && (is_ttl || ends_key))
            }
            Command::Del(_) => ends_key,
            Command::Expire(_) | Command::ExpireAt(_) => is_ttl || ends_key,
            Command::Persist(_) => sheds_end,
            _ if sheds_end => true,
            Command::HashSet(HashSet { fields, .. }) => {
                let is_asked = |asked: &cyberfly_protocol::command::HashField| {
                    Some(asked.field.0.as_slice()) == field && says(&asked.value, body)
                };
                write.kind == Kind::Hash && fields.iter().any(is_asked)
            }
            Command::HashDel(HashDel { fields, .. }) => {
                write.kind == Kind::Hash && is_delete && names(fields)
            }
            Command::HashIncr(HashIncr { field: asked, .. }) => {
                write.kind == Kind::Hash && names(std::slice::from_ref(asked)) && !is_delete
            }
            Command::ListPush(ListPush { values, .. }) | Command::ListUnshift(ListUnshift { values, .. }) => {
                write.kind == Kind::List && values.iter().any(|value| says(value, body))
            }
            Command::ListSet(ListSet { value, .. }) => write.kind == Kind::List && says(value, body),
            // Where there is no room, elements around are made anew: these are not known here.
            Command::ListInsert(ListInsert { .. }) => write.kind == Kind::List && field.is_some(),
            Command::ListPop(_) | Command::ListShift(_) | Command::ListRemove(_) => {
                write.kind == Kind::List && is_delete && field.is_some()
            }
            Command::ListTrim(_) => write.kind == Kind::List && is_delete,
            Command::SetAdd(SetAdd { members, .. }) => {
                write.kind == Kind::Set && *body == Body::Present && names(members)
            }
            Command::SetRem(SetRem { members, .. }) => write.kind == Kind::Set && is_delete && names(members),
            Command::ZsetAdd(ZsetAdd { members, .. }) => {
                let is_asked = |asked: &cyberfly_protocol::command::Scored| {
                    Some(asked.member.0.as_slice()) == field && scores(asked.score.0, body)
                };
                write.kind == Kind::SortedSet && members.iter().any(is_asked)
            }
            Command::ZsetRem(ZsetRem { members, .. }) => {
                write.kind == Kind::SortedSet && is_delete && names(members)
            }
            Command::ZsetIncr(asked) => {
                write.kind == Kind::SortedSet && !is_delete && names(std::slice::from_ref(&asked.member))
            }
            // A write into an array writes the array anew: its other elements are not known here.
            Command::JsonSet(_) => write.kind == Kind::Json && !is_delete,
            Command::JsonSetBlob(JsonSetBlob { blob, .. }) => {
                write.kind == Kind::Json && *body == Body::Blob(BlobRef::from(blob.clone()))
            }
            Command::JsonMerge(_) | Command::JsonDel(_) => write.kind == Kind::Json || ends_key,
            Command::StreamAdd(StreamAdd { pairs, .. }) => {
                let is_asked = |(asked, (name, value)): (&Pair, &(Vec<u8>, Vec<u8>))| {
                    asked.name.0 == *name && asked.value.0 == *value
                };
                write.kind == Kind::Stream
                    && matches!(body, Body::Entry(entry) if entry.len() == pairs.len() && pairs.iter().zip(entry).all(is_asked))
            }
            Command::StreamTrim(_) => {
                write.kind == Kind::Stream && (is_delete || matches!(body, Body::Trim(_)))
            }
            Command::TsAdd(TsAdd { label, samples, .. }) => {
                let is_asked = |sample: &cyberfly_protocol::command::Sample| {
                    let place = [sample.time.0.to_be_bytes().as_slice(), &label.0].concat();
                    Some(place.as_slice()) == field && scores(sample.value.0, body)
                };
                write.kind == Kind::TimeSeries && samples.iter().any(is_asked)
            }
            Command::TsDel(asked) => {
                let is_of_label = field.and_then(|field| field.get(8..)) == Some(asked.label.0.as_slice());
                write.kind == Kind::TimeSeries && is_delete && is_of_label
            }
            Command::GeoAdd(GeoAdd { places, .. }) => {
                let is_asked = |place: &cyberfly_protocol::command::Place| {
                    Some(place.member.0.as_slice()) == field
                        && matches!(body, Body::Position { longitude, latitude }
                            if *longitude == place.longitude && *latitude == place.latitude)
                };
                write.kind == Kind::Geo && places.iter().any(is_asked)
            }
            Command::GeoRem(asked) => write.kind == Kind::Geo && is_delete && names(&asked.members),
            Command::CounterIncr(_) => write.kind == Kind::Counter && matches!(body, Body::Totals { .. }),
            Command::Grant(Grant { subject, role }) => {
                field == Some(subject.as_bytes()) && *body == Body::Grant((*role).into())
            }
            Command::Revoke(Revoke { subject, role, from }) => {
                let is_asked = |at| from.is_none_or(|from| from == at);
                field == Some(subject.as_bytes())
                    && matches!(body, Body::Revoke(lost, at) if *lost == (*role).into() && is_asked(*at))
            }
        }
}

/// Whether a body holds this value. Under `~max/` it holds the number that the text spells.
fn says(value: &Value, body: &Body) -> bool {
    match (value, body) {
        (Value::Bytes(Bytes(asked)), Body::Bytes(bytes)) => asked == bytes,
        (Value::Blob { blob }, Body::Blob(held)) => BlobRef::from(blob.clone()) == *held,
        (Value::Bytes(Bytes(asked)), Body::Number(number)) => {
            let text = std::str::from_utf8(asked).unwrap_or_default();
            match number {
                Number::Integer(number) => text.parse() == Ok(*number),
                Number::Float(number) => text.parse() == Ok(*number),
            }
        }
        _ => false,
    }
}

/// Whether a body is this score. A negative zero is written as zero.
fn scores(asked: f64, body: &Body) -> bool {
    matches!(body, Body::Score(score) | Body::Number(Number::Float(score)) if *score == asked)
}

#[cfg(test)]
#[path = "agreement_tests.rs"]
mod tests;
