//! Lists of databases.

use super::*;
use crate::key::SecretKey;
use crate::name::DbName;

fn name(text: &str) -> DbName {
    DbName::new(text, SecretKey::from_seed(&[1; 32]).public()).unwrap()
}

fn public(name: &DbName, count: u64) -> Shared<'_> {
    Shared { name, digest: Digest::from_parts(count, [1; 32]), visibility: Visibility::Public }
}

/// What each of the two learns.
fn compare(ours: &Databases, theirs: &Databases) -> [Listed; 2] {
    let (mut initiator, first) =
        Reconciler::initiator(ours.sums(), Databases::bound(), key(1), Limits::default()).unwrap();
    let mut responder = Reconciler::responder(theirs.sums(), Databases::bound(), key(1), Limits::default());
    let (mut found, mut next) = ([Found::default(), Found::default()], Some(first));
    while let Some(message) = next {
        next = found[1].take(responder.step(&message).unwrap());
        if let Some(message) = next {
            next = found[0].take(initiator.step(&message).unwrap());
        }
    }
    let (our_tags, their_tags) = (ours.tags(&found[0].have), theirs.tags(&found[1].have));
    [ours.compare(&our_tags, &their_tags), theirs.compare(&their_tags, &our_tags)]
}

#[test]
fn among_many_databases_the_few_that_differ_are_found() {
    let names: Vec<DbName> = (0..500).map(|n| name(&format!("db{n}"))).collect();
    let ours = Databases::new(&key(1), names[..499].iter().map(|name| public(name, 5)));
    let theirs = names[1..].iter().map(|name| public(name, if *name == names[77] { 6 } else { 5 }));
    let theirs = Databases::new(&key(1), theirs);
    let [here, there] = compare(&ours, &theirs);
    let expected = |only: &DbName| Listed {
        differ: vec![names[77].clone()],
        only_here: vec![only.clone()],
        only_there: 1,
    };
    assert_eq!([here, there], [expected(&names[0]), expected(&names[499])]);
}

#[test]
fn a_private_database_leaves_no_trace_with_those_who_may_not_read_it() {
    let (secret, open) = (name("secret"), name("open"));
    let listed = |peer_may_read| {
        let private = Shared { visibility: Visibility::Private { peer_may_read }, ..public(&secret, 3) };
        Databases::new(&key(1), [private, public(&open, 3)])
    };
    let (hidden, shown) = (listed(false), listed(true));
    let whole = Entry::FIRST..Entry::before(Databases::bound());
    assert_eq!(hidden.sums().digest(&whole).unwrap().count(), 1);
    assert_eq!(hidden.named(&key(1).name_tag(&secret)), None, "not even by one who guesses the name");
    assert_eq!(shown.named(&key(1).name_tag(&secret)), Some(&secret));
    let [here, there] = compare(&hidden, &shown);
    assert_eq!((here.only_there, here.differ.len()), (1, 0));
    assert_eq!(there.only_here, [secret]);
}

#[test]
fn equal_lists_have_nothing_to_tell() {
    let name = name("same");
    let list = Databases::new(&key(1), [public(&name, 3)]);
    assert_eq!(compare(&list, &list), [Listed::default(), Listed::default()]);
}

#[test]
fn a_tag_of_a_name_fits_one_session_only() {
    assert_ne!(key(1).name_tag(&name("a")), key(2).name_tag(&name("a")));
    assert_ne!(key(1).name_tag(&name("a")), key(1).name_tag(&name("b")));
}
