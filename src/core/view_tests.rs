use super::*;
use crate::memory::MemoryCells;
use crate::types::testing::{NOW, Node, bytes, key, write};
use crate::write::StreamId;

fn hash(key: &Key, field: &str, value: &str) -> crate::write::Write {
    write(key, Kind::Hash, Some(field.as_bytes()), bytes(value))
}

fn ttl(key: &Key, ends: Option<u64>, floor: Stamp) -> crate::write::Write {
    write(key, Kind::Ttl, None, Body::Ttl { ends, floor })
}

fn fields(view: &KeyView<'_, MemoryCells>, kind: Kind, direction: Direction) -> Vec<String> {
    let mut names = Vec::new();
    view.scan(kind, &Fields::all(), direction, &mut |shown| {
        names.push(String::from_utf8(shown.field().to_vec()).unwrap());
        Ok(ControlFlow::Continue(()))
    })
    .unwrap();
    names
}

#[test]
fn a_key_without_writes_has_no_kind_and_shows_nothing() {
    let (node, k) = (Node::new(1), key("k"));
    let view = node.view(&k);
    assert_eq!((view.kind(), view.ends(), view.floor()), (None, None, Stamp::ZERO));
    assert_eq!(view.field(Kind::Hash, b"f").unwrap(), None);
    assert_eq!(view.whole(Kind::String).unwrap(), None);
    assert!(view.expect(Kind::List).is_ok());
}

#[test]
fn what_is_older_than_the_end_of_a_key_is_hidden_once_that_has_come() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.sign(vec![hash(&k, "a", "1"), ttl(&k, Some(NOW + 100), Stamp::ZERO)], None);
    assert_eq!(node.view(&k).ends(), Some(NOW + 100));
    node.now = NOW + 99;
    assert_eq!(node.view(&k).kind(), Some(Kind::Hash));
    node.now = NOW + 100;
    let view = node.view(&k);
    assert_eq!((view.kind(), view.ends()), (None, None));
    assert_eq!(view.field(Kind::Hash, b"a").unwrap(), None);
    assert_eq!(view.floor(), Stamp::at_millis(NOW + 100));
}

#[test]
fn what_is_written_after_the_end_of_a_key_is_seen_and_what_expired_stays_hidden() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.sign(vec![hash(&k, "a", "1"), ttl(&k, Some(NOW + 100), Stamp::ZERO)], None);
    node.now = NOW + 100;
    node.sign(vec![hash(&k, "b", "2")], None);
    assert_eq!(fields(&node.view(&k), Kind::Hash, Direction::Forward), ["b"]);
    let floor = node.view(&k).floor();
    node.sign(vec![ttl(&k, Some(NOW + 500), floor)], None);
    assert_eq!(
        fields(&node.view(&k), Kind::Hash, Direction::Forward),
        ["b"],
        "a new TTL brings nothing back"
    );
}

#[test]
fn what_lies_below_the_floor_is_hidden_whatever_the_time() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.sign(vec![hash(&k, "a", "1")], None);
    node.sign(vec![ttl(&k, None, Stamp::at_millis(NOW + 1))], None);
    assert_eq!(node.view(&k).kind(), None);
    node.sign(vec![hash(&k, "b", "1")], None);
    assert_eq!(fields(&node.view(&k), Kind::Hash, Direction::Forward), ["b"]);
}

#[test]
fn a_floor_above_an_end_that_has_passed_still_counts() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.now = NOW + 200;
    node.sign(vec![hash(&k, "a", "1")], None);
    node.now = NOW + 500;
    node.sign(vec![ttl(&k, Some(NOW + 10), Stamp::at_millis(NOW + 400))], None);
    assert_eq!((node.view(&k).kind(), node.view(&k).floor()), (None, Stamp::at_millis(NOW + 400)));
}

