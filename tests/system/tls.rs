//! TLS on the HTTP door: who is trusted, who is let in, and what happens when the files change.

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::certificates::{Authority, For, replace};
use crate::lab::{Done, Lab, Node, until};

const HERE: For<'_> = For::Node("DNS:localhost,IP:127.0.0.1");

/// A home with a CA, a node's certificate and an operator's.
struct Secured {
    lab: Lab,
    ca: Authority,
}

impl Secured {
    fn new() -> Self {
        let lab = Lab::new().with_key();
        let ca = Authority::new(lab.home().join("ca"));
        ca.issue("node", HERE, 90);
        ca.issue("admin", For::Caller, 90);
        Self { lab, ca }
    }

    /// The node's settings, with the certificate of this name.
    fn settings(&self, name: &str) -> Vec<(&'static str, String)> {
        vec![
            ("CYBERFLY_HTTP__TLS__CERTIFICATE", self.ca.path(&format!("{name}.pem"))),
            ("CYBERFLY_HTTP__TLS__KEY", self.ca.path(&format!("{name}.key"))),
            ("CYBERFLY_HTTP__TLS__CLIENT_CA", self.ca.path("ca.pem")),
            ("CYBERFLY_HTTP__TLS__OPERATORS", self.ca.fingerprint("admin")),
        ]
    }

