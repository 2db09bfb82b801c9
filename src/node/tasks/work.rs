//! What each task does, in the thread of a job.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use cyberfly_backup::{BackupError, Policy, Pruned, Repository, VerifySettings};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{
    BackupRequest, ErrorBody, Secret, SnapshotReceipt, TaskName, VerifyRequest, counted,
};

use super::Done;
use crate::jobs::Outcome;
use crate::jobs::backup::{Told, backup_error};
use crate::node::Node;
use crate::passphrase;

/// What the snapshots are called that the node makes by itself.
const TAG: &str = "scheduled";

impl Node {
    /// Does a task. An error is what went wrong, or what was found to be wrong.
    pub(super) fn carry_out(&self, task: TaskName) -> Result<Done, ErrorBody> {
        match task {
            TaskName::Backup => self.back_up_and_forget(),
            TaskName::BackupVerification => self.verify_latest(),
            TaskName::Verification => self.verify_all(),
        }
    }

    /// The passphrase that the configuration names, if it names one.
    pub(crate) fn repository_passphrase(&self) -> Result<Option<Secret>, ErrorBody> {
        let path = self.0.settings.borrow().backup.passphrase();
        let text = path.map(|path| passphrase::in_file(&path)).transpose()?;
        Ok(text.map(|text| Secret(text.trim_end_matches(['\r', '\n']).to_owned())))
    }

    fn back_up_and_forget(&self) -> Result<Done, ErrorBody> {
        let (repo, policy) = (self.repository(), self.0.settings.borrow().backup.policy());
        self.see_that_it_is_not_gone(&repo)?;
        let passphrase = self.repository_passphrase()?;
        let request = BackupRequest { tags: vec![TAG.to_owned()], passphrase, ..BackupRequest::default() };
        let receipt = self.back_up(&repo, &request)?;
        self.0.tasks.went_to(&repo);
        let mut summary = made(&receipt);
        if let Some(policy) = policy {
            let passphrase = request.passphrase.as_ref().map(|secret| secret.0.as_str());
            match self.forget(&repo, passphrase, &policy) {
                Ok((forgotten, pruned)) => {
                    summary += &format!("; {forgotten} forgotten, {} bytes removed", pruned.bytes);
                }
                Err(error) => {
                    let error = backup_error(&error);
                    let message = format!("{summary}; nothing was forgotten: {}", error.message);
                    // It was made: not to be made again at once because somebody reads the repository.
                    let code = match error.code() {
                        ErrorCode::Locked | ErrorCode::Unavailable => ErrorCode::Conflict,
                        code => code,
                    };
                    return Err(ErrorBody { hint: error.hint, ..ErrorBody::new(code, message) });
                }
            }
        }
        Ok(Done { outcome: Outcome::Snapshot(receipt), summary })
    }

    /// A repository that was there before and is not now is on a disk that is not there: another one is not begun below.
    fn see_that_it_is_not_gone(&self, repo: &Path) -> Result<(), ErrorBody> {
        let was_there = self.0.tasks.of(TaskName::Backup).repository.is_some_and(|before| before == repo);
        match was_there && !repo.join("FORMAT").exists() {
            false => Ok(()),
            true => {
                let message = format!("the repository {} is gone; nothing was written", repo.display());
                Err(ErrorBody::new(ErrorCode::NotFound, message)
                    .hint("mount its disk, or begin another one: cyberfly backup create"))
            }
        }
    }

    /// Forgets the snapshots of this node that a policy does not keep. Those of others are left alone.
    fn forget(
        &self,
        repo: &Path,
        passphrase: Option<&str>,
        policy: &Policy,
    ) -> Result<(usize, Pruned), BackupError> {
        let Some(node) = self.id() else { return Ok((0, Pruned::default())) };
        let repository = Repository::open(repo, passphrase)?;
        let held = repository.hold("forgetting snapshots")?;
        let mut candidates = repository.candidates()?;
        candidates.retain(|candidate| candidate.node == node);
        let verdicts = policy.apply(&candidates);
        let ids = verdicts.iter().filter(|verdict| verdict.reasons.is_empty()).map(|verdict| verdict.id);
        let ids: BTreeSet<_> = ids.collect();
        Ok((ids.len(), held.forget(&ids)?))
    }

    fn verify_latest(&self) -> Result<Done, ErrorBody> {
        let passphrase = self.repository_passphrase()?;
        let config = self.0.settings.borrow().clone();
        let failed = |error: BackupError| backup_error(&error);
        let repository =
            Repository::open(&self.repository(), passphrase.as_ref().map(|secret| secret.0.as_str()))
                .map_err(failed)?;
        let id = repository.choose("latest").map_err(failed)?;
        let settings = VerifySettings {
            level: config.backup.verify_level.into(),
            look_for_missing: true,
            subset: None,
            max_duration: None,
            scratch: std::env::temp_dir(),
            options: config.storage.options(),
            now_ms: self.0.time.now_ms(),
        };
        let progress: Arc<dyn cyberfly_backup::Progress> = Arc::new(Told(self.clone()));
        let report = cyberfly_backup::verify(&repository, &id, &settings, &progress).map_err(failed)?;
        if let Some(fault) = report.faults.first() {
            let message = format!(
                "snapshot {}: {}, the first in {}: {}",
                id.short(),
                counted(report.faults_total, "fault"),
                fault.path.display(),
                fault.reason
            );
            return Err(ErrorBody::new(ErrorCode::Corrupt, message)
                .hint("cyberfly backup verify lists them; cyberfly backup create --full makes a whole one"));
        }
        let (level, packs) = (report.level.word(), counted(report.packs, "pack"));
        let summary = format!("snapshot {}: {level}, {packs}, nothing is wrong", id.short());
        Ok(Done { outcome: Outcome::Nothing, summary })
    }

    fn verify_all(&self) -> Result<Done, ErrorBody> {
        let rate = self.0.settings.borrow().storage.verify_rate.0;
        // What was broken off by a restart is gone on with.
        let request =
            VerifyRequest { resume: true, bytes_per_second: Some(rate), ..VerifyRequest::default() };
        let report = self.verify_by_request(&request)?;
        if !report.finished && self.0.jobs.stop().load(Ordering::Relaxed) {
            return Err(ErrorBody::new(ErrorCode::Unavailable, "the node stops; it is gone on with then"));
        }
        // What was known before is set aside, and told by the check of the store.
        let known = report.faults.iter().filter(|fault| fault.known).count() as u64;
        let new = report.faults_total - known;
        if new > 0 {
            let first = report.faults.iter().find(|fault| !fault.known);
            let first = first.map(|fault| format!("; the first: {} {}", fault.what, fault.detail));
            let message = format!("{} in the store{}", counted(new, "fault"), first.unwrap_or_default());
            return Err(ErrorBody::new(ErrorCode::Corrupt, message).hint("cyberfly verify lists them"));
        }
        let (operations, entries) =
            (counted(report.operations, "operation"), counted(report.entries, "entry"));
        let aside = if known > 0 {
            format!("; set aside as before: {}", counted(known, "range"))
        } else {
            String::new()
        };
        let summary = format!("{operations} and {entries}, nothing new is wrong{aside}");
        Ok(Done { outcome: Outcome::Verification(report), summary })
    }
}

fn made(receipt: &SnapshotReceipt) -> String {
    let id = receipt.id.get(..8).unwrap_or(&receipt.id);
    let mut summary = format!("snapshot {id}, {} bytes written", receipt.bytes_written);
    if !receipt.warnings.is_empty() {
        summary += &format!(", {}", counted(receipt.warnings.len(), "warning"));
    }
    summary
}
