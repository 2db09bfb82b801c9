//! `cyberfly data put`: store a value under a key.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use cyberfly_core::write::INLINE_LIMIT;
use cyberfly_core::{ErrorCode, Key, Write};
use cyberfly_protocol::ErrorBody;

use super::{Scope, author};
use crate::cli::PutArgs;
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: PutArgs) -> Result<u8, Failure> {
    let key = Key::new(args.key).map_err(ErrorBody::from)?;
    let author = author::key(scope.global)?;
    let db = author::database(scope)?;
    let value = read_value(args.value, args.file.as_deref())?;
    let way = door::find(ui, scope.global, scope.ways, Intent::Write).await?;
    let receipt = author::write(way.door(), &author, db, vec![Write::string(key.clone(), value)]).await?;
    way.close()?;
    if !ui.document(&receipt)? {
        ui.detail(&format!("stored {key} as operation {}", receipt.op_id));
    }
    Ok(0)
}

/// The value from where the arguments say. Reads one byte more than there may be, and no further.
fn read_value(argument: Option<String>, file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let mut value = Vec::new();
    let limit = INLINE_LIMIT as u64 + 1;
    match (argument, file) {
        (_, Some(path)) => {
            let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut value));
            read.map_err(|error| cannot_read(&path.display().to_string(), &error))?;
        }
        (Some(text), None) if text != "-" => value = text.into_bytes(),
        (None, None) if io::stdin().is_terminal() => {
            return Err(Failure::misuse("no value was given", "name it after the key, or pipe it in"));
        }
        _ => {
            let read = io::stdin().lock().take(limit).read_to_end(&mut value);
            read.map_err(|error| cannot_read("standard input", &error))?;
        }
    }
    if value.len() > INLINE_LIMIT {
        let message = format!("a value has at most {INLINE_LIMIT} bytes; nothing was stored");
        return Err(ErrorBody::new(ErrorCode::LimitExceeded, message).into());
    }
    Ok(value)
}

fn cannot_read(what: &str, error: &io::Error) -> Failure {
    let code =
        if error.kind() == io::ErrorKind::NotFound { ErrorCode::NotFound } else { ErrorCode::Internal };
    ErrorBody::new(code, format!("{what} cannot be read: {error}; nothing was stored")).into()
}
