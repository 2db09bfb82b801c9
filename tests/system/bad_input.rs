//! Wrong input and bad surroundings: each a clear error, an exit code from the table, and nothing touched.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

use rustix::process::Signal;

use crate::lab::{Done, Lab};

#[test]
fn without_a_home_every_command_says_what_to_name() {
    let lab = Lab::new();
    for line in ["start", "status", "stop", "wait", "keygen", "data get k", "data put k v"] {
        let done: Done = lab.command(line.split(' ')).env_remove("HOME").output().unwrap().into();
        done.fails(2, "is set");
    }
}

#[test]
fn without_a_key_data_commands_say_how_to_make_one() {
    let lab = Lab::new();
    for line in ["data put k v", "data get k", "data del k"] {
        lab.run(line).fails(4, "hint: make one: cyberfly keygen");
    }
    assert!(!lab.data().exists());
}

#[test]
fn a_directory_in_use_is_exit_7_and_says_by_whom() {
    let lab = Lab::new().with_key();
    let node = lab.start();
    let pid = node.status()["pid"].to_string();
    lab.run("start --http 127.0.0.1:0").fails(7, &format!("pid {pid}"));
    lab.run("data put k v --offline --timeout 50ms").fails(7, &format!("pid {pid}"));
    assert_eq!(node.status()["state"], "ready");
}

#[test]
fn a_directory_that_cannot_be_written_is_named() {
    let lab = Lab::new().with_key();
    // Root may write everywhere but where the kernel itself says no.
    lab.run("start --data-dir /proc/cyberfly").fails(1, "/proc/cyberfly");
    lab.run("data put k v --data-dir /proc/cyberfly").fails(1, "/proc/cyberfly");
    lab.run("data put k v --data-dir /dev/null/x").fails(1, "/dev/null/x");
}

#[test]
fn a_socket_path_that_is_too_long_is_refused_before_anything_is_opened() {
    let lab = Lab::new();
    let long = "x".repeat(120);
    lab.run(&format!("start --socket /tmp/{long}")).fails(2, "a socket's has at most 107");
    lab.run(&format!("status --data-dir /tmp/{long}")).fails(2, "hint: name a shorter one with --socket");
    assert!(!lab.data().exists());
}

#[test]
fn a_stale_socket_and_a_stale_lock_stop_nobody() {
    let lab = Lab::new().with_key();
    lab.start().kill();
    assert!(lab.data().join("admin.sock").exists() && lab.data().join("lock").exists());
    assert_eq!(lab.run("status").code, 3);
    lab.run("data put k v").ok();
    assert_eq!(lab.start().end_by(Signal::TERM), 0);
}

#[test]
fn a_file_where_the_socket_should_be_is_left_alone() {
    let lab = Lab::new();
    fs::create_dir_all(lab.data()).unwrap();
    let file = lab.data().join("admin.sock");
    fs::copy("/etc/hostname", &file).unwrap();
    lab.run("start --http 127.0.0.1:0").fails(1, "is no socket; it was left alone");
    assert_eq!(fs::read(&file).unwrap(), fs::read("/etc/hostname").unwrap());
}

#[test]
fn a_port_in_use_is_exit_1_and_leaves_no_socket() {
    let lab = Lab::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    lab.run(&format!("start --http {address}")).fails(1, &format!("cannot listen on {address}"));
    lab.run(&format!("start --detach --http {address}")).fails(1, "hint: another port");
    assert!(!lab.data().join("admin.sock").exists());
}

#[test]
fn an_unknown_config_key_is_named_with_the_nearest() {
    let lab = Lab::new();
    let path = lab.home().join("c.toml");
    std::io::Write::write_all(&mut fs::File::create(&path).unwrap(), b"[http]\nlisen = '127.0.0.1:1'\n")
        .unwrap();
    lab.run("start --config c.toml").fails(2, "hint: did you mean http.listen?");
    lab.run("start --config missing.toml").fails(2, "missing.toml");
    assert!(!lab.data().exists());
}

#[test]
fn what_is_not_a_key_is_refused_before_anything_is_stored() {
    let lab = Lab::new().with_key();
    let put = |key: &str| -> Done { lab.command(["data", "put", key, "v"]).output().unwrap().into() };
    put("").fails(10, "1 to 256 bytes");
    put(&"k".repeat(257)).fails(10, "1 to 256 bytes");
    put("a\nb").fails(10, "control characters");
    put("~reserved").fails(10, "~first/");
    put(&"k".repeat(256)).ok();
    put("spaces and \"quotes\" and \u{1f41d}").ok();
    let done: Done = lab.command(["data", "put", "--", "-dash", "v"]).output().unwrap().into();
    done.ok();
}

