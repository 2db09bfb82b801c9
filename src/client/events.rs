//! Answers that go on, over HTTP: server-sent events as they come.

use std::time::Duration;

use cyberfly_core::ErrorCode;
use cyberfly_protocol::{ErrorBody, ReplyStream, reply_stream};
use reqwest::Response;
use serde::de::DeserializeOwned;

use crate::http::Asked;

/// The longest event that is read.
const EVENT_LIMIT: usize = 64 * 1024;
/// A node says something every fifteen seconds. When it is silent for this long, it or the way to it is gone.
const SILENCE: Duration = Duration::from_secs(45);

/// An answer that goes on, and what was read of it and is no whole event yet.
struct Reader {
    response: Response,
    read: Vec<u8>,
    /// The question, to ask it again when the token has expired.
    asked: Asked,
    /// Whether anything was heard with the token that it was asked with last.
    heard: bool,
    /// The place behind what was heard, where the node names one.
    place: Option<String>,
}

/// What a node tells in this answer, as it comes.
pub(crate) fn events<T: DeserializeOwned + Send + 'static>(
    response: Response,
    asked: Asked,
) -> ReplyStream<T> {
    let reader = Reader { response, read: Vec::new(), asked, heard: false, place: None };
    reply_stream(reader, async |mut reader: Reader| {
        let next = reader.next().await.transpose()?;
        Some((next, reader))
    })
}

impl Reader {
    /// Whether a fresh token is likely to be taken.
    fn may_go_on(&self) -> bool {
        self.heard && self.asked.has_tokens()
    }

    /// The next event; none when the answer ends.
    async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, ErrorBody> {
        loop {
            while let Some(block) = take_block(&mut self.read) {
                let Some(data) = lines(&block, "data") else { continue };
                match read_event(&data) {
                    Ok(told) => {
                        self.heard = true;
                        self.place = lines(&block, "id").or(self.place.take());
                        return Ok(Some(told));
                    }
                    // A token lives for minutes, and what is watched for longer.
                    Err(error) if error.code() == ErrorCode::Unauthenticated && self.may_go_on() => {
                        self.response = self.asked.ask(self.place.as_deref()).await?;
                        self.read.clear();
                        self.heard = false;
                        break;
                    }
                    Err(error) => return Err(error),
                }
            }
            if self.read.len() > EVENT_LIMIT {
                return Err(not_understood("a longer event than there can be"));
            }
            let chunk = tokio::time::timeout(SILENCE, self.response.chunk()).await;
            let chunk =
                chunk.map_err(|_| ErrorBody::new(ErrorCode::Timeout, "the node fell silent").hint(GO_ON))?;
            match chunk
                .map_err(|error| ErrorBody::new(ErrorCode::Unavailable, error.to_string()).hint(GO_ON))?
            {
                Some(chunk) => self.read.extend_from_slice(&chunk),
                None => return Ok(None),
            }
        }
    }
}

/// An event; the last one may be an error.
fn read_event<T: DeserializeOwned>(data: &str) -> Result<T, ErrorBody> {
    let told = serde_json::from_str::<ErrorBody>(data);
    serde_json::from_str(data).map_err(|error| told.unwrap_or_else(|_| not_understood(&error.to_string())))
}

const GO_ON: &str = "ask again; a watch goes on from its last cursor and misses nothing";

fn not_understood(what: &str) -> ErrorBody {
    ErrorBody::new(ErrorCode::Unsupported, format!("an event was not understood: {what}"))
}

/// Takes the first whole event away: all up to an empty line.
fn take_block(read: &mut Vec<u8>) -> Option<String> {
    let end = read.windows(2).position(|pair| pair == b"\n\n")?;
    let rest = read.split_off(end + 2);
    let block = std::mem::replace(read, rest);
    Some(String::from_utf8_lossy(&block).into_owned())
}

/// A field of an event; none if it has none, as a sign of life has.
fn lines(block: &str, field: &str) -> Option<String> {
    let of_field = |line| str::strip_prefix(line, field)?.strip_prefix(':');
    let lines: Vec<_> = block.lines().filter_map(of_field).collect();
    let text = lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
    (!lines.is_empty()).then(|| text.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use cyberfly_protocol::Watched;

    use super::*;

    #[test]
    fn events_are_found_wherever_the_bytes_are_cut() {
        let whole =
            b": alive\n\nevent: started\nid: c\ndata: {\"event\":\"started\",\ndata: \"cursor\":\"c\"}\n\n";
        for cut in 0..whole.len() {
            let mut read = whole[..cut].to_vec();
            let mut found = Vec::new();
            while let Some(block) = take_block(&mut read) {
                found.extend(lines(&block, "data"));
            }
            read.extend_from_slice(&whole[cut..]);
            while let Some(block) = take_block(&mut read) {
                found.extend(lines(&block, "data"));
            }
            assert_eq!(found.len(), 1, "{cut}");
            let event: Watched = serde_json::from_str(&found[0]).unwrap();
            assert_eq!(event, Watched::Started { cursor: "c".to_owned() });
        }
    }
}
