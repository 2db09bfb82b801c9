//! What it costs to find the differences of two sets: `cargo bench -p cyberfly-core --bench reconcile`.
//!
//! Bytes, messages and time of a whole session between two sets in memory, both sides in one thread and without a
//! network; beside it the crate `negentropy` on the same two sets, with messages of any length and milliseconds for
//! stamps, which is the best for it. Of five runs the fastest counts. In the end both sides of ours know what differs, of
//! negentropy's only the one that began. Behind them rateless symbols on the same sets, a trial (decision 0064). Exits with 1 if a limit is missed. Without `--bench`, as `cargo test` runs it,
//! the sets are small and no limit applies. `--at-most SIZE` leaves out larger sets.
#![expect(clippy::print_stdout, reason = "what was measured is what this is for")]

mod rateless;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use cyberfly_core::reconcile::{Entry, Limits, MemorySums, Reconciler, SessionKey};
use cyberfly_core::{OpId, Stamp};
use negentropy::{Id, Negentropy, NegentropyStorageVector};

const BASE_MS: u64 = 1_800_000_000_000;
const BOUND: Stamp = Stamp::at_millis(BASE_MS * 2);
const RUNS: usize = 5;

/// Two sets: how large they are, and how many of their entries only one has, half of them on each side.
struct Case {
    name: &'static str,
    size: u64,
    differ: u64,
    /// Whether what differs is the newest, or scattered over all.
    recent: bool,
    /// The most bytes and the most milliseconds.
    limit: Option<(Bytes, f64)>,
}

#[derive(Clone, Copy)]
enum Bytes {
    /// As many as the peer.
    OfPeer,
    AtMost(usize),
}

const CASES: [Case; 9] = [
    case("equal, T8", 1_000_000, 0, false, Some((Bytes::AtMost(1_024), 10.0))),
    case("scattered, T7", 100_000, 1_000, false, Some((Bytes::OfPeer, 150.0))),
    case("recent, T7", 100_000, 1_000, true, Some((Bytes::OfPeer, 150.0))),
    case("scattered", 100_000, 10, false, None),
    case("scattered", 100_000, 100, false, None),
    case("scattered", 100_000, 10_000, false, None),
    case("scattered", 100_000, 100_000, false, None),
    case("scattered", 1_000_000, 1_000, false, None),
    case("recent", 1_000_000, 1_000, true, None),
];

const fn case(name: &'static str, size: u64, differ: u64, recent: bool, limit: Option<(Bytes, f64)>) -> Case {
    Case { name, size, differ, recent, limit }
}

/// What a session took.
struct Cost {
    bytes: usize,
    messages: u32,
    millis: f64,
    differences: u64,
}

impl Case {
    /// The sets of both sides, in no order.
    fn sets(&self, shrink: u64) -> [Vec<Entry>; 2] {
        let (size, differ) = (self.size / shrink, self.differ / shrink);
        let every = size.checked_div(differ).unwrap_or(u64::MAX).max(1);
        let mut sets = [Vec::new(), Vec::new()];
        for n in 0..size {
            let stamp = Stamp::at_millis(BASE_MS + n * 997);
            let entry = Entry { stamp, id: OpId::from_bytes(blake3::hash(&n.to_le_bytes()).into()) };
            let differs = if self.recent { n >= size - differ } else { n % every == 0 && n / every < differ };
            let only = usize::from((if self.recent { n } else { n / every }).is_multiple_of(2));
            for (side, set) in sets.iter_mut().enumerate() {
                if !differs || side == only {
                    set.push(entry);
                }
            }
        }
        sets
    }
}

fn ours(sets: &[MemorySums; 2]) -> Option<Cost> {
    let begun = Instant::now();
    let key = SessionKey::new(&[1; 32], b"bench");
    let (mut initiator, first) =
        Reconciler::initiator(&sets[0], BOUND, key.clone(), Limits::default()).ok()?;
    let mut responder = Reconciler::responder(&sets[1], BOUND, key, Limits::default());
    let (mut bytes, mut messages, mut differences) = (0, 0, 0);
    let mut next = Some(first);
    while let Some(message) = next {
        bytes += message.len();
        messages += 1;
        let first_side = messages % 2 == 0;
        let step = if first_side { initiator.step(&message) } else { responder.step(&message) }.ok()?;
        if first_side {
            differences += black_box(step.have).len() + black_box(step.need).len();
        } else {
            black_box((step.have, step.need));
        }
        next = step.send;
    }
    // What the last message of the initiator answers, it found itself while it wrote it: all is counted above.
    Some(Cost {
        bytes,
        messages,
        millis: begun.elapsed().as_secs_f64() * 1e3,
        differences: differences as u64,
    })
}

