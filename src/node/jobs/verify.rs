//! Verifying the store while it serves.

use std::num::{NonZeroU32, NonZeroU64};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::{ErrorBody, Job, SCHEMA_VERSION, StoreFault, StoreReport, VerifyRequest};
use cyberfly_store::{Cursor, FAULTS_LIMIT, Fault, Milestone, Phase, Report, Verifier, VerifySettings};
use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::failure::store_error;
use crate::keepsake;
use crate::node::Node;

/// How often it is noted how far it has come.
const TURN: Duration = Duration::from_secs(10);
/// The file in the data directory that says where the last verification stopped, if that was before its end.
const STOPPED: &str = "verified-to.json";

/// Where a verification stopped: whoever goes on with the same settings goes on there.
#[derive(Debug, Serialize, Deserialize)]
struct Stopped {
    db: Option<DbName>,
    subset: Option<(u32, u32)>,
    cursor: String,
    /// How much was found to be wrong up to there that was not known before.
    faults: u64,
}

const fn stage(phase: Phase) -> &'static str {
    match phase {
        Phase::Rights => "rights",
        Phase::Inventory => "inventory",
        Phase::Journal => "journal",
        Phase::Index => "index",
        Phase::Kept => "kept",
    }
}

impl Node {
    /// Begins to verify the store. What became of it, [`Node::job`] tells.
    pub fn begin_verify(&self, request: VerifyRequest) -> Result<Job, ErrorBody> {
        let settings = settings(&request)?;
        self.begin_job("verification", move |node| {
            let report = node.verify_store(&request, settings)?;
            Ok(Outcome::Verification(told(report)))
        })
    }

    /// Verifies the store in the caller's thread, as somebody who asks by a request would have it.
    pub(crate) fn verify_by_request(&self, request: &VerifyRequest) -> Result<StoreReport, ErrorBody> {
        self.verify_store(request, settings(request)?).map(told)
    }

    fn stopped_path(&self) -> PathBuf {
        self.0.store.folder().root().join(STOPPED)
    }

    /// Where the last verification of the same stopped, and how many faults it had found; the beginning if it came to its
    /// end.
    fn stopped_at(&self, request: &VerifyRequest) -> (Cursor, u64) {
        let path = self.stopped_path();
        let found = keepsake::read::<Stopped>(&path).unwrap_or_else(|error| {
            tracing::warn!(%error, path = %path.display(), "where the last verification stopped is forgotten");
            None
        });
        let same = |stopped: &Stopped| stopped.db == request.db && stopped.subset == request.subset;
        let found =
            found.filter(same).and_then(|stopped| Some((stopped.cursor.parse().ok()?, stopped.faults)));
        found.unwrap_or_default()
    }

    /// Notes where a verification stopped, for whoever goes on with it.
    fn note_stopped(&self, request: &VerifyRequest, report: &Report) {
        let path = self.stopped_path();
        let known = report.faults.iter().filter(|fault| fault.known).count() as u64;
        let noted = match report.finished {
            true => keepsake::remove(&path),
            false => keepsake::write(
                &path,
                &Stopped {
                    db: request.db.clone(),
                    subset: request.subset,
                    cursor: report.cursor.to_string(),
                    faults: report.faults_total.saturating_sub(known),
                },
            ),
        };
        if let Err(error) = noted {
            tracing::warn!(%error, path = %path.display(), "where the verification stopped is not noted");
        }
    }

    /// Verifies the store, in the caller's thread.
    pub(crate) fn verify_store(
        &self,
        request: &VerifyRequest,
        settings: VerifySettings,
    ) -> Result<Report, ErrorBody> {
        let begun = Instant::now();
        let until = settings.max_duration.map(|duration| begun + duration);
        let (cursor, faults_before) = match request.resume {
            false => Default::default(),
            true => self.stopped_at(request),
        };
        let settings = VerifySettings { turn: Some(TURN), ..settings };
        let mut verifier = Verifier::new(&self.0.store, settings).resume(cursor);
        let mut whole: Option<Report> = None;
        loop {
            let before = whole.as_ref().map_or((0, 0), |whole| (whole.bytes, whole.entries));
            let mut progress = |Milestone { phase, done, total, .. }: Milestone| {
                // Every turn counts from where it began.
                let before = match phase {
                    Phase::Rights | Phase::Inventory => 0,
                    Phase::Journal => before.0,
                    Phase::Index | Phase::Kept => before.1,
                };
                self.0.jobs.tell(stage(phase), before + done, total.map(|total| before + total));
            };
            let report =
                verifier.run(&mut progress, self.0.jobs.stop()).map_err(|error| store_error(&error))?;
            let total = match whole.take() {
                None => Report { faults_total: report.faults_total + faults_before, ..report },
                Some(before) => together(before, report),
            };
            self.note_stopped(request, &total);
            let is_over = total.finished
                || until.is_some_and(|until| Instant::now() >= until)
                || self.0.jobs.stop().load(std::sync::atomic::Ordering::Relaxed);
            whole = Some(total);
            if is_over {
                break;
            }
        }
        let mut report = whole.ok_or_else(|| ErrorBody::new(ErrorCode::Internal, "nothing was verified"))?;
        report.took = begun.elapsed();
        Ok(report)
    }
}

/// Two runs that followed one another, as one.
fn together(mut before: Report, after: Report) -> Report {
    before.operations += after.operations;
    before.unauthorised += after.unauthorised;
    before.entries += after.entries;
    before.bytes += after.bytes;
    before.segments += after.segments;
    before.databases += after.databases;
    before.faults_total += after.faults_total;
    before.faults.extend(after.faults);
    before.faults.truncate(FAULTS_LIMIT);
    Report { finished: after.finished, cursor: after.cursor, ..before }
}

fn settings(request: &VerifyRequest) -> Result<VerifySettings, ErrorBody> {
    let subset = match request.subset {
        None => None,
        Some((k, n)) => match NonZeroU32::new(n).filter(|n| (1..=n.get()).contains(&k)) {
            Some(n) => Some((k, n)),
            None => {
                let message = format!("{k}/{n} is no part of a whole; nothing was verified");
                return Err(ErrorBody::new(ErrorCode::BadRequest, message).hint("write 1/7, 2/7 ... 7/7"));
            }
        },
    };
    Ok(VerifySettings {
        database: request.db.clone(),
        threads: None,
        subset,
        max_duration: request.max_seconds.map(Duration::from_secs),
        turn: None,
        bytes_per_second: request.bytes_per_second.and_then(NonZeroU64::new),
    })
}

/// A report as it is told.
fn told(report: Report) -> StoreReport {
    let fault = |fault: &Fault| StoreFault {
        what: fault.what.as_str().to_owned(),
        segment: fault.segment,
        offset: fault.offset,
        length: fault.length,
        db: fault.db.as_ref().map(ToString::to_string),
        detail: fault.detail.clone(),
        known: fault.known,
    };
    StoreReport {
        schema_version: SCHEMA_VERSION,
        clean: report.is_clean(),
        finished: report.finished,
        cursor: report.cursor.to_string(),
        operations: report.operations,
        unauthorised: report.unauthorised,
        entries: report.entries,
        bytes: report.bytes,
        segments: report.segments,
        databases: report.databases,
        faults: report.faults.iter().map(fault).collect(),
        faults_total: report.faults_total,
        seconds: report.took.as_secs_f64(),
    }
}
