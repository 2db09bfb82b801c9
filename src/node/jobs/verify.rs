//! Verifying the store while it serves.

use std::num::NonZeroU32;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{ErrorBody, Job, SCHEMA_VERSION, StoreFault, StoreReport, VerifyRequest};
use cyberfly_store::{Cursor, FAULTS_LIMIT, Fault, Milestone, Phase, Report, Verifier, VerifySettings};

use super::Outcome;
use crate::failure::store_error;
use crate::node::Node;

/// When the rate is bounded, it looks so long and rests in between.
const TURN: Duration = Duration::from_millis(100);

const fn stage(phase: Phase) -> &'static str {
    match phase {
        Phase::Rights => "rights",
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

    /// Verifies the store, in the caller's thread.
    pub(crate) fn verify_store(
        &self,
        request: &VerifyRequest,
        settings: VerifySettings,
    ) -> Result<Report, ErrorBody> {
        let begun = Instant::now();
        let until = settings.max_duration.map(|duration| begun + duration);
        let cursor = match request.resume {
            false => Cursor::Start,
            true => self.0.verified_to.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        };
        // With a bounded rate the work is done in turns, each as long as the bytes of the last one allow.
        let turn = VerifySettings {
            max_duration: if request.bytes_per_second.is_some() { Some(TURN) } else { settings.max_duration },
            ..settings
        };
        let mut verifier = Verifier::new(&self.0.store, turn).resume(cursor);
        let mut whole: Option<Report> = None;
        let (_keep, never) = mpsc::channel::<()>();
        loop {
            let mut progress = |milestone: Milestone| {
                self.0.jobs.tell(stage(milestone.phase), milestone.done, milestone.total);
            };
            let report =
                verifier.run(&mut progress, self.0.jobs.stop()).map_err(|error| store_error(&error))?;
            *self.0.verified_to.lock().unwrap_or_else(PoisonError::into_inner) =
                if report.finished { Cursor::Start } else { report.cursor.clone() };
            let (bytes, took) = (report.bytes, report.took);
            let total = match whole.take() {
                None => report,
                Some(before) => together(before, report),
            };
            let is_over = total.finished
                || request.bytes_per_second.is_none()
                || until.is_some_and(|until| Instant::now() >= until)
                || self.0.jobs.stop().load(std::sync::atomic::Ordering::Relaxed);
            whole = Some(total);
            if is_over {
                break;
            }
            let rate = request.bytes_per_second.unwrap_or(u64::MAX).max(1);
            let rest = Duration::from_millis(bytes.saturating_mul(1000) / rate).saturating_sub(took);
            let _nobody_sends = never.recv_timeout(rest.min(Duration::from_secs(5)));
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
