//! `--wait-replicas`: a write that is on the disks of peers, too, before it is done.

use std::time::{Duration, Instant};

use cyberfly_core::{DbName, ErrorCode};
use cyberfly_protocol::{AwaitReplicas, ErrorBody};

use super::{Action, Scope, answers, author, carry_out};
use crate::door::target::Target;
use crate::failure::Failure;
use crate::ui::Ui;

/// How long one question waits at the node.
const A_WHILE: Duration = Duration::from_secs(5);

/// Carries out a write through a node, and waits until so many of its peers have it on their disks.
pub(super) async fn put(
    ui: &mut Ui,
    scope: &Scope<'_>,
    db: &DbName,
    action: Action,
    count: u64,
) -> Result<u8, Failure> {
    let Action::Do(commands) = action else { return carry_out(ui, scope, db, action).await };
    let deadline = Instant::now() + scope.global.patience();
    // Without a node there are no peers.
    let client = Target::choose(scope.global)?.client(ui, scope.global)?;
    let author = author::key(scope.global)?;
    let told = commands.clone();
    let done = carry_out::run(&client, &author, db, commands).await?;
    if let Some(receipt) = &done.receipt {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let wanted = AwaitReplicas {
                db: db.clone(),
                op_id: receipt.op_id.clone(),
                stamp: receipt.stamp.clone(),
                count,
                patience_seconds: left.min(A_WHILE).into(),
            };
            let replicas = client.replicas(&wanted).await?.replicas;
            if replicas >= count {
                break;
            }
            if Instant::now() >= deadline {
                let message = format!(
                    "the write is stored here, but {replicas} of {count} peers have it on their disks"
                );
                return Err(ErrorBody::new(ErrorCode::Timeout, message)
                    .hint("it goes on to peers by itself: cyberfly sync says how it stands with each")
                    .into());
            }
        }
    }
    answers::done(ui, &told, &done)
}
