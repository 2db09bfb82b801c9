use proptest::prelude::*;

use super::*;
use crate::name::Key;
use crate::types::testing::{Node, exchange, key};

fn add(node: &mut Node, k: &Key, members: &[&str]) -> usize {
    let members: Vec<_> = members.iter().map(|m| m.as_bytes()).collect();
    let plan = Set::of(&node.view(k)).unwrap().plan_add(&members).unwrap();
    node.commit(plan)
}

fn rem(node: &mut Node, k: &Key, members: &[&str]) -> usize {
    let members: Vec<_> = members.iter().map(|m| m.as_bytes()).collect();
    let plan = Set::of(&node.view(k)).unwrap().plan_rem(&members).unwrap();
    node.commit(plan)
}

fn text(members: Vec<Vec<u8>>) -> Vec<String> {
    members.into_iter().map(|m| String::from_utf8(m).unwrap()).collect()
}

fn members(node: &Node, k: &Key) -> Vec<String> {
    text(Set::of(&node.view(k)).unwrap().members(None, 1000).unwrap().items)
}

#[test]
fn members_are_added_once_and_removed_once() {
    let (mut node, k) = (Node::new(1), key("myset"));
    assert_eq!(add(&mut node, &k, &["Hello", "World", "World"]), 2);
    assert_eq!(add(&mut node, &k, &["World", "!"]), 1);
    assert_eq!(members(&node, &k), ["!", "Hello", "World"]);
    assert_eq!(rem(&mut node, &k, &["World", "nobody"]), 1);
    let view = node.view(&k);
    let set = Set::of(&view).unwrap();
    assert_eq!(set.card().unwrap(), 2);
    assert!(set.has(b"Hello").unwrap() && !set.has(b"World").unwrap());
}

#[test]
fn sets_are_combined_page_by_page() {
    let mut node = Node::new(1);
    let keys = [key("key1"), key("key2"), key("key3"), key("nokey")];
    add(&mut node, &keys[0], &["a", "b", "c", "d"]);
    add(&mut node, &keys[1], &["c"]);
    add(&mut node, &keys[2], &["a", "c", "e"]);
    let views = keys.each_ref().map(|k| node.view(k));
    let sets = views.each_ref().map(|v| Set::of(v).unwrap());
    assert_eq!(text(inter(&sets[..3], None, 10).unwrap().items), ["c"]);
    assert_eq!(text(inter(&sets, None, 10).unwrap().items), [""; 0]);
    assert_eq!(text(diff(&sets, None, 10).unwrap().items), ["b", "d"]);
    assert_eq!(text(union(&sets, None, 10).unwrap().items), ["a", "b", "c", "d", "e"]);
    let first = union(&sets, None, 3).unwrap();
    assert_eq!(text(first.items), ["a", "b", "c"]);
    let second = union(&sets, first.next.as_deref(), 3).unwrap();
    assert_eq!((text(second.items), second.next), (vec!["d".to_owned(), "e".to_owned()], None));
}

#[test]
fn an_addition_made_apart_from_a_removal_stays_if_it_is_newer() {
    let (mut a, mut b, k) = (Node::new(1), Node::new(2), key("myset"));
    add(&mut a, &k, &["x", "y"]);
    b.learn(&a);
    b.now += 10;
    rem(&mut a, &k, &["x"]);
    assert_eq!(add(&mut b, &k, &["x"]), 0, "it is there already, and written all the same");
    rem(&mut b, &k, &["y"]);
    add(&mut a, &k, &["z"]);
    exchange(&mut a, &mut b);
    assert_eq!(members(&a, &k), ["x", "z"]);
}

proptest! {
    #[test]
    fn combined_sets_equal_those_of_the_standard_library(
        contents in prop::collection::vec(prop::collection::btree_set("[a-f]", 0..6), 1..4),
        limit in 1usize..4,
    ) {
        let mut node = Node::new(1);
        let keys: Vec<_> = (0..contents.len()).map(|n| key(&format!("k{n}"))).collect();
        for (k, members) in keys.iter().zip(&contents) {
            if !members.is_empty() {
                add(&mut node, k, &members.iter().map(String::as_str).collect::<Vec<_>>());
            }
        }
        let views: Vec<_> = keys.iter().map(|k| node.view(k)).collect();
        let sets: Vec<_> = views.iter().map(|v| Set::of(v).unwrap()).collect();
        let (first, others) = contents.split_first().unwrap();
        let expected = [
            first.iter().filter(|m| others.iter().all(|o| o.contains(*m))).cloned().collect::<Vec<_>>(),
            first.iter().filter(|m| !others.iter().any(|o| o.contains(*m))).cloned().collect(),
            contents.iter().flatten().cloned().collect::<BTreeSet<_>>().into_iter().collect(),
        ];
        for (which, expected) in expected.into_iter().enumerate() {
            let (mut all, mut cursor) = (Vec::new(), None);
            loop {
                let after = cursor.as_deref();
                let page = match which {
                    0 => inter(&sets, after, limit),
                    1 => diff(&sets, after, limit),
                    _ => union(&sets, after, limit),
                }
                .unwrap();
                prop_assert!(page.items.len() <= limit);
                all.extend(text(page.items));
                match page.next {
                    Some(next) => cursor = Some(next),
                    None => break,
                }
            }
            prop_assert_eq!(all, expected);
        }
    }
}
