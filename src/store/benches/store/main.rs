//! What the store does in a second, what it takes, and how soon it is ready, for each engine of the index.
//!
//! `scripts/bench store [name] [--engine sled|fjall|memory] [--operations 200000] [--json FILE]`. Names: `ingest` (T1),
//! `latency` (T3), `reads` (T5), `life` (T10 disk, T11 memory, T12 start, T13 rebuild, T15 verify), `growth` (T19),
//! `compaction`. Each engine runs in a process of its own. Where other work disturbs the machine, the rows in microseconds
//! of a core say more than those by time.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss)]

mod compaction;
mod gauge;
mod growth;
mod ingest;
mod latency;
mod life;
mod reads;
mod table;
mod work;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cyberfly_store::EngineKind;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let (mut name, mut engine, mut json) = (None, None, None);
    let mut operations = 200_000;
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} needs a value"));
        match argument.as_str() {
            "--engine" => engine = Some(EngineKind::from_word(&value()).unwrap()),
            "--operations" => operations = value().parse().unwrap(),
            "--json" => json = Some(PathBuf::from(value())),
            "--one" => return one(name.as_deref(), engine.unwrap(), operations),
            "--reopened" => return life::reopened(Path::new(&value()), engine.unwrap()),
            _ => name = Some(argument),
        }
    }
    println!("{}", table::HEADER);
    let mut rows = Vec::new();
    for engine in EngineKind::ALL.into_iter().filter(|kind| engine.is_none_or(|only| only == *kind)) {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(name.as_deref()).args([
            "--engine",
            engine.word(),
            "--operations",
            &operations.to_string(),
        ]);
        let mut child = child.arg("--one").stdout(Stdio::piped()).spawn().unwrap();
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap) {
            println!("{line}");
            rows.push(line);
        }
        assert!(child.wait().unwrap().success());
    }
    if let Some(path) = json {
        table::save(&path, &rows);
    }
}

/// Runs one benchmark, or all of them, on one engine.
fn one(name: Option<&str>, engine: EngineKind, operations: u64) {
    let wanted = |bench: &str| name.is_none_or(|name| name == bench);
    if wanted("ingest") {
        ingest::ingest(engine, operations);
    }
    if wanted("latency") {
        latency::latency(engine);
    }
    if wanted("reads") {
        reads::reads(engine, operations);
    }
    if wanted("life") {
        life::life(engine, operations);
    }
    if wanted("growth") {
        growth::growth(engine, operations);
    }
    if wanted("compaction") {
        compaction::compaction(engine, operations);
    }
}