#[test]
fn an_empty_standard_input_is_not_taken_for_a_value() {
    let lab = Lab::new().with_key();
    lab.run("data put k before").ok();
    for line in ["data put k", "data put k -"] {
        lab.feed(line, b"").fails(10, "standard input was empty; nothing was stored");
    }
    assert_eq!(lab.run("data get k").ok().out, b"before");
}

#[test]
fn a_value_of_10_mebibytes_is_the_largest() {
    let lab = Lab::new().with_key();
    let largest = vec![b'x'; 10 * 1024 * 1024];
    lab.feed("data put k", &largest).ok();
    let too_large = [largest.as_slice(), b"y"].concat();
    lab.feed("data put k", &too_large).fails(10, "at most 10485760 bytes; nothing was stored");
    assert!(lab.run("data get k").ok().out == largest);
    let _node = lab.start();
    lab.feed("data put j", &largest).ok();
    assert!(lab.run("data get j").ok().out == largest);
}

#[test]
fn a_key_file_that_others_can_read_is_refused_with_the_remedy() {
    let lab = Lab::new().with_key();
    let pem = lab.home().join(".config/cyberfly/keys/default.pem");
    fs::set_permissions(&pem, Permissions::from_mode(0o644)).unwrap();
    lab.run("data put k v").fails(6, &format!("hint: chmod 600 {}", pem.display()));
}

#[test]
fn a_key_is_never_overwritten() {
    let lab = Lab::new().with_key();
    let pem = lab.home().join(".config/cyberfly/keys/default.pem");
    let before = fs::read(&pem).unwrap();
    lab.run("keygen").fails(1, "exists already");
    assert_eq!(fs::read(&pem).unwrap(), before);
    lab.run("keygen other").ok();
    lab.run("keygen --out here.pem").ok();
    lab.run("data put k v --key here.pem").ok();
    lab.run("data put k v --key other").ok();
    lab.run("data get k").fails(4, "no key k");
}

#[test]
fn another_owners_database_can_be_read_and_not_written() {
    let lab = Lab::new().with_key();
    lab.run("keygen other").ok();
    lab.run("data put k mine").ok();
    let db = lab.run("data get k --json").ok().json()["db"].as_str().unwrap().to_owned();
    assert_eq!(lab.run(&format!("data get k --db {db} --key other")).ok().out, b"mine");
    lab.run(&format!("data put k theirs --db {db} --key other")).fails(6, "may not say this");
    assert_eq!(lab.run("data get k").ok().out, b"mine");
}

#[test]
fn ctrl_c_ends_a_start_at_any_moment_and_loses_nothing() {
    let lab = Lab::new().with_key();
    lab.run("data put k v").ok();
    for wait in [0, 1, 3, 10, 30, 100] {
        let mut command = lab.command(["start", "--http", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // The moment is what is tried here; nothing is waited for.
        let moment = std::time::Instant::now() + std::time::Duration::from_millis(wait);
        while std::time::Instant::now() < moment {
            std::hint::spin_loop();
        }
        rustix::process::kill_process(rustix::process::Pid::from_child(&child), Signal::INT).unwrap();
        let status = child.wait().unwrap();
        let code = status.code().or(status.signal().map(|signal| 128 + signal));
        assert!(matches!(code, Some(0 | 130)), "after {wait} ms: {status:?}");
        assert_eq!(lab.run("data get k").ok().out, b"v");
    }
}

#[test]
fn a_damaged_journal_is_reported_and_left_alone_and_what_is_intact_is_served() {
    let lab = Lab::new().with_key();
    let (segment, bytes) = lab.damage();
    assert_eq!(lab.run("data get b").ok().out, b"2");
    lab.run("data get a").fails(4, "no key a");
    let told = fs::read_to_string(lab.data().join("journal/damage")).unwrap();
    assert!(told.starts_with("1 88 ") && told.ends_with(" checksum\n"), "{told}");
    assert_eq!(fs::read(&segment).unwrap(), bytes);
    let _node = lab.start();
    let status = lab.run("status --json");
    assert_eq!((status.code, &status.json()["health"]["overall"]), (11, &"degraded".into()));
    lab.run("data put a 1").ok();
    assert_eq!(lab.run("data get a").ok().out, b"1");
}
