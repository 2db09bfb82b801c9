use proptest::prelude::*;

use super::*;
use crate::ErrorCode;

fn at(longitude: f64, latitude: f64) -> Position {
    Position::new(longitude, latitude).unwrap()
}

fn palermo() -> Position {
    at(13.361389, 38.115556)
}

fn catania() -> Position {
    at(15.087269, 37.502669)
}

fn radius(center: Position, metres: f64) -> GeoSearch {
    GeoSearch::new(center, Shape::Radius { metres }).unwrap()
}

#[test]
fn palermo_and_catania_are_where_redis_has_them() {
    let stored = |position| GeoHash::new(position).position();
    let metres = stored(palermo()).distance_m(stored(catania()));
    assert_eq!(format!("{metres:.4}"), "166274.1516");
    assert_eq!(format!("{:.4}", metres / LengthUnit::Kilometre.metres()), "166.2742");
    assert_eq!(format!("{:.4}", metres / LengthUnit::Mile.metres()), "103.3182");
    assert_eq!(GeoHash::new(palermo()).bits(), 3_479_099_956_230_698);
    assert_eq!(GeoHash::new(catania()).bits(), 3_479_447_370_796_909);
    assert_eq!(GeoHash::new(palermo()).to_text(), "sqc8b49rny0");
    assert_eq!(GeoHash::new(catania()).to_text(), "sqdtr74hyu0");
    assert_eq!(format!("{:.14}", stored(palermo()).longitude()), "13.36138933897018");
    assert_eq!(format!("{:.14}", stored(palermo()).latitude()), "38.11555639549630");
}

#[test]
fn a_place_beyond_the_map_is_refused() {
    for (longitude, latitude) in
        [(0.0, 999.0), (0.0, 85.06), (0.0, -90.0), (180.1, 0.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)]
    {
        let error = Position::new(longitude, latitude).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadRequest, "{longitude} {latitude}");
    }
}

#[test]
fn the_corners_of_the_map_have_cells() {
    assert_eq!(GeoHash::new(at(-180.0, -LATITUDE_LIMIT)).bits(), 0);
    assert_eq!(GeoHash::new(at(180.0, LATITUDE_LIMIT)).bits(), (1 << GEO_HASH_BITS) - 1);
    assert!(GeoHash::from_bits(1 << GEO_HASH_BITS).is_none());
}

#[test]
fn opposite_places_are_half_the_earth_apart() {
    let half = std::f64::consts::PI * EARTH_RADIUS_M;
    assert!((at(0.0, 0.0).distance_m(at(180.0, 0.0)) - half).abs() < 1e-6);
    assert!((at(-90.0, 45.0).distance_m(at(90.0, -45.0)) - half).abs() < 1e-6);
    assert_eq!(palermo().distance_m(palermo()), 0.0);
}

#[test]
fn units_are_read_whatever_their_case() {
    assert_eq!("KM".parse(), Ok(LengthUnit::Kilometre));
    assert_eq!("ft".parse(), Ok(LengthUnit::Foot));
    assert_eq!("yd".parse::<LengthUnit>().unwrap_err().code(), ErrorCode::BadRequest);
}

#[test]
fn the_example_of_the_redis_manual_finds_the_same_members() {
    let members = [
        ("Palermo", palermo()),
        ("Catania", catania()),
        ("edge1", at(12.758489, 38.788135)),
        ("edge2", at(17.241510, 38.788135)),
    ];
    let names = |search: GeoSearch| -> Vec<&str> {
        search.run(members).hits.into_iter().map(|hit| hit.member).collect()
    };
    let circle = radius(at(15.0, 37.0), 200_000.0);
    assert_eq!(names(circle.clone().ordered(GeoOrder::Nearest)), ["Catania", "Palermo"]);
    assert_eq!(names(circle.ordered(GeoOrder::Farthest)), ["Palermo", "Catania"]);
    let shape = Shape::Box { width: 400_000.0, height: 400_000.0 };
    let square = GeoSearch::new(at(15.0, 37.0), shape).unwrap().ordered(GeoOrder::Nearest);
    assert_eq!(names(square), ["Catania", "Palermo", "edge2", "edge1"]);
}

