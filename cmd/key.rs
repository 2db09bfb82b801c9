//! `cyberfly key`: the operator's keys, and what they sign beside operations.

mod export;
mod file;
mod import;
pub(crate) mod list;
mod remove;
pub(crate) mod rotate;
pub(crate) mod show;
mod sign;
mod verify;

use crate::cli::{Global, KeyArgs, KeyCommand};
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) fn run(ui: &mut Ui, global: &Global, args: &KeyArgs) -> Result<u8, Failure> {
    let dry_run = args.dry.dry_run;
    match &args.command {
        KeyCommand::List => list::run(ui),
        KeyCommand::Show(args) => show::run(ui, global, args),
        KeyCommand::Import(args) => import::run(ui, global, args, dry_run),
        KeyCommand::Export(args) => export::run(ui, global, args, dry_run),
        KeyCommand::Remove(args) => remove::run(ui, global, args, dry_run),
        KeyCommand::Rotate(args) => crate::block_on(rotate::run(ui, global, args, dry_run)),
        KeyCommand::Sign(args) => sign::run(ui, global, args, dry_run),
        KeyCommand::Verify(args) => verify::run(ui, global, args),
    }
}
