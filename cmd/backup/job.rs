//! Long work that a node does, or this process with the same code, watched until it ends.

use cyberfly_protocol::{ErrorBody, Job, JobState};

use crate::door::Way;
use crate::failure::Failure;
use crate::ui::progress::Progress;

async fn look(way: &Way, id: u64) -> Result<Job, ErrorBody> {
    match way {
        Way::Client(client) => client.job(id).await,
        Way::InProcess(node) | Way::Nowhere(node, _) => node.job(id).await,
    }
}

/// Waits until a job has ended, and returns it; one that failed is an error. However long it takes: it is told how far it
/// is, and it goes on in the node if this command is ended.
pub(crate) async fn watch(way: &Way, mut job: Job, progress: &Progress) -> Result<Job, Failure> {
    while job.state == JobState::Running {
        if let Some(stage) = &job.stage {
            progress.also(stage.clone());
        }
        if let Some(total) = job.total {
            progress.expect(total);
        }
        progress.reach(job.done);
        job = look(way, job.id).await?;
    }
    match job.error {
        Some(error) => Err(error.into()),
        None => Ok(job),
    }
}
