use std::sync::Mutex;

use cyberfly_core::Clock;
use cyberfly_core::saw::Saw;
use cyberfly_core::to_sign::ToSign;
use cyberfly_core::{DbName, SecretKey};
use cyberfly_protocol::Prepare;
use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::gate::Gate;
use super::*;
use crate::absent::Absent;
use crate::prepare::prepare;
use crate::system;

fn secret() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

/// A signed operation that comes from a command, on its way to the writer.
fn waiting(store: &Store, clock: &Mutex<Clock>, command: Value) -> (Waiting, oneshot::Receiver<Answer>) {
    let db = DbName::new("default", secret().public()).unwrap();
    let request = Prepare {
        db: db.clone(),
        author: secret().public(),
        device: None,
        commands: vec![serde_json::from_value(command).unwrap()],
        stamp_above: None,
        expires: None,
    };
    let prepared = prepare(store, clock, &request, system::now_ms(), &Absent::default()).unwrap();
    let bytes = BASE64.decode(prepared.to_sign.unwrap().as_bytes()).unwrap();
    let operation = ToSign::decode(&bytes).unwrap().sign(&secret()).unwrap();
    let rests_on = Some(RestsOn::check(store, &db, Saw::from_text(&prepared.saw).unwrap()).unwrap());
    let (answer, answered) = oneshot::channel();
    let pass = Gate::new().enter(0).unwrap();
    (
        Waiting { operation, origin: Origin::Door(None), since: Instant::now(), rests_on, pass, answer },
        answered,
    )
}

#[test]
fn one_that_rests_on_what_its_group_changes_waits_for_the_next_and_is_refused_then() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open(temp.path()).unwrap();
    // Each is stamped after the one before, or two pops would be one.
    let (observer, clock) = (Observer::new(), Mutex::default());
    let (queue, waiting_there) = mpsc::channel();
    let push = json!({"command": "list_push", "key": "q", "values": ["a", "b"]});
    let (pushed, _answered) = waiting(&store, &clock, push);
    assert!(commit_group(&store, &observer, &mut Trouble::default(), pushed, &waiting_there).is_none());
    // All three hold when they are checked; only together they do not.
    let pop = || waiting(&store, &clock, json!({"command": "list_shift", "key": "q"}));
    let (beside, mut beside_answered) = waiting(
        &store,
        &clock,
        json!({"command": "put", "key": "k", "value": "v", "condition": "if_absent"}),
    );
    let ((first, mut first_answered), (second, mut second_answered)) = (pop(), pop());
    queue.send(beside).unwrap();
    queue.send(second).unwrap();
    let held_back = commit_group(&store, &observer, &mut Trouble::default(), first, &waiting_there)
        .expect("the second pop waits");
    assert_eq!(first_answered.try_recv().unwrap(), Ok(Outcome::Applied));
    assert_eq!(beside_answered.try_recv().unwrap(), Ok(Outcome::Applied), "it goes with the first");
    assert!(commit_group(&store, &observer, &mut Trouble::default(), held_back, &waiting_there).is_none());
    assert_eq!(second_answered.try_recv().unwrap().unwrap_err().code(), ErrorCode::Conflict);
    assert_eq!(store.operations(), 3);
}

#[test]
fn a_prepared_operation_that_was_handed_in_twice_is_a_duplicate_and_no_conflict() {
    let temp = tempfile::tempdir().unwrap();
    let store = Store::open(temp.path()).unwrap();
    let (observer, clock) = (Observer::new(), Mutex::default());
    let (_queue, waiting_there) = mpsc::channel();
    let put = json!({"command": "put", "key": "k", "value": "v", "condition": "if_absent"});
    let (first, mut first_answered) = waiting(&store, &clock, put);
    let (answer, mut again_answered) = oneshot::channel();
    // Its check passed before the first one was committed.
    let saw = RestsOn::check(&store, first.operation.db(), first.rests_on.as_ref().unwrap().saw().clone());
    let pass = Gate::new().enter(0).unwrap();
    let operation = first.operation.clone();
    let again = Waiting {
        operation,
        origin: Origin::Door(None),
        since: Instant::now(),
        rests_on: Some(saw.unwrap()),
        pass,
        answer,
    };
    assert!(commit_group(&store, &observer, &mut Trouble::default(), first, &waiting_there).is_none());
    assert!(commit_group(&store, &observer, &mut Trouble::default(), again, &waiting_there).is_none());
    assert_eq!(first_answered.try_recv().unwrap(), Ok(Outcome::Applied));
    assert_eq!(again_answered.try_recv().unwrap(), Ok(Outcome::Duplicate));
}
