//! `cyberfly stop`: end the node, and return when it is gone.

use std::time::Instant;

use cyberfly_client::{Connect, NodeClient};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{Door, ErrorBody};

use crate::cli::{Global, StopArgs};
use crate::door::{self, LOOK_AGAIN};
use crate::failure::Failure;
use crate::places;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, global: &Global, _args: &StopArgs) -> Result<u8, Failure> {
    let data = places::data_dir(global)?;
    let socket = places::socket(global, &data)?;
    let client = match NodeClient::at_socket(&socket, global.patience())? {
        Connect::Listening(client) => client,
        Connect::NotAllowed => return Err(door::not_allowed(&socket)),
        Connect::Nobody => match cyberfly_store::holder(&data) {
            None => return Err(Failure::not_running(format!("no node runs on {}", data.display()))),
            Some(holder) => {
                let message = format!(
                    "{} is held by {holder}, which does not answer at {}",
                    data.display(),
                    socket.display()
                );
                return Err(ErrorBody::new(ErrorCode::Unavailable, message)
                    .hint("name its socket with --socket")
                    .into());
            }
        },
    };
    let data = client.status().await?.data_dir.map_or(data, Into::into);
    let stopping = client.stop().await?;
    let deadline = Instant::now() + global.patience();
    while runs(stopping.pid) || cyberfly_store::holder(&data).is_some() {
        if Instant::now() >= deadline {
            return Err(Failure::timeout(format!(
                "the node (pid {}) is stopping, but not gone yet",
                stopping.pid
            )));
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    if !ui.document(&stopping)? {
        ui.note(&format!("stopped the node with pid {}", stopping.pid));
    }
    Ok(0)
}

/// Whether the process still runs. One that has ended and only waits for its parent to notice does not.
fn runs(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
}
