//! What the store promises whichever engine keeps its index.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{LazyLock, Mutex};

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::IndexedCell;
use crate::progress::Progress;
use cyberfly_core::cells::{Cell, Cells, Path as CellPath, PathRange};
use cyberfly_core::view::KeyView;
use cyberfly_core::write::{Number, StreamId};
use cyberfly_core::{Body, Draft, Key, Kind, OpId, SecretKey, Stamp, Write};

macro_rules! for_each_engine {
    ($($promise:ident)*) => {
        mod sled { $(#[test] fn $promise() { super::$promise(super::EngineKind::Sled); })* }
        mod fjall { $(#[test] fn $promise() { super::$promise(super::EngineKind::Fjall); })* }
        mod memory { $(#[test] fn $promise() { super::$promise(super::EngineKind::Memory); })* }
    };
}

for_each_engine! {
    what_was_committed_is_there_after_a_restart
    a_rebuilt_index_equals_the_one_that_grew
    an_index_without_a_label_or_with_another_is_rebuilt
    the_index_of_another_engine_is_rebuilt
    a_damaged_index_is_never_believed
    readers_see_whole_groups_while_one_commits
    nothing_that_is_read_is_older_than_what_was_acknowledged_before
    a_key_of_one_database_is_not_that_of_another_whose_place_is_known
    ten_thousand_databases_fit
    a_hot_key_keeps_the_index_small
    a_key_with_nothing_below_it_is_one_look_up_and_what_comes_below_is_seen
    a_value_of_an_operation_of_many_is_read_alone_and_its_damage_is_told
    an_index_that_fails_takes_no_more_and_is_rebuilt_at_the_next_start
}

fn a_value_of_an_operation_of_many_is_read_alone_and_its_damage_is_told(engine: EngineKind) {
    use std::os::unix::fs::FileExt;
    let root = tempfile::tempdir().unwrap();
    let store = open(root.path(), engine);
    let db = db("many");
    let writes = (1..=3).map(|n| string(&format!("k{n}"), &[n; 100])).collect();
    store.commit(&[sign(db.clone(), 5, writes)]).unwrap();
    let held = contents(&store, &db).unwrap();
    assert_eq!(held.len(), 3);
    for ((.., body), n) in held.iter().zip(1..) {
        assert_eq!(*body, Body::Bytes(vec![n; 100]));
    }
    // A bit turns over in the second value while the store is open.
    let path = root.path().join("journal/0000000001.seg");
    let bytes = fs::read(&path).unwrap();
    let at = bytes.windows(100).position(|part| part == [2; 100]).unwrap();
    fs::File::options().write(true).open(&path).unwrap().write_at(&[3], at as u64 + 50).unwrap();
    let cells = store.cells(&db).unwrap().unwrap();
    let body = |key: &str| {
        let mut found = None;
        cells.visit_place(CellPath::of_key(&Key::new(key).unwrap()).as_bytes(), &mut |cell| {
            found = Some(cell.clone());
            ControlFlow::Break(())
        })?;
        cells.body(&found.unwrap())
    };
    assert_eq!(body("k1").unwrap(), Body::Bytes(vec![1; 100]), "the others do not suffer from it");
    assert!(matches!(body("k2"), Err(StoreError::Damaged { .. })), "{:?}", body("k2"));
    assert!(!store.damage().is_empty());
}

fn secret(author: u8) -> SecretKey {
    SecretKey::from_seed(&[author; 32])
}

fn db(label: &str) -> DbName {
    DbName::new(label, secret(1).public()).unwrap()
}

fn sign(db: DbName, stamp: u64, writes: Vec<Write>) -> Operation {
    let draft = Draft { db, stamp: Stamp::at_millis(stamp), writes, expires: None, device: None };
    draft.sign(&secret(1)).unwrap()
}

fn string(key: &str, value: &[u8]) -> Write {
    Write::string(Key::new(key).unwrap(), value.to_vec())
}

fn options(engine: EngineKind) -> Options {
    Options { engine, disk_floor: 0, ..Options::default() }
}

fn open(root: &Path, engine: EngineKind) -> Store {
    Store::open_with(root, options(engine)).unwrap()
}

type Contents = Vec<(CellPath, Order, Body)>;

fn contents(store: &Store, db: &DbName) -> Result<Contents, StoreError> {
    let Some(cells) = store.cells(db)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    cells.visit(&PathRange { start: vec![0], end: vec![0xff; 300] }, &mut |cell| {
        found.push(cell.clone());
        ControlFlow::Continue(())
    })?;
    found
        .into_iter()
        .map(|cell| Ok((cell.placed().path.clone(), cell.placed().order, cells.body(&cell)?)))
        .collect()
}

fn value(store: &Store, db: &DbName, key: &str) -> Option<Body> {
    let path = CellPath::of_key(&Key::new(key).unwrap());
    contents(store, db).unwrap().into_iter().find(|(found, ..)| *found == path).map(|(.., body)| body)
}

fn what_was_committed_is_there_after_a_restart(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let large = vec![9; 60_000];
    let ops = [
        sign(db("a"), 1, vec![string("small", b"v"), string("large", &large)]),
        sign(db("b"), 1, vec![string("small", b"w")]),
    ];
    let store = open(temp.path(), engine);
    assert_eq!(store.commit(&ops).unwrap(), [Outcome::Applied, Outcome::Applied]);
    drop(store);
    let store = open(temp.path(), engine);
    assert_eq!(store.engine(), engine);
    assert_eq!(value(&store, &db("a"), "small"), Some(Body::Bytes(b"v".to_vec())));
    assert_eq!(value(&store, &db("a"), "large"), Some(Body::Bytes(large)));
    assert_eq!(value(&store, &db("b"), "small"), Some(Body::Bytes(b"w".to_vec())));
    assert_eq!(store.commit(&ops).unwrap(), [Outcome::Duplicate, Outcome::Duplicate]);
    assert_eq!(store.digest(&db("a")).unwrap(), [ops[0].id()].iter().collect());
    assert_eq!(store.digest(&db("never-written-to")).unwrap(), Digest::EMPTY);
}

const KEYS: [&str; 4] = ["k", "l", "~first/k", "~max/k"];

fn any_write() -> impl Strategy<Value = Write> {
    let key = select(KEYS.to_vec());
    let shape = select(vec![
        (Kind::String, None),
        (Kind::Del, None),
        (Kind::Hash, Some(b"f".to_vec())),
        (Kind::Hash, Some(b"g".to_vec())),
        (Kind::Hash, None),
        (Kind::SortedSet, Some(b"m".to_vec())),
        (Kind::Json, cyberfly_core::write::json_path_field(&["a"])),
        (Kind::Json, cyberfly_core::write::json_path_field(&["a", "b"])),
        (Kind::Stream, None),
        (
            Kind::Stream,
            Some([&StreamId { ms: 3, seq: 0 }.to_bytes(), secret(1).public().as_bytes().as_slice()].concat()),
        ),
    ]);
    (key, shape, 0..6i64, any::<bool>()).prop_map(|(key, (kind, field), number, is_delete)| {
        let key = Key::new(key).unwrap();
        let small = u8::try_from(number).unwrap();
        let body = match kind {
            Kind::Del => Body::Delete,
            Kind::Stream if field.is_none() => Body::Trim(StreamId { ms: u64::from(small), seq: 0 }),
            Kind::Stream if is_delete => Body::Delete,
            Kind::Stream => Body::Entry(vec![(b"f".to_vec(), vec![small])]),
            _ if is_delete && kind != Kind::String => Body::Delete,
            _ if key.as_str().starts_with("~max/") => Body::Number(Number::Integer(number.into())),
            Kind::SortedSet => Body::Score(1.5),
            Kind::Json => Body::Json(number.to_string()),
            _ => Body::Bytes(vec![small; 100 * usize::from(small)]),
        };
        Write { kind, key, field, body }
    })
}

/// Operations of one to five writes, of two databases and authors, often on the same paths; what is not valid is left out.
pub(crate) fn any_operations() -> impl Strategy<Value = Vec<Operation>> {
    let one = (0..2u8, 0..2u8, 0..12u64, prop::collection::vec(any_write(), 1..6));
    prop::collection::vec(one, 1..40).prop_map(|all| {
        let sign = |(label, author, stamp, mut writes): (u8, u8, u64, Vec<Write>)| {
            let secret = secret(author + 1);
            writes.retain(|w| w.check().is_ok() && w.check_author(secret.public(), None).is_ok());
            let db = db(["a", "b"][usize::from(label)]);
            let stamp = Stamp::at_millis(stamp);
            Draft { db, stamp, writes, expires: None, device: None }.sign(&secret).ok()
        };
        all.into_iter().filter_map(sign).collect()
    })
}

/// That the digest and the writes left say what the live writes say.
fn check_accounts(store: &Store, ops: &[Operation]) {
    let several: BTreeMap<OpId, usize> = ops.iter().map(|op| (op.id(), op.writes().len())).collect();
    let mut accounted = 0;
    let databases: BTreeSet<DbName> = ops.iter().map(|op| op.db().clone()).collect();
    for db in &databases {
        let mut live: BTreeMap<OpId, u16> = BTreeMap::new();
        for (_, order, _) in contents(store, db).unwrap() {
            *live.entry(order.op).or_default() += 1;
        }
        assert_eq!(store.digest(db).unwrap(), live.keys().collect());
        for (op, live) in live.iter().filter(|(op, _)| several[op] > 1) {
            assert_eq!(store.index.writes_left(db, op).unwrap(), Some(*live));
            accounted += 1;
        }
    }
    let entries = store.index.entries().unwrap();
    assert_eq!(entries.keys().filter(|key| key[0] == b'w').count(), accounted);
}

/// That all of a key is found at it and below it, however that is looked up.
fn check_keys(store: &Store) {
    for (db, key) in ["a", "b"].into_iter().flat_map(|label| KEYS.map(|key| (db(label), key))) {
        let (Some(cells), key) = (store.cells(&db).unwrap(), Key::new(key).unwrap()) else { continue };
        let (mut of_key, mut of_range) = (Vec::new(), Vec::new());
        let mut note = |cell: &IndexedCell| {
            of_key.push(cell.placed().clone());
            ControlFlow::Continue(())
        };
        cells.visit_key(&key, &mut note).unwrap();
        let mut note = |cell: &IndexedCell| {
            of_range.push(cell.placed().clone());
            ControlFlow::Continue(())
        };
        cells.visit(&CellPath::of_key(&key).range(), &mut note).unwrap();
        assert_eq!(of_key, of_range);
    }
}

/// That what is read where it is known to lie is what the index says.
fn check_places(store: &Store) {
    for db in ["a", "b"].map(db) {
        let Some(cells) = store.cells(&db).unwrap() else { continue };
        for (path, order, body) in contents(store, &db).unwrap() {
            let mut found = Vec::new();
            cells
                .visit_place(path.as_bytes(), &mut |cell| {
                    found.push(cell.clone());
                    ControlFlow::Continue(())
                })
                .unwrap();
            let found = found.iter().find(|cell| cell.placed().order == order).unwrap();
            assert_eq!(cells.body(found).unwrap(), body);
        }
    }
}

fn a_key_with_nothing_below_it_is_one_look_up_and_what_comes_below_is_seen(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let (store, db, key) = (open(temp.path(), engine), db("a"), Key::new("k").unwrap());
    let seen = |store: &Store| {
        let before = store.index.shown();
        let cells = store.cells(&db).unwrap().unwrap();
        let view = KeyView::open(&cells, &key, 10).unwrap();
        (view.kind(), view.ends(), store.index.shown() - before)
    };
    store.commit(&[sign(db.clone(), 1, vec![string("other", b"v")])]).unwrap();
    assert_eq!(seen(&store), (None, None, 0));
    store.commit(&[sign(db.clone(), 2, vec![string("k", b"v")])]).unwrap();
    assert_eq!(seen(&store), (Some(Kind::String), None, 0));
    let ends = Body::Ttl { ends: Some(99), floor: Stamp::ZERO };
    let ttl = Write { kind: Kind::Ttl, key: key.clone(), field: None, body: ends };
    store.commit(&[sign(db.clone(), 3, vec![ttl])]).unwrap();
    assert_eq!(seen(&store), (Some(Kind::String), Some(99), 2));
    drop(store);
    // What there is below is not known any more: everything may be.
    assert_eq!(seen(&open(temp.path(), engine)), (Some(Kind::String), Some(99), 2));
}

fn a_rebuilt_index_equals_the_one_that_grew(engine: EngineKind) {
    let cases = if engine == EngineKind::Memory { 48 } else { 6 };
    let strategy = (any_operations(), prop::collection::vec((1..12usize, any::<bool>()), 1..8), 0..3usize);
    proptest!(ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() },
        |((ops, groups, other) in strategy)| {
        let temp = tempfile::tempdir().unwrap();
        let mut store = open(temp.path(), engine);
        let mut next = 0;
        for (length, restarts) in groups.into_iter().cycle() {
            if next >= ops.len() {
                break;
            }
            let end = (next + length).min(ops.len());
            store.commit(&ops[next..end]).unwrap();
            // Some come twice, in the same group and later.
            store.commit(&[&ops[next / 2..end], &ops[next..end]].concat()).unwrap();
            check_keys(&store);
            check_places(&store);
            next = end;
            if restarts {
                drop(store);
                store = open(temp.path(), engine);
            }
        }
        check_accounts(&store, &ops);
        let grown = store.index.entries().unwrap();
        drop(store);
        let mut engines = vec![engine];
        engines.extend((other == 0).then_some(EngineKind::Fjall));
        engines.push(EngineKind::Memory);
        for engine in engines {
            let _ = fs::remove_dir_all(temp.path().join("index"));
            let rebuilt = open(temp.path(), engine);
            prop_assert_eq!(&rebuilt.index.entries().unwrap(), &grown);
        }
    });
}

/// A store with something of everything, and what it holds.
fn filled(root: &Path, engine: EngineKind) -> Contents {
    let store = open(root, engine);
    for round in 0..27u64 {
        let writes = |at: u64| vec![string(&format!("k{}", at % 97), &[1; 200]), string("hot", &[2; 300])];
        let group: Vec<_> = (0..20).map(|at| sign(db("a"), 100 + round, writes(round * 20 + at))).collect();
        store.commit(&group).unwrap();
    }
    contents(&store, &db("a")).unwrap()
}

/// Leaves a file in the index folder, which a rebuild clears away.
fn plant(root: &Path) -> PathBuf {
    let stray = root.join("index/stray");
    fs::create_dir_all(root.join("index")).unwrap();
    fs::File::create(&stray).unwrap();
    stray
}

fn write(path: &Path, bytes: &[u8]) {
    std::io::Write::write_all(&mut fs::File::create(path).unwrap(), bytes).unwrap();
}

fn an_index_without_a_label_or_with_another_is_rebuilt(engine: EngineKind) {
    if engine == EngineKind::Memory {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let held = filled(temp.path(), engine);
    let label = temp.path().join("index/INDEX");
    for damage in [None, Some(format!("cyberfly index 1 {engine}\n").into_bytes()), Some(vec![0xff; 9999])] {
        let stray = plant(temp.path());
        match damage {
            Some(text) => write(&label, &text),
            None => fs::remove_file(&label).unwrap(),
        }
        let store = open(temp.path(), engine);
        assert!(!stray.exists());
        assert_eq!(contents(&store, &db("a")).unwrap(), held);
    }
    let stray = plant(temp.path());
    assert_eq!(contents(&open(temp.path(), engine), &db("a")).unwrap(), held);
    assert!(stray.exists(), "nothing is rebuilt without need");
}

#[derive(Debug, Default)]
struct Told(Mutex<Vec<(u64, u64)>>);

impl Progress for Told {
    fn done(&self, bytes: u64, total: u64) {
        self.0.lock().unwrap().push((bytes, total));
    }
}

fn the_index_of_another_engine_is_rebuilt(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let other = if engine == EngineKind::Sled { EngineKind::Fjall } else { EngineKind::Sled };
    let held = filled(temp.path(), other);
    let told = Arc::new(Told::default());
    let options = Options { progress: Some(Arc::<Told>::clone(&told)), ..options(engine) };
    let store = Store::open_with(temp.path(), options).unwrap();
    assert_eq!(contents(&store, &db("a")).unwrap(), held);
    let told = told.0.lock().unwrap();
    assert!(told.len() > 1 && told.is_sorted(), "{told:?}");
    let (done, total) = told[told.len() - 1];
    assert_eq!(done, total);
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

fn copy(from: &Path, to: &Path) {
    for path in files_in(from) {
        let copied = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(copied.parent().unwrap()).unwrap();
        fs::copy(&path, &copied).unwrap();
    }
}

/// Opens, reads and compares; a store whose index fails while it is read is opened once more.
fn read_all(root: &Path, engine: EngineKind) -> Contents {
    let store = open(root, engine);
    match contents(&store, &db("a")) {
        Ok(contents) => contents,
        Err(StoreError::Index(_)) => {
            drop(store);
            contents(&open(root, engine), &db("a")).unwrap()
        }
        Err(error) => panic!("{error}"),
    }
}

fn a_damaged_index_is_never_believed(engine: EngineKind) {
    if engine == EngineKind::Memory {
        return;
    }
    let base = tempfile::tempdir().unwrap();
    let held = filled(base.path(), engine);
    drop(open(base.path(), engine));
    for file in files_in(&base.path().join("index")) {
        let length = usize::try_from(file.metadata().unwrap().len()).unwrap().min(2_000_000);
        for damage in ["garbage", "truncated", "deleted"] {
            let temp = tempfile::tempdir().unwrap();
            copy(base.path(), temp.path());
            let file = temp.path().join(file.strip_prefix(base.path()).unwrap());
            let mut bytes = fs::read(&file).unwrap();
            match damage {
                "garbage" => {
                    bytes.truncate(length);
                    bytes[length / 3..(length / 2).max(length.min(8))].fill(0x5a);
                    write(&file, &bytes);
                }
                "truncated" => write(&file, &bytes[..length / 2]),
                _ => fs::remove_file(&file).unwrap(),
            }
            let read = read_all(temp.path(), engine);
            assert!(read == held, "{damage}: {}", file.display());
        }
    }
}

fn readers_see_whole_groups_while_one_commits(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), engine);
    let both = |stamp| sign(db("a"), stamp, vec![string("first", b"v"), string("last", b"v")]);
    store.commit(&[both(1)]).unwrap();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let [first, last] = &contents(&store, &db("a")).unwrap()[..] else { panic!() };
                    // A later step of a range on sled may be of a later moment, never of an earlier one.
                    assert!(first.1 <= last.1);
                    assert!(engine == EngineKind::Sled || first.1.op == last.1.op);
                }
            });
        }
        for stamp in 2..100 {
            store.commit(&[both(stamp)]).unwrap();
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

/// The number at a key, looked up as whoever asks for that key alone does.
fn number_at(store: &Store, db: &DbName, key: &str) -> Option<u64> {
    let (cells, mut found) = (store.cells(db).unwrap()?, None);
    cells
        .visit_key(&Key::new(key).unwrap(), &mut |cell| {
            found = Some(cell.clone());
            ControlFlow::Break(())
        })
        .unwrap();
    match cells.body(&found?).unwrap() {
        Body::Bytes(bytes) => Some(u64::from_be_bytes(bytes[..8].try_into().unwrap())),
        body => {
            assert_eq!(body, Body::Delete);
            None
        }
    }
}

/// A number and so much more that it is not copied into the index.
fn number(key: &str, number: u64) -> Write {
    string(key, &[number.to_be_bytes().as_slice(), &[7; 92]].concat())
}

fn nothing_that_is_read_is_older_than_what_was_acknowledged_before(engine: EngineKind) {
    const ROUNDS: u64 = 150;
    const KEYS: [&str; 3] = ["k0", "k1", "k2"];
    let (temp, db) = (tempfile::tempdir().unwrap(), db("a"));
    // A key in three rounds is taken away and put anew.
    let rounds: Vec<Vec<Operation>> = (1..=ROUNDS)
        .map(|n| {
            let write = |key| sign(db.clone(), 2 * n, vec![number(key, n)]);
            let delete = |key| sign(db.clone(), 2 * n - 1, vec![Write::del(Key::new(key).unwrap())]);
            let gone = KEYS[usize::try_from(n % 3).unwrap()];
            std::iter::once(delete(gone)).chain(KEYS.map(write)).collect()
        })
        .collect();
    open(temp.path(), engine).commit(&rounds[0]).unwrap();
    let store = open(temp.path(), engine);
    let (acknowledged, is_over) = (AtomicU64::new(1), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut seen = [1; 3];
                while !is_over.load(Ordering::Acquire) {
                    for (key, seen) in KEYS.iter().zip(&mut seen) {
                        let least = acknowledged.load(Ordering::Acquire).max(*seen);
                        // One that was taken away a moment ago is put anew in the same round.
                        if let Some(read) = number_at(&store, &db, key) {
                            assert!(read >= least, "{read} where {least} was there before");
                            *seen = read;
                        }
                    }
                }
            });
        }
        scope.spawn(|| {
            while !is_over.load(Ordering::Acquire) {
                store.learn(1).unwrap();
            }
        });
        for (n, round) in (2..).zip(&rounds[1..]) {
            store.commit(&round[..1]).unwrap();
            store.commit(&round[1..]).unwrap();
            acknowledged.store(n, Ordering::Release);
        }
        is_over.store(true, Ordering::Release);
    });
    assert_eq!(KEYS.map(|key| number_at(&store, &db, key)), [Some(ROUNDS); 3]);
}

