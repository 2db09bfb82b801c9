//! JSON documents: values at paths of members, each of which merges for itself.
//!
//! Arrays are values: a write into an array writes the whole array anew.
//!
//! Differences from Redis' module: a member can be set where its parents are missing, and they are made on the way (not
//! written, so that members set apart meet in one object; an object or document that was only made on the way vanishes
//! with the last of its members); a place to write at has no wildcards; a value above 64 KiB
//! is a reference to a blob, set as such; members are in the order of their bytes; a number is a double or fits into 64
//! bits, any other is refused rather than rounded.
//!
//! *Between nodes*: of two writes at the same place, or one above the other, the newer wins; writes beside each other are
//! both there. Of two changes made apart to one array the newer wins, whole. A merge patch is planned as one write for
//! each leaf, so that patches made apart merge as well.

use serde_json::Value;

use super::Plan;
use super::plan::Planning;
use super::string::Condition;
use crate::cells::{Cells, Path};
use crate::error::Refused;
use crate::query::json::{JSON_DEPTH_LIMIT, check_depth};
use crate::query::jsonpath::JsonPath;
use crate::view::{Fields, KeyView, Outcome};
use crate::write::{BlobRef, Body, Kind, json_path_field};

mod document;
mod place;

pub use document::PARTS_LIMIT;
pub use place::{PLACE_LIMIT, Place, Segment};
use place::{Target, patched, put_inside, remove_inside};

const KIND: Kind = Kind::Json;

/// Where the bytes of a blob come from when a part of a document is one; none if they are not at hand, which refuses the
/// read with `unavailable`.
pub type Blobs<'b> = dyn Fn(&BlobRef) -> Option<Vec<u8>> + 'b;

/// What a query selected.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// The first nodes, as many as the limit: their normalised paths and values.
    pub nodes: Vec<(String, Value)>,
    /// How many the path selects in all.
    pub total: usize,
}

/// A JSON document, or a key that could become one.
pub struct Json<'v, 'a, C: Cells> {
    view: &'v KeyView<'a, C>,
    blobs: &'v Blobs<'v>,
}

impl<'v, 'a, C: Cells> Json<'v, 'a, C> {
    /// The document at a key; none if the key holds nothing, refused if it is of another kind.
    pub fn of(view: &'v KeyView<'a, C>, blobs: &'v Blobs<'v>) -> Result<Self, Refused> {
        view.expect(KIND)?;
        Ok(Self { view, blobs })
    }

    /// The whole document.
    pub fn document(&self) -> Outcome<Option<Value>, C> {
        document::read(self.view, self.blobs)
    }

    /// What is at a place (JSON.GET).
    pub fn get(&self, place: &Place) -> Outcome<Option<Value>, C> {
        Ok(self.document()?.as_ref().and_then(|document| place.find(document)).cloned())
    }

    /// What a JSONPath selects, at most `limit` nodes; none if there is no document.
    pub fn query(&self, path: &JsonPath, limit: usize) -> Outcome<Option<Selected>, C> {
        let Some(document) = self.document()? else { return Ok(None) };
        let selection = path.select(&document, limit).map_err(Refused::from)?;
        let total = selection.total;
        let nodes = selection.nodes.into_iter().map(|node| (node.path, node.value.clone())).collect();
        Ok(Some(Selected { nodes, total }))
    }

    /// Sets the value at a place, if the condition is met (JSON.SET). The answer says whether it was. Refused if the way
    /// leads through a value that is neither object nor array, or to an element that is not there.
    pub fn plan_set(&self, place: &Place, value: Value, condition: Condition) -> Outcome<Plan<bool>, C> {
        let document = self.document()?;
        let target = Target::find(document.as_ref(), place)?;
        let mut planning = self.planning(&target)?;
        let found = document.as_ref().and_then(|document| place.find(document));
        if !condition.is_met(found.is_some()) {
            return Ok(planning.answer(false));
        }
        match target {
            Target::Members(members) => write_value(&mut planning, &members, &value)?,
            Target::Inside(members, steps) => {
                let mut array = array_at(document.as_ref(), &members)?;
                put_inside(&mut array, steps, value).ok_or_else(no_such_element)?;
                write_value(&mut planning, &members, &array)?;
            }
        }
        Ok(planning.answer(true))
    }

    /// Sets the value at a place to what a blob holds. The place leads through members only. That the bytes are a
    /// document is for the caller to know.
    pub fn plan_set_blob(&self, place: &Place, blob: BlobRef) -> Outcome<Plan<()>, C> {
        let document = self.document()?;
        let target = Target::find(document.as_ref(), place)?;
        let mut planning = self.planning(&target)?;
        let Target::Members(members) = target else {
            return Err(Refused::form("a blob cannot be set inside an array").into());
        };
        planning.write(KIND, json_path_field(&members), Body::Blob(blob))?;
        Ok(planning.answer(()))
    }

