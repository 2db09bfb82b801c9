//! What is told of the snapshots in a repository, and done with them: the same whether a node is asked, which has the
//! repository on its machine, or a command opens one itself. All of it reads files: none of it is for an async thread.

mod tell;
mod through;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use cyberfly_backup::{Hash, Listed, Policy, Progress, Pruned, Repository, VerifySettings};
use cyberfly_core::{ErrorCode, cursor};
use cyberfly_protocol::{
    ErrorBody, ForgetRequest, Forgotten, SCHEMA_VERSION, SnapshotDetails, SnapshotRequest, SnapshotVerdict,
    SnapshotVerified, Snapshots, SnapshotsRequest, VERDICTS_LIMIT, VerifySnapshotRequest,
};
use cyberfly_store::Options;

use crate::jobs::backup::backup_error;

pub use tell::{compared, database};

/// How much an answer holds.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The most rows.
    rows: usize,
    /// It ends when it has come to about so many bytes.
    bytes: usize,
}

impl Part {
    /// All there is, for whoever has it in this process.
    pub const ALL: Part = Part { rows: usize::MAX, bytes: usize::MAX };
    /// What goes through a door at once.
    pub(crate) const PAGE: Part = Part { rows: 1_000, bytes: 4 * 1024 * 1024 };
    /// The same of the small rows of one snapshot.
    pub(crate) const LINES: Part = Part { rows: 10_000, bytes: 4 * 1024 * 1024 };
}

type Answer<T> = Result<T, ErrorBody>;

fn failed(error: cyberfly_backup::BackupError) -> ErrorBody {
    backup_error(&error)
}

/// Lists snapshots, in the order in which they were made; those that cannot be read are before all others.
pub fn list(repository: &Repository, request: &SnapshotsRequest, part: Part) -> Answer<Snapshots> {
    let asked = request.limit.map_or(part.rows, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    if asked == 0 {
        return Err(ErrorBody::new(ErrorCode::BadRequest, "a limit is at least 1"));
    }
    let limit = asked.min(part.rows);
    let root = repository.root().as_os_str().as_encoded_bytes();
    let question = [&b"snapshots"[..], &[u8::from(request.newest_first)], root];
    let after = request.cursor.as_deref().map(|text| cursor::read(&question, text)).transpose()?;
    let mut listed = repository.list().map_err(failed)?;
    let missing = match after {
        None => repository.missing_of(&listed).map_err(failed)?,
        Some(_) => Vec::new(),
    };
    if request.newest_first {
        listed.reverse();
    }
    let is_behind = |one: &Listed| match (&after, request.newest_first) {
        (None, _) => true,
        (Some(after), false) => place(one) > *after,
        (Some(after), true) => place(one) < *after,
    };
    let mut rest = listed.into_iter().filter(is_behind).peekable();
    let (mut snapshots, mut bytes, mut last) = (Vec::new(), 0, Vec::new());
    while snapshots.len() < limit && bytes < part.bytes {
        let Some(one) = rest.next() else { break };
        last = place(&one);
        let row = tell::row(one);
        bytes += tell::size(&row);
        snapshots.push(row);
    }
    Ok(Snapshots {
        schema_version: SCHEMA_VERSION,
        snapshots,
        missing: missing.iter().map(ToString::to_string).collect(),
        next_cursor: rest.peek().map(|_| cursor::write(&question, &last)),
    })
}

/// Where a snapshot stands among all: greater is later.
fn place(one: &Listed) -> Vec<u8> {
    let number = one.about.as_ref().map_or(0, |about| about.number.saturating_add(1));
    [&number.to_be_bytes()[..], &one.id.0].concat()
}

/// Tells all that is known of a snapshot: its manifest's hash, signature and form are right.
pub fn show(repository: &Repository, request: &SnapshotRequest, part: Part) -> Answer<SnapshotDetails> {
    let id = repository.choose(&request.id).map_err(failed)?;
    let question = [&b"snapshot"[..], &id.0, &[u8::from(request.databases_only)]];
    let after = request.cursor.as_deref().map(|text| cursor::read(&question, text)).transpose()?;
    let after = after.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?))).unwrap_or(0);
    let manifest = repository.manifest(&id).map_err(failed)?;
    let lists = !request.databases_only;
    let verified = repository.verified(&id);
    let (mut details, next) =
        tell::details(&manifest, id, usize::try_from(after).unwrap_or(usize::MAX), lists, part);
    details.encrypted = repository.is_encrypted();
    details.verified = verified.map(tell::last_verified);
    details.next_cursor = next.map(|next| cursor::write(&question, &(next as u64).to_be_bytes()));
    Ok(details)
}

