//! `cyberfly data`: read and write data, through a running node or in-process by the same code.

mod author;
mod del;
mod get;
mod put;

use crate::cli::{DataArgs, DataCommand, Global};
use crate::door::Ways;
use crate::failure::Failure;
use crate::ui::Ui;

/// What every data command needs to know.
pub(crate) struct Scope<'a> {
    global: &'a Global,
    ways: Ways,
    db: Option<String>,
}

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: DataArgs) -> Result<u8, Failure> {
    let ways = match (args.online, args.offline) {
        (true, _) => Ways::Online,
        (_, true) => Ways::Offline,
        _ => Ways::Any,
    };
    let scope = Scope { global, ways, db: args.db };
    match args.command {
        DataCommand::Put(args) => put::run(ui, &scope, args).await,
        DataCommand::Get(args) => get::run(ui, &scope, &args).await,
        DataCommand::Del(args) => del::run(ui, &scope, &args).await,
    }
}
