//! The repository that a command is about, wherever it is: on this machine, opened here; behind a URL, the node's, which
//! does there what is done here with the same code.

use std::time::Instant;

use cyberfly_backup::Repository;
use cyberfly_client::NodeClient;
use cyberfly_core::ErrorCode;
use cyberfly_node::{now_ms, snapshots};
use cyberfly_protocol::{
    ForgetRequest, Forgotten, Job, Secret, SnapshotDetails, SnapshotRequest, SnapshotVerified, Snapshots,
    SnapshotsRequest, VerifySnapshotRequest,
};

use super::{job, open_at, patiently, place, told};
use crate::cli::{Global, RepoArgs};
use crate::context::saved::Context;
use crate::door::target::Target;
use crate::door::{LOOK_AGAIN, Way};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::progress::Progress;
use crate::{passphrase, settings};

/// Whether a repository is the node's: the target is one that is named by a URL.
pub(crate) const fn is_elsewhere(target: &Target) -> bool {
    matches!(target, Target::There { way: Context::Url { .. }, .. })
}

/// A repository.
pub(crate) enum Shelf {
    /// On this machine.
    Here(Repository),
    /// On a node's.
    There(There),
}

/// A node, and which repository there is meant.
pub(crate) struct There {
    way: Way,
    repo: Option<String>,
    passphrase: Option<Secret>,
}

impl Shelf {
    /// Finds the repository: it is opened if it is here.
    pub(crate) fn find(ui: &mut Ui, global: &Global, args: &RepoArgs) -> Result<Self, Failure> {
        let target = Target::choose(global)?;
        if !is_elsewhere(&target) {
            return Ok(Self::Here(open_at(global, &place(global, args)?)?));
        }
        let passphrase = passphrase::for_elsewhere(global)?;
        Ok(Self::There(There {
            way: Way::Client(target.client(ui, global)?),
            repo: args.repo.as_ref().map(|repo| repo.display().to_string()),
            passphrase: passphrase.map(|text| Secret(text.to_string())),
        }))
    }

    /// What it is called where something is told of it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Here(repository) => repository.root().display().to_string(),
            Self::There(There { repo: Some(repo), .. }) => format!("{repo} on the node's machine"),
            Self::There(_) => "the node's repository".to_owned(),
        }
    }

    /// All snapshots, in the order in which they were made.
    pub(crate) async fn snapshots(&self) -> Result<Snapshots, Failure> {
        let there = match self {
            Self::Here(repository) => {
                let request = SnapshotsRequest::default();
                return Ok(snapshots::list(repository, &request, snapshots::Part::ALL)?);
            }
            Self::There(there) => there,
        };
        let mut request = SnapshotsRequest {
            repo: there.repo.clone(),
            passphrase: there.passphrase.clone(),
            ..SnapshotsRequest::default()
        };
        let client = there.client()?;
        let mut all = client.snapshots(&request).await?;
        while let Some(cursor) = all.next_cursor.take() {
            request.cursor = Some(cursor);
            let part = client.snapshots(&request).await?;
            all.snapshots.extend(part.snapshots);
            all.next_cursor = part.next_cursor;
        }
        Ok(all)
    }

    /// All that is known of a snapshot, or all but its packs and files.
    pub(crate) async fn show(&self, id: &str, databases_only: bool) -> Result<SnapshotDetails, Failure> {
        let mut request = SnapshotRequest { id: id.to_owned(), databases_only, ..SnapshotRequest::default() };
        let there = match self {
            Self::Here(repository) => {
                return Ok(snapshots::show(repository, &request, snapshots::Part::ALL)?);
            }
            Self::There(there) => there,
        };
        (request.repo, request.passphrase) = (there.repo.clone(), there.passphrase.clone());
        let client = there.client()?;
        let mut all = client.snapshot(&request).await?;
        request.id.clone_from(&all.id);
        while let Some(cursor) = all.next_cursor.take() {
            request.cursor = Some(cursor);
            let part = client.snapshot(&request).await?;
            all.databases.extend(part.databases);
            all.packs.extend(part.packs);
            all.files.extend(part.files);
            all.next_cursor = part.next_cursor;
        }
        Ok(all)
    }

    /// Verifies a snapshot. While somebody else holds the repository, and the command may wait, it does.
    pub(crate) async fn verify(
        &self,
        ui: &mut Ui,
        global: &Global,
        mut request: VerifySnapshotRequest,
        progress: &Progress,
    ) -> Result<SnapshotVerified, Failure> {
        match self {
            Self::Here(repository) => {
                let options = settings::load(global, Vec::new())?.storage.options();
                let meter = told(progress.meter());
                patiently(ui, global.patience(), || {
                    snapshots::verify(repository, &request, options.clone(), now_ms(), &meter)
                })
            }
            Self::There(there) => {
                (request.repo, request.passphrase) = (there.repo.clone(), there.passphrase.clone());
                let begin = async |client: &NodeClient| client.begin_verify_snapshot(&request).await;
                let ended = there.has_done(global, progress, begin).await?;
                ended.checked.ok_or_else(|| Failure::internal("the node told of no verification".to_owned()))
            }
        }
    }

    /// Forgets what a policy does not keep. While somebody else holds the repository, and the command may wait, it does.
    pub(crate) async fn forget(
        &self,
        ui: &mut Ui,
        global: &Global,
        mut request: ForgetRequest,
        progress: &Progress,
    ) -> Result<Forgotten, Failure> {
        match self {
            Self::Here(repository) => {
                patiently(ui, global.patience(), || snapshots::forget(repository, &request))
            }
            Self::There(there) => {
                (request.repo, request.passphrase) = (there.repo.clone(), there.passphrase.clone());
                let begin = async |client: &NodeClient| client.begin_forget(&request).await;
                let ended = there.has_done(global, progress, begin).await?;
                ended
                    .forgotten
                    .ok_or_else(|| Failure::internal("the node told of nothing forgotten".to_owned()))
            }
        }
    }
}

impl There {
    fn client(&self) -> Result<&NodeClient, Failure> {
        match &self.way {
            Way::Client(client) => Ok(client),
            Way::InProcess(_) | Way::Nowhere(..) => Err(Failure::internal("this is no node's".to_owned())),
        }
    }

    /// Has the node do something, and waits for its end.
    async fn has_done(
        &self,
        global: &Global,
        progress: &Progress,
        begin: impl AsyncFn(&NodeClient) -> Result<Job, cyberfly_protocol::ErrorBody>,
    ) -> Result<Job, Failure> {
        let client = self.client()?;
        let deadline = Instant::now() + global.patience();
        loop {
            let ended = match begin(client).await {
                Ok(begun) => job::watch(&self.way, begun, progress).await,
                Err(error) => Err(error.into()),
            };
            match ended {
                Err(Failure::Error { body, .. })
                    if body.code() == ErrorCode::Locked && Instant::now() < deadline =>
                {
                    progress.also(format!("waiting: {}", body.message));
                    tokio::time::sleep(LOOK_AGAIN * 10).await;
                }
                ended => return ended,
            }
        }
    }
}
