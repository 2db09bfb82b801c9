//! The side file of a sealed segment: its operations sorted by stamp. It can be made anew from the segment at any time,
//! so it is written without waiting for the disk, and believed only if its checksum fits.

use cyberfly_core::{Claimed, OpId, Operation, Stamp};

use crate::disk::{self, Disk};

const MAGIC: &[u8; 8] = b"cflyops1";
/// What precedes the entries: magic, number of the segment, its hash, how many entries.
const HEAD: usize = 8 + 4 + 32 + 4;
const ENTRY: usize = 8 + 32 + 4;
const CHECKSUM: usize = 4;

/// An operation in a sealed segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Its stamp.
    pub stamp: Stamp,
    /// Its id.
    pub id: OpId,
    /// Where in the segment its record begins.
    pub offset: u32,
}

impl Listed {
    pub(super) fn of_operation(op: &Operation, offset: u32) -> Self {
        Self { stamp: op.stamp(), id: op.id(), offset }
    }

    pub(super) fn of(bytes: &[u8], offset: u32) -> Option<Self> {
        let claim = Claimed::decode(bytes).ok()?;
        Some(Self { stamp: claim.stamp(), id: claim.id(), offset })
    }
}

pub(super) fn name(number: u32) -> String {
    format!("{number:010}.ops")
}

/// By stamp, then id, then place.
pub(super) fn sort(listed: &mut [Listed]) {
    listed.sort_unstable();
}

fn encode(number: u32, hash: &[u8; 32], listed: &[Listed]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(HEAD + listed.len() * ENTRY + CHECKSUM);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&number.to_be_bytes());
    bytes.extend_from_slice(hash);
    bytes.extend_from_slice(&u32::try_from(listed.len()).ok()?.to_be_bytes());
    for Listed { stamp, id, offset } in listed {
        bytes.extend_from_slice(&stamp.as_u64().to_be_bytes());
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(&offset.to_be_bytes());
    }
    bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_be_bytes());
    Some(bytes)
}

fn decode(bytes: &[u8], number: u32, hash: &[u8; 32]) -> Option<Vec<Listed>> {
    let (covered, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
    let (head, entries) = covered.split_at_checked(HEAD)?;
    let ours = head.starts_with(MAGIC) && head[8..12] == number.to_be_bytes() && head[12..44] == *hash;
    let counted = head[44..] == u32::try_from(entries.len() / ENTRY).ok()?.to_be_bytes();
    if !ours || !counted || entries.len() % ENTRY != 0 || crc32c::crc32c(covered).to_be_bytes() != checksum {
        return None;
    }
    let entry = |entry: &[u8]| {
        let (stamp, rest) = entry.split_first_chunk()?;
        let (id, offset) = rest.split_first_chunk()?;
        let offset = u32::from_be_bytes(offset.try_into().ok()?);
        Some(Listed { stamp: Stamp::new(u64::from_be_bytes(*stamp))?, id: OpId::from_bytes(*id), offset })
    };
    entries.chunks_exact(ENTRY).map(entry).collect()
}

/// Reads the side file of the segment with this number and hash. None if it is not there, damaged, or of another.
pub(super) fn load(disk: &dyn Disk, number: u32, hash: &[u8; 32]) -> Option<Vec<Listed>> {
    let bytes = disk.open(&name(number)).and_then(|file| disk::read_all(file.as_ref())).ok()?;
    decode(&bytes, number, hash)
}

/// Writes a side file from sorted entries. Where it cannot, it leaves it to the next who asks.
pub(super) fn save(disk: &dyn Disk, number: u32, hash: &[u8; 32], listed: &[Listed]) {
    let Some(bytes) = encode(number, hash, listed) else { return };
    let name = name(number);
    if let Err(error) = disk.create(&name).and_then(|file| file.write_at(&bytes, 0)) {
        tracing::warn!(%error, name, "a side file was not written; it will be made when it is needed");
    }
}