fn a_key_of_one_database_is_not_that_of_another_whose_place_is_known(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), engine);
    store.commit(&[sign(db("a"), 1, vec![number("k", 1)]), sign(db("b"), 1, vec![number("k", 2)])]).unwrap();
    let read = |label: &str| number_at(&store, &db(label), "k");
    assert_eq!((read("a"), read("b")), (Some(1), Some(2)));
    // Had both hashes the same beginning, one would be led to the other's place: it sees there that it is another's.
    let path = CellPath::of_key(&Key::new("k").unwrap());
    let place = |label: &str| {
        let mut at = None;
        let cells = store.cells(&db(label)).unwrap().unwrap();
        cells.visit(&path.only(), &mut |cell| {
            at = Some(cell.at());
            ControlFlow::Break(())
        })?;
        Ok::<_, StoreError>(at.unwrap())
    };
    let ours = store.cells(&db("a")).unwrap().unwrap();
    let finds = |path: &CellPath, label| ours.finds_at(path, place(label).unwrap());
    assert!(finds(&path, "a") && !finds(&path, "b"));
    let other = CellPath::of_key(&Key::new("l").unwrap());
    assert!(!finds(&other, "a"), "another key of its own database is none of its either");
}

static MANY: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    (0..10_000u64).map(|at| sign(db(&format!("d{at}")), 5, vec![string("k", &at.to_be_bytes())])).collect()
});

