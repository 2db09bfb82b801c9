use std::sync::Arc;

use super::*;
use crate::name::{Key, RIGHTS_KEY};
use crate::replica::{Replica, Standing};
use crate::sim::dice::Seeded;
use crate::sim::generate::{BASE_MS, Cast, Moment, operation};
use crate::write::{Kind, Write};

const OWNER: usize = 0;
const ANN: usize = 1;
const BOB: usize = 2;

fn cast() -> Cast {
    Cast::new(3).unwrap()
}

fn at(ms: u64) -> Stamp {
    Stamp::at_millis(BASE_MS + ms)
}

fn key(who: usize) -> PublicKey {
    cast().publics()[who]
}

fn signed(author: usize, ms: u64, claims: &[(usize, Body)]) -> Arc<Operation> {
    let write = |(subject, body): &(usize, Body)| Write {
        kind: Kind::Rights,
        key: Key::rights(RIGHTS_KEY).unwrap(),
        field: Some(key(*subject).as_bytes().to_vec()),
        body: body.clone(),
    };
    Arc::new(cast().sign(author, at(ms), claims.iter().map(write).collect(), None, None).unwrap())
}

fn grant(author: usize, ms: u64, subject: usize, role: Role) -> Arc<Operation> {
    signed(author, ms, &[(subject, Body::Grant(role))])
}

fn revoke(author: usize, ms: u64, subject: usize, role: Role, from: Stamp) -> Arc<Operation> {
    signed(author, ms, &[(subject, Body::Revoke(role, from))])
}

fn data(author: usize, ms: u64) -> Arc<Operation> {
    let write = Write::string(Key::new("k").unwrap(), b"v".to_vec());
    Arc::new(cast().sign(author, at(ms), vec![write], None, None).unwrap())
}

/// The rights these operations give, after it was seen that the reverse order gives the same.
fn rights(ops: &[Arc<Operation>]) -> Rights {
    let mut rights = Rights::new(cast().db());
    ops.iter().for_each(|op| drop(rights.apply(op)));
    let mut reverse = Rights::new(cast().db());
    ops.iter().rev().for_each(|op| drop(reverse.apply(op)));
    assert_eq!(rights, reverse);
    rights
}

#[test]
fn the_owner_may_everything_and_cannot_be_revoked() {
    let rights = rights(&[revoke(OWNER, 1, OWNER, Role::Admin, Stamp::ZERO)]);
    assert_eq!(rights.role_of(key(OWNER), Stamp::ZERO), Some(Role::Admin));
    assert!(rights.authorises(&data(OWNER, 0)));
    assert!(!rights.may_read(key(ANN), at(9)));
}

#[test]
fn a_grant_holds_from_its_stamp_on() {
    let rights = rights(&[grant(OWNER, 5, ANN, Role::Writer)]);
    assert!(!rights.may_write(key(ANN), at(4)));
    assert!(rights.may_write(key(ANN), at(5)));
    assert!(rights.may_read(key(ANN), at(5)));
}

#[test]
fn a_revocation_strikes_older_grants_from_its_from_on_and_a_newer_grant_stands() {
    let struck = [grant(OWNER, 1, ANN, Role::Writer), revoke(OWNER, 9, ANN, Role::Writer, at(5))];
    assert!(rights(&struck).may_write(key(ANN), at(4)));
    assert!(!rights(&struck).may_write(key(ANN), at(5)));
    assert!(!rights(&struck).may_write(key(ANN), at(99)));
    let again = [struck.to_vec(), vec![grant(OWNER, 10, ANN, Role::Writer)]].concat();
    assert!(!rights(&again).may_write(key(ANN), at(9)));
    assert!(rights(&again).may_write(key(ANN), at(10)));
}

#[test]
fn a_revocation_takes_the_role_it_names_and_no_other() {
    let ops = [
        grant(OWNER, 1, ANN, Role::Writer),
        grant(OWNER, 2, ANN, Role::Admin),
        revoke(OWNER, 3, ANN, Role::Admin, Stamp::ZERO),
    ];
    assert_eq!(rights(&ops).role_of(key(ANN), at(9)), Some(Role::Writer));
}

#[test]
fn an_admin_grants_writing_and_reading_but_never_admin() {
    let by_admin =
        |role| [grant(OWNER, 1, ANN, Role::Admin), grant(ANN, 2, BOB, role), grant(BOB, 3, BOB, role)];
    assert!(rights(&by_admin(Role::Writer)).may_write(key(BOB), at(2)));
    assert_eq!(rights(&by_admin(Role::Reader)).role_of(key(BOB), at(2)), Some(Role::Reader));
    assert_eq!(rights(&by_admin(Role::Admin)).role_of(key(BOB), at(9)), None);
}

