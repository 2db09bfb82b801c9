//! `cyberfly wait`: wait until the node is ready, even one that does not run yet.

use std::path::Path;
use std::time::{Duration, Instant};

use cyberfly_client::{Connect, NodeClient};
use cyberfly_protocol::{Door, NodeState, Status};

use crate::cli::{Global, WaitArgs};
use crate::door::{self, LOOK_AGAIN};
use crate::failure::Failure;
use crate::places;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, global: &Global, _args: &WaitArgs) -> Result<u8, Failure> {
    let data = places::data_dir(global)?;
    let socket = places::socket(global, &data)?;
    let deadline = Instant::now() + global.patience();
    loop {
        if let Some(status) = ready(&socket, deadline.saturating_duration_since(Instant::now())).await? {
            ui.document(&status)?;
            return Ok(0);
        }
        if Instant::now() >= deadline {
            let patience = humantime::format_duration(global.patience());
            return Err(Failure::timeout(format!(
                "no node was ready at {} within {patience}",
                socket.display()
            )));
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// The status of the node at this socket, if it is ready.
pub(crate) async fn ready(socket: &Path, patience: Duration) -> Result<Option<Status>, Failure> {
    match NodeClient::at_socket(socket, patience.max(LOOK_AGAIN))? {
        Connect::Nobody => Ok(None),
        Connect::NotAllowed => Err(door::not_allowed(socket)),
        Connect::Listening(client) => {
            Ok(client.status().await.ok().filter(|status| status.state == NodeState::Ready))
        }
    }
}
