//! The configuration: made, shown, changed, checked, compared; and what a doctor says.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::lab::{Done, Lab, until};
use crate::replication::ticket;

fn file(lab: &Lab) -> PathBuf {
    lab.home().join(".config/cyberfly/config.toml")
}

fn write(path: &PathBuf, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::File::create(path).unwrap().write_all(text.as_bytes()).unwrap();
}

#[test]
fn a_new_configuration_explains_itself_changes_nothing_and_is_never_overwritten() {
    let lab = Lab::new();
    lab.run("config get log.level").ok();
    let before = lab.run("config show").ok().out;
    lab.run("config init").ok();
    assert_eq!(lab.run("config show").ok().out, before);
    let text = fs::read_to_string(file(&lab)).unwrap();
    assert!(text.contains("[http]") && text.contains("#: level = \"info\""), "{text}");
    lab.run("config init").fails(1, "left as it is");
    assert_eq!(fs::read_to_string(file(&lab)).unwrap(), text);
    assert_eq!(lab.run("config path").ok().text().trim(), file(&lab).display().to_string());
}

#[test]
fn a_value_that_is_set_is_shown_with_where_it_comes_from_and_comments_stay() {
    let lab = Lab::new();
    write(&file(&lab), "# ours\n[log]\nlevel = \"info\" # for now\n");
    lab.run("config set log.level debug --dry-run").ok();
    assert_eq!(lab.run("config get log.level").ok().text(), "info\n");
    lab.run("config set log.level debug").ok();
    lab.run("config set http.hosts a.example,b.example").ok();
    let text = fs::read_to_string(file(&lab)).unwrap();
    assert!(text.starts_with("# ours\n[log]\nlevel = \"debug\" # for now\n"), "{text}");
    assert_eq!(lab.run("config get http.hosts").ok().text(), "a.example,b.example\n");
    let mut show = lab.command(["config", "show", "--origin"]);
    let shown: Done = show.env("CYBERFLY_LOG__LEVEL", "warn").output().unwrap().into();
    let shown = shown.ok();
    assert!(shown.text().contains("log.level\twarn\tthe environment's CYBERFLY_LOG__LEVEL"), "{shown:?}");
    assert!(
        shown.text().contains(&format!("http.hosts\ta.example,b.example\t{}", file(&lab).display())),
        "{shown:?}"
    );
    assert!(shown.text().contains("storage.index\tsled\tthe defaults"), "{shown:?}");
    lab.run("config set log.levle debug").fails(2, "hint: did you mean log.level?");
    lab.run("config set log.level loud").fails(2, "left as it was");
    write(&lab.home().join("c.yaml"), "log:\n  level: info\n");
    lab.run("config set log.level debug --config c.yaml").fails(1, "hint: change it by hand");
    assert_eq!(fs::read_to_string(file(&lab)).unwrap(), text);
}

#[test]
fn a_value_that_is_taken_out_is_the_default_again_and_comments_stay() {
    let lab = Lab::new();
    lab.run("config unset log.level").ok();
    assert!(!file(&lab).exists(), "to take out what is not there makes no file");
    let text = "# ours\n[log]\nlevel = \"warn\" # for now\n\n[http]\nenabled = false\n";
    write(&file(&lab), text);
    lab.run("config unset log.level --dry-run").ok();
    assert_eq!(lab.run("config get log.level").ok().text(), "warn\n");
    let done = lab.run("config unset log.level --json").ok();
    assert_eq!(done.json()["value"], serde_json::Value::Null);
    assert_eq!(lab.run("config get log.level").ok().text(), "info\n");
    let left = text.replace("level = \"warn\" # for now\n", "");
    assert_eq!(fs::read_to_string(file(&lab)).unwrap(), left);
    let again = lab.run("config unset log.level").ok();
    assert!(again.err.contains("was not set"), "{again:?}");
    lab.run("config unset log.levle").fails(2, "hint: did you mean log.level?");
    assert_eq!(fs::read_to_string(file(&lab)).unwrap(), left);
}

#[test]
fn what_start_would_refuse_is_told_by_the_check_too() {
    let lab = Lab::new();
    let cases = [
        ("[http]\nlisten = \"0.0.0.0:1\"\n", "plain HTTP"),
        ("[http.tls]\ncertificate = \"nowhere.pem\"\nkey = \"nowhere.key\"\n", "nowhere.pem"),
        ("[http.tls]\ncertificate = \"nowhere.pem\"\n", "http.tls.key is not set"),
    ];
    for (text, what) in cases {
        write(&file(&lab), text);
        let checked = lab.run("config check").code_is(2);
        assert!(checked.text().contains(what), "{checked:?}");
        lab.run("start").fails(2, what);
    }
    write(&file(&lab), "[http]\nlisten = \"0.0.0.0:1\"\nallow_plain = true\n");
    lab.run("config check").ok();
}

