//! Making a snapshot: what did not change since the last one is not written again.

mod collect;
mod packer;
mod sink;

use cyberfly_core::{DbName, SecretKey};
use cyberfly_store::{Reason, Store};
use zeroize::Zeroizing;

use crate::error::BackupError;
use crate::hash::Hash;
use crate::manifest::{About, DatabaseEntry, FORMAT, JournalEnd, Manifest};
use crate::progress::Progress;
use crate::repository::Repository;
use packer::Packer;
pub(crate) use sink::Sink;
use sink::{IntoRepository, IntoStream};

/// What to make a snapshot of, and how.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Only this database; all if there is none.
    pub only: Option<DbName>,
    /// Leave out the files that values refer to.
    pub without_blobs: bool,
    /// Read and write everything, whatever is there already.
    pub full: bool,
    /// What the operator calls it.
    pub tags: Vec<String>,
    /// The node's secret key, to go into it. Only an encrypted repository takes it.
    pub identity: Option<Zeroizing<String>>,
    /// The network that the node belongs to.
    pub network: Option<String>,
    /// The version of the program.
    pub version: String,
    /// The time, in Unix milliseconds.
    pub now_ms: u64,
}

/// A snapshot that was made.
#[derive(Clone, Debug)]
pub struct Created {
    /// Its id.
    pub id: Hash,
    /// What it is of.
    pub about: About,
    /// How many bytes of the store were read because they were not there yet.
    pub bytes_packed: u64,
    /// How many packs were written.
    pub packs_written: u64,
    /// How many bytes they have.
    pub bytes_written: u64,
    /// What is not as it should be in the store, and is so in the snapshot.
    pub warnings: Vec<String>,
}

/// The longest tag, and how many there may be.
const TAG_LIMIT: usize = 64;
const TAGS_LIMIT: usize = 16;

/// Makes a snapshot in a repository. When this returns it is on the disk. Writers to the store are not kept waiting.
///
/// On an error the snapshots that were there are as they were.
pub fn create(
    repository: &Repository,
    store: &Store,
    signer: &SecretKey,
    request: &Request,
    progress: &dyn Progress,
) -> Result<Created, BackupError> {
    if request.identity.is_some() && !repository.is_encrypted() {
        return Err(BackupError::Refused(
            "the node's secret key goes into encrypted repositories only, and this one is not; nothing was written"
                .to_owned(),
        ));
    }
    let held = repository.hold("making a snapshot")?;
    held.begin()?;
    let mut sink = IntoRepository::new(&held, request.full)?;
    match into(&mut sink, store, signer, request, progress) {
        Ok(created) => {
            held.end()?;
            Ok(created)
        }
        Err(error) => {
            // What cannot be cleared away now is by whoever writes next.
            let _later = held.collect_leftovers();
            Err(error)
        }
    }
}

/// Writes a snapshot to a stream: a tar of a repository that holds it alone, its manifest last.
pub fn create_stream(
    to: &mut dyn std::io::Write,
    passphrase: Option<&str>,
    store: &Store,
    signer: &SecretKey,
    request: &Request,
    progress: &dyn Progress,
) -> Result<Created, BackupError> {
    if request.identity.is_some() && passphrase.is_none() {
        return Err(BackupError::Refused(
            "the node's secret key goes into encrypted streams only; nothing was written".to_owned(),
        ));
    }
    let mut sink = IntoStream::new(to, passphrase)?;
    let created = into(&mut sink, store, signer, request, progress)?;
    sink.finish()?;
    Ok(created)
}

fn into(
    sink: &mut dyn Sink,
    store: &Store,
    signer: &SecretKey,
    request: &Request,
    progress: &dyn Progress,
) -> Result<Created, BackupError> {
    check_tags(&request.tags)?;
    let mut unsettled = store.unsettled()?;
    let snapshot = store.snapshot()?;
    unsettled.extend(store.unsettled()?);
    let wanted = |name: &DbName| request.only.as_ref().is_none_or(|only| only == name);
    let found = snapshot.databases().filter(|(name, _)| wanted(name));
    let databases: Vec<DatabaseEntry> = found
        .map(|(name, digest)| DatabaseEntry {
            name: name.clone(),
            operations: digest.count(),
            digest: Hash(digest.sum()),
            settled: !unsettled.contains(name),
        })
        .collect();
    if let Some(only) = &request.only
        && databases.is_empty()
    {
        return Err(BackupError::Refused(format!("there is no database {only}; nothing was written")));
    }
    let before = sink.before(signer.public(), request)?;
    let (parent, number) = (before.parent, before.number);
    let known = if request.full { None } else { parent.as_ref().map(|(_, manifest)| manifest) };
    let mut packer = Packer::new(sink, known, &databases, progress);
    collect::all(&mut packer, &snapshot, request)?;
    let packed = packer.finish()?;
    let (groups, chain) = snapshot.end();
    let damage = store.damage();
    let about = About {
        made_by: request.version.clone(),
        number,
        created_ms: request.now_ms,
        created: rfc3339(request.now_ms),
        node: signer.public(),
        network: request.network.clone(),
        parent: parent.map(|(id, _)| id),
        tags: request.tags.clone(),
        only: request.only.clone(),
        blobs: !request.without_blobs,
        identity: request.identity.is_some(),
        journal: JournalEnd { groups, chain: Hash(chain) },
        damaged_ranges: damage.iter().filter(|damage| damage.reason != Reason::Interrupted).count() as u64,
        bytes: packed.files.iter().map(|file| file.size).sum(),
        databases,
    };
    let mut warnings = packed.warnings;
    if about.damaged_ranges > 0 {
        warnings
            .push(format!("the store has damaged ranges, and so has the snapshot: {}", about.damaged_ranges));
    }
    let manifest = Manifest { format: FORMAT, about, packs: packed.packs, files: packed.files };
    let document =
        manifest.seal(signer).map_err(|error| BackupError::Refused(format!("the manifest: {error}")))?;
    let id = sink.take_manifest(&document)?;
    Ok(Created {
        id,
        about: manifest.about,
        bytes_packed: packed.bytes_packed,
        packs_written: packed.packs_written,
        bytes_written: packed.bytes_written,
        warnings,
    })
}

fn check_tags(tags: &[String]) -> Result<(), BackupError> {
    let is_right = |tag: &String| {
        (1..=TAG_LIMIT).contains(&tag.len()) && !tag.chars().any(|c| c.is_control() || c == ',')
    };
    match tags.len() <= TAGS_LIMIT && tags.iter().all(is_right) {
        true => Ok(()),
        false => Err(BackupError::Refused(format!(
            "a snapshot has at most {TAGS_LIMIT} tags of 1 to {TAG_LIMIT} bytes without commas and control characters; \
             nothing was written"
        ))),
    }
}

/// A time in Unix milliseconds, as RFC 3339 in UTC.
pub(crate) fn rfc3339(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    time.unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
