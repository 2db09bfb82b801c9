//! `cyberfly data put`: store a value under a key.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::command::Put;
use cyberfly_protocol::{Bytes, Condition, ErrorBody, Span, VALUE_LIMIT, Value};

use super::{Action, Scope, author, carry_out, key, replicas};
use crate::cli::{BlobPutArgs, PutArgs, WhenArgs};
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: PutArgs) -> Result<u8, Failure> {
    let PutArgs { key: text, value, file, when, content_type, wait_replicas } = args;
    // What is wrong with the key is said before anything is read or asked for.
    key(text.clone())?;
    if let Some(content_type) = content_type {
        let bytes = read_value(value, file.as_deref())?;
        let args = BlobPutArgs { key: text, file: "-".into(), content_type, when };
        return super::blob::put_bytes(ui, scope, args, bytes).await;
    }
    let db = author::database(scope)?;
    let value = Some(Bytes(read_value(value, file.as_deref())?));
    let args = PutArgs { key: text, value, file: None, when, content_type: None, wait_replicas };
    match wait_replicas {
        None => carry_out(ui, scope, &db, put(args)?).await,
        Some(count) => replicas::put(ui, scope, &db, put(args)?, count).await,
    }
}

/// A put whose value stands in the line.
pub(super) fn action(args: PutArgs) -> Result<Action, Failure> {
    let is_read = args.value.as_ref().is_none_or(|value| value.0 == b"-") || args.file.is_some();
    if is_read || args.content_type.is_some() {
        return Err(Failure::misuse("here a value stands in the line of its key", "put KEY VALUE"));
    }
    put(args)
}

fn put(args: PutArgs) -> Result<Action, Failure> {
    let (condition, ttl_seconds) = when(&args.when);
    let value = Value::Bytes(args.value.unwrap_or_default());
    Action::change(Put { key: key(args.key)?, value, condition, ttl_seconds })
}

/// When to put a value, and after what time its key is to end.
pub(super) fn when(args: &WhenArgs) -> (Condition, Option<Span>) {
    let condition = if args.if_absent { Condition::IfAbsent } else { Condition::Always };
    (condition, args.ttl.map(Span::from))
}

/// The value from where the arguments say. Reads one byte more than there may be, and no further.
pub(super) fn read_value(argument: Option<Bytes>, file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let mut value = Vec::new();
    let limit = VALUE_LIMIT as u64 + 1;
    match (argument, file) {
        (_, Some(path)) => {
            let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut value));
            read.map_err(|error| cannot_read(&path.display().to_string(), &error))?;
        }
        (Some(Bytes(bytes)), None) if bytes != b"-" => value = bytes,
        (None, None) if io::stdin().is_terminal() => {
            return Err(Failure::misuse("no value was given", "name it after the key, or pipe it in"));
        }
        _ => {
            let read = io::stdin().lock().take(limit).read_to_end(&mut value);
            read.map_err(|error| cannot_read("standard input", &error))?;
            if value.is_empty() {
                // Most often the command before the pipe has failed; its silence is not to become a value.
                let body =
                    ErrorBody::new(ErrorCode::BadRequest, "standard input was empty; nothing was stored");
                return Err(body.hint("to store an empty value, name it: cyberfly data put KEY ''").into());
            }
        }
    }
    if value.len() > VALUE_LIMIT {
        let message = format!("a value has at most {VALUE_LIMIT} bytes; nothing was stored");
        return Err(ErrorBody::new(ErrorCode::LimitExceeded, message).into());
    }
    Ok(value)
}

/// Why something could not be read.
pub(super) fn cannot_read(what: &str, error: &io::Error) -> Failure {
    unreadable(what, error).into()
}

/// Says that there was nothing to be stored, since it cannot be read.
pub(super) fn unreadable(what: &str, error: &io::Error) -> ErrorBody {
    let code =
        if error.kind() == io::ErrorKind::NotFound { ErrorCode::NotFound } else { ErrorCode::Internal };
    ErrorBody::new(code, format!("{what} cannot be read: {error}; nothing was stored"))
}
