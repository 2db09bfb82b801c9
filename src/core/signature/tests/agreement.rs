//! Singly, batched and by another implementation: the same verdicts, on whatever bytes.

use super::*;
use crate::signature::{BatchRefused, KnownKeys, verify_batch, verify_each, verify_each_known};

const KINDS: usize = 16;
const POOL: usize = 640;
const BATCHES: u64 = 3_000;

/// A signature of one of the kinds that rules and libraries disagree on, or an ordinary one.
fn craft(number: u64, kind: usize) -> Signed {
    let mut random = Random::new("kind", number);
    let small = EIGHT_TORSION[random.below(8)].compress().0;
    // Few authors, so that their keys repeat within a batch.
    let author_number = u64::try_from(random.below(12)).unwrap();
    let (of_key, of_r) = match kind {
        0 => (0, random.below(8)),
        1 => (random.below(8), 0),
        2..=9 => (random.below(8), random.below(8)),
        _ => (0, 0),
    };
    let author = Author::new(author_number, of_key);
    let mut signed = author.sign(number, of_r);
    let nonce = scalar("nonce", number);
    match kind {
        3 => signed.message.push(0),
        4 => signed.shift_s(Scalar::ONE),
        5 => signed.signature[random.below(64)] ^= 1 << random.below(8),
        6 => signed.public[random.below(32)] ^= 1 << random.below(8),
        7 => signed = Signed { signature: author.sign(number + 1, of_r).signature, ..signed },
        // The key of the same secret with another component: k is another.
        8 => signed.public = Author::new(author_number, (of_key + 1) % 8).sign(number, of_r).public,
        10 => {
            let r = (ED25519_BASEPOINT_POINT * nonce).compress().0;
            signed = solve(small, r, nonce, Scalar::ZERO, "forged".into());
        }
        11 => signed = solve(signed.public, small, Scalar::ZERO, author.secret, "no nonce".into()),
        12 => signed.signature[63] |= 0x10 << random.below(4),
        13 => signed.signature = random.bytes(),
        14 => signed.public = random.bytes(),
        _ => {}
    }
    signed
}

#[test]
fn one_by_one_in_batches_and_by_the_oracle_verdicts_are_the_same() {
    let pool: Vec<Signed> =
        (0..POOL).map(|number| craft(u64::try_from(number).unwrap(), number % KINDS)).collect();
    let verdicts = verdicts(&pool);
    for (number, (signed, verdict)) in pool.iter().zip(&verdicts).enumerate() {
        assert_eq!(oracle(signed), *verdict, "number {number}, kind {}", number % KINDS);
    }
    let (valid, invalid): (Vec<usize>, Vec<usize>) = (0..POOL).partition(|index| verdicts[*index].is_ok());
    // The mixture must be one on which careless rules differ.
    let contested = valid.iter().filter(|index| !cofactorless(&pool[**index])).count();
    let laxly_accepted = invalid.iter().filter(|index| zip215(&pool[**index])).count();
    assert!(valid.len() > 150 && invalid.len() > 300, "{} and {}", valid.len(), invalid.len());
    assert!(contested > 80 && laxly_accepted > 60, "{contested} and {laxly_accepted}");

    let mut accepted = 0;
    let mut known = KnownKeys::new();
    for number in 0..BATCHES {
        let mut random = Random::new("batch", number);
        let seed = random.bytes();
        let size = random.below(if number % 10 == 0 { 80 } else { 12 });
        // A third of the batches all valid, a third with one invalid, a third of anything.
        let mut chosen: Vec<usize> = (0..size)
            .map(|_| if number % 3 < 2 { valid[random.below(valid.len())] } else { random.below(POOL) })
            .collect();
        if number % 3 == 1 && size > 0 {
            chosen[random.below(size)] = invalid[random.below(invalid.len())];
        }
        let items: Vec<Item<'_>> = chosen.iter().map(|index| pool[*index].item()).collect();
        let expected: Vec<Verdict> = chosen.iter().map(|index| verdicts[*index]).collect();
        let all_valid = expected.iter().all(Result::is_ok);
        accepted += u64::from(all_valid);
        let answer = if all_valid { Ok(()) } else { Err(BatchRefused) };
        assert_eq!(verify_batch(&seed, &items), answer, "batch {number}");
        assert_eq!(verify_each(&seed, &items), expected, "batch {number}");
        assert_eq!(verify_each_known(&mut known, &seed, &items), expected, "batch {number}, keys known");
    }
    assert!(accepted > BATCHES / 3 && accepted < BATCHES / 2, "{accepted} batches accepted");
}