#[test]
fn a_count_takes_the_nearest_and_any_takes_the_first_found() {
    let members: Vec<(u32, Position)> = (0..50).rev().map(|n| (n, at(f64::from(n) / 100.0, 0.0))).collect();
    let names = |search: &GeoSearch| -> Vec<u32> {
        let found = search.run(members.clone());
        assert!(!found.truncated);
        found.hits.into_iter().map(|hit| hit.member).collect()
    };
    let all = radius(at(0.0, 0.0), 1e6);
    assert_eq!(names(&all.clone().limited(3, false).unwrap()), [0, 1, 2]);
    assert_eq!(names(&all.clone().ordered(GeoOrder::Farthest).limited(3, false).unwrap()), [49, 48, 47]);
    assert_eq!(names(&all.clone().limited(3, true).unwrap()), [49, 48, 47]);
    assert_eq!(names(&all.clone().ordered(GeoOrder::Nearest).limited(3, true).unwrap()), [47, 48, 49]);
    assert_eq!(names(&all.limited(50, false).unwrap()).len(), 50);
}

#[test]
fn any_reads_no_candidate_more_than_it_needs() {
    let mut read = 0;
    let search = radius(at(0.0, 0.0), 1.0).limited(2, true).unwrap();
    search.run((0..10).inspect(|_| read += 1).map(|n| (n, at(0.0, 0.0))));
    assert_eq!(read, 2);
}

#[test]
fn an_answer_that_is_cut_says_so() {
    let search = radius(at(0.0, 0.0), 1.0);
    let members = |count: usize| (0..count).map(|n| (n, at(0.0, 0.0)));
    for search in [search.clone(), search.ordered(GeoOrder::Nearest)] {
        let full = search.run(members(GEO_RESULTS_LIMIT));
        assert!(full.hits.len() == GEO_RESULTS_LIMIT && !full.truncated);
        let cut = search.run(members(3 * GEO_RESULTS_LIMIT));
        assert!(cut.hits.len() == GEO_RESULTS_LIMIT && cut.truncated);
        assert!(cut.hits.iter().map(|hit| hit.member).eq(0..GEO_RESULTS_LIMIT), "equals stay as they came");
    }
}

#[test]
fn a_search_that_makes_no_sense_is_refused() {
    for metres in [-1.0, f64::NAN, f64::INFINITY] {
        let error = GeoSearch::new(palermo(), Shape::Radius { metres }).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadRequest);
        assert!(GeoSearch::new(palermo(), Shape::Box { width: 1.0, height: metres }).is_err());
    }
    let search = radius(palermo(), 1.0);
    assert_eq!(search.clone().limited(0, true).unwrap_err().code(), ErrorCode::BadRequest);
    let error = search.limited(GEO_RESULTS_LIMIT + 1, true).unwrap_err();
    assert_eq!(error.code(), ErrorCode::LimitExceeded);
}

#[test]
fn a_small_search_scans_little() {
    // The cover of a kilometre's circle, wherever it lies, is at most some hundred times its area.
    for center in [palermo(), at(0.0, 0.0), at(180.0, 0.0), at(-180.0, 60.0), at(90.0, 45.0)] {
        let cells: u64 =
            radius(center, 1000.0).cover().iter().map(|range| range.end() - range.start() + 1).sum();
        let share = cells as f64 / (1u64 << GEO_HASH_BITS) as f64;
        assert!(share < 1e-6, "{center:?}: {share}");
    }
}

