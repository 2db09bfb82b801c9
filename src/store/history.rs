//! What was written to a key, as far as the journal still holds it: read from its end backwards.

use std::time::Instant;

use cyberfly_core::{Claimed, DbName, Key};

use crate::error::StoreError;
use crate::journal::Position;
use crate::store::Store;

/// How far one look back goes. At least one segment is read, however long it is.
#[derive(Clone, Copy, Debug)]
pub struct WrittenLimits {
    /// How many operations are found at most.
    pub operations: usize,
    /// How many bytes of the journal are read at most.
    pub journal_bytes: u64,
    /// When to stop.
    pub until: Instant,
}

/// An operation that writes to the key, and where it lies.
#[derive(Clone, Debug)]
pub struct Written {
    /// The operation. Its signature was checked when it came.
    pub operation: Claimed,
    /// Its place in the journal, to go on from.
    pub at: u64,
}

/// A part of what was written to a key.
#[derive(Clone, Debug)]
pub struct WrittenPart {
    /// The operations, the latest to arrive first.
    pub operations: Vec<Written>,
    /// The place to go on from; none if the beginning of the journal was reached.
    pub next: Option<u64>,
}

impl Store {
    /// The operations of a database that write to a key, those that came last first, before a place in the journal.
    /// Operations that are not authorised, or dominated since, are among them as long as the journal holds them; what is
    /// damaged is not. Where the journal was compacted since `before` was handed out, some may come a second time. Takes as long as it takes to read the journal; nothing is locked meanwhile.
    pub fn written(
        &self,
        db: &DbName,
        key: &Key,
        before: Option<u64>,
        limits: &WrittenLimits,
    ) -> Result<WrittenPart, StoreError> {
        let (end, _pin, parts) = self.pin_to_end()?;
        let before = before.unwrap_or(u64::MAX);
        let mut part = WrittenPart { operations: Vec::new(), next: None };
        let mut read = 0;
        for (nth, segment) in parts.iter().enumerate().rev() {
            let begin = u64::from(segment.first) << 32;
            if begin >= before {
                continue;
            }
            let length = self.segments().length_up_to(*segment, &end);
            let is_enough = read + length > limits.journal_bytes || Instant::now() >= limits.until;
            if read > 0 && is_enough {
                part.next = Some((u64::from(segment.last) + 1) << 32);
                return Ok(part);
            }
            read += length;
            let loaded = self.segments().load(*segment, parts.get(nth + 1).copied(), &end)?;
            let mut found = Vec::new();
            let _known_elsewhere = loaded.walk(None, &mut |group| {
                let at = |position: Position| begin | u64::from(position.offset);
                let here =
                    group.operations.into_iter().map(|(position, bytes)| (at(position), bytes, position));
                // To look for the text is much cheaper than to decode everything.
                found.extend(here.filter(|(at, bytes, _)| *at < before && mentions(bytes, key)));
            })?;
            for (at, bytes, position) in found.into_iter().rev() {
                if self.segments().is_set_aside(position) {
                    continue;
                }
                let Ok(operation) = Claimed::decode(bytes) else { continue };
                let writes = &operation.draft().writes;
                if operation.db() != db || !writes.iter().any(|write| write.key == *key) {
                    continue;
                }
                if part.operations.len() == limits.operations {
                    part.next = Some(at + 1);
                    return Ok(part);
                }
                part.operations.push(Written { operation, at });
            }
        }
        Ok(part)
    }
}

fn mentions(bytes: &[u8], key: &Key) -> bool {
    let text = key.as_str().as_bytes();
    bytes.windows(text.len()).any(|window| window == text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cyberfly_core::{Draft, SecretKey, Stamp, Write};
    use std::time::Duration;

    fn limits(operations: usize) -> WrittenLimits {
        let until = Instant::now() + Duration::from_secs(60);
        WrittenLimits { operations, journal_bytes: u64::MAX, until }
    }

    #[test]
    fn the_history_of_a_key_comes_in_parts_from_the_latest_to_the_first() {
        let temp = tempfile::tempdir().unwrap();
        let store = Store::open(temp.path()).unwrap();
        let secret = SecretKey::from_seed(&[1; 32]);
        let name = |label: &str| DbName::new(label, secret.public()).unwrap();
        let (key, other) = (Key::new("k").unwrap(), Key::new("other").unwrap());
        let put = |label: &str, key: &Key, stamp: u64| {
            let writes = vec![Write::string(key.clone(), b"k".to_vec())];
            let stamp = Stamp::at_millis(stamp);
            let draft = Draft { db: name(label), stamp, writes, expires: None, device: None };
            store.commit(&[draft.sign(&secret).unwrap()]).unwrap();
        };
        for stamp in 1..=5 {
            put("a", &key, stamp);
            put("a", &other, stamp);
            put("b", &key, stamp);
        }
        let (mut stamps, mut before) = (Vec::new(), None);
        loop {
            let part = store.written(&name("a"), &key, before, &limits(2)).unwrap();
            stamps.extend(part.operations.iter().map(|written| written.operation.stamp().millis()));
            before = part.next;
            if before.is_none() {
                break;
            }
            assert_eq!(part.operations.len(), 2);
        }
        assert_eq!(stamps, [5, 4, 3, 2, 1]);
        assert!(store.written(&name("c"), &key, None, &limits(2)).unwrap().operations.is_empty());
    }
}
