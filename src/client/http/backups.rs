//! Backups, verifications and drops on the node's machine.

use cyberfly_protocol::{
    BackupRequest, DropRequest, ErrorBody, ForgetRequest, Job, SnapshotDetails, SnapshotRequest, Snapshots,
    SnapshotsRequest, VerifyRequest, VerifySnapshotRequest,
};

use super::NodeClient;

impl NodeClient {
    /// Begins to make a backup on the node's machine. For operators.
    pub async fn begin_backup(&self, request: &BackupRequest) -> Result<Job, ErrorBody> {
        self.send("/api/v1/backups", request).await
    }

    /// Some of the snapshots in a repository on the node's machine. For operators.
    pub async fn snapshots(&self, request: &SnapshotsRequest) -> Result<Snapshots, ErrorBody> {
        self.send("/api/v1/backups/list", request).await
    }

    /// What is known of a snapshot in a repository on the node's machine. For operators.
    pub async fn snapshot(&self, request: &SnapshotRequest) -> Result<SnapshotDetails, ErrorBody> {
        self.send("/api/v1/backups/show", request).await
    }

    /// Begins to verify a snapshot in a repository on the node's machine. For operators.
    pub async fn begin_verify_snapshot(&self, request: &VerifySnapshotRequest) -> Result<Job, ErrorBody> {
        self.send("/api/v1/backups/verify", request).await
    }

    /// Begins to forget snapshots in a repository on the node's machine. For operators.
    pub async fn begin_forget(&self, request: &ForgetRequest) -> Result<Job, ErrorBody> {
        self.send("/api/v1/backups/forget", request).await
    }

    /// Begins to drop the node's replica of a database. For operators.
    pub async fn begin_drop(&self, request: &DropRequest) -> Result<Job, ErrorBody> {
        self.send("/api/v1/drop", request).await
    }

    /// Begins to verify the node's store. For operators.
    pub async fn begin_verify(&self, request: &VerifyRequest) -> Result<Job, ErrorBody> {
        self.send("/api/v1/verify", request).await
    }

    /// How far a backup, a verification or the like is. For operators.
    pub async fn job(&self, id: u64) -> Result<Job, ErrorBody> {
        self.ask(self.client.get(self.url(&format!("/api/v1/jobs/{id}")))).await
    }
}
