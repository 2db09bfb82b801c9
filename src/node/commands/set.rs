//! Sets.

use cyberfly_core::cells::Cells;
use cyberfly_core::types::set::Set;
use cyberfly_core::view::KeyView;
use cyberfly_protocol::CommandAnswer;
use cyberfly_protocol::command::{SetAdd, SetRem};

use super::{Planned, slices};

pub(super) fn add<C: Cells>(view: &KeyView<'_, C>, command: &SetAdd) -> Planned<C> {
    Ok(Set::of(view)?.plan_add(&slices(&command.members))?.map(CommandAnswer::count))
}

pub(super) fn rem<C: Cells>(view: &KeyView<'_, C>, command: &SetRem) -> Planned<C> {
    Ok(Set::of(view)?.plan_rem(&slices(&command.members))?.map(CommandAnswer::count))
}
