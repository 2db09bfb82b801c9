use std::future::poll_fn;

use cyberfly_protocol::{Door, Level, Listen};
use tempfile::TempDir;

use super::*;

fn line(level: Level, message: &str, request: Option<&str>) -> LogLine {
    LogLine {
        sequence: 0,
        at: "2026-01-01T00:00:00Z".to_owned(),
        level,
        message: message.to_owned(),
        request_id: request.map(str::to_owned),
        fields: [("key".to_owned(), "value".to_owned())].into(),
    }
}

fn info(message: &str) -> LogLine {
    line(Level::Info, message, None)
}

fn open() -> (TempDir, Node, Arc<LogBook>) {
    let (temp, book) = (tempfile::tempdir().unwrap(), Arc::new(LogBook::default()));
    let node = Node::builder(temp.path()).logbook(Arc::clone(&book)).open().unwrap();
    node.serves_at(Listen::default());
    (temp, node, book)
}

async fn next(stream: &mut LogStream) -> Option<Logged> {
    poll_fn(|context| stream.as_mut().poll_next(context)).await.map(Result::unwrap)
}

async fn all(node: &Node, wanted: Logs) -> Vec<Result<(u64, String), u64>> {
    let (mut stream, mut told) = (node.logs(wanted).await.unwrap(), Vec::new());
    while let Some(next) = next(&mut stream).await {
        told.push(match next {
            Logged::Line(line) => Ok((line.sequence, line.message)),
            Logged::Lagged { missed } => Err(missed),
        });
    }
    told
}

#[tokio::test]
async fn a_reader_gets_the_lines_it_wants_in_order_and_then_the_end() {
    let (_temp, node, book) = open();
    assert_eq!(all(&node, Logs::default()).await, []);
    book.write(line(Level::Info, "one", Some("r1")));
    book.write(line(Level::Debug, "two", Some("r1")));
    book.write(line(Level::Warn, "three", None));
    let lines = |messages: &[(u64, &str)]| -> Vec<_> {
        messages.iter().map(|(number, message)| Ok((*number, (*message).to_owned()))).collect()
    };
    assert_eq!(all(&node, Logs::default()).await, lines(&[(1, "one"), (2, "two"), (3, "three")]));
    let level = Logs { level: Some(Level::Info), ..Logs::default() };
    assert_eq!(all(&node, level).await, lines(&[(1, "one"), (3, "three")]));
    let request = Logs { request_id: Some("r1".to_owned()), ..Logs::default() };
    assert_eq!(all(&node, request).await, lines(&[(1, "one"), (2, "two")]));
    let since = Logs { since: Some(2), ..Logs::default() };
    assert_eq!(all(&node, since).await, lines(&[(3, "three")]));
    let of_another_process = Logs { since: Some(99), ..Logs::default() };
    assert_eq!(all(&node, of_another_process).await.len(), 3);
}

#[tokio::test]
async fn a_follower_hears_what_comes_until_the_node_stops() {
    let (_temp, node, book) = open();
    let mut stream = node.logs(Logs { follow: true, ..Logs::default() }).await.unwrap();
    let writing = tokio::spawn({
        let book = Arc::clone(&book);
        async move { (0..250).for_each(|number| book.write(info(&number.to_string()))) }
    });
    for number in 0..250 {
        match next(&mut stream).await.unwrap() {
            Logged::Line(line) => assert_eq!((line.sequence, line.message), (number + 1, number.to_string())),
            lagged @ Logged::Lagged { .. } => panic!("{lagged:?}"),
        }
    }
    writing.await.unwrap();
    node.drain();
    assert_eq!(next(&mut stream).await, None);
}

#[tokio::test]
async fn what_is_kept_is_bounded_by_lines_and_by_bytes_and_who_is_too_slow_is_told() {
    let (_temp, node, book) = open();
    book.write(info("first"));
    let mut slow = node.logs(Logs { follow: true, ..Logs::default() }).await.unwrap();
    assert!(matches!(next(&mut slow).await, Some(Logged::Line(_))));
    for _ in 0..2 * LINES_KEPT {
        book.write(info("x"));
    }
    assert_eq!(book.lines().kept.len(), LINES_KEPT);
    assert_eq!(next(&mut slow).await, Some(Logged::Lagged { missed: LINES_KEPT as u64 }));
    for _ in 0..20 {
        book.write(info(&"y".repeat(100_000)));
    }
    assert!(book.lines().kept.len() < 20 && book.lines().bytes <= BYTES_KEPT);
    let before = book.lines().kept.len();
    book.write(info(&"z".repeat(2 * BYTES_KEPT)));
    assert_eq!(book.lines().kept.len(), before, "one line does not push all others out");
    let since = Logs { since: Some(book.lines().newest - 1), ..Logs::default() };
    assert_eq!(all(&node, since).await, [Err(1)]);
}
