//! Making backups.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

use cyberfly_backup::{BackupError, Created, Progress, Repository, Stage};
use cyberfly_core::{ErrorCode, SecretKey};
use cyberfly_protocol::{BackupRequest, ErrorBody, Job, SCHEMA_VERSION, SnapshotReceipt};

use super::Outcome;
use crate::node::Node;
use crate::{identity, snapshots};

/// An error of a backup as a door gives it.
pub fn backup_error(error: &BackupError) -> ErrorBody {
    let body = ErrorBody::new(error.code(), error.to_string());
    match error.hint() {
        Some(hint) => body.hint(hint),
        None => body,
    }
}

/// Tells the node's watchers how far a backup is, and ends it when the node does.
pub(crate) struct Told(pub(crate) Node);

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told")
    }
}

impl Progress for Told {
    fn at(&self, stage: Stage, done: u64, total: Option<u64>) {
        self.0.0.jobs.tell(stage.word(), done, total);
    }

    fn is_stopped(&self) -> bool {
        self.0.0.jobs.stop().load(Ordering::Relaxed)
    }
}

/// Where backups of a data directory go if nobody says anything else: `backups` beside it.
pub fn default_repository(data: &Path) -> PathBuf {
    let data = std::path::absolute(data).unwrap_or_else(|_| data.to_path_buf());
    data.parent().unwrap_or(&data).join("backups")
}

impl Node {
    /// Begins to make a backup in a repository. What became of it, [`Node::job`] tells.
    pub fn begin_backup(&self, mut request: BackupRequest) -> Result<Job, ErrorBody> {
        let repo = self.place_of(request.repo.as_deref())?;
        self.begin_job("backup", move |node| {
            request.passphrase = node.opener_of(&repo, request.passphrase.take())?;
            node.back_up(&repo, &request).map(Outcome::Snapshot)
        })
    }

    /// The repository that the configuration names.
    pub(crate) fn repository(&self) -> PathBuf {
        let named = self.0.settings.borrow().backup.named();
        named.unwrap_or_else(|| default_repository(self.0.store.folder().root()))
    }

    /// The node's own key; one is made in the data directory where there is none.
    pub fn signer(&self) -> Result<SecretKey, ErrorBody> {
        match self.identity() {
            Some(key) => Ok(key.clone()),
            None => identity::load_or_make(self.0.store.folder().root()).map_err(|error| {
                ErrorBody::new(ErrorCode::Internal, error.to_string())
                    .hint("move the file away to get a new identity")
            }),
        }
    }

    /// What a request comes to for the crate that makes backups.
    fn wanted(
        &self,
        request: &BackupRequest,
        signer: &SecretKey,
    ) -> Result<cyberfly_backup::Request, ErrorBody> {
        let identity =
            match request.include_identity {
                false => None,
                true => Some(signer.to_pem().ok_or_else(|| {
                    ErrorBody::new(ErrorCode::Internal, "the node's key cannot be encoded")
                })?),
            };
        let network = &self.0.settings.borrow().network;
        Ok(cyberfly_backup::Request {
            only: request.db.clone(),
            without_blobs: request.without_blobs,
            full: request.full,
            tags: request.tags.clone(),
            identity,
            network: network.enabled.then(|| network.name.to_string()),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            now_ms: self.0.time.now_ms(),
        })
    }

    /// Makes a backup in a repository, in the caller's thread.
    pub(crate) fn back_up(&self, repo: &Path, request: &BackupRequest) -> Result<SnapshotReceipt, ErrorBody> {
        let begun = Instant::now();
        let signer = self.signer()?;
        let wanted = self.wanted(request, &signer)?;
        let passphrase = request.passphrase.as_ref().map(|secret| secret.0.as_str());
        let told = Told(self.clone());
        let made = Repository::open_or_make(repo, passphrase).and_then(|repository| {
            cyberfly_backup::create(&repository, &self.0.store, &signer, &wanted, &told)
                .map(|created| (created, repository.is_encrypted()))
        });
        let (created, encrypted) = made.map_err(|error| backup_error(&error))?;
        let receipt = receipt(created, Some(repo), encrypted, begun.elapsed().as_secs_f64());
        tracing::info!(id = receipt.id, bytes = receipt.bytes_written, "a backup was made");
        Ok(receipt)
    }

    /// Writes a backup to a stream, in the caller's thread.
    pub fn back_up_to_stream(
        &self,
        to: &mut dyn std::io::Write,
        request: &BackupRequest,
        progress: &dyn Progress,
    ) -> Result<SnapshotReceipt, ErrorBody> {
        let begun = Instant::now();
        let signer = self.signer()?;
        let wanted = self.wanted(request, &signer)?;
        let passphrase = request.passphrase.as_ref().map(|secret| secret.0.as_str());
        let made = cyberfly_backup::create_stream(to, passphrase, &self.0.store, &signer, &wanted, progress);
        let created = made.map_err(|error| backup_error(&error))?;
        Ok(receipt(created, None, passphrase.is_some(), begun.elapsed().as_secs_f64()))
    }
}

fn receipt(created: Created, repo: Option<&Path>, encrypted: bool, seconds: f64) -> SnapshotReceipt {
    let Created { id, about, bytes_packed, packs_written, bytes_written, warnings } = created;
    SnapshotReceipt {
        schema_version: SCHEMA_VERSION,
        id: id.to_string(),
        parent: about.parent.map(|parent| parent.to_string()),
        created: about.created.clone(),
        repo: repo.map(|repo| repo.display().to_string()),
        encrypted,
        node_id: about.node.to_string(),
        identity: about.identity,
        databases: about.databases.iter().map(snapshots::database).collect(),
        bytes: about.bytes,
        bytes_packed,
        packs_written,
        bytes_written,
        seconds,
        warnings,
    }
}
