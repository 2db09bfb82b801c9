//! `cyberfly status`: how the node is.

use std::time::Duration;

use cyberfly_client::Connect;
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{Door, HealthState, NodeState, Status, exit_code};

use crate::cli::{Global, StatusArgs};
use crate::door::target::Target;
use crate::failure::{Failure, NOT_RUNNING, NOT_WELL, UNREACHABLE};
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, global: &Global, _args: &StatusArgs) -> Result<u8, Failure> {
    let target = Target::choose(global)?;
    let (status, exit) = match target.connect(ui, global)? {
        Connect::Listening(client) => match client.status().await {
            Ok(status) => {
                let exit = exit_of(&status);
                (status, exit)
            }
            Err(error) => match error.code() {
                ErrorCode::Unavailable | ErrorCode::Timeout => {
                    ui.note(&format!("no answer from {target}: {error}"));
                    (Status::without_answer(NodeState::Unreachable), UNREACHABLE)
                }
                code @ (ErrorCode::NotAllowed | ErrorCode::Unauthenticated) => {
                    ui.note(&format!("{target} answers, but not to this caller: {error}"));
                    (Status::without_answer(NodeState::Unauthorised), exit_code(code))
                }
                _ => return Err(error.into()),
            },
        },
        Connect::NotAllowed => {
            (Status::without_answer(NodeState::Unauthorised), exit_code(ErrorCode::NotAllowed))
        }
        Connect::Nobody => match &target {
            Target::Here { data, socket } => match cyberfly_store::holder(data) {
                Some(holder) => {
                    ui.note(&format!(
                        "{} is held by {holder}, which does not answer at {}",
                        data.display(),
                        socket.display()
                    ));
                    (Status::without_answer(NodeState::Unreachable), UNREACHABLE)
                }
                None => (Status::without_answer(NodeState::NotRunning), NOT_RUNNING),
            },
            Target::There { .. } => {
                ui.note(&format!("nobody answers at {target}"));
                (Status::without_answer(NodeState::Unreachable), UNREACHABLE)
            }
        },
    };
    if !ui.document(&status)? {
        ui.pairs(&rows(&status))?;
    }
    Ok(exit)
}

/// How many peers there are in each state.
fn peers(status: &Status) -> Option<String> {
    let counts = status.peers.as_ref()?;
    let told: Vec<_> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
    Some(if told.is_empty() { "none".to_owned() } else { told.join(", ") })
}

fn exit_of(status: &Status) -> u8 {
    match &status.health {
        Some(health) if health.overall != HealthState::Ok => NOT_WELL,
        _ => 0,
    }
}

fn rows(status: &Status) -> Vec<(&'static str, String)> {
    let mut rows = vec![("state", status.state.word().to_owned())];
    if let Some(health) = &status.health {
        let parts: Vec<_> =
            health.components.iter().map(|(name, state)| format!("{name} {}", state.word())).collect();
        rows.push(("health", format!("{} ({})", health.overall.word(), parts.join(", "))));
        for found in &health.findings {
            let hint = found.hint.as_ref().map(|hint| format!("; {hint}")).unwrap_or_default();
            rows.push(("finding", format!("{} {}: {}{hint}", found.name, found.state.word(), found.summary)));
        }
    }
    let listen = status.listen.clone().unwrap_or_default();
    let uptime = status
        .uptime_seconds
        .map(|seconds| humantime::format_duration(Duration::from_secs(seconds)).to_string());
    let known = [
        ("node", status.node_id.clone()),
        ("version", status.version.clone()),
        ("pid", status.pid.map(|pid| pid.to_string())),
        ("uptime", uptime),
        ("data", status.data_dir.clone()),
        ("socket", listen.socket),
        ("http", status.url()),
        ("quic", (!listen.quic.is_empty()).then(|| listen.quic.join(" "))),
        ("network", status.network.clone()),
        ("peers", peers(status)),
        ("operations", status.operations.map(|count| count.to_string())),
    ];
    rows.extend(known.into_iter().filter_map(|(name, value)| Some((name, value?))));
    rows
}
