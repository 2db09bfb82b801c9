//! Files of any size go in and out in pieces; what breaks off leaves nothing.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::lab::{Done, Lab, until};

const MIB: usize = 1024 * 1024;

/// So many bytes, of which no part is like another.
pub(crate) fn bytes(mib: usize) -> Vec<u8> {
    let mut bytes = vec![0; mib * MIB];
    blake3::Hasher::new().update(&[7]).finalize_xof().fill(&mut bytes);
    bytes
}

pub(crate) fn save(lab: &Lab, name: &str, bytes: &[u8]) {
    fs::File::create(lab.home().join(name)).unwrap().write_all(bytes).unwrap();
}

pub(crate) fn saved(lab: &Lab, name: &str) -> Vec<u8> {
    fs::read(lab.home().join(name)).unwrap()
}

/// The most memory that a process ever had, in bytes.
fn peak(pid: u64) -> usize {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

/// Files in the data directory that an upload has not given its name yet.
fn unfinished(lab: &Lab) -> Vec<PathBuf> {
    let entries = fs::read_dir(lab.data().join("blobs")).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(".tmp")).collect()
}

/// Begins to put a file from a pipe, which stays open, and waits until some of it has come to the disk.
fn begun(lab: &Lab) -> Child {
    let mut command = lab.command(["data", "blob", "put", "large", "-"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.as_mut().unwrap().write_all(&bytes(3)).unwrap();
    let has_bytes = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.len() > 0);
    until("some of it is on the disk", || unfinished(lab).iter().any(has_bytes));
    child
}

fn finished(child: Child) -> Done {
    child.wait_with_output().unwrap().into()
}

#[test]
fn a_file_of_many_times_a_value_comes_back_whichever_way_it_went() {
    let lab = Lab::new().with_key();
    let first = bytes(24);
    save(&lab, "first", &first);
    lab.run("data blob put in-process first --content-type a/b").ok();
    lab.run("data blob get in-process --out back").ok();
    assert!(saved(&lab, "back") == first);
    let node = lab.start();
    lab.run("data blob put at-the-socket first").ok();
    assert!(lab.run("data blob get at-the-socket").ok().out == first);
    lab.run("data get at-the-socket").fails(10, "data blob get at-the-socket --out FILE");
    let url = node.status()["listen"]["http"].as_str().unwrap().to_owned();
    let url = if url.starts_with("http") { url } else { format!("http://{url}") };
    lab.run(&format!("data blob get at-the-socket --out over-http --url {url}")).ok();
    assert!(saved(&lab, "over-http") == first);
    let piped = lab.feed("data blob put piped -", &first).ok();
    assert!(piped.text().is_empty() || piped.text().len() < 200, "{piped:?}");
    assert!(lab.run("data blob get piped").ok().out == first);
    lab.run("data blob put nothing - --dry-run").fails(10, "standard input was empty");
    lab.run("data blob put nowhere not-there").fails(4, "not-there cannot be read");
    lab.run("data blob put folder .").fails(1, "cannot be read");
    // The node hears a moment after the command that no more comes.
    until("the node forgets it", || unfinished(&lab).is_empty());
}

#[test]
fn an_export_of_signed_operations_says_which_files_it_has_no_room_for() {
    let lab = Lab::new().with_key();
    save(&lab, "large", &bytes(11));
    save(&lab, "small", &bytes(1));
    lab.run("data blob put small small").ok();
    lab.run("data export --signed").ok();
    lab.run("data blob put large large").ok();
    let told = lab.run("data export --signed").code_is(9);
    assert!(told.err.contains("left out: 1 file,"), "{told:?}");
    // Where it is taken, what refers to that file is put aside and all else is stored.
    lab.run("data put behind v").ok();
    let exported = lab.run("data export --signed").code_is(9).out;
    let other = Lab::new();
    let stopped = other.feed("data import", &exported).code_is(4);
    assert!(stopped.err.contains("--rejects FILE puts such lines aside and goes on"), "{stopped:?}");
    let taken = other.feed("data import --rejects aside --json", &exported).code_is(9).json();
    assert_eq!((&taken["rejected"], &taken["stored"]), (&1.into(), &2.into()));
    let db = format!("default-{}", lab.run("key show --json").ok().json()["public_key"].as_str().unwrap());
    assert_eq!(other.run(&format!("data get behind --db {db}")).ok().out, b"v");
    lab.run("data del large").ok();
    lab.run("data export --signed").ok();
}

#[test]
fn memory_does_not_grow_with_the_file() {
    let lab = Lab::new().with_key();
    let node = lab.start();
    let pid = node.status()["pid"].as_u64().unwrap();
    save(&lab, "small", &bytes(1));
    save(&lab, "large", &bytes(64));
    lab.run("data blob put k small").ok();
    lab.run("data blob get k").ok();
    let before = peak(pid);
    lab.run("data blob put k large").ok();
    lab.run("data blob get k --out back").ok();
    let grown = peak(pid) - before;
    assert!(grown < 24 * MIB, "the node took {} MiB more", grown / MIB);
    // The command too: it is held at its end, while its output waits for a reader.
    let mut get = lab
        .command(["data", "blob", "get", "k"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = get.stdout.take().unwrap();
    let mut piece = vec![0; 63 * MIB];
    out.read_exact(&mut piece).unwrap();
    let taken = peak(u64::from(get.id()));
    assert!(taken < 60 * MIB, "the command took {} MiB", taken / MIB);
    get.kill().unwrap();
    get.wait().unwrap();
}

#[test]
fn what_breaks_off_leaves_nothing() {
    let lab = Lab::new().with_key();
    let node = lab.start();
    let mut killed = begun(&lab);
    killed.kill().unwrap();
    killed.wait().unwrap();
    until("the node forgets it", || unfinished(&lab).is_empty());
    let interrupted = begun(&lab);
    let pid = rustix::process::Pid::from_child(&interrupted);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    finished(interrupted).code_is(130);
    until("the node forgets it", || unfinished(&lab).is_empty());
    let orphan = begun(&lab);
    node.kill();
    drop(finished(orphan).fails(5, ""));
    assert_eq!(unfinished(&lab).len(), 1, "a killed node cleans nothing up");
    lab.run("data get none").code_is(4);
    lab.run("data put k v").ok();
    assert_eq!(unfinished(&lab), Vec::<PathBuf>::new(), "the next one does");
    let mut alone = begun(&lab);
    alone.kill().unwrap();
    alone.wait().unwrap();
    lab.run("data blob get large").code_is(4);
    lab.run("data put k w").ok();
    assert_eq!(unfinished(&lab), Vec::<PathBuf>::new());
    lab.run("verify").ok();
}

#[test]
fn a_file_for_which_there_is_no_room_is_refused_while_it_comes() {
    let lab = Lab::new().with_key();
    save(&lab, "large", &bytes(16));
    let node = lab.start_with(&[("CYBERFLY_LIMITS__STORE_BYTES", "8MiB")]);
    lab.run("data blob put k large").fails(1, "the store takes the 8");
    until("nothing stays", || unfinished(&lab).is_empty());
    lab.run("data blob get k").code_is(4);
    drop(node);
    let free = rustix::fs::statvfs(lab.home()).unwrap();
    let floor = (free.f_bavail * free.f_frsize / MIB as u64).saturating_sub(4);
    let floor = format!("{floor}MiB");
    let mut command = lab.command(["data", "blob", "put", "k", "large"]);
    let done: Done = command.env("CYBERFLY_STORAGE__DISK_FLOOR", floor).output().unwrap().into();
    assert_ne!(done.code, 0, "{done:?}");
    assert_eq!(unfinished(&lab), Vec::<PathBuf>::new());
}
