use std::time::Duration;

use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};

use super::super::gate::Gate;
use super::*;

fn claim(author: u8, number: u64) -> Claimed {
    let key = SecretKey::from_seed(&[author; 32]);
    let writes = vec![Write::string(Key::new("k").unwrap(), vec![b'v'])];
    let db = DbName::new("default", key.public()).unwrap();
    let stamp = Stamp::at_millis(number);
    let operation = Draft { db, stamp, writes, expires: None, device: None }.sign(&key).unwrap();
    Claimed::decode(operation.bytes()).unwrap()
}

/// The same with a signature that is none.
fn forged(author: u8, number: u64) -> Claimed {
    let mut bytes = claim(author, number).bytes().to_vec();
    // Within `R`, so that it decodes and stays below every limit.
    let at = bytes.len() - 40;
    bytes[at] ^= 1;
    Claimed::decode(&bytes).unwrap()
}

fn admitted(gate: &Gate, claim: Claimed) -> Admitted {
    let source = Source::of(None, claim.author());
    Admitted { source, claim, pass: gate.enter(0).unwrap() }
}

fn jobs(gate: &Gate, claims: Vec<Claimed>) -> (Vec<Job>, Vec<oneshot::Receiver<Verdict>>) {
    let job = |claim| {
        let (answer, verdict) = oneshot::channel();
        (Job { admitted: admitted(gate, claim), since: Instant::now(), answer }, verdict)
    };
    claims.into_iter().map(job).unzip()
}

#[test]
fn a_batch_with_bad_ones_names_them_and_they_alone_are_suspects() {
    let (gate, observer, suspects) = (Gate::new(), Observer::new(), Suspects::default());
    let claims = (0..40).map(|n| if n % 13 == 7 { forged(2, n) } else { claim(1, n) }).collect();
    let (jobs, verdicts) = jobs(&gate, claims);
    check(jobs, &mut KnownKeys::new(), &suspects, &observer, &[0; 32]);
    for (number, mut verdict) in verdicts.into_iter().enumerate() {
        let code = verdict.try_recv().unwrap().map_err(|error| error.code()).map(drop);
        let expected = if number % 13 == 7 { Err(ErrorCode::BadSignature) } else { Ok(()) };
        assert_eq!(code, expected, "{number}");
    }
    let is_suspect = |author| suspects.has(Source::of(None, claim(author, 0).author()), Instant::now());
    assert!(is_suspect(2) && !is_suspect(1));
    assert_eq!(gate.taken(), 0, "whoever is answered leaves the path");
}

/// Nobody takes anything from its lanes.
fn without_threads(observer: &Arc<Observer>) -> Verifier {
    Verifier {
        fast: Arc::new(Lane::of(TOGETHER)),
        slow: Arc::new(Lane::of(1)),
        suspects: Arc::default(),
        observer: Arc::clone(observer),
        seed: [0; 32],
        on_the_spot: Mutex::new(KnownKeys::new()),
    }
}

#[test]
fn one_that_is_alone_is_checked_on_the_spot_and_those_that_come_while_it_is_on_its_way_together() {
    let (gate, verifier) = (Gate::new(), without_threads(&Arc::new(Observer::new())));
    let first = verifier.begin(admitted(&gate, claim(1, 0))).unwrap().try_recv().unwrap().unwrap();
    let mut second = verifier.begin(admitted(&gate, claim(1, 1))).unwrap();
    assert!(second.try_recv().is_err(), "the first is not committed yet");
    assert_eq!(verifier.fast.waiting().jobs.len(), 1);
    drop((first, verifier.fast.take()));
    let forged = verifier.begin(admitted(&gate, forged(1, 2))).unwrap().try_recv().unwrap();
    assert_eq!(forged.unwrap_err().code(), ErrorCode::BadSignature);
    let mut suspect = verifier.begin(admitted(&gate, claim(1, 3))).unwrap();
    assert!(suspect.try_recv().is_err(), "whoever sent it waits in the slow lane now");
}

#[test]
fn a_long_one_is_left_to_the_threads() {
    let (gate, verifier) = (Gate::new(), without_threads(&Arc::new(Observer::new())));
    let key = SecretKey::from_seed(&[1; 32]);
    let writes = vec![Write::string(Key::new("k").unwrap(), vec![b'v'; ON_THE_SPOT_BYTES])];
    let db = DbName::new("default", key.public()).unwrap();
    let draft = Draft { db, stamp: Stamp::at_millis(1), writes, expires: None, device: None };
    let long = Claimed::decode(draft.sign(&key).unwrap().bytes()).unwrap();
    assert!(verifier.begin(admitted(&gate, long)).unwrap().try_recv().is_err());
}

#[test]
fn what_waits_is_checked_together_and_a_closed_lane_is_emptied_first() {
    let gate = Gate::new();
    let lane = Lane::of(TOGETHER);
    let (jobs, _verdicts) = jobs(&gate, (0..300).map(|n| claim(1, n)).collect());
    lane.waiting().jobs.extend(jobs);
    lane.waiting().is_closed = true;
    assert_eq!(lane.take().len(), TOGETHER);
    assert_eq!(lane.take().len(), 300 - TOGETHER);
    assert!(lane.take().is_empty());
}

#[test]
fn a_suspect_waits_with_suspects_and_too_many_of_them_are_turned_away() {
    let (gate, observer) = (Gate::new(), Arc::new(Observer::new()));
    let verifier = without_threads(&observer);
    verifier.suspects.note(Source::of(None, claim(2, 0).author()), Instant::now());
    for number in 0..SLOW_LIMIT {
        verifier.begin(admitted(&gate, claim(2, number as u64))).unwrap();
    }
    let refused = verifier.begin(admitted(&gate, claim(2, 999))).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Overloaded);
    let _on_its_way = verifier.begin(admitted(&gate, claim(1, 0))).unwrap();
    assert_eq!(verifier.fast.waiting().jobs.len(), 1, "an honest author is not held up");
    assert_eq!(gate.taken(), SLOW_LIMIT + 1, "whoever is turned away leaves the path");
}

#[tokio::test]
async fn both_lanes_answer() {
    let gate = Gate::new();
    let verifier = Verifier::start(&Arc::new(Observer::new())).unwrap();
    let patience = Duration::from_secs(60);
    for (claim, expected) in [
        (forged(1, 1), Err(ErrorCode::BadSignature)),
        // By now this author is a suspect.
        (claim(1, 2), Ok(())),
        (forged(1, 3), Err(ErrorCode::BadSignature)),
    ] {
        let verdict = verifier.begin(admitted(&gate, claim)).unwrap();
        let verdict = tokio::time::timeout(patience, verdict).await.unwrap().unwrap();
        assert_eq!(verdict.map(drop).map_err(|error| error.code()), expected);
    }
}
