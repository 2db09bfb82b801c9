//! Five nodes through bad weather: writers on each, kills, halts, partitions and full disks, from one seed. Afterwards
//! everything that was acknowledged anywhere is everywhere, and all digests agree.

mod ledger;
mod weather;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::field::{Field, can_be_made};
use ledger::Ledger;
use weather::Weather;

const NODES: usize = 5;
/// Room for some hundred thousand small writes; what fills a disk does so quickly.
const DISK_MIB: u32 = 512;
/// How long nodes may take to agree once everything works again. Generous: it is a limit, not a wait.
const AGREE: Duration = Duration::from_secs(180);

/// A figure from the environment, as `scripts/chaos` sets it.
fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// What the nodes say of the database of the ledger.
fn states(field: &Field, ledger: &Ledger) -> Vec<Option<(u64, String)>> {
    let state = |machine| {
        let words = ["db", "info", ledger.db(), "--json", "--online", "--timeout", "5s"];
        let done = field.command(machine, words).output().unwrap();
        let told: Value = serde_json::from_slice(&done.stdout).ok()?;
        Some((told["operations"].as_u64()?, told["digest"].as_str()?.to_owned()))
    };
    (0..field.machines()).map(state).collect()
}

/// Ends the writers, be it that what they write against has failed.
struct Ends<'o>(&'o AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn whatever_happens_to_five_nodes_what_was_acknowledged_is_on_all_of_them_in_the_end() {
    if !can_be_made() {
        return;
    }
    let seconds = from_environment("CYBERFLY_CHAOS_SECONDS", 60).max(1);
    let lasts = Duration::from_secs(seconds);
    let seed = from_environment("CYBERFLY_CHAOS_SEED", u64::from(std::process::id()));
    eprintln!("seed {seed}: again with CYBERFLY_CHAOS_SEED={seed} CYBERFLY_CHAOS_SECONDS={seconds}");
    let field = Field::new(NODES, DISK_MIB);
    let mut weather = Weather::new(&field, seed);
    weather.start_all();

    let ledger = Ledger::new();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for machine in 0..NODES {
            let (field, ledger, over) = (&field, &ledger, &over);
            scope.spawn(move || ledger.write_on(field, machine, lasts, over));
        }
        let _ends = Ends(&over);
        let end = Instant::now() + lasts;
        while Instant::now() < end {
            weather.turn(end);
        }
        weather.clear_up();
    });

    let calm = Instant::now();
    let mut seen = states(&field, &ledger);
    while seen[0].is_none() || seen.iter().any(|state| *state != seen[0]) {
        assert!(calm.elapsed() < AGREE, "seed {seed}: nodes do not agree: {seen:?}\n{}", weather.report());
        std::thread::yield_now();
        seen = states(&field, &ledger);
    }
    let agreed = calm.elapsed();
    let acknowledged = ledger.check(&field, seed);
    eprintln!(
        "{acknowledged} writes acknowledged, {} refused; {}; all nodes agree on {} operations {} ms after it was over",
        ledger.refused(),
        weather.report(),
        seen[0].as_ref().map_or(0, |(operations, _)| *operations),
        agreed.as_millis(),
    );
    assert!(acknowledged > 0, "nothing was written at all");
}
