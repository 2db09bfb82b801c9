//! Manifests and reports, in the words of the doors.

use cyberfly_backup::{Compared, DatabaseEntry, Fault, Hash, Level, Listed, Manifest, Report, Verified};
use cyberfly_protocol::{
    ComparedDatabase, LastVerified, SCHEMA_VERSION, Snapshot, SnapshotDatabase, SnapshotDetails,
    SnapshotFault, SnapshotFile, SnapshotLevel, SnapshotPack, SnapshotVerified,
};

use super::Part;

/// About how many bytes a database, a pack or a file takes in an answer, beside its name.
const LINE_BYTES: usize = 160;

pub(super) const fn level(level: SnapshotLevel) -> Level {
    match level {
        SnapshotLevel::Quick => Level::Quick,
        SnapshotLevel::Full => Level::Full,
        SnapshotLevel::TrialRestore => Level::TrialRestore,
    }
}

const fn told_level(level: Level) -> SnapshotLevel {
    match level {
        Level::Quick => SnapshotLevel::Quick,
        Level::Full => SnapshotLevel::Full,
        Level::TrialRestore => SnapshotLevel::TrialRestore,
    }
}

pub(super) fn last_verified(verified: Verified) -> LastVerified {
    let Verified { level, at, clean, faults } = verified;
    LastVerified { level: told_level(level), at, clean, faults }
}

/// A database of a snapshot.
pub fn database(entry: &DatabaseEntry) -> SnapshotDatabase {
    SnapshotDatabase {
        name: entry.name.to_string(),
        operations: entry.operations,
        digest: entry.digest.to_string(),
    }
}

pub(super) fn row(listed: Listed) -> Snapshot {
    let (about, error) = match listed.about {
        Ok(about) => (Some(about), None),
        Err(error) => (None, Some(error)),
    };
    let databases: Option<Vec<_>> =
        about.as_ref().map(|about| about.databases.iter().map(database).collect());
    Snapshot {
        id: listed.id.to_string(),
        created: about.as_ref().map(|about| about.created.clone()),
        node_id: about.as_ref().map(|about| about.node.to_string()),
        parent: about.as_ref().and_then(|about| about.parent).map(|parent| parent.to_string()),
        db: about.as_ref().and_then(|about| about.only.as_ref()).map(ToString::to_string),
        blobs: about.as_ref().map(|about| about.blobs),
        identity: about.as_ref().map(|about| about.identity),
        bytes: about.as_ref().map(|about| about.bytes),
        operations: databases
            .as_ref()
            .map(|databases| databases.iter().map(|database| database.operations).sum()),
        databases,
        tags: about.map(|about| about.tags).unwrap_or_default(),
        verified: listed.verified.map(last_verified),
        error,
    }
}

/// About how many bytes a row takes in an answer.
pub(super) fn size(row: &Snapshot) -> usize {
    (4 + row.databases.as_ref().map_or(0, Vec::len)) * LINE_BYTES
}

/// What is told of a manifest: this part of its databases, packs and files, as one list, and where that goes on.
pub(super) fn details(
    manifest: &Manifest,
    id: Hash,
    after: usize,
    lists: bool,
    part: Part,
) -> (SnapshotDetails, Option<usize>) {
    let about = &manifest.about;
    let (mut databases, mut packs, mut files) = (Vec::new(), Vec::new(), Vec::new());
    let of_files =
        if lists { (manifest.packs.as_slice(), manifest.files.as_slice()) } else { (&[][..], &[][..]) };
    let total = about.databases.len() + of_files.0.len() + of_files.1.len();
    let (mut place, mut bytes) = (after, 0);
    while place < total && place - after < part.rows && bytes < part.bytes {
        let in_packs = place.checked_sub(about.databases.len());
        let in_files = in_packs.and_then(|place| place.checked_sub(of_files.0.len()));
        bytes += LINE_BYTES;
        match (in_packs, in_files) {
            (None, _) => databases.extend(about.databases.get(place).map(database)),
            (Some(place), None) => packs.extend(
                of_files.0.get(place).map(|pack| SnapshotPack { id: pack.id.to_string(), bytes: pack.size }),
            ),
            (Some(_), Some(place)) => files.extend(of_files.1.get(place).map(|file| {
                bytes += file.path.len();
                let blake3 = file.blake3.to_string();
                SnapshotFile { path: file.path.clone(), bytes: file.size, blake3 }
            })),
        }
        place += 1;
    }
    let details = SnapshotDetails {
        schema_version: SCHEMA_VERSION,
        id: id.to_string(),
        format: manifest.format,
        created: about.created.clone(),
        made_by: about.made_by.clone(),
        node_id: about.node.to_string(),
        network: about.network.clone(),
        parent: about.parent.map(|parent| parent.to_string()),
        tags: about.tags.clone(),
        db: about.only.as_ref().map(ToString::to_string),
        blobs: about.blobs,
        identity: about.identity,
        encrypted: false,
        damaged_ranges: about.damaged_ranges,
        bytes: about.bytes,
        operations: about.databases.iter().map(|database| database.operations).sum(),
        databases,
        packs,
        pack_bytes: manifest.packs.iter().map(|pack| pack.size).sum(),
        files,
        verified: None,
        next_cursor: None,
    };
    (details, (place < total).then_some(place))
}

/// A database that was compared with what a snapshot says of it.
pub fn compared(compared: &Compared) -> ComparedDatabase {
    let Compared { name, operations, digest, same } = compared;
    let (name, digest) = (name.to_string(), digest.to_string());
    ComparedDatabase { name, operations: *operations, digest, same: *same }
}

fn fault(fault: Fault) -> SnapshotFault {
    let Fault { path, offset, reason, databases } = fault;
    SnapshotFault { file: path.display().to_string(), offset, reason, databases }
}

pub(super) fn verified(report: Report) -> SnapshotVerified {
    SnapshotVerified {
        schema_version: SCHEMA_VERSION,
        id: report.id.to_string(),
        level: told_level(report.level),
        clean: report.faults_total == 0,
        finished: report.finished,
        packs: report.packs,
        bytes: report.bytes,
        operations: report.operations,
        databases: report.databases.iter().map(compared).collect(),
        faults: report.faults.into_iter().map(fault).collect(),
        faults_total: report.faults_total,
    }
}