#[test]
fn an_operation_past_its_end_reads_as_absent_and_uncovers_the_kind_below() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.sign(vec![hash(&k, "a", "1")], None);
    node.sign(vec![write(&k, Kind::Set, Some(b"m"), Body::Present)], Some(NOW + 50));
    assert_eq!(node.view(&k).kind(), Some(Kind::Set));
    node.now = NOW + 50;
    assert_eq!(node.view(&k).kind(), Some(Kind::Hash));
    assert!(!node.view(&k).has(Kind::Set, b"m").unwrap());
}

#[test]
fn the_kind_of_a_key_is_that_of_its_newest_value_and_others_are_hidden() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.sign(vec![hash(&k, "a", "1")], None);
    node.sign(vec![write(&k, Kind::Set, Some(b"m"), Body::Present)], None);
    let view = node.view(&k);
    assert_eq!(view.kind(), Some(Kind::Set));
    assert_eq!(view.field(Kind::Hash, b"a").unwrap(), None);
    assert_eq!(view.expect(Kind::Hash).unwrap_err().code(), ErrorCode::WrongType);
    node.sign(vec![hash(&k, "b", "1")], None);
    assert_eq!(fields(&node.view(&k), Kind::Hash, Direction::Forward), ["a", "b"]);
}

#[test]
fn deletes_and_trims_and_ttls_do_not_make_a_kind_but_unknown_kinds_do() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.sign(vec![write(&k, Kind::Unknown(700), Some(b"x"), Body::Unknown(vec![0x01]))], None);
    node.sign(vec![write(&k, Kind::Hash, Some(b"a"), Body::Delete)], None);
    node.sign(vec![write(&k, Kind::Stream, None, Body::Trim(StreamId { ms: 5, seq: 0 }))], None);
    node.sign(vec![ttl(&k, Some(NOW + 1000), Stamp::ZERO)], None);
    let view = node.view(&k);
    assert_eq!(view.kind(), Some(Kind::Unknown(700)));
    assert_eq!(view.expect(Kind::Hash).unwrap_err().code(), ErrorCode::WrongType);
}

#[test]
fn a_string_is_read_at_the_key_and_hides_older_fields_for_good() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.sign(vec![hash(&k, "a", "1")], None);
    node.sign(vec![crate::write::Write::string(k.clone(), b"v".to_vec())], None);
    let (_, body) = node.view(&k).whole(Kind::String).unwrap().unwrap();
    assert_eq!(body, bytes("v"));
    node.sign(vec![crate::write::Write::del(k.clone())], None);
    assert_eq!(node.view(&k).kind(), None);
}

#[test]
fn under_first_the_oldest_value_gives_the_kind() {
    let (mut node, k) = (Node::new(1), key("~first/k"));
    node.sign(vec![hash(&k, "a", "1")], None);
    node.sign(vec![write(&k, Kind::Set, Some(b"m"), Body::Present)], None);
    node.sign(vec![hash(&k, "a", "2")], None);
    assert_eq!(node.view(&k).kind(), Some(Kind::Hash));
    assert_eq!(node.view(&k).field(Kind::Hash, b"a").unwrap().unwrap().1, bytes("1"));
}

