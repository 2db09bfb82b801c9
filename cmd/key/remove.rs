//! `cyberfly key remove`: remove a key for good.

use crate::cli::{Global, KeyNameArgs};
use crate::documents::{Removed, document};
use crate::failure::Failure;
use crate::places;
use crate::ui::{Ui, prompt};

pub(super) fn run(ui: &mut Ui, global: &Global, args: &KeyNameArgs, dry_run: bool) -> Result<u8, Failure> {
    let store = places::keys()?;
    let path = store.locate(&args.name)?;
    if dry_run {
        return ui.would(&format!("remove {}", path.display()));
    }
    let question =
        format!("Remove {}? Without a copy of it, nobody can ever sign with it again.", path.display());
    if !prompt::confirm(global, &question)? {
        ui.note("nothing was removed");
        return Ok(1);
    }
    let path = store.remove(&args.name)?.display().to_string();
    if !ui.document(&document(Removed { removed: path.clone() }))? {
        ui.note(&format!("removed {path}"));
    }
    Ok(0)
}
