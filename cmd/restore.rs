//! `cyberfly restore`: a snapshot into an empty data directory, or one database of it into data that are in use.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use cyberfly_backup::{
    BackupError, Feed, Hash, Manifest, Repository, RestoreSettings, Restored, merge, unpack_stream,
};
use cyberfly_core::{DbName, ErrorCode};
use cyberfly_node::{backup_error, snapshots};
use cyberfly_protocol::query::DbInfo;
use cyberfly_protocol::{Door, ErrorBody, Handled, QueryAnswer, counted, sized};
use tempfile::TempDir;

use crate::backup::documents::{MergedOne, RestoredAll, WouldMerge, WouldRestore};
use crate::backup::shelf::is_elsewhere;
use crate::backup::{open, open_at, patiently};
use crate::cli::{Global, RestoreArgs};
use crate::data::{Scope, bytes_of, database};
use crate::documents::document;
use crate::door::target::{Target, refuse_elsewhere};
use crate::door::{self, Intent, Ways};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::progress::{Progress, Unit};
use crate::{backup, places, settings};

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: RestoreArgs) -> Result<u8, Failure> {
    let target = match args.db {
        None => {
            refuse_elsewhere(global)?;
            Some(places::data_dir(global)?)
        }
        Some(_) => None,
    };
    // A target that cannot be filled is told before a stream is read.
    if let Some(target) = &target
        && let Some(holder) = cyberfly_store::holder(target)
    {
        let message = format!("{} is in use by {holder}; nothing was restored", target.display());
        return Err(ErrorBody::new(ErrorCode::Locked, message)
            .hint("stop the node first: cyberfly stop")
            .into());
    }
    let source = Source::find(ui, global, &args)?;
    let manifest = source.repository.manifest(&source.id)?;
    let db = match &args.db {
        None => None,
        Some(db) => Some(database(&Scope {
            global,
            ways: Ways::from(&args.ways),
            db: Some(db.clone()),
            dry_run: false,
        })?),
    };
    match (db, target) {
        (Some(db), _) => into_use(ui, global, &args, &source, &manifest, &db).await,
        (None, Some(target)) if args.dry_run => would(ui, &source, &manifest, &target, args.with_identity),
        (None, Some(target)) => whole(ui, global, &source, target, args.with_identity),
        (None, None) => Ok(0),
    }
}

/// Where the snapshot comes from.
struct Source {
    repository: Repository,
    id: Hash,
    /// Holds what a stream was unpacked to.
    _unpacked: Option<TempDir>,
}

impl Source {
    fn find(ui: &mut Ui, global: &Global, args: &RestoreArgs) -> Result<Self, Failure> {
        let wanted = args.snapshot.as_str();
        let is_file = wanted.contains(['/', '.']) || (Path::new(wanted).is_file() && wanted != "latest");
        let mut from: Box<dyn Read> = match (wanted, is_file) {
            ("-", _) => Box::new(io::stdin().lock()),
            (_, true) => Box::new(File::open(wanted).map_err(|error| {
                let code = match error.kind() {
                    io::ErrorKind::NotFound => ErrorCode::NotFound,
                    _ => ErrorCode::Internal,
                };
                Failure::from(ErrorBody::new(
                    code,
                    format!("{wanted} cannot be read: {error}; nothing was restored"),
                ))
            })?),
            // A path of a repository is the node's there, and this reads one here.
            (_, false) if args.db.is_some() && is_elsewhere(&Target::choose(global)?) => {
                let message = format!("the snapshot {wanted} is on the node's machine; nothing was restored");
                return Err(Failure::misuse(
                    message,
                    "restore it there, or carry one over: cyberfly backup create --to FILE, then name FILE here",
                ));
            }
            (_, false) => {
                let repository = open(global, &args.repo)?;
                let id = repository.choose(wanted)?;
                return Ok(Self { repository, id, _unpacked: None });
            }
        };
        let _progress = Progress::begin(ui, "reading", Unit::Bytes);
        let scratch = tempfile::tempdir()
            .map_err(|error| Failure::internal(format!("making a temporary folder: {error}")))?;
        unpack_stream(&mut from, scratch.path())?;
        let repository = open_at(global, scratch.path()).map_err(|failure| match failure {
            Failure::Error { body, .. } if body.code() == ErrorCode::NotFound => {
                BackupError::Refused("this is no backup; nothing was restored".to_owned()).into()
            }
            failure => failure,
        })?;
        let mut listed = repository.list()?;
        match (listed.pop(), listed.is_empty()) {
            (Some(only), true) => Ok(Self { repository, id: only.id, _unpacked: Some(scratch) }),
            _ => Err(BackupError::Refused(
                "the backup is cut off: it has no snapshot, or several; nothing was restored".to_owned(),
            )
            .into()),
        }
    }
}

