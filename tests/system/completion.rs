//! What shells complete: each of them at a keyboard, and the answers that they get.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::lab::{Done, Lab, Node, binary, until};
use crate::terminal::Terminal;

const PEER: &str = "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29";

/// What is typed before the tab, and what the command shows that comes of it. What is shown is nowhere in what is typed.
const TYPED: &[(&str, &str)] = &[
    ("cyberfly vers", "cyberfly 0."),
    ("cyberfly data get gree", "value-of-greeting"),
    ("cyberfly data get two", "value-of-two"),
    ("cyberfly data get 'two w", "value-of-two"),
    ("cyberfly data get \"two w", "value-of-two"),
    ("cyberfly data get two\\ w", "value-of-two"),
    ("cyberfly data get user:al", "value-of-alice"),
    ("cyberfly data get it\\'", "value-of-odd"),
    ("cyberfly data get \\~first/", "value-of-first"),
    ("cyberfly db info no", "digest"),
    ("cyberfly data scan --db no", "only-in-notes"),
    ("cyberfly config get http.lis", "127.0.0.1:7420"),
    ("cyberfly context show la", "http://127.0.0.1:9"),
    ("cyberfly key show sec", "kept in"),
    ("cyberfly peers show 3b6a", "failures"),
    ("cyberfly backup show late", "made by"),
    ("cyberfly data put from-file --file a-fi", "stored:from-file"),
];

/// A home with something of everything that there is to be completed, and its node.
fn furnish(lab: &Lab) -> Node<'_> {
    for (key, value) in [
        ("greeting", "value-of-greeting"),
        ("two words", "value-of-two"),
        ("user:alice", "value-of-alice"),
        ("user:bob", "value-of-bob"),
        ("it's \"odd\" \u{1f41d} $HOME", "value-of-odd"),
        ("~first/x", "value-of-first"),
    ] {
        let done: Done = lab.command(["data", "put", key, value]).output().unwrap().into();
        done.ok();
    }
    lab.run("data put only-in-notes v --db notes").ok();
    lab.run("keygen second").ok();
    lab.run("context add lab --url http://127.0.0.1:9").ok();
    lab.run("backup create").ok();
    lab.file("a-file", "x");
    let node = lab.start();
    lab.run(&format!("peers add {PEER}@127.0.0.1:1")).ok();
    node
}

fn script(lab: &Lab, shell: &str) {
    let done = lab.run(&format!("completions {shell}")).ok();
    lab.file(shell, done.text());
}

