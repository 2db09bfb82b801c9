use std::future::poll_fn;
use std::path::Path;
use std::time::Duration;

use cyberfly_core::{DbName, Draft, Key, SecretKey, Stamp, Write};
use cyberfly_protocol::{Door, HealthState, Listen, NodeState, Sample};

use super::*;

fn open(folder: &Path) -> Node {
    let node = Node::builder(folder).open().unwrap();
    node.serves_at(Listen::default());
    node
}

fn signed(number: u64) -> Vec<u8> {
    let secret = SecretKey::from_seed(&[3; 32]);
    let writes = vec![Write::string(Key::new("k").unwrap(), b"v".to_vec())];
    let db = DbName::new("a", secret.public()).unwrap();
    let draft = Draft { db, stamp: Stamp::at_millis(number), writes, expires: None, device: None };
    draft.sign(&secret).unwrap().bytes().to_vec()
}

fn often() -> Observe {
    Observe { interval: *INTERVALS.start(), committed: true }
}

async fn next(stream: &mut ObserveStream) -> Option<Observed> {
    poll_fn(|context| stream.as_mut().poll_next(context)).await.map(Result::unwrap)
}

async fn sample(stream: &mut ObserveStream) -> Sample {
    loop {
        if let Observed::Sample(sample) = next(stream).await.unwrap() {
            return *sample;
        }
    }
}

#[tokio::test]
async fn the_first_sample_comes_at_once_with_every_check_and_without_figures_of_no_time() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    node.submit(signed(1)).await.unwrap();
    let mut stream = node.observe(Observe::default()).await.unwrap();
    let first = sample(&mut stream).await;
    assert_eq!((first.since_seconds, first.latencies.write), (None, None));
    assert_eq!((first.counters.operations_received, first.counters.operations_applied), (1, 1));
    assert_eq!((first.status.state, first.status.operations), (NodeState::Ready, Some(1)));
    assert_eq!(first.health.unwrap().overall, HealthState::Ok);
    assert!(first.process.resident_bytes > Some(0) && first.store.disk_free > Some(0));
    let limit = first.limits.iter().find(|limit| limit.name == "observers").unwrap();
    assert_eq!((limit.in_use, limit.refused), (Some(1), 0));
}

#[tokio::test]
async fn a_later_sample_tells_what_happened_since_and_figures_that_took_a_walk() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let mut stream = node.observe(often()).await.unwrap();
    assert_eq!(sample(&mut stream).await.store.live_bytes, None, "nobody has looked yet");
    for number in 1..=5 {
        node.submit(signed(number)).await.unwrap();
    }
    assert!(node.submit(b"garbage".to_vec()).await.is_err());
    let second = sample(&mut stream).await;
    assert!(second.since_seconds > Some(0.0));
    assert_eq!(second.latencies.write.unwrap().count, 5);
    assert!(second.latencies.commit.unwrap().count >= 1 && second.latencies.request.is_none());
    assert_eq!((second.counters.operations_received, second.counters.operations_refused), (6, 1));
    assert!(second.health.is_none(), "nothing has changed");
    while sample(&mut stream).await.store.live_bytes.is_none() {}
}

#[tokio::test]
async fn events_come_as_they_happen_and_committed_operations_only_if_they_are_wanted() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let mut all = node.observe(Observe::default()).await.unwrap();
    let mut few = node.observe(Observe { committed: false, ..Observe::default() }).await.unwrap();
    node.submit(signed(1)).await.unwrap();
    let is_committed = |observed: &Observed| matches!(observed, Observed::Event(numbered) if matches!(numbered.event, Event::Committed(_)));
    while !is_committed(&next(&mut all).await.unwrap()) {}
    node.drain();
    let mut last = None;
    while let Some(observed) = next(&mut few).await {
        assert!(!is_committed(&observed));
        last = Some(observed);
    }
    match last.unwrap() {
        Observed::Sample(sample) => assert_eq!(sample.status.state, NodeState::Draining),
        other => panic!("the end is a sample, not {other:?}"),
    }
}

#[tokio::test]
async fn one_who_does_not_listen_is_told_how_much_went_by() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    let mut stream = node.observe(Observe::default()).await.unwrap();
    sample(&mut stream).await;
    for _ in 0..crate::EVENTS_KEPT + 10 {
        node.0.observer.events.tell(Event::LimitHit { limit: "queue".to_owned(), times: 1 });
    }
    loop {
        match next(&mut stream).await.unwrap() {
            Observed::Lagged { missed } => {
                assert_eq!(missed, 10);
                return;
            }
            Observed::Sample(_) => {}
            Observed::Event(event) => panic!("{event:?} came out of turn"),
        }
    }
}

#[tokio::test]
async fn observers_are_bounded_and_an_interval_has_its_limits() {
    let temp = tempfile::tempdir().unwrap();
    let node = open(temp.path());
    for millis in [0, 249, 60_001] {
        let wanted = Observe { interval: Duration::from_millis(millis), committed: true };
        assert_eq!(node.observe(wanted).await.err().unwrap().code(), ErrorCode::BadRequest);
    }
    let mut streams = Vec::new();
    for _ in 0..OBSERVERS_LIMIT {
        streams.push(node.observe(Observe::default()).await.unwrap());
    }
    let refused = node.observe(Observe::default()).await.err().unwrap();
    assert_eq!(refused.code(), ErrorCode::ResourceExhausted);
    streams.pop();
    assert!(node.observe(Observe::default()).await.is_ok());
}
