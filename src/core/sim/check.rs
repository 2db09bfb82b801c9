//! Whether a replica is what the specification says it is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use crate::cells::Order;
use crate::clock::Stamp;
use crate::digest::Digest;
use crate::key::{OpId, PublicKey};
use crate::memory::MemoryCells;
use crate::model::{Model, Seen, document, view};
use crate::name::{Key, RIGHTS_KEY};
use crate::replica::{Replica, Standing};
use crate::types::json::Json;
use crate::view::{Direction, Fields, KeyView, Outcome};
use crate::write::{Body, Kind, Role};

/// Compares a replica with the model of the operations that it remembers: its live writes, their bodies, how each
/// operation stands, how many writes of it are left, the digest, the rights of these keys at these stamps, and what
/// readers see whose clocks show these times, in Unix milliseconds. The text says what differs.
pub fn agrees(
    replica: &Replica,
    keys: &[PublicKey],
    stamps: &[Stamp],
    moments: &[u64],
) -> Result<(), String> {
    let model = Model::of(replica.remembered().map(AsRef::as_ref));
    let live = model.live();
    let expected: BTreeMap<Order, &Body> = live.iter().map(|fact| (fact.order, &fact.body)).collect();
    let found: BTreeMap<Order, &Body> =
        replica.cells().iter().map(|(placed, body)| (placed.order, body)).collect();
    let differs =
        |(order, body): &(&Order, &&Body), other: &BTreeMap<Order, &Body>| other.get(*order) != Some(*body);
    let missing: Vec<_> = expected.iter().filter(|write| differs(write, &found)).collect();
    let surplus: Vec<_> = found.iter().filter(|write| differs(write, &expected)).collect();
    if !(missing.is_empty() && surplus.is_empty()) {
        return Err(format!("live writes: the replica lacks {missing:?} and has {surplus:?} too many"));
    }
    same("number of live writes", &expected.len(), &replica.cells().len())?;

    let mut left: BTreeMap<OpId, usize> = BTreeMap::new();
    live.iter().for_each(|fact| *left.entry(fact.order.op).or_default() += 1);
    for op in replica.remembered() {
        let expected = match (model.is_authorised(op), left.get(&op.id())) {
            (false, _) => Standing::Unauthorised,
            (true, None) => Standing::Dominated,
            (true, Some(_)) => Standing::Kept,
        };
        same("standing of an operation", &Some(expected), &replica.standing(&op.id()))?;
        let expected = left.get(&op.id()).copied().unwrap_or(0);
        same("writes left of an operation", &Some(expected), &replica.writes_left(&op.id()))?;
    }
    let kept: BTreeSet<OpId> = left.keys().copied().collect();
    same("kept operations", &kept, &replica.kept_ids())?;
    same("digest", &kept.iter().collect::<Digest>(), &replica.digest())?;
    rights_agree(&model, replica, keys, stamps)?;
    moments.iter().try_for_each(|now| views_agree(&view(&live, *now), replica, *now))
}

/// Compares what a reader sees at a replica with what the model shows at the same time.
pub fn views_agree(expected: &BTreeMap<String, Seen>, replica: &Replica, now: u64) -> Result<(), String> {
    let keys: BTreeSet<&str> = replica.cells().iter().map(|(placed, _)| placed.path.key()).collect();
    let mut seen_somewhere = 0;
    for text in keys.into_iter().filter(|text| *text != RIGHTS_KEY) {
        let key = Key::new(text).map_err(|error| error.to_string())?;
        let seen = expected.get(text);
        seen_somewhere += usize::from(seen.is_some());
        let values = |seen: &Seen| {
            let values = seen.facts.iter().filter(|fact| fact.is_value());
            values.map(|fact| (fact.field(), fact.order, fact.body.clone())).collect()
        };
        let expected = seen.map(|seen| (seen.kind, values(seen)));
        let found = read(replica, &key, now).map_err(|_| "a view that failed".to_owned())?;
        same(&format!("view of {text} at {now}"), &expected, &found)?;
        if let Some(seen) = seen.filter(|seen| seen.kind == Kind::Json) {
            let expected = document(seen, &|_| serde_json::Value::Null);
            let found = read_document(replica, &key, now).map_err(|_| "a document that failed".to_owned())?;
            same(&format!("document of {text} at {now}"), &expected, &found)?;
        }
    }
    same("number of keys with a value", &expected.len(), &seen_somewhere)
}

/// A value with its field and order.
type Value = (Option<Vec<u8>>, Order, Body);

/// The kind of a key and all values of that kind.
fn read(replica: &Replica, key: &Key, now: u64) -> Outcome<Option<(Kind, Vec<Value>)>, MemoryCells> {
    let view = KeyView::open(replica.cells(), key, now)?;
    let Some(kind) = view.kind() else { return Ok(None) };
    let whole = view.whole(kind)?.map(|(order, body)| (None, order, body));
    let mut values: Vec<Value> = whole.into_iter().collect();
    if !kind.lives_at_key() {
        view.scan(kind, &Fields::all(), Direction::Forward, &mut |shown| {
            values.push((Some(shown.field().to_vec()), shown.order(), shown.body()?));
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(Some((kind, values)))
}

fn rights_agree(
    model: &Model<'_>,
    replica: &Replica,
    keys: &[PublicKey],
    stamps: &[Stamp],
) -> Result<(), String> {
    for stamp in stamps {
        for key in keys {
            let roles = [Role::Admin, Role::Writer, Role::Reader];
            let held = roles.into_iter().find(|role| model.holds(*key, *role, *stamp));
            let expected = if *key == replica.db().owner() { Some(Role::Admin) } else { held };
            same("role", &expected, &replica.rights().role_of(*key, *stamp))?;
        }
    }
    Ok(())
}

/// The document at a key; what lies in files is a null.
fn read_document(replica: &Replica, key: &Key, now: u64) -> Outcome<Option<serde_json::Value>, MemoryCells> {
    let view = KeyView::open(replica.cells(), key, now)?;
    Json::of(&view, &|_| Some(b"null".to_vec()))?.document()
}

/// Fails with both sides in the text if they differ.
pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{what}: the specification says {expected:?}, the replica {found:?}"))
    }
}
