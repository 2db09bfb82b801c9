//! `check backup`: whether there is a backup, how old it is, and whether it was found whole.

use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_node::now_ms;
use cyberfly_protocol::{HealthReport, HealthState};

use super::{Figure, Found, Worse, one};
use crate::backup;
use crate::cli::{CheckArgs, Global};
use crate::failure::Failure;
use crate::ui::listing::span;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Without other limits, a last backup that is older is a warning, or critical.
const WARN: Duration = Duration::from_secs(2 * DAY.as_secs());
const CRIT: Duration = Duration::from_secs(7 * DAY.as_secs());

pub(super) fn look(global: &Global, args: &CheckArgs) -> Result<Found, Failure> {
    let crit = super::time(args.crit.as_deref())?.unwrap_or(CRIT).as_secs();
    let warn = super::time(args.warn.as_deref())?.unwrap_or(WARN).as_secs().min(crit);
    let none = |summary: String| Found {
        report: HealthReport::new(vec![one(HealthState::Failing, "last_backup", "backup", summary)]),
        figures: Vec::new(),
    };
    let repository = match backup::open(global, &args.repo) {
        Ok(repository) => repository,
        Err(Failure::Error { body, .. }) if body.code() == ErrorCode::NotFound => {
            return Ok(none(body.message));
        }
        Err(other) => return Err(other),
    };
    let mut listed = repository.list()?;
    let unreadable = listed.iter().filter(|snapshot| snapshot.about.is_err()).count();
    let Some((last, about)) = listed.pop().and_then(|last| Some((last.clone(), last.about.ok()?))) else {
        return Ok(none(format!("there is no snapshot in {}", repository.root().display())));
    };
    let age = now_ms().saturating_sub(about.created_ms) / 1000;
    let state = Worse::Above.state(age, warn, crit);
    let ago = span(Duration::from_secs(age));
    let mut checks = vec![one(state, "last_backup", "backup", format!("the last backup is {ago} old"))];
    let (state, summary) = match &last.verified {
        Some(verified) if !verified.clean => {
            (HealthState::Failing, format!("it was found damaged: {} faults", verified.faults))
        }
        Some(verified) => (HealthState::Ok, format!("it was found whole at {}", verified.at)),
        None => (HealthState::Ok, "it was not verified yet".to_owned()),
    };
    checks.push(one(state, "verified", "backup", summary));
    if unreadable > 0 {
        let summary = format!("{unreadable} snapshots cannot be read: cyberfly backup list says why");
        checks.push(one(HealthState::Degraded, "readable", "backup", summary));
    }
    Ok(Found {
        report: HealthReport::new(checks),
        figures: vec![
            Figure {
                limits: Some((Worse::Above, warn, crit)),
                ..Figure::new("backup_age_seconds", age, "s")
            },
            Figure::new("backup_bytes", about.bytes, "B"),
            Figure::new("backup_snapshots", listed.len() as u64 + 1, ""),
        ],
    })
}
