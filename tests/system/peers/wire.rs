//! What goes over the wire, and what does not.

use std::process::{Child, Stdio};

use super::camp::Camp;
use crate::certificates::{Authority, For};
use crate::lab::until;

#[test]
fn with_default_settings_nothing_leaves_the_machine() {
    let Some(camp) = Camp::pitch(1) else { return };
    camp.field.count_sent(0);
    let started = camp.run(0, "start --detach --timeout 60s");
    started.ok();
    camp.run(0, "data put k v").ok();
    camp.run(0, "status").ok();
    // The first look for others comes within a second, if there is any.
    camp.run(0, "sync --wait --until-converged --timeout 5s").ok();
    let probe = camp.run(0, "peers ping 832d90451605a3c9af8b2bc763a7f89b7934aa309cca0eee52aff4c3215a0051");
    assert_ne!(probe.code, 0);
    camp.run(0, "stop").ok();
    assert_eq!(camp.field.sent(0), 0);
}

/// A process that is ended when it is forgotten.
struct Ended(Child);

impl Ended {
    /// Writes down every packet of a machine.
    fn capture(camp: &Camp, machine: usize, to: &std::path::Path) -> Self {
        let mut tcpdump = camp.field.program(machine, "tcpdump");
        tcpdump
            .args(["-i", "any", "-U", "-s", "0", "-w"])
            .arg(to)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let capture = Self(tcpdump.spawn().unwrap());
        until("packets are written down", || to.metadata().is_ok_and(|file| file.len() > 0));
        capture
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn contains(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

#[test]
fn what_a_command_says_over_tls_to_another_machine_is_not_read_on_the_way() {
    if !std::path::Path::new("/usr/bin/tcpdump").exists() {
        return;
    }
    let Some(camp) = Camp::pitch(2) else { return };
    let ca = Authority::new(camp.field.home(0).join("ca"));
    let there = camp.field.address(1);
    ca.issue("node", For::Node(&format!("IP:{there}")), 90);
    ca.issue("admin", For::Caller, 90);
    let (certificate, key, roots) = (ca.path("node.pem"), ca.path("node.key"), ca.path("ca.pem"));
    let operator = ca.fingerprint("admin");
    // The same commands over plain HTTP are read, or the capture would show nothing.
    for (is_private, settings) in [
        (false, vec![("CYBERFLY_HTTP__ALLOW_PLAIN", "true")]),
        (
            true,
            vec![
                ("CYBERFLY_HTTP__TLS__CERTIFICATE", certificate.as_str()),
                ("CYBERFLY_HTTP__TLS__KEY", &key),
                ("CYBERFLY_HTTP__TLS__CLIENT_CA", &roots),
                ("CYBERFLY_HTTP__TLS__OPERATORS", &operator),
            ],
        ),
    ] {
        let mut node = camp.field.command(1, ["start", "--http", "0.0.0.0:7420"]);
        node.envs(settings).stdout(Stdio::null()).stderr(Stdio::null());
        let node = Ended(node.spawn().unwrap());
        camp.run(1, "wait --ready --timeout 60s").ok();
        let captured = camp.field.home(0).join(format!("packets-{is_private}"));
        let capture = Ended::capture(&camp, 1, &captured);
        let scheme = if is_private { "https" } else { "http" };
        let url = format!("--url {scheme}://{there}:7420");
        let flags = if is_private { ca.flags("admin") } else { String::new() };
        let put = camp.run(0, &format!("data put telltale-key telltale-value {url} {flags}"));
        put.ok();
        camp.run(0, &format!("data get telltale-key {url} {flags}")).ok();
        until("what was sent is written down", || captured.metadata().is_ok_and(|file| file.len() > 2_000));
        drop(capture);
        let bytes = std::fs::read(&captured).unwrap();
        for part in ["telltale-key", "/api/v1/", "application/json"] {
            assert_eq!(contains(&bytes, part), !is_private, "{part} over {scheme}");
        }
        drop(node);
    }
}

#[test]
fn no_name_and_no_value_goes_over_the_wire_in_the_clear() {
    if !std::path::Path::new("/usr/bin/tcpdump").exists() {
        return;
    }
    let Some(mut camp) = Camp::pitch(2) else { return };
    let captured = camp.field.home(0).join("packets");
    let capture = Ended::capture(&camp, 1, &captured);
    camp.start_all();
    camp.run(0, "db create telltale-label").ok();
    for n in 0..50 {
        camp.run(0, &format!("data put telltale-key{n} telltale-value --db telltale-label")).ok();
    }
    let db = camp.run(0, "db info telltale-label --json").ok().json()["name"].as_str().unwrap().to_owned();
    camp.agree(&[0, 1], &db);
    until("what was sent is written down", || captured.metadata().is_ok_and(|file| file.len() > 20_000));
    drop(capture);
    let bytes = std::fs::read(&captured).unwrap();
    let (_, owner) = db.rsplit_once('-').unwrap();
    for part in ["telltale", &db, owner, "cyberfly/op"] {
        assert!(!contains(&bytes, part), "{part} went over the wire");
    }
    // What is in the clear is found: how nodes look for each other in a local network.
    assert!(contains(&bytes, "cyberfly"));
}
