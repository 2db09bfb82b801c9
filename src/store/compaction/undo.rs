//! Since when operations are not kept: a ledger for each segment, and the clock that their time is measured by.
//!
//! What is in no ledger is taken for kept until a look at the kept operations finds that it is not; from then on it is in
//! the ledger. So a ledger that is lost, in part or whole, only makes operations stay longer. Ledgers are written without
//! waiting for the disk.

use std::collections::BTreeMap;

use crate::disk::{self, Disk};

/// The file with the clock.
const CLOCK: &str = "undo-clock";
const MAGIC: &[u8; 8] = b"cflyund1";
const HEAD: usize = 8 + 4;
/// What surrounds the entries of a note: since when, how many, and the checksum.
const SINCE_AND_COUNT: usize = 8 + 4;
const CHECKSUM: usize = 4;
const ENTRY: usize = 4 + 4;
/// Stands in place of a time for operations that are kept again.
const KEPT: u64 = u64::MAX;
/// Times are rounded up to whole hours, so that there are few of them.
const HOUR: u64 = 3_600_000;
/// A jump of the system's clock beyond this is not believed.
const BELIEVED: u64 = 24 * HOUR;

/// A clock that counts the time in which the store was looked after, in milliseconds. It follows the system's clock, but
/// goes neither back nor far ahead with it: a jump of more than a day counts for nothing, and so does a longer rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct UndoClock {
    counted: u64,
    system: Option<u64>,
}

impl UndoClock {
    /// Follows the system's clock and returns the time that was counted.
    pub(super) fn advance(&mut self, now_ms: u64) -> u64 {
        let passed = self.system.and_then(|before| now_ms.checked_sub(before));
        self.counted += passed.filter(|passed| *passed <= BELIEVED).unwrap_or(0);
        self.system = Some(now_ms);
        self.counted
    }

    /// The time that was counted.
    pub(super) const fn counted(&self) -> u64 {
        self.counted
    }

    /// Is not behind what a ledger says.
    pub(super) fn not_before(&mut self, since: u64) {
        self.counted = self.counted.max(since.saturating_sub(HOUR));
    }

    /// The time to note for what is found not to be kept now.
    pub(super) const fn since(&self) -> u64 {
        (self.counted / HOUR + 1) * HOUR
    }

    pub(super) fn load(disk: &dyn Disk) -> Self {
        let bytes = disk.open(CLOCK).and_then(|file| disk::read_all(file.as_ref())).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let mut words = text.split_ascii_whitespace().map(str::parse);
        match (words.next(), words.next()) {
            (Some(Ok(counted)), Some(Ok(system))) => Self { counted, system: Some(system) },
            _ => Self::default(),
        }
    }

    pub(super) fn save(&self, disk: &dyn Disk) {
        let text = format!("{:020} {:020}\n", self.counted, self.system.unwrap_or(0));
        let saved = disk.create(CLOCK).and_then(|file| file.write_at(text.as_bytes(), 0));
        if let Err(error) = saved {
            tracing::warn!(%error, "the clock of the undo window was not kept; what it counted may count again");
        }
    }
}

/// An operation that is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dropped {
    /// By the [`UndoClock`]: not kept since then at the latest.
    pub(super) since: u64,
    /// How many bytes of its segment it takes.
    pub(super) bytes: u32,
}

/// The operations of one segment that are not kept, by the places of their records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    pub(super) dropped: BTreeMap<u32, Dropped>,
    /// How much of the file is intact.
    length: u64,
}

pub(super) fn name(number: u32) -> String {
    format!("{number:010}.undo")
}

impl Ledger {
    /// Reads the ledger of a segment as far as it is intact.
    pub(super) fn load(disk: &dyn Disk, number: u32) -> Self {
        let bytes = disk.open(&name(number)).and_then(|file| disk::read_all(file.as_ref()));
        let bytes = bytes.unwrap_or_default();
        let mut ledger = Self::default();
        if bytes.get(..HEAD) != Some(head(number).as_slice()) {
            return ledger;
        }
        let mut at = HEAD;
        while let Some(length) = ledger.take_note(&bytes[at..]) {
            at += length;
        }
        ledger.length = at as u64;
        ledger
    }

