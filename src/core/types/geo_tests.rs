use super::*;
use crate::name::Key;
use crate::query::geo::{GeoOrder, Shape};
use crate::types::testing::{Node, exchange, key};

fn at(longitude: f64, latitude: f64) -> Position {
    Position::new(longitude, latitude).unwrap()
}

fn add(node: &mut Node, k: &Key, places: &[(&str, Position)], only: AddOnly) -> (usize, usize) {
    let places = places.iter().map(|(m, p)| (m.as_bytes().to_vec(), *p)).collect();
    let plan = Geo::of(&node.view(k)).unwrap().plan_add(places, only).unwrap();
    let Added { new, changed } = node.commit(plan);
    (new, changed)
}

/// The towns of Redis' documentation.
fn sicily() -> (Node, Key) {
    let (mut node, k) = (Node::new(1), key("Sicily"));
    let towns = [("Palermo", at(13.361389, 38.115556)), ("Catania", at(15.087269, 37.502669))];
    assert_eq!(add(&mut node, &k, &towns, AddOnly::Always), (2, 2));
    (node, k)
}

fn names(hits: GeoHits<Vec<u8>>) -> Vec<String> {
    hits.hits.into_iter().map(|hit| String::from_utf8(hit.member).unwrap()).collect()
}

#[test]
fn distances_are_those_of_redis_but_for_its_rounding() {
    let (node, k) = sicily();
    let view = node.view(&k);
    let geo = Geo::of(&view).unwrap();
    for (unit, expected) in [("m", 166_274.151_6), ("km", 166.274_2), ("mi", 103.318_2)] {
        let distance = geo.distance(b"Palermo", b"Catania", unit.parse().unwrap()).unwrap().unwrap();
        assert!((distance / expected - 1.0).abs() < 1e-5, "{distance} {unit}");
    }
    assert_eq!(geo.distance(b"Palermo", b"nowhere", LengthUnit::Metre).unwrap(), None);
    assert_eq!(geo.position(b"Palermo").unwrap(), Some(at(13.361389, 38.115556)), "kept as given");
    assert_eq!(geo.position(b"nowhere").unwrap(), None);
    assert_eq!(geo.hash(b"Palermo").unwrap().as_deref(), Some("sqc8b49rny0"));
    assert_eq!(geo.card().unwrap(), 2);
    assert_eq!(geo.members(None, 1).unwrap().next.as_deref(), Some(b"Catania".as_slice()));
}

#[test]
fn searches_find_by_radius_and_box_in_order_and_up_to_a_count() {
    let (node, k) = sicily();
    let view = node.view(&k);
    let geo = Geo::of(&view).unwrap();
    let radius = |km: f64| GeoSearch::new(at(15.0, 37.0), Shape::Radius { metres: km * 1000.0 }).unwrap();
    assert_eq!(names(geo.search(&radius(100.0)).unwrap()), ["Catania"]);
    assert_eq!(names(geo.search(&radius(200.0).ordered(GeoOrder::Nearest)).unwrap()), ["Catania", "Palermo"]);
    assert_eq!(
        names(geo.search(&radius(200.0).ordered(GeoOrder::Farthest)).unwrap()),
        ["Palermo", "Catania"]
    );
    assert_eq!(names(geo.search(&radius(200.0).limited(1, false).unwrap()).unwrap()), ["Catania"]);
    let square = |km: f64| Shape::Box { width: km * 1000.0, height: km * 1000.0 };
    let square = GeoSearch::new(at(15.0, 37.0), square(400.0)).unwrap().ordered(GeoOrder::Nearest);
    assert_eq!(names(geo.search(&square).unwrap()), ["Catania", "Palermo"]);
}

#[test]
fn members_are_added_moved_and_removed() {
    let (mut node, k) = sicily();
    let moved = [("Palermo", at(13.0, 38.0)), ("Rome", at(12.5, 41.9))];
    assert_eq!(add(&mut node, &k, &moved, AddOnly::There), (0, 1));
    assert_eq!(
        add(&mut node, &k, &[("Palermo", at(1.0, 1.0)), ("Rome", at(12.5, 41.9))], AddOnly::New),
        (1, 1)
    );
    assert_eq!(Geo::of(&node.view(&k)).unwrap().position(b"Palermo").unwrap(), Some(at(13.0, 38.0)));
    assert_eq!(add(&mut node, &k, &[("Rome", at(12.5, 41.9))], AddOnly::Always), (0, 0));
    let plan = Geo::of(&node.view(&k)).unwrap().plan_rem(&[b"Rome", b"Paris"]).unwrap();
    assert_eq!(node.commit(plan), 1);
}

#[test]
fn the_edges_of_the_map_and_a_negative_zero_are_places() {
    let (mut node, k) = (Node::new(1), key("edges"));
    let edge = crate::query::geo::LATITUDE_LIMIT;
    let places = [("ne", at(180.0, edge)), ("sw", at(-180.0, -edge)), ("zero", at(-0.0, -0.0))];
    add(&mut node, &k, &places, AddOnly::Always);
    assert_eq!(Geo::of(&node.view(&k)).unwrap().card().unwrap(), 3);
}

#[test]
fn of_two_positions_given_apart_the_newer_stays() {
    let (mut a, k) = sicily();
    let mut b = Node::new(2);
    b.learn(&a);
    b.now = a.now + 5;
    add(&mut a, &k, &[("Palermo", at(1.0, 1.0))], AddOnly::Always);
    add(&mut b, &k, &[("Palermo", at(2.0, 2.0))], AddOnly::Always);
    exchange(&mut a, &mut b);
    assert_eq!(Geo::of(&a.view(&k)).unwrap().position(b"Palermo").unwrap(), Some(at(2.0, 2.0)));
}