    fn start_with(&self, settings: &[(&'static str, String)]) -> (Node<'_>, String) {
        let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let node = self.lab.start_with(&settings);
        let status = self.lab.run("status --json").json();
        let address = status["listen"]["http"].as_str().unwrap();
        (node, format!("https://{address}"))
    }

    fn start(&self, name: &str) -> (Node<'_>, String) {
        self.start_with(&self.settings(name))
    }

    fn finding(&self, name: &str) -> (String, String) {
        let report = self.lab.run("doctor --json").json();
        let check = report["checks"].as_array().unwrap().iter().find(|check| check["name"] == name);
        let check = check.unwrap_or_else(|| panic!("{name} is not in {report}"));
        (check["state"].as_str().unwrap().to_owned(), check["summary"].as_str().unwrap().to_owned())
    }
}

#[test]
fn every_command_goes_over_tls_with_a_saved_context_and_rights_follow_the_certificate() {
    let home = Secured::new();
    let (_node, url) = home.start("node");
    let (lab, ca) = (&home.lab, &home.ca);
    let admin = ca.flags("admin");
    lab.run(&format!("status --url {url} {admin}")).ok();
    lab.run(&format!("context add far --url {url} {admin}")).ok();
    lab.run("--context far data put k v").ok();
    assert_eq!(lab.run("--context far data get k").ok().out, b"v");
    lab.run("--context far doctor").ok();
    let told = lab.run("context show far --json").ok().json();
    assert_eq!(told["cert_key"], ca.path("admin.key"), "{told}");
    // The context is used from elsewhere, and by the environment.
    let mut elsewhere = lab.command(["status"]);
    elsewhere.env("CYBERFLY_CONTEXT", "far").current_dir("/");
    assert!(elsewhere.output().unwrap().status.success());
    let mut by_environment = lab.command(["status", "--url", &url]);
    by_environment.env("CYBERFLY_CA", ca.path("ca.pem")).env("CYBERFLY_CERT", ca.path("admin.pem"));
    assert!(by_environment.env("CYBERFLY_CERT_KEY", ca.path("admin.key")).output().unwrap().status.success());
    // Without a certificate one is anyone; with one that is no operator's, too.
    let trusting = format!("--url {url} --ca {}", ca.path("ca.pem"));
    lab.run(&format!("data get k {trusting}")).ok();
    lab.run(&format!("peers {trusting}")).fails(6, "you have not said who you are");
    ca.issue("guest", For::Caller, 90);
    let guest = ca.flags("guest");
    lab.run(&format!("data get k --url {url} {guest}")).ok();
    lab.run(&format!("peers --url {url} {guest}")).fails(6, "hint: name it in http.tls.operators");
    // A token says who one is, over TLS to any machine.
    let shown = lab.run("status --json").ok().json();
    assert_eq!(shown["tls"]["subject"], "CN=node", "{shown}");
    assert!(lab.run("status").ok().text().contains(&url), "the address is shown as one types it");
}

#[test]
fn what_an_operator_watches_ends_when_the_certificate_is_no_operators_any_more() {
    let home = Secured::new();
    let (lab, ca) = (&home.lab, &home.ca);
    let operators = |names: &str| {
        lab.file("operators.toml", &format!("[http.tls]\noperators = [{names}]\n"));
    };
    operators(&format!("{:?}", ca.fingerprint("admin")));
    let mut settings = home.settings("node");
    settings.retain(|(name, _)| !name.ends_with("OPERATORS"));
    settings.push(("CYBERFLY_CONFIG", lab.home().join("operators.toml").display().to_string()));
    let (node, url) = home.start_with(&settings);
    lab.run("data put k v --db private.notes").ok();
    let db = lab.run("db list --json").ok().json()["databases"][0]["name"].as_str().unwrap().to_owned();
    let line = format!("data watch --db {db} --since 0 --url {url} {}", ca.flags("admin"));
    let mut watch = lab.command(line.split_whitespace());
    let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0];
    watch.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
    operators("");
    let pid = node.status()["pid"].as_i64().and_then(|pid| Pid::from_raw(i32::try_from(pid).ok()?)).unwrap();
    kill_process(pid, Signal::HUP).unwrap();
    let ended: Done = watch.wait_with_output().unwrap().into();
    ended.code_is(6).err.lines().find(|line| line.contains("is no operator's any more")).unwrap();
}

#[test]
fn what_was_opened_with_a_certificate_ends_when_it_is_revoked_and_what_others_opened_goes_on() {
    let home = Secured::new();
    let (lab, ca) = (&home.lab, &home.ca);
    ca.revoke(&[]);
    ca.issue("second", For::Caller, 90);
    let mut settings = home.settings("node");
    settings.retain(|(name, _)| !name.ends_with("OPERATORS"));
    settings.push(("CYBERFLY_HTTP__TLS__CLIENT_CRL", ca.path("crl.pem")));
    let operators = [ca.fingerprint("admin"), ca.fingerprint("second")].join(",");
    settings.push(("CYBERFLY_HTTP__TLS__OPERATORS", operators));
    let (_node, url) = home.start_with(&settings);
    lab.run("data put k v --db private.notes").ok();
    let db = lab.run("db list --json").ok().json()["databases"][0]["name"].as_str().unwrap().to_owned();
    let watch = |name: &str| {
        let line = format!("data watch --db {db} --since 0 --url {url} {}", ca.flags(name));
        let mut watch = lab.command(line.split_whitespace());
        let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        watch.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
        watch
    };
    let (admins, mut seconds) = (watch("admin"), watch("second"));
    let mut by_admin = Socket::open(&home, &url, Some("admin"));
    let mut by_second = Socket::open(&home, &url, Some("second"));
    let mut by_anyone = Socket::open(&home, &url, None);
    ca.revoke(&["admin"]);
    by_admin.hear("was revoked");
    let ended: Done = admins.wait_with_output().unwrap().into();
    ended.code_is(6).err.lines().find(|line| line.contains("was revoked")).unwrap();
    by_second.asks(1);
    by_anyone.asks(1);
    lab.run("data put later v --db private.notes").ok();
    let mut said = BufReader::new(seconds.stdout.take().unwrap()).lines();
    said.find(|line| line.as_ref().unwrap().contains("later")).unwrap().unwrap();
    seconds.kill().unwrap();
    seconds.wait().unwrap();
}

#[test]
fn each_certificate_that_cannot_be_trusted_is_one_sentence_with_what_to_do() {
    let home = Secured::new();
    let (lab, ca) = (&home.lab, &home.ca);
    ca.issue("elsewhere", For::Node("DNS:elsewhere.example"), 90);
    ca.issue("expired", HERE, -1);
    let other = Authority::new(lab.home().join("other"));
    for (name, trusted, saying) in [
        (
            "node",
            String::new(),
            "of a CA that is not trusted here; nothing was done\nhint: name the CA with --ca FILE",
        ),
        ("node", format!("--ca {}", other.path("ca.pem")), "of a CA that is not trusted here"),
        (
            "elsewhere",
            format!("--ca {}", ca.path("ca.pem")),
            "for another host (it is for elsewhere.example)",
        ),
        ("expired", format!("--ca {}", ca.path("ca.pem")), "a certificate that has expired"),
    ] {
        let (_node, url) = home.start(name);
        let done = lab.run(&format!("data get k --url {url} {trusted}")).fails(5, saying);
        assert_eq!(done.err.lines().count(), 2, "{done:?}");
        if name == "expired" {
            assert!(
                lab.run("check cert")
                    .code_is(2)
                    .text()
                    .starts_with("CYBERFLY CRITICAL - certificate: the certificate of CN=expired")
            );
            lab.run("status").code_is(11);
            assert_eq!(home.finding("certificate").0, "failing");
        }
    }
    let (node, url) = home.start("node");
    let plain = url.replace("https", "http");
    lab.run(&format!("data get k --url {plain}")).fails(5, "hint: use https:// in place of http://");
    lab.run(&format!("data get k --url {plain} --ca {}", ca.path("ca.pem")))
        .fails(10, "says nothing over plain HTTP");
    drop(node);
    let node = lab.start();
    let address = node.status()["listen"]["http"].as_str().unwrap().to_owned();
    lab.run(&format!("data get k --url https://{address} --ca {}", ca.path("ca.pem")))
        .fails(5, "speaks no TLS");
    lab.run(&format!("status --url https://{address} --ca nothing.pem"))
        .fails(10, "nothing.pem cannot be used");
    fs::set_permissions(ca.file("admin.key"), Permissions::from_mode(0o640)).unwrap();
    lab.run(&format!("data get k --url https://{address} {}", ca.flags("admin")))
        .fails(6, "hint: chmod 600 ");
}

#[test]
fn a_caller_that_is_unknown_expired_or_revoked_is_not_let_in() {
    let home = Secured::new();
    let (lab, ca) = (&home.lab, &home.ca);
    ca.revoke(&[]);
    ca.issue("old", For::Caller, -1);
    let other = Authority::new(lab.home().join("other"));
    other.issue("stranger", For::Caller, 90);
    let mut settings = home.settings("node");
    settings.push(("CYBERFLY_HTTP__TLS__CLIENT_CRL", ca.path("crl.pem")));
    let (_node, url) = home.start_with(&settings);
    let as_admin = format!("status --url {url} {}", ca.flags("admin"));
    lab.run(&as_admin).ok();
    let with = |name: &str, of: &Authority| {
        let (cert, key) = (of.path(&format!("{name}.pem")), of.path(&format!("{name}.key")));
        format!("peers --url {url} --ca {} --cert {cert} --cert-key {key}", ca.path("ca.pem"))
    };
    lab.run(&with("stranger", &other)).fails(6, "does not know the CA of your certificate");
    lab.run(&with("old", ca)).fails(6, "which has expired");
    let (before, shown) = (lab.run("status --json").ok().json()["tls"].clone(), ca.fingerprint("node"));
    assert_eq!(before["sha256"], shown.replace(':', "").to_lowercase());
    ca.revoke(&["admin"]);
    until("the list is read", || lab.run(&as_admin).code == 6);
    lab.run(&with("admin", ca)).fails(6, "which was revoked");
    // On this machine the operator gets in all the same.
    lab.run("status").ok();
}

#[test]
fn files_that_change_are_read_and_those_that_cannot_be_used_leave_the_old_ones() {
    let home = Secured::new();
    let (lab, ca) = (&home.lab, &home.ca);
    ca.issue("next", HERE, 30);
    for name in ["pem", "key"] {
        replace(&ca.file(&format!("node.{name}")), &ca.file(&format!("live.{name}")));
    }
    let (node, url) = home.start("live");
    let ask = format!("status --url {url} {} --json", ca.flags("admin"));
    let first = lab.run(&ask).ok().json()["tls"]["sha256"].clone();
    let state = || {
        let tls = lab.run(&ask).json()["tls"].clone();
        (tls["sha256"].clone(), tls["refused"].as_str().unwrap_or_default().to_owned())
    };
    let whole = fs::read(ca.file("next.pem")).unwrap();
    // In place, as a copy that was interrupted leaves it.
    File::create(ca.file("live.pem")).unwrap().write_all(&whole[..whole.len() / 2]).unwrap();
    until("the half is refused", || state().1.contains("live.pem ends in the middle of a certificate"));
    assert_eq!(state().0, first);
    assert_eq!(home.finding("certificate").0, "degraded");
    assert!(lab.run("check cert").code_is(1).text().contains("cannot be used"));
    // Whole, but the key is still the old one's.
    File::create(ca.file("live.pem")).unwrap().write_all(&whole).unwrap();
    until("the pair is refused", || state().1.contains("does not belong to the certificate"));
    assert_eq!(state().0, first);
    File::create(ca.file("live.key")).unwrap().write_all(&fs::read(ca.file("next.key")).unwrap()).unwrap();
    let second = ca.fingerprint("next").replace(':', "").to_lowercase();
    until("the new pair is shown", || state() == (second.clone().into(), String::new()));
    assert_eq!(home.finding("certificate").0, "ok");
    // A key that others can read is refused, and mended by what the hint says.
    fs::set_permissions(ca.file("live.key"), Permissions::from_mode(0o644)).unwrap();
    until("the key is refused", || state().1.contains("others can read the key"));
    fs::set_permissions(ca.file("live.key"), Permissions::from_mode(0o600)).unwrap();
    until("the key is taken again", || state().1.is_empty());
    // On a signal, too.
    for name in ["pem", "key"] {
        replace(&ca.file(&format!("node.{name}")), &ca.file(&format!("live.{name}")));
    }
    let pid = lab.run("status --json").ok().json()["pid"].as_i64().unwrap();
    kill_process(Pid::from_raw(pid.try_into().unwrap()).unwrap(), Signal::HUP).unwrap();
    until("the old pair is shown again", || state().0 == first);
    drop(node);
}

#[test]
fn a_certificate_that_expires_soon_is_told_of_by_all_who_tell_how_the_node_is() {
    let home = Secured::new();
    let (lab, ca) = (&home.lab, &home.ca);
    ca.issue("soon", HERE, 10);
    let (_node, url) = home.start("soon");
    assert!(
        lab.run("check cert")
            .code_is(1)
            .text()
            .starts_with("CYBERFLY WARNING - certificate: the certificate of CN=soon expires at ")
    );
    lab.run("check cert --warn 5 --crit 2").ok();
    lab.run("check cert --warn 30 --crit 20").code_is(2);
    lab.run("check cert --crit soon").code_is(3);
    lab.run(&format!("check cert --url {url} {}", ca.flags("admin"))).code_is(1);
    assert_eq!(home.finding("certificate").0, "degraded");
    let told = home.lab.run("check cert --format json").json();
    assert_eq!(told["overall"], "degraded");
    let shown =
        Command::new("curl").args(["-s", "--cacert", &ca.path("ca.pem"), &format!("{url}/metrics")]).output();
    let Ok(shown) = shown else { return };
    let metrics = String::from_utf8(shown.stdout).unwrap();
    let line =
        metrics.lines().find(|line| line.starts_with("cyberfly_certificate_expires_seconds{door=\"http\"} "));
    let seconds: u64 = line.unwrap().rsplit_once(' ').unwrap().1.parse().unwrap();
    assert!((9 * 86_400..=10 * 86_400).contains(&seconds), "{seconds}");
}

#[test]
fn a_node_refuses_to_start_with_what_nobody_should_trust() {
    let home = Secured::new();
    let (lab, ca) = (&home.lab, &home.ca);
    let start = |settings: &[(&str, &str)]| -> Done {
        let mut command = lab.command(["start", "--detach", "--http", "127.0.0.1:0"]);
        command.envs(settings.iter().copied()).output().unwrap().into()
    };
    let (certificate, key) = (ca.path("node.pem"), ca.path("node.key"));
    let with = |key: &str| {
        start(&[("CYBERFLY_HTTP__TLS__CERTIFICATE", &certificate), ("CYBERFLY_HTTP__TLS__KEY", key)])
    };
    lab.run("start --detach --http 0.0.0.0:0").fails(2, "http.allow_plain = true");
    lab.run("start --dry-run --http [::]:0").fails(2, "would speak plain HTTP with other machines");
    with("").fails(2, "hint: cyberfly config set http.tls.key FILE");
    with("missing.key").fails(2, "missing.key cannot be read");
    with(&ca.path("admin.key")).fails(2, "does not belong to the certificate");
    with(&certificate).fails(2, "others can read the key");
    with(&ca.path("ca.key")).fails(2, "does not belong to the certificate");
    fs::set_permissions(ca.file("node.key"), Permissions::from_mode(0o644)).unwrap();
    let refused = with(&key).fails(2, "others can read the key");
    let fix = refused.err.lines().find_map(|line| line.strip_prefix("hint: ")).unwrap();
    assert!(Command::new("sh").args(["-c", fix]).status().unwrap().success());
    let operator = ca.fingerprint("admin");
    start(&[
        ("CYBERFLY_HTTP__TLS__CERTIFICATE", &certificate),
        ("CYBERFLY_HTTP__TLS__KEY", &key),
        ("CYBERFLY_HTTP__TLS__OPERATORS", &operator),
    ])
    .fails(2, "http.tls.operators needs it");
    assert!(!lab.data().exists(), "nothing was made");
    with(&key).ok();
    lab.run("stop").ok();
    // Said aloud, plain HTTP is spoken, and a doctor names it.
    let mut plain = lab.command(["start", "--detach", "--http", "0.0.0.0:0"]);
    assert!(plain.env("CYBERFLY_HTTP__ALLOW_PLAIN", "true").output().unwrap().status.success());
    assert_eq!(home.finding("plain_http").0, "degraded");
    lab.run("status").ok();
}

#[test]
fn who_does_not_finish_the_handshake_is_let_go_and_others_get_in() {
    let home = Secured::new();
    let mut settings = home.settings("node");
    settings.push(("CYBERFLY_LIMITS__HANDSHAKE_TIMEOUT", "300ms".to_owned()));
    settings.push(("CYBERFLY_LIMITS__HANDSHAKES", "2".to_owned()));
    let (_node, url) = home.start_with(&settings);
    let address = url.trim_start_matches("https://");
    let silent: Vec<_> = (0..8).map(|_| TcpStream::connect(address).unwrap()).collect();
    for mut stream in silent {
        // Half of a handshake, or nothing.
        let _closed = stream.write_all(&[0x16, 3, 1, 2]);
        let ended = stream.read(&mut [0; 64]).unwrap_or_default();
        assert_eq!(ended, 0, "the other side closes");
    }
    home.lab.run(&format!("status --url {url} {}", home.ca.flags("admin"))).ok();
    let metrics = home.lab.run("doctor --json");
    metrics.ok();
}

/// A socket over TLS, by openssl.
struct Socket {
    client: Child,
    input: ChildStdin,
    output: ChildStdout,
    heard: Vec<u8>,
}

impl Socket {
    /// Opened with the certificate of this name, or with none.
    fn open(home: &Secured, url: &str, name: Option<&str>) -> Self {
        let (address, ca) = (url.trim_start_matches("https://"), &home.ca);
        let mut command = Command::new("openssl");
        command.args(["s_client", "-quiet", "-verify_return_error", "-connect", address]);
        command.args(["-CAfile", &ca.path("ca.pem")]);
        if let Some(name) = name {
            let (cert, key) = (ca.path(&format!("{name}.pem")), ca.path(&format!("{name}.key")));
            command.args(["-cert", &cert, "-key", &key]);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut client = command.spawn().unwrap();
        let (input, output) = (client.stdin.take().unwrap(), client.stdout.take().unwrap());
        let mut socket = Self { client, input, output, heard: Vec::new() };
        let head = format!(
            "GET /graphql/ws HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n"
        );
        socket.input.write_all(head.as_bytes()).unwrap();
        socket.hear("101 Switching Protocols");
        socket.say(r#"{"type":"connection_init"}"#);
        socket.hear("connection_ack");
        socket
    }

    fn say(&mut self, message: &str) {
        // A mask of zeros leaves the text as it is.
        let mut frame = vec![0x81, 0x80 | u8::try_from(message.len()).unwrap(), 0, 0, 0, 0];
        frame.extend_from_slice(message.as_bytes());
        self.input.write_all(&frame).unwrap();
    }

    fn hear(&mut self, part: &str) {
        while !String::from_utf8_lossy(&self.heard).contains(part) {
            let mut bytes = [0; 1024];
            let read = self.output.read(&mut bytes).unwrap();
            assert!(read > 0, "{part} was not heard: {}", String::from_utf8_lossy(&self.heard));
            self.heard.extend_from_slice(&bytes[..read]);
        }
    }

    /// Asks something small, and hears the answer.
    fn asks(&mut self, id: u8) {
        self.say(&format!(r#"{{"id":"{id}","type":"subscribe","payload":{{"query":"{{ __typename }}"}}}}"#));
        self.hear(&format!(r#""id":"{id}","payload":{{"data":{{"__typename":"Query"}}}}"#));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ended = self.client.kill();
        let _reaped = self.client.wait();
    }
}

#[test]
fn a_web_socket_is_opened_over_tls() {
    let home = Secured::new();
    let (_node, url) = home.start("node");
    Socket::open(&home, &url, None).asks(1);
}
