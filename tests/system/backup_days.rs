//! Bad days of backups: kills at any moment, disks that are full or read-only, writers that do not stop.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::disk::Disk;
use crate::lab::{Done, Lab, PATIENCE, until};
use crate::replication::{default_db, digest, join, ticket};

/// How often a command is killed: so often, or as often as `CYBERFLY_KILL_ROUNDS` says.
fn rounds(unless_said: u32) -> u32 {
    std::env::var("CYBERFLY_KILL_ROUNDS").map_or(unless_said, |rounds| rounds.parse().unwrap())
}

/// Bytes that nothing makes smaller.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = vec![0; length];
    for chunk in bytes.chunks_mut(8) {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        chunk.copy_from_slice(&(state ^ state >> 29).to_le_bytes()[..chunk.len()]);
    }
    bytes
}

/// Runs a command line to its end, and says how long that took.
fn time(lab: &Lab, line: &str) -> Duration {
    let begun = Instant::now();
    lab.run(line).ok();
    begun.elapsed()
}

/// Runs a command line and kills it after a time, unless it has ended by then; says whether it was killed.
fn kill_after(lab: &Lab, line: &str, moment: Duration) -> bool {
    let mut child =
        lab.command(line.split_whitespace()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() >= moment {
            child.kill().unwrap();
            child.wait().unwrap();
            return true;
        }
        std::thread::yield_now();
    }
    false
}

/// Moments that lie evenly, each in another order, over what a command takes.
fn moments(takes: Duration, rounds: u32) -> impl Iterator<Item = (u32, Duration)> {
    (0..rounds).map(move |round| (round, takes * ((round * 7 + 3) % rounds * 2 + 1) / (rounds * 2)))
}

fn digests(lab: &Lab, data: &str) -> BTreeMap<String, Value> {
    let list = lab.run(&format!("db list --json --offline --data-dir {data}")).ok().json();
    let names =
        list["databases"].as_array().unwrap().iter().map(|database| database["name"].as_str().unwrap());
    names
        .map(|name| {
            let info = lab.run(&format!("db info {name} --json --offline --data-dir {data}")).ok().json();
            (name.to_owned(), info["digest"].clone())
        })
        .collect()
}

const DATA: &str = ".local/state/cyberfly";

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Nothing that is not whole is left in a repository.
#[track_caller]
fn is_tidy(repository: &Path) {
    let left: Vec<_> = files_below(repository)
        .into_iter()
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with(".tmp") || name == "unfinished"
        })
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_kill_at_any_moment_of_a_create_spoils_neither_the_repository_nor_the_store() {
    let lab = Lab::new().with_key();
    lab.feed("data put large", &noise(1, 3_000_000)).ok();
    let takes = time(&lab, "backup create --repo repo");
    let mut killed = 0;
    for (round, moment) in moments(takes, rounds(8)) {
        lab.feed("data put large", &noise(u64::from(round) + 2, 3_000_000)).ok();
        killed += u32::from(kill_after(&lab, "backup create --repo repo", moment));
        lab.run("backup verify --all --repo repo").ok();
        lab.run("verify").ok();
        if round % 3 == 2 {
            lab.run("backup create --repo repo").ok();
            is_tidy(&lab.home().join("repo"));
        }
    }
    assert!(killed > 0, "no kill came in time");
    lab.run("backup create --repo repo").ok();
    lab.run("backup verify --all --repo repo").ok();
    lab.run("restore latest --repo repo --data-dir new").ok();
    assert_eq!(digests(&lab, "new"), digests(&lab, DATA));
}

#[test]
fn a_kill_at_any_moment_of_the_first_create_leaves_what_the_next_one_makes_a_repository_of() {
    let lab = Lab::new().with_key();
    lab.feed("data put large", &noise(1, 1_000_000)).ok();
    lab.file("secret", "correct horse\n");
    let readable_by_its_owner = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(lab.home().join("secret"), readable_by_its_owner).unwrap();
    for sealed in ["", " --passphrase-file secret"] {
        let create = |repo: &str| format!("backup create --repo {repo}{sealed}");
        let takes = time(&lab, &create(&format!("whole{}", sealed.len())));
        for (round, moment) in moments(takes, rounds(5)) {
            let repo = format!("repo{}-{round}", sealed.len());
            kill_after(&lab, &create(&repo), moment);
            lab.run(&create(&repo)).ok();
            let verify = create(&repo).replace("create", "verify --all");
            lab.run(&verify).ok();
            is_tidy(&lab.home().join(&repo));
        }
    }
}

