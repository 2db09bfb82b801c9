//! What is generated and checked in is what the program generates now.
//!
//! `scripts/generate` writes it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::lab::Lab;

fn folder(path: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read_to_string(e.path()).unwrap())).collect()
}

#[test]
fn manual_pages_are_current() {
    let lab = Lab::new();
    lab.run("man --out man").ok();
    let current = folder(&lab.home().join("man"));
    let checked_in = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("man"));
    assert!(current == checked_in, "man/ is not what `cyberfly man` writes: run scripts/generate");
}

#[test]
fn completions_are_current() {
    let lab = Lab::new();
    let checked_in = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("completions"));
    let names = [
        ("bash", "cyberfly.bash"),
        ("zsh", "_cyberfly"),
        ("fish", "cyberfly.fish"),
        ("elvish", "cyberfly.elv"),
        ("powershell", "_cyberfly.ps1"),
    ];
    assert_eq!(checked_in.len(), names.len());
    for (shell, file) in names {
        let current = lab.run(&format!("completions {shell}")).ok();
        assert!(
            current.text() == checked_in[file],
            "completions/{file} is not current: run scripts/generate"
        );
    }
}
