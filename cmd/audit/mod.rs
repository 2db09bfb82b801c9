//! `cyberfly audit`: who did what on this node.

mod search;
mod tail;
pub(crate) mod verify;

use std::path::{Path, PathBuf};

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{AuditKind, AuditLine, ErrorBody};

use crate::cli::{AuditArgs, AuditCommand, AuditTailArgs, Global};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Part, Tone};

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: AuditArgs) -> Result<u8, Failure> {
    let command = args.command.unwrap_or(AuditCommand::Tail(AuditTailArgs { lines: 20, follow: false }));
    match command {
        AuditCommand::Tail(args) => tail::run(ui, global, &args).await,
        AuditCommand::Search(args) => search::run(ui, global, args),
        AuditCommand::Verify(args) => verify::run(ui, global, &args),
    }
}

/// The data directory in which the log is.
fn data(global: &Global) -> Result<PathBuf, Failure> {
    match Target::choose(global)? {
        Target::Here { data, .. } => match data.is_dir() {
            true => Ok(data),
            false => {
                let message = format!("there is no data directory at {}", data.display());
                Err(ErrorBody::new(ErrorCode::NotFound, message).hint("name it with --data-dir").into())
            }
        },
        _ => Err(Failure::misuse(
            "the audit log is read where it lies, and that is another machine",
            "run this there, or copy audit/ from its data directory",
        )),
    }
}

fn failed(data: &Path, error: &std::io::Error) -> Failure {
    let message = format!("reading the audit log in {}: {error}", data.display());
    Failure::internal(message)
}

/// Writes lines as a part of a list.
fn show(ui: &mut Ui, lines: &[AuditLine], part: Part) -> Result<(), Failure> {
    let listing = Listing {
        plural: "lines",
        single: None,
        columns: &["line", "when", "kind", "who", "what", "result", "from", "which"],
        rows: lines,
        cells,
        next_cursor: None,
    };
    ui.page(&listing, part)
}

fn cells(line: &AuditLine) -> Vec<Cell> {
    let tone = match line.kind {
        AuditKind::Refusal => Tone::Attention,
        _ if line.result == "ok" => Tone::Good,
        _ => Tone::Attention,
    };
    // A key is known by its beginning.
    let who = line.who.get(..16).filter(|_| line.who.len() == 64).unwrap_or(&line.who);
    vec![
        Cell::Count(line.n),
        Cell::Time(line.at.0),
        Cell::State(line.kind.word(), tone),
        Cell::Text(who.to_owned()),
        Cell::Text(line.what.clone()),
        Cell::Text(line.result.clone()),
        Cell::maybe(line.from.clone()),
        Cell::maybe(line.which.clone()),
    ]
}
