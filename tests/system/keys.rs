//! Keys: kept under a passphrase or not, carried from one machine to another, removed.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};

use crate::lab::{Done, Lab};

fn with_secret(lab: &Lab, name: &str, secret: &str) -> String {
    let path = lab.home().join(name);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).unwrap();
    file.write_all(secret.as_bytes()).unwrap();
    name.to_owned()
}

#[test]
fn a_key_under_a_passphrase_signs_when_it_is_opened_and_only_then() {
    let lab = Lab::new();
    let right = with_secret(&lab, "right", "correct horse\n");
    let wrong = with_secret(&lab, "wrong", "battery staple\n");
    let made = lab.run(&format!("keygen vault --passphrase-file {right} --json")).ok().json();
    let put = "data put k v --key vault";
    lab.run(put).fails(6, "there is no passphrase");
    lab.run(&format!("{put} --passphrase-file {wrong}")).fails(6, "does not open");
    lab.run(&format!("{put} --passphrase-file {right}")).ok();
    let by_command: Done = lab
        .command(["data", "get", "k", "--key", "vault", "--passphrase-command", "printf 'correct horse'"])
        .output()
        .unwrap()
        .into();
    assert_eq!(by_command.ok().text(), "v");
    let shown = lab.run(&format!("key show vault --json --passphrase-file {right}")).ok().json();
    assert_eq!(shown["public_key"], made["public_key"]);
}

#[test]
fn a_passphrase_that_others_can_read_is_not_used() {
    let lab = Lab::new();
    let secret = with_secret(&lab, "secret", "open sesame");
    fs::set_permissions(lab.home().join(&secret), Permissions::from_mode(0o644)).unwrap();
    let done = lab.run(&format!("keygen vault --passphrase-file {secret}"));
    done.fails(6, "chmod 600");
    assert!(!lab.home().join(".config/cyberfly/keys/vault.pem").exists());
}

#[test]
fn a_key_goes_to_another_machine_without_its_device() {
    let (here, there) = (Lab::new().with_key(), Lab::new());
    let pem = here.run("key export --to-stdout").ok();
    there.feed("key import default -", &pem.out).ok();
    let shown = |lab: &Lab| lab.run("key show --json").ok().json();
    assert_eq!(shown(&here)["public_key"], shown(&there)["public_key"]);
    assert_ne!(shown(&here)["device"], shown(&there)["device"]);
    there.feed("key import default -", &pem.out).fails(1, "exists already");
    there.feed("key import other -", b"no key").fails(10, "holds no Ed25519 key");
    there.feed("key import other - --seed", b"abc").fails(10, "64 hexadecimal digits");
    there.feed("key import other - --seed", "9d".repeat(32).as_bytes()).ok();
}

#[test]
fn a_key_is_removed_only_if_someone_says_yes() {
    let lab = Lab::new().with_key();
    lab.run("key remove default").fails(2, "--yes");
    assert_eq!(lab.run("key list --json").ok().json()["keys"].as_array().unwrap().len(), 1);
    lab.run("key remove default --yes").ok();
    assert_eq!(lab.run("key list --json").ok().json()["keys"], serde_json::json!([]));
    lab.run("key show default").fails(4, "there is no key");
}

#[test]
fn no_secret_is_ever_shown() {
    let lab = Lab::new().with_key();
    let pem = lab.run("key export --to-stdout").ok();
    let secret = pem.text().lines().nth(1).unwrap().to_owned();
    for line in
        ["key list", "key show", "key list --json", "key show --json -v", "data put k v -v", "keygen x"]
    {
        let done = lab.run(line).ok();
        assert!(!done.text().contains(&secret) && !done.err.contains(&secret), "{line}");
    }
}

#[test]
fn a_signed_file_is_vouched_for_until_a_byte_changes() {
    let lab = Lab::new().with_key();
    let file = with_secret(&lab, "release", "all the bytes");
    let signed = lab.run(&format!("key sign {file} --json")).ok().json();
    lab.run(&format!("key sign {file}")).fails(1, "release.sig");
    let verified = lab.run(&format!("key verify {file} --by default --json")).ok().json();
    assert_eq!(verified["public_key"], signed["public_key"]);
    lab.run("keygen other").ok();
    lab.run(&format!("key verify {file} --by other")).fails(8, "is signed by");
    let other = with_secret(&lab, "other", "all the bytes!");
    lab.run(&format!("key verify {other} --signature release.sig")).fails(8, "other bytes");
    lab.run(&format!("key verify {other}")).fails(4, "other.sig");
    lab.run(&format!("key verify {file} --signature {other}")).fails(8, "BEGIN CYBERFLY SIGNATURE");
}

#[test]
fn a_new_key_takes_over_the_databases_of_an_old_one() {
    let lab = Lab::new().with_key();
    lab.run("data put k v").ok();
    lab.run("data put k v --db sensors").ok();
    let old = lab.run("key show --json").ok().json()["public_key"].as_str().unwrap().to_owned();
    let would = lab.run("key rotate --dry-run").ok();
    assert!(would.err.contains("default-2") && would.err.contains("sensors"), "{would:?}");
    assert_eq!(lab.run("key list --json").ok().json()["keys"].as_array().unwrap().len(), 1);
    let rotated = lab.run("key rotate --json").ok().json();
    let names: Vec<_> =
        rotated["databases"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, [format!("default-{old}"), format!("sensors-{old}")]);
    assert_eq!((&rotated["name"], &rotated["databases"][0]["granted"]), (&"default-2".into(), &true.into()));
    // The names stay; the new key writes and grants.
    let db = format!("sensors-{old}");
    lab.run(&format!("data put k new --db {db} --key default-2")).ok();
    lab.run(&format!(
        "db grant {db} {} writer --key default-2",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    ))
    .ok();
    assert_eq!(lab.run("data get k --db sensors").ok().text(), "new");
    // Once more with the same key is no error, and without a name the next one is made.
    lab.run("key rotate --to default-2").ok();
    assert_eq!(lab.run("key rotate --json").ok().json()["name"], "default-3");
    lab.run("key rotate nobody").fails(4, "nobody");
}
