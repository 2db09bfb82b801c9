use proptest::prelude::*;

use super::*;
use crate::error::ErrorCode;
use crate::name::Key;
use crate::types::string::plan_del;
use crate::types::testing::{Node, code, exchange, key};
use crate::types::ttl::{Only, plan_expire};

fn incr(node: &mut Node, k: &Key, by: i64) -> i128 {
    let plan = Counter::of(&node.view(k)).unwrap().plan_incr(&node.context(), by).unwrap();
    node.commit(plan)
}

fn get(node: &Node, k: &Key) -> Option<i128> {
    Counter::of(&node.view(k)).unwrap().get().unwrap()
}

#[test]
fn a_counter_counts_up_and_down() {
    let (mut node, k) = (Node::new(1), key("hits"));
    assert_eq!(get(&node, &k), None);
    assert_eq!(incr(&mut node, &k, 10), 10);
    assert_eq!(incr(&mut node, &k, -3), 7);
    assert_eq!(incr(&mut node, &k, -9), -2);
    assert_eq!(get(&node, &k), Some(-2));
}

#[test]
fn a_delete_and_an_end_start_over_at_zero() {
    let (mut node, k) = (Node::new(1), key("hits"));
    incr(&mut node, &k, 10);
    let plan = plan_del(&node.view(&k)).unwrap();
    node.commit(plan);
    assert_eq!(incr(&mut node, &k, 1), 1);
    let plan = plan_expire(&node.view(&k), &node.context(), 1000, Only::Always).unwrap();
    node.commit(plan);
    node.now += 2000;
    assert_eq!(get(&node, &k), None);
    assert_eq!(incr(&mut node, &k, 5), 5);
}

#[test]
fn totals_never_wrap() {
    let (mut node, k) = (Node::new(1), key("hits"));
    incr(&mut node, &k, i64::MAX);
    assert_eq!(incr(&mut node, &k, i64::MAX), 2 * i128::from(i64::MAX));
    incr(&mut node, &k, i64::MIN);
    let beyond = Counter::of(&node.view(&k)).unwrap().plan_incr(&node.context(), i64::MAX);
    assert_eq!(code(beyond), ErrorCode::LimitExceeded);
}

#[test]
fn a_writer_without_a_device_is_refused() {
    let (node, k) = (Node::new(1), key("hits"));
    let context = PlanContext { device: None, ..node.context() };
    assert_eq!(code(Counter::of(&node.view(&k)).unwrap().plan_incr(&context, 1)), ErrorCode::BadRequest);
}

#[test]
fn two_additions_planned_by_one_writer_cannot_both_be_committed() {
    let (mut a, b, k) = (Node::new(1), Node::new(2), key("hits"));
    let one = Counter::of(&a.view(&k)).unwrap().plan_incr(&a.context(), 1).unwrap();
    let same = one.clone();
    let other = Counter::of(&a.view(&k)).unwrap().plan_incr(&b.context(), 1).unwrap();
    a.commit(one);
    assert!(!same.holds(&a.cells).unwrap());
    assert!(other.holds(&a.cells).unwrap(), "another writer's totals are no conflict");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn additions_made_apart_all_count(
        steps in prop::collection::vec((any::<bool>(), -1000i64..1000, prop::bool::weighted(0.2)), 1..30),
    ) {
        let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("hits"));
        for (here, by, meet) in &steps {
            incr(if *here { &mut a } else { &mut b }, &k, *by);
            if *meet {
                exchange(&mut a, &mut b);
            }
        }
        exchange(&mut a, &mut b);
        let sum: i128 = steps.iter().map(|(_, by, _)| i128::from(*by)).sum();
        prop_assert_eq!((get(&a, &k), get(&b, &k)), (Some(sum), Some(sum)));
    }
}
