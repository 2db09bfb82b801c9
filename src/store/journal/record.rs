//! The framing of records in a segment. `docs/format.md` has the same as a table.
//!
//! A record is its length, the CRC32C of what follows, and that: one byte that says what it is, and the content. All
//! numbers are big-endian. A group is any number of operation records and the commit record that makes them count.

use super::segment::{COMPACTED_HEADER, COMPACTED_MAGIC, HEADER, MAGIC};

/// What precedes the content of a record: length, checksum and type.
pub(crate) const FRAME: usize = 4 + 4 + 1;
/// The content of a commit record: two sequences and the chain hash.
const COMMIT_CONTENT: usize = 8 + 8 + 32;
/// A whole commit record.
pub(crate) const COMMIT: usize = FRAME + COMMIT_CONTENT;
/// The largest content of a record.
const CONTENT_LIMIT: usize = cyberfly_core::op::OP_LIMIT;

const OPERATION: u8 = 1;
const COMMITTED: u8 = 2;

/// A record that is intact: its checksum fits.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Record<'a> {
    /// An operation's bytes.
    Operation(&'a [u8]),
    /// The end of a group.
    Commit(Commit),
}

/// What is said of a record that goes on behind the input.
pub(crate) const CUT_OFF: &str = "the file ends inside a record";

/// What a commit record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    /// The how many-th group of the journal this is.
    pub(crate) sequence: u64,
    /// Up to which group the journal was known to be on the disk when this one was written.
    pub(crate) synced: u64,
    /// BLAKE3-256 of the chain hash before and the operation records of the group as written.
    pub(crate) chain: [u8; 32],
}

pub(crate) fn append_operation(buffer: &mut Vec<u8>, bytes: &[u8]) {
    append(buffer, OPERATION, bytes);
}

pub(crate) fn append_commit(buffer: &mut Vec<u8>, commit: Commit) {
    let mut content = [0; COMMIT_CONTENT];
    content[..8].copy_from_slice(&commit.sequence.to_be_bytes());
    content[8..16].copy_from_slice(&commit.synced.to_be_bytes());
    content[16..].copy_from_slice(&commit.chain);
    append(buffer, COMMITTED, &content);
}

fn append(buffer: &mut Vec<u8>, kind: u8, content: &[u8]) {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    let checksum = crc32c::crc32c_append(crc32c::crc32c(&[kind]), content);
    buffer.extend_from_slice(&length.to_be_bytes());
    buffer.extend_from_slice(&checksum.to_be_bytes());
    buffer.push(kind);
    buffer.extend_from_slice(content);
}

/// The chain hash after a group, from the one before and the group's operation records as written.
pub(crate) fn chain_after(before: &[u8; 32], records: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(before).update(records);
    *hasher.finalize().as_bytes()
}

/// Reads the record at the start of the input. Returns it with its whole length, or what is wrong with it.
pub(crate) fn read(input: &[u8]) -> Result<(Record<'_>, usize), &'static str> {
    let (head, rest) = input.split_at_checked(FRAME).ok_or(CUT_OFF)?;
    let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > CONTENT_LIMIT {
        return Err("a record longer than any");
    }
    let content = rest.get(..length).ok_or(CUT_OFF)?;
    let checksum = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
    if crc32c::crc32c_append(crc32c::crc32c(&head[8..]), content) != checksum {
        return Err("a checksum that does not fit");
    }
    let record = match (head[8], content.len()) {
        (OPERATION, _) => Record::Operation(content),
        (COMMITTED, COMMIT_CONTENT) => {
            let (mut sequence, mut synced, mut chain) = ([0; 8], [0; 8], [0; 32]);
            sequence.copy_from_slice(&content[..8]);
            synced.copy_from_slice(&content[8..16]);
            chain.copy_from_slice(&content[16..]);
            let (sequence, synced) = (u64::from_be_bytes(sequence), u64::from_be_bytes(synced));
            Record::Commit(Commit { sequence, synced, chain })
        }
        _ => return Err("a record of no known type"),
    };
    Ok((record, FRAME + length))
}

/// Where the next intact record begins behind a bad one at `bad`; the end of the input if there is none.
///
/// If the bad record's length leads to an intact record it is believed, so that nothing inside the bad record is taken
/// for one. Otherwise every byte may be the beginning.
pub(crate) fn next_intact(input: &[u8], bad: usize) -> usize {
    if let Some(length) = input.get(bad..bad + 4) {
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
        let behind = bad.saturating_add(FRAME).saturating_add(length);
        if input.get(behind..).is_some_and(|rest| read(rest).is_ok()) {
            return behind;
        }
    }
    let kinds = input.get(bad + FRAME..).unwrap_or_default();
    let starts = kinds.iter().enumerate().filter(|(_, kind)| matches!(**kind, OPERATION | COMMITTED));
    let mut starts = starts.map(|(index, _)| bad + 1 + index);
    starts.find(|at| read(&input[*at..]).is_ok()).unwrap_or(input.len())
}

/// The operations in bytes of a segment's file, which begin with it or between two groups, each with its offset in them;
/// where a record is not intact, its offset and what is wrong there. Neither chain nor groups are looked at: this is for
/// bytes that are known to be those of the file.
pub fn operations_in(segment: &[u8]) -> impl Iterator<Item = (usize, Result<&[u8], &'static str>)> {
    let mut at = match segment.first_chunk() {
        Some(MAGIC) => HEADER,
        Some(COMPACTED_MAGIC) => COMPACTED_HEADER,
        _ => 0,
    } as usize;
    std::iter::from_fn(move || {
        while at < segment.len() {
            let here = at;
            match read(&segment[here..]) {
                Ok((Record::Operation(bytes), length)) => {
                    at += length;
                    return Some((here, Ok(bytes)));
                }
                Ok((Record::Commit(_), length)) => at += length,
                Err(reason) => {
                    at = next_intact(segment, here);
                    return Some((here, Err(reason)));
                }
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flipped_bit_in_a_record_is_found() {
        let mut intact = Vec::new();
        append_operation(&mut intact, b"some operation");
        append_commit(&mut intact, Commit { sequence: 7, synced: 6, chain: [9; 32] });
        let (first, length) = read(&intact).unwrap();
        assert_eq!(first, Record::Operation(b"some operation"));
        assert!(matches!(read(&intact[length..]), Ok((Record::Commit(Commit { sequence: 7, .. }), COMMIT))));
        for at in 0..length {
            for bit in 0..8 {
                let mut bytes = intact.clone();
                bytes[at] ^= 1 << bit;
                assert!(read(&bytes).is_err(), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn the_next_intact_record_is_found_wherever_it_begins() {
        let mut bytes = vec![7; 37];
        append_commit(&mut bytes, Commit { sequence: 1, synced: 0, chain: [1; 32] });
        for bad in 0..37 {
            assert_eq!(next_intact(&bytes, bad), 37);
        }
        bytes.pop();
        assert_eq!(next_intact(&bytes, 0), bytes.len());
        assert_eq!(next_intact(&[], 0), 0);
    }

    #[test]
    fn what_looks_like_a_record_inside_a_bad_one_is_not_taken_for_one() {
        let mut inner = Vec::new();
        append_commit(&mut inner, Commit { sequence: 999, synced: 999, chain: [1; 32] });
        let mut bytes = Vec::new();
        append_operation(&mut bytes, &inner);
        let behind = bytes.len();
        append_commit(&mut bytes, Commit { sequence: 1, synced: 0, chain: [2; 32] });
        bytes[5] ^= 1;
        assert_eq!(next_intact(&bytes, 0), behind);
    }
}
