//! Questions: read what the store holds, change nothing.

use cyberfly_core::types::Value;
use cyberfly_core::view::{Failed, KeyView};
use cyberfly_core::write::BlobRef;
use cyberfly_core::{DbName, ErrorCode, Key, Kind};
use cyberfly_protocol::{Entry, ErrorBody, SCHEMA_VERSION};
use cyberfly_store::{Store, StoreError};

/// An error of the store as a door gives it.
pub(crate) fn store_error(error: &StoreError) -> ErrorBody {
    let body = ErrorBody::new(error.code(), error.to_string());
    match error {
        StoreError::DiskFull { .. } => body.hint("make room on the disk, then try again"),
        StoreError::ReadOnly | StoreError::NotSynced { .. } => {
            body.hint("look at the disk, then restart the node")
        }
        StoreError::Locked { .. } => {
            body.hint("stop that process, or name another directory with --data-dir")
        }
        StoreError::Damaged { .. } => {
            body.hint("copy the data directory away, then look at the disk; what is intact is still served")
        }
        StoreError::Format { .. } => body.hint("use the version of cyberfly that wrote it"),
        StoreError::Io { .. } => body.hint("check that the directory exists and that you may write to it"),
        StoreError::Moved { .. } => body.hint("ask again"),
        StoreError::Index(_) | StoreError::BlobTooLarge { .. } => body,
    }
}

fn failed(error: Failed<StoreError>) -> ErrorBody {
    match error {
        Failed::Refused(refused) => refused.into(),
        Failed::Fault(error) => store_error(&error),
    }
}

/// The string at a key at this moment.
pub(crate) fn get(store: &Store, db: &DbName, key: &Key, now_ms: u64) -> Result<Entry, ErrorBody> {
    let missing = || ErrorBody::new(ErrorCode::NotFound, format!("there is no key {key} in {}", db.label()));
    let cells = store.cells(db).map_err(|error| store_error(&error))?.ok_or_else(missing)?;
    let view = KeyView::open(&cells, key, now_ms).map_err(failed)?;
    view.expect(Kind::String)?;
    let (order, body) = view.whole(Kind::String).map_err(failed)?.ok_or_else(missing)?;
    let bytes = match Value::from_body(body).ok_or_else(missing)? {
        Value::Blob(blob) => read_blob(store, db, key, &blob)?,
        small => small.into_bytes().ok_or_else(missing)?,
    };
    let entry = Entry {
        schema_version: SCHEMA_VERSION,
        db: db.to_string(),
        key: key.to_string(),
        kind: Kind::String.word().to_owned(),
        value: None,
        value_base64: None,
        stamp: order.stamp.to_string(),
        author: order.author.to_string(),
        op_id: order.op.to_string(),
    };
    Ok(entry.with_value(bytes))
}

fn read_blob(store: &Store, db: &DbName, key: &Key, blob: &BlobRef) -> Result<Vec<u8>, ErrorBody> {
    let read = store.blobs().read(db, &blob.hash).map_err(|error| store_error(&error))?;
    read.ok_or_else(|| {
        let message = format!("the value of {key} is known, but its {} bytes are not here yet", blob.size);
        ErrorBody::new(ErrorCode::Unavailable, message)
    })
}
