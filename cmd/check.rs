//! `cyberfly check`: how the node is, in the words of monitoring systems.

mod backup;
mod cert;
mod disk;
mod peers;
mod sync;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use cyberfly_client::{Connect, NodeClient};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{Check, Door, ErrorBody, HealthReport, HealthState};

use crate::cli::{CheckArgs, CheckFormat, CheckWhat, Global};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;

/// Nagios: nothing can be said.
const UNKNOWN: u8 = 3;

/// What was found, and the figures of it.
struct Found {
    report: HealthReport,
    figures: Vec<Figure>,
}

/// A figure beside the findings.
struct Figure {
    name: &'static str,
    value: u64,
    /// Its unit, as Nagios writes it.
    unit: &'static str,
    /// From which values on it is a warning, and critical, on which side.
    limits: Option<(Worse, u64, u64)>,
}

impl Figure {
    const fn new(name: &'static str, value: u64, unit: &'static str) -> Self {
        Self { name, value, unit, limits: None }
    }
}

/// On which side of its limits a figure is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Worse {
    Below,
    Above,
}

impl Worse {
    const fn state(self, value: u64, warn: u64, crit: u64) -> HealthState {
        let is_beyond = match self {
            Worse::Below => (value < crit, value < warn),
            Worse::Above => (value > crit, value > warn),
        };
        match is_beyond {
            (true, _) => HealthState::Failing,
            (false, true) => HealthState::Degraded,
            (false, false) => HealthState::Ok,
        }
    }

    /// A limit in the words of Nagios.
    fn range(self, limit: u64) -> String {
        match self {
            Worse::Below => format!("{limit}:"),
            Worse::Above => limit.to_string(),
        }
    }
}

/// A limit, as it was typed.
fn limit<T: FromStr>(text: Option<&str>) -> Result<Option<T>, Failure> {
    let read = text.map(|text| text.parse().map_err(|_| no_limit(text)));
    read.transpose()
}

/// A limit that is a time.
fn time(text: Option<&str>) -> Result<Option<Duration>, Failure> {
    let read = text.map(|text| humantime::parse_duration(text).map_err(|_| no_limit(text)));
    read.transpose()
}

fn no_limit(text: &str) -> Failure {
    Failure::misuse(
        format!("{text:?} is no limit of this check; nothing was asked"),
        "cyberfly check --help says what each takes",
    )
}

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: &CheckArgs) -> Result<u8, Failure> {
    let format = if ui.is_json() { CheckFormat::Json } else { args.format };
    let found = match args.what {
        CheckWhat::Health if args.warn.is_some() || args.crit.is_some() => {
            let message =
                "health has no limits of its own, so --warn and --crit say nothing; nothing was asked";
            Err(Failure::misuse(message, "leave them out, or name another check"))
        }
        CheckWhat::Health => health(ui, global).await,
        CheckWhat::Peers => peers::look(ui, global, args).await,
        CheckWhat::Sync => sync::look(ui, global, args).await,
        CheckWhat::Backup => backup::look(ui, global, args).await,
        CheckWhat::Disk => disk::look(ui, global, args).await,
        CheckWhat::Cert => cert::look(ui, global, args).await,
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
    let client = match node(ui, global)? {
        Ok(client) => client,
        Err(nobody) => return Ok(nobody),
    };
    match client.health().await {
        Ok(report) => Ok(Found { report, figures: Vec::new() }),
        Err(error) if matches!(error.code(), ErrorCode::Unavailable | ErrorCode::Timeout) => {
            Ok(no_node(error.message))
        }
        Err(error) => Err(error.into()),
    }
}

/// The node; where there is none, that is what was found.
fn node(ui: &mut Ui, global: &Global) -> Result<Result<NodeClient, Found>, Failure> {
    let target = Target::choose(global)?;
    match target.connect(ui, global)? {
        Connect::Nobody => Ok(Err(no_node("no node runs".to_owned()))),
        Connect::NotAllowed => Err(target.not_allowed()),
        Connect::Listening(client) => Ok(Ok(client)),
    }
}

fn no_node(summary: String) -> Found {
    let check = one(HealthState::Failing, "node", "node", summary);
    Found { report: HealthReport::new(vec![check]), figures: Vec::new() }
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
    for Figure { name, value, unit, limits } in &found.figures {
        let limits = limits.map(|(worse, warn, crit)| format!("{};{}", worse.range(warn), worse.range(crit)));
        figures.push(format!("{name}={value}{unit};{}", limits.unwrap_or_else(|| ";".to_owned())));
    }
    ui.line(&format!("CYBERFLY {word} - {text} | {}", figures.join(" ")))
}

fn prometheus(ui: &mut Ui, found: &Found) -> Result<(), Failure> {
    ui.line("# HELP cyberfly_check_state Each check: 0 ok, 1 degraded, 2 failing.")?;
    ui.line("# TYPE cyberfly_check_state gauge")?;
    // One check may find something of each of several peers; a label may be there once.
    let mut states: BTreeMap<(&str, &str), HealthState> = BTreeMap::new();
    for Check { name, component, state, .. } in &found.report.checks {
        let worst = states.entry((name, component)).or_default();
        *worst = (*worst).max(*state);
    }
    for ((name, component), state) in states {
        let labels = format!("check=\"{name}\",component=\"{component}\"");
        ui.line(&format!("cyberfly_check_state{{{labels}}} {}", code(state)))?;
    }
    for Figure { name, value, .. } in &found.figures {
        ui.line(&format!("# TYPE cyberfly_check_{name} gauge"))?;
        ui.line(&format!("cyberfly_check_{name} {value}"))?;
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