#[test]
fn two_who_set_at_once_both_are_heard() {
    let lab = Lab::new();
    std::thread::scope(|scope| {
        for line in ["log.level debug", "http.enabled false", "limits.requests 9", "storage.disk_floor 1GiB"]
        {
            let lab = &lab;
            scope.spawn(move || lab.run(&format!("config set {line}")).ok());
        }
    });
    let shown = lab.run("config show").ok();
    for row in ["log.level\tdebug", "http.enabled\tfalse", "limits.requests\t9", "storage.disk_floor\t1GiB"] {
        assert!(shown.text().contains(row), "{row} is not in {shown:?}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_with_its_line_and_exit_2() {
    let lab = Lab::new();
    write(&file(&lab), "[http]\nlisen = \"127.0.0.1:1\"\n\n[log]\nlevel = \"loud\"\n");
    let done = lab.run("config check --json").code_is(2);
    let problems = done.json()["problems"].as_array().unwrap().clone();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert_eq!((&problems[0]["line"], &problems[0]["nearest"]), (&2.into(), &"http.listen".into()));
    assert_eq!(problems[1]["line"], 5);
    let plain = lab.run("config check").code_is(2);
    assert!(plain.text().contains("config.toml:2\tunknown key"), "{plain:?}");
    lab.run("start").fails(2, "config.toml:2: unknown key");
    write(&lab.home().join("other.toml"), "[log]\nlevel = \"warn\"\n");
    lab.run("config check other.toml").ok();
    lab.run("config check missing.toml").fails(2, "there is no file");
    lab.run("doctor").code_is(11);
}

#[test]
fn an_edit_is_taken_over_only_if_it_is_right() {
    let lab = Lab::new();
    lab.run("config init").ok();
    let before = fs::read_to_string(file(&lab)).unwrap();
    lab.run("config edit").fails(2, "hint: set VISUAL or EDITOR");
    let edit = |editor: &str| -> Done {
        lab.command(["config", "edit"]).env("EDITOR", editor).output().unwrap().into()
    };
    edit("sed -i s/#:.enabled/enabeld/").fails(2, "left as it was");
    edit("false").fails(1, "left as it was");
    edit("true").ok();
    assert_eq!(fs::read_to_string(file(&lab)).unwrap(), before);
    edit("sed -i 's/#: level = .*/level = \"warn\"/'").ok();
    assert_eq!(lab.run("config get log.level").ok().text(), "warn\n");
}

#[test]
fn what_a_node_runs_with_is_compared_with_what_is_written() {
    let lab = Lab::new();
    lab.run("config diff").fails(3, "no node runs");
    lab.run("config set http.listen 127.0.0.1:0").ok();
    let _node = lab.start();
    assert_eq!(lab.run("config diff --json").ok().json()["differences"], serde_json::json!([]));
    lab.run("config set log.level debug").ok();
    lab.run("config set storage.disk_floor 1MiB").ok();
    let differences = lab.run("config diff").ok();
    let lines: Vec<_> = differences.text().lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].starts_with("log.level\tdebug\tinfo\t") && lines[0].ends_with("\treload"), "{lines:?}");
    assert!(
        lines[1].starts_with("storage.disk_floor\t1MiB\t64MiB\t") && lines[1].ends_with("\trestart"),
        "{lines:?}"
    );
}

