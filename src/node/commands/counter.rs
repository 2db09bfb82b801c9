//! Counters.

use cyberfly_core::cells::Cells;
use cyberfly_core::types::PlanContext;
use cyberfly_core::types::counter::Counter;
use cyberfly_core::view::KeyView;
use cyberfly_protocol::command::CounterIncr;
use cyberfly_protocol::{CommandAnswer, Integer};

use super::{Planned, amount};

pub(super) fn incr<C: Cells>(
    view: &KeyView<'_, C>,
    context: &PlanContext,
    command: &CounterIncr,
) -> Planned<C> {
    let plan = Counter::of(view)?.plan_incr(context, amount(command.by)?)?;
    Ok(plan.map(|value| CommandAnswer::Integer { value: Integer(value) }))
}