#[test]
fn a_kill_at_any_moment_of_a_restore_leaves_nothing_or_all_of_it() {
    let lab = Lab::new().with_key();
    let batch: String = (0..300).map(|number| format!("hash set many f{number:04} {number}\n")).collect();
    lab.feed("data batch", batch.as_bytes()).ok();
    lab.feed("data put large", &noise(1, 3_000_000)).ok();
    lab.run("backup create --repo repo").ok();
    let expected = digests(&lab, DATA);
    let takes = time(&lab, "restore latest --repo repo --data-dir whole");
    let (mut killed, mut begun_anew) = (0, 0);
    for (round, moment) in moments(takes, rounds(8)) {
        let target = format!("new-{round}");
        let restore = format!("restore latest --repo repo --data-dir {target}");
        killed += u32::from(kill_after(&lab, &restore, moment));
        // Either all of it is there, or it is as empty as before and can be filled.
        let again = lab.run(&restore);
        begun_anew += u32::from(again.code == 0);
        assert!(again.code == 0 || again.code == 10, "{again:?}");
        assert_eq!(digests(&lab, &target), expected, "killed after {moment:?}");
        lab.run(&format!("verify --offline --data-dir {target}")).ok();
        fs::remove_dir_all(lab.home().join(target)).unwrap();
    }
    assert!(killed > 0 && begun_anew > 0, "{killed} {begun_anew}");
    lab.run("backup verify --repo repo").ok();
}

#[test]
fn a_restore_that_was_killed_before_its_last_step_is_finished_by_whoever_looks_into_the_directory() {
    let lab = Lab::new().with_key();
    lab.run("data put k v").ok();
    lab.run("backup create --repo repo").ok();
    let restore = |target: &str| lab.run(&format!("restore latest --repo repo --data-dir {target}"));
    restore("whole").ok();
    // All is there, and not yet in its place.
    fs::remove_file(lab.home().join("whole/lock")).unwrap();
    fs::create_dir(lab.home().join("half")).unwrap();
    fs::rename(lab.home().join("whole"), lab.home().join("half/.restored")).unwrap();
    restore("half").fails(10, "not empty");
    assert_eq!(digests(&lab, "half"), digests(&lab, DATA));
    assert!(!lab.home().join("half/.restored").exists());
}

#[test]
fn a_kill_at_any_moment_of_a_forget_spoils_no_snapshot_that_stays() {
    let lab = Lab::new().with_key();
    let fill = |from: u64| {
        for round in from..from + 4 {
            lab.feed("data put large", &noise(round, 300_000)).ok();
            lab.run("backup create --repo repo").ok();
        }
    };
    fill(0);
    let takes = time(&lab, "backup forget --repo repo --keep-last 1");
    let mut killed = 0;
    for (round, moment) in moments(takes, rounds(6)) {
        fill(u64::from(round) * 10 + 10);
        killed += u32::from(kill_after(&lab, "backup forget --repo repo --keep-last 1", moment));
        lab.run("backup verify --all --repo repo").ok();
        lab.run("backup forget --repo repo --keep-last 1").ok();
        let left = lab.run("backup list --repo repo --json").ok().json();
        assert_eq!(left["snapshots"].as_array().unwrap().len(), 1, "{left}");
        is_tidy(&lab.home().join("repo"));
    }
    assert!(killed > 0, "no kill came in time");
    lab.run("backup verify --all --repo repo").ok();
    lab.run("restore latest --repo repo --data-dir new").ok();
    assert_eq!(digests(&lab, "new"), digests(&lab, DATA));
}

