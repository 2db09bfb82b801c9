//! Sorted sets.

use cyberfly_core::cells::Cells;
use cyberfly_core::types::sorted_set::{AddOptions, SortedSet};
use cyberfly_core::view::KeyView;
use cyberfly_protocol::command::{Scored, ZsetAdd, ZsetIncr, ZsetRem};
use cyberfly_protocol::{CommandAnswer, Float};

use super::{Planned, slices};

pub(super) fn add<C: Cells>(view: &KeyView<'_, C>, command: &ZsetAdd) -> Planned<C> {
    let options = AddOptions { only: command.only.into(), update: command.update.into() };
    let pair = |Scored { member, score }: &Scored| (member.0.clone(), score.0);
    let plan = SortedSet::of(view)?.plan_add(command.members.iter().map(pair).collect(), options)?;
    Ok(plan.map(|added| CommandAnswer::Added { new: added.new as u64, changed: added.changed as u64 }))
}

pub(super) fn rem<C: Cells>(view: &KeyView<'_, C>, command: &ZsetRem) -> Planned<C> {
    Ok(SortedSet::of(view)?.plan_rem(&slices(&command.members))?.map(CommandAnswer::count))
}

pub(super) fn incr<C: Cells>(view: &KeyView<'_, C>, command: &ZsetIncr) -> Planned<C> {
    let options = AddOptions { only: command.only.into(), update: command.update.into() };
    let plan = SortedSet::of(view)?.plan_incr(&command.member.0, command.by.0, options)?;
    Ok(plan.map(|score| CommandAnswer::Score { score: score.map(Float) }))
}
