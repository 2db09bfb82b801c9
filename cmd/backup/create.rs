//! `cyberfly backup create`.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use cyberfly_backup::Repository;
use cyberfly_protocol::{BackupRequest, ErrorBody, Secret, SnapshotReceipt, sized};

use super::shelf::is_elsewhere;
use super::{job, place};
use crate::cli::{BackupCreateArgs, Global, RepoArgs};
use crate::data::{Scope, database};
use crate::door::target::Target;
use crate::door::{self, Intent, Way, Ways};
use crate::failure::{Failure, PARTLY};
use crate::passphrase;
use crate::ui::Ui;
use crate::ui::progress::{Progress, Unit};

pub(super) async fn run(
    ui: &mut Ui,
    global: &Global,
    repo: &RepoArgs,
    args: &BackupCreateArgs,
) -> Result<u8, Failure> {
    let ways = Ways::from(&args.ways);
    let db = match &args.db {
        None => None,
        Some(db) => Some(database(&Scope { global, ways, db: Some(db.clone()), dry_run: false })?),
    };
    // Behind a URL the repository is the node's, and so is its place.
    let elsewhere = ways != Ways::Offline && is_elsewhere(&Target::choose(global)?);
    let place = match (elsewhere, &repo.repo) {
        (true, named) => named.clone(),
        (false, _) if args.to.is_some() => None,
        (false, _) => Some(place(global, repo)?),
    };
    let shown = args.to.as_deref().or(place.as_deref()).unwrap_or(Path::new("the node's repository"));
    let is_sealed = place.as_ref().is_some_and(|place| place.join("key").exists());
    let passphrase = match elsewhere {
        true => passphrase::for_elsewhere(global)?,
        false => passphrase::of_repository(global, shown, is_sealed)?,
    };
    let request = BackupRequest {
        repo: place.as_ref().map(|place| place.display().to_string()),
        db,
        without_blobs: args.without_blobs,
        full: args.full,
        tags: args.tags.clone(),
        include_identity: args.include_identity,
        passphrase: passphrase.map(|text| Secret(text.to_string())),
    };
    if args.include_identity && request.passphrase.is_none() && !elsewhere {
        return Err(Failure::misuse(
            "the node's secret key goes into encrypted backups only; nothing was written",
            "say where a passphrase is: --passphrase-file, --passphrase-command or --passphrase-fd",
        ));
    }
    if args.dry.dry_run {
        let of = request.db.as_ref().map_or_else(|| "all databases".to_owned(), ToString::to_string);
        return ui.would(&format!("make a snapshot of {of} in {}", shown.display()));
    }
    let way = door::find(ui, global, ways, Intent::Read).await?;
    let receipt = match &args.to {
        None => into_repository(ui, &way, request).await,
        Some(to) => stream(ui, &way, to, request).await,
    };
    way.close()?;
    let receipt = receipt?;
    for warning in &receipt.warnings {
        ui.note(&format!("warning: {warning}"));
    }
    let is_stdout = args.to.as_ref().is_some_and(|to| to.as_os_str() == "-");
    if !is_stdout && !ui.document(&receipt)? {
        ui.line(&receipt.id)?;
    }
    let bytes = sized(receipt.bytes);
    let (new, packed) = (sized(receipt.bytes_written), sized(receipt.bytes_packed));
    ui.note(&format!("{bytes} in the snapshot; {packed} new, {new} written, in {:.1} s", receipt.seconds));
    Ok(if receipt.warnings.is_empty() { 0 } else { PARTLY })
}

async fn into_repository(ui: &mut Ui, way: &Way, request: BackupRequest) -> Result<SnapshotReceipt, Failure> {
    let progress = Progress::begin(ui, "backing up", Unit::Bytes);
    let begun = match way {
        Way::Client(client) => client.begin_backup(&request).await?,
        Way::InProcess(node) | Way::Nowhere(node, _) => node.begin_backup(request)?,
    };
    let ended = job::watch(way, begun, &progress).await?;
    ended.snapshot.ok_or_else(|| Failure::internal("the node told of no snapshot".to_owned()))
}

/// Writes a stream: straight from the store if it is opened here; through a repository that is removed afterwards if a node
/// has it.
async fn stream(
    ui: &mut Ui,
    way: &Way,
    to: &Path,
    request: BackupRequest,
) -> Result<SnapshotReceipt, Failure> {
    let is_stdout = to.as_os_str() == "-";
    if is_stdout && io::stdout().is_terminal() {
        return Err(Failure::misuse(
            "a backup is not written to a terminal; nothing was done",
            "lead it somewhere: cyberfly backup create --to - > node.backup",
        ));
    }
    let failed = |error: io::Error| -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ if is_stdout => Failure::Output(error),
            _ => Failure::internal(format!("writing {}: {error}", to.display())),
        }
    };
    let mut file = None;
    let mut stdout = io::stdout();
    let progress = Progress::begin(ui, "backing up", Unit::Bytes);
    let out: &mut dyn Write = match is_stdout {
        true => &mut stdout,
        false => {
            let folder =
                to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            file.insert(tempfile::NamedTempFile::new_in(folder).map_err(failed)?)
        }
    };
    let receipt = match way {
        Way::InProcess(node) | Way::Nowhere(node, _) => {
            let mut out = Noting { out, failure: None };
            let written = node.back_up_to_stream(&mut out, &request, progress.meter().as_ref());
            match (written, out.failure) {
                (Err(_), Some(error)) => return Err(failed(error)),
                (written, _) => written?,
            }
        }
        Way::Client(client) => {
            let scratch = tempfile::tempdir()
                .map_err(|error| Failure::internal(format!("making a temporary folder: {error}")))?;
            let place = scratch.path().join("repository");
            let passphrase = request.passphrase.clone();
            let request = BackupRequest { repo: Some(place.display().to_string()), ..request };
            let begun = client.begin_backup(&request).await?;
            let ended = job::watch(way, begun, &progress).await?;
            let receipt = ended.snapshot;
            let mut receipt =
                receipt.ok_or_else(|| Failure::internal("the node told of no snapshot".to_owned()))?;
            receipt.repo = None;
            let repository = Repository::open(&place, passphrase.as_ref().map(|secret| secret.0.as_str()))?;
            repository.write_stream(out).map_err(failed)?;
            receipt
        }
    };
    if let Some(file) = file {
        file.as_file().sync_all().map_err(failed)?;
        file.persist_noclobber(to).map_err(|error| {
            let message = format!("{} cannot be made: {}; nothing was written", to.display(), error.error);
            Failure::from(
                ErrorBody::new(cyberfly_core::ErrorCode::Internal, message)
                    .hint("name a file that is not there yet"),
            )
        })?;
    }
    Ok(receipt)
}

/// Remembers why writing failed.
struct Noting<'w> {
    out: &'w mut dyn Write,
    failure: Option<io::Error>,
}

impl Write for Noting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|error| {
            let told = io::Error::new(error.kind(), error.to_string());
            self.failure = Some(error);
            told
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