fn anywhere() -> impl Strategy<Value = Position> {
    let edge = prop::sample::select(vec![-180.0, -179.9999, -90.0, 0.0, 90.0, 179.9999, 180.0]);
    let longitude = prop_oneof![4 => -180.0..=180.0, 1 => edge];
    let limits = prop::sample::select(vec![-LATITUDE_LIMIT, -85.0, 0.0, 85.0, LATITUDE_LIMIT]);
    let latitude = prop_oneof![4 => -LATITUDE_LIMIT..=LATITUDE_LIMIT, 1 => limits];
    (longitude, latitude).prop_map(|(longitude, latitude)| at(longitude, latitude))
}

/// Lengths of every magnitude, from millimetres to more than round the earth.
fn length() -> impl Strategy<Value = f64> {
    prop_oneof![(-3.0f64..8.0).prop_map(|power| 10f64.powf(power)), Just(0.0), Just(2.1e7), Just(4.1e7)]
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        length().prop_map(|metres| Shape::Radius { metres }),
        (length(), length()).prop_map(|(width, height)| Shape::Box { width, height }),
    ]
}

/// A place as far from the centre as the shape reaches, times `stretch`, in the direction `turn`.
fn near(center: Position, shape: Shape, turn: f64, stretch: f64) -> Position {
    let (east, north) = match shape {
        Shape::Radius { metres } => (metres * turn.sin(), metres * turn.cos()),
        Shape::Box { width, height } => (width / 2.0 * turn.sin().signum(), height / 2.0 * turn.cos()),
    };
    let latitude = center.latitude() + (north * stretch / EARTH_RADIUS_M).to_degrees();
    let latitude = latitude.clamp(-LATITUDE_LIMIT, LATITUDE_LIMIT);
    let degrees = (east * stretch / EARTH_RADIUS_M / latitude.to_radians().cos()).to_degrees();
    let longitude = (center.longitude() + degrees + 180.0).rem_euclid(360.0) - 180.0;
    at(longitude, latitude)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_cell_holds_its_own_middle(position in anywhere()) {
        let hash = GeoHash::new(position);
        prop_assert_eq!(GeoHash::new(hash.position()), hash);
        prop_assert_eq!(GeoHash::from_bits(hash.bits()), Some(hash));
        prop_assert!(hash.position().distance_m(position) < 0.6);
    }

    #[test]
    fn every_match_lies_within_the_cover(
        center in anywhere(),
        shape in shape(),
        strangers in prop::collection::vec(anywhere(), 8),
        neighbours in prop::collection::vec((0.0..std::f64::consts::TAU, 0.9..=1.000001f64), 8),
    ) {
        let search = GeoSearch::new(center, shape).unwrap();
        let cover = search.cover();
        prop_assert!(!cover.is_empty() && cover.len() <= GEO_COVER_LIMIT);
        prop_assert!(cover.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        let covered = |position| cover.iter().any(|range| range.contains(&GeoHash::new(position).bits()));
        prop_assert!(covered(center));
        let near = neighbours.into_iter().map(|(turn, stretch)| near(center, shape, turn, stretch));
        for position in strangers.into_iter().chain(near) {
            // As stored and as given: both must be found.
            for position in [position, GeoHash::new(position).position()] {
                prop_assert!(search.distance_of(position).is_none() || covered(position), "{:?}", position);
            }
        }
    }

    #[test]
    fn a_search_answers_what_sorting_everything_would(
        places in prop::collection::vec(anywhere(), 0..40),
        center in anywhere(),
        metres in 1e5..1.5e7f64,
        count in 1usize..8,
    ) {
        let search = radius(center, metres).limited(count, false).unwrap();
        let mut expected: Vec<(usize, f64)> = places.iter().enumerate()
            .map(|(n, place)| (n, center.distance_m(*place)))
            .filter(|(_, distance)| *distance <= metres)
            .collect();
        expected.sort_by(|a, b| a.1.total_cmp(&b.1));
        expected.truncate(count);
        let got: Vec<(usize, f64)> =
            search.run(places.into_iter().enumerate()).hits.into_iter().map(|hit| (hit.member, hit.distance_m)).collect();
        prop_assert_eq!(got, expected);
    }
}