#[test]
fn an_operation_that_is_partly_about_admins_counts_as_a_whole_or_not_at_all() {
    let mixed = [(BOB, Body::Grant(Role::Writer)), (BOB, Body::Grant(Role::Admin))];
    let by_admin = [grant(OWNER, 1, ANN, Role::Admin), signed(ANN, 2, &mixed)];
    assert_eq!(rights(&by_admin).role_of(key(BOB), at(9)), None);
    assert_eq!(rights(&[signed(OWNER, 2, &mixed)]).role_of(key(BOB), at(9)), Some(Role::Admin));
}

#[test]
fn what_a_revoked_admin_granted_falls_with_the_admin_and_only_from_then_on() {
    let admin = grant(OWNER, 1, ANN, Role::Admin);
    let (early, late) = (grant(ANN, 3, BOB, Role::Writer), grant(ANN, 6, 3, Role::Writer));
    let ops = [admin, early, late, revoke(OWNER, 9, ANN, Role::Admin, at(5))];
    assert!(rights(&ops).may_write(key(BOB), at(9)));
    assert!(!rights(&ops).may_write(key(3), at(9)));
}

#[test]
fn admins_who_revoke_each_other_back_in_time_stay_admins() {
    let ops = [
        grant(OWNER, 1, ANN, Role::Admin),
        grant(OWNER, 1, BOB, Role::Admin),
        revoke(ANN, 2, BOB, Role::Admin, Stamp::ZERO),
        revoke(BOB, 2, ANN, Role::Admin, Stamp::ZERO),
        revoke(ANN, 3, BOB, Role::Writer, Stamp::ZERO),
    ];
    assert_eq!(rights(&ops).role_of(key(ANN), at(9)), Some(Role::Admin));
    assert_eq!(rights(&ops).role_of(key(BOB), at(9)), Some(Role::Admin));
}

#[test]
fn a_change_names_whom_to_weigh_again_and_from_when() {
    let mut rights = Rights::new(cast().db());
    assert!(rights.apply(&grant(ANN, 4, BOB, Role::Writer)).is_empty(), "it does not count yet");
    let change = rights.apply(&grant(OWNER, 3, ANN, Role::Admin));
    assert_eq!(change.authors, BTreeMap::from([(key(ANN), at(3)), (key(BOB), at(4))]));
    assert!(change.losers.is_empty(), "a grant takes nothing");
    assert!(change.concerns(key(BOB), at(4)) && !change.concerns(key(BOB), at(3)));
    let change = rights.apply(&revoke(OWNER, 9, ANN, Role::Admin, at(1)));
    assert_eq!(change.authors, BTreeMap::from([(key(ANN), at(1)), (key(BOB), at(4))]));
    assert_eq!(change.losers, change.authors);
    assert!(rights.apply(&revoke(OWNER, 9, ANN, Role::Admin, at(1))).is_empty(), "it is known");
    let change = rights.apply(&grant(OWNER, 9, ANN, Role::Reader));
    assert_eq!((change.authors.len(), change.readers), (0, BTreeSet::from([key(ANN)])));
}

#[test]
fn whoever_gains_or_loses_authority_is_named_by_the_change() {
    let cast = cast();
    for seed in 0..40 {
        let dice = &mut Seeded::new(seed);
        let ops: Vec<_> = (0..30)
            .map(|_| {
                let moment = Moment::crowded(dice, None);
                operation(dice, &cast, moment).unwrap()
            })
            .collect();
        let mut rights = Rights::new(cast.db());
        for op in &ops {
            let before = rights.clone();
            let change = rights.apply(op);
            for other in ops.iter().filter(|other| other.id() != op.id()) {
                if before.authorises(other) != rights.authorises(other) {
                    assert!(change.concerns(other.author(), other.stamp()), "seed {seed}");
                }
                if before.authorises(other) && !rights.authorises(other) {
                    let from = change.losers.get(&other.author());
                    assert!(from.is_some_and(|from| *from <= other.stamp()), "seed {seed}");
                }
            }
            for reader in cast.publics() {
                if before.may_read(*reader, at(2)) != rights.may_read(*reader, at(2)) {
                    assert!(change.readers.contains(reader), "seed {seed}");
                }
            }
        }
    }
}

#[test]
fn a_late_grant_brings_in_what_waited_and_a_late_revocation_brings_back_what_was_replaced() {
    let mut replica = Replica::new(cast().db().clone());
    let (mine, theirs) = (data(OWNER, 3), data(ANN, 5));
    for op in [&mine, &theirs] {
        replica.receive(op).unwrap();
    }
    assert_eq!(replica.standing(&theirs.id()), Some(Standing::Unauthorised));
    replica.receive(&grant(OWNER, 4, ANN, Role::Writer)).unwrap();
    assert_eq!(replica.standing(&theirs.id()), Some(Standing::Kept));
    assert_eq!(replica.standing(&mine.id()), Some(Standing::Dominated));
    replica.receive(&revoke(OWNER, 9, ANN, Role::Writer, Stamp::ZERO)).unwrap();
    assert_eq!(replica.standing(&theirs.id()), Some(Standing::Unauthorised));
    assert_eq!(replica.standing(&mine.id()), Some(Standing::Kept));
}
