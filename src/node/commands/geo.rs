//! Members with a position.

use cyberfly_core::Refused;
use cyberfly_core::cells::Cells;
use cyberfly_core::query::geo::Position;
use cyberfly_core::types::geo::Geo;
use cyberfly_core::view::KeyView;
use cyberfly_protocol::CommandAnswer;
use cyberfly_protocol::command::{GeoAdd, GeoRem, Place};

use super::{Planned, slices};

pub(super) fn add<C: Cells>(view: &KeyView<'_, C>, command: &GeoAdd) -> Planned<C> {
    let place = |Place { member, longitude, latitude }: &Place| {
        Ok((member.0.clone(), Position::new(*longitude, *latitude)?))
    };
    let places = command.places.iter().map(place).collect::<Result<_, _>>();
    let places = places.map_err(|error: cyberfly_core::query::QueryError| Refused::from(error))?;
    let plan = Geo::of(view)?.plan_add(places, command.only.into())?;
    Ok(plan.map(|added| CommandAnswer::Added { new: added.new as u64, changed: added.changed as u64 }))
}

pub(super) fn rem<C: Cells>(view: &KeyView<'_, C>, command: &GeoRem) -> Planned<C> {
    Ok(Geo::of(view)?.plan_rem(&slices(&command.members))?.map(CommandAnswer::count))
}
