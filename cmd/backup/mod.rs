//! `cyberfly backup`: snapshots, and what is done with them.
//!
//! A snapshot is made by the process that owns the data: the node, or this one. All else is about the repository alone, and
//! done where that is (`shelf.rs`).

mod create;
pub(crate) mod diff;
pub(crate) mod documents;
mod forget;
pub(crate) mod job;
mod list;
mod schedule;
pub(crate) mod shelf;
mod show;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cyberfly_backup::{BackupError, Repository};
use cyberfly_core::ErrorCode;
use cyberfly_node::{backup_error, default_repository};
use cyberfly_protocol::ErrorBody;

use crate::cli::{BackupArgs, BackupCommand, Global, RepoArgs};
use crate::door::LOOK_AGAIN;
use crate::door::target::refuse_elsewhere;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::progress::Meter;
use crate::{passphrase, places, restore, settings};

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        backup_error(&error).into()
    }
}

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: BackupArgs) -> Result<u8, Failure> {
    let repo = &args.repo;
    match args.command {
        BackupCommand::Create(args) => create::run(ui, global, repo, &args).await,
        BackupCommand::List => list::run(ui, global, repo).await,
        BackupCommand::Show(args) => show::run(ui, global, repo, &args).await,
        BackupCommand::Diff(args) => diff::run(ui, global, repo, &args).await,
        BackupCommand::Verify(args) => verify::run(ui, global, repo, &args).await,
        BackupCommand::Restore(mut args) => {
            args.repo.repo = args.repo.repo.or_else(|| repo.repo.clone());
            restore::run(ui, global, args).await
        }
        BackupCommand::Schedule(args) => schedule::run(ui, global, &args).await,
        BackupCommand::Forget(args) => forget::run(ui, global, repo, &args).await,
    }
}

/// The repository's folder: by flag or environment, by the configuration, by custom.
pub(crate) fn place(global: &Global, args: &RepoArgs) -> Result<PathBuf, Failure> {
    if let Some(repo) = &args.repo {
        return Ok(std::path::absolute(repo).unwrap_or_else(|_| repo.clone()));
    }
    match settings::load(global, Vec::new())?.backup.named() {
        Some(repo) => Ok(repo),
        None => Ok(default_repository(&places::data_dir(global)?)),
    }
}

/// Opens the repository on this machine.
pub(crate) fn open(global: &Global, args: &RepoArgs) -> Result<Repository, Failure> {
    refuse_elsewhere(global)?;
    open_at(global, &place(global, args)?)
}

/// Opens a repository, with a passphrase if it is encrypted.
pub(crate) fn open_at(global: &Global, place: &Path) -> Result<Repository, Failure> {
    match Repository::open(place, None) {
        Err(BackupError::NoPassphrase(_)) => {
            let passphrase = passphrase::of_repository(global, place, true)?;
            Ok(Repository::open(place, passphrase.as_ref().map(|text| text.as_str()))?)
        }
        opened => Ok(opened?),
    }
}

/// A time in whole seconds: a part of one counts as one.
pub(crate) fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

/// Tries again for as long as another process holds what is needed and the command may wait.
pub(crate) fn patiently<T>(
    ui: &mut Ui,
    patience: Duration,
    mut work: impl FnMut() -> Result<T, ErrorBody>,
) -> Result<T, Failure> {
    let deadline = Instant::now() + patience;
    let mut is_told = false;
    loop {
        match work() {
            Err(error) if error.code() == ErrorCode::Locked && Instant::now() < deadline => {
                if !is_told {
                    ui.detail(&format!("waiting: {}", error.message));
                    is_told = true;
                }
                // There is nobody to be told by when a lock is free.
                std::thread::park_timeout(LOOK_AGAIN);
            }
            result => return Ok(result?),
        }
    }
}

/// A meter tells how far work on backups is.
impl cyberfly_backup::Progress for Meter {
    fn at(&self, stage: cyberfly_backup::Stage, done: u64, total: Option<u64>) {
        self.also(stage.word().to_owned());
        if let Some(total) = total {
            self.expect(total);
        }
        self.reach(done);
    }
}

/// The meter as the crate for backups takes it.
pub(crate) fn told(meter: Arc<Meter>) -> Arc<dyn cyberfly_backup::Progress> {
    meter
}
