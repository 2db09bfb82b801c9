//! What the node says of itself, or the store where no node runs.

use std::net::{SocketAddr, TcpListener, TcpStream};

use cyberfly_client::Connect;
use cyberfly_node::{health, now_ms};
use cyberfly_protocol::{Check, Door, ErrorBody, HealthState, Status};

use super::{PATIENCE, bad, failed, ok};
use crate::cli::Global;
use crate::door::target::Target;
use crate::door::{self, Intent, Ways, has_data};
use crate::settings;
use crate::ui::Ui;

/// Asks the node that runs; without one, opens the store as any command does.
pub(super) async fn look(ui: &mut Ui, global: &Global, target: &Target) -> Vec<Check> {
    match target.connect(ui, global) {
        Ok(Connect::Listening(client)) => match client.status().await {
            Ok(status) => {
                let mut checks = vec![running(&status), version(&status)];
                checks.extend(http_at(&status).filter(|_| status.tls.is_none()).and_then(plain));
                if let Target::Here { .. } = target {
                    checks.extend(reachable(&status));
                }
                let settings = client.running_config().await.map(|config| config.settings);
                let is_on = settings.is_ok_and(|settings| settings.get(UNSTAMPED) == Some(&true.into()));
                checks.extend(unstamped(is_on));
                checks.extend(findings(client.health().await));
                checks
            }
            Err(error) => vec![failed("node", "node", error.into())],
        },
        Ok(Connect::NotAllowed) => vec![failed("node", "node", target.not_allowed())],
        Ok(Connect::Nobody) => match target {
            Target::Here { data, .. } => {
                let holder = cyberfly_store::holder(data);
                if holder.is_some() {
                    return vec![failed("node", "node", target.nobody())];
                }
                let mut checks = vec![ok("node", "node", "no node runs"), port(global)];
                checks.extend(door(global));
                let config = settings::load(global, Vec::new());
                checks.extend(unstamped(config.is_ok_and(|config| config.compat.unstamped_writes)));
                if has_data(data) {
                    checks.extend(store(ui, global).await);
                }
                checks
            }
            Target::There { .. } => vec![failed("node", "node", target.nobody())],
        },
        Err(failure) => vec![failed("node", "node", failure)],
    }
}

async fn store(ui: &mut Ui, global: &Global) -> Vec<Check> {
    match door::find(ui, global, Ways::Offline, Intent::Read).await {
        Ok(way) => {
            let report = way.door().health().await;
            let mut checks = findings(report);
            // The door is told of already, as it would be.
            checks.retain(|check| check.component != "http");
            if let Err(failure) = way.close() {
                checks.push(failed("store", "store", failure));
            }
            checks
        }
        Err(failure) => vec![failed("store", "store", failure)],
    }
}

fn findings(report: Result<cyberfly_protocol::HealthReport, ErrorBody>) -> Vec<Check> {
    report.map_or_else(|error| vec![failed("health", "node", error.into())], |report| report.checks)
}

fn running(status: &Status) -> Check {
    let pid = status.pid.map_or_else(String::new, |pid| format!(" with pid {pid}"));
    ok("node", "node", format!("a node runs{pid} and is {}", status.state.word()))
}

fn version(status: &Status) -> Check {
    let ours = env!("CARGO_PKG_VERSION");
    match status.version.as_deref() {
        Some(theirs) if theirs != ours => bad(
            HealthState::Degraded,
            "version",
            "node",
            format!("the node has version {theirs}, this program {ours}"),
            "stop the node and start it with the newer program",
        ),
        _ => ok("version", "node", format!("the node and this program have version {ours}")),
    }
}

/// Where the HTTP door is.
fn http_at(status: &Status) -> Option<SocketAddr> {
    status.listen.as_ref()?.http.as_ref()?.parse().ok()
}

/// That other machines speak plain HTTP with the door that is here.
fn plain(address: SocketAddr) -> Option<Check> {
    if address.ip().to_canonical().is_loopback() {
        return None;
    }
    let summary = format!(
        "the HTTP door at {address} speaks plain HTTP with other machines: whoever is on the way reads and changes what passes"
    );
    let fix = "cyberfly config set http.tls.certificate FILE; cyberfly config set http.tls.key FILE; then restart the node";
    Some(bad(HealthState::Degraded, "plain_http", "http", summary, fix))
}

/// The setting that makes a node a witness.
const UNSTAMPED: &str = "compat.unstamped_writes";

/// That the node is a witness of writes whose signatures cover the value alone.
fn unstamped(is_on: bool) -> Option<Check> {
    let summary = "the node takes writes whose signatures cover neither a time, a type, a field nor a score: whoever sees one \
                   first decides those";
    let fix = format!(
        "when no client of the predecessor is left: cyberfly config set {UNSTAMPED} false; then SIGHUP"
    );
    is_on.then(|| bad(HealthState::Degraded, "unstamped_writes", "writes", summary, fix))
}

/// What a door that is yet to open would speak, and with which certificate.
fn door(global: &Global) -> Vec<Check> {
    // That the configuration is wrong is told elsewhere.
    let Ok(config) = settings::load(global, Vec::new()) else { return Vec::new() };
    match cyberfly_api::door_facts(&config.http) {
        Ok(facts) => {
            let mut checks: Vec<_> = facts.plain_at.and_then(plain).into_iter().collect();
            checks.extend(health::certificate(facts, now_ms()));
            checks
        }
        Err(error) => {
            vec![bad(HealthState::Failing, "certificate", "http", error.to_string(), error.hint())]
        }
    }
}

/// Whether the HTTP door can be reached where the node says it is.
fn reachable(status: &Status) -> Option<Check> {
    let (address, url) = (http_at(status)?, status.url()?);
    Some(match TcpStream::connect_timeout(&address, PATIENCE) {
        Ok(_) => ok("http", "node", format!("the HTTP door at {address} takes connections")),
        Err(error) => {
            let summary = format!("the HTTP door at {address} cannot be reached: {error}");
            bad(HealthState::Failing, "http", "node", summary, format!("curl -v {url}/livez"))
        }
    })
}

/// Whether the port of the HTTP door is free for a node that is yet to start.
fn port(global: &Global) -> Check {
    let http = match settings::load(global, Vec::new()) {
        Ok(config) => config.http,
        Err(failure) => return failed("http", "node", failure),
    };
    if !http.enabled {
        return ok("http", "node", "the HTTP door is switched off");
    }
    match TcpListener::bind(http.listen) {
        Ok(_) => ok("http", "node", format!("{} is free for the HTTP door", http.listen)),
        Err(error) => bad(
            HealthState::Degraded,
            "http",
            "node",
            format!("the HTTP door could not listen on {}: {error}", http.listen),
            format!(
                "ss -ltnp 'sport = :{}'; or another port: cyberfly config set http.listen 127.0.0.1:0",
                http.listen.port()
            ),
        ),
    }
}