/// Verifies a snapshot. What is wrong with it is in the answer; an error is one of the system.
pub fn verify(
    repository: &Repository,
    request: &VerifySnapshotRequest,
    options: Options,
    now_ms: u64,
    progress: &Arc<dyn Progress>,
) -> Answer<SnapshotVerified> {
    let id = repository.choose(&request.id).map_err(failed)?;
    let wrong = || ErrorBody::new(ErrorCode::BadRequest, "a subset is the first of second parts, as [1, 7]");
    let subset = request.subset.map(|(k, n)| {
        let parts = std::num::NonZeroU32::new(n).filter(|_| (1..=n).contains(&k));
        parts.map(|parts| (k, parts)).ok_or_else(wrong)
    });
    let settings = VerifySettings {
        level: tell::level(request.level),
        look_for_missing: !request.this_one_only,
        subset: subset.transpose()?,
        max_duration: request.max_seconds.map(Duration::from_secs),
        scratch: std::env::temp_dir(),
        options,
        now_ms,
    };
    let report = cyberfly_backup::verify(repository, &id, &settings, progress).map_err(failed)?;
    Ok(tell::verified(report))
}

/// What a request wants to keep. That it wants some is seen to.
pub fn policy(request: &ForgetRequest) -> Answer<Policy> {
    let policy = Policy {
        last: request.keep_last,
        hourly: request.keep_hourly,
        daily: request.keep_daily,
        weekly: request.keep_weekly,
        monthly: request.keep_monthly,
        yearly: request.keep_yearly,
        within: request.keep_within_seconds.map(Duration::from_secs).filter(|within| !within.is_zero()),
        tags: request.keep_tags.clone(),
    };
    if policy.is_empty() {
        let message = "this would keep no snapshot; nothing was forgotten";
        return Err(ErrorBody::new(ErrorCode::BadRequest, message).hint("say what to keep, as --keep-last 7"));
    }
    Ok(policy)
}

/// Forgets every snapshot that a policy does not keep, or says what that would come to. One that cannot be read is left
/// alone.
pub fn forget(repository: &Repository, request: &ForgetRequest) -> Answer<Forgotten> {
    let policy = policy(request)?;
    let (mut verdicts, pruned) = match request.dry_run {
        true => {
            let (verdicts, ids) = weigh(repository, &policy)?;
            (verdicts, repository.unneeded(&ids).map_err(failed)?.0)
        }
        false => {
            let held = repository.hold("forgetting snapshots").map_err(failed)?;
            let (verdicts, ids) = weigh(repository, &policy)?;
            (verdicts, held.forget(&ids).map_err(failed)?)
        }
    };
    let forgotten = verdicts.iter().filter(|verdict| !verdict.keep).count() as u64;
    verdicts.drain(..verdicts.len().saturating_sub(VERDICTS_LIMIT));
    let Pruned { packs, bytes } = pruned;
    Ok(Forgotten {
        schema_version: SCHEMA_VERSION,
        dry_run: request.dry_run,
        snapshots: verdicts,
        forgotten,
        packs_removed: packs,
        bytes_removed: bytes,
    })
}

/// What a policy says of every snapshot, and which are to be forgotten.
fn weigh(repository: &Repository, policy: &Policy) -> Answer<(Vec<SnapshotVerdict>, BTreeSet<Hash>)> {
    let candidates = repository.candidates().map_err(failed)?;
    let verdicts = policy.apply(&candidates);
    let ids = verdicts.iter().filter(|verdict| verdict.reasons.is_empty()).map(|verdict| verdict.id);
    let ids = ids.collect();
    let told = candidates.iter().zip(verdicts).map(|(candidate, verdict)| SnapshotVerdict {
        id: candidate.id.to_string(),
        created: candidate.created(),
        keep: !verdict.reasons.is_empty(),
        reasons: verdict.reasons,
    });
    Ok((told.collect(), ids))
}
