//! The thread from a key to a value that is still there after a restart.

use std::fs::{self, File};
use std::io::Write;
use std::net::{TcpListener, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::disk::Disk;
use crate::lab::{Done, Lab, until};

#[test]
fn a_value_put_through_a_node_is_there_after_a_restart() {
    let lab = Lab::new().with_key();
    let node = lab.start();
    lab.run("data put greeting hello").ok();
    assert_eq!(lab.run("data get greeting").ok().out, b"hello");
    assert_eq!(node.end_by(Signal::TERM), 0);
    let node = lab.start();
    assert_eq!(lab.run("data get greeting").ok().out, b"hello");
    assert_eq!(node.end_by(Signal::INT), 0);
}

#[test]
fn a_command_that_finds_no_place_at_the_admin_socket_says_so_and_whatever_it_would_have_written_is_not() {
    let lab = Lab::new().with_key();
    let _node = lab.start();
    let socket = lab.data().join("admin.sock");
    let mut held = Vec::new();
    let hold = || UnixStream::connect(&socket).unwrap();
    held.extend((0..256).map(|_| hold()));
    // A place that somebody else had a moment ago may become free.
    until("all places are taken", || {
        held.push(hold());
        (0..3).all(|_| lab.run("status").code == 1)
    });
    lab.run("data put k v").fails(1, "256 connections");
    lab.feed("data import -", b"{\"key\": \"k\", \"type\": \"string\", \"value\": \"v\"}\n")
        .fails(1, "256 connections");
    held.truncate(128);
    // They are taken back one after the other; then it is seen that nothing was written.
    until("there is a place again", || lab.run("data get k").code != 1);
    lab.run("data get k").fails(4, "no key k");
}

#[test]
fn the_same_commands_work_when_no_node_runs() {
    let lab = Lab::new().with_key();
    lab.run("data put k offline").ok();
    assert_eq!(lab.run("data get k").ok().out, b"offline");
    let node = lab.start();
    assert_eq!(lab.run("data get k --online").ok().out, b"offline");
    lab.run("data put k online").ok();
    assert_eq!(node.end_by(Signal::TERM), 0);
    assert_eq!(lab.run("data get k --offline").ok().out, b"online");
    lab.run("data del k").ok();
    lab.run("data get k").fails(4, "no key k");
}

#[test]
fn verbose_says_which_way_was_taken() {
    let lab = Lab::new().with_key();
    assert!(lab.run("data put k v -v").ok().err.contains("in this process"));
    let _node = lab.start();
    assert!(lab.run("data put k v -v").ok().err.contains("through the node"));
}

#[test]
fn any_bytes_come_back_as_they_were() {
    let lab = Lab::new().with_key();
    let bytes: Vec<u8> = (0..=255u8).cycle().take(65_537).collect();
    lab.feed("data put bin", &bytes).ok();
    assert_eq!(lab.run("data get bin").ok().out, bytes);
    lab.run("data get bin --out copy").ok();
    assert_eq!(fs::read(lab.home().join("copy")).unwrap(), bytes);
    lab.run("data put again --file copy").ok();
    assert_eq!(lab.run("data get again").ok().out, bytes);
    let put_empty: Done = lab.command(["data", "put", "empty", ""]).output().unwrap().into();
    put_empty.ok();
    assert_eq!(lab.run("data get empty").ok().out, b"");
}

#[test]
fn openssl_reads_the_key_and_sees_the_same_public_half() {
    let lab = Lab::new();
    let made = lab.run("keygen --json").ok().json();
    let path = made["path"].as_str().unwrap();
    let openssl = Command::new("openssl").args(["pkey", "-in", path, "-noout", "-text_pub"]).output();
    let seen = String::from_utf8(openssl.unwrap().stdout).unwrap();
    let public: String = seen.chars().filter(char::is_ascii_hexdigit).collect();
    assert!(seen.contains("ED25519"), "{seen}");
    assert!(public.ends_with(made["public_key"].as_str().unwrap()), "{seen}");
}

#[test]
fn the_last_of_many_quick_writes_wins() {
    let lab = Lab::new().with_key();
    let _node = lab.start();
    for round in 0..20 {
        lab.run(&format!("data put k {round}")).ok();
    }
    assert_eq!(lab.run("data get k").ok().out, b"19");
}

#[test]
fn a_delete_takes_all_its_keys() {
    let lab = Lab::new().with_key();
    lab.run("data put a 1").ok();
    lab.run("data put b 2").ok();
    lab.run("data put c 3").ok();
    lab.run("data del a b never-there").ok();
    lab.run("data get a").fails(4, "no key a");
    lab.run("data get b").fails(4, "no key b");
    assert_eq!(lab.run("data get c").ok().out, b"3");
}

#[test]
fn status_tells_not_running_from_running() {
    let lab = Lab::new();
    let before = lab.run("status --json");
    assert_eq!((before.code, before.json()["state"].as_str()), (3, Some("not_running")));
    let node = lab.start();
    let status = node.status();
    assert_eq!(status["state"], "ready");
    assert_eq!(status["health"]["overall"], "ok");
    assert_eq!(status["node_id"].as_str().unwrap().len(), 64);
    assert!(status["listen"]["http"].as_str().unwrap().starts_with("127.0.0.1:"));
    assert_eq!(node.end_by(Signal::TERM), 0);
    assert_eq!(lab.run("status").code, 3);
}

#[test]
fn a_node_keeps_its_identity() {
    let lab = Lab::new();
    let node = lab.start();
    let id = node.status()["node_id"].clone();
    assert_eq!(node.end_by(Signal::TERM), 0);
    assert_eq!(lab.start().status()["node_id"], id);
}

#[test]
fn a_detached_node_is_ready_on_return_and_gone_after_stop() {
    let lab = Lab::new().with_key();
    let started = lab.run("start --detach --http 127.0.0.1:0 --json").ok().json();
    assert_eq!(started["state"], "ready");
    let pid = started["pid"].as_u64().unwrap();
    assert_eq!(lab.run("status --json").ok().json()["pid"], pid);
    lab.run("data put k v").ok();
    lab.run("stop").ok();
    assert!(!std::path::Path::new(&format!("/proc/{pid}/exe")).exists());
    assert!(!lab.data().join("admin.sock").exists());
    assert_eq!(lab.run("data get k --offline --timeout 0s").ok().out, b"v", "the lock is free");
    assert!(fs::read_to_string(lab.data().join("node.log")).unwrap().contains("ready"));
    lab.run("stop").fails(3, "no node runs");
}

#[test]
fn an_ephemeral_node_leaves_nothing() {
    let lab = Lab::new();
    let scratch = lab.home().join("scratch");
    fs::create_dir(&scratch).unwrap();
    let mut start = lab.command(["start", "--ephemeral", "--detach", "--http", "127.0.0.1:0", "--json"]);
    let done: Done = start.env("TMPDIR", &scratch).output().unwrap().into();
    let socket = done.ok().json()["listen"]["socket"].as_str().unwrap().to_owned();
    assert!(socket.starts_with(scratch.to_str().unwrap()));
    lab.run(&format!("status --socket {socket}")).ok();
    lab.run(&format!("stop --socket {socket}")).ok();
    assert_eq!(fs::read_dir(&scratch).unwrap().count(), 0);
    assert!(!lab.data().exists());
}

#[test]
fn a_write_that_is_not_on_the_disk_yet_does_not_say_so() {
    let lab = Lab::new().with_key();
    let put = |durability: &str| -> Done {
        let mut command = lab.command(["data", "put", "k", "v", "--json"]);
        command.env("CYBERFLY_STORAGE__DURABILITY", durability).output().unwrap().into()
    };
    assert_eq!(put("always").ok().json()["receipt"]["durable"], true);
    assert_eq!(put("interval:200ms").ok().json()["receipt"]["durable"], false);
    let refused = put("sometimes");
    assert!(refused.code == 2 && refused.err.contains("is no durability"), "{refused:?}");
}

#[test]
fn another_index_engine_serves_the_same_data() {
    let lab = Lab::new().with_key();
    let with = |engine: &str, line: &str| -> Done {
        let mut command = lab.command(line.split_whitespace());
        command.env("CYBERFLY_STORAGE__INDEX", engine).output().unwrap().into()
    };
    with("sled", "data put a 1").ok();
    assert_eq!(with("fjall", "data get a").ok().out, b"1");
    with("fjall", "data put b 2").ok();
    assert_eq!(with("sled", "data get b").ok().out, b"2");
    with("memory", "data get a").fails(2, "is no index engine");
}

#[test]
fn wait_waits_for_a_node_that_is_not_there_yet() {
    let lab = Lab::new();
    let waiting = lab.command(["wait", "--ready"]).spawn().unwrap();
    let _node = lab.start();
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(Lab::new().run("wait --timeout 50ms").fails(5, "no node was ready").code, 5);
}

#[test]
fn the_http_door_takes_signed_writes_and_keeps_the_operators_routes_shut() {
    use std::io::{Read, Write};
    let lab = Lab::new().with_key();
    let node = lab.start();
    lab.run("data put k v").ok();
    let address = node.status()["listen"]["http"].as_str().unwrap().to_owned();
    let ask = |request: String| {
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let get =
        |route: &str| ask(format!("GET {route} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    assert!(get("/readyz").starts_with("HTTP/1.1 200"));
    let db = lab.run("data get k --json").ok().json()["db"].as_str().unwrap().to_owned();
    assert!(get(&format!("/api/v1/value?db={db}&key=k")).contains(r#""value":"v""#));
    assert!(get("/api/v1/status").starts_with("HTTP/1.1 401"));
    assert!(get("/api/v1/value?db=x&key=k").starts_with("HTTP/1.1 400"));
    let refused = ask(
        "POST /api/v1/ops HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"
            .to_owned(),
    );
    assert!(refused.starts_with("HTTP/1.1 400") && refused.contains("not_canonical"), "{refused}");
    let stop = ask(
        "POST /api/v1/stop HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            .to_owned(),
    );
    assert!(stop.starts_with("HTTP/1.1 401"));
}

#[test]
fn systemd_is_told_ready_and_stopping() {
    let lab = Lab::new();
    let path = lab.home().join("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(crate::lab::PATIENCE)).unwrap();
    let mut command = lab.command(["start", "--http", "127.0.0.1:0"]);
    let mut child =
        command.env("NOTIFY_SOCKET", &path).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let receive = || {
        let mut buffer = [0; 256];
        let length = socket.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    };
    assert!(receive().contains("READY=1"));
    lab.run("stop").ok();
    assert!(receive().contains("STOPPING=1"));
    until("the node ends", || child.try_wait().unwrap().is_some());
}

#[test]
fn a_start_that_takes_long_says_what_it_does_when_it_is_asked() {
    use std::io::{BufRead, BufReader};
    for (flags, begins) in [("", "opening the data: "), ("--json", "{")] {
        // Each its own place: a start that was killed may leave half an index, and the next one says that first.
        let lab = Lab::new();
        fs::create_dir_all(lab.data()).unwrap();
        // A key that nobody writes holds the start up where an index that is built anew would.
        let key = lab.data().join("node.key");
        assert!(Command::new("mkfifo").args(["-m", "600"]).arg(&key).status().unwrap().success());
        let mut command = lab.command(format!("start --http 127.0.0.1:0 {flags}").split_whitespace());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        until("it listens to SIGUSR1", || {
            let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
            let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
            u64::from_str_radix(caught.trim(), 16).unwrap() & (1 << (10 - 1)) != 0
        });
        rustix::process::kill_process(rustix::process::Pid::from_child(&child), Signal::USR1).unwrap();
        let mut told = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut told).unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(told.starts_with(begins) && told.contains("opening the data"), "{told}");
    }
}

#[test]
fn a_node_whose_data_directory_is_taken_away_takes_no_write_and_says_why() {
    let lab = Lab::new().with_key();
    let node = lab.start();
    let away = lab.home().join("away");
    fs::rename(lab.data(), &away).unwrap();
    // The socket went along.
    let at = format!("--socket {}", away.join("admin.sock").display());
    lab.run(&format!("data put k v {at}")).fails(1, "");
    let told = lab.run(&format!("status {at}")).code_is(11);
    assert!(told.text().contains("the data directory is gone"), "{told:?}");
    fs::rename(&away, lab.data()).unwrap();
    lab.run("data put k v").ok();
    lab.run("status").ok();
    drop(node);
}

/// An index that a full disk broke is built anew by the node itself once there is room, and nothing acknowledged is lost.
#[test]
fn after_the_disk_was_full_under_the_index_the_node_is_well_again_by_itself() {
    let lab = Lab::new().with_key();
    let Some(disk) = Disk::new(&lab, "disk", 64) else { return };
    let data = lab.home().join("disk/data");
    let settings = [
        ("CYBERFLY_DATA_DIR", data.to_str().unwrap()),
        ("CYBERFLY_STORAGE__DISK_FLOOR", "1MiB"),
        ("CYBERFLY_HTTP__LISTEN", "127.0.0.1:0"),
    ];
    let run = |line: &str| -> Done {
        let mut command = lab.command(line.split_whitespace());
        command.envs(settings).output().unwrap().into()
    };
    run("start --detach").ok();
    let before = run("status --json").ok().json();
    let lines = |round: usize| -> String {
        let value = "v".repeat(200);
        (0..20_000)
            .map(|n| format!("{{\"key\":\"r{round}/{n}\",\"type\":\"string\",\"value\":\"{value}\"}}\n"))
            .collect()
    };
    let operations = || run("status --json").json()["operations"].as_u64().unwrap();
    let is_broken = (0..12).any(|round| {
        let file = lab.home().join("lines");
        File::create(&file).unwrap().write_all(lines(round).as_bytes()).unwrap();
        let before = operations();
        let mut import = lab.command(["data", "import", "lines", "--batch", "100", "--quiet"]);
        let mut import = import.envs(settings).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until("it is under way", || operations() > before + 40);
        disk.fill();
        import.wait().unwrap();
        // What was applied is written out within half a second. There is no room for it then, and the next write hears of it.
        let full = Instant::now();
        while full.elapsed() < Duration::from_millis(1500) {
            run("status");
        }
        disk.unfill();
        let done = run("data put k v");
        done.code != 0 && done.err.contains("the index failed")
    });
    assert!(is_broken, "the disk did not break the index");
    until("it is well again", || run("status").code == 0);
    let after = run("status --json").ok().json();
    assert_eq!(after["pid"], before["pid"], "it is the same process");
    assert_eq!(after["listen"], before["listen"], "it is where it was");
    assert!(operations() > 0, "what was acknowledged is there");
    run("data put after it").ok();
    run("verify").ok();
    run("stop").ok();
}

/// With its index a node starts on a full disk and is read; without one, it says what it wants, and has all when it has it.
#[test]
fn a_node_that_finds_its_disk_full_at_the_start_serves_reads_or_says_what_to_do() {
    for engine in ["sled", "fjall"] {
        let lab = Lab::new().with_key();
        let Some(disk) = Disk::new(&lab, "disk", 64) else { return };
        let data = lab.home().join("disk/data");
        let settings = [
            ("CYBERFLY_DATA_DIR", data.to_str().unwrap()),
            ("CYBERFLY_STORAGE__DISK_FLOOR", "1MiB"),
            ("CYBERFLY_STORAGE__INDEX", engine),
            ("CYBERFLY_HTTP__LISTEN", "127.0.0.1:0"),
        ];
        let run = |line: &str| -> Done {
            let mut command = lab.command(line.split_whitespace());
            command.envs(settings).output().unwrap().into()
        };
        let lines: String = (0..5_000)
            .map(|n| format!("{{\"key\":\"k{n}\",\"type\":\"string\",\"value\":\"v{n}\"}}\n"))
            .collect();
        lab.file("lines", &lines);
        run("data import lines --quiet").ok();
        disk.fill();
        run("start --detach").ok();
        assert!(run("status").code_is(11).text().contains("disk_space"), "{engine}");
        assert_eq!(run("data get k4999").ok().out, b"v4999");
        assert!(run("data put k4999 w").err.contains("too little space is left"), "{engine}");
        disk.unfill();
        until("it is well by itself", || run("status").code == 0);
        run("data put k4999 w").ok();
        run("stop").ok();
        fs::remove_dir_all(data.join("index")).unwrap();
        disk.fill();
        for line in ["start --detach", "start", "data get k4999"] {
            let refused = run(line).fails(1, "too little space is left");
            assert!(refused.err.contains("make room on the disk"), "{engine}: {refused:?}");
        }
        disk.unfill();
        run("start --detach").ok();
        assert_eq!(run("data get k4999").ok().out, b"w");
        run("status").ok();
        run("stop").ok();
    }
}

/// The ports that a node had before it began anew are its own again, but for those that somebody else has now.
#[test]
fn a_node_that_begins_anew_takes_other_ports_where_its_own_are_taken() {
    let (door, quic) = (TcpListener::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
    let ports = (door.local_addr().unwrap().port(), quic.local_addr().unwrap().port());
    let had = format!("{} {}", ports.0, ports.1);
    let now = |lab: &Lab| -> (u16, u16) {
        let node = lab.start_with(&[("CYBERFLY_BEGUN_ANEW", &had)]);
        let listen = node.status()["listen"].clone();
        let port = |at: &serde_json::Value| at.as_str().unwrap().rsplit(':').next().unwrap().parse().unwrap();
        (port(&listen["http"]), port(&listen["quic"][0]))
    };
    let lab = Lab::new();
    let others = now(&lab);
    assert!(others.0 != ports.0 && others.1 != ports.1, "{others:?} while {ports:?} are taken");
    drop(door);
    let half = now(&lab);
    assert!(half.0 == ports.0 && half.1 != ports.1, "{half:?}, of {ports:?}");
    drop(quic);
    assert_eq!(now(&lab), ports);
}