#[test]
fn a_create_on_a_disk_that_is_full_changes_nothing_and_says_so() {
    let lab = Lab::new().with_key();
    let Some(disk) = Disk::new(&lab, "disk", 2) else { return };
    lab.run("data put small 1").ok();
    lab.run("backup create --repo disk/repo").ok();
    lab.feed("data put large", &noise(1, 4_000_000)).ok();
    let made = lab.run("backup create --repo disk/repo");
    assert!(made.code != 0 && made.err.contains("No space left"), "{made:?}");
    assert!(made.err.contains("hint: make room"), "{made:?}");
    is_tidy(&lab.home().join("disk/repo/packs"));
    lab.run("backup verify --all --repo disk/repo").ok();
    assert_eq!(
        lab.run("backup list --repo disk/repo --json").ok().json()["snapshots"].as_array().unwrap().len(),
        1
    );
    // Not even a byte is free: the same.
    disk.fill();
    assert_ne!(lab.run("backup create --repo disk/repo").code, 0);
    disk.unfill();
    lab.run("backup verify --all --repo disk/repo").ok();
    disk.is_now("size=20M");
    lab.run("backup create --repo disk/repo").ok();
    is_tidy(&lab.home().join("disk/repo"));
    lab.run("restore latest --repo disk/repo --data-dir new").ok();
    assert_eq!(digests(&lab, "new"), digests(&lab, DATA));
    lab.run("verify").ok();
}

#[test]
fn a_restore_to_a_disk_that_is_full_leaves_it_as_empty_as_it_was() {
    let lab = Lab::new().with_key();
    let Some(disk) = Disk::new(&lab, "disk", 2) else { return };
    lab.feed("data put large", &noise(1, 4_000_000)).ok();
    lab.run("backup create --repo repo").ok();
    let restored = lab.run("restore latest --repo repo --data-dir disk/new");
    assert!(restored.code != 0 && restored.err.contains("No space left"), "{restored:?}");
    assert_eq!(files_below(&lab.home().join("disk")), Vec::<PathBuf>::new());
    disk.is_now("size=100M");
    lab.run("restore latest --repo repo --data-dir disk/new").ok();
    assert_eq!(digests(&lab, "disk/new"), digests(&lab, DATA));
}

#[test]
fn a_forget_on_a_disk_that_is_full_makes_room_or_changes_nothing() {
    let lab = Lab::new().with_key();
    let Some(disk) = Disk::new(&lab, "disk", 8) else { return };
    for round in 0..3 {
        lab.feed("data put large", &noise(round, 500_000)).ok();
        lab.run("backup create --repo disk/repo").ok();
    }
    disk.fill();
    let forgotten = lab.run("backup forget --repo disk/repo --keep-last 1");
    assert!(forgotten.code == 0 || forgotten.err.contains("No space left"), "{forgotten:?}");
    lab.run("backup verify --all --repo disk/repo").ok();
    disk.unfill();
    lab.run("backup forget --repo disk/repo --keep-last 1").ok();
    is_tidy(&lab.home().join("disk/repo"));
    lab.run("restore latest --repo disk/repo --data-dir new").ok();
    assert_eq!(digests(&lab, "new"), digests(&lab, DATA));
}

#[test]
fn a_repository_that_is_read_only_is_read_and_restored_from_and_never_written_to() {
    let lab = Lab::new().with_key();
    let Some(disk) = Disk::new(&lab, "disk", 8) else { return };
    lab.run("data put k v").ok();
    lab.run("backup create --repo disk/repo").ok();
    disk.is_now("ro");
    for line in ["list", "show latest", "verify", "diff latest latest", "forget --keep-last 1 --dry-run"] {
        lab.run(&format!("backup {line} --repo disk/repo")).ok();
    }
    lab.run("restore latest --repo disk/repo --data-dir new").ok();
    assert_eq!(digests(&lab, "new"), digests(&lab, DATA));
    let node = lab.start();
    lab.run("backup create --repo disk/repo").fails(1, "Read-only file system");
    lab.run("data put k after").ok();
    // It is gone altogether, and another one is not begun in its place by a schedule; see the tests of the node.
    drop(disk);
    lab.run("backup list --repo disk/repo").fails(4, "no backup repository");
    lab.run("data get k").ok();
    drop(node);
}

