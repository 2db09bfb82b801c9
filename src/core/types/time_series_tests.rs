use super::*;
use crate::error::ErrorCode;
use crate::name::Key;
use crate::query::range::time_window;
use crate::types::testing::{Node, code, exchange, key};

fn add(node: &mut Node, k: &Key, label: &str, samples: &[Sample]) -> usize {
    let plan = TimeSeries::of(&node.view(k)).unwrap().plan_add(label.as_bytes(), samples).unwrap();
    node.commit(plan)
}

fn range(node: &Node, k: &Key, label: &str, from: &str, to: &str) -> Vec<Sample> {
    let window = time_window(from, to).unwrap();
    let view = node.view(k);
    TimeSeries::of(&view).unwrap().range(label.as_bytes(), &window, Direction::Forward, 100).unwrap()
}

#[test]
fn samples_are_read_in_the_order_of_time_within_windows() {
    let (mut node, k) = (Node::new(1), key("temperature"));
    assert_eq!(add(&mut node, &k, "", &[(30, 3.0), (10, 1.0), (20, 2.0)]), 3);
    assert_eq!(range(&node, &k, "", "-", "+"), [(10, 1.0), (20, 2.0), (30, 3.0)]);
    assert_eq!(range(&node, &k, "", "10", "(30"), [(10, 1.0), (20, 2.0)]);
    assert_eq!(range(&node, &k, "", "31", "+"), []);
    let view = node.view(&k);
    let series = TimeSeries::of(&view).unwrap();
    assert_eq!(series.latest(b"").unwrap(), Some((30, 3.0)));
    let two = series.range(b"", &Interval::all(), Direction::Backward, 2).unwrap();
    assert_eq!(two, [(30, 3.0), (20, 2.0)]);
}

#[test]
fn a_sample_at_the_same_time_replaces_the_first() {
    let (mut node, k) = (Node::new(1), key("temperature"));
    add(&mut node, &k, "", &[(10, 1.0)]);
    assert_eq!(add(&mut node, &k, "", &[(10, 9.0), (11, 1.0), (11, 2.0)]), 1);
    assert_eq!(range(&node, &k, "", "-", "+"), [(10, 9.0), (11, 2.0)]);
}

#[test]
fn labels_are_apart_even_where_one_begins_with_the_other() {
    let (mut node, k) = (Node::new(1), key("temperature"));
    for label in ["", "a", "a\0", "ab", "a\0\0\0\0\0\0\0\0"] {
        add(&mut node, &k, label, &[(label.len() as u64, 1.0), (1 << 40, 2.0)]);
    }
    for label in ["", "a", "a\0", "ab", "a\0\0\0\0\0\0\0\0"] {
        let expected = [(label.len() as u64, 1.0), (1 << 40, 2.0)];
        assert_eq!(range(&node, &k, label, "-", "+"), expected, "{label:?}");
    }
}

#[test]
fn buckets_add_up_and_go_on_where_the_limit_was() {
    let (mut node, k) = (Node::new(1), key("temperature"));
    add(&mut node, &k, "x", &[(1, 1.0), (5, 3.0), (12, 4.0), (31, 6.0)]);
    let view = node.view(&k);
    let series = TimeSeries::of(&view).unwrap();
    let tens = Buckets::new(10, 0).unwrap();
    let rows = |from: &str, limit| {
        let window = time_window(from, "+").unwrap();
        series.aggregate(b"x", &window, &[Aggregate::Avg, Aggregate::Count], Some(tens), limit).unwrap()
    };
    let starts = |rows: &Rows| rows.rows.iter().map(|row| (row.start, row.values[0])).collect::<Vec<_>>();
    let all = rows("-", 10);
    assert_eq!(starts(&all), [(0, Some(2.0)), (10, Some(4.0)), (30, Some(6.0))]);
    assert_eq!(all.next, None);
    let first = rows("-", 2);
    assert_eq!((starts(&first), first.next), (vec![(0, Some(2.0)), (10, Some(4.0))], Some(31)));
    assert_eq!(starts(&rows("31", 2)), [(30, Some(6.0))]);
    assert_eq!(rows("-", 0), Rows { rows: vec![], next: Some(1) });
    assert_eq!(code(series.aggregate(b"x", &Interval::all(), &[], None, 1)), ErrorCode::BadRequest);
}

#[test]
fn a_window_is_deleted_from_one_label_only() {
    let (mut node, k) = (Node::new(1), key("temperature"));
    add(&mut node, &k, "x", &[(1, 1.0), (2, 2.0), (3, 3.0)]);
    add(&mut node, &k, "y", &[(2, 2.0)]);
    let window = time_window("2", "+").unwrap();
    let plan = TimeSeries::of(&node.view(&k)).unwrap().plan_del(b"x", &window).unwrap();
    assert_eq!(node.commit(plan), 2);
    assert_eq!(range(&node, &k, "x", "-", "+"), [(1, 1.0)]);
    assert_eq!(range(&node, &k, "y", "-", "+"), [(2, 2.0)]);
}

#[test]
fn a_value_that_is_no_number_is_refused_and_infinity_is_not() {
    let (mut node, k) = (Node::new(1), key("temperature"));
    let plan = TimeSeries::of(&node.view(&k)).unwrap().plan_add(b"", &[(1, f64::NAN)]);
    assert_eq!(code(plan), ErrorCode::BadRequest);
    assert_eq!(add(&mut node, &k, "", &[(1, f64::INFINITY)]), 1);
}

#[test]
fn samples_made_apart_are_all_there_and_the_newer_wins_at_the_same_time() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("temperature"));
    add(&mut a, &k, "", &[(1, 1.0), (2, 1.0)]);
    b.now += 5;
    add(&mut b, &k, "", &[(2, 2.0), (3, 2.0)]);
    exchange(&mut a, &mut b);
    assert_eq!(range(&a, &k, "", "-", "+"), [(1, 1.0), (2, 2.0), (3, 2.0)]);
}
