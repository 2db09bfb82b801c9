//! `cyberfly data get`: print the value of a key.

use std::io::Write;
use std::path::Path;

use cyberfly_core::{ErrorCode, Key};
use cyberfly_protocol::ErrorBody;

use super::{Scope, author};
use crate::cli::GetArgs;
use crate::door::{self, Intent};
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, scope: &Scope<'_>, args: &GetArgs) -> Result<u8, Failure> {
    let key = Key::new(args.key.as_str()).map_err(ErrorBody::from)?;
    let db = author::database(scope)?;
    let way = door::find(ui, scope.global, scope.ways, Intent::Read).await?;
    let entry = way.door().get(&db, &key).await;
    way.close()?;
    let entry = entry?;
    if args.out.is_none() && !args.raw && ui.document(&entry)? {
        return Ok(0);
    }
    let value = entry
        .into_bytes()
        .ok_or_else(|| Failure::internal("the node answered without a value".to_owned()))?;
    match &args.out {
        Some(path) => write_whole(path, &value)?,
        None => {
            ui.bytes(&value)?;
            if ui.out_is_terminal() && !args.raw {
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
