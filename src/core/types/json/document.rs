//! The document that the live writes of a key add up to.
//!
//! Each write is at a path of members. Applied in their order, oldest first, they make the document: a value takes its
//! place, and what is on the way to it and is no object becomes one; a delete takes away what is at its place, and what
//! is on the way and is no object becomes an empty one, but it makes nothing that is not there. Under `~first/` values
//! are applied from the newest to the oldest, so that the oldest stays, and then the deletes, which are final.

use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::Blobs;
use crate::cells::{Cell, Cells, Order, Path};
use crate::error::{ErrorCode, Refused};
use crate::name::Strategy;
use crate::query::json::{JSON_BYTES_LIMIT, JSON_DEPTH_LIMIT, parse_json};
use crate::view::{Direction, KeyView, Outcome};
use crate::write::{BlobRef, Body, Kind, json_path_segments};

/// The most writes of which one document may be made.
pub const PARTS_LIMIT: usize = 1_000_000;

/// A write of a document: where, and the value, or none for a delete.
struct Part {
    order: Order,
    members: Vec<String>,
    value: Option<Value>,
}

/// The document at a key; none if there is none.
pub(super) fn read<C: Cells>(view: &KeyView<'_, C>, blobs: &Blobs<'_>) -> Outcome<Option<Value>, C> {
    if view.kind() != Some(Kind::Json) {
        return Ok(None);
    }
    let mut parts = collect(view, blobs)?;
    parts.sort_by_key(|part| part.order);
    if view.strategy() == Strategy::First {
        parts.reverse();
        parts.sort_by_key(|part| part.value.is_none());
    }
    let mut document = None;
    for Part { members, value, .. } in parts {
        match value {
            Some(value) => put(&mut document, &members, value),
            None => delete(&mut document, &members),
        };
    }
    Ok(document)
}

fn collect<C: Cells>(view: &KeyView<'_, C>, blobs: &Blobs<'_>) -> Outcome<Vec<Part>, C> {
    let range = Path::of_kind(view.key(), Kind::Json).range();
    let (mut parts, mut bytes) = (Vec::new(), 0);
    view.raw_scan(&range, Direction::Forward, &mut |cell| {
        let placed = cell.placed();
        let is_value = placed.weight.is_value();
        if view.hides(placed) || (is_value && !view.shows(placed)) {
            return Ok(ControlFlow::Continue(()));
        }
        if parts.len() == PARTS_LIMIT {
            return Err(Refused::limit(format!("a document is made of at most {PARTS_LIMIT} writes")).into());
        }
        let value = match view.cells().body(cell).map_err(crate::view::Failed::Fault)? {
            Body::Json(text) => Some(text.into_bytes()),
            Body::Blob(blob) => Some(blobs(&blob).ok_or_else(|| missing(&blob))?),
            _ => None,
        };
        bytes += value.as_ref().map_or(0, Vec::len);
        if bytes > JSON_BYTES_LIMIT {
            return Err(Refused::limit(format!("a document has at most {JSON_BYTES_LIMIT} bytes")).into());
        }
        let value =
            value.map(|text| parse_json(&text, JSON_DEPTH_LIMIT)).transpose().map_err(Refused::from)?;
        let members = json_path_segments(placed.path.field().unwrap_or_default()).unwrap_or_default();
        let members = members.into_iter().map(str::to_owned).collect();
        parts.push(Part { order: placed.order, members, value });
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(parts)
}

fn missing(blob: &BlobRef) -> Refused {
    let hash = data_encoding::HEXLOWER.encode(&blob.hash);
    Refused::new(ErrorCode::Unavailable, format!("a part of the document is blob {hash}, which is not here"))
}

/// Puts a value in its place and makes objects of all that is on the way.
fn put(document: &mut Option<Value>, members: &[String], value: Value) -> Option<()> {
    let Some((last, parents)) = members.split_last() else {
        *document = Some(value);
        return Some(());
    };
    let mut at = document.get_or_insert(Value::Null);
    for parent in parents {
        at = object(at)?.entry(parent.as_str()).or_insert(Value::Null);
    }
    object(at)?.insert(last.clone(), value);
    Some(())
}

/// Takes away what is at a place; none if the way there ends before.
fn delete(document: &mut Option<Value>, members: &[String]) -> Option<()> {
    let Some((last, parents)) = members.split_last() else {
        *document = None;
        return Some(());
    };
    let mut at = document.as_mut()?;
    for parent in parents {
        at = object(at)?.get_mut(parent)?;
    }
    object(at)?.remove(last).map(drop)
}

/// The members of a value, which becomes an empty object if it is none.
fn object(value: &mut Value) -> Option<&mut Map<String, Value>> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
}
