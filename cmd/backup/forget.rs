//! `cyberfly backup forget`.

use cyberfly_node::snapshots;
use cyberfly_protocol::{ForgetRequest, Forgotten, SnapshotVerdict, counted, sized};

use super::shelf::Shelf;
use crate::cli::{BackupForgetArgs, Global, RepoArgs};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};
use crate::ui::progress::{Progress, Unit};

fn cells(row: &SnapshotVerdict) -> Vec<Cell> {
    let state = match row.keep {
        true => Cell::State("keep", Tone::Good),
        false => Cell::State("forget", Tone::Attention),
    };
    vec![
        state,
        Cell::Text(row.id.clone()),
        Cell::Text(row.created.clone()),
        Cell::Text(row.reasons.join(", ")),
    ]
}

pub(super) async fn run(
    ui: &mut Ui,
    global: &Global,
    repo: &RepoArgs,
    args: &BackupForgetArgs,
) -> Result<u8, Failure> {
    let request = ForgetRequest {
        keep_last: args.keep_last,
        keep_hourly: args.keep_hourly,
        keep_daily: args.keep_daily,
        keep_weekly: args.keep_weekly,
        keep_monthly: args.keep_monthly,
        keep_yearly: args.keep_yearly,
        keep_within_seconds: args.keep_within.map(super::seconds),
        keep_tags: args.keep_tags.clone(),
        dry_run: args.dry_run,
        ..ForgetRequest::default()
    };
    if let Err(error) = snapshots::policy(&request) {
        return Err(Failure::misuse(error.message, error.hint.unwrap_or_default()));
    }
    let shelf = Shelf::find(ui, global, repo)?;
    let progress = Progress::begin(ui, "forgetting", Unit::Items("snapshots"));
    let forgotten = shelf.forget(ui, global, request, &progress).await;
    drop(progress);
    tell(ui, &forgotten?)
}

fn tell(ui: &mut Ui, told: &Forgotten) -> Result<u8, Failure> {
    if !ui.document(told)? {
        ui.listing(&Listing {
            plural: "snapshots",
            single: None,
            columns: &["", "id", "created", "why"],
            rows: &told.snapshots,
            cells,
            next_cursor: None,
        })?;
        let word = if told.dry_run { "would be " } else { "" };
        let (forgotten, packs) = (counted(told.forgotten, "snapshot"), counted(told.packs_removed, "pack"));
        let bytes = sized(told.bytes_removed);
        ui.note(&format!("{forgotten} {word}forgotten; {packs}, {bytes}, {word}removed"));
    }
    Ok(0)
}