/// Every writer puts numbers that count up at two keys, in one operation. Whatever moment a snapshot is of, it has of each
/// writer all up to some number, both keys with the same, and all that was acknowledged before it began.
#[test]
fn a_snapshot_that_is_made_while_many_write_restores_to_a_state_that_there_was() {
    const WRITERS: usize = 3;
    let lab = Lab::new().with_key();
    let node = lab.start();
    lab.run("data put first 1").ok();
    let over = AtomicBool::new(false);
    let acknowledged: [AtomicU64; WRITERS] = Default::default();
    let before = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for (writer, acknowledged) in acknowledged.iter().enumerate() {
            let (lab, over) = (&lab, &over);
            scope.spawn(move || {
                for count in 1.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let batch = format!(
                        "put a{writer} {count}\nlist push l{writer} {count}\nput b{writer} {count}\n"
                    );
                    lab.feed("data batch --online", batch.as_bytes()).ok();
                    acknowledged.store(count, Ordering::Release);
                }
            });
        }
        for _ in 0..3 {
            let wanted: Vec<u64> =
                acknowledged.iter().map(|count| count.load(Ordering::Acquire) + 2).collect();
            until("the writers went on", || {
                acknowledged
                    .iter()
                    .zip(&wanted)
                    .all(|(count, wanted)| count.load(Ordering::Acquire) >= *wanted)
            });
            let known: Vec<u64> = acknowledged.iter().map(|count| count.load(Ordering::Acquire)).collect();
            let made = lab.run("backup create --repo repo --json").ok().json();
            before.lock().unwrap().push((made["id"].as_str().unwrap().to_owned(), known));
        }
        over.store(true, Ordering::Relaxed);
    });
    drop(node);
    for (id, known) in before.into_inner().unwrap() {
        let restored = lab.run(&format!("restore {id} --repo repo --data-dir {id} --json")).ok().json();
        assert!(
            restored["databases"].as_array().unwrap().iter().all(|database| database["same"] == true),
            "{restored}"
        );
        for (writer, known) in known.iter().enumerate() {
            let get = |line: &str| {
                lab.run(&format!("data {line} --offline --data-dir {id}")).ok().text().trim().to_owned()
            };
            let (a, b) = (get(&format!("get a{writer}")), get(&format!("get b{writer}")));
            assert_eq!(a, b, "one operation is whole or not there");
            let count: u64 = a.parse().unwrap();
            assert!(count >= *known, "{known} were acknowledged before, and {count} are there");
            let all = get(&format!("list range l{writer} 0 -1"));
            let expected: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
            assert_eq!(all.split_whitespace().collect::<Vec<_>>(), expected);
        }
    }
}

#[test]
fn a_node_makes_backups_by_its_schedule_and_says_what_became_of_them() {
    let lab = Lab::new().with_key();
    lab.run("data put k v").ok();
    let node = lab.start_with(&[
        ("CYBERFLY_BACKUP__SCHEDULE", "1s"),
        ("CYBERFLY_BACKUP__JITTER", "0s"),
        ("CYBERFLY_BACKUP__KEEP_LAST", "2"),
        ("CYBERFLY_BACKUP__VERIFY_SCHEDULE", "1s"),
    ]);
    let tasks = || lab.run("backup schedule --json").ok().json()["tasks"].clone();
    until("the node has made backups and verified one", || {
        let tasks = tasks();
        let good = |task: usize| tasks[task]["last"]["good"] == true;
        good(0) && good(1) && tasks[0]["last"]["summary"].as_str().unwrap().contains("forgotten")
    });
    let told = tasks();
    assert_eq!((&told[0]["name"], &told[0]["schedule"]), (&"backup".into(), &"1s".into()), "{told}");
    assert_eq!(told[2]["schedule"], Value::Null);
    until("the retention was carried out", || {
        let listed = lab.run("backup list --json").ok().json();
        let listed = listed["snapshots"].as_array().unwrap().clone();
        !listed.is_empty() && listed.len() <= 3 && listed[0]["parent"] != Value::Null
    });
    let health = lab.run("doctor --json").json();
    let check =
        health["checks"].as_array().unwrap().iter().find(|check| check["name"] == "backup").unwrap().clone();
    assert_eq!(check["state"], "ok", "{check}");
    assert_eq!(node.end_by(rustix::process::Signal::TERM), 0);
    // Without a node the same is told of the data directory, and the configuration of here.
    let asleep = tasks();
    assert_eq!(
        (&asleep[0]["schedule"], &asleep[0]["last"]["good"]),
        (&Value::Null, &true.into()),
        "{asleep}"
    );
    lab.run("restore latest --repo .local/state/backups --data-dir new").ok();
    assert_eq!(lab.run("data get k --data-dir new").ok().text(), "v");
}

