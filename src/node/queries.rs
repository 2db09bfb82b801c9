//! Questions: read what the store holds, change nothing.

use std::ops::ControlFlow;

use cyberfly_core::cells::{Cell, Cells, Path};
use cyberfly_core::{Body, DbName, ErrorCode, Key};
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
        StoreError::Index(_) => body,
    }
}

/// The value of a key at this moment.
pub(crate) fn get(store: &Store, db: &DbName, key: &Key, now_ms: u64) -> Result<Entry, ErrorBody> {
    let missing = || ErrorBody::new(ErrorCode::NotFound, format!("there is no key {key} in {}", db.label()));
    let cells = store.cells(db).map_err(|error| store_error(&error))?.ok_or_else(missing)?;
    let mut found = None;
    let visited = cells.visit(&Path::of_key(key).only(), &mut |cell| {
        found = Some(cell.clone());
        ControlFlow::Break(())
    });
    visited.map_err(|error| store_error(&error))?;
    let cell = found.ok_or_else(missing)?;
    let placed = cell.placed();
    let expired = placed.expires.is_some_and(|expires| expires <= now_ms);
    let body = cells.body(&cell).map_err(|error| store_error(&error))?;
    let Body::Bytes(bytes) = body else { return Err(missing()) };
    if expired {
        return Err(missing());
    }
    let entry = Entry {
        schema_version: SCHEMA_VERSION,
        db: db.to_string(),
        key: key.to_string(),
        kind: placed.kind.word().to_owned(),
        value: None,
        value_base64: None,
        stamp: placed.order.stamp.to_string(),
        author: placed.order.author.to_string(),
        op_id: placed.order.op.to_string(),
    };
    Ok(entry.with_value(bytes))
}
