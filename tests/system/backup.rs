//! Backups: made of a live node or a stopped one, checked, forgotten, and restored.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::lab::{Done, Lab};

fn write(path: &Path, bytes: &[u8]) {
    File::create(path).unwrap().write_all(bytes).unwrap();
}

/// Some of every kind of file: many operations, a blob, two databases.
fn filled() -> Lab {
    let lab = Lab::new().with_key();
    let batch: String = (0..200).map(|number| format!("hash set many f{number:04} {number}\n")).collect();
    lab.feed("data batch", batch.as_bytes()).ok();
    lab.feed("data put large", &vec![b'x'; 200_000]).ok();
    lab.run("data put k v").ok();
    lab.run("data put other v --db second").ok();
    lab
}

fn digests(lab: &Lab, data: &str) -> Vec<Value> {
    let list = lab.run(&format!("db list --json --offline --data-dir {data}")).ok().json();
    let names = list["databases"].as_array().unwrap().iter();
    names
        .map(|database| {
            let name = database["name"].as_str().unwrap();
            let info = lab.run(&format!("db info {name} --json --offline --data-dir {data}")).ok().json();
            info["digest"].clone()
        })
        .collect()
}

const DATA: &str = ".local/state/cyberfly";
const REPO: &str = ".local/state/backups";

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn what_is_backed_up_without_a_node_is_restored_with_the_same_digests() {
    let lab = filled();
    let made = lab.run("backup create --json").ok().json();
    assert_eq!(made["databases"].as_array().unwrap().len(), 2, "{made}");
    let shown = lab.run("backup show --json").ok().json();
    assert_eq!((&shown["node_id"], &shown["network"]), (&made["node_id"], &"main".into()), "{shown}");
    assert_eq!(lab.run("backup list --json").ok().json()["snapshots"][0]["id"], made["id"]);
    lab.run("backup verify").ok();
    let restored = lab.run(&format!("restore latest --repo {REPO} --data-dir new --json")).ok().json();
    assert!(restored["databases"].as_array().unwrap().iter().all(|database| database["same"] == true));
    assert_eq!(restored["identity"], "new");
    assert_eq!(digests(&lab, "new"), digests(&lab, DATA));
    assert_eq!(lab.run("data get large --data-dir new").ok().out, vec![b'x'; 200_000]);
    assert!(!lab.home().join("new/node.key").exists(), "the secret key is in no backup");
    lab.run(&format!("restore latest --repo {REPO} --data-dir new")).fails(10, "not empty");
}

#[test]
fn a_live_node_is_backed_up_while_it_writes_and_only_what_is_new_is_written_again() {
    let lab = filled();
    let node = lab.start();
    let first = lab.run("backup create --json --tag first").ok().json();
    assert!(first["bytes_packed"].as_u64() > Some(200_000), "{first}");
    lab.run("data put more 1").ok();
    let second = lab.run("backup create --json").ok().json();
    assert_eq!(second["parent"], first["id"]);
    assert!(second["bytes_packed"].as_u64() < Some(10_000), "{second}");
    let same = lab.run("backup create --json").ok().json();
    assert_eq!((&same["bytes_packed"], &same["packs_written"]), (&0.into(), &0.into()));
    let changed = lab.run("backup diff latest~2 latest").ok();
    assert!(changed.text().starts_with("changed\tdefault-"), "{changed:?}");
    lab.run("backup diff latest~1 latest").ok();
    lab.run(&format!("restore latest --data-dir {DATA}")).fails(7, "in use by");
    lab.run(&format!("restore latest~1 --repo {REPO} --data-dir new")).ok();
    assert_eq!(lab.run("data get more --data-dir new --offline").ok().text(), "1");
    drop(node);
    assert_eq!(digests(&lab, "new"), digests(&lab, DATA));
}

#[test]
fn one_database_is_merged_into_a_node_that_runs_and_nothing_there_is_overwritten() {
    let lab = filled();
    lab.run("backup create").ok();
    let _node = lab.start();
    lab.run("data put k newer").ok();
    lab.run("data del large").ok();
    let merged = lab.run("restore latest --db default --json").ok().json();
    assert_eq!((&merged["refused"], &merged["same"]), (&0.into(), &false.into()), "{merged}");
    assert_eq!(lab.run("data get k").ok().text(), "newer");
    lab.run("data get large").fails(4, "large");
    let again = lab.run("restore latest --db second --json").ok().json();
    assert_eq!(again["same"], true, "{again}");
    lab.run("restore latest --db third").fails(4, "no database");
}

#[test]
fn a_snapshot_of_one_database_alone_is_restored_too() {
    let lab = filled();
    lab.run("backup create --db default").ok();
    lab.run("backup verify --trial-restore").ok();
    lab.run(&format!("restore latest --repo {REPO} --data-dir new")).ok();
    assert_eq!(lab.run("data get large --data-dir new").ok().out, vec![b'x'; 200_000]);
    assert_eq!(digests(&lab, "new").len(), 1);
    lab.run("backup create --db third").fails(10, "there is no database");
}

