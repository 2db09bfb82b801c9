//! `cyberfly wait`: wait until the node is ready, even one that does not run yet, and until it has what its peers have.

use std::time::Instant;

use cyberfly_client::{Connect, NodeClient};
use cyberfly_core::ErrorCode;
use cyberfly_protocol::{Door, NodeState, Status};

use crate::cli::{Global, WaitArgs};
use crate::door::LOOK_AGAIN;
use crate::door::target::Target;
use crate::failure::Failure;
use crate::sync::converged;
use crate::ui::Ui;

pub(crate) async fn run(ui: &mut Ui, global: &Global, args: &WaitArgs) -> Result<u8, Failure> {
    let target = Target::choose(global)?;
    let deadline = Instant::now() + global.patience();
    let mut client = None;
    loop {
        // One that listened once is asked again; it is not connected to anew, or a passphrase would be asked for again.
        if client.is_none() {
            client = match target.connect(ui, global)? {
                Connect::Listening(found) => Some(found),
                Connect::NotAllowed => return Err(target.not_allowed()),
                Connect::Nobody => None,
            };
        }
        if let Some(client) = &client
            && let Some(status) = ready(client, deadline).await?
        {
            if args.synced {
                return converged(ui, global, client, deadline).await;
            }
            ui.document(&status)?;
            return Ok(0);
        }
        if Instant::now() >= deadline {
            let patience = humantime::format_duration(global.patience());
            return Err(Failure::timeout(format!("no node was ready at {target} within {patience}")));
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// The status of the node, if it is ready. That it does not let this caller in would not change by waiting.
async fn ready(client: &NodeClient, deadline: Instant) -> Result<Option<Status>, Failure> {
    match tokio::time::timeout_at(deadline.into(), client.status()).await {
        Ok(Ok(status)) => Ok(Some(status).filter(|status| status.state == NodeState::Ready)),
        Ok(Err(error)) if matches!(error.code(), ErrorCode::NotAllowed | ErrorCode::Unauthenticated) => {
            Err(error.into())
        }
        Ok(Err(_)) | Err(_) => Ok(None),
    }
}
