//! `cyberfly data get`: print the value of a key.

use std::io::Write;
use std::path::Path;

use cyberfly_core::{DbName, ErrorCode, Key};
use cyberfly_protocol::query::{Get, JsonQuery};
use cyberfly_protocol::{Entry, ErrorBody};

use super::{Action, Scope, author, carry_out, key};
use crate::cli::GetArgs;
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::Ui;

pub(super) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: GetArgs) -> Result<u8, Failure> {
    let (key, db) = (key(args.key.clone())?, author::database(scope)?);
    if args.path.is_some() {
        return carry_out(ui, scope, &db, action(args, &db)?).await;
    }
    let entry = entry(ui, scope, &db, &key).await?;
    if args.out.is_none() && !args.raw && ui.document(&entry)? {
        return Ok(0);
    }
    write(ui, entry, args.out.as_deref(), args.raw)
}

pub(super) fn action(args: GetArgs, db: &DbName) -> Result<Action, Failure> {
    let (db, key) = (db.clone(), key(args.key)?);
    match args.path {
        Some(path) => Action::list(JsonQuery { db, key, path, limit: None }, None),
        None => Action::ask(Get { db, key }),
    }
}

/// The value of a key, and who wrote it when.
pub(super) async fn entry(ui: &mut Ui, scope: &Scope<'_>, db: &DbName, key: &Key) -> Result<Entry, Failure> {
    let way = door::find(ui, scope.global, scope.ways, Intent::Read).await?;
    let entry = way.door().get(db, key).await;
    way.close()?;
    Ok(entry?)
}

/// Writes the bytes of a value to a file or to standard output.
pub(super) fn write(ui: &mut Ui, entry: Entry, out: Option<&Path>, raw: bool) -> Result<u8, Failure> {
    let value = entry
        .into_bytes()
        .ok_or_else(|| Failure::internal("the node answered without a value".to_owned()))?;
    match out {
        Some(path) => write_whole(path, &value)?,
        None => {
            ui.bytes(&value)?;
            if ui.out_is_terminal() && !raw {
                ui.bytes(b"\n")?;
            }
        }
    }
    Ok(0)
}

/// Writes the file whole or not at all. One that is there is replaced.
fn write_whole(path: &Path, value: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(value)?;
        file.persist(path).map_err(|error| error.error)
    };
    let written = write();
    written.map(drop).map_err(|error| {
        let message = format!("{} cannot be written: {error}; it was left as it was", path.display());
        ErrorBody::new(ErrorCode::Internal, message).into()
    })
}