fn identity(taken_over: bool, manifest: &Manifest) -> String {
    match taken_over {
        true => format!("the same as before, {}: the old node must not run again", manifest.about.node),
        false => "a new one, when the node starts".to_owned(),
    }
}

fn would(
    ui: &mut Ui,
    source: &Source,
    manifest: &Manifest,
    target: &Path,
    with_identity: bool,
) -> Result<u8, Failure> {
    let about = &manifest.about;
    let files = std::fs::read_dir(target).map(|entries| entries.flatten().count()).unwrap_or(0);
    let told = document(WouldRestore {
        dry_run: true,
        id: source.id,
        created: &about.created,
        data_dir: target,
        empty: files == 0,
        bytes: about.bytes,
        files: manifest.files.len() as u64,
        identity: if with_identity { "same" } else { "new" },
        databases: about.databases.iter().map(snapshots::database).collect(),
    });
    if !ui.document(&told)? {
        ui.pairs(&[
            ("snapshot", source.id.to_string()),
            ("created", about.created.clone()),
            ("into", target.display().to_string()),
            (
                "which is",
                if files == 0 { "empty or not there" } else { "not empty: it would be refused" }.to_owned(),
            ),
            ("files", format!("{} ({})", manifest.files.len(), sized(about.bytes))),
            ("databases", about.databases.len().to_string()),
            ("identity", identity(with_identity, manifest)),
        ])?;
    }
    Ok(0)
}

fn whole(
    ui: &mut Ui,
    global: &Global,
    source: &Source,
    target: PathBuf,
    with_identity: bool,
) -> Result<u8, Failure> {
    let options = settings::load(global, Vec::new())?.storage.options();
    let settings = RestoreSettings { target: target.clone(), options, identity: with_identity };
    let manifest = source.repository.manifest(&source.id)?;
    // What this user's devices wrote may be newer than what is restored. Without a place for keys there are none.
    let devices = match places::keys() {
        Ok(keys) if keys.folder().exists() => keys.renew_devices()?,
        _ => 0,
    };
    let progress = Progress::begin(ui, "restoring", Unit::Bytes);
    let meter = backup::told(progress.meter());
    let restored = patiently(ui, global.patience(), || {
        cyberfly_backup::restore(&source.repository, &source.id, &settings, &meter)
            .map_err(|error| backup_error(&error))
    });
    drop(progress);
    let Restored { id, about, operations, databases, .. } = restored?;
    let told = document(RestoredAll {
        id,
        created: &about.created,
        data_dir: &target,
        operations,
        identity: if with_identity { "same" } else { "new" },
        devices_renewed: devices as u64,
        databases: databases.iter().map(snapshots::compared).collect(),
    });
    if !ui.document(&told)? {
        let same = databases.iter().filter(|database| database.same == Some(true)).count();
        ui.pairs(&[
            ("snapshot", id.to_string()),
            ("restored to", target.display().to_string()),
            ("operations", operations.to_string()),
            ("databases", format!("{} of {} have the digest of the snapshot", same, databases.len())),
            ("identity", identity(with_identity, &manifest)),
            ("devices", format!("new ones for {} of this user", counted(devices, "key"))),
        ])?;
    }
    Ok(0)
}

