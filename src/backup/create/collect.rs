//! What of a store goes into a snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use cyberfly_core::DbName;
use cyberfly_core::cbor::Writer;
use cyberfly_store::{BlobFile, Snapshot, SnapshotSegment};

use super::Request;
use super::packer::Packer;
use crate::error::BackupError;
use crate::hash::Hash;

/// A file of operations is cut behind so many bytes at most, and before where the operation there says so, so that
/// operations that are added or gone change few files.
const CUT_AT_MOST: usize = 16 * 1024 * 1024;
const CUT_AT_LEAST: usize = 256 * 1024;

/// Packs everything that the request asks for.
pub(super) fn all(
    packer: &mut Packer<'_>,
    snapshot: &Snapshot,
    request: &Request,
) -> Result<(), BackupError> {
    let blobs = match (request.without_blobs, &request.only) {
        (true, _) => Vec::new(),
        (false, None) => snapshot.blob_files()?,
        (false, Some(db)) => blobs_of(snapshot, db)?,
    };
    let journal: u64 = snapshot.segments().iter().map(|segment| segment.length).sum();
    packer.expect(journal + blobs.iter().map(|blob| blob.size).sum::<u64>());
    match &request.only {
        None => snapshot.segments().iter().try_for_each(|part| segment(packer, snapshot, part))?,
        Some(db) => operations(packer, snapshot, db)?,
    }
    let marks: BTreeMap<String, u32> =
        (0..).zip(packer.databases()).map(|(number, database)| (mark(&database.name), number)).collect();
    for blob in &blobs {
        pack_blob(packer, snapshot, blob, &marks)?;
    }
    if let Some(key) = &request.identity {
        packer.bytes("node.key", key.as_bytes(), Vec::new())?;
    }
    Ok(())
}

/// Reads a segment as a snapshot has it.
struct SegmentReader<'s> {
    snapshot: &'s Snapshot,
    number: u32,
    at: u64,
    end: u64,
}

impl Read for SegmentReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let wanted = left.min(buffer.len());
        let read = self.snapshot.read_segment(self.number, self.at, &mut buffer[..wanted]);
        read.map_err(io::Error::other)?;
        self.at += wanted as u64;
        Ok(wanted)
    }
}

fn segment(packer: &mut Packer<'_>, snapshot: &Snapshot, part: &SnapshotSegment) -> Result<(), BackupError> {
    let path = format!("journal/{}", part.name);
    let hash = part.hash.map(Hash);
    if let Some(hash) = hash
        && packer.take_over(&path, part.length, hash)
    {
        return Ok(());
    }
    let databases: BTreeSet<&DbName> = snapshot.databases_in(part.number)?.into_iter().collect();
    let numbers = (0..).zip(packer.databases()).filter(|(_, known)| databases.contains(&known.name));
    let numbers = numbers.map(|(number, _)| number).collect();
    let open = |from| -> Box<dyn Read + '_> {
        Box::new(SegmentReader { snapshot, number: part.number, at: from, end: part.length })
    };
    let written = packer.growing(&path, part.length, &open, numbers)?;
    // Of a compacted segment the store knows the hash of what is behind its header.
    match hash {
        Some(hash) if part.name.contains('-') => packer.name_content(hash),
        Some(hash) if hash != written => {
            packer.warn(format!("{path} does not have the hash that it was sealed with"));
        }
        _ => {}
    }
    Ok(())
}

/// How the names of the files end that say that a database possesses a blob.
fn mark(db: &DbName) -> String {
    blake3::hash(db.as_str().as_bytes()).to_hex()[..32].to_owned()
}

fn blobs_of(snapshot: &Snapshot, db: &DbName) -> Result<Vec<BlobFile>, BackupError> {
    let (wanted, mark) = (snapshot.blobs(db)?, mark(db));
    let mut blobs = snapshot.blob_files()?;
    blobs.retain(|blob| wanted.contains(&blob.hash) && blob.owners.contains(&mark));
    blobs.iter_mut().for_each(|blob| blob.owners = vec![mark.clone()]);
    Ok(blobs)
}

fn pack_blob(
    packer: &mut Packer<'_>,
    snapshot: &Snapshot,
    blob: &BlobFile,
    marks: &BTreeMap<String, u32>,
) -> Result<(), BackupError> {
    let hash = Hash(blob.hash);
    let name = hash.to_string();
    let path = format!("blobs/{}/{name}", &name[..2]);
    let databases: Vec<u32> = blob.owners.iter().filter_map(|owner| marks.get(owner).copied()).collect();
    if !packer.take_over(&path, blob.size, hash) {
        let open = |_| -> Box<dyn Read + '_> {
            match snapshot.open_blob(&blob.hash) {
                Ok(file) => Box::new(file),
                Err(error) => Box::new(Failing(Some(io::Error::other(error)))),
            }
        };
        if packer.whole(&path, blob.size, &open, databases)? != hash {
            packer.warn(format!("{path} does not have the hash that is its name"));
        }
    }
    for owner in &blob.owners {
        packer.bytes(&format!("{path}.{owner}"), &[], Vec::new())?;
    }
    Ok(())
}

/// What could not be opened.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.take().unwrap_or_else(|| io::Error::other("it cannot be read")))
    }
}

/// The kept operations of one database, as CBOR sequences of byte strings.
fn operations(packer: &mut Packer<'_>, snapshot: &Snapshot, db: &DbName) -> Result<(), BackupError> {
    let mut sequence = Writer::default();
    let (mut bytes, mut number) = (0, 0);
    let put = |packer: &mut Packer<'_>, sequence: &mut Writer, number: &mut u32| {
        let taken = std::mem::take(sequence).into_bytes();
        let path = format!("operations/{number:06}.cborseq");
        *number += 1;
        packer.bytes(&path, &taken, vec![0])
    };
    for operation in snapshot.operations(Some(db)) {
        let operation = match operation {
            Err(cyberfly_store::StoreError::Damaged { path, offset, .. }) => {
                packer.warn(format!(
                    "{} is damaged at byte {offset}: an operation is left out",
                    path.display()
                ));
                continue;
            }
            operation => operation?,
        };
        let may_cut = bytes >= CUT_AT_LEAST && blake3::hash(&operation).as_bytes()[..1] == [0];
        if may_cut || bytes + operation.len() > CUT_AT_MOST {
            put(packer, &mut sequence, &mut number)?;
            bytes = 0;
        }
        bytes += operation.len();
        sequence.bytes(&operation);
    }
    if bytes > 0 {
        put(packer, &mut sequence, &mut number)?;
    }
    Ok(())
}