#[test]
fn a_doctor_names_what_is_wrong_and_how_to_mend_it_and_following_the_advice_helps() {
    let lab = Lab::new().with_key();
    lab.run("config set http.listen 127.0.0.1:0").ok();
    lab.run("doctor").ok();
    assert!(!lab.data().exists(), "a doctor makes nothing");
    lab.run("data put k v").ok();
    lab.run("doctor").ok();
    let node = lab.start();
    lab.run("doctor").ok();
    let key = lab.home().join(".config/cyberfly/keys/default.pem");
    for wide in [lab.data(), lab.data().join("node.key"), lab.data().join("admin.sock"), key] {
        let mode = fs::metadata(&wide).unwrap().permissions().mode();
        fs::set_permissions(&wide, Permissions::from_mode(mode | 0o044)).unwrap();
        let report = lab.run("doctor --json").code_is(11).json();
        let wrong: Vec<_> = report["checks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|check| check["state"] != "ok")
            .cloned()
            .collect();
        assert_eq!(wrong.len(), 1, "{wide:?}: {wrong:?}");
        let fix = wrong[0]["hint"].as_str().unwrap();
        assert!(std::process::Command::new("sh").args(["-c", fix]).status().unwrap().success(), "{fix}");
        lab.run("doctor").ok();
    }
    drop(node);
    let future = std::time::SystemTime::now() + std::time::Duration::from_secs(3600);
    fs::File::open(lab.data().join("lock")).unwrap().set_modified(future).unwrap();
    let done = lab.run("doctor").code_is(11);
    assert!(done.text().contains("file_times\tdegraded"), "{done:?}");
}

#[test]
fn a_doctor_sees_a_port_in_use_and_a_damaged_journal() {
    let lab = Lab::new().with_key();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    lab.run(&format!("config set http.listen {}", taken.local_addr().unwrap())).ok();
    let done = lab.run("doctor").code_is(11);
    assert!(done.text().contains("http\tdegraded") && done.text().contains("ss -ltnp"), "{done:?}");
    drop(taken);
    lab.run("doctor").ok();
    lab.run("data put a 1").ok();
    lab.run("data put b 2").ok();
    let segment = lab.data().join("journal/0000000001.seg");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[150] ^= 1;
    fs::File::create(&segment).unwrap().write_all(&bytes).unwrap();
    fs::remove_dir_all(lab.data().join("index")).unwrap();
    let done = lab.run("doctor").code_is(11);
    assert!(done.text().contains("intact\tdegraded"), "{done:?}");
}

#[test]
fn monitoring_hears_one_line_its_figures_and_its_exit_code() {
    let lab = Lab::new().with_key();
    let nobody = lab.run("check").code_is(2);
    assert!(nobody.text().starts_with("CYBERFLY CRITICAL - node: no node runs | "), "{nobody:?}");
    let unknown = lab.run("check disk").code_is(3);
    assert!(unknown.text().starts_with("CYBERFLY UNKNOWN - "), "{unknown:?}");
    let _node = lab.start();
    let healthy = lab.run("check").ok();
    assert!(
        healthy.text().starts_with("CYBERFLY OK - ") && healthy.text().lines().count() == 1,
        "{healthy:?}"
    );
    assert!(lab.run("check disk").ok().text().contains("free_bytes="));
    let full = lab.run("check disk --warn 100% --crit 1KiB").code_is(1);
    assert!(full.text().starts_with("CYBERFLY WARNING - "), "{full:?}");
    lab.run("check disk --crit 100%").code_is(2);
    lab.run("check --crit 5%").code_is(3);
    lab.run("check disk --crit often").code_is(3);
    let metrics = lab.run("check --format prometheus").ok();
    assert!(
        metrics.text().contains("cyberfly_check_state{check=\"intact\",component=\"store\"} 0\n"),
        "{metrics:?}"
    );
    assert_eq!(lab.run("check --format json").ok().json()["overall"], "ok");
}

#[test]
fn monitoring_hears_of_peers_of_agreement_and_of_backups() {
    let (lab, other) = (Lab::new().with_key(), Lab::new());
    for what in ["peers", "sync"] {
        assert!(lab.run(&format!("check {what}")).code_is(2).text().contains("no node runs"), "{what}");
    }
    let none = lab.run("check backup").code_is(2);
    assert!(none.text().starts_with("CYBERFLY CRITICAL - last_backup: "), "{none:?}");
    lab.run("data put k v").ok();
    lab.run("backup create").ok();
    let fresh = lab.run("check backup").ok();
    assert!(
        fresh.text().contains("backup_age_seconds=") && fresh.text().contains("s;172800;604800"),
        "{fresh:?}"
    );
    until("a second passes", || lab.run("check backup --warn 0s --crit 1h").code == 1);
    until("a second passes", || lab.run("check backup --warn 0s --crit 0s").code == 2);
    lab.run("check backup --repo elsewhere").code_is(2);
    let _other = other.start();
    let _node = lab.start_with(&[("CYBERFLY_NETWORK__PEERS", &ticket(&other))]);
    until("they are connected", || lab.run("check peers --warn 1 --crit 1").code == 0);
    lab.run("check peers --warn 2").code_is(1);
    let few = lab.run("check peers --warn 2 --crit 2").code_is(2);
    assert!(
        few.text().contains("connected_peers: 1 of 1") && few.text().contains("peers_connected=1;2:;2:"),
        "{few:?}"
    );
    let agreed = lab.run("check sync").ok();
    assert!(agreed.text().contains("sync_missing_here=0"), "{agreed:?}");
    lab.run("sync pause").ok();
    let paused = lab.run("check sync").code_is(1);
    assert!(paused.text().contains("paused: "), "{paused:?}");
    let metrics = lab.run("check sync --format prometheus").code_is(1);
    assert!(
        metrics.text().contains("cyberfly_check_state{check=\"paused\",component=\"sync\"} 1\n"),
        "{metrics:?}"
    );
    assert!(lab.run("check peers --json").ok().json()["checks"].as_array().unwrap().len() >= 2);
}