#[test]
fn under_max_the_greatest_live_number_of_a_field_is_shown_once() {
    let (mut node, k) = (Node::new(1), key("~max/k"));
    let number =
        |field: &str, n| write(&k, Kind::Hash, Some(field.as_bytes()), Body::Number(Number::Integer(n)));
    for (field, n) in [("a", 5), ("b", 1), ("a", 9), ("a", 3), ("b", 0)] {
        node.sign(vec![number(field, n)], None);
    }
    let view = node.view(&k);
    for direction in [Direction::Forward, Direction::Backward] {
        let mut seen = Vec::new();
        view.scan(Kind::Hash, &Fields::all(), direction, &mut |shown| {
            seen.push((shown.field().to_vec(), shown.body()?));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        seen.sort_by(|a, b| a.0.cmp(&b.0));
        let expected = [(9, b"a"), (1, b"b")];
        assert_eq!(seen, expected.map(|(n, f)| (f.to_vec(), Body::Number(Number::Integer(n)))));
    }
    assert_eq!(view.field(Kind::Hash, b"a").unwrap().unwrap().1, Body::Number(Number::Integer(9)));
    assert_eq!(view.count(Kind::Hash).unwrap(), 2);
}

#[test]
fn a_scan_keeps_to_its_range_and_its_direction_and_ends_early() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.sign(["a", "b", "c", "d"].iter().map(|f| hash(&k, f, "x")).collect(), None);
    node.sign(vec![write(&k, Kind::Hash, Some(b"c"), Body::Delete)], None);
    let view = node.view(&k);
    assert_eq!(fields(&view, Kind::Hash, Direction::Backward), ["d", "b", "a"]);
    let mut seen = Vec::new();
    view.scan(Kind::Hash, &Fields::between(b"b".to_vec(), b"d".to_vec()), Direction::Forward, &mut |shown| {
        seen.push(shown.field().to_vec());
        Ok(ControlFlow::Continue(()))
    })
    .unwrap();
    assert_eq!(seen, [b"b"]);
    let mut count = 0;
    view.scan(Kind::Hash, &Fields::after(Some(b"a")), Direction::Forward, &mut |_| {
        count += 1;
        Ok(ControlFlow::Break(()))
    })
    .unwrap();
    assert_eq!(count, 1);
}

/// A store that counts what it shows, and fails if it is told to; it reads backwards only by reading forwards.
#[derive(Debug)]
struct Watched<'a> {
    inner: &'a MemoryCells,
    shown: std::cell::Cell<usize>,
    fails: bool,
}

impl Cells for Watched<'_> {
    type Fault = &'static str;
    type Cell = crate::memory::MemoryCell;

    fn visit(
        &self,
        range: &PathRange,
        visitor: &mut dyn FnMut(&Self::Cell) -> ControlFlow<()>,
    ) -> Result<(), Self::Fault> {
        if self.fails {
            return Err("the disk is gone");
        }
        let Ok(()) = self.inner.visit(range, &mut |cell| {
            self.shown.set(self.shown.get() + 1);
            visitor(cell)
        });
        Ok(())
    }

    fn body(&self, cell: &Self::Cell) -> Result<Body, Self::Fault> {
        let Ok(body) = self.inner.body(cell);
        Ok(body)
    }
}

#[test]
fn one_field_of_many_is_found_without_reading_the_others() {
    let (mut node, k) = (Node::new(1), key("k"));
    for batch in 0..4 {
        let name = |n: u32| format!("{:05}", batch * 1000 + n);
        node.sign((0..1000).map(|n| hash(&k, &name(n), "x")).collect(), None);
    }
    let watched = Watched { inner: &node.cells, shown: Default::default(), fails: false };
    let view = KeyView::open(&watched, &k, node.now).unwrap();
    assert!(view.field(Kind::Hash, b"03999").unwrap().is_some());
    assert!(watched.shown.get() < 10, "{} cells were read", watched.shown.get());
}

#[test]
fn a_store_that_cannot_read_backwards_shows_the_same_order() {
    let (mut node, k) = (Node::new(1), key("k"));
    node.sign(["a", "b", "c"].iter().map(|f| hash(&k, f, "x")).collect(), None);
    let watched = Watched { inner: &node.cells, shown: Default::default(), fails: false };
    let view = KeyView::open(&watched, &k, node.now).unwrap();
    let mut seen = Vec::new();
    view.scan(Kind::Hash, &Fields::all(), Direction::Backward, &mut |shown| {
        seen.push(shown.field().to_vec());
        Ok(if seen.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })
    .unwrap();
    assert_eq!(seen, [b"c", b"b"]);
}

#[test]
fn a_fault_of_the_store_passes_through() {
    let (node, k) = (Node::new(1), key("k"));
    let watched = Watched { inner: &node.cells, shown: Default::default(), fails: true };
    assert_eq!(KeyView::open(&watched, &k, NOW).unwrap_err(), Failed::Fault("the disk is gone"));
}
