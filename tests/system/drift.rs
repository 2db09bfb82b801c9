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
fn schemas_are_current() {
    let lab = Lab::new();
    lab.run("schema --out schemas").ok();
    let current = folder(&lab.home().join("schemas"));
    let checked_in = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas"));
    assert!(
        current == checked_in,
        "docs/schemas/ is not what `cyberfly schema` writes: run scripts/generate"
    );
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

/// What the doors say of themselves: each file of `docs` that is made from the code, and its text.
fn documents() -> [(&'static str, String); 3] {
    let openapi = serde_json::to_string_pretty(&cyberfly_api::openapi()).unwrap();
    [
        ("docs/errors.md", cyberfly_api::errors_page()),
        ("docs/openapi.json", openapi + "\n"),
        ("docs/schema.graphql", cyberfly_api::graphql_schema()),
    ]
}

#[test]
#[ignore = "writes the files that the next test compares"]
fn write_documents() {
    for (path, text) in documents() {
        let mut file = fs::File::create(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    }
}

#[test]
fn the_documents_about_the_doors_are_current() {
    for (path, text) in documents() {
        let checked_in =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default();
        assert!(checked_in == text, "{path} is not current: run scripts/generate");
    }
}
