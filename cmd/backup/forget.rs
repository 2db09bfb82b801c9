//! `cyberfly backup forget`.

use std::collections::BTreeSet;

use cyberfly_backup::{Candidate, Hash, Policy, Pruned, Repository, Verdict};
use schemars::JsonSchema;
use serde::Serialize;

use super::documents::Forgotten;
use super::patiently;
use crate::cli::{BackupForgetArgs, Global};
use crate::documents::document;
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone, size};

/// What becomes of a snapshot.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Row {
    /// Its id, in hex.
    #[schemars(with = "String")]
    id: Hash,
    /// When it was made.
    created: String,
    /// Whether it is kept.
    keep: bool,
    /// Why it is; empty if it is not.
    reasons: Vec<String>,
}

impl Row {
    fn cells(&self) -> Vec<Cell> {
        let state = match self.keep {
            true => Cell::State("keep", Tone::Good),
            false => Cell::State("forget", Tone::Attention),
        };
        vec![
            state,
            Cell::Text(self.id.to_string()),
            Cell::Text(self.created.clone()),
            Cell::Text(self.reasons.join(", ")),
        ]
    }
}

pub(super) fn run(
    ui: &mut Ui,
    global: &Global,
    repository: &Repository,
    args: &BackupForgetArgs,
) -> Result<u8, Failure> {
    let policy = Policy {
        last: args.keep_last,
        hourly: args.keep_hourly,
        daily: args.keep_daily,
        weekly: args.keep_weekly,
        monthly: args.keep_monthly,
        yearly: args.keep_yearly,
        within: args.keep_within,
        tags: args.keep_tags.clone(),
    };
    if policy.is_empty() {
        return Err(Failure::misuse(
            "this would keep no snapshot; nothing was forgotten",
            "say what to keep, as --keep-last 7",
        ));
    }
    let (rows, pruned) = match args.dry_run {
        true => {
            let (rows, ids) = weigh(repository, &policy)?;
            let (pruned, _) = repository.unneeded(&ids)?;
            (rows, pruned)
        }
        false => patiently(ui, global.patience(), || {
            let held = repository.hold("forgetting snapshots")?;
            let (rows, ids) = weigh(repository, &policy)?;
            Ok((rows, held.forget(&ids)?))
        })?,
    };
    tell(ui, &rows, pruned, args.dry_run)
}

/// What the policy says of every snapshot, and which are to be forgotten. One that cannot be read is left alone.
fn weigh(
    repository: &Repository,
    policy: &Policy,
) -> Result<(Vec<Row>, BTreeSet<Hash>), cyberfly_backup::BackupError> {
    let candidates = repository.candidates()?;
    let verdicts = policy.apply(&candidates);
    let row = |(candidate, verdict): (&Candidate, &Verdict)| Row {
        id: candidate.id,
        created: candidate.created(),
        keep: !verdict.reasons.is_empty(),
        reasons: verdict.reasons.clone(),
    };
    let rows: Vec<Row> = candidates.iter().zip(&verdicts).map(row).collect();
    let ids = rows.iter().filter(|row| !row.keep).map(|row| row.id).collect();
    Ok((rows, ids))
}

fn tell(ui: &mut Ui, rows: &[Row], pruned: Pruned, is_dry: bool) -> Result<u8, Failure> {
    let forgotten = rows.iter().filter(|row| !row.keep).count();
    let told = document(Forgotten {
        dry_run: is_dry,
        snapshots: rows,
        forgotten: forgotten as u64,
        packs_removed: pruned.packs,
        bytes_removed: pruned.bytes,
    });
    if !ui.document(&told)? {
        ui.listing(&Listing {
            plural: "snapshots",
            single: None,
            columns: &["", "id", "created", "why"],
            rows,
            cells: Row::cells,
            next_cursor: None,
        })?;
        let (word, packs, bytes) = (if is_dry { "would be " } else { "" }, pruned.packs, size(pruned.bytes));
        ui.note(&format!("{forgotten} snapshots {word}forgotten; {packs} packs, {bytes}, {word}removed"));
    }
    Ok(0)
}
