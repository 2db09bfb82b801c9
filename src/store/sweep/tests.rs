use std::cell::Cell as Local;
use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use cyberfly_core::cells::{Cell, Cells, PathRange, Placed};
use cyberfly_core::name::RIGHTS_KEY;
use cyberfly_core::replica::Replica;
use cyberfly_core::sim::dice::Tape;
use cyberfly_core::sim::generate::{BASE_MS, Cast, Moment, Theme, data};
use cyberfly_core::write::{Role, StreamId, json_path_field};
use cyberfly_core::{Body, Key, Kind, Operation, Stamp, Write};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::index::EngineKind;
use crate::options::Options;
use crate::store::Outcome;

thread_local! {
    /// What stands for [`super::AT_ONCE`] in the tests of this thread.
    pub(super) static AT_ONCE: Local<usize> = const { Local::new(super::AT_ONCE) };
}

fn open(root: &Path, engine: EngineKind) -> Store {
    Store::open_with(root, Options { engine, disk_floor: 0, ..Options::default() }).unwrap()
}

fn cast() -> Cast {
    Cast::new(2).unwrap()
}

fn op(stamp: u64, writes: Vec<Write>) -> Operation {
    cast().sign(0, Stamp::at_millis(stamp), writes, None, None).unwrap()
}

fn write(kind: Kind, key: &str, field: Option<Vec<u8>>, body: Body) -> Write {
    Write { kind, key: Key::new(key).unwrap(), field, body }
}

fn hash(stamp: u64, fields: std::ops::Range<u32>) -> Operation {
    let field = |n: u32| write(Kind::Hash, "h", Some(n.to_be_bytes().to_vec()), Body::Bytes(vec![1; 4]));
    op(stamp, fields.map(field).collect())
}

fn del(stamp: u64, key: &str) -> Operation {
    op(stamp, vec![Write::del(Key::new(key).unwrap())])
}

fn everything() -> PathRange {
    PathRange { start: vec![0], end: vec![0xff; 300] }
}

/// All that is shown, forwards; backwards it has to be the same.
fn shown(store: &Store) -> Vec<(Placed, Body)> {
    let Some(cells) = store.cells(cast().db()).unwrap() else { return Vec::new() };
    let (mut there, mut back) = (Vec::new(), Vec::new());
    let note = |found: &mut Vec<(Placed, Body)>, cell: &crate::IndexedCell| {
        found.push((cell.placed().clone(), cells.body(cell).unwrap()));
        ControlFlow::Continue(())
    };
    cells.visit(&everything(), &mut |cell| note(&mut there, cell)).unwrap();
    cells.visit_back(&everything(), &mut |cell| note(&mut back, cell)).unwrap();
    back.reverse();
    assert_eq!(there, back);
    there
}

fn fields(store: &Store) -> usize {
    shown(store).iter().filter(|(placed, _)| placed.kind == Kind::Hash).count()
}

fn settle(store: &Store) {
    while store.settle(STEP_LIMIT).unwrap() {}
    assert_eq!(store.unsettled().unwrap(), []);
}

/// The index without how far it has come.
fn entries(store: &Store) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut entries = store.index().entries().unwrap();
    entries.remove(b"m".as_slice());
    entries
}

/// A store that takes everything away when it is committed.
fn at_once(root: &Path, groups: &[Vec<Operation>]) -> Store {
    let limit = AT_ONCE.replace(usize::MAX);
    let store = open(root, EngineKind::Memory);
    for group in groups {
        store.commit(group).unwrap();
    }
    AT_ONCE.set(limit);
    assert_eq!(store.unsettled().unwrap(), []);
    store
}

/// Everybody in the cast may write.
fn grants() -> Operation {
    let all = cast();
    let grant = |subject: &cyberfly_core::PublicKey| Write {
        kind: Kind::Rights,
        key: Key::rights(RIGHTS_KEY).unwrap(),
        field: Some(subject.as_bytes().to_vec()),
        body: Body::Grant(Role::Writer),
    };
    let writes = all.publics()[1..].iter().map(grant).collect();
    all.sign(0, Stamp::ZERO, writes, None, None).unwrap()
}