fn theirs(sets: &[NegentropyStorageVector; 2]) -> Option<Cost> {
    let begun = Instant::now();
    let mut initiator = Negentropy::borrowed(&sets[0], 0).ok()?;
    let mut responder = Negentropy::borrowed(&sets[1], 0).ok()?;
    let (mut have, mut need): (Vec<Id>, Vec<Id>) = (Vec::new(), Vec::new());
    let mut message = initiator.initiate().ok()?;
    let (mut bytes, mut messages) = (0, 0);
    loop {
        let reply = responder.reconcile(&message).ok()?;
        bytes += message.len() + reply.len();
        messages += 2;
        match initiator.reconcile_with_ids(&reply, &mut have, &mut need).ok()? {
            Some(next) => message = next,
            None => break,
        }
    }
    let differences = (have.len() + need.len()) as u64;
    Some(Cost { bytes, messages, millis: begun.elapsed().as_secs_f64() * 1e3, differences })
}

fn storage(entries: &[Entry]) -> Option<NegentropyStorageVector> {
    let mut storage = NegentropyStorageVector::with_capacity(entries.len());
    for entry in entries {
        storage.insert(entry.stamp.millis(), Id::from_byte_array(*entry.id.as_bytes())).ok()?;
    }
    storage.seal().ok()?;
    Some(storage)
}

/// The same session again and again; the fastest counts.
fn best(mut session: impl FnMut() -> Option<Cost>) -> Option<Cost> {
    let mut best: Option<Cost> = None;
    for _ in 0..RUNS {
        let cost = session()?;
        if best.as_ref().is_none_or(|best| cost.millis < best.millis) {
            best = Some(cost);
        }
    }
    best
}

fn run(full: bool, at_most: u64) -> Option<bool> {
    let shrink = if full { 1 } else { 100 };
    let mut within = true;
    println!(
        "{:<14}{:>9}{:>9} |{:>10}{:>12}{:>7}{:>10} |{:>5}{:>5}{:>5} |{:>10}{:>12}{:>7}{:>10} |",
        "sets",
        "size",
        "differ",
        "bytes",
        "negentropy",
        "ratio",
        "rateless",
        "msgs",
        "neg.",
        "rat.",
        "ms",
        "negentropy",
        "ratio",
        "rateless"
    );
    for case in CASES.iter().filter(|case| case.size <= at_most) {
        let sets = case.sets(shrink);
        let sums = sets.each_ref().map(|set| set.iter().copied().collect::<MemorySums>());
        let peers = [storage(&sets[0])?, storage(&sets[1])?];
        let (us, peer) = (best(|| ours(&sums))?, best(|| theirs(&peers))?);
        let symbols = best(|| rateless::session(&sets))?;
        let verdict = match case.limit.filter(|_| full) {
            None => "",
            Some((bytes, millis)) => {
                let most = match bytes {
                    Bytes::OfPeer => peer.bytes,
                    Bytes::AtMost(most) => most,
                };
                let met = us.bytes <= most && us.millis <= millis;
                within &= met;
                if met { " within its limits" } else { " MISSED" }
            }
        };
        if [us.differences, peer.differences, symbols.differences] != [case.differ / shrink; 3] {
            println!(
                "{}: {} found, {} by negentropy, {} by symbols",
                case.name, us.differences, peer.differences, symbols.differences
            );
            return None;
        }
        println!(
            "{:<14}{:>9}{:>9} |{:>10}{:>12}{:>7.2}{:>10} |{:>5}{:>5}{:>5} |{:>10.2}{:>12.2}{:>7.2}{:>10.2} |{verdict}",
            case.name,
            case.size / shrink,
            us.differences,
            us.bytes,
            peer.bytes,
            ratio(us.bytes, peer.bytes),
            symbols.bytes,
            us.messages,
            peer.messages,
            symbols.messages,
            us.millis,
            peer.millis,
            us.millis / peer.millis,
            symbols.millis
        );
    }
    Some(within)
}

fn ratio(a: usize, b: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no message is that long")]
    let (a, b) = (a as f64, b as f64);
    a / b
}

fn main() -> ExitCode {
    let full = std::env::args().any(|arg| arg == "--bench");
    let at_most = std::env::args().skip_while(|arg| arg != "--at-most").nth(1);
    let at_most = at_most.and_then(|size| size.parse().ok()).unwrap_or(u64::MAX);
    if run(full, at_most) == Some(true) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
