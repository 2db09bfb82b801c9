//! Backups of a node that is named by a URL: the repository is on its machine, and so is the work.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::Value;

use crate::lab::{Lab, Node};
use crate::remote::Two;

const REPO: &str = ".local/state/backups";

/// A node with data, which is the one that commands over here are for.
fn start<'t>(two: &'t Two, settings: &[(&str, &str)]) -> Node<'t> {
    let (node, url, id) = two.start_with(settings);
    two.here.run(&format!("context add there --url {url} --node {id}")).ok();
    two.here.run("context use there").ok();
    two.here.run("data put k v").ok();
    node
}

fn rows<'a>(document: &'a Value, plural: &str) -> &'a Vec<Value> {
    document[plural].as_array().unwrap()
}

#[test]
fn every_command_about_backups_is_about_the_nodes_repository_behind_a_url() {
    let two = Two::new();
    let _node = start(&two, &[]);
    let first = two.here.run("backup create --tag one --json").ok().json();
    two.here.run("data put more w").ok();
    let second = two.here.run("backup create --json").ok().json();
    let listed = two.here.run("backup list --json").ok().json();
    let ids: Vec<_> = rows(&listed, "snapshots").iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, [&first["id"], &second["id"]]);
    // What the node over there says is what is said over there.
    assert_eq!(listed, two.there.run("backup list --json").ok().json());
    for line in ["backup show latest~1 --json", "backup diff latest~1 --json"] {
        assert_eq!(two.here.run(line).ok().json(), two.there.run(line).ok().json(), "{line}");
    }
    let verified = two.here.run("backup verify --trial-restore --json").ok().json();
    assert_eq!((&verified["clean"], &verified["id"]), (&true.into(), &second["id"]), "{verified}");
    assert_eq!(two.there.run("backup show --json").ok().json()["verified"]["level"], "trial_restore");
    assert_eq!(rows(&two.here.run("backup verify --all --quick --json").ok().json(), "verified").len(), 2);
    two.here.run("check backup").ok();
    let would = two.here.run("backup forget --keep-tag one --dry-run --json").ok().json();
    assert_eq!((&would["dry_run"], &would["forgotten"]), (&true.into(), &0.into()), "{would}");
    let forgotten = two.here.run("backup forget --keep-last 1 --json").ok().json();
    assert_eq!(forgotten["forgotten"], 1, "{forgotten}");
    assert_eq!(two.there.run("backup list").ok().text().lines().count(), 1);
    assert!(!two.here.home().join(REPO).exists(), "nothing was made here");
    // What was changed is in the audit log over there; what was only read is not.
    let audit = two.there.run("audit search --kind act").ok().text().to_owned();
    assert!(audit.contains("begin_forget") && audit.contains("begin_verify_snapshot"), "{audit}");
    assert!(!audit.contains("snapshots\t"), "{audit}");
}

#[test]
fn a_fault_in_the_nodes_repository_is_told_behind_a_url_with_its_file_and_its_databases() {
    let two = Two::new();
    let _node = start(&two, &[]);
    two.here.run("backup create").ok();
    let packs = two.there.home().join(REPO).join("packs");
    let pack = files(&packs).pop().unwrap();
    let mut bytes = fs::read(&pack).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::remove_file(&pack).unwrap();
    fs::File::create(&pack).unwrap().write_all(&bytes).unwrap();
    let told = two.here.run("backup verify --json").code_is(8).json();
    let fault = &rows(&told, "faults")[0];
    assert_eq!(fault["file"], pack.display().to_string(), "{told}");
    assert!(rows(fault, "databases").len() == 1, "{told}");
    let listed = two.here.run("backup list --json").ok().json();
    assert_eq!(listed["snapshots"][0]["verified"]["clean"], false, "{listed}");
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn strangers_get_nothing_of_the_nodes_repository_and_a_path_that_is_not_absolute_is_refused() {
    let two = Two::new();
    let node = start(&two, &[]);
    two.here.run("backup create").ok();
    let url = node.status()["listen"]["http"].as_str().unwrap().to_owned();
    for line in ["list", "show", "verify", "forget --keep-last 1", "diff latest"] {
        two.here.run(&format!("backup {line} --url http://{url}")).fails(6, "");
    }
    two.here.run("backup list --repo somewhere").fails(10, "no absolute path");
    two.here.run("backup list --repo /nowhere/at/all").fails(4, "no backup repository");
    two.here.run("backup forget").fails(2, "this would keep no snapshot");
    two.here.run("backup show 0123").fails(4, "no snapshot");
    two.here.run("restore latest --db default").fails(2, "is on the node's machine");
}

#[test]
fn an_encrypted_repository_of_the_node_opens_by_what_its_configuration_names_or_by_what_is_sent() {
    use std::os::unix::fs::PermissionsExt;
    let two = Two::new();
    let secret = |lab: &Lab, name: &str, text: &str| {
        lab.file(name, text);
        fs::set_permissions(lab.home().join(name), fs::Permissions::from_mode(0o600)).unwrap();
        lab.home().join(name).display().to_string()
    };
    let known = secret(&two.there, "secret", "correct horse\n");
    secret(&two.here, "other", "battery staple\n");
    secret(&two.here, "wrong", "nonsense\n");
    let _node = start(&two, &[("CYBERFLY_BACKUP__PASSPHRASE_FILE", &known)]);
    assert_eq!(two.here.run("backup create --json").ok().json()["encrypted"], true);
    two.here.run("backup verify").ok();
    let elsewhere = two.there.home().join("elsewhere").display().to_string();
    two.here.run(&format!("backup create --repo {elsewhere} --passphrase-file other")).ok();
    two.here.run(&format!("backup list --repo {elsewhere} --passphrase-file other")).ok();
    two.here.run(&format!("backup list --repo {elsewhere} --passphrase-file wrong")).fails(6, "passphrase");
    two.here.run(&format!("backup list --repo {elsewhere}")).fails(6, "encrypted");
}
