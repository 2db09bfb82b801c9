//! `cyberfly data geo`.

use cyberfly_core::DbName;
use cyberfly_protocol::command::{GeoAdd, GeoRem, Place};
use cyberfly_protocol::query::{GeoBox, GeoDist, GeoPos, GeoRadius};
use cyberfly_protocol::{AddOnly, Bytes, Distance};

use super::{Action, groups, key, number};
use crate::cli::{GeoAddArgs, GeoBoxArgs, GeoCommand, GeoDistArgs, GeoRadiusArgs, MembersArgs};
use crate::failure::Failure;

pub(super) fn action(command: GeoCommand, db: &DbName) -> Result<Action, Failure> {
    let db = db.clone();
    match command {
        GeoCommand::Add(GeoAddArgs { key: text, places }) => {
            let places = groups(places, "place")?.into_iter().map(place).collect::<Result<_, Failure>>()?;
            Action::change(GeoAdd { key: key(text)?, places, only: AddOnly::Always })
        }
        GeoCommand::Pos(MembersArgs { key: text, members }) => {
            Action::ask(GeoPos { db, key: key(text)?, members })
        }
        GeoCommand::Dist(GeoDistArgs { key: text, from, to, unit }) => {
            Action::ask(GeoDist { db, key: key(text)?, from, to, unit: unit.unit })
        }
        GeoCommand::Radius(GeoRadiusArgs { key: text, longitude, latitude, radius, found }) => {
            let (unit, order, limit) = (found.unit.unit, order(found.rev), found.limit.limit);
            let key = key(text)?;
            Action::list(GeoRadius { db, key, longitude, latitude, radius, unit, order, limit: None }, limit)
        }
        GeoCommand::Within(GeoBoxArgs { key: text, longitude, latitude, width, height, found }) => {
            let (unit, order, limit) = (found.unit.unit, order(found.rev), found.limit.limit);
            let key = key(text)?;
            Action::list(
                GeoBox { db, key, longitude, latitude, width, height, unit, order, limit: None },
                limit,
            )
        }
        GeoCommand::Rem(MembersArgs { key: text, members }) => {
            Action::change(GeoRem { key: key(text)?, members })
        }
    }
}

fn place([longitude, latitude, member]: [Bytes; 3]) -> Result<Place, Failure> {
    let (longitude, latitude) = (number(&longitude.0, "a longitude")?, number(&latitude.0, "a latitude")?);
    Ok(Place { member, longitude, latitude })
}

const fn order(rev: bool) -> Distance {
    if rev { Distance::Farthest } else { Distance::Nearest }
}
