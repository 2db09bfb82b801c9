//! `cyberfly verify`: every signature, hash and index entry again, of a running node or of a data directory.

use cyberfly_protocol::{StoreReport, VerifyRequest, counted, sized};
use schemars::JsonSchema;
use serde::Serialize;

use crate::backup::job;
use crate::cli::{Global, VerifyArgs};
use crate::data::{Scope, database};
use crate::documents::document;
use crate::door::target::Target;
use crate::door::{self, Intent, Way, Ways, has_data};
use crate::failure::{Failure, NOT_VERIFIED, PARTLY};
use crate::settings;
use crate::ui::Ui;
use crate::ui::progress::{Progress, Unit};

/// What a repair came to.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Repaired {
    /// How much was wrong before.
    faults_total: u64,
    /// How many operations were set aside.
    set_aside: usize,
    /// How many damaged ranges were cut out of the journal: what was in them is gone here.
    cut_out: usize,
    /// How much is still wrong.
    left: usize,
    /// Whether nothing is.
    clean: bool,
}

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: &VerifyArgs) -> Result<u8, Failure> {
    let ways = Ways::from(&args.ways);
    let db = match &args.db {
        None => None,
        Some(db) => Some(database(&Scope { global, ways, db: Some(db.clone()), dry_run: false })?),
    };
    let request = VerifyRequest {
        db,
        subset: args.subset.map(|(k, n)| (k, n.get())),
        max_seconds: args.max_duration.map(|duration| duration.as_secs().max(1)),
        resume: args.resume,
        bytes_per_second: args.rate.map(|rate| rate.0),
    };
    let ways = if args.repair { Ways::Offline } else { ways };
    let way = door::find(ui, global, ways, Intent::Read).await?;
    let progress = Progress::begin(ui, "verifying", Unit::Items("bytes or entries"));
    let begun = match &way {
        Way::Client(client) => client.begin_verify(&request).await?,
        Way::InProcess(node) | Way::Nowhere(node, _) => node.begin_verify(request.clone())?,
    };
    let ended = job::watch(&way, begun, &progress).await;
    drop(progress);
    way.close()?;
    let report = ended?.verification;
    let report = report.ok_or_else(|| Failure::internal("the node told of no verification".to_owned()))?;
    if args.repair && !report.clean && !args.dry.dry_run {
        return repair(ui, global, &report);
    }
    tell(ui, &report)?;
    Ok(match (report.clean, report.finished) {
        (false, _) => NOT_VERIFIED,
        (true, false) => PARTLY,
        (true, true) => 0,
    })
}

fn tell(ui: &mut Ui, report: &StoreReport) -> Result<(), Failure> {
    if ui.document(report)? {
        return Ok(());
    }
    for fault in &report.faults {
        let db = fault.db.as_ref().map_or_else(String::new, |db| format!(" in {db}"));
        let known = if fault.known { " (known before: set aside)" } else { "" };
        let (segment, offset, what, detail) = (fault.segment, fault.offset, &fault.what, &fault.detail);
        ui.line(&format!("segment {segment} at byte {offset}: {what}{db}: {detail}{known}"))?;
    }
    let found = match report.faults_total {
        0 => "nothing is wrong".to_owned(),
        faults => counted(faults, "fault"),
    };
    let rest = match report.finished {
        true => "",
        false => "; not finished: go on with cyberfly verify --resume",
    };
    let (operations, entries) = (counted(report.operations, "operation"), counted(report.entries, "entry"));
    ui.note(&format!(
        "{operations} ({}) and {entries} of the index checked in {:.1} s: {found}{rest}",
        sized(report.bytes),
        report.seconds
    ));
    Ok(())
}

/// Sets aside what is wrong in the journal, and builds the index anew.
fn repair(ui: &mut Ui, global: &Global, found: &StoreReport) -> Result<u8, Failure> {
    let Target::Here { data, .. } = Target::here(global)? else {
        return Err(Failure::internal("a repair works on this machine's data".to_owned()));
    };
    if !has_data(&data) {
        return Err(Failure::internal("the data went away".to_owned()));
    }
    let progress = Progress::begin(ui, "repairing", Unit::Bytes);
    let mut options = settings::load(global, Vec::new())?.storage.options();
    options.progress = Some(progress.meter());
    let repaired = cyberfly_node::repair(&data, options)?;
    drop(progress);
    let told = document(Repaired {
        faults_total: found.faults_total,
        set_aside: repaired.set_aside,
        cut_out: repaired.cut_out,
        left: repaired.left,
        clean: repaired.left == 0,
    });
    if !ui.document(&told)? {
        ui.line(&format!(
            "{} set aside, {} cut out, the index built anew; faults left: {}",
            counted(repaired.set_aside, "operation"),
            counted(repaired.cut_out, "damaged range"),
            repaired.left
        ))?;
    }
    if repaired.cut_out > 0 || repaired.left > 0 {
        ui.note(
            "what was damaged is gone here; its bytes are kept in cut-out/ of the data directory. A node that is started now fetches what is gone from its peers: cyberfly sync \
             --wait --until-converged; without peers it comes back from a backup: cyberfly restore latest --db DB",
        );
    }
    Ok(match (repaired.left, repaired.cut_out) {
        (1.., _) => NOT_VERIFIED,
        (0, 1..) => PARTLY,
        (0, 0) => 0,
    })
}