/// Operations that shrink, in groups, and how many steps are done after each.
fn story() -> impl Strategy<Value = Vec<(Vec<Operation>, usize, bool)>> {
    let theme = vec(any::<u64>(), 2);
    let ops = vec(vec(any::<u64>(), 0..40), 1..5);
    (theme, vec((ops, 0..3usize, any::<bool>()), 1..16)).prop_map(|(theme, groups)| {
        let (cast, theme) = (cast(), Theme::any(&mut Tape::new(theme)));
        let mut seen = std::collections::HashSet::new();
        let mut groups: Vec<_> = groups
            .into_iter()
            .map(|(tapes, steps, restarts)| {
                let made = tapes.into_iter().map(|tape| {
                    let dice = &mut Tape::new(tape);
                    let moment = Moment::crowded(dice, Some(theme));
                    data(dice, &cast, moment).unwrap()
                });
                (made.filter(|op| seen.insert(op.id())).collect::<Vec<_>>(), steps, restarts)
            })
            .collect();
        groups.insert(0, (vec![grants()], 0, false));
        groups
    })
}

fn a_swept_store_shows_and_holds_what_the_reference_does(engine: EngineKind, cases: u32) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(story in story(), limit in 0..3usize, budget in 1..4usize)| {
        AT_ONCE.set(limit);
        let (temp, plain) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut store = open(temp.path(), engine);
        let mut replica = Replica::new(cast().db().clone());
        for (group, steps, restarts) in &story {
            store.commit(group).unwrap();
            for op in group {
                replica.receive(&Arc::new(op.clone())).unwrap();
            }
            for _ in 0..*steps {
                store.settle(budget).unwrap();
            }
            if *restarts && engine != EngineKind::Memory {
                drop(store);
                store = open(temp.path(), engine);
            }
            let expected: Vec<_> =
                replica.cells().iter().map(|(placed, body)| (placed.clone(), body.clone())).collect();
            prop_assert_eq!(shown(&store), expected);
            let sums = store.sums(cast().db()).unwrap().unwrap();
            prop_assert_eq!(sums.digest(), store.digest(cast().db()).unwrap());
            if store.unsettled().unwrap().is_empty() {
                prop_assert_eq!(store.digest(cast().db()).unwrap(), replica.digest());
            }
        }
        settle(&store);
        prop_assert_eq!(store.digest(cast().db()).unwrap(), replica.digest());
        let groups: Vec<_> = story.into_iter().map(|(group, ..)| group).collect();
        let plain = at_once(plain.path(), &groups);
        prop_assert_eq!(entries(&store), entries(&plain));
        drop(store);
        let _ = fs::remove_dir_all(temp.path().join("index"));
        let rebuilt = open(temp.path(), engine);
        settle(&rebuilt);
        prop_assert_eq!(entries(&rebuilt), entries(&plain));
    });
}

#[test]
fn swept_in_memory_it_equals_the_reference() {
    a_swept_store_shows_and_holds_what_the_reference_does(EngineKind::Memory, 200);
}

#[test]
fn swept_on_sled_it_equals_the_reference() {
    a_swept_store_shows_and_holds_what_the_reference_does(EngineKind::Sled, 6);
}

#[test]
fn swept_on_fjall_it_equals_the_reference() {
    a_swept_store_shows_and_holds_what_the_reference_does(EngineKind::Fjall, 6);
}

#[test]
fn a_large_hash_is_gone_at_once_and_swept_in_steps() {
    const FIELDS: u32 = 20_000;
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Sled);
    let ops: Vec<_> = (0..FIELDS).step_by(1000).map(|n| hash(10, n..n + 1000)).collect();
    store.commit(&ops).unwrap();
    let kept = store.digest(cast().db()).unwrap();
    let before = store.index().shown();
    let outcomes = store.commit(&[del(20, "h")]).unwrap();
    assert_eq!(outcomes, [Outcome::Applied]);
    assert!(store.index().shown() - before < 2 * AT_ONCE.get() as u64, "the writer reads them all");
    // Nothing of it is shown, and it is said that the accounts lag behind.
    assert_eq!(fields(&store), 0);
    assert_eq!(store.unsettled().unwrap(), [cast().db().clone()]);
    assert_eq!(store.digest(cast().db()).unwrap().count(), kept.count() + 1);
    // A newer field is there, an older one that comes late is not, whether its place is taken or not.
    let late = store.commit(&[hash(30, 5..6), hash(15, 7..8), hash(15, FIELDS..FIELDS + 1)]).unwrap();
    assert!(matches!(late[..], [Outcome::Applied, Outcome::Dominated(_), Outcome::Dominated(_)]));
    assert_eq!(fields(&store), 1);
    // To delete it again costs no more, although much lies there.
    let before = store.index().shown();
    store.commit(&[del(40, "h"), hash(50, 5..6)]).unwrap();
    assert!(store.index().shown() - before < 100);
    assert_eq!((fields(&store), store.index().markers().count()), (1, 1));
    let mut steps = 0;
    while store.settle(STEP_LIMIT).unwrap() {
        steps += 1;
        assert_eq!(fields(&store), 1);
    }
    assert_eq!(steps + 1, FIELDS.div_ceil(1000));
    assert_eq!(store.unsettled().unwrap(), []);
    assert_eq!(store.digest(cast().db()).unwrap().count(), 2);
    let cells = store.index().entries().unwrap().keys().filter(|key| key[0] == b'c').count();
    assert_eq!(cells, 2, "the delete and the field");
}

