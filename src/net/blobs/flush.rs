//! Setting the disk to work while a file comes, so that little is left to wait for at its end.

use std::fs::File;
use std::io;
use std::sync::Arc;

use cyberfly_core::ErrorCode;
use cyberfly_core::session::Reason;
use tokio::task::JoinHandle;

/// How many bytes come before the disk is set to work. Twice as many wait to be written at most.
const EVERY: u64 = 32 * 1024 * 1024;

/// The disk behind a file that is being fetched.
pub(super) struct Flush {
    file: Arc<File>,
    /// Up to where it was set to work.
    begun: u64,
    under_way: Option<JoinHandle<io::Result<()>>>,
}

impl Flush {
    /// Of a file of which this much was there before.
    pub(super) const fn new(file: Arc<File>, there: u64) -> Self {
        Self { file, begun: there, under_way: None }
    }

    /// So much of the file was written. Waits if the disk is far behind. If it has failed nothing of the file is known to be
    /// there, so that it is begun anew.
    pub(super) async fn has_come(&mut self, done: u64) -> Result<(), Reason> {
        if done.saturating_sub(self.begun) < EVERY {
            return Ok(());
        }
        self.end().await?;
        self.begun = done;
        let file = Arc::clone(&self.file);
        self.under_way = Some(tokio::task::spawn_blocking(move || file.sync_data()));
        Ok(())
    }

    /// Waits for what the disk was set to work with.
    pub(super) async fn end(&mut self) -> Result<(), Reason> {
        let Some(under_way) = self.under_way.take() else { return Ok(()) };
        let Err(error) = under_way.await.map_err(io::Error::other).and_then(|flushed| flushed) else {
            return Ok(());
        };
        let emptied =
            self.file.set_len(0).map_or_else(|why| format!(", nor emptied: {why}"), |()| String::new());
        let text = format!("the disk did not take a file of a peer's: {error}{emptied}");
        Err(Reason { code: ErrorCode::Internal, text: text.into() })
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::OwnedFd;

    use super::*;

    #[tokio::test]
    async fn a_disk_that_does_not_take_what_came_is_told_of() {
        // Behind a pipe there is no disk.
        let (_other_end, pipe) = io::pipe().unwrap();
        let mut flush = Flush::new(Arc::new(File::from(OwnedFd::from(pipe))), 0);
        flush.has_come(EVERY - 1).await.unwrap();
        flush.end().await.unwrap();
        flush.has_come(EVERY).await.unwrap();
        let reason = flush.end().await.unwrap_err();
        assert!(reason.text.contains("the disk did not take a file of a peer's"), "{}", reason.text);
        flush.end().await.unwrap();
    }
}
