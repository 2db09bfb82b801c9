//! `cyberfly stop`: end the node, and return when it is gone.

use std::time::Instant;

use cyberfly_client::NodeClient;
use cyberfly_protocol::Door;

use crate::cli::{Global, StopArgs};
use crate::door::LOOK_AGAIN;
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: &StopArgs) -> Result<u8, Failure> {
    let target = Target::choose(global)?;
    let client = target.client(ui, global)?;
    if args.dry.dry_run {
        let pid = client.status().await?.pid.map_or_else(|| "?".to_owned(), |pid| pid.to_string());
        return ui.would(&format!("stop the node with pid {pid} at {target}"));
    }
    let deadline = Instant::now() + global.patience();
    let stopping = match &target {
        Target::Here { data, .. } => {
            let data = client.status().await?.data_dir.map_or_else(|| data.clone(), Into::into);
            let stopping = client.stop().await?;
            let is_gone = || !runs(stopping.pid) && cyberfly_store::holder(&data).is_none();
            while !is_gone() {
                wait_a_little(deadline, stopping.pid).await?;
            }
            stopping
        }
        Target::There { .. } => {
            let stopping = client.stop().await?;
            // Its process cannot be seen from here; that it answers nobody any more can.
            while answers(&client).await {
                wait_a_little(deadline, stopping.pid).await?;
            }
            stopping
        }
    };
    if !ui.document(&stopping)? {
        ui.note(&format!("stopped the node with pid {}", stopping.pid));
    }
    Ok(0)
}

async fn answers(client: &NodeClient) -> bool {
    client.status().await.is_ok()
}

async fn wait_a_little(deadline: Instant, pid: u32) -> Result<(), Failure> {
    if Instant::now() >= deadline {
        return Err(Failure::timeout(format!("the node (pid {pid}) is stopping, but not gone yet")));
    }
    tokio::time::sleep(LOOK_AGAIN).await;
    Ok(())
}

/// Whether the process still runs. One that has ended and only waits for its parent to notice does not.
fn runs(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
}
