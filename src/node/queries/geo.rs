//! Members with a position.

use cyberfly_core::Refused;
use cyberfly_core::query::geo::{GeoHit, GeoSearch, LengthUnit, Position, Shape};
use cyberfly_core::types::geo::Geo;
use cyberfly_protocol::command::Place;
use cyberfly_protocol::query::{GeoBox, GeoDist, GeoPos, GeoRadius, Hit};
use cyberfly_protocol::{Bytes, Distance, ErrorBody, QueryAnswer, Unit};

use super::{Asked, check_named, not_found, row_limit};
use crate::failure::failed;

fn place(member: Vec<u8>, position: Position) -> Place {
    Place { member: Bytes(member), longitude: position.longitude(), latitude: position.latitude() }
}

pub(super) fn positions(asked: &Asked<'_>, query: &GeoPos) -> Result<QueryAnswer, ErrorBody> {
    check_named(query.members.len())?;
    let view = asked.view(&query.key)?;
    let geo = Geo::of(&view)?;
    let positions = query
        .members
        .iter()
        .map(|member| Ok(geo.position(&member.0)?.map(|position| place(member.0.clone(), position))));
    Ok(QueryAnswer::Positions { positions: positions.collect::<Result<_, _>>().map_err(failed)? })
}

pub(super) fn distance(asked: &Asked<'_>, query: &GeoDist) -> Result<QueryAnswer, ErrorBody> {
    let view = asked.view(&query.key)?;
    let distance = Geo::of(&view)?.distance(&query.from.0, &query.to.0, query.unit.into()).map_err(failed)?;
    let missing = || not_found(format!("{} does not have both members", query.key));
    Ok(QueryAnswer::Distance { distance: distance.ok_or_else(missing)? })
}

/// What is asked for around a place.
struct Around {
    longitude: f64,
    latitude: f64,
    shape: Shape,
    unit: Unit,
    order: Distance,
    limit: Option<u32>,
}

fn search(asked: &Asked<'_>, key: &cyberfly_core::Key, around: Around) -> Result<QueryAnswer, ErrorBody> {
    let limit = row_limit(around.limit)?;
    let center = Position::new(around.longitude, around.latitude).map_err(Refused::from)?;
    let search = GeoSearch::new(center, around.shape).map_err(Refused::from)?;
    let search = search.ordered(around.order.into()).limited(limit, false).map_err(Refused::from)?;
    let view = asked.view(key)?;
    let found = Geo::of(&view)?.search(&search).map_err(failed)?;
    let metres = LengthUnit::from(around.unit).metres();
    let hit = |GeoHit { member, position, distance_m }| Hit {
        place: place(member, position),
        distance: distance_m / metres,
    };
    Ok(QueryAnswer::Hits { hits: found.hits.into_iter().map(hit).collect() })
}

pub(super) fn radius(asked: &Asked<'_>, query: &GeoRadius) -> Result<QueryAnswer, ErrorBody> {
    let GeoRadius { longitude, latitude, radius, unit, order, limit, .. } = *query;
    let shape = Shape::Radius { metres: radius * LengthUnit::from(unit).metres() };
    search(asked, &query.key, Around { longitude, latitude, shape, unit, order, limit })
}

pub(super) fn within(asked: &Asked<'_>, query: &GeoBox) -> Result<QueryAnswer, ErrorBody> {
    let GeoBox { longitude, latitude, width, height, unit, order, limit, .. } = *query;
    let metres = LengthUnit::from(unit).metres();
    let shape = Shape::Box { width: width * metres, height: height * metres };
    search(asked, &query.key, Around { longitude, latitude, shape, unit, order, limit })
}
