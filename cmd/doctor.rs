//! `cyberfly doctor`: everything that could be wrong, each with what to do about it.

mod files;
mod node;

use std::time::Duration;

use cyberfly_protocol::{Check, HealthReport, HealthState};

use crate::cli::{DoctorArgs, Global};
use crate::door::target::Target;
use crate::failure::{Failure, NOT_WELL};
use crate::ui::Ui;
use crate::ui::listing::{Cell, Listing, Tone};

/// A node or a lock is waited for no longer than this: to hang is a finding, not a state.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) async fn run(ui: &mut Ui, global: &Global, _args: &DoctorArgs) -> Result<u8, Failure> {
    let global = Global { timeout: Some(global.patience().min(PATIENCE)), ..global.clone() };
    let target = Target::choose(&global)?;
    let mut checks = files::look(&global, &target);
    checks.extend(node::look(ui, &global, &target).await);
    let report = HealthReport::new(checks);
    if !ui.document(&report)? {
        ui.listing(&Listing {
            plural: "checks",
            single: None,
            columns: &["check", "state", "finding", "fix"],
            rows: &report.checks,
            cells: |check| {
                let finding = match &check.detail {
                    Some(detail) => format!("{}: {detail}", check.summary),
                    None => check.summary.clone(),
                };
                let state = Cell::State(check.state.word(), tone(check.state));
                vec![
                    Cell::Text(check.name.clone()),
                    state,
                    Cell::Text(finding),
                    Cell::maybe(check.hint.clone()),
                ]
            },
            next_cursor: None,
        })?;
    }
    Ok(if report.overall == HealthState::Ok { 0 } else { NOT_WELL })
}

/// What a state means for whoever looks at it.
const fn tone(state: HealthState) -> Tone {
    match state {
        HealthState::Ok => Tone::Good,
        HealthState::Degraded => Tone::Attention,
        HealthState::Failing => Tone::Bad,
    }
}

/// A finding that is as it should be.
fn ok(name: &str, component: &str, summary: impl Into<String>) -> Check {
    Check {
        name: name.to_owned(),
        component: component.to_owned(),
        state: HealthState::Ok,
        summary: summary.into(),
        detail: None,
        hint: None,
    }
}

/// A finding that is not, and what to do about it.
fn bad(
    state: HealthState,
    name: &str,
    component: &str,
    summary: impl Into<String>,
    fix: impl Into<String>,
) -> Check {
    Check { state, hint: Some(fix.into()), ..ok(name, component, summary) }
}

/// A failure as a finding.
fn failed(name: &str, component: &str, failure: Failure) -> Check {
    match failure {
        Failure::Error { body, .. } => Check {
            hint: body.hint.clone(),
            state: HealthState::Failing,
            ..ok(name, component, body.message)
        },
        other => bad(HealthState::Failing, name, component, format!("{other:?}"), "cyberfly doctor -v"),
    }
}
