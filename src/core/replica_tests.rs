use super::*;
use crate::clock::Stamp;
use crate::name::{Key, RIGHTS_KEY};
use crate::sim::check::agrees;
use crate::sim::dice::Seeded;
use crate::sim::generate::{BASE_MS, Cast, Moment, operation};
use crate::write::{Body, Kind, Role, Write};

fn cast() -> Cast {
    Cast::new(3).unwrap()
}

fn put(ms: u64, keys: &[&str]) -> Arc<Operation> {
    let write = |key: &&str| Write::string(Key::new(*key).unwrap(), b"v".to_vec());
    let writes = keys.iter().map(write).collect();
    Arc::new(cast().sign(0, Stamp::at_millis(BASE_MS + ms), writes, None, None).unwrap())
}

#[test]
fn an_operation_is_kept_as_long_as_one_of_its_writes_is_live() {
    let mut replica = Replica::new(cast().db().clone());
    let (both, a, b) = (put(1, &["a", "b"]), put(2, &["a"]), put(2, &["b"]));
    replica.receive(&both).unwrap();
    let received = replica.receive(&a).unwrap();
    assert_eq!((received.known, received.standing), (false, Standing::Kept));
    assert_eq!(
        (replica.standing(&both.id()), replica.writes_left(&both.id())),
        (Some(Standing::Kept), Some(1))
    );
    replica.receive(&b).unwrap();
    assert_eq!(replica.standing(&both.id()), Some(Standing::Dominated));
    assert_eq!(replica.digest(), [a.id(), b.id()].iter().collect());
    assert_eq!((replica.forget(), replica.standing(&both.id())), (1, None));
    let again = replica.receive(&both).unwrap();
    assert_eq!((again.known, again.standing), (false, Standing::Dominated));
    assert_eq!(again.dominated_by.map(|order| order.op), Some(a.id().max(b.id())));
}

#[test]
fn a_write_that_its_own_operation_replaces_was_never_live() {
    let mut replica = Replica::new(cast().db().clone());
    let twice = put(1, &["a", "a"]);
    assert_eq!(replica.receive(&twice).unwrap().standing, Standing::Kept);
    assert_eq!(replica.writes_left(&twice.id()), Some(1));
    assert!(replica.receive(&twice).unwrap().known);
    assert_eq!((replica.writes_left(&twice.id()), replica.cells().len()), (Some(1), 1));
}

#[test]
fn an_operation_of_another_database_is_refused() {
    let other = DbName::new("other", cast().publics()[0]).unwrap();
    assert!(Replica::new(other).receive(&put(1, &["a"])).is_err());
}

#[test]
fn the_kept_operations_of_the_kept_operations_are_the_kept_operations() {
    let cast = cast();
    for seed in 0..25 {
        let dice = &mut Seeded::new(seed);
        let made = (0..40).map(|_| {
            let moment = Moment::crowded(dice, None);
            Arc::new(operation(dice, &cast, moment).unwrap())
        });
        let ops: Vec<_> = made.collect();
        let full = Replica::rebuild(cast.db().clone(), &ops).unwrap();
        let kept: Vec<_> = full.kept().cloned().collect();
        assert!(kept.len() < ops.len());
        let rebuilt = Replica::rebuild(cast.db().clone(), &kept).unwrap();
        assert_eq!(rebuilt.kept_ids(), full.kept_ids(), "seed {seed}");
        assert_eq!(rebuilt.cells(), full.cells(), "seed {seed}");
        assert_eq!(rebuilt.digest(), full.digest(), "seed {seed}");
        let mut forgetful = full.clone();
        assert_eq!(
            forgetful.forget(),
            ops.iter().map(|op| op.id()).collect::<BTreeSet<_>>().len() - kept.len()
        );
        assert_eq!(forgetful.rights(), rebuilt.rights(), "seed {seed}");
        assert_eq!(
            agrees(&forgetful, cast.publics(), &[kept[0].stamp()], &[BASE_MS + 2]),
            Ok(()),
            "seed {seed}"
        );
    }
}

/// Both give each other what they keep and the other does not.
fn meet(a: &mut Replica, b: &mut Replica) {
    let (of_a, of_b): (Vec<_>, Vec<_>) = (a.kept().cloned().collect(), b.kept().cloned().collect());
    of_a.iter().for_each(|op| drop(b.receive(op).unwrap()));
    of_b.iter().for_each(|op| drop(a.receive(op).unwrap()));
}

#[test]
fn three_rounds_are_enough_and_two_are_not() {
    let (cast, stamp) = (cast(), Stamp::at_millis(BASE_MS));
    let grant = |author: usize, subject: usize, role: Role| {
        let field = Some(cast.publics()[subject].as_bytes().to_vec());
        let key = Key::rights(RIGHTS_KEY).unwrap();
        let write = Write { kind: Kind::Rights, key, field, body: Body::Grant(role) };
        Arc::new(cast.sign(author, stamp, vec![write], None, None).unwrap())
    };
    let write = Write::string(Key::new("k").unwrap(), b"v".to_vec());
    let data = Arc::new(cast.sign(2, stamp, vec![write], None, None).unwrap());
    let replica = |op| Replica::rebuild(cast.db().clone(), [op]).unwrap();
    let (mut a, mut b, mut c) =
        (replica(&grant(0, 1, Role::Admin)), replica(&grant(1, 2, Role::Writer)), replica(&data));
    for round in 1..=3 {
        meet(&mut b, &mut c);
        meet(&mut a, &mut b);
        meet(&mut a, &mut c);
        let same = a.digest() == b.digest() && a.digest() == c.digest();
        assert_eq!(same, round == 3, "round {round}");
    }
    assert_eq!(b.digest().count(), 3);
}
