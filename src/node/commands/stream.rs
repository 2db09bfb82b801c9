//! Streams.

use cyberfly_core::Refused;
use cyberfly_core::cells::Cells;
use cyberfly_core::types::PlanContext;
use cyberfly_core::types::stream::{NewId, Stream};
use cyberfly_core::view::KeyView;
use cyberfly_protocol::CommandAnswer;
use cyberfly_protocol::command::{Keep, Pair, StreamAdd, StreamTrim};

use super::{Planned, malformed};

/// The id that a new entry is to have.
fn new_id(text: &str) -> Result<NewId, Refused> {
    if text == "*" {
        return Ok(NewId::Auto);
    }
    match text.strip_suffix("-*") {
        Some(ms) if !ms.is_empty() && ms.bytes().all(|byte| byte.is_ascii_digit()) => ms
            .parse()
            .map(NewId::AutoSeq)
            .map_err(|_| malformed("the milliseconds of a stream entry's id fit into 64 bits")),
        _ => text.parse().map(NewId::Exact),
    }
}

pub(super) fn add<C: Cells>(view: &KeyView<'_, C>, context: &PlanContext, command: &StreamAdd) -> Planned<C> {
    let pair = |Pair { name, value }: &Pair| (name.0.clone(), value.0.clone());
    let pairs = command.pairs.iter().map(pair).collect();
    let plan = Stream::of(view)?.plan_add(context, new_id(&command.id)?, pairs)?;
    Ok(plan.map(|id| CommandAnswer::Id { id }))
}

pub(super) fn trim<C: Cells>(view: &KeyView<'_, C>, command: &StreamTrim) -> Planned<C> {
    let stream = Stream::of(view)?;
    let plan = match command.keep {
        Keep::Last(length) => stream.plan_trim_to(usize::try_from(length).unwrap_or(usize::MAX))?,
        Keep::From(id) => stream.plan_trim_below(id)?,
    };
    Ok(plan.map(CommandAnswer::count))
}
