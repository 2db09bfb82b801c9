//! The commands in README.md do what README.md says.

use std::process::Command;

use crate::lab::{Lab, binary};

/// The blocks marked `console`: lines that begin with `$ ` are typed, the others are what one sees.
fn sessions() -> Vec<(String, String)> {
    let readme = include_str!("../../README.md");
    let mut steps: Vec<(String, String)> = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        for line in block.split("```").next().unwrap().lines() {
            match line.strip_prefix("$ ") {
                Some(typed) => steps.push((typed.to_owned(), String::new())),
                None => {
                    let seen = &mut steps.last_mut().unwrap().1;
                    seen.push_str(line);
                    seen.push('\n');
                }
            }
        }
    }
    steps
}

/// Compares line by line; `...` in the README stands for anything up to the next word.
fn fits(expected: &str, seen: &str) -> bool {
    let (expected, seen): (Vec<_>, Vec<_>) = (expected.lines().collect(), seen.lines().collect());
    expected.len() == seen.len()
        && expected.iter().zip(&seen).all(|(expected, seen)| {
            let mut rest = seen.trim_end();
            let mut parts = expected.trim_end().split("...");
            let first = parts.next().unwrap_or_default();
            let Some(after) = rest.strip_prefix(first) else { return false };
            rest = after;
            let mut open = false;
            for part in parts {
                open = part.is_empty();
                match rest.find(part) {
                    Some(at) => rest = &rest[at + part.len()..],
                    None => return false,
                }
            }
            open || rest.is_empty()
        })
}

#[test]
fn every_command_in_the_readme_prints_what_the_readme_says() {
    let lab = Lab::new();
    let path = format!("{}:/usr/bin:/bin", binary().parent().unwrap().display());
    let steps = sessions();
    assert!(steps.len() >= 7, "{steps:?}");
    for (typed, expected) in steps {
        let mut shell = Command::new("bash");
        shell
            .args(["-c", &typed])
            .env_clear()
            .env("PATH", &path)
            .env("HOME", lab.home())
            .env("CYBERFLY_OUTPUT", "table");
        let output = shell
            .env("CYBERFLY_HTTP__LISTEN", "127.0.0.1:0")
            .env("CYBERFLY_NETWORK__LISTEN", "*:0")
            .current_dir(lab.home())
            .output()
            .unwrap();
        let seen = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert!(fits(&expected, &seen), "$ {typed}\nREADME says:\n{expected}\none sees:\n{seen}");
    }
}
