use super::*;
use crate::clock::Stamp;
use crate::key::OpId;
use crate::name::Key;
use crate::types::hash::Hash;
use crate::types::list::{End, List};
use crate::types::testing::{NOW, Node, bytes, key, write};
use crate::types::{PlanContext, Seen, Value, string};
use crate::view::KeyView;
use crate::write::Kind;
use proptest::prelude::*;

type Contents = Vec<(Placed, Body)>;

fn contents<C: Cells>(cells: &C, back: bool) -> Contents
where
    C::Fault: std::fmt::Debug,
{
    let range = PathRange { start: vec![0], end: vec![0xff; 300] };
    let mut found = Vec::new();
    let mut visitor = |cell: &C::Cell| {
        found.push((cell.placed().clone(), cells.body(cell).unwrap()));
        ControlFlow::Continue(())
    };
    match back {
        false => cells.visit(&range, &mut visitor).unwrap(),
        true => cells.visit_back(&range, &mut visitor).unwrap(),
    }
    found
}

fn any_write() -> impl Strategy<Value = Write> {
    let key = prop_oneof![Just("a"), Just("b"), Just("~first/a"), Just("~max/a")];
    (key, 0..6_u8, "[xy]").prop_map(|(text, what, field)| {
        let key = Key::new(text).unwrap();
        let max = text == "~max/a";
        let number = Body::Number(crate::write::Number::Integer(i128::from(what)));
        let value = if max { number } else { bytes(&what.to_string()) };
        match what {
            0 => Write::del(key),
            1 => write(&key, Kind::String, None, value),
            2 => write(&key, Kind::Hash, None, Body::Delete),
            3 => write(&key, Kind::Hash, Some(field.as_bytes()), Body::Delete),
            _ => write(&key, Kind::Hash, Some(field.as_bytes()), value),
        }
    })
}

fn plan_all<C: Cells<Cell: Clone>>(overlay: &mut Overlay<'_, C>, op: &crate::op::Operation)
where
    C::Fault: std::fmt::Debug,
{
    for (index, write) in (0..).zip(op.writes()) {
        let order = Order { stamp: op.stamp(), author: op.author(), op: op.id(), index };
        overlay.plan(write, order).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn what_is_planned_looks_like_what_will_be_merged(
        before in proptest::collection::vec(any_write(), 1..12),
        planned in proptest::collection::vec(any_write(), 1..8),
    ) {
        let mut node = Node::new(1);
        for write in before {
            node.sign(vec![write], None);
        }
        let stored = node.clone();
        let mut overlay = Overlay::over(&stored.cells);
        node.sign(planned, None);
        plan_all(&mut overlay, node.made.last().unwrap());
        prop_assert_eq!(contents(&overlay, false), contents(&node.cells, false));
        let paths = |contents: Contents| contents.into_iter().map(|(placed, _)| placed.path).collect::<Vec<_>>();
        prop_assert_eq!(paths(contents(&overlay, true)), paths(contents(&node.cells, true)));
    }
}

fn context(node: &Node, first_index: u16) -> PlanContext {
    PlanContext { first_index, ..node.context() }
}

fn order(node: &Node, index: u16) -> Order {
    Order {
        stamp: Stamp::at_millis(NOW),
        author: node.context().author,
        op: OpId::from_bytes([0xff; 32]),
        index,
    }
}

#[test]
fn a_command_sees_the_one_before_it_and_rests_on_the_store_alone() {
    let (node, k) = (Node::new(1), key("k"));
    let mut overlay = Overlay::over(&node.cells);
    let first = Hash::of(&KeyView::open(&overlay, &k, NOW).unwrap()).unwrap().plan_incr(b"n", 2).unwrap();
    overlay.plan(&first.writes[0], order(&node, 0)).unwrap();
    let second = Hash::of(&KeyView::open(&overlay, &k, NOW).unwrap()).unwrap().plan_incr(b"n", 3).unwrap();
    assert_eq!(second.answer, 5);
    assert_eq!(second.least_stamp, Stamp::ZERO, "what is only planned need not be exceeded");
    let stored = |seen: &Seen| seen.holds(&node.cells).unwrap();
    assert!(second.saw.iter().all(stored), "what it saw is what the committer will find");
}

#[test]
fn a_put_and_a_pop_after_a_push_work_as_one_after_the_other() {
    let (node, k) = (Node::new(1), key("k"));
    let mut overlay = Overlay::over(&node.cells);
    let values = vec![Value::from("a"), Value::from("b")];
    let pushed = {
        let view = KeyView::open(&overlay, &k, NOW).unwrap();
        List::of(&view).unwrap().plan_push(&context(&node, 0), End::Right, values, false).unwrap()
    };
    for (index, write) in (0..).zip(&pushed.writes) {
        overlay.plan(write, order(&node, index)).unwrap();
    }
    let popped = {
        let view = KeyView::open(&overlay, &k, NOW).unwrap();
        List::of(&view).unwrap().plan_pop(End::Right, 1).unwrap()
    };
    assert_eq!(popped.answer, [Value::from("b")]);
    overlay.plan(&popped.writes[0], order(&node, 2)).unwrap();
    let view = KeyView::open(&overlay, &k, NOW).unwrap();
    assert_eq!(List::of(&view).unwrap().len().unwrap(), 1);
    let deleted = string::plan_del(&view).unwrap();
    assert!(deleted.answer);
}