/// Merges one database into data that are in use.
async fn into_use(
    ui: &mut Ui,
    global: &Global,
    args: &RestoreArgs,
    source: &Source,
    manifest: &Manifest,
    db: &DbName,
) -> Result<u8, Failure> {
    let found = manifest.about.databases.iter().find(|database| database.name == *db);
    let Some(expected) = found else {
        let message = format!("the snapshot has no database {db}; nothing was restored");
        return Err(ErrorBody::new(ErrorCode::NotFound, message)
            .hint("see which it has: cyberfly backup show")
            .into());
    };
    if args.dry_run {
        let operations = expected.operations;
        let told = document(WouldMerge { dry_run: true, id: source.id, db, operations });
        if !ui.document(&told)? {
            ui.pairs(&[
                ("snapshot", source.id.to_string()),
                ("database", db.to_string()),
                ("operations", format!("{} would be merged", expected.operations)),
            ])?;
        }
        return Ok(0);
    }
    let way = door::find(ui, global, Ways::from(&args.ways), Intent::Write).await?;
    let scratch = tempfile::tempdir()
        .map_err(|error| Failure::internal(format!("making a temporary folder: {error}")))?;
    let options = settings::load(global, Vec::new())?.storage.options();
    let progress = Progress::begin(ui, "merging", Unit::Items("operations"));
    let meter = backup::told(progress.meter());
    let counts = {
        let (hand_over, mut handed) = tokio::sync::mpsc::channel(4);
        let (repository, id, name) = (source.repository.clone(), source.id, db.clone());
        let folder = scratch.path().to_path_buf();
        let reading = tokio::task::spawn_blocking(move || {
            merge(&repository, &id, &name, &folder, &options, &meter, &mut |feed| {
                hand_over.blocking_send(feed).map_err(|_| BackupError::Stopped)
            })
        });
        let fed = feed(way.door(), db, &mut handed).await;
        drop(handed);
        let read =
            reading.await.map_err(|error| Failure::internal(format!("reading the snapshot: {error}")))?;
        let counts = fed?;
        read?;
        counts
    };
    drop(progress);
    let after = match way.door().query(DbInfo { db: db.clone() }.into()).await? {
        QueryAnswer::DbInfo { digest, .. } => Some(digest),
        _ => None,
    };
    way.close()?;
    let same = after.as_deref() == Some(expected.digest.to_string().as_str());
    let told = document(MergedOne {
        id: source.id,
        db,
        operations: expected.operations,
        applied: counts.applied,
        known: counts.known,
        refused: counts.refused,
        digest: after,
        digest_in_snapshot: expected.digest,
        same,
    });
    if !ui.document(&told)? {
        let digests = match same {
            true => "the same as in the snapshot",
            false => "another one than in the snapshot: there is more here",
        };
        ui.pairs(&[
            ("snapshot", source.id.to_string()),
            ("database", db.to_string()),
            ("merged", format!("{}; here already: {}", counted(counts.applied, "operation"), counts.known)),
            ("refused", counts.refused.to_string()),
            ("digest", digests.to_owned()),
        ])?;
    }
    Ok(if counts.refused > 0 { 9 } else { 0 })
}

#[derive(Default)]
struct Counts {
    applied: u64,
    known: u64,
    refused: u64,
}

async fn feed(
    door: &dyn Door,
    db: &DbName,
    handed: &mut tokio::sync::mpsc::Receiver<Feed>,
) -> Result<Counts, Failure> {
    let mut counts = Counts::default();
    while let Some(feed) = handed.recv().await {
        match feed {
            Feed::Blob(file) => {
                door.keep_blob(db, bytes_of(file)).await?;
            }
            Feed::Operations(operations) => {
                for handled in door.submit_many(operations).await?.operations {
                    match handled {
                        Handled::Receipt(receipt)
                            if receipt.outcome == cyberfly_protocol::Outcome::Duplicate =>
                        {
                            counts.known += 1;
                        }
                        Handled::Receipt(_) => counts.applied += 1,
                        Handled::Error(_) => counts.refused += 1,
                    }
                }
            }
        }
    }
    Ok(counts)
}
