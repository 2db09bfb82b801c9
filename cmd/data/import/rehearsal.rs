//! `cyberfly data import --dry-run`: reads every line, and asks no node.

use cyberfly_core::{Claimed, ErrorCode};
use cyberfly_protocol::{ErrorBody, counted};

use super::input::Input;
use super::{Given, put, shown, texts};
use crate::cli::ImportArgs;
use crate::data::lines::{self, Asks};
use crate::documents::{Imported, document};
use crate::failure::{Failure, PARTLY};
use crate::ui::Ui;
use crate::ui::progress::{Progress, Terminal};

pub(super) fn run(ui: &mut Ui, args: &ImportArgs) -> Result<u8, Failure> {
    let input = Input::open(&args.file).map_err(|error| put::cannot_read(&shown(args), &error))?;
    let progress = Progress::of(ui, input.meter.clone(), Terminal::Free);
    let (mut good, mut bad, mut all) = (0_u64, 0_u64, 0);
    for (number, line) in (1..).zip(texts(args, input)?) {
        let given = line?;
        all = number;
        if number <= args.skip {
            continue;
        }
        match judge(given) {
            Ok(true) => good += 1,
            Ok(false) => {}
            Err(why) if args.rejects.is_some() => {
                ui.note(&format!("line {number}: {why}"));
                bad += 1;
            }
            Err(why) => {
                let message = format!("line {number}: {why}");
                return Err(ErrorBody::new(ErrorCode::BadRequest, message)
                    .hint("--rejects FILE puts such lines aside and goes on")
                    .into());
            }
        }
        if !progress.is_in_bytes() {
            progress.advance(1);
        }
    }
    drop(progress);
    if !ui.document(&document(Imported { lines: all, stored: good, rejected: bad, dry_run: true }))? {
        ui.note(&format!(
            "{} readable, {bad} not; no node was asked, and nothing was stored",
            counted(good, "line")
        ));
    }
    Ok(if bad > 0 { PARTLY } else { 0 })
}

/// Whether there is something on a line, or why it would be refused whatever the node holds.
fn judge(given: Given) -> Result<bool, String> {
    let read = given.line().and_then(lines::read).map_err(|(_, why)| why)?;
    match read.asks {
        Asks::Nothing => Ok(read.brings.is_some()),
        Asks::Commands(_) => Ok(true),
        Asks::Operation(bytes) => {
            let claim = Claimed::decode(&bytes).map_err(|refused| refused.to_string())?;
            claim.verify().map(|_| true).map_err(|refused| refused.to_string())
        }
    }
}
