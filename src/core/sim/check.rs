//! Whether a replica is what the specification says it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::cells::Order;
use crate::clock::Stamp;
use crate::digest::Digest;
use crate::key::{OpId, PublicKey};
use crate::model::Model;
use crate::replica::{Replica, Standing};
use crate::write::{Body, Role};

/// Compares a replica with the model of the operations that it remembers: its live writes, their bodies, how each
/// operation stands, how many writes of it are left, the digest, and the rights of these keys at these stamps. The
/// text says what differs.
pub fn agrees(replica: &Replica, keys: &[PublicKey], stamps: &[Stamp]) -> Result<(), String> {
    let model = Model::of(replica.remembered().map(AsRef::as_ref));
    let live = model.live();
    let expected: BTreeMap<Order, &Body> = live.iter().map(|fact| (fact.order, &fact.body)).collect();
    let found: BTreeMap<Order, &Body> =
        replica.cells().iter().map(|(placed, body)| (placed.order, body)).collect();
    same("live writes", &expected, &found)?;
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
    rights_agree(&model, replica, keys, stamps)
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

/// Fails with both sides in the text if they differ.
pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("{what}: the specification says {expected:?}, the replica {found:?}"))
    }
}
