//! The end of a connection: a last word, and time to read it.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How long and how much is still read of what nobody asked for before a connection is closed: closed over unread bytes,
/// it would take our last answer with it.
const LINGER_TIME: Duration = Duration::from_secs(1);
const LINGER_BYTES: usize = 4 * 1024 * 1024;

/// Says a last word, which may be empty, and closes the connection so that the other side can read what was said.
pub(crate) async fn part<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, word: &[u8]) {
    let parting = async {
        say(&mut stream, word).await?;
        poll_fn(|context| Pin::new(&mut stream).poll_shutdown(context)).await?;
        hear_out(&mut stream).await
    };
    // A side that is gone, or does not go, is not waited for.
    let _gone = tokio::time::timeout(LINGER_TIME, parting).await;
}

/// Waits until the other side has said something, and takes a byte of it.
pub(crate) async fn first_byte<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<()> {
    let mut byte = [0];
    let mut buffer = ReadBuf::new(&mut byte);
    poll_fn(|context| Pin::new(&mut *stream).poll_read(context, &mut buffer)).await
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, mut word: &[u8]) -> io::Result<()> {
    while !word.is_empty() {
        let written = poll_fn(|context| Pin::new(&mut *stream).poll_write(context, word)).await?;
        word = match word.get(written..) {
            Some(rest) if written > 0 => rest,
            _ => return Err(io::ErrorKind::WriteZero.into()),
        };
    }
    Ok(())
}

async fn hear_out<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<()> {
    let mut heard = 0;
    let mut space = [0; 4096];
    while heard < LINGER_BYTES {
        let mut buffer = ReadBuf::new(&mut space);
        poll_fn(|context| Pin::new(&mut *stream).poll_read(context, &mut buffer)).await?;
        match buffer.filled().len() {
            0 => return Ok(()),
            more => heard += more,
        }
    }
    Ok(())
}
