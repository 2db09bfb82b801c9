//! How a node tells how it is: health, numbers, events, its log, and systemd.

use std::fs;
use std::future::poll_fn;
use std::io::{Read, Write};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::Stdio;

use cyberfly_client::{Connect, NodeClient};
use cyberfly_protocol::{
    Change, Door, Event, HealthState, Level, Logged, Logs, NodeState, Observe, Observed, ReplyStream, Watch,
    WatchStream, Watched,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::lab::{Lab, PATIENCE, until};

/// Writes a file that another process may read at any moment.
fn write(path: &std::path::Path, text: &str) {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap()).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.persist(path).unwrap();
}

/// What the admin socket answers to a request.
fn ask(lab: &Lab, request: &str) -> String {
    let mut stream = UnixStream::connect(lab.data().join("admin.sock")).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

pub(crate) fn get(lab: &Lab, route: &str) -> String {
    ask(lab, &format!("GET {route} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
}

pub(crate) fn client(lab: &Lab) -> NodeClient {
    match NodeClient::at_socket(&lab.data().join("admin.sock"), PATIENCE).unwrap() {
        Connect::Listening(client) => client,
        Connect::Nobody | Connect::NotAllowed => panic!("nobody listens"),
    }
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub(crate) async fn heard<T>(stream: &mut ReplyStream<T>) -> Option<T> {
    let next = poll_fn(|context| stream.as_mut().poll_next(context));
    tokio::time::timeout(PATIENCE, next).await.unwrap().map(Result::unwrap)
}

async fn change(stream: &mut WatchStream) -> Change {
    loop {
        if let Watched::Change(change) = heard(stream).await.unwrap() {
            return change;
        }
    }
}

#[test]
fn every_check_is_told_at_the_door_and_to_clients() {
    let lab = Lab::new();
    let node = lab.start();
    let answer = get(&lab, "/healthz");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let report = block_on(client(&lab).health()).unwrap();
    assert_eq!(report.overall, HealthState::Ok, "{report:?}");
    let status = node.status();
    for check in report.checks {
        assert!(answer.contains(&format!("\"name\":\"{}\"", check.name)));
        assert_eq!(status["health"]["components"][&check.component], "ok");
    }
    assert!(get(&lab, "/readyz").contains(r#""durability":"always""#));
}

#[test]
fn numbers_come_in_both_formats_and_count_what_was_asked() {
    let lab = Lab::new().with_key();
    let _node = lab.start();
    lab.run("data put k v").ok();
    let text = get(&lab, "/metrics");
    assert!(text.contains("content-type: text/plain; version=0.0.4"), "{text}");
    assert!(text.contains("cyberfly_operations_committed_total{outcome=\"applied\"} 1"), "{text}");
    assert!(text.contains("cyberfly_requests_total{door=\"socket\",route=\"/api/v1/ops\",status=\"2xx\"} 1"));
    assert!(text.contains("cyberfly_limit_refusals_total{limit=\"requests\"} 0"));
    get(&lab, "/no/such/route");
    let accept = "accept: application/openmetrics-text;version=1.0.0";
    let text =
        ask(&lab, &format!("GET /metrics HTTP/1.1\r\nhost: x\r\n{accept}\r\nconnection: close\r\n\r\n"));
    assert!(text.contains("content-type: application/openmetrics-text") && text.contains("# EOF"), "{text}");
    assert!(
        text.contains("cyberfly_requests_total{door=\"socket\",route=\"none\",status=\"4xx\"} 1"),
        "{text}"
    );
}

#[test]
fn a_watcher_that_comes_again_goes_on_where_it_was() {
    let lab = Lab::new().with_key();
    let node = lab.start();
    lab.run("data put a 1").ok();
    let db = lab.run("data get a --json").ok().json()["db"].as_str().unwrap().parse().unwrap();
    let everything = Watch { db, prefix: String::new(), since: None };
    let asked = |since: Option<&str>| Watch { since: since.map(str::to_owned), ..everything.clone() };
    let client = client(&lab);
    let cursor = block_on(async {
        let mut stream = client.watch(asked(Some("0"))).await.unwrap();
        let first = change(&mut stream).await;
        assert_eq!(first.keys[0].key, "a");
        tokio::task::spawn_blocking({
            let mut put = lab.command(["data", "put", "b", "2"]);
            move || assert!(put.output().unwrap().status.success())
        });
        let second = change(&mut stream).await;
        assert_eq!(second.keys[0].key, "b");
        second.cursor
    });
    lab.run("data put c 3").ok();
    block_on(async {
        let mut stream = client.watch(asked(Some(&cursor))).await.unwrap();
        assert_eq!(change(&mut stream).await.keys[0].key, "c");
        let refused = client.watch(asked(Some("nonsense"))).await.err().unwrap();
        assert_eq!(refused.code, "bad_request");
        assert_eq!(node.end_by(Signal::TERM), 0, "a watcher does not hold up the end");
        assert_eq!(heard(&mut stream).await, None);
    });
}

#[test]
fn an_observer_of_a_running_node_sees_its_figures_its_events_and_its_end() {
    let lab = Lab::new().with_key();
    let node = lab.start();
    lab.run("data put k v").ok();
    let client = client(&lab);
    block_on(async {
        let mut stream = client.observe(Observe::default()).await.unwrap();
        let Some(Observed::Sample(first)) = heard(&mut stream).await else { panic!("no sample") };
        assert_eq!((first.counters.operations_applied, first.status.operations), (1, Some(1)));
        assert!(first.connections.socket >= 1 && first.counters.bytes_received > 0 && first.health.is_some());
        tokio::task::spawn_blocking({
            let mut put = lab.command(["data", "put", "k", "w"]);
            move || assert!(put.output().unwrap().status.success())
        });
        let mut is_told = false;
        loop {
            match heard(&mut stream).await.unwrap() {
                Observed::Event(event) => is_told |= matches!(event.event, Event::Committed(_)),
                Observed::Sample(sample) if sample.counters.operations_applied == 2 => {
                    assert!(is_told || sample.latencies.write.is_some(), "{sample:?}");
                    break;
                }
                _ => {}
            }
        }
        assert_eq!(node.end_by(Signal::TERM), 0, "an observer does not hold up the end");
        let mut last = None;
        while let Some(observed) = heard(&mut stream).await {
            last = Some(observed);
        }
        assert!(
            matches!(&last, Some(Observed::Sample(sample)) if sample.status.state == NodeState::Draining),
            "{last:?}"
        );
    });
}

#[test]
fn the_log_of_a_running_node_is_read_by_its_door_and_by_request() {
    let lab = Lab::new();
    let node = lab.start();
    let client = client(&lab);
    ask(&lab, "GET /no/such/route HTTP/1.1\r\nhost: x\r\nx-request-id: mine\r\nconnection: close\r\n\r\n");
    block_on(async {
        let debug = "{\"level\":\"debug\"}";
        let head = format!("POST /api/v1/log HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n", debug.len());
        ask(&lab, &format!("{head}content-type: application/json\r\nconnection: close\r\n\r\n{debug}"));
        let mut follow = client.logs(Logs { follow: true, ..Logs::default() }).await.unwrap();
        loop {
            // The switch to another level is made beside the answer.
            ask(&lab, "GET /no HTTP/1.1\r\nhost: x\r\nx-request-id: mine\r\nconnection: close\r\n\r\n");
            let mut mine = client
                .logs(Logs {
                    request_id: Some("mine".to_owned()),
                    level: Some(Level::Debug),
                    ..Logs::default()
                })
                .await
                .unwrap();
            if let Some(Logged::Line(line)) = heard(&mut mine).await {
                assert_eq!(line.request_id.as_deref(), Some("mine"));
                break;
            }
        }
        loop {
            match heard(&mut follow).await.unwrap() {
                Logged::Line(line) if line.request_id.as_deref() == Some("mine") => break,
                Logged::Line(_) => {}
                lagged @ Logged::Lagged { .. } => panic!("{lagged:?}"),
            }
        }
        assert_eq!(node.end_by(Signal::TERM), 0);
    });
}

#[test]
fn a_hangup_reads_the_configuration_again_and_a_bad_one_changes_nothing() {
    let lab = Lab::new();
    let file = lab.home().join("c.toml");
    write(&file, "[log]\nlevel = \"info\"\n");
    let started = lab.run("start --detach --http 127.0.0.1:0 --config c.toml --json").ok().json();
    let pid = Pid::from_raw(i32::try_from(started["pid"].as_u64().unwrap()).unwrap()).unwrap();
    let log = || fs::read_to_string(lab.data().join("node.log")).unwrap();
    let logs_debug = || {
        get(&lab, "/no/such/route");
        log().contains("DEBUG")
    };
    assert!(!logs_debug());
    write(&file, "[log]\nlevel = \"debug\"\n[storage]\nindex = \"fjall\"\n");
    kill_process(pid, Signal::HUP).unwrap();
    until("the level changes", logs_debug);
    until("what changed is told", || log().contains(r#"log.level: \"info\" -> \"debug\""#));
    assert!(log().contains(r#"needs_restart="storage.index: \"sled\" -> \"fjall\""#), "{}", log());
    write(&file, "[log]\nlevel = \"warn\"\n[http]\nlistn = 1\n");
    kill_process(pid, Signal::HUP).unwrap();
    until("the bad one is told", || log().contains("the configuration stays as it was"));
    assert!(log().contains("did you mean http.listen?"), "{}", log());
    let lines = log().lines().count();
    until("debug is still logged", || logs_debug() && log().lines().count() > lines);
    lab.run("stop").ok();
}

#[test]
fn an_operator_changes_the_level_of_the_log_at_once() {
    let lab = Lab::new();
    lab.run("start --detach --http 127.0.0.1:0").ok();
    let log = || fs::read_to_string(lab.data().join("node.log")).unwrap();
    let set = |level: &str| {
        let body = format!("{{\"level\":\"{level}\"}}");
        let head =
            "POST /api/v1/log HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json";
        ask(&lab, &format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()))
    };
    assert!(set("debug").starts_with("HTTP/1.1 200"));
    until("debug is logged", || {
        get(&lab, "/no/such/route");
        log().contains("DEBUG") && log().contains("request{id=")
    });
    assert!(set("loud").starts_with("HTTP/1.1 400"));
    lab.run("stop").ok();
}

#[test]
fn a_line_about_a_request_names_it_once_whatever_the_level() {
    for level in ["info", "debug"] {
        let lab = Lab::new().with_key();
        lab.run("data put k before").ok();
        let mut start = lab.command(["start", "--detach", "--http", "127.0.0.1:0"]);
        start.env("CYBERFLY_LOG__LEVEL", level).env("CYBERFLY_STORAGE__DISK_FLOOR", "900000GiB");
        assert!(start.output().unwrap().status.success());
        lab.run("data put k v").fails(1, "too little space");
        lab.run("stop").ok();
        let log = fs::read_to_string(lab.data().join("node.log")).unwrap();
        let told = log.lines().find(|line| line.contains("status=507")).unwrap();
        assert_eq!(told.matches("request{id=").count(), 1, "{told}");
        assert!(told.contains(r#"method=POST path="/api/v1/ops"}: refused"#), "{told}");
    }
}

#[test]
fn a_log_for_machines_is_one_document_a_line() {
    let lab = Lab::new();
    let mut start = lab.command(["start", "--detach", "--http", "127.0.0.1:0"]);
    let started = start.env("CYBERFLY_LOG__FORMAT", "json").env("CYBERFLY_LOG__LEVEL", "debug").output();
    assert!(started.unwrap().status.success());
    get(&lab, "/no/such/route");
    lab.run("stop").ok();
    let log = fs::read_to_string(lab.data().join("node.log")).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["message"] == "ready" && line["level"] == "INFO"), "{log}");
    let refused = lines.iter().find(|line| line["code"] == "not_found").unwrap();
    assert!(refused["spans"][0]["id"].as_str().unwrap().len() > 8, "{refused}");
}

#[test]
fn systemd_hears_that_the_node_lives_and_when_it_reads_its_configuration_again() {
    let lab = Lab::new();
    let path = lab.home().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut command = lab.command(["start", "--http", "127.0.0.1:0"]);
    command.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "100000");
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let hear = |word: &str| {
        let mut buffer = [0; 256];
        loop {
            let length = socket.recv(&mut buffer).unwrap();
            let told = String::from_utf8_lossy(&buffer[..length]).into_owned();
            if told.contains(word) {
                return told;
            }
        }
    };
    hear("READY=1");
    hear("WATCHDOG=1");
    hear("WATCHDOG=1");
    kill_process(Pid::from_child(&child), Signal::HUP).unwrap();
    assert!(hear("RELOADING=1").contains("MONOTONIC_USEC="));
    hear("READY=1");
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    hear("STOPPING=1");
    until("the node ends", || child.try_wait().unwrap().is_some());
}