    /// Deletes what is at a place (JSON.DEL), at the root the key with all that it holds. The answer is how many values
    /// went: 0 or 1.
    pub fn plan_del(&self, place: &Place) -> Outcome<Plan<usize>, C> {
        let document = self.document()?;
        let found = document.as_ref().and_then(|document| place.find(document));
        let Some(document) = document.as_ref().filter(|_| found.is_some()) else {
            let mut planning = Planning::of_kind(self.view, KIND)?;
            planning.see_fields(KIND, &Fields::all())?;
            return Ok(planning.answer(0));
        };
        let target = Target::find(Some(document), place)?;
        let mut planning = self.planning(&target)?;
        match target {
            Target::Members(members) => write_delete(&mut planning, &members)?,
            Target::Inside(members, steps) => {
                let mut array = array_at(Some(document), &members)?;
                remove_inside(&mut array, steps).ok_or_else(no_such_element)?;
                write_value(&mut planning, &members, &array)?;
            }
        }
        Ok(planning.answer(1))
    }

    /// Merges a patch into the value at a place (JSON.MERGE, RFC 7396): members of the patch replace those of the value,
    /// a null deletes. A patch that is null deletes what is at the place, also at the root. The answer says whether there
    /// was anything to do.
    pub fn plan_merge(&self, place: &Place, patch: &Value) -> Outcome<Plan<bool>, C> {
        if patch.is_null() {
            return Ok(self.plan_del(place)?.map(|deleted| deleted > 0));
        }
        let document = self.document()?;
        let target = Target::find(document.as_ref(), place)?;
        let mut planning = self.planning(&target)?;
        let found = document.as_ref().and_then(|document| place.find(document));
        match target {
            Target::Members(members) => write_patch(&mut planning, &members, found, patch)?,
            Target::Inside(members, steps) => {
                let mut array = array_at(document.as_ref(), &members)?;
                let value = patched(found.cloned(), patch);
                put_inside(&mut array, steps, value).ok_or_else(no_such_element)?;
                write_value(&mut planning, &members, &array)?;
            }
        }
        let changes = planning.len() > 0;
        Ok(planning.answer(changes))
    }

    /// A plan that rests on what is at, below and above the place of its writes.
    fn planning(&self, target: &Target<'_>) -> Outcome<Planning<'v, 'a, C>, C> {
        let (Target::Members(members) | Target::Inside(members, _)) = target;
        let mut planning = Planning::of_kind(self.view, KIND)?;
        let path = |members: &[&str]| match json_path_field(members) {
            Some(field) => Path::of_field(self.view.key(), KIND, &field),
            None => Path::of_kind(self.view.key(), KIND),
        };
        for depth in 1..members.len() {
            planning.see(path(members.get(..depth).unwrap_or_default()).only())?;
        }
        planning.see(path(members).range())?;
        Ok(planning)
    }
}

impl<C: Cells> std::fmt::Debug for Json<'_, '_, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Json(at {})", self.view.key())
    }
}

fn no_such_element() -> Refused {
    Refused::new(crate::error::ErrorCode::NotFound, "there is no such place in the array")
}

/// A copy of the array that members lead to.
fn array_at(document: Option<&Value>, members: &[&str]) -> Result<Value, Refused> {
    let start = document.ok_or_else(no_such_element)?;
    let found = members.iter().try_fold(start, |at, name| at.get(name));
    found.cloned().ok_or_else(no_such_element)
}

fn write_value<C: Cells>(
    planning: &mut Planning<'_, '_, C>,
    members: &[&str],
    value: &Value,
) -> Result<(), Refused> {
    check_depth(value, JSON_DEPTH_LIMIT.saturating_sub(members.len()))?;
    planning.write(KIND, json_path_field(members), Body::Json(value.to_string()))
}

/// Deletes at a place; at the root the whole key, so that nothing older shows through.
fn write_delete<C: Cells>(planning: &mut Planning<'_, '_, C>, members: &[&str]) -> Result<(), Refused> {
    match json_path_field(members) {
        Some(field) => planning.write(KIND, Some(field), Body::Delete),
        None => planning.write(Kind::Del, None, Body::Delete),
    }
}

/// Writes what a patch changes, one write for each leaf where the value is an object already.
fn write_patch<C: Cells>(
    planning: &mut Planning<'_, '_, C>,
    members: &[&str],
    target: Option<&Value>,
    patch: &Value,
) -> Result<(), Refused> {
    let (Some(Value::Object(target)), Value::Object(patch)) = (target, patch) else {
        return write_value(planning, members, &patched(None, patch));
    };
    for (name, part) in patch {
        let members = [members, &[name.as_str()]].concat();
        match (target.get(name), part) {
            (None, Value::Null) => {}
            (Some(_), Value::Null) => write_delete(planning, &members)?,
            (before, part) => write_patch(planning, &members, before, part)?,
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "json/tests.rs"]
mod tests;
