//! `scripts/install`, and the examples in `scripts/packaging`.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::docs::command_of;
use crate::lab::{Done, Lab, binary};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| match entry.file_type().unwrap().is_dir() {
            true => files(&entry.path()),
            false => BTreeSet::from([entry.path()]),
        })
        .collect()
}

fn install(lab: &Lab, arguments: &[&str]) -> Done {
    let mut script = Command::new(root().join("scripts/install"));
    script.args(arguments).env_clear().env("HOME", lab.home()).env("PATH", "/usr/bin:/bin");
    script.current_dir(lab.home()).output().unwrap().into()
}

#[test]
fn what_is_installed_works_and_is_gone_after_an_uninstall() {
    let lab = Lab::new();
    let prefix = lab.home().join("pre fix");
    fs::create_dir_all(prefix.join("bin")).unwrap();
    fs::copy("/etc/hostname", prefix.join("bin/other")).unwrap();
    let (prefix_word, binary_word) = (prefix.to_str().unwrap(), binary().to_str().unwrap());
    let with = ["--prefix", prefix_word, "--binary", binary_word];
    install(&lab, &with).ok();
    install(&lab, &with).ok();
    let installed = prefix.join("bin/cyberfly");
    let done: Done = Command::new(&installed).arg("version").env_clear().output().unwrap().into();
    assert!(done.ok().text().starts_with("cyberfly "));
    assert_eq!(fs::metadata(&installed).unwrap().permissions().mode() & 0o777, 0o755);
    for there in [
        "share/bash-completion/completions/cyberfly",
        "share/zsh/site-functions/_cyberfly",
        "share/fish/vendor_completions.d/cyberfly.fish",
        "share/man/man1/cyberfly-config-set.1",
        "lib/systemd/user/cyberfly.service",
    ] {
        assert_eq!(fs::metadata(prefix.join(there)).unwrap().permissions().mode() & 0o777, 0o644, "{there}");
    }
    let unit = fs::read_to_string(prefix.join("lib/systemd/system/cyberfly.service")).unwrap();
    assert!(unit.contains(&format!("ExecStart=\"{prefix_word}/bin/cyberfly\" start\n")), "{unit}");
    install(&lab, &["--prefix", prefix_word, "--uninstall"]).ok();
    assert_eq!(files(&prefix), BTreeSet::from([prefix.join("bin/other")]));
}

#[test]
fn an_installation_that_cannot_be_says_so_and_leaves_nothing() {
    let lab = Lab::new();
    install(&lab, &["--binary", "nothing"]).fails(2, "hint: name a binary");
    install(&lab, &["--prefix"]).fails(2, "--prefix needs a value");
    install(&lab, &["--frefix", "x"]).fails(2, "hint: scripts/install --help");
    assert!(install(&lab, &["--help"]).ok().text().contains("--uninstall"));
    assert_eq!(files(lab.home()), BTreeSet::new());
}

/// The lines of an example that are no comments.
fn example(name: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("scripts/packaging").join(name)).unwrap();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

/// A home with some data, and what finds the binary there.
fn with_data() -> (Lab, impl Fn(&Lab, &str) -> Done) {
    let lab = Lab::new().with_key();
    lab.run("data put k v").ok();
    let path = format!("{}:/usr/bin:/bin", binary().parent().unwrap().display());
    let shell = move |lab: &Lab, script: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", script]).env_clear().env("PATH", &path).env("HOME", lab.home());
        shell.current_dir(lab.home()).output().unwrap().into()
    };
    (lab, shell)
}

#[test]
fn the_crontab_for_backups_makes_keeps_and_verifies_them_and_is_silent() {
    let (lab, shell) = with_data();
    let lines = example("crontab");
    assert_eq!(lines.len(), 4, "{lines:?}");
    for line in &lines {
        let done = shell(&lab, &command_of(line));
        assert_eq!((done.code, done.text(), done.err.as_str()), (0, "", ""), "{line}");
    }
    let listed = lab.run("backup list --json").ok().json();
    assert_eq!(listed["snapshots"][0]["verified"]["level"], "trial_restore", "{listed}");
    // What goes wrong is said, so that cron sends it.
    fs::remove_dir_all(lab.home().join(".local/state/backups/packs")).unwrap();
    let done = shell(&lab, &command_of(&lines[2]));
    assert!(done.code == 8 && (!done.out.is_empty() || !done.err.is_empty()), "{done:?}");
}

#[test]
fn what_the_timer_starts_works_on_a_node_that_runs() {
    let (lab, shell) = with_data();
    let timer = example("cyberfly-backup.timer");
    assert!(
        timer.contains(&"Persistent=true".to_owned())
            && timer.iter().any(|line| line.starts_with("OnCalendar="))
    );
    let unit = example("cyberfly-backup.service");
    let commands: Vec<_> = unit.iter().filter_map(|line| line.strip_prefix("ExecStart=")).collect();
    assert_eq!(commands.len(), 3, "{unit:?}");
    let _node = lab.start();
    for command in commands {
        let here = command
            .replace("@BINDIR@", binary().parent().unwrap().to_str().unwrap())
            .replace("/run/cyberfly/admin.sock", lab.data().join("admin.sock").to_str().unwrap());
        let done = shell(&lab, &here);
        assert_eq!(done.code, 0, "{command}: {done:?}");
    }
    let listed = lab.run("backup list --json").ok().json();
    assert_eq!(listed["snapshots"][0]["tags"], serde_json::json!(["timer"]), "{listed}");
    // The two units share the user, the folders and the place of the repository.
    let node = example("cyberfly.service");
    for shared in [
        "DynamicUser=yes",
        "User=cyberfly",
        "StateDirectory=cyberfly cyberfly-backups",
        "Environment=CYBERFLY_BACKUP__REPO=%S/cyberfly-backups",
    ] {
        let has = |unit: &[String]| unit.iter().any(|line| line == shared);
        assert!(has(&unit) && has(&node), "{shared}");
    }
}

#[test]
fn of_the_folders_that_systemd_keeps_for_a_service_the_first_has_the_data() {
    let lab = Lab::new().with_key();
    let (data, backups) = (lab.home().join("data"), lab.home().join("kept"));
    let folders = format!("{}:{}", data.display(), backups.display());
    let with = |line: &str| -> Done {
        let mut command = lab.command(line.split_whitespace());
        command
            .env("STATE_DIRECTORY", &folders)
            .env("CYBERFLY_BACKUP__REPO", &backups)
            .output()
            .unwrap()
            .into()
    };
    with("data put k v").ok();
    assert!(data.join("journal").is_dir());
    with("backup create").ok();
    assert!(backups.join("FORMAT").is_file());
}
