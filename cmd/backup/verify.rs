//! `cyberfly backup verify`.

use cyberfly_protocol::{SnapshotLevel, SnapshotVerified, VerifySnapshotRequest, counted, sized};

use super::documents::AllChecked;
use super::shelf::Shelf;
use crate::cli::{BackupVerifyArgs, Global, RepoArgs};
use crate::documents::document;
use crate::failure::{Failure, NOT_VERIFIED};
use crate::ui::Ui;
use crate::ui::progress::{Progress, Unit};

pub(super) async fn run(
    ui: &mut Ui,
    global: &Global,
    repo: &RepoArgs,
    args: &BackupVerifyArgs,
) -> Result<u8, Failure> {
    let shelf = Shelf::find(ui, global, repo)?;
    let level = match (args.quick, args.trial_restore) {
        (true, _) => SnapshotLevel::Quick,
        (_, true) => SnapshotLevel::TrialRestore,
        _ => SnapshotLevel::Full,
    };
    let ids: Vec<String> = match args.all {
        true => shelf.snapshots().await?.snapshots.into_iter().map(|row| row.id).collect(),
        false => vec![args.snapshot.id.clone()],
    };
    let mut request = VerifySnapshotRequest {
        level,
        subset: args.subset.map(|(k, n)| (k, n.get())),
        max_seconds: args.max_duration.map(super::seconds),
        ..VerifySnapshotRequest::default()
    };
    let mut is_clean = true;
    let mut documents = Vec::new();
    for id in ids {
        let progress = Progress::begin(ui, "verifying", Unit::Bytes);
        request.id = id;
        let verified = shelf.verify(ui, global, request.clone(), &progress).await;
        drop(progress);
        let verified = verified?;
        // Once is enough for all of them.
        request.this_one_only = true;
        is_clean &= verified.clean;
        match ui.is_json() {
            true => documents.push(verified),
            false => tell(ui, &verified)?,
        }
    }
    if ui.is_json() {
        match (args.all, documents.pop()) {
            (false, Some(only)) => ui.document(&only)?,
            (_, last) => {
                documents.extend(last);
                ui.document(&document(AllChecked { verified: documents }))?
            }
        };
    }
    Ok(if is_clean { 0 } else { NOT_VERIFIED })
}

/// A line for each fault, and what was looked at beside it.
fn tell(ui: &mut Ui, report: &SnapshotVerified) -> Result<(), Failure> {
    for fault in &report.faults {
        let at = fault.offset.map_or_else(String::new, |offset| format!(" at byte {offset}"));
        let affects = match fault.databases.as_slice() {
            [] => String::new(),
            databases => format!("; affects {}", databases.join(", ")),
        };
        ui.line(&format!("{}{at}: {}{affects}", fault.file, fault.reason))?;
    }
    let found = match report.faults_total {
        0 => "nothing is wrong".to_owned(),
        faults => counted(faults, "fault"),
    };
    let rest = if report.finished { "" } else { "; the time was up before everything was looked at" };
    let looked = match report.level {
        SnapshotLevel::Quick => format!("{} looked at", counted(report.packs, "pack")),
        SnapshotLevel::Full | SnapshotLevel::TrialRestore => format!(
            "{}, {}, {} checked{}",
            counted(report.packs, "pack"),
            sized(report.bytes),
            counted(report.operations, "operation"),
            if report.level == SnapshotLevel::TrialRestore && report.faults_total == 0 {
                ", restored and compared"
            } else {
                ""
            }
        ),
    };
    let id = report.id.get(..8).unwrap_or(&report.id);
    ui.note(&format!("{id}: {looked}: {found}{rest}"));
    Ok(())
}
