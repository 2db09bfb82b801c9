//! The arrows between the crates: drawn in docs/architecture.md, held here.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// What each crate may build on, directly.
const MAY_USE: &[(&str, &[&str])] = &[
    ("cyberfly-core", &[]),
    ("cyberfly-store", &["cyberfly-core"]),
    ("cyberfly-backup", &["cyberfly-core", "cyberfly-store"]),
    ("cyberfly-net", &["cyberfly-core"]),
    ("cyberfly-protocol", &["cyberfly-core"]),
    (
        "cyberfly-node",
        &[
            "cyberfly-core",
            "cyberfly-store",
            "cyberfly-backup",
            "cyberfly-net",
            "cyberfly-protocol",
            "cyberfly-telemetry",
        ],
    ),
    ("cyberfly-telemetry", &["cyberfly-core"]),
    ("cyberfly-client", &["cyberfly-core", "cyberfly-protocol", "cyberfly-telemetry"]),
    ("cyberfly-api", &["cyberfly-core", "cyberfly-protocol", "cyberfly-node", "cyberfly-telemetry"]),
    ("cyberfly-tui", &["cyberfly-core", "cyberfly-protocol", "cyberfly-client"]),
];

/// What each crate may not have at all: it would be an effect where only decisions live, or the wrong side of a door.
const MAY_NOT_USE: &[(&str, &[&str])] = &[
    ("cyberfly-core", &["tokio", "rustix", "reqwest", "axum", "sled", "tempfile", "tracing", "getrandom"]),
    ("cyberfly-store", &["tokio", "reqwest", "axum"]),
    ("cyberfly-backup", &["tokio", "reqwest", "axum", "sled"]),
    ("cyberfly-net", &["reqwest", "axum", "sled"]),
    ("cyberfly-protocol", &["tokio", "reqwest", "axum", "sled"]),
    ("cyberfly-client", &["axum", "sled"]),
    ("cyberfly-tui", &["axum", "sled"]),
];

fn dependencies() -> BTreeMap<String, Vec<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"]);
    let output = command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).output().unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let normal = dependencies.filter(|dependency| dependency["kind"].is_null());
            let names = normal.map(|dependency| dependency["name"].as_str().unwrap().to_owned()).collect();
            (package["name"].as_str().unwrap().to_owned(), names)
        })
        .collect()
}

#[test]
fn arrows_between_crates_point_downwards_only() {
    let dependencies = dependencies();
    assert_eq!(dependencies.len(), MAY_USE.len() + 1, "a crate is missing from the table of arrows");
    for (name, allowed) in MAY_USE {
        for used in dependencies[*name].iter().filter(|used| used.starts_with("cyberfly")) {
            assert!(allowed.contains(&used.as_str()), "{name} may not build on {used}");
        }
    }
}

#[test]
fn no_crate_has_what_belongs_into_another() {
    let dependencies = dependencies();
    for (name, forbidden) in MAY_NOT_USE {
        for used in &dependencies[*name] {
            assert!(!forbidden.contains(&used.as_str()), "{name} may not use {used}");
        }
    }
}
