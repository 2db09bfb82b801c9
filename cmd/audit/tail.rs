//! `cyberfly audit tail`: the last lines, and those that come.

use std::time::Duration;

use cyberfly_node::audit::{Reading, Wanted};

use super::{data, failed, show};
use crate::cli::{AuditTailArgs, Global};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::Part;

/// How often a follower looks for new lines.
const LOOK: Duration = Duration::from_millis(500);
/// How many lines it takes at once.
const LINES: usize = 1_000;

pub(super) async fn run(ui: &mut Ui, global: &Global, args: &AuditTailArgs) -> Result<u8, Failure> {
    let data = data(global)?;
    let reading = Reading::of(&data).and_then(|mut reading| reading.last(&Wanted::default(), args.lines));
    let last = reading.map_err(|error| failed(&data, &error))?;
    if last.is_empty() {
        ui.note("the audit log has no lines yet: a node writes it while it runs");
    }
    show(ui, &last, Part { begins: true, ends: !args.follow })?;
    if !args.follow {
        return Ok(0);
    }
    ui.flush()?;
    let client = Target::choose(global)?.client(ui, global)?;
    let mut newest = last.last().map_or(0, |line| line.n);
    loop {
        let lines = client.audit(newest, LINES).await?.lines;
        newest = lines.last().map_or(newest, |line| line.n);
        let lines: Vec<_> = lines.into_iter().filter(|line| Wanted::default().takes(line)).collect();
        if !lines.is_empty() {
            show(ui, &lines, Part { begins: false, ends: false })?;
            ui.flush()?;
        }
        tokio::time::sleep(LOOK).await;
    }
}
