//! `cyberfly backup verify`.

use cyberfly_backup::{Hash, Level, Report, Repository, VerifySettings};
use cyberfly_node::now_ms;

use super::documents::{AllChecked, Checked};
use super::{patiently, told};
use crate::cli::{BackupVerifyArgs, Global};
use crate::documents::document;
use crate::failure::{Failure, NOT_VERIFIED};
use crate::settings;
use crate::ui::Ui;
use crate::ui::listing::size;
use crate::ui::progress::{Progress, Unit};

pub(super) fn run(
    ui: &mut Ui,
    global: &Global,
    repository: &Repository,
    args: &BackupVerifyArgs,
) -> Result<u8, Failure> {
    let level = match (args.quick, args.trial_restore) {
        (true, _) => Level::Quick,
        (_, true) => Level::TrialRestore,
        _ => Level::Full,
    };
    let ids: Vec<Hash> = match args.all {
        true => repository.list()?.iter().map(|listed| listed.id).collect(),
        false => vec![repository.choose(&args.snapshot.id)?],
    };
    let mut settings = VerifySettings {
        level,
        look_for_missing: true,
        subset: args.subset,
        max_duration: args.max_duration,
        scratch: std::env::temp_dir(),
        options: settings::load(global, Vec::new())?.storage.options(),
        now_ms: now_ms(),
    };
    let mut is_clean = true;
    let mut documents = Vec::new();
    for id in ids {
        let progress = Progress::begin(ui, "verifying", Unit::Bytes);
        let meter = told(progress.meter());
        let verified =
            patiently(ui, global.patience(), || cyberfly_backup::verify(repository, &id, &settings, &meter));
        drop(progress);
        let report = verified?;
        // Once is enough for all of them.
        settings.look_for_missing = false;
        is_clean &= report.faults_total == 0;
        match ui.is_json() {
            true => documents.push(document(Checked::from(&report))),
            false => tell(ui, &report)?,
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
fn tell(ui: &mut Ui, report: &Report) -> Result<(), Failure> {
    for fault in &report.faults {
        let at = fault.offset.map_or_else(String::new, |offset| format!(" at byte {offset}"));
        let affects = match fault.databases.as_slice() {
            [] => String::new(),
            databases => format!("; affects {}", databases.join(", ")),
        };
        ui.line(&format!("{}{at}: {}{affects}", fault.path.display(), fault.reason))?;
    }
    let found = match report.faults_total {
        0 => "nothing is wrong".to_owned(),
        faults => format!("{faults} faults"),
    };
    let rest = if report.finished { "" } else { "; the time was up before everything was looked at" };
    let looked = match report.level {
        Level::Quick => format!("{} packs are there", report.packs),
        Level::Full | Level::TrialRestore => format!(
            "{} packs, {}, {} operations checked{}",
            report.packs,
            size(report.bytes),
            report.operations,
            if report.level == Level::TrialRestore && report.faults_total == 0 {
                ", restored and compared"
            } else {
                ""
            }
        ),
    };
    ui.note(&format!("{}: {looked}: {found}{rest}", report.id.short()));
    Ok(())
}
