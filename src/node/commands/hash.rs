//! Hashes.

use cyberfly_core::cells::Cells;
use cyberfly_core::types::hash::Hash;
use cyberfly_core::view::KeyView;
use cyberfly_protocol::command::{HashDel, HashField, HashIncr, HashSet};
use cyberfly_protocol::{CommandAnswer, Condition, Integer};

use super::{Planned, amount, done, malformed, slices};

pub(super) fn set<C: Cells>(view: &KeyView<'_, C>, command: &HashSet) -> Planned<C> {
    let hash = Hash::of(view)?;
    match (command.condition, command.fields.as_slice()) {
        (Condition::Always, fields) => {
            let pair = |HashField { field, value }: &HashField| (field.0.clone(), value.clone().into());
            Ok(hash.plan_set(fields.iter().map(pair).collect())?.map(CommandAnswer::count))
        }
        (condition, [HashField { field, value }]) => {
            Ok(hash.plan_set_if(field.0.clone(), value.clone().into(), condition.into())?.map(done))
        }
        _ => Err(malformed("a condition goes with one field alone; nothing was stored").into()),
    }
}

pub(super) fn del<C: Cells>(view: &KeyView<'_, C>, command: &HashDel) -> Planned<C> {
    Ok(Hash::of(view)?.plan_del(&slices(&command.fields))?.map(CommandAnswer::count))
}

pub(super) fn incr<C: Cells>(view: &KeyView<'_, C>, command: &HashIncr) -> Planned<C> {
    let plan = Hash::of(view)?.plan_incr(&command.field.0, amount(command.by)?)?;
    Ok(plan.map(|value| CommandAnswer::Integer { value: Integer(value.into()) }))
}