#[test]
fn a_verification_that_was_broken_off_is_gone_on_with_without_a_node_too() {
    let lab = Lab::new().with_key();
    let batch: String = (0..400).map(|number| format!("hash set many f{number:04} {number}\n")).collect();
    lab.feed("data batch", batch.as_bytes()).ok();
    // Whoever stops at once has looked at nothing, and the next one begins where that stopped.
    let mut parts = 0;
    let begun = Instant::now();
    let mut line = "verify --json --max-duration 1ms --rate 1KiB".to_owned();
    loop {
        let report = lab.run(&line);
        let told = report.json();
        parts += 1;
        if told["finished"] == true {
            assert_eq!(report.code, 0, "{report:?}");
            break;
        }
        assert_eq!(report.code, 9, "{report:?}");
        assert!(lab.data().join("verified-to.json").exists());
        assert!(begun.elapsed() < PATIENCE, "it does not come to its end");
        line = "verify --json --resume".to_owned();
    }
    assert!(parts >= 1 && !lab.data().join("verified-to.json").exists());
    lab.run("verify --resume").ok();
}

#[test]
fn what_was_damaged_is_set_aside_and_comes_back_from_a_peer() {
    let (damaged, peer) = (Lab::new().with_key(), Lab::new());
    let batch: String = (0..50).map(|number| format!("put k{number} value-{number}\n")).collect();
    for line in batch.lines() {
        damaged.run(&format!("data {line}")).ok();
    }
    let node = damaged.start();
    let db = default_db(&damaged);
    let _peer = join(&peer, &ticket(&damaged));
    until("the peer holds the same", || {
        digest(&peer, &db).is_some_and(|there| Some(there) == digest(&damaged, &db))
    });
    let expected = digest(&peer, &db);
    node.kill();
    let journal = damaged.data().join("journal/0000000001.seg");
    let mut bytes = fs::read(&journal).unwrap();
    let value = bytes.windows(8).position(|window| window == b"value-25").unwrap();
    bytes[value] ^= 1;
    File::create(&journal).unwrap().write_all(&bytes).unwrap();
    damaged.run("verify").code_is(8);
    let repaired = damaged.run("verify --repair").code_is(9);
    assert!(repaired.err.contains("from its peers"), "{repaired:?}");
    damaged.run("verify").ok();
    assert_ne!(digest(&damaged, &db), expected, "something is gone");
    let _node = join(&damaged, &ticket(&peer));
    until("what was gone is back", || digest(&damaged, &db) == expected);
    damaged.run("verify").ok();
    let status = damaged.run("status --json").ok().json();
    assert_eq!(status["health"]["overall"], "ok", "the damage is forgotten: {status}");
    for number in 0..50 {
        assert_eq!(damaged.run(&format!("data get k{number}")).ok().text(), format!("value-{number}"));
    }
}

#[test]
fn the_passphrase_of_a_repository_has_variables_of_its_own() {
    let lab = Lab::new().with_key();
    lab.run("data put k v").ok();
    let with = |line: &str, variables: &[(&str, &str)]| -> Done {
        let mut command = lab.command(line.split_whitespace());
        command.envs(variables.iter().copied()).output().unwrap().into()
    };
    let of_key = ("CYBERFLY_PASSPHRASE_COMMAND", "echo of a key");
    let of_repository = ("CYBERFLY_BACKUP_PASSPHRASE_COMMAND", "echo of the repository");
    with("backup create --repo open", &[of_key]).ok();
    lab.run("backup list --repo open").ok();
    with("backup create --repo sealed", &[of_key, of_repository]).ok();
    lab.run("backup list --repo sealed").fails(6, "is encrypted");
    with("backup list --repo sealed", &[of_key]).fails(6, "does not open");
    with("backup list --repo sealed", &[of_repository]).ok();
    // One that is not encrypted is not concerned.
    with("backup create --repo open", &[of_repository]).ok();
    let both = [of_repository, ("CYBERFLY_BACKUP_PASSPHRASE_FILE", "secret")];
    with("backup list --repo sealed", &both).fails(2, "both");
    // The configuration may name the file.
    let secret = lab.home().join("secret");
    lab.file("secret", "of the repository\n");
    fs::set_permissions(&secret, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let named = [("CYBERFLY_BACKUP__PASSPHRASE_FILE", secret.to_str().unwrap())];
    with("backup verify --repo sealed", &named).ok();
}