fn ten_thousand_databases_fit(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), engine);
    assert!(store.commit(&MANY).unwrap().iter().all(|outcome| *outcome == Outcome::Applied));
    drop(store);
    let store = open(temp.path(), engine);
    for op in MANY.iter().step_by(501) {
        assert_eq!(store.digest(op.db()).unwrap(), [op.id()].iter().collect());
        assert_eq!(contents(&store, op.db()).unwrap().len(), 1);
    }
    assert_eq!(store.index.entries().unwrap().len(), 2 * MANY.len() + 1);
}

static HOT: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    (0..20_000u64).map(|at| sign(db("a"), at, vec![string("hot", &at.to_be_bytes())])).collect()
});

fn a_hot_key_keeps_the_index_small(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let store = open(temp.path(), engine);
    store.commit(&HOT).unwrap();
    assert_eq!(store.index.entries().unwrap().len(), 3);
    assert_eq!(store.digest(&db("a")).unwrap().count(), 1);
    store.close().unwrap();
    assert!(store.index_bytes().unwrap() < 4_000_000, "{}", store.index_bytes().unwrap());
}

fn an_index_that_fails_takes_no_more_and_is_rebuilt_at_the_next_start(engine: EngineKind) {
    let temp = tempfile::tempdir().unwrap();
    let held = filled(temp.path(), engine);
    let store = open(temp.path(), engine);
    let stray = plant(temp.path());
    store.index.fail();
    let refused = store.commit(&[sign(db("a"), 999, vec![string("k", b"v")])]);
    assert!(matches!(refused, Err(StoreError::Index(_))));
    drop(store);
    let store = open(temp.path(), engine);
    assert_eq!(contents(&store, &db("a")).unwrap(), held);
    assert!(engine == EngineKind::Memory || !stray.exists());
}
