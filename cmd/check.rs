//! `cyberfly check`: how the node is, in the words of monitoring systems.

use std::path::PathBuf;

use cyberfly_client::Connect;
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{Check, Door, ErrorBody, HealthReport, HealthState};

use crate::cli::{CheckArgs, CheckFormat, CheckWhat, Global, Threshold};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;

/// Nagios: nothing can be said.
const UNKNOWN: u8 = 3;

/// What was found, and the figures of it: a name, a value, and the values from which on it is a warning or critical.
struct Found {
    report: HealthReport,
    figures: Vec<(&'static str, u64, [Option<u64>; 2])>,
}

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: &CheckArgs) -> Result<u8, Failure> {
    let format = if ui.is_json() { CheckFormat::Json } else { args.format };
    let found = match (args.what, args.warn, args.crit) {
        (CheckWhat::Health, None, None) => health(ui, global).await,
        (CheckWhat::Health, ..) => {
            Err(Failure::misuse("--warn and --crit are for check disk; nothing was asked", "leave them out"))
        }
        (CheckWhat::Disk, warn, crit) => disk(ui, global, warn, crit).await,
    };
    let found = match found {
        Ok(found) => found,
        // Whoever calls this reads the exit code and the first line of standard output.
        Err(Failure::Error { body, .. }) => return cannot_tell(ui, format, &body),
        Err(other) => return Err(other),
    };
    match format {
        CheckFormat::Nagios => nagios(ui, &found)?,
        CheckFormat::Prometheus => prometheus(ui, &found)?,
        CheckFormat::Json => ui.json(&found.report)?,
    }
    Ok(code(found.report.overall))
}

async fn health(ui: &mut Ui, global: &Global) -> Result<Found, Failure> {
    let target = Target::choose(global)?;
    let report = match target.connect(ui, global)? {
        Connect::Nobody => {
            HealthReport::new(vec![one(HealthState::Failing, "node", "node", "no node runs".to_owned())])
        }
        Connect::NotAllowed => return Err(target.not_allowed()),
        Connect::Listening(client) => match client.health().await {
            Ok(report) => report,
            Err(error) if matches!(error.code(), ErrorCode::Unavailable | ErrorCode::Timeout) => {
                HealthReport::new(vec![one(HealthState::Failing, "node", "node", error.message)])
            }
            Err(error) => return Err(error.into()),
        },
    };
    Ok(Found { report, figures: Vec::new() })
}

async fn disk(
    ui: &mut Ui,
    global: &Global,
    warn: Option<Threshold>,
    crit: Option<Threshold>,
) -> Result<Found, Failure> {
    let target = Target::choose(global)?;
    let data: PathBuf = match &target {
        Target::Here { data, .. } => data.clone(),
        Target::There { .. } => {
            let dir = target.client(ui, global)?.status().await?.data_dir;
            dir.map(PathBuf::from).filter(|dir| dir.exists()).ok_or_else(|| {
                let message = format!("the disk of {target} cannot be seen from here");
                Failure::from(
                    ErrorBody::new(ErrorCode::Unavailable, message).hint("run the check on that machine"),
                )
            })?
        }
    };
    let floor = crate::settings::load(global, Vec::new())?.storage.disk_floor.0;
    let space = rustix::fs::statvfs(&data).map_err(|error| {
        let message = format!("the free space of {} is not known: {error}", data.display());
        Failure::from(ErrorBody::new(ErrorCode::NotFound, message))
    })?;
    let (free, total) = (space.f_bavail * space.f_frsize, space.f_blocks * space.f_frsize);
    // Below the floor nothing is written, whatever else was asked for.
    let crit = crit.map_or(floor, |crit| crit.bytes_of(total)).max(floor);
    let warn = warn.map_or(floor.saturating_mul(2), |warn| warn.bytes_of(total)).max(crit);
    let state = match free {
        free if free < crit => HealthState::Failing,
        free if free < warn => HealthState::Degraded,
        _ => HealthState::Ok,
    };
    let summary = format!("{free} of {total} bytes are free on the disk of {}", data.display());
    let report = HealthReport::new(vec![one(state, "disk_space", "disk", summary)]);
    Ok(Found {
        report,
        figures: vec![("free_bytes", free, [Some(warn), Some(crit)]), ("total_bytes", total, [None; 2])],
    })
}

fn one(state: HealthState, name: &str, component: &str, summary: String) -> Check {
    Check { name: name.to_owned(), component: component.to_owned(), state, summary, detail: None, hint: None }
}

const fn code(state: HealthState) -> u8 {
    match state {
        HealthState::Ok => 0,
        HealthState::Degraded => 1,
        HealthState::Failing => 2,
    }
}

fn nagios(ui: &mut Ui, found: &Found) -> Result<(), Failure> {
    let checks = &found.report.checks;
    let word = ["OK", "WARNING", "CRITICAL"][usize::from(code(found.report.overall))];
    let wrong: Vec<_> = checks.iter().filter(|check| check.state != HealthState::Ok).collect();
    let told: Vec<_> = match wrong.as_slice() {
        [] if checks.len() == 1 => checks.iter().map(|check| check.summary.clone()).collect(),
        [] => vec![format!("{} checks are ok", checks.len())],
        wrong => wrong.iter().map(|check| format!("{}: {}", check.name, check.summary)).collect(),
    };
    // Figures begin behind the first bar, so there may be none in the text.
    let text = told.join("; ").replace('|', "/");
    let count = |state| checks.iter().filter(|check| check.state == state).count();
    let mut figures = vec![
        format!("degraded={}", count(HealthState::Degraded)),
        format!("failing={}", count(HealthState::Failing)),
    ];
    for (name, value, limits) in &found.figures {
        // A figure is wrong when it is below: `N:` in the words of Nagios.
        let [warn, crit] = limits.map(|limit| limit.map_or_else(String::new, |limit| format!("{limit}:")));
        figures.push(format!("{name}={value}B;{warn};{crit}"));
    }
    ui.line(&format!("CYBERFLY {word} - {text} | {}", figures.join(" ")))
}

fn prometheus(ui: &mut Ui, found: &Found) -> Result<(), Failure> {
    ui.line("# HELP cyberfly_check_state Each check: 0 ok, 1 degraded, 2 failing.")?;
    ui.line("# TYPE cyberfly_check_state gauge")?;
    for Check { name, component, state, .. } in &found.report.checks {
        let labels = format!("check=\"{name}\",component=\"{component}\"");
        ui.line(&format!("cyberfly_check_state{{{labels}}} {}", code(*state)))?;
    }
    for (name, value, _) in &found.figures {
        ui.line(&format!("# TYPE cyberfly_check_disk_{name} gauge"))?;
        ui.line(&format!("cyberfly_check_disk_{name} {value}"))?;
    }
    Ok(())
}

/// Nothing could be found out: in Nagios that is a state of its own.
fn cannot_tell(ui: &mut Ui, format: CheckFormat, body: &ErrorBody) -> Result<u8, Failure> {
    match format {
        CheckFormat::Nagios => ui.line(&format!("CYBERFLY UNKNOWN - {}", body.message.replace('|', "/")))?,
        CheckFormat::Prometheus | CheckFormat::Json => {
            return Err(Failure::Error { body: Box::new(body.clone()), exit: UNKNOWN });
        }
    }
    Ok(UNKNOWN)
}