#[test]
fn documents_and_streams_are_swept_too() {
    AT_ONCE.set(5);
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let member = |n: u32| {
        let field = json_path_field(&["a", &n.to_string()]);
        write(Kind::Json, "doc", field, Body::Json("1".to_owned()))
    };
    let author = cast().publics()[0];
    let entry = |n: u64| {
        let id = StreamId { ms: n, seq: 0 }.to_bytes();
        let field = Some([id.as_slice(), author.as_bytes()].concat());
        write(Kind::Stream, "s", field, Body::Entry(vec![(b"f".to_vec(), b"v".to_vec())]))
    };
    store.commit(&[op(1, (0..50).map(member).collect()), op(1, (0..50).map(entry).collect())]).unwrap();
    let root = write(Kind::Json, "doc", json_path_field(&["a"]), Body::Json("{}".to_owned()));
    let trim = |ms| write(Kind::Stream, "s", None, Body::Trim(StreamId { ms, seq: 0 }));
    store.commit(&[op(2, vec![root]), op(2, vec![trim(40)])]).unwrap();
    assert_eq!((shown(&store).len(), store.index().markers().count()), (1 + 1 + 10, 2));
    // A trim that goes further takes over.
    store.commit(&[op(3, vec![trim(45)])]).unwrap();
    assert_eq!((shown(&store).len(), store.index().markers().count()), (1 + 1 + 5, 2));
    settle(&store);
    assert_eq!(shown(&store).len(), 1 + 1 + 5);
    assert_eq!(store.digest(cast().db()).unwrap().count(), 3);
}

#[test]
fn a_write_that_would_be_one_sweep_too_many_takes_everything_away_at_once() {
    AT_ONCE.set(0);
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), EngineKind::Memory);
    let count = MARKERS_LIMIT + 3;
    let both = |n: usize| {
        let key = format!("k{n}");
        let field = write(Kind::Hash, &key, Some(b"f".to_vec()), Body::Bytes(vec![1]));
        [op(1, vec![field]), del(2, &key)]
    };
    store.commit(&(0..count).flat_map(both).collect::<Vec<_>>()).unwrap();
    assert_eq!((store.index().markers().count(), fields(&store)), (MARKERS_LIMIT, 0));
    settle(&store);
    assert_eq!(store.digest(cast().db()).unwrap().count(), count as u64);
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copied = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir_all(&copied).unwrap();
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).unwrap();
        }
    }
}

fn killed_at_every_step_it_ends_where_it_would_have(engine: EngineKind) {
    AT_ONCE.set(3);
    let groups = [
        vec![grants(), hash(BASE_MS, 0..9), hash(BASE_MS + 1, 5..14)],
        vec![del(BASE_MS + 2, "h")],
        vec![hash(BASE_MS + 3, 12..13), hash(BASE_MS - 1, 3..4)],
    ];
    let (temp, plain) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let plain = at_once(plain.path(), &groups);
    let store = open(temp.path(), engine);
    let check = |whole: bool| {
        let killed = tempfile::tempdir().unwrap();
        copy(temp.path(), killed.path());
        let store = open(killed.path(), engine);
        if whole {
            assert_eq!(shown(&store), shown(&plain));
        }
        settle(&store);
        if whole {
            assert_eq!(entries(&store), entries(&plain));
            assert_eq!(store.digest(cast().db()).unwrap(), plain.digest(cast().db()).unwrap());
        }
    };
    for group in &groups {
        check(false);
        store.commit(group).unwrap();
    }
    let mut steps = 0;
    loop {
        // What the operating system has of the index, and what it was told to have.
        check(true);
        if steps % 2 == 1 {
            store.close().unwrap();
            check(true);
        }
        if !store.settle(1).unwrap() {
            break;
        }
        steps += 1;
    }
    check(true);
    assert!(steps > 10);
}

#[test]
fn killed_at_every_step_on_sled_it_ends_where_it_would_have() {
    killed_at_every_step_it_ends_where_it_would_have(EngineKind::Sled);
}

#[test]
fn killed_at_every_step_on_fjall_it_ends_where_it_would_have() {
    killed_at_every_step_it_ends_where_it_would_have(EngineKind::Fjall);
}
