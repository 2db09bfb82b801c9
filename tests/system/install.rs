//! `scripts/install`, and the examples of the guide.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

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

/// The blocks of the guide that are marked with a language, in order.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let parts: Vec<_> = include_str!("../../docs/guide.md").split("```").collect();
    let marked = parts.iter().skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    marked.filter(|(language, _)| !language.is_empty()).collect()
}

#[test]
fn the_examples_of_the_guide_do_what_the_guide_says() {
    let lab = Lab::new();
    let path = format!("{}:/usr/bin:/bin", binary().parent().unwrap().display());
    let blocks = blocks();
    assert!(blocks.len() >= 5, "{blocks:?}");
    for (language, block) in blocks {
        let scripts = match language {
            "sh" => vec![block.to_owned()],
            // Behind five fields, or one that begins with @, is what cron gives to the shell.
            "cron" => block.lines().map(command_of).collect(),
            other => panic!("nobody runs {other}"),
        };
        for script in scripts {
            let mut shell = Command::new("sh");
            shell.args(["-e", "-c", &script]).env_clear().env("PATH", &path).env("HOME", lab.home());
            // Nodes of other tests have their own ports.
            shell.env("CYBERFLY_NETWORK__LISTEN", "*:0");
            let done: Done = shell.current_dir(lab.home()).output().unwrap().into();
            assert_eq!(done.code, 0, "{script}\n{done:?}");
        }
    }
    assert_eq!(lab.run("data get last-hour").ok().out, b"now");
    assert!(fs::read_to_string(lab.home().join("cyberfly.prom")).unwrap().contains("cyberfly_check_state"));
    assert!(fs::read_to_string(lab.home().join("settings.txt")).unwrap().contains("log.level\tdebug\t"));
}

fn command_of(line: &str) -> String {
    let fields = if line.starts_with('@') { 1 } else { 5 };
    let words: Vec<_> = line.split_whitespace().skip(fields).collect();
    words.join(" ")
}
