//! `cyberfly data blob`: files.

use cyberfly_core::DbName;
use cyberfly_protocol::query::{BlobList, BlobStat};

use super::carry_out::{blob_put, carry_out, keep, reference, run as run_commands};
use super::{Action, Scope, answers, author, first, get, key, put};
use crate::cli::{BlobCommand, BlobGetArgs, BlobListArgs, BlobPutArgs};
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::Ui;

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
    key(args.key.clone())?;
    let file = (args.file.as_os_str() != "-").then_some(args.file.as_path());
    let bytes = put::read_value(Some(cyberfly_protocol::Bytes::from("-")), file)?;
    put_bytes(ui, scope, args, bytes).await
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
    let entry = get::entry(ui, scope, &db, &key).await?;
    get::write(ui, entry, args.out.as_deref(), true)
}