    /// Takes the note at the front, if it is intact, and returns its length.
    fn take_note(&mut self, bytes: &[u8]) -> Option<usize> {
        let (since, rest) =
            bytes.split_first_chunk().map(|(since, rest)| (u64::from_be_bytes(*since), rest))?;
        let (count, rest) =
            rest.split_first_chunk().map(|(count, rest)| (u32::from_be_bytes(*count), rest))?;
        let entries = rest.get(..(count as usize).checked_mul(ENTRY)?)?;
        let length = SINCE_AND_COUNT + entries.len();
        let checksum = bytes.get(length..length + CHECKSUM)?;
        if checksum != crc32c::crc32c(&bytes[..length]).to_be_bytes() {
            return None;
        }
        for entry in entries.chunks_exact(ENTRY) {
            let word =
                |at: usize| u32::from_be_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]);
            let (offset, bytes) = (word(0), word(4));
            match since {
                KEPT => drop(self.dropped.remove(&offset)),
                since => drop(self.dropped.insert(offset, Dropped { since, bytes })),
            }
        }
        Some(length + CHECKSUM)
    }

    /// Notes operations that are not kept since a time, each with its place and its bytes, here and in the file.
    pub(super) fn note_dropped(&mut self, disk: &dyn Disk, number: u32, since: u64, found: &[(u32, u32)]) {
        self.dropped.extend(found.iter().map(|(offset, bytes)| (*offset, Dropped { since, bytes: *bytes })));
        self.append(disk, number, since, found);
    }

    /// Takes out operations that are kept again, here and in the file.
    pub(super) fn note_kept(&mut self, disk: &dyn Disk, number: u32, found: &[(u32, u32)]) {
        self.dropped.retain(|offset, _| !found.iter().any(|(kept, _)| kept == offset));
        self.append(disk, number, KEPT, found);
    }

    fn append(&mut self, disk: &dyn Disk, number: u32, since: u64, found: &[(u32, u32)]) {
        let Ok(count) = u32::try_from(found.len()) else { return };
        if count == 0 {
            return;
        }
        let mut note = since.to_be_bytes().to_vec();
        note.extend_from_slice(&count.to_be_bytes());
        for (offset, bytes) in found {
            note.extend_from_slice(&offset.to_be_bytes());
            note.extend_from_slice(&bytes.to_be_bytes());
        }
        note.extend_from_slice(&crc32c::crc32c(&note).to_be_bytes());
        let name = name(number);
        let written = match self.length {
            0 => disk.create(&name).and_then(|file| {
                let note = [head(number).as_slice(), &note].concat();
                file.write_at(&note, 0).map(|()| note.len() as u64)
            }),
            length => disk.open(&name).and_then(|file| {
                file.set_len(length)?;
                file.write_at(&note, length).map(|()| length + note.len() as u64)
            }),
        };
        match written {
            Ok(length) => self.length = length,
            Err(error) => {
                tracing::warn!(%error, name, "a note of what is not kept was lost; it stays longer");
            }
        }
    }
}

fn head(number: u32) -> Vec<u8> {
    [MAGIC.as_slice(), &number.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::memory::MemoryDisk;

    const DAY: u64 = 24 * HOUR;

    #[test]
    fn the_clock_follows_time_and_no_jumps() {
        let mut clock = UndoClock::default();
        let start = 1_700_000_000_000;
        assert_eq!(clock.advance(start), 0);
        assert_eq!(clock.advance(start + 5000), 5000);
        assert_eq!(clock.advance(start + DAY), DAY);
        // A year ahead and back again, and back a year.
        assert_eq!(clock.advance(start + 366 * DAY), DAY);
        assert_eq!(clock.advance(start + DAY + 10), DAY);
        assert_eq!(clock.advance(start - 365 * DAY), DAY);
        assert_eq!(clock.advance(start - 365 * DAY + 10), DAY + 10);
        assert!(clock.since() > clock.counted);
        let disk = MemoryDisk::default();
        clock.save(&disk);
        assert_eq!(UndoClock::load(&disk), clock);
        disk.put(CLOCK, b"garbage");
        assert_eq!(UndoClock::load(&disk), UndoClock::default());
    }

    #[test]
    fn a_ledger_comes_back_and_what_is_torn_of_it_is_forgotten() {
        let disk = MemoryDisk::default();
        let mut ledger = Ledger::load(&disk, 3);
        ledger.note_dropped(&disk, 3, HOUR, &[(100, 200), (300, 150)]);
        ledger.note_kept(&disk, 3, &[(100, 200)]);
        let whole = disk.bytes(&name(3)).len();
        ledger.note_dropped(&disk, 3, 2 * HOUR, &[(100, 200)]);
        assert_eq!(Ledger::load(&disk, 3), ledger);
        assert_eq!(ledger.dropped[&100], Dropped { since: 2 * HOUR, bytes: 200 });
        let bytes = disk.bytes(&name(3));
        for length in 0..bytes.len() {
            disk.remove(&name(3)).unwrap();
            disk.put(&name(3), &bytes[..length]);
            let mut torn = Ledger::load(&disk, 3);
            assert!(torn.dropped.keys().all(|offset| [100, 300].contains(offset)));
            assert!(length < whole || !torn.dropped.contains_key(&100));
            torn.note_dropped(&disk, 3, 9 * HOUR, &[(700, 130)]);
            assert_eq!(Ledger::load(&disk, 3), torn);
        }
        assert_eq!(Ledger::load(&disk, 4), Ledger::default());
    }
}
