//! Time series.

use cyberfly_core::cells::Cells;
use cyberfly_core::types::time_series::TimeSeries;
use cyberfly_core::view::KeyView;
use cyberfly_core::write::TIME_LIMIT_MS;
use cyberfly_protocol::CommandAnswer;
use cyberfly_protocol::command::{Sample, TsAdd, TsDel};

use super::{Planned, malformed};
use crate::queries::window;

pub(super) fn add<C: Cells>(view: &KeyView<'_, C>, command: &TsAdd) -> Planned<C> {
    if command.samples.iter().any(|sample| sample.time.0 >= TIME_LIMIT_MS) {
        return Err(malformed("the time of a sample lies below 2^48 ms; nothing was stored").into());
    }
    let sample = |Sample { time, value }: &Sample| (time.0, value.0);
    let samples: Vec<_> = command.samples.iter().map(sample).collect();
    Ok(TimeSeries::of(view)?.plan_add(&command.label.0, &samples)?.map(CommandAnswer::count))
}

pub(super) fn del<C: Cells>(view: &KeyView<'_, C>, command: &TsDel) -> Planned<C> {
    let window = window(&command.from, &command.to)?;
    Ok(TimeSeries::of(view)?.plan_del(&command.label.0, &window)?.map(CommandAnswer::count))
}
