//! The same asked of a node, which has the repository on its machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cyberfly_backup::{Progress, Repository};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{
    ErrorBody, ForgetRequest, Job, Secret, SnapshotDetails, SnapshotRequest, Snapshots, SnapshotsRequest,
    VerifySnapshotRequest,
};

use super::Part;
use crate::jobs::Outcome;
use crate::jobs::backup::{Told, backup_error};
use crate::node::Node;

impl Node {
    /// The folder of the repository that is meant: the configured one, if none is named.
    pub(crate) fn place_of(&self, repo: Option<&str>) -> Result<PathBuf, ErrorBody> {
        match repo {
            None => Ok(self.repository()),
            Some(repo) if Path::new(repo).is_absolute() => Ok(PathBuf::from(repo)),
            Some(repo) => {
                let message = format!("{repo:?} is no absolute path; nothing was done");
                Err(ErrorBody::new(ErrorCode::BadRequest, message))
            }
        }
    }

    /// What opens a repository: the passphrase that was sent; of the configured one, where none was, that which the
    /// configuration names.
    pub(crate) fn opener_of(&self, repo: &Path, sent: Option<Secret>) -> Result<Option<Secret>, ErrorBody> {
        let is_open = repo.join("FORMAT").exists() && !repo.join("key").exists();
        match sent {
            None if repo == self.repository() && !is_open => self.repository_passphrase(),
            sent => Ok(sent),
        }
    }

    fn open_repository(&self, repo: Option<&str>, sent: Option<Secret>) -> Result<Repository, ErrorBody> {
        let place = self.place_of(repo)?;
        let opener = self.opener_of(&place, sent)?;
        let opener = opener.as_ref().map(|secret| secret.0.as_str());
        Repository::open(&place, opener).map_err(|error| backup_error(&error))
    }

    /// Lists the snapshots in a repository, a part at a time.
    pub async fn snapshots(&self, mut request: SnapshotsRequest) -> Result<Snapshots, ErrorBody> {
        self.0.quotas.spare_memory()?;
        let node = self.clone();
        self.read(&self.0.long_reads, move |_| {
            let repository = node.open_repository(request.repo.as_deref(), request.passphrase.take())?;
            super::list(&repository, &request, Part::PAGE)
        })
        .await
    }

    /// Tells what is known of a snapshot, a part at a time.
    pub async fn snapshot(&self, mut request: SnapshotRequest) -> Result<SnapshotDetails, ErrorBody> {
        self.0.quotas.spare_memory()?;
        let node = self.clone();
        self.read(&self.0.long_reads, move |_| {
            let repository = node.open_repository(request.repo.as_deref(), request.passphrase.take())?;
            super::show(&repository, &request, Part::LINES)
        })
        .await
    }

    /// Begins to verify a snapshot. What became of it, [`Node::job`] tells.
    pub fn begin_verify_snapshot(&self, mut request: VerifySnapshotRequest) -> Result<Job, ErrorBody> {
        self.place_of(request.repo.as_deref())?;
        self.begin_job("verify-snapshot", move |node| {
            let repository = node.open_repository(request.repo.as_deref(), request.passphrase.take())?;
            let progress: Arc<dyn Progress> = Arc::new(Told(node.clone()));
            let options = node.0.settings.borrow().storage.options();
            let now_ms = node.0.time.now_ms();
            super::verify(&repository, &request, options, now_ms, &progress).map(Outcome::Checked)
        })
    }

    /// Begins to forget snapshots. What became of it, [`Node::job`] tells.
    pub fn begin_forget(&self, mut request: ForgetRequest) -> Result<Job, ErrorBody> {
        super::policy(&request)?;
        self.place_of(request.repo.as_deref())?;
        self.begin_job("forget", move |node| {
            let repository = node.open_repository(request.repo.as_deref(), request.passphrase.take())?;
            let forgotten = super::forget(&repository, &request)?;
            tracing::info!(
                forgotten = forgotten.forgotten,
                dry_run = forgotten.dry_run,
                "snapshots were forgotten"
            );
            Ok(Outcome::Forgotten(forgotten))
        })
    }
}
