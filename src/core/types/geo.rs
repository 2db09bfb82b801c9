//! Places: members with a position on earth.
//!
//! Differences from Redis: a key of places is a type of its own and not a sorted set; positions are kept as they were
//! given instead of rounded to a cell of 52 bits, so that distances can differ in the decimals; at most [`MEMBERS_LIMIT`]
//! members may match a search.
//!
//! A search reads the members in the few ranges of geohashes that [cover](crate::query::geo::GeoSearch::cover) its area,
//! through the store's index of [measures](crate::measure).
//!
//! *Between nodes*: for each member the newer position wins.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::hash::{page, plan_remove};
use super::plan::Planning;
use super::sorted_set::{AddOnly, Added, MEMBERS_LIMIT};
use super::{Page, Plan};
use crate::cells::Cells;
use crate::error::Refused;
use crate::measure::Measure;
use crate::query::geo::{GeoHash, GeoHits, GeoSearch, LengthUnit, Position};
use crate::view::{Direction, KeyView, Outcome};
use crate::write::{Body, Kind};

const KIND: Kind = Kind::Geo;

/// Places at a key, or a key that could become some.
#[derive(Debug)]
pub struct Geo<'v, 'a, C: Cells>(&'v KeyView<'a, C>);

impl<'v, 'a, C: Cells> Geo<'v, 'a, C> {
    /// The places at a key; none if the key holds nothing, refused if it is of another kind.
    pub fn of(view: &'v KeyView<'a, C>) -> Result<Self, Refused> {
        view.expect(KIND)?;
        Ok(Self(view))
    }

    /// Where a member is (GEOPOS).
    pub fn position(&self, member: &[u8]) -> Outcome<Option<Position>, C> {
        Ok(self.0.field(KIND, member)?.and_then(|(_, body)| position_of(&body)))
    }

    /// The geohash of a member in eleven characters (GEOHASH).
    pub fn hash(&self, member: &[u8]) -> Outcome<Option<String>, C> {
        Ok(self.position(member)?.map(|position| GeoHash::new(position).to_text()))
    }

    /// How far two members are apart, in a unit (GEODIST); none if one of them is not there.
    pub fn distance(&self, from: &[u8], to: &[u8], unit: LengthUnit) -> Outcome<Option<f64>, C> {
        let (from, to) = (self.position(from)?, self.position(to)?);
        Ok(from.zip(to).map(|(from, to)| from.distance_m(to) / unit.metres()))
    }

    /// How many members there are. Reads them all.
    pub fn card(&self) -> Outcome<usize, C> {
        self.0.count(KIND)
    }

    /// Members with their positions in the order of the members, behind a cursor.
    pub fn members(&self, after: Option<&[u8]>, limit: usize) -> Outcome<Page<(Vec<u8>, Position)>, C> {
        page(self.0, KIND, after, limit, |member, body| {
            Ok(position_of(&body()?).map(|position| (member.to_vec(), position)))
        })
    }

    /// The members that a search finds (GEOSEARCH): by radius or box, in its order and up to its count.
    pub fn search(&self, search: &GeoSearch) -> Outcome<GeoHits<Vec<u8>>, C> {
        let mut found = Vec::new();
        for hashes in search.cover() {
            if search.enough().is_some_and(|enough| found.len() >= enough) {
                break;
            }
            self.0.scan_measured(KIND, &Measure::of_hashes(&hashes), Direction::Forward, &mut |shown| {
                let position = position_of(&shown.body()?).filter(|at| search.distance_of(*at).is_some());
                let Some(position) = position else { return Ok(ControlFlow::Continue(())) };
                if found.len() == MEMBERS_LIMIT {
                    return Err(Refused::limit(format!("more than {MEMBERS_LIMIT} members match")).into());
                }
                found.push((shown.field().to_vec(), position));
                let is_enough = search.enough().is_some_and(|enough| found.len() >= enough);
                Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })?;
        }
        Ok(search.run(found))
    }

    /// Puts members at positions (GEOADD), all, or only those that are new or there.
    pub fn plan_add(&self, places: Vec<(Vec<u8>, Position)>, only: AddOnly) -> Outcome<Plan<Added>, C> {
        let mut planning = Planning::of_kind(self.0, KIND)?;
        let mut planned: BTreeMap<Vec<u8>, Option<Position>> = BTreeMap::new();
        let mut added = Added::default();
        for (member, position) in places {
            let old = match planned.get(&member) {
                Some(position) => *position,
                None => {
                    planning.see_field(KIND, &member)?;
                    self.position(&member)?
                }
            };
            let takes = match only {
                AddOnly::Always => true,
                AddOnly::New => old.is_none(),
                AddOnly::There => old.is_some(),
            };
            if takes {
                added.new += usize::from(old.is_none());
                added.changed += usize::from(old != Some(position));
                planning.write(KIND, Some(member.clone()), body_of(position))?;
            }
            planned.insert(member, if takes { Some(position) } else { old });
        }
        Ok(planning.answer(added))
    }

    /// Removes members (ZREM). The answer is how many there were.
    pub fn plan_rem(&self, members: &[&[u8]]) -> Outcome<Plan<usize>, C> {
        plan_remove(self.0, KIND, members)
    }
}

fn position_of(body: &Body) -> Option<Position> {
    match body {
        Body::Position { longitude, latitude } => Position::new(*longitude, *latitude).ok(),
        _ => None,
    }
}

/// Adding 0 turns a negative zero, which has no encoding, into zero.
fn body_of(position: Position) -> Body {
    Body::Position { longitude: position.longitude() + 0.0, latitude: position.latitude() + 0.0 }
}

#[cfg(test)]
#[path = "geo_tests.rs"]
mod tests;
