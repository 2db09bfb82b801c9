//! `check backup`: whether there is a backup, how old it is, and whether it was found whole.

use std::time::{Duration, UNIX_EPOCH};

use cyberfly_core::ErrorCode;
use cyberfly_node::now_ms;
use cyberfly_protocol::{HealthReport, HealthState, Snapshot, counted};

use super::{Figure, Found, Worse, one};
use crate::backup::shelf::Shelf;
use crate::cli::{CheckArgs, Global};
use crate::failure::Failure;
use crate::ui::Ui;
use crate::ui::listing::span;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Without other limits, a last backup that is older is a warning, or critical.
const WARN: Duration = Duration::from_secs(2 * DAY.as_secs());
const CRIT: Duration = Duration::from_secs(7 * DAY.as_secs());

pub(super) async fn look(ui: &mut Ui, global: &Global, args: &CheckArgs) -> Result<Found, Failure> {
    let crit = super::time(args.crit.as_deref())?.unwrap_or(CRIT).as_secs();
    let warn = super::time(args.warn.as_deref())?.unwrap_or(WARN).as_secs().min(crit);
    let none = |summary: String| Found {
        report: HealthReport::new(vec![one(HealthState::Failing, "last_backup", "backup", summary)]),
        figures: Vec::new(),
    };
    let (mut snapshots, name) = match listed(ui, global, args).await {
        Ok(found) => found,
        Err(Failure::Error { body, .. }) if body.code() == ErrorCode::NotFound => {
            return Ok(none(body.message));
        }
        Err(other) => return Err(other),
    };
    let count = snapshots.len() as u64;
    let unreadable = snapshots.iter().filter(|snapshot| snapshot.error.is_some()).count();
    let last = snapshots.pop();
    let created = last.as_ref().and_then(|last| humantime::parse_rfc3339(last.created.as_deref()?).ok());
    let (Some(last), Some(created)) = (last, created) else {
        return Ok(none(format!("there is no snapshot in {name}")));
    };
    let age = UNIX_EPOCH + Duration::from_millis(now_ms());
    let age = age.duration_since(created).unwrap_or_default().as_secs();
    let state = Worse::Above.state(age, warn, crit);
    let ago = span(Duration::from_secs(age));
    let mut checks = vec![one(state, "last_backup", "backup", format!("the last backup is {ago} old"))];
    let (state, summary) = match &last.verified {
        Some(verified) if !verified.clean => {
            (HealthState::Failing, format!("it was found damaged: {}", counted(verified.faults, "fault")))
        }
        Some(verified) => (HealthState::Ok, format!("it was found whole at {}", verified.at)),
        None => (HealthState::Ok, "it was not verified yet".to_owned()),
    };
    checks.push(one(state, "verified", "backup", summary));
    if unreadable > 0 {
        let summary =
            format!("not readable: {}; cyberfly backup list says why", counted(unreadable, "snapshot"));
        checks.push(one(HealthState::Degraded, "readable", "backup", summary));
    }
    Ok(Found {
        report: HealthReport::new(checks),
        figures: vec![
            Figure {
                limits: Some((Worse::Above, warn, crit)),
                ..Figure::new("backup_age_seconds", age, "s")
            },
            Figure::new("backup_bytes", last.bytes.unwrap_or(0), "B"),
            Figure::new("backup_snapshots", count, ""),
        ],
    })
}

/// All snapshots, and what their repository is called.
async fn listed(ui: &mut Ui, global: &Global, args: &CheckArgs) -> Result<(Vec<Snapshot>, String), Failure> {
    let shelf = Shelf::find(ui, global, &args.repo)?;
    Ok((shelf.snapshots().await?.snapshots, shelf.name()))
}
