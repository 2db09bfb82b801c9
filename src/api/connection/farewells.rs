//! The answer to callers for whom there is no place.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use cyberfly_protocol::ErrorBody;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;

use super::in_full;
use super::parting::{first_byte, part};
use crate::refusal::Refusal;

/// Tells callers for whom there is no place so.
pub(crate) struct Farewells(Arc<Semaphore>);

impl Farewells {
    /// How many are told with patience at once: those get time to ask and to read.
    const PATIENT: usize = 64;
    /// How long is waited for a request. Not every client understands who answers before one.
    const PATIENCE: Duration = Duration::from_secs(1);

    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(Self::PATIENT)))
    }

    /// Tells a caller so and closes. `at_once` writes what can be written without waiting.
    pub(crate) async fn say<S>(
        &self,
        mut stream: S,
        refusal: ErrorBody,
        at_once: impl FnOnce(&S, &[u8]) -> io::Result<usize>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let word = in_full(Refusal::from(refusal)).await;
        let Ok(place) = Arc::clone(&self.0).try_acquire_owned() else {
            // It fits the buffer of a new connection; if it does not, the close says enough.
            let _gone = at_once(&stream, &word);
            return;
        };
        tokio::spawn(async move {
            let asked = first_byte(&mut stream);
            let _or_late = tokio::time::timeout(Self::PATIENCE, asked).await;
            part(stream, &word).await;
            drop(place);
        });
    }
}