/// Types every line at the keyboard of a shell, presses tab and enter, and looks at what comes.
fn type_all(lab: &Lab, shell: &mut Command, begin: &str) {
    let path = format!("{}:/usr/bin:/bin", binary().parent().unwrap().display());
    shell.env("PATH", path).env("HOME", lab.home()).current_dir(lab.home());
    shell.envs([("TERM", "xterm"), ("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8")]);
    let mut terminal = Terminal::open();
    terminal.resize(200, 50);
    let mut child = terminal.start(shell);
    terminal.press(begin);
    terminal.shows("begun:at-last");
    for (typed, shown) in TYPED {
        // A machine that is busy may take longer than a shell waits.
        let mut attempts = 0;
        until(typed, || {
            attempts += 1;
            assert!(attempts <= 20, "{typed} is not completed:\n{}", terminal.text());
            terminal.forget();
            terminal.press(&format!("{typed}\t"));
            let after =
                if typed.contains("--file") { "&& echo stored:$(cyberfly data scan from)" } else { "" };
            terminal.press(&format!(" {after}\r"));
            let ends = format!("ended:{attempts}:{}", typed.len());
            let ask = format!("echo ended:{attempts}:$(expr {} + 0)\r", typed.len());
            terminal.press(&ask);
            let mut asked = Instant::now();
            until("the prompt is back", || {
                // A quote that nothing was completed for is still open, and takes the question for more of it.
                if asked.elapsed() > Duration::from_secs(3) {
                    terminal.press("\u{3}");
                    terminal.press(&ask);
                    asked = Instant::now();
                }
                terminal.text().contains(&ends)
            });
            terminal.text().contains(shown)
        });
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn bash_completes_what_there_is() {
    let lab = Lab::new().with_key();
    let _node = furnish(&lab);
    script(&lab, "bash");
    let mut shell = Command::new("bash");
    shell.args(["--norc", "--noprofile", "-i"]);
    type_all(&lab, &mut shell, "source ./bash; echo begun:$(echo at-last)\r");
}

#[test]
fn zsh_completes_what_there_is() {
    let lab = Lab::new().with_key();
    let _node = furnish(&lab);
    script(&lab, "zsh");
    let mut shell = Command::new("zsh");
    shell.args(["-f", "-i"]);
    let begin = "autoload -U compinit; compinit -u -D; source ./zsh; echo begun:$(echo at-last)\r";
    type_all(&lab, &mut shell, begin);
}

#[test]
fn fish_completes_what_there_is() {
    let lab = Lab::new().with_key();
    let _node = furnish(&lab);
    script(&lab, "fish");
    let mut shell = Command::new("fish");
    shell.args(["--no-config", "-i"]);
    type_all(&lab, &mut shell, "source ./fish; echo begun:(echo at-last)\r");
}

/// What a shell is answered.
fn answer(lab: &Lab, shell: &str, words: &[&str]) -> Done {
    let mut command = lab.command(["--"].iter().chain(words));
    command.env("CYBERFLY_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string());
    command.output().unwrap().into()
}

#[test]
fn every_shell_is_told_the_same_names() {
    let lab = Lab::new().with_key();
    let _node = furnish(&lab);
    for shell in ["zsh", "fish", "elvish", "powershell"] {
        until(shell, || {
            answer(&lab, shell, &["cyberfly", "data", "get", "gree"]).text().contains("greeting")
        });
        let told = answer(&lab, shell, &["cyberfly", "context", "use", ""]).ok();
        assert!(told.text().contains("lab") && told.text().contains("local"), "{shell}: {told:?}");
        let told = answer(&lab, shell, &["cyberfly", "backup", "verify", "--tri"]).ok();
        assert!(told.text().contains("--trial-restore"), "{shell}: {told:?}");
    }
    until("bash", || answer(&lab, "bash", &["cyberfly data get user:", ""]).text() == "alice\nbob\n");
    let told = answer(&lab, "fish", &["cyberfly", "config", "set", "log.format", ""]).ok();
    assert_eq!(told.text(), "text\njson\n");
    for (key, words) in [
        ("storage.durability", "always\ninterval:200ms\n"),
        ("storage.index", "sled\nfjall\n"),
        ("network.reach", "local\nlan\ninternet\n"),
        ("replicate.databases", "own\nall\n"),
        ("audit.enabled", "true\nfalse\n"),
    ] {
        // A machine that is busy may take longer than a shell waits.
        until(key, || answer(&lab, "fish", &["cyberfly", "config", "set", key, ""]).ok().text() == words);
    }
    let told = answer(&lab, "fish", &["cyberfly", "help", "data", "zset", "range"]).ok();
    assert!(told.text().contains("rangebyscore\t"), "{told:?}");
}

#[test]
fn there_is_silence_where_nobody_answers_at_once_or_somebody_would_be_asked() {
    let lab = Lab::new();
    let words = ["cyberfly", "data", "get", ""];
    assert_eq!(answer(&lab, "fish", &words).ok().text(), "", "there is no key and no node");
    assert!(!lab.data().exists() && !lab.home().join(".config").exists(), "nothing was made");
    let lab = lab.with_key();
    lab.run("data put k v").ok();
    assert_eq!(answer(&lab, "fish", &words).ok().text(), "", "no data directory is opened");
    let mut command = lab.command(["start", "--http", "127.0.0.1:0"]);
    let mut child =
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    lab.run("wait --ready").ok();
    until("the node answers", || answer(&lab, "fish", &words).ok().text().starts_with("k\t"));
    let pid = Pid::from_child(&child);
    kill_process(pid, Signal::STOP).unwrap();
    let begun = Instant::now();
    let told = answer(&lab, "fish", &words).ok();
    // A request has thirty seconds; a shell does not.
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!((told.text(), told.err.as_str()), ("", ""));
    kill_process(pid, Signal::CONT).unwrap();
    let pem = lab.home().join(".config/cyberfly/keys/default.pem");
    fs::set_permissions(&pem, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(answer(&lab, "fish", &words).ok().text(), "", "a key that others can read is not used");
    for nonsense in [&["cyberfly", "no-such", ""][..], &["cyberfly", "data", "get", "--no-such", ""], &[""]] {
        let told = answer(&lab, "zsh", nonsense);
        assert_eq!(told.err, "", "{nonsense:?}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn of_more_keys_than_can_be_told_nothing_is_put_in() {
    let lab = Lab::new().with_key();
    let lines: String = (0..1_200)
        .map(|n| format!("{{\"key\":\"k/{n:04}\",\"type\":\"string\",\"value\":\"v\"}}\n"))
        .collect();
    lab.feed("data import", lines.as_bytes()).ok();
    let _node = lab.start();
    // All that are told begin with "k/0" or "k/1"; what is typed stands among them, so the shell adds nothing to it.
    until("the node answers", || {
        let told = answer(&lab, "bash", &["cyberfly data get k", "k"]).ok();
        told.text().lines().count() == 1_001 && told.text().lines().any(|line| line == "k")
    });
}
