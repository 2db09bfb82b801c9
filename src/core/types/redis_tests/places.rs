//! The commands of places, done by the type.

use super::ours::{Done, Ours};
use super::server::Reply;
use crate::error::Refused;
use crate::query::geo::{GeoOrder, GeoSearch, LengthUnit, Position, Shape};
use crate::types::geo::Geo;
use crate::types::sorted_set::AddOnly;

impl Ours {
    pub(super) fn geo(&mut self, words: &[&str]) -> Done<Reply> {
        let (command, k, rest) = (words[0], words[1], &words[2..]);
        Ok(match command {
            "GEOADD" => {
                let flags = rest.iter().take_while(|word| word.parse::<f64>().is_err()).count();
                let (flags, places) = rest.split_at(flags);
                let only = match (flags.contains(&"NX"), flags.contains(&"XX")) {
                    (true, _) => AddOnly::New,
                    (_, true) => AddOnly::There,
                    _ => AddOnly::Always,
                };
                let places = places.chunks(3).map(|place| Ok((place[2].into(), position(place)?)));
                let places = places.collect::<Result<_, Refused>>()?;
                let added = self.change(k, |view, _| Geo::of(view)?.plan_add(places, only))?;
                Reply::count(if flags.contains(&"CH") { added.changed } else { added.new })
            }
            "GEOPOS" => {
                let at = self.read(k, |view| Geo::of(view)?.position(rest[0].as_bytes()))?;
                Reply::List(vec![at.map_or(Reply::Nil, |at| {
                    Reply::List(vec![Reply::Score(at.longitude()), Reply::Score(at.latitude())])
                })])
            }
            "GEOHASH" => {
                let hash = self.read(k, |view| Geo::of(view)?.hash(rest[0].as_bytes()))?;
                Reply::List(vec![hash.map_or(Reply::Nil, Reply::Text)])
            }
            "GEODIST" => {
                let unit: LengthUnit = rest[2].parse().map_err(Refused::from)?;
                let (from, to) = (rest[0].as_bytes(), rest[1].as_bytes());
                let distance = self.read(k, |view| Geo::of(view)?.distance(from, to, unit))?;
                distance.map_or(Reply::Nil, Reply::Score)
            }
            "GEOSEARCH" => self.search(k, rest)?,
            other => panic!("no command {other}"),
        })
    }

    fn search(&self, k: &str, words: &[&str]) -> Done<Reply> {
        let after = |word: &str| words.iter().position(|other| *other == word).map(|at| &words[at + 1..]);
        let center = match after("FROMMEMBER") {
            Some(rest) => {
                let at = self.read(k, |view| Geo::of(view)?.position(rest[0].as_bytes()))?;
                // There is nothing to find without a key, whatever the search starts from.
                let Some(at) = at else {
                    return match self.read(k, |view| Geo::of(view)?.card())? {
                        0 => Ok(Reply::List(vec![])),
                        _ => Err(Refused::form("no such member").into()),
                    };
                };
                at
            }
            None => position(after("FROMLONLAT").unwrap())?,
        };
        let length = |text: &str, unit: &str| {
            let unit: LengthUnit = unit.parse().unwrap();
            text.parse::<f64>().unwrap() * unit.metres()
        };
        let (shape, unit) = match after("BYRADIUS") {
            Some(rest) => (Shape::Radius { metres: length(rest[0], rest[1]) }, rest[1]),
            None => {
                let rest = after("BYBOX").unwrap();
                let (width, height) = (length(rest[0], rest[2]), length(rest[1], rest[2]));
                (Shape::Box { width, height }, rest[2])
            }
        };
        let mut search = GeoSearch::new(center, shape).map_err(Refused::from)?;
        if words.contains(&"ASC") {
            search = search.ordered(GeoOrder::Nearest);
        } else if words.contains(&"DESC") {
            search = search.ordered(GeoOrder::Farthest);
        }
        if let Some(rest) = after("COUNT") {
            search = search.limited(rest[0].parse().unwrap(), false).map_err(Refused::from)?;
        }
        let unit: LengthUnit = unit.parse().unwrap();
        let hits = self.read(k, |view| Geo::of(view)?.search(&search))?.hits;
        Ok(Reply::list(hits, |hit| {
            Reply::List(vec![Reply::bytes(hit.member), Reply::Score(hit.distance_m / unit.metres())])
        }))
    }
}

fn position(place: &[&str]) -> Result<Position, Refused> {
    Ok(Position::new(place[0].parse().unwrap(), place[1].parse().unwrap())?)
}
