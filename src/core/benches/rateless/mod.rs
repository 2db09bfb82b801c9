//! The other way, as a trial: rateless symbols (RIBLT, "Practical Rateless Set Reconciliation", SIGCOMM 2024). Decision 0064
//! says what came of it.
//!
//! One side sends symbols, each the sum of some of its tags, until the other, which subtracts its own, can take the
//! differences out one by one. The number of symbols follows the difference alone; but every tag of the set has a part in
//! the first, every third in the next few, and so on, so both sides go through all that they have.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use cyberfly_core::reconcile::{Entry, SessionKey};

use crate::Cost;

/// How many bytes a symbol has on the wire: a sum of tags, a sum of their checks, and how many they are.
const SYMBOL_BYTES: usize = 8 + 8 + 2;
/// How many bytes the answer has for each difference: a tag.
const ANSWER_BYTES: usize = 8;
/// How many symbols come first; then as many again as there were.
const FIRST: usize = 64;

#[derive(Clone, Copy, Default)]
struct Symbol {
    sum: u64,
    check: u64,
    count: i64,
}

impl Symbol {
    const fn add(&mut self, item: &Item, by: i64) {
        self.sum ^= item.tag;
        self.check ^= item.check;
        self.count += by;
    }

    /// Whether it is one item and nothing else.
    const fn is_one(&self) -> bool {
        self.count.abs() == 1 && self.check == check(self.sum)
    }
}

/// A tag on its way through the symbols in which it has a part.
#[derive(Clone, Copy)]
struct Item {
    tag: u64,
    check: u64,
    state: u64,
    /// The next one.
    next: usize,
}

/// What tells one tag from a sum of several: tags are keyed already, so a mixer will do (splitmix64).
const fn check(tag: u64) -> u64 {
    let mut mixed = tag.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Item {
    const fn of(tag: u64) -> Self {
        Self { tag, check: check(tag), state: check(check(tag)), next: 0 }
    }

    /// Goes on to the next symbol in which it has a part: the n-th with a chance of 1 in 1 + n/2.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "as in the paper"
    )]
    fn go_on(&mut self) {
        self.state = self.state.wrapping_mul(0xda94_2042_e4dd_58b5);
        let step = (self.next as f64 + 1.5) * (4_294_967_296.0 / (self.state as f64 + 1.0).sqrt() - 1.0);
        self.next = self.next.saturating_add(step.ceil().max(1.0) as usize);
    }
}

/// Adds items to the symbols behind those that are there already.
fn extend(symbols: &mut [Symbol], items: &mut [Item], by: i64) {
    for item in items {
        while let Some(symbol) = symbols.get_mut(item.next) {
            symbol.add(item, by);
            item.go_on();
        }
    }
}

fn items(entries: &[Entry], key: &SessionKey) -> Vec<Item> {
    entries.iter().map(|entry| Item::of(u64::from_le_bytes(key.tag(&entry.id).0))).collect()
}

/// Takes out of the symbols what can be; says whether nothing is left.
fn peel(symbols: &mut [Symbol], found: &mut BTreeMap<u64, i64>) -> bool {
    let mut ready: Vec<usize> = (0..symbols.len()).filter(|at| symbols[*at].is_one()).collect();
    while let Some(at) = ready.pop() {
        let symbol = symbols[at];
        if !symbol.is_one() || found.contains_key(&symbol.sum) {
            continue;
        }
        found.insert(symbol.sum, symbol.count);
        let mut item = Item::of(symbol.sum);
        while let Some(touched) = symbols.get_mut(item.next) {
            touched.add(&item, -symbol.count);
            if touched.is_one() {
                ready.push(item.next);
            }
            item.go_on();
        }
    }
    symbols.first().is_none_or(|first| first.count == 0 && first.sum == 0 && first.check == 0)
}

/// A whole session between two sets: both make their tags, one sends symbols, the other finds the differences and tells them.
pub(crate) fn session(sets: &[Vec<Entry>; 2]) -> Option<Cost> {
    let begun = Instant::now();
    let key = SessionKey::new(&[1; 32], b"bench");
    let [mut theirs, mut ours] = sets.each_ref().map(|set| items(set, &key));
    let (mut sent, mut messages) = (0, 0);
    // Theirs without ours; what was taken out before has a part in what comes, too.
    let (mut symbols, mut found) = (Vec::<Symbol>::new(), BTreeMap::new());
    loop {
        let more = if sent == 0 { FIRST } else { sent };
        sent += more;
        messages += 2;
        symbols.resize(sent, Symbol::default());
        let mut taken_out: Vec<(Item, i64)> = Vec::new();
        for (tag, count) in &found {
            let mut item = Item::of(*tag);
            while item.next < sent - more {
                item.go_on();
            }
            taken_out.push((item, *count));
        }
        extend(&mut symbols, &mut theirs, 1);
        extend(&mut symbols, &mut ours, -1);
        for (item, count) in &mut taken_out {
            extend(&mut symbols, std::slice::from_mut(item), -*count);
        }
        if peel(&mut symbols, &mut found) {
            break;
        }
        if sent > 4 * (sets[0].len() + sets[1].len() + FIRST) {
            return None;
        }
    }
    let differences = black_box(&found).len();
    // Symbols come until the other side has enough: a half of the last doubling goes in vain at worst, a quarter in the mean.
    let bytes = sent * SYMBOL_BYTES + differences * ANSWER_BYTES;
    Some(Cost {
        bytes,
        messages,
        millis: begun.elapsed().as_secs_f64() * 1e3,
        differences: differences as u64,
    })
}