#[test]
fn a_backup_passes_through_a_pipe_with_a_node_and_without_one() {
    let lab = filled();
    for round in ["offline", "online"] {
        let node = (round == "online").then(|| lab.start());
        let stream = lab.run(&format!("backup create --to - --{round}")).ok().out;
        drop(node);
        let cut = lab.feed(&format!("restore - --data-dir {round}-cut"), &stream[..stream.len() / 2]);
        assert!(cut.code == 8 || cut.code == 10, "{cut:?}");
        assert!(!lab.home().join(format!("{round}-cut/FORMAT")).exists());
        lab.feed(&format!("restore - --data-dir {round}"), &stream).ok();
        assert_eq!(digests(&lab, round), digests(&lab, DATA));
        write(&lab.home().join(format!("{round}.backup")), &stream);
        lab.run(&format!("restore {round}.backup --data-dir {round}-file")).ok();
    }
    lab.feed("restore - --data-dir nothing", b"no backup at all").code_is(8);
    let red = lab.feed("restore - --data-dir nothing", &b"\x1b[31m".repeat(300)).code_is(8);
    assert!(red.err.contains("it is no backup: no tar") && !red.err.contains('\x1b'), "{red:?}");
}

#[test]
fn an_encrypted_repository_tells_nothing_and_opens_with_its_passphrase_alone() {
    let lab = filled();
    let secret = lab.home().join("secret");
    write(&secret, b"correct horse\n");
    let mut mode = fs::metadata(&secret).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o600);
    fs::set_permissions(&secret, mode).unwrap();
    let _node = lab.start();
    let made = lab.run("backup create --include-identity --passphrase-file secret --json").ok().json();
    assert_eq!((&made["encrypted"], &made["identity"]), (&true.into(), &true.into()));
    for path in files_below(&lab.home().join(REPO)) {
        let bytes = fs::read(&path).unwrap();
        for word in [b"default-".as_slice(), b"many", b"journal/", b"f0001"] {
            assert!(!bytes.windows(word.len()).any(|window| window == word), "{}", path.display());
        }
    }
    lab.run("backup list").fails(6, "is encrypted");
    let wrong = ["backup", "list", "--passphrase-command", "echo wrong"];
    Done::from(lab.command(wrong).output().unwrap()).fails(6, "does not open");
    lab.run("backup create").fails(6, "is encrypted");
    let restore = format!("restore latest --repo {REPO} --passphrase-file secret --data-dir new");
    lab.run("backup verify --passphrase-file secret").ok();
    let restored = lab.run(&format!("{restore} --with-identity --json")).ok().json();
    assert_eq!(restored["identity"], "same");
    let key = |data: &Path| fs::read(data.join("node.key")).unwrap();
    assert!(key(&lab.home().join("new")) == key(&lab.data()));
    lab.run("backup create --repo open").ok();
    lab.run("backup create --repo open --passphrase-file secret").fails(10, "not encrypted");
    lab.run("backup create --repo other --include-identity").fails(2, "encrypted");
}

#[test]
fn a_restore_gives_the_keys_of_its_user_new_devices() {
    let lab = filled();
    lab.run("backup create").ok();
    let device = || fs::read_to_string(lab.home().join(".config/cyberfly/keys/default.device")).unwrap();
    let before = device();
    lab.run(&format!("restore latest --repo {REPO} --data-dir new")).ok();
    lab.run("data put k v --data-dir new").ok();
    assert_ne!(device(), before);
}

