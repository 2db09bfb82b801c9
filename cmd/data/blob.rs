//! `cyberfly data blob`: files, of any size. A few pieces of one are in memory at a time, whichever way it goes.

mod flow;

use std::io::Write;
use std::path::Path;

use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::query::{BlobList, BlobRow, BlobStat};
use cyberfly_protocol::{Blob, ByteStream, ErrorBody, Query, QueryAnswer};

use super::carry_out::{blob_put, carry_out, keep, keep_flow, reference, run as run_commands};
use super::{Action, Scope, answers, author, first, get, key};
use crate::cli::{BlobCommand, BlobGetArgs, BlobListArgs, BlobPutArgs};
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::progress::{Meter, Progress, Terminal, Unit};

pub(crate) use flow::bytes_of;

pub(super) fn action(command: BlobCommand, db: &DbName) -> Result<Action, Failure> {
    let db = db.clone();
    match command {
        BlobCommand::Stat(args) => Action::ask(BlobStat { db, key: key(args.key)? }),
        BlobCommand::List(BlobListArgs { prefix, page }) => {
            let limit = page.limit;
            Action::list(BlobList { db, prefix, page: first(page) }, limit)
        }
        BlobCommand::Put(_) | BlobCommand::Get(_) => {
            Err(Failure::misuse("files are put and got one by one", "cyberfly data blob --help"))
        }
    }
}

pub(super) async fn put(ui: &mut Ui, scope: &Scope<'_>, args: BlobPutArgs) -> Result<u8, Failure> {
    let key = key(args.key)?;
    let author = author::key(scope.global)?;
    let db = author::database(scope)?;
    let file = (args.file.as_os_str() != "-").then_some(args.file.as_path());
    let source = flow::Source::open(file)?;
    let doing = if scope.dry_run { "reading" } else { "storing" };
    if scope.dry_run {
        let progress = Progress::begin(ui, doing, Unit::Bytes);
        let (hash, size) = source.hash(&progress.meter())?;
        drop(progress);
        let blob = Blob { hash, size, content_type: args.content_type };
        let commands = vec![blob_put(key, blob, &args.when)];
        return carry_out(ui, scope, &db, Action::Do(commands)).await;
    }
    let way = door::find(ui, scope.global, scope.ways, Intent::Write).await?;
    let progress = Progress::begin(ui, doing, Unit::Bytes);
    let kept = keep_flow(way.door(), &db, source.pieces(progress.meter()), args.content_type).await;
    drop(progress);
    let commands = kept.map(|blob| vec![blob_put(key, blob, &args.when)]);
    let done = match &commands {
        Ok(commands) => Some(run_commands(way.door(), &author, &db, commands.clone()).await),
        Err(_) => None,
    };
    way.close()?;
    let commands = commands?;
    match done {
        Some(done) => answers::done(ui, &commands, &done?),
        None => Ok(0),
    }
}

/// Puts bytes at a key as a file.
pub(super) async fn put_bytes(
    ui: &mut Ui,
    scope: &Scope<'_>,
    args: BlobPutArgs,
    bytes: Vec<u8>,
) -> Result<u8, Failure> {
    let key = key(args.key)?;
    let author = author::key(scope.global)?;
    let db = author::database(scope)?;
    if scope.dry_run {
        let commands = vec![blob_put(key, reference(&bytes, args.content_type), &args.when)];
        return carry_out(ui, scope, &db, Action::Do(commands)).await;
    }
    let way = door::find(ui, scope.global, scope.ways, Intent::Write).await?;
    let blob = keep(way.door(), &db, bytes, args.content_type).await?;
    let commands = vec![blob_put(key, blob, &args.when)];
    let done = run_commands(way.door(), &author, &db, commands.clone()).await;
    way.close()?;
    answers::done(ui, &commands, &done?)
}

pub(super) async fn get(ui: &mut Ui, scope: &Scope<'_>, args: &BlobGetArgs) -> Result<u8, Failure> {
    let (key, db) = (key(args.key.clone())?, author::database(scope)?);
    let way = door::find(ui, scope.global, scope.ways, Intent::Read).await?;
    let got = async {
        let query = Query::from(BlobStat { db: db.clone(), key: key.clone() });
        let blob = match way.door().query(query).await {
            // One that is not here comes from a peer, or the node says why it does not.
            Ok(QueryAnswer::Blob { blob: BlobRow { blob, .. } }) => blob,
            // A value that is no file is short.
            Err(error) if error.code() == ErrorCode::WrongType => {
                let entry = way.door().get(&db, &key).await?;
                return get::write(ui, entry, args.out.as_deref(), true).map(drop);
            }
            Err(error) => return Err(error.into()),
            Ok(_) => {
                return Err(Failure::internal("the node answered something else than a file".to_owned()));
            }
        };
        let pieces = way.door().blob(&db, blob.hash).await?;
        fetch(ui, &blob, pieces, args.out.as_deref()).await
    }
    .await;
    way.close()?;
    got.map(|()| 0)
}

/// Writes the bytes of a file as they come: to another file, whole or not at all, or to standard output.
async fn fetch(ui: &mut Ui, blob: &Blob, pieces: ByteStream, out: Option<&Path>) -> Result<(), Failure> {
    let terminal = if out.is_none() && ui.out_is_terminal() { Terminal::InUse } else { Terminal::Free };
    let meter = std::sync::Arc::new(Meter::new("fetching", Unit::Bytes));
    meter.expect(blob.size);
    let progress = Progress::of(ui, meter, terminal);
    match out {
        None => {
            flow::checked(pieces, blob, |piece| {
                progress.advance(piece.len() as u64);
                ui.bytes(piece)
            })
            .await
        }
        Some(path) => {
            let failed = |error: std::io::Error| -> Failure {
                let message = format!("{} cannot be written: {error}; it was left as it was", path.display());
                ErrorBody::new(ErrorCode::Internal, message).into()
            };
            let mut file = tempfile::NamedTempFile::new_in(crate::files::folder(path)).map_err(failed)?;
            flow::checked(pieces, blob, |piece| {
                progress.advance(piece.len() as u64);
                file.write_all(piece).map_err(failed)
            })
            .await?;
            file.persist(path).map(drop).map_err(|error| failed(error.error))
        }
    }
}