#[test]
fn standard_tools_alone_read_a_repository() {
    let lab = filled();
    lab.run("backup create").ok();
    let script = r#"set -eu
        cd "$1"; snapshot=$(ls snapshots/*.json); mkdir ../out
        for pack in packs/*/*.tar.zst; do tar --zstd -xf "$pack" -C ../out; done
        jq -r '.files[] | [.path, .size, ([.parts[].member] | join(" "))] | @tsv' "$snapshot" |
        while IFS="$(printf '\t')" read -r path size members; do
            mkdir -p "../data/$(dirname "$path")"
            : > "../data/$path"
            for member in $members; do cat "../out/$member" >> "../data/$path"; done
            test "$(stat -c %s "../data/$path")" = "$size"
        done
        echo "cyberfly data 1" > ../data/FORMAT
        head -n 1 "$snapshot" > ../body; jq -r .signature "$snapshot" > ../body.sig; jq -r .snapshot.node "$snapshot""#;
    let read =
        Command::new("/bin/sh").args(["-c", script, "sh"]).arg(lab.home().join(REPO)).output().unwrap();
    let node = Done::from(read).ok().text().trim().to_owned();
    let state = lab.home().join(".local/state");
    let rebuilt = state.join("data").display().to_string();
    assert_eq!(digests(&lab, &rebuilt), digests(&lab, DATA));
    let (body, signature) = (state.join("body"), state.join("body.sig"));
    let verify = format!("key verify {} --signature {} --by {node}", body.display(), signature.display());
    lab.run(&verify).ok();
}

#[test]
fn forgetting_says_why_and_never_takes_the_last_that_was_verified() {
    let lab = Lab::new().with_key();
    for round in 0..4 {
        lab.run(&format!("data put k {round}")).ok();
        lab.run("backup create").ok();
        if round == 1 {
            lab.run("backup verify --quick").ok();
        }
    }
    let before = files_below(&lab.home().join(REPO));
    let dry = lab.run("backup forget --keep-last 1 --dry-run --json").ok().json();
    assert_eq!(dry["forgotten"], 2, "{dry}");
    assert_eq!(files_below(&lab.home().join(REPO)), before);
    let done = lab.run("backup forget --keep-last 1 --json").ok().json();
    let reasons: Vec<&Value> =
        done["snapshots"].as_array().unwrap().iter().map(|row| &row["reasons"]).collect();
    assert_eq!(
        reasons,
        [
            &Value::from([] as [&str; 0]),
            &["last verified"].into(),
            &Value::from([] as [&str; 0]),
            &["last 1"].into()
        ]
    );
    assert_eq!(lab.run("backup list --json").ok().json()["snapshots"].as_array().unwrap().len(), 2);
    lab.run("backup verify --all").ok();
    lab.run("backup forget").fails(2, "no snapshot");
    lab.run("backup show latest~5").fails(4, "no snapshot");
    lab.run("backup show ab").fails(10, "at least 4 digits");
}

#[test]
fn a_folder_that_is_no_repository_is_called_what_it_is_and_left_alone() {
    let lab = filled();
    for command in ["backup create", "backup list", "backup verify"] {
        lab.run(&format!("{command} --repo {DATA}")).fails(10, "the data directory of a node");
    }
    let data = lab.home().join(DATA);
    for part in ["packs", "snapshots", "key"] {
        assert!(!data.join(part).exists(), "{part} of a repository");
    }
    assert_eq!(lab.run("data get k").ok().out, b"v");
    fs::create_dir(lab.home().join("other")).unwrap();
    write(&lab.home().join("other/FORMAT"), b"something else\n");
    lab.run("backup list --repo other").fails(4, "no backup repository");
    lab.run("backup create --repo other").fails(10, "not empty");
    assert_eq!(files_below(&lab.home().join("other")).len(), 1);
}

#[test]
fn a_flipped_bit_in_a_pack_is_found_where_it_is_and_never_restored() {
    let lab = filled();
    lab.run("backup create").ok();
    let packs = files_below(&lab.home().join(REPO).join("packs"));
    let mut bytes = fs::read(&packs[0]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    write(&packs[0], &bytes);
    lab.run("backup verify --quick").ok();
    let found = lab.run("backup verify --json").code_is(8).json();
    let fault = &found["faults"][0];
    assert_eq!(fault["file"], packs[0].display().to_string());
    assert!(fault["offset"].is_u64() && !fault["databases"].as_array().unwrap().is_empty(), "{found}");
    assert_eq!(lab.run("backup list --json").ok().json()["snapshots"][0]["verified"]["clean"], false);
    lab.run(&format!("restore latest --repo {REPO} --data-dir new")).fails(8, "is damaged");
    assert!(!lab.home().join("new").exists());
    // What is written anew in full is whole again.
    lab.run("backup create --full").ok();
    lab.run("backup verify --all").ok();
}

#[test]
fn two_backups_at_once_are_made_one_after_the_other() {
    let lab = filled();
    let children: Vec<_> = (0..3)
        .map(|_| {
            let mut command = lab.command(["backup", "create", "--repo", "shared", "--timeout", "30s"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        Done::from(child.wait_with_output().unwrap()).ok();
    }
    assert_eq!(
        lab.run("backup list --repo shared --json").ok().json()["snapshots"].as_array().unwrap().len(),
        3
    );
    lab.run("backup verify --all --repo shared").ok();
}

#[test]
fn verify_checks_a_running_node_and_a_stopped_one_and_repairs_an_index() {
    let lab = filled();
    assert_eq!(lab.run("verify --json").ok().json()["clean"], true);
    let node = lab.start();
    let live = lab.run("verify --json --rate 1GiB").ok().json();
    assert_eq!((&live["clean"], &live["finished"]), (&true.into(), &true.into()), "{live}");
    lab.run("verify --repair --timeout 1s").fails(7, "in use by");
    drop(node);
    lab.run("verify --repair").ok();
    lab.run("verify --subset 8/7").code_is(2);
    let journal = lab.data().join("journal/0000000001.seg");
    let mut bytes = fs::read(&journal).unwrap();
    bytes[300] ^= 1;
    write(&journal, &bytes);
    let found = lab.run("verify --json").code_is(8).json();
    assert_eq!(found["clean"], false, "{found}");
    // What is damaged in a store is so in its backup, and a full look at that finds it.
    lab.run("backup create");
    lab.run("backup verify").code_is(8);
}
